"""The best customers: how many they are, what they bring, and how many are loyal."""

from opsreport.grains.customers import ranked_buyers, recent_customers, top_customers
from opsreport.kinds import Ratio, Reading, Share, Total
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.metrics.options import BASIS, COUNT, COUNTS, DAYS, VALUE
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

RECENT = Option(Text("最近下单不超过(天)", "last order no more than (days)"), None)
TOP_SHARE = 20  # percent of the buyers


@metric(
    grain=top_customers,
    name=Text("核心用户占比", "Core-user share"),
    formula=Text(
        "本期活跃用户中核心用户的占比。核心规则(RFM-1):期末距最近下单不超过{recent}天,期末前{days}天内下单{orders}次及以上,且消费高于客户均值(天数与次数可设)",
        "of the users active in the period, the core ones. Core (rule RFM-1): at the period's end the last order is no more than {recent} "
        "days ago, {orders} or "
        "more orders in {days} days, and spending above the mean customer's (days and orders can be set)",
    ),
    note=Text("规则有编号(RFM-1),改规则即另起编号", "the rule has a number (RFM-1); another rule is another number"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def core_user_share(
    user, days: DAYS = 365, recent: RECENT = 90, orders: COUNT = 3, basis: BASIS = None, refunds: VALUE = None, counts: COUNTS = None
):
    return Share(user.top, of=user.here > 0)


PARTS = {
    "users": Part(Text("高价值用户占下单用户", "High-value users of all buyers"), Unit.PERCENT, HIGHER),
    "sales": Part(Text("高价值用户占销售额", "High-value users' part of sales"), Unit.PERCENT, NEUTRAL),
    "top20": Part(Text("消费最高的20%买家占销售额", "Top 20 % of buyers, their part of sales"), Unit.PERCENT, NEUTRAL),
    "gini": Part(Text("消费基尼系数", "Gini coefficient of spending"), Unit.INDEX, NEUTRAL),
}


@metric(
    grain=top_customers,
    name=Text("高价值买家", "High-value buyers"),
    formula=Text("本期下单用户中的高价值用户,及其销售额占比", "high-value users among the buyers of the period, and their share of sales"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts={part: PARTS[part] for part in ("users", "sales")},
)
def high_value_buyers(
    user, days: DAYS = 365, recent: RECENT = 90, orders: COUNT = 3, basis: BASIS = None, refunds: VALUE = None, counts: COUNTS = None
):
    return {"users": Share(user.top, of=user.buyer), "sales": Ratio(user.top.ifelse(user.worth, 0), user.worth)}


@metric(
    grain=ranked_buyers,
    name=Text("消费最高的20%买家占销售额", "Sales to the top 20 % of the buyers"),
    formula=Text(
        "消费最高的20%买家(同额者一并计入)的销售额 ÷ 销售额",
        "sales to the top 20 % of the buyers by spending (ties at the cut included) ÷ sales",
    ),
    unit=Unit.PERCENT,
    better=NEUTRAL,
)
def top_buyers_sales(user, refunds: VALUE = None, counts: COUNTS = None):
    among = user.buyer & (user.from_top <= (user.buyers * TOP_SHARE + 99) // 100)
    return Ratio(among.ifelse(user.worth, 0), user.worth)


@metric(
    grain=ranked_buyers,
    name=Text("消费集中度的两个和", "Sums of the Gini coefficient"),
    formula=Text("Σ(2i − n − 1)x 与 nΣx,x 为第 i 低的消费", "Σ(2i − n − 1)x and nΣx, x being the i-th lowest spending"),
    unit=Unit.MONEY,
    better=NEUTRAL,
    parts={part: Part(Text(zh, part), Unit.MONEY, NEUTRAL) for part, zh in (("apart", "离散"), ("whole", "合计"))},
)
def spending_apart(user, refunds: VALUE = None, counts: COUNTS = None):
    def times(n):
        return user.buyer.ifelse((user.worth * n).cast("decimal(38, 4)"), 0)

    return {"apart": Total(times(user.from_bottom * 2 - user.buyers - 1)), "whole": Total(times(user.buyers))}


@metric(
    grain=READINGS,
    name=Text("高价值用户占比与贡献", "High-value users: share and contribution"),
    formula=Text(
        "高价值用户(规则RFM-1,见核心用户占比)占本期下单用户、占本期销售额;消费最高的20%买家(同额者一并计入)占销售额;消费的基尼系数",
        "high-value users (rule RFM-1, see core-user share) of the buyers and of the sales of the period; share of sales of the top 20 % of the "
        "buyers (ties included); Gini coefficient of spending",
    ),
    note=Text("切点处并列者一并计入", "ties at the cut are included"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts=PARTS,
)
def high_value_user_share(at, days: DAYS = 365, recent: RECENT = 90, orders: COUNT = 3, refunds: VALUE = None, counts: COUNTS = None):
    best = high_value_buyers(days=days, recent=recent, orders=orders, refunds=refunds, counts=counts)
    apart, whole = (at(spending_apart(refunds=refunds, counts=counts), part=part) for part in ("apart", "whole"))
    gini = Reading(reason=f"not_by_{at.by[0]}") if at.by else apart.over(whole)
    return {
        "users": at(best, part="users"), "sales": at(best, part="sales"), "top20": at(top_buyers_sales(refunds=refunds, counts=counts)), "gini": gini,
    }  # fmt: skip


@metric(
    grain=recent_customers,
    name=Text("忠诚度(365天3单)", "Loyalty (3 orders in 365 days)"),
    formula=Text(
        "期末前{days}天(可设)内下单的客户中,下单{orders}次(可设)及以上者的占比",
        "of the customers with an order in the {days} days (can be set) that end with the period, those with {orders} (can be set) or more",
    ),
    note=Text("口径为365天内3单及以上;NPS等另有指标", "the reading is 3 or more orders in 365 days; NPS and others are metrics of their own"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def loyalty_rate(user, days: DAYS = 365, orders: COUNT = 3, refunds: COUNTS = None):
    return Share(user.ordered >= orders, of=user.ordered > 0)


BEST_CUSTOMERS = (core_user_share, high_value_user_share, loyalty_rate)
