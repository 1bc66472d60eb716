"""A product's change by its factors, as a waterfall from the earlier level; the parts add up to the change as they are printed."""

from opsreport.causes import Drivers
from opsreport.show import format, wording
from opsreport.show.charts import responsive
from opsreport.show.charts import waterfall as draw
from opsreport.show.effects import effects
from opsreport.show.format import AND, COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.show.pictures import DATA, picture
from opsreport.show.tables import more, table
from opsreport.show.theme import NARROW
from opsreport.subjects import Subject
from opsreport.words import Text

ADDS, TAKES = Text("{names}带来{parts}", "{names} added {parts}"), Text("{names}减去{parts}", "{names} took {parts}")
BELOW = Text("{name}，{now}与{base}之差", "{name}, {now} against {base}")
START = Text("从{base}的水平起算", "starts at {base}'s level")
IN_ALL = Text("共", "in all")
NOTE = Text("{base}→{now}", "{base} → {now}")
FACTOR, EFFECT, BASE, NOW = Text("因素", "Factor"), Text("影响", "Adds"), Text("基期", "Before"), Text("本期", "Now")
HOW_WORD = Text("算法", "How it is made")
HOW = Text(
    "{name}={factors}。每个因素的影响，是它在各种先后次序下变化所带来影响的平均（夏普利值）；各项之和等于总变化，没有余数。",
    "{name} = {factors}. The effect of a factor is the mean over all orders in which the factors may change (Shapley); "
    "all together are the change, with nothing left over.",
)


def waterfall(drivers: Drivers, subject: Subject, locale: Locale, *, narrow: bool = False) -> Html:
    """The factors in the product's order; more is drawn as good and less as bad where the figure says which is which. narrow: for half a column."""
    shown = effects(drivers.change, [part.effect for part in drivers.parts], subject.unit, locale)
    name = wording.name(subject.figure, locale)
    base, now = format.period(drivers.against, locale, beside=subject.period), format.period(subject.period, locale, beside=drivers.against)
    names = [wording.full_width(locale[part.metric.name], locale) for part in drivers.parts]
    rows = [(names[k], _note(part, locale), shown.parts[k], _token(shown.parts[k], subject)) for k, part in enumerate(drivers.parts)]
    before = subject.previous.value if subject.previous is not None and drivers.against.label == subject.period.previous().label else None
    start = (base, str(format.figure(before, subject.unit, locale)) if before is not None else "")
    end = (now, str(format.figure(subject.value, subject.unit, locale)))
    label = name + locale[COLON] + locale[SEMICOLON].join(f"{one} {shown.bare(part)}" for one, _, part, _ in [*rows, (now, "", shown.change, "")])
    one = lambda size: draw(start, rows, end, label, size, say_part=shown.bare, start_word=locale[START].format(base=base), whole_word=locale[IN_ALL])  # noqa: E731
    chart = one(NARROW) if narrow else responsive(one)
    below = locale[BELOW].format(name=plain(name), now=now, base=base)
    how = element("p", {}, locale[HOW].format(name=plain(name), factors=" × ".join(names)))
    opened = more((locale[DATA], _table(drivers, names, shown, below, locale)), (locale[HOW_WORD], how))
    return picture(_title(names, shown, locale), below, chart, opened)


def _note(part, locale):
    base, now = (format.figure(reading.value, part.metric.unit, locale) for reading in (part.base, part.now))
    return locale[NOTE].format(base=base, now=now)


def _token(effect, subject):
    if not effect or subject.part.better not in ("higher", "lower"):
        return "quiet"
    return "good" if (effect > 0) == (subject.part.better == "higher") else "bad"


def _title(names, shown, locale):
    """What added and what took away, the larger side first."""
    sides = [(words, [k for k, part in enumerate(shown.parts) if part * sign > 0]) for words, sign in ((ADDS, 1), (TAKES, -1))]
    sides.sort(key=lambda side: -sum(abs(shown.parts[k]) for k in side[1]))
    said = []
    for words, places in sides:
        if places:
            told = locale[AND].join(wording.lower_first(names[k], locale) for k in places)
            said.append(locale[words].format(names=told, parts=shown.part(sum(abs(shown.parts[k]) for k in places), signed=False)))
    return locale[COMMA].join(said)


def _table(drivers, names, shown, caption, locale):
    rows = []
    for name, part, effect in zip(names, drivers.parts, shown.parts, strict=True):
        base, now = (str(format.figure(reading.value, part.metric.unit, locale, full=True)) for reading in (part.base, part.now))
        rows.append((name, base, now, shown.bare(effect)))
    return table(caption, [locale[head] for head in (FACTOR, BASE, NOW, EFFECT)], rows)
