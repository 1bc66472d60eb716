"""Users who began something, with what followed."""

from functools import cache

from ibis import _
from ibis.common.deferred import Deferred

from opsreport.facts import conversions as facts
from opsreport.facts import doings, promotion
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import NOW
from opsreport.store import Fact

HOUR_US = 3_600_000_000
ORDER = "order"
EACH_TIME = ("add_cart", "checkout")  # whose times are counted by the hour


def waits_for(start: str, to: str, refunds: str) -> tuple[Fact, Deferred, Deferred]:
    """The rows of who began, with the columns of their waits: microseconds, and local days."""
    if to != ORDER:
        return facts.event_waits(start, to), _.to_us, _.to_days
    return facts.order_waits(start, "time" if start in EACH_TIME else "day"), _[f"{refunds}_us"], _[f"{refunds}_days"]


@cache
def starters(start: str, to: str, days: int, refunds: str) -> Grain:
    """A user who did `start` in a period, and whether `to` followed within so many local days."""
    rows, _us, wait_days = waits_for(start, to, refunds)
    part = Part(rows, NOW, dict(starts=_.times, converts=yes(wait_days <= days)))
    return Grain(f"starters-{start}-{to}-{days}-{refunds}", "a user who began in a period", ("user_id",), (part,), {}, from_start)


@cache
def start_days(start: str, to: str, refunds: str) -> Grain:
    """A user's start; `enters`: the first one in the period."""
    rows, wait_us, wait_days = waits_for(start, to, refunds)
    measures = dict(enters=_.before < _.start, hours=wait_us.cast("float64") / float(HOUR_US), wait_days=wait_days)
    return rows_of(f"start_days-{start}-{to}-{refunds}", "a user's start", rows, measures, NOW)


@cache
def attempts(start: str, hours: int) -> Grain:
    """Each time that a user did `start`; `paid`: a paid order followed within so many hours."""
    measures = dict(started=_.times, paid=yes(_.gross_us <= hours * HOUR_US))
    return rows_of(f"attempts-{start}-{hours}", "a start by a user", facts.order_waits(start, "time"), measures, NOW)


@cache
def attempters(start: str, hours: int) -> Grain:
    """A user who did `start` in a period; `paid`: a paid order followed one of those times within so many hours."""
    measures = dict(started=_.times, paid=yes(_.gross_us <= hours * HOUR_US))
    part = Part(facts.order_waits(start, "time"), NOW, measures)
    return Grain(f"attempters-{start}-{hours}", "a user who began in a period", ("user_id",), (part,), {}, from_start)


@cache
def clickers(shown: str, clicked: str) -> Grain:
    """A user who was shown something, or clicked it, in a period."""
    measures = dict(shown=yes(_.event == shown) * _.times, clicked=yes(_.event == clicked) * _.times)
    part = Part(doings.doings(shown, clicked), NOW, measures)
    return Grain(f"clickers-{shown}-{clicked}", "a user who was shown something", ("user_id",), (part,), {}, from_start)


@cache
def credited(start: str, days: int, refunds: str) -> Grain:
    """A user who did `start` in a period, how often, and the orders that it is credited with."""
    parts = (
        Part(doings.doings(start), NOW, dict(starts=_.times)),
        Part(facts.credited_orders(start, days, refunds), NOW, same("orders")),
    )
    return Grain(f"credited-{start}-{days}-{refunds}", "a user who began in a period", ("user_id",), parts, {}, from_start)


ad_days = rows_of("ad_days", "a channel on a day, with its ads", promotion.exposures, same("impressions", "clicks"), NOW, unseen="not_observed")
