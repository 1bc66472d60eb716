"""A figure as a reader sees it: a reading with what it is compared with. And its entry in metrics.json (a contract: design, section 8)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from opsreport.kinds import Reading
from opsreport.measure import DataTable
from opsreport.metric import TABLE, Metric
from opsreport.periods import NOW, Period, Within
from opsreport.season import Holiday, Season
from opsreport.signals import heading
from opsreport.targets import Number, Target, adds_up
from opsreport.units import Unit
from opsreport.words import Text

TREND = 13  # periods, this one last
GROWING = (Unit.USERS, Unit.ORDERS, Unit.ROWS, Unit.COUPONS, Unit.MONEY)  # what grows while a period runs


@dataclass(frozen=True)
class Outlook:
    """Where a running period is heading, if it goes on as such periods usually do."""

    value: Number
    low: Number
    high: Number


@dataclass(frozen=True)
class Aligned:
    """The same days of last year as a moving holiday counts them."""

    period: Period
    reading: Reading
    holiday: Text


@dataclass(frozen=True)
class Festive:
    """The same holiday a year ago, and the ordinary periods before and after it: what it usually does to a figure."""

    period: Period
    reading: Reading
    ordinary: tuple[tuple[Period, Reading], ...]


@dataclass(frozen=True)
class Figure:
    """metric: with all its options; part: which of its figures, None where it has one; segment: {name: value}, None for the whole shop.

    trend: (period, reading), oldest first, this one last. latest_mature: the last period that is whole, where this one is `incomplete`.
    table: the figure itself, where it is a table; `reading` then only says why there is none. target: of the period that is shown.
    season: the shop's holidays; festive: of a period that one sets apart. due_on: the day on which a window closes that is still open.
    """

    metric: Metric
    part: str | None
    segment: dict[str, str] | None
    period: Period
    reading: Reading
    previous: Reading
    year_ago: Reading
    trend: tuple[tuple[Period, Reading], ...]
    latest_mature: tuple[Period, Reading] | None
    table: DataTable | None
    target: Target | None = None
    outlook: Outlook | None = None
    aligned: Aligned | None = None
    festive: Festive | None = None
    season: Season = field(default=Season(), repr=False, compare=False)
    due_on: dt.date | None = None

    @property
    def name(self) -> Text:
        return self.metric.name

    @property
    def unit(self):
        return self.metric.parts[self.part].unit

    @property
    def better(self) -> str:
        return self.metric.parts[self.part].better

    @property
    def adds_up(self) -> bool:
        """A total of things that belong to a day each, so that the days of a period add up to it: orders and sales, but not the users who came."""
        return self.unit in GROWING and adds_up(self.metric, self.part) == "sum"

    def json(self) -> dict:
        """The entry of metrics.json: full precision, ratios as fractions, `needs` and `latest_mature` only where there is something to say."""
        head = {"id": self.metric.id, "options": self.metric.options}
        if self.part:
            head["part"] = self.part
        if self.table is not None:
            rows = [[_plain(cell) for cell in row] for row in self.table.rows]
            return {
                **head,
                "table": {"columns": list(self.table.columns), "rows": rows},
                "unit": str(self.unit),
                "better": self.better,
                "reason": None,
            }
        out = {
            **head,
            **_numbers(self.reading),
            "unit": str(self.unit),
            "better": self.better,
            "reason": self.reading.reason,
            "previous": _plain(self.previous.value),
            "year_ago": _plain(self.year_ago.value),
            "target": _plain(self.target.value) if self.target else None,
            "segment": self.segment,
        }
        if self.target:
            out |= {"target_period": self.target.period.label, "achievement": self.target.achievement, "met": self.target.met}
        if self.outlook:
            out["outlook"] = {name: _plain(getattr(self.outlook, name)) for name in ("value", "low", "high")}
        if self.aligned:
            out["aligned"] = {"period": self.aligned.period.label, "value": _plain(self.aligned.reading.value)}
        if self.reading.needs:
            out["needs"] = list(self.reading.needs)
        if self.latest_mature:
            period, reading = self.latest_mature
            out["latest_mature"] = {"period": period.label, **_numbers(reading)}
        return out


def _numbers(reading: Reading) -> dict:
    return {name: _plain(getattr(reading, name)) for name in ("value", "numerator", "denominator", "n", "low", "high")}


def _plain(value):
    """A number that JSON has: a sum of money as the shortest number that says it exactly; a text in English."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.en if isinstance(value, Text) else value


