"""Targets: what was agreed for a figure, beside what it came to. Knows no metric by import: readings come by `read(period)`."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from opsreport.errors import BAD_CONFIGURATION, Mistake, nearest
from opsreport.goals import CAP, DIFFERENCE, POINTS, RELATIVE, Agreed, Goals
from opsreport.kinds import Reading, Total
from opsreport.metric import TABLE, Metric
from opsreport.periods import NOW, Period, Within, containing
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

Number = int | float | Decimal
Read = Callable[[Period], Reading]
RANGE = "range"
EARLIER = 12  # periods back that are looked at for one that is whole


@dataclass(frozen=True)
class Target:
    """What was agreed for a figure, and how the figure stands to it.

    period: for which it was agreed. value: what is to be reached, None for a range (`low`, `high`) or an unknown base. better: "higher", "lower" or
    "range". given: how it was put where it is relative ("+10% on the period before"); base: of which period; other: the other reading of "+10%" for
    a rate. late: agreed after the period had begun. gap: of the figure over the target, in its unit; of a range, over its nearer end. met: None while
    the period runs, or where the figure is unknown (`reason`). formula: of the achievement, where low is better. history: (agreed on, what) before.
    months: the periods whose targets were put together for this one.
    """

    period: Period
    value: Number | None
    better: str
    low: Number | None = None
    high: Number | None = None
    given: Text | None = None
    other: Text | None = None
    agreed_on: dt.date | None = None
    late: bool = False
    gap: Number | None = None
    achievement: float | None = None
    met: bool | None = None
    reason: str | None = None
    base: Period | None = None
    formula: str = ""
    note: Text | None = None
    history: tuple[tuple[dt.date, str], ...] = ()
    months: tuple[Period, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is clear what is to be reached."""
        return self.value is not None or self.low is not None


@dataclass(frozen=True)
class Progress:
    """How far a longer goal has come. target: of the whole `period`, with the figure to date; time: the share of its days that have passed.

    usual: the share of the year before that had been reached by then; on_pace: None where that cannot be said of such a figure.
    """

    period: Period
    to_date: Period
    reading: Reading
    target: Target
    time: float
    usual: float | None
    on_pace: bool | None


def exact(value: Number) -> Fraction:
    """A number as it is written: 0.3 is three tenths."""
    return Fraction(str(value))


def achievement(actual: Number, target: Target, cap: Number = CAP) -> Fraction | None:
    """How much of a target is reached: 500 of 600 is 5/6. None where the target allows no share (0 or less, where high is better).

    Where low is better: target / actual, or 2 - actual / target if so agreed; nothing at all is as good as it gets: the cap. In a range: 1, and
    outside of it the share of the nearer end. Never below 0.
    """
    now = exact(actual)
    if target.better == RANGE:
        low, high = exact(target.low), exact(target.high)
        return Fraction(1) if low <= now <= high else _higher(now, low) if now < low else _lower(now, high, target.formula, cap)
    goal = exact(target.value)
    return _higher(now, goal) if target.better == HIGHER else _lower(now, goal, target.formula, cap)


def _higher(now, goal):
    return None if goal <= 0 else max(now / goal, Fraction(0))


def _lower(now, goal, formula, cap):
    if now <= 0:
        return exact(cap)
    if goal <= 0:
        return Fraction(0)
    return max(2 - now / goal, Fraction(0)) if formula == DIFFERENCE else goal / now


def gap(actual: Number, target: Target) -> Decimal:
    """The figure less its target; less the nearer end of a range, 0 within it."""
    now = Decimal(str(actual))
    if target.better == RANGE:
        low, high = Decimal(str(target.low)), Decimal(str(target.high))
        return now - low if now < low else now - high if now > high else Decimal(0)
    return now - Decimal(str(target.value))


def met(actual: Number, target: Target) -> bool:
    over = gap(actual, target)
    return over == 0 or (target.better == HIGHER and over > 0) or (target.better == LOWER and over < 0)


def judged(target: Target, reading: Reading) -> Target:
    """The target with how the figure stands to it; of a running period as it stands now, and neither met nor missed."""
    if reading.value is None or not target.known:
        return replace(target, reason=target.reason or reading.reason)
    reached = achievement(reading.value, target)
    said = None if target.period.running else met(reading.value, target)
    return replace(target, gap=gap(reading.value, target), achievement=None if reached is None else float(reached), met=said)


