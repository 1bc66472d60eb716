"""Raw values to the types of their kinds: our own typed parsers, one per kind, as expressions that run inside the engine.

Nothing is guessed: a value that does not read as its kind declares becomes null with a reason, and its row is set aside.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.datatypes as dt

from opsreport.sources import moments, reasons
from opsreport.tables import Kind

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000\u00a0\u2212￥"  # full-width ASCII, wide spaces, the minus sign
NARROW = "".join(chr(code) for code in range(0x21, 0x7F)) + "  -¥"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
EDGES = "^[\\s\u3000\u00a0]+|[\\s\u3000\u00a0]+$"
DIRTY_TEXT = f"^$|^[\\s\u3000\u00a0]|[\\s\u3000\u00a0]$|[{INVISIBLE}]"
DIRTY = f"{DIRTY_TEXT}|^[=']|[\uff01-\uff5e\u3000\u00a0\u2212\uffe5]"

SIGNS = {
    "CNY": ("¥", "元", "人民币", "RMB", "CNY"), "JPY": ("¥", "円", "JPY"), "USD": ("US$", "$", "USD"), "EUR": ("€", "EUR"), "GBP": ("£", "GBP"),
    "BRL": ("R$", "BRL"), "HKD": ("HK$", "$", "HKD"), "TWD": ("NT$", "$", "元", "TWD"), "KRW": ("₩", "KRW"), "INR": ("₹", "INR"), "RUB": ("₽", "RUB"),
}  # fmt: skip
NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)$"
YES, NO = ("是", "true", "t", "yes", "y", "1"), ("否", "false", "f", "no", "n", "0")


@dataclass(frozen=True)
class How:
    """How the raw text of a source is read."""

    timezone: str
    overlap: str
    decimal: str
    thousands: str | None
    currency: str
    nulls: tuple[str, ...]
    formats: tuple[str, ...] | None
    cells: bool  # of a spreadsheet: a time may be one there, whatever format is declared for those that are text
    values: dict[str, str]
    span: tuple[datetime, datetime] | None  # the least and the greatest value of a typed moment column


@dataclass(frozen=True)
class Reader:
    """How a kind reads raw values, in three steps; each step's results are columns for the next, so that nothing is computed twice.

    parts(raw, how): what is computed first; value(raw, parts, how): the value, null where it cannot be read; wrong(raw, parts, value, how):
    ((condition, reason), ...), the first that holds counts.
    """

    parts: Callable
    value: Callable
    wrong: Callable


def dirty(text, kind: Kind):
    """Whether a text has anything that `cleaned` takes away. One pattern, because it is tried on every text of a large file."""
    return text.re_search(DIRTY_TEXT if kind is Kind.TEXT else DIRTY)


def cleaned(text, kind: Kind, nulls: tuple[str, ...]):
    """Text without spaces around it; the full-width digits and letters of ids, numbers and times made narrow; declared null texts made null.
    What is typed already stays as it is."""
    if not text.type().is_string():
        return text
    if kind is Kind.TEXT:
        plain = text.translate(INVISIBLE, "").re_replace(EDGES, "")
    else:  # ="007" and '007 are how spreadsheets' exports keep a number text
        plain = text.translate(WIDE + INVISIBLE, NARROW).strip().re_replace('^="(.*)"$|^\'', r"\1")
    text = ibis.ifelse(dirty(text, kind), plain.nullif(""), text)
    return ibis.ifelse(text.isin(nulls), ibis.null("string"), text) if nulls else text


def mapped(text, values: dict[str, str]):
    """Our values for the shop's; others stay as they are."""
    if not values:
        return text
    return ibis.cases(*((text == unicodedata.normalize("NFC", raw.strip()), ours) for raw, ours in values.items()), else_=text)


def _text(raw, parts, how):
    """Ids that came as floats (a spreadsheet's or pandas' way with gaps) are whole numbers again."""
    if raw.type().is_floating():
        whole = raw.try_cast("int64")
        return ibis.ifelse(whole.cast("float64") == raw, whole.cast("string"), raw.cast("string"))
    return raw.cast("string")


def _plain(raw, how):
    """The text of a number without its currency's sign, groups of three and with a decimal point; what is not such a number is left as it is."""
    if not raw.type().is_string():
        return []
    signs = "|".join(re.escape(sign) for sign in SIGNS.get(how.currency, (how.currency,)))
    text = raw.re_replace(rf"^([+-]?)\s*(?:{signs})\s*([+-]?[\d.,]+)$", r"\1\2").re_replace(rf"^([+-]?[\d.,]+)\s*(?:{signs})$", r"\1")
    if how.thousands:
        group, point = re.escape(how.thousands), re.escape(how.decimal)
        text = ibis.ifelse(text.re_search(rf"^[+-]?\d{{1,3}}({group}\d{{3}})+({point}\d*)?$"), text.replace(how.thousands, ""), text)
    if how.decimal == ",":
        text = ibis.ifelse(text.contains("."), text + "?", text.replace(",", "."))  # a point is no decimal sign here
    return [text]


