"""What must not change a figure, and what must change it in a known way: rules that need no second computation."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from opsreport.rules import Rules
from opsreport.shop import Shop

from .days import DAY
from .reference import SCALARS
from .rows import feedback, orders
from .shops import ZONES, Drawn, labels, shops

MONEY = {"sales_amount", "average_order_value", "spend_per_buyer", "cac"}  # in the shop's currency, and the amount of old customers
STOCKS = {"registered_users_total", "user_growth_rate", "active_rate"}  # rest on how many are registered
few = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes
)
asked = shops().flatmap(lambda shop: st.tuples(st.just(shop), labels(shop)))


def figures(drawn: Drawn, period: str, metrics=tuple(SCALARS)) -> dict:
    """{(metric, part): (value, numerator, denominator)} of the whole shop."""
    shop = Shop.of(drawn.tables, timezone=drawn.timezone, data_until=drawn.until, rules=Rules())
    readings = {(f.metric.id, f.part): f.reading for f in shop.figures(metrics, period, trend=1) if f.segment is None}
    return {name: (r.value, r.numerator, r.denominator) for name, r in readings.items()}


@few
@given(asked, st.integers(0, 999))
def test_the_order_of_the_rows_says_nothing(question, seed):
    shop, period = question
    shuffled = {name: Random(seed).sample(rows, len(rows)) for name, rows in shop.tables.items()}
    assert figures(replace(shop, tables=shuffled), period) == figures(shop, period)


@few
@given(asked)
def test_a_registered_user_who_does_nothing_is_one_more_registered_user(question):
    shop, period = question
    assume("users" in shop.tables)
    idle = {"user_id": "idle", "registered_at": datetime(2020, 1, 1), "channel": None, "merged_into": None, "is_test": False, "deleted_at": None}
    long_ago = {**idle, "user_id": "first"}  # so that both shops begin on the same day
    one, two = (figures(shop.having(users=[*shop.tables["users"], *more]), period) for more in ([long_ago], [long_ago, idle]))
    assert two["registered_users_total", None][0] == one["registered_users_total", None][0] + 1
    assert {k: v for k, v in two.items() if k[0] not in STOCKS} == {k: v for k, v in one.items() if k[0] not in STOCKS}


@few
@given(asked)
def test_another_currency_scales_money_and_nothing_else(question):
    shop, period = question
    tables = {
        name: [{**row, **{column: row[column] * 8 for column in ("amount", "cost") if column in row}} for row in rows]
        for name, rows in shop.tables.items()
    }
    one, eight = figures(shop, period), figures(replace(shop, tables=tables), period)
    for name, (value, numerator, denominator) in one.items():
        if name[0] in MONEY or name == ("old_customer_repurchase_amount", "amount"):
            assert eight[name][0] == (value and value * 8), name
        elif name == ("old_customer_repurchase_amount", "share"):
            assert eight[name] == (value, numerator and numerator * 8, denominator and denominator * 8)
        else:
            assert eight[name] == (value, numerator, denominator), name


@few
@given(asked, st.integers(0, 999))
def test_the_unfinished_day_changes_no_closed_period(question, seed):
    """Rows of days that are not over yet lie after every window of a figure that is known; a table that only begins with them is another matter."""
    shop, period = question
    after = [datetime.combine(shop.until + k * DAY, datetime.min.time()) for k in (1, 1, 2, 9)]
    dice, more = Random(seed), {}
    if shop.tables.get("orders"):
        new = orders(dice, len(after), {})
        more["orders"] = [
            *shop.tables["orders"],
            *({**row, "order_id": f"late {row['order_id']}", "paid_at": at} for row, at in zip(new, after, strict=True)),
        ]
    if shop.tables.get("events"):
        late = [{"occurred_at": at, "event": "login", "user_id": dice.choice(["u1", "u2", "new"]), "visitor_id": None} for at in after]
        more["events"] = [*shop.tables["events"], *late]
    if shop.tables.get("feedback"):
        voices = feedback(dice, len(after), shop.tables.get("orders", []), shop.timezone)
        unanswered = {"first_response_at": None, "resolved_at": None}
        late = [{**row, **unanswered, "feedback_id": f"late {row['feedback_id']}", "created_at": at} for row, at in zip(voices, after, strict=True)]
        more["feedback"] = [*shop.tables["feedback"], *late]
    assert figures(shop.having(**more), period) == figures(shop, period)


@few
@given(asked, st.sampled_from(ZONES))
def test_the_same_local_moments_in_another_zone_give_the_same_figures(question, zone):
    """Of rows whose clock times exist once in every zone, and of durations that cross no clock change."""
    shop, period = question
    if "feedback" in shop.tables:
        noons = [row | {"created_at": row["created_at"].replace(hour=12)} for row in shop.tables["feedback"]]
        answered = [row | {"first_response_at": row["created_at"] + timedelta(minutes=5), "resolved_at": None} for row in noons]
        shop = shop.having(feedback=answered)
    assert figures(replace(shop, timezone=zone), period) == figures(shop, period)


def test_money_is_exact():
    """Ten cents, three times, are thirty cents."""
    rows = [{"order_id": f"o{k}", "user_id": "u1", "paid_at": datetime(2024, 1, 1), "amount": Decimal("0.1")} for k in range(3)]
    sales = figures(Drawn({"orders": rows}, "Asia/Shanghai", datetime(2024, 1, 31).date()), "2024-01", ("sales_amount",))
    assert sales["sales_amount", None][0] == Decimal("0.3")
