"""A figure by segments: bars and a table, ordered by the figure; few people are greyed, last, and not compared."""

from opsreport.show import format, terms, wording
from opsreport.show.cards import number
from opsreport.show.charts import bars, responsive
from opsreport.show.format import Locale
from opsreport.show.markup import Html, element, html, plain, said
from opsreport.show.pictures import absent, picture
from opsreport.show.tables import table
from opsreport.units import Unit

FEW = 30  # people, below which a rate is not compared
DRAWN, LISTED = 12, 40
AVERAGES = (Unit.PERCENT, Unit.TIMES, Unit.RATIO, Unit.DAYS, Unit.HOURS, Unit.MINUTES, Unit.POINTS, Unit.STARS)


def by_segment(figures, whole, locale: Locale) -> Html:
    """figures: one a segment; whole: of the whole shop, or None where it says nothing."""
    known = [figure for figure in figures if figure.segment]
    if not known:
        return absent(figures[0], locale) if figures else Html("")
    ordered = sorted(known, key=lambda f: (f.reading.value is None, few(f), -float(f.reading.value or 0), _name(f, locale)))
    first = ordered[0]
    segment = "、".join(terms.segment_word(name, locale.language) for name in first.segment)
    titled = plain(wording.name(first, locale))
    head = _title(ordered, titled, segment, locale)
    below = f"{titled}，按{segment}" if locale.zh else f"{titled}, by {segment}"
    drawn = [figure for figure in ordered if figure.reading.value is not None][:DRAWN]
    rest = len(ordered) - len(drawn)
    left = (f"另有{rest}个在表中。" if locale.zh else f"{rest} more are in the table.") if rest > 0 else ""
    thin = (f"灰色的不足{FEW}人，不比较。" if locale.zh else f"Grey ones have fewer than {FEW} and are not compared.") if any(map(few, ordered)) else ""
    read = element("p", {"class": "read"}, thin, " " if thin and left and not locale.zh else "", left) if thin or left else None
    chart = responsive(lambda size: _bars(drawn, whole, below, size, locale)) if drawn else None
    return html(picture(head, below, chart, read), _table(ordered, whole, segment, titled, locale))


def few(figure) -> bool:
    """Too few people behind a rate or an average to compare it."""
    return figure.unit in AVERAGES and figure.reading.n is not None and figure.reading.n < FEW


def _name(figure, locale):
    return "、".join(str(terms.value_word(value, locale.language)) for value in figure.segment.values())


def _shown(figure, locale, **how):
    if figure.reading.value is None:
        return wording.reason(figure.reading, locale)
    return str(format.figure(figure.reading.value, figure.unit, locale, **how))


def _title(ordered, titled, segment, locale):
    fair = [figure for figure in ordered if figure.reading.value is not None and not few(figure)]
    if len(fair) < 2:
        return f"{titled}，按{segment}" if locale.zh else f"{titled}, by {segment}"
    high, low = fair[0], fair[-1]
    names = [plain(_name(figure, locale)) for figure in (high, low)]
    if locale.zh:
        return f"{names[0]}最高，{_shown(high, locale)}；{names[1]}最低，{_shown(low, locale)}"
    return f"{names[0]} is highest with {_shown(high, locale)}, {names[1]} lowest with {_shown(low, locale)}"


def _bars(drawn, whole, label, size, locale):
    rows = []
    for figure in drawn:
        reading = figure.reading
        interval = (reading.low, reading.high) if reading.low is not None else None
        rows.append((_name(figure, locale), reading.value, interval, _shown(figure, locale), "rule" if few(figure) else "quiet"))
    mean = whole.reading.value if whole is not None and drawn[0].unit in AVERAGES else None
    word = ("全店" if locale.zh else "whole shop ") + (_shown(whole, locale) if mean is not None else "")
    spoken = f"{label}：" + "；".join(f"{name} {words}" for name, _, _, words, _ in rows)
    return bars(rows, spoken, size, whole=mean, whole_word=word)


def _table(ordered, whole, segment, titled, locale):
    period = format.period(ordered[0].period, locale, short=True, beside=ordered[0].period)
    heads = [segment if locale.zh else segment.capitalize(), period, "上期" if locale.zh else "Before", "环比" if locale.zh else "Change"]
    rows = [_cells(figure, said(_name(figure, locale)), locale) for figure in ordered[:LISTED]]
    foot = _cells(whole, "全店" if locale.zh else "Whole shop", locale) if whole is not None else ()
    caption = f"{titled}，按{segment}" if locale.zh else f"{titled}, by {segment}"
    return table(caption, heads, rows, foot=foot, classes=["few" if few(figure) else None for figure in ordered[:LISTED]])


def _cells(figure, name, locale):
    reading, before = figure.reading, figure.previous
    n = element("small", {"class": "n"}, f"n={number(reading.n)}") if figure.unit in AVERAGES and reading.n is not None else None
    between = None
    if reading.value is not None and reading.low is not None:
        between = element("small", {"class": "n"}, format.span(reading.low, reading.high, figure.unit, locale))
    now = html(element("b", {}, _shown(figure, locale, full=True)) if reading.value is not None else _shown(figure, locale), between)
    then = str(format.figure(before.value, figure.unit, locale, full=True)) if before and before.value is not None else ""
    changed = ""
    if few(figure):
        changed = f"不足{FEW}" if locale.zh else f"fewer than {FEW}"
    elif then and reading.value is not None:
        changed = format.change(reading.value, before.value, figure.unit, locale) or ""
    return html(name, n), now, then, changed
