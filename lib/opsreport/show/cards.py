"""Cards: a figure with its definition, trend, comparisons and verdict."""

from collections.abc import Iterable

from opsreport.show import attained, format, wording
from opsreport.show.charts import sparkline
from opsreport.show.format import COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import NONE, Html, element, html, plain
from opsreport.subjects import Subject, subject
from opsreport.words import Text

TARGET = Text("目标", "Target")
LABELS = {
    "meaning": Text("口径", "Meaning"),
    "this": Text("本期", "This period"),
    "interval": Text("95%区间", "95% interval"),
    "usual": Text("正常范围", "Usual range"),
    "target": TARGET,
    "options": Text("选项", "Options"),
    "id": Text("编号", "Id"),
}
OPEN, CLOSES = Text("{period}观察期未满", "{period}: window still open"), Text("{period}观察期{day}满", "{period} closes on {day}")
RUNNING = Text("进行中，已过{days}/{whole}天", "Running: {days} of {whole} days")
AHEAD = Text("，按进度预计{value}（{range}）", ", heading for {value} ({range})")
SPOKEN = Text("{name}近{count}期走势：最低{low}，最高{high}，最近{now}", "{name}, last {count} periods: lowest {low}, highest {high}, now {now}")
SPOKEN_RANGE = Text("，正常范围{range}", ", usual range {range}")
SCALES = ("%", "k", "M", "B")  # stand at the number, in its size


def cards(figures: Iterable, locale: Locale) -> Html:
    """A list of cards, in the order given."""
    return element("ul", {"class": "cards"}, [card(subject(figure), locale) for figure in figures])


def card(shown: Subject, locale: Locale) -> Html:
    titled = element("h3", {}, plain(wording.name(shown.figure, locale)))
    compared = [html(element("dt", {}, base), element("dd", {}, said)) for base, said in _rows(shown, locale)]
    return element(
        "li",
        {"class": "card"},
        element("details", {"class": "def"}, element("summary", {}, titled), definition(shown, locale)),
        _value(shown, locale),
        _spark(shown, locale),
        element("p", {"class": "state"}, state(shown, locale)),
        element("dl", {}, compared) if compared else element("p", {}),
        verdict(shown, locale) if shown.value is not None else element("p", {"class": "verdict"}, _due(shown, locale)),
    )


def _rows(shown, locale):
    """The target, then the comparisons."""
    goal = [(locale[TARGET], attained.goal(shown.target, shown.unit, locale))] if shown.target and shown.target.known else []
    return [*goal, *wording.comparisons(shown, locale)]


def _value(shown, locale):
    """The figure; one of an earlier period says so."""
    if shown.value is None:
        return element("p", {"class": "v none"}, wording.reason(shown.reading, locale))
    figure = format.figure(shown.value, shown.unit, locale)
    after = figure.after if figure.after in SCALES else element("small", {}, figure.after.strip()) if figure.after else None
    of = element("small", {}, " ", format.period(shown.period, locale, short=True, beside=shown.figure.period)) if shown.late else None
    return element("p", {"class": "v"}, figure.before, figure.number, after, of)


def state(shown: Subject, locale: Locale) -> Html:
    """How the figure stands to its target; how far a running period has come, and where it is heading."""
    target = shown.target
    if shown.period.running:
        return html(gone(shown.period, locale), _ahead(shown, locale))
    if target is None or target.met is None:
        return NONE
    word = locale[attained.MET if target.met else attained.MISSED]
    glyph = element("span", {"aria-hidden": "true"}, attained.glyph(target))
    rest = attained.standing(target, shown.unit, locale).removeprefix(word)
    return html(element("b", {"class": attained.token(target)}, glyph, " ", word), rest)


def gone(period, locale: Locale) -> str:
    """How far a running period has come."""
    return locale[RUNNING].format(days=period.days, whole=(period.whole_end - period.start).days)


def _ahead(shown, locale):
    if shown.outlook is None:
        return ""
    value = format.figure(shown.outlook.value, shown.unit, locale)
    return locale[AHEAD].format(value=value, range=format.span(shown.outlook.low, shown.outlook.high, shown.unit, locale))


def verdict(shown: Subject, locale: Locale) -> Html:
    """Real or noise; and when the report's own period will be known, where an earlier one stands for it."""
    token = wording.TOKENS.get(shown.verdict)
    glyph = element("span", {"aria-hidden": "true"}, wording.GLYPHS[shown.verdict])
    due = element("small", {}, _due(shown, locale)) if shown.late else None
    return element("p", {"class": f"verdict {token}" if token else "verdict"}, glyph, " ", wording.verdict(shown, locale), due)


