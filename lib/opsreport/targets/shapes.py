"""What a target is, and how far a longer goal has come."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opsreport.kinds import Reading
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.words import Text

Number = int | float | Decimal
Read = Callable[[Period], Reading]
ReadAny = Callable[[Metric, str | None, dict | None, Period], Reading]
RANGE = "range"


@dataclass(frozen=True)
class Target:
    """What was agreed for a figure, and how the figure stands to it.

    period: for which it was agreed. value: what is to be reached, None for a range (`low`, `high`) or an unknown base. better: "higher", "lower" or
    "range". given: how it was put where it is relative ("+10% on the period before"); base: of which period; other: the other reading of "+10%" for
    a rate. late: agreed after the period had begun. gap: of the figure over the target, in its unit; of a range, over its nearer end. met: None while
    the period runs, or the figure is unknown (`reason`). formula: of the achievement, where low is better. history: (agreed on, what) before.
    pieces: the months whose targets were put together for this one, with their figures. added: the figure beside it is theirs, added up.
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
    base: Period | None = None
    formula: str = ""
    note: Text | None = None
    history: tuple[tuple[dt.date, str], ...] = ()
    pieces: "tuple[tuple[Target, Reading], ...]" = ()
    added: bool = False

    @property
    def known(self) -> bool:
        """Whether it is clear what is to be reached."""
        return self.value is not None or self.low is not None


@dataclass(frozen=True)
class Progress:
    """How far a longer goal has come. target: of the whole `period`, with the figure to date; time: the share of its days that have passed.

    usual: the share of the year before that had been reached by then; on_pace: None where that cannot be said of such a figure.
    """

    period: Period
    to_date: Period
    reading: Reading
    target: Target
    time: float
    usual: float | None
    on_pace: bool | None


def exact(value: Number) -> Fraction:
    """A number as it is written: 0.3 is three tenths."""
    return Fraction(str(value))


def whole_only(until: dt.date, lookup: Read) -> Read:
    """Readings by `lookup`; of a period that is asked for as a whole and is not over, `incomplete`."""

    def read(period):
        return Reading(reason="incomplete") if period.whole_end > until and not period.running else lookup(period)

    return read
