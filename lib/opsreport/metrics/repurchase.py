"""Repurchase and value: who buys again, how soon, for how much."""

from opsreport.analyses.scores import rfm_table
from opsreport.facts.orders import sales
from opsreport.grains.cohorts import first_orders
from opsreport.grains.orders import (
    customer_orders,
    customers_at_end,
    customers_at_start,
    loyal_customers,
    order_days,
    orders,
    spenders,
)
from opsreport.grains.users import user_periods
from opsreport.kinds import Quantile, Ratio, Share, Total
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Option, Part, metric
from opsreport.metrics.options import COUNT, COUNTS, DAYS, SAME_DAY, VALUE, N
from opsreport.periods import DAY, closed, days_after, periods_after
from opsreport.units import HIGHER, LOWER, NEUTRAL, Unit
from opsreport.words import Text

HISTORY = Option(
    Text("范围", "over"), {"period": Text("本期", "the period"), "all": Text("截至期末的全部历史", "all history up to the period's end")}
)
READING = Option(
    Text("口径", "reading"),
    {"period": Text("期内两次及以上", "twice in the period"), "ever": Text("此前买过且本期再买", "again after any earlier order")},
)


def times(user, same_day):
    """How often a user ordered."""
    return user.orders if same_day == "count" else user.order_days


@metric(
    grain=orders,
    name=Text("销售额", "Sales"),
    formula=Text(
        "期内支付订单的金额之和;净额再减去这些订单的退款", "the sum of orders paid in the period; net: less what was refunded on these orders"
    ),
    note=Text(
        "金额已含运费与否随来源;退款默认记在订单所在的期,零元订单计入",
        "freight is as the source has it; refunds are taken from the order's period unless set otherwise; orders of nothing count",
    ),
    unit=Unit.MONEY,
    better=HIGHER,
)
def sales_amount(order, refunds: VALUE = None):
    return Total(order.worth)


