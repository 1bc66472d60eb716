"""What a customer is worth: so far, by forecast, and against what winning one costs."""

from opsreport.analyses.forecast import Forecast, Question, forecast_customers
from opsreport.facts.orders import counting, sales
from opsreport.grains.lifetimes import new_customers, paying_cohorts
from opsreport.kinds import Reading, Total, share
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Option, metric
from opsreport.metrics.growth import cac, new_paying_users
from opsreport.metrics.options import COUNTS, CUSTOMERS, DAYS, MARGIN, UNIT, VALUE
from opsreport.metrics.retention import COHORTS_SHOWN
from opsreport.periods import DAY, closed, containing, days_after, periods_after
from opsreport.units import HIGHER, Unit
from opsreport.words import Text

AGE = Option(Text("第几期", "period after"), None)
TESTED = Option(Text("回测天数", "tested on the last (days)"), None)
DISCOUNT = Option(Text("年折现率(%)", "discount a year (%)"), None)


def _paid(row, value):
    return row.profit if value == "margin" else row.worth


@metric(
    grain=paying_cohorts,
    name=Text("同期群人数", "Users of a cohort"),
    formula=Text("起点在本期的用户", "users whose time began in the period"),
    unit=Unit.USERS,
    better=HIGHER,
)
def cohort_of_users(user, cohort: CUSTOMERS = None, refunds: VALUE = None, counts: COUNTS = None):
    return Total(user.began)


@metric(
    grain=paying_cohorts,
    name=Text("同期群累计价值", "Value of a cohort so far"),
    formula=Text(
        "起点在本期的用户至其后第n期末的累计毛利(或销售额)", "gross profit (or sales) of users who began in the period, up to the n-th period after"
    ),
    unit=Unit.MONEY,
    better=HIGHER,
)
def cohort_value(user, n: AGE = 1, value: MARGIN = None, cohort: CUSTOMERS = None, refunds: VALUE = None, counts: COUNTS = None):
    return Total((user.age <= n).ifelse(_paid(user, value), 0), observed=periods_after(n))


