"""What is shown to users: how fast, whether they click it, find something in it, and buy."""

from opsreport.grains.conversions import ad_days, clickers, credited
from opsreport.grains.loads import page_loads
from opsreport.grains.sessions import exposed_sessions
from opsreport.kinds import Quantile, Ratio, Reading, Share, Total
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.metrics.conversion import users_converted
from opsreport.metrics.options import COUNTS, WITHIN
from opsreport.metrics.recorded import where_recorded
from opsreport.periods import days_after
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

PLACES = {"list": ("impression", "click"), "recommendation": ("recommend_shown", "recommend_click")}
CLICK_AFTER = PLACES["recommendation"][1]
PLACE = Option(
    Text("位置", "where"),
    {
        "list": Text("列表(曝光与点击行为)", "lists (events impression and click)"),
        "recommendation": Text("推荐位", "recommendations"),
        "ad": Text("广告(渠道日报)", "ads (daily figures of channels)"),
    },
)
SHOWN_IN = Option(PLACE.meaning, {place: PLACE.values[place] for place in PLACES})
BASIS = Option(Text("口径", "counted"), {"events": Text("按次", "times"), "users": Text("按人", "users")})
ENOUGH = 100  # loads, without which a 95th percentile says nothing


def shown_and_clicked(place):
    """Users by what they were shown and clicked."""
    return clickers(*PLACES[place])


