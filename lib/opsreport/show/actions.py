"""What to do next: what became of the last suggestions, a line each; then the new ones as a numbered list, three at once, the rest one tap away."""

from collections.abc import Iterable, Mapping

from opsreport.findings import Findings
from opsreport.playbook import Aim, Evidence, Outcome, Suggestion
from opsreport.show import format, terms, wording
from opsreport.show.aims import aside, basis, figure, filled, names, works
from opsreport.show.format import COMMA, SEMICOLON, Locale
from opsreport.show.markup import Html, element, html, plain, said
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.units import Unit
from opsreport.words import Text

FIRST = 3  # shown at once
NOTHING = Text("没有需要采取的行动。", "Nothing needs to be done.")
NO_PLAYBOOK = Text("没有行动手册（playbook.yml），不提建议。", "There is no playbook (playbook.yml), so nothing is proposed.")
MORE = Text("其余{n}项，按期限排列", "{n} more, by due date")
LABELS = {
    "audience": Text("对象", "Audience"),
    "owner": Text("负责", "Owner"),
    "due": Text("期限", "Due"),
    "works": Text("验收标准", "Works if"),
    "evidence": Text("依据", "Evidence"),
    "status": Text("进展", "Status"),
    "again": Text("上次", "Last time"),
}
STATUSES = {"adopted": Text("已采纳", "adopted"), "done": Text("已完成", "done"), "declined": Text("未采纳", "not adopted")}
NO_RECORD = Text("未登记是否执行", "not recorded whether it was done")
BEFORE = Text("{period}的建议，结果如何", "What became of the suggestions of {period}")
RESULTS = {True: ("✓", Text("达到", "Reached")), False: ("✗", Text("未达到", "Not reached")), None: ("…", Text("待验收", "Open"))}
NO_VERDICT = "?", Text("无法判断", "No verdict")  # the figure is known; whether anything was done is not
AGAIN = {  # of a play that comes back, by what became of it
    "open": Text("{period}已建议，未登记是否执行：先查清做了没有", "proposed in {period}, not recorded whether it was done: find out first"),
    "adopted": Text("{period}已采纳，还没有完成：先做完", "adopted in {period} and not done yet: finish it first"),
    "declined": Text("{period}已建议，未采纳", "proposed in {period}, not adopted"),
    "done": Text("{period}的已完成，待验收", "that of {period} is done, its result still open"),
    True: Text("{period}的已完成，达到标准：按同样做法继续", "that of {period} was done and reached its aim: go on in the same way"),
    False: Text("{period}的已完成，没有达到标准：先查原因，换做法", "that of {period} was done and missed its aim: find out why, and change it"),
}
SINCE = Text("{size}（{first}起）", "{size} (since {first})")
TOO_LATE = Text("只计{first}起的：更早的人到期限时观察期已过。", "Only those since {first}: the window of earlier ones is over by then. ")
LIFTED = Text("{days}天内购买率{lift}百分点（95%区间{low}至{high}）", "bought within {days} days: {lift} pp (95% interval {low} to {high})")
COST, COST_UNKNOWN = Text("花费{cost}", "it cost {cost}"), Text("花费未登记", "its cost is not recorded")
ROI, ROI_UNKNOWN = Text("增量ROI为{roi}", "incremental ROI {roi}"), Text("增量ROI无从计算", "its incremental ROI is not known")
SPENT = Text("人均销售额{spend}（{low}至{high}）", "sales per user {spend} ({low} to {high})")
HOLDS_ZERO = Text("，区间含0，是否多赚还不能确认", ", which includes 0: whether it earned more is not proven")
EXTENDED = Text("扩大后增量ROI仍高于0", "its incremental ROI stays above 0 when it is extended")
RETESTED = Text("再测后人均销售额之差的区间高于0、增量ROI高于0，才扩大", "tested again, the gain in sales per user and incremental ROI are above 0")
LINE = Text("{action}（{status}）：{result}", "{action} ({status}): {result}")
THEN_NOW = Text("{name}{then}→{now}，标准{bound}", "{name} {then} → {now}, to be {bound}")
NOT_KNOWN = Text("{name}的标准是{bound}，{day}后可知", "{name} is to be {bound}, known after {day}")
NEVER_KNOWN = Text("{name}还不能计算", "{name} cannot be known yet")
BOUNDS = {True: Text("不低于{value}", "at least {value}"), False: Text("不高于{value}", "at most {value}")}
STOP = Text("。", ". ")
MORE_BOUGHT = Text("实验证实，多买的不是偶然", "an experiment showed that more bought, and not by chance")
WHO_AND_WHY, WHY = Text("对象与起因", "Who is meant, and why"), Text("起因", "Why")
BECAUSE = Text("起因：{names}", "Because {names}")
ID = Text("建议编号{id}", "Suggestion {id}")
OF_SEGMENT = Text("{segment}的{finding}", "{segment}: {finding}")
MISSED, MISSED_OF = Text("未达标", "missing its target"), Text("未达到目标{value}", "missing its target of {value}")


