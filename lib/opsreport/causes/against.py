"""Against what a change is explained: the last period from which the figure has really moved."""

from opsreport.kinds import Reading
from opsreport.periods import Period
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.units import HIGHER

ENOUGH = 0.2  # of the way from the middle of the usual range: a base outside of it that is off nearly as far itself explains nothing


def against(subject: Subject) -> tuple[Period, Reading] | None:
    """The period before; where a holiday or a sale sets one of the two apart, last year's same days; else the last ordinary period.

    None where the figure lies on the same side of all of them. A second bad month is compared with the last good one.
    """
    way = direction(subject)
    value = float(subject.value)
    middle = (subject.usual.low + subject.usual.high) / 2 if subject.usual else None
    least = ENOUGH * abs(value - middle) if middle is not None else 0.0
    for period, reading in _candidates(subject):
        moved = way * (value - float(reading.value)) if reading is not None and reading.value is not None else 0.0
        if moved > 0 and (moved >= least or subject.usual.side(float(reading.value)) == 0):
            return period, reading
    return None


def direction(subject: Subject) -> int:
    """1: the figure is too high, -1: too low, for what it usually is."""
    better = 1 if subject.part.better == HIGHER else -1
    if subject.verdict is Verdict.BETTER:
        return better
    if subject.verdict is Verdict.WORSE:
        return -better
    if subject.usual:
        return 1 if float(subject.value) > (subject.usual.low + subject.usual.high) / 2 else -1
    return -better  # a target that was missed


def _candidates(subject):
    place, period = subject.place, subject.period
    aligned, ago = subject.figure.aligned, period.year_ago()
    last_year = [(aligned.period, aligned.reading)] if aligned and not subject.late else []
    last_year += [(ago, subject.year_ago)] if ago else []
    earlier = [(p, r) for i, (p, r) in enumerate(subject.trend[:place]) if i not in subject.festive][::-1]
    apart = place in subject.festive
    before = [] if apart or place - 1 in subject.festive else [(period.previous(), subject.previous)]
    return [*last_year, *earlier] if apart else [*before, *earlier, *last_year]
