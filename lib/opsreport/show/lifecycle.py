"""The life cycle: how many users are in which state, and how they moved since the period's start."""

from opsreport.show import format, terms, wording
from opsreport.show.charts import bars, responsive
from opsreport.show.format import Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.pictures import absent, picture
from opsreport.show.tables import data_table, more, number, table
from opsreport.units import Unit


def lifecycle(states, moves, locale: Locale) -> Html:
    """states: a table (state, users, share); moves: a table (from, users of each state at the end, their shares of the row)."""
    return html(_states(states, locale) if states.table else absent(states, locale), _moves(moves, locale) if moves.table else absent(moves, locale))


def _states(figure, locale):
    rows = [(terms.value_word(state, locale.language), users, share) for state, users, share in figure.table.rows]
    titled = plain(wording.name(figure, locale))

    def draw(size):
        lines = [(name, users, None, _words(users, share, locale), "quiet") for name, users, share in rows]
        return bars(lines, titled + "：" + "；".join(f"{name} {words}" for name, _, _, words, _ in lines), size)

    most = max(rows, key=lambda row: row[1])
    title = f"{most[0]}用户最多：{_words(*most[1:], locale)}" if locale.zh else f"Most users are {most[0]}: {_words(*most[1:], locale)}"
    below = f"{titled}，期末" if locale.zh else f"{titled}, at the period's end"
    meaning = ("口径" if locale.zh else "Meaning", element("p", {}, wording.formula(figure.metric, locale), "。" if locale.zh else ". ", _limits(figure.metric, locale)))
    return picture(title, below, responsive(draw), more(("数据表" if locale.zh else "Data", data_table(figure, locale, titled)), meaning))


def _words(users, share, locale):
    if share is None:
        return number(users)
    rate = format.figure(share, Unit.PERCENT, locale)
    return f"{number(users)}人，{rate}" if locale.zh else f"{number(users)} ({rate})"


def _limits(metric, locale):
    return wording.full_width(("；" if locale.zh else "; ").join(wording.options(metric, locale)), locale)


def _moves(figure, locale):
    """Rows: where users were; columns: where they are. Each cell: users and their share of the row; those who stayed in bold."""
    _, *columns = figure.table.columns
    states = [column for column in columns if not column.endswith("_share")]
    rows = []
    for start, *cells in figure.table.rows:
        users, shares = cells[: len(states)], cells[len(states) :]
        rows.append((terms.value_word(start, locale.language), *(_cell(state == start, *pair, locale) for state, *pair in zip(states, users, shares, strict=True))))
    heads = ["期初＼期末" if locale.zh else "From \\ to", *(terms.value_word(state, locale.language) for state in states)]
    return element("figure", {}, table(plain(wording.name(figure, locale)), heads, rows))


def _cell(stayed, users, share, locale):
    if not users:
        return "·"
    rate = element("small", {}, str(format.figure(share, Unit.PERCENT, locale))) if share is not None else None
    return html(element("b" if stayed else "span", {}, number(users)), rate)
