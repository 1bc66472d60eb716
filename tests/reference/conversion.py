"""Conversion, by hand: who goes from one thing to the next, who gives up, how long it takes; what is shown, and whether it is clicked."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from .days import DAY, Days
from .feedback import quantile
from .followed import Contact, by_user, doings, led
from .history import Answer, History, Unknown, ratio, share, within
from .onboarding import known_later, recorded
from .sessions import told_apart

Done = tuple[str, datetime, date]


def _starts(shop: History, p: Days, name: str) -> list[Done]:
    recorded(shop, name)
    return [(u, at, day) for u, at, day, _ in doings(shop, name) if day in p]


def _targets(shop: History, to: str, refunds: str | None = None) -> list[Done]:
    if to == "order":
        mode = refunds or shop.rules.refunds.counts
        return [(o.user, o.at, o.day) for o in shop.paid() if o.counts(mode)]
    recorded(shop, to)
    return [(u, at, day) for u, at, day, _ in doings(shop, to)]


def _converted(starts: list[Done], targets: list[Done], days: int, again: bool) -> set[str]:
    """Users with a target at the moment of a start or after it (after it, where it is the same event), and no more than so many days later."""
    of = {}
    for u, at, day in targets:
        of.setdefault(u, []).append((at, day))
    return {u for u, began, day in starts if any((at > began if again else at >= began) and then <= day + days * DAY for at, then in of.get(u, ()))}


def _follows(shop: History, p: Days, start: str, to: str, days: int, refunds=None) -> Answer:
    shop.observed(p, "events", *(["orders"] if to == "order" else []))
    shop.must_have_passed(p.last + days * DAY)
    starts = _starts(shop, p, start)
    return share(_converted(starts, _targets(shop, to, refunds), days, start == to), {u for u, _, _ in starts})


def conversion_rate(shop: History, p: Days, start="visit", to="order", days=7, unit="user", refunds=None) -> Answer:
    if unit == "user":
        return _follows(shop, p, start, to, days, refunds)
    shop.observed(p, "events")
    target = "pay" if to == "order" else to
    recorded(shop, start)
    recorded(shop, target)
    began, went_on = 0, 0
    for session in told_apart(shop):
        first = next(((at, row) for at, row in session.done if row["event"] == start), None)
        if first and shop.day(first[1]["occurred_at"]) in p:
            began += 1
            went_on += any(row["event"] == target and (at > first[0] if start == target else at >= first[0]) for at, row in session.done)
    return ratio(went_on, began)


def touchpoint_purchase_rate(shop: History, p: Days, part: str, days=7, refunds=None) -> Answer:
    return _follows(shop, p, part, "order", days, refunds)


def sales_lead_conversion(shop: History, p: Days, days=30, refunds=None) -> Answer:
    return _follows(shop, p, "lead", "order", days, refunds)


def purchase_conversion_rate(shop: History, p: Days, visitors="known", refunds=None) -> Answer:
    """Buyers over visitors of the same period; a visitor who is known later is that user."""
    shop.observed(p, "events", "orders")
    recorded(shop, "visit")
    known, came = known_later(shop) if visitors == "all" else {}, set()
    for row in shop.rows("events"):
        if row["event"] == "visit" and shop.day(row["occurred_at"]) in p and (row["user_id"] or visitors == "all"):
            came.add(row["user_id"] or known.get(row["visitor_id"], ("visitor", row["visitor_id"])))
    return ratio(len(within(shop.purchases(refunds), p)), len(came))


def bounce_rate(shop: History, p: Days, sessions=None) -> Answer:
    shop.observed(p, "events")
    of = [session for session in told_apart(shop, sessions) if session.day in p]
    return ratio(sum(len(session.done) == 1 for session in of), len(of))


def _unpaid(shop: History, p: Days, name: str, hours: int) -> list[tuple[str, bool]]:
    """(user, whether no paid order followed in time) of every time in the period."""
    shop.observed(p, "events", "orders")
    shop.must_have_passed(p.last + -(-hours // 24) * DAY)
    orders = shop.paid()
    starts = _starts(shop, p, name)
    return [(u, not any(o.user == u and at <= o.at <= at + timedelta(hours=hours) for o in orders)) for u, at, _ in starts]


def checkout_abandonment_rate(shop: History, p: Days, hours=24) -> Answer:
    unpaid = _unpaid(shop, p, "checkout", hours)
    return ratio(sum(left for _, left in unpaid), len(unpaid))


def cart_abandonment_rate(shop: History, p: Days, hours=24) -> Answer:
    """Of users: abandoned is what no order followed any time that it was filled."""
    unpaid = _unpaid(shop, p, "add_cart", hours)
    users = {u for u, _ in unpaid}
    return ratio(len(users - {u for u, left in unpaid if not left}), len(users))


def time_to_convert(shop: History, p: Days, part: str, start="visit", to="order", days=7, of="converted", refunds=None) -> Answer:
    """From a user's first start in the period to the first target at or after it."""
    shop.observed(p, "events", *(["orders"] if to == "order" else []))
    shop.must_have_passed(p.last + days * DAY)
    first = {}
    for u, at, day in sorted(_starts(shop, p, start), key=lambda done: done[1]):
        first.setdefault(u, (at, day))
    waits = []
    targets = sorted(_targets(shop, to, refunds), key=lambda done: done[1])
    for u, (began, day) in first.items():
        then = next(((at, on) for v, at, on in targets if v == u and (at > began if start == to else at >= began)), None)
        waits.append((then[0] - began) / timedelta(hours=1) if then and then[1] <= day + days * DAY else None)
    exact = [None if wait is None else Fraction(wait) for wait in waits if wait is not None or of == "all"]
    return quantile(exact, {"p25": Fraction(1, 4), "median": Fraction(1, 2), "p75": Fraction(3, 4)}[part])