def whole_only(until: dt.date, lookup: Read) -> Read:
    """Readings by `lookup`; of a period that is asked for as a whole and is not over, `incomplete`."""

    def read(period):
        return Reading(reason="incomplete") if period.whole_end > until and not period.running else lookup(period)

    return read


def concerning(goals: Goals, metric: Metric, part: str | None, segment: dict | None, role: str | None = None) -> tuple[Agreed, ...]:
    """All that was agreed for a figure, at whatever time; for a role of its own, if a role is named."""
    part = part or next(iter(metric.parts))
    return tuple(
        agreed
        for agreed in goals.targets
        if goals.metrics[agreed.entry.metric] == metric
        and (agreed.entry.part or next(iter(metric.parts))) == part
        and (agreed.entry.segment or None) == (segment or None)
        and agreed.entry.role == role
    )


def target(goals: Goals, metric: Metric, part: str | None, segment: dict | None, when: Period, reading: Reading, read: Read, role=None) -> Target | None:
    """What was agreed for the figure of a period: for just this period, or put together from its months (or quarters). None where nothing was.

    reading: the figure itself; read: of a whole period that `asked` has named. A role's own target goes before everybody's.
    """
    for whose in dict.fromkeys((role, None)):
        found = concerning(goals, metric, part, segment, whose)
        made = _just(found, metric, part, when, read) or _put_together(found, metric, part, when, reading, read)
        if made:
            return judged(made, reading)
    return None


def asked(goals: Goals, metric: Metric, part: str | None, segment: dict | None, when: Period, role=None) -> tuple[Period, ...]:
    """The periods whose readings `target` and `progress` will want, beside the period itself."""
    found = (*concerning(goals, metric, part, segment, role), *(concerning(goals, metric, part, segment) if role else ()))
    wanted: list[Period | None] = []
    for agreed in found:
        if agreed.at(when):
            wanted.append(_base(agreed, when))
        if whole := agreed.around(when):
            ago = whole.year_ago()
            to_date = whole.cut(when.end)
            wanted += [to_date, _base(agreed, whole), ago, ago and ago.elapsed(to_date.days)]
        for piece in (piece for pieces in _pieces(when) for piece in pieces if agreed.at(piece)):
            wanted += [piece.cut(when.end), _base(agreed, piece)]
    return tuple(dict.fromkeys(filter(None, wanted)))


def _in_force(found, when) -> list[Agreed]:
    """What was agreed for just this period, the one that holds first."""
    return sorted((agreed for agreed in found if agreed.at(when)), key=lambda agreed: agreed.rank, reverse=True)


def _just(found, metric, part, when, read) -> Target | None:
    hits = _in_force(found, when)
    if not hits:
        return None
    holds, *before = hits
    history = tuple((agreed.entry.agreed_on, written(agreed)) for agreed in before if agreed.entry.agreed_on)
    return replace(_stated(holds, metric, part, when, read), history=history)


def _stated(agreed: Agreed, metric, part, when, read) -> Target:
    """The target of an agreement in numbers of the figure's unit."""
    entry, unit = agreed.entry, metric.parts[part or next(iter(metric.parts))].unit
    better = RANGE if len(entry.target) == 2 else entry.better or metric.parts[part or next(iter(metric.parts))].better
    late = entry.agreed_on is not None and entry.agreed_on > when.start
    plain = Target(when, None, better, agreed_on=entry.agreed_on, late=late, formula=entry.formula, note=entry.note)
    numbers = [amount.number / 100 if unit is Unit.PERCENT and amount.suffix == "%" else amount.number for amount in entry.target]
    if len(numbers) == 2:
        return replace(plain, low=numbers[0], high=numbers[1])
    if entry.base is None:
        return replace(plain, value=numbers[0])
    base = _base(agreed, when)
    reading = read(base) if base else Reading(reason="no_base")
    plain = replace(plain, given=_given(agreed), base=base)
    if reading.value is None:
        return replace(plain, reason="no_base")
    return replace(plain, value=changed(reading.value, agreed, unit), other=_other(reading.value, agreed, unit))


