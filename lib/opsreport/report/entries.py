"""An entry of metrics.json in words. Reports outlive metrics: what is no longer known goes by its id."""

from opsreport.errors import Mistake
from opsreport.metrics import find
from opsreport.show import format, terms, wording
from opsreport.show.format import COLON, Locale
from opsreport.show.markup import plain
from opsreport.units import Unit


def name(entry: dict, locale: Locale) -> str:
    """The metric, which of its figures, and of which segment: 客诉率（订单）：短视频."""
    try:
        metric = find(entry["id"])(**entry["options"])
        part = metric.parts[entry["part"]].name if entry.get("part") else None
    except (Mistake, KeyError):
        return plain(entry["id"])
    words = [wording.metric_name(metric, locale)] + ([wording.full_width(locale[part], locale)] if part else [])
    words += [terms.segment_value(by, value, locale) for by, value in (entry.get("segment") or {}).items()]
    return plain(locale[COLON].join(words))


def value(entry: dict, number, locale: Locale, *, full: bool = False) -> str:
    """A number as the entry's figure is printed."""
    return str(format.figure(number, Unit(entry["unit"]), locale, full=full))
