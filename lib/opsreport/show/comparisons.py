"""Figures as lines of one table: now, before, the change; the verdict and the change on the year stand in a line under them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from opsreport.measure import DataTable
from opsreport.show import format, terms, wording
from opsreport.show.format import Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.pictures import absent, picture
from opsreport.show.tables import data_table, number, table
from opsreport.show.together import largest
from opsreport.subjects import Subject, subject
from opsreport.units import Unit
from opsreport.words import Text

NONE_THIS_TIME = Text("本期没有。", "None in this period.")
NOW, LATEST = Text("本期", "Now"), Text("最近可知", "Latest known")
HEADS = (Text("指标", "Figure"), NOW, Text("上期", "Before"), Text("环比", "Change"))
YEAR_AGO = Text("同比{change}", "{change} YoY")


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
    made = replace(figure, table=cut)
    told = data_table(made, locale, plain(wording.name(figure, locale)))
    finding = largest(made, locale)
    return picture(finding, "", None, told) if finding else element("figure", {}, told)


def comparisons(figures: Iterable, locale: Locale) -> Html:
    shown = [subject(figure) for figure in figures]
    caption = format.period(shown[0].figure.period, locale)
    heads = [locale[LATEST if head is NOW and any(one.late for one in shown) else head] for head in HEADS]
    return table(caption, heads, [_line(one, locale) for one in shown], unders=[_under(one, locale) for one in shown])


def _line(shown: Subject, locale):
    named = plain(wording.name(shown.figure, locale))
    if shown.value is None:
        return named, wording.reason(shown.reading, locale), "", ""
    before = shown.previous.value if shown.previous else None
    now = element("b", {}, _value(shown.value, shown.unit, locale))
    return named, now, "" if before is None else _value(before, shown.unit, locale), wording.change(shown, shown.previous, locale) or ""


def _value(value, unit, locale):
    """In full, as in all tables; money in 万 or k, whose digits would not fit on a phone."""
    return str(format.figure(value, unit, locale, full=unit is not Unit.MONEY))


def _under(shown, locale):
    """Of which period it is, where that is not the report's own; the verdict, the change on the year, of how many."""
    if shown.value is None:
        return None
    late = format.period(shown.period, locale, beside=shown.figure.period) if shown.late else None
    glyph = element("span", {"aria-hidden": "true"}, wording.GLYPHS[shown.verdict])
    judged = element("span", {"class": wording.TOKENS.get(shown.verdict)}, glyph, f" {wording.verdict(shown, locale)}")
    n = f"n={number(shown.reading.n)}" if shown.reading.n is not None and shown.reading.n != shown.value else None
    said = [part for part in (late, judged, _year_ago(shown, locale), n) if part]
    return html([element("span", {}, part) for part in said])


def _year_ago(shown, locale):
    changed = wording.change(shown, shown.year_ago, locale)
    known = changed and changed != locale[terms.REASONS["no_base"]]
    return element("span", {"class": "n"}, locale[YEAR_AGO].format(change=changed)) if known else None
