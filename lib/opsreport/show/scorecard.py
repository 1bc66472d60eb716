"""The scorecard page: roles with their scores, each role's figures as cards, the longer goals. Prints what scorecards and targets hold."""

from collections.abc import Sequence
from decimal import Decimal

from opsreport.periods import DAY
from opsreport.scorecard import Points, Scorecard
from opsreport.show import attained, format, wording
from opsreport.show.cards import LABELS, RUNNING, SCALES, in_clauses, number
from opsreport.show.charts import attainment
from opsreport.show.format import COLON, SEMICOLON, STOP, Locale
from opsreport.show.markup import NONE, Html, element, html, plain
from opsreport.show.tables import table
from opsreport.targets import Held, Progress, Target
from opsreport.units import Unit
from opsreport.words import Text

NOTHING = Text("还没有约定目标和岗位考核。", "No targets or roles have been agreed yet.")
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
REASONS = {
    "no_target": Text("没有约定目标", "no target was agreed"),
    "no_base": Text("目标的基期没有数据", "the period that the target is counted from has no figure"),
    "target_zero": Text("目标为0，无从计算达成率", "the target is 0, which allows no achievement rate"),
    "not_scored": Text("尚未评分", "not judged yet"),
}
MOVED, OPEN = Text("未计分，权重并入其余指标", "not scored, its weight goes to the others"), Text("未计分", "not scored")
LOST = Text("{name}，−{points}分", "{name}, −{points}")
NONE_LOST = Text("没有", "none")
TITLE = Text("{role}：{score}，{of}项达标{met}项", "{role}: {score}, {met} of {of} on target")
TARGET, GAP, WEIGHT, POINTS = Text("目标", "Target"), Text("差距", "Gap"), Text("权重", "Weight"), Text("得分", "Points")
RAISED = Text("{weight}→{counted}", "{weight} → {counted}")
AGREED, BEFORE, HOW, PARTS = Text("约定", "Agreed"), Text("此前", "Before"), Text("计分", "Points"), Text("各期", "Parts")
LATE = Text("{period}的数；本期观察期未满", "Of {period}: the window is still open")
ADDED = Text("各期合计", "The sum of its parts")
OF_WEIGHT = Text("达成{share}×权重{weight}", "{share} achieved × a weight of {weight}")
CAPPED = Text("（封顶{cap}）", " (capped at {cap})")
FLOORED = Text("（保底{floor}）", " (floor {floor})")
STEPPED = Text("达成{share}，按分档计{credit}，×权重{weight}", "{share} achieved, which gives {credit} by steps, × a weight of {weight}")
PIECE = Text("{period}{value}，目标{goal}", "{period} {value}, target {goal}")
BAR = Text("{name}：完成目标的{share}", "{name}: {share} of the target")
BY_PEOPLE = Text("人工评分", "judged by people")
GOALS = Text("长期目标的进度", "Longer goals")
GOAL_HEADS = [Text("目标", "Goal"), Text("要达到", "To reach"), Text("到{day}", "By {day}"), Text("进度", "Pace")]
TIME = Text("时间过去{share}", "{share} of the time has passed")
USUAL = Text("去年此时已完成全年的{share}", "by now last year {share} was reached")
USUAL_PART = Text("去年同一阶段此时已完成{share}", "at this point last year {share} was reached")
PACE = {True: Text("进度正常", "On pace"), False: Text("落后于进度", "Behind"), None: Text("还不能判断", "Not clear yet")}
REACHED = Text("完成{share}", "{share} reached")
OTHERS, OTHER_HEADS = Text("其他目标", "Other targets"), [Text("指标", "Figure"), Text("目标", "Target"), Text("本期", "Now"), Text("结果", "Result")]


