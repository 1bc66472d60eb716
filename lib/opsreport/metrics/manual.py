"""Figures that a shop keeps elsewhere come through the table `manual_figures`, each under the id of its metric.

A row gives a value, or a numerator and denominator. A period without a figure of its own is made of those of the days, months or quarters in it,
where they are all there: numerators and denominators add up, so do amounts; scores without a denominator do not.
"""

from typing import Literal

from opsreport.grains.manual_figures import manual_figures
from opsreport.kinds import Reading, Total, ratio
from opsreport.metric import metric
from opsreport.units import NEUTRAL, Unit
from opsreport.words import Text

MADE_OF = {
    "year": ("year", "quarter", "month", "day"), "quarter": ("quarter", "month", "day"), "month": ("month", "day"),
    "week": ("week", "day"), "day": ("day",), "range": ("range", "day"),
}  # fmt: skip


def _sum(column, zh, en):
    def make(figure):
        return Total(figure[column])

    make.__name__ = f"manual_{column}"
    name = Text(f"手工指标:{zh}", f"Figures kept elsewhere: {en}")
    return metric(grain=manual_figures, name=name, formula=name, unit=Unit.ROWS, better=NEUTRAL)(make)


SUMS = {
    "value": _sum("value", "数值", "value"), "numerator": _sum("numerator", "分子", "numerator"),
    "denominator": _sum("denominator", "分母", "denominator"), "days": _sum("days", "天数", "days"),
    "rows": _sum("rows", "行数", "rows"), "values": _sum("values", "有数值的行", "rows with a value"),
    "ratios": _sum("ratios", "有分母的行", "rows with a denominator"),
}  # fmt: skip


def kept_elsewhere(at, name: str, kind: Literal["share", "mean", "amount"]) -> Reading:
    """The figure of that name: a share (a fraction of something counted), a mean (or a state), or an amount.

    Only values of amounts add up over parts of a period.
    """
    found = {}
    for column, of in SUMS.items():
        for key, reading in at.each(of, "figure", "figure_unit", "of").items():
            found.setdefault(key, {})[column] = reading.value
    if at(SUMS["rows"]).reason:
        return at(SUMS["rows"])
    if at.by:
        return Reading(reason=f"not_by_{at.by[0]}")
    days = (at.period.whole_end - at.period.start).days
    for unit in MADE_OF[at.period.unit]:
        for of in ("whole", "segments"):
            if (sums := found.get((name, unit, of))) and _covers(sums, days, of):
                return _reading(sums, kind)
    return Reading(reason="not_observed")


def _covers(sums, days, of):
    """Whether the rows are of the whole period: once, or once for each segment."""
    return sums["days"] == days if of == "whole" else sums["days"] % days == 0


def _reading(sums, kind):
    if sums["ratios"] == sums["rows"]:
        top, bottom = _number(sums["numerator"]), _number(sums["denominator"])
        counted = kind == "share" and isinstance(top, int) and isinstance(bottom, int) and 0 <= top <= bottom and bottom > 0
        return Reading(top).out_of(Reading(bottom)) if counted else ratio(top, bottom)
    if sums["values"] == sums["rows"] and (kind == "amount" or sums["rows"] == 1):
        return Reading(_number(sums["value"]), numerator=_number(sums["value"]))
    return Reading(reason="not_observed")


def _number(value):
    """A whole number as one."""
    return int(value) if value == int(value) else value
