"""Reviews, dissatisfied users, resolution, mystery shoppers, by hand."""

from .days import DAY, Days
from .feedback import TICKETS
from .history import Answer, History, ratio, share
from .recorded import kept


def _said(shop: History, p: Days, kinds: tuple[str, ...], *columns: str) -> list[dict]:
    shop.observed(p, "feedback")
    return [row for row in shop.rows("feedback", *columns) if row["kind"] in kinds and shop.day(row["created_at"]) in p]


def _best(row: dict) -> int:
    return row.get("scale_max") or 5


def _valid(rows: list[dict]) -> list[dict]:
    return [row for row in rows if row["score"] is not None and 0 <= row["score"] <= _best(row)]


def dissatisfied_rate(shop: History, p: Days, kind="all") -> Answer:
    """By the last answer of each user."""
    answers = [row for row in _valid(_said(shop, p, ("survey", "rating") if kind == "all" else (kind,), "score", "user_id")) if row["user_id"]]
    last = {row["user_id"]: row for row in sorted(answers, key=lambda row: (shop.instant(row["created_at"]), row["feedback_id"]))}
    return ratio(sum(row["score"] <= 2 for row in last.values()), len(last))


def review_rate(shop: History, p: Days, days=30, refunds=None) -> Answer:
    shop.observed(p, "orders", "feedback")
    kept(shop, "feedback", "rating")
    shop.must_have_passed(p.last + days * DAY)
    mode = refunds or shop.rules.refunds.counts
    rated = [(row["order_id"], shop.day(row["created_at"])) for row in shop.rows("feedback", "order_id") if row["kind"] == "rating"]
    orders = {o.order_id: o.day for o in shop.paid() if o.day in p and o.counts(mode)}
    return share({order_id for order_id, day in rated if order_id in orders and day <= orders[order_id] + days * DAY}, set(orders))


def positive_review_rate(shop: History, p: Days) -> Answer:
    ratings = _valid(_said(shop, p, ("rating",), "score"))
    return ratio(sum(row["score"] >= _best(row) - 1 for row in ratings), len(ratings))


def feedback_resolution_rate(shop: History, p: Days, days=30) -> Answer:
    items = _said(shop, p, (*TICKETS, "suggestion"), "resolved_at")
    shop.must_have_passed(p.last + days * DAY)
    in_time = [row for row in items if row["resolved_at"] and shop.day(row["resolved_at"]) <= shop.day(row["created_at"]) + days * DAY]
    return ratio(sum(row.get("resolved") is not False for row in in_time), len(items))


def mystery_shopper_score(shop: History, p: Days) -> Answer:
    visits = _valid(_said(shop, p, ("mystery_shopper",), "score"))
    points = ratio(sum(row["score"] for row in visits), sum(_best(row) for row in visits))
    return points._replace(value=100 * points.value)


def touch_channel_service_mix(shop: History, p: Days, channel=None) -> Answer:
    tickets = _said(shop, p, TICKETS, "channel")
    return ratio(sum(channel in (None, row["channel"] or "unknown") for row in tickets), len(tickets))
