"""Cards: a figure with its definition, trend, comparisons and verdict."""

from collections.abc import Iterable

from opsreport.show import format, wording
from opsreport.show.charts import sparkline
from opsreport.show.format import Locale
from opsreport.show.markup import NONE, Html, element, html, plain
from opsreport.show.subject import Subject, subject
from opsreport.show.usual import Verdict
from opsreport.words import Text

LABELS = {
    "meaning": Text("口径", "Meaning"),
    "this": Text("本期", "This period"),
    "interval": Text("95%区间", "95% interval"),
    "usual": Text("正常范围", "Usual range"),
    "options": Text("选项", "Options"),
    "id": Text("编号", "Id"),
}


def cards(figures: Iterable, locale: Locale) -> Html:
    """A list of cards, in the order given."""
    return element("ul", {"class": "cards"}, [card(subject(figure), locale) for figure in figures])


def card(shown: Subject, locale: Locale) -> Html:
    titled = plain(wording.name(shown.figure, locale))
    head = element("details", {"class": "def"}, element("summary", {}, element("h3", {}, titled)), definition(shown, locale))
    known = shown.value is not None
    return element(
        "li",
        {"class": "card"},
        head,
        _value(shown, locale) if known else element("p", {"class": "v none"}, wording.reason(shown.reading, locale)),
        _spark(shown, locale),
        element("p", {"class": "state"}, _state(shown, locale)),
        element("dl", {}, _comparisons(shown, locale)),
        _verdict(shown, locale) if known else NONE,
    )


def _value(shown, locale):
    figure = format.figure(shown.value, shown.unit, locale)
    after = element("small", {}, figure.after.strip()) if figure.after not in ("%", "k", "M", "B") else figure.after
    return element("p", {"class": "v"}, figure.before, figure.number, after)


def _state(shown, locale):
    """Of which period the figure is, where that is not the report's own."""
    if shown.late:
        period = format.period(shown.period, locale, beside=shown.figure.period)
        return f"{period}；本期观察期未满" if locale.zh else f"{period}; this period's window is open"
    if shown.period.running:
        days, whole = shown.period.days, (shown.period.whole_end - shown.period.start).days
        return f"进行中，已过{days}/{whole}天" if locale.zh else f"Running: {days} of {whole} days"
    return ""


def _comparisons(shown, locale):
    for base, year in ((shown.previous, False), (shown.year_ago, True)):
        said = wording.change(shown, base, locale)
        if said:
            yield element("dt", {}, wording.base_name(shown, year=year, locale=locale)), element("dd", {}, said)


def _verdict(shown, locale):
    token = wording.TOKENS.get(shown.verdict)
    glyph = element("span", {"aria-hidden": "true"}, wording.GLYPHS[shown.verdict])
    return element("p", {"class": f"verdict {token}" if token else "verdict"}, glyph, " ", wording.verdict(shown, locale))


def _spark(shown, locale):
    if sum(value is not None for value in shown.values) < 2:
        return element("span", {}, NONE)
    values = shown.values[: shown.place + 1]
    band = (shown.usual.low, shown.usual.high) if shown.usual else None
    color = wording.TOKENS.get(shown.verdict, "ink")
    return sparkline(values, spoken(shown, locale), band=band, color=color, hollow=shown.period.running)


def spoken(shown: Subject, locale: Locale) -> str:
    """A trend for those who do not see it."""
    known = [value for value in shown.values if value is not None]
    low, high, now = (str(format.figure(value, shown.unit, locale)) for value in (min(known), max(known), known[-1]))
    titled, count = wording.name(shown.figure, locale), len(shown.values)
    if locale.zh:
        return f"{titled}近{count}期走势：最低{low}，最高{high}，最近{now}" + (f"，正常范围{wording.usual(shown, locale)}" if shown.usual else "")
    return f"{titled}, last {count} periods: lowest {low}, highest {high}, now {now}" + (f", usual range {wording.usual(shown, locale)}" if shown.usual else "")


def definition(shown: Subject, locale: Locale) -> Html:
    """Meaning, figures, interval, usual range, options and id."""
    metric, reading = shown.figure.metric, shown.reading
    rows = [("meaning", wording.formula(metric, locale)), ("this", parts(shown, locale))]
    if reading.value is not None and reading.low is not None:
        rows.append(("interval", wording.interval(reading, shown.unit, locale)))
    if shown.usual:
        rows.append(("usual", wording.usual(shown, locale)))
    rows.append(("options", wording.full_width(("；" if locale.zh else "; ").join(wording.options(metric, locale)), locale)))
    rows.append(("id", metric.id + (f" · {shown.figure.part}" if shown.figure.part else "")))
    return element("dl", {"class": "facts"}, [(element("dt", {}, locale[LABELS[key]]), element("dd", {}, text)) for key, text in rows if text])


def parts(shown: Subject, locale: Locale) -> str:
    """Numerator ÷ denominator in full, and how many were counted."""
    reading = shown.reading
    if reading.value is None:
        return ""
    when = format.period(shown.period, locale) if shown.late else ""
    if reading.numerator is not None and reading.denominator is not None:
        said = " ÷ ".join(number(part) for part in (reading.numerator, reading.denominator))
        if reading.n is not None and reading.n != reading.denominator:
            said += f"，n={number(reading.n)}" if locale.zh else f", n={number(reading.n)}"
    else:
        said = str(format.figure(reading.value, shown.unit, locale, full=True))
        if reading.n is not None and reading.n != reading.value:
            said += f"，n={number(reading.n)}" if locale.zh else f", n={number(reading.n)}"
    return f"{when}{'：' if locale.zh else ': '}{said}" if when else said


def number(value) -> str:
    """A sum of rows in full: whole, or to the cent."""
    whole = format.exact(value) == format.exact(value).to_integral_value()
    return format.fixed(value, 0 if whole else 2)


def judged(figures: Iterable) -> dict[bool | None, list[Subject]]:
    """The figures by verdict: real changes (True), usual variation (False), not judged (None)."""
    out: dict[bool | None, list[Subject]] = {True: [], False: [], None: []}
    for figure in figures:
        shown = subject(figure)
        out[None if shown.verdict is Verdict.UNJUDGED else shown.verdict.real].append(shown)
    return out


def cut_in_clauses(clauses: Iterable[str], locale: Locale) -> Html:
    """A Chinese heading's clauses, each kept whole on a line where it fits; an English one as it is."""
    if locale.zh:
        return html(*(element("span", {"class": "c"}, plain(clause)) for clause in clauses))
    return html(plain(" ".join(clauses)))
