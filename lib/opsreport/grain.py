"""What a family of metrics counts. A grain is a stack of parts; a part says which rows, how a row finds its period, and what it adds.

Rows find their period within it (their local day lies in a window) or as of a moment of it (a spell is in force). Under a key each part is
added up by itself and laid beside the others, so that one row's truth can rest on several tables.
"""

import functools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import ibis
import ibis.expr.types as ir
from ibis import _
from ibis.common.deferred import Deferred

from opsreport.facts.recorded import Recorded
from opsreport.facts.rows import UNKNOWN, per
from opsreport.facts.users import PROFILE, profiles, tier_spells
from opsreport.kinds import counted
from opsreport.lineage import touched
from opsreport.periods import AT_START, DAY, NOW, AsOf, Later, Period, Within, before
from opsreport.store import Fact, Store, declared
from opsreport.tables import in_memory

MOST_MOMENTS = 40  # with which each row is compared one by one
MOST_LATER = 1500  # periods after its own that a cohort is followed: four years of days


@dataclass(frozen=True)
class Part:
    """Rows of a fact, the way in which they find their period, and the measures that they add: {name: expression over the row}."""

    rows: Fact
    when: Within | AsOf | Later
    measures: Mapping[str, Deferred]

    __hash__ = object.__hash__


@dataclass(frozen=True)
class Grain:
    """key: what names a row within a period, or None where each row of the parts stays a row. words: business words made of measures.

    since: the first day that must have been observed for a period's figure, where that is before the period; None where
    the period has no such figure. unseen: why there is no figure of a segment that no row names; None: it is 0, as nobody is there. recorded:
    whether a shop ever records such rows, as nothing is known where it does not; None: whoever has the table does.
    """

    name: str
    row: str
    key: tuple[str, ...] | None
    parts: tuple[Part, ...]
    words: Mapping[str, Callable[[ir.Table], ir.Value]]
    since: Callable[[Period], date | None]
    unseen: str | None = None
    recorded: Recorded | None = None

    __hash__ = object.__hash__

    def table(self, store: Store, periods: tuple[Period, ...], wanted: set[str], by: tuple[str, ...] = ()) -> ir.Table:
        """The rows of the grain for all the periods (`pid`: which one), with no more parts and columns than wanted."""
        wanted = self.measures(*wanted)
        parts = [part for part in self.parts if wanted & part.measures.keys()] or list(self.parts[:1])
        own = tuple(b for b in by if all(b in part.rows.splits for part in parts))
        joined = tuple(b for b in by if b not in own and b in SEGMENTS)
        key = (*self.key, *own) if self.key else None
        rows = [_assigned(store, periods, part, wanted, own, key) for part in parts]
        table = functools.reduce(functools.partial(_beside, ("pid", *key)), rows) if key else _stacked(rows, own)
        for name in joined:
            table = SEGMENTS[name].joined(table, store, periods)
        return table.mutate(**{name: make(table) for name, make in self.words.items() if self._word_needs(name) <= wanted})

    def splits(self, by: str, wanted: set[str]) -> bool:
        """Whether the grain's rows can be told apart by a segment: a column of theirs, or an attribute of their user."""
        wanted = self.measures(*wanted)
        parts = [part for part in self.parts if wanted & part.measures.keys()] or list(self.parts[:1])
        if all(by in part.rows.splits for part in parts) or by in self.words or any(by in part.measures for part in self.parts):
            return True
        return by in SEGMENTS and all("user_id" in declared().fact(part.rows).columns for part in parts)

    @property
    def columns(self) -> set[str]:
        return {*self.words, *(m for part in self.parts for m in part.measures)}

    def measures(self, *wanted: str) -> set[str]:
        """The measures that columns of the rows are made of: a word's, or the measure itself."""
        return {m for name in wanted for m in (self._word_needs(name) if name in self.words else {name})}

    def _word_needs(self, word) -> set[str]:
        return _word_needs(self, word)


@cache
def _word_needs(grain, word):
    measures = ibis.table({"pid": "int32"} | {m: "int64" for part in grain.parts for m in part.measures}, name="row")
    return touched(grain.words[word](measures)) - {"pid"}


def _calendar(periods, when) -> ir.Table:
    """Each day of each period's window, with the days that rows are compared with."""
    return in_memory(_window_days(periods, when), WINDOW_DAY)


WINDOW_DAY = {"pid": "int32"} | dict.fromkeys(("day", "window_start", "start", "end", "start_before", "end_after"), "date")


@lru_cache(64)
def _window_days(periods, when) -> list[tuple]:
    rows = []
    for pid, p in enumerate(periods):
        first = when.first(p)
        if first is not None:
            about = (first, p.start, p.end, before(p), p.step(1).whole_end)
            rows += ((pid, first + k * DAY, *about) for k in range((when.last(p) - first).days))
    return rows


def _moments(periods, when) -> ir.Table:
    rows = [(pid, when.moment(p), p.start, p.end, before(p)) for pid, p in enumerate(periods)]
    return in_memory(rows, {"pid": "int32"} | dict.fromkeys(("moment", "start", "end", "start_before"), "date"))


def _later(store, periods) -> ir.Table:
    """Each day of each later period, as far as the data go."""
    return in_memory(_later_days(periods, store.until), LATER_DAY)


LATER_DAY = {"pid": "int32", "age": "int64"} | dict.fromkeys(("day", "later_start", "own_end"), "date")


