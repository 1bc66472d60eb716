"""A year at a glance: its quarters and months with the figure that the sentence begins with, its weeks as small squares."""

import datetime as dt
from collections.abc import Mapping, Sequence

from opsreport.periods import Calendar, Period, containing
from opsreport.run.entries import Entry, href, known, leading
from opsreport.show import format as said
from opsreport.show.format import COMMA, SEMICOLON, STOP, Locale
from opsreport.show.markup import Html, element, html
from opsreport.units import Unit
from opsreport.words import Text

YEAR = Text("{year}年", "{year}")
NOTE = Text("每月一格：{name}，与目标相比，达标项数", "A cell a month: {name}, against its target, figures on target")
SQUARES = Text("方格为周报", "squares are weekly reports")
ON_TARGET = Text("{met}/{of}项达标", "{met}/{of} on target")
NOT_YET, RUNNING, ABSENT = Text("未开始", "not begun"), Text("进行中", "running"), Text("没有报告", "no report")
MARKS = {"gap": ("!", Text("有缺口", "incomplete")), "restated": ("↻", Text("数据有修订", "restated")), "running": ("…", RUNNING)}
MET, MISSED = ("✓", Text("达标", "on target")), ("✕", Text("未达标", "missed"))
SENTENCE = Text("。", ". ")
WEEKS = Text("{quarter}各周周报", "weekly reports of {quarter}")
WEEK = Text("第{n}周", "week {n}")


def years(entries: Sequence[Entry], locale: Locale) -> list[Html]:
    """A section for each year that has months, quarters or weeks, the newest first; older ones are folded.

    A month without a report has not begun, is running, or lacks one as of the day on which the newest was published.
    """
    by = {entry.record["period"]: entry for entry in entries}
    last = max((entry.made_on for entry in entries), default=None)
    return [_year(year, by, last, locale, folded=place > 0) for place, year in enumerate(covered(entries))]


def covered(entries: Sequence[Entry]) -> list[int]:
    """The years that have a section, the newest first."""
    return sorted({entry.period.start.year for entry in entries if entry.period.unit in ("month", "quarter", "week")}, reverse=True)


def _year(year, by, last, locale, *, folded):
    entries = [entry for entry in by.values() if entry.period.start.year == year]
    calendar = entries[0].period.calendar
    title, leads = locale[YEAR.format(year=year)], leading(entries[0], locale)
    quarters = [containing("quarter", dt.date(year, month, 1), Calendar(calendar.week_start)) for month in (10, 7, 4, 1)]
    note = element("p", {"class": "small"}, locale[NOTE.format(name=leads)], _legend(entries, locale)) if leads else None
    body = html(note, [_quarter(quarter, by, calendar, last, locale) for quarter in quarters if _any(quarter, entries)])
    if folded:
        head = element("details", {}, element("summary", {}, element("h2", {}, title)), element("div", {}, body))
        return element("section", {"id": f"year-{year}", "class": "folded"}, head)
    return element("section", {"id": f"year-{year}"}, element("h2", {}, title), body)


def _legend(entries, locale) -> str:
    """What else stands there: squares where there are weekly reports, and the signs that occur."""
    months = [entry for entry in entries if entry.period.unit in ("month", "quarter")]
    met = {bool(entry.leading["met"]) for entry in months if entry.leading and entry.leading.get("met") is not None}
    signs = [sign for sign, there in ((MET, True in met), (MISSED, False in met)) if there]
    marks = {_mark(entry) for entry in entries}
    signs += [sign for sign in MARKS.values() if sign in marks]
    weeks = locale[SEMICOLON] + locale[SQUARES] if any(entry.period.unit == "week" for entry in entries) else ""
    told = locale[COMMA].join(f"{sign}{'' if locale.zh else ' '}{locale[word]}" for sign, word in signs)
    return weeks + locale[SENTENCE] + (told + locale[STOP] if told else "")


def _any(quarter, entries):
    return any(entry.period.start < quarter.end and quarter.start < entry.period.end for entry in entries)


def _quarter(quarter, by, calendar, last, locale):
    own = by.get(quarter.label)
    name = said.period(quarter, locale, beside=quarter)
    named = element("a", {"href": href(own, locale)}, name) if own else name
    months = [containing("month", dt.date(quarter.start.year, quarter.start.month + n, 1), calendar) for n in range(3)]
    weeks = _weeks(quarter, by, calendar, locale)
    return element(
        "div",
        {"class": "quarter"},
        element("h3", {}, named, element("small", {}, _lines(own, locale)) if own else None),
        element("ul", {"class": "months"}, [_month(month, by.get(month.label), last, locale) for month in months]),
        element("ul", {"class": "weeks", "aria-label": locale[WEEKS.format(quarter=name)]}, weeks) if weeks else None,
    )


def _month(month: Period, entry: Entry | None, last, locale):
    name = element("b", {}, said.period(month, locale, beside=month))
    if entry is None:
        why = NOT_YET if month.start > last else RUNNING if month.whole_end > last else ABSENT
        return element("li", {}, element("span", {"class": "off"}, name, element("br", {}), locale[why]))
    mark = _mark(entry)
    noted = element("small", {}, f" {mark[0]} ", locale[mark[1]]) if mark else None
    return element("li", {}, element("a", {"href": href(entry, locale)}, name, noted, element("br", {}), _lines(entry, locale)))


def _mark(entry) -> tuple[str, Text] | None:
    if any(page["status"] != "published" for page in entry.record["pages"]):
        return MARKS["gap"]
    if entry.record.get("restated"):
        return MARKS["restated"]
    return MARKS["running"] if entry.record["running"] else None


def _lines(entry, locale) -> Html:
    """The leading figure, how it stands to its target, and how many figures are on target."""
    figure = entry.leading
    value = known(entry, figure)[1] if figure else None
    lines = [said.figure(value, Unit(figure["unit"]), locale)] if value is not None else []
    if figure and figure.get("met") is not None:
        sign, word = MET if figure["met"] else MISSED
        share = f" {said.fixed(100 * figure['achievement'], 1)}%" if figure.get("achievement") is not None else ""
        glyph = element("span", {"aria-hidden": "true", "class": None if figure["met"] else "bad"}, sign)
        lines.append(html(glyph, element("span", {"class": "hide"}, locale[word]), share))
    met, of = entry.told.get("on_target") or (0, 0)
    if of:
        lines.append(locale[ON_TARGET.format(met=met, of=of)])
    return html([html(element("br", {}) if place else None, line if isinstance(line, Html) else str(line)) for place, line in enumerate(lines)])


def _weeks(quarter, by: Mapping[str, Entry], calendar, locale):
    """The weeks that begin in the quarter; none where no weekly report lies in it."""
    week = containing("week", quarter.start, calendar)
    week, weeks = week if week.start >= quarter.start else week.step(1), []
    while week.start < quarter.end:
        weeks.append(week)
        week = week.step(1)
    return [_week(one, by.get(one.label), locale) for one in weeks] if any(one.label in by for one in weeks) else []


def _week(week, entry, locale):
    number = int(week.label[-2:])
    name = html(element("span", {"class": "hide"}, locale[WEEK.format(n=number)]), element("span", {"aria-hidden": "true"}, str(number)))
    if entry is None:
        return element("li", {}, element("span", {"class": "off"}, name))
    mark = _mark(entry)
    noted = html(mark[0], element("span", {"class": "hide"}, locale[mark[1]])) if mark else None
    return element("li", {}, element("a", {"href": href(entry, locale), "class": "bad" if mark and mark[0] == "!" else None}, name, noted))
