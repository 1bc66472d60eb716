"""The shop's tables as every figure sees them: under our names, users merged, tests removed, local days beside moments; and facts, made once.

Whatever a shop does not give stands there empty, and `missing` knows it: so every expression builds and runs on every shop, and a figure
that needs what is missing is switched off by its lineage, not by a test for a column.
"""

import datetime as dt
import hashlib
import json
import os
import uuid
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from opsreport.goals import Goals
from opsreport.identity import accounts, one_user_each, without_tests
from opsreport.periods import DAY, Calendar
from opsreport.rules import Rules
from opsreport.tables import NOTHING, PASSIVE_EVENTS, TABLES, Kind, day_of
from opsreport.zones import local, offset_changes

NEUTRAL = frozenset(f"{t.name}.{c}" for t in TABLES.values() for c, column in t.columns.items() if column.neutral is not NOTHING)
USER_COLUMNS = ("user_id", "referrer_id", "merged_into")
Ends = dict[str, tuple[dt.datetime, dt.datetime]]


@dataclass(frozen=True)
class Fact:
    """Rows made once from the tables and used by several grains. kept: worth keeping on disk; splits: columns that its rows can be told apart by."""

    name: str
    make: Callable[["Store", tuple[str, ...]], ir.Table]
    splits: tuple[str, ...]
    kept: bool