def _due(shown, locale) -> str:
    """When a window closes that is still open."""
    figure = shown.figure
    if figure.reading.reason != "incomplete":
        return ""
    period = format.period(figure.period, locale, short=True, beside=figure.period)
    if figure.due_on is None:
        return locale[OPEN].format(period=period)
    return locale[CLOSES].format(period=period, day=format.day(figure.due_on, locale, year=figure.due_on.year != figure.period.start.year))


def _spark(shown, locale):
    if sum(value is not None for value in shown.values) < 2:
        return element("span", {}, NONE)
    band = (shown.usual.low, shown.usual.high) if shown.usual and not shown.grows else None
    color = wording.TOKENS.get(shown.verdict, "ink")
    apart = [place for place in shown.festive if place < shown.place]
    values, label, hollow = shown.values[: shown.place + 1], spoken(shown, locale), shown.period.running
    return sparkline(values, label, band=band, target=attained.line(shown), left_out=apart, color=color, hollow=hollow)


def spoken(shown: Subject, locale: Locale) -> str:
    """A trend for those who do not see it."""
    known = [value for value in shown.values if value is not None]
    low, high, now = (str(format.figure(value, shown.unit, locale)) for value in (min(known), max(known), known[-1]))
    said = locale[SPOKEN].format(name=wording.name(shown.figure, locale), count=len(shown.values), low=low, high=high, now=now)
    return said + (locale[SPOKEN_RANGE].format(range=wording.usual(shown, locale)) if shown.usual else "")


def definition(shown: Subject, locale: Locale) -> Html:
    """Meaning, figures, interval, usual range, options and id."""
    metric, reading = shown.figure.metric, shown.reading
    rows = {
        "meaning": wording.formula(metric, locale),
        "this": parts(shown, locale),
        "interval": wording.interval(reading, shown.unit, locale) if reading.value is not None and reading.low is not None else "",
        "usual": wording.usual_in_full(shown, locale) if shown.usual else "",
        "target": _agreed(shown, locale),
        "options": wording.options_line(metric, locale),
        "id": metric.id + (f" · {shown.figure.part}" if shown.figure.part else ""),
    }
    return element(
        "dl", {"class": "facts"}, [(element("dt", {}, locale[LABELS[key]]), element("dd", {}, text)) for key, text in rows.items() if text]
    )


def _agreed(shown, locale) -> str:
    """What is to be reached, how and when that was agreed, and what had been before."""
    target = shown.target
    if target is None:
        return ""
    said = [attained.goal(target, shown.unit, locale)] if target.known else [attained.reason(target.reason, shown.reading, locale)]
    return locale[SEMICOLON].join(filter(None, (*said, attained.agreement(target, locale), attained.history(target, locale))))


def parts(shown: Subject, locale: Locale) -> str:
    """Numerator ÷ denominator in full, and how many were counted."""
    reading = shown.reading
    if reading.value is None:
        return ""
    said, counted = str(format.figure(reading.value, shown.unit, locale, full=True)), reading.value
    if reading.numerator is not None and reading.denominator is not None:
        said, counted = " ÷ ".join(number(part) for part in (reading.numerator, reading.denominator)), reading.denominator
    if reading.n is not None and reading.n != counted:
        said += f"{locale[COMMA]}n={number(reading.n)}"
    return f"{format.period(shown.period, locale)}{locale[COLON]}{said}" if shown.late else said


def number(value) -> str:
    """A sum of rows in full: whole, or to the cent."""
    whole = format.exact(value) == format.exact(value).to_integral_value()
    return format.fixed(value, 0 if whole else 2)


def in_clauses(clauses: Iterable[str], locale: Locale) -> Html:
    """A Chinese heading's clauses (text or Html), each kept whole on a line where it fits; an English one as it is."""
    said = [clause if isinstance(clause, Html) else plain(clause) for clause in clauses]
    if locale.zh:
        return html([element("span", {"class": "c"}, clause) for clause in said])
    return html(said[:1], [(" ", clause) for clause in said[1:]])


def sentence(clauses: Iterable[str], locale: Locale) -> Html:
    """Clauses with commas between them."""
    *first, last = clauses
    return in_clauses([*(clause + locale[COMMA].strip() for clause in first), last], locale)
