"""By what it will be seen that an action worked: the figure of its own audience, and the value that it is to reach.

The value is what was agreed for that figure: of one segment its own target, or the shop's where the segment usually reaches that. Where nothing was
agreed it comes from the usual range: the end beyond which the figure lies; within the range, the level around which it lies. It is never looser than
the target, nor than it was in the periods before in which the same conditions held.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from opsreport.figure import TREND
from opsreport.kinds import Reading
from opsreport.measure import Asked, measure, observed_by
from opsreport.periods import DAY, Period
from opsreport.playbook.cases import Case
from opsreport.playbook.conditions import exact
from opsreport.playbook.known import Known, before, segment_of
from opsreport.playbook.plays import Bound, Watched
from opsreport.playbook.shapes import EARLIER, GIVEN, LEVEL, LOWER_END, PREVIOUS, SHOP_TARGET, TARGET, UPPER_END, YEAR_AGO, Aim
from opsreport.subjects import Subject
from opsreport.targets import Number, asked, target

Value = tuple[Number, str]  # with where it comes from
USUAL = (LOWER_END, UPPER_END, LEVEL)
BEEN = (LOWER_END, UPPER_END, PREVIOUS, YEAR_AGO)  # where a figure has been already
YEAR = 12  # periods


def aims(cases: Iterable[Case], known: Known) -> list[Aim]:
    """The aims of the cases; what they look at is read in one go."""
    every = tuple(cases)
    known.read_all(_asked(case) for case in every)
    made = [_aim(case, known) for case in every]
    longer = Known(known.shop, known.period, on=known.on, trend=TREND + YEAR)
    usual = [case for case, one in zip(every, made, strict=True) if one.basis in USUAL]
    longer.read_all(asked for case in usual for asked in (_asked(case), (case.play.watched, case.play.by if case.of_own else None)))
    return [_held_to(one, case, longer) if one.basis in USUAL else one for case, one in zip(every, made, strict=True)]


def _asked(case: Case) -> tuple[Watched, str | None]:
    bound = case.play.works_if
    return bound.watched, case.play.by if bound.of_segment else None


def _aim(case: Case, known: Known) -> Aim:
    bound, by = case.play.works_if, case.play.by
    (metric,) = known.shop.metrics(bound.watched.metric)
    one, segments = _audience(case, known)
    made = Aim(metric, bound.watched.part, segments, bound.at_least, _number(bound.value), False, GIVEN, by=by if segments else None)
    if one is None:
        return made if made.value is not None else replace(made, basis=None)
    period, known_on = _judged_in(one, case, known)
    made = replace(made, period=period, known_on=known_on, now=(one.period, one.value) if one.value is not None else None)
    found = _value(one, bound, period, known)
    if found is None:
        return replace(made, basis=None)
    value, basis = found
    back = basis in BEEN and not one.late and _misses(one, value, bound.at_least)
    return replace(made, value=value, basis=basis, back=back, held=_held(one, value, basis, period))


def _held(one: Subject, value: Number, basis: str, period: Period) -> tuple[Period, Number] | None:
    """The target that its page shows beside the figure, where that is another one: of another period."""
    shown = one.target
    if basis != TARGET or shown is None or shown.value is None or shown.period.label == period.label or float(shown.value) == float(value):
        return None
    return shown.period, shown.value


def _audience(case: Case, known: Known) -> tuple[Subject | None, tuple[str, ...]]:
    """The figure of the audience, and of which segments it is."""
    bound = case.play.works_if
    if bound.of_segment:
        return known.of(bound.watched, case.play.by, case.segments)
    return next(iter(known.subjects(bound.watched, None)), None), ()


def _watched(case: Case, known: Known) -> Subject | None:
    """The figure that the play looks at."""
    if case.of_own:
        return known.of(case.play.watched, case.play.by, case.segments)[0]
    return next(iter(known.subjects(case.play.watched, None)), None)


def _held_to(made: Aim, case: Case, longer: Known) -> Aim:
    """The aim, no looser than in the periods just before in which the play's conditions held: a range that follows a lasting fall asks for ever less.

    It follows from the trends alone, so that a later report finds the same. longer: figures with a year more of them.
    """
    one, cause = _audience(case, longer)[0], _watched(case, longer)
    for periods in range(1, YEAR + 1):
        held, then = before(cause, periods), before(one, periods)
        if held is None or then is None or not all(condition.holds(held) for condition in case.play.when):
            break
        usual = _usual(then)
        if usual and usual[1] in USUAL and _stricter(usual[0], made.value, made.at_least):
            made = replace(made, value=usual[0], basis=EARLIER, back=False)
    return made


def _judged_in(one: Subject, case: Case, known: Known) -> tuple[Period, dt.date]:
    """(period, the last day that must be over for its figure): this period where its own window closes after the action is due, else the next.

    The next also where the play concerns those who come then.
    """
    metric, now = one.figure.metric, known.period
    due = now.whole_end - DAY + case.play.due_days * DAY
    closes = observed_by(known.shop.store, Asked(metric, now, ()))
    if not case.play.works_if.of_next and one.figure.reading.reason == "incomplete" and closes and closes > due:
        return now, closes
    after = now.step(1)
    last = after.whole_end - DAY
    return after, max(last, observed_by(known.shop.store, Asked(metric, after, ())) or last)


def _value(one: Subject, bound: Bound, period: Period, known: Known) -> Value | None:
    goal = _agreed(one, period, known)
    usual = _usual(one)
    match bound.reference:
        case "target" | "usual range":
            return goal or usual
        case "previous":
            own = (one.previous.value, PREVIOUS) if one.previous and one.previous.value is not None else usual
        case "year ago":
            own = (one.year_ago.value, YEAR_AGO) if one.year_ago and one.year_ago.value is not None else usual
        case _:
            own = _number(bound.value), GIVEN
    return goal if goal and (own is None or _stricter(goal[0], own[0], bound.at_least)) else own


def _agreed(one: Subject, period: Period, known: Known) -> Value | None:
    """What was agreed for the figure in the period in which it is judged, else in its own; the shop's target where the segment usually reaches it."""
    own = target_of(one, one.figure.segment, period, known)
    if own is not None or segment_of(one) is None:
        value = own if own is not None else one.target.value if one.target else None
        return (value, TARGET) if value is not None else None
    whole = target_of(one, None, period, known)
    if whole is None or one.usual is None:
        return None
    higher = one.part.better != "lower"
    reached = _middle(one) >= float(whole) if higher else _middle(one) <= float(whole)
    return (whole, SHOP_TARGET) if reached else None


