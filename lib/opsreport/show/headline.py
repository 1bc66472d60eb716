"""The top of a page: one sentence made of readings, the minute, the cards."""

import datetime as dt
from dataclasses import dataclass

from opsreport.show import format, wording
from opsreport.show.cards import cards, in_clauses
from opsreport.show.format import AND, COLON, COMMA, Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.signals import Verdict
from opsreport.subjects import Subject, subject
from opsreport.units import Unit
from opsreport.words import Text

LISTED = 4  # names in one cell of the minute
KNOWN, REAL, NOISE, ASIDE = Text("可计算", "Known"), Text("真实变化", "Real changes"), Text("正常波动", "Noise"), Text("隔离的行", "Set aside")
NOTHING_KNOWN = Text("本期的核心指标都还不能计算。", "None of the headline figures can be computed yet.")
LEAD = Text("{when}{name}{value}", "{when}: {name} {value}")
LEAD_CHANGE = Text("，环比{change}", ", {change} on {base}")
THEN = Text("；", ";")
TOO_FEW = Text("历史不足，还不能判断哪些变化是真的。", "there are too few earlier periods to tell real changes from noise.")
RUNNING = Text("本期进行中，期末再判断哪些变化是真的。", "the period is not over, so real changes cannot be told from noise yet.")
ALL_USUAL = Text("能判断的{n}项都在正常范围内。", "all {n} figures that can be judged are within their usual range.")
ONE_USUAL = Text("在正常范围内。", "it is within its usual range.")
ITSELF = Text("{side}", "it is {side}")
REST = Text("，另有{n}项真实变化", ", and {n} more real changes")
ONE_MORE = Text("，另有1项真实变化", ", and one more real change")
ALL_KNOWN = Text("各项都有数", "All of them")
NOT_KNOWN = Text("不能计算：{names}", "Not known: {names}")
OPEN = Text("观察期未满，列最近满的一期：{names}", "Window open, latest whole period shown: {names}")
MORE_NAMES = Text("等{n}项", " and more: {n} in all")
NOTHING_REAL = Text("没有超出正常范围的变化", "Nothing left its usual range")
WITHIN, UNJUDGED, NO_NOISE = (
    Text("在正常范围内，不必解读", "Within their usual range"),
    Text("{n}项还不能判断", "{n} cannot be judged yet"),
    Text("没有", "None"),
)
INTAKE = Text("占读入{read}行的{share}；数据到{until}", "{share} of {read} rows read; data through {until}")
NOTE = Text(
    "近13期走势；灰带为正常范围，彩点为真实变化。点指标名看口径。",
    "Last 13 periods; grey band: usual range; coloured dot: a real change. Tap a name for its definition.",
)


@dataclass(frozen=True)
class Intake:
    """What came through the door, in one line. until: the last day that is observed."""

    read: int
    set_aside: int
    until: dt.date


def sentence(figures, locale: Locale, *, money_first: bool) -> Html:
    """At most two findings: the first figure that is known (or the money) with its change; then the worst real change, or that there is none."""
    known = [one for one in map(subject, figures) if one.value is not None]
    if not known:
        return in_clauses([locale[NOTHING_KNOWN]], locale)
    whole = [one for one in known if not one.late] or known
    first = next((one for one in whole if one.unit is Unit.MONEY and money_first), whole[0])
    return in_clauses([_lead(first, locale) + locale[THEN], *_then(first, known, locale)], locale)


def _lead(shown, locale):
    when = format.period(shown.period, locale, beside=shown.period)
    name = wording.lower_first(wording.name(shown.figure, locale), locale)
    said = locale[LEAD].format(when=when[:1].upper() + when[1:], name=name, value=format.figure(shown.value, shown.unit, locale))
    changed = wording.change(shown, shown.previous, locale)
    if not changed:
        return said
    return said + locale[LEAD_CHANGE].format(change=changed, base=format.period(shown.period.previous(), locale, beside=shown.period))


