"""Activity, by hand."""

from collections import Counter

from .days import DAY, Days, months_later
from .history import Answer, History, Unknown, ratio, share, total, within


def _days_until(p: Days, n: int) -> Days:
    """The n days that end with the period's last day."""
    return Days("range", p.end - n * DAY, p.end)


def _active(shop: History, p: Days, window: Days) -> Counter:
    """{user: active days in a window that ends with the period}; what it adds to the period must have been observed."""
    if window.start < p.start:
        shop.must_have_begun(shop.use(), window.start)
    return within(shop.activity(shop.use()), window)


def dau(shop: History, p: Days) -> Answer:
    return ratio(within(shop.activity(shop.use()), p).total(), p.count)


def wau(shop: History, p: Days) -> Answer:
    return total(len(_active(shop, p, _days_until(p, 7))))


def mau(shop: History, p: Days, window="month") -> Answer:
    if window != "month":
        return total(len(_active(shop, p, _days_until(p, int(window)))))
    end = p.end.replace(day=1)
    month = Days("month", months_later(end, -1), end)
    if month.start < p.start:
        raise Unknown("incomplete")
    return total(len(within(shop.activity(shop.use()), month)))


def active_users_rule(shop: History, p: Days, logins=3, orders=1) -> Answer:
    days = {}
    for row in shop.rows("events"):
        if row["user_id"] and row["event"] == "login":
            days.setdefault(row["user_id"], []).append(shop.day(row["occurred_at"]))
    logged_in, bought = within({u: sorted(on) for u, on in days.items()}, p), within(shop.purchases(), p)
    return total(len({u for u, n in logged_in.items() if n >= logins} | {u for u, n in bought.items() if n >= orders}))


def active_rate(shop: History, p: Days, base="registered") -> Answer:
    active, there = set(within(shop.activity(shop.use()), p)), shop.registered_at_start_of(p.start)
    return share(active, there) if base == "old" else ratio(len(active), len(there))


def stickiness_ratio(shop: History, p: Days, window=30) -> Answer:
    if window == "period":
        active = within(shop.activity(shop.use()), p)
        return ratio(active.total(), p.count * len(active))
    active = _active(shop, p, _days_until(p, int(window)))
    return ratio(active.total(), int(window) * len(active))


def stickiness_histogram(shop: History, p: Days) -> Counter:
    """{active days: users with exactly so many}."""
    return Counter(within(shop.activity(shop.use()), p).values())