@metric(
    grain=shown_and_clicked,
    name=Text("站内点击率", "Click-through rate on site"),
    formula=Text("点击次数 ÷ 曝光次数;按人为点击人数 ÷ 看到的人数", "clicks ÷ impressions; of users: those who clicked ÷ those who were shown it"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def clicks_on_site(user, place: SHOWN_IN = "list", basis: BASIS = "events"):
    return Share(user.clicked > 0, of=user.shown > 0) if basis == "users" else Ratio(user.clicked, user.shown)


@metric(
    grain=ad_days,
    name=Text("广告点击率", "Click-through rate of ads"),
    formula=Text("渠道点击次数 ÷ 渠道曝光次数", "clicks of channels ÷ their impressions"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def clicks_on_ads(day):
    return Ratio(day.clicks, day.impressions)


@metric(
    grain=READINGS,
    name=Text("点击率(列表、推荐、广告)", "Click-through rate"),
    formula=Text(
        "点击次数 ÷ 曝光次数(列表、推荐位或广告);按人为点击人数 ÷ 看到的人数,广告只有次数",
        "clicks ÷ impressions (of lists, recommendations or ads); of users: those who clicked ÷ those who were shown it, which ads do not tell",
    ),
    note=Text("按次与按人两种口径不混用", "times and users are never mixed"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def click_through_rate(at, place: PLACE = "list", basis: BASIS = "events"):
    if place != "ad":
        shown, clicked = PLACES[place]
        return where_recorded(at, where_recorded(at, at(clicks_on_site(place=place, basis=basis)), shown), clicked)
    return at(clicks_on_ads) if basis == "events" else Reading(reason="not_observed")


def recommended(days, refunds):
    """Users by the recommendations that they clicked, with the orders after."""
    return credited(CLICK_AFTER, days, refunds)


@metric(
    grain=recommended,
    name=Text("推荐点击的订单率", "Orders per recommendation click"),
    formula=Text(
        "点击推荐后{days}个自然日(可设)内的订单(归于最近一次点击) ÷ 点击次数",
        "orders within {days} calendar days (can be set) of a click (the last one before takes it) ÷ clicks",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def orders_per_click(user, days: WITHIN = 7, refunds: COUNTS = None):
    return Ratio(user.orders, user.starts, observed=days_after(days))


@metric(
    grain=READINGS,
    name=Text("推荐转化率", "Recommendation conversion"),
    formula=Text(
        "期内点击推荐的用户中,此后{days}个自然日(可设)内下单者的占比;按次则为归于点击的订单 ÷ 点击次数",
        "of the users who clicked a recommendation, those who ordered after it within {days} calendar days (can be set); of times: orders "
        "that a click is "
        "credited with ÷ clicks",
    ),
    note=Text(
        "订单归于之前最近一次点击;从未记录推荐点击的店为空", "an order belongs to the last click before it; null in a shop that never records one"
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def recommendation_conversion(at, days: WITHIN = 7, basis: BASIS = "users", refunds: COUNTS = None):
    if basis == "events":
        return at(orders_per_click(days=days, refunds=refunds))
    return at(users_converted(start=CLICK_AFTER, to="order", days=days, refunds=refunds))


@metric(
    grain=exposed_sessions,
    name=Text("兴趣点发现率", "Discovery rate"),
    formula=Text(
        "看到推荐的会话中,点击了推荐、或把推荐的商品加入购物车的会话占比",
        "of the sessions with a recommendation, those in which one was clicked or its product added to the cart",
    ),
    note=Text("只看有推荐曝光的会话;从未记录推荐的店为空", "only sessions with a recommendation shown; null in a shop that never records one"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def discovery_rate(session):
    return Share(session.taken > 0, of=session.exposed > 0)


@metric(
    grain=READINGS,
    name=Text("线索转化率", "Lead conversion"),
    formula=Text(
        "期内交给销售的线索(留资用户)中,此后{days}个自然日(可设)内下单者的占比",
        "of the leads handed to sales in the period (users with the event), those who ordered after it within {days} calendar days (can be set)",
    ),
    note=Text("30天未满的为待定;从未记录线索的店为空", "pending until the 30 days have passed; null in a shop that never records leads"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def sales_lead_conversion(at, days: WITHIN = 30, refunds: COUNTS = None):
    return at(users_converted(start="lead", to="order", days=days, refunds=refunds))


@metric(
    grain=page_loads,
    name=Text("页面加载时间的分位数", "Page loads"),
    formula=Text("页面加载毫秒数的中位数、95%分位与次数", "median, 95th percentile and number of page loads in milliseconds"),
    unit=Unit.MILLISECONDS,
    better=LOWER,
    parts={
        "median": Part(Text("中位数", "median"), Unit.MILLISECONDS, LOWER),
        "p95": Part(Text("95%分位", "95th percentile"), Unit.MILLISECONDS, LOWER),
        "loads": Part(Text("次数", "loads"), Unit.TIMES, HIGHER),
    },
)
def load_times(load):
    timed = load.milliseconds.notnull()
    return {"median": Quantile(load.milliseconds, 0.5, of=timed), "p95": Quantile(load.milliseconds, 0.95, of=timed), "loads": Total(timed)}


@metric(
    grain=READINGS,
    name=Text("页面加载速度", "Page load time"),
    formula=Text(
        "页面加载毫秒数的中位数与95%分位;后者至少要100次加载",
        "median and 95th percentile of the milliseconds of page loads; the latter of at least 100 loads",
    ),
    note=Text("不足100次加载不给95%分位;从未记录的店为空", "no 95th percentile of fewer than 100 loads; null in a shop that never records one"),
    unit=Unit.MILLISECONDS,
    better=LOWER,
    parts={
        "median": Part(Text("页面加载速度(中位数)", "Page load time (median)"), Unit.MILLISECONDS, LOWER),
        "p95": Part(Text("页面加载速度(95%分位)", "Page load time (95th percentile)"), Unit.MILLISECONDS, LOWER),
    },
)
def page_load_time(at):
    loads = at(load_times, part="loads")
    few = loads.value is not None and 0 < loads.value < ENOUGH
    return {"median": at(load_times, part="median"), "p95": Reading(reason="suppressed", n=loads.value) if few else at(load_times, part="p95")}


RECOMMENDATION = page_load_time, click_through_rate, recommendation_conversion, discovery_rate, sales_lead_conversion
