"""Figures written by hand, for tests of what is shown."""

from decimal import Decimal

from opsreport.figure import Figure
from opsreport.kinds import Reading
from opsreport.metrics import find
from opsreport.periods import period
from opsreport.show.format import Locale

ZH, EN = Locale("zh", "CNY"), Locale("en", "CNY")
STEADY = (250, 254, 249, 256, 250, 253, 248, 255, 251, 252, 250, 254)  # twelve months of a quiet rate, in thousandths


def rate(part: int, of: int, low: float | None = None, high: float | None = None) -> Reading:
    return Reading(part / of, numerator=part, denominator=of, n=of, low=low, high=high)


def steady_rates() -> list[Reading]:
    return [rate(k, 1000) for k in STEADY]


def figure(name: str, readings, *, label: str = "2026-10", segment=None, part=None, latest_mature=None) -> Figure:
    """A figure with its trend: readings oldest first, the last one of the period."""
    now = period(label)
    line = tuple(zip(now.trailing(len(readings)), readings, strict=True))
    before = {one.label: reading for one, reading in line}
    ago = now.year_ago()
    found = {name: before.get(one.label, Reading(reason="not_observed")) for name, one in (("previous", now.step(-1)), ("year_ago", ago)) if one}
    return Figure(find(name), part, segment, now, readings[-1], found["previous"], found.get("year_ago"), line, latest_mature, None)


def money(*amounts: str) -> list[Reading]:
    return [Reading(Decimal(amount)) for amount in amounts]
