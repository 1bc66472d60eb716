"""Coupons: issued, claimed, used, or run out."""

from functools import cache

import ibis

from opsreport.facts.orders import sales
from opsreport.facts.rows import FAR, UNKNOWN, days_from
from opsreport.kinds import yes
from opsreport.store import Fact


@cache
def coupons(dated_by: str) -> Fact:
    """A coupon by the day on which it was `issued`, `claimed` or `used`.

    claimed, used: within its validity; claimed_after, used_after: days from that day; over: its validity has passed, never where it has no end.
    """

    def make(store, by):
        given = store["coupons"]
        day = given[f"{dated_by}_on"]
        far = ibis.literal(FAR)
        in_time = {m: given[f"{m}_at"].notnull() & ((given[f"{m}_at"] <= given.expires_at) | given.expires_at.isnull()) for m in ("claimed", "used")}
        return given.filter(day.notnull()).select(
            "user_id", "coupon_id", "order_id", "face_value",
            day=day,
            campaign=given.campaign_id.fill_null(UNKNOWN),
            one=yes(day.notnull()),
            claimed=yes(in_time["claimed"]),
            used=yes(in_time["used"]),
            claimed_after=days_from(day, given.claimed_on),
            used_after=days_from(day, given.used_on),
            over=yes(given.expires_on.fill_null(far) < ibis.literal(store.until)),
            until=ibis.least(given.used_on.fill_null(far), given.expires_on.fill_null(far)),
        )  # fmt: skip

    return Fact(f"coupons-{dated_by}", make, ("campaign",), kept=False)


@cache
def coupon_orders(refunds: str) -> Fact:
    """A coupon that was used, with the order that it was used on."""

    def make(store, by):
        used = store.fact(coupons("used")).select("order_id", "day", "campaign", "face_value")
        orders = store.fact(sales(refunds)).select("order_id", "user_id", "worth", "profit")
        return used.inner_join(orders, "order_id")

    return Fact(f"coupon_orders-{refunds}", make, ("campaign",), kept=False)
