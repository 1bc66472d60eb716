"""What led to what: how long after doing one thing a user did another, or ordered."""

import datetime as dt
from functools import cache

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.attribution import last_event_before
from opsreport.facts.doings import happens, named, recorded
from opsreport.facts.orders import paid_orders, sales
from opsreport.facts.rows import NEVER, UNKNOWN, clock, days_from, per
from opsreport.kinds import yes
from opsreport.store import Fact, Store

LATEST = dt.datetime(9000, 1, 1)  # stands for a moment that does not come


def _lost_orders(store, by):
    """The moment of an order that went back whole, with that of the user's next one that did not, then or later."""
    orders = store.fact(paid_orders).select("user_id", "at", "kept")
    orders = orders.semi_join(orders.filter(_.kept == 0), "user_id")
    ahead = ibis.window(group_by="user_id", order_by=["at", "kept"], rows=(0, None))
    kept_at = ibis.ifelse(orders.kept > 0, orders["at"], ibis.literal(LATEST).cast(orders["at"].type())).min().over(ahead)
    return orders.mutate(kept_at=kept_at).filter(_.kept == 0).drop("kept").distinct()


lost_orders = Fact("lost_orders", _lost_orders, (), kept=True)


@cache
def order_waits(start: str, each: str) -> Fact:
    """From doing `start` to the next paid order, at that moment or later: gross_us, and gross_days in local days; exclude_fully_refunded_us and
    _days to the next one that was not fully refunded.

    each: a row for each `time`, or for each `day` from its first moment. before: the local day of the user's row before.
    """

    def make(store, by):
        ends = store.fact(sales("gross")).select("user_id", "at")
        ends = ends if happens(store, start) else ends.limit(0)
        rows = _followed(_begun(store, start, each, by), ends, 1, by)
        lost = store.fact(lost_orders).select(loser="user_id", lost_at=_["at"].cast(rows.end_at.type()), kept_at=_.kept_at.cast(rows.end_at.type()))
        rows = rows.left_join(lost, [rows.user_id == lost.loser, rows.end_at == lost.lost_at])
        waits = _waited(store, rows, gross=rows.end_at, exclude_fully_refunded=ibis.coalesce(rows.kept_at, rows.end_at))
        return rows.select("user_id", "day", "before", "times", *by, **waits)

    return Fact(f"order_waits-{named(start)}-{each}", make, ("event_channel",), kept=True)


@cache
def event_waits(start: str, to: str) -> Fact:
    """A user's day with `start`, from its first moment to the next `to`: to_us, and to_days in local days. The same event needs a second one."""

    def make(store, by):
        rows = recorded(store, to)
        ends = rows.select("user_id", at=rows.occurred_at)
        rows = _followed(_begun(store, start, "day", by), ends, int(start != to), by)
        return rows.select("user_id", "day", "before", "times", *by, **_waited(store, rows, to=rows.end_at))

    return Fact(f"event_waits-{named(start, to)}", make, ("event_channel",), kept=True)


@cache
def credited_orders(start: str, days: int, refunds: str) -> Fact:
    """Orders, each by the day of the last `start` before it, no more than so many local days back."""

    def make(store, by):
        rows = recorded(store, start)
        causes = rows.select("user_id", at=rows.occurred_at, day=rows.occurred_on, **{c: rows.channel.fill_null(UNKNOWN) for c in by})
        orders = store.fact(sales(refunds)).select("user_id", "at", "day", orders=_.counts)
        return last_event_before(causes, orders, days, ("orders",), by)

    return Fact(f"credited_orders-{named(start)}-{days}-{refunds}", make, ("event_channel",), kept=True)


def _begun(store, start, each, by):
    """(user_id, day, at, times): how often it was done, and when, each time or first on each day."""
    rows = recorded(store, start)
    split = {c: rows.channel.fill_null(UNKNOWN) for c in by}
    rows = rows.select("user_id", day=rows.occurred_on, at=rows.occurred_at, times=yes(rows.event.notnull()), **split)
    return rows if each == "time" else per(rows, ("user_id", "day", *by), times=rows.times.count(), at=rows["at"].min())


def _followed(begun: ir.Table, ends: ir.Table, after: int, by: tuple[str, ...]) -> ir.Table:
    """The rows with the day of the same user's row before, and the moment of the next end; after: whether an end at the very same moment is one.

    ends: (user_id, at). Starts and ends are one stream in order of time: the next end is the soonest of those that follow.
    """
    moment = begun["at"].type()
    far, never = ibis.literal(LATEST).cast(moment), ibis.literal(NEVER)
    begins = ibis.literal(1 - after, "int64")
    starts = begun.select("user_id", "at", "day", "times", *by, end_at=far, second=begins)
    nothing = {"day": never, "times": ibis.literal(0, "int64"), **dict.fromkeys(by, ibis.literal(UNKNOWN))}  # engines are slower where a null may be
    ends = ends.mutate(at=ends["at"].cast(moment))
    rows = ibis.union(starts, ends.select("user_id", "at", **nothing, end_at=ends["at"], second=ibis.literal(after, "int64")))
    ahead, behind = (ibis.window(group_by="user_id", order_by=["at", "second", *by], rows=frame) for frame in ((0, None), (None, -1)))
    rows = rows.mutate(before=rows.day.max().over(behind).fill_null(never), end_at=rows.end_at.min().over(ahead))
    return rows.filter(_.second == begins).drop("second")


def _waited(store: Store, rows: ir.Table, **ends: ir.TimestampValue) -> dict[str, ir.IntegerValue]:
    """The waits of rows until the moments of ends, in microseconds and in local days."""
    waits = {}
    for kind, at in ends.items():
        waits[f"{kind}_us"] = at.delta(rows["at"], unit="microsecond").cast("int64")
        waits[f"{kind}_days"] = days_from(rows.day, clock(store, at).date())
    return waits
