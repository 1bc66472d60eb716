"""Engagement: how much users do, by rule and by kind, and who they are."""

from math import lcm

import ibis

from opsreport.facts.conversions import clock
from opsreport.facts.doings import FEATURES, INTERACTIONS, ends_of
from opsreport.facts.sessions import active_events
from opsreport.grains.engagement import buying_members, coming_members, registered_actors, scored_users
from opsreport.grains.sessions import sessions as in_sessions
from opsreport.grains.users import user_periods
from opsreport.kinds import Quantile, Ratio, Reading, Share, Total, yes
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Option, Part, metric
from opsreport.metrics.activity import active_users
from opsreport.metrics.growth import registered_users_total
from opsreport.metrics.manual import kept_elsewhere
from opsreport.metrics.options import BASIS, COUNT, COUNTS, SESSIONS
from opsreport.metrics.recorded import where_recorded
from opsreport.tables import EVENTS
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

OF_ACTIVE = Option(
    Text("基数", "of"),
    {"active": Text("期内活跃用户", "users active in the period"), "registered": Text("期初注册用户", "users registered at the start")},
)
MEMBERS = Option(
    Text("基数", "of"),
    {
        "start": Text("期初会员", "members at the start"),
        "joined": Text("期初会员与期内新会员", "members at the start, and those who joined in the period"),
    },
)
FORM = Option(Text("计法", "counted"), {"days": Text("登录天数", "days with a login"), "times": Text("登录次数", "logins")})
ANY = Text("全部", "all")
INTERACTION = Option(Text("互动类型", "interaction"), {"all": ANY} | {event: EVENTS[event] for event in INTERACTIONS})
FEATURE = Option(Text("互动功能", "feature"), {"all": ANY} | {event: EVENTS[event] for event in FEATURES})
WEIGHT, CAP = Option(Text("权重", "weight"), None), Option(Text("上限", "cap"), None)
FEWEST = Option(Text("最少人数", "fewest users shown"), None)
NONE = ibis.literal(0, "int64")


@metric(
    grain=user_periods,
    name=Text("购买活跃用户数", "Purchase-active users"),
    formula=Text(
        "期内下单不少于{orders}次或评论不少于{comments}次的用户(次数可设)",
        "users with {orders} or more orders, or {comments} or more comments, in the period (both can be set)",
    ),
    note=Text("“至少3次”“5次以上”均含本数", "both thresholds hold the number itself"),
    unit=Unit.USERS,
    better=HIGHER,
)
def purchase_active_users(user, orders: COUNT = 3, comments: COUNT = 5, refunds: COUNTS = None):
    return Total((user.orders >= orders) | (user.comment >= comments))


