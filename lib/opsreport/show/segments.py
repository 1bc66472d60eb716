"""A figure by segments, ordered by it: rates and averages with their intervals and what is chance, totals as bars; few people are greyed and last."""

from dataclasses import dataclass

from opsreport.kinds import Reading
from opsreport.show import format, terms, wording
from opsreport.show.charts import bars, dots, responsive
from opsreport.show.format import AND, COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import NONE, Html, element, html, plain, said
from opsreport.show.pictures import DATA, absent, picture
from opsreport.show.tables import more, number, table
from opsreport.signals import FEW, Side, Verdict, compare_changes, compare_segments, verdict_of_side
from opsreport.subjects import Subject, subject
from opsreport.units import RATES, Unit
from opsreport.words import Text

DRAWN, LISTED, NAMED = 12, 40, 3
BY = Text("{name}，按{segment}", "{name}, by {segment}")
ENDS = Text("{high}最高，{most}；{low}最低，{least}", "{high} is highest with {most}, {low} lowest with {least}")
MOST_OF = Text("{high}最多，{most}；{low}最少，{least}", "{high} has the most, {most}; {low} the fewest, {least}")
TWO = Text("{high}为{most}，{low}为{least}", "{high} {most}, {low} {least}")
ALONE, ONLY = Text("{name}为{value}", "{name} is at {value}"), Text("只有{name}，{value}", "Only {name}: {value}")
TOO_FEW = Text("各{segment}样本都不足{n}，不作比较", "All have fewer than {n}: not compared")
HIGHEST = Text("{high}最多，{most}", "{high} has the most, {most}")
GREY = Text("灰色的n不足{n}，不比较。", "Grey ones have fewer than {n} and are not compared. ")
REST = Text("另有{n}个只列在表中。", "{n} more in the table only.")
THIN = Text("不足{n}", "fewer than {n}")
BEFORE, CHANGE = Text("上期", "Before"), Text("环比", "Change")
CHANGE_PP = Text("环比（百分点）", "Change (pp)")
SAME = Text("持平", "No difference seen")
CHANCE = Text("；持平：与{base}之差可能只是偶然", "; no difference seen: what differs from {base} may be chance")
CORRECTED = Text("（Holm校正，{n}个同时比较）", " (Holm-corrected, {n} compared at once)")
ONE_CHANGED = Text("{name}{moved}{value}", "{name}{moved}{value}")
DOWN, UP, SEVERAL = Text("{names}下降", "{names} fell"), Text("{names}上升", "{names} rose"), Text("{n}个", "{n} of them")
REST_SAME = Text("其余{n}个与{base}持平", "the other {n} show no difference from {base}")
REST_ONE = Text("另一个与{base}持平", "the other one shows no difference from {base}")
OVER, UNDER = Text("{names}高于其余合计", "{names} above the others together"), Text("{names}低于其余合计", "{names} below the others together")
NO_DIFFERENCE = Text("各{segment}之间看不出差异", "No difference is seen between them")
WIDTH = Text(
    "条的宽度就是95%区间，人数越多越窄；同一行的深、浅两条相叠，变化可能只是偶然。",
    "The bars are the 95% intervals; where the dark and the grey one of a row overlap, its change may be chance. ",
)
WHOLE, WHOLE_BAR = Text("全店", "Whole shop"), Text("全店{value}", "whole shop {value}")
AVERAGES = (*RATES, Unit.TIMES, Unit.RATIO, Unit.INDEX, Unit.DAYS, Unit.HOURS, Unit.MINUTES, Unit.SECONDS, Unit.POINTS, Unit.STARS)


@dataclass(frozen=True)
class Segments:
    """The segments in their order, and beside each where it lies: beside itself a period before, and beside the others."""

    ordered: tuple[Subject, ...]
    mean: Subject | None
    changes: tuple[Side, ...]
    beside: tuple[Side, ...]

    @property
    def period(self):
        return self.ordered[0].period

    @property
    def judged(self) -> int:
        """How many were compared with the period before."""
        return sum(side in (Side.ABOVE, Side.BELOW, Side.SAME) for side in self.changes)

    @property
    def moved(self) -> bool:
        """Whether one of them really changed."""
        return any(side in (Side.ABOVE, Side.BELOW) for side in self.changes)


