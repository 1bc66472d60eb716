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


@cache
def valid(limit: str | int) -> Grain:
    """A coupon that could be used in a period: within its validity, or within so many days of being claimed."""
    parts = (
        Part(facts.coupons_in_force(limit), AT_START, dict(held=_.one)),
        Part(facts.coupons_in_force(limit), NOW, dict(came=_.one)),
        Part(facts.coupons_spent(limit), NOW, dict(spent=_.one)),
    )
    return Grain(f"valid_coupons-{limit}", "a coupon that could be used in a period", None, parts, {}, from_start)


@cache
def coupon_orders(refunds: str) -> Grain:
    """A coupon that was used, with its order."""
    return rows_of(f"coupon_orders-{refunds}", "a coupon used on an order", facts.coupon_orders(refunds), same("face_value", "profit"), NOW)
