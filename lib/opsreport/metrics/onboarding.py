"""First steps: who becomes a user, an active one, an activated one; and what everyone looks for."""

from dataclasses import replace

from opsreport.facts.visitors import tells_who_registers
from opsreport.grains.newcomers import beginners, learners
from opsreport.grains.presence import present_days
from opsreport.grains.searches import searches
from opsreport.grains.visitors import unregistered_visitors
from opsreport.kinds import Reading, Share, Total
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.metrics.activity import active_users
from opsreport.metrics.conversion import DONE
from opsreport.metrics.options import BASIS, COUNTS, N
from opsreport.metrics.recorded import where_recorded
from opsreport.periods import DAY, days_after
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

WHICH = Option(
    Text("口径", "reading"),
    {"first": Text("首次活跃的用户", "active for the first time ever"), "net": Text("活跃用户净增", "active users less those of the period before")},
)
EVENT = Option(Text("激活行为", "activated by"), DONE)
SHOWN_TO = Option(Text("基数", "of"), {"shown": Text("看到任务的新用户", "new users shown a task"), "all": Text("全部新用户", "all new users")})


@metric(
    grain=present_days,
    name=Text("首次活跃用户数", "Users active for the first time"),
    formula=Text("有史以来首次活跃在期内的用户", "users whose first active day ever lies in the period"),
    unit=Unit.USERS,
    better=HIGHER,
)
def first_active_users(day, basis: BASIS = "events", refunds: COUNTS = None):
    return Total(day.debut)


