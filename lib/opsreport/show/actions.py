"""What to do next: what became of the last suggestions, a line each; then the new ones as a numbered list, three at once, the rest one tap away."""

import re
from collections.abc import Iterable

from opsreport.findings import Findings
from opsreport.playbook import Aim, Outcome, Suggestion
from opsreport.playbook.shapes import EARLIER, GIVEN, LEVEL, LOWER_END, PREVIOUS, TARGET, UPPER_END, YEAR_AGO
from opsreport.show import format, terms, wording
from opsreport.show.format import AND, COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import Html, element, html, plain, said
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.words import Text

FIRST = 3  # shown at once
PLACE = re.compile(r"\{(\w+)\}")
NAME = Text("{name}", "{name}")
NOTHING = Text("没有需要采取的行动。", "Nothing needs to be done.")
NO_PLAYBOOK = Text("没有行动手册（playbook.yml），不提建议。", "There is no playbook (playbook.yml), so nothing is proposed.")
MORE = Text("其余{n}项，按期限排列", "{n} more, by due date")
LABELS = {
    "audience": Text("对象", "Audience"),
    "owner": Text("负责", "Owner"),
    "due": Text("期限", "Due"),
    "works": Text("验收标准", "Works if"),
    "status": Text("进展", "Status"),
}
STATUSES = {"adopted": Text("已采纳", "adopted"), "done": Text("已完成", "done"), "declined": Text("未采纳", "not adopted")}
NO_RECORD = Text("未登记进展", "no progress recorded")
BEFORE = Text("{period}的建议，结果如何", "What became of the suggestions of {period}")
RESULTS = {True: ("✓", Text("达到", "Reached")), False: ("✗", Text("未达到", "Not reached")), None: ("…", Text("待验收", "Open"))}
LINE = Text("{action}（{status}）：{result}", "{action} ({status}): {result}")
THEN_NOW = Text("{name}{then}→{now}，标准{bound}", "{name} {then} → {now}, to be {bound}")
NOT_KNOWN = Text("{name}的标准是{bound}，{day}后可知", "{name} is to be {bound}, known after {day}")
NEVER_KNOWN = Text("{name}还不能计算", "{name} cannot be known yet")
BOUNDS = {True: Text("不低于{value}", "at least {value}"), False: Text("不高于{value}", "at most {value}")}
STOP = Text("。", ". ")
WHO_AND_WHY, WHY = Text("对象与起因", "Who is meant, and why"), Text("起因", "Why")
BECAUSE = Text("起因：{names}", "Because {names}")
ID = Text("建议编号{id}", "Suggestion {id}")
OF_SEGMENT = Text("{segment}的{finding}", "{segment}: {finding}")
IN_SEGMENT, IN_PERIOD = Text("{segment}的{name}", "{name} of {segment}"), Text("{period}{name}", "{name} in {period}")
IN_BOTH = Text("{segment}{period}的{name}", "{name} of {segment} in {period}")
AT_LEAST, AT_MOST = Text("{name}不低于{value}", "{name} at least {value}"), Text("{name}不高于{value}", "{name} at most {value}")
BACK_UP, BACK_DOWN = Text("{name}回到{value}以上", "{name} back above {value}"), Text("{name}回到{value}以下", "{name} back below {value}")
FROM = {  # where a threshold comes from
    TARGET: Text("目标", "the target"),
    LOWER_END: Text("正常范围下限", "the lower end of its usual range"),
    UPPER_END: Text("正常范围上限", "the upper end of its usual range"),
    LEVEL: Text("正常水平", "its usual level"),
    EARLIER: Text("此前的正常水平", "its earlier usual level"),
    PREVIOUS: Text("上期水平", "the level of the period before"),
    YEAR_AGO: Text("去年同期水平", "the level of a year ago"),
    GIVEN: Text("行动手册规定", "set by the playbook"),
}
WHEN = Text("{basis}；{day}后可知", "{basis}; known after {day}")
ASIDE = Text("（{told}）", " ({told})")
RISES, FALLS = Text("{name}回升", "{name} rises"), Text("{name}回落", "{name} falls")
MISSED, MISSED_OF = Text("未达标", "missing its target"), Text("未达到目标{value}", "missing its target of {value}")


