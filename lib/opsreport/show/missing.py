"""What a call has data for, and what it lacks: a page says the latter once, at its end, and not in every place."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from opsreport.metric import Metric
from opsreport.show import format, terms, wording
from opsreport.show.format import AND, SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.words import Text

LACKING = ("table_missing", "column_missing")
NOBODY = ("not_observed", "zero_denominator")
RECORDS = Text("记录", "records")
NO, OFF = Text("缺{what}", "No {what}"), Text("{n}项不计算：{names}", "{n} not computed: {names}")
ALL_ON = Text("所有指标都有数据。", "Every metric has its data.")
UNTIL = Text("{table}的记录到{day}为止", "{table}: no records after {day}")


@dataclass(frozen=True)
class Given:
    """known: the figures of the whole shop that it has data for; lacking: (metric, or one of its figures, the columns it lacks) of the others."""

    known: tuple
    lacking: tuple = ()

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.known)


EVERYTHING = Given((True,))


def given(figures: Iterable) -> Given:
    """Parts the figures of the whole shop; a metric of several figures is lacking as a whole if all of them are."""
    whole = [figure for figure in figures if figure.segment is None]
    known = [figure for figure in whole if figure.table is not None or not (figure.reading.reason in LACKING or _never(figure))]
    has = {figure.metric for figure in known}
    off = [figure for figure in whole if not any(figure is one for one in known)]
    wholly = {figure.metric: figure.reading.needs for figure in off if figure.metric not in has}
    return Given(tuple(known), (*wholly.items(), *((figure, figure.reading.needs) for figure in off if figure.metric in has)))


def _never(figure) -> bool:
    """Nothing in any period that is shown, though there are data of it: nobody writes it down."""
    reasons = [reading.reason for _, reading in figure.trend if reading.value is None]
    return len(reasons) == len(figure.trend) > 1 and (reasons[-1] in NOBODY or reasons[-1] == "incomplete" and "zero_denominator" in reasons)


def named(lacking: Iterable[tuple], locale: Locale) -> list[tuple[str, str]]:
    """(what is lacking, which metric's name) in words."""
    return [(wording.needed(needs, locale) if needs else locale[RECORDS], plain(_name(of, locale))) for of, needs in lacking]


def _name(of, locale):
    return wording.metric_name(of, locale) if isinstance(of, Metric) else wording.name(of, locale)


def until(stale: Mapping[str, dt.date], locale: Locale) -> list[str]:
    """Until when the rows of each table go, in words."""
    known = ((locale[terms.TABLES[name]], format.day(day, locale)) for name, day in stale.items())
    return [locale[UNTIL].format(table=table[:1].upper() + table[1:], day=day) for table, day in known]


def ends(said: Sequence[str], locale: Locale) -> Html:
    """A line over what rests on tables that end early."""
    return element("p", {"class": "read"}, element("span", {"aria-hidden": "true"}, "! "), locale[SEMICOLON].join(said))


def missing(pairs: Sequence[tuple[str, str]], locale: Locale) -> Html:
    """Which metrics are off, by what they lack."""
    by: dict[str, dict[str, None]] = {}
    for what, name in pairs:
        by.setdefault(what, {})[name] = None
    return element("ul", {"class": "health"}, [_item(what, list(names), locale) for what, names in by.items()])


def _item(what, names, locale):
    glyph = element("span", {"aria-hidden": "true"}, "!")
    between = SEMICOLON if any(locale[AND] in name for name in names) else AND
    said = element("span", {}, locale[OFF].format(n=len(names), names=locale[between].join(names)))
    return element("li", {}, element("b", {}, glyph, " ", locale[NO].format(what=what)), said)


def switched_off(lacking: Sequence[tuple], locale: Locale) -> Html:
    """Which metrics are off, by what they lack; or that none is. lacking: (metric, the columns it lacks)."""
    return missing(named(lacking, locale), locale) if lacking else element("p", {"class": "read"}, locale[ALL_ON])
