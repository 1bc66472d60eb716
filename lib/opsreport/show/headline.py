"""The top of a page: one sentence made of readings, the minute, the cards."""

import datetime as dt
from dataclasses import dataclass

from opsreport.show import format, wording
from opsreport.show.cards import cards, cut_in_clauses, judged
from opsreport.show.format import Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.subject import Subject, subject
from opsreport.show.usual import Verdict
from opsreport.units import Unit

LISTED = 4  # names in one cell of the minute


@dataclass(frozen=True)
class Intake:
    """What came through the door, in one line. until: the last day that is observed."""

    read: int
    set_aside: int
    until: dt.date


def sentence(figures, locale: Locale) -> Html:
    """At most two findings: the money (or the first figure that is known) with its change; then the worst real change, or that there is none."""
    shown = [subject(figure) for figure in figures]
    known = [one for one in shown if one.value is not None]
    if not known:
        return cut_in_clauses(["本期的核心指标都还不能计算。" if locale.zh else "None of the headline figures can be computed yet."], locale)
    first = next((one for one in known if one.unit is Unit.MONEY and not one.late), known[0])
    clauses = [_lead(first, locale), *_then(first, known, locale)]
    text = cut_in_clauses(clauses, locale)
    return text


def _lead(shown, locale):
    when = format.period(shown.period, locale, beside=shown.period)
    titled, value = plain(wording.name(shown.figure, locale)), format.figure(shown.value, shown.unit, locale)
    changed = wording.change(shown, shown.previous, locale)
    if locale.zh:
        return f"{when}{titled}{value}" + (f"，环比{changed}" if changed else "") + "；"
    against = format.period(shown.period.previous(), locale, beside=shown.period)
    name = wording.lower_first(titled, locale)
    return f"{when[:1].upper()}{when[1:]}: {name} {value}" + (f", {changed} on {against}" if changed else "") + ";"


def _then(first, known, locale):
    real = sorted((one for one in known if one.verdict.real), key=lambda one: one.verdict is not Verdict.WORSE)
    judgeable = [one for one in known if one.verdict is not Verdict.UNJUDGED]
    if not judgeable:
        return ["历史不足，还不能判断哪些变化是真的。" if locale.zh else "there are too few earlier periods to tell real changes from noise."]
    if not real:
        n = len(judgeable)
        return [f"能判断的{n}项都在正常范围内。" if locale.zh else f"all {n} figures that can be judged are within their usual range."]
    other = real[0]
    clauses = wording.finding(other, locale)
    if other is first:
        clauses = [("它" if locale.zh else "it is ") + clauses[-1]]
    rest = len(real) - 1
    if locale.zh:
        return [clauses[0] + ("，" if len(clauses) > 1 or rest else "。"), *[c + ("，" if rest else "。") for c in clauses[1:]], *([f"另有{rest}项真实变化。"] if rest else [])]
    said = ", ".join([wording.lower_first(clauses[0], locale), *clauses[1:]])
    return [said + (f", and {rest} more real change{'s' if rest > 1 else ''}." if rest else ".")]


def minute(figures, intake: Intake | None, locale: Locale) -> Html:
    """The whole report in four lines: how much is known, what changed, what is noise, what the data are."""
    by = judged(figures)
    total, known = sum(map(len, by.values())), sum(one.value is not None for ones in by.values() for one in ones)
    unknown = [one for ones in by.values() for one in ones if one.value is None]
    late = [one for ones in by.values() for one in ones if one.late]
    items = [
        ("可计算" if locale.zh else "Known", f"{known}/{total}", _known(unknown, late, locale)),
        ("真实变化" if locale.zh else "Real changes", str(len(by[True])), _real(by[True], locale)),
        ("正常波动" if locale.zh else "Noise", str(len(by[False])), _noise(by, locale)),
    ]
    if intake:
        items.append(("数据" if locale.zh else "Data", _share(intake), _intake(intake, locale)))
    rows = [element("li", {}, element("a", {"href": "#figures"}, word), " ", element("b", {}, count), " ", element("div", {}, text)) for word, count, text in items]
    return element("ul", {"class": "minute"}, rows)


def _names(ones, locale):
    names = [plain(wording.name(one.figure, locale)) for one in ones[:LISTED]]
    more = len(ones) - LISTED
    joined = "、".join(names) if locale.zh else ", ".join(wording.lower_first(name, locale) for name in names)
    return joined + ((f"等{len(ones)}项" if locale.zh else f" and {more} more") if more > 0 else "")


def _known(unknown, late, locale):
    if unknown:
        return f"不能计算：{_names(unknown, locale)}" if locale.zh else f"Not known: {_names(unknown, locale)}"
    if late:
        return f"观察期未满，列最近满的一期：{_names(late, locale)}" if locale.zh else f"Window open, latest whole period shown: {_names(late, locale)}"
    return "核心指标都有数" if locale.zh else "All headline figures"


def _real(ones: list[Subject], locale):
    if not ones:
        return "没有超出正常范围的变化" if locale.zh else "Nothing left its usual range"
    ordered = sorted(ones, key=lambda one: one.verdict is not Verdict.WORSE)
    colon = "：" if locale.zh else ": "
    return [
        element(
            "p",
            {"class": wording.TOKENS.get(one.verdict)},
            element("span", {"aria-hidden": "true"}, wording.GLYPHS[one.verdict]),
            f" {locale[wording.VERDICTS[one.verdict]]}{colon}{wording.lower_first(plain(wording.name(one.figure, locale)), locale)}",
        )
        for one in ordered
    ]


def _noise(by, locale):
    unjudged = sum(one.value is not None for one in by[None])
    said = "在正常范围内，不必解读" if locale.zh else "Within their usual range"
    if not by[False]:
        said = ""
    if unjudged:
        said += (f"{'；' if said else ''}另有{unjudged}项还不能判断" if locale.zh else f"{'; ' if said else ''}{unjudged} cannot be judged yet")
    return said or ("没有" if locale.zh else "None")


def _share(intake):
    return f"{format.fixed(100 * intake.set_aside / intake.read, 2)}%" if intake.read else "0%"


def _intake(intake, locale):
    until = format.day(intake.until, locale, year=not locale.zh)
    if locale.zh:
        return f"隔离{intake.set_aside:,}行，共读入{intake.read:,}行；数据到{until}"
    return f"of {intake.read:,} rows set aside; data through {until}"


def top(figures, intake: Intake | None, locale: Locale, *, title: str, with_minute: bool) -> Html:
    """What stands under the sentence: the minute, then the cards in a section of their own."""
    note = (
        "近13期走势；灰带为正常范围，彩点为真实变化。点指标名看口径。"
        if locale.zh
        else "Last 13 periods; grey band: usual range; coloured dot: a real change. Tap a name for its definition."
    )
    section = element("section", {"id": "figures"}, element("h2", {}, title), element("p", {"class": "small"}, note), cards(figures, locale))
    return html(minute(figures, intake, locale) if with_minute else None, section)
