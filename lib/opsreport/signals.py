"""Real or noise. Over time: a figure beside the range in which its earlier periods usually lie. Between two figures: their intervals.

Over time it is an XmR chart (a process-behaviour chart) with natural process limits and the three detection rules of D. J. Wheeler, "Understanding
Variation" (1993) and "Making Sense of Data" (2003): a value beyond a limit; eight in a row on one side of the central line; three of four
in a row nearer to one limit than to the central line. Two cautions beside them: what is only just beyond a limit is told from what is far beyond
(limits made of a dozen values are estimates themselves), and a range that would hide nearly any change is not called quiet. What has grown or fallen
without a break is not a process around a level: its steps are charted. Between segments it is a difference with its interval, and Holm's correction
for many.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from opsreport.analyses.many import holm
from opsreport.kinds import Reading, Z, wilson
from opsreport.units import HIGHER, LOWER

EARLIER = 12  # periods that the range is made of
FEWEST = 6  # fewer known ones give no range
WIDTH = 2.66  # mean moving ranges: three standard deviations of an ordinary process
MEDIAN_WIDTH = 3.145  # the same in median moving ranges
RUN, OF_FOUR = 8, 3
THIN = 0.1  # of the reach: a value no farther beyond a limit is just beyond it
SIGMA = 1 / 3  # of the reach: a rate no farther beyond a limit, whose own interval reaches back, is just beyond it
TOO_WIDE = 2 / 3  # of the middle: with limits so far from it, a figure may shrink to a third and be called usual
FEW = 30  # people, below which a rate or an average is not compared
CHANCE = 0.05  # how often all of the comparisons together may call a difference that there is not


class Verdict(StrEnum):
    """What a figure is, beside its usual range."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"  # real, and neither good nor bad
    BORDERLINE = "borderline"  # just beyond its range: perhaps real, the next period will tell
    NOISE = "noise"
    WIDE = "wide"  # within a range that is too wide to judge by
    SEASONAL = "seasonal"  # beyond its range, and the calendar explains it
    UNJUDGED = "unjudged"  # no range, no figure, or not over yet

    @property
    def real(self) -> bool:
        return self in (Verdict.BETTER, Verdict.WORSE, Verdict.CHANGED)


class Rule(StrEnum):
    """The rules that tell a real change from noise."""

    BEYOND = "beyond"  # a limit
    RUN = "run"  # eight in a row on one side of the middle
    NEAR = "near"  # three of four nearer to a limit than to the middle


@dataclass(frozen=True)
class Range:
    """The usual range, both ends included. middle: the central line; reach: from there to a limit, before the figure's own bounds cut it."""

    low: float
    high: float
    middle: float | None = field(default=None, compare=False)
    reach: float | None = field(default=None, compare=False)

    def side(self, value) -> int:
        """-1 below, 0 within, 1 above."""
        slack = 1e-9 * max(abs(self.low), abs(self.high))  # a series that never moved has a range of no width
        return (value > self.high + slack) - (value < self.low - slack)


@dataclass(frozen=True)
class Signal:
    """What the rules say of a value. side: -1 below, 1 above, where one speaks.

    run: how many in a row, this one too, lie on its side of the middle; near: how many of the last four nearer to that limit than to the middle.
    """

    rules: tuple[Rule, ...] = ()
    side: int = 0
    run: int = 0
    near: int = 0


def usual_range(values: Sequence, *, floor: float | None = None, ceiling: float | None = None, fewest: int = FEWEST) -> Range | None:
    """Mean ± 2.66 × mean moving range of the last 12 values, oldest first; None stands for a figure that is not known.

    A value far beyond its neighbours had a cause of its own and is left out, as one bad month would hide the next for a year. Periods that are set
    apart are to be left out before. floor, ceiling: what the figure cannot leave. Only neighbours that are both known make a moving range.
    """
    earlier = [None if value is None else float(value) for value in values[-EARLIER:]]
    lone = _lone(earlier)
    made = _limits([value for place, value in enumerate(earlier) if place not in lone], fewest) or _limits(earlier, fewest)
    if made is None:
        return None
    mean, reach = made
    low, high = mean - reach, mean + reach
    return Range(low if floor is None else max(low, floor), high if ceiling is None else min(high, ceiling), mean, reach)


def _limits(values, fewest) -> tuple[float, float] | None:
    """(mean, reach)"""
    known, steps = _known(values)
    return (sum(known) / len(known), WIDTH * sum(steps) / len(steps)) if len(known) >= fewest and steps else None


def _known(values) -> tuple[list[float], list[float]]:
    """The values that are known, and the distances of known neighbours."""
    known = [value for value in values if value is not None]
    return known, [abs(b - a) for a, b in zip(values, values[1:], strict=False) if a is not None and b is not None]


