"""How far the longer goals have come: the half year's and the year's, in a month of them."""

from dataclasses import replace

from opsreport.goals import Goals
from opsreport.kinds import Total
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.targets.achievement import judged, met
from opsreport.targets.pieces import adds_up
from opsreport.targets.resolved import concerning, just
from opsreport.targets.shapes import RANGE, Progress, Read
from opsreport.units import HIGHER


def progress(goals: Goals, metric: Metric, part: str | None, segment: dict | None, when: Period, read: Read) -> tuple[Progress, ...]:
    """How far the longer goals have come that this period is a part of, the shortest first."""
    found = concerning(goals, metric, part, segment)
    wholes = {(whole.start, whole.whole_end): whole for agreed in found if (whole := agreed.around(when))}
    return tuple(_progress(found, metric, part, whole, when, read) for whole in sorted(wholes.values(), key=lambda one: one.whole_end - one.start))


def _progress(found, metric, part, whole, when, read) -> Progress:
    to_date = whole.cut(when.end)
    reading = read(to_date)
    stated = judged(replace(just(found, metric, part, whole, read), period=to_date), reading)
    days = (whole.whole_end - whole.start).days
    time, usual = to_date.days / days, None
    sums = adds_up(metric, part) == "sum"
    grows = not metric.derived and isinstance(metric.shape[part], Total)
    if sums and (ago := whole.year_ago()):
        usual = read(ago.elapsed(to_date.days)).over(read(ago)).value
    expected = (time if usual is None else usual) if sums else None
    return Progress(whole, to_date, reading, stated, time, usual, _on_pace(stated, reading, grows, expected))


def _on_pace(target, reading, grows, share) -> bool | None:
    """Whether a goal will be reached if things go on: a sum has its `share` by now; a rate is where it should be.

    Of users counted once in the whole time, and of levels, only what is reached (or can no longer be kept) can be said.
    """
    if reading.value is None or not target.known:
        return None
    now = met(reading.value, target)
    if not target.period.running or not grows:
        return now
    if share is not None and target.better != RANGE:
        return met(reading.value, replace(target, value=float(target.value) * share))
    return (now or None) if target.better == HIGHER else (None if now else False)
