"""First steps, by hand: who becomes a user, an active one, an activated one; and what everyone looks for."""

from .days import DAY, Days
from .followed import doings
from .history import Answer, History, Unknown, entered, firsts, ratio, share, total, within


def recorded(shop: History, *names: str):
    """What a shop never wrote down, of nobody at all, nobody knows."""
    if not any(row["event"] in names for row in shop.rows("events")):
        raise Unknown("not_observed")


def new_active_users(shop: History, p: Days, reading="first") -> Answer:
    shop.observed(p, shop.use())
    activity = shop.activity(shop.use())
    if reading == "first":
        return total(len(entered(firsts(activity), p)))
    shop.must_have_begun(shop.use(), p.start - DAY)
    return total(len(within(activity, p)) - len(within(activity, p.moved(-1))))


def known_later(shop: History) -> dict[str, str]:
    """{visitor: the first user who it turned out to be}."""
    told = [row for row in shop.rows("events", "visitor_id") if row["visitor_id"] and row["user_id"]]
    latest_first = sorted(told, key=lambda row: (shop.instant(row["occurred_at"]), row["user_id"]), reverse=True)
    return {row["visitor_id"]: row["user_id"] for row in latest_first}


def _unregistered(shop: History) -> list[tuple]:
    """(who, day) of every visit of someone not registered yet."""
    known, visits = known_later(shop), []
    when = {u: shop.instant(row["registered_at"]) for u, row in shop.users().items()}
    for row in shop.rows("events"):
        who = row["user_id"] or known.get(row["visitor_id"], row["visitor_id"])
        if row["event"] == "visit" and not (who in when and when[who] <= shop.instant(row["occurred_at"])):
            visits.append((who, shop.day(row["occurred_at"])))
    return visits


def registration_conversion_rate(shop: History, p: Days, n=7) -> Answer:
    """Of the visitors who came while they were not registered; not known of a shop in which nobody ever was one and registered."""
    shop.observed(p, "events", "users")
    recorded(shop, "visit")
    shop.must_have_passed(p.last + n * DAY)
    registered, visits = shop.registered(), _unregistered(shop)
    if not any(who in registered for who, _ in visits):
        raise Unknown("not_observed")
    came = [(who, day) for who, day in visits if day in p]
    return share({who for who, day in came if who in registered and registered[who] <= day + n * DAY}, {who for who, _ in came})


def _days_since(shop: History, name: str, new: set[str]) -> list[tuple]:
    """(user, days since registering, what it was done to) of an event of new users."""
    registered = shop.registered()
    return [(u, (day - registered[u]).days, row["object_id"]) for u, _, day, row in doings(shop, name) if u in new]


def activation_rate(shop: History, p: Days, event="add_cart", n=7) -> Answer:
    shop.observed(p, "users", "events")
    recorded(shop, event)
    shop.must_have_passed(p.last + n * DAY)
    new = entered(shop.registered(), p)
    return share({u for u, after, _ in _days_since(shop, event, new) if after <= n}, new)


def onboarding_task_completion_rate(shop: History, p: Days, n=7, base="shown") -> Answer:
    shop.observed(p, "users", "events")
    recorded(shop, "task_shown")
    recorded(shop, "task_done")
    shop.must_have_passed(p.last + n * DAY)
    new, shown, done = entered(shop.registered(), p), {}, set()
    for u, after, task in _days_since(shop, "task_shown", new):
        if after <= n:
            shown.setdefault(u, set()).add(task)
    done = {(u, task) for u, after, task in _days_since(shop, "task_done", new) if after <= n}
    return share({u for u, tasks in shown.items() if all((u, task) in done for task in tasks)}, set(shown) if base == "shown" else new)


def category_search_volume(shop: History, p: Days, part: str) -> Answer:
    shop.observed(p, "events")
    recorded(shop, "search")
    days = [day for _, _, day, _ in doings(shop, "search")]
    now = sum(day in p for day in days)
    if part == "searches":
        return total(now)
    weeks = -(-p.count // 7) * 7 * DAY  # whole weeks earlier, so that the weekdays are the same
    base = Days("range", p.start - weeks, p.end - weeks)
    then = sum(day in base for day in days)
    if not then:
        raise Unknown("no_base")
    return ratio(now - then, then)._replace(numerator=None)