# what is shown


def page_load_time(shop: History, p: Days, part: str) -> Answer:
    shop.observed(p, "events")
    recorded(shop, "page_load")
    loads = [row for row in shop.rows("events", "value") if row["event"] == "page_load" and shop.day(row["occurred_at"]) in p]
    of = [Fraction(row["value"]) for row in loads if row["value"] is not None]
    if part == "p95" and 0 < len(of) < 100:
        raise Unknown("suppressed")
    return quantile(of, Fraction(1, 2) if part == "median" else Fraction(19, 20))


SHOWN = {"list": ("impression", "click"), "recommendation": ("recommend_shown", "recommend_click")}


def click_through_rate(shop: History, p: Days, place="list", basis="events") -> Answer:
    if place == "ad":
        if basis == "users":
            raise Unknown("not_observed")
        shop.observed(p, "channel_days")
        rows = [row for row in shop.rows("channel_days", "impressions", "clicks") if row["day"] in p and row["impressions"] is not None]
        return ratio(sum(row["clicks"] or 0 for row in rows), sum(row["impressions"] for row in rows))
    shop.observed(p, "events")
    shown, clicked = ([u for u, _, day, _ in doings(shop, name) if day in p] for name in SHOWN[place])
    for name in SHOWN[place]:
        recorded(shop, name)
    return ratio(len(clicked), len(shown)) if basis == "events" else share(set(clicked), set(shown))


def recommendation_conversion(shop: History, p: Days, days=7, basis="users", refunds=None) -> Answer:
    if basis == "users":
        return _follows(shop, p, "recommend_click", "order", days, refunds)
    shop.observed(p, "events", "orders")
    recorded(shop, "recommend_click")
    shop.must_have_passed(p.last + days * DAY)
    mode = refunds or shop.rules.refunds.counts
    clicks = by_user([(u, Contact(at, day)) for u, at, day, _ in doings(shop, "recommend_click")])
    orders = [o for o in shop.paid() if o.counts(mode) and (c := led(clicks, o.user, o.at, o.day, days)) and c.day in p]
    return ratio(len(orders), sum(c.day in p for own in clicks.values() for c in own))


def discovery_rate(shop: History, p: Days) -> Answer:
    """Sessions in which something was recommended, and it was clicked or put in the cart; of the day on which it was first shown."""
    shop.observed(p, "events")
    recorded(shop, "recommend_shown")
    shop.rows("events", "session_id", "object_id")
    found = {}
    for u, _, day, row in sorted(doings(shop, "recommend_shown", "recommend_click", "add_cart"), key=lambda doing: doing[1]):
        if row["session_id"]:
            found.setdefault((u, row["session_id"]), []).append((day, row))
    exposed = {key: rows for key, rows in found.items() if any(row["event"] == "recommend_shown" for _, row in rows)}
    of = [rows for rows in exposed.values() if next(day for day, row in rows if row["event"] == "recommend_shown") in p]
    return ratio(sum(map(_discovered, of)), len(of))


def _discovered(rows) -> bool:
    shown = {row["object_id"] for _, row in rows if row["event"] == "recommend_shown" and row["object_id"]}
    return any(row["event"] == "recommend_click" or (row["event"] == "add_cart" and row["object_id"] in shown) for _, row in rows)
