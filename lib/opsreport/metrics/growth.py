"""Growth: who joins, from where, at what cost."""

from opsreport.grains.channels import channel_days
from opsreport.grains.cohorts import first_orders
from opsreport.grains.users import registered_at_end, registered_at_start, sign_ups
from opsreport.kinds import Total
from opsreport.metric import READINGS, Option, metric
from opsreport.metrics.options import COUNTS
from opsreport.units import HIGHER, LOWER, NEUTRAL, Unit
from opsreport.words import Text

BY = Option(Text("转化目标", "converted"), {"registered": Text("注册", "registered"), "paying": Text("首次付费", "first order")})


@metric(
    grain=sign_ups,
    name=Text("新增用户数", "New users"),
    formula=Text("期内注册的用户(合并账号计一次,不含测试账号)", "users who registered in the period (merged accounts once, no test accounts)"),
    note=Text(
        "合并账号归主账号、按其注册时间计一次;测试账号不计",
        "accounts of one person count once, by the account that they were merged into; test accounts are left out",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def new_users(user):
    return Total(user.signed_up)


@metric(
    grain=first_orders,
    name=Text("新增付费用户数", "New paying users"),
    formula=Text("历史首单在期内支付的用户", "users whose first order ever was paid in the period"),
    note=Text(
        "首单以全部已载入历史为准,数据开始之前的购买看不到;全额退款的首单按退款口径处理",
        "the first order in all loaded history: what was bought before the data begin is not seen; a fully refunded one goes by the refund mode",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def new_paying_users(customer, refunds: COUNTS = None):
    return Total(customer.first)


@metric(
    grain=registered_at_end,
    name=Text("累计注册用户数", "Registered users"),
    formula=Text("期末前注册且未注销的用户", "users registered before the period's end and not deleted"),
    note=Text("期末存量;注销自注销之日起才减少", "a stock at the period's end; a deleted account leaves it on the day of deletion"),
    unit=Unit.USERS,
    better=HIGHER,
)
def registered_users_total(user):
    return Total(user.one)


@metric(
    grain=registered_at_start,
    name=Text("期初注册用户数", "Registered users at the start"),
    formula=Text("期初前注册且未注销的用户", "users registered before the period's start and not deleted"),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def registered_users_at_start(user):
    return Total(user.one)


@metric(
    grain=READINGS,
    name=Text("用户增长率", "User growth rate"),
    formula=Text("(期末用户 − 上期末用户) ÷ 上期末用户", "(users at the end − users at the end before) ÷ users at the end before"),
    note=Text("按存量计;流量口径见新增用户增长率", "of the stock; of those who came see the new-user growth rate"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def user_growth_rate(at):
    return at(registered_users_total).growth(at(registered_users_at_start))


@metric(
    grain=READINGS,
    name=Text("新增用户增长率", "New-user growth rate"),
    formula=Text("本期新增用户 ÷ 上期新增用户 − 1", "new users ÷ new users of the period before − 1"),
    note=Text("各月天数不等,未折算到日", "months differ in length; not taken per day"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def new_users_growth_rate(at):
    return at(new_users).growth(at(new_users, at.period.previous()))


@metric(
    grain=READINGS,
    name=Text("新用户来源占比", "New users by source"),
    formula=Text("该渠道的新增用户 ÷ 全部新增用户", "new users of the channel ÷ new users"),
    note=Text("渠道未知的单列一行,各渠道合计为100%", "an unknown channel is a row of its own; the shares add up to 100 %"),
    unit=Unit.PERCENT,
    better=NEUTRAL,
    split=("acquisition_channel",),
)
def new_user_channel_share(at):
    return at(new_users).out_of(at.whole(new_users))


@metric(
    grain=channel_days,
    name=Text("渠道访客数", "Channel visitors"),
    formula=Text("各日访客数之和", "the sum of daily visitors"),
    unit=Unit.USERS,
    better=HIGHER,
)
def channel_visitors(day):
    return Total(day.visitors)


@metric(
    grain=sign_ups,
    name=Text("渠道新增用户数", "New users of channels"),
    formula=Text("有流量记录的渠道带来的新增用户", "new users of channels whose traffic is counted"),
    unit=Unit.USERS,
    better=HIGHER,
)
def channel_new_users(user):
    return Total(user.via_channel)


@metric(
    grain=first_orders,
    name=Text("渠道新增付费用户数", "New paying users of channels"),
    formula=Text("有流量记录的渠道带来的新增付费用户", "new paying users of channels whose traffic is counted"),
    unit=Unit.USERS,
    better=HIGHER,
)
def channel_new_paying_users(customer, refunds: COUNTS = None):
    return Total(customer.via_channel)


@metric(
    grain=READINGS,
    name=Text("渠道转化率", "Channel conversion rate"),
    formula=Text(
        "渠道带来的注册(或首次付费)用户 ÷ 渠道访客数(总量之比)",
        "users of the channel who registered (or paid first) ÷ its visitors (ratio of totals)",
    ),
    note=Text(
        "总量之比:分子不必是分母里的人;没有流量的渠道为空",
        "a ratio of totals: who converts need not be among the visitors; a channel without traffic is null",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
    split=("acquisition_channel",),
)
def channel_conversion_rate(at, basis: BY = "registered"):
    return at(channel_new_users if basis == "registered" else channel_new_paying_users).over(at(channel_visitors))


@metric(
    grain=channel_days,
    name=Text("引流总成本", "Total acquisition cost"),
    formula=Text("各渠道花费之和", "the sum of channel costs"),
    note=Text("只含渠道日报里的花费;未填的按未知处理", "only what the channel days state; a cost that was not filled in is unknown, not 0"),
    unit=Unit.MONEY,
    better=LOWER,
)
def acquisition_cost_total(day):
    return Total(day.cost)


@metric(
    grain=channel_days,
    name=Text("渠道日报行数", "Days of channels"),
    formula=Text("期内各渠道有记录的天数之和", "days of the period on which channels are listed"),
    unit=Unit.ROWS,
    better=NEUTRAL,
)
def channels_listed(day):
    return Total(day.listed)


@metric(
    grain=READINGS,
    name=Text("获客成本", "Customer acquisition cost"),
    formula=Text("渠道花费 ÷ 新增付费(或注册)用户,含自然流量", "channel cost ÷ new paying (or registered) users, organic ones included (blended)"),
    note=Text(
        "无新客时为空,不是无穷大;含自然流量,当期花费除以当期新客,无滞后",
        "null, not infinite, without new customers; blended with organic ones, cost and customers of the same period",
    ),
    unit=Unit.MONEY,
    better=LOWER,
)
def cac(at, basis: BY = "paying"):
    return at(acquisition_cost_total).over(at(new_users if basis == "registered" else new_paying_users))


GROWTH = (
    new_users,
    new_paying_users,
    registered_users_total,
    user_growth_rate,
    new_users_growth_rate,
    new_user_channel_share,
    channel_conversion_rate,
    cac,
)