def actions(suggestions: Iterable[Suggestion], locale: Locale) -> Html:
    """The list, in the order given; a sentence where there is nothing to do."""
    every = tuple(suggestions)
    if not every:
        return element("p", {"class": "read"}, locale[NOTHING])
    first, rest = every[:FIRST], every[FIRST:]
    shown = element("ol", {"class": "todo"}, [_action(one, locale) for one in first])
    if not rest:
        return shown
    further = element("ol", {"class": "todo rest", "start": str(FIRST + 1)}, [_action(one, locale) for one in rest])
    told = element("summary", {}, locale[MORE.format(n=len(rest))])
    return html(shown, element("div", {"class": "more rest-of-todo"}, element("details", {}, told, further)))


def todo(found: Findings, locale: Locale) -> Html:
    """What became of the last suggestions, and what is proposed now; that nothing is, where the shop has a playbook, and else that it has none."""
    if not found.planned:
        return element("p", {"class": "read"}, locale[NO_PLAYBOOK])
    return html(outcomes(found.followed, found.period.step(-1), locale), actions(found.suggestions, locale))


def outcomes(followed: Iterable[Outcome], period, locale: Locale) -> Html | None:
    """A line for each suggestion of the period, as many as were shown at once and all that were taken up: is its figure where it was to be?"""
    every = tuple(followed)
    told = [one for place, one in enumerate(every) if place < FIRST or one.suggestion.status in STATUSES]
    if not told:
        return None
    title = element("h3", {}, locale[BEFORE].format(period=format.period(period, locale, beside=period)))
    return html(title, element("ul", {"class": "health"}, [_outcome(one, locale) for one in told]))


def _outcome(one: Outcome, locale: Locale) -> Html:
    glyph, word = RESULTS[one.met]
    suggestion, aim = one.suggestion, one.suggestion.works_if
    told = {"action": action(suggestion, locale), "status": locale[STATUSES.get(suggestion.status, NO_RECORD)], "result": _result(one, aim, locale)}
    mark = element("b", {}, element("span", {"aria-hidden": "true"}, glyph), f" {locale[word]}")
    return element("li", {}, mark, element("span", {}, _filled(locale[LINE], told)))


def _result(one: Outcome, aim: Aim, locale: Locale) -> Html:
    """The figure when it was proposed and now, and where it was to be."""
    told = {"name": _figure(aim, locale, period=False)}
    if aim.value is None:
        return _filled(locale[NEVER_KNOWN], told)
    told["bound"] = html(locale[BOUNDS[aim.at_least]].format(value=_printed(aim.value, aim, locale)), _aside(locale[FROM[aim.basis]], locale))
    if one.value is None or aim.now is None:
        day = format.day(aim.known_on, locale, year=False) if aim.known_on else ""
        return _filled(locale[NOT_KNOWN if day else NEVER_KNOWN], told | {"day": day})
    return _filled(locale[THEN_NOW], told | {"then": _printed(aim.now[1], aim, locale), "now": _printed(one.value, aim, locale)})


def _printed(value, aim: Aim, locale: Locale) -> str:
    return str(format.figure(value, aim.unit, locale, like=aim.value))


def _action(one: Suggestion, locale: Locale) -> Html:
    whom = _told(one.audience, one, locale) if one.size is None else _counted(one, locale)
    rows = [
        (LABELS["audience"], element("b", {}, whom)),
        (LABELS["owner"], element("b", {}, plain(locale[one.owner_name]))),
        (LABELS["due"], element("b", {}, format.day(one.due_on, locale, year=False))),
        (LABELS["works"], _aim(one.works_if, locale)),
    ]
    if one.status in STATUSES:
        rows.append((LABELS["status"], locale[STATUSES[one.status]]))
    facts = [html(element("dt", {}, locale[label]), element("dd", {}, text)) for label, text in rows]
    title = element("h3", {}, action(one, locale))
    return element("li", {"id": one.id}, title, element("dl", {"class": "facts"}, facts), _reasons(one, locale))


def action(one: Suggestion, locale: Locale) -> Html:
    """What is to be done, in a line."""
    return _told(one.action, one, locale)


