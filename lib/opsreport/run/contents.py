"""The page that lists all reports: what the newest says, a year at a glance, what is missing or late, how the headline moved, all pages."""

import datetime as dt
import re
from collections.abc import Sequence

from opsreport.periods import Period
from opsreport.report import stylesheet
from opsreport.report.chrome import LANGUAGE_NAMES, LANGUAGE_TAGS
from opsreport.report.entries import name as named
from opsreport.run.entries import Entry, course, href
from opsreport.run.late import late
from opsreport.run.year import YEAR, covered, years
from opsreport.show import format as said
from opsreport.show.cards import in_clauses
from opsreport.show.charts import sparkline
from opsreport.show.format import COLON, COMMA, SEMICOLON, STOP, Locale
from opsreport.show.markup import Html, element, html
from opsreport.units import Unit
from opsreport.words import Text

UNITS = ("month", "week", "quarter", "year", "day", "range")
WORDS = {
    "title": Text("运营分析报告", "Operation analysis reports"),
    "skip": Text("跳到正文", "Skip to the content"),
    "contents": Text("本页目录", "On this page"),
    "latest": Text("最新一期：{period}", "Latest: {period}"),
    "until": Text("数据截至{day}，{made}发布", "data until {day}, published on {made}"),
    "on_target": Text("{met}/{of}项达标", "{met} of {of} on target"),
    "real": Text("{n}项真实变化", "{n} real changes"),
    "one_real": Text("1项真实变化", "one real change"),
    "todo": Text("{n}件要做的事", "{n} things to do"),
    "one_todo": Text("1件要做的事", "one thing to do"),
    "open": Text("打开{period}的报告", "Open the report of {period}"),
    "late": Text("缺什么、晚了什么", "Missing and late"),
    "headline": Text("核心指标", "Headline figures"),
    "month": Text("月报", "Months"),
    "week": Text("周报", "Weeks"),
    "quarter": Text("季报", "Quarters"),
    "year": Text("年报", "Years"),
    "day": Text("日报", "Days"),
    "range": Text("自选日期", "Chosen days"),
    "period": Text("期次", "Period"),
    "foot": Text("已发布{n}期。只含相对链接，可以整个文件夹移走。", "Reports published: {n}. All links are relative: the folder can be moved."),
    "caption": Text("每期各页", "The pages of each period"),
    "published": Text("已发布", "published"),
    "failed": Text("未能生成", "could not be made"),
    "running": Text("进行中", "running"),
    "spark": Text("{name}，{first}至{last}，共{n}期", "{name}, {first} to {last}, {n} periods"),
}
SIGNS = {"published": "✓", "failed": "✕", "running": "…"}
FIRST = re.compile("[；;]")  # what follows the first finding of a sentence stands in the report
CLAUSE = re.compile("[^，；]+[，；]?")  # a Chinese heading never breaks inside a clause that fits
DRAWN = 13  # periods of a figure's line
SHOWN = 12  # periods of a kind that stand open; older ones are folded
OLDER = Text("更早的{n}期", "{n} earlier ones")


def contents(entries: Sequence[Entry], absent: Sequence[Period], language: str) -> str:
    """The whole HTML page. entries: the published periods, the newest first; absent: the periods that are due and not there."""
    locale = Locale(language, entries[0].record["parameters"]["currency"], entries[0].names)
    shop = entries[0].record["shop"][language]
    overview = years(entries, locale)
    units = [unit for unit in UNITS if any(entry.record["unit"] == unit for entry in entries)]
    newest, *older = [(f"year-{year}", YEAR.format(year=year)) for year in covered(entries)] or [None]
    parts = [newest, ("late", WORDS["late"]), ("headline", WORDS["headline"]), *((unit, WORDS[unit]) for unit in units), *older]
    main = [
        _newest(entries[0], locale),
        overview[:1],
        element("section", {"id": "late"}, element("h2", {}, locale[WORDS["late"]]), late(entries, absent, locale)),
        _headline(entries, locale),
        [_section(unit, [entry for entry in entries if entry.record["unit"] == unit], locale) for unit in units],
        overview[1:],
    ]
    jumps = [_jump(*part, locale) for part in parts if part]
    contents = element("nav", {"class": "toc", "aria-label": locale[WORDS["contents"]]}, element("ul", {}, jumps))
    body = html(
        element("a", {"class": "skip", "href": "#main"}, locale[WORDS["skip"]]),
        element("header", {"class": "mast"}, element("p", {}, element("b", {}, shop), " ", locale[WORDS["title"]]), _languages(entries[0], language)),
        element("div", {"class": "frame"}, contents, element("main", {"id": "main"}, main)),
        element("footer", {}, element("p", {}, locale[WORDS["foot"].format(n=len(entries))])),
    )
    return f"<!DOCTYPE html>\n{element('html', {'lang': LANGUAGE_TAGS[language]}, _head(shop, locale), element('body', {}, body))}\n"


