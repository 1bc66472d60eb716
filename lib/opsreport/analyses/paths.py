"""Paths: sessions, what follows what in them, and which event leads to which.

Events in: `user_id`, `occurred_at` (naive UTC), `event`. A user's events of one moment are taken in the order of the column `then` (their names,
where the events have no order of their own). Paths are PostHog's; transitions and conversion are retentioneering's.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.kinds import Reading, divide, ratio, yes

TIMEOUT_S = 1800
PATH_START, PATH_END = "path_start", "path_end"
MICRO = 1_000_000
EPOCH, NEVER_REACHED = dt.datetime(1900, 1, 1), dt.datetime(9000, 1, 1)


@dataclass(frozen=True)
class Link:
    """From one event to the next in a session, `step` being the place of the first (from 1): how often, and after how many seconds on average."""

    step: int
    source: str
    target: str
    count: int
    mean_s: float


def sessions(events: ir.Table, timeout_s: int = TIMEOUT_S, then: str = "event") -> ir.Table:
    """The events with `session` (from 1, of its user) and `step` (from 1, in the session). More than `timeout_s` seconds without an event end one."""
    order = ibis.window(group_by="user_id", order_by=["occurred_at", then])
    gap = events.occurred_at.delta(events.occurred_at.lag(1).over(order), unit="microsecond")
    rows = events.mutate(begins=yes(ibis.coalesce(gap > timeout_s * MICRO, True)))
    so_far = ibis.window(group_by="user_id", order_by=["occurred_at", then], preceding=None, following=0)
    rows = rows.mutate(session=rows.begins.sum().over(so_far).cast("int64"))
    within = ibis.window(group_by=["user_id", "session"], order_by=["occurred_at", then])
    return rows.mutate(step=ibis.row_number().over(within).cast("int64") + 1).drop("begins")


def paths(events: ir.Table, step_limit: int = 5, timeout_s: int = TIMEOUT_S, then: str = "event", repeats: bool = True) -> tuple[Link, ...]:
    """What follows what at the first steps of sessions; by step, the most frequent first. repeats: an event may follow itself."""
    if step_limit < 2:
        return ()
    if not repeats:
        events = _changes(events, then)
    order = ibis.window(group_by="user_id", order_by=["occurred_at", then])
    rows = events.select(*dict.fromkeys(("user_id", "event", "occurred_at", then)))
    before = [f"before{k}" for k in range(1, step_limit)]  # the moments of the events before, as many as it takes to see a first step
    early, late = (ibis.literal(moment).cast(rows.occurred_at.type()) for moment in (EPOCH, NEVER_REACHED))
    rows = rows.mutate(
        target=rows.event.lead(1).over(order), reached=rows.occurred_at.lead(1, default=late).over(order),
        **{name: rows.occurred_at.lag(k, default=early).over(order) for k, name in enumerate(before, 1)},
    )  # fmt: skip
    moments = [rows[name] for name in ("occurred_at", *before)]
    gaps = [later.delta(earlier, unit="microsecond") for later, earlier in pairwise(moments)]
    step = ibis.cases(*((gap > timeout_s * MICRO, k) for k, gap in enumerate(gaps, 1)))
    rows = rows.mutate(step=step.cast("int64"), took=rows.reached.delta(rows.occurred_at, unit="microsecond"))
    rows = rows.filter(rows.took <= timeout_s * MICRO, rows.step.notnull())
    found = rows.group_by("step", source=rows.event, target=rows.target).aggregate(count=_.count(), took=_.took.sum())
    links = [Link(row["step"], row["source"], row["target"], row["count"], divide(int(row["took"]), MICRO * row["count"])) for row in _listed(found)]
    return tuple(sorted(links, key=lambda link: (link.step, -link.count, link.source, link.target)))


def _changes(events, then):
    order = ibis.window(group_by="user_id", order_by=["occurred_at", then])
    rows = events.mutate(number=ibis.row_number().over(order), before=events.event.lag(1).over(order))
    return rows.filter((rows.number == 0) | (rows.before != rows.event)).drop("number", "before")


def transitions(events: ir.Table, path: str = "user_id", then: str = "event") -> dict[tuple[str, str], int]:
    """How often one event follows another in the rows that share `path`, with PATH_START before the first and PATH_END after the last."""
    order = ibis.window(group_by=path, order_by=["occurred_at", then])
    rows = events.mutate(number=ibis.row_number().over(order), target=events.event.lead(1).over(order))
    rows = rows.mutate(last=rows.number.max().over(ibis.window(group_by=path)))
    steps = rows.select(source=rows.event, target=ibis.ifelse(rows.number == rows.last, PATH_END, rows.target))
    begins = rows.filter(rows.number == 0).select(source=ibis.literal(PATH_START), target=_.event)
    found = steps.union(begins).group_by("source", "target").aggregate(count=_.count())
    return {(row["source"], row["target"]): row["count"] for row in _listed(found)}


@dataclass(frozen=True)
class Conversion:
    """started: users with the start; converted: of them, those with the end after their first start. base: of all users, those with the end."""

    started: int
    converted: int
    base: Reading

    @property
    def rate(self) -> Reading:
        return ratio(self.converted, self.started)

    @property
    def lift(self) -> Reading:
        """The rate over that of all users."""
        return self.rate.over(self.base)


def conversion(events: ir.Table, start: str, end: str, within_s: int | None = None, then: str = "event") -> Conversion:
    """From a user's first `start` to a later `end`, at most so many seconds after (the far edge included). The same event twice asks for a second."""
    order = ibis.window(group_by="user_id", order_by=["occurred_at", then])
    rows = events.mutate(number=ibis.row_number().over(order))
    per_user = ibis.window(group_by="user_id")
    none = ibis.literal(2**62, "int64")
    rows = rows.mutate(first=ibis.ifelse(rows.event == start, rows.number, none).min().over(per_user))
    began = ibis.ifelse(rows.number == rows.first, rows.occurred_at, ibis.null("timestamp")).max().over(per_user)
    rows = rows.mutate(began=began)
    in_time = rows.occurred_at.delta(rows.began, unit="microsecond") <= within_s * MICRO if within_s is not None else ibis.literal(True)
    done = yes((rows.event == end) & (rows.number > rows.first) & in_time)
    users = rows.mutate(done=done).group_by("user_id").aggregate(
        started=yes(_.first.min() < none), done=_.done.max(), ended=yes(_.event == end).max()
    )  # fmt: skip
    sums = users.aggregate(users=_.count(), started=_.started.sum(), converted=yes((_.started > 0) & (_.done > 0)).sum(), ended=_.ended.sum())
    (row,) = _listed(sums)
    counts = {name: int(value or 0) for name, value in row.items()}
    return Conversion(counts["started"], counts["converted"], ratio(counts["ended"], counts["users"]))


def _listed(table):
    return table.to_pyarrow().to_pylist()
