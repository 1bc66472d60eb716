"""What is missing, late, restated, and what is due next, as lines of the list of reports."""

from collections.abc import Sequence

from opsreport.periods import Period, containing
from opsreport.report.restatement import lines
from opsreport.run.entries import Entry, href
from opsreport.run.plan import recorded
from opsreport.show import format as said
from opsreport.show.format import AND, COLON, SEMICOLON, Locale
from opsreport.show.markup import Html, element, html
from opsreport.words import Text

UNITS = ("month", "week", "quarter", "year", "day", "range")
KINDS = {
    "absent": Text("! 未发布", "! not published"),
    "gap": Text("! 有缺口", "! incomplete"),
    "restated": Text("↻ 数据修订", "↻ restated"),
    "due": Text("… 将到", "… due"),
}
NONE = Text("应有的各期都已发布。", "Every report that is due is published.")
OF = Text("{period}：{pages}未能生成", "{period}: {pages} could not be made")
ROW = Text("{first}至{last}，共{n}期", "{first} to {last}, {n} periods")
MORE = Text("；共{n}项", "; {n} in all")
COUNTED = Text("{n}项，变化小于所印的位数", "{n}, by less than the digits that are printed")
DUE = Text("{period}：{day}起可以生成", "{period}: can be made from {day}")
SHOWN = 2  # restated figures that are named


def late(entries: Sequence[Entry], absent: Sequence[Period], locale: Locale) -> Html:
    """entries: the newest first; absent: the periods that are due and not there."""
    there = {entry.record["period"] for entry in entries}
    lines = [("absent", _row(row, locale)) for row in _rows([one for one in absent if one.label not in there])]
    lines += [("gap", _gap(entry, locale)) for entry in reversed(entries) if any(page["status"] != "published" for page in entry.record["pages"])]
    missing = bool(lines)
    lines += [("restated", _restated(entry, locale)) for entry in entries if (entry.record.get("restated") or {}).get("figures")]
    lines += [("due", locale[DUE].format(period=said.period(one, locale), day=said.day(one.end, locale))) for one in _next(entries[0])]
    items = [element("li", {}, element("b", {}, locale[KINDS[kind]]), element("span", {}, line)) for kind, line in lines]
    return html(None if missing else element("p", {}, locale[NONE]), element("ul", {"class": "health"}, items) if items else None)


def _next(newest) -> list[Period]:
    """The period of each cadence that the data have not closed yet."""
    its = recorded(newest.record)
    return [containing(unit, its.until, its.calendar) for unit in its.cadences]


def _rows(periods: Sequence[Period]) -> list[list[Period]]:
    """Periods that follow one another, together."""
    rows: list[list[Period]] = []
    for one in sorted(periods, key=lambda each: (UNITS.index(each.unit), each.start)):
        if rows and rows[-1][-1].unit == one.unit and rows[-1][-1].end == one.start:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _row(row, locale):
    first, last = (said.period(row[i], locale) for i in (0, -1))
    return first if len(row) == 1 else locale[ROW.format(first=first, last=last, n=len(row))]


def _gap(entry, locale):
    pages = [page["title"][locale.language] for page in entry.record["pages"] if page["status"] != "published"]
    return locale[OF].format(period=said.period(entry.period, locale), pages=locale[AND].join(pages))


def _restated(entry, locale):
    """The first figures of the headline that are not what was published before."""
    restated = entry.record["restated"]
    told, every = lines(restated, locale)[:SHOWN], len(restated["figures"]) + restated["more"]
    counted = COUNTED.format(n=every) if not told else MORE.format(n=every) if every > len(told) else None
    link = element("a", {"href": href(entry, locale)}, said.period(entry.period, locale))
    return html(link, locale[COLON], locale[SEMICOLON].join(told), locale[counted] if counted else None)