def _told(text: Text, one: Suggestion, locale: Locale) -> Html:
    campaign = [said(terms.value_word(one.campaign, locale))] if one.campaign else []
    return _filled(locale[text], {"segment": _names(one.segments, locale), "campaign": html(campaign)})


def _names(segments: Iterable[str], locale: Locale) -> Html:
    """The shop's own words, kept apart from the language around them."""
    first, *rest = [said(terms.value_word(segment, locale)) for segment in segments] or [""]
    return html(first, [html(locale[AND], each) for each in rest])


def _filled(text: str, values: dict) -> Html:
    """A text with its {names} filled; what stands around them is plain words."""
    pieces = PLACE.split(text)
    return html([values[piece] if place % 2 and piece in values else plain(piece) for place, piece in enumerate(pieces)])


def _counted(one: Suggestion, locale: Locale) -> str:
    """The size of an audience: 9,412人, 9,412 users."""
    shown = str(format.figure(one.size, one.unit, locale))
    word = one.unit.word.en
    return shown if locale.zh else f"{shown} {word.removesuffix('s') if one.size == 1 else word}"


def _aim(aim: Aim, locale: Locale) -> Html:
    """By what it will show: the figure, where it is to be, where that comes from, and when it can be known."""
    name = _figure(aim, locale)
    if aim.value is None:
        return _filled(locale[RISES if aim.at_least else FALLS], {"name": name})
    words = (BACK_UP if aim.at_least else BACK_DOWN) if aim.back else (AT_LEAST if aim.at_least else AT_MOST)
    basis = locale[FROM[aim.basis]]
    told = locale[WHEN].format(basis=basis, day=format.day(aim.known_on, locale, year=False)) if aim.known_on else basis
    return html(_filled(locale[words], {"name": name, "value": str(format.figure(aim.value, aim.unit, locale))}), _aside(told, locale))


def _aside(told: str, locale: Locale) -> str:
    return locale[ASIDE].format(told=told)


def _figure(aim: Aim, locale: Locale, *, period: bool = True) -> Html:
    """The figure of an aim: whose, of which period, which."""
    part = locale[COLON] + wording.full_width(locale[aim.metric.parts[aim.part].name], locale) if aim.part else ""
    values = {"name": wording.lower_first(wording.metric_name(aim.metric, locale) + part, locale), "segment": _names(aim.segments, locale)}
    named = period and aim.period is not None
    if named:
        values["period"] = format.period(aim.period, locale, beside=aim.period)
    form = (IN_BOTH if named else IN_SEGMENT) if aim.segments else (IN_PERIOD if named else NAME)
    return _filled(locale[form], values)


def _reasons(one: Suggestion, locale: Locale) -> Html:
    """One tap away: who is meant, what gave rise to it, and the id by which it is referred to."""
    audience = locale[one.audience]
    capital = Text(one.audience.zh, audience[:1].upper() + audience[1:])
    whom = html(_told(capital, one, locale), locale[STOP]) if one.size is not None else None
    causes = [_cause(each, locale) for each in one.because[:FIRST]]
    names = html(causes[0], [html(locale[SEMICOLON], each) for each in causes[1:]])
    number = element("span", {"class": "n"}, locale[ID].format(id=one.id))
    told = element("p", {}, whom, _filled(locale[BECAUSE], {"names": names}), locale[STOP], number)
    label = locale[WHO_AND_WHY if one.size is not None else WHY]
    return element("div", {"class": "more"}, element("details", {}, element("summary", {}, label), told))


def _cause(one: Subject, locale: Locale) -> Html:
    """What was seen: where the figure moved, where that lies beside its usual range, and a target that it missed."""
    first, *rest = wording.finding(one, locale)
    first = wording.lower_first(first, locale)
    segment = next(iter((one.figure.segment or {}).values()), None)
    shown = _filled(locale[OF_SEGMENT], {"finding": first, "segment": _names([segment], locale)}) if segment else html(plain(first))
    if one.target is not None and one.target.met is False:
        value = one.target.value
        missed = locale[MISSED] if value is None else locale[MISSED_OF].format(value=format.figure(value, one.unit, locale, like=one.value))
        rest = [*rest, missed] if one.verdict is Verdict.WORSE else [missed]
    return html(shown, [html(locale[COMMA], each) for each in rest])
