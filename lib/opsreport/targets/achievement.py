"""How a figure stands to its target: achievement, gap, met. Exact arithmetic; nothing is rounded."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from opsreport.goals import CAP, DIFFERENCE
from opsreport.kinds import Reading
from opsreport.targets.shapes import RANGE, Number, Target, exact
from opsreport.units import HIGHER, LOWER


def achievement(actual: Number, target: Target, cap: Number = CAP) -> Fraction | None:
    """How much of a target is reached: 500 of 600 is 5/6. None where the target allows no share (0 or less, where high is better).

    Where low is better: target / actual, or 2 - actual / target if so agreed; nothing at all is as good as it gets: the cap. In a range: 1, and
    outside of it the share of the nearer end. Never below 0.
    """
    now = exact(actual)
    if target.better == RANGE:
        low, high = exact(target.low), exact(target.high)
        return Fraction(1) if low <= now <= high else _higher(now, low) if now < low else _lower(now, high, target.formula, cap)
    goal = exact(target.value)
    return _higher(now, goal) if target.better == HIGHER else _lower(now, goal, target.formula, cap)


def _higher(now, goal):
    return None if goal <= 0 else max(now / goal, Fraction(0))


def _lower(now, goal, formula, cap):
    if now <= 0:
        return exact(cap)
    if goal <= 0:
        return Fraction(0)
    return max(2 - now / goal, Fraction(0)) if formula == DIFFERENCE else goal / now


def gap(actual: Number, target: Target) -> Decimal:
    """The figure less its target; less the nearer end of a range, 0 within it."""
    now = Decimal(str(actual))
    if target.better == RANGE:
        low, high = Decimal(str(target.low)), Decimal(str(target.high))
        return now - low if now < low else now - high if now > high else Decimal(0)
    return now - Decimal(str(target.value))


def met(actual: Number, target: Target) -> bool:
    over = gap(actual, target)
    return over == 0 or (target.better == HIGHER and over > 0) or (target.better == LOWER and over < 0)


def judged(target: Target, reading: Reading) -> Target:
    """The target with how the figure stands to it; of a running period as it stands now, and neither met nor missed."""
    if reading.value is None or not target.known:
        return replace(target, reason=target.reason or reading.reason)
    reached = achievement(reading.value, target)
    said = None if target.period.running else met(reading.value, target)
    return replace(target, gap=gap(reading.value, target), achievement=None if reached is None else float(reached), met=said)
