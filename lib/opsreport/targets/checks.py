"""Goals bound to the metrics that their names stand for; and the mistakes that can be seen only then."""

from collections.abc import Callable, Collection
from dataclasses import replace

from opsreport.errors import BAD_CONFIGURATION, Mistake, nearest
from opsreport.goals import POINTS, Agreed, Goals
from opsreport.metric import TABLE, Metric
from opsreport.units import HIGHER, LOWER, RATES


def bound(goals: Goals, find: Callable[[str], Metric], segments: Collection[str]) -> Goals:
    """The goals with the metrics that their names stand for, as `find` gives them. Raises Mistake (78) for what no figure can be held to."""
    found = {name: _named(name, find, where) for name, _, _, where in goals.named()}
    for name, part, segment, where in goals.named():
        _checked(found[name], part, segment, segments, where)
    bound = replace(goals, metrics=found)
    for agreed in goals.targets:
        _fits(agreed, found[agreed.entry.metric])
    _unique(bound)
    return bound


def _named(name, find, where) -> Metric:
    try:
        metric = find(name)
    except Mistake as mistake:
        raise _wrong(mistake.what, mistake.mend, where("metric")) from None
    if metric.grain == TABLE:
        raise _wrong(f"{metric.id} is a table, and has no target", "Name a metric that is a number; `opsreport metrics` lists all.", where("metric"))
    return metric


def _checked(metric, part, segment, segments, where) -> None:
    if part is not None and part not in metric.parts:
        known = [each for each in metric.parts if each]
        mend = f"Its parts: {', '.join(known)}." if known else "Leave out part: it has one figure."
        raise _wrong(f'{metric.id} has no part "{part}".{nearest(part, known)}', mend, where("part"))
    for name in segment or ():
        if name not in segments:
            raise _wrong(f'there is no segment "{name}".{nearest(name, segments)}', f"Use one of: {', '.join(segments)}.", where("segment", name))
    if segment is not None and len(segment) != 1:
        raise _wrong("a target is for one segment", "Write one name and value: {acquisition_channel: search}.", where("segment"))


def _fits(agreed: Agreed, metric: Metric) -> None:
    """A rate has targets in percent, nothing else has; and it must be known which way is better."""
    entry, part = agreed.entry, metric.parts[agreed.entry.part or next(iter(metric.parts))]
    first, at = entry.target[0], agreed.where("target")
    if len(entry.target) == 1 and entry.better is None and part.better not in (HIGHER, LOWER):
        raise _wrong(f"{metric.id} is better neither high nor low", "Say which is meant (better: higher), or give a range.", agreed.where("metric"))
    if entry.base:
        points = first.suffix == "pp" or entry.kind == POINTS
        if points and part.unit not in RATES:
            raise _wrong(f"{metric.id} is counted in {part.unit}, not in percent", "Write +10%, or how much more: +500.", at)
        if part.unit in RATES and not first.suffix:
            raise _wrong(f"{metric.id} is a rate", f"Write {first}pp for percentage points.", at)
        return
    if first.suffix and part.unit not in RATES:
        raise _wrong(f"{metric.id} is counted in {part.unit}, not in percent", "Write a number; or a change, with its base.", at)
    if part.unit in RATES and not first.suffix and any(abs(amount.number) > 1 for amount in entry.target):
        raise _wrong(f"{metric.id} is a rate, and {first} would be {first} times as much as all", f"Write {first}%.", at)


def _unique(goals: Goals) -> None:
    """Two targets for one thing need the days on which they were agreed: the later one holds."""
    for i, one in enumerate(goals.targets):
        for other in goals.targets[:i]:
            dates = {one.entry.agreed_on, other.entry.agreed_on}
            if _same(one, other, goals.metrics) and (None in dates or len(dates) == 1):
                raise _wrong(
                    f"{one.entry.metric} has two targets for {one.period.label if one.period else f'each {one.entry.each}'}",
                    f"Take one out ({other.where()} is the other); or say of both when they were agreed (agreed_on): the later one holds.",
                    one.where("metric"),
                )


def _same(one: Agreed, other: Agreed, metrics) -> bool:
    """Whether both are about the same figure at the same time."""
    key = [(metrics[a.entry.metric], a.entry.part or next(iter(metrics[a.entry.metric].parts)), a.entry.segment, a.entry.role) for a in (one, other)]
    if key[0] != key[1]:
        return False
    if one.period and other.period:
        return one.at(other.period)
    apart = (one.end and other.first and one.end <= other.first) or (other.end and one.first and other.end <= one.first)
    return not one.period and not other.period and one.entry.each == other.entry.each and not apart


def _wrong(what, mend, where) -> Mistake:
    return Mistake(what, mend=mend, code=BAD_CONFIGURATION, where=where)
