"""The library against the reference: every scalar metric, by default and with other options, on random shops and random closed periods."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from opsreport.metrics import find
from opsreport.rules import Rules
from opsreport.shop import Shop

from .compare import difference
from .days import MONTHS, days
from .reference import PARTS, SCALARS, Reference
from .shops import Drawn, labels, shops

RETENTION = [{"n": 1}, {"n": 30}, {"cohort": "first_active"}, {"n": 1, "unit": "period"}, {"n": 2, "unit": "period", "cohort": "first_active"}]
ORDERS_OR_EVENTS = [{"basis": "orders"}, {"basis": "events"}]
OPTIONS = {  # other options than the defaults, a choice of which is tried on each shop
    "new_paying_users": [{"refunds": "gross"}],
    "channel_conversion_rate": [{"basis": "paying"}],
    "cac": [{"basis": "registered"}],
    "mau": [{"window": 30}, {"window": 28}],
    "active_users_rule": [{"logins": 1, "orders": 2}],
    "active_rate": [{"base": "old"}],
    "stickiness_ratio": [{"window": 28}, {"window": 7}, {"window": "period"}],
    "retention_on_n": RETENTION,
    "retention_within_n": RETENTION,
    "retention_on_or_after_n": RETENTION,
    "purchase_retention": [{"n": 2}, {"n": 3}],
    "churn_rate": ORDERS_OR_EVENTS,
    "churned_users": [{"days": 30}, {"days": 60, "basis": "orders"}, {"days": 7, "basis": "events"}],
    "winback_users": [{"days": 30}, {"days": 6, "basis": "orders"}],
    "winback_rate": [{"days": 30}, {"days": 6, "basis": "orders"}],
    "sales_amount": [{"refunds": "gross"}, {"refunds": "exclude_fully_refunded"}],
    "average_order_value": [{"refunds": "gross"}, {"refunds": "exclude_fully_refunded"}],
    "spend_per_buyer": [{"refunds": "gross"}, {"refunds": "exclude_fully_refunded"}],
    "purchase_frequency": [{"same_day": "merge"}],
    "repurchase_rate_by_user": [{"same_day": "merge"}, {"window": "all"}, {"window": "all", "same_day": "merge"}],
    "repurchase_rate_by_transaction": [{"same_day": "merge"}],
    "repurchase_rate_loyal_n_days": [{"n": 90, "min_orders": 1}, {"n": 60}],
    "second_purchase_conversion": [{"days": 90}, {"days": 7, "same_day": "merge"}],
    "old_customer_buyback_rate": [{"look_back": 30}],
    "repeat_buyers": [{"reading": "ever"}],
    "csat": [{"kind": "survey"}, {"kind": "rating"}],
    "complaint_rate": [{"unit": "orders"}, {"days": 1}],
    "first_response_time": [{"sla": 29}],
    "resolution_rate": [{"days": 1}],
}
OTHERS = [(metric_id, options) for metric_id, choices in OPTIONS.items() for options in choices]
GROWTH = [(modifier, {"of": of}) for modifier in ("mom_growth", "yoy_growth") for of in ("sales_amount", "new_users", "repurchase_rate_by_user")]
DEFAULTS = [(metric_id, {}) for metric_id in SCALARS]
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


def differences(drawn: Drawn, period: str, wanted: list[tuple[str, dict]]) -> list[str]:
    """Every reading of the period's figures, of their trends and of what they are compared with, that is not the reference's."""
    ours = Reference(drawn.tables, drawn.timezone, drawn.data_until)
    theirs = Shop.of(drawn.tables, timezone=drawn.timezone, data_until=drawn.data_until, rules=Rules())
    metrics = theirs.metrics([find(metric_id)(**options) for metric_id, options in wanted])
    options_of = dict(zip(map(str, metrics), (options for _, options in wanted), strict=True))
    found, seen = [], set()
    for figure in theirs.figures(metrics, period):
        segment = next(iter(figure.segment.values())) if figure.segment else None
        seen.add((str(figure.metric), figure.part))
        for label, reading in readings(figure):
            wrong = difference(reading, ours.value(figure.metric.id, label, options_of[str(figure.metric)], figure.part, segment))
            found += [f"{figure.metric} {figure.part or ''} {segment or ''} {label}: {wrong}"] if wrong else []
    assert seen == {(str(m), part) for m in metrics for part in PARTS.get(m.id, (None,))}
    return found


def readings(figure) -> dict[str, object]:
    """{label: reading} of a figure's trend, which holds the period itself, and of the same period a year ago where there is such a thing."""
    of_trend = {period.label: reading for period, reading in figure.trend}
    assert of_trend[figure.period.label] == figure.reading
    assert of_trend[figure.period.previous().label] == figure.previous
    return (of_trend | ({figure.period.year_ago().label: figure.year_ago} if figure.period.unit in MONTHS else {})).items()


@st.composite
def questions(draw):
    """A shop, a period, and the metrics to compare: all by default, and some with other options."""
    shop = draw(shops())
    period = draw(labels(shop))
    grown = GROWTH if days(period).unit in MONTHS else GROWTH[:3]
    return shop, period, DEFAULTS + Random(draw(st.integers(0, 999))).sample(OTHERS, 12) + grown


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(questions())
def test_every_figure_is_the_reference_s(question):
    shop, period, wanted = question
    note(f"{shop.timezone}, whole until {shop.data_until}, {period}")
    assert differences(shop, period, wanted) == []


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=QUIET)
@given(questions())
def test_every_figure_is_the_reference_s_on_many_shops(question):
    shop, period, wanted = question
    note(f"{shop.timezone}, whole until {shop.data_until}, {period}")
    assert differences(shop, period, wanted) == []
