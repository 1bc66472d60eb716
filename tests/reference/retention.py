"""Retention and the life cycle, by hand."""

from collections import Counter
from datetime import date

from .days import DAY, Days
from .history import Answer, History, Unknown, before, entered, firsts, ratio, share, total, within


def cohort_of(shop: History, cohort: str | None) -> str:
    """Users by the day on which they registered, where the shop says when; else by their first active day."""
    return cohort or ("registered" if "users" in shop.tables else "first_active")


def _cohort(shop: History, p: Days, cohort: str | None) -> dict[str, date]:
    """{user of the cohort: the day on which it was entered}."""
    starts = shop.registered() if cohort_of(shop, cohort) == "registered" else firsts(shop.activity(shop.use()))
    return {u: starts[u] for u in entered(starts, p)}


def back(shop: History, p: Days, n: int, cohort: str | None, unit: str, first: int, last: int | None) -> Answer:
    """Users of the cohort active on one of the days (or in one of the periods) first to last after; last None: up to the observation's end."""
    starts, activity = _cohort(shop, p, cohort), shop.activity(shop.use())
    shop.must_have_passed(p.last + n * DAY if unit == "day" else p.moved(n).last)

    def window(start: date) -> Days:
        low = start + first * DAY if unit == "day" else p.moved(first).start
        if last is None:
            return Days("range", low, shop.until + DAY)
        return Days("range", low, start + (last + 1) * DAY if unit == "day" else p.moved(last).end)

    return share({u for u, start in starts.items() if any(day in window(start) for day in activity.get(u, ()))}, set(starts))


def retention_on_n(shop: History, p: Days, n=7, cohort=None, unit="day") -> Answer:
    return back(shop, p, n, cohort, unit, n, n)


def retention_within_n(shop: History, p: Days, n=7, cohort=None, unit="day") -> Answer:
    return back(shop, p, n, cohort, unit, 1, n)


def retention_on_or_after_n(shop: History, p: Days, n=7, cohort=None, unit="day") -> Answer:
    return back(shop, p, n, cohort, unit, n, None)


def purchase_retention(shop: History, p: Days, n=1) -> Answer:
    later, orders = p.moved(n), shop.purchases()
    shop.must_have_passed(later.last)
    return share(set(within(orders, later)), entered(firsts(orders), p))


def churn_rate(shop: History, p: Days, basis=None) -> Answer:
    activity = shop.activity(basis)
    base = set(within(activity, p.moved(-1)))
    return share(base - set(within(activity, p)), base)


def churned_users(shop: History, p: Days, days=90, basis=None) -> Answer:
    """Silences that grew longer than so many days in the period: a user who falls silent twice counts twice."""
    shop.must_have_begun(shop.activity_table(basis), p.start - (days + 1) * DAY)
    crossings = 0
    for on in shop.activity(basis).values():
        for last, following in zip(on, [*on[1:], date.max], strict=True):
            day = last + (days + 1) * DAY
            crossings += day in p and day < following
    return total(crossings)


def silence(activity: dict[str, list[date]], day: date) -> dict[str, int]:
    """{user: days from the last active day to the last day before `day`}."""
    return {u: (day - DAY - on[-1]).days for u, on in before(activity, day).items()}


def _wonback(shop: History, p: Days, days: int, basis) -> tuple[set[str], set[str]]:
    activity = shop.activity(basis)
    lost = {u for u, r in silence(activity, p.start).items() if r > days}
    return lost & set(within(activity, p)), lost


def winback_users(shop: History, p: Days, days=90, basis=None) -> Answer:
    shop.must_have_begun(shop.activity_table(basis), p.start - (days + 2) * DAY)
    return total(len(_wonback(shop, p, days, basis)[0]))


def winback_rate(shop: History, p: Days, days=90, basis=None) -> Answer:
    return share(*_wonback(shop, p, days, basis))


def states(shop: History, day: date, basis=None) -> dict[str, str]:
    """{user: the state in which the user is when a day begins}, of those whose account is not deleted; prospects are registered and were never
    active."""
    limits = sorted(shop.rules.lifecycle.model_dump().items(), key=lambda limit: limit[1])
    known = {u: next((state for state, most in limits if r <= most), "dead") for u, r in silence(shop.activity(basis), day).items()}
    prospects, gone = shop.registered_at_start_of(day) if "users" in shop.tables else set(), shop.gone_before(day)
    return dict.fromkeys(prospects, "prospect") | {u: state for u, state in known.items() if u not in gone}


def lifecycle_state(shop: History, p: Days, basis=None) -> Counter:
    """{state: users at the period's end}."""
    return Counter(states(shop, p.end, basis).values())


def lifecycle_transition(shop: History, p: Days, basis=None) -> Counter:
    """{(state at the start, state at the end): users}; those who were not there at the start are "new"."""
    start, end = states(shop, p.start, basis), states(shop, p.end, basis)
    return Counter((start.get(u, "new"), state) for u, state in end.items())


def growth_accounting(shop: History, p: Days, part: str) -> Answer:
    activity = shop.activity()
    now, then = set(within(activity, p)), set(within(activity, p.moved(-1)))
    new = entered(firsts(activity), p)
    parts = {"new": new, "retained": now & then, "resurrected": now - then - new, "churned": then - now}
    if part != "new":  # nobody knows who stayed and who came back where nothing was observed before
        shop.must_have_begun(shop.activity_table(), p.start - DAY)
    if part == "quick_ratio":
        return ratio(len(new) + len(parts["resurrected"]), len(parts["churned"]))
    if part not in parts:
        raise Unknown(part)
    return total(len(parts[part]))
