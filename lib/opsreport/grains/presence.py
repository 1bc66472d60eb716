"""The days on which users were there, and their silences."""

from datetime import date
from functools import cache

import ibis
from ibis import _

from opsreport.facts import presence as facts
from opsreport.facts.rows import NEVER, days_from
from opsreport.grain import Grain, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import AT_START, DAY, NOW, Period, Within, before, day_before

quiet_days = days_from(_.day, _.moment) - 1  # whole days since, on the last day before the moment


@cache
def window_of(window: str | int) -> Within:
    """`period`: the period; `month`: the last calendar month that lies in it; n: the n days that end with it."""
    if window == "period":
        return NOW
    if window == "month":
        return Within(lambda p: month_of(p)[0], lambda p: month_of(p)[1])
    return Within(lambda p: p.end - window * DAY, lambda p: p.end)


def month_of(p: Period) -> tuple[date | None, date]:
    """[first, last) of the last calendar month that lies in the period; of a running period, of the last one begun, so far. None where none does."""
    end = p.end if p.running else p.whole_end.replace(day=1)
    first = (end - DAY).replace(day=1)
    return (first if first >= p.start else None), end


@cache
def active_days(window: str | int) -> Grain:
    """A user's active day in a window of the period; `enters`: the first one of its user there, so that summing it counts users."""
    when = window_of(window)
    measures = dict(one=yes(_.day.notnull()), enters=_.before < _.window_start)
    return rows_of(f"active_days-{window}", "an active day of a user", facts.active_days, measures, when, since=when.first)


@cache
def present_days(basis: str, refunds: str) -> Grain:
    """A day on which a user was there (active, or ordering), seen against the period before: each user is one of these once, or none."""
    measures = dict(
        debut=_.before == ibis.literal(NEVER),
        stays=(_.before < _.start) & (_.before >= _.start_before),
        resurrects=(_.before < _.start_before) & (_.before > ibis.literal(NEVER)),
    )
    return rows_of(f"present_days-{basis}-{refunds}", "a day on which a user was there", facts.spells_of(basis, refunds), measures, NOW)


@cache
def returning_days(basis: str, refunds: str, days: int) -> Grain:
    """A day on which a user was there, who had been silent for more than so many days when the period began."""
    won_back = (days_from(_.before, _.start) - 1 > days) & (_.before > ibis.literal(NEVER))
    return rows_of(
        f"returning_days-{basis}-{refunds}-{days}", "a day on which a user was there", facts.spells_of(basis, refunds), dict(won_back=won_back), NOW,
        since=lambda p: p.start - (days + 2) * DAY,
    )  # fmt: skip


@cache
def days_before(basis: str, refunds: str) -> Grain:
    """A day in the period before on which a user was there; `last`: the user's last one in it; `lapses`: and none follows in this period."""
    measures = dict(last=_.until >= _.start, lapses=_.until >= _.end)
    return rows_of(
        f"days_before-{basis}-{refunds}", "a day in the period before", facts.spells_of(basis, refunds), measures, Within(before, lambda p: p.start),
        since=day_before,
    )  # fmt: skip


@cache
def silent_users(basis: str, refunds: str, days: int) -> Grain:
    """A user who fell silent for long, known when a period starts; `churned`: for more than so many days by then."""
    measures = dict(churned=quiet_days > days, returns=_.until < _.end)
    return rows_of(
        f"silent_users-{basis}-{refunds}-{days}", "a long silent user when a period starts",
        facts.long_silences(basis, refunds, days), measures, AT_START, since=lambda p: p.start - (days + 2) * DAY,
    )  # fmt: skip


@cache
def churnings(basis: str, refunds: str, days: int) -> Grain:
    """A silence that passes so many days."""
    return rows_of(
        f"churnings-{basis}-{refunds}-{days}", "a silence that has become long", facts.churnings(basis, refunds, days), same("churned"), NOW,
        since=lambda p: p.start - (days + 1) * DAY,
    )  # fmt: skip