@dataclass(frozen=True)
class Around:
    """A period and all those that a figure of it is seen beside.

    line: the trend, this period last. elapsed: of a running period, the same part of each earlier one of the line. aligned, festive, ordinary: as
    the season has them.
    """

    now: Period
    line: tuple[Period, ...]
    ago: Period | None
    elapsed: tuple[Period, ...]
    season: Season
    aligned: tuple[Period, Holiday] | None
    festive: Period | None
    ordinary: tuple[Period, ...]

    @classmethod
    def of(cls, now: Period, trend: int, until: dt.date, season: Season) -> "Around":
        line, ago = tuple(p.cut(until) for p in now.trailing(trend)), now.year_ago()
        elapsed = tuple(p.elapsed(now.days) for p in line[:-1]) if now.running else ()
        festive = season.same_a_year_ago(now)
        ordinary = season.ordinary_around(festive, ago or now) if festive else ()
        return cls(now, line, ago, elapsed, season, season.aligned(now), festive, ordinary)

    def periods(self, metric: Metric) -> tuple[Period, ...]:
        """All that is to be measured of a metric."""
        if metric.grain == TABLE:
            return (self.now,)
        own = [*self.line, self.now.previous(), self.ago, self.festive, *self.ordinary, self.aligned and self.aligned[0]]
        grows = any(part.unit in GROWING for part in metric.parts.values())
        return tuple(dict.fromkeys(p for p in (*own, *(self.elapsed if grows else ())) if p))

    def figure(self, metric: Metric, part: str | None, segment: dict[str, str] | None, at: Callable[[Period], Reading]) -> Figure:
        """The figure; at: the readings of these periods."""
        now = self.now
        if metric.grain == TABLE:
            made = at(now)
            table, reading = (None, made) if isinstance(made, Reading) else (made, Reading())
            return Figure(metric, part, segment, now, reading, Reading(), Reading(), (), None, table)
        reading, trend = at(now), tuple((p, at(p)) for p in self.line)
        mature = next(((p, r) for p, r in reversed(trend[:-1]) if r.value is not None), None) if reading.reason == "incomplete" else None
        year_ago = at(self.ago) if self.ago else Reading(reason="no_base")
        festive = Festive(self.festive, at(self.festive), tuple((p, at(p)) for p in self.ordinary)) if self.festive else None
        return Figure(
            metric, part, segment, now, reading, at(now.previous()), year_ago, trend, mature, None,
            outlook=self._outlook(metric, part, reading, at), aligned=self._aligned(at), festive=festive, season=self.season,
        )  # fmt: skip

    def _aligned(self, at) -> Aligned | None:
        if not self.aligned:
            return None
        period, holiday = self.aligned
        return Aligned(period, at(period), holiday.name) if at(period).value is not None else None

    def _outlook(self, metric, part, reading, at) -> Outlook | None:
        """None for what is not a total; and for a period that a moving holiday sets apart, as the same days of last year say nothing of it."""
        known = reading.value is not None and reading.denominator is None
        if not self.elapsed or not known or metric.parts[part].unit not in GROWING or not _of_the_period(metric):
            return None
        ratios = {p: r for p, part in zip(self.line, self.elapsed, strict=False) if (r := _ratio(at(p), at(part))) is not None}
        apart = self.season.sets_apart(self.now.step(0))
        like = next((ratio for p, ratio in ratios.items() if self.ago and p.label == self.ago.label), None)
        if apart and (apart.holiday.lunar or like is None):
            return None
        found = heading(reading.value, [ratio for p, ratio in ratios.items() if not self.season.sets_apart(p)], like if apart else None)
        return Outlook(*found) if found else None


def _of_the_period(metric: Metric) -> bool:
    """Whether what is counted lies in the period from its start on: a window of its own (the last month, seven days) does not grow with it."""
    windows = [] if metric.derived else [part.when for part in metric.rows.parts if isinstance(part.when, Within)]
    return not windows or NOW in windows


def _ratio(whole: Reading, elapsed: Reading) -> float | None:
    return float(whole.value) / float(elapsed.value) if whole.value is not None and elapsed.value else None
