"""What users did, by the name of the event: which names there are, how often a user did it on a day, and the events between two moments."""

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable
from functools import cache

import ibis
import ibis.expr.types as ir

from opsreport.facts.orders import sales
from opsreport.facts.rows import UNKNOWN, per
from opsreport.kinds import yes
from opsreport.periods import Period
from opsreport.store import Fact, Store, is_active
from opsreport.zones import utc

PAY = "pay"


def _event_names(store, by):
    """The names of events; and `pay`, once more, where there are paid orders."""
    events = store["events"].select("event").distinct().mutate(told_by=ibis.literal("events"))
    if store.lacks(["orders"]):
        return events
    return ibis.union(events, store.fact(sales("gross")).select(event=ibis.literal(PAY), told_by=ibis.literal("orders")).distinct())


event_names = Fact("event_names", _event_names, (), kept=True)


def _known(store: Store) -> frozenset[tuple[str, str]]:
    if store.lacks(["events"]):
        return frozenset()
    if (event_names, "known") not in store.facts:
        store.facts[event_names, "known"] = frozenset((row["event"], row["told_by"]) for row in store.run(store.fact(event_names)))
    return store.facts[event_names, "known"]


def happens(store: Store, *events: str) -> bool:
    """Whether the shop ever records one of these events: one that does not is not a shop whose users never do it."""
    return not store.con or any((event, "events") in _known(store) for event in events)


def the_steps(store: Store, steps: Iterable[str]) -> tuple[str, ...]:
    """The steps that the shop has; orders are payments where no event tells of them."""
    if not store.con:  # nothing but declarations
        return tuple(steps)
    known = {event for event, _ in _known(store)}
    return tuple(step for step in steps if step in known)


def done_between(store: Store, start: dt.datetime, end: dt.datetime, events: Collection[str] | None = None) -> ir.Table:
    """(user_id, occurred_at, event): what known users did from one UTC moment to before another: these events (None: all that make a user active).

    Where no event tells of payments, `pay` stands for paid orders.
    """
    rows = store["events"]
    rows = rows.filter(rows.occurred_at >= ibis.literal(start), rows.occurred_at < ibis.literal(end), rows.user_id.notnull())
    named = rows.filter(is_active(store, rows.event) if events is None else rows.event.isin(sorted(events)))
    done = named.select("user_id", "occurred_at", "event")
    if (events is not None and PAY not in events) or happens(store, PAY) or store.lacks(["orders"]):
        return done
    orders = store.fact(sales("gross"))
    orders = orders.filter(orders["at"] >= ibis.literal(start), orders["at"] < ibis.literal(end))
    return ibis.union(done, orders.select("user_id", occurred_at=orders["at"].cast(done.occurred_at.type()), event=ibis.literal(PAY)))


def names(store: Store) -> tuple[str, ...]:
    """The names of events, in the order in which what was done at one moment is taken."""
    return tuple(sorted({event for event, _ in _known(store)})) if store.con else ()


def numbered(store: Store, done: ir.Table) -> ir.Table:
    """With the place of the event's name among all `names` in its stead: numbers are quicker to sort and to count by."""
    places = [(done.event == name, n) for n, name in enumerate(names(store))]
    return done.mutate(event=ibis.cases(*places, else_=-1) if places else ibis.literal(-1))


def ends_of(store: Store, period: Period, days: int = 0) -> tuple[dt.datetime, dt.datetime]:
    """The UTC moments at which a period starts, and ends by so many days later; no later than the data."""
    start, end = utc(period.start, store.zone), utc(period.end, store.zone) + dt.timedelta(days=days)
    return start, min(end, utc(store.until, store.zone))


def recorded(store: Store, *events: str) -> ir.Table:
    """The events of these names, of known users; the table is not even looked at where the shop has none."""
    rows = store["events"]
    rows = rows.filter(rows.event.isin(events), rows.user_id.notnull())
    return rows if happens(store, *events) else rows.limit(0)


@cache
def doings(*events: str) -> Fact:
    """How often a user did each of the events on a day, and when first: (user_id, day, event, times, at). One pass over the events of these names."""

    def make(store, by):
        rows = recorded(store, *events)
        split = {c: rows.channel.fill_null(UNKNOWN) for c in by}
        rows = rows.select("user_id", "event", day=rows.occurred_on, at=rows.occurred_at, one=yes(rows.event.notnull()), **split)
        return per(rows, ("user_id", "day", "event", *by), times=rows.one.sum(), at=rows["at"].min())

    return Fact(f"doings-{named(*events)}", make, ("event_channel",), kept=True)


def named(*events: str) -> str:
    """Names of events as a name of a file, which a shop's own names may not be fit for."""
    plain = "+".join(events)
    return plain if re.fullmatch(r"[\w+]{1,80}", plain, re.ASCII) else hashlib.sha256(plain.encode()).hexdigest()[:16]


INTERACTIONS = ("comment", "like", "share", "tip")
FEATURES = ("topic", "vote", "contest", "live")
DEEDS = ("sign_in", *INTERACTIONS, *FEATURES)
deeds = doings(*DEEDS)
