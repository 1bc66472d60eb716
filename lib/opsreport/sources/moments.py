"""Times and dates in text, numbers and typed columns to UTC moments and local days."""

from datetime import timedelta

import ibis
import ibis.expr.datatypes as dt

from opsreport.sources import reasons
from opsreport.sources.zones import local_offsets, offsets_between, to_utc
from opsreport.tables import Kind

ISO_DAY = r"^(\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2})$"
ISO_TIME = r"^(\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2})[ T]+([01]?\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,9})?)?$"
OFFSET = r"\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)$"
NUMBERS = {"epoch": 1, "epoch_ms": 1000}  # per second
EXCEL_ORIGIN, EXCEL_FIRST, EXCEL_LAST = "1899-12-30 00:00:00", 61, 2958466  # 60 is the 29th of February 1900, which never was


@ibis.udf.scalar.builtin
def try_strptime(text: str, form: str) -> dt.Timestamp(scale=6):
    """A local time in the format; null when it is not."""


@ibis.udf.scalar.builtin(name="try_strptime")
def try_strptime_offset(text: str, form: str) -> dt.Timestamp(timezone="UTC", scale=6):
    """A moment in a format that holds the offset; null when it is not."""


@ibis.udf.scalar.builtin(name="timezone")
def local_time(zone: str, moment: dt.Timestamp(timezone="UTC", scale=6)) -> dt.Timestamp(scale=6):
    """The local time of a moment."""


def local_times(raw, how):
    """The local times (UTC moments, where the value holds its offset) that a raw value is by each way to read it, null where the way does not fit."""
    return [read for read, _ in _ways(raw, how)]


def moment(raw, locals_, how):
    """The UTC moment. A date without a time is the first moment of that local day."""
    return ibis.coalesce(*_moments(raw, locals_, how))


def naive(raw):
    """A typed time without its offset: in UTC if it had one, else as it is."""
    return (raw.cast(dt.Timestamp(timezone="UTC", scale=6)) if raw.type().timezone else raw).cast(Kind.MOMENT.type)


def never_skipped(how) -> bool:
    """Whether no time between the least and the greatest one is a time that the clocks skipped."""
    steps = offsets_between(local_offsets(how.timezone, how.overlap, skipped=True), how.span)
    return how.span is not None and all(offset is not None for _, offset in steps)


def utc(local, how):
    """The UTC moment of a local time, outside the engine."""
    ((_, offset),) = offsets_between(local_offsets(how.timezone, how.overlap, skipped=False), (local, local))
    return local - timedelta(seconds=offset)


def wrong_moment(raw, locals_, value, how):
    read = ibis.or_(*(local.notnull() for local in locals_))
    return (
        *_ambiguous(_moments(raw, locals_, how) if how.formats else ()),
        (raw.notnull() & ~read, reasons.NOT_A_MOMENT),
        (read & value.isnull(), reasons.SKIPPED),
    )


def local_days(raw, how):
    """The local days that a raw value is by each way to read it. The day of a moment with an offset is the day in the zone."""
    kind = raw.type()
    if kind.is_date():
        return [raw]
    if kind.is_timestamp():
        return [(raw if kind.timezone is None else local_time(how.timezone, raw)).date()]
    return [read.date() for read, _ in _ways(raw, how)]


def day(raw, days, how):
    return ibis.coalesce(*days)


def wrong_day(raw, days, value, how):
    return *_ambiguous(days if how.formats else ()), (raw.notnull() & value.isnull(), reasons.NOT_A_DAY)


def _moments(raw, locals_, how):
    return [to_moment(local, how) for local, (_, to_moment) in zip(locals_, _ways(raw, how), strict=True)]


def _ambiguous(read):
    """Two declared formats that both fit with different results. (The ISO forms exclude each other.)"""
    return ((ibis.least(*read) != ibis.greatest(*read), reasons.AMBIGUOUS),) if len(read) > 1 else ()


def _ways(raw, how):
    """The ways to read a raw value: (local time, how its UTC moment comes from it)."""
    kind = raw.type()
    if kind.is_date():
        return [(raw.cast(Kind.MOMENT.type), _of_day)]
    if kind.is_timestamp() and kind.timezone is None:
        return [(naive(raw), _of_clock)]
    if kind.is_timestamp():
        return [(naive(raw), _as_is)]
    if not how.formats:
        return _iso(raw.cast("string"))
    return [*(_declared(raw, form) for form in how.formats), *(_iso(raw.cast("string")) if how.cells else ())]


def _of_day(local, how):
    return to_utc(local, how.timezone, how.overlap, skipped=False, span=None)


def _of_clock(local, how):
    return to_utc(local, how.timezone, how.overlap, skipped=True, span=how.span)


def _as_is(moment, how):
    return moment


def _only(text, pattern):
    return ibis.ifelse(text.re_search(pattern), text, ibis.null("string"))


def _iso(text):
    """ISO 8601 and its relatives: 2024-01-02, 2024/1/2 3:04, 2024-01-02T03:04:05.678Z, 2024-01-02 03:04:05 +0800."""
    aware = _only(text, OFFSET)
    local = _only(aware.re_replace(OFFSET, ""), ISO_TIME).try_cast(Kind.MOMENT.type)
    return [
        (_only(text, ISO_DAY).try_cast(Kind.MOMENT.type), _of_day),
        (_only(text, ISO_TIME).try_cast(Kind.MOMENT.type), _of_clock),
        (local - _seconds(aware.re_extract(OFFSET, 1)).as_interval("s"), _as_is),
    ]


def _seconds(offset):
    """'+08:00', '+0800', '+08' or 'Z' in seconds."""
    digits = offset.re_replace(r"[^\d]", "")
    hours, minutes = (part.nullif("").try_cast("int64").fill_null(0) for part in (digits.substr(0, 2), digits.substr(2, 2)))
    return (hours * 3600 + minutes * 60) * ibis.ifelse(offset.startswith("-"), -1, 1)


def _declared(raw, form):
    if form in NUMBERS:
        number = raw.cast("string").try_cast("decimal(20, 6)")
        return ibis.timestamp("1970-01-01 00:00:00") + (number * (1_000_000 // NUMBERS[form])).try_cast("int64").as_interval("us"), _as_is
    if form == "excel":
        number = raw.cast("string").try_cast("float64")
        number = ibis.ifelse((number >= EXCEL_FIRST) & (number < EXCEL_LAST), number, ibis.null("float64"))
        return ibis.timestamp(EXCEL_ORIGIN) + (number * 86_400_000).round().cast("int64").as_interval("ms"), _of_clock
    if "%z" in form:
        return try_strptime_offset(raw.cast("string"), form).cast(Kind.MOMENT.type), _as_is
    timed = any(mark in form for mark in ("%H", "%I", "%c", "%X", "%-H", "%-I"))
    return try_strptime(raw.cast("string"), form), _of_clock if timed else _of_day
