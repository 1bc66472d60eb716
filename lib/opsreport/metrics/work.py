"""Data and work management: reports on time, figures that are right, advice that is taken, tasks, training, incidents, risks."""

from opsreport.grains.work import due
from opsreport.kinds import Share
from opsreport.metric import READINGS, Option, metric
from opsreport.metrics.manual import kept_elsewhere
from opsreport.periods import days_after
from opsreport.units import HIGHER, Unit
from opsreport.words import Text

GRACE = Option(Text("宽限", "grace"), {0: Text("无", "none")} | {n: Text(f"{n}天", f"{n} day{'s' * (n > 1)}") for n in (1, 2, 3, 5, 7)})


@metric(
    grain=due,
    name=Text("报告及时率", "Report on-time rate"),
    formula=Text(
        "按期交付的报告 ÷ 期内到期的报告;未交付视为延迟", "reports delivered by their due day ÷ reports due in the period; a missing one is late"
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def report_timeliness(item, grace: GRACE = 0):
    return Share(item.done_after <= grace, of=item.work_kind == "report", observed=days_after(grace) if grace else None)


@metric(
    grain=READINGS,
    name=Text("数据准确率", "Data accuracy"),
    formula=Text("核对无误的数据 ÷ 核对的数据(手工指标)", "figures found right ÷ figures checked (kept by hand)"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def data_accuracy(at):
    return kept_elsewhere(at, "data_accuracy", adds_up=False)


WORK = (report_timeliness, data_accuracy)
