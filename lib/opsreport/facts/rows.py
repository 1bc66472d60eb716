"""What facts share: whole days between days, sums by keys, and spells."""

import datetime as dt

import ibis
import ibis.expr.types as ir

FAR, NEVER = dt.date(9000, 1, 1), dt.date(1900, 1, 1)
UNKNOWN = "unknown"


def days_from(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Whole days from one local day to another."""
    return end.delta(start, unit="day").cast("int64")


def per(table: ir.Table, keys, **measures) -> ir.Table:
    """Grouped sums, kept as 64-bit integers (an engine's wider sums are slow to carry on)."""
    grouped = table.group_by(list(keys)).aggregate(**measures)
    return grouped.mutate(**{m: grouped[m].cast("int64") for m in measures if grouped[m].type().is_integer()})


def spells(rows: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Rows with the same user's day before and day after."""
    order = ibis.window(group_by=["user_id", *by], order_by="day")
    return rows.mutate(
        before=rows.day.lag(1, default=ibis.literal(NEVER)).over(order), until=rows.day.lead(1, default=ibis.literal(FAR)).over(order)
    )
