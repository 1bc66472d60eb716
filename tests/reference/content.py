"""Content, by hand: what known users read, and what followed."""

from .days import DAY, Days
from .followed import Contact, by_user, doings, led, met, orders_after
from .history import Answer, History, share, total
from .recorded import kept
from .sums import known, sales


def content_reads(shop: History, p: Days, part: str, dwell="any") -> Answer:
    shop.observed(p, "events")
    if dwell != "any":
        shop.rows("events", "duration_s")
    kept(shop, "events", "read")
    reads = [
        (u, row) for u, _, day, row in doings(shop, "read") if day in p and (dwell == "any" or (row["duration_s"] or 0) >= dwell)
    ]  # how long nobody knows is not long enough
    return total(len(reads) if part == "reads" else len({u for u, _ in reads}))


def _reads(shop: History) -> dict[str, list[Contact]]:
    return by_user([(u, Contact(at, day, row["object_id"])) for u, at, day, row in doings(shop, "read")])


def content_share_rate(shop: History, p: Days, part: str, days=7) -> Answer:
    shop.observed(p, "events")
    kept(shop, "events", "read")
    kept(shop, "events", "share")
    shop.must_have_passed(p.last + days * DAY)
    reads = _reads(shop)
    shared = {u for u, at, day, _ in doings(shop, "share") if (c := led(reads, u, at, day, days)) and c.day in p}
    return total(len(shared)) if part == "users" else share(shared, met(reads, p))


def content_purchase(shop: History, p: Days, part: str, days=7, refunds=None) -> Answer:
    shop.observed(p, "events", "orders")
    kept(shop, "events", "read")
    shop.must_have_passed(p.last + days * DAY)
    reads, mode = _reads(shop), refunds or shop.rules.refunds.value
    orders = orders_after(shop, reads, p, days)
    if part == "amount":
        return total(sales(orders, mode))
    bought = {o.user for o in orders if o.counts(mode)}
    return total(len(bought)) if part == "users" else share(bought, met(reads, p))


def content_likes_tips_comments(shop: History, p: Days, part: str) -> Answer:
    shop.observed(p, "events")
    done = [(u, row) for u, _, day, row in doings(shop, "like", "tip", "comment") if day in p]
    if part == "users":
        kept(shop, "events", "like", "tip", "comment")
        return total(len({u for u, _ in done}))
    event = {"likes": "like", "tips": "tip", "comments": "comment", "amount": "tip"}[part]
    if part == "amount":
        shop.rows("events", "value")
    kept(shop, "events", event)
    rows = [row for _, row in done if row["event"] == event]
    return total(known(row["value"] for row in rows) if part == "amount" else len(rows))
