"""Sentences about figures: a grammar, not prose. Each takes readings and says them in the page's language."""

import re

from opsreport.show import format, terms
from opsreport.show.format import AND, COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import plain
from opsreport.signals import Rule, Verdict
from opsreport.subjects import Subject
from opsreport.tables import TABLES
from opsreport.units import Unit
from opsreport.words import Text

GLYPHS = {Verdict.BETTER: "▲", Verdict.WORSE: "▼", Verdict.CHANGED: "◆", Verdict.NOISE: "○", Verdict.SEASONAL: "○"} | dict.fromkeys(
    (Verdict.BORDERLINE, Verdict.WIDE, Verdict.UNJUDGED), "…"
)
TOKENS = {Verdict.BETTER: "good", Verdict.WORSE: "bad"}
VERDICTS = {
    Verdict.BETTER: Text("变好", "Better"),
    Verdict.WORSE: Text("变差", "Worse"),
    Verdict.CHANGED: Text("真实变化", "Real change"),
    Verdict.BORDERLINE: Text("待观察", "To be watched"),
    Verdict.NOISE: Text("正常波动", "Usual variation"),
    Verdict.WIDE: Text("不能判断", "Cannot be judged"),
    Verdict.SEASONAL: Text("日历因素", "The calendar"),
}
SIDES = {
    -1: Text("低于正常范围", "below its usual range"),
    0: Text("在正常范围内", "within its usual range"),
    1: Text("高于正常范围", "above its usual range"),
}
JUST = {
    -1: Text("略低于正常范围，未必是真实变化", "just below its usual range, perhaps by chance"),
    1: Text("略高于正常范围，未必是真实变化", "just above its usual range, perhaps by chance"),
}
TOO_WIDE = Text("历史波动太大", "its usual range is too wide")
RUN = {
    -1: Text("连续{n}{unit}低于均值", "below its average for the {n}th {one} in a row"),
    1: Text("连续{n}{unit}高于均值", "above its average for the {n}th {one} in a row"),
}
NEAR = {
    -1: Text("近4{unit}有{n}{unit}贴近正常范围下限", "near the lower end of its usual range in {n} of the last 4 {many}"),
    1: Text("近4{unit}有{n}{unit}贴近正常范围上限", "near the upper end of its usual range in {n} of the last 4 {many}"),
}
AS_A_YEAR_AGO = {
    -1: Text("适逢{holiday}，去年{holiday}也偏低", "low at {holiday}, as last year"),
    1: Text("适逢{holiday}，去年{holiday}也偏高", "high at {holiday}, as last year"),
}
MORE_THAN = Text("，超出{holiday}的影响", ", more than {holiday} explains")
NOT_COMPARED = Text("适逢{holiday}，不与平时比较", "at {holiday}, not compared with ordinary times")
WITHOUT = Text("不计{names}{unit}", "without {names} {unit}")
MANY_NAMES, LAST_NAME = Text("大促和节庆", "sale and holiday"), Text("和", " and ")
PER_DAY = Text("{now}{days}，按日均为{change}", "{now} has {days}, so {change} per day")
MORE = {-1: Text("少", "fewer"), 1: Text("多", "more")}
MOVED = Text("（{holiday}错位）", " ({holiday} moved)")
ALIGNED = Text("按{holiday}对齐的同比", "vs last year, counted from {holiday}")
UNCHANGED = Text("未变", "unchanged")
MOVES = {-1: Text("降到", " fell to "), 0: Text("仍为", " stayed at "), 1: Text("升到", " rose to ")}
IS = Text("为", " is ")
UNKNOWN = Text("不能判断", "Cannot be judged")
RUNNING = Text("进行中，期末再判断", "Not over yet")
TOO_FEW = Text("历史不足，不判断", "Too few earlier periods to judge")
ON_THE_PERIOD, ON_THE_YEAR = Text("环比", "vs {base}"), Text("同比", "vs {base}")
MISSING = Text("缺{what}", "needs {what}: none given")
NOT_BY = Text("不能按{segment}拆分", "cannot be split by {segment}")
SOMETHING = Text("数据", "data")
DAYS, ONE_DAY = Text("{n}天", "{n} days"), Text("1天", "1 day")
HOURS, ONE_HOUR = Text("{n}小时", "{n} hours"), Text("1小时", "1 hour")
UNIT = re.compile(r"\s*[(（](?:天|小时|days|hours)[)）]$")  # of an option, which stands behind its value
NUMBER = Text("{name}{n}", "{name} {n}")
MOST_NAMES = 3
N = re.compile(r"(?<![A-Za-z])N(?![A-Za-z])")


