"""All figures that have targets, in a period: what is shown of them, what was agreed, and how far longer goals have come."""

from collections.abc import Iterator
from dataclasses import dataclass

from opsreport.goals import Goals
from opsreport.kinds import Reading
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.targets.longer import progress
from opsreport.targets.resolved import asked, target
from opsreport.targets.shapes import Progress, Read, ReadAny, Target

EARLIER = 12  # periods back that are looked at for one that is whole


@dataclass(frozen=True)
class Held:
    """A figure that has a target. period, reading: what is shown of it; target: of that period, None where there are only longer goals."""

    metric: Metric
    part: str | None
    segment: dict[str, str] | None
    period: Period
    reading: Reading
    target: Target | None
    longer: tuple[Progress, ...]


def shown(period: Period, read: Read) -> tuple[Period, Reading]:
    """The period whose figure is shown, and the figure: the latest that is whole, where this one's window is still open."""
    now = read(period)
    if now.reason != "incomplete":
        return period, now
    earlier = ((one, read(one)) for one in reversed(period.trailing(EARLIER + 1)[:-1]))
    return next(((one, reading) for one, reading in earlier if reading.value is not None), (period, now))


def questions_of(goals: Goals, metric: Metric, part: str | None, segment: dict | None, period: Period, role: str | None = None) -> Iterator[tuple]:
    """The readings that a figure, its targets and its longer goals may want: (metric, part, segment, period)."""
    for one in period.trailing(EARLIER + 1):
        for when in (one, *asked(goals, metric, part, segment, one, role)):
            yield metric, part, segment, when


def questions(goals: Goals, period: Period) -> Iterator[tuple]:
    """The readings that `held` may want."""
    for figure in _figures(goals):
        yield from questions_of(goals, *figure, period)


def held(goals: Goals, period: Period, read: ReadAny) -> Iterator[Held]:
    """Every figure that was given a target, in the order of the file; those of one role alone are its own business."""
    for metric, part, segment in _figures(goals):

        def of(when, metric=metric, part=part, segment=segment):
            return read(metric, part, segment, when)

        when, reading = shown(period, of)
        now = target(goals, metric, part, segment, when, reading, of)
        yield Held(metric, part, segment, when, reading, now, progress(goals, metric, part, segment, period, of))


def _figures(goals) -> list[tuple]:
    named = ((goals.metrics[a.entry.metric], a.entry) for a in goals.targets if not a.entry.role)
    keys = dict.fromkeys((metric, entry.part or next(iter(metric.parts)), tuple((entry.segment or {}).items())) for metric, entry in named)
    return [(metric, part, dict(segment) or None) for metric, part, segment in keys]