@metric(
    grain=paying_cohorts,
    name=Text("同期群首期价值", "Value of a cohort in its first period"),
    formula=Text("起点在本期的用户本期的毛利(或销售额)", "gross profit (or sales) of users who began in the period, in it"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def cohort_first_value(user, value: MARGIN = None, cohort: CUSTOMERS = None, refunds: VALUE = None, counts: COUNTS = None):
    return Total((user.age <= 0).ifelse(_paid(user, value), 0), observed=closed)


@metric(
    grain=TABLE,
    name=Text("用户生命周期价值(已实现)", "Observed lifetime value"),
    formula=Text(
        "行为起点期,列为其后第几期末;格内为每个用户累计的毛利(或销售额),同期群未满该期者留空;未下单者计入人数;末行为已满各批的合计",
        "rows: the period in which users began; columns: periods after; cells: gross profit (or sales) so far per user, those who never ordered "
        "included, empty while the cohort is younger; last row: all cohorts that are old enough",
    ),
    note=Text("只比同样账龄;未到的格留空;未下单者计入分母", "equal age only; cells to come are empty; who never ordered is in the base"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def ltv_observed(at, unit: UNIT = "month", value: MARGIN = None, cohort: CUSTOMERS = None, refunds: VALUE = None, counts: COUNTS = None):
    cohorts = containing(unit, at.period.end - DAY, at.period.calendar).trailing(COHORTS_SHOWN[unit])
    of = dict(cohort=cohort, refunds=refunds, counts=counts)
    metrics = [cohort_first_value(value=value, **of), *(cohort_value(n=n, value=value, **of) for n in range(1, len(cohorts)))]
    rows, sums = [], [[0, 0] for _ in metrics]
    for p in cohorts:
        users, paid = at(cohort_of_users(**of), p), [at(one, p) for one in metrics]
        cells = [money.over(users) for money in paid]
        for total, cell in zip(sums, cells, strict=True):
            if cell.value is not None:
                total[0], total[1] = total[0] + cell.numerator, total[1] + cell.denominator
        rows.append((p.label, users.value, *(cell.value for cell in cells)))
    whole = ("total", sum(row[1] or 0 for row in rows), *(share(x, k) for x, k in sums))
    return DataTable((unit, "users", *map(str, range(len(metrics)))), (*rows, whole))


LTV = (
    "customers", "users", "alive", "orders", "order_value", "ltv", "tested_users", "expected_orders", "actual_orders", "orders_error",
    "expected_sales", "actual_sales", "sales_error", "margin", "correlation",
)  # fmt: skip
REPEATED = Text("复购过的客户", "customers with a second purchase")
SINGLE = Text("仅购买一天的客户(模型视其未流失)", "customers without one (alive with certainty in this model)")


@metric(
    grain=TABLE,
    name=Text("预测LTV", "Predicted lifetime value"),
    formula=Text(
        "BG/NBD预测的未来{horizon}天(可设)下单次数 × Gamma-Gamma预测的每次金额 × 毛利率,按年折现{discount}%(可设);"
        "先以最后{tested}天(可设)之前的数据预测这{tested}天,"
        "误差(预测 ÷ 实际 − 1)同列;相关系数为购买频次与金额之间,模型假定为0",
        "orders of the next {horizon} days (can be set) by BG/NBD × the worth of one by Gamma-Gamma × margin, discounted by {discount} % a "
        "year (can be set); the "
        "last {tested} days (can be set) are first forecast from the days before, and the error (forecast ÷ actual − 1) stands beside; the "
        "correlation is "
        "that of frequency and worth, which the models take to be 0",
    ),
    note=Text(
        "没有回购的客户BG/NBD视为仍活跃(1);参数不取整;没有回测不显示",
        "BG/NBD takes who never repeated as alive; parameters are never rounded; not shown without a backtest",
    ),
    unit=Unit.MONEY,
    better=HIGHER,
)
def ltv_predicted(
    at, horizon: DAYS = 365, tested: TESTED = 90, discount: DISCOUNT = 10, value: MARGIN = None, refunds: VALUE = None, counts: COUNTS = None
):
    end = at.period.end
    columns = dict(refunds=refunds, counts=counts, cost=value == "margin")

    def forecast(orders):
        margin = _margin(orders, at.store) if value == "margin" else 1.0
        if margin is None:
            return Reading(reason="not_observed")
        found = forecast_customers(orders, Question(end - DAY, horizon, tested, margin, discount / 100))
        return found if isinstance(found, Reading) else _ltv_table(found, margin)

    def once(orders):
        return at.store.once(("ltv_predicted", end, horizon, tested, discount, value, refunds, counts), lambda: forecast(orders))

    return at.made_of(lambda store: _bought(store, end, **columns), once)


def _bought(store, end, refunds, counts, cost):
    """Orders that count, up to a day."""
    orders = store.fact(sales(refunds))
    orders = orders.filter(counting(orders, counts) > 0, orders.day < end)
    more = {"profit": orders.profit} if cost else {}
    return orders.select("user_id", "day", amount=orders.worth, **more)


def _margin(orders, store) -> float | None:
    """What is left of sales, of all orders whose goods' cost is known; None where there are none."""
    known = orders.filter(orders.profit.notnull())
    (sums,) = store.run(known.aggregate(profit=known.profit.sum(), amount=known.amount.sum()))
    return share(sums["profit"], sums["amount"])


def _ltv_table(forecast: Forecast, margin: float) -> DataTable:
    rows = []
    for word, found in ((REPEATED, forecast.repeated), (SINGLE, forecast.single), ("total", forecast.total)):
        if found:
            past = found.outcome
            tried = past.users, past.expected_orders, past.orders, past.orders_error, past.expected_sales, past.sales, past.sales_error
            more = (margin, forecast.correlation) if word == "total" else (None, None)
            rows.append((word, found.users, found.alive, found.orders, found.order_value, found.value, *tried, *more))
    return DataTable(LTV, tuple(rows))


@metric(
    grain=new_customers,
    name=Text("新客早期价值", "Early value of new customers"),
    formula=Text(
        "首单在本期的客户自首单起若干天内的毛利(或销售额)",
        "gross profit (or sales) of new customers of the period in so many days from the first order",
    ),
    unit=Unit.MONEY,
    better=HIGHER,
)
def new_customers_value(order, days: DAYS = 90, value: MARGIN = None, refunds: VALUE = None, counts: COUNTS = None):
    return Total(_paid(order, value), observed=days_after(days))


@metric(
    grain=READINGS,
    name=Text("LTV/CAC", "LTV to CAC"),
    formula=Text(
        "本期新客自首单起{days}天(可设)内的人均毛利(或销售额) ÷ 本期获客成本(按新增付费用户)",
        "gross profit (or sales) per new customer of the period in the {days} days (can be set) from the first order ÷ CAC of the period (per new "
        "paying user)",
    ),
    note=Text("同一窗口、同一口径;获客成本为空则为空", "same horizon and basis for both; null where CAC is"),
    unit=Unit.RATIO,
    better=HIGHER,
)
def ltv_cac_ratio(at, days: DAYS = 90, value: MARGIN = None, refunds: VALUE = None, counts: COUNTS = None):
    gained = at(new_customers_value(days=days, value=value, refunds=refunds, counts=counts)).over(at(new_paying_users(refunds=counts)))
    return gained.over(at(cac))


LIFETIME_VALUE = (ltv_observed, ltv_predicted, ltv_cac_ratio)
