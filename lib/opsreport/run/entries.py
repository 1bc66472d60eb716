"""Published periods as the list of reports sees them: run.json, and the headline entries of metrics.json."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from zoneinfo import ZoneInfo

from opsreport.names import Called
from opsreport.periods import Period, period
from opsreport.report.entries import name
from opsreport.run.plan import recorded
from opsreport.show.format import Locale
from opsreport.units import Unit
from opsreport.words import Text

TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Entry:
    """A published period: its run.json, and the headline entries of its metrics.json, None for one that is not there."""

    record: dict
    headline: tuple[dict | None, ...]

    @property
    def period(self) -> Period:
        return period(self.record["period"], recorded(self.record).calendar)

    @property
    def made_on(self) -> dt.date:
        """The shop's day on which it was published."""
        return dt.datetime.fromisoformat(self.record["started_at"]).astimezone(ZoneInfo(self.record["parameters"]["timezone"])).date()

    @property
    def pages(self) -> dict[str, dict]:
        return {page["id"]: page for page in self.record["pages"]}

    @property
    def names(self) -> Called:
        """What values of the data are called."""
        return {value: Text(**halves) for value, halves in self.record.get("names", {}).items()}

    @property
    def told(self) -> dict:
        """What the summary said: its sentence, targets met, real changes, things to do; {} where it said nothing."""
        return self.record.get("told") or {}

    @property
    def leading(self) -> dict | None:
        """The figure that stands for the period: the first amount of money of the headline, else its first figure."""
        there = [figure for figure in self.headline if figure]
        return next((figure for figure in there if figure["unit"] == Unit.MONEY), there[0] if there else None)

    def sentence(self, language: str) -> str:
        """The summary's sentence, as plain text."""
        return unescape(TAG.sub("", self.told.get("sentence", {}).get(language, "")))


def href(entry: Entry, locale: Locale, file: str = "index.html") -> str:
    """A page of the period, in the reader's language where the period has it."""
    languages = entry.record["languages"]
    plain = locale.language == languages[0] or locale.language not in languages
    return f"{entry.record['period']}/{file if plain else file.replace('.html', f'.{locale.language}.html')}"


def leading(entry: Entry, locale: Locale) -> str | None:
    """The name of the figure that stands for a period."""
    return name(entry.leading, locale) if entry.leading else None


def known(entry: Entry, figure: dict) -> tuple[Period, float | None]:
    """(period, value) of the figure in an entry: of the last period that is whole, where this one's is not yet known."""
    same = next((each for each in entry.headline if each and (each["id"], each["options"]) == (figure["id"], figure["options"])), None)
    if same is None:
        return entry.period, None
    mature = same.get("latest_mature") if same.get("value") is None else None
    return (period(mature["period"], entry.period.calendar), mature["value"]) if mature else (entry.period, same.get("value"))


def course(entries: Iterable[Entry], figure: dict) -> list[tuple[Period, float]]:
    """The known values of a figure over the entries, oldest first, each period once: as the newest report has it."""
    found: dict[str, tuple[Period, float]] = {}
    for entry in entries:
        its, value = known(entry, figure)
        if value is not None:
            found.setdefault(its.label, (its, value))
    return sorted(found.values(), key=lambda point: point[0].start)