def name(figure, locale: Locale) -> str:
    """A figure's name: the metric's, and which of its figures."""
    part = None if figure.part is None else figure.metric.parts[figure.part].name
    return metric_name(figure.metric, locale) + (locale[COLON] + full_width(locale[part], locale) if part else "")


def metric_name(metric, locale: Locale) -> str:
    """A metric's name with its reading: 复购率（按用户）, 第30日留存率, Second-purchase conversion (30 days)."""
    text = locale[metric.name]
    if "n" in metric.options:
        text = N.sub(str(metric.options["n"]), text)
    said = [words for option, value in metric.options.items() if (words := _option_in_name(metric, option, value, locale))]
    if said:
        text = text[:-1] + locale[COMMA] if text.endswith(")") else f"{text}{'' if locale.zh else ' '}("
        text += f"{locale[COMMA].join(said)})"
    return full_width(text, locale)


def called(figure, others, locale: Locale) -> str:
    """A figure's name without its reading, where none of the others is called the same: 复购率, spend per buyer."""
    short = _short(figure, locale)
    alone = sum(_short(other, locale) == short for other in others) < 2
    return lower_first(plain(short if alone else name(figure, locale)), locale)


def within(name: str, locale: Locale) -> str:
    """A name as it stands in a list, which a colon has opened: 首次响应时间的90分位, first response time (90th percentile)."""
    whole, colon, part = name.partition(locale[COLON])
    return name if not colon else f"{whole}的{part}" if locale.zh else f"{whole} ({part})"


def stands(name: str, value: object, locale: Locale) -> str:
    """复购率17.2%, 推广ROI为6.7%: what ends in Latin letters needs a verb before the digits."""
    between = " " if not locale.zh else locale[IS] if name[-1:].isascii() else ""
    return f"{name}{between}{value}"


def _short(figure, locale) -> str:
    bare = full_width(locale[figure.metric.name], locale)
    if "n" in figure.metric.options:
        bare = N.sub(str(figure.metric.options["n"]), bare)
    bare = re.sub(r"\s*（[^（）]*）$|\s+\([^()]*\)$", "", bare)
    return bare + name(figure, locale).removeprefix(metric_name(figure.metric, locale))


def _option_in_name(metric, option, value, locale) -> str:
    """Said in the name: windows in days, the refunds of amounts, and whatever is not the default. The definition says all."""
    if value is None or option == "n":
        return ""
    default = metric.defaults[option]
    always = option in ("days", "of") or (option == "refunds" and metric.unit is Unit.MONEY)
    said = option_value(metric, option, value, locale) if always or (default is not None and value != default) else ""
    return re.sub(r"\s*\([^()]*\)$", "", said)


def option_value(metric, option: str, value, locale: Locale) -> str:
    """An option's value in words."""
    declared = metric.declared[option]
    if declared.values:
        return locale[declared.says(value)]
    if declared.meaning.en.endswith(("days", "(days)")):
        return locale[ONE_DAY if value == 1 else DAYS.format(n=value)]
    if declared.meaning.en.endswith("(hours)"):
        return locale[ONE_HOUR if value == 1 else HOURS.format(n=value)]
    return locale[NUMBER.format(name=declared.meaning, n=value)]


def options(metric, locale: Locale) -> list[str]:
    """Every option and its value in words."""
    given = {option: value for option, value in metric.options.items() if value is not None}
    said = [(UNIT.sub("", locale[metric.declared[o].meaning]), option_value(metric, o, value, locale)) for o, value in given.items()]
    return [words if meaning in words else f"{meaning}{locale[COLON]}{words}" for meaning, words in said]


def options_line(metric, locale: Locale) -> str:
    return full_width(locale[SEMICOLON].join(options(metric, locale)), locale)


def formula(metric, locale: Locale) -> str:
    n = metric.options.get("n")
    text = locale[metric.formula]
    return full_width(text if n is None else N.sub(str(n), text), locale)


