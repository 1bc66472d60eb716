"""Data and work: reports on time, figures that are right and whole, advice that is taken, tasks that are late."""

from opsreport.grains.data_days import data_days
from opsreport.grains.work import done, due, submitted
from opsreport.kinds import Ratio, Reading, Share, Total, ratio
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.metrics.manual import kept_elsewhere
from opsreport.metrics.options import DAYS
from opsreport.periods import days_after
from opsreport.units import HIGHER, LOWER, NEUTRAL, Unit
from opsreport.words import Text

STAGE = Option(Text("口径", "counted"), {"implemented": Text("采纳并落地", "adopted and put to work"), "adopted": Text("仅采纳", "adopted")})
GRACE = Option(Text("宽限", "grace"), {"none": Text("无", "none")} | {f"{n}d": Text(f"{n}天", f"{n} day{'s' * (n > 1)}") for n in (1, 2, 3, 5, 7)})


@metric(
    grain=due,
    name=Text("报告及时率", "Report on-time rate"),
    formula=Text(
        "按期交付的报告 ÷ 期内到期的报告;未交付视为延迟", "reports delivered by their due day ÷ reports due in the period; a missing one is late"
    ),
    note=Text("没交的算迟;可设宽限", "a missing one is late; days of grace can be set"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def report_timeliness(item, grace: GRACE = "none"):
    days = 0 if grace == "none" else int(grace[:-1])
    return Share(item.done_after <= days, of=item.work_kind == "report", observed=days_after(days) if days else None)


@metric(
    grain=READINGS,
    name=Text("数据准确率", "Data accuracy"),
    formula=Text("核对无误的数据 ÷ 核对的数据(手工指标)", "figures found right ÷ figures checked (kept by hand)"),
    note=Text("由手工指标表填入", "comes through manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def data_accuracy(at):
    return kept_elsewhere(at, "data_accuracy", "share")


@metric(
    grain=READINGS,
    name=Text("预估准确率", "Estimate accuracy"),
    formula=Text(
        "1 − |实际 − 预估| ÷ 实际,不低于0(手工指标:分子为预估,分母为实际)",
        "1 − |actual − estimate| ÷ actual, not below 0 (kept by hand: numerator the estimate, denominator the actual)",
    ),
    note=Text("实际为0则为空,不低于0;由手工指标表填入", "null where the actual is 0, never below 0; comes through manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def estimate_accuracy(at):
    told = kept_elsewhere(at, "estimate_accuracy", "mean")
    if told.reason or told.denominator is None:
        return told
    estimate, actual = told.numerator, told.denominator
    return ratio(max(abs(actual) - abs(actual - estimate), 0), abs(actual))


DAILY = ("orders", "events", "channel_days")  # tables that have rows every day


@metric(
    grain=data_days,
    name=Text("有数据的天数", "Days with data"),
    formula=Text("订单、行为、渠道日报各表有数据的天数之和", "days with rows of orders, events and channel days, each table by itself"),
    unit=Unit.DAYS,
    better=HIGHER,
)
def days_with_data(day):
    return Total((day.rows > 0) & day.source.isin(DAILY))


@metric(
    grain=READINGS,
    name=Text("数据完整性", "Data completeness"),
    formula=Text(
        "有数据的天数 ÷ 期内天数,按订单、行为、渠道日报中已接入的表自首日起合计",
        "days with data ÷ days of the period, over those of orders, events and channel days that the shop gives, each from its first day on",
    ),
    note=Text("每张表从其第一天起算", "each table from its first day on"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def data_completeness(at):
    found = at(days_with_data)
    if at.by:
        return Reading(reason=f"not_by_{at.by[0]}")
    starts = [max(at.store.starts[table], at.period.start) for table in DAILY if table in at.store.starts]
    return found.out_of(Reading(sum(max((at.period.end - start).days, 0) for start in starts)))


@metric(
    grain=data_days,
    name=Text("数据收集量", "Rows collected"),
    formula=Text("期内各表新增的行数,按表", "rows of the period, by table"),
    note=Text("骤降另有提示;不写的表不列", "of the tables that the shop gives"),
    unit=Unit.ROWS,
    better=NEUTRAL,
    split=("source",),
)
def data_volume(day):
    return Total(day.rows)


@metric(
    grain=done,
    name=Text("数据分析报告质量", "Report quality"),
    formula=Text("期内完成且已评分的报告的平均分", "mean score of the reports done in the period that were scored"),
    note=Text("只看评过分的报告", "only reports that were scored"),
    unit=Unit.POINTS,
    better=HIGHER,
)
def report_quality_score(item):
    scored = ((item.work_kind == "report") & item.score.notnull()).fill_null(False)
    return Ratio(scored.ifelse(item.score, 0), scored)


@metric(
    grain=submitted,
    name=Text("建议采纳率", "Suggestion adoption rate"),
    formula=Text(
        "期内提交的建议中,{days}天(可设)内被采纳并落地(可仅计采纳)者的占比",
        "of the suggestions submitted in the period, those adopted and put to work (or adopted only) within {days} days (can be set)",
    ),
    note=Text("默认须采纳且落地;90天未满为待定", "adopted and put to work unless adopted only is asked for; pending until 90 days have passed"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def suggestion_adoption_rate(item, stage: STAGE = "implemented", days: DAYS = 90):
    taken = item.adopted_after <= days
    if stage == "implemented":
        taken = taken & (item.implemented_after <= days)
    return Share(taken, of=item.work_kind == "suggestion", observed=days_after(days))


@metric(
    grain=due,
    name=Text("延迟次数", "Late tasks"),
    formula=Text("期内到期而未按期完成的工作(未完成者至今计)", "work due in the period that was not done by its day (open work counts to date)"),
    note=Text("未完成且已过期的计入", "open work past its day counts"),
    unit=Unit.TIMES,
    better=LOWER,
)
def task_delay_count(item):
    return Total(item.late_days > 0)


@metric(
    grain=due,
    name=Text("延迟率", "Task delay rate"),
    formula=Text("期内到期而未按期完成的工作 ÷ 期内到期的工作", "work due in the period that was not done by its day ÷ work due in the period"),
    note=Text("未完成且已过期的计入", "open work past its day counts"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def task_delay_rate(item):
    return Share(item.late_days > 0, of=item.one > 0)


@metric(
    grain=due,
    name=Text("延迟天数", "Days of delay"),
    formula=Text(
        "期内到期的工作超期的天数,未完成者计至数据截止日;合计与每件平均",
        "days by which work due in the period was late, open work to the last day of data: sum, and mean per piece",
    ),
    note=Text("未完成的算到数据最后一天;提前完成计0", "open work runs to the last day of data; early work is 0"),
    unit=Unit.DAYS,
    better=LOWER,
    parts={"sum": Part(Text("合计", "sum"), Unit.DAYS, LOWER), "mean": Part(Text("每件平均", "mean per piece"), Unit.DAYS, LOWER)},
)
def task_delay_days(item):
    return {"sum": Total(item.late_days), "mean": Ratio(item.late_days, item.one)}


@metric(
    grain=due,
    name=Text("里程碑达成率", "Milestones reached on time"),
    formula=Text("按期达成的里程碑 ÷ 期内到期的里程碑", "milestones done by their day ÷ milestones due in the period"),
    note=Text("未完成的算未达成", "an open one is not reached"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def milestone_rate(item):
    return Share(item.late_days == 0, of=item.work_kind == "milestone")


WORK = (
    report_timeliness, data_accuracy, estimate_accuracy, data_completeness, data_volume, report_quality_score, suggestion_adoption_rate,
    task_delay_count, task_delay_rate, task_delay_days, milestone_rate,
)  # fmt: skip
