"""What led to what: how long after doing one thing a user did another, or ordered."""

import datetime as dt
from functools import cache

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.attribution import last_event_before
from opsreport.facts.doings import happens, named, recorded
from opsreport.facts.orders import sales
from opsreport.facts.rows import NEVER, UNKNOWN, days_from, per
from opsreport.kinds import yes
from opsreport.store import Fact, Store
from opsreport.zones import local, offset_changes

LATEST = dt.datetime(9000, 1, 1)  # stands for a moment that does not come
LONG = dt.timedelta(days=400)
ORDERS = ("gross", "exclude_fully_refunded")  # which orders are waited for, as in rules.Refunds


@cache
def order_waits(start: str, each: str) -> Fact:
    """From doing `start` to the next paid order, at that moment or later: gross_us, and gross_days in local days; exclude_fully_refunded_us and
    _days to the next one that was not fully refunded.

    each: a row for each `time`, or for each `day` from its first moment. before: the local day of the user's row before.
    """

    def make(store, by):
        orders = store.fact(sales("gross"))
        ends = orders.select("user_id", "at", gross=orders["at"].notnull(), exclude_fully_refunded=orders.kept > 0)
        ends = ends if happens(store, start) else ends.limit(0)
        return _followed(store, _begun(store, start, each, by), ends, ORDERS, 1, by)

    return Fact(f"order_waits-{named(start)}-{each}", make, ("event_channel",), kept=True)


@cache
def event_waits(start: str, to: str) -> Fact:
    """A user's day with `start`, from its first moment to the next `to`: to_us, and to_days in local days. The same event needs a second one."""

    def make(store, by):
        rows = recorded(store, to)
        ends = rows.select("user_id", at=rows.occurred_at, to=rows.event.notnull())
        return _followed(store, _begun(store, start, "day", by), ends, ("to",), int(start != to), by)

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


def _followed(store: Store, begun: ir.Table, ends: ir.Table, kinds: tuple[str, ...], after: int, by: tuple[str, ...]) -> ir.Table:
    """The rows with their waits for the next end of each kind; after: whether an end at the very same moment is one.

    ends: (user_id, at, and a truth for each kind). Starts and ends are one stream in order of time: the next end is the soonest of those that follow.
    What a row does not have stands far away, as an engine takes longer where a null may be.
    """
    moment = begun["at"].type()
    far, never = ibis.literal(LATEST).cast(moment), ibis.literal(NEVER)
    begins, nobody = ibis.literal(1 - after, "int64"), {f"{kind}_at": far for kind in kinds}
    starts = begun.select("user_id", "at", "day", "times", *by, second=begins, **nobody)
    ends = ends.mutate(at=ends["at"].cast(moment))
    ended = {f"{kind}_at": ibis.ifelse(ends[kind], ends["at"], far) for kind in kinds}
    nothing = {"day": never, "times": ibis.literal(0, "int64"), **dict.fromkeys(by, ibis.literal(UNKNOWN))}
    ends = ends.select("user_id", "at", **nothing, second=ibis.literal(after, "int64"), **ended)
    rows = ibis.union(starts, ends)
    ahead, behind = (ibis.window(group_by="user_id", order_by=["at", "second"], rows=frame) for frame in ((0, None), (None, -1)))
    following = {f"{kind}_at": rows[f"{kind}_at"].min().over(ahead) for kind in kinds}
    rows = rows.mutate(before=rows.day.max().over(behind).fill_null(never), **following).filter(_.second == begins)
    waits = {}
    for kind in kinds:
        waits[f"{kind}_us"] = rows[f"{kind}_at"].delta(rows["at"], unit="microsecond").cast("int64")
        waits[f"{kind}_days"] = days_from(rows.day, clock(store, rows[f"{kind}_at"]).date())
    return rows.select("user_id", "day", "before", "times", *by, **waits)


def clock(store: Store, moment: ir.TimestampValue) -> ir.TimestampValue:
    """What the shop's clocks showed at a moment."""
    first, last = min(store.starts.values(), default=store.until), store.until
    return local(moment, offset_changes(store.zone, first - LONG, last + LONG))
