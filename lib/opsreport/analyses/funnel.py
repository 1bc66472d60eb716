"""Funnels: how many users get how far through a row of steps, and how long each step takes them.

Events in: `user_id`, `occurred_at` (naive UTC), `event`, and the columns that steps test or a breakdown names. An attempt begins with each event that
matches the first step (unordered: any step) and runs for the window. A user counts once, by the deepest attempt; of several as deep, by the earliest.
Events of one moment are taken in the order of the steps. The options, and what they mean, are PostHog's.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.analyses.buckets import Buckets, one_of
from opsreport.errors import BAD_PARAMETER, Mistake
from opsreport.kinds import Reading, ratio, yes

ORDERS = ("ordered", "strict", "unordered")
NEVER = 2**62  # microseconds: after every moment
SECOND = 1_000_000
EPOCH = "1970-01-01"


@dataclass(frozen=True)
class Step:
    """An event of that name (None: any) with these values in these columns (None: no value)."""

    event: str | None
    where: Mapping[str, object] = field(default_factory=dict)

    def matches(self, events: ir.Table) -> ir.BooleanValue:
        tests = [events.event == self.event] if self.event is not None else [events.user_id.notnull()]
        tests += [events[column].isnull() if value is None else events[column] == value for column, value in self.where.items()]
        return reduce(lambda a, b: a & b, tests).fill_null(False)


@dataclass(frozen=True)
class Exclusion:
    """An event that must not happen after step `from_step` and before step `to_step` (counted from 0)."""

    step: Step
    from_step: int = 0
    to_step: int = 1


@dataclass(frozen=True)
class Funnel:
    """order: `ordered` (other events may lie between), `strict` (none may), `unordered` (the steps in any order). window_s: seconds from the entry,
    the far edge included; None: no limit.

    An excluded event ends an ordered attempt as if it had never been; an unordered one only gets no further.
    """

    steps: tuple[Step, ...]
    order: str = "ordered"
    window_s: int | None = None
    exclude: tuple[Exclusion, ...] = ()

    def __post_init__(self):
        one_of("order", self.order, ORDERS)
        for exclusion in self.exclude:
            if not 0 <= exclusion.from_step < exclusion.to_step < max(len(self.steps), 2):
                said = f"an exclusion from step {exclusion.from_step} to step {exclusion.to_step} of {len(self.steps)}"
                raise Mistake(said, mend="steps are counted from 0, and from_step comes before to_step", code=BAD_PARAMETER)
        if not self.steps:
            raise Mistake("a funnel without steps", mend="give at least one step", code=BAD_PARAMETER)


@dataclass(frozen=True)
class Steps:
    """counts: users that reached each step; average_s, median_s: seconds from the step before, None for the first and where nobody came."""

    counts: tuple[int, ...]
    average_s: tuple[float | None, ...]
    median_s: tuple[float | None, ...]
    users: int

    def rate(self, step: int) -> Reading:
        """Of those at the step before, the share that reached this one; of the first step: of all users."""
        return ratio(self.counts[step], self.counts[step - 1] if step else self.users)

    def share(self, step: int) -> Reading:
        """Of all users in the events, the share that reached the step."""
        return ratio(self.counts[step], self.users)


def funnel(events: ir.Table, question: Funnel) -> Steps:
    """The whole funnel."""
    (found,) = _steps(_best(attempts(events, question), question), question, ()).values() or (_nobody(question),)
    return _with_users(found, _count_users(events))


def funnel_by(events: ir.Table, question: Funnel, segment: str) -> dict[str, Steps]:
    """A funnel for each value that the column `segment` has in the event by which the user entered; "" where it is empty."""
    best = _best(attempts(events, question, (segment,)), question, segment=(segment,))
    users = _count_users(events)
    return {values[0]: _with_users(found, users) for values, found in _steps(best, question, (segment,)).items()}


def settled(found: ir.Table, question: Funnel, until: dt.datetime) -> tuple[Steps, Steps]:
    """The funnel of the `attempts` whose window had passed by a moment; and that of the users who have only attempts that were still open then."""
    if question.window_s is None:
        still = ibis.literal(0, "int64")
    else:
        last = ibis.literal(until - dt.timedelta(seconds=question.window_s))
        still = yes(found.entered >= last)
    best = _best(found.mutate(open=still), question, ("open",))
    by = _steps(best, question, ("open",))
    return tuple(_with_users(steps, steps.counts[0]) for steps in (by.get((still,), _nobody(question)) for still in (0, 1)))


@dataclass(frozen=True)
class Trend:
    """By bucket of entry: users that entered (reached `from_step`) and, of them, those that converted (reached `to_step`)."""

    entered: tuple[int, ...]
    converted: tuple[int, ...]

    def rate(self, bucket: int) -> Reading:
        return ratio(self.converted[bucket], self.entered[bucket])


def funnel_trend(events: ir.Table, question: Funnel, buckets: Buckets, from_step: int = 0, to_step: int | None = None) -> Trend:
    """The funnel by bucket of entry; a user enters once a bucket."""
    return _trends(events, question, buckets, from_step, to_step, ()).get("", Trend((0,) * buckets.count, (0,) * buckets.count))


def funnel_trend_by(
    events: ir.Table, question: Funnel, buckets: Buckets, segment: str, from_step: int = 0, to_step: int | None = None
) -> dict[str, Trend]:
    """A trend for each value that the column `segment` has in the event by which the user entered."""
    return _trends(events, question, buckets, from_step, to_step, (segment,))


def attempts(events: ir.Table, question: Funnel, keep: tuple[str, ...] = ()) -> ir.Table:
    """A row per attempt: user_id, entered (moment), depth (steps reached), c1, c2 ... (microseconds at which each step was reached), and the columns
    `keep` of the event that it began with. Attempts that an exclusion ended are left out.
    """
    rows = _rows(events, question, keep)
    if question.order == "unordered":
        reached = _unordered(rows, question)
    else:
        reached = _reached(_stepwise(rows, question, keep) if _apart(question) else _ordered(rows, question), question)
    return reached.select("user_id", "entered", "depth", *keep, *(_at(k) for k in range(len(question.steps))))


def _at(step):
    return f"c{step + 1}"


def _rows(events, question, keep):
    """The events that matter: at (microseconds), which steps (s0, s1 ...) and exclusions (x0, x1 ...) they are, in their order."""
    steps = {f"s{k}": step.matches(events) for k, step in enumerate(question.steps)}
    others = {f"x{k}": exclusion.step.matches(events) for k, exclusion in enumerate(question.exclude)}
    at = events.occurred_at.delta(ibis.timestamp(EPOCH), unit="microsecond").cast("int64")
    kept = {column: events[column].cast("string").fill_null("") for column in keep}
    rows = events.select("user_id", entered=events.occurred_at, at=at, **kept, **steps, **others)
    rows = rows.filter(rows.user_id.notnull())
    if question.order != "strict":
        rows = rows.filter(ibis.or_(*(rows[name] for name in (*steps, *others))))
    first = ibis.cases(*((rows[name], k) for k, name in enumerate(steps)), else_=len(steps))
    return rows.mutate(tie=first)


def _window(following: bool = True):
    return ibis.window(group_by="user_id", order_by=["at", "tie"], rows=(1, None) if following else None)


def _ordered(rows, question):
    """From each row as step k, the moments at which the steps after it are reached soonest, and of the next excluded events: a later start never
    ends sooner, so the least of the rows that follow is that of the next one.
    """
    last = len(question.steps) - 1
    barred = {f"e{i}": exclusion.from_step for i, exclusion in enumerate(question.exclude)}
    rows = rows.mutate(**{e: _next(ibis.ifelse(rows[f"x{e[1:]}"], rows["at"], NEVER), "ordered") for e in barred})
    known: dict[str, ir.Value] = {}  # what is known of a row as the step after
    for k in reversed(range(last + 1)):
        after = {name: _next(moment, question.order) for name, moment in known.items()}
        rows = rows.mutate(**{f"n_{name}": moment for name, moment in after.items()})
        here = {name: rows[f"n_{name}"] for name in after} | {_at(k): rows["at"]} | {e: rows[e] for e, step in barred.items() if step == k}
        rows = rows.mutate(**{f"r{k}_{name}": ibis.ifelse(rows[f"s{k}"], moment, NEVER) for name, moment in here.items()})
        known = {name: rows[f"r{k}_{name}"] for name in here}
    return rows.filter(rows.s0)


def _apart(question) -> bool:
    """Whether other rows may lie between the steps, nothing ends an attempt, and no event is of two steps."""
    names = {step.event for step in question.steps}
    return question.order == "ordered" and not question.exclude and None not in names and 1 < len(names) == len(question.steps)


def _stepwise(rows, question, keep):
    """As `_ordered`, with no more rows in each window than those of the step and of the one after, of which the moments are known."""
    last = len(question.steps) - 1
    known = rows.filter(rows[f"s{last}"]).mutate(**{f"r0_{_at(last)}": rows["at"]})
    for k in reversed(range(last)):
        names, about = [f"r0_{_at(step)}" for step in range(k + 1, last + 1)], ("entered", *keep) if k == 0 else ()
        unknown, nobody = dict.fromkeys(names, ibis.null("int64")), {name: ibis.null(rows[name].type()) for name in about}
        here = rows.filter(rows[f"s{k}"]).select("user_id", "at", *about, **unknown, tie=ibis.literal(0))
        both = here.union(known.select("user_id", "at", *names, **nobody, tie=ibis.literal(1)).select(here.columns))
        known = both.mutate(**{name: _next(both[name], "ordered") for name in names})
        known = known.filter(known.tie == 0).mutate(**{f"r0_{_at(k)}": known["at"]})
    return known


def _reached(rows, question):
    last = len(question.steps) - 1
    ends = _end(rows, question)
    reached = {_at(k): ibis.ifelse(rows[f"r0_{_at(k)}"] <= ends, rows[f"r0_{_at(k)}"], NEVER) for k in range(last + 1)}
    rows = rows.mutate(**reached, ends=ends)
    rows = rows.mutate(depth=sum((yes(rows[name] < NEVER) for name in reached), ibis.literal(0)))
    for i, exclusion in enumerate(question.exclude):
        rows = rows.filter(~_ended(rows, exclusion, rows[f"r0_e{i}"], last))
    return rows


def _next(moment, order):
    """Of the rows that follow, the soonest; strict: of the very next one."""
    found = moment.lead(1).over(_window(following=False)) if order == "strict" else moment.min().over(_window())
    return found.fill_null(NEVER)


def _end(rows, question):
    return rows["at"] + question.window_s * SECOND if question.window_s is not None else ibis.literal(NEVER - 1, "int64")


def _ended(rows, exclusion, barred, last):
    """Whether the excluded event lies after the one step and before the other (or before the window's end, where that is not reached)."""
    return (barred < rows[_at(min(exclusion.to_step, last))]) & (barred <= rows.ends)


def _unordered(rows, question):
    """From each row that is a step, the moments at which one, two, three ... of the steps have been done, sorted."""
    same = _groups(question)
    for number, group in enumerate(same):
        rows = rows.mutate(**{f"g{number}": rows[f"s{group[0]}"]})
        moment = ibis.ifelse(rows[f"g{number}"], rows["at"], NEVER)
        for times in range(len(group)):  # the first, second ... such event that follows
            rows = rows.mutate(**{f"g{number}_{times}": _next(moment, "ordered")})
            moment = ibis.ifelse(rows[f"g{number}"], rows[f"g{number}_{times}"], NEVER)
    barred = {f"e{k}": _next(ibis.ifelse(rows[f"x{k}"], rows["at"], NEVER), "ordered") for k in range(len(question.exclude))}
    rows = rows.mutate(**barred)
    rows = rows.filter(ibis.or_(*(rows[f"g{number}"] for number in range(len(same)))))
    own = ibis.cases(*((rows[f"g{number}"], number) for number in range(len(same))), else_=-1)
    rows = rows.mutate(own=own, ends=_end(rows, question))
    later = []
    for number, group in enumerate(same):  # the entry itself is one of its group
        before = lambda times, number=number: rows["at"] if times == 0 else rows[f"g{number}_{times - 1}"]  # noqa: E731
        later += [ibis.ifelse(rows.own == number, before(times), rows[f"g{number}_{times}"]) for times in range(len(group))]
    done = _sorted([ibis.ifelse(moment <= rows.ends, moment, NEVER) for moment in later])
    rows = rows.mutate(**{_at(k): moment for k, moment in enumerate(done)})
    for k, exclusion in enumerate(question.exclude):
        rows = _stopped(rows, exclusion, rows[f"e{k}"], len(question.steps))
    return rows.mutate(depth=sum((yes(rows[_at(k)] < NEVER) for k in range(len(question.steps))), ibis.literal(0)))


def _groups(question):
    """The steps that are alike, together."""
    groups: dict[str, list[int]] = {}
    for k, step in enumerate(question.steps):
        groups.setdefault(repr((step.event, sorted(step.where.items()))), []).append(k)
    return list(groups.values())


def _sorted(moments: list) -> list:
    """A sorting network of least and greatest."""
    moments = list(moments)
    for end in range(len(moments) - 1, 0, -1):
        for k in range(end):
            moments[k], moments[k + 1] = ibis.least(moments[k], moments[k + 1]), ibis.greatest(moments[k], moments[k + 1])
    return moments


def _stopped(rows, exclusion, barred, count):
    """Without the steps that were done after the excluded event, where it came between the two steps."""
    done = sum((yes(rows[_at(k)] < barred) for k in range(count)), ibis.literal(0))
    between = (done > exclusion.from_step) & (done <= exclusion.to_step)
    return rows.mutate(**{_at(k): ibis.ifelse(between & (rows[_at(k)] > barred), NEVER, rows[_at(k)]) for k in range(count)})


def _best(found, question, first=(), segment=()):
    """Each user's deepest attempt, the earliest of several, and of those that began at one moment the quickest (then by segment); before
    all, the least of the columns `first`.
    """
    moments = [found[_at(k)] for k in range(len(question.steps))]
    order = ibis.window(group_by="user_id", order_by=[*first, found.depth.desc(), *moments, *segment])
    return found.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)


