"""Two columns of a table against each other, such as the users and the retention of channels."""

from opsreport.periods import period
from opsreport.show import format, terms, wording
from opsreport.show.charts import responsive
from opsreport.show.charts import scatter as draw
from opsreport.show.charts.scatter import is_far
from opsreport.show.format import COLON, SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.segments import FEW
from opsreport.show.tables import data_table, more, unit_of
from opsreport.words import Text

DRAWN = 40  # points; the largest
TITLE = Text(
    "{across}最高的是{large}（{x}），{up}{value}；{up}最高的是{high}（{most}），{across}{y}",
    "{large} has the highest {across} ({x}), with {up} {value}; {high} has the highest {up} ({most}), with {across} {y}",
)
EARLIER = Text("{when}{said}", "In {when}, {said}")
ONE = Text("{large}的{across}最高（{x}），{up}也最高（{value}）", "{large} has the highest {across} ({x}) and the highest {up} ({value})")
BELOW = Text("{name}，{period}", "{name}, {period}")
LOGARITHMIC = Text("{word}（对数刻度）", "{word} (logarithmic)")
POINT = Text("{name}{x}，{y}", "{name} {x}, {y}")
WHOLE = Text("合计{value}", "all {value}")
GREY, REST = (
    Text("空心的不足{n}人，不比较。", "Hollow ones have fewer than {n} and are not compared. "),
    Text("另有{n}个只列在表中。", "{n} more in the table only."),
)
USERS = ("new_users", "users")  # columns that say how many people are behind a row


def scatter(figure, across: str, up: str, locale: Locale) -> Html:
    """across, up: columns of the figure's table; its first column names the points, `new_users` or `users` says how many are behind each, `cohort` of

    which period they are; a last row `total` is the whole.
    """
    rows = _rows(figure, across, up)
    if len(rows) < 2:
        return absent(figure, locale)
    units = [unit_of(column, figure.metric.unit) for column in (across, up)]
    words = [terms.column_word(column, locale.language) for column in (across, up)]
    rows.sort(key=lambda row: -float(row[1]))
    said = [_say(unit, locale) for unit in units]
    points = [(_name(row, locale), row[1], row[2], None, "rule" if few(row) else "ink") for row in rows[:DRAWN]]
    named = plain(wording.name(figure, locale))
    told = [locale[POINT].format(name=plain(name), x=said[0](x), y=said[1](y)) for name, x, y, *_ in points]
    label = named + locale[COLON] + locale[SEMICOLON].join(told)
    axis = locale[LOGARITHMIC].format(word=words[0]) if is_far([float(x) for _, x, *_ in points]) else words[0]
    whole = _whole(figure, up)
    how = {
        "say_x": _say(units[0], locale, format.tick),
        "say_y": _say(units[1], locale, format.tick),
        "x_word": axis,
        "y_word": words[1],
        "whole": whole,
    }
    how["whole_word"] = locale[WHOLE].format(value=said[1](whole)) if whole is not None else ""
    chart = responsive(lambda size: draw(points, label, size, **how))
    read = _read(rows, locale)
    opened = more((locale[DATA], data_table(figure, locale, named)), (locale[MEANING], element("p", {}, wording.formula(figure.metric, locale))))
    below = locale[BELOW].format(name=named, period=format.period(_when(figure), locale))
    title = _title(rows, words, said, _when(figure), figure.period, locale)
    return picture(title or named, below, chart, element("p", {"class": "read"}, read) if read else None, opened)


def _rows(figure, across, up):
    """(name, across, up, users) of the rows that have both."""
    if figure.table is None:
        return []
    columns = figure.table.columns
    counted = next((column for column in USERS if column in columns), None)
    places = [columns.index(column) if column else None for column in (across, up, counted)]
    rows = [(row[0], *(None if place is None else row[place] for place in places)) for row in figure.table.rows if row[0] != "total"]
    return [row for row in rows if row[1] is not None and row[2] is not None]


def _when(figure):
    """Of which period the users are: the table says it where that is not the page's."""
    columns, rows = figure.table.columns, figure.table.rows
    return period(rows[0][columns.index("cohort")], figure.period.calendar) if "cohort" in columns else figure.period


def _whole(figure, up):
    last = figure.table.rows[-1]
    return last[figure.table.columns.index(up)] if last[0] == "total" else None


def _name(row, locale):
    return terms.value_word(row[0], locale)


def few(row) -> bool:
    """Too few users behind a point to compare it."""
    return row[3] is not None and row[3] < FEW


def _say(unit, locale, how=format.figure):
    return lambda value: str(how(value, unit, locale)) if unit else format.fixed(value, 0)


def _read(rows, locale):
    rest = len(rows) - DRAWN
    grey = locale[GREY].format(n=FEW) if any(map(few, rows)) else ""
    return grey + (locale[REST].format(n=rest) if rest > 0 else "")


def _title(rows, words, said, when, now, locale):
    """The furthest along both axes, of those that can be compared and have a name; of an earlier period by its name."""
    fair = [row for row in rows if not few(row) and row[0] not in ("unknown", "", None)]
    if len(fair) < 2:
        return ""
    large, high = fair[0], max(fair, key=lambda row: row[2])
    across, up = words if locale.zh else (wording.lower_first(word, locale) for word in words)
    told = {"large": plain(_name(large, locale)), "across": across, "up": up, "x": said[0](large[1]), "value": said[1](large[2])}
    title = ONE if large is high else TITLE
    title = locale[title].format(**told, high=plain(_name(high, locale)), most=said[1](high[2]), y=said[0](high[1]))
    return title if when.label == now.label else locale[EARLIER].format(when=format.period(when, locale, beside=now), said=title)
