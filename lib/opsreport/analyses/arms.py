"""Arms of an experiment beside the one that is held out: rates, means, and whether users fell into them by chance."""

import math
from dataclasses import dataclass

from opsreport.analyses.lift import Lift, lift
from opsreport.kinds import Z

HELD_OUT = frozenset({"holdout", "hold_out", "hold-out", "held_out", "control", "baseline", "original", "none", "对照", "对照组", "空白组", "留出"})


@dataclass(frozen=True)
class Arm:
    """An arm: how many users, how many of them did it, and the sum and the sum of squares of what they paid."""

    users: int
    did: int
    paid: float
    squares: float

    @property
    def mean(self) -> float | None:
        return self.paid / self.users if self.users else None

    @property
    def error(self) -> float | None:
        """The standard error of the mean, squared."""
        if self.users < 2:
            return None
        spread = max(self.squares - self.paid * self.paid / self.users, 0) / (self.users - 1)
        return spread / self.users


@dataclass(frozen=True)
class Comparison:
    """An arm beside the control: the lift of the rate, the difference of the means with its 95 % interval, and the chance of so uneven a split.

    uneven: None where the arms were not meant to be equal (one has less than four fifths of the other).
    """

    lift: Lift
    difference: float | None
    low: float | None
    high: float | None
    uneven: float | None


def control_of(names) -> str:
    """The arm that the others are compared with: the one held out; where none is named so, the first by name."""
    names = sorted(names)
    return next((name for name in names if name.strip().lower() in HELD_OUT), names[0])


def held_out(names) -> bool:
    """Whether an arm is named as held out."""
    return any(name.strip().lower() in HELD_OUT for name in names)


def compare(arm: Arm, control: Arm) -> Comparison:
    """Welch's interval for the means (Welch 1947, with the normal quantile: arms are large), Newcombe's for the rates.

    An uneven split of arms that were meant to be equal says that the assignment, and so the effect, cannot be trusted (Fabijan et al. 2019).
    """
    difference = low = high = None
    if arm.users and control.users:
        difference = arm.mean - control.mean
        if arm.error is not None and control.error is not None:
            half = Z * math.sqrt(arm.error + control.error)
            low, high = difference - half, difference + half
    return Comparison(lift(arm.did, arm.users, control.did, control.users), difference, low, high, _uneven(arm.users, control.users))


def _uneven(a: int, b: int) -> float | None:
    if not a or not b or min(a, b) < 0.8 * max(a, b):
        return None
    return math.erfc(abs(a - b) / math.sqrt(a + b) / math.sqrt(2))