def actions(suggestions: Iterable[Suggestion], locale: Locale, followed: Iterable[Outcome] = ()) -> Html:
    """The list, in the order given; a sentence where there is nothing to do. followed: what became of the last ones, for those that come back."""
    last = {(one.suggestion.play, one.suggestion.segments): one for one in followed}
    every = tuple(suggestions)
    if not every:
        return element("p", {"class": "read"}, locale[NOTHING])
    first, rest = every[:FIRST], every[FIRST:]
    shown = element("ol", {"class": "todo"}, [_action(one, last, locale) for one in first])
    if not rest:
        return shown
    further = element("ol", {"class": "todo rest", "start": str(FIRST + 1)}, [_action(one, last, locale) for one in rest])
    told = element("summary", {}, locale[MORE.format(n=len(rest))])
    return html(shown, element("div", {"class": "more rest-of-todo"}, element("details", {}, told, further)))


def todo(found: Findings, locale: Locale) -> Html:
    """What became of the last suggestions, and what is proposed now; that nothing is, where the shop has a playbook, and else that it has none."""
    if not found.planned:
        return element("p", {"class": "read"}, locale[NO_PLAYBOOK])
    before = found.period.step(-1)
    last = [one for one in found.followed if one.suggestion.next.label == found.period.label]
    late = [one for one in found.followed if one.suggestion.next.label != found.period.label]  # known only now
    told = outcomes(last, before, locale), outcomes(late, before.step(-1), locale), actions(found.suggestions, locale, last)
    return html(*told)


def outcomes(followed: Iterable[Outcome], period, locale: Locale) -> Html | None:
    """A line for each suggestion of the period, as many as were shown at once and all that were taken up: is its figure where it was to be?"""
    every = tuple(followed)
    told = [one for place, one in enumerate(every) if place < FIRST or one.suggestion.status in STATUSES]
    if not told:
        return None
    title = element("h3", {}, locale[BEFORE].format(period=format.period(period, locale, beside=period)))
    return html(title, element("ul", {"class": "health"}, [_outcome(one, locale) for one in told]))


def _outcome(one: Outcome, locale: Locale) -> Html:
    suggestion, aim = one.suggestion, one.suggestion.works_if
    judged = one.value is None or aim.value is None or suggestion.status == "done"
    glyph, word = RESULTS[one.met] if judged else NO_VERDICT
    told = {"action": action(suggestion, locale), "status": locale[STATUSES.get(suggestion.status, NO_RECORD)], "result": _result(one, aim, locale)}
    mark = element("b", {}, element("span", {"aria-hidden": "true"}, glyph), f" {locale[word]}")
    return element("li", {}, mark, element("span", {}, filled(locale[LINE], told)))


def _result(one: Outcome, aim: Aim, locale: Locale) -> Html:
    """The figure when it was proposed and now, and where it was to be."""
    told = {"name": figure(aim, locale, period=False)}
    if aim.value is None:
        return filled(locale[NEVER_KNOWN], told)
    told["bound"] = html(locale[BOUNDS[aim.at_least]].format(value=_printed(aim.value, aim, locale)), aside(basis(aim, locale), locale))
    if one.value is None or aim.now is None:
        day = format.day(aim.known_on, locale, year=False) if aim.known_on else ""
        return filled(locale[NOT_KNOWN if day else NEVER_KNOWN], told | {"day": day})
    return filled(locale[THEN_NOW], told | {"then": _printed(aim.now[1], aim, locale), "now": _printed(one.value, aim, locale)})


def _printed(value, aim: Aim, locale: Locale) -> str:
    return str(format.figure(value, aim.unit, locale, like=aim.value))


def _action(one: Suggestion, last: Mapping[tuple, Outcome], locale: Locale) -> Html:
    whom = _told(one.audience, one, locale) if one.size is None else _counted(one, locale)
    before = last.get((one.play, one.segments))
    rows = [
        (LABELS["audience"], element("b", {}, whom)),
        (LABELS["owner"], element("b", {}, plain(locale[one.owner_name]))),
        (LABELS["due"], element("b", {}, format.day(one.due_on, locale, year=False))),
        *_shown_by(one, locale),
    ]
    if before is not None:
        rows.append((LABELS["again"], _again(before, one, locale)))
    if one.status in STATUSES:
        rows.append((LABELS["status"], locale[STATUSES[one.status]]))
    facts = [html(element("dt", {}, locale[label]), element("dd", {}, text)) for label, text in rows]
    title = element("h3", {}, action(one, locale))
    return element("li", {"id": one.id}, title, element("dl", {"class": "facts"}, facts), _reasons(one, locale))


