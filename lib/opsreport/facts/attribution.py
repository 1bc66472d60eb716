"""Which of the things done to a user, or by a user, led to what the user did next: the last one before it, within so many days."""

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.rows import days_from


def last_before(causes: ir.Table, effects: ir.Table, days: int, measures: tuple[str, ...], splits: tuple[str, ...] = ()) -> ir.Table:
    """Each effect with the last cause of the same user that was not after it: (user_id, day, *splits) of the cause, the measures of the effect
    and its day, `effect_on`.

    causes: (user_id, at, day, *splits), effects: (user_id, at, day, *measures); at: the moment, day: the local day. An effect whose last cause
    lies more than so many local days back, and one without a cause, is left out. Of causes at one moment the last by day and splits takes it.
    """
    effects = effects.mutate(at=effects["at"].cast(causes["at"].type()))  # a fact that an engine has kept may have another precision
    order = ibis.window(group_by="user_id", order_by=["at", "day", *splits])
    causes = causes.mutate(no=ibis.row_number().over(order).cast("int64") + 1)
    nothing = {m: ibis.literal(0).cast(effects[m].type()) for m in measures}
    told = causes.select("user_id", "at", "day", "no", second=ibis.literal(0, "int64"), **nothing)
    followed = effects.select("user_id", "at", "day", no=ibis.literal(0, "int64"), second=ibis.literal(1, "int64"), **{m: _[m] for m in measures})
    stream = ibis.union(told, followed)
    so_far = ibis.window(group_by="user_id", order_by=["at", "second"], preceding=None, following=0)
    stream = stream.mutate(last=stream.no.max().over(so_far)).filter(_.second == 1, _.last > 0)
    stream = stream.select("user_id", "last", effect_on=stream.day, **{m: stream[m] for m in measures})
    found = stream.inner_join(causes, [stream.user_id == causes.user_id, stream.last == causes.no])
    return found.filter(days_from(_.day, _.effect_on) <= days).select("user_id", "day", "effect_on", *splits, *measures)
