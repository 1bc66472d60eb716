"""A library's reading held against the reference's answer."""

from decimal import Decimal
from fractions import Fraction
from math import isclose

from .history import Answer


def difference(reading, answer: Answer | str) -> str | None:
    """What differs, in words; None when the two agree. Counts and money to the last digit, quotients to 1e-12."""
    if isinstance(answer, str):
        return None if reading.value is None else f"reference: {answer}; library: {reading.value}"
    if reading.value is None:
        return f"reference: {float(answer.value)}; library: {reading.reason}"
    parts = [("numerator", reading.numerator, answer.numerator), ("denominator", reading.denominator, answer.denominator)]
    wrong = [f"{name} {theirs} instead of {ours}" for name, theirs, ours in parts if ours is not None and not _exactly(theirs, ours)]
    if not (_nearly if isinstance(reading.value, float) or answer.denominator is not None else _exactly)(reading.value, answer.value):
        wrong.append(f"value {reading.value} instead of {float(answer.value)}")
    return "; ".join(wrong) or None


def _exactly(theirs: int | Decimal | float, ours: int | Decimal | Fraction) -> bool:
    return theirs is not None and Fraction(theirs) == Fraction(ours)


def _nearly(theirs: int | Decimal | float, ours: Fraction) -> bool:
    return isclose(float(theirs), float(ours), rel_tol=1e-12, abs_tol=1e-15)
