"""Coupons."""

from functools import cache

from ibis import _

from opsreport.facts import coupons as facts
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.periods import AT_START, NOW

SAID = ("one", "claimed", "used", "claimed_after", "used_after", "over")


@cache
def coupons(dated_by: str) -> Grain:
    """A coupon, in the period in which it was issued, claimed or used."""
    return rows_of(f"coupons-{dated_by}", "a coupon", facts.coupons(dated_by), same(*SAID), NOW)


issued, claimed = coupons("issued"), coupons("claimed")
valid = Grain(
    "valid_coupons", "a coupon that could be used in a period", None,
    (
        Part(facts.coupons("claimed"), AT_START, dict(held=_.one)),
        Part(facts.coupons("claimed"), NOW, dict(came=_.one)),
        Part(facts.coupons("used"), NOW, dict(spent=_.used)),
    ),
    {}, from_start,
)  # fmt: skip


@cache
def coupon_orders(refunds: str) -> Grain:
    """A coupon that was used, with its order."""
    return rows_of(f"coupon_orders-{refunds}", "a coupon used on an order", facts.coupon_orders(refunds), same("face_value", "worth", "profit"), NOW)
