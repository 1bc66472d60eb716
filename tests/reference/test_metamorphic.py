"""What must not change a figure, and what must change it in a known way: rules that need no second computation."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import isclose
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from opsreport.rules import Rules
from opsreport.shop import Shop

from . import more_rows, rows
from .days import DAY
from .families import FAMILIES, Family
from .reference import SCALARS, Reference
from .shops import USUAL, ZONES, Drawn, labels, shops

EVERY = (Family("first", USUAL, tuple(SCALARS)), *FAMILIES)
MONEY = {  # in the shop's currency, as a whole or in some parts
    "sales_amount", "average_order_value", "spend_per_buyer", "cac", "acquisition_cost_total", "cost_per_visitor", "campaign_sales",
    "touch_response_amount", "spend_per_active_member", "recharge_amount", "referral_sales", "referral_cac",
    ("old_customer_repurchase_amount", "amount"),
    ("points_cost", "cost"), ("points_cost", "liability"), ("member_sales_share", "amount"), ("content_purchase", "amount"),
    ("content_likes_tips_comments", "amount"), *(("recharge_consumption", part) for part in ("amount", "opening", "recharged", "closing")),
}  # fmt: skip
RATIOS = {  # of money to money: both in the shop's currency
    "promotion_roi", "ltv_cac_ratio", "marketing_roi", "coupon_roi", "discount_rate", "tier_upgrade_effect",
    ("old_customer_repurchase_amount", "share"), *(("high_value_user_share", part) for part in ("sales", "top20", "gini")),
    ("recharge_consumption", "rate"), ("member_sales_share", "share"),
}  # fmt: skip
PRICED = {  # the columns in which sums stand
    "orders": ("amount", "cost", "discount"), "refunds": ("amount",), "channel_days": ("cost",), "campaigns": ("cost",),
    "coupons": ("face_value",), "points": ("cost",), "recharges": ("amount",), "events": ("value",),
}  # fmt: skip
STOCKS = {"registered_users_total", "user_growth_rate", "active_rate", "user_profile_share"}  # rest on how many are registered
quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
few = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=quiet,
    phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes
)
many = settings(few, max_examples=40, derandomize=False)


def asked(family: Family):
    """A family's random shop, a period, and its figures."""
    return shops(family.tables, family.events).flatmap(lambda shop: st.tuples(st.just(shop), labels(shop), st.just(family.metrics)))


of_any = st.sampled_from(EVERY).flatmap(asked)


def figures(drawn: Drawn, period: str, metrics=tuple(SCALARS)) -> dict:
    """{(metric, part): (value, numerator, denominator)} of the whole shop."""
    shop = Shop.of(drawn.tables, timezone=drawn.timezone, data_until=drawn.until, rules=Rules(tiers=more_rows.TIERS))
    readings = {(f.metric.id, f.part): f.reading for f in shop.figures(metrics, period, trend=1) if f.segment is None}
    return {name: (r.value, r.numerator, r.denominator) for name, r in readings.items()}


def shuffled(question, seed):
    shop, period, metrics = question
    tables = {name: Random(seed).sample(rows, len(rows)) for name, rows in shop.tables.items()}
    assert figures(replace(shop, tables=tables), period, metrics) == figures(shop, period, metrics)


def joined_by_an_idle_user(question, seed):
    shop, period, metrics = question
    assume("users" in shop.tables)
    nothing = dict.fromkeys(("channel", "member_since", "referrer_id", "merged_into", "deleted_at"))
    idle = {"user_id": "idle", "registered_at": datetime(2020, 1, 1), **nothing, "is_test": False}
    long_ago = {**idle, "user_id": "first"}  # so that both shops begin on the same day
    one, two = (figures(shop.having(users=[*shop.tables["users"], *more]), period, metrics) for more in ([long_ago], [long_ago, idle]))
    if ("registered_users_total", None) in one:
        assert two["registered_users_total", None][0] == one["registered_users_total", None][0] + 1
    assert {k: v for k, v in two.items() if k[0] not in STOCKS} == {k: v for k, v in one.items() if k[0] not in STOCKS}


def priced_in_another_currency(question, seed):
    shop, period, metrics = question
    tables = {name: [row | _eightfold(row, PRICED.get(name, ())) for row in rows] for name, rows in shop.tables.items()}
    one, eight = figures(shop, period, metrics), figures(replace(shop, tables=tables), period, metrics)
    for name, (value, numerator, denominator) in one.items():
        if {name, name[0]} & MONEY:
            assert eight[name][0] == (value and value * 8), name
        elif {name, name[0]} & RATIOS:
            wanted = (value, numerator and numerator * 8, denominator and denominator * 8)
            assert all(_close(a, b) for a, b in zip(eight[name], wanted, strict=True)), (name, eight[name], wanted)
        else:
            assert eight[name] == (value, numerator, denominator), name


