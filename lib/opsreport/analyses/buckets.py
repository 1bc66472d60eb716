"""Buckets: consecutive hours, days, weeks, months, quarters or years of local time, numbered from 0. Every analysis over time counts in them."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import ibis
import ibis.expr.types as ir

from opsreport.errors import BAD_PARAMETER, Mistake, nearest
from opsreport.zones import clock, local, offset_changes, utc

UNITS = ("hour", "day", "week", "month", "quarter", "year")
WEEK_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
EPOCH = dt.date(1970, 1, 1)
MARGIN = 400 * DAY  # as far as an analysis looks beyond its buckets: the year before the first one


def one_of(option: str, value, known) -> None:
    """Refuse a value that an option does not know, naming those that it knows."""
    if value not in known:
        said = f'{option} is "{value}".{nearest(value, known)}'
        raise Mistake(said, mend=f"{option} is one of: {', '.join(map(str, known))}", code=BAD_PARAMETER)


@dataclass(frozen=True)
class Buckets:
    """`count` consecutive buckets of `unit`; number 0 is the one that the local day or clock time `first` lies in.

    A day is a calendar day of the zone, of 23 or 25 hours where clocks change; an hour is a real hour, counted from the first one.
    """

    first: dt.date | dt.datetime
    count: int
    unit: str
    zone: str = "UTC"
    week_start: str = "monday"

    def __post_init__(self):
        one_of("unit", self.unit, UNITS)
        one_of("week_start", self.week_start, WEEK_DAYS)

    @classmethod
    def between(
        cls, first: dt.date | dt.datetime, last: dt.date | dt.datetime, unit: str, zone: str = "UTC", week_start: str = "monday"
    ) -> "Buckets":
        """From the bucket that `first` lies in to the one that `last` lies in, both whole; a last date includes its whole day."""
        buckets = cls(first, 0, unit, zone, week_start)
        if unit == "hour":
            whole_day = not isinstance(last, dt.datetime)
            end = utc(last + DAY, zone) if whole_day else utc(_hour(last), zone) + HOUR
            count = -((buckets.opens - end) // HOUR)
        else:
            count = buckets.place(_date(last)) - buckets.place(_date(first)) + 1
        return cls(first, max(count, 0), unit, zone, week_start)

    def number(self, moment: ir.TimestampValue | ir.DateValue) -> ir.IntegerValue:
        """The number of the bucket in which a naive UTC moment (or a local day) lies: negative before the first, `count` or more after the last."""
        if self.unit == "hour":
            return self._moment(moment).delta(ibis.literal(self.opens), unit="microsecond") // (3600 * 1_000_000)
        return self.place(self.day(moment)) - self.place(_date(self.first))

    def day(self, moment: ir.TimestampValue | ir.DateValue) -> ir.DateValue:
        """The local day of a moment; a day is its own."""
        return moment if moment.type().is_date() else self.clock(moment).date()

    def clock(self, moment: ir.TimestampValue) -> ir.TimestampValue:
        """What the zone's clocks showed at a moment."""
        return local(self._moment(moment), self._changes)

    def starts(self) -> tuple[dt.date | dt.datetime, ...]:
        """The first local day of each bucket; of hours, the clock time at which each begins."""
        if self.unit == "hour":
            return tuple(clock(self.opens + n * HOUR, self.zone) for n in range(self.count))
        place = self.place(_date(self.first))
        return tuple(self._first_day(place + n) for n in range(self.count))

    @cached_property
    def opens(self) -> dt.datetime:
        """The naive UTC moment at which the bucket of `first` begins."""
        if self.unit == "hour":
            return utc(_hour(self.first), self.zone)
        return utc(self._first_day(self.place(_date(self.first))), self.zone)

    @cached_property
    def _changes(self):
        length = dt.timedelta(hours=1) if self.unit == "hour" else MONTHS.get(self.unit, 1) * 31 * DAY
        length = 7 * DAY if self.unit == "week" else length
        return offset_changes(self.zone, self.opens - MARGIN, self.opens + self.count * length + MARGIN)

    def place(self, day):
        """A whole number that grows by one from one bucket to the next, of a Python date or of a column of dates."""
        if self.unit in MONTHS:
            year, month = (day.year, day.month) if isinstance(day, dt.date) else (day.year().cast("int64"), day.month().cast("int64"))
            return (year * 12 + month - 1) // MONTHS[self.unit]
        days = (day - EPOCH).days if isinstance(day, dt.date) else day.delta(ibis.literal(EPOCH), unit="day")
        return days if self.unit == "day" else (days + self._to_monday) // 7

    @property
    def _to_monday(self):
        return (3 - WEEK_DAYS.index(self.week_start)) % 7  # the epoch was a Thursday

    def _first_day(self, place):
        if self.unit in MONTHS:
            months = place * MONTHS[self.unit]
            return dt.date(months // 12, months % 12 + 1, 1)
        return EPOCH + (place if self.unit == "day" else place * 7 - self._to_monday) * DAY

    @staticmethod
    def _moment(moment):
        if moment.type().is_date():
            raise Mistake("a day has no hours", mend="give moments, or count in days or longer", code=BAD_PARAMETER)
        return moment


def _date(first):
    return first.date() if isinstance(first, dt.datetime) else first


def _hour(first):
    return first.replace(minute=0, second=0, microsecond=0) if isinstance(first, dt.datetime) else first
