"""Who is about to leave, who wakes up again, and how long users stay."""

from ibis import _

from opsreport.analyses.survival import survival, survival_at
from opsreport.facts.rows import days_from
from opsreport.facts.stays import stays
from opsreport.grains.tiers import days_before_by_membership
from opsreport.grains.touches import touches, users_by_messages
from opsreport.grains.users import quiet_users, silent_at_start
from opsreport.kinds import Share, Total
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Option, Part, metric
from opsreport.metrics.options import ACTIVE, BASIS, CHURN_DAYS, COHORT, COUNTS, SILENT
from opsreport.periods import DAY, closed
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

WARNED = Option(Text("预警天数", "warned after (days)"), None, lambda store: store.rules.lifecycle.silent)
UNSUBSCRIBED = Option(Text("基数", "base"), {"messages": Text("送达的消息", "messages delivered"), "users": Text("收到消息的用户", "users reached")})


@metric(
    grain=quiet_users,
    name=Text("流失预警人数", "Churn-warning users"),
    formula=Text(
        "期末沉默超过{warned}天(可设)、尚未超过{days}天(可设)的用户,不含已流失与已注销",
        "users silent for more than {warned} days (can be set) at the period's end and for no more than {days} (can be set): not churned "
        "yet, not deleted",
    ),
    note=Text("期末存量;与已流失者不重叠", "a stock at the end; nobody in it has churned already"),
    unit=Unit.USERS,
    better=LOWER,
)
def churn_warning_users(user, warned: WARNED = None, days: CHURN_DAYS = None, basis: BASIS = None, refunds: COUNTS = None):
    return Total((user.ever > 0) & (user.quiet > warned) & (user.quiet <= days))