def _eightfold(row, columns) -> dict:
    if row.get("event") == "page_load":  # whose value is milliseconds
        return {}
    return {c: row[c] * 8 for c in columns if row.get(c) is not None}


def _close(a, b) -> bool:
    return a == b or (a is not None and b is not None and isclose(a, b, rel_tol=1e-12, abs_tol=1e-12))


def followed_by_unfinished_days(question, seed):
    """Rows of days that are not over yet lie after every window of a figure that is known; a table that only begins with them is another matter."""
    shop, period, metrics = question
    ours, dice = Reference(shop.tables, shop.timezone, shop.until).shop, Random(seed)
    after = [datetime.combine(shop.until + k * DAY, datetime.min.time()) for k in (1, 1, 2, 9)]
    begun = [name for name in LATE if name in shop.tables and ours.entries(name)]
    longer = shop.having(**{name: [*shop.tables[name], *LATE[name](dice, shop, after)] for name in begun})
    assert figures(longer, period, metrics) == figures(shop, period, metrics)


def _late(make, key: str, *moments: str, more=lambda shop: (), blank=()):
    """Makes rows of those days: the moments of the day itself, the rest random, the key another one; blank: columns left empty."""

    def late(dice, shop, after):
        new = make(dice, len(after), *more(shop))
        marks = [{key: f"late {k}"} if key else {} for k in range(len(after))]
        return [{**row, **mark, **dict.fromkeys(blank), **dict.fromkeys(moments, at)} for row, mark, at in zip(new, marks, after, strict=False)]

    return late


def _sold(shop):
    return shop.tables.get("orders", []), shop.timezone


LATE = {
    "orders": _late(rows.orders, "order_id", "paid_at", more=lambda shop: ({},)),
    "events": _late(rows.events, "", "occurred_at", more=lambda shop: ({},)),
    "feedback": _late(rows.feedback, "feedback_id", "created_at", more=_sold, blank=("first_response_at", "resolved_at")),
    "touches": _late(more_rows.touches, "touch_id", "sent_at", "delivered_at", "clicked_at", more=_sold, blank=("opened_at",)),
    "coupons": _late(more_rows.coupons, "coupon_id", "issued_at", "claimed_at", more=_sold, blank=("used_at", "order_id")),
    "points": _late(more_rows.points, "", "occurred_at"),
    "recharges": _late(more_rows.recharges, "", "occurred_at"),
}


CLOCKED = {  # by hours and minutes, which clock changes lengthen and shorten
    "usage_duration", "activity_score", "bounce_rate", "checkout_abandonment_rate", "cart_abandonment_rate", "time_to_convert",
}  # fmt: skip


def in_another_zone(question, seed):
    """The same local moments, of rows whose clock times exist once in every zone, and of durations that cross no clock change."""
    shop, period, metrics = question
    shop = shop.having(**{name: [_once(row) for row in table] for name, table in shop.tables.items()})
    if "feedback" in shop.tables:
        noons = [row | {"created_at": row["created_at"].replace(hour=12)} for row in shop.tables["feedback"]]
        answered = [row | {"first_response_at": row["created_at"] + timedelta(minutes=5), "resolved_at": None} for row in noons]
        shop = shop.having(feedback=answered)
    wanted = [metric for metric in metrics if metric not in CLOCKED]
    assert figures(replace(shop, timezone=Random(seed).choice(ZONES)), period, wanted) == figures(shop, period, wanted)


def _once(row) -> dict:
    """Clocks change between one and three."""
    return {c: v.replace(hour=3) if isinstance(v, datetime) and v.hour in (1, 2) else v for c, v in row.items()}


CHANGES = (shuffled, joined_by_an_idle_user, priced_in_another_currency, followed_by_unfinished_days, in_another_zone)


@pytest.mark.slow
@pytest.mark.parametrize("rule", CHANGES, ids=lambda rule: rule.__name__)
def test_a_shop(rule):
    few(given(of_any, st.integers(0, 999))(rule))()


@pytest.mark.sweep
@pytest.mark.parametrize("family", EVERY, ids=lambda family: family.name)
@pytest.mark.parametrize("rule", CHANGES, ids=lambda rule: rule.__name__)
def test_many_shops(rule, family):
    many(given(asked(family), st.integers(0, 999))(rule))()


def test_money_is_exact():
    """Ten cents, three times, are thirty cents."""
    rows = [{"order_id": f"o{k}", "user_id": "u1", "paid_at": datetime(2024, 1, 1), "amount": Decimal("0.1")} for k in range(3)]
    sales = figures(Drawn({"orders": rows}, "Asia/Shanghai", datetime(2024, 1, 31).date()), "2024-01", ("sales_amount",))
    assert sales["sales_amount", None][0] == Decimal("0.3")
