"""Sentences about figures: a grammar, not prose. Each takes readings and says them in the page's language."""

import re

from opsreport.show import format, terms
from opsreport.show.format import Locale
from opsreport.show.subject import Subject
from opsreport.show.usual import Verdict
from opsreport.tables import TABLES
from opsreport.units import Unit
from opsreport.words import Text

GLYPHS = {Verdict.BETTER: "▲", Verdict.WORSE: "▼", Verdict.CHANGED: "◆", Verdict.NOISE: "○", Verdict.UNJUDGED: "…"}
TOKENS = {Verdict.BETTER: "good", Verdict.WORSE: "bad"}
VERDICTS = {
    Verdict.BETTER: Text("变好", "Better"),
    Verdict.WORSE: Text("变差", "Worse"),
    Verdict.CHANGED: Text("真实变化", "Real change"),
    Verdict.NOISE: Text("正常波动", "Usual variation"),
}
N = re.compile(r"(?<![A-Za-z])N(?![A-Za-z])")


def name(figure, locale: Locale) -> str:
    """A figure's name: the metric's, and which of its figures."""
    part = None if figure.part is None else figure.metric.parts[figure.part].name
    return metric_name(figure.metric, locale) + (("：" if locale.zh else ": ") + locale[part] if part else "")


def metric_name(metric, locale: Locale) -> str:
    """A metric's name with its reading: 复购率（按用户）, 第30日留存率, Second-purchase conversion (30 days)."""
    text = locale[metric.name]
    if "n" in metric.options:
        text = N.sub(str(metric.options["n"]), text)
    said = [words for option, value in metric.options.items() if (words := _option_in_name(metric, option, value, locale))]
    if said:
        text = _bracketed(text, said, locale)
    return text.replace("(", "（").replace(")", "）") if locale.zh else text


def _bracketed(text, said, locale):
    joint = "，" if locale.zh else ", "
    if text.endswith(")"):
        return text[:-1] + joint + joint.join(said) + ")"
    return f"{text}{'' if locale.zh else ' '}({joint.join(said)})"


def _option_in_name(metric, option, value, locale) -> str:
    """Said in the name: windows in days, the refunds of amounts, and whatever is not the default. The definition says all."""
    if value is None or option == "n":
        return ""
    default = metric.defaults[option]
    if option in ("days", "of"):
        return option_value(metric, option, value, locale)
    if option == "refunds" and metric.unit is Unit.MONEY:
        return option_value(metric, option, value, locale)
    return "" if default is None or value == default else option_value(metric, option, value, locale)


def option_value(metric, option: str, value, locale: Locale) -> str:
    """An option's value in words."""
    declared = metric.declared[option]
    if declared.values:
        return locale[declared.says(value)]
    if declared.meaning.en == "days":
        return f"{value}天" if locale.zh else f"{value} days"
    return f"{declared.meaning.zh}{value}" if locale.zh else f"{declared.meaning.en} {value}"


def options(metric, locale: Locale) -> list[str]:
    """Every option and its value in words."""
    colon = "：" if locale.zh else ": "
    said = [(locale[metric.declared[o].meaning], option_value(metric, o, v, locale)) for o, v in metric.options.items() if v is not None]
    return [words if meaning in words else f"{meaning}{colon}{words}" for meaning, words in said]


def formula(metric, locale: Locale) -> str:
    n = metric.options.get("n")
    text = locale[metric.formula]
    return full_width(text if n is None else N.sub(str(n), text), locale)


def full_width(text: str, locale: Locale) -> str:
    """Chinese text with Chinese marks."""
    return text.translate(str.maketrans("(),;", "（），；")) if locale.zh else text


def lower_first(text: str, locale: Locale) -> str:
    """A name within an English sentence; abbreviations keep their capitals."""
    return text if locale.zh or text[1:2].isupper() or not text[1:2].isalpha() else text[:1].lower() + text[1:]


def reason(reading, locale: Locale) -> str:
    """Why there is no figure."""
    why = reading.reason or "not_observed"
    if why in ("table_missing", "column_missing"):
        return missing(reading.needs, locale)
    if why.startswith("not_by_"):
        segment = terms.segment_word(why.removeprefix("not_by_"), locale.language)
        return f"不能按{segment}拆分" if locale.zh else f"cannot be split by {segment}"
    return locale[terms.REASONS[why]] if why in terms.REASONS else why.replace("_", " ")