def _steps(best, question, by) -> dict[tuple, Steps]:
    count = len(question.steps)
    sums: dict[str, ir.Value] = {f"n{k}": yes(best.depth > k).sum() for k in range(count)}
    for k in range(1, count):
        took = best[_at(k)] - best[_at(k - 1)]
        sums[f"t{k}"] = ibis.ifelse(best.depth > k, took, 0).sum()
        sums[f"m{k}"] = ibis.ifelse(best.depth > k, took.cast("float64"), ibis.null("float64")).quantile(0.5)
    found = (best.group_by(list(by)) if by else best).aggregate(**sums)
    return {tuple(row[b] for b in by): _read(row, count) for row in found.to_pyarrow().to_pylist()}


def _read(row, count) -> Steps:
    counts = tuple(int(row[f"n{k}"] or 0) for k in range(count))
    average = (None, *(int(row[f"t{k}"]) / SECOND / counts[k] if counts[k] else None for k in range(1, count)))
    median = (None, *(row[f"m{k}"] / SECOND if counts[k] else None for k in range(1, count)))
    return Steps(counts, average, median, 0)


def _nobody(question):
    return Steps((0,) * len(question.steps), (None,) * len(question.steps), (None,) * len(question.steps), 0)


def _with_users(found: Steps, users: int) -> Steps:
    return Steps(found.counts, found.average_s, found.median_s, users)


