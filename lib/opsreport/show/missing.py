"""What a call has data for, and what it lacks: a page says the latter once, at its end, and not in every place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opsreport.show import wording
from opsreport.show.format import AND, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.words import Text

LACKING = ("table_missing", "column_missing")
NOBODY = ("not_observed", "zero_denominator")
RECORDS = Text("记录", "records")
NO, OFF = Text("缺{what}", "No {what}"), Text("{n}项不计算：{names}", "{n} not computed: {names}")
ALL_ON = Text("所有指标都有数据。", "Every metric has its data.")


@dataclass(frozen=True)
class Given:
    """known: the figures of the whole shop that it has data for; lacking: (metric, the columns it lacks) of the others."""

    known: tuple
    lacking: tuple = ()

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.known)


EVERYTHING = Given((True,))


def given(figures: Iterable) -> Given:
    """Parts the figures of the whole shop; a metric of several figures is lacking if all of them are."""
    whole = [figure for figure in figures if figure.segment is None]
    has = {figure.metric for figure in whole if figure.table is not None or not (figure.reading.reason in LACKING or _never(figure))}
    lacking = {figure.metric: figure.reading.needs for figure in whole if figure.metric not in has}
    return Given(tuple(figure for figure in whole if figure.metric in has), tuple(lacking.items()))


def _never(figure) -> bool:
    """Nothing in any period that is shown, though there are data of it: nobody writes it down."""
    reasons = [reading.reason for _, reading in figure.trend if reading.value is None]
    return len(reasons) == len(figure.trend) > 1 and (reasons[-1] in NOBODY or reasons[-1] == "incomplete" and "zero_denominator" in reasons)


def named(lacking: Iterable[tuple], locale: Locale) -> list[tuple[str, str]]:
    """(what is lacking, which metric's name) in words."""
    return [(wording.needed(needs, locale) if needs else locale[RECORDS], plain(wording.metric_name(metric, locale))) for metric, needs in lacking]


def missing(pairs: Sequence[tuple[str, str]], locale: Locale) -> Html:
    """Which metrics are off, by what they lack."""
    by: dict[str, dict[str, None]] = {}
    for what, name in pairs:
        by.setdefault(what, {})[name] = None
    return element("ul", {"class": "health"}, [_item(what, list(names), locale) for what, names in by.items()])


def _item(what, names, locale):
    glyph = element("span", {"aria-hidden": "true"}, "!")
    said = element("span", {}, locale[OFF].format(n=len(names), names=locale[AND].join(names)))
    return element("li", {}, element("b", {}, glyph, " ", locale[NO].format(what=what)), said)


def switched_off(lacking: Sequence[tuple], locale: Locale) -> Html:
    """Which metrics are off, by what they lack; or that none is. lacking: (metric, the columns it lacks)."""
    return missing(named(lacking, locale), locale) if lacking else element("p", {"class": "read"}, locale[ALL_ON])