def _lone(values) -> set[int]:
    """The places of values half as far again from the median as limits made of medians (which one outlier does not move), and their neighbours not.

    Two in a row are a new level and stay.
    """
    known, steps = _known(values)
    if not steps or not median(steps):
        return set()
    middle, reach = median(known), 1.5 * MEDIAN_WIDTH * median(steps)
    sides = [0, *(0 if value is None else (value > middle + reach) - (value < middle - reach) for value in values), 0]
    return {place - 1 for place, side in enumerate(sides) if side and side not in (sides[place - 1], sides[place + 1])}


def signal(earlier: Sequence, value, usual: Range | None) -> Signal:
    """Which rules speak of a value, after the earlier values (oldest first) that made the usual range."""
    if value is None or usual is None:
        return Signal()
    side, middle = usual.side(float(value)), _middle(usual)
    rules = [Rule.BEYOND] if side else []
    toward = side or _side(float(value), middle)
    values = [None if one is None else float(one) for one in (*earlier[-EARLIER:], value)]
    run = _run(values, middle, toward)
    if run >= RUN:
        rules.append(Rule.RUN)
    near = _near(values[-4:], usual, toward)
    if near >= OF_FOUR:
        rules.append(Rule.NEAR)
    return Signal(tuple(rules), toward if rules else 0, run, near)


def _middle(usual):
    return (usual.low + usual.high) / 2 if usual.middle is None else usual.middle


def _side(value, middle) -> int:
    slack = 1e-9 * abs(middle)
    return (value > middle + slack) - (value < middle - slack)


def _run(values, middle, toward) -> int:
    """How many of the last values in a row lie on that side of the middle; an unknown one ends it."""
    count = 0
    for value in reversed(values):
        if not toward or value is None or _side(value, middle) != toward:
            return count
        count += 1
    return count


def _near(values, usual, toward) -> int:
    """How many of the last values are nearer to that limit than to the middle; 0 where the last one is not."""
    reach = (usual.high - usual.low) / 2 if usual.reach is None else usual.reach
    if not toward or not reach:
        return 0
    near = [value is not None and toward * (value - _middle(usual)) > reach / 2 for value in values]
    return sum(near) if near[-1] else 0


def verdict(value, usual: Range | None, better: str, found: Signal | None = None) -> Verdict:
    """Better, worse or changed where a rule speaks, else noise. found: what the rules say; without it, only the limits are asked."""
    if value is None or usual is None:
        return Verdict.UNJUDGED
    side = found.side if found else usual.side(float(value))
    return _meaning(side, better) if side else Verdict.NOISE


def thin(reading: Reading, usual: Range, found: Signal) -> bool:
    """Whether a value that only the limits speak of is just beyond one.

    By a tenth of the reach; a rate, whose own chance is known, by less than a standard deviation of the chart while its interval meets the range.
    """
    if found.rules != (Rule.BEYOND,) or not usual.reach:
        return False
    value = float(reading.value)
    beyond = max(usual.low - value, value - usual.high) / usual.reach
    meets = reading.low is not None and reading.low <= usual.high and reading.high >= usual.low
    return beyond <= THIN or (meets and beyond <= SIGMA)


def too_wide(usual: Range) -> bool:
    """Whether nearly any change would be called usual. Nothing is said of what may be below zero."""
    return usual.reach is not None and usual.low >= 0 and 0 < TOO_WIDE * usual.middle <= usual.reach


def unbroken(values: Sequence) -> bool:
    """Whether all the known values only rise, or only fall, step by step: a stock that grows for ever, not a process around a level."""
    known = [float(value) for value in values if value is not None]
    steps = [b - a for a, b in zip(known, known[1:], strict=False)]
    return len(steps) >= FEWEST and (min(steps) > 0 or max(steps) < 0)


def usual_next(last: float, steps: Sequence) -> Range | None:
    """The range in which the next value of an unbroken series usually lies: the last one and its steps' range (oldest first, None: not counted)."""
    made = usual_range(steps)
    return Range(last + made.low, last + made.high, last + made.middle, made.reach) if made else None


def _meaning(side: int, better: str) -> Verdict:
    if better not in (HIGHER, LOWER):
        return Verdict.CHANGED
    return Verdict.BETTER if (side > 0) == (better == HIGHER) else Verdict.WORSE


def without_effect(value: float, then: float | None, ordinary: Sequence[float]) -> float | None:
    """A value of a holiday less what the same holiday did a year ago beside the ordinary periods around it; None where that is not known.

    The effect is a factor; a difference where a factor makes no sense (not all above zero).
    """
    if then is None or not ordinary:
        return None
    level = sum(ordinary) / len(ordinary)
    if min(value, then, level) > 0:
        return value / (then / level)
    return value - (then - level)


