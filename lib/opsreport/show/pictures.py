"""Figures of a page: a chart under a title that says what is seen, its reading in words, its data one tap away."""

from opsreport.show import cards, format, terms, wording
from opsreport.show.charts import cohorts as draw_cohorts
from opsreport.show.charts import columns as draw_columns
from opsreport.show.charts import responsive
from opsreport.show.charts import trend as draw_trend
from opsreport.show.format import Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.subject import Subject, subject
from opsreport.show.tables import data_table, more, number, table
from opsreport.show.theme import NARROW, STEPS
from opsreport.words import Text

COHORT_COLUMNS = 6  # ages that a phone has room for
HOW = Text(
    "此前12期的均值±2.66×相邻两期之差的平均值（XmR图）。落在范围内的起伏每期都会有，不必找原因。",
    "The mean of the 12 earlier periods ± 2.66 × the mean difference of neighbours (an XmR chart). Ups and downs within it happen in every period and need no cause.",
)


def picture(title, below: str, chart: Html | None, *rest) -> Html:
    caption = element("figcaption", {}, element("b", {}, title), below)
    return element("figure", {}, caption, element("div", {"class": "chart"}, chart) if chart else None, *rest)


def absent(figure, locale: Locale) -> Html:
    """In the place of a picture that cannot be drawn: which one, and why."""
    named = element("b", {}, plain(wording.name(figure, locale)))
    return element("p", {"class": "read none"}, named, "：" if locale.zh else ": ", wording.reason(figure.reading, locale))


def trends(figures, locale: Locale) -> Html:
    """A trend for each figure; two and more stand side by side on wide screens."""
    alone = len(figures) == 1
    drawn = [trend(subject(figure), locale, narrow=not alone) for figure in figures]
    return html(drawn) if alone else element("div", {"class": "pair"}, drawn)


def trend(shown: Subject, locale: Locale, *, narrow: bool = False) -> Html:
    if sum(value is not None for value in shown.values) < 2 or shown.value is None:
        return absent(shown.figure, locale)

    def draw(size):
        ticks = _ticks(shown.periods, locale, 6 if size is NARROW else 3)
        band = (shown.usual.low, shown.usual.high) if shown.usual else None
        word = "正常范围" if locale.zh else "Usual range"
        names = (word + ("" if locale.zh else " ") + wording.usual(shown, locale), word) if band else ("", "")
        return draw_trend(
            ticks,
            shown.values,
            cards.spoken(shown, locale),
            size,
            now=shown.place,
            say_value=lambda value: str(format.figure(value, shown.unit, locale)),
            band=band,
            band_words=names,
            compare=_compared(shown, locale),
            color=wording.TOKENS.get(shown.verdict, "ink"),
            hollow=shown.period.running,
        )

    titled, unit = plain(wording.name(shown.figure, locale)), terms.PERIODS[shown.figure.period.unit]
    below = f"{titled}，近{len(shown.values)}{_periods_zh(shown)}" if locale.zh else f"{titled}, last {len(shown.values)} {unit.en}"
    how = ("正常范围怎么算" if locale.zh else "How the usual range is made", element("p", {}, locale[HOW])) if shown.usual else None
    data = ("数据表" if locale.zh else "Data", _trend_table(shown, locale))
    title = cards.cut_in_clauses(_with_commas(wording.finding(shown, locale), locale), locale)
    return picture(title, below, draw(NARROW) if narrow else responsive(draw), _read(shown, locale), more(data, how))


def _periods_zh(shown):
    word = terms.PERIODS[shown.figure.period.unit].zh
    return f"个{word}" if word in ("月", "季") else word


def _with_commas(clauses, locale):
    comma = "，" if locale.zh else ","
    return [clause + (comma if place < len(clauses) - 1 else "") for place, clause in enumerate(clauses)]


