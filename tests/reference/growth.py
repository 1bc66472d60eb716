"""Growth, by hand."""

from .days import Days
from .history import Answer, History, Unknown, entered, firsts, ratio, total
from .sums import known


def _registered_in(shop: History, p: Days) -> set[str]:
    return entered(shop.registered(), p)


def _first_paid_in(shop: History, p: Days, refunds: str | None = None) -> set[str]:
    return entered(firsts(shop.purchases(refunds)), p)


def _new_by(shop: History, p: Days, basis: str) -> set[str]:
    return _registered_in(shop, p) if basis == "registered" else _first_paid_in(shop, p)


def rate(growth: int, base: int) -> Answer:
    """A growth rate; whether its numerator is the growth or what it has grown to is left open."""
    return ratio(growth, base)._replace(numerator=None)


def new_users(shop: History, p: Days) -> Answer:
    return total(len(_registered_in(shop, p)))


def new_paying_users(shop: History, p: Days, refunds=None) -> Answer:
    return total(len(_first_paid_in(shop, p, refunds)))


def registered_users_total(shop: History, p: Days) -> Answer:
    return total(len(shop.registered_at_start_of(p.end)))


def user_growth_rate(shop: History, p: Days) -> Answer:
    start, end = (len(shop.registered_at_start_of(day)) for day in (p.start, p.end))
    return rate(end - start, start)


def new_users_growth_rate(shop: History, p: Days) -> Answer:
    now, then = (len(_registered_in(shop, q)) for q in (p, p.moved(-1)))
    return rate(now - then, then)


def new_user_channel_share(shop: History, p: Days, channel=None) -> Answer:
    """channel: one channel's share of the new users, "unknown" being one too; else the whole shop's."""
    new = _registered_in(shop, p)
    if channel is None:
        return ratio(len(new), len(new))
    shop.rows("users", "channel")
    of = {u: row["channel"] or "unknown" for u, row in shop.users().items()}
    return ratio(sum(of[u] == channel for u in new), len(new))


def channel_conversion_rate(shop: History, p: Days, basis="registered", channel=None) -> Answer:
    """New users that listed channels brought ÷ the visitors that these brought; channel: of one channel alone."""
    listed = {row["channel"] for row in shop.rows("channel_days", "visitors")} if channel is None else {channel}
    visitors = known(row["visitors"] for row in shop.rows("channel_days") if row["day"] in p and row["channel"] in listed)
    shop.rows("users", "channel")
    people = shop.users()
    return ratio(sum(people.get(u, {}).get("channel") in listed for u in _new_by(shop, p, basis)), visitors)


def cac(shop: History, p: Days, basis="paying") -> Answer:
    cost = known(row["cost"] for row in shop.rows("channel_days", "cost") if row["day"] in p)
    return ratio(cost, len(_new_by(shop, p, basis)))


def grown(now: Answer, then: Answer) -> Answer:
    """mom_growth and yoy_growth: x / base - 1."""
    if then.value <= 0:
        raise Unknown("no_base")
    return Answer(now.value / then.value - 1)
