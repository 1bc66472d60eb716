"""reports/index.html: every period that is published, what each page of it came to, how the headline moved, and what is missing.

Made from the run.json and metrics.json of the periods alone, under a lock of its own: runs of different periods that end at the same time all find
their way into it.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from opsreport.periods import DAY, Period, period
from opsreport.run import figures as readings
from opsreport.run import folder, publish
from opsreport.run.locks import locked
from opsreport.words import Text

UNITS = ("month", "week", "quarter", "year", "day", "range")
WORDS = {
    "title": Text("运营分析报告", "Operation analysis reports"),
    "all": Text("全部期次", "All periods"),
    "latest": Text("最新一期", "Latest"),
    "open": Text("打开报告", "Open the report"),
    "until": Text("数据截至{day}", "data until {day}"),
    "month": Text("月报", "Months"),
    "week": Text("周报", "Weeks"),
    "quarter": Text("季报", "Quarters"),
    "year": Text("年报", "Years"),
    "day": Text("日报", "Days"),
    "range": Text("自选日期", "Chosen days"),
    "period": Text("期次", "Period"),
    "pages": Text("各页", "Pages"),
    "whole": Text("✓ 完整", "✓ complete"),
    "failed": Text("✕ 未生成：{pages}", "✕ not made: {pages}"),
    "running": Text("… 进行中，到{day}", "… running, until {day}"),
    "missing": Text("缺什么", "What is missing"),
    "none": Text("应有的各期都在。", "Every period that is due is there."),
    "absent": Text("! 未发布", "! not published"),
}


@dataclass(frozen=True)
class Entry:
    """A published period: its run.json, and the headline entries of its metrics.json."""

    record: dict
    headline: tuple[dict, ...]

    @property
    def label(self) -> str:
        return self.record["period"]

    @property
    def failed(self) -> tuple[dict, ...]:
        return tuple(page for page in self.record["pages"] if page["status"] != "published")


def update(out: Path) -> None:
    """Bring the index up to date with the periods that lie in `out`, in the languages of the newest."""
    with locked(out / ".locks" / "index", "the index of reports", wait=True):
        entries = published(out)
        if not entries:
            return
        languages = entries[0].record["languages"]
        try:
            for language in languages:
                publish.write(out / folder.file_name("index", language, languages), page(entries, language))
        except OSError as error:
            raise publish.refused(error, out) from error


def published(out: Path) -> tuple[Entry, ...]:
    """The published periods, the newest data first."""
    places = [path.parent for path in out.glob("*/run.json") if not path.parent.name.startswith(".")]
    records = {place: folder.record(place) for place in places}
    entries = [Entry(record, readings.headline(folder.figures(place), record["headline"])) for place, record in records.items()]
    return tuple(sorted(entries, key=lambda entry: (entry.record["end"], entry.record["start"], entry.label), reverse=True))
