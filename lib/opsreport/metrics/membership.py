"""Membership: members, their points, their stored value, their tiers."""

from opsreport.grains.members import joinings, savers
from opsreport.grains.rewards import rewarded_users
from opsreport.kinds import Ratio, Share, Total
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.metrics.manual import kept_elsewhere
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

REWARD = Option(
    Text("激励", "incentives"), {"all": Text("勋章、等级、任务、签到", "badges, levels, tasks, daily sign-in"), "badges": Text("仅勋章", "badges")}
)


@metric(
    grain=joinings,
    name=Text("新会员数", "New members"),
    formula=Text("期内入会的用户(再次入会不重复计)", "users who became members in the period (who joins again is not counted twice)"),
    note=Text("以入会时间为准,退出后再次入会不重复计", "by member_since; who joins again does not count twice"),
    unit=Unit.USERS,
    better=HIGHER,
)
def new_members(user):
    return Total(user.member)


@metric(
    grain=savers,
    name=Text("充值人数", "Recharging users"),
    formula=Text("期内充值的用户", "users who paid in stored value in the period"),
    note=Text("只看充值(正数),消费不算", "paying in only; spending is none"),
    unit=Unit.USERS,
    better=HIGHER,
)
def recharge_users(user):
    return Total(user.paid_in > 0)


@metric(
    grain=savers,
    name=Text("充值金额", "Recharge amount"),
    formula=Text("期内充值之和", "the sum of stored value paid in in the period"),
    note=Text("不含赠送金额;消费不抵减", "without bonuses; spending does not reduce it"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def recharge_amount(user):
    return Total(user.paid_in)


@metric(
    grain=savers,
    name=Text("储值核销", "Stored value used"),
    formula=Text(
        "期内消费的储值及其占(期初余额 + 充值)的比例;期初 + 充值 − 消费 = 期末",
        "stored value used, and its share of opening balance + recharges; opening + recharged − used = closing",
    ),
    note=Text("期初余额由数据开始起累计", "the opening balance is summed up from where the data begin"),
    unit=Unit.MONEY,
    better=HIGHER,
    parts={
        "amount": Part(Text("消费金额", "used"), Unit.MONEY, HIGHER),
        "rate": Part(Text("金额比例", "share of the amount"), Unit.PERCENT, HIGHER),
        "users": Part(Text("消费人数", "users who used it"), Unit.USERS, HIGHER),
        "user_rate": Part(Text("人数比例", "share of users with a balance"), Unit.PERCENT, HIGHER),
        "opening": Part(Text("期初余额", "opening balance"), Unit.MONEY, NEUTRAL),
        "recharged": Part(Text("充值", "paid in"), Unit.MONEY, HIGHER),
        "closing": Part(Text("期末余额", "closing balance"), Unit.MONEY, NEUTRAL),
    },
)
def recharge_consumption(user):
    had = user.opening + user.paid_in
    return {
        "amount": Total(user.used),
        "rate": Ratio(user.used, had),
        "users": Total(user.used > 0),
        "user_rate": Share(user.used > 0, of=had > 0),
        "opening": Total(user.opening),
        "recharged": Total(user.paid_in),
        "closing": Total(user.closing),
    }


@metric(
    grain=READINGS,
    name=Text("权益执行率", "Benefit fulfilment rate"),
    formula=Text(
        "按承诺兑现的权益 ÷ 期内应兑现的权益(手工指标),逾期未兑现视为未执行",
        "benefits delivered as promised ÷ benefits due in the period (kept by hand); an overdue one has failed",
    ),
    note=Text("过期未兑现的算失败;由手工指标表填入", "an overdue one has failed; comes through manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def benefit_fulfilment_rate(at):
    return kept_elsewhere(at, "benefit_fulfilment_rate", "share")


@metric(
    grain=rewarded_users,
    name=Text("等级/勋章/任务激励参与", "Incentive participation"),
    formula=Text(
        "期内获得勋章、升级、完成任务或签到的用户 ÷ 活跃用户",
        "users who earned a badge or a level, did a task or signed in daily ÷ active users of the period",
    ),
    note=Text("每人只计一次;从未记录这些行为的店为空", "one user once; null in a shop that records none of these events"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def badge_task_participation(user, kind: REWARD = "all"):
    return Share(user.earned > 0, of=user.active_days > 0)


MEMBERSHIP = (new_members, recharge_users, recharge_amount, recharge_consumption, benefit_fulfilment_rate, badge_task_participation)
