"""What a user is on each day, by the days since the last activity: the finest form of the lifecycle, with the states of Duolingo's growth model.

Active: new (never before), current (also in the 7 days before), reactivated (8 to 30 days ago), resurrected (longer ago). Not active: at_risk_wau
(1 to 7 days ago), at_risk_mau (8 to 30), dormant (longer ago).
"""

import datetime as dt

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.tables import in_memory

WEEK, MONTH = 7, 30
NEVER, DAY = dt.date(1900, 1, 1), dt.timedelta(days=1)


def daily_states(days: ir.Table, until: dt.date) -> ir.Table:
    """Rows user_id, day, state: each day from a user's first one to `until`. days: user_id, day (local), one row a user and active day or more.

    The result has a row per user and day: ask it of a sample, or count its states.
    """
    order = ibis.window(group_by="user_id", order_by="day")
    active = days.filter(_.day <= until).select("user_id", "day").distinct()
    active = active.mutate(
        before=_.day.lag(1, default=ibis.literal(NEVER)).over(order), after=_.day.lead(1, default=ibis.literal(until + DAY)).over(order)
    )
    first = days.day.min().to_pyarrow().as_py()
    calendar = in_memory([(first + n * DAY,) for n in range((until - first).days + 1)] if first else [], {"on": "date"})
    rows = active.join(calendar, [calendar.on >= active.day, calendar.on < active.after])
    since = rows.on.delta(rows.day, unit="day")
    gap = rows.day.delta(rows.before, unit="day")
    came = ibis.cases(
        (rows.before == ibis.literal(NEVER), "new"), (gap <= WEEK, "current"), (gap <= MONTH, "reactivated"), else_="resurrected"
    )  # fmt: skip
    absent = ibis.cases((since <= WEEK, "at_risk_wau"), (since <= MONTH, "at_risk_mau"), else_="dormant")
    return rows.select("user_id", day=rows.on, state=ibis.ifelse(since == 0, came, absent))
