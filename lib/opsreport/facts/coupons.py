"""Coupons: issued, claimed, used, or run out."""

from functools import cache

import ibis
from ibis import _

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
        )  # fmt: skip

    return Fact(f"coupons-{dated_by}", make, ("campaign",), kept=False)


@cache
def coupons_in_force(limit: str | int) -> Fact:
    """A coupon from the day on which it was claimed until it was used or had run out (`limit`: its validity, or so many days)."""

    def make(store, by):
        given = store["coupons"].filter(_.claimed_on.notnull(), _in_time(_.claimed_at, _.claimed_on, limit))
        ends = given.expires_on if limit == "validity" else given.claimed_on + ibis.interval(days=limit)
        far = ibis.literal(FAR)
        until = ibis.least(given.used_on.fill_null(far), ends.fill_null(far))
        campaign, one = given.campaign_id.fill_null(UNKNOWN), yes(given.claimed_on.notnull())
        return given.select("user_id", day=given.claimed_on, until=until, campaign=campaign, one=one)

    return Fact(f"coupons_in_force-{limit}", make, ("campaign",), kept=False)


@cache
def coupons_spent(limit: str | int) -> Fact:
    """A coupon by the day on which it was used, before it had run out."""

    def make(store, by):
        given = store["coupons"].filter(_.claimed_on.notnull(), _in_time(_.claimed_at, _.claimed_on, limit), _in_time(_.used_at, _.used_on, limit))
        return given.select("user_id", day=given.used_on, campaign=given.campaign_id.fill_null(UNKNOWN), one=yes(given.used_on.notnull()))

    return Fact(f"coupons_spent-{limit}", make, ("campaign",), kept=False)


def _in_time(at, on, limit):
    """Whether something became of a coupon within its validity, or within so many days of its being claimed."""
    if limit == "validity":
        return at.notnull() & ((at <= _.expires_at) | _.expires_at.isnull())
    return days_from(_.claimed_on, on) <= limit


@cache
def coupon_orders(refunds: str) -> Fact:
    """A coupon that was used, with the order that it was used on, unless that went back whole; the first of an order has its profit."""

    def make(store, by):
        used = store.fact(coupons("used")).select("coupon_id", "order_id", "day", "campaign", "face_value")
        orders = store.fact(sales(refunds)).filter(_.counts > 0).select("order_id", "user_id", earned=_.profit)
        used = used.inner_join(orders, "order_id")
        place = ibis.row_number().over(ibis.window(group_by="order_id", order_by=["day", "coupon_id"]))
        return used.mutate(profit=ibis.ifelse(place == 0, used.earned, 0).cast("decimal(18, 4)")).drop("earned")

    return Fact(f"coupon_orders-{refunds}", make, ("campaign",), kept=False)