@metric(
    grain=READINGS,
    name=Text("新增活跃用户数", "New active users"),
    formula=Text(
        "首次活跃在期内的用户;净增为本期活跃用户 − 上期活跃用户",
        "users active for the first time in the period; or, net: active users − those of the period before",
    ),
    note=Text(
        "净增口径可为负;数据开始后不久的“首次”可能只是首次被看到",
        "the net reading can be negative; soon after the data begin, a first time may only be the first time seen",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def new_active_users(at, reading: WHICH = "first"):
    if reading == "first":
        return at(first_active_users)
    return at(active_users) - at(active_users, at.period.previous())


def visitors_to_register(n):
    """Persons who visited unregistered, with whether they registered within so many days."""
    return unregistered_visitors(n)


@metric(
    grain=visitors_to_register,
    name=Text("注册的访客占比", "Visitors who registered"),
    formula=Text(
        "期内未注册时来访的访客中,来访后{n}个自然日(可设)内注册者的占比",
        "of unregistered visitors, those who registered within {n} calendar days (can be set)",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def visitors_registering(visitor, n: N = 7):
    return Share(visitor.registers > 0, of=visitor.visits > 0, observed=days_after(n))


@metric(
    grain=READINGS,
    name=Text("注册转化率", "Visit-to-registration rate"),
    formula=Text(
        "期内未注册时来访的访客中,来访后{n}个自然日(可设)内注册者的占比;已注册者的访问不计;没有一个访客能对应到用户的店无从得知",
        "of the visitors who came in the period while not registered, those who registered within {n} calendar days (can be set) of a "
        "visit; not known "
        "of a shop that can tell of no visitor which user it became",
    ),
    note=Text(
        "已注册者不在分母内;店里没有任何访客能对应到用户时为空,不是0",
        "who is registered already is not in the base; null, not 0, where no visitor is ever known to have become a user",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def registration_conversion_rate(at, n: N = 7):
    found = at(visitors_registering(n=n))
    return found if found.reason or found.value or tells_who_registers(at.store) else Reading(reason="not_observed")


def newcomers_by_deed(event, n):
    """New users, with how often they did something in the first days."""
    return beginners(event, n)


@metric(
    grain=newcomers_by_deed,
    name=Text("新用户激活占比", "New users who did the activating event"),
    formula=Text(
        "期内注册的用户中,注册后{n}个自然日(可设)内有激活行为者的占比",
        "of new users, those with the activating event within {n} calendar days (can be set)",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def activated_users(user, event: EVENT = "add_cart", n: N = 7):
    return Share(user.did > 0, of=user.signed_up > 0, observed=days_after(n))


@metric(
    grain=READINGS,
    name=Text("激活率", "Activation rate"),
    formula=Text(
        "期内注册的用户中,注册后{n}个自然日(可设)内有激活行为(默认加购)者的占比;注册前已有的视为第0天",
        "of the users who registered in the period, those with the activating event (adding to the cart, unless set otherwise) within {n} calendar "
        "days (can be set); one before registering is of day 0",
    ),
    note=Text("从未记录激活行为的店为空,不是0", "null, not 0, in a shop that never records the activating event"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def activation_rate(at, event: EVENT = "add_cart", n: N = 7):
    return where_recorded(at, at(activated_users(event=event, n=n)), event)


def newcomers_by_tasks(n):
    """New users, with their starter tasks."""
    return learners(n)


@metric(
    grain=newcomers_by_tasks,
    name=Text("完成新手任务的新用户占比", "New users who completed their starter tasks"),
    formula=Text(
        "期内注册、看到新手任务的用户中,{n}个自然日(可设)内全部完成者的占比",
        "of new users with starter tasks, those who did all within {n} calendar days (can be set)",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def tasks_completed(user, n: N = 7, base: SHOWN_TO = "shown"):
    shown = user.shown > 0
    return Share(shown & (user.done >= user.shown), of=(user.signed_up > 0) & (shown if base == "shown" else True), observed=days_after(n))


@metric(
    grain=READINGS,
    name=Text("新手任务完成率", "Onboarding-task completion rate"),
    formula=Text(
        "期内注册、且在注册后{n}个自然日(可设)内看到新手任务的用户中,同期内把看到的任务全部完成者的占比",
        "of the users who registered in the period and were shown starter tasks within {n} calendar days (can be set), those who did all of "
        "them by then",
    ),
    note=Text(
        "默认只看看到任务的新用户;从未记录任务的店为空",
        "of those who were shown a task, unless all new users are asked for; null in a shop that never records one",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def onboarding_task_completion_rate(at, n: N = 7, base: SHOWN_TO = "shown"):
    return where_recorded(at, where_recorded(at, at(tasks_completed(n=n, base=base)), "task_shown"), "task_done")


@metric(
    grain=searches,
    name=Text("搜索次数", "Searches"),
    formula=Text("期内搜索行为的次数", "searches in the period"),
    unit=Unit.TIMES,
    better=NEUTRAL,
)
def times_searched(day):
    return Total(day.searches)


@metric(
    grain=READINGS,
    name=Text("搜索量与需求趋势", "Search volume and its trend"),
    formula=Text(
        "期内搜索次数,及其比之前同样星期的等长日期的增长;可按关键词分",
        "searches in the period, and how many more than on as many days with the same weekdays just before; by keyword, if asked",
    ),
    note=Text("基期取同样的星期几;没有搜索词的归为未知", "compared with as many days of the same weekdays; a search without a keyword is `unknown`"),
    unit=Unit.TIMES,
    better=NEUTRAL,
    parts={
        "searches": Part(Text("搜索量", "Search volume"), Unit.TIMES, NEUTRAL),
        "growth": Part(Text("搜索量增长", "Growth of searches"), Unit.PERCENT, NEUTRAL),
    },
)
def category_search_volume(at):
    now, before = at(times_searched), at(times_searched, weekdays_before(at.period))
    return {"searches": where_recorded(at, now, "search"), "growth": where_recorded(at, now.growth(before), "search")}


def weekdays_before(period):
    """As many days just before, a whole number of weeks earlier, so that each weekday is there as often."""
    back = -(-period.days // 7) * 7 * DAY
    return replace(period, start=period.start - back, end=period.end - back, whole_end=period.end - back, unit="range")


ONBOARDING = (
    new_active_users, registration_conversion_rate, activation_rate, onboarding_task_completion_rate, category_search_volume,
)  # fmt: skip
