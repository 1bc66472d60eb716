"""Activity: who comes, and how often."""

from opsreport.grains.presence import active_days
from opsreport.grains.users import registered_users, user_periods
from opsreport.kinds import Share, Total
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Option, metric
from opsreport.metrics.growth import registered_users_at_start
from opsreport.metrics.options import COUNT, COUNTS, MONTH, WINDOW
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

BASE = Option(
    Text("基数", "base"),
    {"registered": Text("期初注册用户", "users registered at the start"), "old": Text("老用户(仅计期初已注册者)", "old users only")},
)


@metric(
    grain=active_days,
    name=Text("活跃用户日", "Active user-days"),
    formula=Text("每个用户每个活跃日计一", "one for each user and active day"),
    unit=Unit.ROWS,
    better=HIGHER,
)
def active_user_days(day, window: WINDOW = "period"):
    return Total(day.one)


@metric(
    grain=active_days,
    name=Text("活跃用户数", "Active users"),
    formula=Text("期内至少活跃一天的用户", "users active on at least one day"),
    unit=Unit.USERS,
    better=HIGHER,
)
def active_users(day, window: WINDOW = "period"):
    return Total(day.enters)


@metric(
    grain=READINGS,
    name=Text("日活跃用户数(日均)", "Daily active users (mean of the days)"),
    formula=Text("期内各日活跃用户数的平均", "the mean of the users active on each day of the period"),
    note=Text(
        "按当地日;跨午夜的会话两天各计;被动行为(推送、曝光)不算活跃",
        "local days; a session over midnight counts on both; what is done to a user (pushes, impressions) is no activity",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def dau(at):
    return at(active_user_days).over(at.days)


@metric(
    grain=active_days,
    name=Text("周活跃用户数", "Weekly active users"),
    formula=Text("截至期末最后一天的7天内活跃的用户", "users active in the 7 days that end with the period's last day"),
    note=Text("以期末日为止的滚动7日,与自然周两种口径不混用", "the rolling 7 days that end with the period; never mixed with calendar weeks"),
    unit=Unit.USERS,
    better=HIGHER,
)
def wau(day, window: WINDOW = 7):
    return Total(day.enters)


@metric(
    grain=active_days,
    name=Text("月活跃用户数", "Monthly active users"),
    formula=Text(
        "期内最后一个自然月(或截至期末的30、28天)内活跃的用户",
        "users active in the last calendar month of the period (or the 30 or 28 days that end with it)",
    ),
    note=Text(
        "自然月、近30日、近28日三种口径标明;未结束的月不外推",
        "calendar month, 30 or 28 days, as stated; a month that is not over is not extrapolated",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def mau(day, window: MONTH = "month"):
    return Total(day.enters)


@metric(
    grain=user_periods,
    name=Text("活跃用户数(规则)", "Active users by rule"),
    formula=Text(
        "期内登录不少于{logins}次或下单不少于{orders}次的用户(次数可设)",
        "users with {logins} or more logins, or {orders} or more orders, in the period (both can be set)",
    ),
    note=Text("“3次以上”含3次;阈值可设并随数打印", '"3 or more" holds 3; the thresholds can be set and are printed'),
    unit=Unit.USERS,
    better=HIGHER,
)
def active_users_rule(user, logins: COUNT = 3, orders: COUNT = 1, refunds: COUNTS = None):
    return Total((user.logins >= logins) | (user.orders >= orders))


@metric(
    grain=registered_users,
    name=Text("老用户活跃率", "Active rate of old users"),
    formula=Text("期初已注册且本期活跃的用户 ÷ 期初已注册的用户", "users registered at the start who were active ÷ users registered at the start"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def old_active_rate(user):
    return Share(user.active_days > 0, of=user.registered > 0)


@metric(
    grain=READINGS,
    name=Text("活跃率", "Active rate"),
    formula=Text("期内活跃用户 ÷ 期初注册用户", "users active in the period ÷ users registered at its start"),
    note=Text("分母可选;老用户口径不含期内注册者", "the base can be chosen; the form for old users leaves out who registered in the period"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def active_rate(at, base: BASE = "registered"):
    return at(old_active_rate) if base == "old" else at(active_users).over(at(registered_users_at_start))


@metric(
    grain=READINGS,
    name=Text("粘性(DAU/MAU)", "Stickiness (DAU/MAU)"),
    formula=Text("窗口内日均活跃用户 ÷ 同一窗口的活跃用户", "mean daily active users of the window ÷ active users of the same window"),
    note=Text("分子分母同一窗口,不是某日DAU除以当月至今MAU", "one window for both; never a day's DAU over the month to date"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def stickiness_ratio(at, window: WINDOW = 30):
    user_days, users = at(active_user_days(window=window)), at(active_users(window=window))
    return user_days.over(users.times(at.period.days if window == "period" else window))


@metric(
    grain=user_periods,
    name=Text("活跃用户数", "Active users"),
    formula=Text("期内至少活跃一天的用户", "users active on at least one day"),
    unit=Unit.USERS,
    better=HIGHER,
)
def users_by_active_days(user, refunds: COUNTS = None):
    return Total(user.active)


@metric(
    grain=TABLE,
    name=Text("活跃天数分布", "Active-days distribution"),
    formula=Text("按期内活跃天数分的用户数,及不少于该天数的用户数", "users by active days in the period, and users with at least as many"),
    note=Text("不满一期的按已过天数计", "of a period that is not over, the days so far"),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def stickiness_histogram(at):
    users = {days: reading.value for (days,), reading in at.each(users_by_active_days, "active_days").items() if reading.value}
    rows, more = [], sum(users.values())
    for days in range(1, at.period.days + 1):
        rows.append((days, users.get(days, 0), more))
        more -= users.get(days, 0)
    return DataTable(("active_days", "users", "users_at_least"), tuple(rows))


ACTIVITY = (dau, wau, mau, active_users_rule, active_rate, stickiness_ratio, stickiness_histogram)
