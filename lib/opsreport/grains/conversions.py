"""Users who began something, with what followed."""

from functools import cache

from ibis import _

from opsreport.facts import conversions as facts
from opsreport.facts import doings, promotion
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import NOW

HOUR_US = 3_600_000_000


@cache
def starters(start: str, to: str, days: int, refunds: str) -> Grain:
    """A user who did `start` in a period, and whether `to` followed within so many local days."""
    measures = dict(starts=_.times, converts=yes(_.wait_days <= days))
    part = Part(facts.contacts(start, to, refunds), NOW, measures)
    return Grain(f"starters-{start}-{to}-{days}-{refunds}", "a user who began in a period", ("user_id",), (part,), {}, from_start)


@cache
def start_days(start: str, to: str, refunds: str) -> Grain:
    """A user's day with `start`; `enters`: the first one in the period."""
    measures = dict(enters=_.before < _.start, hours=_.wait_us.cast("float64") / float(HOUR_US), wait_days=_.wait_days)
    return rows_of(f"start_days-{start}-{to}-{refunds}", "a user's day with the start", facts.contacts(start, to, refunds), measures, NOW)


@cache
def attempts(start: str, hours: int) -> Grain:
    """Each time that a user did `start`; `paid`: a paid order followed within so many hours."""
    measures = dict(started=_.times, paid=yes(_.wait_us <= hours * HOUR_US))
    return rows_of(f"attempts-{start}-{hours}", "a start by a user", facts.starts(start, "gross"), measures, NOW)


@cache
def attempters(start: str, hours: int) -> Grain:
    """A user who did `start` in a period; `paid`: a paid order followed one of those times within so many hours."""
    measures = dict(started=_.times, paid=yes(_.wait_us <= hours * HOUR_US))
    part = Part(facts.starts(start, "gross"), NOW, measures)
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