def _decimal(raw, parts, how):
    if not parts:
        return raw.try_cast(Kind.MONEY.type)
    return ibis.ifelse(parts[0].re_search(NUMBER), parts[0], ibis.null("string")).try_cast(Kind.MONEY.type)


def _wrong_decimal(raw, parts, value, how):
    strange = raw.isnan() if raw.type().is_floating() else ibis.literal(False)
    broken = ~parts[0].re_search(NUMBER) if parts else strange
    return (raw.notnull() & broken, reasons.NOT_A_NUMBER), (raw.notnull() & value.isnull(), reasons.TOO_LARGE)


def _wrong_money(raw, parts, value, how):
    fine = ((parts[0].re_search(r"\.\d{4}\d*[1-9]"), reasons.TOO_FINE),) if parts else ()
    if raw.type().is_decimal() and (raw.type().scale or 0) > Kind.MONEY.type.scale:
        fine = ((value.cast(raw.type()) != raw, reasons.TOO_FINE),)
    return *_wrong_decimal(raw, parts, value, how), *fine


def _count(raw, parts, how):
    return raw.try_cast("int64") if raw.type().is_integer() else _decimal(raw, parts, how).try_cast("int64")


def _wrong_count(raw, parts, value, how):
    if raw.type().is_integer():
        return ((raw.notnull() & value.isnull(), reasons.TOO_LARGE),)
    whole = value.cast(Kind.MONEY.type) == _decimal(raw, parts, how)
    return *_wrong_decimal(raw, parts, value, how), (~whole, reasons.NOT_WHOLE)


def _flag(raw, parts, how):
    if raw.type().is_boolean():
        return raw
    text = raw.cast("string").lower()
    return ibis.cases((text.isin(YES), True), (text.isin(NO), False), else_=ibis.null("boolean"))


def _wrong_flag(raw, parts, value, how):
    return ((raw.notnull() & value.isnull(), reasons.NOT_A_FLAG),)


def _none(raw, *_):
    return ()


TEXT = Reader(_none, _text, _none)
READERS = {
    Kind.ID: TEXT,
    Kind.TEXT: TEXT,
    Kind.MOMENT: Reader(moments.local_times, moments.moment, moments.wrong_moment),
    Kind.DAY: Reader(moments.local_days, moments.day, moments.wrong_day),
    Kind.MONEY: Reader(_plain, _decimal, _wrong_money),
    Kind.COUNT: Reader(_plain, _count, _wrong_count),
    Kind.NUMBER: Reader(_plain, _decimal, _wrong_decimal),
    Kind.FLAG: Reader(_none, _flag, _wrong_flag),
}


def readable(kind: Kind, raw: dt.DataType, formats: tuple[str, ...] | None) -> str:
    """What is wrong with reading a typed raw column as the kind, "" when nothing is: said once for the file, not for each row."""
    if kind in (Kind.MOMENT, Kind.DAY) and raw.is_numeric() and not formats:
        return "holds numbers: say format: epoch (seconds), epoch_ms, excel (days), or a strptime format like '%Y%m%d'"
    if kind in (Kind.MOMENT, Kind.DAY, Kind.MONEY, Kind.COUNT, Kind.NUMBER) and (raw.is_boolean() or raw.is_nested() or raw.is_binary()):
        return f"holds {raw}, which is no {kind}"
    return ""


def always_read(kind: Kind, raw: dt.DataType, how: How) -> bool:
    """Whether every value of a typed raw column, clean if it is text, can be read as the kind."""
    if how.nulls or how.values:
        return False
    match kind:
        case Kind.ID | Kind.TEXT:
            return True
        case Kind.MOMENT:
            return raw.is_timestamp() and (raw.timezone is not None or moments.never_skipped(how))
        case Kind.DAY:
            return raw.is_date()
        case Kind.MONEY | Kind.NUMBER:
            return raw.is_decimal() and raw.scale <= kind.type.scale and raw.precision - raw.scale <= kind.type.precision - kind.type.scale
        case Kind.COUNT:
            return raw.is_signed_integer()
        case Kind.FLAG:
            return raw.is_boolean()