def by_segment(figures, whole, locale: Locale) -> Html:
    """figures: one a segment; whole: of the whole shop, or None where it says nothing."""
    if not any(figure.segment for figure in figures):
        return absent(figures[0], locale) if figures else NONE
    every = [subject(figure) for figure in figures if figure.segment]
    shown = [one for one in every if not _absent(one) and not _nameless(one, locale)] or every
    ordered = sorted(shown, key=lambda one: (one.value is None, few(one), -float(one.value or 0), _name(one, locale)))
    found = _compared(tuple(ordered), subject(whole) if whole is not None else None)
    segment = locale[AND].join(terms.segment_word(name, locale.language) for name in ordered[0].figure.segment)
    caption = locale[BY].format(name=plain(wording.name(ordered[0].figure, locale)), segment=segment)
    below = f"{caption}{locale[COMMA]}{format.period(found.period, locale)}"
    drawn = [one for one in ordered if one.value is not None][:DRAWN]
    drawn = [one for one in drawn if one.value or _is_average(one)]
    drawn = [] if all(map(few, drawn)) or len(drawn) < 2 else drawn  # a picture of what cannot be compared would compare it; one bar says nothing
    composed = whole is None  # shares of the whole, which were all counted: an interval would doubt the count
    draw = _dots if not composed and any(one.reading.low is not None for one in drawn) else _bars
    chart = responsive(lambda size: draw(drawn, found, below, size, locale)) if drawn else None
    read = _read(found, drawn, locale)
    line, told = element("p", {"class": "read"}, read) if read else None, _table(found, segment, caption, locale)
    folded = more((locale[DATA], told)) if chart and not found.moved else None  # the picture has all that it says, but for what really changed
    return html(picture(_title(found, caption, segment, locale), below, chart, line, folded), None if folded else told)


def _absent(shown: Subject) -> bool:
    """Nothing of it, now and a period before."""
    before = shown.previous.value if shown.previous is not None else None
    return not before and (not shown.value and not _is_average(shown) or shown.reading.reason == "zero_denominator")


def _nameless(shown: Subject, locale) -> bool:
    """What nobody wrote down, where that is nothing as it is printed."""
    if shown.value is None or not {"", "unknown", None} & set(shown.figure.segment.values()):
        return False
    return not any(digit in "123456789" for digit in _value(shown, locale))


def _compared(ordered, mean) -> Segments:
    nothing = (Side.UNKNOWN,) * len(ordered)
    if not any(map(_is_average, ordered)):
        return Segments(ordered, mean, nothing, nothing)
    readings = [one.reading for one in ordered]
    changes = compare_changes(readings, [one.previous or Reading() for one in ordered])
    return Segments(ordered, mean, tuple(changes), tuple(compare_segments(readings, mean.reading)) if mean else nothing)


def few(shown: Subject) -> bool:
    """Too few people behind a rate or an average to compare it."""
    return shown.value is not None and _is_average(shown) and shown.reading.n is not None and shown.reading.n < FEW


def _is_average(shown) -> bool:
    """A rate or an average, of which segments differ; a total adds up over them."""
    if shown.value is not None and format.is_counted(shown.value, shown.unit):
        return False
    return shown.unit in AVERAGES or shown.reading.low is not None


def _name(shown, locale):
    return terms.segment_values(shown.figure.segment, locale)


def _value(shown, locale, **how):
    return wording.reason(shown.reading, locale) if shown.value is None else str(format.figure(shown.value, shown.unit, locale, **how))


