"""Time. A period is a half-open range of local days, [start, end); a window says which days, or which moment, of a period rows are about.

Periods are listed here, in Python; no query does date arithmetic for a period.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from opsreport.errors import BAD_PARAMETER, Mistake

DAY = dt.timedelta(days=1)
UNITS = ("day", "week", "month", "quarter", "year", "range")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
FORMS = "2026-10 (month), 2026-Q3, 2026-W43, 2026, 2026-10-05 (day), 2026-10-01..2026-10-15 (both days included), previous-month"


@dataclass(frozen=True)
class Calendar:
    """Where weeks and years begin: week_start 0 is Monday, 6 Sunday; fiscal_start is the first month of a year."""

    week_start: int = 0
    fiscal_start: int = 1


@dataclass(frozen=True, order=True)
class Period:
    """A period of local days. end: as far as it counts; whole_end: as the calendar has it. A running period ends before its whole end."""

    start: dt.date
    end: dt.date
    unit: str
    whole_end: dt.date
    calendar: Calendar = Calendar()

    def __hash__(self):
        return hash((self.start, self.end, self.unit))

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def running(self) -> bool:
        """Cut short: still going on, or the same elapsed part of another period."""
        return self.end < self.whole_end

    @property
    def label(self) -> str:
        """How the period is written: 2026-10, 2026-W43; a cut one keeps the name of the whole."""
        start, shift = self.start, self.calendar.fiscal_start - 1
        match self.unit:
            case "year":
                return f"{start:%Y}"
            case "quarter":
                fiscal = _month(start.year, start.month - shift)
                return f"{fiscal:%Y}-Q{(fiscal.month + 2) // 3}"
            case "month":
                return f"{start:%Y-%m}"
            case "week":
                year, week, _ = _monday(start, self.calendar).isocalendar()
                return f"{year}-W{week:02}"
            case "day":
                return f"{start}"
        return f"{start}..{self.whole_end - DAY}"

    def step(self, n: int) -> "Period":
        """The whole period n periods away: step(-1) is the adjacent one before."""
        if self.unit in MONTHS:
            months = MONTHS[self.unit] * n
            start, end = (_month(day.year, day.month + months) for day in (self.start, self.whole_end))
        else:
            shift = n * (self.whole_end - self.start)
            start, end = self.start + shift, self.whole_end + shift
        return replace(self, start=start, end=end, whole_end=end)

    def cut(self, until: dt.date) -> "Period":
        """No further than `until`, the first day that has not been observed."""
        return replace(self, end=max(min(self.end, until), self.start))

    def elapsed(self, days: int) -> "Period":
        """The first `days` days of the period, or all of it when it is not longer."""
        return self.cut(self.start + days * DAY)

    def previous(self) -> "Period":
        """The adjacent period before; of a running period, the same elapsed part of it."""
        return self._as_far(self.step(-1))

    def year_ago(self) -> "Period | None":
        """The same calendar period a year before; None where there is none (week 53, 29 February)."""
        try:
            match self.unit:
                case "week":
                    year, week, _ = _monday(self.start, self.calendar).isocalendar()
                    start = _week(year - 1, week, self.calendar)
                    before = replace(self, start=start, end=start + 7 * DAY, whole_end=start + 7 * DAY)
                case "day" | "range":
                    last = self.whole_end - DAY
                    start, end = self.start.replace(year=self.start.year - 1), last.replace(year=last.year - 1) + DAY
                    before = replace(self, start=start, end=end, whole_end=end)
                case _:
                    before = self.step(-12 // MONTHS[self.unit])
        except ValueError:
            return None
        return self._as_far(before)

    def trailing(self, n: int) -> "tuple[Period, ...]":
        """The n periods that end with this one, oldest first; the earlier ones whole."""
        return (*(self.step(k) for k in range(1 - n, 0)), self)

    def _as_far(self, other):
        return other.elapsed(self.days) if self.running else other


def _month(year: int, month: int) -> dt.date:
    return dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _week(year: int, week: int, calendar: Calendar) -> dt.date:
    """The first day of a week: the Monday of the ISO week, or the chosen week day before it."""
    return dt.date.fromisocalendar(year, week, 1) - ((7 - calendar.week_start) % 7) * DAY


def _monday(start: dt.date, calendar: Calendar) -> dt.date:
    return start + ((7 - calendar.week_start) % 7) * DAY


def period(text: str | int, calendar: Calendar = Calendar()) -> Period:
    """The whole period that a text names: see FORMS. Raises Mistake (64) for anything else."""
    if isinstance(text, int) and not isinstance(text, bool):
        text = _year(text)
    if isinstance(text, Period):
        return text
    try:
        unit, start, end = _read(str(text).strip(), calendar)
    except (ValueError, OverflowError) as error:
        raise _unreadable(text, str(error)) from None
    if end <= start:
        raise _unreadable(text, "it ends before it starts")
    if not 1900 <= start.year <= end.year <= 2200:
        raise _unreadable(text, "years from 1900 to 2200 are understood")
    return Period(start, end, unit, end, calendar)


def period_or_none(text: str, calendar: Calendar = Calendar()) -> Period | None:
    """The whole period that a text names; None where it names none."""
    try:
        return period(text, calendar)
    except Mistake:
        return None


def _year(number: int) -> str:
    if 1900 <= number <= 9999:
        return str(number)
    hint = ""
    if 190001 <= number <= 999912 and 1 <= number % 100 <= 12:
        hint = f' (did you mean "{number // 100}-{number % 100:02}"? Python and YAML read {number // 100}_{number % 100:02} as a number)'
    raise _unreadable(number, f"a whole number is accepted as a year only{hint}")


def _unreadable(text, why):
    return Mistake(f'"{text}" is not a period: {why}', mend=f"write it like one of these: {FORMS}", code=BAD_PARAMETER, where="period")


def _read(text, calendar):
    """(unit, start, end) of a label."""
    if m := re.fullmatch(r"(\d{4})", text):
        start = dt.date(int(m[1]), calendar.fiscal_start, 1)
        return "year", start, _month(start.year + 1, start.month)
    if m := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        start = _month(int(m[1]), calendar.fiscal_start + 3 * (int(m[2]) - 1))
        return "quarter", start, _month(start.year, start.month + 3)
    if m := re.fullmatch(r"(\d{4})-(\d\d)", text):
        start = dt.date(int(m[1]), int(m[2]), 1)
        return "month", start, _month(start.year, start.month + 1)
    if m := re.fullmatch(r"(\d{4})-W(\d\d)", text):
        start = _week(int(m[1]), int(m[2]), calendar)
        return "week", start, start + 7 * DAY
    if m := re.fullmatch(r"(\d{4}-\d\d-\d\d)", text):
        start = dt.date.fromisoformat(text)
        return "day", start, start + DAY
    if m := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", text):
        start, last = map(dt.date.fromisoformat, m.groups())
        return "range", start, last + DAY
    raise ValueError("unknown form")


def containing(unit: str, day: dt.date, calendar: Calendar = Calendar()) -> Period:
    """The whole period of that unit that a day lies in."""
    match unit:
        case "day":
            return period(f"{day}", calendar)
        case "week":
            start = day - ((day.weekday() - calendar.week_start) % 7) * DAY
            return Period(start, start + 7 * DAY, "week", start + 7 * DAY, calendar)
        case "month":
            return period(f"{day:%Y-%m}", calendar)
    months = MONTHS[unit]
    index = (day.year * 12 + day.month - calendar.fiscal_start) // months * months + calendar.fiscal_start - 1
    start = _month(index // 12, index % 12 + 1)
    return Period(start, end := _month(start.year, start.month + months), unit, end, calendar)


def named(text: str | int, today: dt.date, until: dt.date, calendar: Calendar = Calendar()) -> Period:
    """A period by label, or by name: previous-month, current-month (or day, week, quarter, year), latest-month, latest.

    previous: the last one that was over before today; current: the one that today lies in; latest: the last one that the data cover whole.
    until: the first day that has not been observed.
    """
    m = re.fullmatch(r"(previous|current|latest)(?:-(day|week|month|quarter|year))?", str(text).strip().lower())
    if not m or (m[1] != "latest" and not m[2]):
        return period(text, calendar)
    day = until if m[1] == "latest" else today
    now = containing(m[2] or "month", day, calendar)
    return now if m[1] == "current" else now.step(-1)


@dataclass(frozen=True)
class Within:
    """Rows whose local day lies in [first, last) of the period."""

    first: Callable[[Period], dt.date]
    last: Callable[[Period], dt.date]


@dataclass(frozen=True)
class AsOf:
    """Rows that are in force at a moment of the period: their day < moment <= their until."""

    moment: Callable[[Period], dt.date]


@dataclass(frozen=True)
class Later:
    """Rows of those whose time began (`start_on`) in the period, by how many periods later their day lies: `age` 0, 1, 2 ..."""


NOW = Within(lambda p: p.start, lambda p: p.end)
AT_START = AsOf(lambda p: p.start)
AT_END = AsOf(lambda p: p.end)


def before(p: Period) -> dt.date:
    """The start of the period before; of a running period, of the same elapsed part before."""
    return p.step(-1).start


def day_before(p: Period) -> dt.date:
    """The last day of the period before."""
    return p.start - DAY


def closed(p: Period) -> dt.date:
    """Known when the period is over."""
    return p.whole_end


def days_after(n: int) -> Callable[[Period], dt.date]:
    """Known n days after the period is over."""
    return lambda p: p.whole_end + n * DAY


def periods_after(n: int) -> Callable[[Period], dt.date]:
    """Known when the n-th period after is over."""
    return lambda p: p.step(n).whole_end


def year_before(day: dt.date, year: str | int) -> dt.date:
    """A year earlier: the same day of the calendar, or so many days."""
    return _month(day.year - 1, day.month) + min(day.day - 1, 27 if day.month == 2 else 30) * DAY if year == "calendar" else day - year * DAY