def sentence(cards: Sequence[Scorecard], locale: Locale) -> Html:
    """How many KPIs are on target, and which role scores lowest; before the end of the period, that it is not over."""
    if not cards:
        return in_clauses([locale[NO_ROLES]], locale)
    period = cards[0].period
    when = format.period(period, locale, beside=period)
    when = when[:1].upper() + when[1:]
    if period.running:
        return in_clauses([locale[NOT_OVER].format(when=when) + locale[STOP]], locale)
    judged = [one for card in cards for one in _judged(card)]
    scored = sorted((card for card in cards if card.score is not None), key=lambda card: card.score)
    then = LOWEST if len(scored) > 1 else ONE_SCORE if scored else NO_SCORE
    role = {"role": locale[scored[0].role.name], "score": scored[0].printed} if scored else {}
    first = locale[ON_TARGET].format(when=when, of=len(judged), met=sum(map(_met, judged)))
    return in_clauses([first + locale[SEMICOLON].strip(), locale[then].format(**role) + locale[STOP]], locale)


def _judged(card) -> list[Points]:
    return [one for one in card.points if one.result.achieved is not None]


def _met(one: Points) -> bool:
    held = one.result.target
    return one.result.achieved >= 1 if held is None else bool(held.met)


def scores(cards: Sequence[Scorecard], locale: Locale) -> Html:
    """Every role with its score, how many of its figures are on target, and where most points were lost."""
    if not cards:
        return element("p", {"class": "read"}, locale[NO_ROLES])
    paid = any(card.role.bonus for card in cards)
    heads = [locale[head] for head in (*HEADS, *((BONUS,) if paid else ()))]
    return table(locale[SCORES], heads, [_role(card, paid, locale) for card in cards])


def _role(card, paid, locale):
    name = html(plain(locale[card.role.name]), element("small", {}, locale[UNSCORED[card.reason]]) if card.reason else None)
    score = element("b", {}, str(card.printed)) if card.score is not None else ""
    judged = _judged(card)
    met = f"{sum(map(_met, judged))}/{len(card.points)}" if not card.period.running else ""
    return [name, score, met, _lost(card, locale), *((_bonus(card, locale),) if paid else ())]


def _lost(card, locale):
    if card.score is None:
        return ""
    lost = [(one.weight - one.points, one) for one in card.points if one.weight is not None and one.points < one.weight]
    if not lost:
        return locale[NONE_LOST]
    points, worst = max(lost, key=lambda each: each[0])
    return locale[LOST].format(name=_name(worst.result, locale), points=_tenth(points))


def _bonus(card, locale):
    if card.bonus is None:
        return ""
    money = str(format.figure(card.bonus, Unit.MONEY, locale, full=True))
    return locale[GRADE].format(money=money, grade=locale[card.grade.name]) if card.grade and card.grade.name else money


def _name(result, locale) -> str:
    if result.metric is None:
        return plain(locale[result.kpi.name])
    said = plain(wording.name(result, locale))
    return f"{said} · {plain(', '.join(result.kpi.segment.values()))}" if result.kpi.segment else said


def _tenth(value) -> str:
    return format.fixed(Decimal(value.numerator) / Decimal(value.denominator), 1)


def roles(cards: Sequence[Scorecard], locale: Locale) -> Html:
    """Each role's figures as cards: figure, target, how far it is reached, what that is worth; how it came about one tap away."""
    return html([_of_role(card, locale) for card in cards] or element("p", {"class": "read"}, locale[NO_ROLES]))


def _of_role(card, locale):
    judged = _judged(card)
    score = locale[SCORE].format(score=card.printed) if card.score is not None else locale[UNSCORED[card.reason]]
    said = {"role": plain(locale[card.role.name]), "score": score, "of": len(card.points), "met": sum(map(_met, judged))}
    title = locale[Text("{role}：{score}", "{role}: {score}") if card.period.running else TITLE].format(**said)
    return html(element("h3", {}, title), element("ul", {"class": "cards"}, [_kpi(one, card, locale) for one in card.points]))


