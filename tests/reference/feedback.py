"""Feedback and service, by hand."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

from .days import DAY, Days
from .history import Answer, History, Unknown, ratio, share, total
from .recorded import kept

TICKETS = ("ticket", "complaint")


def _said(shop: History, p: Days, kinds: tuple[str, ...], *columns: str) -> list[dict]:
    return [row for row in shop.rows("feedback", *columns) if row["kind"] in kinds and shop.day(row["created_at"]) in p]


def _answers(shop: History, p: Days, kinds: tuple[str, ...]) -> list[tuple]:
    """(score, best possible) of valid answers: from 0 to the best."""
    rows = [(row["score"], row.get("scale_max") or 5) for row in _said(shop, p, kinds, "score") if row["score"] is not None]
    return [(score, best) for score, best in rows if 0 <= score <= best]


def csat(shop: History, p: Days, kind="all") -> Answer:
    answers = _answers(shop, p, ("survey", "rating") if kind == "all" else (kind,))
    return ratio(sum(score >= best - 1 for score, best in answers), len(answers))


def nps(shop: History, p: Days) -> Answer:
    scores = [row["score"] for row in _said(shop, p, ("nps",), "score") if row["score"] in range(11)]
    points = ratio(sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores), len(scores))
    return points._replace(value=100 * points.value)


def rating_average(shop: History, p: Days) -> Answer:
    """In terms of the scale that most of the shop's ratings have, of all the time; of several such, the shorter one."""
    had = Counter(best for _, best in _answers(shop, Days("range", date.min, date.max), ("rating",)))
    commonest = min(had, key=lambda best: (-had[best], best), default=5)
    scores = [Fraction(score) * commonest / best for score, best in _answers(shop, p, ("rating",))]
    return ratio(sum(scores), len(scores))


def feedback_count(shop: History, p: Days, kind=None) -> Answer:
    return total(sum(shop.day(row["created_at"]) in p and kind in (None, row["kind"]) for row in shop.rows("feedback")))


def complaint_rate(shop: History, p: Days, unit="buyers", days=30) -> Answer:
    orders = [o for o in shop.paid() if o.day in p]
    complained = [(row["order_id"], shop.day(row["created_at"])) for row in shop.rows("feedback", "order_id") if row["kind"] == "complaint"]
    kept(shop, "feedback", "complaint")
    shop.must_have_passed(p.last + days * DAY)
    bad = [o for o in orders if any(order_id == o.order_id and on <= o.day + days * DAY for order_id, on in complained)]
    if unit == "orders":
        return ratio(len(bad), len(orders))
    return share({o.user for o in bad}, {o.user for o in orders})


def _waits(shop: History, p: Days, until: str, unit_s: int) -> list[Fraction | None]:
    """How long each of the period's tickets took, None while it is open."""
    waits = []
    for row in _said(shop, p, TICKETS, until):
        took = row[until] and shop.instant(row[until]) - shop.instant(row["created_at"])
        waits.append(None if took is None else Fraction(took // timedelta.resolution, 1_000_000 * unit_s))
    return waits


def quantile(waits: list[Fraction | None], q: Fraction) -> Answer:
    """Between the two nearest ranks; open ones are longer than all others, and a quantile that rests on one is not known."""
    if not waits:
        raise Unknown("zero_denominator")
    ranked = sorted(w for w in waits if w is not None) + [None] * waits.count(None)
    rank = q * (len(waits) - 1)
    low, rest = int(rank), rank % 1
    around = ranked[low : low + 2] if rest else ranked[low : low + 1]
    if None in around:
        raise Unknown("incomplete")
    return Answer(around[0] + (around[-1] - around[0]) * rest)


def _duration(waits: list[Fraction | None], part: str, limit: int) -> Answer:
    done = [w for w in waits if w is not None]
    if part == "median":
        return quantile(waits, Fraction(1, 2))
    if part == "p90":
        return quantile(waits, Fraction(9, 10))
    if part == "mean":
        return Answer(ratio(sum(done), len(done)).value)
    return ratio(sum(w <= limit for w in done), len(waits))


def first_response_time(shop: History, p: Days, part: str, sla=30) -> Answer:
    return _duration(_waits(shop, p, "first_response_at", 60), part, sla)


def handling_time(shop: History, p: Days, part: str, sla=24) -> Answer:
    return _duration(_waits(shop, p, "resolved_at", 3600), part, sla)


def resolution_rate(shop: History, p: Days, days=7) -> Answer:
    tickets = _said(shop, p, TICKETS, "resolved_at")
    shop.must_have_passed(p.last + days * DAY)
    solved = [
        row
        for row in tickets
        if row["resolved_at"] and row.get("resolved") is not False and shop.day(row["resolved_at"]) <= shop.day(row["created_at"]) + days * DAY
    ]
    return ratio(len(solved), len(tickets))
