"""The page's one sentence. How the period went, with the money first; then the most important that moved, where that comes from and what happened at
the same time; then what else got worse, or what was missed: two by their names, all by their number; then how many others on the page moved.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from opsreport.causes import Cause, Mover
from opsreport.show import attained, format, wording
from opsreport.show.cards import in_clauses
from opsreport.show.causes import happened, segment_label
from opsreport.show.format import AND, COMMA, STOP, Locale
from opsreport.show.markup import Child, Html, element, html, plain, words_of
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.units import Unit
from opsreport.words import Text

NOTHING_KNOWN = Text("本期的核心指标都还不能计算。", "None of the headline figures can be computed yet.")
LEAD = Text("{when}{stands}", "{when}: {name} came to {value}")
SO_FAR = Text("{when}前{days}天{stands}", "{when}, first {days} days: {name} came to {value}")
LEAD_CHANGE = Text("环比{change}", "{change} on {base}")
HEADING = Text("按进度预计{value}（{range}）", "heading for {value} ({range})")
HEADING_SHARE = Text("相当于目标的{share}", "{share} of target")
THEN = Text("；", ";")
TOO_FEW = Text("历史不足，还不能判断哪些变化是真的", "there are too few earlier periods to tell real changes from noise")
NOT_OVER = Text("期末再判断哪些变化是真的", "real changes are told from noise at the end of the period")
ALL_USUAL = Text("{n}项关键数字都没有真实变化", "none of the {n} key figures really changed")
SOME_USUAL = Text("关键数字中能判断的{n}项没有真实变化", "none of the {n} key figures that can be judged really changed")
ONE_OF_THEM = Text("关键数字中只有1项能判断，没有真实变化", "the only key figure that can be judged did not really change")
ONE_USUAL = Text("没有真实变化", "it did not really change")
MISSED_TOO = Text("{names}未达标", "{names} missed their targets")
ONE_MISSED_TOO = Text("{names}未达标", "{names} missed its target")
WORSE_TOO = Text("{names}也变差", "{names} got worse too")
MORE_NAMES = Text("{names}等{n}项", "{names} and {more} more")
ELSEWHERE = Text("其他指标中{counts}", "of the other figures {counts}")
COUNTS = {
    Verdict.WORSE: Text("{n}项变差", "{n} got worse"),
    Verdict.BETTER: Text("{n}项变好", "{n} got better"),
    Verdict.CHANGED: Text("{n}项有变化", "{n} changed"),
}
HELD_TO = Text("（目标{goal}）", " (target {goal})")
STANDS = Text("{stands}", "{name} came to {value}")
WITHIN = Text("仍在正常范围内", "still within its usual range")
FROM = Text("{way}主要来自{names}", "{way} {names}")
OF_THE_FALL, OF_THE_RISE = Text("降幅", "mostly from"), Text("升幅", "mostly from")
MIXED = Text("变的是构成", "as the mix has changed")
AND_MORE = Text("等", " and more")
LAST = Text("和", " and ")
AT_THAT_TIME = Text("同期{what}", "during {what}")
MOST = 0.5  # of a change, from which it comes mostly from the leading segments
NAMED, OTHERS = 4, 2  # segments, and further figures, that are named
LONG = {"zh": 56, "en": 130}  # characters, from which a sentence is set smaller: five lines of a phone


def sentence(
    subjects: Iterable[Subject], locale: Locale, *, movers: Sequence[Mover] = (), money_first: bool = False, others: Iterable[Subject] = ()
) -> Html:
    """How the period went, and what matters most in it.

    movers: what is known of the real changes, the worst first; without them, the subjects speak for themselves. others: further ones of the page, of
    which is said how many really changed.
    """
    known = [one for one in subjects if one.value is not None]
    if not known:
        return in_clauses([locale[NOTHING_KNOWN]], locale)
    whole = [one for one in known if not one.late] or known
    first = next((one for one in whole if one.unit is Unit.MONEY and money_first), whole[0])
    movers = movers or [Mover(one) for one in worst_first(known)]
    own = bool(movers) and movers[0].subject is first  # what is said next is said of the same figure
    findings = [_lead(first, known, locale), *_then(first, known, movers, locale), *_among(others, locale)]
    marks = [locale[COMMA].strip() if own else locale[THEN], *[locale[THEN]] * (len(findings) - 2), locale[STOP].strip()]
    clauses = [clause for said, mark in zip(findings, marks, strict=True) for clause in (*said[:-1], html(said[-1], mark))]
    return _sized(in_clauses(clauses, locale), locale)


def _sized(said: Html, locale) -> Html:
    """A long one is set smaller, so that it leaves room on a phone."""
    return element("span", {"class": "long"}, said) if len(words_of(said)) > LONG[locale.language] else said


def worst_first(ones: Iterable[Subject]) -> list[Subject]:
    return sorted((one for one in ones if one.verdict.real), key=lambda one: one.verdict is not Verdict.WORSE)


def _joined(clauses: Sequence[Child], locale) -> list[Html]:
    """With a comma after each but the last."""
    return [html(clause, locale[COMMA].strip() if place < len(clauses) - 1 else None) for place, clause in enumerate(clauses)]


def _lead(first, known, locale) -> list[Html]:
    """How the period went: the figure with what was agreed; where nothing was, with the change."""
    when = format.period(first.period, locale, beside=first.period)
    name, value = wording.called(first.figure, [one.figure for one in known], locale), str(format.figure(first.value, first.unit, locale))
    when, stands = when[:1].upper() + when[1:], wording.stands(name, value, locale)
    if first.period.running:
        said = locale[SO_FAR].format(when=when, days=first.period.days, name=name, value=value, stands=stands)
        return _joined([said, *_outlook(first, locale)], locale)
    said = locale[LEAD].format(when=when, name=name, value=value, stands=stands)
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


def _then(first, known, movers, locale) -> list[list[Html]]:
    """What is most important of what moved, or that nothing did; then what else is bad: each in its clauses."""
    shown = list({(one.figure.metric, one.figure.part): one.figure for one in (*known, *(mover.subject for mover in movers))}.values())
    missed = [one for one in known if one is not first and one.target is not None and one.target.met is False]
    if movers:
        worse = [mover.subject for mover in movers[1:] if mover.subject.verdict is Verdict.WORSE and mover.subject is not first]
        worse.sort(key=lambda one: not any(one is each for each in known))  # those that have a card here are named first
        good = movers[0].subject.verdict is Verdict.BETTER
        more = _too(WORSE_TOO, WORSE_TOO, worse, shown, locale) or (_too(ONE_MISSED_TOO, MISSED_TOO, missed, shown, locale) if good else [])
        return [_moved(movers[0], first, shown, locale), *more]
    judged = sum(one.verdict not in (Verdict.UNJUDGED, Verdict.WIDE) for one in known)
    if not judged or first.period.running:
        return [[html(locale[NOT_OVER if first.period.running else TOO_FEW])]]
    quiet = ONE_USUAL if len(known) == 1 else ONE_OF_THEM if judged == 1 else ALL_USUAL if judged == len(known) else SOME_USUAL
    return [[html(locale[quiet].format(n=judged))], *_too(ONE_MISSED_TOO, MISSED_TOO, missed, shown, locale)]


def _among(others, locale) -> list[list[Html]]:
    """How many other figures of the page really changed."""
    counted = Counter(one.verdict for one in others)
    counts = [locale[words].format(n=counted[verdict]) for verdict, words in COUNTS.items() if counted[verdict]]
    return [[html(locale[ELSEWHERE].format(counts=locale[COMMA].join(counts)))]] if counts else []


def _too(one: Text, many: Text, ones: Sequence[Subject], shown, locale) -> list[list[Html]]:
    """Further figures: two by their names, all by their number."""
    if not ones:
        return []
    names = [wording.within(wording.called(each.figure, shown, locale), locale) for each in ones]
    said = _listed(names[:OTHERS], locale)
    if len(names) > OTHERS:
        said = locale[MORE_NAMES].format(names=locale[AND].join(names[:OTHERS]), n=len(names), more=len(names) - OTHERS)
    return [[html(locale[one if len(names) == 1 else many].format(names=said))]]


def _listed(names: Sequence[Child], locale) -> Html:
    """A、B和C"""
    *others, last = names
    return html([(locale[AND] if place else None, name) for place, name in enumerate(others)], locale[LAST] if others else None, last)


def _moved(mover: Mover, first, shown, locale) -> list[Html]:
    one = mover.subject
    name = wording.called(one.figure, shown, locale)
    if not one.verdict.real:
        where = wording.side(one, locale) if one.verdict in (Verdict.BORDERLINE, Verdict.WIDE) else locale[WITHIN]
        value = str(format.figure(one.value, one.unit, locale))
        stands = [] if one is first else [locale[STANDS].format(name=name, value=value, stands=wording.stands(name, value, locale))]
        target = [] if one is first else [attained.clause(one.target, one.unit, locale)]
        return _joined([*stands, *target, where], locale)
    said = [wording.side(one, locale)] if one is first else wording.finding(one, locale, called=name)
    if one is not first and one.target is not None and one.target.met is False and one.target.known:
        said = [said[0] + locale[HELD_TO].format(goal=attained.goal(one.target, one.unit, locale))]  # says more than the usual range
    where = source(mover.cause, one, locale) if mover.cause else None
    return _joined([*said, *filter(None, (where, _then_happened(mover, locale) if where else None))], locale)


def _then_happened(mover: Mover, locale) -> Html | None:
    """What people did, or what befell them, when a change began whose source is known: the first of it. A holiday explains no single segment."""
    found = next((one for one in mover.coincides if one.kind != "holiday"), None)
    return _filled(locale[AT_THAT_TIME], what=happened(found, mover.subject, locale, dated=False)) if found else None


def _filled(text: str, what: Html) -> Html:
    before, after = text.format(what="\0").split("\0")
    return html(before, what, after)


def source(cause: Cause, one: Subject, locale: Locale) -> Html | None:
    """降幅主要来自短视频渠道. None where these are not most of it, or it is counted from another period than the one before."""
    if cause.reversal:
        return html(locale[MIXED])
    share = sum(part.total for part in cause.leading) / cause.change if cause.change else 0
    if share < MOST or cause.against.label != one.period.previous().label:
        return None
    labels = [segment_label(cause.by, part.segment, locale) for part in cause.leading[:NAMED]]
    more = html([(locale[AND] if place else None, label) for place, label in enumerate(labels)], locale[AND_MORE])
    names = more if len(cause.leading) > NAMED else _listed(labels, locale)
    return _filled(locale[FROM].replace("{names}", "{what}").replace("{way}", locale[OF_THE_FALL if cause.change < 0 else OF_THE_RISE]), names)


def opening(text: str) -> str:
    """An English clause as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def title(shown: Subject, others: Iterable[Subject], locale: Locale) -> str:
    """A figure's short name, as it begins a line."""
    return opening(plain(wording.called(shown.figure, [one.figure for one in others], locale)))