@dataclass
class Store:
    """con: an Ibis backend that holds the tables. until: the first local day that is not wholly observed. starts: {table: its first local day}.

    ends: {table: its last local day that is observed}, of those whose rows have dates.
    goals: what was agreed, for scorecards; no fact depends on them. answers: readings of the whole shop that were asked for before.
    sums: the folder of the sums that were asked for before, by whatever process.
    """

    con: object
    tables: dict[str, ir.Table]
    missing: frozenset[str]
    zone: str
    calendar: Calendar
    rules: Rules
    until: dt.date
    starts: dict[str, dt.date]
    folder: Path | None = None
    facts: dict = field(default_factory=dict)
    made: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    goals: Goals = field(default_factory=Goals)
    ends: dict[str, dt.date] = field(default_factory=dict)
    sums: Path | None = None

    def __getitem__(self, name: str) -> ir.Table:
        return self.tables[name]

    def fact(self, fact: Fact, by: tuple[str, ...] = ()) -> ir.Table:
        """The rows of a fact, split by the columns `by`; made at the first asking."""
        by = tuple(sorted(by))
        if (fact, by) not in self.facts:
            made = fact.make(self, by)
            self.facts[fact, by] = self._keep("-".join((fact.name, *by)), made) if fact.kept and self.con else made
        return self.facts[fact, by]

    def once(self, key: tuple, make: Callable[[], object]):
        """What `make` gives, made at the first asking: for what takes long and is no table, such as a fitted model."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    def lacks(self, columns) -> tuple[str, ...]:
        """Which of these "table.column" the shop does not have."""
        return tuple(sorted(c for c in columns if c in self.missing or c.split(".")[0] in self.missing))

    def run(self, expr: ir.Table) -> list[dict]:
        """The rows of a small result, as plain Python values."""
        return self.con.to_pyarrow(expr).to_pylist()

    def summed(self, question: str, make: Callable[[], ir.Table]) -> list[dict]:
        """The rows of a small result, made at the first asking: the same facts give the same answer to a question."""
        if self.sums is None:
            return self.run(make())
        file = self.sums / f"{hashlib.sha256(question.encode()).hexdigest()[:32]}.parquet"
        try:
            return pq.ParquetFile(file).read().to_pylist()
        except (OSError, pa.ArrowException):  # not there yet, or damaged
            rows = self.con.to_pyarrow(make())
        self.sums.mkdir(exist_ok=True)
        _whole_or_not(file, lambda beside: pq.write_table(rows, beside))
        return rows.to_pylist()

    @property
    def basis(self) -> str:
        """What makes a user active in this shop: events, or orders where there are no events."""
        if self.rules.activity.basis != "auto":
            return self.rules.activity.basis
        return "orders" if "events" in self.missing and "orders" not in self.missing else "events"

    @property
    def active_events(self) -> tuple[str, ...] | None:
        return self.rules.activity.events

    def _keep(self, name, made):
        if self.con.name != "duckdb":
            self.con.to_pyarrow(made.limit(0))  # ibis gives an engine its in-memory tables when a query runs, not when one is cached
            return made.cache()
        if self.folder is None:
            return self.con.create_table(f"fact_{uuid.uuid4().hex}", made)
        file = self.folder / f"{name}.parquet"
        if not file.exists():
            _whole_or_not(file, lambda beside: self.con.to_parquet(_whole_numbers(made), beside, compression="snappy"))
        return self.con.read_parquet(file, table_name=f"fact_{uuid.uuid4().hex}")


def _whole_or_not(file: Path, write: Callable[[Path], object]) -> None:
    """Writes a file that others see when it is whole; two that write the same one write the same."""
    beside = file.with_name(f".{os.getpid()}.{file.name}")
    write(beside)
    beside.rename(file)


def _whole_numbers(table: ir.Table) -> ir.Table:
    """DuckDB sums integers to 128 bits, which Parquet holds as floats; Ibis leaves out a cast to the type that it believes a sum has already."""
    sums = [c for c, type_ in table.schema().items() if type_.is_int64() and not c.endswith("_id")]
    return table.mutate(**{c: table[c].cast("decimal(18, 0)").cast("int64") for c in sums})


def is_active(store: Store, event: ir.StringValue) -> ir.BooleanValue:
    """Whether an event makes its user active."""
    chosen = store.active_events
    return event.isin(chosen) if chosen is not None else event.notin(PASSIVE_EVENTS)


@cache
def declared() -> Store:
    """A store of nothing but declarations: expressions over it are asked for what they need."""
    tables = {name: ibis.table({**t.schema, **dict.fromkeys(t.days, "date")}, name=name) for name, t in TABLES.items()}
    return Store(None, tables, frozenset(), "UTC", Calendar(), Rules(), dt.date(2000, 1, 1), {})


def open_store(con, given: dict[str, ir.Table], *, zone: str, rules: Rules, calendar: Calendar = Calendar(), until: dt.date | None = None,
               folder: Path | None = None, integer_ids: bool = False, ends: dict[str, Ends] | None = None) -> Store:  # fmt: skip
    """Tables of accepted rows (any of ours, any of their columns, moments in UTC) as a store.

    until: the first day that is not observed; without it, the day after the newest row. integer_ids: user ids are whole numbers, and are
    kept as such, which is faster. ends: the first and the last moment of columns, by table, where they are known already.
    """
    whole = {name: _whole(name, table, integer_ids) for name, table in given.items()}
    known = accounts(con, whole["users"]) if "users" in given else None
    real = without_tests(whole, known)  # a test account does not say until when the data go
    ends = {name: span for name, span in (ends or {}).items() if name not in real}
    spans = _spans(con, whole | real, zone, folder, ends)
    until = until or max((span.last_on for span in spans.values() if span.dates), default=dt.date(1970, 1, 1)) + DAY
    moments = [moment for span in spans.values() for moment in (span.first, span.last)] or [dt.datetime(1970, 1, 1)]
    changes = offset_changes(zone, min(moments) - MARGIN, max(moments) + MARGIN)
    dated = {name: table.mutate(**{on: local(table[at], changes).date() for on, at in TABLES[name].days.items()}) for name, table in whole.items()}
    tables = Tables(lambda name: _empty(con, name, integer_ids))
    tables |= one_user_each({name: _unseen(name, table, until) for name, table in dated.items()}, known)
    for name, span in spans.items():
        if span.dates and (span.last_on >= until or name in real):
            tables[name] = _before(name, tables[name], until)
    starts = {name: span.first_on for name, span in spans.items()}
    ends = {name: min(span.last_on, until - DAY) for name, span in spans.items() if span.dates}
    return Store(con, tables, _missing(given), zone, calendar, rules, until, starts, folder, ends=ends)


MARGIN = 400 * DAY  # around the dates of rows, in which their other moments lie


def _missing(given) -> frozenset[str]:
    """Tables and "table.column" that are not given and that nothing neutral stands in for; no refunds table: no refunds."""
    missing = {name for name in TABLES if name not in given} - {"refunds"}
    for name, table in TABLES.items():
        lacking = {c for c in table.columns if (name not in given or c not in given[name].columns) and f"{name}.{c}" not in NEUTRAL}
        missing |= {f"{name}.{c}" for c in lacking} | {f"{name}.{on}" for on, at in table.days.items() if at in lacking}
    return frozenset(missing)


class Tables(dict):
    """Tables by name; one that a shop does not give is made, empty, when it is first asked for."""

    def __init__(self, empty: Callable[[str], ir.Table]):
        self.empty = empty

    def __missing__(self, name: str) -> ir.Table:
        self[name] = self.empty(name)
        return self[name]


def _types(name, integer_ids) -> dict:
    types = dict(TABLES[name].schema)
    return types | ({c: "int64" for c in USER_COLUMNS if c in types} if integer_ids else {})


def _empty(con, name, integer_ids) -> ir.Table:
    types = _types(name, integer_ids) | dict.fromkeys(TABLES[name].days, "date")
    empty = ibis.schema(types).to_pyarrow().empty_table()
    return con.create_table(f"no_{name}_{uuid.uuid4().hex}", empty) if con.name == "duckdb" else ibis.memtable(empty).cast(types)


def _whole(name, table, integer_ids) -> ir.Table:
    """The table with every declared column: given, neutral, or empty."""
    neutral = {c: column.neutral if column.neutral is not NOTHING else None for c, column in TABLES[name].columns.items()}

    def column(name, type_):
        if name not in table.columns:
            return ibis.literal(neutral[name], type=type_)
        given = table[name].cast(type_)
        return given if neutral[name] is None else given.fill_null(neutral[name])

    return table.select(**{name: column(name, type_) for name, type_ in _types(name, integer_ids).items()})


def _before(name, table, until):
    """No rows of days that are not observed; a row without a date stays."""
    dated = TABLES[name].dated
    day = table[dated if TABLES[name].columns[dated].kind is Kind.DAY else day_of(dated)]
    return table.filter((day < ibis.literal(until)).fill_null(True))


def _unseen(name, table, until):
    """The table as it was known when the observation ended: what came after it (an answer, a deletion) has not come yet."""
    columns, dated = TABLES[name].columns, TABLES[name].dated
    known = {}
    for c, column in columns.items():
        if column.kind in (Kind.MOMENT, Kind.DAY) and c != dated and not column.planned:
            day = day_of(c) if column.kind is Kind.MOMENT else c
            seen = table[day] < ibis.literal(until)
            known |= {each: ibis.ifelse(seen, table[each], ibis.null(table[each].type())) for each in dict.fromkeys((c, day))}
    return table.mutate(**known) if known else table


def _spans(con, tables, zone, folder, ends) -> dict[str, "Span"]:
    """The spans of the tables that have rows; kept beside the facts, as finding them reads every table."""
    kept = folder / "spans.json" if folder else None
    if kept and kept.exists():
        return {
            name: Span(*map(dt.datetime.fromisoformat, span[:2]), *map(dt.date.fromisoformat, span[2:4]), span[4])
            for name, span in json.loads(kept.read_text()).items()
        }
    spans = {name: span for name, table in tables.items() if (span := _span(con, name, table, zone, ends.get(name, {})))}
    if kept:
        said = json.dumps({name: [*map(str, astuple(span)[:4]), span.dates] for name, span in spans.items()})
        _whole_or_not(kept, lambda beside: beside.write_text(said))
    return spans


@dataclass(frozen=True)
class Span:
    """The oldest and the newest moment of a table, and their local days. dates: they date its rows (a planned end of a campaign does not)."""

    first: dt.datetime
    last: dt.datetime
    first_on: dt.date
    last_on: dt.date
    dates: bool


def _span(con, name, table, zone, known: Ends) -> Span | None:
    """The span of a table; None where it has no moments, or no rows. It is read where not all ends are known."""
    columns, dated = TABLES[name].columns, TABLES[name].dated
    named = [dated] if dated else [c for c, column in columns.items() if column.kind in (Kind.MOMENT, Kind.DAY)]
    if not named:
        return None
    if all(c in known for c in named):
        ends = [known[c] for c in named]
    else:
        read = con.to_pyarrow(table.aggregate(**{f"{way}_{c}": getattr(table[c], way)() for c in named for way in ("min", "max")})).to_pylist()[0]
        ends = [(read[f"min_{c}"], read[f"max_{c}"]) for c in named if read[f"min_{c}"] is not None]
    first, last = ([_moment(end[i]) for end in ends] for i in (0, 1))
    if not first:
        return None
    is_day = columns[named[0]].kind is Kind.DAY
    first_on, last_on = (m.date() if is_day else m.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).date() for m in (min(first), max(last)))
    return Span(min(first), max(last), first_on, last_on, dated is not None)


def _moment(value):
    return value.replace(tzinfo=None) if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
