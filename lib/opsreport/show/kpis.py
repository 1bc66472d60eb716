"""A role's figures as cards: figure, target, how far it is reached, what that is worth; how it came about one tap away."""

from collections.abc import Sequence

from opsreport.goals import DIFFERENCE, RATIO
from opsreport.scorecard import Points, Scorecard, rounded
from opsreport.show import attained, format, wording
from opsreport.show.cards import LABELS, RUNNING, SCALES, number
from opsreport.show.charts import attainment
from opsreport.show.format import COLON, SEMICOLON, Locale
from opsreport.show.markup import NONE, Html, element, html, plain
from opsreport.show.scorecard import NO_ROLES, UNSCORED, judged, kpi_name, measured, met, tenth
from opsreport.targets import Target
from opsreport.units import LOWER, Unit
from opsreport.words import Text

SCORE, SCORES = Text("{score}分", "{score} points"), Text("各岗位得分", "Scores by role")
TITLE = Text("{role}：{score}，{of}项达标{met}项", "{role}: {score}, {met} of {of} on target")
TARGET, GAP, WEIGHT, POINTS = Text("目标", "Target"), Text("差距", "Gap"), Text("权重", "Weight"), Text("得分", "Points")
RAISED = Text("{weight}→{counted}", "{weight} → {counted}")
AGREED, BEFORE, HOW, PARTS = Text("约定", "Agreed"), Text("此前", "Before"), Text("计分", "Points"), Text("各期", "Parts")
LATE = Text("{period}数据；本期观察期未满", "{period} figure: the window is still open")
ADDED = Text("各期合计", "The sum of its parts")
ACHIEVED = Text("达成{share}", "{share} achieved")
BELOW = {  # of what should be low, a share of the target says nothing: how it is counted does
    RATIO: Text("越低越好，目标÷实际为{share}", "lower is better: target ÷ actual is {share}"),
    DIFFERENCE: Text("越低越好，2−实际÷目标为{share}", "lower is better: 2 − actual ÷ target is {share}"),
}
OF_WEIGHT = Text("{reached}×权重{weight}", "{reached} × a weight of {weight}")
CAPPED = Text("（封顶{cap}）", " (capped at {cap})")
FLOORED = Text("（保底{floor}）", " (floor {floor})")
STEPPED = Text("{reached}，按分档计{credit}，×权重{weight}", "{reached}, which gives {credit} by steps, × a weight of {weight}")
PIECE = Text("{period}{value}，目标{goal}", "{period} {value}, target {goal}")
SHARED = Text("各岗位共同的指标", "Figures that every role shares")
ALSO = Text("另计共同指标：{names}", "And, shared by all: {names}")
SHARED_ONE = Text("{name}（权重{weight}，得{points}分）", "{name} (weight {weight}, {points} points)")
SHARED_OPEN = Text("{name}（权重{weight}）", "{name} (weight {weight})")
SEVERAL = 3  # roles, from which a figure that all of them have is shown once
NOT_BEGUN = Text("尚未开始", "not begun")
BAR, BAR_BELOW = Text("{name}：完成目标的{share}", "{name}: {share} of the target"), Text("{name}：{reached}", "{name}: {reached}")
ROUNDED = Text(
    "得分印一位小数，总分由未取舍的得分相加后再取一位，与印出的各项之和可差0.1至0.2分。",
    "Points are printed to a tenth; scores are added up before rounding, and can differ from the sum of the printed points by 0.1 or 0.2.",
)
BY_PEOPLE = Text("人工评分", "judged by people")
MOVED, OPEN = Text("未计分，权重并入其余指标", "Not scored: its weight goes to the others"), Text("未计分", "Not scored")


def roles(cards: Sequence[Scorecard], locale: Locale) -> Html:
    """Each role's figures as cards: figure, target, how far it is reached, what that is worth; how it came about one tap away."""
    if not cards:
        return element("p", {"class": "read"}, locale[NO_ROLES])
    shared = _shared(cards)
    first = [_kpi(one, cards[0], locale, own=False) for one in cards[0].points if _key(one) in shared]
    said = html(element("h3", {}, locale[SHARED]), element("ul", {"class": "cards"}, first)) if first else None
    note = element("p", {"class": "small"}, locale[ROUNDED]) if _differ(cards) else None
    return html([_of_role(card, shared, locale) for card in cards], said, note)


