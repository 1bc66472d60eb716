"""Identities that hold between the parts of a figure: opening + in − out = closing. A broken one is shown with the difference, never hidden."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from opsreport.kinds import Reading
from opsreport.measure import Asked, measure
from opsreport.metric import Metric
from opsreport.metrics.membership import recharge_consumption
from opsreport.metrics.points import points_pool_change
from opsreport.metrics.retention import growth_accounting
from opsreport.metrics.tiers import tier_distribution
from opsreport.periods import Period
from opsreport.store import Store

Number = int | Decimal


@dataclass(frozen=True)
class Ledger:
    """A figure whose parts balance: opening + into − out = closing. opening, closing: parts that are one sum."""

    metric: Metric
    opening: tuple[str, ...]
    into: tuple[str, ...]
    out: tuple[str, ...]
    closing: tuple[str, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.opening, *self.into, *self.out, *self.closing)))


LEDGERS = (
    Ledger(points_pool_change, ("opening",), ("earned", "adjusted"), ("redeemed", "expired"), ("closing",)),
    Ledger(recharge_consumption, ("opening",), ("recharged",), ("amount",), ("closing",)),
    Ledger(tier_distribution, ("opening",), ("came",), ("left",), ("members",)),
    Ledger(growth_accounting, ("retained", "churned"), ("new", "resurrected"), ("churned",), ("new", "retained", "resurrected")),
)


@dataclass(frozen=True)
class Imbalance:
    """A broken identity. what: `parts`, or `carried` where the closing of the period before is not the opening of this one; row: of a table."""

    metric: Metric
    what: str
    row: str | None
    expected: Number
    found: Number

    @property
    def difference(self) -> Number:
        return self.found - self.expected


@dataclass(frozen=True)
class Statement:
    """A ledger of a period. moves: (part, what it adds; less than nothing of what goes out); row: of a table; carried: the closing of the period

    before, None where it is not known or the period is still running.
    """

    ledger: Ledger
    row: str | None
    opening: Number
    moves: tuple[tuple[str, Number], ...]
    closing: Number
    carried: Number | None

    @property
    def broken(self) -> tuple[Imbalance, ...]:
        metric, expected = self.ledger.metric, self.opening + sum(value for _, value in self.moves)
        found = []
        if expected != self.closing:
            found.append(Imbalance(metric, "parts", self.row, expected, self.closing))
        if self.carried is not None and self.carried != self.opening:
            found.append(Imbalance(metric, "carried", self.row, self.carried, self.opening))
        return tuple(found)


def statements(store: Store, period: Period, metrics: Iterable[Metric] = ()) -> list[Statement]:
    """The ledgers of a period, of these metrics or of all, as they stand; what is unknown has none. One round of queries."""
    ids = {metric.id for metric in metrics} or {ledger.metric.id for ledger in LEDGERS}
    wanted = [ledger for ledger in LEDGERS if ledger.metric.id in ids]

    def question(metric, p):
        return Asked(metric.resolved(store), p.cut(store.until), ())

    answers = measure(store, [question(ledger.metric, p) for ledger in wanted for p in (period, _before(period))])
    return [one for ledger in wanted for one in _stated(ledger, lambda metric, p: answers[question(metric, p)].parts(), period)]


def imbalances(read: Callable, period: Period) -> list[Imbalance]:
    """All broken identities of a period. read(metric, period) gives {part: Reading}, or a DataTable under None; what is unknown breaks nothing."""
    return [broken for ledger in LEDGERS for one in _stated(ledger, read, period) for broken in one.broken]


def _before(period: Period) -> Period:
    return period.previous() if period.running else period.step(-1)


def _stated(ledger: Ledger, read: Callable, period: Period) -> Iterator[Statement]:
    now, before = (_rows(read(ledger.metric, p)) for p in (period, _before(period)))
    for row, parts in now.items():
        if any(parts.get(name) is None for name in ledger.parts):
            continue
        moves = (*((name, parts[name]) for name in ledger.into), *((name, -parts[name]) for name in ledger.out))
        carried = None if period.running else _sum(before.get(row, {}), ledger.closing)
        yield Statement(ledger, row, _sum(parts, ledger.opening), moves, _sum(parts, ledger.closing), carried)


def _sum(parts, names) -> Number | None:
    values = [parts.get(name) for name in names]
    return None if None in values else sum(values)


def _rows(parts) -> dict[str | None, dict[str, Number]]:
    """{row: {part: value}} of a figure of several parts (one row, None), or of a table."""
    table = parts.get(None)
    if table is None:
        return {None: {name: reading.value for name, reading in parts.items()}}
    if isinstance(table, Reading):
        return {}
    return {row[0]: dict(zip(table.columns[1:], row[1:], strict=True)) for row in table.rows}
