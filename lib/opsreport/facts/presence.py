"""The days on which a user was there, and the silences between them."""

from functools import cache

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.orders import ORDER_SPLITS, order_days
from opsreport.facts.rows import NEVER, UNKNOWN, days_from, per, spells
from opsreport.kinds import yes
from opsreport.store import Fact, Store, is_active


def _user_days(store: Store, by):
    """A user's local day with events; active days as spells among themselves, with the day of registering, where it is known."""
    events = store["events"].filter(_.user_id.notnull())
    split = {c: events.channel.fill_null(UNKNOWN) for c in by}
    events = events.select("user_id", day=events.occurred_on, active=is_active(store, events.event), login=events.event == "login", **split)
    days = per(events, ("user_id", "day", *by), active=_.count(where=_.active), logins=_.count(where=_.login))
    days = spells(days.mutate(active=yes(_.active > 0)), ("active", *by))
    users = store["users"].select("user_id", "registered_on")
    return days.left_join(users, "user_id").drop("user_id_right")


user_days = Fact("user_days", _user_days, ("event_channel",), kept=True)
active_days = Fact("active_days", lambda store, by: store.fact(user_days, by).filter(_.active > 0), ("event_channel",), kept=False)


def presence(store: Store, basis: str, refunds: str, by=()) -> ir.Table:
    """The days on which a user was there: active (events) or ordering (orders), as spells."""
    if basis == "events":
        return store.fact(active_days, by)
    return store.fact(order_days(refunds), by).select("user_id", "day", "before", "until", *by)


@cache
def spells_of(basis: str, refunds: str) -> Fact:
    splits = active_days.splits if basis == "events" else tuple(ORDER_SPLITS)
    return Fact(f"spells-{basis}-{refunds}", lambda store, by: presence(store, basis, refunds, by), splits, kept=False)


@cache
def debuts(basis: str, refunds: str) -> Fact:
    """The first day on which a user was there."""

    def make(store, by):
        days = presence(store, basis, refunds).filter(_.before == ibis.literal(NEVER))
        return days.select("user_id", "day", debut=yes(days.day.notnull()))

    return Fact(f"debuts-{basis}-{refunds}", make, (), kept=False)


@cache
def long_silences(basis: str, refunds: str, days: int) -> Fact:
    """Spells after whose day the user was silent for more than so many days."""

    def make(store, by):
        quiet = presence(store, basis, refunds)
        return quiet.filter(days_from(quiet.day, quiet.until) - 1 > days)

    return Fact(f"long_silences-{basis}-{refunds}-{days}", make, (), kept=False)


@cache
def churnings(basis: str, refunds: str, days: int) -> Fact:
    """The day on which a silence passes `days` days: the user had churned then, once for each silence."""

    def make(store, by):
        quiet = presence(store, basis, refunds, by)
        quiet = quiet.mutate(crossed=quiet.day + ibis.interval(days=days + 1))
        return quiet.filter(_.until > _.crossed).select("user_id", *by, day=_.crossed, churned=yes(_.day.notnull()))

    return Fact(f"churnings-{basis}-{refunds}-{days}", make, (), kept=False)
