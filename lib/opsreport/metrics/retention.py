"""Retention and lifecycle: who comes back, who goes quiet, who is won back."""

from opsreport.grains.cohorts import cohort_days, cohort_periods
from opsreport.grains.presence import churnings, days_before, present_days, returning_days, silent_users
from opsreport.grains.users import MOVES, user_moves, users_in_state
from opsreport.kinds import Rate, Share, Total, share
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Part, metric
from opsreport.metrics.options import ACTIVE, BASIS, CHURN_DAYS, COHORT, COUNTS, DORMANT, LOST, SILENT, SPAN, UNIT, N
from opsreport.periods import DAY, closed, containing, days_after, periods_after
from opsreport.units import HIGHER, LOWER, NEUTRAL, Unit
from opsreport.words import Text


def cohort_users(cohort, unit):
    """Users by the beginning of their time, followed day by day, or period by period."""
    return cohort_days(cohort) if unit == "day" else cohort_periods(cohort, "events", "gross")


def seen(unit, n):
    """When the n-th day or period after is over."""
    return days_after(n) if unit == "day" else periods_after(n)


@metric(
    grain=cohort_users,
    name=Text("第N日留存率", "Day-N retention"),
    formula=Text("起点日在期内的用户中,第N日当天活跃者的占比", "of the users whose first day lies in the period, those active on day N itself"),
    note=Text(
        "只看第N日当天,可高于较小的N;第0日即同期群人数", "on that very day, so it can be above that of a smaller N; day 0 is the cohort itself"
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def retention_on_n(user, n: N = 7, cohort: COHORT = None, unit: SPAN = "day"):
    return Rate((user.age == n).ifelse(user.users, 0), of=user.began, observed=seen(unit, n))


@metric(
    grain=cohort_users,
    name=Text("N日内留存率", "Retention within N days"),
    formula=Text(
        "起点日在期内的用户中,第1日至第N日至少活跃一天者的占比",
        "of the users whose first day lies in the period, those active on at least one of days 1 to N",
    ),
    note=Text("随N单调不减;当天(第0日)再来不算", "never falls with N; coming again on day 0 does not count"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def retention_within_n(user, n: N = 7, cohort: COHORT = None, unit: SPAN = "day"):
    return Rate((user.age <= n).ifelse(user.first_returns, 0), of=user.began, observed=seen(unit, n))


@metric(
    grain=cohort_users,
    name=Text("第N日及以后留存率", "Retention on or after day N"),
    formula=Text(
        "起点日在期内的用户中,第N日起至观察期末仍有活跃者的占比(暂定值,只增不减)",
        "of the users whose first day lies in the period, those active on day N or later, up to the observation's end (provisional, can only grow)",
    ),
    note=Text("暂定值,只增不减;只宜与同样账龄的同期群比", "provisional, it can only grow; compare cohorts of equal age only"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def retention_on_or_after_n(user, n: N = 7, cohort: COHORT = None, unit: SPAN = "day"):
    return Rate((user.age >= n).ifelse(user.last, 0), of=user.began, observed=seen(unit, n))


def customers_by_first_order(refunds):
    """Customers by the period of their first order, and the later periods in which they ordered."""
    return cohort_periods("first_order", "orders", refunds)


@metric(
    grain=customers_by_first_order,
    name=Text("购买留存率", "Purchase retention"),
    formula=Text(
        "首单在本期的客户中,其后第N期再次下单者的占比",
        "of the customers whose first order lies in the period, those who order in the N-th period after",
    ),
    note=Text("首单以全部已载入历史为准", "acquired: the first order in all loaded history"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def purchase_retention(user, n: N = 1, refunds: COUNTS = None):
    return Rate((user.age == n).ifelse(user.users, 0), of=user.began, observed=periods_after(n))


COHORTS_SHOWN = {"day": 31, "week": 13, "month": 13, "quarter": 9, "year": 6}


@metric(
    grain=TABLE,
    name=Text("同期群留存表", "Cohort table"),
    formula=Text(
        "行为起点期,列为其后第几期;格内为留存率,观察期未满者留空;末行为观察期已满各批的加权合计",
        "rows: the period in which users began; columns: periods after; cells: retention, empty while the window is open; "
        "last row: weighted total of the mature cohorts",
    ),
    note=Text(
        "未到的格留空;均值行只用该列已满期的同期群,加权",
        "cells to come are empty; the mean row is weighted and uses only the cohorts mature in a column",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def cohort_table(at, unit: UNIT = "month", basis: BASIS = None, cohort: COHORT = None, refunds: COUNTS = None):
    cohorts = containing(unit, at.period.end - DAY, at.period.calendar)
    cohorts = cohorts.trailing(COHORTS_SHOWN[unit])
    ages = range(1, len(cohorts) if unit != "day" else 31)

    def cell(p, n):
        if basis == "orders":
            return at(purchase_retention(n=n, refunds=refunds), p)
        return at(retention_on_n(n=n, cohort=cohort, unit="day" if unit == "day" else "period"), p)

    rows, sums = [], [[0, 0] for _ in ages]
    for p in cohorts:
        cells = [cell(p, n) for n in ages]
        for total, c in zip(sums, cells, strict=True):
            if c.value is not None:
                total[0], total[1] = total[0] + c.numerator, total[1] + c.denominator
        rows.append((p.label, _size(at, p, basis, cohort, refunds), *(c.value for c in cells)))
    whole = ("total", sum(row[1] or 0 for row in rows), *(share(x, k) for x, k in sums))
    return DataTable((unit, "users", *map(str, ages)), (*rows, whole))


@metric(
    grain=cohort_users,
    name=Text("起点在本期的用户数", "Users who began in the period"),
    formula=Text("起点(注册或首次活跃)在本期的用户", "users whose time (registration or first activity) began in the period"),
    unit=Unit.USERS,
    better=HIGHER,
)
def cohort_size(user, cohort: COHORT = None, unit: SPAN = "day"):
    return Total(user.began)


@metric(
    grain=customers_by_first_order,
    name=Text("首单客户数", "Customers with a first order"),
    formula=Text("首单在本期的客户", "customers whose first order lies in the period"),
    unit=Unit.USERS,
    better=HIGHER,
)
def first_order_customers(user, refunds: COUNTS = None):
    return Total(user.began)


def _size(at, p, basis, cohort, refunds):
    size = first_order_customers(refunds=refunds) if basis == "orders" else cohort_size(cohort=cohort)
    return at(size, p).value


@metric(
    grain=days_before,
    name=Text("用户流失率", "Churn rate"),
    formula=Text(
        "上期活跃而本期未活跃的用户 ÷ 上期活跃用户", "users active in the period before and not in this one ÷ users active in the period before"
    ),
    note=Text(
        "窗口默认为下一个同长的期,只有同一分母同一窗口时才等于1−留存率",
        "the window is the next period of the same length; it is 1 − retention only with the same base and window",
    ),
    unit=Unit.PERCENT,
    better=LOWER,
)
def churn_rate(day, basis: BASIS = None, refunds: COUNTS = None):
    return Share(day.lapses, of=day.last, observed=closed)


@metric(
    grain=churnings,
    name=Text("流失人数", "Churned users"),
    formula=Text(
        "期内沉默超过{days}天(可设)的用户,召回后再次流失再计",
        "users whose silence passed {days} days (can be set) in the period; again after a win-back",
    ),
    note=Text("在跨过门槛的那天计一次;召回后再流失另计", "counted once, on the day of crossing; who churns again after a win-back counts again"),
    unit=Unit.USERS,
    better=LOWER,
)
def churned_users(silence, days: CHURN_DAYS = None, basis: BASIS = None, refunds: COUNTS = None):
    return Total(silence.churned)


@metric(
    grain=returning_days,
    name=Text("召回人数", "Won-back users"),
    formula=Text(
        "期初已沉默超过{days}天(可设)、本期重新活跃的用户",
        "users silent for more than {days} days (can be set) at the start who were active in the period",
    ),
    note=Text(
        "看期初的状态;不区分自然回流与触达,因果见活动提升",
        "by the state at the start; natural and touched returns are not told apart, see campaign lift for that",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def winback_users(day, days: CHURN_DAYS = None, basis: BASIS = None, refunds: COUNTS = None):
    return Total(day.won_back)


@metric(
    grain=silent_users,
    name=Text("召回率", "Win-back rate"),
    formula=Text("召回人数 ÷ 期初已流失的用户", "won-back users ÷ users churned at the period's start"),
    note=Text("期初没有流失用户时为空;不代表增量", "null where nobody had churned; not incremental"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def winback_rate(user, days: CHURN_DAYS = None, basis: BASIS = None, refunds: COUNTS = None):
    return Share(user.returns, of=user.churned, observed=closed)


@metric(
    grain=users_in_state,
    name=Text("期末用户数", "Users at the end"),
    formula=Text("期末的全部用户", "all users known at the period's end"),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def users_by_state(
    user, basis: BASIS = None, refunds: COUNTS = None, active: ACTIVE = None, silent: SILENT = None, dormant: DORMANT = None, lost: LOST = None
):
    return Total(user.one)


@metric(
    grain=TABLE,
    name=Text("生命周期状态", "Lifecycle states"),
    formula=Text(
        "按距最近一次活跃的天数分的期末用户;从未活跃者为潜在用户",
        "users at the period's end by days since they were last active; never active: prospects",
    ),
    note=Text(
        "从未活跃的是潜在用户,不算流失;边界日归前一状态", "never active is a prospect, not lost; the boundary day belongs to the earlier state"
    ),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def lifecycle_state(
    at, basis: BASIS = None, refunds: COUNTS = None, active: ACTIVE = None, silent: SILENT = None, dormant: DORMANT = None, lost: LOST = None
):
    users = {
        state: reading.value
        for (state,), reading in at.each(
            users_by_state(basis=basis, refunds=refunds, active=active, silent=silent, dormant=dormant, lost=lost), "state"
        ).items()
    }
    whole = sum(users.values())
    return DataTable(("state", "users", "share"), tuple((s, users.get(s, 0), share(users.get(s, 0), whole)) for s in MOVES[1:]))


@metric(
    grain=user_moves,
    name=Text("用户流转", "Moving users"),
    formula=Text("按期初与期末状态分的用户", "users by their state at the start and at the end"),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def moving_users(
    user, basis: BASIS = None, refunds: COUNTS = None, active: ACTIVE = None, silent: SILENT = None, dormant: DORMANT = None, lost: LOST = None
):
    return Total(user.one)


@metric(
    grain=TABLE,
    name=Text("生命周期流转矩阵", "Lifecycle transition matrix"),
    formula=Text(
        "行为期初状态,列为期末状态;用户数与占该行的比例",
        "rows: state at the start; columns: state at the end; users and share of the row",
    ),
    note=Text("每行合计100%;期初还不在的单列新用户行", "rows add up to 100 %; who was not there at the start has a row of new users"),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def lifecycle_transition(
    at, basis: BASIS = None, refunds: COUNTS = None, active: ACTIVE = None, silent: SILENT = None, dormant: DORMANT = None, lost: LOST = None
):
    users = {
        moved: reading.value
        for moved, reading in at.each(
            moving_users(basis=basis, refunds=refunds, active=active, silent=silent, dormant=dormant, lost=lost), "from", "to"
        ).items()
    }
    rows = []
    for start in MOVES:
        row = [users.get((start, end), 0) for end in MOVES[1:]]
        rows.append((start, *row, *(share(n, sum(row)) for n in row)))
    return DataTable(("from", *MOVES[1:], *(f"{end}_share" for end in MOVES[1:])), tuple(rows))


ACCOUNTS = {
    "new": Part(Text("新增", "New"), Unit.USERS, HIGHER),
    "retained": Part(Text("留存", "Retained"), Unit.USERS, HIGHER),
    "resurrected": Part(Text("回流", "Resurrected"), Unit.USERS, HIGHER),
    "churned": Part(Text("本期未再来", "Not back"), Unit.USERS, LOWER),
    "quick_ratio": Part(Text("增减比", "Quick ratio"), Unit.RATIO, HIGHER),
}


@metric(
    grain=present_days,
    name=Text("用户增减", "Users by where they come from"),
    formula=Text("首次活跃、上期也活跃、更早活跃过的本期活跃用户", "active users: for the first time, also in the period before, or only earlier"),
    unit=Unit.USERS,
    better=HIGHER,
    parts={name: ACCOUNTS[name] for name in ("new", "retained", "resurrected")},
)
def active_users_by_origin(day, basis: BASIS = None, refunds: COUNTS = None):
    return {
        "new": Total(day.debut, observed=closed),
        "retained": Total(day.stays, observed=closed),
        "resurrected": Total(day.resurrects, observed=closed),
    }


@metric(
    grain=days_before,
    name=Text("上期活跃、本期未再来的用户", "Users not back since the period before"),
    formula=Text("上期活跃而本期未活跃的用户", "users active in the period before and not in this one"),
    unit=Unit.USERS,
    better=LOWER,
)
def lapsed_users(day, basis: BASIS = None, refunds: COUNTS = None):
    return Total(day.lapses, observed=closed)


@metric(
    grain=READINGS,
    name=Text("用户增长核算", "Growth accounting"),
    formula=Text(
        "活跃 = 新增 + 留存 + 回流;增减比 = (新增 + 回流) ÷ 本期未再来",
        "active = new + retained + resurrected; quick ratio = (new + resurrected) ÷ not back",
    ),
    note=Text(
        "恒等式必须精确成立;新用户指历史首次活跃,不是注册",
        "the identity holds exactly; new is the first activity ever loaded, not the account's creation",
    ),
    unit=Unit.USERS,
    better=HIGHER,
    parts=ACCOUNTS,
)
def growth_accounting(at, basis: BASIS = None, refunds: COUNTS = None):
    origin = {part: at(active_users_by_origin(basis=basis, refunds=refunds), part=part) for part in ("new", "retained", "resurrected")}
    lost = at(lapsed_users(basis=basis, refunds=refunds))
    if lost.reason:  # of a period before which nothing was observed, nobody knows who stayed and who came back
        origin |= dict.fromkeys(("retained", "resurrected"), lost)
    return {**origin, "churned": lost, "quick_ratio": (origin["new"] + origin["resurrected"]).over(lost)}


RETENTION = (
    retention_on_n, retention_within_n, retention_on_or_after_n, cohort_table, purchase_retention, churn_rate, churned_users,
    winback_users, winback_rate, lifecycle_state, lifecycle_transition, growth_accounting,
)  # fmt: skip
