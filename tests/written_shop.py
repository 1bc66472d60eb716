"""A shop written as small tables, so that a test shows what is in it; and the expected figures, written as arithmetic."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from math import isclose

from opsreport.kinds import Reading
from opsreport.measure import Asked, DataTable, measure
from opsreport.metric import Metric
from opsreport.metrics import find
from opsreport.periods import Calendar, Period, period
from opsreport.rules import Rules
from opsreport.shop import Shop
from opsreport.tables import TABLES, Kind

OBSERVED_UNTIL = "2024-12-31"
RULES, CALENDAR = Rules(), Calendar()
LEFT_OUT = {"orders": {"amount": "10"}, "events": {"event": "view"}}  # what stands in a required column that a test says nothing about


def rows_of(text: str) -> dict[str, list[dict]]:
    """{table: rows} of blocks separated by an empty line. A block's first line names its table; without one the rows are orders."""
    blocks = [[line.strip() for line in block.splitlines() if line.strip()] for block in re.split(r"\n\s*\n", text) if block.strip()]
    return dict(map(_block, blocks))


def _block(lines):
    name = "orders"
    if re.fullmatch(r"\w+", lines[0]):
        name, *lines = lines
    if not lines:
        return name, []
    head, *body = [[cell.strip() for cell in line.split("|")] for line in lines if not set(line) <= set("-+ ")]
    assert not (unknown_columns := set(head) - set(TABLES[name].columns)), f"{name} has no column {unknown_columns}"
    assert all(len(row) == len(head) for row in body), f"{name}: a row with more or fewer cells than columns"
    number = count(1)
    fixed = {c: text for c, text in LEFT_OUT.get(name, {}).items() if c not in head}
    keys = [c for c in TABLES[name].key if c not in head and c.endswith("_id") and TABLES[name].columns[c].kind is Kind.ID]
    made = (dict(zip(head, row, strict=True)) | fixed | {key: f"{name} {next(number)}" for key in keys} for row in body)
    return name, [{c: _value(TABLES[name].columns[c].kind, text) for c, text in row.items()} for row in made]


def _value(kind, text):
    if text == "":
        return None
    match kind:
        case Kind.MOMENT:
            return dt.datetime.fromisoformat(text)
        case Kind.DAY:
            return dt.date.fromisoformat(text)
        case Kind.MONEY | Kind.NUMBER:
            return Decimal(text)
        case Kind.COUNT:
            return int(text)
        case Kind.FLAG:
            return {"yes": True, "no": False}[text]
    return text


@dataclass(frozen=True)
class WrittenShop:
    """A shop made of written rows, asked for one figure at a time."""

    shop: Shop

    def read(self, metric: Metric | str, label: str, part: str | None = None) -> Reading | DataTable:
        """The figure of the whole shop in a period."""
        return self._cell(metric, label, ()).parts()[part]

    def by(self, segment: str, metric: Metric | str, label: str, part: str | None = None) -> dict[str, Reading]:
        """{value of the segment: figure}."""
        return {value: parts[part] for (value,), parts in self._cell(metric, label, (segment,)).found.items()}

    def missing_by(self, segment: str, metric: Metric | str, label: str, part: str | None = None) -> tuple[str, tuple[str, ...]]:
        """Why there are no figures by a segment, and what is missing."""
        cell = self._cell(metric, label, (segment,))
        assert not cell.found
        return cell.other[part].reason, cell.other[part].needs

    def table(self, metric: Metric | str, label: str) -> dict:
        """A figure that is a table, as {first column: {column: cell}}."""
        table = self.read(metric, label)
        assert isinstance(table, DataTable), table
        return {getattr(row[0], "en", row[0]): dict(zip(table.columns[1:], row[1:], strict=True)) for row in table.rows}

    def rows(self, table: str, *columns: str) -> list[tuple]:
        """The rows of a table as every figure sees them, in order."""
        found = self.shop.store.run(self.shop.table(table).select(*columns))
        return sorted((tuple(row.values()) for row in found), key=str)

    def _cell(self, metric, label, by):
        asked = Asked(find(metric).resolved(self.shop.store), self.period(label), by)
        return measure(self.shop.store, [asked])[asked]

    def period(self, label: str) -> Period:
        """The period, as far as it has been observed."""
        return period(label, self.shop.store.calendar).cut(self.shop.store.until)


MADE: dict[tuple, WrittenShop] = {}  # a shop is never changed: tests that write the same share it


def written_shop(
    text: str, zone: str = "Asia/Shanghai", data_until: str | None = OBSERVED_UNTIL, rules: Rules = RULES, calendar: Calendar = CALENDAR
) -> WrittenShop:
    """A shop of the tables in the text, moments in local time; observed through the day `data_until` (None: the day of the newest row).

    A key that a test says nothing about is numbered; an order's amount is then 10 and an event is a `view`.
    """
    key = (text, zone, data_until, rules.model_dump_json(), calendar)
    if key not in MADE:
        until = dt.date.fromisoformat(data_until) if data_until else None
        MADE[key] = WrittenShop(Shop.of(rows_of(text), timezone=zone, data_until=until, rules=rules, calendar=calendar))
    return MADE[key]


@dataclass(frozen=True)
class ratio:
    """What a ratio should be: one number of things over another."""

    top: int | Decimal | str
    bottom: int | Decimal | str
    times: int = 1

    def __eq__(self, reading):
        if not isinstance(reading, Reading):
            return NotImplemented
        if reading.reason:
            return False
        top, bottom = Decimal(self.top), Decimal(self.bottom)
        parts = (reading.numerator, reading.denominator) == (top, bottom)
        return parts and isclose(reading.value, float(top * self.times / bottom), rel_tol=1e-12, abs_tol=1e-15)

    __hash__ = None


@dataclass(frozen=True)
class growth:
    """What a growth should be: how much more than the base, in parts of it."""

    now: int | Decimal
    base: int | Decimal

    def __eq__(self, reading):
        if not isinstance(reading, Reading):
            return NotImplemented
        wanted = float((Decimal(self.now) - Decimal(self.base)) / Decimal(self.base))
        return not reading.reason and reading.denominator == self.base and isclose(reading.value, wanted, rel_tol=1e-12, abs_tol=1e-15)

    __hash__ = None


@dataclass(frozen=True)
class total:
    """What a sum, a count or a median should be, to the last digit."""

    value: int | Decimal | str | float

    def __eq__(self, reading):
        if not isinstance(reading, Reading):
            return NotImplemented
        wanted = self.value if isinstance(self.value, float) else Decimal(self.value)
        return not reading.reason and reading.value == wanted

    __hash__ = None


@dataclass(frozen=True)
class unknown:
    """That there should be no figure, and why."""

    reason: str

    def __eq__(self, reading):
        if not isinstance(reading, Reading):
            return NotImplemented
        return reading.value is None and reading.reason == self.reason

    __hash__ = None
