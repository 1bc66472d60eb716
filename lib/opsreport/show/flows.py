"""Moves between states as flows: where users were, where they are."""

from opsreport.show import format, terms, wording
from opsreport.show.charts import flows as draw
from opsreport.show.charts import responsive
from opsreport.show.format import COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.tables import more, number, table
from opsreport.units import Unit
from opsreport.words import Text

STAYED = Text("期初{state}的用户，{share}期末仍{state}", "{share} of those {state} at the start still are")
WENT = Text("{share}转为{state}", "{share} became {state}")
BELOW = Text("{name}，用户数；带宽按人数，浅色为状态不变", "{name}, users; bands as wide as their users, the pale ones stayed")
MOVE = Text("{start}→{end}{users}", "{start} to {end} {users}")
LIMITS = Text(
    "按期初、期末那天距最近一次{what}的天数分：活跃≤{active}天，沉默≤{silent}天，休眠≤{dormant}天，流失≤{lost}天，更久为长期流失。",
    "By the days since they last {what}, at the start and at the end: active up to {active}, silent up to {silent}, dormant up to {dormant}, "
    "lost up to {lost}, long gone after that.",
)
WHAT = {"events": Text("来访", "came"), "orders": Text("下单", "ordered")}
START, END = Text("期初", "At the start"), Text("期末", "At the end")
CORNER = Text("期初＼期末", "From \\ to")
PEOPLE = Text("{n}人", "{n}")
FIRST = "active"  # the state whose users the title follows


def flows(figure, locale: Locale) -> Html:
    """The figure's table has a row per state at the start: users of each state at the end, then their shares of the row."""
    moved = _moved(figure) if figure.table else {}
    if not any(users for row in moved.values() for users, _ in row.values()):
        return absent(figure, locale)
    starts = [start for start, row in moved.items() if any(users for users, _ in row.values())]
    ends = [end for end in next(iter(moved.values())) if any(row[end][0] for row in moved.values())]
    moves = {(a, b): moved[start][end][0] for a, start in enumerate(starts) for b, end in enumerate(ends) if moved[start][end][0]}
    named = plain(wording.name(figure, locale))
    marks = [(starts.index(start), ends.index(end)) for start, end in _told(moved)]
    label = named + locale[COLON] + locale[SEMICOLON].join(_move(starts[a], ends[b], users, locale) for (a, b), users in moves.items())
    words = [[terms.value_word(state, locale) for state in side] for side in (starts, ends)]
    heads = (locale[START], locale[END])
    chart = responsive(
        lambda size: draw(*words, moves, label, size, say_count=lambda n: locale[PEOPLE].format(n=number(n)), heads=heads, marks=marks)
    )
    means = element("p", {}, wording.formula(figure.metric, locale), locale[SEMICOLON], wording.options_line(figure.metric, locale))
    opened = more((locale[DATA], _matrix(moved, starts, ends, named, locale)), (locale[MEANING], means))
    set_to = figure.metric.options
    read = locale[LIMITS.format(**{**set_to, "what": WHAT[set_to["basis"]]})]
    return picture(_title(moved, locale) or named, locale[BELOW].format(name=named), chart, element("p", {"class": "read"}, read), opened)


def _moved(figure):
    """{start: {end: (users, share of the start's)}}."""
    _, *columns = figure.table.columns
    ends = [column for column in columns if not column.endswith("_share")]
    return {start: dict(zip(ends, zip(cells[: len(ends)], cells[len(ends) :], strict=True), strict=True)) for start, *cells in figure.table.rows}


def _told(moved):
    """The largest move of active users to another state."""
    row = {end: users for end, (users, _) in moved.get(FIRST, {}).items() if end != FIRST and users}
    return [(FIRST, max(row, key=row.get))] if row else []


def _title(moved, locale):
    users, stayed = moved.get(FIRST, {}).get(FIRST, (None, None))
    if stayed is None:
        return ""
    state = terms.value_word(FIRST, locale)
    said = [locale[STAYED].format(state=state, share=_share(stayed, locale))]
    for _, end in _told(moved):
        said.append(locale[WENT].format(share=_share(moved[FIRST][end][1], locale), state=terms.value_word(end, locale)))
    return locale[COMMA].join(said)


def _share(share, locale):
    return format.figure(share, Unit.PERCENT, locale)


def _move(start, end, users, locale):
    words = (terms.value_word(state, locale) for state in (start, end))
    return locale[MOVE].format(start=next(words), end=next(words), users=locale[PEOPLE].format(n=number(users)))


def _matrix(moved, starts, ends, named, locale):
    """Rows: where users were; columns: where they are. Each cell: users and their share of the row; those who stayed in bold."""
    rows = [(terms.value_word(start, locale), *(_cell(end == start, *moved[start][end], locale) for end in ends)) for start in starts]
    return table(named, [locale[CORNER], *(terms.value_word(end, locale) for end in ends)], rows)


def _cell(stayed, users, share, locale):
    if not users:
        return "·"
    rate = element("small", {}, str(_share(share, locale))) if share is not None else None
    return html(element("b" if stayed else "span", {}, number(users)), rate)
