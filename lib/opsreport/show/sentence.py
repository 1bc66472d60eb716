"""The page's one sentence: at most two findings. How the period went, with the money first; then what moved most, and where that comes from."""

from collections.abc import Iterable, Sequence

from opsreport.causes import Cause, Mover
from opsreport.show import attained, format, wording
from opsreport.show.cards import in_clauses
from opsreport.show.causes import segment_label
from opsreport.show.format import AND, COMMA, STOP, Locale
from opsreport.show.markup import Child, Html, html, plain
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.units import Unit
from opsreport.words import Text

NOTHING_KNOWN = Text("本期的核心指标都还不能计算。", "None of the headline figures can be computed yet.")
LEAD = Text("{when}{name}{value}", "{when}: {name} came to {value}")
SO_FAR = Text("{when}前{days}天{name}{value}", "{when}, first {days} days: {name} came to {value}")
LEAD_CHANGE = Text("环比{change}", "{change} on {base}")
HEADING = Text("按进度预计{value}（{range}）", "heading for {value} ({range})")
HEADING_SHARE = Text("相当于目标的{share}", "{share} of target")
THEN = Text("；", ";")
TOO_FEW = Text("历史不足，还不能判断哪些变化是真的", "there are too few earlier periods to tell real changes from noise")
NOT_OVER = Text("期末再判断哪些变化是真的", "real changes are told from noise at the end of the period")
ALL_USUAL = Text("能判断的{n}项都没有真实变化", "none of the {n} figures that can be judged really changed")
ONE_USUAL = Text("没有真实变化", "it did not really change")
MISSED_TOO = Text("，其中{n}项未达标", ", and {n} missed their targets")
ONE_MISSED_TOO = Text("，其中1项未达标", ", and one missed its target")
ITSELF = Text("{side}", "it is {side}")
STANDS = Text("{name}{value}", "{name} came to {value}")
WITHIN = Text("仍在正常范围内", "still within its usual range")
FROM = Text("{way}主要来自{names}", "{way} {names}")
OF_THE_FALL, OF_THE_RISE = Text("降幅", "most of the fall is"), Text("升幅", "most of the rise is")
MIXED = Text("变的是构成", "as the mix has changed")
AND_MORE = Text("等", " and more")
MOST, NAMED = 0.5, 2  # of a change, from which it comes mostly from the leading segments; so many are named


def sentence(subjects: Iterable[Subject], locale: Locale, *, movers: Sequence[Mover] = (), money_first: bool = False) -> Html:
    """movers: what is known of the real changes, the worst first; without them, the subjects speak for themselves."""
    known = [one for one in subjects if one.value is not None]
    if not known:
        return in_clauses([locale[NOTHING_KNOWN]], locale)
    whole = [one for one in known if not one.late] or known
    first = next((one for one in whole if one.unit is Unit.MONEY and money_first), whole[0])
    movers = movers or [Mover(one) for one in worst_first(known)]
    clauses = [*_lead(first, known, locale)]
    clauses[-1] = html(clauses[-1], locale[THEN])
    then = _then(first, known, movers, locale)
    then[-1] = html(then[-1], locale[STOP].strip())
    return in_clauses([*clauses, *then], locale)


def worst_first(ones: Iterable[Subject]) -> list[Subject]:
    return sorted((one for one in ones if one.verdict.real), key=lambda one: one.verdict is not Verdict.WORSE)


def _joined(clauses: Sequence[Child], locale) -> list[Html]:
    """With a comma after each but the last."""
    return [html(clause, locale[COMMA].strip() if place < len(clauses) - 1 else None) for place, clause in enumerate(clauses)]


def _lead(first: Subject, known, locale) -> list[Html]:
    """How the period went: the figure with what was agreed; where nothing was, with the change."""
    when = format.period(first.period, locale, beside=first.period)
    name, value = wording.called(first.figure, [one.figure for one in known], locale), str(format.figure(first.value, first.unit, locale))
    when = when[:1].upper() + when[1:]
    if first.period.running:
        said = locale[SO_FAR].format(when=when, days=first.period.days, name=name, value=value)
        return _joined([said, *_outlook(first, locale)], locale)
    said = locale[LEAD].format(when=when, name=name, value=value)
    target = attained.clause(first.target, first.unit, locale) if first.target else ""
    changed = wording.change(first, first.previous, locale)
    if target or not changed:
        return _joined([said, *([target] if target else [])], locale)
    base = format.period(first.period.previous(), locale, beside=first.period)
    return _joined([said, locale[LEAD_CHANGE].format(change=changed, base=base)], locale)


def _outlook(first, locale) -> list[str]:
    """Where a running period is heading, and what that is of its target."""
    ahead, target = first.outlook, first.target
    if ahead is None:
        return []
    said = [locale[HEADING].format(value=format.figure(ahead.value, first.unit, locale), range=outlook_range(first, locale))]
    if target and target.value and target.better == "higher":
        said.append(locale[HEADING_SHARE].format(share=attained.percent(float(ahead.value) / float(target.value), locale)))
    return said


def outlook_range(shown: Subject, locale: Locale) -> str:
    return format.span(shown.outlook.low, shown.outlook.high, shown.unit, locale)


def _then(first, known, movers, locale) -> list[Html]:
    """What moved most, or that nothing did."""
    if movers:
        return _moved(movers[0], first, known, locale)
    judged = sum(one.verdict is not Verdict.UNJUDGED for one in known)
    if not judged or first.period.running:
        return [html(locale[NOT_OVER if first.period.running else TOO_FEW])]
    missed = sum(one.target is not None and one.target.met is False for one in known if one is not first)
    said = locale[ONE_USUAL if judged == 1 else ALL_USUAL].format(n=judged)
    return [html(said + (locale[ONE_MISSED_TOO if missed == 1 else MISSED_TOO].format(n=missed) if missed else ""))]


def _moved(mover: Mover, first, known, locale) -> list[Html]:
    one = mover.subject
    name = wording.called(one.figure, [each.figure for each in known], locale)
    if not one.verdict.real:
        stands = [] if one is first else [locale[STANDS].format(name=name, value=format.figure(one.value, one.unit, locale))]
        target = [] if one is first else [attained.clause(one.target, one.unit, locale)]
        return _joined([*stands, *target, locale[ITSELF].format(side=locale[WITHIN]) if one is first else locale[WITHIN]], locale)
    said = [locale[ITSELF].format(side=wording.side(one, locale))] if one is first else wording.finding(one, locale, called=name)
    where = source(mover.cause, one, locale) if mover.cause else None
    return _joined([*said, where] if where else said, locale)


def source(cause: Cause, one: Subject, locale: Locale) -> Html | None:
    """降幅主要来自短视频渠道. None where these are not most of it, or it is counted from another period than the one before."""
    if cause.reversal:
        return html(locale[MIXED])
    share = sum(part.total for part in cause.leading) / cause.change if cause.change else 0
    if share < MOST or cause.against.label != one.period.previous().label:
        return None
    labels = [segment_label(cause.by, part.segment, locale) for part in cause.leading[:NAMED]]
    names = html(labels[0], [(locale[AND], label) for label in labels[1:]], locale[AND_MORE] if len(cause.leading) > NAMED else None)
    before, after = locale[FROM].format(way=locale[OF_THE_FALL if cause.change < 0 else OF_THE_RISE], names="\0").split("\0")
    return html(before, names, after)


def opening(text: str) -> str:
    """An English clause as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def title(shown: Subject, others: Iterable[Subject], locale: Locale) -> str:
    """A figure's short name, as it begins a line."""
    return opening(plain(wording.called(shown.figure, [one.figure for one in others], locale)))
