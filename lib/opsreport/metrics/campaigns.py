"""Campaigns: how many, who takes part, what they sell, and what a short one brings."""

from dataclasses import dataclass
from datetime import date

from opsreport.grains.campaigns import campaign_orders, campaigns, converts, participants
from opsreport.grains.orders import orders
from opsreport.kinds import Reading, Share, Total, divide
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Option, Part, metric
from opsreport.metrics.experiments import incremental_profits
from opsreport.metrics.options import COUNTS, DAYS, VALUE, WITHIN
from opsreport.metrics.repurchase import sales_amount
from opsreport.periods import DAY, Period, days_after
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

BELONGS = Option(
    Text("归属", "belongs by"),
    {
        "order": Text("订单所记活动", "the order's own campaign"),
        "coupon": Text("所用优惠券的活动", "the campaign of its coupon"),
        "participation": Text("下单前最近一次参与", "the last participation before it"),
    },
)
BASE = Option(Text("基数", "out of"), {"participants": Text("参与者", "participants"), "touched": Text("触达用户", "users reached")})


@metric(
    grain=campaigns,
    name=Text("活动场次", "Campaigns held"),
    formula=Text("期内开始的活动", "campaigns that started in the period"),
    note=Text("跨期活动按开始日只计一次", "a campaign of several periods counts once, where it starts"),
    unit=Unit.TIMES,
    better=NEUTRAL,
    split=("campaign_kind",),
)
def campaign_count(campaign):
    return Total(campaign.held)


TAKES_PART = Text(
    "点击活动消息、领取活动券或在活动中有行为(仅下单不算参与)的用户",
    "users who clicked a campaign's message, claimed its coupon or did something in it (ordering alone is not taking part)",
)


@metric(grain=participants, name=Text("参与人数", "Users taking part"), formula=TAKES_PART, unit=Unit.USERS, better=HIGHER)
def participant_count(user):
    return Total(user.took_part > 0)


