"""Raw values to the types of their kinds: our own typed parsers, one per kind, as expressions that run inside the engine.

Nothing is guessed: a value that does not read as its kind declares becomes null with a reason, and its row is set aside.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.datatypes as dt

from opsreport.sources import reasons
from opsreport.sources.moments import as_day, as_moment
from opsreport.tables import Kind

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000\u00a0\u2212￥"  # full-width ASCII, wide spaces, the minus sign
NARROW = "".join(chr(code) for code in range(0x21, 0x7F)) + "  -¥"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
EDGES = "^[\\s\u3000\u00a0]+|[\\s\u3000\u00a0]+$"

SIGNS = {
    "CNY": ("¥", "元", "人民币", "RMB", "CNY"), "JPY": ("¥", "円", "JPY"), "USD": ("US$", "$", "USD"), "EUR": ("€", "EUR"), "GBP": ("£", "GBP"),
    "BRL": ("R$", "BRL"), "HKD": ("HK$", "$", "HKD"), "TWD": ("NT$", "$", "元", "TWD"), "KRW": ("₩", "KRW"), "INR": ("₹", "INR"), "RUB": ("₽", "RUB"),
}  # fmt: skip
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
    values: dict[str, str]
    span: tuple[datetime, datetime] | None  # the least and the greatest value of a typed moment column


@dataclass(frozen=True)
class Typed:
    """A value in its kind's type, and what is wrong with it: (condition, reason), the first that holds counts."""

    value: ibis.Value
    wrong: tuple[tuple[ibis.Value, str], ...]


def typed(raw: ibis.Value, kind: Kind, how: How) -> Typed:
    """The raw value as its kind. Raw columns are text, or typed already (Parquet, a connection)."""
    if how.values and not raw.type().is_string():
        raw = raw.cast("string")
    if raw.type().is_string():
        raw = mapped(cleaned(raw, kind, how.nulls), how.values)
    value, wrong = READERS[kind](raw, how)
    return Typed(value.cast(kind.type), wrong)


def cleaned(text, kind: Kind, nulls: tuple[str, ...]):
    """Text without spaces around it; the full-width digits and letters of ids, numbers and times made narrow; declared null texts made null."""
    plain = text.strip()
    if kind is Kind.TEXT:
        odd = text.translate(INVISIBLE, "").re_replace(EDGES, "")
    else:
        odd = text.translate(WIDE + INVISIBLE, NARROW).strip()
    text = ibis.ifelse(text.re_search(r"[^\x00-\x7F]"), odd, plain)
    if kind is not Kind.TEXT:  # ="007" and '007 are how spreadsheets' exports keep a number text
        text = ibis.ifelse(text.startswith("="), text.re_replace('^="(.*)"$', r"\1"), ibis.ifelse(text.startswith("'"), text.substr(1), text))
    text = text.nullif("")
    return ibis.ifelse(text.isin(nulls), ibis.null("string"), text) if nulls else text


def mapped(text, values: dict[str, str]):
    """Our values for the shop's; others stay as they are."""
    if not values:
        return text
    return ibis.cases(*((text == unicodedata.normalize("NFC", raw.strip()), ours) for raw, ours in values.items()), else_=text)


def _text(raw, how):
    """Ids that came as floats (a spreadsheet's or pandas' way with gaps) are whole numbers again."""
    if raw.type().is_floating():
        whole = raw.try_cast("int64")
        return ibis.ifelse(whole.cast("float64") == raw, whole.cast("string"), raw.cast("string")), ()
    return raw.cast("string"), ()


def _money(raw, how):
    value, wrong = _decimal(raw, how)
    if raw.type().is_string():
        wrong += ((_plain(raw, how).re_search(r"\.\d{4}\d*[1-9]"), reasons.TOO_FINE),)
    return value, wrong


def _decimal(raw, how):
    if raw.type().is_numeric() or raw.type().is_boolean():
        value = raw.try_cast(Kind.MONEY.type)
        broken = raw.isnan() if raw.type().is_floating() else ibis.literal(False)
        return value, ((raw.notnull() & broken, reasons.NOT_A_NUMBER), (raw.notnull() & value.isnull(), reasons.TOO_LARGE))
    text = _plain(raw.cast("string"), how)
    good = text.re_search(r"^[+-]?(\d+\.?\d*|\.\d+)$")
    value = ibis.ifelse(good, text, ibis.null("string")).try_cast(Kind.MONEY.type)
    return value, ((raw.notnull() & ~good.fill_null(False), reasons.NOT_A_NUMBER), (raw.notnull() & value.isnull(), reasons.TOO_LARGE))


def _plain(text, how):
    """The text of a number without its currency's sign, groups of three and with a decimal point; what is not such a number is left as it is."""
    signs = "|".join(re.escape(sign) for sign in SIGNS.get(how.currency, (how.currency,)))
    text = text.re_replace(rf"^([+-]?)\s*(?:{signs})\s*([+-]?[\d.,]+)$", r"\1\2").re_replace(rf"^([+-]?[\d.,]+)\s*(?:{signs})$", r"\1")
    if how.thousands:
        group, point = re.escape(how.thousands), re.escape(how.decimal)
        text = ibis.ifelse(text.re_search(rf"^[+-]?\d{{1,3}}({group}\d{{3}})+({point}\d*)?$"), text.replace(how.thousands, ""), text)
    if how.decimal == ",":
        text = ibis.ifelse(text.contains("."), text + "?", text.replace(",", "."))  # a point is no decimal sign here
    return text


def _count(raw, how):
    if raw.type().is_integer():
        value = raw.try_cast("int64")
        return value, ((raw.notnull() & value.isnull(), reasons.TOO_LARGE),)
    number, wrong = _decimal(raw, how)
    value = number.try_cast("int64")
    return value, (*wrong, (number.notnull() & (value.cast(Kind.MONEY.type) != number), reasons.NOT_WHOLE))


def _flag(raw, how):
    if raw.type().is_boolean():
        return raw, ()
    text = raw.cast("string").lower()
    value = ibis.cases((text.isin(YES), True), (text.isin(NO), False), else_=ibis.null("boolean"))
    return value, ((raw.notnull() & value.isnull(), reasons.NOT_A_FLAG),)


READERS = {
    Kind.ID: _text,
    Kind.TEXT: _text,
    Kind.MOMENT: as_moment,
    Kind.DAY: as_day,
    Kind.MONEY: _money,
    Kind.COUNT: _count,
    Kind.NUMBER: _decimal,
    Kind.FLAG: _flag,
}


def readable(kind: Kind, raw: dt.DataType, formats: tuple[str, ...] | None) -> str:
    """What is wrong with reading a typed raw column as the kind, "" when nothing is: said once for the file, not for each row."""
    if kind in (Kind.MOMENT, Kind.DAY) and raw.is_numeric() and not formats:
        return "holds numbers: say format: epoch (seconds), epoch_ms, excel (days), or a strptime format like '%Y%m%d'"
    if kind in (Kind.MOMENT, Kind.DAY, Kind.MONEY, Kind.COUNT, Kind.NUMBER) and (raw.is_boolean() or raw.is_nested() or raw.is_binary()):
        return f"holds {raw}, which is no {kind}"
    return ""
