"""The page that lists all reports: the newest, how the headline moved, what each page of each period came to, what is missing."""

import datetime as dt
from collections.abc import Sequence

from opsreport.errors import Mistake
from opsreport.metrics import find
from opsreport.periods import Period, period
from opsreport.report import stylesheet
from opsreport.report.chrome import LANGUAGE_NAMES, LANGUAGE_TAGS
from opsreport.show import format as said
from opsreport.show.markup import Html, element, html
from opsreport.show.wording import metric_name
from opsreport.units import Unit
from opsreport.words import Text

UNITS = ("month", "week", "quarter", "year", "day", "range")
WORDS = {
    "title": Text("运营分析报告", "Operation analysis reports"),
    "skip": Text("跳到正文", "Skip to the content"),
    "contents": Text("本页目录", "On this page"),
    "latest": Text("最新一期", "Latest"),
    "until": Text("数据截至{day}", "data until {day}"),
    "month": Text("月报", "Months"),
    "week": Text("周报", "Weeks"),
    "quarter": Text("季报", "Quarters"),
    "year": Text("年报", "Years"),
    "day": Text("日报", "Days"),
    "range": Text("自选日期", "Chosen days"),
    "period": Text("期次", "Period"),
    "legend": Text("✓已发布，✕未能生成，…进行中", "✓ published, ✕ could not be made, … still running"),
    "published": Text("已发布", "published"),
    "failed": Text("未能生成", "could not be made"),
    "running": Text("进行中", "running"),
    "missing": Text("缺什么", "What is missing"),
    "none": Text("应有的各期都已发布。", "Every report that is due is published."),
    "absent": Text("! 未发布", "! not published"),
    "gap": Text("! 有缺口", "! incomplete"),
    "of": Text("{period}：{pages}未能生成", "{period}: {pages} could not be made"),
    "row": Text("{first}至{last}，共{n}期", "{first} to {last}, {n} periods"),
    "and": Text("、", ", "),
    "spark": Text("{name}，{first}至{last}，共{n}期", "{name}, {first} to {last}, {n} periods"),
}


def contents(entries: Sequence, absent: Sequence[Period], language: str) -> str:
    """The whole HTML page. entries: the published periods, the newest first; absent: the periods that are due and not there."""
    locale = said.Locale(language, entries[0].record["parameters"]["currency"])
    shop = entries[0].record["shop"][language]
    sections = [_section(unit, of, locale) for unit in UNITS if (of := [entry for entry in entries if entry.record["unit"] == unit])]
    body = html(
        element("a", {"class": "skip", "href": "#main"}, locale[WORDS["skip"]]),
        element("header", {"class": "mast"}, element("p", {}, element("b", {}, shop), " ", locale[WORDS["title"]]), _languages(entries[0], language)),
        element("main", {"id": "main"}, _newest(entries[0], locale), sections, _missing(entries, absent, locale)),
    )
    return f"<!DOCTYPE html>\n{element('html', {'lang': LANGUAGE_TAGS[language]}, _head(shop, locale), element('body', {}, body))}\n"


def _head(shop, locale):
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return element(
        "head",
        {},
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("title", {}, f"{shop} {locale[WORDS['title']]}"),
        element("style", {}, Html(stylesheet())),
    )


def _languages(entry, language):
    languages = entry.record["languages"]
    others = [other for other in languages if other != language]
    names = {other: "index.html" if other == languages[0] else f"index.{other}.html" for other in others}
    return element("p", {}, [element("a", {"href": names[other], "lang": other}, LANGUAGE_NAMES[other]) for other in others])


def _newest(entry, locale):
    until = dt.date.fromisoformat(entry.record["data_until"])
    link = element("a", {"href": _href(entry, "index.html", locale)}, said.period(entry.period, locale))
    when = locale[WORDS["until"].format(day=said.day(until, locale))]
    return html(element("p", {"class": "when"}, element("b", {}, locale[WORDS["latest"]]), " ", when), element("h1", {}, link))


def _href(entry, file, locale):
    """A page of the period, in the reader's language where the period has it."""
    languages = entry.record["languages"]
    plain = locale.language == languages[0] or locale.language not in languages
    return f"{entry.record['period']}/{file if plain else file.replace('.html', f'.{locale.language}.html')}"


def _section(unit, entries, locale):
    return element(
        "section",
        {"id": unit},
        element("h2", {}, locale[WORDS[unit]]),
        element("ul", {"class": "cards"}, [_card(entries, k, locale) for k in range(len(entries[0].headline))]),
        element("div", {"class": "scroll"}, _grid(entries, locale)),
    )


