"""The library's figures held against the reference's answers."""

from decimal import Decimal
from fractions import Fraction
from math import isclose

from opsreport.metrics import find
from opsreport.shop import Shop

from .days import MONTHS
from .history import Answer
from .reference import NOT_BY_HAND, PARTS, Reference


def differences(theirs: Shop, ours: Reference, period: str, wanted: list[tuple[str, dict]]) -> list[str]:
    """Every reading of the period's figures, of their trends and of what they are compared with, that is not the reference's."""
    metrics = theirs.metrics([find(metric_id)(**options) for metric_id, options in wanted])
    options_of = dict(zip(map(str, metrics), (options for _, options in wanted), strict=True))
    found, seen = [], set()
    for figure in theirs.figures(metrics, period):
        segment = next(iter(figure.segment.values())) if figure.segment else None
        seen.add((str(figure.metric), figure.part))
        if (figure.metric.id, figure.part) in NOT_BY_HAND:
            continue
        for label, reading in readings(figure):
            wrong = difference(reading, ours.value(figure.metric.id, label, options_of[str(figure.metric)], figure.part, segment))
            found += [f"{figure.metric} {figure.part or ''} {segment or ''} {label}: {wrong}"] if wrong else []
    assert seen == {(str(m), part) for m in metrics for part in PARTS.get(m.id, (None,))}
    return found


def readings(figure) -> list[tuple[str, object]]:
    """(label, reading) of a figure's trend, which holds the period itself, and of the same period a year ago where there is such a thing."""
    of_trend = {period.label: reading for period, reading in figure.trend}
    assert of_trend[figure.period.label] == figure.reading
    assert of_trend[figure.period.previous().label] == figure.previous
    return [*of_trend.items(), *([(figure.period.year_ago().label, figure.year_ago)] if figure.period.unit in MONTHS else [])]


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
