"""From metrics × periods × segments to readings: one query a grain and breakdown, whatever the number of metrics and periods."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

import ibis.expr.types as ir

from opsreport.kinds import Reading
from opsreport.lineage import Needs, both
from opsreport.metric import READINGS, Metric, needed
from opsreport.periods import DAY, Period, period
from opsreport.store import Store, declared
from opsreport.tables import TABLES


class Asked(NamedTuple):
    """A question: a metric with all its options set, of a period, by segments."""

    metric: Metric
    period: Period
    by: tuple[str, ...]


@dataclass(frozen=True)
class DataTable:
    """A figure that is a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple, ...]


Parts = dict[str | None, Reading]


@dataclass
class Cell:
    """The answer to one question: {segment values: {part: reading}}; `other`: what holds for a segment that was not seen."""

    found: dict[tuple, Parts]
    other: Parts

    def parts(self, values: tuple = ()) -> Parts:
        return self.found.get(values, self.other)


def measure(store: Store, asked: Iterable[Asked]) -> dict[Asked, Cell]:
    """The answers to all the questions; what derived metrics ask is answered on the way.

    Of the whole shop each is answered once; which segments an answer has depends on what is asked beside it, so those are not kept.
    """
    asked = list(dict.fromkeys(Asked(a.metric.resolved(store), a.period, a.by) for a in asked))
    wanted = _expanded(store, asked)
    answers: dict[Asked, Cell] = {a: store.answers[a] for a in wanted if a in store.answers}
    wanted = [a for a in wanted if a not in answers]
    groups = defaultdict(list)
    for a in wanted:
        if not a.metric.derived:
            groups[a.metric.rows, a.by].append(a)
    for (grain, by), questions in groups.items():
        answers |= _answered(store, grain, by, questions)
    for a in reversed(wanted):  # what is asked comes after who asks
        if a.metric.derived:
            answers[a] = _derived(store, a, answers)
    store.answers |= {a: cell for a, cell in answers.items() if not a.by}
    return {a: answers[a] for a in asked}


def _expanded(store, asked) -> list[Asked]:
    """The questions and all that they lead to, each after those that ask it."""
    order, todo = {}, list(asked)
    while todo:
        a = todo.pop(0)
        order.pop(a, None)
        order[a] = None
        if a.metric.derived and a not in store.answers:
            todo += _parents(store, a)
    return list(order)


def _parents(store, a) -> list[Asked]:
    spy = _Spy(store, a.period, a.by)
    a.metric.make(spy, **dict(a.metric.given))
    return list(dict.fromkeys((*spy.asked, *spy.wished)))


def needs_of(store: Store, metric: Metric) -> Needs:
    """The raw columns that a metric rests on, a derived one through all that it asks."""
    metric = metric.resolved(store)
    if not metric.derived:
        return metric.needs
    spy = _Spy(store, period("2000"), ())
    metric.make(spy, **dict(metric.given))
    return both(*spy.needs, *(needs_of(store, a.metric) for a in dict.fromkeys(spy.asked)))


class At:
    """The readings that a derived metric is made of, as its function sees them."""

    def __init__(self, store: Store, period: Period, by: tuple[str, ...], values: tuple, answers: dict[Asked, Cell]):
        self.store, self.period, self.by, self.values, self.answers = store, period, by, values, answers

    def __call__(self, metric: Metric, period: Period | None = None, part: str | None = None) -> Reading:
        """The reading of another metric, of the same segment; of this period, or another."""
        return self._cell(metric, period, self.by).parts(self.values)[part]

    def tried(self, metric: Metric, part: str | None, segment: dict[str, str] | None, period: Period) -> Reading:
        """The reading of any segment, without which the figure can do: what it needs is none of its own needs."""
        return self._cell(metric, period, tuple(segment or ())).parts(tuple((segment or {}).values()))[part]

    def whole(self, metric: Metric, period: Period | None = None) -> Reading:
        """The reading of the whole shop."""
        return self._cell(metric, period, ()).parts()[None]

    def each(self, metric: Metric, *by: str, period: Period | None = None) -> dict[tuple, Reading]:
        """The readings of the metric by segments; {} where it cannot be known."""
        return {values: parts[None] for values, parts in self._cell(metric, period, by).found.items()}

    def made_of(self, select: Callable[[Store], ir.Table], analyse: Callable[[ir.Table], "DataTable"]) -> "DataTable":
        """The table that an analysis makes of rows selected from facts."""
        return analyse(select(self.store))

    @property
    def days(self) -> Reading:
        """How many days the period has."""
        return Reading(self.period.days)

    def _cell(self, metric, period, by) -> Cell:
        return self.answers[Asked(metric.resolved(self.store), period or self.period, by)]


