"""Ledgers: what there was, what came in, what went out, what there is; and whether it balances, with the difference where it does not."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from opsreport.metrics.ledgers import Imbalance, Statement
from opsreport.show import format, terms, wording
from opsreport.show.charts import responsive
from opsreport.show.charts import waterfall as draw
from opsreport.show.effects import effects
from opsreport.show.format import AND, COLON, SEMICOLON, Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.tables import more, table
from opsreport.units import Unit
from opsreport.words import Text

OPENING, CLOSING = Text("期初", "At the start"), Text("期末", "At the end")
HELD = {  # what a ledger's opening and closing count
    "points_pool_change": Text("未兑换积分", "Points held"),
    "recharge_consumption": Text("储值余额", "Stored value"),
    "tier_distribution": Text("会员", "Members"),
    "growth_accounting": Text("活跃用户", "Active users"),
}
TITLE = Text("{name}从{opening}{moved}{closing}", "{name} {moved} {closing}, from {opening}")
MOVES = {-1: Text("减到", "fell to"), 0: Text("未变，仍为", "stayed at"), 1: Text("增到", "rose to")}

BELOW, IN = Text("{name}，{period}", "{name}, {period}"), Text("{name}（{unit}）", "{name} ({unit})")
START = Text("从期初起算", "starts at the opening")
MORE, LESS = Text("净增", "net"), Text("净减", "net")
BALANCED = Text(
    "账平：期初＋增加－减少＝期末，期初与上期期末相等",
    "It balances: opening + in − out = closing, and it opens with what the period before closed with",
)
SUMS_ONLY = Text("账平：期初＋增加－减少＝期末", "It balances: opening + in − out = closing")
BROKEN = {
    "parts": Text("账不平：期初＋增加－减少应为{expected}，期末记为{found}，差{difference}",
                  "It does not balance: opening + in − out comes to {expected}, the closing is {found}, a difference of {difference}"),
    "carried": Text("账不平：上期期末{expected}，本期期初{found}，差{difference}",
                    "It does not balance: the period before closed with {expected}, this one opens with {found}, a difference of {difference}"),
}  # fmt: skip
ROW, MOVE, AMOUNT, WHOLE = Text("项目", "Item"), Text("变动", "Moves"), Text("数额", "Amount"), Text("合计", "All")
ALL_BALANCED = Text("{n}本台账都对得上", "All {n} ledgers balance")
SOME_BROKEN = Text("{n}本台账中{broken}本对不上", "{broken} of {n} ledgers do not balance")
OK, WRONG = Text("平", "balances"), Text("差{difference}", "off by {difference}")
CAPTION = Text("各本账的期初、变动与期末", "What each ledger opens with, its moves, and what it closes with")
LEDGER = Text("账", "Ledger")


def ledger(figures: Sequence, stated: Sequence[Statement], locale: Locale) -> Html:
    """figures: of the ledger's metric; stated: its statement, or one per row of its table; none where it is not known."""
    if not stated:
        return absent(figures[0], locale)
    return _rows(figures[0], stated, locale) if stated[0].row is not None else _waterfall(figures, stated[0], locale)


def _waterfall(figures, one, locale):
    by = {figure.part: figure for figure in figures}
    unit, period = by[one.ledger.opening[0]].unit, by[one.ledger.opening[0]].period
    say = lambda value: str(format.figure(value, unit, locale))  # noqa: E731
    name = plain(wording.metric_name(one.ledger.metric, locale))
    shown = effects(Fraction(one.closing - one.opening), [Fraction(value) for _, value in one.moves], unit, locale)
    words = [wording.full_width(locale[by[part].metric.parts[part].name], locale) for part, _ in one.moves]
    used = [place for place, (_, value) in enumerate(one.moves) if value]
    rows = [(words[place], "", shown.parts[place], "quiet") for place in used]
    start, end = (locale[OPENING], say(one.opening)), (locale[CLOSING], say(one.closing))
    told = [" ".join(start), *(f"{word} {shown.bare(part)}" for word, _, part, _ in rows), " ".join(end)]
    label = name + locale[COLON] + locale[SEMICOLON].join(told)
    how = {"say_part": shown.bare, "start_word": locale[START], "whole_word": locale[MORE if sum(value for _, value in one.moves) >= 0 else LESS]}
    chart = responsive(lambda size: draw(start, rows, end, label, size, **how)) if rows else None
    means = element("p", {}, wording.formula(one.ledger.metric, locale))
    opened = more((locale[DATA], _moves(one, words, unit, name, locale)), (locale[MEANING], means))
    below = locale[BELOW].format(name=name, period=format.period(period, locale))
    title, carried = _title(one.ledger, one.opening, one.closing, say, locale), one.carried is not None
    return picture(title, below, chart, checked(one.broken, unit, locale, carried=carried), opened)


def _title(ledger, opening, closing, say, locale):
    direction = 0 if say(closing) == say(opening) else 1 if closing > opening else -1
    named = locale[HELD[ledger.metric.id]]
    return locale[TITLE].format(name=named, moved=locale[MOVES[direction]], opening=say(opening), closing=say(closing))