@metric(
    grain=participants,
    name=Text("活动参与率", "Participation of users reached"),
    formula=Text("触达用户中的参与者 ÷ 活动消息触达的用户", "of the users reached by campaigns' messages, those who took part"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def participation_of_reached(user):
    return Share(user.took_part > 0, of=user.reached > 0)


@metric(
    grain=READINGS,
    name=Text("活动参与", "Campaign participants"),
    formula=Text(
        f"期内{TAKES_PART.zh};参与率 = 其中被活动消息触达者 ÷ 触达用户",
        f"{TAKES_PART.en}, in the period; rate: those reached by campaigns' messages among them ÷ users reached",
    ),
    note=Text("重复参与只计一人;仅下单不算参与", "who takes part again counts once; ordering alone is not taking part"),
    unit=Unit.USERS,
    better=HIGHER,
    parts={
        "users": Part(Text("参与人数", "participants"), Unit.USERS, HIGHER),
        "rate": Part(Text("参与率", "participation rate"), Unit.PERCENT, HIGHER),
    },
)
def campaign_participants(at):
    return {"users": at(participant_count), "rate": at(participation_of_reached)}


@metric(
    grain=campaign_orders,
    name=Text("活动销售额", "Campaign sales"),
    formula=Text("期内属于活动的订单的销售额;归属方式可设", "sales of the period's orders that belong to campaigns; by what can be set"),
    note=Text(
        "一份报告只用一种归属;没有一笔订单写明活动的店为空",
        "one rule of attribution in a report; null in a shop where no order ever names a campaign",
    ),
    unit=Unit.MONEY,
    better=HIGHER,
    split=("campaign",),
)
def campaign_sales(order, by: BELONGS = "order", days: WITHIN = 7, refunds: VALUE = None):
    return Total(order.worth)


@metric(
    grain=campaign_orders,
    name=Text("活动毛利", "Campaign gross profit"),
    formula=Text("期内属于活动的订单的毛利", "gross profit of the period's orders that belong to campaigns"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def campaign_profit(order, by: BELONGS = "order", days: WITHIN = 7, refunds: VALUE = None):
    return Total(order.profit)


@metric(
    grain=campaigns,
    name=Text("活动花费", "Campaign costs"),
    formula=Text("期内开始的活动的花费", "costs of the campaigns that started in the period"),
    unit=Unit.MONEY,
    better=NEUTRAL,
)
def campaign_cost(campaign):
    return Total(campaign.cost)


@metric(
    grain=converts,
    name=Text("营销活动转化率", "Campaign conversion rate"),
    formula=Text(
        "期内参与活动(或被活动消息触达)的用户中,{days}天(可设)内下单者的占比;订单归于之前最近一次参与(或触达)",
        "of the users who took part in campaigns (or were reached by them) in the period, those who ordered within {days} days (can be set); "
        "an order belongs to the last time before it",
    ),
    note=Text("分子是参与者(或触达者)里的人", "who converts is one of those who took part (or were reached)"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def campaign_conversion_rate(user, base: BASE = "participants", days: WITHIN = 7, refunds: COUNTS = None):
    return Share(user.responses > 0, of=user.began > 0, observed=days_after(days))


@metric(
    grain=READINGS,
    name=Text("营销ROI", "Marketing ROI"),
    formula=Text(
        "增量:(观察期在本期满、有对照组的活动的增量毛利 − 活动花费) ÷ 活动花费;归因:(期内活动订单毛利 − 期内开始的活动花费) ÷ 该花费,不代表增量",
        "incremental: (incremental gross profit of campaigns with a control whose days end in the period − their cost) ÷ their cost; attributed: "
        "(gross profit of campaigns' "
        "orders in the period − cost of campaigns that started in it) ÷ that cost, which is not incremental",
    ),
    note=Text("无花费时为空;只有设对照组的活动才有增量口径", "null without costs; incremental only of campaigns with a control"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts={
        "incremental": Part(Text("增量口径", "incremental"), Unit.PERCENT, HIGHER),
        "attributed": Part(Text("归因口径(非增量)", "attributed (not incremental)"), Unit.PERCENT, HIGHER),
    },
)
def marketing_roi(at, by: BELONGS = "order", days: WITHIN = 14, refunds: VALUE = None):
    cost = at(campaign_cost)
    attributed = (at(campaign_profit(by=by, days=days, refunds=refunds)) - cost).over(cost)
    gained, spent = incremental_profits(at, days, refunds, campaign_cost)
    if at.by:
        return {"incremental": Reading(reason=f"not_by_{at.by[0]}"), "attributed": attributed}
    return {"incremental": (gained - spent).over(spent), "attributed": attributed}


@dataclass(frozen=True)
class Sale:
    """A campaign by its local days, the last one included."""

    id: str
    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def window(self, shift: int) -> Period:
        """Its days, so many days later."""
        start, end = self.first + shift * DAY, self.last + (shift + 1) * DAY
        return Period(start, end, "range", end)


def short_campaigns(at, most: int) -> list[Sale]:
    """Campaigns of no more than so many days that ended in the year up to the period's end, oldest first."""
    if not at.store.con or at.store.lacks(("campaigns.starts_at", "campaigns.ends_at")):
        return []
    rows = at.store.run(at.store["campaigns"].select("campaign_id", "name", "starts_on", "ends_on"))
    held = [Sale(r["campaign_id"], r["name"] or r["campaign_id"], r["starts_on"], r["ends_on"]) for r in rows if r["starts_on"] and r["ends_on"]]
    year = at.period.end - 365 * DAY
    return sorted((s for s in held if 1 <= s.days <= most and year <= s.last < at.period.end), key=lambda s: (s.first, s.id))


@metric(
    grain=orders,
    name=Text("订单数", "Orders"),
    formula=Text("期内支付的订单", "orders paid in the period"),
    unit=Unit.ORDERS,
    better=HIGHER,
)
def order_count(order, refunds: COUNTS = None):
    return Total(order.counts)


FLASH = ("campaign", "name", "starts_on", "days", "participants", "orders", "sales", "usual_sales", "lift", "sales_after", "dip")


@metric(
    grain=TABLE,
    name=Text("秒杀/限时活动效果", "Flash-sale effect"),
    formula=Text(
        "近一年内结束、为期不超过{days}天(可设)的活动:参与人数、全店订单与销售额,与之前相同星期几的同样天数相比的提升,及之后同样天数的回落;前后对比,非因果",
        "campaigns of no more than {days} days (can be set) that ended in the last year: participants, the shop's orders and sales, the lift over as "
        "many days before of the same weekdays, and the dip in as many days after; a comparison before and after, not a cause",
    ),
    note=Text("前后对比,非因果;后续回落提示需求提前", "a comparison before and after, not a cause; a dip after hints at demand pulled forward"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def flash_sale_effect(at, days: DAYS = 4, refunds: VALUE = None, counts: COUNTS = None):
    at(sales_amount(refunds=refunds)), at(order_count(refunds=counts)), at(campaign_count)  # what it needs, also where no campaign was short
    return DataTable(FLASH, tuple(_flash(at, sale, sales_amount(refunds=refunds), order_count(refunds=counts)) for sale in short_campaigns(at, days)))


def _flash(at, sale, sales, orders):
    week = (sale.days + 6) // 7 * 7
    during, before = (at(sales, sale.window(shift)).value for shift in (0, -week))
    after = at(sales, sale.window(week)).value if sale.window(week).end <= at.store.until else None
    took_part = at.each(participant_count, "campaign", period=sale.window(0)).get((sale.id,), Reading(0)).value
    rise, dip = (divide(x - before, before) if before and x is not None else None for x in (during, after))
    return (sale.id, sale.name, str(sale.first), sale.days, took_part, at(orders, sale.window(0)).value, during, before, rise, after, dip)


CAMPAIGNS = (campaign_count, campaign_participants, campaign_sales, campaign_conversion_rate, marketing_roi, flash_sale_effect)