def _ticks(periods, locale, step):
    """A text for every step-th period, counted back from the last; the year is said where it changes."""
    last, ticks, before = len(periods) - 1, [], None
    if last < 4:
        step = 1
    elif last <= 6:
        step = min(step, 3)
    for place, period in enumerate(periods):
        if (last - place) % step:
            ticks.append("")
            continue
        ticks.append(format.period(period, locale, short=True, beside=before))
        before = period
    return ticks


def _compared(shown, locale):
    """Words at the two points that the figure is compared with."""
    places = {shown.place - 1: shown.previous, shown.place - 12: shown.year_ago} if shown.figure.period.unit == "month" else {shown.place - 1: shown.previous}
    return {
        place: str(format.figure(reading.value, shown.unit, locale))
        for place, reading in places.items()
        if place >= 0 and reading is not None and reading.value is not None and shown.values[place] is not None and not shown.period.running
    }


def _read(shown, locale):
    """The comparisons, n and the interval, as a line."""
    said = []
    for base, year in ((shown.previous, False), (shown.year_ago, True)):
        changed = wording.change(shown, base, locale)
        if changed:
            said.append(wording.base_name(shown, year=year, locale=locale) + ("" if locale.zh else " ") + changed)
    reading = shown.reading
    if reading.n is not None and reading.n != reading.value:
        said.append(f"n={number(reading.n)}")
    if reading.low is not None:
        said.append(f"95%区间{wording.interval(reading, shown.unit, locale)}" if locale.zh else f"95% interval {wording.interval(reading, shown.unit, locale)}")
    said.append(wording.verdict(shown, locale))
    line = ("，" if locale.zh else "; ").join(said) + ("。" if locale.zh else ".")
    return element("p", {"class": "read"}, line[:1].upper() + line[1:])


def _trend_table(shown, locale):
    rows = []
    for period, reading in reversed(shown.figure.trend):
        value = str(format.figure(reading.value, shown.unit, locale, full=True)) if reading.value is not None else wording.reason(reading, locale)
        between = wording.interval(reading, shown.unit, locale) if reading.value is not None and reading.low is not None else ""
        rows.append((format.period(period, locale), value, number(reading.n) if reading.n is not None else "", between))
    used = [True, True, any(row[2] for row in rows), any(row[3] for row in rows)]
    heads = (locale[terms.ONE_PERIOD[shown.figure.period.unit]], "数值" if locale.zh else "Value", "n", "95%区间" if locale.zh else "95% interval")
    keep = [place for place, use in enumerate(used) if use]
    return table(plain(wording.name(shown.figure, locale)), [heads[place] for place in keep], [[row[place] for place in keep] for row in rows])


def cohorts(figure, locale: Locale) -> Html:
    """A cohort table as a heatmap: rows are cohorts, the last row is the whole."""
    if figure.table is None:
        return absent(figure, locale)
    unit, _, *ages = figure.table.columns
    *rows, total = figure.table.rows
    drawn = [row for row in rows if any(rate is not None for rate in row[2:])]
    if not drawn:
        return absent(figure, locale)
    rates = [rate for row in drawn for rate in row[2:] if rate is not None]
    steps, word = _steps(rates), _period_word(unit, locale)

    def draw(size):
        shown = ages[:COHORT_COLUMNS] if size is NARROW else ages[:12]
        cut = lambda row: [None if rate is None else float(rate) for rate in row[2 : 2 + len(shown)]]  # noqa: E731
        over = f"其后第几{word}再来，%" if locale.zh else f"{word}s after, %"
        return draw_cohorts(
            [_cohort_name(row[0], unit, locale) for row in drawn],
            [number(row[1] or 0) for row in drawn],
            [cut(row) for row in drawn],
            _cohort_label(figure, total, ages, locale),
            size,
            say_rate=lambda rate: format.fixed(100 * rate, 1),
            heads=("", "人数" if locale.zh else "users", over, *shown),
            steps=steps,
            open_word="小点：未到期" if locale.zh else "dot: window open",
            total=("合计" if locale.zh else "All", number(total[1] or 0), cut(total)),
        )

    basis = "再次下单" if figure.metric.options.get("basis") == "orders" else "仍活跃"
    below = f"每批用户中，其后第N{word}{basis}的比例" if locale.zh else f"share of each cohort that {'orders' if basis == '再次下单' else 'is active'} in the N-th {word} after"
    read = "小点是窗口未到期，不是0。合计只计已到期的各批，按人数加权。" if locale.zh else "A dot is a window that is still open, not a zero. The last row weighs the closed cohorts by their users."
    titled = plain(wording.name(figure, locale))
    data = ("数据表" if locale.zh else "Data", data_table(figure, locale, titled))
    meaning = ("口径" if locale.zh else "Meaning", element("p", {}, wording.formula(figure.metric, locale)))
    return picture(_cohort_title(total, ages, unit, locale), below, responsive(draw), element("p", {"class": "read"}, read), more(data, meaning))


