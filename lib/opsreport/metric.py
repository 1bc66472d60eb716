"""What a metric is: one stanza with its grain, names, formula, unit, direction, and a function that says it in the grain's words.

    @metric(grain=user_periods, name=Text(...), formula=Text(...), unit=Unit.PERCENT, better=HIGHER)
    def repurchase_rate_by_user(user, same_day: SAME_DAY = "count", refunds: COUNTS = None):
        return Share(times(user, same_day) >= 2, of=user.buyer)

The id is the function's name; its further parameters are the metric's options, each annotated with the Option that says what it may be. A
default of None is the shop's own ruling (params/report.yml, `rules`).
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

import ibis.expr.types as ir

from opsreport.errors import BAD_PARAMETER, Mistake, nearest
from opsreport.grain import Grain
from opsreport.kinds import KINDS
from opsreport.lineage import Needs, both, lineage, touched
from opsreport.periods import period
from opsreport.store import NEUTRAL, Store, declared
from opsreport.tables import TABLES
from opsreport.units import Unit
from opsreport.words import Text

Value = str | int
ONE_OF_MANY = re.compile(r"(?<![\d.,])1 ((?:calendar )?(?:day|hour|step|time))s\b")  # of an option that may be one
MOST = 3660  # days, periods, times: ten years of days


@dataclass(frozen=True)
class Option:
    """values: what the option may be, with words for each; None: a whole number up to MOST. rule: the shop's ruling, where the default is None."""

    meaning: Text
    values: Mapping[Value, Text] | None
    rule: Callable[[Store], Value] | None = None

    __hash__ = object.__hash__

    def says(self, value: Value) -> Text:
        """The value in words."""
        return self.values[value] if self.values else Text(str(value), str(value))

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        return ", ".join(map(str, self.values)) if self.values else f"a whole number from 1 to {MOST}"

    def allows(self, value) -> bool:
        return value in self.values if self.values else isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST


@dataclass(frozen=True)
class Part:
    """One of several figures of a metric."""

    name: Text
    unit: Unit
    better: str


READINGS = "readings"  # in place of a grain: a metric that is made of the readings of others
TABLE = "table"  # a figure that is a table, made of readings or rows


