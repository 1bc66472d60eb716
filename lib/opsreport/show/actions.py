"""What to do next: suggestions as a numbered list, three of them at once, the rest one tap away."""

from collections.abc import Iterable

from opsreport.findings import Findings
from opsreport.playbook import Aim, Suggestion
from opsreport.show import format, terms, wording
from opsreport.show.format import COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import Html, element, html, plain, said
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.words import Text

FIRST = 3  # shown at once
NOTHING = Text("没有需要采取的行动。", "Nothing needs to be done.")
NO_PLAYBOOK = Text("没有行动手册（playbook.yml），不提建议。", "There is no playbook (playbook.yml), so nothing is proposed.")
MORE = Text("其余{n}条", "{n} more")
LABELS = {
    "audience": Text("对象", "Audience"),
    "owner": Text("负责", "Owner"),
    "due": Text("期限", "Due"),
    "works": Text("验收标准", "Works if"),
    "status": Text("进展", "Status"),
}
STATUSES = {"adopted": Text("已采纳", "adopted"), "done": Text("已完成", "done"), "declined": Text("未采纳", "not adopted")}
STOP = Text("。", ". ")
WHO_AND_WHY, WHY = Text("对象与起因", "Who is meant, and why"), Text("起因", "Why")
BECAUSE = Text("起因：{names}", "Because {names}")
ID = Text("建议编号{id}", "Suggestion {id}")
OF_SEGMENT = Text("{segment}的{finding}", "{segment}: {finding}")
IN_SEGMENT = Text("{segment}的{name}", "{name} of {segment}")
AT_LEAST, AT_MOST = Text("{name}不低于{value}", "{name} at least {value}"), Text("{name}不高于{value}", "{name} at most {value}")
BACK_UP, BACK_DOWN = Text("{name}回到{value}以上", "{name} back above {value}"), Text("{name}回到{value}以下", "{name} back below {value}")
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
    """What is proposed for a period; that nothing is, where the shop has a playbook, and else that it has none."""
    return actions(found.suggestions, locale) if found.planned else element("p", {"class": "read"}, locale[NO_PLAYBOOK])


def _action(one: Suggestion, locale: Locale) -> Html:
    whom = _with_segment(locale[one.audience], one.segment, locale) if one.size is None else _counted(one, locale)
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
    return _with_segment(locale[one.action], one.segment, locale)


def _with_segment(text: str, segment: str | None, locale: Locale) -> Html:
    """A text that may name the segment: the shop's own word, kept apart from the language around it."""
    if not segment:
        return html(plain(text))
    first, *rest = map(plain, text.split(segment))
    return html(first, [html(said(terms.value_word(segment, locale)), piece) for piece in rest])


def _counted(one: Suggestion, locale: Locale) -> str:
    """The size of an audience: 9,412人, 9,412 users."""
    shown = str(format.figure(one.size, one.unit, locale))
    word = one.unit.word.en
    return shown if locale.zh else f"{shown} {word.removesuffix('s') if one.size == 1 else word}"


def _aim(aim: Aim, locale: Locale) -> Html:
    """By what it will show: the figure, and where it is to be."""
    part = locale[COLON] + wording.full_width(locale[aim.metric.parts[aim.part].name], locale) if aim.part else ""
    name = wording.lower_first(wording.metric_name(aim.metric, locale) + part, locale)
    if aim.segment:
        name = locale[IN_SEGMENT].format(name=name, segment=aim.segment)
    if aim.value is None:
        return _with_segment(locale[RISES if aim.at_least else FALLS].format(name=name), aim.segment, locale)
    words = (BACK_UP if aim.at_least else BACK_DOWN) if aim.back else (AT_LEAST if aim.at_least else AT_MOST)
    return _with_segment(locale[words].format(name=name, value=format.figure(aim.value, aim.unit, locale)), aim.segment, locale)


def _reasons(one: Suggestion, locale: Locale) -> Html:
    """One tap away: who is meant, what gave rise to it, and the id by which it is referred to."""
    audience = locale[one.audience]
    whom = html(_with_segment(audience[:1].upper() + audience[1:], one.segment, locale), locale[STOP]) if one.size is not None else None
    names = locale[SEMICOLON].join(_cause(each, locale) for each in one.because[:FIRST])
    why = _with_segment(locale[BECAUSE].format(names=names), one.segment, locale)
    told = element("p", {}, whom, why, locale[STOP], element("span", {"class": "n"}, locale[ID].format(id=one.id)))
    label = locale[WHO_AND_WHY if one.size is not None else WHY]
    return element("div", {"class": "more"}, element("details", {}, element("summary", {}, label), told))


def _cause(one: Subject, locale: Locale) -> str:
    """What was seen: where the figure moved, where that lies beside its usual range, and a target that it missed."""
    first, *rest = wording.finding(one, locale)
    first = wording.lower_first(first, locale)
    segment = next(iter((one.figure.segment or {}).values()), None)
    if segment:
        first = locale[OF_SEGMENT].format(finding=first, segment=segment)
    if one.target is not None and one.target.met is False:
        value = one.target.value
        missed = locale[MISSED] if value is None else locale[MISSED_OF].format(value=format.figure(value, one.unit, locale, like=one.value))
        rest = [*rest, missed] if one.verdict is Verdict.WORSE else [missed]
    return locale[COMMA].join([first, *rest])