def _key(one: Points):
    """What makes two roles' figures the same: the figure, of which segment and period, held to which target."""
    result = one.result
    if result.metric is None:
        return None  # judged by people, each for themselves
    return result.metric, result.part, tuple(sorted((result.kpi.segment or {}).items())), result.period.label, result.target and result.target.value


def _shared(cards) -> set:
    """The figures that every role has, of several roles."""
    keys = [{_key(one) for one in card.points if one.result.metric is not None} for card in cards]
    return set.intersection(*keys) if len(keys) >= SEVERAL else set()


def _also(ones, locale) -> Html:
    """The role's share of the figures that stand with those of all."""
    if not ones:
        return NONE
    said = []
    for one in ones:
        words = SHARED_OPEN if one.points is None else SHARED_ONE
        points = tenth(one.points) if one.points is not None else ""
        said.append(locale[words].format(name=kpi_name(one.result, locale), weight=number(one.result.kpi.weight), points=points))
    return element("p", {"class": "read"}, locale[ALSO].format(names=locale[SEMICOLON].join(said)))


def _of_role(card, shared, locale):
    reached = sum(map(met, judged(card)))
    score = locale[SCORE].format(score=card.printed) if card.score is not None else locale[UNSCORED[card.reason]]
    said = {"role": plain(locale[card.role.name]), "score": score, "of": len(measured(card)), "met": reached}
    title = locale[Text("{role}：{score}", "{role}: {score}") if card.period.running else TITLE].format(**said)
    own = [_kpi(one, card, locale) for one in card.points if _key(one) not in shared]
    rest = _also([one for one in card.points if _key(one) in shared], locale)
    return html(element("h3", {}, title), element("ul", {"class": "cards"}, own) if own else None, rest)


def _kpi(one: Points, card: Scorecard, locale: Locale, *, own: bool = True) -> Html:
    """own: with its weight and points, which are the role's."""
    result = one.result
    titled = element("h4", {}, kpi_name(result, locale))
    return element(
        "li",
        {"class": "card"},
        element("details", {"class": "def"}, element("summary", {}, titled), _how(one, locale, own=own)),
        _value(result, locale),
        _bar(result, locale),
        element("p", {"class": _classes("state", attained.token(result.target))}, _standing(result, locale)),
        element("dl", {}, [html(element("dt", {}, locale[word]), element("dd", {}, said)) for word, said in _facts(one, locale, own=own)]),
        element("p", {"class": "verdict"}, _remark(one, card, locale)) if _remark(one, card, locale) else NONE,
    )


def _classes(*names):
    return " ".join(filter(None, names))


def _unit(result) -> Unit:
    return Unit.PERCENT if result.metric is None else result.metric.parts[result.part].unit


def _value(result, locale):
    if result.reading.value is None:
        return element("p", {"class": "v none"}, attained.reason(result.reason, result.reading, locale))
    figure = format.figure(result.reading.value, _unit(result), locale)
    after = figure.after if figure.after in SCALES else element("small", {}, figure.after.strip()) if figure.after else None
    return element("p", {"class": "v"}, figure.before, figure.number, after)


def _bar(result, locale):
    if result.achieved is None:
        return element("span", {}, NONE)
    name, share = kpi_name(result, locale), attained.percent(result.achieved, locale)
    said = (
        locale[BAR_BELOW].format(name=name, reached=_reached(result, locale))
        if _should_be_low(result)
        else locale[BAR].format(name=name, share=share)
    )
    return attainment(result.achieved, max(result.kpi.cap, 1), said, color=attained.token(result.target) or "quiet")


def _standing(result, locale) -> Html | str:
    held = result.target
    if result.metric is None:
        return locale[BY_PEOPLE] if result.achieved is not None else ""
    if held is None or not held.known or result.reading.value is None:
        return "" if result.reading.value is None else attained.reason(result.reason, result.reading, locale)
    mark = element("span", {"aria-hidden": "true"}, attained.glyph(held))
    return html(mark, " ", attained.standing(held, _unit(result), locale))


