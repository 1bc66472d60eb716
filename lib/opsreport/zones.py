"""Local time. Moments are kept as naive UTC; what a zone's clocks showed comes from Python's zoneinfo and goes into the query as a CASE.

No engine's own time zones are used: they differ from one engine to the next, and some casts between them do nothing and say nothing.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import ibis
import ibis.expr.types as ir

from opsreport.errors import BAD_PARAMETER, Mistake, nearest

Changes = tuple[tuple[dt.datetime, int], ...]

UTC = dt.UTC
EARLIEST, LATEST = dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30)  # a day's room for any offset


def offset_changes(zone: str, first: dt.date | dt.datetime, last: dt.date | dt.datetime) -> Changes:
    """What a zone's clocks did between two moments: ((from this naive UTC moment, seconds east of UTC), ...), oldest first.

    The first entry is (first, the offset in force then). A date stands for its midnight. Raises Mistake (64) for an unknown zone.
    """
    return _changes(_zone(zone), _moment(first), _moment(last))


def local(moment: ir.TimestampValue, changes: Changes) -> ir.TimestampValue:
    """What the zone's clocks showed at a naive UTC moment, as a naive local timestamp; `.date()` of it is the local day.

    Moments before the first change are shifted like those just after it, moments after the last change like that one.
    """
    shifted = [(since, moment + ibis.interval(seconds=east)) for since, east in changes]
    if len(shifted) == 1:
        return shifted[0][1]
    # newest first: the first branch that is true wins
    branches = [(moment >= ibis.literal(since), clock) for since, clock in reversed(shifted[1:])]
    return ibis.cases(*branches, else_=shifted[0][1])


def utc(clock: dt.date | dt.datetime, zone: str) -> dt.datetime:
    """The naive UTC moment at which the zone's clocks showed this: the first of two where clocks were set back; a time that clocks skipped
    is read as if they had not yet jumped (so a midnight that never was is the moment of the jump)."""
    return _moment(clock).replace(tzinfo=_zone(zone), fold=0).astimezone(UTC).replace(tzinfo=None)


def clock(moment: dt.datetime, zone: str) -> dt.datetime:
    """What the zone's clocks showed at a naive UTC moment."""
    return moment.replace(tzinfo=UTC).astimezone(_zone(zone)).replace(tzinfo=None)


def _moment(day: dt.date | dt.datetime) -> dt.datetime:
    return day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time())


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        said = f'"{name}" is not a time zone.{nearest(name, available_timezones())}'
        raise Mistake(said, mend="write an IANA zone, such as Asia/Shanghai", code=BAD_PARAMETER, where="timezone") from None


def _east(zone: ZoneInfo, moment: dt.datetime) -> int:
    return int(moment.replace(tzinfo=UTC).astimezone(zone).utcoffset().total_seconds())


@lru_cache(maxsize=256)
def _changes(zone, first, last):
    """Looked at every quarter of a day, each change then found to the second by halving."""
    first, last = max(first, EARLIEST).replace(microsecond=0), min(last, LATEST)
    found, at = [(first, _east(zone, first))], first
    while at < last:
        ahead = min(at + dt.timedelta(hours=6), last)
        if _east(zone, ahead) != found[-1][1]:
            before, after = 0, int((ahead - at).total_seconds()) + 1
            while after - before > 1:
                middle = (before + after) // 2
                same = _east(zone, at + dt.timedelta(seconds=middle)) == found[-1][1]
                before, after = (middle, after) if same else (before, middle)
            since = at + dt.timedelta(seconds=after)
            found.append((since, _east(zone, since)))
        at = ahead
    return tuple(found)