def _moves(one, words, unit, name, locale):
    full = lambda value: str(format.figure(value, unit, locale, full=True))  # noqa: E731
    moves = [(word, full(value)) for word, (_, value) in zip(words, one.moves, strict=True)]
    return table(name, [locale[ROW], locale[AMOUNT]], [(locale[OPENING], full(one.opening)), *moves], foot=(locale[CLOSING], full(one.closing)))


def _rows(figure, stated, locale):
    """A line per row of the table: opening, what moved, closing."""
    say = lambda value: str(format.figure(value, figure.unit, locale))  # noqa: E731
    name = plain(wording.metric_name(figure.metric, locale))
    full = lambda value: format.figure(value, figure.unit, locale, full=True).number  # noqa: E731
    parts = [part for part, _ in stated[0].moves]
    heads = [terms.column_word(figure.table.columns[0], locale.language), locale[OPENING]]
    heads += [*(terms.column_word(part, locale.language) for part in parts), locale[CLOSING]]
    numbers = [(one.opening, *(value for _, value in one.moves), one.closing) for one in stated]
    lines = [(terms.value_word(one.row, locale), *map(full, row)) for one, row in zip(stated, numbers, strict=True)]
    sums = tuple(map(sum, zip(*numbers, strict=True)))
    caption = locale[BELOW].format(name=name, period=format.period(figure.period, locale))
    counted = format.figure(0, figure.unit, locale, full=True)
    unit = counted.before or counted.after.strip()
    made = table(locale[IN].format(name=name, unit=unit) if unit else name, heads, lines, foot=(locale[WHOLE], *map(full, sums)))
    means = more((locale[MEANING], element("p", {}, wording.formula(figure.metric, locale))))
    carried = all(one.carried is not None for one in stated)
    title = _title(stated[0].ledger, sums[0], sums[-1], say, locale)
    return picture(title, caption, None, made, checked(stated_broken(stated), figure.unit, locale, carried=carried), means)


def stated_broken(stated: Iterable[Statement]) -> list[Imbalance]:
    return [broken for one in stated for broken in one.broken]


def checked(broken: Sequence[Imbalance], unit: Unit, locale: Locale, *, carried: bool) -> Html:
    """Whether it balances, in a line; carried: the opening was compared with the closing before."""
    if not broken:
        return element("p", {"class": "read"}, element("span", {"aria-hidden": "true"}, "✓ "), locale[BALANCED if carried else SUMS_ONLY])
    cross = element("span", {"aria-hidden": "true"}, "✕ ")
    return html([element("p", {"class": "verdict bad"}, cross, imbalance(each, unit, locale)) for each in broken])


def imbalance(broken: Imbalance, unit: Unit, locale: Locale) -> str:
    """A broken identity with its difference."""
    said = {name: format.figure(getattr(broken, name), unit, locale, full=True) for name in ("expected", "found", "difference")}
    row = terms.value_word(broken.row, locale) + locale[COLON] if broken.row is not None else ""
    return row + locale[BROKEN[broken.what]].format(**said)


def balances(stated: Iterable[Statement], locale: Locale) -> Html:
    """Every ledger as a line: opening, closing, and whether it balances; empty of those that are not known."""
    by: dict = {}
    for one in stated:
        by.setdefault(one.ledger.metric, []).append(one)
    lines, classes = [], []
    for metric, ones in by.items():
        unit, broken = _unit(ones[0]), stated_broken(ones)
        full = lambda value, unit=unit: str(format.figure(value, unit, locale, full=True))  # noqa: E731
        state = locale[AND].join(imbalance(each, unit, locale) for each in broken) or locale[OK]
        glyph = element("span", {"aria-hidden": "true"}, "✕ " if broken else "✓ ")
        sums = [sum(one.opening for one in ones), sum(v for one in ones for _, v in one.moves), sum(one.closing for one in ones)]
        verdict = element("small", {"class": "bad" if broken else None}, glyph, state)
        numbers = [element("span", {"class": "n"}, full(value)) for value in sums]
        lines.append((html(plain(wording.metric_name(metric, locale)), verdict), *numbers))
        classes.append("hot" if broken else None)
    return table(locale[CAPTION], [locale[head] for head in (LEDGER, OPENING, MOVE, CLOSING)], lines, classes=classes) if lines else html()


def answer(stated: Iterable[Statement], locale: Locale) -> Html:
    """How many ledgers balance."""
    by: dict = {}
    for one in stated:
        by.setdefault(one.ledger.metric, []).append(one)
    return html(_all(by, locale)) if by else html()


def _all(by, locale):
    broken = sum(bool(stated_broken(ones)) for ones in by.values())
    return locale[SOME_BROKEN if broken else ALL_BALANCED].format(n=len(by), broken=broken)


def _unit(one: Statement) -> Unit:
    parts = one.ledger.metric.parts
    return parts[one.ledger.opening[0] if one.ledger.opening[0] in parts else None].unit
