"""The scorecard page's opening: one sentence, the roles with their scores, which figures missed their targets."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from opsreport.scorecard import Points, Result, Scorecard
from opsreport.show import format, terms, wording
from opsreport.show.cards import in_clauses
from opsreport.show.format import AND, SEMICOLON, STOP, Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.tables import table
from opsreport.units import Unit
from opsreport.words import Text

NO_ROLES = Text("还没有约定岗位考核。", "No roles have been agreed yet.")
ON_TARGET = Text("{when}考核{of}项，达标{met}项", "{when}: {met} of {of} KPIs on target")
NOT_OVER = Text("{when}进行中，期末计分", "{when} is not over: scores come at its end")
LOWEST = Text("{role}得分最低，{score}分", "{role} scores lowest, at {score}")
ONE_SCORE = Text("{role}得{score}分", "{role} scores {score}")
NO_SCORE = Text("没有岗位能计分", "no role can be scored")
SCORE, SCORES = Text("{score}分", "{score} points"), Text("各岗位得分", "Scores by role")
HEADS = [Text("岗位", "Role"), Text("得分", "Score"), Text("达标", "On target"), Text("失分最多", "Most points lost")]
BONUS, GRADE = Text("奖金", "Bonus"), Text("{money}（{grade}）", "{money} ({grade})")
UNSCORED = {
    "running": Text("期末计分", "scored at the end of the period"),
    "unscored": Text("有指标没有数据，按约定不计分", "a KPI has no figure: not scored, as agreed"),
    "no_figures": Text("没有可计分的指标", "no KPI can be scored"),
}
LOST = Text("{name}，−{points}分", "{name}, −{points}")
NONE_LOST = Text("没有", "none")
MISSED = Text("{of}项中{n}项未达标：{names}", "{n} of {of} missed: {names}")
ALL_MET = Text("{of}项全部达标", "All {of} on target")
MORE_NAMES = Text("等", " and more")
LISTED = 3


def sentence(cards: Sequence[Scorecard], locale: Locale) -> Html:
    """How many KPIs are on target, and which role scores lowest; before the end of the period, that it is not over."""
    if not cards:
        return in_clauses([locale[NO_ROLES]], locale)
    period = cards[0].period
    when = format.period(period, locale, beside=period)
    when = when[:1].upper() + when[1:]
    if period.running:
        return in_clauses([locale[NOT_OVER].format(when=when) + locale[STOP]], locale)
    known = [one for card in cards for one in judged(card)]
    scored = sorted((card for card in cards if card.score is not None), key=lambda card: card.score)
    then = LOWEST if len(scored) > 1 else ONE_SCORE if scored else NO_SCORE
    role = {"role": locale[scored[0].role.name], "score": scored[0].printed} if scored else {}
    first = locale[ON_TARGET].format(when=when, of=len(known), met=sum(map(met, known)))
    return in_clauses([first + locale[SEMICOLON].strip(), locale[then].format(**role) + locale[STOP]], locale)


def scores(cards: Sequence[Scorecard], locale: Locale) -> Html:
    """Every role with its score, how many of its figures are on target, and where most points were lost."""
    if not cards:
        return element("p", {"class": "read"}, locale[NO_ROLES])
    paid = any(card.role.bonus for card in cards)
    heads = [locale[head] for head in (*HEADS, *((BONUS,) if paid else ()))]
    return table(locale[SCORES], heads, [_role(card, paid, locale) for card in cards])


def _role(card, paid, locale):
    why = element("small", {}, locale[UNSCORED[card.reason]]) if card.reason else None
    name = html(element("span", {"class": "n"}, plain(locale[card.role.name])), why)
    score = element("b", {}, str(card.printed)) if card.score is not None else ""
    reached = f"{sum(map(met, judged(card)))}/{len(measured(card))}" if not card.period.running else ""
    return [name, score, reached, _lost(card, locale), *((_bonus(card, locale),) if paid else ())]


def _lost(card, locale):
    if card.score is None:
        return ""
    lost = [(one.weight - one.points, one) for one in card.points if one.weight is not None and one.points < one.weight]
    if not lost:
        return locale[NONE_LOST]
    points, worst = max(lost, key=lambda each: each[0])
    return locale[LOST].format(name=kpi_name(worst.result, locale), points=tenth(points))


def _bonus(card, locale):
    if card.bonus is None:
        return ""
    money = str(format.figure(card.bonus, Unit.MONEY, locale, full=True))
    return locale[GRADE].format(money=money, grade=locale[card.grade.name]) if card.grade and card.grade.name else money


def missed(cards: Sequence[Scorecard], locale: Locale) -> str:
    """Which figures missed their targets, those that cost most points first; each named once. Empty before the end of the period."""
    known = [one for card in cards if not card.period.running for one in judged(card)]
    if not known:
        return ""
    short = sorted((one for one in known if not met(one)), key=lambda one: (one.points or 0) - (one.weight or 0))
    names = list(dict.fromkeys(wording.lower_first(kpi_name(one.result, locale), locale) for one in short))
    if not names:
        return locale[ALL_MET].format(of=len(known))
    listed = locale[AND].join(names[:LISTED]) + (locale[MORE_NAMES] if len(names) > LISTED else "")
    return locale[MISSED].format(of=len(known), n=len(short), names=listed)


def judged(card: Scorecard) -> list[Points]:
    """The KPIs that have both figure and target."""
    return [one for one in measured(card) if one.result.achieved is not None]


def measured(card: Scorecard) -> list[Points]:
    """The KPIs that are figures; what people judge has no target to reach."""
    return [one for one in card.points if one.result.metric is not None]


def met(one: Points) -> bool:
    """Whether a figure reached its target."""
    return one.result.target is not None and one.result.target.met is True


def kpi_name(result: Result, locale: Locale) -> str:
    """The figure's name, with its segment; what people judge by the name that it was given."""
    if result.metric is None:
        return plain(locale[result.kpi.name])
    said = plain(wording.name(result, locale))
    return f"{said} · {plain(terms.segment_values(result.kpi.segment, locale))}" if result.kpi.segment else said


def tenth(value: Fraction) -> str:
    """Points as they are printed."""
    return format.fixed(Decimal(value.numerator) / Decimal(value.denominator), 1)
