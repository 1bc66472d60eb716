"""What led to what: how long after doing one thing a user did another, or ordered."""

import datetime as dt
from functools import cache

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.attribution import last_before
from opsreport.facts.doings import doings, named
from opsreport.facts.orders import sales
from opsreport.facts.rows import UNKNOWN, days_from, spells
from opsreport.kinds import yes
from opsreport.store import Fact, Store
from opsreport.zones import local, offset_changes

ORDER = "order"
LATEST = dt.datetime(9000, 1, 1)  # stands for a moment that does not come
LONG = dt.timedelta(days=400)


@cache
def contacts(start: str, to: str, refunds: str) -> Fact:
    """A user's day with `start`, from its first moment to the next `to`: wait_us, and wait_days in local days; an order is a `to` too.

    before: the user's day before with `start`. The same event needs a second one, later.
    """

    def make(store, by):
        begun = spells(store.fact(doings(start), by), by).select("user_id", "day", "at", "before", "times", *by)
        return _followed(store, begun, start, to, refunds, ("before", "times", *by))

    return Fact(f"contacts-{named(start, to)}-{refunds}", make, ("event_channel",), kept=True)


@cache
def starts(start: str, refunds: str) -> Fact:
    """Each time that a user did `start`, with how long it was to the next order."""

    def make(store, by):
        rows = store["events"].filter(_.event == start, _.user_id.notnull())
        split = {c: rows.channel.fill_null(UNKNOWN) for c in by}
        begun = rows.select("user_id", day=rows.occurred_on, at=rows.occurred_at, times=yes(rows.event.notnull()), **split)
        return _followed(store, begun, start, ORDER, refunds, ("times", *by))

    return Fact(f"starts-{named(start)}-{refunds}", make, ("event_channel",), kept=True)


@cache
def credited_orders(start: str, days: int, refunds: str) -> Fact:
    """Orders, each by the day of the last `start` before it, no more than so many local days back."""

    def make(store, by):
        rows = store["events"].filter(_.event == start, _.user_id.notnull())
        causes = rows.select("user_id", at=rows.occurred_at, day=rows.occurred_on, **{c: rows.channel.fill_null(UNKNOWN) for c in by})
        orders = store.fact(sales(refunds)).select("user_id", "at", "day", orders=_.counts)
        return last_before(causes, orders, days, ("orders",), by)

    return Fact(f"credited_orders-{named(start)}-{days}-{refunds}", make, ("event_channel",), kept=True)


def _followed(store: Store, begun: ir.Table, start: str, to: str, refunds: str, more: tuple[str, ...]) -> ir.Table:
    """The rows (user_id, day, at and more) with the wait until the user's next `to`: after them, or at the same moment if it is another event."""
    moment = begun["at"].type()
    ends = _ends(store, to, refunds).mutate(at=_["at"].cast(moment))
    far, same = ibis.literal(LATEST).cast(moment), int(start == to)
    first = begun.select("user_id", "day", *more, at="at", began_at="at", ended_at=far, second=ibis.literal(same, "int64"))
    nothing = {c: ibis.null(first[c].type()) for c in ("day", *more, "began_at")}
    then = ends.select("user_id", "at", **nothing, ended_at="at", second=ibis.literal(1 - same, "int64"))
    stream = ibis.union(first, then.select(*first.columns))
    ahead = ibis.window(group_by="user_id", order_by=["at", "second"], preceding=0, following=None)
    rows = stream.mutate(next_at=stream.ended_at.min().over(ahead)).filter(_.began_at.notnull())
    wait = rows.next_at.delta(rows.began_at, unit="microsecond").cast("int64")
    return rows.select("user_id", "day", *more, wait_us=wait, wait_days=days_from(rows.day, clock(store, rows.next_at).date()))


def _ends(store, to, refunds):
    if to == ORDER:
        return store.fact(sales(refunds)).filter(_.counts > 0).select("user_id", "at", "day")
    rows = store["events"].filter(_.event == to, _.user_id.notnull())
    return rows.select("user_id", at=rows.occurred_at, day=rows.occurred_on)


def clock(store: Store, moment: ir.TimestampValue) -> ir.TimestampValue:
    """What the shop's clocks showed at a moment."""
    first, last = min(store.starts.values(), default=store.until), store.until
    return local(moment, offset_changes(store.zone, first - LONG, last + LONG))