def _period_word(unit, locale):
    return {"zh": {"day": "日", "week": "周", "month": "月", "quarter": "季", "year": "年"}, "en": {u: u for u in ("day", "week", "month", "quarter", "year")}}[
        locale.language
    ][unit]


def _cohort_title(total, ages, unit, locale):
    known = [(age, rate) for age, rate in zip(ages, total[2:], strict=True) if rate is not None]
    word = _period_word(unit, locale)
    if not known:
        return "各批的窗口都未到期" if locale.zh else "No cohort's window has closed yet"
    points = [known[0], *([known[-1]] if len(known) > 1 else [])]
    if locale.zh:
        return "，".join(f"第{age}{word}{format.fixed(100 * rate, 1)}%" for age, rate in points) + "（已到期各批合计）"
    return ", ".join(f"{format.fixed(100 * rate, 1)}% in {word} {age}" for age, rate in points) + " (all closed cohorts)"


def _cohort_label(figure, total, ages, locale):
    rates = "；".join(f"{age}: {format.fixed(100 * rate, 1)}%" for age, rate in zip(ages, total[2:], strict=True) if rate is not None)
    return f"{wording.name(figure, locale)}，热力图，合计 {rates}" if locale.zh else f"{wording.name(figure, locale)}, heatmap, all cohorts: {rates}"


def _cohort_name(label, unit, locale):
    from opsreport.periods import period

    return format.period(period(label), locale, short=True)


def _steps(rates):
    """The eight edges of seven steps, round percents from the least to the greatest."""
    low, high = min(map(float, rates)), max(map(float, rates))
    width = max((high - low) / STEPS, 0.001)
    return [low - 1e-9 + width * step for step in range(STEPS)] + [high + width + 1e-9]


def histogram(figure, locale: Locale) -> Html:
    """A figure whose table counts users by a number, as columns."""
    if figure.table is None:
        return absent(figure, locale)
    name, counted, *_ = figure.table.columns
    rows = figure.table.rows
    values = [row[1] or 0 for row in rows]
    whole, most = sum(values), max(range(len(rows)), key=lambda place: values[place]) if rows else 0
    if not whole:
        return absent(figure, locale)

    def draw(size):
        step = 5 if len(rows) > 12 else 1
        ticks = [str(row[0]) if row[0] == 1 or row[0] % step == 0 else "" for row in rows]
        words = {most: format.fixed(values[most], 0)}
        return draw_columns(ticks, values, label, size, words=words, marked=(most,))

    share = format.fixed(100 * values[most] / whole, 1)
    column = terms.column_word(name, locale.language)
    title = f"最多的是{column}{rows[most][0]}的用户，占{share}%" if locale.zh else f"Most users have {column} {rows[most][0]}: {share}%"
    label = f"{wording.name(figure, locale)}：{title}" if locale.zh else f"{wording.name(figure, locale)}: {title}"
    titled = plain(wording.name(figure, locale))
    below = f"{titled}；横轴为{column}，纵轴为{terms.column_word(counted, locale.language)}" if locale.zh else f"{titled}; across: {column}, up: {terms.column_word(counted, locale.language)}"
    return picture(title, below, responsive(draw), more(("数据表" if locale.zh else "Data", data_table(figure, locale, titled))))
