"""Local times to UTC by the zone's offset changes, written into the expression: the same rule on every engine and in every version of it."""

from datetime import datetime, timedelta
from functools import cache

import ibis
import ibis.expr.datatypes as dt

from opsreport.zones import offset_changes

FIRST, LAST = datetime(1970, 1, 1), datetime(2060, 1, 1)


@ibis.udf.scalar.builtin
def epoch_us(moment: dt.Timestamp(scale=6)) -> dt.int64:
    """Microseconds since 1970."""


@ibis.udf.scalar.builtin
def make_timestamp(microseconds: dt.int64) -> dt.Timestamp(scale=6):
    """The moment so many microseconds after 1970."""


@cache
def local_offsets(zone: str, overlap: str, skipped: bool) -> tuple[tuple[datetime, int | None], ...]:
    """((local time from which, offset), ...), the first from the year 1. skipped: local times that the clocks skip have no offset (None), else the
    offset before. overlap: which of its two moments a doubled local time means, first or second."""
    (_, before), *changes = offset_changes(zone, FIRST, LAST)
    steps: list[tuple[datetime, int | None]] = [(datetime.min, before)]
    for moment, after in changes:
        ends, starts = moment + timedelta(seconds=before), moment + timedelta(seconds=after)
        if ends < starts:
            steps += [(ends, None), (starts, after)] if skipped else [(starts, after)]
        else:
            steps.append((ends if overlap == "first" else starts, after))
        before = after
    return tuple(steps)


def offsets_between(steps: tuple[tuple[datetime, int | None], ...], span: tuple[datetime, datetime] | None):
    """The steps that local times from the one to the other need; all of them without a span."""
    if not span:
        return steps
    last = max(i for i, (start, _) in enumerate(steps) if start <= span[0])
    return ((datetime.min, steps[last][1]), *(step for step in steps[last + 1 :] if step[0] <= span[1]))


def to_utc(local, zone: str, overlap: str, *, skipped: bool, span: tuple[datetime, datetime] | None):
    """The UTC moment of a local time; null where the clocks skip it (or the same distance after them, when not `skipped`).

    span: the least and the greatest local time, if they are known: only the changes between them are written.

    Counted in whole microseconds: quicker than a moment less an interval, whose months, days and time are taken apart for each row.
    """
    steps = offsets_between(local_offsets(zone, overlap, skipped), span)
    if steps == ((datetime.min, 0),):
        return local
    offset = _choose(local, steps)
    if offset is None:
        return ibis.null(local.type())
    return make_timestamp(epoch_us(local) - offset)


def _choose(local, steps):
    """The offset in force at `local`, in microseconds: a tree of comparisons, halving the steps."""
    if len(steps) == 1:
        return None if steps[0][1] is None else steps[0][1] * 1_000_000
    middle = len(steps) // 2
    earlier, later = (_choose(local, half) for half in (steps[:middle], steps[middle:]))
    earlier, later = (
        ibis.null("int64") if side is None else ibis.literal(side, "int64") if isinstance(side, int) else side for side in (earlier, later)
    )
    return ibis.ifelse(local < ibis.timestamp(steps[middle][0].isoformat(sep=" ")), earlier, later)