ONE = Reading(1, numerator=1, denominator=1)


class _Spy(At):
    """Writes down what a derived metric asks."""

    def __init__(self, store, period, by):
        super().__init__(store, period, by, (), {})
        self.asked: list[Asked] = []
        self.wished: list[Asked] = []
        self.needs: list[Needs] = []

    def _cell(self, metric, period, by):
        self.asked.append(Asked(metric.resolved(self.store), period or self.period, by))
        return Cell({}, dict.fromkeys(metric.parts, ONE))

    def tried(self, metric, part, segment, period):
        self.wished.append(Asked(metric.resolved(self.store), period, tuple(segment or ())))
        return ONE

    def made_of(self, select, analyse):
        table = select(declared())
        self.needs.append(needed(table[c] for c in table.columns))
        return DataTable((), ())


def _answered(store, grain, by, questions) -> dict[Asked, Cell]:
    """All that is asked of one grain by one breakdown, in one query."""
    metrics = list(dict.fromkeys(a.metric for a in questions))
    refused = {m: gap for m in metrics if (gap := _gap(store, m, grain, by))}
    known = [m for m in metrics if m not in refused]
    periods = tuple(dict.fromkeys(a.period for a in questions))
    rows = _query(store, grain, by, known, periods) if known else {}
    values = sorted({v for _, v in rows}, key=str)
    out = {}
    for a in questions:
        if a.metric in refused:
            out[a] = Cell({}, dict.fromkeys(a.metric.parts, refused[a.metric]))
            continue
        kinds, names = a.metric.shape, _names(a.metric)
        closed = {part: Reading(reason=why) if (why := _unknown(store, a, kind)) else None for part, kind in kinds.items()}
        pid = periods.index(a.period)

        def read(v, kinds=kinds, closed=closed, pid=pid, names=names):
            row = rows.get((pid, v), {})
            sums = {part: {s: row[name] for s, name in names[part].items()} if row else {} for part in kinds}
            return {part: closed[part] or kind.read(**sums[part]) for part, kind in kinds.items()}

        unseen = dict.fromkeys(kinds, Reading(reason=grain.unseen)) if by and grain.unseen else read(None)
        out[a] = Cell({v: read(v) for v in values}, unseen)
    return out


def _query(store, grain, by, metrics, periods) -> dict[tuple, dict]:
    def sums():
        wanted = set().union(*(m.touched for m in metrics), (b for b in by if b in grain.columns))
        table = grain.table(store, periods, wanted, by)
        summed = {
            _name(m, part, s): expr.cast("int64") if s == "k" else expr
            for m in metrics
            for part, kind in m.kinds(table).items()
            for s, expr in kind.sums().items()
        }
        return table.group_by(["pid", *by]).aggregate(**summed)

    own = all(m.make.__module__.startswith("opsreport.") for m in metrics)  # not what an analyst is still writing in a notebook
    rows = store.summed(repr((*map(str, metrics), by, periods)), sums) if own else store.run(sums())
    return {(row["pid"], tuple(row[b] for b in by)): row for row in rows}


@cache
def _names(metric) -> dict[str | None, dict[str, str]]:
    return {part: {s: _name(metric, part, s) for s in kind.sums()} for part, kind in metric.shape.items()}


