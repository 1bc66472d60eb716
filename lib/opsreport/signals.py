"""Real or noise: a figure beside the range in which its earlier periods usually lie (an XmR chart's natural process limits)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from opsreport.units import HIGHER, LOWER

EARLIER = 12  # periods that the range is made of
FEWEST = 6  # fewer known ones give no range
WIDTH = 2.66  # mean moving ranges: three standard deviations of an ordinary process


class Verdict(StrEnum):
    """What a figure is, beside its usual range."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"  # real, and neither good nor bad
    NOISE = "noise"
    SEASONAL = "seasonal"  # beyond its range, and the calendar explains it
    UNJUDGED = "unjudged"  # no range, no figure, or not over yet

    @property
    def real(self) -> bool:
        return self in (Verdict.BETTER, Verdict.WORSE, Verdict.CHANGED)


@dataclass(frozen=True)
class Range:
    """The usual range, both ends included."""

    low: float
    high: float

    def side(self, value) -> int:
        """-1 below, 0 within, 1 above."""
        slack = 1e-9 * max(abs(self.low), abs(self.high))  # a series that never moved has a range of no width
        return (value > self.high + slack) - (value < self.low - slack)


def usual_range(values: Sequence, *, floor: float | None = None, ceiling: float | None = None) -> Range | None:
    """Mean ± 2.66 × mean moving range of the last 12 values, oldest first; None stands for a figure that is not known.

    floor, ceiling: what the figure cannot leave. Only neighbours that are both known make a moving range.
    """
    earlier = [None if value is None else float(value) for value in values[-EARLIER:]]
    known = [value for value in earlier if value is not None]
    steps = [abs(b - a) for a, b in zip(earlier, earlier[1:], strict=False) if a is not None and b is not None]
    if len(known) < FEWEST or not steps:
        return None
    mean, reach = sum(known) / len(known), WIDTH * sum(steps) / len(steps)
    low, high = mean - reach, mean + reach
    return Range(low if floor is None else max(low, floor), high if ceiling is None else min(high, ceiling))


def verdict(value, usual: Range | None, better: str) -> Verdict:
    """Better, worse or changed outside of the range, noise inside of it."""
    if value is None or usual is None:
        return Verdict.UNJUDGED
    side = usual.side(float(value))
    if side == 0:
        return Verdict.NOISE
    if better not in (HIGHER, LOWER):
        return Verdict.CHANGED
    return Verdict.BETTER if (side > 0) == (better == HIGHER) else Verdict.WORSE
