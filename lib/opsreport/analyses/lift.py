"""Lift: by how much more often the treated did something than those held out, with its interval."""

import math
from dataclasses import dataclass

from opsreport.kinds import Reading, divide, ratio, wilson


@dataclass(frozen=True)
class Lift:
    """treated, control: each arm's rate with its interval; difference of the two rates with its 95 % interval low to high; relative to the control's.

    p: how often chance would bring such a difference (two-sided). All None where an arm has nobody; relative also where the control's rate is 0.
    """

    treated: Reading
    control: Reading
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    relative: float | None = None
    p: float | None = None

    @property
    def proven(self) -> bool:
        """The interval does not hold 0."""
        return self.low is not None and (self.low > 0 or self.high < 0)


def lift(treated_bought: int, treated: int, control_bought: int, control: int) -> Lift:
    """The lift of the treated over the control, from how many of each did it.

    The interval is Newcombe's hybrid of the two Wilson intervals (Newcombe 1998, method 10); p is that of the pooled z-test.
    """
    arms = proportion(treated_bought, treated), proportion(control_bought, control)
    if not treated or not control:
        return Lift(*arms)
    a, b = arms
    difference = divide(treated_bought * control - control_bought * treated, treated * control)
    low = difference - math.hypot(a.value - a.low, b.high - b.value)
    high = difference + math.hypot(a.high - a.value, b.value - b.low)
    relative = divide(treated_bought * control - control_bought * treated, control_bought * treated) if control_bought else None
    return Lift(*arms, difference, low, high, relative, _by_chance(treated_bought, treated, control_bought, control))


def proportion(part: int, of: int) -> Reading:
    """How many of so many, with Wilson's interval."""
    low, high = wilson(part, of) if of else (None, None)
    return ratio(part, of, n=of, low=low, high=high)


def _by_chance(x, n, y, m):
    pooled = (x + y) / (n + m)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return math.erfc(abs(x / n - y / m) / spread / math.sqrt(2)) if spread else 1.0
