"""Effects by comparison with before, where nobody was held out by chance: difference in differences, and before and after alone.

Neither proves a cause. Before and after takes the season, and users drifting back to their mean, for an effect. Difference in differences (Card and
Krueger 1994; Angrist and Pischke 2009, Mostly Harmless Econometrics, ch. 5) takes away what befell the others in the same time, and is the effect
only if both groups would have moved alike without it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from opsreport.kinds import Z, divide

Method = Literal["difference_in_differences", "before_after"]


@dataclass(frozen=True)
class Change:
    """A group that was watched before and after: its users, sums of what they did before and after, and of the squares of each user's change.

    What a user did is 0 or 1 for a rate, an amount for a mean; the two spans are of equal length.
    """

    users: int
    before: float
    after: float
    squares: float

    @property
    def mean(self) -> float | None:
        """By how much a user changed, on average."""
        return divide(self.after - self.before, self.users) if self.users else None

    @property
    def error(self) -> float | None:
        """The standard error of the mean change, squared."""
        if self.users < 2:
            return None
        moved = self.after - self.before
        return max(self.squares - moved * moved / self.users, 0) / (self.users - 1) / self.users


@dataclass(frozen=True)
class Estimate:
    """What a comparison says that was changed, per user, with its 95 % interval (normal quantile); None where it cannot be told."""

    method: Method
    value: float | None
    low: float | None = None
    high: float | None = None
    p: float | None = None


def change(before: Sequence[float], after: Sequence[float]) -> Change:
    """The change of a group from what each of its users did before and after, in the same order."""
    squares = sum((b - a) ** 2 for a, b in zip(before, after, strict=True))
    return Change(len(before), float(sum(before)), float(sum(after)), float(squares))


def difference_in_differences(treated: Change, control: Change) -> Estimate:
    """The treated's mean change less the control's, of the same users before and after (a balanced panel)."""
    if not treated.users or not control.users:
        return Estimate("difference_in_differences", None)
    return _estimate("difference_in_differences", treated.mean - control.mean, [treated.error, control.error])


def before_after(treated: Change) -> Estimate:
    """The treated's mean change alone (paired)."""
    return _estimate("before_after", treated.mean, [treated.error])


def _estimate(method, value, errors):
    if value is None or None in errors:
        return Estimate(method, value)
    spread = math.sqrt(sum(errors))
    p = math.erfc(abs(value) / spread / math.sqrt(2)) if spread else float(value == 0)
    return Estimate(method, value, value - Z * spread, value + Z * spread, p)
