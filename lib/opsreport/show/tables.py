"""HTML tables: of data behind a picture, and of a figure that is a table."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from opsreport.periods import period
from opsreport.show import format, terms, wording
from opsreport.show.format import Locale
from opsreport.show.markup import NONE, Html, element, html, said
from opsreport.tables import EVENTS
from opsreport.units import RATES, Unit
from opsreport.words import Text

WIDE = 4  # columns from which a table scrolls by itself on a phone
NUMBER = re.compile(r"[\d.,]*%?")  # is one word as it is
SHORT = 18  # letters of a cell with digits that is not broken
WHOLE = 10_000  # of money: in a column that goes so far, no cents
MOST = 60  # rows of a figure's table that are printed
REST = Text("另有{n}行未列", "{n} more rows are not listed")
COUNTED_IN = {
    **dict.fromkeys(("users", "users_at_least", "new_users", "control_users", "participants", "at_risk", "ended", "tested_users"), Unit.USERS),
    **dict.fromkeys(
        (
            "amount", "monetary", "sales", "cost", "cac", "value_per_user", "usual_sales", "sales_after", "order_value", "ltv", "expected_sales",
            "actual_sales", "spend", "control_spend", "spend_difference", "spend_low", "spend_high",
        ),
        Unit.MONEY,
    ),
    **dict.fromkeys(
        (
            "step_conversion", "overall_conversion", "cost_recovered", "lift", "dip", "alive", "orders_error", "sales_error", "margin", "rate",
            "relative",
        ),
        Unit.PERCENT,
    ),
    **dict.fromkeys(
        (
            "orders", "recency", "frequency", "active_days", "cohort", "days", "level", "times", "expected_orders", "actual_orders", "customers",
        )
    ),
    **dict.fromkeys(("median_seconds", "mean_seconds"), Unit.SECONDS),
    **dict.fromkeys(("correlation", "p", "uneven_p"), Unit.INDEX),
}
PRINTED = (*RATES, Unit.SECONDS)  # whose unit stands in every cell
LEAST, SMALLEST = 0.0005, "<0.001"
OF_EVENTS = ("step", "event", "next_event")
IN_MONEY = Text("{column}（{money}）", "{column} ({money})")


def table(caption: str, heads: Sequence, rows: Iterable, *, foot: Sequence = (), classes: Sequence = (), unders: Sequence = ()) -> Html:
    """A table; the first cell of each row names it. rows and foot: cells as text or Html; classes: one per row, or None.

    unders: one per row, or None: a line under the row, as wide as the table, for words that would make a column on a phone many lines high.
    """
    rows = list(rows)
    marks = list(classes) or [None] * len(rows)
    lines = list(unders) or [None] * len(rows)
    head = element("thead", {}, element("tr", {}, [element("th", {"scope": "col"}, head[:1].upper() + head[1:]) for head in heads]))
    body = element("tbody", {}, [_lined(row, mark, line, len(heads)) for row, mark, line in zip(rows, marks, lines, strict=True)])
    whole = element("tfoot", {}, _row(foot, None)) if foot else NONE
    made = element("table", {}, element("caption", {}, caption), head, body, whole)
    if len(heads) <= WIDE:
        return made
    # a group, not a region: tables of several sections may be called the same, and are no landmarks
    return element("div", {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": caption}, made)


def _lined(cells, mark, line, width):
    if line is None:
        return _row(cells, mark)
    under = element("tr", {"class": "under"}, element("td", {"colspan": str(width)}, line))
    return html(_row(cells, f"over {mark}" if mark else "over"), under)


def _row(cells, mark):
    first, *rest = cells
    named = element("th", {"scope": "row", "class": _unbroken(first) if first[:1].isdigit() else None}, first)
    return element("tr", {"class": mark}, named, [element("td", {"class": _unbroken(cell)}, cell) for cell in rest])


def _unbroken(cell):
    """A number stays with its unit, a month with its year."""
    breaks = not isinstance(cell, Html) and len(cell) <= SHORT and not NUMBER.fullmatch(cell) and any(map(str.isdigit, cell))
    return "n" if breaks else None


def more(*parts: tuple[str, Html] | None) -> Html:
    """What is one tap away: (word, what opens)."""
    shown = [element("details", {}, element("summary", {}, word), inner) for word, inner in filter(None, parts)]
    return element("div", {"class": "more"}, shown) if shown else NONE


def data_table(figure, locale: Locale, titled: str) -> Html:
    """A figure that is a table, as it is; long ones are cut, saying so."""
    units = [_unit(figure, place, column) for place, column in enumerate(figure.table.columns)]
    heads = [_head(column, unit, locale) for column, unit in zip(figure.table.columns, units, strict=True)]
    whole = _in_whole_units(figure.table.rows, units)
    lines = [_line(row, units, locale, whole) for row in _with_events(figure.table.columns, _dated(figure, locale))]
    foot = lines.pop() if figure.table.rows and figure.table.rows[-1][0] == "total" else ()
    left = len(lines) - MOST
    made = table(titled, heads, lines[:MOST], foot=foot)
    return html(made, element("p", {"class": "read"}, locale[REST].format(n=left)) if left > 0 else None)


def _with_events(columns, rows):
    """The rows, with what users do in both languages."""
    return [tuple(EVENTS.get(cell, cell) if column in OF_EVENTS else cell for column, cell in zip(columns, row, strict=True)) for row in rows]


def _dated(figure, locale):
    """The rows, with the period of a `cohort` in words."""
    if "cohort" not in figure.table.columns:
        return figure.table.rows
    place = figure.table.columns.index("cohort")
    said = {row[place]: format.period(period(row[place], figure.period.calendar), locale, short=True) for row in figure.table.rows}
    return [(*row[:place], said[row[place]], *row[place + 1 :]) for row in figure.table.rows]


def _head(column, unit, locale):
    word = terms.column_word(column, locale.language)
    if unit is not Unit.MONEY:
        return word
    known = format.CURRENCIES.get(locale.currency)
    return locale[IN_MONEY].format(column=word, money=locale[known] if known else locale.currency)


def _unit(figure, place, column):
    """None for a column of names."""
    return None if any(isinstance(row[place], (str, Text)) for row in figure.table.rows) else unit_of(column, figure.metric.unit)


def unit_of(column: str, unit: Unit) -> Unit | None:
    """What a column is counted in; a column that is no word of ours has the metric's unit."""
    if column in COUNTED_IN:
        return COUNTED_IN[column]
    if column in terms.STATES:
        return Unit.USERS
    if column.endswith(("share", "_rate")) or column.startswith("retention"):
        return Unit.PERCENT
    return unit