@dataclass(frozen=True, eq=False)
class Metric:
    """A metric with its options; `given` are those that were set by hand. Two are equal that have the same id and the same options."""

    id: str
    grain: Grain | Callable[..., Grain] | str
    name: Text
    written: Text
    unit: Unit
    better: str
    make: Callable
    parts: Mapping[str | None, Part]
    split: tuple[str, ...]
    note: Text | None
    given: tuple[tuple[str, Value], ...] = ()

    def __eq__(self, other):
        return isinstance(other, Metric) and (self.id, self.given) == (other.id, other.given)

    def __hash__(self):
        return hash((self.id, self.given))

    def __str__(self):
        return f"{self.id}[{','.join(f'{k}={v}' for k, v in self.given)}]" if self.given else self.id

    def __call__(self, **options: Value) -> "Metric":
        """The metric with these options. Raises Mistake (64) for an option or a value that it does not have."""
        for name, value in options.items():
            if name not in self.declared:
                known = ", ".join(self.declared) or "none"
                raise Mistake(f'{self.id} has no option "{name}".{nearest(name, self.declared)}', mend=f"its options: {known}", code=BAD_PARAMETER)
            option = self.declared[name]
            if not option.allows(value):
                raise Mistake(f'{self.id}: {name} cannot be "{value}"', mend=f"{name} is {option.allowed}", code=BAD_PARAMETER)
        return replace(self, given=tuple(sorted((dict(self.given) | options).items())))

    @cached_property
    def declared(self) -> dict[str, Option]:
        """The options that the metric has."""
        return {name: p.annotation for name, p in list(inspect.signature(self.make).parameters.items())[1:]}

    @cached_property
    def defaults(self) -> dict[str, Value | None]:
        return {name: p.default for name, p in list(inspect.signature(self.make).parameters.items())[1:]}

    @cached_property
    def formula(self) -> Text:
        """What it is, with its options as they are set: `written` names them in braces. One without a value is the dictionary's."""
        said = self.written.format(**self.resolved(declared()).options)
        return Text(said.zh, ONE_OF_MANY.sub(r"1 \1", said.en))

    @property
    def options(self) -> dict[str, Value]:
        """The options that are set, in the order of the declaration."""
        given = dict(self.given)
        return {name: given.get(name, default) for name, default in self.defaults.items()}

    @property
    def derived(self) -> bool:
        return isinstance(self.grain, str)

    def resolved(self, store: Store) -> "Metric":
        """The metric with every option set: by hand, by the shop's parameters, by default, by the shop's ruling."""
        chosen = self.defaults | store.rules.options.get(self.id, {}) | dict(self.given)
        final = {name: self.declared[name].rule(store) if value is None else value for name, value in chosen.items()}
        return self(**final)

    @property
    def rows(self) -> Grain:
        """The grain of a metric whose options are all set."""
        return self.grain if isinstance(self.grain, Grain) else _grain(self.grain, self.given)

    def kinds(self, table) -> dict[str | None, KINDS]:
        """{part: kind} over the rows of the grain."""
        made = self.make(table, **dict(self.given))
        return made if isinstance(made, dict) else {None: made}

    @property
    def shape(self) -> "Mapping[str | None, KINDS]":
        """{part: kind} over the declared rows: what the figures are, before there are data."""
        return _shape(self)

    @property
    def touched(self) -> set[str]:
        """The columns of the grain that the metric names."""
        return _touched(self)

    @property
    def needs(self) -> Needs:
        """The raw columns without which the figure cannot be known, as alternatives."""
        return _needs(self)


@cache
def _grain(factory, given):
    options = dict(given)
    return factory(**{name: options[name] for name in inspect.signature(factory).parameters})


@cache
def _rows_with(grain: Grain, measures: frozenset[str]):
    """The grain's rows over the declared tables, with no more than these measures."""
    return grain.table(declared(), (period("2000"),), measures)


@cache
def _row(grain: Grain):
    """The grain's columns over the declared tables; a view, so that their names end a walk down an expression."""
    return _rows_with(grain, frozenset(grain.measures(*grain.columns))).view()


@cache
def _shape(metric):
    return metric.kinds(_row(metric.rows))


@cache
def _touched(metric):
    return set().union(*(touched(expr) for kind in metric.shape.values() for expr in kind.sums().values()))


@cache
def _needs(metric):
    table = _rows_with(metric.rows, frozenset(metric.rows.measures(*metric.touched)))
    return needed(expr for kind in metric.kinds(table).values() for expr in kind.sums().values())


def needed(values: Iterable[ir.Value]) -> Needs:
    """The raw columns without which values over the declared tables cannot be known; a local day rests on its moment."""
    ways = both(*map(lineage, values))
    return frozenset(frozenset(f"{t}.{TABLES[t].days.get(c, c)}" for t, _, c in (column.partition(".") for column in way)) - NEUTRAL for way in ways)


def metric(
    *, grain, name: Text, formula: Text, unit: Unit, better: str, note: Text | None = None, parts: Mapping[str, Part] | None = None,
    split: tuple[str, ...] = (),
):  # fmt: skip
    """Declares a metric. note: its edge cases, which the formula has no room for; what only other metrics are made of has none.

    parts: its figures, where it has several, in the order in which its function gives them. split: the segments by which the figure is always
    shown, beside the whole. formula: with the options that it depends on in braces, so that a definition is always that of the figure.
    """

    def declare(make) -> Metric:
        return Metric(make.__name__, grain, name, formula, unit, better, make, parts or {None: Part(name, unit, better)}, split, note)

    return declare
