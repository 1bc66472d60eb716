"""What each segment adds to a change, as a picture; the parts add up to the change as they are printed."""

from opsreport.causes import REST, Cause
from opsreport.show import format, wording
from opsreport.show.causes import cause_sentence, segment_label, segments_noun, share_word
from opsreport.show.charts import contributions as draw
from opsreport.show.charts import responsive
from opsreport.show.effects import Effects, effects
from opsreport.show.format import COLON, SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.show.pictures import DATA, picture
from opsreport.show.tables import more, table
from opsreport.show.theme import NARROW
from opsreport.subjects import Subject
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

DRAWN = 8  # segments; the smaller ones are in the table
MOST_OF_IT = Text("{way}主要来自{names}", "Most of the {way} is {names}")
SOME_OF_IT = Text("{way}中{names}占得最多", "The largest part of the {way} is {names}")
MIXED = Text("各{noun}都没有{way}：变的是构成", "No {noun} did so: the mix has changed")
FALL, RISE, FELL, ROSE = Text("降幅", "fall"), Text("升幅", "rise"), Text("下降", "fell"), Text("上升", "rose")
BELOW = Text("对{name}变化的贡献{unit}，与{base}相比", "What each adds to the change of {name}{unit}, against {base}")
POINTS = Text("，百分点", ", pp")
WHOLE, PART, VALUE = Text("全店", "Whole shop"), Text("贡献", "Adds"), Text("数值", "Value")
ARROW = Text("{base} → {now}", "{base} → {now}")
BY_SHARE = Text("{name}{part}来自{of}{way}（{shares}），不来自它自身的变化", "{name} {part} is due to a {way} {of} ({shares}), not to its own change")
LESS, MORE = Text("下降", "smaller"), Text("上升", "larger")
HOW_WORD = Text("算法", "How it is made")
HOW = Text(
    "每个{noun}的贡献=占比变化带来的（占比之差×（其基期数值−全店基期数值））+自身变化带来的（现占比×其数值之差）；"
    "低于全店的占比下降，贡献也为正。各项之和等于全店的变化，没有余数。",
    "What one of the {noun} adds = by its share (change of its share × (its base figure − that of the whole)) + by its own change (its share now × "
    "change of its figure); what lies below the whole adds by a smaller share. All together are the change of the whole, with nothing left over.",
)
HOW_TOTAL = Text(
    "每个{noun}的贡献是它自己的变化；各项之和等于全店的变化。", "What one of the {noun} adds is its own change; all together are that of the whole."
)
SEVERAL = 0.5  # of the change, from which the leading segments are most of it


def contributions(cause: Cause, subject: Subject, locale: Locale, *, narrow: bool = False) -> Html:
    """Bars of the segments' parts of a change, the leading ones in the colour of the verdict, the whole last. narrow: for half a column."""
    unit = subject.figure.metric.parts[cause.part].unit
    like = [reading.value for reading in (cause.base, cause.now)] if unit is Unit.PERCENT else None
    shown = effects(cause.change, [part.total for part in cause.parts], unit, locale, like=like)
    name, base = wording.metric_name(subject.figure.metric, locale), format.period(cause.against, locale, beside=subject.period)
    below = locale[BELOW].format(name=wording.lower_first(name, locale), unit=locale[POINTS] if unit is Unit.PERCENT else "", base=base)
    rows = _rows(cause, shown, subject, unit, locale)
    total = (locale[WHOLE], ("", _moved(cause.base, cause.now, unit, locale)), shown.change, "ink")
    label = below + locale[COLON] + locale[SEMICOLON].join(f"{plain(name)} {shown.bare(part)}" for name, _, part, _ in [*rows, total])
    heads = (_capital(share_word(subject.figure.metric, locale)), plain(name.partition("（")[0].partition(" (")[0])) if cause.rates else ()
    one = lambda size: draw(rows[:DRAWN], total, label, size, say_part=shown.bare, heads=heads)  # noqa: E731
    chart = one(NARROW) if narrow else responsive(one)
    line = _by_share(cause, shown, subject, locale) if narrow else cause_sentence(cause, subject, locale)
    read = element("p", {"class": "read"}, line) if line else None
    how = locale[HOW if cause.rates else HOW_TOTAL].format(noun=segments_noun(cause.by, locale))
    opened = more((locale[DATA], _table(cause, shown, rows, total, heads, below, locale)), (locale[HOW_WORD], element("p", {}, how)))
    return picture(_title(cause, locale), below, chart, read, opened)


