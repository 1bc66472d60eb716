"""What a page says of a figure: of which period, compared with what, beside which usual range, and so with which verdict."""

from dataclasses import dataclass, replace
from typing import Any

from opsreport.season import Occasion
from opsreport.signals import (
    EARLIER,
    Range,
    Rule,
    Signal,
    Verdict,
    signal,
    thin,
    too_wide,
    unbroken,
    usual_next,
    usual_range,
    verdict,
    without_effect,
)  # fmt: skip
from opsreport.units import Unit
from opsreport.words import Text

SIGNED = (Unit.POINTS, Unit.PP)  # may be below zero


@dataclass(frozen=True)
class Subject:
    """A figure as it is shown. Of an open window it is the latest period that is whole (`late`), with the comparisons of that period.

    trend: (period, reading) from the first that is known, oldest first; values: theirs, None where not known; place: of this figure among them.
    year_ago: None where that is the period before. rules: which rules of the chart spoke (signals.Rule); run, near: see signals.Signal.
    festive: places of the trend that a holiday or sale sets apart: the usual range is made without them. season: the names of what the shown period
    holds; occasion: which of them sets it apart; explained: the same one moved the figure as much a year ago;
    pull: which way it moved it then, -1 or 1. grows: it has risen or fallen in every period, and its usual range is where the next step usually ends.
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
    run: int = 0
    near: int = 0
    occasion: Occasion | None = None
    explained: bool = False
    pull: int = 0
    grows: bool = False

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
    def aligned(self):
        """The same days of last year as a moving holiday counts them."""
        return None if self.late else self.figure.aligned

    @property
    def moved(self) -> Text | None:
        """The moving holiday that makes this period and the same one a year ago unlike each other."""
        found = self.figure.season.aligned(self.period)
        return found[1].name if found else None

    @property
    def left_out(self) -> tuple[Text, ...]:
        """The names of what the usual range was made without, the latest last."""
        return tuple(dict.fromkeys(name for place, name in self.apart.items() if self.place - EARLIER <= place))

    @property
    def apart(self) -> dict[int, Text]:
        """Which holiday or sale sets an earlier period apart, by its place."""
        return {place: self.figure.season.sets_apart(self.periods[place]).name for place in sorted(self.festive) if place < self.place}

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
    shown = Subject(figure, period, reading, previous, year_ago, trend, values, place, None, Verdict.UNJUDGED)
    return _judged(replace(shown, festive=figure.season.apart(shown.periods), occasion=figure.season.sets_apart(period),
                           season=tuple(one.name for one in figure.season.occasions(period))))  # fmt: skip


def _judged(shown: Subject) -> Subject:
    """With its usual range, what the rules say, and the verdict. A running period has none."""
    if shown.period.running:
        return shown
    if shown.reading.denominator is None and unbroken(shown.values[: shown.place]):
        return _judged_by_its_step(shown)
    places = [k for k in range(max(0, shown.place - EARLIER), shown.place) if k not in shown.festive]
    earlier = [_of_equal_length(shown, *shown.trend[k]) for k in places]
    usual = _range(earlier, shown.unit, shown.reading)
    found = signal(earlier, shown.value, usual)
    if shown.occasion:  # its neighbours are ordinary periods: no row of which it is one
        found = replace(found, rules=found.rules[:1], run=0, near=0) if Rule.BEYOND in found.rules else Signal()
    judged = _cautious(verdict(shown.value, usual, shown.part.better, found), shown, usual, found)
    explained, pull = False, 0
    if shown.occasion and found.side:
        ordinary = _less_the_holiday(shown)
        explained = ordinary is not None and usual.side(ordinary) != found.side
        judged = Verdict.SEASONAL if explained or ordinary is None else judged
        pull = 0 if ordinary is None else (shown.value > ordinary) - (shown.value < ordinary)
    return replace(shown, usual=usual, verdict=judged, rules=found.rules, run=found.run, near=found.near, explained=explained, pull=pull)


def _cautious(judged, shown, usual, found) -> Verdict:
    """The verdict, where the range and the figure bear it out."""
    if judged.real and thin(shown.reading, usual, found):
        return Verdict.BORDERLINE
    return Verdict.WIDE if judged is Verdict.NOISE and too_wide(usual) else judged


def _judged_by_its_step(shown: Subject) -> Subject:
    """A total that only grows is as high as never before in every period: real is a step beyond the usual ones."""
    pairs = list(enumerate(zip(shown.values, shown.values[1 : shown.place], strict=False), 1))
    steps = [None if k in shown.festive or None in pair else float(pair[1]) - float(pair[0]) for k, pair in pairs]
    last = shown.values[shown.place - 1]
    usual = usual_next(float(last), steps) if last is not None else None
    if usual is None or shown.value is None:
        return replace(shown, grows=True)
    found = Signal((Rule.BEYOND,), usual.side(float(shown.value))) if usual.side(float(shown.value)) else Signal()
    judged = verdict(shown.value, usual, shown.part.better, found)
    judged = Verdict.BORDERLINE if judged.real and thin(shown.reading, usual, found) else judged
    judged = Verdict.SEASONAL if judged.real and shown.occasion else judged
    return replace(shown, usual=usual, verdict=judged, rules=found.rules, grows=True)


def _less_the_holiday(shown) -> float | None:
    """The value less what the same holiday did a year ago; None where that is not known."""
    festive = shown.figure.festive
    if shown.late or festive is None:
        return None

    around = [float(known) for one in festive.ordinary if (known := _of_equal_length(shown, *one)) is not None]
    then = _of_equal_length(shown, festive.period, festive.reading)
    return without_effect(float(shown.value), None if then is None else float(then), around)


def _of_equal_length(shown, period, reading):
    """A reading as it would be if its period had as many days as the one that is shown: months have no equal length, and totals grow with it."""
    if reading.value is None or not shown.figure.adds_up or period.days in (0, shown.period.days):
        return reading.value
    return float(reading.value) * shown.period.days / period.days


def _range(earlier, unit, reading):
    known = [value for value in earlier if value is not None]
    positive = known and min(known) >= 0 and unit not in SIGNED
    proportion = unit is Unit.PERCENT and reading.low is not None
    floor = 0.0 if proportion or (positive and unit is not Unit.PERCENT) else None
    return usual_range(earlier, floor=floor, ceiling=1.0 if proportion else None)
