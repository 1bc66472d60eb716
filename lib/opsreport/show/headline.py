"""The top of a page, under its sentence: on the summary the minute and the note, then the cards."""

from collections.abc import Iterable

from opsreport.findings import Findings
from opsreport.show import attained, terms, wording
from opsreport.show.cards import cards
from opsreport.show.format import AND, Locale
from opsreport.show.markup import Html, element, html
from opsreport.show.minute import Intake, minute
from opsreport.show.missing import given
from opsreport.show.note import note
from opsreport.subjects import Subject, subject
from opsreport.words import Text

ROUNDED = Text("差值按未取整的数计算，末位可能与所列两数之差相差1。", "Differences are taken before rounding: their last digit may be off by one.")
OFF = Text("没有数据，不列：{names}。", "Left out, as there are no data: {names}.")
TRENDS = Text("近{count}{unit}走势", "Last {count} {unit}")
BAND, TARGET = Text("灰带为正常范围", "grey band: usual range"), Text("虚线为目标", "dashes: target")
FESTIVE, COLOUR = Text("空心点为大促、节庆{unit}", "hollow dots: sales and holidays"), Text("彩点为真实变化", "coloured dot: a real change")
JOINT, TAP = Text("，", "; "), Text("。点指标名看口径。", ". Tap a name for its definition.")


def top(figures: Iterable, locale: Locale, *, title: str, rest: Html | None = None) -> Html:
    """Cards in a section of their own, with a line that says how to read them."""
    figures = list(figures)
    inner = element("p", {"class": "small"}, legend([subject(one) for one in figures], locale)), cards(figures, locale)
    return element("section", {"id": "figures"}, element("h2", {}, title), *(inner if figures else ()), rest)


def summary(found: Findings, intake: Intake | None, locale: Locale, *, title: str) -> Html:
    """The minute, what a person wrote on the period, and the cards; figures that the shop has no data for are named in a line."""
    written = found.notes.get(locale.language)
    parts = given(found.figures)
    names = locale[AND].join(wording.called(figure, found.figures, locale) for figure in found.figures if figure not in parts.known)
    lines = [*([locale[OFF].format(names=names)] if names else []), locale[ROUNDED]]
    below = html([element("p", {"class": "read"}, line) for line in lines]) if parts.known else None
    return html(minute(found, intake, locale), note(written, locale) if written else None, top(parts.known, locale, title=title, rest=below))


def legend(shown: Iterable[Subject], locale: Locale) -> str:
    """What is drawn in the cards: only what one of them has."""
    drawn = [one for one in shown if sum(value is not None for value in one.values) > 1]
    if not drawn:
        return locale[TAP].lstrip("。. ")
    count, unit = max(len(one.values) for one in drawn), drawn[0].figure.period.unit
    said = [locale[TRENDS].format(count=count, unit=locale[terms.PERIODS[unit]])]
    said += [locale[BAND]] if any(one.usual and not one.grows for one in drawn) else []
    said += [locale[TARGET]] if any(attained.line(one) is not None for one in drawn) else []
    said += [locale[FESTIVE].format(unit=locale[terms.HOLIDAY_PERIODS[unit]])] if any(one.festive for one in drawn) else []
    said += [locale[COLOUR]] if any(one.verdict.real for one in drawn) else []
    return locale[JOINT].join(said) + locale[TAP]