def full_width(text: str, locale: Locale) -> str:
    """Chinese text with Chinese marks; a comma or a colon between digits stays."""
    if not locale.zh:
        return text
    for mark, wide in ((",", "，"), (":", "：")):
        text = re.sub(rf"(?<!\d){mark}|{mark}(?!\d)", wide, text)
    return text.translate(str.maketrans("();", "（）；"))


def lower_first(text: str, locale: Locale) -> str:
    """A name within an English sentence; abbreviations keep their capitals."""
    return text if locale.zh or text[1:2].isupper() or not text[1:2].isalpha() else text[:1].lower() + text[1:]


def reason(reading, locale: Locale) -> str:
    """Why there is no figure."""
    why = reading.reason or "not_observed"
    if why in ("table_missing", "column_missing"):
        return locale[MISSING].format(what=needed(reading.needs, locale))
    if why.startswith("not_by_"):
        return locale[NOT_BY].format(segment=terms.segment_word(why.removeprefix("not_by_"), locale.language))
    return locale[terms.REASONS[why]] if why in terms.REASONS else why.replace("_", " ")


def needed(needs, locale: Locale) -> str:
    """What is missing, as a shop would call it: a column by its name, several of one table by the table's."""
    by: dict[str, list[str]] = {}
    for need in needs:
        table, _, column = need.partition(".")
        by.setdefault(table, []).append(column)
    return locale[AND].join(_need(table, columns, locale) for table, columns in by.items()) or locale[SOMETHING]


def _need(table, columns, locale):
    known = [terms.NEEDED[f"{table}.{column}"] for column in columns if f"{table}.{column}" in terms.NEEDED]
    named = terms.TABLES.get(table, Text(table, table))
    if len(columns) > 1:
        return locale[terms.STANDS_FOR.get(table, named)]
    if known:
        return locale[known[0]]
    declared = TABLES[table].columns.get(columns[0]) if table in TABLES else None
    if declared is None or columns[0] in ("user_id", TABLES[table].dated):
        return locale[named]
    plainly = Text(declared.meaning.zh, columns[0].removesuffix("_id").replace("_", " "))
    return full_width(locale[Text("{table}的{column}", "{column} of {table}").format(table=named, column=plainly)], locale)


def base_name(subject: Subject, *, year: bool, locale: Locale) -> str:
    """What a comparison is with: 环比, vs Sep."""
    base = subject.period.year_ago() if year else subject.period.previous()
    words = ON_THE_YEAR if year else ON_THE_PERIOD
    said = locale[words].format(base=format.period(base, locale, short=True, beside=subject.period) if base else "")
    return said + locale[MOVED.format(holiday=subject.moved)] if year and subject.moved else said


def verdict(subject: Subject, locale: Locale) -> str:
    """Real or noise, in words."""
    if subject.verdict is Verdict.SEASONAL:
        said = seasonal(subject, locale)
        return said[:1].upper() + said[1:]
    if subject.verdict is not Verdict.UNJUDGED:
        word = locale[VERDICTS[subject.verdict]]
        return f"{word}{locale[COLON]}{side(subject, locale)}{_more_than(subject, locale)}" if subject.verdict is not Verdict.NOISE else word
    if subject.value is None:
        return locale[UNKNOWN]
    return locale[RUNNING if subject.period.running else TOO_FEW]


def seasonal(subject: Subject, locale: Locale) -> str:
    """How the calendar explains what lies beyond the usual range; or that the period cannot be compared with ordinary ones."""
    said = AS_A_YEAR_AGO[_beyond(subject)] if subject.explained else NOT_COMPARED
    return locale[said.format(holiday=subject.occasion.name)]


def _more_than(subject, locale) -> str:
    """Where the holiday does as much the same way, and does not explain all of it."""
    return locale[MORE_THAN.format(holiday=subject.occasion.name)] if subject.occasion and subject.pull == _beyond(subject) else ""


def side(subject: Subject, locale: Locale) -> str:
    """Where the figure lies beside its usual range; within it, by which rule it is real all the same."""
    beyond, unit = _beyond(subject), subject.period.unit
    if subject.verdict is Verdict.BORDERLINE:
        return locale[JUST[beyond]]
    if subject.verdict is Verdict.WIDE:
        return locale[TOO_WIDE]
    if beyond or not subject.verdict.real:
        return locale[SIDES[beyond]]
    toward = 1 if float(subject.value) > subject.usual.middle else -1
    if Rule.RUN in subject.rules:
        return locale[RUN[toward].format(n=subject.run, unit=terms.PERIODS[unit], one=terms.ONE_PERIOD[unit])].lower()
    return locale[NEAR[toward].format(n=subject.near, unit=terms.PERIODS[unit], many=terms.PERIODS[unit])]