def _title(found, caption, segment, locale):
    """Who changed, where someone did; else who lies above and below the others; of what is not compared, the highest and the lowest."""
    if {Side.ABOVE, Side.BELOW} & set(found.changes):
        return _who_changed(found, locale)
    pairs = [(one, side) for one, side in zip(found.ordered, found.beside, strict=True) if one.value is not None and not few(one)]
    fair = [(one, side) for one, side in pairs if not {"", "unknown", None} & set(one.figure.segment.values())]
    if len(fair) == 1:
        return locale[ALONE].format(name=plain(_name(fair[0][0], locale)), value=_value(fair[0][0], locale))
    if not fair:
        return locale[TOO_FEW].format(segment=segment, n=FEW) if any(map(few, found.ordered)) else caption
    if all(side is Side.UNKNOWN for _, side in fair):
        if not fair[-1][0].value and not _is_average(fair[-1][0]):  # no lowest one among those that are not there
            return _highest(fair, caption, locale)
        high, low = ((plain(_name(one, locale)), _value(one, locale)) for one, _ in (fair[0], fair[-1]))
        many = ENDS if _is_average(fair[0][0]) else MOST_OF
        return locale[TWO if len(fair) == 2 else many].format(high=high[0], most=high[1], low=low[0], least=low[1])
    apart = [(word, [one for one, side in fair if side is way]) for word, way in ((OVER, Side.ABOVE), (UNDER, Side.BELOW))]
    said = [locale[word].format(names=_names(ones, locale)) for word, ones in apart if ones]
    return locale[SEMICOLON].join(said) or locale[NO_DIFFERENCE].format(segment=segment)


def _highest(fair, caption, locale):
    """Of totals some of which are nothing: the largest."""
    first = fair[0][0]
    if not first.value:
        return caption
    named, value = plain(_name(first, locale)), _value(first, locale)
    if not any(one.value for one, _ in fair[1:]):
        return locale[ONLY].format(name=named, value=value)
    return locale[HIGHEST].format(high=named, most=value)


def _who_changed(found, locale):
    changed = {way: [one for one, side in zip(found.ordered, found.changes, strict=True) if side is way] for way in (Side.BELOW, Side.ABOVE)}
    ways = [(DOWN, changed[Side.BELOW]), (UP, changed[Side.ABOVE])]
    said = [_moved(many, words, locale) for words, many in sorted(ways, key=lambda way: len(way[1])) if many]
    rest = sum(side is Side.SAME for side in found.changes)
    base = format.period(found.period.step(-1), locale, beside=found.period)
    if rest:
        said.append(locale[REST_ONE if rest == 1 else REST_SAME].format(n=rest, base=base))
    return locale[SEMICOLON].join(said)


def _moved(ones, words, locale):
    """Which fell, or rose; a single one with where it is now."""
    if len(ones) > 1:
        return locale[words].format(names=_names(ones, locale))
    moved = locale[wording.MOVES[-1 if words is DOWN else 1]]
    return locale[ONE_CHANGED].format(name=plain(_name(ones[0], locale)), moved=moved, value=_value(ones[0], locale))


def _names(ones, locale):
    names = [plain(_name(one, locale)) for one in ones]
    return locale[AND].join(names) if len(names) <= NAMED else locale[SEVERAL].format(n=len(names))


def _read(found, drawn, locale):
    rest = len(found.ordered) - len(drawn) if drawn else 0
    width = found.mean is not None and any(one.reading.low is not None and one.previous is not None and one.previous.low is not None for one in drawn)
    grey = locale[GREY].format(n=FEW) if any(map(few, drawn)) else ""
    return (locale[WIDTH] if width else "") + grey + (locale[REST].format(n=rest) if rest else "")


def _whole_line(found, locale):
    """(value, word) of the whole shop, where it stands on the same scale."""
    mean = found.mean
    whole = mean.value if mean is not None and _is_average(mean) else None
    return whole, locale[WHOLE_BAR].format(value=_value(mean, locale)) if whole is not None else ""


def _spoken(drawn, label, locale):
    return label + locale[COLON] + locale[SEMICOLON].join(f"{_name(one, locale)} {_value(one, locale)}" for one in drawn)