def _shown_by(one: Suggestion, locale: Locale) -> list[tuple[Text, Html | str]]:
    """By what it will show; of a tested campaign what is known already, and what would have to be."""
    if one.evidence is None:
        return [(LABELS["works"], works(one.works_if, locale))]
    return [(LABELS["evidence"], _evidence(one.evidence, locale)), (LABELS["works"], locale[EXTENDED if one.evidence.pays else RETESTED])]


def _evidence(shown: Evidence, locale: Locale) -> Html:
    """What an experiment proved, what it cost, and what is not proven. A sign is not parted from its figure."""
    lift, low, high = (_whole(format.signed(100 * value, 1)) for value in shown.lift)
    cost = str(format.figure(shown.cost, Unit.MONEY, locale)) if shown.cost is not None else None
    roi = str(format.figure(shown.roi, Unit.PERCENT, locale)) if shown.roi is not None else None
    told = [
        filled(locale[LIFTED], {"days": str(shown.days), "lift": lift, "low": low, "high": high}),
        locale[COST].format(cost=cost) if cost else locale[COST_UNKNOWN],
        locale[ROI].format(roi=roi) if roi else locale[ROI_UNKNOWN],
    ]
    if shown.spend is not None:
        spend, low, high = (_signed_money(value, locale) for value in shown.spend)
        said = filled(locale[SPENT], {"spend": spend, "low": low, "high": high})
        told.append(html(said, locale[HOLDS_ZERO] if shown.spend[1] <= 0 <= shown.spend[2] else None))
    return html(told[0], [html(locale[SEMICOLON], each) for each in told[1:]])


def _signed_money(value: float, locale: Locale) -> Html:
    return _whole(("+" if value > 0 else format.MINUS if value < 0 else "") + str(format.figure(abs(value), Unit.MONEY, locale)))


def _whole(figure: str) -> Html:
    return element("span", {"class": "n"}, figure)


def _again(before: Outcome, one: Suggestion, locale: Locale) -> str:
    """That it was proposed in the period before, what became of it, and what that asks for."""
    then = one.next.step(-2)
    words = AGAIN[before.met if before.met is not None else before.suggestion.status]
    return locale[words].format(period=format.period(then, locale, beside=then))


def action(one: Suggestion, locale: Locale) -> Html:
    """What is to be done, in a line."""
    return _told(one.action, one, locale)


def _told(text: Text, one: Suggestion, locale: Locale) -> Html:
    campaign = [said(terms.value_word(one.campaign, locale))] if one.campaign else []
    coming = format.period(one.next, locale, beside=one.next) if one.next else ""
    return filled(locale[text], {"segment": names(one.segments, locale), "campaign": html(campaign), "next": coming})


def _counted(one: Suggestion, locale: Locale) -> str:
    """The size of an audience: 9,412人, 9,412 users."""
    shown = str(format.figure(one.size, one.unit, locale))
    word = one.unit.word.en
    told = shown if locale.zh else f"{shown} {word.removesuffix('s') if one.size == 1 else word}"
    return locale[SINCE].format(size=told, first=format.day(one.since, locale, year=False)) if one.since else told


def _reasons(one: Suggestion, locale: Locale) -> Html:
    """One tap away: who is meant, what gave rise to it, and the id by which it is referred to."""
    audience = locale[one.audience]
    capital = Text(one.audience.zh, audience[:1].upper() + audience[1:])
    whom = html(_told(capital, one, locale), locale[STOP]) if one.size is not None else None
    whom = html(whom, locale[TOO_LATE].format(first=format.day(one.since, locale, year=False))) if one.since else whom
    causes = [_cause(each, locale) for each in one.because[:FIRST]]
    causes = causes or [locale[MORE_BOUGHT]]
    names = html(causes[0], [html(locale[SEMICOLON], each) for each in causes[1:]])
    number = element("span", {"class": "n"}, locale[ID].format(id=one.id))
    told = element("p", {}, whom, filled(locale[BECAUSE], {"names": names}), locale[STOP], number)
    label = locale[WHO_AND_WHY if one.size is not None else WHY]
    return element("div", {"class": "more"}, element("details", {}, element("summary", {}, label), told))


def _cause(one: Subject, locale: Locale) -> Html:
    """What was seen: where the figure moved, where that lies beside its usual range, and a target that it missed."""
    first, *rest = wording.finding(one, locale)
    first = wording.lower_first(first, locale)
    segment = next(iter((one.figure.segment or {}).values()), None)
    shown = filled(locale[OF_SEGMENT], {"finding": first, "segment": names([segment], locale)}) if segment else html(plain(first))
    if one.target is not None and one.target.met is False:
        value = one.target.value
        missed = locale[MISSED] if value is None else locale[MISSED_OF].format(value=format.figure(value, one.unit, locale, like=one.value))
        rest = [*rest, missed] if one.verdict is Verdict.WORSE else [missed]
    return html(shown, [html(locale[COMMA], each) for each in rest])
