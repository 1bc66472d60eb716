"""A figure by segments: bars and a table, ordered by the figure; few people are greyed, last, and not compared."""

from opsreport.show import format, terms, wording
from opsreport.show.charts import bars, responsive
from opsreport.show.format import AND, COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import NONE, Html, element, html, plain, said
from opsreport.show.pictures import absent, picture
from opsreport.show.tables import number, table
from opsreport.subjects import Subject, subject
from opsreport.units import Unit
from opsreport.words import Text

FEW = 30  # people, below which a rate is not compared
DRAWN, LISTED = 12, 40
BY = Text("{name}，按{segment}", "{name}, by {segment}")
ENDS = Text("{high}最高，{most}；{low}最低，{least}", "{high} is highest with {most}, {low} lowest with {least}")
GREY = Text("灰色的不足{n}人，不比较。", "Grey ones have fewer than {n} and are not compared. ")
REST = Text("另有{n}个只列在表中。", "{n} more in the table only.")
THIN = Text("不足{n}", "fewer than {n}")
BEFORE, CHANGE = Text("上期", "Before"), Text("环比", "Change")
WHOLE, WHOLE_BAR = Text("全店", "Whole shop"), Text("全店{value}", "whole shop {value}")
AVERAGES = (Unit.PERCENT, Unit.TIMES, Unit.RATIO, Unit.DAYS, Unit.HOURS, Unit.MINUTES, Unit.POINTS, Unit.STARS)


def by_segment(figures, whole, locale: Locale) -> Html:
    """figures: one a segment; whole: of the whole shop, or None where it says nothing."""
    if not any(figure.segment for figure in figures):
        return absent(figures[0], locale) if figures else NONE
    shown = [subject(figure) for figure in figures if figure.segment]
    ordered = sorted(shown, key=lambda one: (one.value is None, few(one), -float(one.value or 0), _name(one, locale)))
    mean = subject(whole) if whole is not None else None
    segment = locale[AND].join(terms.segment_word(name, locale.language) for name in ordered[0].figure.segment)
    titled = plain(wording.name(ordered[0].figure, locale))
    caption = locale[BY].format(name=titled, segment=segment)
    below = f"{caption}{locale[COMMA]}{format.period(ordered[0].period, locale)}"
    drawn = [one for one in ordered if one.value is not None][:DRAWN]
    chart = responsive(lambda size: _bars(drawn, mean, below, size, locale)) if drawn else None
    read = _read(ordered, drawn, locale)
    return html(
        picture(_title(ordered, caption, locale), below, chart, element("p", {"class": "read"}, read) if read else None),
        _table(ordered, mean, segment, caption, locale),
    )


def few(shown: Subject) -> bool:
    """Too few people behind a rate or an average to compare it."""
    return shown.value is not None and shown.unit in AVERAGES and shown.reading.n is not None and shown.reading.n < FEW


def _name(shown, locale):
    return " · ".join(str(terms.value_word(value, locale.language)) for value in shown.figure.segment.values())


def _value(shown, locale, **how):
    return wording.reason(shown.reading, locale) if shown.value is None else str(format.figure(shown.value, shown.unit, locale, **how))


def _title(ordered, caption, locale):
    """The highest and the lowest of those that can be compared and have a name."""
    fair = [one for one in ordered if one.value is not None and not few(one) and not {"", "unknown", None} & set(one.figure.segment.values())]
    if len(fair) < 2:
        return caption
    high, low = ((plain(_name(one, locale)), _value(one, locale)) for one in (fair[0], fair[-1]))
    return locale[ENDS].format(high=high[0], most=high[1], low=low[0], least=low[1])


def _read(ordered, drawn, locale):
    rest = len(ordered) - len(drawn)
    return (locale[GREY].format(n=FEW) if any(map(few, ordered)) else "") + (locale[REST].format(n=rest) if rest else "")


def _bars(drawn, mean, label, size, locale):
    rows = []
    for one in drawn:
        interval = (one.reading.low, one.reading.high) if one.reading.low is not None else None
        rows.append((_name(one, locale), one.value, interval, _value(one, locale), "rule" if few(one) else "quiet"))
    whole = mean.value if mean is not None and mean.unit in AVERAGES else None
    word = locale[WHOLE_BAR].format(value=_value(mean, locale)) if whole is not None else ""
    spoken = label + locale[COLON] + locale[SEMICOLON].join(f"{name} {words}" for name, _, _, words, _ in rows)
    return bars(rows, spoken, size, whole=whole, whole_word=word)


def _table(ordered, mean, segment, caption, locale):
    period = ordered[0].period
    heads = [segment[:1].upper() + segment[1:], format.period(period, locale, short=True, beside=period), locale[BEFORE], locale[CHANGE]]
    rows = [_cells(one, said(_name(one, locale)), locale) for one in ordered[:LISTED]]
    foot = _cells(mean, locale[WHOLE], locale) if mean is not None and mean.value is not None else ()
    greyed = ["few" if few(one) or one.value is None else None for one in ordered[:LISTED]]
    return table(caption, heads, rows, foot=foot, classes=greyed)


def _cells(one, name, locale):
    reading, before = one.reading, one.previous
    n = element("small", {"class": "n"}, f"n={number(reading.n)}") if one.unit in AVERAGES and reading.n is not None else None
    if one.value is None:
        return html(name, n), _value(one, locale), "", ""
    between = element("small", {"class": "n"}, format.span(reading.low, reading.high, one.unit, locale)) if reading.low is not None else None
    now = html(element("b", {}, _value(one, locale, full=True)), between)
    then = str(format.figure(before.value, one.unit, locale, full=True)) if before is not None and before.value is not None else ""
    if few(one):
        return html(name, n), now, then, locale[THIN].format(n=FEW)
    return html(name, n), now, then, wording.change(one, before, locale) or ""
