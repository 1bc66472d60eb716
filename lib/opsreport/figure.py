"""A figure as a reader sees it: a reading with what it is compared with. And its entry in metrics.json (a contract: design, section 8)."""

from dataclasses import dataclass
from decimal import Decimal

from opsreport.kinds import Reading
from opsreport.measure import DataTable
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.targets import Number, Target
from opsreport.words import Text

TREND = 13  # periods, this one last


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
class Figure:
    """metric: with all its options; part: which of its figures, None where it has one; segment: {name: value}, None for the whole shop.

    trend: (period, reading), oldest first, this one last. latest_mature: the last period that is whole, where this one is `incomplete`.
    table: the figure itself, where it is a table; `reading` then only says why there is none. target: of the period that is shown.
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

    @property
    def name(self) -> Text:
        return self.metric.name

    @property
    def unit(self):
        return self.metric.parts[self.part].unit

    @property
    def better(self) -> str:
        return self.metric.parts[self.part].better

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
