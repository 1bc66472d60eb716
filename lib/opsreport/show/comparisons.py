"""Figures as lines of one table: now, before, the change, a year ago, and the verdict in words."""

from collections.abc import Iterable

from opsreport.show import format, wording
from opsreport.show.format import Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.subject import Subject, subject
from opsreport.show.tables import data_table, number, table


def tables(figures: Iterable, locale: Locale) -> Html:
    """Figures that are tables as they are; all others as the lines of one."""
    figures = list(figures)
    lines = [figure for figure in figures if figure.table is None]
    own = [element("figure", {}, data_table(figure, locale, plain(wording.name(figure, locale)))) for figure in figures if figure.table is not None]
    return html(comparisons(lines, locale) if lines else None, own)


def comparisons(figures: Iterable, locale: Locale) -> Html:
    shown = [subject(figure) for figure in figures]
    heads = ["指标", "本期", "上期", "环比", "同比", "判断"] if locale.zh else ["Figure", "Now", "Before", "Change", "On the year", "Verdict"]
    periods = {one.period.label: one.period for one in shown}
    caption = "、".join(format.period(period, locale) for period in periods.values()) if locale.zh else ", ".join(format.period(p, locale) for p in periods.values())
    return table(caption, heads, [_line(one, locale) for one in shown])


def _line(shown: Subject, locale):
    late = element("small", {}, format.period(shown.period, locale, beside=shown.figure.period)) if shown.late else None
    named = html(plain(wording.name(shown.figure, locale)), late)
    if shown.value is None:
        return named, wording.reason(shown.reading, locale), "", "", "", ""
    before = str(format.figure(shown.previous.value, shown.unit, locale, full=True)) if shown.previous and shown.previous.value is not None else ""
    n = element("small", {"class": "n"}, f"n={number(shown.reading.n)}") if shown.reading.n is not None and shown.reading.n != shown.value else None
    token = wording.TOKENS.get(shown.verdict)
    said = element("b" if token else "span", {"class": token}, f"{wording.GLYPHS[shown.verdict]} {wording.verdict(shown, locale)}")
    return (
        named,
        html(element("b", {}, str(format.figure(shown.value, shown.unit, locale, full=True))), n),
        before,
        wording.change(shown, shown.previous, locale) or "",
        wording.change(shown, shown.year_ago, locale) or "",
        said,
    )