@metric(
    grain=buying_members,
    name=Text("活跃会员数(按频次)", "Active members (by frequency)"),
    formula=Text(
        "期末会员中,期内下单不少于{orders}次(可设)者", "members at the period's end with {orders} or more orders (can be set) in the period"
    ),
    note=Text(
        "与活跃用户规则不同,两者都保留;期末才是会员的也计",
        "another rule than that of active users, both are kept; who became a member in the period counts",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def active_member_frequency(user, orders: COUNT = 2, refunds: COUNTS = None):
    return Total((user.member > 0) & (user.orders >= orders))


@metric(
    grain=coming_members,
    name=Text("会员活跃率", "Member active rate"),
    formula=Text(
        "期初会员(可含期内新会员)中,期内活跃者的占比",
        "of the members at the period's start (and, if asked, those who joined in it), those active in it",
    ),
    note=Text("已注销的会员不计", "members who deleted their account are left out"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def member_active_rate(user, base: MEMBERS = "start", basis: BASIS = None, refunds: COUNTS = None):
    counted = user.member > 0 if base == "start" else (user.member > 0) | (user.joined > 0)
    return Share(user.days > 0, of=counted)


ACTIONS = {
    "sign_in": Text("签到率", "Sign-in rate"), "comment": Text("评论率", "Comment rate"), "share": Text("分享率", "Share rate"),
    "purchase": Text("购买率", "Purchase rate"),
}  # fmt: skip
ACTION_PARTS = {action: Part(name, Unit.PERCENT, HIGHER) for action, name in ACTIONS.items()}
DEEDS = {action: part for action, part in ACTION_PARTS.items() if action != "purchase"}  # of a shop's events; a purchase is of its orders


def acted(user, of):
    """The share of each action that is an event."""
    return {action: Share(user[action] > 0, of=of) for action in DEEDS}


@metric(
    grain=user_periods,
    name=Text("做出互动的活跃用户占比", "Active users by action"),
    formula=Text("期内活跃用户中,期内做过该行为者的占比", "of the users active in the period, those who did the action"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts=DEEDS,
)
def active_users_acting(user, refunds: COUNTS = None):
    return acted(user, user.active)


@metric(
    grain=user_periods,
    name=Text("下单的活跃用户占比", "Active users who order"),
    formula=Text("期内活跃用户中,期内下单者的占比", "of the users active in the period, those who ordered"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def active_users_ordering(user, refunds: COUNTS = None):
    return Share(user.orders > 0, of=user.active)


@metric(
    grain=registered_actors,
    name=Text("做出互动的注册用户占比", "Registered users by action"),
    formula=Text("期初注册用户中,期内做过该行为者的占比", "of the users registered at the start, those who did the action in the period"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts=DEEDS,
)
def registered_users_acting(user, refunds: COUNTS = None):
    return acted(user, user.registered > 0)


@metric(
    grain=registered_actors,
    name=Text("下单的注册用户占比", "Registered users who order"),
    formula=Text("期初注册用户中,期内下单者的占比", "of the users registered at the start, those who ordered in the period"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def registered_users_ordering(user, refunds: COUNTS = None):
    return Share(user.orders > 0, of=user.registered > 0)


@metric(
    grain=READINGS,
    name=Text("互动率", "Action rate"),
    formula=Text(
        "期内活跃用户(或期初注册用户)中,期内签到、评论、分享、购买过的用户占比,每人计一次",
        "of the users active in the period (or registered at its start), those who signed in for the day, commented, shared, ordered; each once",
    ),
    note=Text("每人每种行为只计一次;从未记录的行为为空", "one user once for each action; null for an action that the shop never records"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts=ACTION_PARTS,
)
def action_rate(at, base: OF_ACTIVE = "active", refunds: COUNTS = None):
    acting, ordering = (active_users_acting, active_users_ordering) if base == "active" else (registered_users_acting, registered_users_ordering)
    deeds = {action: where_recorded(at, at(acting(refunds=refunds), part=action), action) for action in DEEDS}
    return deeds | {"purchase": at(ordering(refunds=refunds))}


@metric(
    grain=user_periods,
    name=Text("登录天数与次数", "Logins of active users"),
    formula=Text("登录天数(或次数) ÷ 期内活跃用户", "days with a login (or logins) ÷ users active in the period"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def logins_of_users(user, form: FORM = "days", refunds: COUNTS = None):
    return Ratio(yes(user.active) * (user.login_days if form == "days" else user.logins), user.active)


@metric(
    grain=READINGS,
    name=Text("登录频率", "Login frequency"),
    formula=Text("期内活跃用户的人均登录天数(或次数)", "days with a login (or logins) per user active in the period"),
    note=Text(
        "默认按天,避免重试和机器人;从未记录登录的店为空",
        "by days, as retries and bots would swell the times; null in a shop that never records logins",
    ),
    unit=Unit.TIMES,
    better=HIGHER,
)
def login_frequency(at, form: FORM = "days"):
    return where_recorded(at, at(logins_of_users(form=form)), "login")


DURATION = {
    "per_session": Part(Text("每次使用时长", "Duration per session"), Unit.SECONDS, HIGHER),
    "median": Part(Text("每次使用时长(中位数)", "Duration per session (median)"), Unit.SECONDS, HIGHER),
}


@metric(
    grain=in_sessions,
    name=Text("会话时长", "Duration of sessions"),
    formula=Text("会话从第一个到最后一个行为的秒数", "seconds from the first to the last event of a session"),
    unit=Unit.SECONDS,
    better=HIGHER,
    parts=DURATION | {"whole": Part(Text("会话时长合计", "Duration of all sessions"), Unit.SECONDS, HIGHER)},
)
def session_lengths(session, sessions: SESSIONS = None):
    return {
        "per_session": Ratio(session.seconds, session.one),
        "median": Quantile(session.seconds, 0.5, of=session.one),
        "whole": Total(session.seconds),
    }


@metric(
    grain=READINGS,
    name=Text("使用时长", "Usage duration"),
    formula=Text(
        "会话从第一个到最后一个行为的秒数:每会话平均与中位数;期内会话总秒数 ÷ 期内活跃用户。单一行为的会话计0秒,会话归于开始之日",
        "seconds from the first to the last event of a session: mean and median per session; all seconds of the period ÷ users active in it. A "
        "session of one event is 0 seconds; a session belongs to the day on which it begins",
    ),
    note=Text(
        "单一行为的会话为0秒且计入;间隔超过30分钟另起会话",
        "a session of one event is 0 seconds and counts; more than 30 minutes without an event begin another",
    ),
    unit=Unit.SECONDS,
    better=HIGHER,
    parts=DURATION | {"per_user": Part(Text("人均使用时长", "Duration per user"), Unit.SECONDS, HIGHER)},
)
def usage_duration(at, sessions: SESSIONS = None):
    lengths = session_lengths(sessions=sessions)
    per_user = at(lengths, part="whole").over(at(active_users))
    return {part: at(lengths, part=part) for part in DURATION} | {"per_user": per_user}


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@metric(
    grain=TABLE,
    name=Text("分时活跃", "Activity by hour of day"),
    formula=Text(
        "期内在当地时间该小时活跃过的用户数(去重),及按星期几分",
        "users active in that hour of the local clock on any day of the period; and by day of the week",
    ),
    note=Text(
        "按当地钟点;夏令时多出或缺少的一小时按钟点归并", "by the local clock; the hour that summer time repeats or skips goes by what the clock shows"
    ),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def hourly_activity(at):
    def select(store):
        start, end = ends_of(store, at.period)
        rows = active_events(store)
        rows = rows.filter(rows.occurred_at >= ibis.literal(start), rows.occurred_at < ibis.literal(end))
        shown = clock(store, rows.occurred_at)
        return rows.select("user_id", hour=shown.hour().cast("int64"), weekday=shown.date().day_of_week.index().cast("int64"))

    return at.made_of(select, _by_hour)


def _by_hour(rows):
    once = rows.distinct()
    by_weekday = once.group_by("hour", "weekday").aggregate(users=once.count())
    whole = once.select("user_id", "hour").distinct()
    whole = whole.group_by("hour").aggregate(users=whole.count()).mutate(weekday=ibis.literal(len(WEEKDAYS), "int64"))
    found = ibis.union(by_weekday, whole.select("hour", "weekday", "users")).to_pyarrow().to_pylist()
    users = {(row["hour"], row["weekday"]): row["users"] for row in found}
    order = (len(WEEKDAYS), *range(len(WEEKDAYS)))
    return DataTable(("hour", "users", *WEEKDAYS), tuple((hour, *(users.get((hour, day), 0) for day in order)) for hour in range(24)))


@metric(
    grain=scored_users,
    name=Text("用户活跃度", "Activity score"),
    formula=Text(
        "期内最后一个自然月的活跃用户的平均得分:活跃天数、登录、会话分钟、订单、评论、分享各自以上限封顶并折成0至100,按权重平均;权重与上限见选项,没有的行为计0",
        "mean score of the users active in the last calendar month of the period: active days, logins, minutes in sessions, orders, comments and "
        "shares, each cut at its cap and scaled to 0-100, averaged by weight; weights and caps stand in the options, what was not done is 0",
    ),
    note=Text("上限固定,不随期变化,各期可比;没有的行为计0", "caps are fixed so that periods compare; what was not done is 0"),
    unit=Unit.POINTS,
    better=HIGHER,
)
def activity_score(
    user, days: WEIGHT = 3, days_cap: CAP = 20, logins: WEIGHT = 1, logins_cap: CAP = 20, minutes: WEIGHT = 2, minutes_cap: CAP = 120,
    orders: WEIGHT = 3, orders_cap: CAP = 4, comments: WEIGHT = 1, comments_cap: CAP = 5, shares: WEIGHT = 1, shares_cap: CAP = 5,
    sessions: SESSIONS = None, refunds: COUNTS = None,
):  # fmt: skip
    behaviours = (
        (user.active_days, days, days_cap), (user.logins, logins, logins_cap), (user.seconds, minutes, 60 * minutes_cap),
        (user.orders, orders, orders_cap), (user.comment, comments, comments_cap), (user.share, shares, shares_cap),
    )  # fmt: skip
    whole = lcm(*(cap for _, _, cap in behaviours))  # so that the points are whole numbers
    points = sum((ibis.least(done, cap) * (weight * whole // cap) for done, weight, cap in behaviours), NONE)
    active = yes(user.active_days > 0)  # times a number rather than a choice of two: engines keep small numbers in few bits, and these are squared
    return Ratio(active * points, active * whole * sum(weight for _, weight, _ in behaviours), times=100)


def total_of(user, kind, events):
    """How often a user did one of the events, or any."""
    return sum((user[event] for event in events), NONE) if kind == "all" else user[kind]


@metric(
    grain=user_periods,
    name=Text("互动过的用户的互动次数", "Interactions of users"),
    formula=Text("期内互动次数 ÷ 互动过的用户", "interactions of the period ÷ users who interacted"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def interactions_of_users(user, kind: INTERACTION = "all", refunds: COUNTS = None):
    times = total_of(user, kind, INTERACTIONS)
    return Ratio(times, times > 0)


@metric(
    grain=READINGS,
    name=Text("互动频率", "Interaction frequency"),
    formula=Text(
        "期内互动次数(评论、点赞、分享、打赏) ÷ 互动过的用户", "interactions (comments, likes, shares, tips) of the period ÷ users who interacted"
    ),
    note=Text("只除以互动过的用户;从未记录互动的店为空", "only users who interacted are the base; null in a shop that never records interactions"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def interaction_frequency(at, kind: INTERACTION = "all"):
    return at(interactions_of_users(kind=kind))


@metric(
    grain=READINGS,
    name=Text("社群活跃度", "Community activity"),
    formula=Text(
        "期内发言或互动的群成员 ÷ 期初群成员(手工指标 community_activity_rate)",
        "members of the group who post or react ÷ members at the start (manual_figures)",
    ),
    note=Text("群成员数取期初;由手工指标表填入", "members at the start of the period; comes through manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def community_activity_rate(at):
    return kept_elsewhere(at, "community_activity_rate", "share")


@metric(
    grain=user_periods,
    name=Text("用过互动功能的用户占比", "Users of interactive features"),
    formula=Text("期内活跃用户中,用过互动功能者的占比", "of the users active in the period, those who used a feature"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def users_participating(user, feature: FEATURE = "all", refunds: COUNTS = None):
    return Share(total_of(user, feature, FEATURES) > 0, of=user.active)


@metric(
    grain=READINGS,
    name=Text("互动功能参与率", "Feature adoption"),
    formula=Text(
        "期内活跃用户中,参与过话题、投票、比赛或直播者的占比",
        "of the users active in the period, those who joined a topic, voted, entered a contest or watched a live show",
    ),
    note=Text("基数为期内活跃用户;从未记录该功能的店为空", "of the users active in the period; null in a shop that never records the feature"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def feature_adoption(at, feature: FEATURE = "all"):
    return where_recorded(at, at(users_participating(feature=feature)), *(FEATURES if feature == "all" else (feature,)))


@metric(
    grain=READINGS,
    name=Text("用户画像占比", "Profile composition"),
    formula=Text(
        "期末注册用户中,该性别(或年龄段、城市、渠道、等级)的占比;不足{fewest}人(可设)的不显示",
        "registered users at the period's end by gender (or age band, city, channel, tier); of fewer than {fewest} (can be set), none is shown",
    ),
    note=Text("未知单列一行;不足5人的格不显示", "unknown is a row of its own; a cell of fewer than 5 is not shown"),
    unit=Unit.PERCENT,
    better=NEUTRAL,
    split=("gender",),
)
def user_profile_share(at, fewest: FEWEST = 5):
    users, everybody = at(registered_users_total), at.whole(registered_users_total)
    if at.by and users.value is not None and 0 < users.value < fewest:
        return Reading(reason="suppressed")
    return users.out_of(everybody)


ENGAGEMENT = (
    purchase_active_users, active_member_frequency, member_active_rate, action_rate, login_frequency, usage_duration, hourly_activity,
    activity_score, interaction_frequency, community_activity_rate, feature_adoption, user_profile_share,
)  # fmt: skip
