"""How far the longer goals have come; and the targets that no role answers for."""

from collections.abc import Sequence

from opsreport.periods import DAY
from opsreport.scorecard import Scorecard
from opsreport.show import attained, format, terms, wording
from opsreport.show.format import SEMICOLON, Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.tables import table
from opsreport.targets import Held, Progress
from opsreport.units import HIGHER
from opsreport.words import Text

NOTHING = Text("还没有约定目标和岗位考核。", "No targets or roles have been agreed yet.")
GOALS = Text("长期目标的进度", "Longer goals")
GOAL_HEADS = [Text("目标", "Goal"), Text("要达到", "To reach"), Text("到{day}", "By {day}"), Text("进度", "Pace")]
TIME = Text("时间过去{share}", "{share} of the time has passed")
USUAL = Text("去年此时已完成全年的{share}", "by now last year {share} was reached")
USUAL_PART = Text("去年同一阶段此时已完成{share}", "at this point last year {share} was reached")
SO_FAR = {True: Text("目前达标", "On target so far"), False: Text("目前未达标", "Not on target so far")}
PACE = {True: Text("进度正常", "On pace"), False: Text("落后于进度", "Behind"), None: Text("还不能判断", "Not clear yet")}
REACHED = Text("完成{share}", "{share} reached")
OTHERS, OTHER_HEADS = Text("其他目标", "Other targets"), [Text("指标", "Figure"), Text("目标", "Target"), Text("本期", "Now"), Text("结果", "Result")]
LONGER = Text("{n}个长期目标，{good}个进度正常", "{good} of {n} longer goals on pace")


def paces(held: Sequence[Held], locale: Locale) -> str:
    """How many of the longer goals are on pace. Empty where there are none."""
    longer = [progress for one in held for progress in one.longer]
    good = sum(bool(one.target.met if one.target.met is not None else one.on_pace) for one in longer)
    return locale[LONGER].format(n=len(longer), good=good) if longer else ""


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
        why = wording.reason(progress.reading, locale) if progress.reading.value is None else attained.reason("no_base", progress.reading, locale)
        return name, attained.goal(target, unit, locale) if target.known else "", why, ""
    reached = target.achievement is not None and progress.reading.denominator is None and target.better == HIGHER
    now = html(
        element("b", {}, str(format.figure(progress.reading.value, unit, locale))),
        element("small", {}, locale[REACHED].format(share=attained.percent(target.achievement, locale))) if reached else None,
    )
    return name, attained.goal(target, unit, locale), now, _pace(progress, unit, locale)


def _pace(progress, unit, locale):
    target, on = progress.target, progress.on_pace
    over = target.met is not None
    of_parts = progress.reading.denominator is not None  # a rate: where it stands now, not how far it has come
    so_far = locale[SO_FAR[on]] + attained.by_gap(target, unit, locale) if of_parts else locale[PACE[on]]
    said = attained.standing(target, unit, locale) if over else so_far
    glyph = attained.glyph(target) if over else {True: "✓", False: "!", None: "…"}[on]
    usual = USUAL if progress.period.unit == "year" else USUAL_PART
    compared = locale[usual].format(share=attained.percent(progress.usual, locale)) if progress.usual is not None else ""
    passed = locale[TIME].format(share=attained.percent(progress.time, locale)) if progress.to_date.running else ""
    behind = target.met is False or (not over and on is False)
    first = element("span", {"class": "bad" if behind else None}, element("span", {"aria-hidden": "true"}, glyph), f" {said}")
    return html(first, element("small", {}, locale[SEMICOLON].join(filter(None, (passed, compared)))))


def _others(others, locale):
    return table(locale[OTHERS], [locale[head] for head in OTHER_HEADS], [_other(one, locale) for one in others])


def _other(one: Held, locale):
    unit, held = one.metric.parts[one.part].unit, one.target
    name = html(_held_name(one, locale), element("small", {}, format.period(one.period, locale)))
    if one.reading.value is None or not held.known:
        why = wording.reason(one.reading, locale) if one.reading.value is None else attained.reason("no_base", one.reading, locale)
        return name, attained.goal(held, unit, locale) if held.known else "", why, ""
    mark = element("span", {"aria-hidden": "true"}, attained.glyph(held))
    result = element("span", {"class": attained.token(held)}, mark, f" {attained.standing(held, unit, locale)}")
    return name, attained.goal(held, unit, locale), element("b", {}, str(format.figure(one.reading.value, unit, locale))), result


def _held_name(one: Held, locale):
    said = plain(wording.name(one, locale))
    return f"{said} · {plain(terms.segment_values(one.segment, locale))}" if one.segment else said
