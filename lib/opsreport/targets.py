"""Targets: what was agreed for a figure, beside what it came to."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from opsreport.periods import Period
from opsreport.words import Text

Number = int | float | Decimal


@dataclass(frozen=True)
class Target:
    """What was agreed for a figure, and how the figure stands to it.

    period: for which it was agreed. value: what is to be reached, None for a range (`low`, `high`) or an unknown base. better: "higher", "lower" or
    "range". given: how it was put where it is relative ("+10% on October 2025"); other: the other reading of "+10%" for a rate. late: agreed after
    the period had begun. met: None while the period runs, or where the figure is unknown (`reason`).
    """

    period: Period
    value: Number | None
    better: str
    low: Number | None = None
    high: Number | None = None
    given: Text | None = None
    other: Text | None = None
    agreed_on: dt.date | None = None
    late: bool = False
    gap: Number | None = None
    achievement: float | None = None
    met: bool | None = None
    reason: str | None = None
