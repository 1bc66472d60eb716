"""Conversion: who goes from one thing to the next, who gives up on the way, and how long it takes."""

from opsreport.facts.doings import PAY
from opsreport.grains.conversions import attempters, attempts, start_days, starters
from opsreport.grains.sessions import crossings, sessions
from opsreport.grains.users import user_periods
from opsreport.grains.visitors import visitors
from opsreport.kinds import Quantile, Share, Total
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.metrics.options import COUNTS, SESSIONS, WITHIN
from opsreport.metrics.recorded import where_recorded
from opsreport.periods import days_after
from opsreport.tables import EVENTS, PASSIVE_EVENTS
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

ORDERED = Text("付款下单", "a paid order")
DONE = {name: words for name, words in EVENTS.items() if name not in PASSIVE_EVENTS}
START = Option(Text("起点行为", "from"), DONE)
TO = Option(Text("目标行为", "to"), {"order": ORDERED} | DONE)
PER = Option(Text("单位", "counted"), {"user": Text("用户", "users"), "session": Text("会话", "sessions")})
WHO = Option(Text("访客口径", "visitors"), {"known": Text("仅已知用户", "known users only"), "all": Text("含未登录访客", "those not signed in too")})
HOURS = Option(Text("窗口(小时)", "within (hours)"), None)


def day_starts(start, to, days, refunds):
    """Users by what they began, with what followed within so many days."""
    return starters(start, to, days, refunds)