def _facts(one, locale, *, own):
    result, held = one.result, one.result.target
    known = held is not None and held.known
    if known:
        yield TARGET, attained.goal(held, _unit(result), locale)
    if known and held.gap is not None:
        yield GAP, attained.signed_gap(held, _unit(result), locale)
    if not own:
        return
    weight = number(result.kpi.weight)
    raised = one.weight is not None and one.weight != result.kpi.weight
    yield WEIGHT, locale[RAISED].format(weight=weight, counted=tenth(one.weight)) if raised else weight
    if one.points is not None:
        yield POINTS, element("b", {}, tenth(one.points))


def _remark(one, card, locale) -> str:
    """Of which period the figure is, where that is not the report's own; that it is not scored, and where its weight went."""
    result, said = one.result, []
    if result.period.label != card.period.label:
        said.append(locale[LATE].format(period=format.period(result.period, locale, beside=card.period)))
    elif result.period.running and result.reading.value is not None:
        days = (result.period.whole_end - result.period.start).days
        said.append(locale[RUNNING].format(days=result.period.days, whole=days))
    if result.target is not None and result.target.added:
        said.append(locale[ADDED])
    if result.achieved is None and not card.period.running:
        said.append(locale[MOVED if card.score is not None else OPEN])
    return locale[SEMICOLON].join(said)


def _how(one: Points, locale: Locale, *, own: bool) -> Html:
    """How the figure and its points came about."""
    result, held = one.result, one.result.target
    meaning = wording.formula(result.metric, locale) if result.metric else locale[BY_PEOPLE]
    rows = [(LABELS["meaning"], meaning), (LABELS["this"], _parts(result, locale))]
    if held is not None:
        rows += [(AGREED, attained.agreement(held, locale)), (BEFORE, attained.history(held, locale)), (PARTS, _pieces(held, _unit(result), locale))]
    if own:
        rows.append((HOW, _worth(one, locale)))
    if result.metric is not None:
        rows += [(LABELS["options"], wording.options_line(result.metric, locale)), (LABELS["id"], _id(result))]
    return element("dl", {"class": "facts"}, [(element("dt", {}, locale[word]), element("dd", {}, said)) for word, said in rows if said])


def _id(result) -> str:
    return result.metric.id + (f" · {result.part}" if result.part else "")


def _parts(result, locale) -> str:
    """Numerator ÷ denominator in full; of a total the figure itself."""
    reading = result.reading
    if reading.value is None:
        return ""
    said = str(format.figure(reading.value, _unit(result), locale, full=True))
    if reading.numerator is not None and reading.denominator is not None:
        said = " ÷ ".join(number(part) for part in (reading.numerator, reading.denominator))
    return f"{format.period(result.period, locale)}{locale[COLON]}{said}"


def _pieces(held: Target, unit, locale) -> Html | str:
    """The months of a longer period: figure and target of each."""
    said = []
    for goal, reading in held.pieces:
        why = locale[NOT_BEGUN] if not goal.period.days else wording.reason(reading, locale)
        value = str(format.figure(reading.value, unit, locale)) if reading.value is not None else why
        when = format.period(goal.period, locale, beside=held.period)
        said.append(element("li", {}, locale[PIECE].format(period=when, value=value, goal=attained.goal(goal, unit, locale))))
    return element("ul", {}, said) if said else ""


def _worth(one: Points, locale) -> str:
    result, kpi = one.result, one.result.kpi
    if one.points is None:
        return ""
    reached, weight = _reached(result, locale), tenth(one.weight)
    if kpi.steps:
        return locale[STEPPED].format(reached=reached, credit=attained.percent(one.credit, locale), weight=weight)
    bound = ""
    if one.credit < result.achieved:
        bound = locale[CAPPED].format(cap=attained.percent(one.credit, locale))
    elif one.credit > result.achieved:
        bound = locale[FLOORED].format(floor=attained.percent(one.credit, locale))
    return locale[OF_WEIGHT].format(reached=reached + bound, weight=weight)


def _reached(result, locale) -> str:
    """How far the target is reached; of what should be low, by which formula."""
    words = BELOW[result.target.formula] if _should_be_low(result) else ACHIEVED
    return locale[words].format(share=attained.percent(result.achieved, locale))


def _should_be_low(result) -> bool:
    return result.target is not None and result.target.better == LOWER


def _differ(cards) -> bool:
    """Whether the printed points of a role do not add up to its printed score."""
    scored = [card for card in cards if card.score is not None]
    return any(sum(rounded(one.points) for one in card.points if one.points is not None) != card.printed for card in scored)