def _jump(target, word, locale):
    return element("li", {}, element("a", {"href": f"#{target}"}, locale[word]))


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
    """When, the first finding, one line of state, the way in."""
    period = said.period(entry.period, locale)
    link = element("a", {"href": href(entry, locale)}, period)
    sentence = _first(entry.sentence(locale.language), locale)
    state = _state(entry, locale)
    way_in = element("a", {"href": href(entry, locale)}, locale[WORDS["open"].format(period=period)])
    return html(
        element("p", {"class": "when"}, element("b", {}, locale[WORDS["latest"].format(period=period)]), " ", _when(entry, locale)),
        element("h1", {}, in_clauses(CLAUSE.findall(sentence), locale) if sentence and locale.zh else sentence or link),
        element("p", {}, html(state, locale[STOP], "" if locale.zh else " ") if state else None, way_in) if sentence else None,
    )


def _first(sentence: str, locale) -> str:
    """The first finding of a summary's sentence."""
    first, *rest = FIRST.split(sentence, maxsplit=1)
    return first + locale[STOP] if rest else sentence


def _when(entry, locale):
    until = dt.date.fromisoformat(entry.record["data_until"])
    words = {"day": said.day(until, locale), "made": said.day(entry.made_on, locale)}
    return locale[WORDS["until"]].format(**words)


def _state(entry, locale) -> str:
    """On target, real changes, things to do; "" where the summary told nothing."""
    told, parts = entry.told, []
    met, of = told.get("on_target") or (0, 0)
    if of:
        parts.append(locale[WORDS["on_target"]].format(met=met, of=of))
    parts += [locale[WORDS[what if told[what] > 1 else f"one_{what}"]].format(n=told[what]) for what in ("real", "todo") if told.get(what)]
    return locale[COMMA].join(parts)


def _headline(entries, locale):
    """The headline of the commonest kind of report, each figure with its way."""
    unit = entries[0].record["unit"]
    same = [entry for entry in entries if entry.record["unit"] == unit]
    cards = [_card(same, figure, locale) for figure in same[0].headline if figure]
    return element("section", {"id": "headline"}, element("h2", {}, locale[WORDS["headline"]]), element("ul", {"class": "cards"}, cards))


def _card(entries, figure, locale):
    points = course(entries, figure)
    if not points:
        return None
    name, (newest, value) = named(figure, locale), points[-1]
    return element(
        "li",
        {"class": "card"},
        element("h3", {}, name),
        element("p", {"class": "v"}, str(said.figure(value, Unit(figure["unit"]), locale))),
        _spark(name, points, locale),
        element("p", {"class": "state"}, said.period(newest, locale)),
    )


def _spark(name, points, locale):
    """A line over the periods, each at its own distance: one that was not published is a gap. Nothing where only one is known."""
    if len(points) < 2:
        return element("span", {})
    (first, _), (last, _) = points[0], points[-1]
    by = {period.label: value for period, value in points}
    span = {"first": said.period(first, locale), "last": said.period(last, locale), "n": len(points)}
    return sparkline([by.get(label) for label in _labels(first, last)], locale[WORDS["spark"].format(name=name, **span)])


def _labels(first: Period, last: Period) -> list[str]:
    """The periods from the first to the last, at most so many."""
    labels = [last.label]
    while len(labels) < DRAWN and last.start > first.start:
        last = last.step(-1)
        labels.append(last.label)
    return labels[::-1]


def _section(unit, entries, locale):
    older = entries[SHOWN:]
    folded = element("details", {}, element("summary", {}, locale[OLDER.format(n=len(older))]), _grid(older, locale)) if older else None
    return element(
        "section",
        {"id": unit},
        element("h2", {}, locale[WORDS[unit]]),
        _grid(entries[:SHOWN], locale),
        element("div", {"class": "more"}, folded) if folded else None,
    )


def _grid(entries, locale):
    """Periods × pages."""
    titles = {page["id"]: page["title"][locale.language] for entry in entries for page in entry.record["pages"]}
    heads = [element("th", {"scope": "col"}, title) for title in [locale[WORDS["period"]], *titles.values()]]
    rows = [
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, element("a", {"href": href(entry, locale)}, said.period(entry.period, locale))),
            [element("td", {}, _mark(entry, entry.pages.get(page), locale)) for page in titles],
        )
        for entry in entries
    ]
    caption = element("caption", {}, _legend(entries, locale))
    columns = element("colgroup", {}, Html('<col style="width:7rem">'))
    return element("table", {"class": "grid"}, caption, columns, element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows))


def _legend(entries, locale) -> str:
    """What the signs mean that occur."""
    there = {_state_of(entry, page) for entry in entries for page in entry.record["pages"]}
    told = locale[COMMA].join(f"{sign}{'' if locale.zh else ' '}{locale[WORDS[state]]}" for state, sign in SIGNS.items() if state in there)
    return f"{locale[WORDS['caption']]}{locale[COLON]}{told}" if told else locale[WORDS["caption"]]


def _state_of(entry, page) -> str:
    return "failed" if page["status"] != "published" else "running" if entry.record["running"] else "published"


def _mark(entry, page, locale):
    if page is None:
        return None
    state = _state_of(entry, page)
    sign = SIGNS[state]
    mark = element("b", {"class": "bad"}, sign) if state == "failed" else sign
    what = f"{page['title'][locale.language]}{locale[SEMICOLON]}{locale[WORDS[state]]}"
    return element("a", {"href": href(entry, locale, page["file"])}, mark, element("span", {"class": "hide"}, what))
