"""The state of the data in a line each: complete, consistent, what ends early, what is not given, which figures are of an earlier period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from opsreport.findings import Findings, State
from opsreport.show import format, terms, wording
from opsreport.show.format import AND, COMMA, SEMICOLON, Locale
from opsreport.show.markup import Html, element, html
from opsreport.show.missing import RECORDS, switched_off
from opsreport.show.tables import more
from opsreport.units import Unit
from opsreport.words import Text

NAMED = 4
SMALL = 3  # tables that are named one by one where the others are lacking
COMPLETE, CONSISTENT, GAP, OPEN = Text("完整", "Complete"), Text("相符", "Consistent"), Text("未提供", "Not given"), Text("观察期未满", "Open")
BROKEN, OLDER = Text("不符", "Inconsistent"), Text("偏旧", "Older")
ENDS = Text("{table}只到{day}", "{table} end on {day}")
UNRECORDED, NO_RECORDS = Text("缺记录", "Not recorded"), Text("{names}：没有人登记，不计算", "{names}: nobody writes them down, not computed")
TABLES = Text("{n}张表到齐，数据完整到{day}", "{n} tables are in, complete through {day}")
ONE_TABLE = Text("{n}张表，数据完整到{day}", "{n} table is in, complete through {day}")
ASIDE = Text("剔除{aside}行异常（{share}）", "{aside} rows set aside ({share})")
REASONS, DATA_PAGE = Text("原因见{page}", "reasons on the {page}"), Text("数据页", "data page")
BALANCED = Text("{n}本台账都对得上：期初＋增加－减少＝期末", "opening + in − out = closing in all {n} ledgers")
ONE_BALANCED = Text("1本台账是平的：期初＋增加－减少＝期末", "opening + in − out = closing in the one ledger")
OFF_BY = Text("{name}的台账差{difference}", "the ledger of {name} is off by {difference}")
NOT_GIVEN = Text("{names}：{n}项指标不计算", "{names}: {n} figures are not computed")
ONE_NOT_GIVEN = Text("{names}：1项指标不计算", "{names}: one figure is not computed")
AND_MORE = Text("等{n}项", " and more, {n} in all")
WHICH = Text("哪些指标不计算", "Which figures are missing")
LATE = Text("{names}列的是{shown}，{period}观察期{day}满", "{names}: shown for {shown}; {period} closes on {day}")
LATE_SOMETIME = Text("{names}列的是{shown}，{period}观察期未满", "{names}: shown for {shown}; {period} is still open")
USABLE, ONLY = Text("可用", "usable"), Text("只有{names}", "with {names} only")
GAPS, ONE_GAP = Text("缺{n}项", "{n} gaps"), Text("缺1项", "one gap")
STALE, ONE_STALE = Text("{n}张表偏旧", "{n} tables end early"), Text("1张表偏旧", "one table ends early")
DOES_NOT_ADD = Text("有数对不上", "some figures do not add up")


def state(found: Findings, data: State, locale: Locale, *, data_page: Mapping[str, str]) -> Html:
    """data_page: {language: where the page on the data is}, {} where there is none."""
    lines = [_complete(data, locale, data_page.get(locale.language)), *_ledgers(data, locale), *_stale(data, found, locale), *_open(found, locale)]
    lines += _gaps(data, locale)
    details = more((locale[WHICH], switched_off(data.lacking, locale))) if data.lacking else None
    return html(element("ul", {"class": "health"}, [_line(*line, locale) for line in lines]), details)


@dataclass(frozen=True)
class Standing:
    """broken: some figures do not add up; gaps: what is missing; stale: how many tables end early; only: the tables, where these are all there is."""

    broken: bool
    gaps: int
    stale: int
    only: tuple[str, ...] = ()


def standing(data: State) -> Standing:
    """What the section's heading says of the data."""
    few = data.absent and len(data.given) <= SMALL
    return Standing(bool(data.broken), len(data.absent), len(data.stale), data.given if few else ())


def answer(stands: Standing, locale: Locale) -> str:
    """In a few words: the answer to the section's question."""
    said = [DOES_NOT_ADD if stands.broken else USABLE]
    if stands.only:
        said.append(ONLY.format(names=_names(stands.only)))
    elif stands.gaps:
        said.append(ONE_GAP if stands.gaps == 1 else GAPS.format(n=stands.gaps))
    if stands.stale:
        said.append(ONE_STALE if stands.stale == 1 else STALE.format(n=stands.stale))
    words = locale[COMMA].join(locale[each] for each in said)
    return words[:1].upper() + words[1:]


