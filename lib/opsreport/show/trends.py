"""A figure over the trailing periods, beside its usual range."""

from opsreport.show import attained, cards, format, terms, wording
from opsreport.show.charts import responsive
from opsreport.show.charts import trend as draw
from opsreport.show.format import STOP, Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.pictures import DATA, absent, picture
from opsreport.show.tables import more, number, table
from opsreport.show.theme import NARROW
from opsreport.subjects import Subject, subject
from opsreport.words import Text

BELOW = Text("{name}，近{count}{unit}", "{name}, last {count} {unit}")
USUAL = Text("正常范围{range}", "Usual range {range}")
TARGET = Text("目标{value}", "Target {value}")
USUAL_SHORT = Text("正常范围", "Usual range")
INTERVAL = Text("95%区间{range}", "95% interval {range}")
VALUE, BETWEEN = Text("数值", "Value"), Text("95%区间", "95% interval")
HOLLOW = Text("（空心点）", " (hollow dots)")
JOINT = Text("，", "; ")
NAMED = 2  # earlier periods beyond the range that are named
HOW_WORD = Text("正常范围怎么算", "How the usual range is made")
HOW = Text(
    "此前12期的均值±2.66×相邻两期之差的平均值（XmR图），不计大促、节庆期和孤立的异常期；总量按本期天数折算。落在范围内的起伏每期都会有，不必找原因；"
    "超出范围、连续8期在均值同侧、或近4期有3期贴近同一侧界限，才算真实变化。"
    "刚刚超出界限的标“待观察”；范围太宽的不判断；只增不减的累计数看每期的增量。",
    "The mean of the 12 earlier periods ± 2.66 × the mean difference of neighbours (an XmR chart), without sales, holidays and lone outliers; "
    "totals are taken for as many days as this period has. "
    "Ups and downs within it happen in every period and need no cause. A change is real beyond the range, with 8 periods in a row on one side of the "
    "mean, or with 3 of the last 4 near the same end. What is just beyond the range is to be watched, within too wide a one it is not judged; of a "
    "total that only grows its steps are judged.",
)


def trends(figures, locale: Locale) -> Html:
    """A trend for each figure; two and more stand side by side on wide screens."""
    alone = len(figures) == 1
    drawn = [trend(subject(figure), locale, narrow=not alone) for figure in figures]
    return html(drawn) if alone else element("div", {"class": "pair"}, drawn)


def trend(shown: Subject, locale: Locale, *, narrow: bool = False, title: Html | None = None) -> Html:
    """title: where the finding and its reading stand beside it already."""
    if sum(value is not None for value in shown.values) < 2 or shown.value is None:
        return absent(shown.figure, locale)
    count, unit = len(shown.values), terms.PERIODS[shown.figure.period.unit]
    below = locale[BELOW].format(name=plain(wording.name(shown.figure, locale)), count=count, unit=locale[unit])
    how = (locale[HOW_WORD], element("p", {}, locale[HOW])) if shown.usual else None
    chart = _chart(shown, locale, NARROW) if narrow else responsive(lambda size: _chart(shown, locale, size))
    read = None if title else _read(shown, locale)
    title = title or cards.sentence(wording.finding(shown, locale), locale)
    return picture(title, below, chart, read, more((locale[DATA], _table(shown, locale)), how))


def _chart(shown, locale, size):
    target = attained.line(shown)
    words = (locale[USUAL].format(range=wording.usual(shown, locale)), locale[USUAL_SHORT]) if shown.usual and not shown.grows else ("", "")
    return draw(
        ticks(shown.periods, locale, 6 if size is NARROW else 3),
        shown.values,
        cards.spoken(shown, locale),
        size,
        now=shown.place,
        say_value=lambda value: str(format.figure(value, shown.unit, locale)),
        band=(shown.usual.low, shown.usual.high) if shown.usual and not shown.grows else None,
        band_words=words,
        compare=_compared(shown, locale),
        color=wording.TOKENS.get(shown.verdict, "ink"),
        hollow=shown.period.running,
        target=target,
        target_word=locale[TARGET].format(value=format.figure(target, shown.unit, locale)) if target is not None else "",
        left_out={place: locale[name] for place, name in shown.apart.items()},
        beyond=_beyond(shown, locale),
    )