def changed(base: Number, agreed: Agreed, unit: Unit, kind: str | None = None) -> Decimal:
    """The base with the change that was agreed: +10% is relative, but percentage points of a rate unless said otherwise; +500 is added."""
    change, base = agreed.entry.target[0], Decimal(str(base))
    if change.suffix == "":
        return base + change.number
    points = unit is Unit.PERCENT and (change.suffix == "pp" or (kind or agreed.entry.kind or POINTS) == POINTS)
    return base + change.number / 100 if points else base * (1 + change.number / 100)


def _other(base, agreed, unit) -> Text | None:
    """+10% of a rate can be read in two ways: the one that was not agreed."""
    if unit is not Unit.PERCENT or agreed.entry.target[0].suffix != "%":
        return None
    kind = RELATIVE if (agreed.entry.kind or POINTS) == POINTS else POINTS
    value = (100 * changed(base, agreed, unit, kind)).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    if kind == RELATIVE:
        return Text(f"按百分点计；若按相对比例计，目标为{value}%", f"in percentage points; read as a relative change it would be {value}%")
    return Text(f"按相对比例计；若按百分点计，目标为{value}%", f"as a relative change; read in percentage points it would be {value}%")


def _given(agreed) -> Text:
    change, entry = str(agreed.entry.target[0]).replace("-", "\u2212"), agreed.entry
    zh, en = change.replace("pp", "个百分点"), change.replace("pp", " pp")
    if entry.base == "previous":
        return Text(f"比上期{zh}", f"{en} on the period before")
    if entry.base == "year_ago":
        return Text(f"比去年同期{zh}", f"{en} on the same period last year")
    return Text(f"比{agreed.base.label}：{zh}", f"{en} on {agreed.base.label}")


def written(agreed: Agreed) -> str:
    """The target as it stands in the file: 600, 25%, 80%–90%, +10%."""
    return "\u2013".join(map(str, agreed.entry.target))


def _base(agreed, when) -> Period | None:
    """The whole period that a change is counted from; None where it is no change, or there is no such period."""
    whole = replace(when, end=when.whole_end)
    match agreed.entry.base:
        case None:
            return None
        case "previous":
            return whole.step(-1)
        case "year_ago":
            return whole.year_ago()
    return agreed.base


def _pieces(when) -> list[tuple[Period, ...]]:
    """The months of a longer period, and its quarters; where it has whole ones, and two at least."""
    made = []
    for unit in ("month", "quarter"):
        pieces, piece = [], containing(unit, when.start, when.calendar)
        while piece.whole_end <= when.whole_end:
            pieces.append(piece)
            piece = piece.step(1)
        if len(pieces) > 1 and (pieces[0].start, pieces[-1].whole_end) == (when.start, when.whole_end):
            made.append(tuple(pieces))
    return made


def _put_together(found, metric, part, when, reading, read) -> Target | None:
    """The target of a quarter, half year or year from those of its months: sums of totals; rates weighted by the months' denominators.

    None where the months' figures do not add up to the longer period's: who buys twice in a quarter need not do so in a month of it.
    """
    for pieces in _pieces(when):
        targets = [_just(found, metric, part, piece, read) for piece in pieces]
        if not all(targets) or len({each.better for each in targets}) > 1:
            continue
        whole = replace(targets[-1], period=when, given=None, other=None, base=None, history=(), months=pieces, late=any(t.late for t in targets))
        if not all(each.known for each in targets):
            return replace(whole, value=None, low=None, high=None, reason="no_base")
        readings = [read(piece.cut(when.end)) for piece in pieces]
        weights = _weights(readings, metric, part, when)
        if weights is None or not _agree(reading, readings, weights):
            continue
        return replace(whole, **{end: _sum(targets, end, weights) for end in ("value", "low", "high")})
    return None


def _weights(readings, metric, part, when) -> list[Fraction] | None:
    """What each month's target counts in the whole's: 1 for totals, its share of the denominators for rates, only the last for levels."""
    way = adds_up(metric, part)
    if way:
        return [Fraction(1) if way == "sum" or i == len(readings) - 1 else Fraction(0) for i in range(len(readings))]
    of = [reading.denominator for reading in readings]
    known = [exact(each) for each in of if each is not None]
    if not known or sum(known) <= 0 or (len(known) < len(of) and not when.running):
        return None
    return [Fraction(0) if each is None else exact(each) / sum(known) for each in of]


