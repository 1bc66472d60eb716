"""What a page says of a figure: of which period, compared with what, beside which usual range, and so with which verdict."""

from dataclasses import dataclass
from typing import Any

from opsreport.signals import EARLIER, Range, Verdict, usual_range, verdict
from opsreport.units import Unit
from opsreport.words import Text

SIGNED = (Unit.POINTS,)  # may be below zero


@dataclass(frozen=True)
class Subject:
    """A figure as it is shown. Of an open window it is the latest period that is whole (`late`), with the comparisons of that period.

    trend: (period, reading) from the first that is known, oldest first; values: theirs, None where not known; place: of this figure among them.
    year_ago: None where that is the period before. rules: which rules of the chart spoke. festive: places of the trend that a holiday or sale sets
    apart; season: what the shown period holds.
    """

    figure: Any
    period: Any
    reading: Any
    previous: Any
    year_ago: Any
    trend: tuple
    values: tuple
    place: int
    usual: Range | None
    verdict: Verdict
    rules: tuple[str, ...] = ()
    festive: frozenset[int] = frozenset()
    season: tuple[Text, ...] = ()

    @property
    def part(self):
        """Name, unit and direction of what is shown."""
        return self.figure.metric.parts[self.figure.part]

    @property
    def unit(self) -> Unit:
        return self.part.unit

    @property
    def value(self):
        return self.reading.value

    @property
    def target(self):
        """What was agreed for it."""
        return self.figure.target

    @property
    def outlook(self):
        """Where a running period is heading."""
        return self.figure.outlook

    @property
    def late(self) -> bool:
        """An earlier period stands for this one, whose window is still open."""
        return self.period.label != self.figure.period.label

    @property
    def periods(self) -> tuple:
        return tuple(period for period, _ in self.trend)


def subject(figure) -> Subject:
    """The subject of a figure, as it can be known today."""
    whole = figure.trend or ((figure.period, figure.reading),)
    first = next((place for place, (_, known) in enumerate(whole) if known.value is not None), len(whole) - 1)
    trend = whole[first:]
    period, reading, previous, year_ago = figure.period, figure.reading, figure.previous, figure.year_ago
    place = len(trend) - 1
    if reading.value is None and figure.latest_mature:
        period, reading = figure.latest_mature
        place = next((i for i, (p, _) in enumerate(trend) if p.label == period.label), place)
        before = {p.label: r for p, r in trend}
        ago = period.year_ago()
        previous, year_ago = before.get(period.step(-1).label), before.get(ago.label) if ago else None
    values = tuple(r.value for _, r in trend)
    year_ago = None if period.unit == "year" else year_ago
    part = figure.metric.parts[figure.part]
    usual = None if period.running else _range(values[max(0, place - EARLIER) : place], part.unit, reading)
    return Subject(figure, period, reading, previous, year_ago, trend, values, place, usual, verdict(reading.value, usual, part.better))


def _range(earlier, unit, reading):
    known = [value for value in earlier if value is not None]
    positive = known and min(known) >= 0 and unit not in SIGNED
    proportion = unit is Unit.PERCENT and reading.low is not None
    floor = 0.0 if proportion or (positive and unit is not Unit.PERCENT) else None
    return usual_range(earlier, floor=floor, ceiling=1.0 if proportion else None)
