"""What facts share: local time, whole days between days, sums by keys, and spells."""

import datetime as dt

import ibis
import ibis.expr.types as ir

from opsreport.store import Store
from opsreport.zones import local, offset_changes

FAR, NEVER = dt.date(9000, 1, 1), dt.date(1900, 1, 1)
UNKNOWN = "unknown"
LONG = dt.timedelta(days=400)  # around the data, in which what follows them lies


def clock(store: Store, moment: ir.TimestampValue) -> ir.TimestampValue:
    """What the shop's clocks showed at a moment."""
    first, last = min(store.starts.values(), default=store.until), store.until
    return local(moment, offset_changes(store.zone, first - LONG, last + LONG))


def days_from(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Whole days from one local day to another."""
    return end.delta(start, unit="day").cast("int64")


def per(table: ir.Table, keys, **measures) -> ir.Table:
    """Grouped sums, kept as 64-bit integers (an engine's wider sums are slow to carry on)."""
    grouped = table.group_by(list(keys)).aggregate(**measures)
    return grouped.mutate(**{m: grouped[m].cast("int64") for m in measures if grouped[m].type().is_integer()})


def spells(rows: ir.Table, by: tuple[str, ...], **more: ir.Value) -> ir.Table:
    """Rows with the same user's day before and day after; more: what else is to be told of the rows so far, which takes no second sorting."""
    order = ibis.window(group_by=["user_id", *by], order_by="day")
    return rows.mutate(
        before=rows.day.lag(1, default=ibis.literal(NEVER)).over(order), until=rows.day.lead(1, default=ibis.literal(FAR)).over(order), **more
    )


def until_then():
    """All of a user's days until that of the row."""
    return ibis.window(group_by="user_id", order_by="day", preceding=None, following=0)


def so_far(column: ir.Column) -> ir.Column:
    """The sum over all of the user's days until then."""
    return column.sum().over(until_then()).cast(column.type())