def _name(metric, part, sum_name) -> str:
    return f"{metric}__{part or ''}__{sum_name}"


def _gap(store, metric, grain, by) -> Reading | None:
    if lacking := _lacking(store, metric.needs):
        return missing(store, lacking)
    for b in by:
        if not grain.splits(b, metric.touched):
            return Reading(reason=f"not_by_{b}")
        if lacking := _lacking(store, _segment_needs(metric, b)):
            return missing(store, lacking)
    return None


def _lacking(store, needs: Needs) -> tuple[str, ...]:
    return min((store.lacks(way) for way in needs), key=len, default=())


@cache
def _segment_needs(metric, by) -> Needs:
    """The raw columns that tell the rows of a metric apart."""
    wanted = metric.touched | ({by} & metric.rows.columns)
    table = metric.rows.table(declared(), (period("2000"),), wanted, (by,))
    return needed([table[by]])


def missing(store: Store, lacking: tuple[str, ...]) -> Reading:
    """No figure for want of columns; of a table that is not there, those that not every such table has are named."""
    tables = [c for c in lacking if c.split(".")[0] in store.missing]
    telling = [c for c in lacking if not _required(c)]
    told = [c for c in lacking if c in telling or not any(t.split(".")[0] == c.split(".")[0] for t in telling)]
    return Reading(reason="table_missing" if tables else "column_missing", needs=tuple(told))


def _required(column: str) -> bool:
    table, _, name = column.partition(".")
    return TABLES[table].columns[name].required


def _unknown(store, a, kind) -> str | None:
    """Why a figure of this period cannot be known yet, or never; None where it can."""
    since = a.metric.rows.since(a.period)
    if since is None:
        return "too_short"
    start = _first_day(store, a.metric.needs)
    recorded = a.metric.rows.recorded
    if _outside(store, a.period, start) or (start and since < min(start, a.period.start)) or (recorded and not recorded(store)):
        return "not_observed"
    if kind.observed and store.until < kind.observed(a.period):
        return "incomplete"
    return None


def observed_by(store: Store, a: Asked) -> date | None:
    """The last local day that must have been observed before a figure can be known; None where no window keeps it open."""
    if a.metric.derived:
        days = [observed_by(store, each) for each in _parents(store, a)]
    else:
        days = [kind.observed(a.period) - DAY for kind in a.metric.shape.values() if kind.observed]
    return max((day for day in days if day), default=None)


def _first_day(store, needs: Needs) -> date | None:
    """The first local day of all the tables that a figure rests on."""
    ways = [{column.split(".")[0] for column in way} for way in needs if not store.lacks(way)]
    days = [[store.starts[table] for table in way if table in store.starts] for way in ways]
    return min((max(each) for each in days if each), default=None)


def _outside(store, period, start) -> bool:
    """Whether none of the period has been observed."""
    return period.start >= store.until or (start is not None and period.end <= start)


def _derived(store, a, answers) -> Cell:
    """A metric made of readings, for the whole or for each segment that any of them saw."""

    def made(values):
        out = a.metric.make(At(store, a.period, a.by, values, answers), **dict(a.metric.given))
        return out if isinstance(out, dict) else {None: out}

    if a.metric.grain != READINGS:
        return _table(store, a, made)
    if not a.by:
        return Cell({(): made(())}, {})
    values = {v for q in _parents(store, a) if q.by == a.by for v in answers[q].found}
    return Cell({v: made(v) for v in sorted(values, key=str)}, made(("",) * len(a.by)))


def _table(store, a, made) -> Cell:
    table = _no_table(store, a) or made(())[None]
    return Cell({(): {None: table}}, {None: table})


def _no_table(store, a) -> Reading | None:
    needs = needs_of(store, a.metric)
    if lacking := _lacking(store, needs):
        return missing(store, lacking)
    if a.by:
        return Reading(reason=f"not_by_{a.by[0]}")
    return Reading(reason="not_observed") if _outside(store, a.period, _first_day(store, needs)) else None