def _title(cause, locale):
    """What the leading segments are of it, in words that arithmetic allows."""
    falls = cause.change < 0
    if cause.reversal:
        return locale[MIXED].format(noun=segments_noun(cause.by, locale), way=locale[FELL if falls else ROSE])
    names = locale[format.AND].join(_label(cause, part, locale) for part in cause.leading)
    share = sum(part.total for part in cause.leading) / cause.change if cause.change else 0
    return locale[MOST_OF_IT if share >= SEVERAL else SOME_OF_IT].format(way=locale[FALL if falls else RISE], names=names)


def _by_share(cause, shown: Effects, subject, locale) -> str:
    """Of the largest part that goes against the change by its share alone: that it did not go against it by itself."""
    both = sorted(zip(cause.parts, shown.parts, strict=True), key=lambda pair: -abs(pair[1])) if cause.rates else ()
    for part, effect in both:
        if part.segment != REST and effect * shown.change < 0 and part.mix * cause.change < 0 and part.rate * cause.change >= 0:
            of, (shares, _) = share_word(subject.figure.metric, locale), _facts(part, subject.figure.metric.parts[cause.part].unit, locale)
            way = locale[LESS if part.now_share < part.base_share else MORE]
            return locale[BY_SHARE].format(name=_label(cause, part, locale), part=shown.bare(effect), of=of, way=way, shares=shares)
    return ""


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _label(cause, part, locale):
    return plain(_text(segment_label(cause.by, part.segment, locale, noun=False)))


def _text(label: Html) -> str:
    """The words of a label, for a chart."""
    from html import unescape
    from re import sub

    return unescape(sub("<[^>]*>", "", label))


def _rows(cause, shown: Effects, subject, unit, locale):
    leading = {part.segment for part in cause.leading}
    worse = _worse(cause, subject)
    rows = []
    for part, effect in zip(cause.parts, shown.parts, strict=True):
        token = "quiet" if part.segment not in leading else "ink" if worse is None else "bad" if worse == (effect < 0) else "good"
        rows.append((_label(cause, part, locale), _facts(part, unit, locale), effect, token))
    return sorted(rows, key=lambda row: (row[0] == REST, -abs(row[2])))


def _worse(cause, subject):
    """Whether less is worse; None where there is no worse."""
    better = subject.figure.metric.parts[cause.part].better
    return {HIGHER: True, LOWER: False}.get(better)


def _facts(part, unit, locale):
    shares = [format.figure(share or 0, Unit.PERCENT, locale) for share in (part.base_share, part.now_share)]
    return locale[ARROW].format(base=shares[0], now=shares[1]), _moved(part.base, part.now, unit, locale)


def _moved(base, now, unit, locale):
    both = ["·" if reading.value is None else str(format.figure(reading.value, unit, locale)) for reading in (base, now)]
    return locale[ARROW].format(base=both[0], now=both[1])


def _table(cause, shown, rows, total, heads, caption, locale):
    used = slice(0 if heads else 1, 2)  # a total has no shares
    lines = [(name, *facts[used], shown.bare(part)) for name, facts, part, _ in [*rows, total]]
    return table(caption, [segments_noun(cause.by, locale), *(heads or (locale[VALUE],)), locale[PART]], lines[:-1], foot=lines[-1])