def _dots(drawn, found, label, size, locale):
    whole, word = _whole_line(found, locale)
    before = [one.previous for one in drawn]
    return dots(
        [_name(one, locale) for one in drawn],
        [one.value for one in drawn],
        [one.reading.low for one in drawn],
        [one.reading.high for one in drawn],
        _spoken(drawn, label, locale),
        size,
        whole=whole,
        whole_word=word,
        marks={place: token for place, one in enumerate(drawn) if (token := wording.TOKENS.get(_verdict(one, found)))},
        ns=[f"n={number(one.reading.n)}" if one.reading.n is not None else "" for one in drawn],
        say_value=lambda value: str(format.figure(value, drawn[0].unit, locale)),
        say_tick=lambda value: format.tick(value, drawn[0].unit, locale),
        before=[(one.value, one.low, one.high) if one is not None and one.value is not None else None for one in before],
        few={place for place, one in enumerate(drawn) if few(one)},
        words=tuple(format.period(one, locale, short=True, beside=found.period) for one in (found.period, found.period.step(-1))),
    )


def _bars(drawn, found, label, size, locale):
    rows = [(_name(one, locale), one.value, None, _value(one, locale), "rule" if few(one) else "quiet") for one in drawn]
    whole, word = _whole_line(found, locale)
    return bars(rows, _spoken(drawn, label, locale), size, whole=whole, whole_word=word)


def _verdict(one, found) -> Verdict | None:
    """Better or worse than a period before, where that is more than chance."""
    return verdict_of_side(found.changes[found.ordered.index(one)], one.part.better)


def _table(found, segment, caption, locale):
    period, listed = found.period, found.ordered[:LISTED]
    heads = [segment[:1].upper() + segment[1:], format.period(period, locale, short=True, beside=period), locale[BEFORE]]
    heads.append(locale[CHANGE_PP if found.ordered[0].unit in RATES else CHANGE])
    mean = found.mean
    how = {"locale": locale, "interval": mean is not None}
    rows = [_cells(one, said(_name(one, locale)), _said(one, found, locale) if found.judged else None, **how) for one in listed]
    real = mean is not None and found.judged and mean.verdict.real
    judged = _verdict_words(mean.verdict, locale) if real else None
    foot = _cells(mean, locale[WHOLE], judged, **how) if mean is not None and mean.value is not None else ()
    caption += _chance(found, locale)
    greyed = ["few" if few(one) or one.value is None else "hot" if wording.TOKENS.get(_verdict(one, found)) == "bad" else None for one in listed]
    return table(caption, heads, rows, foot=foot, classes=greyed)


def _chance(found, locale):
    """What is meant by no difference, where one is said to have none."""
    if Side.SAME not in found.changes:
        return ""
    base = format.period(found.period.step(-1), locale, beside=found.period)
    return locale[CHANCE].format(base=base) + (locale[CORRECTED].format(n=found.judged) if found.judged > 1 else "")


def _said(one, found, locale):
    """The verdict of a segment, in words; None of one that was not compared."""
    side, judged = found.changes[found.ordered.index(one)], _verdict(one, found)
    if judged:
        return _verdict_words(judged, locale)
    if side is Side.SAME:
        return html(element("span", {"aria-hidden": "true"}, wording.GLYPHS[Verdict.NOISE]), f" {locale[SAME]}")
    return None


def _cells(one, name, verdict, locale, *, interval):
    """Under the name its verdict and how many are behind it: a phone has no room for columns of them."""
    reading, before = one.reading, one.previous
    n = element("span", {"class": "n"}, f"n={number(reading.n)}") if _is_average(one) and reading.n is not None else None
    under = html(n, " " if n and verdict else None, verdict)
    name = html(name, element("small", {}, under) if under else None)
    if one.value is None:
        return name, _value(one, locale), "", ""
    known = interval and reading.low is not None
    between = element("small", {"class": "n"}, format.span(reading.low, reading.high, one.unit, locale)) if known else None
    full = one.unit is not Unit.MONEY  # its digits would not fit on a phone
    now = html(element("b", {}, _value(one, locale, full=full)), between)
    then = str(format.figure(before.value, one.unit, locale, full=full)) if before is not None and before.value is not None else ""
    if few(one):
        return name, now, then, locale[THIN].format(n=FEW)
    return name, now, then, (wording.change(one, before, locale) or "").removesuffix(locale[format.PP])


def _verdict_words(judged, locale):
    glyph = element("span", {"aria-hidden": "true"}, wording.GLYPHS[judged])
    return element("b", {"class": wording.TOKENS.get(judged)}, glyph, f" {locale[wording.VERDICTS[judged]]}")