def _card(entries, k, locale):
    """One headline metric: its newest figure that is known, and its way over the published periods."""
    points = [_known(entry, entries[0].headline[k]) for entry in reversed(entries)]
    points = [(one, value) for one, value in points if value is not None]
    if not points:
        return None
    figure, (newest, value) = entries[0].headline[k], points[-1]
    name = _name(figure, locale)
    value = str(said.figure(value, Unit(figure["unit"]), locale))
    of = said.period(newest, locale)
    return element(
        "li",
        {"class": "card"},
        element("h3", {}, name),
        element("p", {"class": "v"}, value),
        _spark(name, points, locale),
        element("p", {"class": "state"}, of),
    )


def _name(figure, locale):
    """The metric's name; its id where the report is older than a change of its name or options."""
    try:
        return metric_name(find(figure["id"])(**figure["options"]), locale)
    except Mistake:
        return figure["id"]


def _known(entry, figure):
    """(period, value) of the figure in an entry: of the last period that is whole, where this one's is not yet known."""
    same = next((each for each in entry.headline if each and figure and (each["id"], each["options"]) == (figure["id"], figure["options"])), None)
    if same is None:
        return entry.period, None
    mature = same.get("latest_mature") if same.get("value") is None else None
    return (period(mature["period"], entry.period.calendar), mature["value"]) if mature else (entry.period, same.get("value"))


def _spark(name, points, locale, width=120, height=32):
    """A line over the periods; nothing where there are fewer than three."""
    if len(points) < 3:
        return None
    values = [float(value) for _, value in points]
    low, size = min(values), max(values) - min(values)
    heights = [(value - low) / size if size else 0.5 for value in values]
    steps = [f"{i * width / (len(values) - 1):.1f} {height - 2 - up * (height - 4):.1f}" for i, up in enumerate(heights)]
    first, last = (said.period(points[i][0], locale) for i in (0, -1))
    label = locale[WORDS["spark"].format(name=name, first=first, last=last, n=len(points))]
    line = element("path", {"d": f"M{'L'.join(steps)}", "style": "fill:none;stroke:var(--ink);stroke-width:1.5"})
    return element("svg", {"class": "spark", "viewBox": f"0 0 {width} {height}", "role": "img", "aria-label": label}, line)


def _grid(entries, locale):
    """Periods × pages."""
    titles = {page["id"]: page["title"][locale.language] for entry in entries for page in entry.record["pages"]}
    heads = [element("th", {"scope": "col"}, title) for title in [locale[WORDS["period"]], *titles.values()]]
    rows = [
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, element("a", {"href": _href(entry, "index.html", locale)}, said.period(entry.period, locale))),
            [element("td", {}, _mark(entry, entry.pages.get(page), locale)) for page in titles],
        )
        for entry in entries
    ]
    caption = element("caption", {}, locale[WORDS["legend"]])
    columns = element("colgroup", {}, Html('<col style="width:7rem">'))
    return element("table", {"class": "grid"}, caption, columns, element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows))


def _mark(entry, page, locale):
    if page is None:
        return None
    state = "failed" if page["status"] != "published" else "running" if entry.record["running"] else "published"
    sign = {"failed": "✕", "running": "…", "published": "✓"}[state]
    mark = element("b", {"class": "bad"}, sign) if state == "failed" else sign
    return element("a", {"href": _href(entry, page["file"], locale)}, mark, element("span", {"class": "hide"}, locale[WORDS[state]]))


def _missing(entries, absent, locale):
    there = {entry.record["period"] for entry in entries}
    lines = [("absent", _row(row, locale)) for row in _rows([one for one in absent if one.label not in there])]
    lines += [("gap", _gap(entry, locale)) for entry in reversed(entries) if any(page["status"] != "published" for page in entry.record["pages"])]
    items = [element("li", {}, element("b", {}, locale[WORDS[kind]]), element("span", {}, line)) for kind, line in lines]
    body = element("ul", {"class": "health"}, items) if items else element("p", {}, locale[WORDS["none"]])
    return element("section", {"id": "missing"}, element("h2", {}, locale[WORDS["missing"]]), body)


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
    return first if len(row) == 1 else locale[WORDS["row"].format(first=first, last=last, n=len(row))]


def _gap(entry, locale):
    pages = [page["title"][locale.language] for page in entry.record["pages"] if page["status"] != "published"]
    return WORDS["of"].format(period=said.period(entry.period, locale), pages=locale[WORDS["and"]].join(pages))[locale.language]
