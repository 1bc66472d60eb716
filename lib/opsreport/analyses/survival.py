"""Survival with censoring: how long users stay, when some of them are still there (Kaplan and Meier 1958).

Whoever has not left by the end of the observation has not left: the duration is known to be at least that long, and is never taken for an end.
"""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opsreport.kinds import Z, divide


@dataclass(frozen=True)
class Duration:
    """units: of time from start to end, or to the observation's end where none was seen (`ended` is False)."""

    units: float
    ended: bool


def durations(
    starts: Sequence[dt.date], ends: Sequence[dt.date | None], observation_end: dt.date | Sequence[dt.date], unit: dt.timedelta = dt.timedelta(days=1)
) -> list[Duration]:
    """Durations in `unit`; an end after the observation's (one for all, or one each) is not seen."""
    lasts = [observation_end] * len(starts) if isinstance(observation_end, dt.date) else observation_end
    return [_duration(start, end, last, unit) for start, end, last in zip(starts, ends, lasts, strict=True)]


def _duration(start, end, last, unit):
    ended = end is not None and end <= last
    return Duration(((end if ended else last) - start) / unit, ended)


@dataclass(frozen=True)
class Point:
    """The share that is still there after so long. low, high: 95 %, log-log; None where the share is 0 or 1. at_risk: those seen until then."""

    at: float
    share: float
    low: float | None
    high: float | None
    at_risk: int
    ended: int


def survival(counted: Iterable[tuple[float, int, int]]) -> tuple[Point, ...]:
    """The Kaplan-Meier curve, a point at each duration with an end. counted: (duration, ended, censored), in any order, durations once or more."""
    by: dict[float, list[int]] = {}
    for units, ended, censored in counted:
        sums = by.setdefault(units, [0, 0])
        sums[0], sums[1] = sums[0] + ended, sums[1] + censored
    at_risk, share, spread, points = sum(map(sum, by.values())), 1.0, 0.0, []
    for units, (ended, censored) in sorted(by.items()):
        if ended:
            share *= 1 - divide(ended, at_risk)
            spread += divide(ended, at_risk * (at_risk - ended)) if at_risk > ended else 0.0
            points.append(Point(units, share, *_log_log(share, spread), at_risk, ended))
        at_risk -= ended + censored
    return tuple(points)


def survival_at(points: Sequence[Point], at: float) -> Point:
    """The curve at a duration: that of the last point up to there; whole before the first."""
    before = [point for point in points if point.at <= at]
    return before[-1] if before else Point(at, 1.0, None, None, points[0].at_risk if points else 0, 0)


def median(points: Sequence[Point]) -> float | None:
    """The duration after which half have left; None where that was not observed."""
    return next((point.at for point in points if point.share <= 0.5), None)


def _log_log(share, spread):
    """Greenwood's variance on the scale of log(-log S), which keeps the interval between 0 and 1 (Kalbfleisch and Prentice 1980)."""
    if not 0 < share < 1:
        return None, None
    middle, half = math.log(-math.log(share)), Z * math.sqrt(spread) / abs(math.log(share))
    return math.exp(-math.exp(middle + half)), math.exp(-math.exp(middle - half))
