"""How long something takes, as a picture: which share is done within each limit."""

from opsreport.show import format, wording
from opsreport.show.charts import distribution as draw
from opsreport.show.charts import responsive
from opsreport.show.format import COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.tables import more, number, table
from opsreport.units import Unit
from opsreport.words import Text

LIMITS = {Unit.MINUTES: (5, 15, 30, 60, 120, 240, 480, 1440), Unit.HOURS: (1, 2, 4, 8, 24, 48, 72, 168)}
QUANTILES = {"median": 0.5, "p90": 0.9}
LONGER = {Unit.MINUTES: (60, Unit.HOURS), Unit.HOURS: (24, Unit.DAYS)}  # so many of them are one of the next
SHORT = {
    Unit.MINUTES: Text("{n}分钟", "{n} min"),
    Unit.HOURS: Text("{n}小时", "{n} h"),
    Unit.DAYS: Text("{n}天", "{n} d"),
}
HALF, NINE = Text("一半在{value}内", "half within {value}"), Text("九成在{value}内", "nine in ten within {value}")
AGREED, IN_TIME = Text("{limit}时限内{share}", "{share} within the agreed {limit}"), Text("时限内", "in time")
MARKS = {"median": Text("一半：{value}", "half: {value}"), "p90": Text("九成：{value}", "nine in ten: {value}")}
BELOW = Text("{name}，各时限内的累计占比；横轴为对数刻度", "{name}, the share done within each limit; the axis is logarithmic")
READ = Text("n={n}；未完成的也计入分母，排在最后。", "n={n}; those still open count and rank last.")
LIMIT, DONE, BETWEEN = Text("时限", "Within"), Text("累计占比", "Share done"), Text("95%区间", "95% interval")


def limits(unit: Unit, agreed: int) -> tuple[int, ...]:
    """The limits of which shares are shown, the agreed one among them."""
    return tuple(sorted({*LIMITS[unit], agreed}))


def distribution(figures, within, agreed: int, locale: Locale) -> Html:
    """figures: median and p90, by part; within: {limit: figure of the share done in it}, ascending; agreed: the limit that was agreed."""
    known = {limit: figure.reading for limit, figure in within.items() if figure.reading.value is not None}
    if len(known) < 2:
        return absent(figures["median"], locale)
    unit, named = figures["median"].unit, plain(wording.metric_name(figures["median"].metric, locale))
    marks = [
        (figures[part].reading.value, share, _mark(figures[part], part, locale), _value(figures[part], locale))
        for part, share in QUANTILES.items()
        if _known(figures[part])
    ]
    shares = [float(reading.value) for reading in known.values()]
    places = list(known)
    told = [f"{short(limit, unit, locale)} {_rate(reading.value, locale)}" for limit, reading in known.items()]
    label = named + locale[COLON] + locale[SEMICOLON].join(told)
    how = {"quantiles": marks, "agreed": places.index(agreed) if agreed in known else None, "agreed_word": locale[IN_TIME]}
    says = {"say_limit": lambda limit: short(limit, unit, locale), "say_share": lambda share: _rate(share, locale)}
    chart = responsive(lambda size: draw(places, shares, label, size, **says, **how))
    read = element("p", {"class": "read"}, locale[READ].format(n=number(next(iter(known.values())).n)))
    means = element("p", {}, wording.formula(figures["median"].metric, locale))
    opened = more((locale[DATA], _table(known, unit, named, locale)), (locale[MEANING], means))
    return picture(_title(figures, known, agreed, unit, locale), locale[BELOW].format(name=named), chart, read, opened)


def short(limit, unit: Unit, locale: Locale) -> str:
    """A limit in a few letters: 30分钟, 8 h; whole ones of the next unit in that."""
    size, larger = LONGER[unit]
    if limit % size == 0 and not (unit is Unit.HOURS and limit == size):
        limit, unit = limit // size, larger
    return locale[SHORT[unit]].format(n=number(limit))


def _known(figure):
    return figure.reading.value is not None


def _mark(figure, part, locale):
    return locale[MARKS[part]].format(value=_value(figure, locale))


def _value(figure, locale):
    return str(format.figure(figure.reading.value, figure.unit, locale))


def _rate(share, locale):
    return str(format.figure(share, Unit.PERCENT, locale))


def _title(figures, known, agreed, unit, locale):
    said = [locale[words].format(value=_value(figures[part], locale)) for part, words in (("median", HALF), ("p90", NINE)) if _known(figures[part])]
    if agreed in known:
        said.append(locale[AGREED].format(limit=short(agreed, unit, locale), share=_rate(known[agreed].value, locale)))
    return locale[COMMA].join(said)


def _table(known, unit, named, locale):
    rows = [
        (short(limit, unit, locale), _rate(reading.value, locale), wording.interval(reading, Unit.PERCENT, locale) if reading.low is not None else "")
        for limit, reading in known.items()
    ]
    return table(named, [locale[LIMIT], locale[DONE], locale[BETWEEN]], rows)
