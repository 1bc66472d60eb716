"""The shop's tables as every figure sees them: under our names, users merged, tests removed, local days beside moments; and facts, made once.

Whatever a shop does not give stands there empty, and `missing` knows it: so every expression builds and runs on every shop, and a figure
that needs what is missing is switched off by its lineage, not by a test for a column.
"""

import datetime as dt
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.periods import DAY, Calendar
from opsreport.rules import Rules
from opsreport.tables import NOTHING, PASSIVE_EVENTS, TABLES, Kind, day_of
from opsreport.zones import local, offset_changes

NEUTRAL = frozenset(f"{t.name}.{c}" for t in TABLES.values() for c, column in t.columns.items() if column.neutral is not NOTHING)
USER_COLUMNS = ("user_id", "referrer_id", "merged_into")


@dataclass(frozen=True)
class Fact:
    """Rows made once from the tables and used by several grains. kept: worth keeping on disk; splits: columns that its rows can be told apart by."""

    name: str
    make: Callable[["Store", tuple[str, ...]], ir.Table]
    splits: tuple[str, ...]
    kept: bool


@dataclass
class Store:
    """con: an Ibis backend that holds the tables. until: the first local day that is not wholly observed. starts: {table: its first local day}."""

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

    def __getitem__(self, name: str) -> ir.Table:
        return self.tables[name]

    def fact(self, fact: Fact, by: tuple[str, ...] = ()) -> ir.Table:
        """The rows of a fact, split by the columns `by`; made at the first asking."""
        by = tuple(sorted(by))
        if (fact, by) not in self.facts:
            made = fact.make(self, by)
            self.facts[fact, by] = self._keep("-".join((fact.name, *by)), made) if fact.kept and self.con else made
        return self.facts[fact, by]

    def lacks(self, columns) -> tuple[str, ...]:
        """Which of these "table.column" the shop does not have."""
        return tuple(sorted(c for c in columns if c in self.missing or c.split(".")[0] in self.missing))

    def run(self, expr: ir.Table) -> list[dict]:
        """The rows of a small result, as plain Python values."""
        return self.con.to_pyarrow(expr).to_pylist()

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
            beside = self.folder / f".{name}.{os.getpid()}.parquet"
            self.con.to_parquet(made, beside, compression="snappy")
            beside.rename(file)
        return self.con.read_parquet(file, table_name=f"fact_{uuid.uuid4().hex}")


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
               folder: Path | None = None, integer_ids: bool = False) -> Store:  # fmt: skip
    """Tables of accepted rows (any of ours, any of their columns, moments in UTC) as a store.

    until: the first day that is not observed; without it, the day after the newest row. integer_ids: user ids are whole numbers, and are
    kept as such, which is faster.
    """
    missing = {name for name in TABLES if name not in given}
    missing |= {f"{name}.{c}" for name, t in TABLES.items() for c in t.columns if name in missing or c not in given[name].columns}
    whole = {name: _whole(con, name, given.get(name), integer_ids) for name in TABLES}
    spans = _spans(con, {name: whole[name] for name in given})
    newest = max((span[1] for span in spans.values()), default=dt.datetime(1970, 1, 1))
    oldest = min((span[0] for span in spans.values()), default=newest)
    changes = offset_changes(zone, oldest - 400 * DAY, newest + 400 * DAY)
    dated = {name: t.mutate(**{on: local(t[at], changes).date() for on, at in TABLES[name].days.items()}) for name, t in whole.items()}
    dated = {name: _until(name, t, until) for name, t in dated.items()}
    tables = _one_user_each(con, dated, "users" in given)
    starts = {name: _local_day(span[0], zone, name) for name, span in spans.items() if span[2]}
    newest_day = max((_local_day(span[1], zone, name) for name, span in spans.items() if span[2]), default=dt.date(1970, 1, 1))
    gone = {f"{name}.{on}" for name, t in TABLES.items() for on, at in t.days.items() if f"{name}.{at}" in missing and f"{name}.{at}" not in NEUTRAL}
    refundless = {"refunds"}  # no refunds table: no refunds
    return Store(con, tables, frozenset(missing - NEUTRAL - refundless | gone), zone, calendar, rules, until or newest_day + DAY, starts, folder)


def _whole(con, name, table, integer_ids):
    """The table with every declared column: given, neutral, or empty."""
    types = dict(TABLES[name].schema)
    if integer_ids:
        types |= {c: "int64" for c in USER_COLUMNS if c in types}
    if table is None:
        return con.create_table(f"no_{name}_{uuid.uuid4().hex}", schema=ibis.schema(types), temp=con.name == "duckdb") if con.name == "duckdb" else _nothing(con, name, types)
    neutral = {c: column.neutral if column.neutral is not NOTHING else None for c, column in TABLES[name].columns.items()}
    return table.select(**{c: _filled(table[c].cast(t), neutral[c]) if c in table.columns else ibis.literal(neutral[c], type=t) for c, t in types.items()})


