"""The way to a purchase: how many come how far, where they leave, and what follows what."""

from itertools import pairwise
from typing import NamedTuple

import ibis

from opsreport.analyses import Funnel, Step, attempts, paths, settled
from opsreport.facts.doings import done_between, ends_of, names, numbered, the_steps
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


class Reached(NamedTuple):
    """A step of a funnel: users whose window is over and who reached it, after how long; those whose window is still open and who have reached it."""

    step: str
    users: int
    median_seconds: float | None
    pending: int


@metric(
    grain=TABLE,
    name=Text("漏斗各步人数", "Users by step"),
    formula=Text(
        "期内进入第一步的用户走到各步的人数:观察期已满的,与观察期未满的",
        "of the users who entered the first step in the period, how many reached each step: those whose window is over, and those whose window "
        "is still open",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def users_by_step(at, days: WITHIN = 1, order: ORDER = "ordered"):
    steps = the_steps(at.store, at.store.rules.conversion.funnel)
    start, end = ends_of(at.store, at.period)

    def select(store):
        return done_between(store, start, ends_of(store, at.period, days)[1], None if order == "strict" else steps)

    def analyse(events):
        if not steps:
            return DataTable(Reached._fields, ())
        question = Funnel(tuple(map(Step, steps)), order, days * DAY_S)
        found = attempts(events, question)
        over, still_open = settled(found.filter(found.entered < ibis.literal(end)), question, utc(at.store.until, at.store.zone))
        return DataTable(Reached._fields, tuple(map(Reached, steps, over.counts, over.median_s, still_open.counts)))

    return at.made_of(select, analyse)


def _steps(at, days, order) -> tuple[Reached, ...]:
    """The steps; both tables are made of them, as finding them is the work. A rehearsal of the question has no rows."""
    found = at(users_by_step(days=days, order=order))
    return found.rows if isinstance(found, DataTable) else ()


@metric(
    grain=TABLE,
    name=Text("转化漏斗", "Funnel"),
    formula=Text(
        "期内进入第一步的用户中,{days}天(可设)内走到各步的人数,按走得最远的一次计一次;上一步转化 = 本步 ÷ 上一步,占第一步 = 本步 ÷ 第一步。"
        "观察期未满的进入不计;没有支付行为的店以付款订单为支付",
        "of the users who entered the first step in the period, how many reached each step within {days} days (can be set), each once, by "
        "the attempt that "
        "went furthest. Of the step before = step ÷ the one before; of the first step = step ÷ the first. Entries whose window is still open are "
        "left out; where no event tells of payments, paid orders do",
    ),
    note=Text(
        "窗口自第一步起、末端含在内;同一时刻按输入先后;每人只计最深的一次",
        "the window runs from the first step, its far end included; ties keep the input's order; each user once, by the deepest attempt",
    ),
    unit=Unit.USERS,
    better=HIGHER,
)
def funnel(at, days: WITHIN = 1, order: ORDER = "ordered"):
    steps = _steps(at, days, order)
    before = (0, *(step.users for step in steps))
    return DataTable(
        FUNNEL,
        tuple((s.step, s.users, share(s.users, n) if k else None, share(s.users, steps[0].users), s.median_seconds)
              for k, (n, s) in enumerate(zip(before, steps, strict=False))),
    )  # fmt: skip


@metric(
    grain=TABLE,
    name=Text("环节流失率", "Step drop-off"),
    formula=Text(
        "走到该步的用户中,{days}天(可设)内没有走到下一步的人数与占比;观察期未满的列为待定,不算流失",
        "of the users who reached a step, how many did not reach the next one within {days} days (can be set) of entering; those whose window is "
        "still open are pending, not lost",
    ),
    note=Text("观察期未满的算待定,不算流失", "attempts whose window is open are pending, not lost"),
    unit=Unit.USERS,
    better=LOWER,
)
def funnel_dropoff(at, days: WITHIN = 1, order: ORDER = "ordered"):
    steps = _steps(at, days, order)
    return DataTable(
        DROPOFF,
        tuple((s.step, s.users, on.users, s.users - on.users, share(s.users - on.users, s.users), s.pending - on.pending)
              for s, on in pairwise(steps)),
    )  # fmt: skip


@metric(
    grain=TABLE,
    name=Text("用户行为路径", "User paths"),
    formula=Text(
        "会话(间隔超过30分钟另起)前{steps}步(可设)中,一个行为之后紧接另一个行为的次数与平均间隔秒数",
        "at the first {steps} steps (can be set) of sessions (more than 30 minutes without an event begin a new one): how often one event "
        "follows another, "
        "and after how many seconds on average",
    ),
    note=Text(
        "间隔30分钟另起会话;同一时刻按输入先后;可合并连续重复",
        "30 minutes begin another session; ties keep the input's order; repeats in a row can be merged",
    ),
    unit=Unit.TIMES,
    better=NEUTRAL,
)
def user_paths(at, steps: COUNT = 5, repeats: REPEATS = "keep"):
    def select(store):
        return numbered(store, done_between(store, *ends_of(store, at.period)))

    def analyse(events):
        called = names(at.store)
        links = paths(events, steps, repeats=repeats == "keep")
        return DataTable(PATHS, tuple((link.step, called[link.source], called[link.target], link.count, link.mean_s) for link in links))

    return at.made_of(select, analyse)


FUNNELS = (funnel, funnel_dropoff, user_paths)