def _then(first, known, locale) -> list[str]:
    """The second half of the sentence, in clauses."""
    real = worst_first(one for one in known if one.verdict.real)
    judged = sum(one.verdict is not Verdict.UNJUDGED for one in known)
    if not judged:
        return [locale[RUNNING if first.period.running else TOO_FEW]]
    if not real:
        return [locale[ONE_USUAL if judged == 1 else ALL_USUAL].format(n=judged)]
    clauses = wording.finding(real[0], locale)
    clauses = [locale[ITSELF].format(side=clauses[-1])] if real[0] is first else [wording.lower_first(clauses[0], locale), *clauses[1:]]
    more = len(real) - 1
    if more:
        clauses[-1] += locale[ONE_MORE if more == 1 else REST].format(n=more)
    return [*(clause + locale[COMMA].strip() for clause in clauses[:-1]), clauses[-1] + locale[format.STOP].strip()]


def worst_first(ones) -> list[Subject]:
    return sorted(ones, key=lambda one: one.verdict is not Verdict.WORSE)


def minute(figures, intake: Intake | None, locale: Locale) -> Html:
    """The whole report in four cells: how much is known, what changed, what is noise, what the data are."""
    shown = [subject(figure) for figure in figures]
    real = worst_first(one for one in shown if one.verdict.real)
    noise = [one for one in shown if one.verdict is Verdict.NOISE]
    known = [one for one in shown if one.value is not None]
    cells = [
        (KNOWN, f"{len(known)}/{len(shown)}", _known(shown, locale)),
        (REAL, str(len(real)), [_change(one, locale) for one in real] or locale[NOTHING_REAL]),
        (NOISE, str(len(noise)), _noise(noise, len(known) - len(real) - len(noise), locale)),
    ]
    if intake:
        cells.append((ASIDE, _rows(intake.set_aside, locale), _intake(intake, locale)))
    return element("ul", {"class": "minute"}, [_cell(locale[word], count, text) for word, count, text in cells])


def _cell(word, count, text):
    return element("li", {}, element("a", {"href": "#figures"}, word), " ", element("b", {}, count), " ", element("div", {}, text))


def _names(ones, locale):
    names = [wording.lower_first(plain(wording.name(one.figure, locale)), locale) for one in ones]
    return locale[AND].join(names[:LISTED]) + (locale[MORE_NAMES].format(n=len(names)) if len(names) > LISTED else "")


def _known(shown, locale):
    unknown, late = [one for one in shown if one.value is None], [one for one in shown if one.late]
    if unknown:
        return locale[NOT_KNOWN].format(names=_names(unknown, locale))
    return locale[OPEN].format(names=_names(late, locale)) if late else locale[ALL_KNOWN]


def _change(one: Subject, locale):
    glyph = element("span", {"aria-hidden": "true"}, wording.GLYPHS[one.verdict])
    name = wording.lower_first(plain(wording.name(one.figure, locale)), locale)
    return element("p", {"class": wording.TOKENS.get(one.verdict)}, glyph, f" {locale[wording.VERDICTS[one.verdict]]}{locale[COLON]}{name}")


def _noise(noise, unjudged, locale):
    said = ([locale[WITHIN]] if noise else []) + ([locale[UNJUDGED].format(n=unjudged)] if unjudged else [])
    return locale[format.SEMICOLON].join(said) or locale[NO_NOISE]


def _rows(count, locale):
    """A number of rows, without the word for rows."""
    shown = format.figure(count, Unit.ROWS, locale)
    return shown.number + shown.after.removesuffix(Unit.ROWS.word.zh)


def _intake(intake, locale):
    return locale[INTAKE].format(
        share=format.share(intake.set_aside, intake.read), read=_rows(intake.read, locale), until=format.day(intake.until, locale, year=False)
    )


def top(figures, intake: Intake | None, locale: Locale, *, title: str, with_minute: bool) -> Html:
    """What stands under the sentence: the minute, then the cards in a section of their own."""
    inner = element("h2", {}, title), element("p", {"class": "small"}, locale[NOTE]), cards(figures, locale)
    return html(minute(figures, intake, locale) if with_minute else None, element("section", {"id": "figures"}, *inner))
