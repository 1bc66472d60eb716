"""Referral: users who bring users."""

from opsreport.analyses.referral import by_level
from opsreport.facts.referrals import referred as referred_users
from opsreport.grains.referrals import invitations, referred, referred_customers, referred_orders, seeds
from opsreport.grains.users import user_periods
from opsreport.kinds import Quantile, Ratio, Reading, Total, share
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Option, Part, metric
from opsreport.metrics.feedback import promoters
from opsreport.metrics.growth import BY, acquisition_cost_total, channels_listed, new_users
from opsreport.metrics.options import COUNTS, VALUE
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

SINCE = Option(
    Text("注册后", "since registering"),
    {"all": Text("不限", "any time")} | {n: Text(f"{n}天内", f"within {n} days") for n in (30, 90, 180, 365)},
)


@metric(
    grain=referred,
    name=Text("裂变新用户数", "Referred new users"),
    formula=Text("期内注册、由其他用户邀请的用户", "users who registered in the period and were invited by another user"),
    note=Text(
        "自己邀请自己、合并账号之间的邀请不计;以首个邀请人为准",
        "invitations of oneself and between merged accounts do not count; the first inviter wins",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def referral_new_users(user):
    return Total(user.referred)


@metric(
    grain=referred_orders,
    name=Text("裂变金额", "Referral-driven sales"),
    formula=Text("被邀请用户在期内的销售额(可限注册后若干天)", "sales of the period to referred users (can be limited to days since registering)"),
    note=Text("可限注册后若干天;扣除退款", "can be limited to days since registering; net of refunds"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def referral_sales(order, within: SINCE = "all", refunds: VALUE = None):
    return Total(order.worth if within == "all" else (order.age <= within).ifelse(order.worth, 0))


@metric(
    grain=seeds,
    name=Text("种子用户数", "Seed users"),
    formula=Text("期内发出邀请,或带来期内注册用户的用户", "users who sent an invitation in the period, or brought a user who registered in it"),
    note=Text("口径:发过邀请,或带来过注册用户", "the reading: sent an invitation, or brought a user who registered"),
    unit=Unit.USERS,
    better=HIGHER,
)
def seed_users(user):
    return Total(user.seed)


@metric(
    grain=READINGS,
    name=Text("种子用户意愿", "Seed willingness"),
    formula=Text("NPS调查中打9至10分者 ÷ 有效答复", "answers of 9 and 10 to the NPS question ÷ valid answers"),
    note=Text("口径:NPS推荐者占比", "the reading: the share of promoters"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def seed_willingness(at):
    return at(promoters)


@metric(
    grain=seeds,
    name=Text("传播能力", "Spread power"),
    formula=Text(
        "期内带来的注册用户 ÷ 种子用户(未带来者计入);中位数",
        "registered users brought in the period ÷ seed users (those who brought none included); median",
    ),
    note=Text("一个都没带来的种子用户计入均值", "seed users who brought nobody are in the mean"),
    unit=Unit.TIMES,
    better=HIGHER,
    parts={
        "mean": Part(Text("平均", "mean"), Unit.TIMES, HIGHER),
        "median": Part(Text("中位数", "median"), Unit.TIMES, HIGHER),
    },
)
def seed_spread_power(user):
    return {"mean": Ratio(user.brought, user.seed), "median": Quantile(user.brought, 0.5, of=user.seed)}


LEVELS = ("level", "users", "share")


@metric(
    grain=TABLE,
    name=Text("裂变层级", "Referral depth"),
    formula=Text(
        "期内注册的被邀请用户所在层级:1 = 邀请人非他人邀请;每多一手加1",
        "referred users who registered in the period by level: 1 = the inviter was invited by nobody",
    ),
    note=Text("层级按邀请链,循环按先后断开", "by the chain of invitations; a cycle is cut by the order in time"),
    unit=Unit.USERS,
    better=HIGHER,
)
def referral_level(at):
    start, end = at.period.start, at.period.end

    def edges(store):
        return store.fact(referred_users).select("user_id", "referrer_id", "registered_at", "day")

    def counted(rows):
        told = at.store.run(rows)
        users = [(row["user_id"], row["referrer_id"], row["registered_at"]) for row in told]
        found = by_level(users, (row["user_id"] for row in told if start <= row["day"] < end))
        return DataTable(LEVELS, tuple((level, n, share(n, sum(found.values()))) for level, n in found.items()))

    return at.made_of(edges, counted)


@metric(
    grain=user_periods,
    name=Text("期内活跃用户", "Users active in the period"),
    formula=Text("期内至少活跃一天的用户", "users active on at least one day of the period"),
    unit=Unit.USERS,
    better=HIGHER,
)
def users_active(user, refunds: COUNTS = None):
    return Total(user.active)


@metric(
    grain=READINGS,
    name=Text("裂变系数K", "Viral coefficient K"),
    formula=Text("裂变新用户数 ÷ 期内活跃用户(以一期为一个周期)", "referred new users ÷ users active in the period (one period is one cycle)"),
    note=Text("一期为一个周期;没有活跃用户则为空", "one period is one cycle; null without active users"),
    unit=Unit.INDEX,
    better=HIGHER,
)
def k_factor(at):
    return at(referral_new_users).over(at(users_active))


@metric(
    grain=invitations,
    name=Text("邀请次数", "Invitations"),
    formula=Text("期内发出的邀请", "invitations sent in the period"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def invitations_sent(day):
    return Total(day.invites)


@metric(
    grain=READINGS,
    name=Text("邀请转化率", "Invite conversion"),
    formula=Text("裂变新用户数 ÷ 期内发出的邀请(总量之比)", "referred new users ÷ invitations sent in the period (ratio of totals)"),
    note=Text(
        "总量之比:邀请与注册不逐一对应;从未记录邀请的店为空",
        "a ratio of totals: invitations are not matched one by one; null in a shop that never records them",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def invite_conversion_rate(at):
    return at(referral_new_users).over(at(invitations_sent))


@metric(
    grain=referred_customers,
    name=Text("裂变新付费用户数", "Referred new paying users"),
    formula=Text("首单在期内的被邀请用户", "referred users whose first order lies in the period"),
    unit=Unit.USERS,
    better=HIGHER,
)
def referred_paying_users(user, refunds: COUNTS = None):
    return Total(user.referred)


@metric(
    grain=READINGS,
    name=Text("裂变获客成本", "Referral CAC"),
    formula=Text(
        "裂变渠道(过半新用户由他人邀请的渠道)的花费 ÷ 裂变新用户(或新付费用户)",
        "cost of the referral channels (more than half of whose new users were invited) ÷ referred new (or new paying) users",
    ),
    note=Text(
        "渠道半数以上新客为被邀请者才算裂变渠道;无新客为空",
        "a channel is one of referral when more than half of its new users were invited; null without them",
    ),
    unit=Unit.MONEY,
    better=LOWER,
)
def referral_cac(at, basis: BY = "registered"):
    users, cost = at(referral_new_users if basis == "registered" else referred_paying_users), at(acquisition_cost_total)
    if at.by:
        return Reading(reason=f"not_by_{at.by[0]}")
    everybody, invited, costs, listed = (
        {channel: reading.value for (channel,), reading in at.each(of, "acquisition_channel").items() if reading.value is not None}
        for of in (new_users, referral_new_users, acquisition_cost_total, channels_listed)
    )
    referral = [channel for channel, n in invited.items() if 2 * n > everybody[channel] and listed.get(channel)]
    if users.reason or cost.reason or not referral:
        return next((reading for reading in (users, cost) if reading.reason), Reading(reason="not_observed"))
    return Reading(sum(costs[channel] for channel in referral)).over(users)


REFERRAL = (
    seed_users, seed_willingness, seed_spread_power, referral_new_users, referral_level, k_factor, invite_conversion_rate, referral_sales,
    referral_cac,
)  # fmt: skip
