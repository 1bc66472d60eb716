"""The shop's calendar: which holiday or sale a period holds, which periods it sets apart, and what a moving holiday makes of "a year ago".

Holidays are parameters (params/holidays.yml), read with line numbers and checked like params/report.yml.
"""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from opsreport.errors import BAD_CONFIGURATION, Mistake, nearest
from opsreport.params import Name, Params
from opsreport.periods import DAY, Period
from opsreport.rules import Closed
from opsreport.words import Text
from opsreport.yaml_lines import read_yaml

LEAST_SHARE = 0.1  # of a period's days, from which on a holiday sets it apart
LONGEST = 62  # days: quarters and years hold holidays as a matter of course
EXAMPLE = "write 2026-02-15..2026-02-23 (both days included) or a single day"


@dataclass(frozen=True)
class Days:
    """The days of a holiday in one year, both included. festival: the day that a moving one is counted from."""

    first: dt.date
    last: dt.date
    festival: dt.date | None = None


@dataclass(frozen=True)
class Holiday:
    """A holiday or a sale. lunar: it moves through the year; sets_apart: a period that holds it is not like others."""

    name: Text
    dates: tuple[Days, ...]
    lunar: bool = False
    sets_apart: bool = False


@dataclass(frozen=True)
class Occasion:
    """A holiday within a period, and the share of the period's days that it takes."""

    holiday: Holiday
    days: Days
    share: float

    @property
    def name(self) -> Text:
        return self.holiday.name


@dataclass(frozen=True)
class Season:
    """All holidays that the shop knows; none for a shop that names none."""

    holidays: tuple[Holiday, ...] = ()

    def occasions(self, period: Period) -> tuple[Occasion, ...]:
        """What the period holds, in the order of the days."""
        shares = [(h, d, _overlap(period, d) / period.days) for h in self.holidays for d in h.dates if period.days]
        return tuple(sorted((Occasion(*found) for found in shares if found[2]), key=lambda one: one.days.first))

    def sets_apart(self, period: Period) -> Occasion | None:
        """What makes the period unlike others: the holiday that takes most of it, if that is enough; None for ordinary periods, and for long ones."""
        if period.days > LONGEST:
            return None
        found = [one for one in self.occasions(period) if one.holiday.sets_apart and one.share >= LEAST_SHARE]
        return max(found, key=lambda one: one.share, default=None)

    def apart(self, periods: "tuple[Period, ...]") -> frozenset[int]:
        """The places of the periods that are set apart."""
        return frozenset(place for place, period in enumerate(periods) if self.sets_apart(period))

    def aligned(self, period: Period) -> tuple[Period, Holiday] | None:
        """As many days of last year, moved so that the moving holiday falls on the same of them; None where the calendar's year ago does as well.

        It does where neither of the two holds the holiday, or both hold all the same days of it.
        """
        ago = period.year_ago()
        if ago is None or period.days > LONGEST:
            return None
        for holiday in self.holidays:
            both = _nearest(holiday, period) if holiday.lunar else None
            if both and (_overlap(period, both[0]), _offset(period, both[0])) != (_overlap(ago, both[1]), _offset(ago, both[1])):
                shift = both[1].festival - both[0].festival
                start, end = period.start + shift, period.end + shift
                return Period(start, end, "range", end, period.calendar), holiday
        return None

    def same_a_year_ago(self, period: Period) -> Period | None:
        """The days that held last year's share of what sets the period apart: aligned for a moving holiday, else the calendar's."""
        occasion = self.sets_apart(period)
        if occasion is None:
            return None
        if not occasion.holiday.lunar:
            return period.year_ago()
        aligned = self.aligned(period)
        return aligned[0] if aligned else period.year_ago()

    def ordinary_around(self, period: Period, like: Period) -> tuple[Period, ...]:
        """The nearest ordinary periods of the unit of `like` before and after a period that is set apart."""
        here = like
        while here.start > period.start:
            here = here.step(-1)
        before, after = here.step(-1), here.step(1)
        for _ in range(3):
            before = before.step(-1) if self.sets_apart(before) else before
            after = after.step(1) if self.sets_apart(after) or after.start < period.end else after
        return tuple(one for one in (before, after) if not self.sets_apart(one))


def _overlap(period: Period, days: Days) -> int:
    """How many of the days lie in the period."""
    return max(0, (min(period.end, days.last + DAY) - max(period.start, days.first)).days)


def _offset(period: Period, days: Days) -> int | None:
    """On which day of the period the festival falls; None where it holds nothing of it, or all of it: then it does not matter."""
    whole = _overlap(period, days) in (0, (days.last - days.first).days + 1)
    return None if whole else (days.festival - period.start).days


