"""Numbers in words: how a figure, a change, a day and a period are written in Chinese and in English. Rounding (half to even) happens here only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from opsreport.units import RATES, Unit
from opsreport.words import Text

Number = int | float | Decimal
MINUS, DASH = "\u2212", "\u2013"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
QUARTERS = ("一", "二", "三", "四")
CURRENCIES = {
    "CNY": Text("元", "¥"),
    "USD": Text("美元", "$"),
    "GBP": Text("英镑", "£"),
    "EUR": Text("欧元", "€"),
    "JPY": Text("日元", "JP¥"),
    "HKD": Text("港元", "HK$"),
    "TWD": Text("新台币", "NT$"),
    "SGD": Text("新加坡元", "S$"),
    "KRW": Text("韩元", "₩"),
    "BRL": Text("雷亚尔", "R$"),
    "INR": Text("卢比", "₹"),
    "AUD": Text("澳元", "A$"),
    "CAD": Text("加元", "C$"),
}
SCALES = {"zh": ((10**8, "亿", 3), (10**4, "万", 3)), "en": ((10**9, "B", 3), (10**6, "M", 3), (10**3, "k", 3))}
COMMA, COLON, SEMICOLON, STOP = Text("，", ", "), Text("：", ": "), Text("；", "; "), Text("。", ".")
AND = Text("、", ", ")  # between the items of a list
PP = Text("百分点", " pp")
COUNTS = (Unit.USERS, Unit.ORDERS, Unit.ROWS, Unit.COUPONS)
LARGER = {  # of durations: what as many of them are said in
    Unit.MILLISECONDS: (1000, Unit.SECONDS),
    Unit.SECONDS: (60, Unit.MINUTES),
    Unit.MINUTES: (60, Unit.HOURS),
}
SCORES = (Unit.POINTS, Unit.STARS)  # a change of these is a difference, as of a rate; a percentage of them means nothing


@dataclass(frozen=True)
class Locale:
    """In which language and currency a page is written; names: what it calls the values of the data."""

    language: str
    currency: str
    names: Mapping[str | tuple[str, str], Text] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, text: Text) -> str:
        return text[self.language]

    @property
    def zh(self) -> bool:
        return self.language == "zh"


@dataclass(frozen=True)
class Shown:
    """A number with what stands before and after it."""

    before: str
    number: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.number}{self.after}"


def exact(value: Number) -> Decimal:
    """The value as it is written, so that a half is a half."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def fixed(value: Number, places: int) -> str:
    """With grouped thousands, so many decimal places, a true minus, and no minus before a zero."""
    rounded = exact(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    text = f"{abs(rounded):,}"
    return f"{MINUS}{text}" if rounded < 0 else text


def signed(value: Number, places: int) -> str:
    """With a sign: +4.5, −0.3; a zero has none."""
    text = fixed(value, places)
    return text if text.startswith(MINUS) or not text.strip("0.,") else f"+{text}"


def figure(value: Number, unit: Unit, locale: Locale, *, full: bool = False, like: Number | None = None) -> Shown:
    """A figure with its unit; `full` writes all digits (tables), `like` takes scale and places from another figure (ranges)."""
    whole = is_counted(value if like is None else like, unit)
    value, like = exact(value), exact(value if like is None else like)
    if unit is Unit.PERCENT:
        return Shown("", fixed(100 * value, rate_places(like)), "%")
    if unit is Unit.PP:
        return Shown("", signed(100 * value, rate_places(like)), unit.word.zh if locale.zh else locale[PP])
    if unit is Unit.MONEY:
        return _money(value, like, locale, full)
    if unit in COUNTS or whole:
        places = 0 if like == like.to_integral_value() or abs(like) >= 100 else 1
        number, scale = _scaled(value, like, locale, places, full)
        return Shown("", number, scale + (unit.word.zh if locale.zh else ""))
    value, unit = _duration(value, like, unit)
    places = {Unit.TIMES: 2, Unit.RATIO: 2, Unit.INDEX: 2, Unit.STARS: 2}.get(unit, 1)
    after = unit.word.zh if locale.zh else unit.word.en if unit in (Unit.RATIO, Unit.INDEX) else "" if unit in SCORES else f" {unit.word.en}"
    return Shown("", fixed(value, places), after)


def _duration(value, like, unit):
    """348 seconds are 5.8 minutes, and 90 stay 90; hours stay hours, as people agree on them."""
    while unit in LARGER and abs(like) >= 2 * LARGER[unit][0]:
        size, unit = LARGER[unit]
        value, like = value / size, like / size
    return value, unit


def is_counted(value: Number, unit: Unit) -> bool:
    """Points that are collected and spent, rather than scored; times that are counted, rather than a mean."""
    return unit in (Unit.POINTS, Unit.TIMES) and (isinstance(value, int) or abs(value) >= 1000)


def tick(value: Number, unit: Unit, locale: Locale) -> str:
    """A round number of an axis, without zeros behind the point; durations in the unit that the axis is divided by."""
    shown = figure(value, unit, locale, like=1 if unit in LARGER else None)
    number = shown.number.rstrip("0").rstrip(".") if "." in shown.number else shown.number
    return str(Shown(shown.before, number, shown.after))


def _money(value, like, locale, full):
    places = 2 if full or abs(like) < 100 else 1 if abs(like) < 1000 else 0
    number, scale = _scaled(value, like, locale, places, full)
    sign, number = (MINUS, number[1:]) if number.startswith(MINUS) else ("", number)
    known = CURRENCIES.get(locale.currency)
    if locale.zh:
        return Shown(sign, number, scale + (known.zh if known else f" {locale.currency}"))
    return Shown(sign + (known.en if known else f"{locale.currency} "), number, scale)


def _scaled(value, like, locale, places, full):
    """(number, scale): three digits at least behind a scale word, or the number in full."""
    if not full:
        for size, word, digits in SCALES[locale.language]:
            if abs(like) >= size and not (size == 1000 and abs(like) < 10_000):  # English readers read 9,999 as easily as 10k
                whole = len(str(abs(int(like / size))))
                return fixed(value / size, max(0, digits - whole)), word
    return fixed(value, places), ""


def rate_places(rate: Number) -> int:
    """Decimal places of a rate in percent: small rates need one more."""
    return 2 if 0 < abs(exact(rate)) < Decimal("0.02") else 1


def share(part: int, of: int) -> str:
    """A small share of many rows; what is not nothing is not printed as nothing."""
    rate = Decimal(part) / of if of else Decimal(0)
    return "<0.01%" if 0 < rate < Decimal("0.00005") else f"{fixed(100 * rate, 2)}%"


def span(low: Number, high: Number, unit: Unit, locale: Locale) -> str:
    """A range; it says its Chinese unit once: 1,137–1,435万元, 23.8%–26.9%, ¥11.4M–¥14.4M."""
    first, last = (figure(end, unit, locale, like=high) for end in (low, high))
    if unit is not Unit.PERCENT and (locale.zh or unit is Unit.PP) and not first.before:
        return f"{first.number}{DASH}{last}"
    return f"{first}{DASH}{last}"


def change(now: Number, base: Number, unit: Unit, locale: Locale) -> str | None:
    """A change: of a rate in percentage points, of a score in points, of a total in percent. None where the base allows none."""
    counted = is_counted(now, unit)
    now, base = exact(now), exact(base)
    if unit in RATES:
        places = min(rate_places(now), rate_places(base))
        return signed(100 * (now - base), places) + locale[PP]
    if unit in SCORES and not counted:
        return signed(now - base, 2 if unit is Unit.STARS else 1)
    if base <= 0:
        return None
    share = 100 * (now - base) / base
    return signed(share, 1 if abs(share) < 1000 else 0) + "%"


def moved(now: Number, base: Number, unit: Unit, locale: Locale) -> int:
    """The direction that a reader sees: -1, 0 or 1, of the figures as they are printed."""
    same = str(figure(now, unit, locale, like=now)) == str(figure(base, unit, locale, like=now))
    return 0 if same else 1 if exact(now) > exact(base) else -1


def day(date: dt.date, locale: Locale, *, year: bool = True) -> str:
    """2026年10月5日 or 5 October 2026; without the year, 10月5日 or 5 Oct."""
    if locale.zh:
        return f"{date.year}年{date.month}月{date.day}日" if year else f"{date.month}月{date.day}日"
    return f"{date.day} {LONG_MONTHS[date.month - 1]} {date.year}" if year else f"{date.day} {MONTHS[date.month - 1]}"


def period(period, locale: Locale, *, short: bool = False, beside=None) -> str:
    """A period's name: 2026年10月, October 2026. short: for a chart's axis; beside: another period, whose year goes without saying."""
    start, label, last = period.start, period.label, period.whole_end - dt.timedelta(days=1)
    named = beside is None or label[:4] != beside.label[:4]
    match period.unit:
        case "year":
            return f"{label}年" if locale.zh else label
        case "quarter":
            number = int(label[-1])
            if locale.zh:
                return (f"{label[:4]}年" if named else "") + (f"Q{number}" if short else f"第{QUARTERS[number - 1]}季度")
            return f"Q{number}" + (f" {label[:4]}" if named else "")
        case "month":
            if locale.zh:
                return (f"{start.year}年" if named else "") + f"{start.month}月"
            return (MONTHS if short else LONG_MONTHS)[start.month - 1] + (f" {start.year}" if named else "")
        case "week":
            number = int(label[-2:])
            if locale.zh:
                return (f"{label[:4]}年" if named else "") + (f"{number}周" if short else f"第{number}周")
            return (f"W{number}" if short else f"week {number}") + (f" {label[:4]}" if named else "")
        case "day":
            return day(start, locale, year=named)
    if start.day == 1 and period.whole_end.day == 1 and (start.year, start.month) != (last.year, last.month):
        return _months(start, last, named, locale)
    if locale.zh:
        return f"{day(start, locale, year=named)}至{day(last, locale, year=last.year != start.year)}"
    return f"{day(start, locale, year=False)}{DASH}{day(last, locale, year=named)}"


def _months(start: dt.date, last: dt.date, named: bool, locale: Locale) -> str:
    """A range of whole months: 2026年7月至12月, July–December 2026."""
    apart = start.year != last.year
    if locale.zh:
        return (f"{start.year}年" if named or apart else "") + f"{start.month}月至" + (f"{last.year}年" if apart else "") + f"{last.month}月"
    first = LONG_MONTHS[start.month - 1] + (f" {start.year}" if apart else "")
    return f"{first}{DASH}{LONG_MONTHS[last.month - 1]}" + (f" {last.year}" if named or apart else "")
