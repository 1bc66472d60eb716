"""The dictionary of all metrics as plain entries: what each is, what it counts and needs, and what becomes of its edge cases."""

from collections.abc import Iterator

from opsreport.kinds import Quantile, Rate, Ratio, Share, Total
from opsreport.measure import Asked, needs_of, observed_by
from opsreport.metric import TABLE, Metric
from opsreport.metrics import BY_ID
from opsreport.metrics.dictionary import GROUPS
from opsreport.periods import period
from opsreport.store import declared
from opsreport.units import Unit
from opsreport.words import Text

ANY = period("2001-01")  # a period to ask for what holds for all
DERIVED = Text("由其他指标的读数算出", "readings of other metrics")
ROWS_TABLE = Text("一张表,由读数或明细得出", "a table, made of readings or rows")
EDGES = {
    "nobody": Text("没有可数的对象时为空(zero_denominator),不是0", "null where there is nothing to divide by (zero_denominator), never 0"),
    "no_base": Text("基期为零、为负或未知时为空(no_base)", "null where the base is zero, negative or unknown (no_base)"),
    "pending": Text(
        "还有观察期未满的就为空(incomplete),不按结果剔除", "null (incomplete) while any of them may still do so; none is left out by outcome"
    ),
    "waits": Text(
        "观察期未满时为空(incomplete),另给最近一个观察期已满的期(latest_mature)",
        "null (incomplete) until the window of the period's last entrants has passed; latest_mature then holds the last period that is whole",
    ),
    "closed": Text("未结束的期没有(incomplete)", "a period that is not over has none (incomplete)"),
    "unended": Text(
        "未结束的排在最后,分位数落在其中时为空(incomplete);各组不能相加",
        "what has not ended ranks last, and a quantile that falls there is null (incomplete); does not add up over segments",
    ),
    "unknown": Text("有一部分未知,合计就未知(not_observed)", "a sum with an unknown part is unknown (not_observed)"),
}


def dictionary() -> list[dict]:
    """Every metric as declared, in the dictionary's order.

    id, group, name, formula, unit, which way is better, counts (what a row is), parts, split (the segments it is always shown by), options with
    their values and defaults (None: the shop's ruling in report.yml), needs (columns; one of the alternatives is enough), edge_cases that follow from
    the declaration, note (those that are its own).
    """
    return [_declared(BY_ID[id], group) for group, (_, ids) in GROUPS.items() for id in ids]


def _declared(metric, group):
    return {
        "id": metric.id,
        "group": group,
        "name": _both(metric.name),
        "formula": _both(metric.formula),
        "unit": str(metric.unit),
        "better": metric.better,
        "counts": _counts(metric),
        "parts": {name: {"name": _both(part.name), "unit": str(part.unit), "better": part.better} for name, part in metric.parts.items() if name},
        "split": list(metric.split),
        "options": {name: _option(option, metric.options[name]) for name, option in metric.declared.items()},
        "needs": sorted(sorted(way) for way in needs_of(declared(), metric)),
        "edge_cases": [_both(EDGES[name]) for name in EDGES if name in set(_edges(metric))],
        "note": metric.note and _both(metric.note),
    }


def _counts(metric) -> str | dict:
    """What a row of its grain is, in English as in the code; in both languages where it has no rows of its own."""
    if metric.derived:
        return _both(ROWS_TABLE if metric.grain == TABLE else DERIVED)
    return metric.resolved(declared()).rows.row


def _edges(metric: Metric) -> Iterator[str]:
    """Names of the edge cases that follow from a declaration."""
    asked = Asked(metric.resolved(declared()), ANY, ())
    last = observed_by(declared(), asked)
    if last:
        yield "waits" if last >= ANY.end else "closed"
    for kind in () if metric.derived else asked.metric.shape.values():
        match kind:
            case Total():
                if metric.unit is Unit.MONEY:
                    yield "unknown"
            case Quantile():
                yield from ("nobody", "unended")
            case Share() | Rate() | Ratio():
                yield "nobody"
                if isinstance(kind, Share) and kind.pending is not None:
                    yield "pending"
    if metric.id.endswith(("_growth", "_growth_rate")):
        yield "no_base"
    elif metric.derived and metric.grain != TABLE and "÷" in metric.formula.en:
        yield "nobody"


def _option(option, default):
    return {"meaning": _both(option.meaning), "values": list(option.values) if option.values else option.allowed, "default": default}


def _both(text):
    return {"zh": text.zh, "en": text.en}