def _in_whole_units(rows, units) -> set[int]:
    """The columns of money in which cents would say nothing, and would be cut off on a phone."""
    far = lambda place: any(abs(row[place] or 0) >= WHOLE for row in rows)  # noqa: E731
    return {place for place, unit in enumerate(units) if unit is Unit.MONEY and far(place)}


def _line(row, units, locale, whole):
    first, *rest = row
    cells = enumerate(zip(rest, units[1:], strict=True), 1)
    return [_name(first, locale), *(_cell(value, unit, locale, 0 if place in whole else 2) for place, (value, unit) in cells)]


def row_name(value, locale: Locale) -> str:
    """The first cell of a row, in words."""
    return wording.full_width(locale[value], locale) if isinstance(value, Text) else terms.value_word(value, locale)


def _name(value, locale):
    if isinstance(value, Text):
        return wording.full_width(locale[value], locale)
    return number(value) if isinstance(value, (int, float, Decimal)) else said(terms.value_word(value, locale))


def _cell(value, unit, locale, cents):
    if value is None:
        return ""
    if isinstance(value, (str, Text)):
        return _name(value, locale)
    if unit in PRINTED:
        return str(format.figure(value, unit, locale))
    if unit is Unit.INDEX:
        return SMALLEST if 0 < value < LEAST else format.fixed(value, 3)
    return format.fixed(value, cents) if unit is Unit.MONEY else number(value)


def number(value) -> str:
    """A number in full: whole, or with one place."""
    whole = format.exact(value) == format.exact(value).to_integral_value()
    return format.fixed(value, 0 if whole else 1)
