"""The whole report in four lines: on target, real changes, noise, what to do next; each leads to where that is told in full."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opsreport.findings import Findings
from opsreport.show import attained, format, wording
from opsreport.show.actions import NOTHING, action
from opsreport.show.format import AND, COLON, SEMICOLON, Locale
from opsreport.show.markup import Child, Html, element, html
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.units import HIGHER, Unit
from opsreport.words import Text

LISTED, ELSEWHERE_LISTED = 4, 2  # names in one cell, those of other pages in it
ON_TARGET, COURSE, KNOWN = Text("达标", "On target"), Text("预计达标", "On course"), Text("可计算", "Known")
REAL, NOISE, NEXT, ASIDE = Text("真实变化", "Real changes"), Text("正常波动", "Noise"), Text("下一步", "To do"), Text("剔除的行", "Set aside")
MISSED, ALL_MET = Text("未达标：{names}", "Missed: {names}"), Text("全部达标", "All of them")
ELSEWHERE = Text("其他页未达标：{names}", "Missed on other pages: {names}")
REACHED = Text("{name}（完成{share}）", "{name} ({share} of target)")
ABOVE, BELOW = Text("{name}（高{gap}）", "{name} ({gap} above)"), Text("{name}（低{gap}）", "{name} ({gap} below)")
SHORT, ALL_COURSE = Text("照此进度达不到：{names}", "Falling short so far: {names}"), Text("照此进度都能达标", "All of them, as they go")
DAYS_GONE = Text("已过天数", "Days gone")
NO_TARGETS = Text("没有约定目标", "No targets were agreed")
ALL_KNOWN, NOT_KNOWN = Text("各项都有数", "All figures are known"), Text("{n}项没有数据", "{n} without data")
MORE_NAMES = Text("等{n}项", " and more: {n} in all")
TOO_FEW = Text("历史不足，还不能判断", "Too few earlier periods to judge")
NOTHING_REAL, NOT_OVER = Text("没有超出正常范围的变化", "Nothing left its usual range"), Text("期末再判断", "Told at the end of the period")
WITHIN = Text("在正常范围内，不必解读", "Within their usual range")
OTHERS = Text("其余各项在正常范围内，不必解读", "All others are within their usual range")
BY_CALENDAR = Text("{n}项是日历因素", "{n} explained by the calendar")
BORDERLINE = Text("{n}项略超出正常范围，待观察", "{n} just outside, to be watched")
UNJUDGED, NO_NOISE = Text("{n}项还不能判断", "{n} cannot be judged yet"), Text("没有", "None")
FIRST = Text("先做：", "First: ")
INTAKE = Text("占读入{read}行的{share}；数据到{until}", "{share} of {read} rows read; data through {until}")


@dataclass(frozen=True)
class Intake:
    """What came through the door, in one line. until: the last day that is observed."""

    read: int
    set_aside: int
    until: dt.date


def minute(found: Findings, intake: Intake | None, locale: Locale) -> Html:
    """Without targets, how much is known stands in their place; without a playbook, what was set aside."""
    cells = [_targets(found, locale), _real(found, locale), _noise(found, locale)]
    if found.planned:
        cells.append(_next(found, locale))
    elif intake:
        cells.append(_cell(ASIDE, "#state", _rows(intake.set_aside, locale), _intake(intake, locale), locale))
    return element("ul", {"class": "minute"}, cells)


def _cell(word: Text, href: str, count: str, text: Child, locale) -> Html:
    return element("li", {}, element("a", {"href": href}, locale[word]), " ", element("b", {}, count), " ", element("div", {}, text))


def _names(ones: Sequence[Subject], found: Findings, locale, said=None, most=LISTED) -> str:
    names = [(said or _name)(one, found, locale) for one in ones]
    return locale[AND].join(names[:most]) + (locale[MORE_NAMES].format(n=len(names)) if len(names) > most else "")


def _name(one, found, locale):
    return wording.within(wording.called(one.figure, found.named, locale), locale)


def _targets(found, locale):
    if not found.agreed:
        return _cell(KNOWN, "#figures", f"{len(found.known)}/{len(found.subjects)}", _known(found, locale), locale)
    if found.judged and not found.period.running:
        told = [element("p", {}, words) for words in _missed(found, locale)]
        return _cell(ON_TARGET, "#figures", f"{len(found.judged) - len(found.missed)}/{len(found.judged)}", told, locale)
    ahead = [one for one in found.agreed if one.outlook and one.target.value and one.target.better == "higher"]
    if not ahead:
        days, whole = found.period.days, (found.period.whole_end - found.period.start).days
        return _cell(DAYS_GONE, "#figures", f"{days}/{whole}", locale[NOT_OVER], locale)
    short = [one for one in ahead if one.outlook.value < float(one.target.value)]
    told = locale[SHORT].format(names=_names(short, found, locale)) if short else locale[ALL_COURSE]
    return _cell(COURSE, "#figures", f"{len(ahead) - len(short)}/{len(ahead)}", told, locale)


def _missed(found, locale):
    """What was missed: of the headline, then of what stands on other pages, each the farthest from its target first, with how much was reached."""
    yield locale[MISSED].format(names=_names(found.missed, found, locale, _reached)) if found.missed else locale[ALL_MET]
    if found.missed_elsewhere:
        yield locale[ELSEWHERE].format(names=_names(found.missed_elsewhere, found, locale, _reached, ELSEWHERE_LISTED))


def _reached(one, found, locale):
    """How much was reached; of what should be low, or within a range, how far off it is: 110 % of a limit says nothing that is plain."""
    name, target = _name(one, found, locale), one.target
    if target.better != HIGHER and target.gap:
        return locale[ABOVE if target.gap > 0 else BELOW].format(name=name, gap=attained.distance(target, one.unit, locale))
    return name if target.achievement is None else locale[REACHED].format(name=name, share=f"{100 * max(target.achievement, 0):.0f}%")


def _known(found, locale):
    unknown = len(found.subjects) - len(found.known)
    said = locale[NOT_KNOWN].format(n=unknown) if unknown else locale[ALL_KNOWN]
    return locale[SEMICOLON].join([locale[NO_TARGETS], wording.lower_first(said, locale)])


def _real(found, locale):
    real, judged = found.real, len(found.known) - len(found.unjudged)
    quiet = locale[NOT_OVER if found.period.running else NOTHING_REAL if judged else TOO_FEW]
    kinds = dict.fromkeys(one.verdict for one in real)
    told = [_changes(kind, [one for one in real if one.verdict is kind], found, locale) for kind in kinds]
    return _cell(REAL, "#moved", str(len(real)), told or quiet, locale)


def _changes(verdict: Verdict, ones: Sequence[Subject], found, locale):
    """The figures that changed in one way, in a line."""
    glyph = element("span", {"aria-hidden": "true"}, wording.GLYPHS[verdict])
    names = _names(ones, found, locale)
    return element("p", {"class": wording.TOKENS.get(verdict)}, glyph, f" {locale[wording.VERDICTS[verdict]]}{locale[COLON]}{names}")


def _noise(found, locale):
    rest = OTHERS if found.real and not found.unjudged and not found.borderline else WITHIN
    told = [locale[rest]] if found.noise else []
    told += [locale[BORDERLINE].format(n=len(found.borderline))] if found.borderline else []
    festive = sum(one.verdict is Verdict.SEASONAL for one in found.noise)
    told += [locale[BY_CALENDAR].format(n=festive)] if festive else []
    told += [locale[UNJUDGED].format(n=len(found.unjudged))] if found.unjudged else []
    return _cell(NOISE, "#noise", str(len(found.noise)), locale[SEMICOLON].join(told) or locale[NO_NOISE], locale)


def _next(found, locale):
    if not found.suggestions:
        return _cell(NEXT, "#todo", "0", locale[NOTHING], locale)
    first = html(locale[FIRST], Html(wording.lower_first(action(found.suggestions[0], locale), locale)))
    return _cell(NEXT, "#todo", str(len(found.suggestions)), first, locale)


def _rows(count, locale):
    """A number of rows, without the word for rows."""
    shown = format.figure(count, Unit.ROWS, locale)
    return shown.number + shown.after.removesuffix(Unit.ROWS.word.zh)


def _intake(intake, locale):
    return locale[INTAKE].format(
        share=format.share(intake.set_aside, intake.read), read=_rows(intake.read, locale), until=format.day(intake.until, locale, year=False)
    )


def names(ones: Iterable[Subject], found: Findings, locale: Locale) -> str:
    """Figures by their short names, all of them."""
    return locale[AND].join(_name(one, found, locale) for one in ones)