def _beyond(subject) -> int:
    return subject.usual.side(float(subject.value))


def usual(subject: Subject, locale: Locale) -> str:
    return format.span(subject.usual.low, subject.usual.high, subject.unit, locale)


def usual_in_full(subject: Subject, locale: Locale) -> str:
    """The usual range, and which periods it was made without."""
    left_out = without(subject, locale)
    return usual(subject, locale) + (locale[COMMA] + left_out if left_out else "")


def without(subject: Subject, locale: Locale) -> str:
    """Which periods the usual range was made without; empty where none."""
    names = subject.left_out
    if not names:
        return ""
    unit = terms.HOLIDAY_PERIODS[subject.period.unit]
    *first, last = (locale[name] for name in names)
    said = locale[AND].join(first) + locale[LAST_NAME] + last if first else last
    return locale[WITHOUT].format(names=locale[MANY_NAMES] if len(names) > MOST_NAMES else said, unit=locale[unit])


def per_day(subject: Subject, locale: Locale) -> str | None:
    """What a total's change comes to per day, where the period before had another number of days; None where that changes nothing."""
    before = subject.period.step(-1)
    n = subject.period.days - before.days
    base = subject.previous.value if subject.previous else None
    if not n or base is None or subject.value is None or subject.period.running or not subject.figure.adds_up:
        return None
    now, then = (format.exact(value) / period.days for value, period in ((subject.value, subject.period), (base, before)))
    changed = format.change(now, then, subject.unit, locale)
    if changed is None:
        return None
    more, many = MORE[1 if n > 0 else -1], abs(n) > 1
    counted = Text(f"{more.zh}{abs(n)}天", f"{abs(n)} days {more.en}" if many else f"one day {more.en}")
    return locale[PER_DAY].format(now=format.period(subject.period, locale, beside=subject.period), days=locale[counted], change=changed)


def interval(reading, unit: Unit, locale: Locale) -> str:
    low, high = (format.figure(end, unit, locale, like=reading.value) for end in (reading.low, reading.high))
    return locale[Text("{low}至{high}", "{low} to {high}").format(low=low, high=high)]


def finding(subject: Subject, locale: Locale, *, called: str | None = None) -> list[str]:
    """What is seen, in clauses: the figure moved where, and where that lies beside its usual range. called: instead of its name in full."""
    direction = _direction(subject, locale)
    if direction is not None and subject.usual and subject.verdict.real and direction == -_beyond(subject):
        direction = None  # it fell, and is too high still: one thing at a time
    value = str(format.figure(subject.value, subject.unit, locale))
    said = (called or name(subject.figure, locale)) + locale[IS if direction is None else MOVES[direction]] + value
    if subject.late:
        when = format.period(subject.period, locale, beside=subject.figure.period)
        said = locale[Text("{when}{said}", "{said} in {when}")].format(when=when, said=said)
    if subject.verdict is Verdict.UNJUDGED:
        return [said]
    return [said, seasonal(subject, locale) if subject.verdict is Verdict.SEASONAL else side(subject, locale)]


def _direction(subject, locale) -> int | None:
    known = subject.previous is not None and subject.previous.value is not None
    return format.moved(subject.value, subject.previous.value, subject.unit, locale) if known else None


def change(subject: Subject, base, locale: Locale) -> str | None:
    """The change against a reading, in words; None where there is nothing to compare."""
    if base is None or base.value is None or subject.value is None:
        return None
    changed = format.change(subject.value, base.value, subject.unit, locale)
    return changed or locale[UNCHANGED if subject.value == base.value else terms.REASONS["no_base"]]


def comparisons(subject: Subject, locale: Locale) -> list[tuple[str, str]]:
    """(with what, the change): with the period before, with the same period last year, and with last year's days as a moving holiday counts them."""
    both = ((subject.previous, False), (subject.year_ago, True))
    found = [(base_name(subject, year=year, locale=locale), said) for base, year in both if (said := change(subject, base, locale))]
    if subject.aligned and (said := change(subject, subject.aligned.reading, locale)):
        found.append((locale[ALIGNED.format(holiday=subject.aligned.holiday)], said))
    return found
