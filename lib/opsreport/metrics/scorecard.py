"""Scorecard: what was agreed (params/targets.yml, params/roles.yml), how far it is reached, and what that is worth. Tables, as each has many lines.

They are made of the readings of other metrics, none of which they need: a score stands without one of its figures.
"""

from collections.abc import Iterable

from opsreport.kinds import Reading
from opsreport.measure import DataTable
from opsreport.metric import TABLE, metric
from opsreport.scorecard import Scorecard, by_people, scorecards
from opsreport.scorecard import questions as kpi_questions
from opsreport.targets import held, questions, whole_only
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

NONE_AGREED = Reading(reason="no_target")


def _table(columns: tuple[str, ...], rows) -> DataTable | Reading:
    rows = tuple(rows)
    return DataTable(columns, rows) if rows else NONE_AGREED


def _reader(at, wanted: Iterable[tuple]):
    """Readings by metric, part, segment and period: all that may be wanted is asked for before any is looked at."""

    def read(metric, part, segment, period):
        return whole_only(at.store.until, lambda p: at.tried(metric, part, segment, p.cut(at.store.until)))(period)

    for question in wanted:
        read(*question)
    return read


def _cards(at) -> tuple[Scorecard, ...]:
    goals = at.store.goals
    return scorecards(goals, at.period, _reader(at, kpi_questions(goals, at.period)))


def _figure(of) -> tuple:
    """What a line is about: id with options, part, segment."""
    metric, part, segment = of
    return str(metric), part, ", ".join(f"{name}={value}" for name, value in (segment or {}).items()) or None


def _targets(at):
    """(what, its target): of the period, and of the longer goals that it is a part of."""
    goals = at.store.goals
    for one in held(goals, at.period, _reader(at, questions(goals, at.period))):
        of = one.metric, one.part, one.segment
        if one.target:
            yield of, one.target
        yield from ((of, longer.target) for longer in one.longer)


@metric(
    grain=TABLE,
    name=Text("目标值", "Target"),
    formula=Text("为指标和期间约定的数值", "the number agreed for a figure and a period"),
    note=Text(
        "期初之前约定;事后约定的标明;越高越好而目标为0则没有达成率",
        "agreed before the period; a later one is marked; a target of 0 where higher is better has no achievement",
    ),
    unit=Unit.ROWS,
    better=NEUTRAL,
)
def kpi_target(at):
    columns = ("metric", "part", "segment", "period", "unit", "target", "low", "high", "agreed_on", "late", "reason")
    rows = ((*_figure(of), goal.period.label, str(of[0].parts[of[1]].unit), goal.value, goal.low, goal.high, _day(goal), goal.late, goal.reason)
            for of, goal in _targets(at))  # fmt: skip
    return _table(columns, rows)


def _day(goal):
    return str(goal.agreed_on) if goal.agreed_on else None