def _count_users(events) -> int:
    return int(events.user_id.nunique().to_pyarrow().as_py())


def _trends(events, question, buckets, from_step, to_step, by) -> dict[str, Trend]:
    to_step = len(question.steps) - 1 if to_step is None else to_step
    found = attempts(events, question, by)
    found = found.mutate(bucket=buckets.number(found.entered))
    found = found.filter(found.bucket >= 0, found.bucket < buckets.count)
    deepest = found.group_by(["user_id", "bucket", *by]).aggregate(depth=found.depth.max())
    counts = deepest.group_by(["bucket", *by]).aggregate(entered=yes(_.depth > from_step).sum(), converted=yes(_.depth > to_step).sum())
    trends: dict[str, list] = {}
    for row in counts.to_pyarrow().to_pylist():
        line = trends.setdefault(row[by[0]] if by else "", [[0, 0] for _ in range(buckets.count)])
        line[row["bucket"]] = [int(row["entered"]), int(row["converted"])]
    return {name: Trend(*(tuple(pair[i] for pair in line) for i in (0, 1))) for name, line in sorted(trends.items())}


__all__ = ["Exclusion", "Funnel", "Step", "Steps", "Trend", "attempts", "funnel", "funnel_by", "funnel_trend", "funnel_trend_by", "settled"]
