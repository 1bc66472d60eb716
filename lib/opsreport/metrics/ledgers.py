"""Identities that hold between the parts of a figure: opening + in − out = closing. A broken one is shown with the difference, never hidden."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from opsreport.kinds import Reading
from opsreport.metric import Metric
from opsreport.metrics.membership import recharge_consumption
from opsreport.metrics.points import points_pool_change
from opsreport.metrics.tiers import tier_distribution
from opsreport.periods import Period

Number = int | Decimal


@dataclass(frozen=True)
class Ledger:
    """A figure whose parts balance: opening + into − out = closing."""

    metric: Metric
    opening: str
    into: tuple[str, ...]
    out: tuple[str, ...]
    closing: str


LEDGERS = (
    Ledger(points_pool_change, "opening", ("earned", "adjusted"), ("redeemed", "expired"), "closing"),
    Ledger(recharge_consumption, "opening", ("recharged",), ("amount",), "closing"),
    Ledger(tier_distribution, "opening", ("came",), ("left",), "members"),
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


def imbalances(read: Callable, period: Period) -> list[Imbalance]:
    """All broken identities of a period. read(metric, period) gives {part: Reading}, or a DataTable under None; what is unknown breaks nothing."""
    return [broken for ledger in LEDGERS for broken in _broken(ledger, read, period)]


def _broken(ledger, read, period):
    now, before = (_rows(read(ledger.metric, p)) for p in (period, period.previous() if period.running else period.step(-1)))
    for row, parts in now.items():
        named = (ledger.opening, *ledger.into, *ledger.out, ledger.closing)
        if any(parts.get(name) is None for name in named):
            continue
        expected = parts[ledger.opening] + sum(parts[name] for name in ledger.into) - sum(parts[name] for name in ledger.out)
        if expected != parts[ledger.closing]:
            yield Imbalance(ledger.metric, "parts", row, expected, parts[ledger.closing])
        carried = before.get(row, {}).get(ledger.closing)
        if carried is not None and not period.running and carried != parts[ledger.opening]:
            yield Imbalance(ledger.metric, "carried", row, carried, parts[ledger.opening])


def _rows(parts) -> dict[str | None, dict[str, Number]]:
    """{row: {part: value}} of a figure of several parts (one row, None), or of a table."""
    table = parts.get(None)
    if table is None:
        return {None: {name: reading.value for name, reading in parts.items()}}
    if isinstance(table, Reading):
        return {}
    return {row[0]: dict(zip(table.columns[1:], row[1:], strict=True)) for row in table.rows}