def _until(name, table, until):
    """No rows of days that are not observed; a row without a date stays."""
    dated = TABLES[name].dated
    if until is None or dated is None:
        return table
    day = table[dated if TABLES[name].columns[dated].kind is Kind.DAY else day_of(dated)]
    return table.filter((day < ibis.literal(until)).fill_null(True))


def _filled(column, neutral):
    return column if neutral is None else column.fill_null(neutral)


def _nothing(con, name, types):
    return ibis.memtable(ibis.schema(types).to_pyarrow().empty_table()).cast(types)


def _spans(con, tables) -> dict[str, tuple]:
    """{table: (oldest, newest moment, whether it is the table's own date)} of the tables that have rows."""
    out = {}
    for name, table in tables.items():
        declared_as = TABLES[name]
        moments = [c for c, column in declared_as.columns.items() if column.kind in (Kind.MOMENT, Kind.DAY)]
        dated = declared_as.dated
        named = [dated] if dated else moments
        if not named:
            continue
        ends = con.to_pyarrow(table.aggregate(**{f"{way}_{c}": getattr(table[c], way)() for c in named for way in ("min", "max")})).to_pylist()[0]
        low, high = ([_moment(ends[f"{way}_{c}"]) for c in named if ends[f"{way}_{c}"] is not None] for way in ("min", "max"))
        if low:
            out[name] = (min(low), max(high), dated is not None)
    return out


def _moment(value):
    return value.replace(tzinfo=None) if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())


def _local_day(moment, zone, name):
    if TABLES[name].columns[TABLES[name].dated].kind is Kind.DAY:
        return moment.date()
    return moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).date()


def _one_user_each(con, tables, has_users):
    """Every table with merged users under the account that is left, and without test users. Without users, everybody counts."""
    if not has_users:
        return tables
    users = tables["users"]
    moved = con.to_pyarrow(users.filter(_.is_test | _.merged_into.notnull()).select("user_id", "merged_into", "is_test")).to_pylist()
    if not moved:
        return tables
    schema = ibis.schema({"raw_id": users.user_id.type(), "one_id": users.user_id.type(), "dropped": "boolean"})
    who = con.create_table(f"who_{uuid.uuid4().hex}", _memtable(_resolved(moved), schema)) if con.name == "duckdb" else _memtable(_resolved(moved), schema)
    out = {}
    for name, table in tables.items():
        if name == "users":
            out[name] = _survivors(table, who)
        elif "user_id" in table.columns:
            out[name] = _renamed(table, who, "user_id")
        else:
            out[name] = table
    return out


def _memtable(rows, schema):
    import pyarrow as pa

    return ibis.memtable(pa.Table.from_pylist(rows, schema=schema.to_pyarrow()))


def _resolved(moved) -> list[dict]:
    """[{raw_id, one_id, dropped}]: chains of merges followed to their end; a circle ends at its smallest id."""
    into = {row["user_id"]: row["merged_into"] for row in moved if row["merged_into"] is not None}
    tests = {row["user_id"] for row in moved if row["is_test"]}
    out = []
    for user in {row["user_id"] for row in moved}:
        seen, at = [user], user
        while at in into:
            at = into[at]
            if at in seen:
                at = min(seen[seen.index(at) :])
                break
            seen.append(at)
        out.append({"raw_id": user, "one_id": at, "dropped": user in tests or at in tests})
    return sorted(out, key=lambda row: row["raw_id"])


def _renamed(table, who, column):
    joined = table.left_join(who, table[column] == who.raw_id).filter(~_.dropped.fill_null(False))
    return joined.mutate(**{column: ibis.coalesce(_.one_id, _[column])}).drop("raw_id", "one_id", "dropped")


def _survivors(users, who):
    """One row a person: that of the account that is left, or where it is not there, of the earliest account merged into it."""
    named = users.left_join(who, users.user_id == who.raw_id).filter(~_.dropped.fill_null(False))
    named = named.mutate(user_id=ibis.coalesce(_.one_id, _.user_id), was=_.user_id)
    order = ibis.window(group_by=named.user_id, order_by=[(named.user_id != named.was), named.registered_at, named.was])
    return named.mutate(place=ibis.row_number().over(order)).filter(_.place == 0).drop("raw_id", "one_id", "dropped", "was", "place")
