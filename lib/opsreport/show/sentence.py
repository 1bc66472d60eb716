"""The page's one sentence. How the period went, with the money first; then the most important that moved, where that comes from and what happened at
the same time; then, by their names, what else got worse, or what was missed.
"""

from collections.abc import Iterable, Sequence

from opsreport.causes import Cause, Mover
from opsreport.show import attained, format, wording
from opsreport.show.cards import in_clauses
from opsreport.show.causes import happened, segment_label
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
MISSED_TOO = Text("{names}未达标", "{names} missed their targets")
ONE_MISSED_TOO = Text("{names}未达标", "{names} missed its target")
WORSE_TOO = Text("{names}也变差", "{names} got worse too")
MORE_NAMES = Text("{names}等{n}项", "{names} and {more} more")
HELD_TO = Text("（目标{goal}）", " (target {goal})")
STANDS = Text("{name}{value}", "{name} came to {value}")
WITHIN = Text("仍在正常范围内", "still within its usual range")
FROM = Text("{way}主要来自{names}", "{way} {names}")
OF_THE_FALL, OF_THE_RISE = Text("降幅", "mostly from"), Text("升幅", "mostly from")
MIXED = Text("变的是构成", "as the mix has changed")
AND_MORE = Text("等", " and more")
LAST = Text("和", " and ")
AT_THAT_TIME = Text("同期{what}", "at the time of {what}")
MOST = 0.5  # of a change, from which it comes mostly from the leading segments
NAMED, OTHERS = 4, 3  # segments, and further figures, that are named


def sentence(subjects: Iterable[Subject], locale: Locale, *, movers: Sequence[Mover] = (), money_first: bool = False) -> Html:
    """movers: what is known of the real changes, the worst first; without them, the subjects speak for themselves."""
    known = [one for one in subjects if one.value is not None]
    if not known:
        return in_clauses([locale[NOTHING_KNOWN]], locale)
    whole = [one for one in known if not one.late] or known
    first = next((one for one in whole if one.unit is Unit.MONEY and money_first), whole[0])
    movers = movers or [Mover(one) for one in worst_first(known)]
    clauses = [*_lead(first, known, locale)]
    own = bool(movers) and movers[0].subject is first  # what is said next is said of the same figure
    clauses[-1] = html(clauses[-1], locale[COMMA].strip() if own else locale[THEN])
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
    """What is most important of what moved, or that nothing did; then what else is bad."""
    shown = list({(one.figure.metric, one.figure.part): one.figure for one in (*known, *(mover.subject for mover in movers))}.values())
    missed = [one for one in known if one is not first and one.target is not None and one.target.met is False]
    if movers:
        told = _moved(movers[0], first, shown, locale)
        worse = [mover.subject for mover in movers[1:] if mover.subject.verdict is Verdict.WORSE and mover.subject is not first]
        good = movers[0].subject.verdict is Verdict.BETTER
        more = _too(WORSE_TOO, WORSE_TOO, worse, shown, locale) or (_too(ONE_MISSED_TOO, MISSED_TOO, missed, shown, locale) if good else None)
        return [*told[:-1], html(told[-1], locale[THEN]), more] if more else told
    judged = sum(one.verdict not in (Verdict.UNJUDGED, Verdict.WIDE) for one in known)
    if not judged or first.period.running:
        return [html(locale[NOT_OVER if first.period.running else TOO_FEW])]
    quiet = html(locale[ONE_USUAL if judged == 1 else ALL_USUAL].format(n=judged))
    more = _too(ONE_MISSED_TOO, MISSED_TOO, missed, shown, locale)
    return [html(quiet, locale[THEN]), more] if more else [quiet]


def _too(one: Text, many: Text, ones: Sequence[Subject], shown, locale) -> Html | None:
    """Further figures by their names."""
    if not ones:
        return None
    names = [wording.called(each.figure, shown, locale) for each in ones]
    said = _listed(names[:OTHERS], locale)
    if len(names) > OTHERS:
        said = locale[MORE_NAMES].format(names=locale[AND].join(names[:OTHERS]), n=len(names), more=len(names) - OTHERS)
    return html(locale[one if len(names) == 1 else many].format(names=said))


def _listed(names: Sequence[Child], locale) -> Html:
    """A、B和C"""
    *others, last = names
    return html([(locale[AND] if place else None, name) for place, name in enumerate(others)], locale[LAST] if others else None, last)


def _moved(mover: Mover, first, shown, locale) -> list[Html]:
    one = mover.subject
    name = wording.called(one.figure, shown, locale)
    if not one.verdict.real:
        where = wording.side(one, locale) if one.verdict in (Verdict.BORDERLINE, Verdict.WIDE) else locale[WITHIN]
        stands = [] if one is first else [locale[STANDS].format(name=name, value=format.figure(one.value, one.unit, locale))]
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
    return _filled(locale[AT_THAT_TIME], what=happened(found, mover.subject, locale)) if found else None


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
