"""Engagement, by hand: how much users do, by rule and by kind, and who they are."""

from collections import Counter
from fractions import Fraction
from statistics import median

from .days import Days, months_later
from .followed import doings
from .history import Answer, History, Unknown, ratio, share, total, within
from .membership import TELLING
from .onboarding import recorded
from .sessions import told_apart

ACTIONS = {"sign_in": "sign_in", "comment": "comment", "share": "share"}
INTERACTIONS = ("comment", "like", "share", "tip")
FEATURES = ("topic", "vote", "contest", "live")


def _done(shop: History, p: Days, *names: str) -> Counter:
    """{user: how often in the period}."""
    return Counter(u for u, _, day, _ in doings(shop, *names) if day in p)


def _active(shop: History, p: Days) -> set[str]:
    return set(within(shop.activity("events"), p))


def purchase_active_users(shop: History, p: Days, orders=3, comments=5) -> Answer:
    shop.observed(p, "events", "orders")
    bought, said = within(shop.purchases(), p), _done(shop, p, "comment")
    return total(len({u for u, n in bought.items() if n >= orders} | {u for u, n in said.items() if n >= comments}))


def _members(shop: History, day) -> set[str]:
    """Members when a day begins."""
    return {u for u, joined in shop.members().items() if joined < day} - shop.gone_before(day)


def active_member_frequency(shop: History, p: Days, orders=2, refunds=None) -> Answer:
    shop.observed_by_one(p, TELLING, "orders")
    bought = within(shop.purchases(refunds), p)
    return total(len({u for u, n in bought.items() if n >= orders} & _members(shop, p.end)))


def member_active_rate(shop: History, p: Days, base="start", basis=None) -> Answer:
    shop.observed_by_one(p, TELLING, shop.activity_table(basis))
    members = _members(shop, p.start)
    if base == "joined":
        members |= {u for u, joined in shop.members().items() if joined in p} - shop.gone_before(p.start)
    return share(set(within(shop.activity(basis), p)), members)


def action_rate(shop: History, p: Days, part: str, base="active") -> Answer:
    shop.observed(p, *(["events"] if base == "active" else ["users"]), "orders" if part == "purchase" else "events")
    if part == "purchase":
        did = set(within(shop.purchases(), p))
    else:
        recorded(shop, ACTIONS[part])
        did = set(_done(shop, p, ACTIONS[part]))
    return share(did, _active(shop, p) if base == "active" else shop.registered_at_start_of(p.start))


def login_frequency(shop: History, p: Days, form="days") -> Answer:
    shop.observed(p, "events")
    recorded(shop, "login")
    logins = [(u, day) for u, _, day, _ in doings(shop, "login") if day in p]
    return ratio(len(set(logins) if form == "days" else logins), len(_active(shop, p)))


def usage_duration(shop: History, p: Days, part: str, sessions=None) -> Answer:
    shop.observed(p, "events")
    lasted = [session.seconds for session in told_apart(shop, sessions) if session.day in p]
    if part == "per_user":
        return ratio(sum(lasted), len(_active(shop, p)))
    if part == "per_session":
        return ratio(sum(lasted), len(lasted))
    if not lasted:
        raise Unknown("zero_denominator")
    return Answer(median(lasted))


def last_month(p: Days) -> Days:
    """The last calendar month that lies in a period."""
    end = p.end.replace(day=1)
    month = Days("month", months_later(end, -1), end)
    if month.start < p.start:
        raise Unknown("too_short")
    return month


def activity_score(
    shop: History, p: Days, days=3, days_cap=20, logins=1, logins_cap=20, minutes=2, minutes_cap=120, orders=3, orders_cap=4,
    comments=1, comments_cap=5, shares=1, shares_cap=5, sessions=None,
) -> Answer:  # fmt: skip
    """The mean over active users of what they did, each kind cut at its cap and scaled to 100, by weight."""
    shop.observed(p, "events", "orders")
    weights = {"days": days, "logins": logins, "minutes": minutes, "orders": orders, "comments": comments, "shares": shares}
    caps = {"days": days_cap, "logins": logins_cap, "minutes": minutes_cap, "orders": orders_cap, "comments": comments_cap, "shares": shares_cap}
    month = last_month(p)
    done = {
        "days": within(shop.activity("events"), month),
        "logins": _done(shop, month, "login"),
        "minutes": Counter(),
        "orders": within(shop.purchases(), month),
        "comments": _done(shop, month, "comment"),
        "shares": _done(shop, month, "share"),
    }
    for session in told_apart(shop, sessions):
        if session.day in month:
            done["minutes"][session.user] += Fraction(session.seconds, 60)
    users, points = _active(shop, month), Fraction(0)
    for kind, counted in done.items():
        points += sum((Fraction(min(counted[u], caps[kind])) for u in users), Fraction(0)) * weights[kind] / caps[kind]
    return Answer(ratio(100 * points, sum(weights.values()) * len(users)).value)


def interaction_frequency(shop: History, p: Days, kind="all") -> Answer:
    shop.observed(p, "events")
    names = INTERACTIONS if kind == "all" else (kind,)
    recorded(shop, *names)
    done = _done(shop, p, *names)
    return ratio(done.total(), len(done))


def feature_adoption(shop: History, p: Days, feature="all") -> Answer:
    shop.observed(p, "events")
    names = FEATURES if feature == "all" else (feature,)
    recorded(shop, *names)
    return share(set(_done(shop, p, *names)), _active(shop, p))


def user_profile_share(shop: History, p: Days, fewest=5, gender=None) -> Answer:
    shop.observed(p, "users")
    shop.rows("users", "gender")
    people, there = shop.users(), shop.registered_at_start_of(p.end)
    some = [u for u in there if gender in (None, people[u]["gender"] or "unknown")]
    if gender and 0 < len(some) < fewest:
        raise Unknown("suppressed")
    return ratio(len(some), len(there))
