"""What is known of a period, and what else is asked of the shop for its plays: every figure once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from opsreport import causes
from opsreport.causes import Mover
from opsreport.causes.experiments import Campaign, campaigns
from opsreport.figure import TREND, Figure
from opsreport.kinds import Reading
from opsreport.measure import Asked, observed_by
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.playbook.conditions import exact
from opsreport.playbook.plays import Watched
from opsreport.shop import Shop
from opsreport.subjects import Subject, subject
from opsreport.units import Unit

OPEN = Reading(reason="incomplete")


class Known:
    """The figures and movers of a period. on: the first day that had not been observed when the report on it was due; None: all counts.

    trend: how many periods a figure is read for.
    """

    def __init__(
        self, shop: Shop, period: Period, movers: Iterable[Mover] = (), subjects: Iterable[Subject] = (), *,
        on: dt.date | None = None, trend: int = TREND,
    ):  # fmt: skip
        self.shop, self.period, self.movers, self.on, self.trend = shop, period, tuple(movers), on, trend
        self.given = {key(one.figure): one for one in subjects}
        self.read: dict[tuple, list[Subject]] = {}

    def subjects(self, watched: Watched, by: str | None) -> list[Subject]:
        """Those of a figure: of the whole shop, or of each segment."""
        (metric,) = self.shop.metrics(watched.metric)
        given = self.given.get((metric, watched.part, ()))
        if by is None and given:
            return [given]
        self.read_all([(watched, by)])
        return [one for one in self.read[metric, by] if one.figure.part == watched.part]

    def of(self, watched: Watched, by: str, segments: tuple[str, ...]) -> tuple[Subject | None, tuple[str, ...]]:
        """The figure of these segments, and of which it is: of all together where it is a rate, else of the first. None where none was seen."""
        found = {segment_of(one): one for one in self.subjects(watched, by)}
        seen = tuple(segment for segment in segments if segment in found)
        if len(seen) > 1 and (whole := _together([found[segment] for segment in seen])):
            return whole, seen
        return (found[seen[0]], seen[:1]) if seen else (None, segments[:1])

    def read_all(self, asked: Iterable[tuple[Watched, str | None]]) -> None:
        """Read what is not read yet, in one go for each breakdown."""
        wanted: dict[str | None, dict[Metric, None]] = {}
        for watched, by in asked:
            (metric,) = self.shop.metrics(watched.metric)
            if (metric, by) not in self.read and (by or (metric, watched.part, ()) not in self.given):
                wanted.setdefault(by, {})[replace(metric, split=())] = None
        for by, metrics in wanted.items():
            self.read |= {(metric, by): [] for metric in metrics}
            for figure in self.shop.figures(list(metrics), self.period, by=by, trend=self.trend):
                if (figure.segment is None) == (by is None):
                    self.read[figure.metric, by].append(subject(self._then(figure)))

    def _then(self, figure: Figure) -> Figure:
        """The figure as far as it was known when the report was due: windows that closed since were open."""
        if self.on is None or not self._was_open(figure.metric, figure.period):
            return figure
        trend = tuple((period, OPEN if self._was_open(figure.metric, period) else reading) for period, reading in figure.trend)
        mature = next(((period, reading) for period, reading in reversed(trend) if reading.value is not None), None)
        target = replace(figure.target, met=None, gap=None) if figure.target else None
        return replace(figure, reading=OPEN, trend=trend, latest_mature=mature, target=target)

    def _was_open(self, metric: Metric, period: Period) -> bool:
        due = observed_by(self.shop.store, Asked(metric, period, ()))
        return due is not None and due >= self.on

    def explain(self, subjects: Iterable[Subject]) -> None:
        """Look for the causes of those that are no movers yet."""
        rest = {key(one.figure): one for one in subjects if self.mover(one) is None}
        if rest:
            self.movers += causes.movers(self.shop, rest.values(), self.period)

    def mover(self, one: Subject) -> Mover | None:
        return next((mover for mover in self.movers if key(mover.subject.figure) == key(one.figure)), None)

    def sources(self, one: Subject) -> set[tuple[str, str]]:
        """The segments from which its change comes."""
        mover = self.mover(one)
        return {(mover.cause.by, part.segment) for part in mover.cause.leading} if mover and mover.cause else set()

    def campaign(self, one: Subject) -> Campaign | None:
        """The campaign that began with its change."""
        mover = self.mover(one)
        began = {(told.name.zh, told.starts_on) for told in mover.coincides if told.kind == "campaign"} if mover else set()
        return next((each for each in campaigns(self.shop.store) if (each.name, each.first) in began), None) if began else None

    def stands(self, campaign: Campaign | None) -> str | None:
        """Whether a campaign still runs after the period."""
        if campaign is None:
            return None
        return "running" if campaign.last >= self.period.end else "ended"


def before(one: Subject | None, periods: int) -> Subject | None:
    """The subject of so many periods before the one that is shown, as its trend has it; None where that does not reach so far."""
    if one is None or one.place - periods < 1:
        return None
    place = one.place - periods
    (_, previous), (period, reading) = one.trend[place - 1 : place + 1]
    year_ago = next((then for when, then in one.trend if when.label == getattr(period.year_ago(), "label", None)), Reading(reason="no_base"))
    own = dict(period=period, reading=reading, previous=previous, year_ago=year_ago, trend=one.trend[: place + 1])
    return subject(replace(one.figure, **own, latest_mature=None, target=None, outlook=None, aligned=None, festive=None))


def key(figure: Figure) -> tuple:
    return figure.metric, figure.part, tuple((figure.segment or {}).items())


def segment_of(one: Subject) -> str | None:
    """Whose figure it is; None for the whole shop's."""
    return next(iter((one.figure.segment or {}).values()), None)


def _together(ones: list[Subject]) -> Subject | None:
    """The rate of several segments together; None where it is no rate."""
    figures = [one.figure for one in ones]
    first = figures[0]
    if first.unit is not Unit.PERCENT or any(one.value is not None and exact(one.reading, one.unit) != _rate(one.reading) for one in ones):
        return None
    at = [dict(figure.trend) for figure in figures]
    trend = tuple((period, _sum([readings.get(period, Reading()) for readings in at])) for period, _ in first.trend)
    mature = first.latest_mature and next(((period, reading) for period, reading in reversed(trend) if reading.value is not None), None)
    whole = {name: _sum([getattr(figure, name) for figure in figures]) for name in ("reading", "previous", "year_ago")}
    return subject(replace(first, **whole, trend=trend, latest_mature=mature, target=None, aligned=None, festive=None))


def _rate(reading: Reading) -> Fraction | None:
    return Fraction(str(reading.numerator)) / Fraction(str(reading.denominator)) if reading.numerator is not None and reading.denominator else None


def _sum(readings: list[Reading]) -> Reading:
    """The rate of all of them together, where each is known."""
    unknown = next((reading for reading in readings if reading.numerator is None or reading.denominator is None), None)
    if unknown is not None:
        return unknown if unknown.value is None else Reading(reason="not_observed")
    part, of = sum(reading.numerator for reading in readings), sum(reading.denominator for reading in readings)
    return Reading(part / of, numerator=part, denominator=of, n=of) if of else Reading(reason="zero_denominator")
