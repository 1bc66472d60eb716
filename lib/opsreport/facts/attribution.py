"""Which of the things done to a user, or by a user, led to what the user did next: the last one before it, within so many days."""

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.rows import NEVER, days_from


def last_before(causes: ir.Table, effects: ir.Table, days: int, measures: tuple[str, ...], splits: tuple[str, ...] = ()) -> ir.Table:
    """Each effect with the last cause of the same user that was not after it: (user_id, day, *splits) of the cause, the measures of the effect
    and its day, `effect_on`.

    causes: (user_id, at, day, *splits), effects: (user_id, at, day, *measures); at: the moment, day: the local day. An effect whose last cause
    lies more than so many local days back, and one without a cause, is left out. Of causes at one moment the last by day and splits takes it.
    """
    order = ibis.window(group_by="user_id", order_by=["at", "day", *splits])
    causes = causes.mutate(no=ibis.row_number().over(order).cast("int64") + 1)
    stream = _stream(causes, effects.mutate(no=ibis.literal(0, "int64")), measures, "no")
    stream = stream.mutate(last=stream.no.max().over(_so_far())).filter(_.second == 1, _.last > 0)
    stream = stream.select("user_id", "last", effect_on=stream.day, **{m: stream[m] for m in measures})
    found = stream.inner_join(causes, [stream.user_id == causes.user_id, stream.last == causes.no])
    return found.filter(days_from(_.day, _.effect_on) <= days).select("user_id", "day", "effect_on", *splits, *measures)


def last_day_before(rows: ir.Table, days: int, measures: tuple[str, ...]) -> ir.Table:
    """As `last_before` without splits, in one pass: for causes whose days follow from their moments, the last day is that of the last cause.

    rows: causes and effects, (user_id, at, day, second, *measures); second: 0 of a cause, 1 of an effect.
    """
    last_on = ibis.ifelse(rows.second == 0, rows.day, ibis.literal(NEVER)).max().over(_so_far())
    found = rows.mutate(last_on=last_on).filter(_.second == 1, days_from(_.last_on, _.day) <= days)
    return found.select("user_id", day=found.last_on, effect_on=found.day, **{m: found[m] for m in measures})


def last_event_before(events: ir.Table, effects: ir.Table, days: int, measures: tuple[str, ...], splits: tuple[str, ...] = ()) -> ir.Table:
    """As `last_before`, where the causes are events: their days follow from their moments."""
    if splits:
        return last_before(events, effects, days, measures, splits)
    return last_day_before(_stream(events, effects, measures), days, measures)


def _stream(causes, effects, measures, *more):
    """Causes and effects as one table: `second` is 0 of a cause, 1 of an effect; more: other columns of both."""
    effects = effects.mutate(at=effects["at"].cast(causes["at"].type()))  # a fact that an engine has kept may have another precision
    nothing = {m: ibis.literal(0).cast(effects[m].type()) for m in measures}
    columns = ("user_id", "at", "day", *more)
    told = causes.select(*columns, second=ibis.literal(0, "int64"), **nothing)
    return ibis.union(told, effects.select(*columns, second=ibis.literal(1, "int64"), **{m: _[m] for m in measures}))


def _so_far():
    return ibis.window(group_by="user_id", order_by=["at", "second"], preceding=None, following=0)