@metric(
    grain=orders,
    name=Text("笔单价", "Average order value"),
    formula=Text("销售额 ÷ 订单数", "sales ÷ orders"),
    note=Text("每单口径;零元订单计入分母", "per order; orders of nothing are in the base"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def average_order_value(order, refunds: VALUE = None):
    return Ratio(order.worth, order.counts)


@metric(
    grain=spenders,
    name=Text("客单价", "Spend per buyer"),
    formula=Text("销售额 ÷ 下单用户数", "sales ÷ buyers"),
    note=Text("期越长越大,不同长度的期不可比", "grows with the length: periods of different length do not compare"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def spend_per_buyer(user, refunds: VALUE = None):
    return Ratio(user.worth, user.buyer)


@metric(
    grain=user_periods,
    name=Text("购买频次", "Purchase frequency"),
    formula=Text("订单数(或下单天数) ÷ 下单用户数", "orders (or order days) ÷ buyers"),
    note=Text("同日多单可合并;期长标明", "orders of one day can be merged; the period's length is stated"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def purchase_frequency(user, same_day: SAME_DAY = "count", refunds: COUNTS = None):
    return Ratio(times(user, same_day), user.buyer)


@metric(
    grain=user_periods,
    name=Text("回购率(当日/当期)", "Buy-back rate (day form)"),
    formula=Text("本期下单用户中,本期首日之前买过者的占比", "of the buyers of the period, those who had bought before its first day"),
    note=Text(
        "当天更早的订单不算“之前买过”;与两窗口口径不同,两者都保留",
        'an earlier order of the same day is not "before"; not the two-window rate, both are kept',
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def buyback_rate_on_day(user, refunds: COUNTS = None):
    return Share(user.old_buyer, of=user.buyer)


@metric(
    grain=user_periods,
    name=Text("下单用户", "Buyers"),
    formula=Text("本期下单的用户", "users with an order in the period"),
    unit=Unit.USERS,
    better=HIGHER,
)
def buyers(user, refunds: COUNTS = None):
    return Total(user.buyer)


@metric(
    grain=order_days,
    name=Text("回购率(两窗口)", "Buy-back rate (next window)"),
    formula=Text("本期下单用户中,下一期再次下单者的占比", "of the buyers of the period, those who order in the next one"),
    note=Text("下一窗口未满则为空;与当日口径不同", "null until the next window is over; not the day form"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def buyback_rate_next_window(day, refunds: COUNTS = None):
    return Share(day.follows, of=day.last, observed=periods_after(1))


@metric(
    grain=user_periods,
    name=Text("复购率(按用户)", "Repurchase rate (by user)"),
    formula=Text("期内下单2次及以上的用户 ÷ 期内下单用户", "users with 2 or more orders in the period ÷ users with an order"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def repurchase_rate_in_period(user, same_day: SAME_DAY = "count", refunds: COUNTS = None):
    return Share(times(user, same_day) >= 2, of=user.buyer)


@metric(
    grain=customers_at_end,
    name=Text("复购率(按用户,全部历史)", "Repurchase rate (by user, all history)"),
    formula=Text("截至期末下单2次及以上的客户 ÷ 截至期末的客户", "customers with 2 or more orders up to the period's end ÷ customers"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def repurchase_rate_ever(customer, same_day: SAME_DAY = "count", refunds: COUNTS = None):
    return Share(times(customer, same_day) >= 2, of=customer.one > 0)


@metric(
    grain=READINGS,
    name=Text("复购率(按用户)", "Repurchase rate (by user)"),
    formula=Text("下单2次及以上的用户 ÷ 下单用户", "users with 2 or more orders ÷ users with an order"),
    note=Text("同日多单默认各计;窗口默认为报告期", "orders of one day count each, unless merged; within the report's period unless set otherwise"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def repurchase_rate_by_user(at, same_day: SAME_DAY = "count", window: HISTORY = "period", refunds: COUNTS = None):
    return at((repurchase_rate_in_period if window == "period" else repurchase_rate_ever)(same_day=same_day, refunds=refunds))


@metric(
    grain=user_periods,
    name=Text("复购率(按交易)", "Repurchase rate (by transaction)"),
    formula=Text("(订单数 − 下单用户数) ÷ 订单数", "(orders − buyers) ÷ orders"),
    note=Text("“重复”只看期内,不看更早的订单", "a repeat is one within the period; earlier orders are not looked at"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def repurchase_rate_by_transaction(user, same_day: SAME_DAY = "count", refunds: COUNTS = None):
    return Ratio(times(user, same_day) - user.buyer.cast("int64"), times(user, same_day))


@metric(
    grain=loyal_customers,
    name=Text("复购率(N天老客)", "Repurchase rate (N-day loyal)"),
    formula=Text(
        "最近N天之前已下单2次及以上的客户中,最近N天内又下单2次及以上者的占比",
        "of the customers with 2 or more orders before the last N days, those with 2 or more in the last N days",
    ),
    note=Text("“两次以上”含2次;两个窗口都须已观测", '"two or more" holds 2; both windows must have been observed'),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def repurchase_rate_loyal_n_days(customer, n: N = 30, min_orders: COUNT = 2, refunds: COUNTS = None):
    return Share(customer.orders_lately >= min_orders, of=customer.orders_before >= min_orders)


@metric(
    grain=first_orders,
    name=Text("新客二次转化率", "Second-purchase conversion"),
    formula=Text(
        "首单在期内的客户中,{days}天(可设)内再次下单者的占比",
        "of the customers whose first order lies in the period, those who order again within {days} days (can be set)",
    ),
    note=Text("同日的第二单默认计入", "a second order of the same day counts, unless merged"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def second_purchase_conversion(customer, days: DAYS = 30, same_day: SAME_DAY = "count", refunds: COUNTS = None):
    again = customer.next_after <= days
    return Share(again | (customer.orders >= 2) if same_day == "count" else again, of=customer.first > 0, observed=days_after(days))


@metric(
    grain=customers_at_start,
    name=Text("老客回购率", "Old-customer buy-back rate"),
    formula=Text(
        "期初前{look_back}天(可设)内下过单的客户中,本期下单者的占比",
        "of the customers with an order in the {look_back} days (can be set) before the period, those who order in it",
    ),
    note=Text("回看365天,数据不足365天时为空", "looks back 365 days; null where the data do not reach so far"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def old_customer_buyback_rate(customer, look_back: DAYS = 365, refunds: COUNTS = None):
    return Share(customer.buys, of=customer.recent, observed=closed)


@metric(
    grain=customer_orders,
    name=Text("老客回购金额", "Old-customer repurchase amount"),
    formula=Text(
        "期初之前买过的客户在本期的销售额,及其占销售额的比例", "sales of the period to customers who had bought before it, and their share of sales"
    ),
    note=Text("“老客”看已载入历史中期前的任何订单", "old: any order before the period in the loaded history"),
    unit=Unit.MONEY,
    better=HIGHER,
    parts={"amount": Part(Text("金额", "amount"), Unit.MONEY, HIGHER), "share": Part(Text("占比", "share"), Unit.PERCENT, NEUTRAL)},
)
def old_customer_repurchase_amount(order, refunds: VALUE = None, counts: COUNTS = None):
    worth = order.old.ifelse(order.worth, 0)
    return {"amount": Total(worth), "share": Ratio(worth, order.worth)}


@metric(
    grain=user_periods,
    name=Text("复购用户数", "Repeat buyers"),
    formula=Text(
        "期内下单2次及以上的用户(或此前买过且本期再买的用户)", "users with 2 or more orders in the period (or again after any earlier order)"
    ),
    note=Text("默认期内2单及以上;另一口径为任何更早订单之后再买", "2 or more in the period; the other reading is again after any earlier order"),
    unit=Unit.USERS,
    better=HIGHER,
)
def repeat_buyers(user, reading: READING = "period", same_day: SAME_DAY = "count", refunds: COUNTS = None):
    return Total(times(user, same_day) >= 2 if reading == "period" else user.buyer & (user.old_buyer | (times(user, same_day) >= 2)))


@metric(
    grain=order_days,
    name=Text("复购周期", "Repurchase interval"),
    formula=Text("相邻两个下单日间隔的中位数,按后一个下单日归期", "median days between consecutive order days, dated by the later one"),
    note=Text("同日多单为一个订单日;只看已发生的间隔", "orders of one day are one order day; only gaps that have closed"),
    unit=Unit.DAYS,
    better=LOWER,
)
def repurchase_cycle(day, refunds: COUNTS = None):
    return Quantile(day.gap_days, 0.5, of=day.again)


RFM_COLUMNS = ("segment", "users", "share", "sales", "sales_share")


@metric(
    grain=TABLE,
    name=Text("RFM分层", "RFM segments"),
    formula=Text(
        "按最近下单(R)、下单天数(F)、金额(M)五分位打分的八类客户",
        "eight kinds of customers by quintile scores of recency (R), order days (F) and money (M)",
    ),
    note=Text(
        "同值同分,分位点重合时少分几档;各期按当期分位,不宜逐月比",
        "equal values get equal scores, fewer where quantiles coincide; scores are of the period's own quantiles",
    ),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def rfm(at, days: DAYS = 365, refunds: VALUE = None):
    start, end = at.period.end - days * DAY, at.period.end

    def bought(store):
        orders = store.fact(sales(refunds))
        return orders.filter(orders.counts > 0, orders.day >= start, orders.day < end).select("user_id", "day", amount=orders.worth)

    return at.made_of(
        bought,
        lambda orders: DataTable(RFM_COLUMNS, tuple((s.segment, s.users, s.share, s.sales, s.sales_share) for s in rfm_table(orders, end - DAY))),
    )


REPURCHASE = (
    sales_amount, average_order_value, spend_per_buyer, purchase_frequency, buyback_rate_on_day, buyback_rate_next_window,
    repurchase_rate_by_user, repurchase_rate_by_transaction, repurchase_rate_loyal_n_days, second_purchase_conversion,
    old_customer_buyback_rate, old_customer_repurchase_amount, repeat_buyers, repurchase_cycle, rfm,
)  # fmt: skip