@metric(
    grain=silent_at_start,
    name=Text("沉默用户唤醒率", "Silent-user wake-up rate"),
    formula=Text(
        "期初沉默(距上次活跃超过{active}天、不超过{silent}天,可设)的用户中,本期活跃者的占比",
        "of the users silent at the start (last active more than {active} and no more than {silent} days ago, can be set), those active in "
        "the period",
    ),
    note=Text("与召回同理,看期初的沉默状态", "as win-back, of those who were silent at the start"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def silent_wakeup_rate(user, active: ACTIVE = None, silent: SILENT = None, basis: BASIS = None, refunds: COUNTS = None):
    return Share(user.returns, of=(user.ever > 0) & (user.quiet > active) & (user.quiet <= silent), observed=closed)


@metric(
    grain=touches,
    name=Text("退订率(按消息)", "Unsubscribe rate (by message)"),
    formula=Text("引起退订的消息 ÷ 送达的消息", "messages by which a user unsubscribed ÷ messages delivered"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def unsubscribing_messages(touch):
    return Share(touch.unsubscribed > 0, of=touch.delivered > 0)


@metric(
    grain=users_by_messages,
    name=Text("退订率(按用户)", "Unsubscribe rate (by user)"),
    formula=Text("退订的用户 ÷ 收到消息的用户", "users who unsubscribed ÷ users reached"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def unsubscribing_users(user):
    return Share(user.unsubscribed > 0, of=user.delivered > 0)


@metric(
    grain=READINGS,
    name=Text("退订率", "Unsubscribe rate"),
    formula=Text(
        "期内发出的消息中,引起退订者 ÷ 送达者(或按用户:退订的用户 ÷ 收到消息的用户)",
        "of the messages sent in the period, those by which a user unsubscribed ÷ those delivered (or users who unsubscribed ÷ users reached)",
    ),
    note=Text("分母标明:送达消息,或触达用户", "the base is stated: messages delivered, or users reached"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def unsubscribe_rate(at, base: UNSUBSCRIBED = "messages"):
    return at(unsubscribing_messages if base == "messages" else unsubscribing_users)


CHURNS = {
    "members": Part(Text("会员流失率", "Members' churn rate"), Unit.PERCENT, LOWER),
    "others": Part(Text("非会员流失率", "Non-members' churn rate"), Unit.PERCENT, LOWER),
}


@metric(
    grain=days_before_by_membership,
    name=Text("会员与非会员流失率", "Churn of members and of others"),
    formula=Text(
        "上期活跃、本期未活跃者 ÷ 上期活跃者,按本期期初是否会员",
        "users active in the period before and not in this one ÷ users active in the period before, by whether they are members at its start",
    ),
    unit=Unit.PERCENT,
    better=LOWER,
    parts=CHURNS,
)
def churn_by_membership(day, basis: BASIS = None, refunds: COUNTS = None):
    return {part: Share(day.lapses, of=day.last & (day.member if part == "members" else ~day.member), observed=closed) for part in CHURNS}


@metric(
    grain=READINGS,
    name=Text("会员与非会员流失率差", "Churn of members against others"),
    formula=Text(
        "会员流失率 − 非会员流失率(百分点),及会员流失率 ÷ 非会员流失率 − 1;入会者本就更活跃,差异不等于会员制的作用",
        "churn rate of members − that of others (percentage points), and members' ÷ others' − 1; members chose to join, so it is not what the "
        "membership causes",
    ),
    note=Text(
        "会员是自己选择入会的,差异不是会籍的作用;百分点与相对值都给",
        "members chose to join, so the gap is not the membership's doing; points and relative are both given",
    ),
    unit=Unit.PP,
    better=LOWER,
    parts={
        "difference": Part(Text("差值", "difference"), Unit.PP, LOWER),
        "relative": Part(Text("相对差异", "relative"), Unit.PERCENT, LOWER),
        **CHURNS,
    },
)
def member_churn_gap(at, basis: BASIS = None, refunds: COUNTS = None):
    members, others = (at(churn_by_membership(basis=basis, refunds=refunds), part=part) for part in CHURNS)
    return {"difference": members - others, "relative": members.growth(others), "members": members, "others": others}


STEP = 30  # days between two rows of the curve


@metric(
    grain=TABLE,
    name=Text("流失曲线", "Survival curve of activity"),
    formula=Text(
        "起点后若干天仍在的用户占比(Kaplan-Meier,对数-对数95%区间);此后沉默超过{days}天(可设)者,流失记在最后一次到访之日;"
        "观察到期末之前{days}天为止,届时未流失者为删失",
        "share of users still there so many days after their time began (Kaplan-Meier, log-log 95 % interval); who is then silent for more "
        "than {days} "
        "days (can be set) left on the day of the last visit; watched until {days} days before the period's end, who has not left by then "
        "is censored",
    ),
    note=Text(
        "未流失者为删失;最后90天里来过没来过都还说不准,不作观察;当天来过就没再来的,第0天即流失",
        "who has not left is censored; of the last 90 days nobody can say yet who left, so they are not watched; who came once left on day 0",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def activity_survival_curve(at, days: CHURN_DAYS = None, basis: BASIS = None, cohort: COHORT = None, refunds: COUNTS = None):
    last = at.period.end - (days + 2) * DAY  # the last day of which it is known whether a silence that long began

    def begun(store):
        users = store.fact(stays(cohort, basis, refunds, days)).filter(_.start_on <= last)
        ended = users.left_on <= last
        return users.select(ended=ended, days=days_from(users.start_on, ended.ifelse(users.left_on, last)))

    return at.made_of(begun, lambda users: _curve(at.store.run(users.group_by("days").aggregate(ended=_.ended.sum(), users=_.count()))))


def _curve(durations) -> DataTable:
    """The curve every so many days, as long as anybody has been observed. at_risk: users seen for so long; ended: churned since the row before."""
    points = survival((row["days"], row["ended"], row["users"] - row["ended"]) for row in durations)
    longest = max((row["days"] for row in durations), default=None)
    rows, before = [], -1
    for day in () if longest is None else (*range(0, longest, STEP), longest):
        point = survival_at(points, day)
        at_risk = sum(row["users"] for row in durations if row["days"] >= day)
        ended = sum(row["ended"] for row in durations if before < row["days"] <= day)
        rows.append((day, point.share, point.low, point.high, at_risk, ended))
        before = day
    return DataTable(("days", "share", "low", "high", "at_risk", "ended"), tuple(rows))


CHURN = (churn_warning_users, silent_wakeup_rate, activity_survival_curve, unsubscribe_rate, member_churn_gap)
