"""What did not really change: one line, never a chart or a cause."""

from opsreport.findings import Findings, as_large
from opsreport.show import format, wording
from opsreport.show.cards import sentence
from opsreport.show.format import AND, COMMA, SEMICOLON, STOP, Locale
from opsreport.show.markup import Html, element, html
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.words import Text

VERDICT, REST, CALENDAR, LATER = Text("判断", "Verdict"), Text("其余", "Likewise"), Text("日历", "Calendar"), Text("未判断", "Not judged")
ONE = Text("{stands}，{base}{change}", "{stands}, {change} {base}")
USUAL = Text("正常波动", "usual variation")
NOT_REAL = Text("正常波动，不必解读", "Not a real change")
INSIDE = Text("在正常范围{range}内", "within its usual range of {range}")
AS_LARGE = Text("此前{of}次变化中有{n}次幅度不比这次小", "{n} of the {of} earlier changes were as large or larger")
ONE_AS_LARGE = Text("此前{of}次变化中有1次幅度不比这次小", "one of the {of} earlier changes was as large or larger")
NONE_AS_LARGE = Text("变化比此前{of}次都大，但没有超出范围", "a larger change than the {of} before, and still within the range")
ALSO = Text("{names}也在正常范围内", "{names}")
NOTHING, UNJUDGED = Text("没有可判断的正常波动", "No usual variation to tell of"), Text("还不能判断真假", "Real or noise: not to be told yet")
LEFT = Text("其余没有真实变化", "The rest did not really change")
RUNNING = Text("本期进行中，期末再判断", "The period is not over: told at its end")
TOO_FEW = Text("{names}：历史不足，不判断", "{names}: too few earlier periods to judge")
TOO_WIDE = Text("{name}（{range}）：正常范围太宽，不能判断", "{name} ({range}): too wide a usual range to judge by")
WATCH = Text("待观察", "To be watched")
JUST = Text("{stands}，{side}（{range}）{chance}", "{stands}, {side} of {range}{chance}")
MEETS = Text("，95%区间{interval}与之重叠", "; its 95% interval of {interval} overlaps it")
NAMED = Text("{name}：{said}", "{name}: {said}")


def noise(found: Findings, locale: Locale) -> Html:
    """The one of these that moved most is told of; the others are named."""
    usual = [one for one in found.noise if one.verdict is Verdict.NOISE]
    told = sorted((one for one in usual if not _a_mover(one, found)), key=_movement, reverse=True)[:1]
    rows = [row for row in _rows(told, usual, found, locale) if row[1]]
    if not rows:
        return element("article", {"class": "mover", "id": "noise"}, element("h3", {}, locale[RUNNING if found.period.running else NOTHING]))
    facts = [html(element("dt", {}, locale[label]), element("dd", {}, text)) for label, text in rows]
    heading = _heading(told[0], found, locale) if told else html(locale[LEFT if found.noise else UNJUDGED])
    return element("article", {"class": "mover", "id": "noise"}, element("h3", {}, heading), element("dl", {"class": "facts"}, facts))


def _a_mover(one, found) -> bool:
    """Whether it is told of already, as it misses its target."""
    return any(mover.subject is one for mover in found.movers)


def _movement(one: Subject) -> float:
    """How far it moved since the period before, in widths of its usual range."""
    width = one.usual.high - one.usual.low if one.usual else 0
    before = one.previous.value if one.previous is not None else None
    return abs(float(one.value) - float(before)) / width if width and before is not None else -1.0


def _name(one, found, locale):
    return wording.called(one.figure, found.named, locale)


def _heading(one, found, locale) -> Html:
    name, value = _name(one, found, locale), format.figure(one.value, one.unit, locale)
    compared = wording.comparisons(one, locale)
    first = stands = wording.stands(name[:1].upper() + name[1:], value, locale)
    if compared and one.previous is not None and one.previous.value is not None:
        base, change = compared[0]
        first = locale[ONE].format(stands=stands, base=base, change=change)
    return sentence([*first.split("，"), locale[USUAL]] if locale.zh else [first, locale[USUAL]], locale)


def _rows(told, usual, found, locale):
    for one in told:
        large = as_large(one)
        inside = locale[INSIDE].format(range=wording.usual(one, locale))
        seen = locale[{0: NONE_AS_LARGE, 1: ONE_AS_LARGE}.get(large[0], AS_LARGE)].format(n=large[0], of=large[1]) if large else ""
        word = element("b", {}, locale[NOT_REAL], locale[STOP].strip())
        words = locale[SEMICOLON].join(filter(None, (inside[:1].upper() + inside[1:], seen)))
        yield VERDICT, html(word, "" if locale.zh else " ", words)
    others = [_name(one, found, locale) for one in usual if one not in told and not _a_mover(one, found)]
    yield REST, locale[ALSO].format(names=locale[AND].join(others)) if others else ""
    yield CALENDAR, locale[SEMICOLON].join([*_festive(found, locale), *_lengths(usual, found, locale)])
    judged_later = [_name(one, found, locale) for one in found.unjudged if not one.period.running and one.usual is None]
    few = [locale[TOO_FEW].format(names=locale[AND].join(judged_later))] if judged_later else []
    wide = [locale[TOO_WIDE].format(name=_name(one, found, locale), range=wording.usual(one, locale)) for one in found.unjudged if one.usual]
    yield LATER, locale[SEMICOLON].join([*wide, *few])
    yield WATCH, locale[SEMICOLON].join(_just(one, found, locale) for one in found.borderline)


def _just(one, found, locale) -> str:
    """What lies just beyond its usual range, and by what that may be chance."""
    stands = wording.stands(_name(one, found, locale), format.figure(one.value, one.unit, locale), locale)
    side, comma, chance = wording.side(one, locale).partition(locale[COMMA].strip())
    told = locale[JUST].format(stands=stands, side=side, range=wording.usual(one, locale), chance=comma + chance)
    meets = one.reading.low is not None and one.usual.side(one.reading.low) != one.usual.side(one.reading.high)
    return told + (locale[MEETS].format(interval=wording.interval(one.reading, one.unit, locale)) if meets else "")


def _festive(found, locale):
    """What the calendar explains."""
    return [
        locale[NAMED].format(name=_name(one, found, locale), said=wording.seasonal(one, locale))
        for one in found.noise
        if one.verdict is Verdict.SEASONAL
    ]


def _lengths(usual, found, locale):
    """What a month's length makes of a change that is noise."""
    told = [(one, said) for one in usual if (said := wording.per_day(one, locale))]
    return [f"{_name(one, found, locale)}{locale[COMMA] if locale.zh else ': '}{said}" for one, said in told]
