"""Figures as lines of one table: now, before, the change; the verdict stands under the name, the change on the year under the change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from opsreport.measure import DataTable
from opsreport.show import format, wording
from opsreport.show.format import COMMA, Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.pictures import absent
from opsreport.show.tables import data_table, number, table
from opsreport.subjects import Subject, subject
from opsreport.words import Text

NONE_THIS_TIME = Text("本期没有。", "None in this period.")
HEADS = (
    Text("指标", "Figure"),
    Text("本期", "Now"),
    Text("上期", "Before"),
    Text("环比", "Change"),
)
LATEST = Text("最近可知", "Latest known")  # in place of "now", where an earlier period stands for one whose window is open
YEAR_AGO = Text("同比{change}", "{change} on the year")


def tables(figures: Iterable, locale: Locale) -> Html:
    """Figures that are tables as they are; all others as the lines of one."""
    figures = list(figures)
    lines = [figure for figure in figures if figure.table is None]
    own = [element("figure", {}, data_table(figure, locale, plain(wording.name(figure, locale)))) for figure in figures if figure.table is not None]
    return html(comparisons(lines, locale) if lines else None, own)


def listing(figure, columns: Sequence[str], locale: Locale) -> Html:
    """These columns of a figure that is a table; its whole table is among the figures of the report."""
    if figure.table is None:
        return absent(figure, locale)
    places = [figure.table.columns.index(column) for column in columns]
    cut = DataTable(tuple(columns), tuple(tuple(row[place] for place in places) for row in figure.table.rows))
    if not cut.rows:
        return element("p", {"class": "read"}, locale[NONE_THIS_TIME])
    return element("figure", {}, data_table(replace(figure, table=cut), locale, plain(wording.name(figure, locale))))


def comparisons(figures: Iterable, locale: Locale) -> Html:
    shown = [subject(figure) for figure in figures]
    heads = [locale[head] for head in HEADS]
    heads[1] = locale[LATEST] if any(one.late for one in shown) else heads[1]
    caption = format.period(shown[0].figure.period, locale)
    return table(caption, heads, [_line(one, locale) for one in shown])


def _line(shown: Subject, locale):
    named = html(plain(wording.name(shown.figure, locale)), _small(shown, locale))
    if shown.value is None:
        return named, wording.reason(shown.reading, locale), "", ""
    before = shown.previous.value if shown.previous else None
    n = element("small", {"class": "n"}, f"n={number(shown.reading.n)}") if shown.reading.n is not None and shown.reading.n != shown.value else None
    return (
        named,
        html(element("b", {}, str(format.figure(shown.value, shown.unit, locale, full=True))), n),
        "" if before is None else str(format.figure(before, shown.unit, locale, full=True)),
        html(wording.change(shown, shown.previous, locale), _year_ago(shown, locale)),
    )


def _year_ago(shown, locale):
    changed = wording.change(shown, shown.year_ago, locale)
    return element("small", {}, locale[YEAR_AGO].format(change=changed)) if changed else None


def _small(shown, locale):
    """Under the name: of which period, where that is not the report's own; and the verdict."""
    late = format.period(shown.period, locale, beside=shown.figure.period) + locale[COMMA] if shown.late else ""
    if shown.value is None:
        return None
    return element("small", {"class": wording.TOKENS.get(shown.verdict)}, f"{late}{wording.GLYPHS[shown.verdict]} {wording.verdict(shown, locale)}")
