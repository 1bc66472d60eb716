"""What was agreed for a figure of a period, in numbers of its unit: for just this period, or put together from its months."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from opsreport.goals import POINTS, RELATIVE, Agreed, Goals
from opsreport.kinds import Reading
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.targets.achievement import judged
from opsreport.targets.pieces import pieces_of, together, weighted, weights
from opsreport.targets.shapes import RANGE, Number, Read, Target
from opsreport.units import RATES, Unit
from opsreport.words import Text


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


def target(
    goals: Goals, metric: Metric, part: str | None, segment: dict | None, when: Period, reading: Reading, read: Read, role: str | None = None
) -> Target | None:
    """What was agreed for the figure of a period: for just this period, or put together from its months (or quarters). None where nothing was.

    reading: the figure itself; read: of a whole period that `asked` has named. A role's own target goes before everybody's.
    """
    for whose in dict.fromkeys((role, None)):
        found = concerning(goals, metric, part, segment, whose)
        made = just(found, metric, part, when, read) or _put_together(found, metric, part, when, reading, read)
        if made:
            return judged(made, reading)
    return None


def asked(goals: Goals, metric: Metric, part: str | None, segment: dict | None, when: Period, role: str | None = None) -> tuple[Period, ...]:
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
        for piece in (piece for pieces in pieces_of(when) for piece in pieces if agreed.at(piece)):
            wanted += [piece.cut(when.end), _base(agreed, piece)]
    return tuple(dict.fromkeys(filter(None, wanted)))


def _in_force(found, when) -> list[Agreed]:
    """What was agreed for just this period, the one that holds first."""
    return sorted((agreed for agreed in found if agreed.at(when)), key=lambda agreed: agreed.rank, reverse=True)


def just(found: Sequence[Agreed], metric: Metric, part: str | None, when: Period, read: Read) -> Target | None:
    """What was agreed for just this period; with what had been agreed before."""
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
    numbers = [amount.number / 100 if unit in RATES and amount.suffix == "%" else amount.number for amount in entry.target]
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
    points = unit in RATES and (change.suffix == "pp" or (kind or agreed.entry.kind or POINTS) == POINTS)
    return base + change.number / 100 if points else base * (1 + change.number / 100)


def _other(base, agreed, unit) -> Text | None:
    """+10% of a rate can be read in two ways: the one that was not agreed."""
    if unit not in RATES or agreed.entry.target[0].suffix != "%":
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


def of_months(
    goals: Goals, metric: Metric, part: str | None, segment: dict | None, when: Period, read: Read, role: str | None = None
) -> tuple[Target, Reading] | None:
    """For a longer period whose figure is not that of its months taken together (who buys twice in a quarter need not do so in a month of it):
    the months' targets put together, and beside them the months' figures added up. Rates by numerators and denominators; of totals only money.
    """
    for whose in dict.fromkeys((role, None)):
        made = _put_together(concerning(goals, metric, part, segment, whose), metric, part, when, Reading(), read)
        if made and (reading := together([each for _, each in made.pieces], metric.parts[part].unit)):
            return replace(judged(made, reading), added=True), reading
    return None


def _put_together(found, metric, part, when, reading, read) -> Target | None:
    """The target of a quarter, half year or year from those of its months: sums of totals; rates weighted by the months' denominators."""
    for pieces in pieces_of(when):
        targets = [just(found, metric, part, piece, read) for piece in pieces]
        if not all(targets) or len({each.better for each in targets}) > 1:
            continue
        whole = replace(targets[-1], period=when, given=None, other=None, base=None, history=(), late=any(t.late for t in targets))
        if not all(each.known for each in targets):
            return replace(whole, value=None, low=None, high=None, reason="no_base")
        readings = [read(piece.cut(when.end)) for piece in pieces]
        counts = weights(reading, readings, metric, part, when.running)
        if counts:
            made = tuple((judged(replace(t, period=t.period.cut(when.end)), r), r) for t, r in zip(targets, readings, strict=True))
            return replace(whole, pieces=made, **{end: weighted(targets, end, counts) for end in ("value", "low", "high")})
    return None