def _agree(whole: Reading, readings, weights) -> bool:
    """Whether the months' figures make the longer period's; as far as they are known."""
    observed = [each for each in readings if each.reason != "not_observed"]
    if whole.value is None or any(each.value is None for each in observed):
        return True
    if whole.denominator is not None:
        return all(sum(exact(getattr(each, end)) for each in observed) == exact(getattr(whole, end)) for end in ("numerator", "denominator"))
    if weights[0]:
        return sum(exact(each.value) for each in observed) == exact(whole.value)
    return not observed or observed[-1].value == whole.value


def _sum(targets, end, weights):
    values = [getattr(each, end) for each in targets]
    if any(value is None for value in values):
        return None
    total = sum(exact(value) * weight for value, weight in zip(values, weights, strict=True))
    return Decimal(total.numerator) / Decimal(total.denominator)


def adds_up(metric: Metric, part: str | None) -> str | None:
    """Whether a longer period's figure is the sum of its months' ("sum"), that of its last month ("last": levels), or neither (None)."""
    if metric.derived or not isinstance(metric.shape[part], Total):
        return None
    parts = metric.rows.parts
    if not all(isinstance(each.when, Within) and each.when is NOW for each in parts):
        return "last"
    return None if metric.rows.key else "sum"  # users of a period are not those of its months


def progress(goals: Goals, metric: Metric, part: str | None, segment: dict | None, when: Period, read: Read) -> tuple[Progress, ...]:
    """How far the longer goals have come that this period is a part of, the shortest first."""
    found = concerning(goals, metric, part, segment)
    wholes = {(whole.start, whole.whole_end): whole for agreed in found if (whole := agreed.around(when))}
    return tuple(_progress(found, metric, part, whole, when, read) for whole in sorted(wholes.values(), key=lambda whole: whole.whole_end - whole.start))


def _progress(found, metric, part, whole, when, read) -> Progress:
    to_date = whole.cut(when.end)
    reading = read(to_date)
    stated = judged(replace(_just(found, metric, part, whole, read), period=to_date), reading)
    days = (whole.whole_end - whole.start).days
    time, usual = to_date.days / days, None
    sums = adds_up(metric, part) == "sum"
    grows = not metric.derived and isinstance(metric.shape[part], Total)
    if sums and (ago := whole.year_ago()):
        usual = read(ago.elapsed(to_date.days)).over(read(ago)).value
    return Progress(whole, to_date, reading, stated, time, usual, _on_pace(stated, reading, grows, (time if usual is None else usual) if sums else None))


def _on_pace(target, reading, grows, share) -> bool | None:
    """Whether a goal will be reached if things go on: a sum has its `share` by now; a rate is where it should be.

    Of users counted once in the whole time, and of levels, only what is reached (or can no longer be kept) can be said.
    """
    if reading.value is None or not target.known:
        return None
    now = met(reading.value, target)
    if not target.period.running or not grows:
        return now
    if share is not None and target.better != RANGE:
        return met(reading.value, replace(target, value=float(target.value) * share))
    return (now or None) if target.better == HIGHER else (None if now else False)


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
        raise _wrong(f"{metric.id} is a table, which has no target", "Name a metric that is a number: `opsreport metrics` lists them.", where("metric"))
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
        raise _wrong(f"{metric.id} is better neither high nor low", "Say which way is meant (better: higher), or give a range.", agreed.where("metric"))
    if entry.base:
        points = first.suffix == "pp" or entry.kind == POINTS
        if points and part.unit is not Unit.PERCENT:
            raise _wrong(f"{metric.id} is counted in {part.unit}, not in percent", "Write +10%, or how much more: +500.", at)
        if part.unit is Unit.PERCENT and not first.suffix:
            raise _wrong(f"{metric.id} is a rate", f"Write {first}pp for percentage points.", at)
        return
    if first.suffix and part.unit is not Unit.PERCENT:
        raise _wrong(f"{metric.id} is counted in {part.unit}, not in percent", "Write a number; or a change, with its base.", at)
    if part.unit is Unit.PERCENT and not first.suffix and any(abs(amount.number) > 1 for amount in entry.target):
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
