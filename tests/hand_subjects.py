"""Subjects, movers and causes made by hand: what the figures of a period might say, without a shop behind them."""

from fractions import Fraction

from opsreport.causes import Cause, Contribution, Mover
from opsreport.figure import Figure
from opsreport.kinds import Reading
from opsreport.metrics import find
from opsreport.periods import Period, period
from opsreport.signals import Range, Verdict
from opsreport.subjects import Subject
from opsreport.targets import Number, Target

OCTOBER = period("2026-10")
UNKNOWN = Reading(reason="not_observed")


def reading(value: Number | tuple[int, int] | None) -> Reading:
    """A value; two numbers are parts of a rate."""
    if isinstance(value, tuple):
        return Reading(value[0] / value[1], numerator=value[0], denominator=value[1], n=value[1])
    return UNKNOWN if value is None else Reading(value)


def subject(
    name: str,
    value: Number | tuple[int, int] | None,
    *,
    previous: Number | tuple[int, int] | None = None,
    year_ago: Number | tuple[int, int] | None = None,
    usual: tuple[float, float] | None = None,
    verdict: Verdict = Verdict.NOISE,
    target: Number | None = None,
    met: bool | None = None,
    part: str | None = None,
    segment: dict[str, str] | None = None,
    of: Period = OCTOBER,
    shop=None,
) -> Subject:
    """A subject of a metric. shop: whose rulings the metric's options have."""
    (metric,) = shop.metrics(name) if shop else (find(name),)
    now, before, ago = map(reading, (value, previous, year_ago))
    trend = ((of.step(-1), before), (of, now))
    missing = float(target) - float(now.value) if target is not None and met is False else None
    agreed = Target(of, target, "higher", gap=missing, met=met) if met is not None else None
    figure = Figure(metric, part, segment, of, now, before, ago, trend, None, None, agreed)
    return Subject(figure, of, now, before, ago, trend, (before.value, now.value), 1, Range(*usual) if usual else None, verdict)


def mover(one: Subject, by: str, *segments: str) -> Mover:
    """A mover whose change comes from these segments, the first most of all."""
    parts = tuple(Contribution(name, one.previous, one.reading, None, None, Fraction(0), Fraction(-1, 100), Fraction(-1, 100)) for name in segments)
    change = Fraction(-len(parts), 100)
    return Mover(one, Cause(by, one.period.step(-1), change, parts, parts))