def _beyond(shown, locale) -> dict[int, str]:
    """The periods that lie furthest beyond the usual range: {place: which, and its value}. A spike without a name asks what it is."""
    if not shown.usual or shown.grows:
        return {}
    low, high = float(shown.usual.low), float(shown.usual.high)
    far = {k: max(float(v) - high, low - float(v)) for k, v in enumerate(shown.values) if v is not None and k != shown.place and k not in shown.apart}
    places = [place for place in sorted(far, key=far.get, reverse=True)[:NAMED] if far[place] > 0]
    when = {place: format.period(shown.periods[place], locale, short=True, beside=shown.period) for place in places}
    gap = "" if locale.zh else " "
    return {place: f"{word}{gap}{format.figure(shown.values[place], shown.unit, locale)}" for place, word in when.items()}


def ticks(periods, locale: Locale, step: int) -> list[str]:
    """A text for every step-th period, counted back from the last; the year is said where it changes."""
    last, said, before = len(periods) - 1, [], None
    step = 1 if last < 4 else min(step, 3) if last <= 6 else step
    for place, period in enumerate(periods):
        if (last - place) % step:
            said.append("")
            continue
        ranges = period.unit == "range"  # too long for an axis: their first day
        said.append(format.day(period.start, locale, year=False) if ranges else format.period(period, locale, short=True, beside=before))
        before = period
    return said


def _compared(shown, locale):
    """Words at the points that the figure is compared with: {place: word}."""
    if shown.period.running:  # compared with the same elapsed part, which is no point of this line
        return {}
    labels = [period.label for period in shown.periods]
    ago = shown.period.year_ago()
    bases = [(shown.period.step(-1).label, shown.previous), (ago.label if ago else "", shown.year_ago)]
    known = [(labels.index(label), reading) for label, reading in bases if label in labels and reading is not None and reading.value is not None]
    return {place: str(format.figure(reading.value, shown.unit, locale)) for place, reading in known if shown.values[place] is not None}


def _read(shown, locale):
    """The comparisons, n, the interval, the usual range and the verdict, as a line; a range is never broken."""
    reading = shown.reading
    said = [base + ("" if locale.zh else " ") + changed for base, changed in wording.comparisons(shown, locale)]
    if by_day := wording.per_day(shown, locale):
        said.append(by_day)
    if reading.n is not None and reading.n != reading.value:
        said.append(f"n={number(reading.n)}")
    if reading.low is not None:
        said.append(_whole(locale[INTERVAL].format(range=wording.interval(reading, shown.unit, locale))))
    if shown.usual:
        said.append(html(_whole(wording.lower_first(locale[USUAL].format(range=wording.usual(shown, locale)), locale)), _without(shown, locale)))
    said.append(wording.lower_first(wording.verdict(shown, locale), locale))
    said[0] = said[0] if isinstance(said[0], Html) else said[0][:1].upper() + said[0][1:]
    line = [part for one in said for part in (locale[JOINT], one)][1:]
    return element("p", {"class": "read"}, *line, locale[STOP].strip())


def _without(shown, locale):
    left_out = wording.without(shown, locale)
    return locale[format.COMMA] + left_out + locale[HOLLOW] if left_out else None


def _whole(text):
    return element("span", {"class": "n"}, text)


def _table(shown, locale):
    rows = []
    for period, reading in reversed(shown.trend):
        known = reading.value is not None
        value = str(format.figure(reading.value, shown.unit, locale, full=True)) if known else wording.reason(reading, locale)
        n = number(reading.n) if reading.n is not None else ""
        rows.append(
            (format.period(period, locale), value, n, wording.interval(reading, shown.unit, locale) if known and reading.low is not None else "")
        )
    heads = (locale[terms.ONE_PERIOD[shown.figure.period.unit]], locale[VALUE], "n", locale[BETWEEN])
    used = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    return table(plain(wording.name(shown.figure, locale)), [heads[place] for place in used], [[row[place] for place in used] for row in rows])