def completed(left: Mapping, pairs: Iterable[tuple[str, str]], locale: Locale) -> dict:
    """What `page.state()` left, with the figures that nobody writes down: these are known when all pages of the report are there.

    pairs: (what is lacking, the name of a figure), of all pages.
    """
    names = list(dict.fromkeys(wording.within(name, locale) for what, name in pairs if what == locale[RECORDS]))
    if not names:
        return dict(left)
    listed = locale[AND].join(names[:NAMED]) + (locale[AND_MORE].format(n=len(names)) if len(names) > NAMED else "")
    line = _line("!", UNRECORDED, locale[NO_RECORDS].format(names=listed), locale)
    told = Html(left["html"][locale.language].replace("</ul>", f"{line}</ul>", 1))
    stands = Standing(**left["standing"])
    said = Html(answer(replace(stands, gaps=stands.gaps + len(names)), locale))
    return left | {"html": left["html"] | {locale.language: told}, "answer": left["answer"] | {locale.language: said}}


def _line(glyph, word, text, locale) -> Html:
    return element("li", {}, element("b", {}, element("span", {"aria-hidden": "true"}, glyph), f" {locale[word]}"), element("span", {}, text))


def _complete(data, locale, href):
    words = ONE_TABLE if len(data.given) == 1 else TABLES
    said = locale[words].format(n=len(data.given), day=format.day(data.until, locale))
    if not data.set_aside:
        return "✓", COMPLETE, said
    aside = locale[ASIDE].format(aside=f"{data.set_aside:,}", share=format.share(data.set_aside, data.read))
    if not href:
        return "✓", COMPLETE, said + locale[SEMICOLON] + aside
    before, after = locale[REASONS].format(page="\0").split("\0")
    link = element("a", {"href": href}, locale[DATA_PAGE])
    return "✓", COMPLETE, html(said, locale[SEMICOLON], aside, locale[COMMA], before, link, after)


def _ledgers(data, locale):
    if data.broken:
        told = [locale[OFF_BY].format(name=_metric(one.metric, locale), difference=_difference(one, locale)) for one in data.broken[:NAMED]]
        yield "!", BROKEN, locale[SEMICOLON].join(told)
    elif data.ledgers:
        yield "✓", CONSISTENT, locale[ONE_BALANCED if data.ledgers == 1 else BALANCED].format(n=data.ledgers)


def _metric(metric, locale):
    return wording.lower_first(wording.metric_name(metric, locale), locale)


def _difference(one, locale):
    return format.fixed(abs(one.difference), 2 if one.metric.unit is Unit.MONEY else 0)


def _stale(data, found, locale):
    """What ends before the period does, the oldest first: as old as the figures that rest on it."""
    if data.stale:
        days = sorted(data.stale.items(), key=lambda one: one[1])
        year = found.period.start.year
        told = [locale[ENDS].format(table=locale[terms.TABLES[name]], day=format.day(day, locale, year=day.year != year)) for name, day in days]
        told = locale[SEMICOLON].join(told)
        yield "!", OLDER, told[:1].upper() + told[1:]


def _open(found, locale):
    """Figures of an earlier period, by the day on which this one's can be known."""
    days: dict = {}
    for one in found.subjects:
        if one.late:
            days.setdefault((one.period.label, one.figure.due_on), []).append(one)
    for ones in days.values():
        (shown, due), now = (ones[0].period, ones[0].figure.due_on), found.period
        names = [wording.called(one.figure, found.figures, locale) for one in ones]
        said = {"shown": format.period(shown, locale, beside=now), "period": format.period(now, locale, beside=now)}
        day = format.day(due, locale, year=due.year != now.start.year) if due else ""
        told = locale[LATE if due else LATE_SOMETIME].format(names=locale[AND].join(names), day=day, **said)
        yield "…", OPEN, told[:1].upper() + told[1:]


def _gaps(data, locale):
    """What is not given, said once."""
    if data.lacking:
        names = [wording.needed((name,), locale) for name in data.absent[:NAMED]]
        listed = locale[AND].join(names) + (locale[AND_MORE].format(n=len(data.absent)) if len(data.absent) > NAMED else "")
        words = ONE_NOT_GIVEN if len(data.lacking) == 1 else NOT_GIVEN
        told = locale[words].format(names=listed, n=len(data.lacking))
        yield "!" if len(data.given) > SMALL else "–", GAP, told[:1].upper() + told[1:]


def _names(tables) -> Text:
    return Text(*(locale_and.join(terms.TABLES[name][language] for name in tables) for language, locale_and in (("zh", AND.zh), ("en", AND.en))))