def _kpi(one: Points, card: Scorecard, locale: Locale) -> Html:
    result = one.result
    titled = element("h4", {}, _name(result, locale))
    return element(
        "li",
        {"class": "card"},
        element("details", {"class": "def"}, element("summary", {}, titled), _how(one, locale)),
        _value(result, locale),
        _bar(result, locale),
        element("p", {"class": _classes("state", attained.token(result.target))}, _standing(result, locale)),
        element("dl", {}, [html(element("dt", {}, locale[word]), element("dd", {}, said)) for word, said in _facts(one, locale)]),
        element("p", {"class": "verdict"}, _remark(one, card, locale)) if _remark(one, card, locale) else NONE,
    )


def _classes(*names):
    return " ".join(filter(None, names))


def _unit(result) -> Unit:
    return Unit.PERCENT if result.metric is None else result.metric.parts[result.part].unit


def _value(result, locale):
    if result.reading.value is None:
        return element("p", {"class": "v none"}, _reason(result.reason, result.reading, locale))
    figure = format.figure(result.reading.value, _unit(result), locale)
    after = figure.after if figure.after in SCALES else element("small", {}, figure.after.strip()) if figure.after else None
    return element("p", {"class": "v"}, figure.before, figure.number, after)


def _reason(reason, reading, locale) -> str:
    return locale[REASONS[reason]] if reason in REASONS else wording.reason(reading, locale)


def _bar(result, locale):
    if result.achieved is None:
        return element("span", {}, NONE)
    said = locale[BAR].format(name=_name(result, locale), share=attained.percent(result.achieved, locale))
    return attainment(result.achieved, max(result.kpi.cap, 1), said, color=attained.token(result.target) or "quiet")


def _standing(result, locale) -> Html | str:
    held = result.target
    if result.metric is None:
        return locale[BY_PEOPLE] if result.achieved is not None else ""
    if held is None or not held.known or result.reading.value is None:
        return "" if result.reading.value is None else _reason(result.reason, result.reading, locale)
    mark = element("span", {"aria-hidden": "true"}, attained.glyph(held))
    return html(mark, " ", attained.standing(held, _unit(result), locale))


def _facts(one, locale):
    result, held = one.result, one.result.target
    known = held is not None and held.known
    if known:
        yield TARGET, attained.goal(held, _unit(result), locale)
    if known and held.gap is not None:
        yield GAP, attained.signed_gap(held, _unit(result), locale)
    weight = number(result.kpi.weight)
    raised = one.weight is not None and one.weight != result.kpi.weight
    yield WEIGHT, locale[RAISED].format(weight=weight, counted=_tenth(one.weight)) if raised else weight
    if one.points is not None:
        yield POINTS, element("b", {}, _tenth(one.points))


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


def _how(one: Points, locale: Locale) -> Html:
    """How the figure and its points came about."""
    result, held = one.result, one.result.target
    meaning = wording.formula(result.metric, locale) if result.metric else locale[BY_PEOPLE]
    rows = [(LABELS["meaning"], meaning), (LABELS["this"], _parts(result, locale))]
    if held is not None:
        rows += [(AGREED, attained.agreement(held, locale)), (BEFORE, attained.history(held, locale)), (PARTS, _pieces(held, _unit(result), locale))]
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
        value = str(format.figure(reading.value, unit, locale)) if reading.value is not None else wording.reason(reading, locale)
        when = format.period(goal.period, locale, beside=held.period)
        said.append(element("li", {}, locale[PIECE].format(period=when, value=value, goal=attained.goal(goal, unit, locale))))
    return element("ul", {}, said) if said else ""


def _worth(one: Points, locale) -> str:
    result, kpi = one.result, one.result.kpi
    if one.points is None:
        return _reason(result.reason, result.reading, locale) if result.achieved is None else ""
    share, weight = attained.percent(result.achieved, locale), _tenth(one.weight)
    if kpi.steps:
        return locale[STEPPED].format(share=share, credit=attained.percent(one.credit, locale), weight=weight)
    bound = ""
    if one.credit < result.achieved:
        bound = locale[CAPPED].format(cap=attained.percent(one.credit, locale))
    elif one.credit > result.achieved:
        bound = locale[FLOORED].format(floor=attained.percent(one.credit, locale))
    return locale[OF_WEIGHT].format(share=share + bound, weight=weight)


