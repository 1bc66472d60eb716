"""Retention by its other windows: the next day, a stretch of days, a month's new customers, a year's members, buyers of best sellers."""

from opsreport.errors import BAD_PARAMETER, Mistake
from opsreport.grains.cohorts import bracket_days, cohort_days
from opsreport.grains.customers import best_sellers_customers
from opsreport.grains.members import members_through_year
from opsreport.grains.presence import month_of
from opsreport.kinds import Rate, Reading, Share
from opsreport.metric import READINGS, Option, metric
from opsreport.metrics.options import BASIS, COHORT, COUNTS, N
from opsreport.metrics.retention import purchase_retention
from opsreport.periods import containing, days_after
from opsreport.units import HIGHER, Unit
from opsreport.words import Text

LAST_DAY = Option(Text("到第几日", "to day"), None)
ITEM = Option(
    Text("爆款", "best sellers"),
    {"category": Text("按订单品类", "categories of orders"), "product": Text("按支付行为的商品", "products of payments (events)")},
)
TOP = Option(Text("前几名", "how many"), None)
YEAR = Option(
    Text("一年", "a year"), {"calendar": Text("期末前的12个月", "the 12 months that end with the period"), 365: Text("期末前的365天", "365 days")}
)


@metric(
    grain=cohort_days,
    name=Text("次日留存率", "Day-1 retention"),
    formula=Text("起点日在期内的用户中,次日活跃者的占比", "of the users whose first day lies in the period, those active on the day after"),
    note=Text("按当地日;第1日未过完的同期群为空", "local days; null until the day after is over for the whole cohort"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def retention_d1(user, cohort: COHORT = None):
    return Rate((user.age == 1).ifelse(user.users, 0), of=user.began, observed=days_after(1))


@metric(
    grain=bracket_days,
    name=Text("区间留存率", "Bracket retention"),
    formula=Text(
        "起点日在期内的用户中,第n日至第m日至少活跃一天者的占比",
        "of the users whose first day lies in the period, those active on at least one of days n to m",
    ),
    note=Text("第n至第m日内来一次即可", "once on any day from n to m is enough"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def retention_bracket(user, n: N = 8, m: LAST_DAY = 14, cohort: COHORT = None):
    if m < n:
        raise Mistake(f"retention_bracket: day {m} is before day {n}", mend="m is no less than n", code=BAD_PARAMETER)
    return Rate(user.back, of=user.began, observed=days_after(m))


@metric(
    grain=READINGS,
    name=Text("上月新客本月留存率", "This month's retention of last month's new customers"),
    formula=Text(
        "首单在上月的客户中,本月再次下单者的占比;本月为期内最后一个自然月",
        "of the customers whose first order lies in the month before, those who order in this one: the last calendar month of the period",
    ),
    note=Text("当月未结束则为空", "null while the month is not over"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def last_month_new_retention(at, refunds: COUNTS = None):
    first, _ = month_of(at.period)
    if first is None:
        return Reading(reason="too_short")
    return at(purchase_retention(refunds=refunds), containing("month", first, at.period.calendar).step(-1))


def month_over(p):
    """When the last calendar month of the period is over."""
    first, _ = month_of(p)
    return containing("month", first, p.calendar).whole_end if first else p.whole_end


@metric(
    grain=best_sellers_customers,
    name=Text("爆款用户留存率", "Retention of best sellers' buyers"),
    formula=Text(
        "上月买过爆款的用户中,本月再次下单(任何商品)者的占比;爆款为上月按订单数排名前{k}(可设)的品类,同名次一并计入;本月为期内最后一个自然月",
        "of last month's buyers of its best sellers, those who order anything this month; best sellers: the top {k} (can be set) "
        "categories by orders, "
        "ties included; this month: the last calendar month of the period",
    ),
    note=Text("并列者一并计入;排名按订单数", "ties at the cut are included; ranked by orders"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def hot_item_retention(user, item: ITEM = "category", k: TOP = 3, refunds: COUNTS = None):
    return Share(user.back > 0, of=user.one > 0, observed=month_over)


@metric(
    grain=members_through_year,
    name=Text("年度会员留存率", "Annual member retention"),
    formula=Text(
        "一年前已是会员的用户中,这一年内至少活跃(或下单)一天者的占比;一年为期末前的12个月(或365天)",
        "of those who were members a year ago, those active (or ordering) on at least one day since; a year: the 12 months (or 365 days) that end "
        "with the period",
    ),
    note=Text("按日历年或365天;活跃规则标明", "calendar year or 365 days, and the rule of being active, are stated"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def annual_retention_rate(user, year: YEAR = "calendar", basis: BASIS = None, refunds: COUNTS = None):
    return Share((user.returns > 0) | (user.debut > 0), of=user.member > 0)


RETURN_WINDOWS = (retention_d1, retention_bracket, last_month_new_retention, hot_item_retention, annual_retention_rate)