@metric(
    grain=day_starts,
    name=Text("用户转化率", "Conversion rate of users"),
    formula=Text(
        "期内有起点行为的用户中,{days}天(可设)内有目标行为者的占比",
        "of the users with the start, those with the target within {days} days (can be set) after",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def users_converted(user, start: START = "visit", to: TO = "order", days: WITHIN = 7, refunds: COUNTS = None):
    return Share(user.converts > 0, of=user.starts > 0, observed=days_after(days))


@metric(
    grain=crossings,
    name=Text("会话转化率", "Conversion rate of sessions"),
    formula=Text("有起点行为的会话中,其后有目标行为者的占比", "of the sessions with the start, those with the target after it"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def sessions_converted(session, start: START = "visit", to: START = PAY):
    return Share(session.converts > 0, of=session.started > 0)


@metric(
    grain=READINGS,
    name=Text("转化率", "Conversion rate"),
    formula=Text(
        "期内有起点行为的用户中,此后{days}个自然日(可设)内有目标行为者的占比;按会话则看同一会话内,下单以支付行为计",
        "of the users with the start in the period, those with the target after it within {days} calendar days (can be set); of sessions: "
        "in the same "
        "session, where the event of paying stands for an order",
    ),
    note=Text("分子是分母里的人;单位、窗口可设", "who converts is one of those who started; unit and window can be set"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def conversion_rate(at, start: START = "visit", to: TO = "order", days: WITHIN = 7, unit: PER = "user", refunds: COUNTS = None):
    if unit == "session":
        to = PAY if to == "order" else to
        return where_recorded(at, at(sessions_converted(start=start, to=to)), to)
    found = at(users_converted(start=start, to=to, days=days, refunds=refunds))
    return found if to == "order" else where_recorded(at, found, to)


@metric(
    grain=user_periods,
    name=Text("支付买家数", "Paying users"),
    formula=Text("期内有订单的用户", "users with an order in the period"),
    unit=Unit.USERS,
    better=HIGHER,
)
def paying_users(user, refunds: COUNTS = None):
    return Total(user.buyer)


@metric(
    grain=day_starts,
    name=Text("开始的用户数", "Users who began"),
    formula=Text("期内有起点行为的用户", "users with the start in the period"),
    unit=Unit.USERS,
    better=HIGHER,
)
def users_starting(user, start: START = "visit", to: TO = "order", days: WITHIN = 7, refunds: COUNTS = None):
    return Total(user.starts > 0)


@metric(
    grain=visitors,
    name=Text("访客数", "Visitors"),
    formula=Text("期内访问的人:用户,与未登录的访客", "persons who visited in the period: users, and visitors not signed in"),
    unit=Unit.USERS,
    better=HIGHER,
)
def persons_visiting(person):
    return Total(person.visits > 0)


@metric(
    grain=READINGS,
    name=Text("购买转化率", "Purchase conversion rate"),
    formula=Text(
        "期内支付买家数 ÷ 期内访客数(同期之比,不论先后);访客默认为有访问行为的已知用户",
        "paying users ÷ visitors of the same period (whichever came first); visitors: known users with a visit, unless all are asked for",
    ),
    note=Text(
        "同期之比,不要求先访问后下单;逐步的转化见漏斗", "a ratio within a period: the order need not follow the visit; see the funnel for steps"
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def purchase_conversion_rate(at, visitors: WHO = "known", refunds: COUNTS = None):
    return at(paying_users(refunds=refunds)).over(at(users_starting(refunds=refunds) if visitors == "known" else persons_visiting))


@metric(
    grain=READINGS,
    name=Text("接触后购买率", "Purchase rate after a contact"),
    formula=Text(
        "期内访问(阅读、加购)过的用户中,此后{days}个自然日(可设)内下单者的占比",
        "of the users who visited (read, added to the cart) in the period, those who ordered after it within {days} calendar days (can be set)",
    ),
    note=Text("窗口默认7日;从未记录该触点的店为空", "within 7 days unless set otherwise; null for a contact that the shop never records"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts={
        "visit": Part(Text("访问后购买率", "Purchase rate after a visit"), Unit.PERCENT, HIGHER),
        "read": Part(Text("阅读后购买率", "Purchase rate after reading"), Unit.PERCENT, HIGHER),
        "add_cart": Part(Text("加购后购买率", "Purchase rate after adding to the cart"), Unit.PERCENT, HIGHER),
    },
)
def touchpoint_purchase_rate(at, days: WITHIN = 7, refunds: COUNTS = None):
    return {event: at(users_converted(start=event, to="order", days=days, refunds=refunds)) for event in ("visit", "read", "add_cart")}


def checkouts(hours):
    """Checkouts, with whether a paid order followed."""
    return attempts("checkout", hours)


@metric(
    grain=checkouts,
    name=Text("结账放弃率", "Checkout abandonment rate"),
    formula=Text(
        "期内发起的结算中,{hours}小时(可设)内没有付款订单者的占比",
        "of the checkouts started in the period, those with no paid order within {hours} hours (can be set)",
    ),
    note=Text("24小时窗口未满的为待定", "pending until the 24 hours have passed"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def checkout_abandonment_rate(checkout, hours: HOURS = 24):
    return Share(checkout.paid == 0, of=checkout.started > 0, observed=days_after(-(-hours // 24)))


def carts(hours):
    """Users with a cart, with whether a paid order followed."""
    return attempters("add_cart", hours)


@metric(
    grain=carts,
    name=Text("购物车放弃率", "Cart abandonment rate"),
    formula=Text(
        "期内加购的用户中,任何一次加购后{hours}小时(可设)内都没有付款订单者的占比",
        "of the users who added to the cart in the period, those with no paid order within {hours} hours (can be set) of any such time",
    ),
    note=Text("默认24小时;期内任一次加购后付款即不算放弃", "24 hours unless set otherwise; paying after any of the times is no abandonment"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def cart_abandonment_rate(user, hours: HOURS = 24):
    return Share(user.paid == 0, of=user.started > 0, observed=days_after(-(-hours // 24)))


@metric(
    grain=sessions,
    name=Text("跳出率(单一行为)", "Bounce rate (single event)"),
    formula=Text("只有一个行为的会话 ÷ 会话", "sessions with one event only ÷ sessions"),
    note=Text("单一行为会话口径,与GA4的“未参与”不同", 'sessions of one event: not GA4\'s "not engaged"'),
    unit=Unit.PERCENT,
    better=LOWER,
)
def bounce_rate(session, sessions: SESSIONS = None):
    return Share(session.alone > 0, of=session.one)


CONVERTED = Option(
    Text("计入", "of"),
    {"converted": Text("仅已转化者", "who converted"), "all": Text("所有开始者(未转化者排在最后)", "all who began; who did not convert rank last")},
)


@metric(
    grain=start_days,
    name=Text("转化时长", "Time to convert"),
    formula=Text(
        "期内有起点行为的用户,从期内首次起点到此后首次目标行为的小时数,仅计{days}个自然日(可设)内转化的;计入所有开始者时即生存分析的分位数",
        "hours from a user's first start in the period to the first target after it, of those within {days} calendar days (can be set); of "
        "all who began "
        "it is the quantile of survival analysis",
    ),
    note=Text("默认只算已转化者;选“全部”则未转化者按删失处理", 'of those who converted; "all" takes who has not as censored'),
    unit=Unit.HOURS,
    better=LOWER,
    parts={
        "median": Part(Text("中位数", "median"), Unit.HOURS, LOWER),
        "p25": Part(Text("25%分位", "25th percentile"), Unit.HOURS, LOWER),
        "p75": Part(Text("75%分位", "75th percentile"), Unit.HOURS, LOWER),
    },
)
def time_to_convert(day, start: START = "visit", to: TO = "order", days: WITHIN = 7, of: CONVERTED = "converted", refunds: COUNTS = None):
    in_time = day.wait_days <= days
    hours = in_time.ifelse(day.hours, None)
    counted = day.enters & in_time if of == "converted" else day.enters
    shares = {"median": 0.5, "p25": 0.25, "p75": 0.75}
    return {part: Quantile(hours, q, of=counted, observed=days_after(days)) for part, q in shares.items()}


CONVERSION = (
    conversion_rate, purchase_conversion_rate, touchpoint_purchase_rate, bounce_rate, checkout_abandonment_rate, cart_abandonment_rate,
    time_to_convert,
)  # fmt: skip
