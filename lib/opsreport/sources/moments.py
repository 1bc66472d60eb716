"""Times and dates in text, numbers and typed columns to UTC moments and local days."""

import ibis
import ibis.expr.datatypes as dt

from opsreport.sources import reasons
from opsreport.sources.zones import to_utc
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


def as_moment(raw, how):
    """(UTC moment, what is wrong). A date without a time is the first moment of that local day."""
    readings = list(_readings(raw, how))
    value = ibis.coalesce(*(moment for moment, _ in readings))
    read = ibis.or_(*(local.notnull() for _, local in readings))
    wrong = ((raw.notnull() & ~read, reasons.NOT_A_MOMENT), (read & value.isnull(), reasons.SKIPPED))
    return value, (*_ambiguous([moment for moment, _ in readings]), *wrong)


def as_day(raw, how):
    """(local day, what is wrong). The day of a moment with an offset is the day in the shop's zone."""
    kind = raw.type()
    if kind.is_date():
        return raw, ()
    if kind.is_timestamp():
        return (raw if kind.timezone is None else local_time(how.timezone, raw)).date(), ()
    days = [local.date() for _, local in _readings(raw, how)]
    value = ibis.coalesce(*days)
    return value, (*_ambiguous(days), (raw.notnull() & value.isnull(), reasons.NOT_A_DAY))


def _ambiguous(read: list):
    """Two declared formats that both fit with different results."""
    return ((ibis.least(*read) != ibis.greatest(*read), reasons.AMBIGUOUS),) if len(read) > 1 else ()


def _readings(raw, how):
    """The ways to read a raw value: (UTC moment, local time), both null where the way does not fit."""
    kind = raw.type()
    if kind.is_date():
        yield _day(raw.cast(Kind.MOMENT.type), how)
    elif kind.is_timestamp() and kind.timezone is None:
        yield _clock(raw.cast(Kind.MOMENT.type), how)
    elif kind.is_timestamp():
        yield (moment := raw.cast(dt.Timestamp(timezone="UTC", scale=6)).cast(Kind.MOMENT.type)), moment
    elif how.formats is None:
        yield from _iso(raw.cast("string"), how)
    else:
        for form in how.formats:
            yield _declared(raw, form, how)


def _day(local, how):
    return to_utc(local, how.timezone, how.overlap, skipped=False, span=None), local


def _clock(local, how):
    return to_utc(local, how.timezone, how.overlap, skipped=True, span=how.span), local


def _only(text, pattern):
    return ibis.ifelse(text.re_search(pattern), text, ibis.null("string"))


def _iso(text, how):
    """ISO 8601 and its relatives: 2024-01-02, 2024/1/2 3:04, 2024-01-02T03:04:05.678Z, 2024-01-02 03:04:05 +0800."""
    yield _day(_only(text, ISO_DAY).try_cast(Kind.MOMENT.type), how)
    yield _clock(_only(text, ISO_TIME).try_cast(Kind.MOMENT.type), how)
    aware = _only(text, OFFSET)
    local = _only(aware.re_replace(OFFSET, ""), ISO_TIME).try_cast(Kind.MOMENT.type)
    yield local - _seconds(aware.re_extract(OFFSET, 1)).as_interval("s"), local


def _seconds(offset):
    """'+08:00', '+0800', '+08' or 'Z' in seconds."""
    digits = offset.re_replace(r"[^\d]", "")
    hours, minutes = (part.nullif("").try_cast("int64").fill_null(0) for part in (digits.substr(0, 2), digits.substr(2, 2)))
    return (hours * 3600 + minutes * 60) * ibis.ifelse(offset.startswith("-"), -1, 1)


def _declared(raw, form, how):
    if form in NUMBERS:
        number = raw.cast("string").try_cast("decimal(20, 6)")
        moment = ibis.timestamp("1970-01-01 00:00:00") + (number * (1_000_000 // NUMBERS[form])).try_cast("int64").as_interval("us")
        return moment, moment
    if form == "excel":
        number = raw.cast("string").try_cast("float64")
        number = ibis.ifelse((number >= EXCEL_FIRST) & (number < EXCEL_LAST), number, ibis.null("float64"))
        local = ibis.timestamp(EXCEL_ORIGIN) + (number * 86_400_000).round().cast("int64").as_interval("ms")
        return _clock(local, how)
    if "%z" in form:
        moment = try_strptime_offset(raw.cast("string"), form).cast(Kind.MOMENT.type)
        return moment, moment
    local = try_strptime(raw.cast("string"), form)
    return _clock(local, how) if any(mark in form for mark in ("%H", "%I", "%c", "%X", "%-H", "%-I")) else _day(local, how)
