"""Coupons and discounts, by hand."""

from datetime import datetime

from .days import DAY, Days
from .history import Answer, History, Unknown, ratio, total
from .sums import gross_profit, known, sales


def _of_period(shop: History, p: Days, column: str, *columns: str) -> list[dict]:
    """Coupons issued (claimed, used) in the period."""
    shop.observed(p, "coupons")
    return [row for row in shop.rows("coupons", column, *columns) if row[column] and shop.day(row[column]) in p]


def coupon_issued(shop: History, p: Days) -> Answer:
    return total(len(_of_period(shop, p, "issued_at")))


def coupon_claimed(shop: History, p: Days) -> Answer:
    return total(len(_of_period(shop, p, "claimed_at")))


def _in_time(shop: History, row: dict, start: str, then: datetime | None, limit) -> bool:
    """Whether something became of a coupon while it was valid, or within so many days."""
    if then is None:
        return False
    if limit == "validity":
        return row["expires_at"] is None or shop.instant(then) <= shop.instant(row["expires_at"])
    return shop.day(then) <= shop.day(row[start]) + limit * DAY


def _cohort(shop: History, p: Days, start: str, then: str, limit) -> Answer:
    """Of the period's coupons, those of which something became in time: known when the last of them has run out, whatever became of them."""
    rows = _of_period(shop, p, start, then, *(["expires_at"] if limit == "validity" else []))
    if limit != "validity":
        shop.must_have_passed(p.last + limit * DAY)
    for row in rows if limit == "validity" else ():
        if row["expires_at"] is None:
            raise Unknown("incomplete")  # valid for ever
        shop.must_have_passed(shop.day(row["expires_at"]))
    return ratio(sum(_in_time(shop, row, start, row[then], limit) for row in rows), len(rows))


def coupon_claim_rate(shop: History, p: Days, limit="validity") -> Answer:
    return _cohort(shop, p, "issued_at", "claimed_at", limit)


def coupon_redemption_rate(shop: History, p: Days, form="cohort", limit="validity") -> Answer:
    if form == "cohort":
        return _cohort(shop, p, "claimed_at", "used_at", limit)
    shop.observed(p, "coupons")
    valid = []
    for row in shop.rows("coupons", "claimed_at", "used_at", *(["expires_at"] if limit == "validity" else [])):
        in_time = _in_time(shop, row, "claimed_at", row["claimed_at"], limit)
        if in_time and shop.day(row["claimed_at"]) < p.end and not _over_before(shop, row, p, limit):
            valid.append(row)
    used = [row for row in valid if row["used_at"] and shop.day(row["used_at"]) in p and _in_time(shop, row, "claimed_at", row["used_at"], limit)]
    return ratio(len(used), len(valid))


def _over_before(shop: History, row: dict, p: Days, limit) -> bool:
    """Whether a coupon was used, or had run out, before the period."""
    if row["used_at"] and shop.day(row["used_at"]) < p.start:
        return True
    if limit == "validity":
        return row["expires_at"] is not None and shop.day(row["expires_at"]) < p.start
    return shop.day(row["claimed_at"]) + limit * DAY < p.start


def coupon_roi(shop: History, p: Days, refunds=None) -> Answer:
    """What the orders of coupons earned before these were taken off, less what the coupons were worth, over what they were worth."""
    shop.observed(p, "orders")
    mode = refunds or shop.rules.refunds.value
    orders = {o.order_id: o for o in shop.paid() if o.counts(mode)}  # on an order that went back whole nothing was given away
    used = [row for row in _of_period(shop, p, "used_at", "order_id", "face_value") if row["order_id"] in orders]
    face = known(row["face_value"] for row in used)
    earned = gross_profit([orders[order_id] for order_id in {row["order_id"] for row in used}], mode) + face
    return ratio(earned - face, face)


def discount_rate(shop: History, p: Days, refunds=None) -> Answer:
    shop.observed(p, "orders")
    shop.rows("orders", "discount")
    mode = refunds or shop.rules.refunds.value
    orders = [o for o in shop.paid() if o.day in p]
    off = sum(o.row["discount"] or 0 for o in orders if o.counts(mode))
    return ratio(off, sales(orders, mode) + off)
