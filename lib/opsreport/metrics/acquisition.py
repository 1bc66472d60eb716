"""Acquisition: what channels bring and cost, what comes back, and how good the users are whom they bring."""

from opsreport.grains.channels import channel_days
from opsreport.grains.promotion import card_bindings, channel_orders, exposures, newcomers
from opsreport.kinds import Share, Total, divide
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Option, metric
from opsreport.metrics.growth import acquisition_cost_total, cac, channel_visitors, new_users
from opsreport.metrics.options import COUNTS, VALUE, WITHIN, N
from opsreport.metrics.retention import retention_on_n
from opsreport.periods import days_after
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

TRAFFIC = Option(Text("口径", "counted"), {"visitors": Text("访客数", "visitors"), "visits": Text("访问次数", "visits")})
RETURN = Option(Text("回报", "return"), {"profit": Text("毛利(利润口径)", "gross profit"), "sales": Text("销售额(ROAS口径)", "sales (ROAS)")})
CLOCK = Option(Text("计时", "counted in"), {"calendar": Text("自然日", "calendar days"), "24h": Text("24小时", "24 hours")})


@metric(
    grain=channel_days,
    name=Text("渠道访问次数", "Channel visits"),
    formula=Text("各日访问次数之和", "the sum of daily visits"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def visits_of_channels(day):
    return Total(day.visits)


@metric(
    grain=READINGS,
    name=Text("渠道引入流量", "Channel traffic"),
    formula=Text(
        "各渠道每日访客数(或访问次数)之和,跨日不去重", "the sum of daily visitors (or visits) of the channels; who comes on two days counts twice"
    ),
    note=Text("各日访客数相加,跨日、跨渠道不去重", "daily visitors added up: not de-duplicated over days or channels"),
    unit=Unit.TIMES,
    better=HIGHER,
    split=("acquisition_channel",),
)
def channel_visits(at, count: TRAFFIC = "visitors"):
    return at(channel_visitors if count == "visitors" else visits_of_channels)


@metric(
    grain=READINGS,
    name=Text("单访客引流成本", "Cost per visitor"),
    formula=Text("渠道花费 ÷ 渠道访客数", "channel cost ÷ channel visitors"),
    note=Text("无访客时为空", "null without visitors"),
    unit=Unit.MONEY,
    better=LOWER,
    split=("acquisition_channel",),
)
def cost_per_visitor(at):
    return at(acquisition_cost_total).over(at(channel_visitors))


@metric(
    grain=channel_orders,
    name=Text("渠道带来的销售额", "Sales that channels led to"),
    formula=Text(
        "期内订单中,下单前{days}天(可设)内由渠道带来的用户的销售额",
        "sales of the period to users whom a channel brought no more than {days} days (can be set) before",
    ),
    unit=Unit.MONEY,
    better=HIGHER,
)
def channel_sales(order, days: WITHIN = 30, refunds: VALUE = None):
    return Total(order.worth)


@metric(
    grain=channel_orders,
    name=Text("渠道带来的毛利", "Gross profit that channels led to"),
    formula=Text(
        "期内订单中,下单前{days}天(可设)内由渠道带来的用户的销售额 − 商品成本",
        "sales less the goods' cost of the period to users whom a channel brought no more than {days} days (can be set) before",
    ),
    unit=Unit.MONEY,
    better=HIGHER,
)
def channel_profit(order, days: WITHIN = 30, refunds: VALUE = None):
    return Total(order.profit)


@metric(
    grain=READINGS,
    name=Text("推广ROI", "Promotion ROI"),
    formula=Text(
        "(归因毛利 − 渠道花费) ÷ 渠道花费;归因:订单归于下单前{days}天(可设)内带来该用户的渠道。ROAS口径:归因销售额 ÷ 渠道花费",
        "(attributed gross profit − channel cost) ÷ channel cost; an order belongs to the channel that brought its user no more than {days} days "
        "(can be set) before. As ROAS: attributed sales ÷ channel cost",
    ),
    note=Text("无花费时为空;默认按毛利、扣除退款,归因30天", "null without costs; gross profit net of refunds within 30 days, unless set otherwise"),
    unit=Unit.PERCENT,
    better=HIGHER,
    split=("acquisition_channel",),
)
def promotion_roi(at, returns: RETURN = "profit", days: WITHIN = 30, refunds: VALUE = None):
    cost = at(acquisition_cost_total)
    if returns == "sales":
        return at(channel_sales(days=days, refunds=refunds)).over(cost)
    return (at(channel_profit(days=days, refunds=refunds)) - cost).over(cost)


@metric(
    grain=exposures,
    name=Text("品牌曝光量", "Brand exposure"),
    formula=Text(
        "有曝光记录的渠道的曝光次数之和(平台口径,跨平台不去重)",
        "impressions of the channels that report them (as the platforms count, not de-duplicated)",
    ),
    note=Text("平台上报值,跨平台不去重;没有曝光记录的渠道不计", "as the platforms report; not de-duplicated; channels that report none are left out"),
    unit=Unit.TIMES,
    better=HIGHER,
    split=("acquisition_channel",),
)
def brand_exposure(day):
    return Total(day.impressions)


@metric(
    grain=card_bindings,
    name=Text("新绑卡数", "New card bindings"),
    formula=Text("首次绑卡在期内的用户", "users who bound a card for the first time in the period"),
    note=Text(
        "每人只计有记录以来的第一次;从未记录绑卡行为的店为空,不是0",
        "the first binding ever recorded, once for each user; null, not 0, in a shop that never records one",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def new_bound_cards(user):
    return Total(user.bound)


def newcomers_by_orders(n, clock, refunds):
    """Users by registration, with the orders of their first n days."""
    return newcomers(n, clock, refunds)


@metric(
    grain=newcomers_by_orders,
    name=Text("N日首购转化率", "First purchase within N days"),
    formula=Text(
        "期内注册的用户中,注册后{n}天内首次下单者的占比;注册前已下单视为第0天",
        "of the users who registered in the period, those who ordered first within {n} days; an order before registering is of day 0",
    ),
    note=Text("注册前的订单视为第0天;可按24小时计时", "an order before registering is of day 0; can be counted in 24 hours"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def first_purchase_rate_n_days(user, n: N = 7, clock: CLOCK = "calendar", refunds: COUNTS = None):
    return Share(user.orders > 0, of=user.signed_up > 0, observed=days_after(n))


def newcomers_by_value(days, refunds):
    """Users by registration, with what they paid in their first days."""
    return newcomers(days, "calendar", refunds)


@metric(
    grain=newcomers_by_value,
    name=Text("新用户早期销售额", "Early sales to new users"),
    formula=Text("期内注册的用户在注册后{days}天(可设)内的销售额", "sales to users who registered in the period within {days} days (can be set)"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def early_sales(user, days: WITHIN = 30, refunds: VALUE = None):
    return Total(user.worth, observed=days_after(days))


@metric(
    grain=newcomers_by_value,
    name=Text("新用户早期毛利", "Early gross profit of new users"),
    formula=Text(
        "期内注册的用户在注册后{days}天(可设)内的毛利", "gross profit from users who registered in the period within {days} days (can be set)"
    ),
    unit=Unit.MONEY,
    better=HIGHER,
)
def early_profit(user, days: WITHIN = 30, refunds: VALUE = None):
    return Total(user.profit, observed=days_after(days))


FEW = 30  # users; fewer are not ranked
QUALITY = ("channel", "cohort", "new_users", "cost", "cac", "retention_d1", "retention_d7", "first_purchase_rate", "value_per_user", "cost_recovered")


@metric(
    grain=TABLE,
    name=Text("渠道质量", "Channel quality"),
    formula=Text(
        "按来源渠道:新增用户、花费、获客成本、次日与7日留存、首购率、人均销售额及毛利回本率;后两者与首购率看注册后{days}天(可设)。"
        "取最近一个观察期已满的期;不足30人的渠道不参与排序",
        "by channel: new users, cost, CAC, day-1 and day-7 retention, first-purchase rate, sales per user and share of the cost that gross profit "
        "has brought back, the last three within {days} days (can be set) of registering. Of the latest period whose window has passed; "
        "channels with fewer than 30 users are not ranked",
    ),
    note=Text("只比同样账龄的用户;不足30人的渠道不排序", "only users of equal age are compared; a channel with fewer than 30 is not ranked"),
    unit=Unit.USERS,
    better=HIGHER,
)
def channel_quality(at, days: WITHIN = 30, refunds: VALUE = None, counts: COUNTS = None):
    cohort = _latest_known(at, days)
    figures = {
        "new_users": new_users, "cost": acquisition_cost_total, "cac": cac, "retention_d1": retention_on_n(n=1), "retention_d7": retention_on_n(n=7),
        "first_purchase_rate": first_purchase_rate_n_days(n=days, refunds=counts),
        "sales": early_sales(days=days, refunds=refunds), "profit": early_profit(days=days, refunds=refunds),
    }  # fmt: skip
    found = {name: at.each(of, "acquisition_channel", period=cohort) for name, of in figures.items()}
    rows = [_quality(channel, cohort.label, {name: cells[channel,].value for name, cells in found.items() if (channel,) in cells})
            for (channel,) in found["new_users"]]  # fmt: skip
    return DataTable(QUALITY, tuple(sorted(rows, key=_rank)))


def _latest_known(at, days):
    """The latest period whose users have been observed for so many days; the period itself where there is none."""
    known = (at.period.step(-back) if back else at.period for back in range(days + 2))
    return next((p for p in known if days_after(days)(p) <= at.store.until), at.period)


def _quality(channel, cohort, found):
    users = found.get("new_users") or 0
    enough = users >= FEW
    value = divide(found["sales"], users) if enough and found.get("sales") is not None else None
    recovered = divide(found["profit"], found["cost"]) if found.get("cost") and found.get("profit") is not None else None
    rates = (found.get(name) if enough else None for name in ("retention_d1", "retention_d7", "first_purchase_rate"))
    return (channel, cohort, users, found.get("cost"), found.get("cac"), *rates, value, recovered)


def _rank(row):
    """Best value per user first; what is not ranked last, by name."""
    value = row[QUALITY.index("value_per_user")]
    return (value is None, -(value or 0), row[0])


ACQUISITION = (
    new_bound_cards, channel_visits, channel_quality, first_purchase_rate_n_days, acquisition_cost_total, cost_per_visitor, promotion_roi,
    brand_exposure,
)  # fmt: skip