def _nearest(holiday: Holiday, period: Period) -> tuple[Days, Days] | None:
    """The holiday's days in the year of the period and in the year before; None where the period touches neither, or one is not known."""
    ago = period.year_ago()
    years = {days.festival.year: days for days in holiday.dates if days.festival}
    touched = {days.festival.year for days in years.values() if _overlap(period, days)}
    touched |= {days.festival.year + 1 for days in years.values() if ago and _overlap(ago, days)}
    for year in sorted(touched, reverse=True):
        if year in years and year - 1 in years:
            return years[year], years[year - 1]
    return None


# ---------------------------------------------------------------- params/holidays.yml


def _days(value) -> Days:
    if isinstance(value, Days):
        return value
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?", str(value).strip())
    try:
        first, last = (dt.date.fromisoformat(day) for day in (found[1], found[2] or found[1]))
    except (TypeError, ValueError):
        raise ValueError(f'"{value}" is no range of days: {EXAMPLE}') from None
    if last < first:
        raise ValueError(f'"{value}" ends before it starts')
    return Days(first, last)


class _Written(Closed):
    """A holiday as it is written."""

    name: Name = Field(description="its name: a text, or {zh: ..., en: ...}")
    dates: tuple[Annotated[Days, BeforeValidator(_days)], ...] = Field(min_length=1, description=f"its days, a range for each year; {EXAMPLE}")
    lunar: bool = Field(False, description="it moves through the year, as a lunar holiday does")
    festival: tuple[dt.date, ...] = Field((), description="of a lunar one: its day in each range, from which last year's days are counted")
    sets_apart: bool = Field(False, description="a period that holds it is not compared with ordinary ones")

    @model_validator(mode="after")
    def festivals(self):
        if self.festival and not self.lunar:
            raise ValueError("festival needs lunar: true")
        for days in self.dates:
            if self.lunar and sum(days.first <= day <= days.last for day in self.festival) != 1:
                raise ValueError(f"a lunar holiday needs one day of festival in each of its dates; see {days.first}..{days.last}")
        return self

    @property
    def holiday(self) -> Holiday:
        festivals = [next((day for day in self.festival if days.first <= day <= days.last), None) for days in self.dates]
        dates = tuple(Days(days.first, days.last, day) for days, day in zip(self.dates, festivals, strict=True))
        return Holiday(self.name, dates, self.lunar, self.sets_apart)


class _File(Closed):
    holidays: tuple[_Written, ...] = Field(description="holidays and sales")


def read_season(params: Params | None) -> Season:
    """The season of the shop's parameters; an empty one where there is no holidays.yml. Raises Mistake (78) for anything wrong in it."""
    path = params.beside("holidays") if params else None
    return read_holidays(path) if path else Season()


def read_holidays(path: Path) -> Season:
    """The season that a file describes."""
    data, lines = read_yaml(path)
    try:
        written = _File.model_validate(data)
    except ValidationError as error:
        first = min(error.errors(), key=lambda one: one["type"] == "missing")  # what is missing last: it may be there, misspelled
        raise _mistake(first, path, lines) from None
    return Season(tuple(one.holiday for one in written.holidays))


def _mistake(error: dict, path: Path, lines: dict) -> Mistake:
    """pydantic's error in our words, at its line."""
    key = tuple(error["loc"])
    model = _Written if len(key) > 1 else _File
    line = next(lines[key[:n]] for n in range(len(key), -1, -1) if key[:n] in lines)
    where = f"{path} line {line}" + (", " + ".".join(str(step + 1) if isinstance(step, int) else step for step in key) if key else "")
    if error["type"] == "extra_forbidden":
        what, mend = f'unknown key "{key[-1]}".{nearest(key[-1], model.model_fields)}', f"Known here: {', '.join(model.model_fields)}."
    elif error["type"] == "missing":
        what, mend = f'"{key[-1]}" is missing', f"Add it: {model.model_fields[key[-1]].description}."
    elif error["type"] == "model_type":
        what, mend = "this is no holiday", "Write `- name: ...` and under it `dates: [...]`."
    else:
        what = error["msg"].removeprefix("Value error, ")
        known = next((model.model_fields[step] for step in reversed(key) if step in model.model_fields), None)
        mend = f"Correct the value: {known.description}." if known and known.description not in what else "Correct the value."
    return Mistake(what[0].lower() + what[1:], mend=mend, code=BAD_CONFIGURATION, where=where)
