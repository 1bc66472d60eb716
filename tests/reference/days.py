"""Periods of the reference, by its own arithmetic: a label's first day, its end (exclusive), and the periods around it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """A period of local days: start included, end excluded."""

    unit: str
    start: date
    end: date

    @property
    def last(self) -> date:
        return self.end - DAY

    @property
    def count(self) -> int:
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def moved(self, n: int) -> "Days":
        """The n-th period after this one (before it when n is negative); a range moves by its own length."""
        if self.unit in MONTHS:
            step = n * MONTHS[self.unit]
            return Days(self.unit, months_later(self.start, step), months_later(self.end, step))
        step = n * self.count * DAY
        return Days(self.unit, self.start + step, self.end + step)

    def year_ago(self) -> "Days":
        """The same calendar dates a year earlier; of months, quarters and years only."""
        return Days(self.unit, months_later(self.start, -12), months_later(self.end, -12))


MONTHS = {"month": 1, "quarter": 3, "year": 12}


def months_later(first: date, n: int) -> date:
    """The first of the month that lies n months after a first of the month."""
    count = first.year * 12 + first.month - 1 + n
    return date(count // 12, count % 12 + 1, 1)


def days(label: str) -> Days:
    """2024, 2024-Q3, 2024-06, 2024-W23, 2024-06-05 or 2024-06-05..2024-06-20 (both days included)."""
    if ".." in label:
        first, last = map(date.fromisoformat, label.split(".."))
        return Days("range", first, last + DAY)
    if found := re.fullmatch(r"(\d{4})-W(\d\d)", label):
        monday = week_one(int(found[1])) + 7 * (int(found[2]) - 1) * DAY
        return Days("week", monday, monday + 7 * DAY)
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", label):
        start, unit = date(int(found[1]), 3 * int(found[2]) - 2, 1), "quarter"
    elif found := re.fullmatch(r"(\d{4})-(\d\d)", label):
        start, unit = date(int(found[1]), int(found[2]), 1), "month"
    elif re.fullmatch(r"\d{4}", label):
        start, unit = date(int(label), 1, 1), "year"
    else:
        day = date.fromisoformat(label)
        return Days("day", day, day + DAY)
    return Days(unit, start, months_later(start, MONTHS[unit]))


def week_one(year: int) -> date:
    """The Monday of a year's first ISO week: the week of 4 January."""
    fourth = date(year, 1, 4)
    return fourth - fourth.weekday() * DAY