def heading(value, ratios: Sequence[float], usually: float | None = None) -> tuple[float, float, float] | None:
    """(value, low, high): where a part of a period is heading, by the ratios whole ÷ the same elapsed part of earlier periods.

    The middle is their mean (or `usually`, where one ratio is known to be more like it), low and high are their natural process limits. None with
    fewer than three. What has only grown so far cannot end below what there is.
    """
    floor = 1.0 if ratios and min(ratios) >= 1 else None
    usual = usual_range(list(ratios), fewest=3)
    if value is None or usual is None:
        return None
    middle = usual.middle if usually is None else usually
    low = middle - usual.reach if floor is None else max(middle - usual.reach, floor)
    return float(value) * middle, float(value) * low, float(value) * (middle + usual.reach)


# ---------------------------------------------------------------- differences


class Side(StrEnum):
    """Where a segment lies beside another figure."""

    ABOVE = "above"
    BELOW = "below"
    SAME = "same"  # no difference is seen: what there is may be chance
    FEW = "few"  # too few people to compare
    UNKNOWN = "unknown"  # no figure, or none with an interval


@dataclass(frozen=True)
class Difference:
    """a - b with its 95 % interval; p: how often chance alone would bring one as large."""

    value: float
    low: float
    high: float
    p: float

    @property
    def side(self) -> Side:
        return Side.ABOVE if self.value > 0 else Side.BELOW


def difference(a: Reading, b: Reading) -> Difference | None:
    """The difference of two readings that share nobody; None where one has no interval.

    Of two rates it is Newcombe's interval (1998, method 10: the squares of two Wilson intervals' arms are added); of two means or ratios the same
    sum is the ordinary one of two independent means. p is of that interval: it is below 0.05 just where the interval leaves out 0.
    """
    if a.low is None or b.low is None or a.value is None or b.value is None:
        return None
    gap = float(a.value) - float(b.value)
    down = math.hypot(float(a.value) - a.low, b.high - float(b.value))
    up = math.hypot(a.high - float(a.value), float(b.value) - b.low)
    toward = down if gap > 0 else up  # the arm that reaches for 0
    p = math.erfc(abs(gap) / toward * Z / math.sqrt(2)) if toward else float(gap == 0)
    return Difference(gap, gap - down, gap + up, p)


def verdict_of_side(side: Side, better: str) -> Verdict | None:
    """What a difference that is more than chance means; None where there is none."""
    ways = {Side.ABOVE: 1, Side.BELOW: -1}
    return _meaning(ways[side], better) if side in ways else None


def compare_segments(readings: Sequence[Reading], whole: Reading) -> list[Side]:
    """Each segment beside all the others of the whole, Holm-corrected."""
    return _sides([(one, others(whole, one)) for one in readings])


def compare_changes(now: Sequence[Reading], before: Sequence[Reading]) -> list[Side]:
    """Each segment beside itself a period before, Holm-corrected."""
    return _sides(list(zip(now, before, strict=True)))


def _sides(pairs) -> list[Side]:
    found = [None if _few(a) or b is None or _few(b) else difference(a, b) for a, b in pairs]
    corrected = iter(holm([one.p for one in found if one]))
    sides = []
    for (a, b), one in zip(pairs, found, strict=True):
        if one:
            sides.append(one.side if next(corrected) < CHANCE else Side.SAME)
        else:
            sides.append(Side.FEW if _few(a) or (b is not None and _few(b)) else Side.UNKNOWN)
    return sides


def _few(reading) -> bool:
    return reading.value is not None and reading.n is not None and reading.n < FEW


def others(whole: Reading, segment: Reading) -> Reading | None:
    """The whole without a segment of it; None where the parts do not say. A segment beside the whole would in part be compared with itself."""
    parts = (whole.numerator, whole.denominator, segment.numerator, segment.denominator, whole.n, segment.n)
    if None in (*parts, whole.low, segment.low) or not 0 < segment.denominator < whole.denominator or segment.n >= whole.n:
        return None
    top, bottom = whole.numerator - segment.numerator, whole.denominator - segment.denominator
    scale = float(whole.value) * float(whole.denominator) / float(whole.numerator) if whole.numerator else 1.0  # a ratio times a constant
    value, n = scale * float(top) / float(bottom), whole.n - segment.n
    if whole.n == whole.denominator and isinstance(whole.numerator, int) and 0 <= top <= bottom:
        low, high = wilson(top, bottom)
    else:
        share = float(segment.denominator) / float(whole.denominator)
        variance = (whole.high - whole.low) ** 2 - (share * (segment.high - segment.low)) ** 2
        half = math.sqrt(max(variance, 0)) / (1 - share) / 2  # the whole's error is its parts', each by its share
        low, high = value - half, value + half
    return Reading(value, numerator=top, denominator=bottom, n=n, low=low, high=high)
