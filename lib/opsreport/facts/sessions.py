"""Sessions: what a user did in one go."""

import datetime as dt
from functools import cache

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.doings import happens, recorded
from opsreport.facts.rows import UNKNOWN, clock, per
from opsreport.kinds import yes
from opsreport.store import Fact, Store, is_active

GAP_US = 30 * 60 * 1_000_000  # without an event for longer, and the next one begins another session
EARLIEST, LATEST = dt.datetime(1900, 1, 1), dt.datetime(9000, 1, 1)


def active_events(store: Store) -> ir.Table:
    """The events of known users that make them active: what is done to a user is no part of a session."""
    rows = store["events"]
    return rows.filter(rows.user_id.notnull(), is_active(store, rows.event))


@cache
def sessions(made: str) -> Fact:
    """A user's session by the day on which it begins: seconds from its first to its last event, and whether that is the same one (`alone`).

    made: `given` by the events' session_id (an event without one is in no session), or told by a `gap` of more than 30 minutes.
    """

    def make(store, by):
        rows = active_events(store)
        split = {c: rows.channel.fill_null(UNKNOWN) for c in by}
        found = _given(rows, split) if made == "given" else _by_gaps(store, rows.select("user_id", at=rows.occurred_at, **split), by)
        seconds = (found.ended_at.delta(found.began_at, unit="microsecond") // 1_000_000).cast("int64")  # whole ones, not the clock's ticks
        return found.select("user_id", "day", "alone", *by, seconds=seconds)

    return Fact(f"sessions-{made}", make, ("event_channel",), kept=True)


def _given(rows, split):
    rows = rows.filter(rows.session_id.notnull())
    rows = rows.select("user_id", "session_id", at=rows.occurred_at, day=rows.occurred_on, one=yes(rows.event.notnull()), **split)
    ends = dict(began_at=rows["at"].min(), ended_at=rows["at"].max())
    found = per(rows, ("user_id", "session_id", *split), day=rows.day.min(), events=rows.one.sum(), **ends)
    return found.mutate(alone=yes(found.events == 1))


def _by_gaps(store, rows, by):
    """A session lasts from an event after a gap to the event before the next such one, or to the user's last: all between are left out before
    those are paired. place: of an event among the user's."""
    order = ibis.window(group_by=["user_id", *by], order_by="at")
    early, late = (ibis.literal(moment).cast(rows["at"].type()) for moment in (EARLIEST, LATEST))
    sooner, later = rows["at"].lag(1, default=early).over(order), rows["at"].lead(1, default=late).over(order)
    rows = rows.mutate(last_at=sooner, next_at=later, place=ibis.row_number().over(order))
    edges = rows.mutate(begins=rows["at"].delta(rows.last_at, unit="microsecond") > GAP_US).filter(_.begins | (_.next_at == late))
    edges = edges.mutate(done_at=ibis.ifelse(_.begins, _.last_at, _["at"]), done=ibis.ifelse(_.begins, _.place, _.place + 1))  # of the one before
    order = ibis.window(group_by=["user_id", *by], order_by="place")
    edges = edges.mutate(ended_at=_.done_at.lead(1, default=late).over(order), ended=_.done.lead(1, default=0).over(order)).filter(_.begins)
    alone = yes((edges.ended == 0) | (edges.ended == edges.place + 1))
    ended_at = ibis.ifelse(edges.ended == 0, edges["at"], edges.ended_at)
    return edges.select("user_id", *by, day=clock(store, edges["at"]).date(), began_at=edges["at"], ended_at=ended_at, alone=alone)


@cache
def crossings(start: str, to: str) -> Fact:
    """A session (by its session_id) with `start`, by the day on which that was first done; converts: `to` was done in it then, or later."""

    def make(store, by):
        rows = recorded(store, start, to).filter(_.session_id.notnull())
        early, late = (ibis.literal(moment).cast(rows.occurred_at.type()) for moment in (EARLIEST, LATEST))
        rows = rows.select(
            "user_id", "session_id", day=rows.occurred_on, one=yes(rows.event == start),
            began_at=ibis.ifelse(rows.event == start, rows.occurred_at, late), ended_at=ibis.ifelse(rows.event == to, rows.occurred_at, early),
        )  # fmt: skip
        far = ibis.literal(dt.date(9000, 1, 1))
        rows = rows.mutate(day=ibis.ifelse(rows.one > 0, rows.day, far))
        found = rows.group_by("user_id", "session_id").aggregate(
            day=_.day.min(), started=_.one.max(), began_at=_.began_at.min(), ended_at=_.ended_at.max()
        )  # fmt: skip
        found = found.filter(found.started > 0)
        after = found.ended_at > found.began_at if start == to else found.ended_at >= found.began_at
        return found.select("user_id", "day", "started", converts=yes(after))

    return Fact(f"crossings-{start}-{to}", make, (), kept=False)


SHOWN, CLICKED, ADDED = "recommend_shown", "recommend_click", "add_cart"


def _exposed_sessions(store, by):
    """A session (by its session_id) in which something was recommended: by the first such day; did the user click it, or add it to the cart?"""
    rows = recorded(store, SHOWN, CLICKED, ADDED).filter(_.session_id.notnull())
    rows = rows if happens(store, SHOWN) else rows.limit(0)
    shown = rows.filter(rows.event == SHOWN).group_by("user_id", "session_id").aggregate(day=_.occurred_on.min())
    rows = rows.inner_join(shown, ["user_id", "session_id"])  # most sessions are left out, before their things are grouped
    rows = rows.select(
        "user_id", "session_id", "day", thing=rows.object_id.fill_null(UNKNOWN),
        shown=yes(rows.event == SHOWN), clicked=yes(rows.event == CLICKED), added=yes(rows.event == ADDED),
    )  # fmt: skip
    things = rows.group_by("user_id", "session_id", "thing").aggregate(
        day=_.day.min(), shown=_.shown.max(), clicked=_.clicked.max(), added=_.added.max()
    )  # fmt: skip
    found = things.mutate(taken=yes((things.clicked > 0) | ((things.shown > 0) & (things.added > 0) & (things.thing != UNKNOWN))))
    found = found.group_by("user_id", "session_id").aggregate(day=_.day.min(), taken=_.taken.max())
    return found.select("user_id", "day", exposed=yes(found.day.notnull()), taken=found.taken)


exposed_sessions = Fact("exposed_sessions", _exposed_sessions, (), kept=True)