def target_of(one: Subject, segment: dict | None, period: Period, known: Known) -> Number | None:
    """What was agreed for the figure, of a segment or of the whole shop, in a period."""
    goals, store, figure = known.shop.goals, known.shop.store, one.figure
    if not goals.targets:
        return None
    by, values = tuple(segment or ()), tuple((segment or {}).values())
    wanted = {each: Asked(figure.metric, each.cut(store.until), by) for each in asked(goals, figure.metric, figure.part, segment, period)}
    answers = measure(store, wanted.values())
    read = lambda each: answers[wanted[each]].parts(values)[figure.part] if each in wanted else Reading(reason="incomplete")  # noqa: E731
    found = target(goals, figure.metric, figure.part, segment, period, Reading(reason="incomplete"), read)
    return found.value if found else None


def _usual(one: Subject) -> Value | None:
    """Of the usual range: the end that the figure has passed; of one that lies within, the level around which it lies."""
    if one.usual is None or one.value is None:
        return (one.previous.value, PREVIOUS) if one.previous and one.previous.value is not None else None
    side = one.usual.side(float(one.value))
    if side:
        return (one.usual.high, UPPER_END) if side > 0 else (one.usual.low, LOWER_END)
    return _middle(one), LEVEL


def _middle(one: Subject) -> float:
    usual = one.usual
    return usual.middle if usual.middle is not None else (usual.low + usual.high) / 2


def _stricter(value: Number, than: Number, at_least: bool) -> bool:
    return float(value) > float(than) if at_least else float(value) < float(than)


def _misses(one: Subject, value: Number, at_least: bool) -> bool:
    now, wanted = exact(one.reading, one.unit), Fraction(str(value))
    return now is not None and (now < wanted if at_least else now > wanted)


def _number(value) -> Number | None:
    """A Fraction as a person wrote it: whole, or with decimals."""
    if not isinstance(value, Fraction):
        return value
    return int(value) if value.denominator == 1 else float(value)