def missing(needs, locale: Locale) -> str:
    """What a figure needs and was not given."""
    lacking = needed(needs, locale)
    return f"缺{lacking}" if locale.zh else f"needs {lacking}: none given"


def needed(needs, locale: Locale) -> str:
    return ("、" if locale.zh else ", ").join(dict.fromkeys(_need(need, locale) for need in needs)) or ("数据" if locale.zh else "data")


def _need(need, locale):
    if need in terms.NEEDED:
        return locale[terms.NEEDED[need]]
    table, _, column = need.partition(".")
    named = locale[terms.TABLES[table]] if table in terms.TABLES else table
    if not column or column in ("user_id", TABLES[table].dated if table in TABLES else None):
        return f"{named}表" if locale.zh else named
    if locale.zh:
        meaning = TABLES[table].columns[column].meaning.zh if table in TABLES and column in TABLES[table].columns else column
        return f"{named}的{full_width(meaning, locale)}"
    return f"{column.removesuffix('_id').replace('_', ' ')} of {named}"


def base_name(subject: Subject, *, year: bool, locale: Locale) -> str:
    """What a comparison is with: 环比, vs Sep."""
    if locale.zh:
        return "同比" if year else "环比"
    base = subject.period.year_ago() if year else subject.period.previous()
    return "vs " + format.period(base, locale, short=True, beside=subject.period) if base else "vs a year before"


def verdict(subject: Subject, locale: Locale) -> str:
    """Real or noise, in words."""
    if subject.verdict is Verdict.UNJUDGED:
        return unjudged(subject, locale)
    word = locale[VERDICTS[subject.verdict]]
    return f"{word}{'：' if locale.zh else ': '}{side(subject, locale)}" if subject.verdict.real else word


def side(subject: Subject, locale: Locale) -> str:
    where = subject.usual.side(float(subject.value))
    return {-1: Text("低于正常范围", "below usual range"), 0: Text("在正常范围内", "within usual range"), 1: Text("高于正常范围", "above usual range")}[where][
        locale.language
    ]


def unjudged(subject: Subject, locale: Locale) -> str:
    if subject.value is None:
        return "不能判断" if locale.zh else "Cannot be judged"
    if subject.period.running:
        return "进行中，期末再判断" if locale.zh else "Not over yet"
    return "历史不足，不判断" if locale.zh else "Too few earlier periods to judge"


def usual(subject: Subject, locale: Locale) -> str:
    return format.span(subject.usual.low, subject.usual.high, subject.unit, locale)


def interval(reading, unit: Unit, locale: Locale) -> str:
    low, high = (format.figure(end, unit, locale, like=reading.value) for end in (reading.low, reading.high))
    return f"{low}至{high}" if locale.zh else f"{low} to {high}"


def finding(subject: Subject, locale: Locale) -> list[str]:
    """What is seen, in clauses: the figure moved where, and beside its usual range."""
    titled, value = name(subject.figure, locale), str(format.figure(subject.value, subject.unit, locale))
    moved = _moved(subject, locale)
    when = ""
    if subject.late:
        when = format.period(subject.period, locale, beside=subject.figure.period)
    clauses = [f"{when}{titled}{moved or '为'}{value}" if locale.zh else f"{titled} {moved or 'is'} {value}" + (f" in {when}" if when else "")]
    if subject.verdict is not Verdict.UNJUDGED:
        where = side(subject, locale)
        clauses.append(where if locale.zh else where.replace("usual", "its usual"))
    return clauses


def _moved(subject, locale):
    if subject.previous is None or subject.previous.value is None:
        return ""
    direction = format.moved(subject.value, subject.previous.value, subject.unit, locale)
    if direction == 0:
        return "持平于" if locale.zh else "stayed at"
    if locale.zh:
        return "升到" if direction > 0 else "降到"
    return "rose to" if direction > 0 else "fell to"


def change(subject: Subject, base, locale: Locale) -> str | None:
    """The change against a reading, in words; None where there is nothing to compare."""
    if base is None or base.value is None or subject.value is None:
        return None
    return format.change(subject.value, base.value, subject.unit, locale) or locale[terms.REASONS["no_base"]]
