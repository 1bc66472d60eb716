"""The team: training, pay-back of learning, how fast and how surely it works, and the risks it runs."""

from opsreport.grains.work import due, examinations, submitted, trainings
from opsreport.kinds import Ratio, Reading, Share, Total
from opsreport.metric import READINGS, Option, metric
from opsreport.metrics.manual import kept_elsewhere
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

MARK = Option(Text("及格分", "pass mark"), None)
FEW = 5  # people; of fewer nothing is told, as each could be known


def of_enough(told: Reading) -> Reading:
    """The reading, where it is known to be of enough people to hide each of them."""
    few = not told.reason and (told.denominator is None or told.denominator < FEW)
    return Reading(reason="suppressed") if few else told


@metric(
    grain=trainings,
    name=Text("学习时间", "Training hours"),
    formula=Text("期内完成的培训的工时之和", "hours of the trainings done in the period"),
    note=Text("按完成日归期;第一项工作之前的期为空", "by the day done; null for periods before the first piece of work"),
    unit=Unit.HOURS,
    better=HIGHER,
)
def training_hours(item):
    return Total((item.work_kind == "training").ifelse(item.hours, 0))


@metric(
    grain=trainings,
    name=Text("培训课程数", "Training courses"),
    formula=Text("期内完成的培训", "trainings done in the period"),
    note=Text("按完成日归期;第一项工作之前的期为空", "by the day done; null for periods before the first piece of work"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def training_courses(item):
    return Total(item.work_kind == "training")


@metric(
    grain=due,
    name=Text("培训完成率", "Training completion rate"),
    formula=Text("已完成的培训 ÷ 期内应完成的培训", "trainings done ÷ trainings due in the period"),
    note=Text("到期未完成的算未完成", "one that is due and open is not done"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def training_completion_rate(item):
    return Share(item.done_after.notnull(), of=item.work_kind == "training")


@metric(
    grain=examinations,
    name=Text("培训通过率", "Training pass rate"),
    formula=Text(
        "培训得分{mark}分(可设)及以上者 ÷ 期内参加考核者(补考取最好成绩)",
        "those who scored {mark} (can be set) or more in a training ÷ those examined in the period (the best of several tries)",
    ),
    note=Text("期内多次考取最好的一次", "of several tries in the period the best one"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def staff_pass_rate(person, mark: MARK = 60):
    return Share(person.passed > 0, of=person.tries > 0)


@metric(
    grain=READINGS,
    name=Text("技能提升", "Skill gain"),
    formula=Text("(培训后得分 − 培训前得分) ÷ 培训前得分(手工指标)", "(score after training − before) ÷ before (kept by hand)"),
    note=Text("由手工指标表填入", "comes through manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def skill_gain(at):
    return kept_elsewhere(at, "skill_gain", "mean")


@metric(
    grain=READINGS,
    name=Text("晋升率", "Promotion rate"),
    formula=Text("晋升人数 ÷ 在岗人数(手工指标),不足5人不显示", "people promoted ÷ staff (kept by hand); of fewer than 5 people nothing is told"),
    note=Text("不足5人、或没填分母时不显示;由手工指标表填入", "nothing is told of fewer than 5, nor without a denominator; from manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def promotion_rate(at):
    return of_enough(kept_elsewhere(at, "promotion_rate", "share"))


@metric(
    grain=READINGS,
    name=Text("员工满意度", "Staff satisfaction"),
    formula=Text(
        "最高两档的答复 ÷ 员工答复(手工指标),不足5人不显示",
        "answers in the top two boxes ÷ answers of staff (kept by hand); of fewer than 5 people nothing is told",
    ),
    note=Text("不足5人、或没填分母时不显示;由手工指标表填入", "nothing is told of fewer than 5, nor without a denominator; from manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def staff_satisfaction(at):
    return of_enough(kept_elsewhere(at, "staff_satisfaction", "share"))


@metric(
    grain=READINGS,
    name=Text("沟通响应时间", "Internal response time"),
    formula=Text(
        "内部需求从提出到答复的小时数(手工指标:总小时数 ÷ 需求数)",
        "hours until internal requests are answered (kept by hand: hours ÷ requests)",
    ),
    note=Text("由手工指标表填入", "comes through manual_figures"),
    unit=Unit.HOURS,
    better=LOWER,
)
def team_response_time(at):
    return kept_elsewhere(at, "team_response_time", "mean")


@metric(
    grain=due,
    name=Text("团队效率", "Team efficiency"),
    formula=Text("期末前完成的工作 ÷ 期内到期的工作", "work done by the period's end ÷ work due in the period"),
    note=Text("期末未完成的算未完成", "what is open at the end is not done"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def team_efficiency(item):
    return Share(item.done_by_end, of=item.one > 0)


@metric(
    grain=READINGS,
    name=Text("迭代次数", "Releases"),
    formula=Text("期内上线的迭代(手工指标)", "releases in the period (kept by hand)"),
    note=Text("由手工指标表填入", "comes through manual_figures"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def release_count(at):
    return kept_elsewhere(at, "release_count", "amount")


@metric(
    grain=READINGS,
    name=Text("预警时间", "Alert latency"),
    formula=Text(
        "从异常开始到发出预警的小时数(手工指标:总小时数 ÷ 预警数)",
        "hours from the start of an anomaly to its alert (kept by hand: hours ÷ alerts)",
    ),
    note=Text("误报率另看;由手工指标表填入", "false alarms are not in it; comes through manual_figures"),
    unit=Unit.HOURS,
    better=LOWER,
)
def alert_latency(at):
    return kept_elsewhere(at, "alert_latency", "mean")


@metric(
    grain=submitted,
    name=Text("异常响应时间", "Incident response time"),
    formula=Text("期内发生的事故的平均处理小时数", "mean hours spent until incidents of the period were handled"),
    note=Text("未填工时的事故不计", "incidents without stated hours are left out"),
    unit=Unit.HOURS,
    better=LOWER,
)
def incident_response_time(item):
    handled = ((item.work_kind == "incident") & item.hours.notnull()).fill_null(False)
    return Ratio(handled.ifelse(item.hours, 0), handled)


@metric(
    grain=READINGS,
    name=Text("风险等级", "Risk score"),
    formula=Text("可能性 × 影响(各1至5)的平均(手工指标)", "likelihood × impact (1 to 5 each), mean (kept by hand)"),
    note=Text("由手工指标表填入", "comes through manual_figures"),
    unit=Unit.POINTS,
    better=LOWER,
)
def risk_score(at):
    return kept_elsewhere(at, "risk_score", "mean")


@metric(
    grain=READINGS,
    name=Text("风险点数", "Open risks"),
    formula=Text("期末未关闭的风险点(手工指标)", "risks open at the end of the period (kept by hand)"),
    note=Text("期末未关闭的风险;由手工指标表填入", "risks open at the end; comes through manual_figures"),
    unit=Unit.ROWS,
    better=LOWER,
)
def risk_count(at):
    return kept_elsewhere(at, "risk_count", "mean")


@metric(
    grain=READINGS,
    name=Text("风险事件处理效率", "Risk handling efficiency"),
    formula=Text("时限内处理的风险事件 ÷ 风险事件(手工指标)", "risk events handled in time ÷ risk events (kept by hand)"),
    note=Text("由手工指标表填入", "comes through manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def risk_handling_efficiency(at):
    return kept_elsewhere(at, "risk_handling_efficiency", "share")


TEAM = (
    training_hours, training_courses, training_completion_rate, staff_pass_rate, skill_gain, promotion_rate, staff_satisfaction,
    team_response_time, team_efficiency, release_count, alert_latency, incident_response_time, risk_score, risk_count, risk_handling_efficiency,
)  # fmt: skip
