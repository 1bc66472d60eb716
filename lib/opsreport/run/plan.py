"""Which periods can be reported, and which should be by now."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from opsreport.errors import BAD_PARAMETER, Mistake
from opsreport.periods import DAY, Calendar, Period, containing, named, period
from opsreport.run import folder

WEEK_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Plan:
    """What decides which reports are due: the cadences, from when on, and the days that the data cover."""

    cadences: tuple[str, ...]
    start: dt.date | None
    data_from: dt.date
    data_until: dt.date
    calendar: Calendar

    @property
    def until(self) -> dt.date:
        """The first day that is not wholly observed."""
        return self.data_until + DAY


def plan(shop) -> Plan:
    return Plan(tuple(shop.params.cadences), shop.params.start, shop.data_from, shop.data_until, shop.store.calendar)


def recorded(record: dict) -> Plan:
    """The plan as it was when a report was published, from its run.json."""
    parameters, day = record["parameters"], dt.date.fromisoformat
    return Plan(
        tuple(parameters["cadences"]),
        day(parameters["start"]) if parameters["start"] else None,
        day(record["data_from"]),
        day(record["data_until"]),
        Calendar(WEEK_DAYS.index(parameters["week_start"]), parameters["fiscal_year_start"]),
    )


def named_period(text: str | int, shop, today: dt.date | None = None) -> Period:
    """The whole period that a text names; previous and current ones as seen from today in the shop's zone."""
    its = plan(shop)
    return named(text, today or dt.datetime.now(ZoneInfo(shop.params.timezone)).date(), its.until, its.calendar)


def chosen(text: str | int, shop, *, running: bool = False, today: dt.date | None = None) -> Period:
    """The period that a text names, if it can be reported: over (or `running` is wanted), and not before or after the data. Mistake 64 otherwise."""
    its, whole = plan(shop), named_period(text, shop, today)
    if whole.start >= its.until:
        raise _refused(f"{whole.label} begins on {whole.start}, the data end on {its.data_until}", "wait for the data, or choose an earlier period")
    if whole.end <= its.data_from:
        raise _refused(f"{whole.label} was over before the data begin, on {its.data_from}", "choose a later period")
    if whole.end > its.until and not running:
        raise _refused(
            f"{whole.label} is not over: it ends on {whole.end - DAY}, the data on {its.data_until}",
            "wait for the data, or ask for what there is by --running",
        )
    return whole.cut(its.until)


def closed(unit: str, first: dt.date, until: dt.date, calendar: Calendar) -> Iterator[Period]:
    """All periods of a unit that begin on or after `first` and are over at `until`, oldest first."""
    now = containing(unit, first, calendar)
    now = now if now.start >= first else now.step(1)
    while now.end <= until:
        yield now
        now = now.step(1)


def missing(its: Plan, out: Path, today: dt.date | None = None) -> tuple[Period, ...]:
    """The periods that are over and have no whole report in `out`, oldest first.

    They begin at the plan's start; without one, at the oldest report of that cadence; where there is none, only the latest period is missing.
    A report with a failed page, or of a period that was still running, is not whole.
    """
    until = min(filter(None, (its.until, today)))
    found = []
    for unit in its.cadences:
        latest = containing(unit, until, its.calendar).step(-1).start
        first = max(its.start or _oldest(out, unit) or latest, containing(unit, its.data_from, its.calendar).start)
        found += [one for one in closed(unit, first, until, its.calendar) if not _whole(out / one.label)]
    return tuple(sorted(found, key=lambda one: (one.end, one.days)))


def _oldest(out, unit):
    records = (folder.record(path.parent) for path in out.glob("[0-9]*/run.json"))
    return min((dt.date.fromisoformat(record["start"]) for record in records if record and record["unit"] == unit), default=None)


def _whole(place):
    record = folder.record(place)
    return bool(record) and record["status"] == folder.PUBLISHED and not record["running"]


def between(first: str, last: str, calendar: Calendar) -> tuple[Period, ...]:
    """All periods from `first` to `last`, two labels of one kind, both included."""
    now, end = period(first, calendar), period(last, calendar)
    if now.unit != end.unit or now.unit == "range":
        raise _refused(f"{now.label} and {end.label} are not two periods of one kind", "give two days, weeks, months, quarters or years")
    if end.start < now.start:
        raise _refused(f"{end.label} lies before {now.label}", "give the earlier one first")
    listed = [now]
    while listed[-1].start < end.start:
        listed.append(listed[-1].step(1))
    return tuple(listed)


def _refused(what, mend):
    return Mistake(what, mend=mend, code=BAD_PARAMETER, where="period")