@lru_cache(16)
def _later_days(periods, until) -> list[tuple]:
    rows = []
    for pid, p in enumerate(periods):
        for age in range(MOST_LATER):
            later = p.step(age).cut(until)
            if not later.days:
                break
            rows += ((pid, age, later.start + k * DAY, later.start, p.whole_end) for k in range(later.days))
    return rows


def at_moments(rows: ir.Table, periods, when: AsOf) -> ir.Table:
    """Every row once for each period in whose moment it is in force."""
    moments = _moments(periods, when)
    rows = _in_force(rows, sorted({when.moment(p) for p in periods}))
    return rows.inner_join(moments, [rows.day < moments.moment, rows.until >= moments.moment])


def _in_force(rows, moments):
    """The rows that may be in force at one of the moments: most are over before the next one comes, and need not be held against every moment."""
    if len(moments) > MOST_MOMENTS:
        return rows
    coming = ibis.cases(*((rows.day < ibis.literal(moment), ibis.literal(moment)) for moment in moments))
    return rows.filter(rows.until >= coming)


def _assigned(store, periods, part, wanted, own, key) -> ir.Table:
    """A part's rows with their period and the wanted measures."""
    table = store.once((part.rows, part.when, periods, own), lambda: _met(store, periods, part, own))
    measures = {name: table.bind(expr)[0] for name, expr in part.measures.items() if name in wanted}
    if key:
        return _added(table.select("pid", *key, **{name: counted(value) for name, value in measures.items()}), ("pid", *key), part.when)
    users = ("user_id",) if "user_id" in table.columns else ()
    flags = {name: value.fill_null(False) for name, value in measures.items() if value.type().is_boolean()}
    return table.select("pid", *users, *own, **(measures | flags))


def _met(store, periods, part, own) -> ir.Table:
    """A part's rows, each with the periods in which it counts."""
    rows = store.fact(part.rows, own)
    match part.when:
        case Within():
            return rows.inner_join(_calendar(periods, part.when), "day")
        case AsOf():
            return at_moments(rows, periods, part.when)
        case Later():
            return _followed(store, rows, periods)


def _followed(store, rows, periods):
    """Rows of those whose time began in a period, by the later period (`age`) in which they lie."""
    began = _calendar(periods, NOW).select("pid", start_on=_.day)
    return rows.inner_join(began, "start_on").inner_join(_later(store, periods), ["pid", "day"])


def _added(table, names, when) -> ir.Table:
    """The measures under each key, of which no more than one spell is in force at a moment. Rows that add nothing are left out."""
    measures = [name for name in table.columns if name not in names]
    if measures:
        table = table.filter(functools.reduce(operator.or_, [table[name] != 0 for name in measures]))
    return table if isinstance(when, AsOf) else per(table, names, **{name: table[name].sum() for name in measures})


def _stacked(rows, own) -> ir.Table:
    """The parts' rows as one table: what a part does not measure is 0."""
    return rows[0] if len(rows) == 1 else _union(rows, ("pid", *own))


def _beside(names, left, right) -> ir.Table:
    """Two tables of sums by the same names as one; whom only one of them knows has 0 of the other's."""
    both = left.outer_join(right, names, rname="{name}_right")
    both = both.mutate(**{name: ibis.coalesce(both[name], both[f"{name}_right"]) for name in names}).drop(*(f"{name}_right" for name in names))
    sums = {}
    for m in dict.fromkeys((*left.columns, *right.columns)):
        if m not in names:
            sums[m] = functools.reduce(operator.add, [both[c].fill_null(0) for c in (m, f"{m}_right") if c in both.columns])
    return both.select(*names, **sums)


def _union(rows, names) -> ir.Table:
    """The parts' rows, each with the measures of all."""
    types = {name: type_ for table in rows for name, type_ in table.schema().items() if name not in names}
    users = types.pop("user_id", None)
    whole = []
    for table in rows:
        user = {"user_id": table.user_id if "user_id" in table.columns else ibis.null(users)} if users is not None else {}
        measures = {m: table[m] if m in table.columns else ibis.literal(0).cast(t) for m, t in types.items()}
        whole.append(table.select(*names, **user, **measures))
    return ibis.union(*whole)


@dataclass(frozen=True)
class Segment:
    """What a row's user is: for good (a profile), or as of a moment of the period (a tier)."""

    name: str
    rows: Fact
    when: AsOf | None
    column: str

    def joined(self, table: ir.Table, store: Store, periods) -> ir.Table:
        rows = store.fact(self.rows)
        on = ["user_id"] if self.when is None else ["pid", "user_id"]
        who = rows if self.when is None else at_moments(rows, periods, self.when)
        who = who.select(*on, **{self.name: who[self.column]})
        joined = table.left_join(who, on).drop(*(f"{name}_right" for name in on))
        return joined.mutate(**{self.name: joined[self.name].fill_null(UNKNOWN)})  # after the join: rows of unknown users too


SEGMENTS = {name: Segment(name, profiles, None, name) for name in PROFILE} | {"tier": Segment("tier", tier_spells, AT_START, "tier")}


def from_start(p: Period) -> date:
    return p.start


def rows_of(
    name: str, row: str, fact: Fact, measures: Mapping[str, Deferred], when: Within | AsOf, *, words=None, since=from_start, unseen=None,
    recorded: Recorded | None = None,
) -> Grain:  # fmt: skip
    """A grain whose rows are a fact's own rows."""
    return Grain(name, row, None, (Part(fact, when, measures),), words or {}, since, unseen, recorded)


def same(*names: str) -> dict[str, Deferred]:
    """Measures that are columns of the row."""
    return {name: _[name] for name in names}
