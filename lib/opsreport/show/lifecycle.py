"""The life cycle: how many users are in which state, and how they moved since the period's start."""

from opsreport.show import format, terms, wording
from opsreport.show.charts import bars, responsive
from opsreport.show.format import COLON, SEMICOLON, Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.tables import data_table, more, number, table
from opsreport.units import Unit
from opsreport.words import Text

TITLE = Text("{state}用户最多：{words}", "Most users are {state}: {words}")
BELOW = Text("{name}，期末", "{name}, at the period's end")
USERS = Text("{users}人，{share}", "{users} ({share})")
MEANS = Text("{formula}。{limits}", "{formula}. {limits}")
CORNER = Text("期初＼期末", "From \\ to")


def lifecycle(states, moves, locale: Locale) -> Html:
    """states: a table (state, users, share); moves: a table (from, users of each state at the end, their shares of the row)."""
    return html(_states(states, locale) if states.table else absent(states, locale), _moves(moves, locale) if moves.table else absent(moves, locale))


def _states(figure, locale):
    titled = plain(wording.name(figure, locale))
    rows = [(terms.value_word(state, locale.language), users, _words(users, share, locale)) for state, users, share in figure.table.rows]
    state, _, words = max(rows, key=lambda row: row[1])
    label = titled + locale[COLON] + locale[SEMICOLON].join(f"{name} {said}" for name, _, said in rows)
    lines = [(name, users, None, said, "quiet") for name, users, said in rows]
    means = locale[MEANS].format(formula=wording.formula(figure.metric, locale), limits=wording.options_line(figure.metric, locale))
    opened = more((locale[DATA], data_table(figure, locale, titled)), (locale[MEANING], element("p", {}, means)))
    chart = responsive(lambda size: bars(lines, label, size))
    return picture(locale[TITLE].format(state=state, words=words), locale[BELOW].format(name=titled), chart, opened)


def _words(users, share, locale):
    return number(users) if share is None else locale[USERS].format(users=number(users), share=format.figure(share, Unit.PERCENT, locale))


def _moves(figure, locale):
    """Rows: where users were; columns: where they are. Each cell: users and their share of the row; those who stayed in bold."""
    _, *columns = figure.table.columns
    states = [column for column in columns if not column.endswith("_share")]
    moved = {
        start: dict(zip(states, zip(cells[: len(states)], cells[len(states) :], strict=True), strict=True)) for start, *cells in figure.table.rows
    }
    ends = [state for state in states if any(row[state][0] for row in moved.values())]
    starts = [start for start, row in moved.items() if any(users for users, _ in row.values())]
    rows = [(terms.value_word(start, locale.language), *(_cell(end == start, *moved[start][end], locale) for end in ends)) for start in starts]
    heads = [locale[CORNER], *(terms.value_word(state, locale.language) for state in ends)]
    return element("figure", {}, table(plain(wording.name(figure, locale)), heads, rows))


def _cell(stayed, users, share, locale):
    if not users:
        return "·"
    rate = element("small", {}, str(format.figure(share, Unit.PERCENT, locale))) if share is not None else None
    return html(element("b" if stayed else "span", {}, number(users)), rate)
