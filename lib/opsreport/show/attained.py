"""Targets in words: what is to be reached, how the figure stands to it, how it was agreed."""

import re
from fractions import Fraction

from opsreport.goals import DIFFERENCE
from opsreport.kinds import Reading
from opsreport.show import format, wording
from opsreport.show.format import COMMA, SEMICOLON, Locale
from opsreport.subjects import Subject
from opsreport.targets import RANGE, Target
from opsreport.units import HIGHER, LOWER, RATES, Unit
from opsreport.words import Text

MET, MISSED = Text("达标", "On target"), Text("未达标", "Missed")
SO_FAR = Text("进行中", "Running")
REACHED, REACHED_SO_FAR = Text("，完成{share}", ", at {share}"), Text("，已完成{share}", ", {share} so far")
ABOVE, BELOW = Text("，高{gap}", ", {gap} above"), Text("，低{gap}", ", {gap} below")
EXACTLY, INSIDE = Text("，正好", ", exactly"), Text("，在约定区间内", ", within the range")
OF_TARGET, IN_RANGE = Text("完成目标{share}", "{share} of target"), Text("在约定区间内", "within the agreed range")
OVER, UNDER = Text("比目标高{gap}", "{gap} above target"), Text("比目标低{gap}", "{gap} below target")
JUST = Text("正好达到目标", "exactly on target")
NO_TARGET = Text("没有目标", "No target")
AT_MOST = Text("≤{value}", "≤{value}")
AGREED, LATE = Text("{day}约定", "agreed on {day}"), Text("期间开始后才约定", "after the period had begun")
REASONS = {
    "no_target": Text("没有约定目标", "no target was agreed"),
    "no_base": Text("目标的基期没有数据", "the period that the target is counted from has no figure"),
    "target_zero": Text("目标为0，无从计算达成率", "the target is 0, which allows no achievement rate"),
    "not_scored": Text("尚未评分", "not judged yet"),
}
BASE = Text("{given}（{base}）", "{given} ({base})")
LONG = re.compile(r"(?<![.\d])\d{4,}")
BEFORE = Text("{day}约定为{what}", "{what}, agreed on {day}")
INVERSE = Text("达成率＝2−实际÷目标", "achievement = 2 − actual ÷ target")


def goal(target: Target, unit: Unit, locale: Locale) -> str:
    """What is to be reached: 25.0%, ≤1.5%, 80.0%–90.0%."""
    if target.better == RANGE:
        return format.span(target.low, target.high, unit, locale)
    value = str(format.figure(target.value, unit, locale))
    return locale[AT_MOST].format(value=value) if target.better == LOWER else value


def reason(why: str | None, reading: Reading, locale: Locale) -> str:
    """Why a figure cannot be held to a target."""
    return locale[REASONS[why]] if why in REASONS else wording.reason(reading, locale)


def glyph(target: Target | None) -> str:
    return "…" if target is None or target.met is None else "✓" if target.met else "✕"


def token(target: Target | None) -> str | None:
    """The colour of a missed target; a met one has none: colour is for exceptions."""
    return "bad" if target is not None and target.met is False else None


def standing(target: Target, unit: Unit, locale: Locale) -> str:
    """Met or missed, and by how much: totals by the share, rates and scores by the gap."""
    if target.met is None:
        return _so_far(target, unit, locale)
    said = locale[MET if target.met else MISSED]
    if target.better == RANGE and target.met:
        return said + locale[INSIDE]
    if unit in RATES or unit in format.SCORES or target.achievement is None or target.better != HIGHER:
        return said + by_gap(target, unit, locale)
    return said + _share(target, REACHED, locale)


def _so_far(target, unit, locale):
    """Before the end of the period: how much of a total there is; of others where they stand."""
    if target.gap is None:
        return locale[SO_FAR]
    if unit in (*format.COUNTS, Unit.MONEY) and target.better == HIGHER and target.achievement is not None:
        return locale[SO_FAR] + _share(target, REACHED_SO_FAR, locale)
    return locale[SO_FAR] + by_gap(target, unit, locale)


def _share(target, words, locale):
    return locale[words].format(share=percent(target.achievement, locale))


def percent(share: float | Fraction, locale: Locale) -> str:
    return str(format.figure(float(share), Unit.PERCENT, locale))


def clause(target: Target, unit: Unit, locale: Locale) -> str:
    """How a figure stands to its target, within a sentence; empty where that is not known."""
    if not target.known or target.gap is None:
        return ""
    if target.better == RANGE and target.met:
        return locale[IN_RANGE]
    if target.better == HIGHER and target.achievement is not None and unit not in RATES and unit not in format.SCORES:
        return locale[OF_TARGET].format(share=percent(target.achievement, locale))
    said = distance(target, unit, locale)
    if not re.search("[1-9]", said):
        return locale[JUST]
    return locale[OVER if target.gap > 0 else UNDER].format(gap=said)


def line(shown: Subject):
    """Where the target lies beside the periods of a trend; None where a longer one was agreed, or none."""
    target = shown.target
    return target.value if target and target.period.unit == shown.period.unit else None


def by_gap(target: Target, unit: Unit, locale: Locale) -> str:
    """How far above or below, in the figure's unit."""
    said = distance(target, unit, locale)
    if not re.search("[1-9]", said):
        return locale[EXACTLY]
    return locale[ABOVE if target.gap > 0 else BELOW].format(gap=said)


def distance(target: Target, unit: Unit, locale: Locale) -> str:
    """The gap without its sign; small rates are written to two places."""
    gap = abs(target.gap)
    if unit in RATES:
        return format.fixed(100 * gap, 2 if gap < 0.001 else format.rate_places(target.value or target.high or 0)) + locale[format.PP]
    return str(format.figure(gap, unit, locale, like=max(gap, abs(target.value or 0))))


def signed_gap(target: Target, unit: Unit, locale: Locale) -> str:
    """The gap with its sign: +373人, −7.8百分点."""
    return ("+" if target.gap > 0 else format.MINUS if target.gap < 0 else "") + distance(target, unit, locale)


def agreement(target: Target, locale: Locale) -> str:
    """How and when the target was agreed: the change and its base, the other reading of it, the day, whether that was late."""
    said = []
    if target.given:
        base = format.period(target.base, locale) if target.base else ""
        said.append(locale[BASE].format(given=locale[target.given], base=base) if base else locale[target.given])
    if target.other:
        said.append(locale[target.other])
    if target.agreed_on:
        said.append(locale[AGREED].format(day=format.day(target.agreed_on, locale)) + (locale[COMMA] + locale[LATE] if target.late else ""))
    if target.formula == DIFFERENCE and target.better == LOWER:
        said.append(locale[INVERSE])
    if target.note:
        said.append(locale[target.note])
    return locale[SEMICOLON].join(said)


def history(target: Target, locale: Locale) -> str:
    """What had been agreed before, as it was written, with grouped thousands."""
    said = [(format.day(day, locale), LONG.sub(lambda digits: f"{int(digits[0]):,}", what)) for day, what in target.history]
    return locale[SEMICOLON].join(locale[BEFORE].format(day=day, what=what) for day, what in said)