def goals(held: Sequence[Held], cards: Sequence[Scorecard], locale: Locale) -> Html:
    """The longer goals with how far they have come; and the targets that no role answers for."""
    longer = [(one, progress) for one in held for progress in one.longer]
    mine = {(each.result.metric, each.result.part, str(each.result.kpi.segment)) for card in cards for each in card.points if each.result.metric}
    others = [one for one in held if one.target and (one.metric, one.part, str(one.segment)) not in mine]
    if not longer and not others:
        return element("p", {"class": "read"}, locale[NOTHING])
    return html(_longer(longer, locale) if longer else None, _others(others, locale) if others else None)


def _longer(longer, locale):
    day = format.day(longer[0][1].to_date.end - DAY, locale, year=False)
    heads = [locale[head].format(day=day) for head in GOAL_HEADS]
    return table(locale[GOALS], heads, [_goal(one, progress, locale) for one, progress in longer])


def _goal(one: Held, progress: Progress, locale):
    unit, target = one.metric.parts[one.part].unit, progress.target
    name = html(_held_name(one, locale), element("small", {}, format.period(progress.period, locale)))
    if progress.reading.value is None or not target.known:
        why = wording.reason(progress.reading, locale) if progress.reading.value is None else locale[REASONS["no_base"]]
        return name, attained.goal(target, unit, locale) if target.known else "", why, ""
    reached = target.achievement is not None and progress.reading.denominator is None and target.better == "higher"
    now = html(
        element("b", {}, str(format.figure(progress.reading.value, unit, locale))),
        element("small", {}, locale[REACHED].format(share=attained.percent(target.achievement, locale))) if reached else None,
    )
    return name, attained.goal(target, unit, locale), now, _pace(progress, unit, locale)


def _pace(progress, unit, locale):
    target, on = progress.target, progress.on_pace
    over = target.met is not None
    said = attained.standing(target, unit, locale) if over else locale[PACE[on]]
    glyph = attained.glyph(target) if over else {True: "✓", False: "!", None: "…"}[on]
    usual = USUAL if progress.period.unit == "year" else USUAL_PART
    compared = locale[usual].format(share=attained.percent(progress.usual, locale)) if progress.usual is not None else ""
    passed = locale[TIME].format(share=attained.percent(progress.time, locale)) if progress.to_date.running else ""
    behind = target.met is False or (not over and on is False)
    first = element("span", {"class": "bad" if behind else None}, element("span", {"aria-hidden": "true"}, glyph), f" {said}")
    return html(first, element("small", {}, locale[SEMICOLON].join(filter(None, (passed, compared)))))


def _held_name(one: Held, locale):
    said = plain(wording.name(one, locale))
    return f"{said} · {plain(', '.join(one.segment.values()))}" if one.segment else said


def _others(others, locale):
    return table(locale[OTHERS], [locale[head] for head in OTHER_HEADS], [_other(one, locale) for one in others])


def _other(one: Held, locale):
    unit, held = one.metric.parts[one.part].unit, one.target
    name = html(_held_name(one, locale), element("small", {}, format.period(one.period, locale)))
    if one.reading.value is None or not held.known:
        why = wording.reason(one.reading, locale) if one.reading.value is None else locale[REASONS["no_base"]]
        return name, attained.goal(held, unit, locale) if held.known else "", why, ""
    mark = element("span", {"aria-hidden": "true"}, attained.glyph(held))
    result = element("span", {"class": attained.token(held)}, mark, f" {attained.standing(held, unit, locale)}")
    return name, attained.goal(held, unit, locale), element("b", {}, str(format.figure(one.reading.value, unit, locale))), result

