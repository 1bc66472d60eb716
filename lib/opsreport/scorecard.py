"""Scorecards: what a role's figures come to beside their targets, as points and a score. Pure functions of readings and targets."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from opsreport.goals import Bonus, Goals, Grade, Kpi, Role
from opsreport.kinds import Reading
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.targets import ReadAny, Target, achievement, exact, of_months, questions_of, shown, target

UNSCORED = Reading(reason="not_scored")  # by people, so far


@dataclass(frozen=True)
class Result:
    """What a KPI came to. period: that of the figure; the latest whole one where the window is open. metric: None for what people judge.

    achieved: the achievement as it counts for this KPI; None with a `reason`.
    """

    kpi: Kpi
    metric: Metric | None
    period: Period
    reading: Reading
    target: Target | None
    achieved: Fraction | None
    reason: str | None

    @property
    def part(self) -> str | None:
        return self.kpi.part or next(iter(self.metric.parts))


@dataclass(frozen=True)
class Points:
    """A KPI's share of a score. weight: as it counts, with what was left of others; None where it is not scored. credit: of an achievement."""

    result: Result
    weight: Fraction | None
    credit: Fraction | None

    @property
    def points(self) -> Fraction | None:
        return None if self.weight is None or self.credit is None else self.weight * self.credit


@dataclass(frozen=True)
class Scorecard:
    """A role's score. score: None with a `reason` (running, unscored, no_figures). lacking: the weight that went to other KPIs, or is open."""

    id: str
    role: Role
    period: Period
    points: tuple[Points, ...]
    score: Fraction | None
    reason: str | None
    lacking: Decimal

    @property
    def printed(self) -> Decimal | None:
        """The score as it is printed, and as grades go by: rounded once, at the end, to a tenth."""
        return None if self.score is None else rounded(self.score)

    @property
    def grade(self) -> Grade | None:
        return None if self.score is None or not self.role.bonus else grade(self.printed, self.role.bonus)

    @property
    def bonus(self) -> Decimal | None:
        """None where there is no score, or none was agreed."""
        return None if self.score is None or not self.role.bonus else bonus(self.printed, self.role.bonus)


def credit(achieved: Fraction, kpi: Kpi) -> Fraction:
    """The share of its points that a KPI gives: the achievement between floor and cap; or what the highest step that was reached gives."""
    if kpi.steps:
        reached = [step for step in kpi.steps if exact(step.since) <= achieved]
        return exact(max(reached, key=lambda step: step.since).gives) if reached else Fraction(0)
    return min(max(achieved, exact(kpi.floor)), exact(kpi.cap))


def rounded(score: Fraction) -> Decimal:
    return (Decimal(score.numerator) / Decimal(score.denominator)).quantize(Decimal("0.1"), ROUND_HALF_EVEN)


def grade(score: Decimal, its: Bonus) -> Grade | None:
    """The highest grade that a score reaches; None below all of them."""
    return max((grade for grade in its.grades if grade.since <= score), key=lambda grade: grade.since, default=None)


def bonus(score: Decimal, its: Bonus) -> Decimal:
    """Base × the factor of the grade; nothing below the lowest grade."""
    reached = grade(score, its)
    return its.base * reached.factor if reached else Decimal(0)


def scored(role_id: str, role: Role, period: Period, results: tuple[Result, ...]) -> Scorecard:
    """The scorecard of a role: sum of weight × credit. What has no figure is no zero: its weight goes to the others, or the role has no score.

    A running period has no score: its totals are not whole.
    """
    known = [exact(result.kpi.weight) for result in results if result.achieved is not None]
    lacking = sum((result.kpi.weight for result in results if result.achieved is None), Decimal(0))
    reason = _unscored(role, period, known, lacking)
    more = Fraction(100) / sum(known) if known and not reason else None

    def points(result):
        if result.achieved is None:
            return Points(result, None, None)
        return Points(result, more and exact(result.kpi.weight) * more, credit(result.achieved, result.kpi))

    made = tuple(map(points, results))
    score = None if reason else sum(each.points for each in made if each.points is not None)
    return Scorecard(role_id, role, period, made, score, reason, lacking)


def _unscored(role, period, known, lacking) -> str | None:
    if period.running:
        return "running"
    if not known:
        return "no_figures"
    return "unscored" if lacking and role.missing == "unscored" else None


def result(kpi: Kpi, metric: Metric, period: Period, reading: Reading, held: Target | None) -> Result:
    """What a KPI's figure came to, beside its target."""
    if reading.value is None:
        return Result(kpi, metric, period, reading, held, None, reading.reason)
    if held is None or not held.known:
        return Result(kpi, metric, period, reading, held, None, "no_target" if held is None else held.reason)
    reached = achievement(reading.value, held, kpi.cap)
    return Result(kpi, metric, period, reading, held, reached, None if reached is not None else "target_zero")


def by_people(kpi: Kpi, period: Period) -> Result:
    """What people judged, as its achievement."""
    share = kpi.achieved.get(period.label)
    reading = UNSCORED if share is None else Reading(share)
    return Result(kpi, None, period, reading, None, None if share is None else exact(share), reading.reason)


def questions(goals: Goals, period: Period) -> Iterator[tuple[Metric, str | None, dict | None, Period]]:
    """All readings that the scorecards of a period may want: metric, part, segment, period."""
    for role_id, role in goals.roles.items():
        for kpi in role.kpis:
            if kpi.metric:
                metric = goals.metrics[kpi.metric]
                yield from questions_of(goals, metric, kpi.part or next(iter(metric.parts)), kpi.segment, period, role_id)


def scorecards(goals: Goals, period: Period, read: ReadAny) -> tuple[Scorecard, ...]:
    """The scorecard of every role. read: the reading of (metric, part, segment, period), of all that `questions` names."""
    results = {role_id: tuple(_result(goals, role_id, kpi, period, read) for kpi in role.kpis) for role_id, role in goals.roles.items()}
    return tuple(scored(role_id, goals.roles[role_id], period, each) for role_id, each in results.items())


def _result(goals, role_id, kpi, period, read) -> Result:
    if kpi.metric is None:
        return by_people(kpi, period)
    metric = goals.metrics[kpi.metric]
    part = kpi.part or next(iter(metric.parts))

    def of(when):
        return read(metric, part, kpi.segment, when)

    when, reading = shown(period, of)
    held = target(goals, metric, part, kpi.segment, when, reading, of, role_id)
    if held is None and (added := of_months(goals, metric, part, kpi.segment, when, of, role_id)):
        held, reading = added
    return result(kpi, metric, when, reading, held)
