"""The library against the reference: every scalar metric, by default and with other options, on random shops and random closed periods."""

from datetime import date, datetime
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from opsreport.rules import Rules
from opsreport.shop import Shop

from .compare import differences
from .days import MONTHS, days
from .history import Answer
from .reference import SCALARS, Reference
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


@st.composite
def questions(draw):
    """A shop, a period, and the metrics to compare: all by default, and some with other options."""
    shop = draw(shops())
    period = draw(labels(shop))
    grown = GROWTH if days(period).unit in MONTHS else GROWTH[:3]
    return shop, period, DEFAULTS + Random(draw(st.integers(0, 999))).sample(OTHERS, 12) + grown


# Shrinking an example takes minutes: the short test shows the first that it finds, the long one the smallest.
@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=QUIET, phases=[Phase.explicit, Phase.generate])
@given(questions())
def test_every_figure_is_the_reference_s(question):
    agree(*question)


def test_a_rating_of_ten_is_read_in_terms_of_five_where_most_ratings_are():
    """A voice of another kind, and a score beyond its scale, say nothing of the scales."""
    said = [
        (11, "rating", 4, 10),
        (11, "rating", 6, None),
        (11, "nps", 9, 10),
        (12, "mystery_shopper", 9, 10),
        (12, "rating", 3, None),
        (12, "rating", 2, 5),
    ]
    voices = [
        {"feedback_id": f"f{k}", "created_at": datetime(2023, month, 5, 12), "kind": kind, "user_id": None, "score": score, "scale_max": scale}
        for k, (month, kind, score, scale) in enumerate(said)
    ]
    tables, until, asked = {"orders": [], "feedback": voices}, date(2024, 6, 30), [("rating_average", {}), ("csat", {"kind": "rating"})]
    ours = Reference(tables, "Asia/Shanghai", until)
    assert ours.value("rating_average", "2023-11") == Answer(Fraction(4 * 5, 10), Fraction(4 * 5, 10), 1)
    assert differences(Shop.of(tables, timezone="Asia/Shanghai", data_until=until, rules=Rules()), ours, "2023-11", asked) == []


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=QUIET, phases=[Phase.explicit, Phase.generate])
@given(questions())
def test_every_figure_is_the_reference_s_on_more_shops(question):
    agree(*question)


@pytest.mark.sweep
@settings(max_examples=200, deadline=None, derandomize=False, suppress_health_check=QUIET)
@given(questions())
def test_every_figure_is_the_reference_s_on_many_shops(question):
    agree(*question)


def agree(shop: Drawn, period: str, wanted: list[tuple[str, dict]]):
    note(f"{shop.timezone}, whole until {shop.data_until}, {period}")
    ours = Reference(shop.tables, shop.timezone, shop.data_until)
    theirs = Shop.of(shop.tables, timezone=shop.timezone, data_until=shop.data_until, rules=Rules())
    assert differences(theirs, ours, period, wanted) == []
