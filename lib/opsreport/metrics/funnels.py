"""The way to a purchase: how many come how far, where they leave, and what follows what."""

import ibis

from opsreport.analyses import Funnel, Step, attempts, paths, settled
from opsreport.facts.doings import done_between, ends_of, the_steps
from opsreport.kinds import share
from opsreport.measure import DataTable
from opsreport.metric import TABLE, Option, metric
from opsreport.metrics.options import COUNT, WITHIN
from opsreport.units import HIGHER, LOWER, NEUTRAL, Unit
from opsreport.words import Text
from opsreport.zones import utc

ORDER = Option(
    Text("步骤次序", "order of the steps"),
    {
        "ordered": Text("按次序,中间可有其他行为", "in this order, others may lie between"),
        "strict": Text("紧接,中间无其他行为", "one right after the other"),
        "unordered": Text("不论次序", "in any order"),
    },
)
DAY_S = 86_400
FUNNEL = ("step", "users", "step_conversion", "overall_conversion", "median_seconds")
DROPOFF = ("step", "users", "went_on", "lost", "dropoff_rate", "pending")
PATHS = ("step", "event", "next_event", "times", "mean_seconds")


REPEATS = Option(Text("连续重复的行为", "an event that follows itself"), {"keep": Text("保留", "kept"), "merge": Text("合并", "counted once")})


@metric(
    grain=TABLE,
    name=Text("转化漏斗", "Funnel"),
    formula=Text(
        "期内进入第一步的用户中,1天(可设)内走到各步的人数,按走得最远的一次计一次;上一步转化 = 本步 ÷ 上一步,占第一步 = 本步 ÷ 第一步。"
        "窗口未满的进入不计;没有支付行为的店以付款订单为支付",
        "of the users who entered the first step in the period, how many reached each step within 1 day (can be set), each once, by the attempt that "
        "went furthest. Of the step before = step ÷ the one before; of the first step = step ÷ the first. Entries whose window is still open are "
        "left out; where no event tells of payments, paid orders do",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def funnel(at, days: WITHIN = 1, order: ORDER = "ordered"):
    def rows(steps, reached, still_open):
        n, first = reached.counts, reached.counts[0]
        rates = [(share(n[k], n[k - 1]) if k else None, share(n[k], first)) for k in range(len(steps))]
        return zip(steps, n, *zip(*rates, strict=True), reached.median_s, strict=True)

    return _through(at, days, order, FUNNEL, rows)


@metric(
    grain=TABLE,
    name=Text("环节流失率", "Step drop-off"),
    formula=Text(
        "走到该步的用户中,1天(可设)内没有走到下一步的人数与占比;窗口未满的列为待定,不算流失",
        "of the users who reached a step, how many did not reach the next one within 1 day (can be set) of entering; those whose window is "
        "still open are pending, not lost",
    ),
    unit=Unit.USERS,
    better=LOWER,
)
def funnel_dropoff(at, days: WITHIN = 1, order: ORDER = "ordered"):
    def rows(steps, reached, still_open):
        for k, (here, beyond) in enumerate(zip(reached.counts, reached.counts[1:], strict=False)):
            pending = still_open.counts[k] - still_open.counts[k + 1]
            yield steps[k], here, beyond, here - beyond, share(here - beyond, here), pending

    return _through(at, days, order, DROPOFF, rows)


def _through(at, days, order, columns, rows):
    """A table of how far those came who entered in the period; `rows` makes its rows of the steps, those settled and those still open."""
    steps = the_steps(at.store, at.store.rules.conversion.funnel)
    end = ends_of(at.store, at.period)[1]

    def select(store):
        start, last = ends_of(store, at.period, days)
        return done_between(store, start, last, None if order == "strict" else steps)

    def analyse(events):
        if not steps:
            return DataTable(columns, ())
        question = Funnel(tuple(map(Step, steps)), order, days * DAY_S)
        found = attempts(events, question)
        found = settled(found.filter(found.entered < ibis.literal(end)), question, utc(at.store.until, at.store.zone))
        return DataTable(columns, tuple(rows(steps, *found)))

    return at.made_of(select, analyse)


@metric(
    grain=TABLE,
    name=Text("用户行为路径", "User paths"),
    formula=Text(
        "会话(间隔超过30分钟另起)前5步(可设)中,一个行为之后紧接另一个行为的次数与平均间隔秒数",
        "at the first 5 steps (can be set) of sessions (more than 30 minutes without an event begin a new one): how often one event follows another, "
        "and after how many seconds on average",
    ),
    unit=Unit.TIMES,
    better=NEUTRAL,
)
def user_paths(at, steps: COUNT = 5, repeats: REPEATS = "keep"):
    def select(store):
        return done_between(store, *ends_of(store, at.period))

    def analyse(events):
        links = paths(events, steps, repeats=repeats == "keep")
        return DataTable(PATHS, tuple((link.step, link.source, link.target, link.count, link.mean_s) for link in links))

    return at.made_of(select, analyse)


FUNNELS = (funnel, funnel_dropoff, user_paths)