@metric(
    grain=TABLE,
    name=Text("达成率", "Achievement rate"),
    formula=Text(
        "越高越好:实际 ÷ 目标;越低越好:目标 ÷ 实际(或按约定 2 − 实际 ÷ 目标)",
        "higher is better: actual ÷ target; lower: target ÷ actual (or 2 − actual ÷ target)",
    ),
    note=Text(
        "实际为0且越低越好时封顶;实际为负计0;指标为空则不计分,权重分给其余",
        "actual 0 where lower is better is capped; a negative one is 0; a null figure is not scored, its weight goes to the others",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def kpi_achievement_rate(at):
    columns = ("metric", "part", "segment", "period", "achievement", "met", "reason")
    return _table(columns, ((*_figure(of), goal.period.label, goal.achievement, goal.met, goal.reason) for of, goal in _targets(at)))


@metric(
    grain=TABLE,
    name=Text("差距", "Gap to target"),
    formula=Text("实际 − 目标(比率以百分点计)", "actual − target (of rates in percentage points)"),
    note=Text("比率用百分点;正负不分好坏,按方向看", "rates in percentage points; the sign is good or bad by the direction"),
    unit=Unit.ROWS,
    better=NEUTRAL,
)
def kpi_gap(at):
    columns = ("metric", "part", "segment", "period", "unit", "gap", "reason")
    rows = ((*_figure(of), goal.period.label, str(of[0].parts[of[1]].unit), goal.gap, goal.reason) for of, goal in _targets(at))
    return _table(columns, rows)


@metric(
    grain=TABLE,
    name=Text("权重", "Weight"),
    formula=Text(
        "各岗位的指标权重,合计100;无数据的指标把权重分给其余指标",
        "weights of a role's KPIs, 100 in all; that of a KPI without a figure goes to the others",
    ),
    note=Text("合计不等于100即报错", "an error where they do not add up to 100"),
    unit=Unit.POINTS,
    better=NEUTRAL,
)
def kpi_weight(at):
    columns = ("role", "kpi", "part", "segment", "weight", "counted", "credit", "points", "reason")
    rows = (
        (card.id, *_kpi(each.result), each.result.kpi.weight, _float(each.weight), _float(each.credit), _float(each.points), each.result.reason)
        for card in _cards(at)
        for each in card.points
    )
    return _table(columns, rows)


def _kpi(result) -> tuple:
    if result.metric is None:
        return result.kpi.name, None, None
    return _figure((result.metric, result.part, result.kpi.segment))


def _float(fraction):
    return None if fraction is None else float(fraction)


@metric(
    grain=TABLE,
    name=Text("考核得分", "Score"),
    formula=Text(
        "Σ 权重 × 达成率(在下限与上限之间,或按分档),最后取一位小数",
        "Σ weight × achievement (between floor and cap, or by steps), rounded once, at the end",
    ),
    note=Text("只在最后取整一次;有上下限", "rounded once, at the end; between floor and cap"),
    unit=Unit.POINTS,
    better=HIGHER,
)
def kpi_score(at):
    rows = ((card.id, card.period.label, _float(card.score), card.printed, card.lacking, card.reason) for card in _cards(at))
    return _table(("role", "period", "score", "printed", "lacking", "reason"), rows)


@metric(
    grain=TABLE,
    name=Text("绩效奖金", "Bonus"),
    formula=Text("奖金基数 × 得分所在等级的系数", "base × the factor of the score's grade"),
    note=Text("没有给基数与系数表就不算", "not computed without a base and a table of factors"),
    unit=Unit.MONEY,
    better=NEUTRAL,
)
def bonus(at):
    rows = ((card.id, card.printed, card.grade and card.grade.name, card.bonus, card.reason) for card in _cards(at) if card.role.bonus)
    return _table(("role", "printed", "grade", "bonus", "reason"), rows)


@metric(
    grain=TABLE,
    name=Text("岗位指标分配", "KPIs by role"),
    formula=Text("各岗位负责的指标与权重", "the figures that a role answers for, with their weights"),
    note=Text("每个岗位2至4项核心指标", "2 to 4 core figures for each role"),
    unit=Unit.ROWS,
    better=NEUTRAL,
)
def role_kpi_set(at):
    rows = ((name, *_assigned(at, kpi), kpi.weight, kpi.cap, kpi.floor) for name, role in at.store.goals.roles.items() for kpi in role.kpis)
    return _table(("role", "kpi", "part", "segment", "weight", "cap", "floor"), rows)


def _assigned(at, kpi):
    if kpi.metric is None:
        return _kpi(by_people(kpi, at.period))
    metric = at.store.goals.metrics[kpi.metric]
    return _figure((metric, kpi.part or next(iter(metric.parts)), kpi.segment))


@metric(
    grain=TABLE,
    name=Text("相对目标", "Relative target"),
    formula=Text(
        "基期 ×(1 + 10%),比率默认为基期 + 10个百分点;两种读法都列出",
        "base × (1 + 10 %); for rates base + 10 points unless said otherwise; both are given",
    ),
    note=Text(
        "比率默认按百分点、金额与数量默认按相对值;两种都给", "points for rates, relative for amounts and counts, unless declared; both are given"
    ),
    unit=Unit.ROWS,
    better=NEUTRAL,
)
def relative_target(at):
    columns = ("metric", "part", "segment", "period", "change", "base", "target", "other", "reason")
    rows = ((*_figure(of), goal.period.label, goal.given, goal.base and goal.base.label, goal.value, goal.other, goal.reason)
            for of, goal in _targets(at) if goal.given)  # fmt: skip
    return _table(columns, rows)


SCORECARD = (kpi_target, kpi_achievement_rate, kpi_gap, kpi_weight, kpi_score, bonus, role_kpi_set, relative_target)
