"""A longer period and its months: which they are, and how their targets make one."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from opsreport.kinds import Reading, Total, ratio
from opsreport.metric import Metric
from opsreport.periods import NOW, Period, containing
from opsreport.targets.shapes import Target, exact
from opsreport.units import Unit

BOUNDS = re.compile(r"\b_\.(?:start|end|window_start|start_before|end_after|moment)\b")


def pieces_of(when: Period) -> list[tuple[Period, ...]]:
    """The months of a longer period, and its quarters; where it has whole ones, and two at least."""
    made = []
    for unit in ("month", "quarter"):
        pieces, piece = [], containing(unit, when.start, when.calendar)
        while piece.whole_end <= when.whole_end:
            pieces.append(piece)
            piece = piece.step(1)
        if len(pieces) > 1 and (pieces[0].start, pieces[-1].whole_end) == (when.start, when.whole_end):
            made.append(tuple(pieces))
    return made


def weights(whole: Reading, readings: Sequence[Reading], metric: Metric, part: str | None, running: bool) -> list[Fraction] | None:
    """What each month's target counts in the whole's: 1 for totals, its share of the denominators for rates, only the last for levels.

    None where the months' figures do not make the longer period's: who buys twice in a quarter need not do so in a month of it.
    """
    found = _by_kind(readings, metric, part, running)
    return found if found and _agree(whole, readings, found) else None


def _by_kind(readings, metric, part, running):
    way = adds_up(metric, part)
    if way:
        return [Fraction(1) if way == "sum" or i == len(readings) - 1 else Fraction(0) for i in range(len(readings))]
    if metric.parts[part].unit is Unit.MONEY and all(reading.denominator is None for reading in readings):
        return [Fraction(1)] * len(readings)
    of = [reading.denominator for reading in readings]
    known = [exact(each) for each in of if each is not None]
    if not known or sum(known) <= 0 or (len(known) < len(of) and not running):
        return None
    return [Fraction(0) if each is None else exact(each) / sum(known) for each in of]


def _agree(whole, readings, counts) -> bool:
    """Whether the months' figures make the longer period's; as far as they are known."""
    observed = [each for each in readings if each.reason != "not_observed"]
    if whole.value is None or not all(map(_known, observed)):
        return True
    if whole.denominator is not None:
        return all(sum(exact(getattr(each, end)) for each in observed) == exact(getattr(whole, end)) for end in ("numerator", "denominator"))
    if counts[0]:
        return sum(exact(each.value) for each in observed) == exact(whole.value)
    return not observed or observed[-1].value == whole.value


def _known(reading: Reading) -> bool:
    """A rate of nobody adds nothing, and is known."""
    return reading.value is not None or reading.denominator == 0


def together(readings: Sequence[Reading], unit: Unit) -> Reading | None:
    """The months' figures added up, as far as they have been observed: numerators and denominators of rates, and money; never people."""
    observed = [each for each in readings if each.reason != "not_observed"]
    if not observed or not all(map(_known, observed)):
        return None
    if all(each.denominator is not None for each in observed):
        return ratio(sum(each.numerator for each in observed), sum(each.denominator for each in observed))
    return Reading(sum(each.value for each in observed)) if unit is Unit.MONEY else None


def weighted(targets: Sequence[Target], end: str, counts: Sequence[Fraction]) -> Decimal | None:
    """The sum of one number (value, low, high) of the targets, each as it counts; None where they have none."""
    values = [getattr(each, end) for each in targets]
    if any(value is None for value in values):
        return None
    total = sum(exact(value) * count for value, count in zip(values, counts, strict=True))
    return Decimal(total.numerator) / Decimal(total.denominator)


def adds_up(metric: Metric, part: str | None) -> str | None:
    """Whether a longer period's figure is the sum of its months' ("sum"), that of its last month ("last": levels), or neither.

    Orders, sales and new users are sums: totals over rows within the period, whose measures do not look at its bounds. Who came in a quarter is not
    who came in each month of it.
    """
    if metric.derived or not isinstance(metric.shape[part], Total):
        return None
    measures = metric.rows.measures(*metric.touched)
    parts = [one for one in metric.rows.parts if measures & one.measures.keys()]
    if not all(one.when is NOW for one in parts):
        return "last"
    looks = any(BOUNDS.search(repr(one.measures[m])) for one in parts for m in measures & one.measures.keys())
    return None if metric.rows.key or looks else "sum"
