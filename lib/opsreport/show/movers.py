"""What moved, and why: the most important first with two pictures, the others in short, then what experiments have shown, and the noise in a line."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from opsreport.causes import Mover, Tested
from opsreport.findings import Findings
from opsreport.show import attained, format, terms, wording
from opsreport.show.cards import in_clauses, sentence
from opsreport.show.causes import cause_sentence, coincidence_sentence, drivers_sentence, tested_sentence
from opsreport.show.contributions import contributions
from opsreport.show.effects import POINTS
from opsreport.show.format import COMMA, STOP, Locale
from opsreport.show.markup import NONE, Child, Html, element, html, said
from opsreport.show.noise import noise
from opsreport.show.same_source import old_customers, same_source
from opsreport.show.trends import trend
from opsreport.show.waterfall import waterfall
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.words import Text

LABELS = {
    "change": Text("变化", "Change"),
    "verdict": Text("判断", "Verdict"),
    "target": Text("目标", "Target"),
    "from": Text("来自", "Comes from"),
    "drivers": Text("因素", "Factors"),
    "with": Text("同期", "Coincides"),
    "parts": Text("构成", "Made of"),
    "old": Text("老客", "Existing"),
    "unknown": Text("未知", "Unknown"),
    "test": Text("实验", "Test"),
    "untested": Text("未检验", "Not tested"),
    "page": Text("详见", "In full"),
}
CHANGE = Text("{base}{change}（{was}→{now}）", "{change} {base} ({was} → {now})")
CHANGE_ONLY = Text("{base}{change}", "{change} {base}")
REAL = {
    Verdict.WORSE: Text("真实变化，变差", "Real, and worse"),
    Verdict.BETTER: Text("真实变化，变好", "Real, and better"),
    Verdict.CHANGED: Text("真实变化", "Real"),
}
ENDS = {
    -1: Text("低于正常范围的下限{end}", "below the usual range, which starts at {end}"),
    1: Text("高于正常范围的上限{end}", "above the usual range, which ends at {end}"),
}
RANGE = Text("正常范围{range}", "usual range {range}")
AGREED = Text("（目标{goal}）", " (target {goal})")
NOT_REAL = Text("不是真实变化", "Not a real change")
NO_SOURCE = Text("没有哪个维度能单独解释这次变化", "No single channel, city or group explains it")
FIRST_TIME = Text("近{count}{unit}首次{side}", "First of {count} {unit} {side}")
AGAIN = Text("近{count}{unit}中第{n}次{side}", "{n} of the last {count} {unit} {side}")
UNKNOWN = Text("他们的{names}要到{day}才知道，现在不能判断质量", "their {names} is due on {day}; their quality cannot be judged before")
OF_THEM = Text("{name}：{said}。", "{name}: {said}.")
MADE_OF = Text("{formula}＝{now}；{base}为{was}", "{formula} = {now}; {was} in {base}")
WORKS = Text("{metric}{lift}，由“{name}”引起（{proof}）", "{metric}: {lift}, caused by “{name}” ({proof})")
WORKS_NOT = Text("看不出“{name}”的效果（{proof}）", "No effect of “{name}” was seen ({proof})")
PROVEN, PROVEN_FROM = Text("实验证实", "tested"), Text("{day}起的实验证实", "tested from {day}")
TRIED, TRIED_FROM = Text("实验", "tested"), Text("{day}起的实验", "tested from {day}")
UNTESTED = Text(
    "只比较了入组后{n}天内是否购买；此后的复购、利润和没有入组的用户都没有检验",
    "only whether they bought within {n} days of being assigned was compared; not what they do later, not the profit, not other users",
)
NOTHING = Text("没有真实变化，也没有离目标很远的指标。", "Nothing really changed, and no target is far away.")
Link = tuple[Text, Mapping[str, str]]
NO_LINKS: Mapping[str, Link] = MappingProxyType({})
QUALITY = {"new_users": "retention_", "new_paying_users": "second_purchase_"}  # what shows how good those who came are, and is known later only


def movers(found: Findings, locale: Locale, *, pages: Mapping[str, Link] = NO_LINKS) -> Html:
    """pages: {metric: (the title, {language: the file}) of the page that tells of it in full}."""
    leading = [one for one in found.movers if one.same_as is None]
    told = [(one, _like(one, found)) for one in leading]
    articles = [
        html(
            mover(one, found, locale, pictured=place == 0, pages=pages),
            same_source(one, like, found, locale, [old_customers(like, found, locale), *(_new(each.subject, found, locale) for each in like)]),
        )
        for place, (one, like) in enumerate(told)
    ]
    nothing = None if articles or found.period.running or not found.noise else element("p", {"class": "read"}, locale[NOTHING])
    return html(articles, nothing, [_tested(one, locale) for one in found.tested], noise(found, locale))


def _like(leading, found) -> list[Mover]:
    """The movers whose source was told with this one; of a chain, with its first."""
    told = [leading.subject]
    for one in found.movers:
        if any(one.same_as is subject for subject in told):
            told.append(one.subject)
    return [one for one in found.movers if any(one.subject is subject for subject in told[1:])]


def mover(one: Mover, found: Findings, locale: Locale, *, pictured: bool, pages: Mapping[str, Link] = NO_LINKS) -> Html:
    """An article: the finding, the facts, and two pictures of the first one. What has the same source is no article: see `same_source`."""
    rows = [*_facts(one, found, locale), (LABELS["page"], _link(one.subject, pages, locale))]
    return article(_finding(one, found, locale), rows, locale, pictures(one, locale) if pictured else None)


def _link(shown, pages, locale) -> Html | None:
    title, files = pages.get(shown.figure.metric.id, (None, {}))
    return element("a", {"href": files[locale.language]}, locale[title]) if locale.language in files else None


def article(finding: Html, rows: Sequence[tuple[Text, Child]], locale: Locale, *more: Html | None, **attributes: str) -> Html:
    facts = [html(element("dt", {}, locale[label]), element("dd", {}, text)) for label, text in rows if text]
    return element("article", {"class": "mover", **attributes}, element("h3", {}, finding), element("dl", {"class": "facts"}, facts), *more)


def _finding(one, found, locale) -> Html:
    """复购率降到22.7%，低于正常范围."""
    shown = one.subject
    name = wording.called(shown.figure, found.named, locale)
    first, *rest = wording.finding(shown, locale, called=name[:1].upper() + name[1:])
    if not shown.verdict.real:
        rest = [attained.clause(shown.target, shown.unit, locale)]
    return sentence([first, *rest], locale)


def _facts(one: Mover, found: Findings, locale):
    shown = one.subject
    yield LABELS["change"], changes(shown, locale)
    yield LABELS["verdict"], _verdict(shown, locale)
    yield LABELS["target"], _target(shown, locale)
    yield LABELS["from"], cause_sentence(one.cause, shown, locale) or (locale[NO_SOURCE] if shown.verdict.real and one.drivers is None else "")
    yield LABELS["drivers"], drivers_sentence(one.drivers, shown, locale)
    yield LABELS["parts"], _parts(shown, locale) if shown.verdict.real and one.drivers is None else ""
    yield LABELS["with"], coincidence_sentence(one.coincides, shown, locale)
    yield LABELS["old"], old_customers([one], found, locale)
    yield LABELS["unknown"], _quality(shown, found, locale)


def _parts(shown, locale) -> str:
    """What a ratio of money is made of, then and now: which of its two sides moved. (Of a rate the numerator says nothing that the rate does not.)"""
    both = [(reading, reading.numerator, reading.denominator) for reading in (shown.reading, shown.previous) if reading is not None]
    if len(both) < 2 or not all(isinstance(top, Decimal) and bottom is not None for _, top, bottom in both):
        return ""
    now, was = (f"{format.fixed(top, 0)} ÷ {format.fixed(bottom, 0)}" for _, top, bottom in both)
    formula = wording.formula(shown.figure.metric, locale).partition("；" if locale.zh else ";")[0].partition(". ")[0]
    base = format.period(shown.period.previous(), locale, beside=shown.period)
    return locale[MADE_OF].format(formula=formula, now=now, was=was, base=base)


def changes(shown: Subject, locale: Locale) -> str:
    """The change on the period before with both figures, then the others."""
    compared = wording.comparisons(shown, locale)
    before = shown.previous.value if shown.previous is not None else None
    told = []
    for place, (base, change) in enumerate(compared):
        words = CHANGE if place == 0 and before is not None else CHANGE_ONLY
        was, now = (format.figure(value or 0, shown.unit, locale) for value in (before, shown.value))
        told.append(locale[words].format(base=base, change=change, was=was, now=now))
    return locale[COMMA].join(told)


def _verdict(shown, locale) -> Html:
    """Real or noise, and by what. The chance of a rate is no matter here: its usual range has it already."""
    if not shown.verdict.real:
        return html(element("b", {}, locale[NOT_REAL]), locale[COMMA] + _beside(shown, locale) if shown.usual else None)
    word = element("b", {"class": wording.TOKENS.get(shown.verdict)}, locale[REAL[shown.verdict]], locale[STOP].strip())
    side = shown.usual.side(float(shown.value))
    if not side:
        told = wording.side(shown, locale) + locale[COMMA] + wording.lower_first(locale[RANGE], locale).format(range=wording.usual(shown, locale))
    else:
        end = format.figure(shown.usual.high if side > 0 else shown.usual.low, shown.unit, locale, like=shown.value)
        told = locale[ENDS[side]].format(end=end) + _more_than(shown, locale)
    return html(word, "" if locale.zh else " ", told[:1].upper() + told[1:])


def _beside(shown, locale):
    """The usual range; where it says less than usual, why."""
    told = locale[RANGE].format(range=wording.usual(shown, locale))
    return told if shown.verdict in (Verdict.NOISE, Verdict.SEASONAL) else wording.side(shown, locale) + locale[COMMA] + told


def _more_than(shown, locale):
    """What wording says of a holiday that does not explain all of it."""
    return wording.verdict(shown, locale).partition(wording.side(shown, locale))[2]


def _target(shown, locale) -> Html:
    """A target that was missed; one that was met stands in its card."""
    target = shown.target
    if target is None or target.met is not False:
        return NONE
    glyph = element("span", {"aria-hidden": "true"}, attained.glyph(target))
    standing = element("b", {"class": attained.token(target)}, glyph, " ", attained.standing(target, shown.unit, locale))
    return html(standing, locale[AGREED].format(goal=attained.goal(target, shown.unit, locale)))


def _quality(shown, found, locale) -> str:
    """What will show how good the new ones are, and when."""
    watched = QUALITY.get(shown.figure.metric.id)
    late = [one for one in found.subjects if watched and one.late and one.figure.due_on and one.figure.metric.id.startswith(watched)]
    if not late or shown.verdict is not Verdict.BETTER:
        return ""
    names = locale[format.AND].join(wording.called(one.figure, found.named, locale) for one in late)
    return locale[UNKNOWN].format(names=names, day=format.day(max(one.figure.due_on for one in late), locale, year=False))


def _new(shown, found, locale) -> str:
    """The same as a line: whose quality."""
    said = _quality(shown, found, locale)
    name = wording.called(shown.figure, found.named, locale)
    return locale[OF_THEM].format(name=name[:1].upper() + name[1:], said=said) if said else ""


def pictures(one: Mover, locale: Locale) -> Html:
    """The figure over its periods; beside it what the segments add, or the factors."""
    second = contributions(one.cause, one.subject, locale, narrow=True) if one.cause else None
    second = second or (waterfall(one.drivers, one.subject, locale, narrow=True) if one.drivers else None)
    return element("div", {"class": "pair"}, trend(one.subject, locale, narrow=True, title=_title(one.subject, locale)), second)


def _title(shown, locale) -> Html | None:
    """How often the figure lay there before: what the trend shows, and the heading does not say."""
    if not shown.verdict.real or not shown.usual or not shown.usual.side(float(shown.value)):
        return None
    side, values = shown.usual.side(float(shown.value)), [value for value in shown.values[: shown.place + 1] if value is not None]
    n = sum(shown.usual.side(float(value)) == side for value in values)
    words = {"count": len(values), "unit": locale[terms.PERIODS[shown.period.unit]], "side": locale[wording.SIDES[side]], "n": n}
    return in_clauses([locale[FIRST_TIME if n == 1 else AGAIN].format(**words)], locale)


def _tested(one: Tested, locale: Locale) -> Html:
    lift = format.signed(100 * one.lift, 1) + locale[POINTS]
    undated, dated = (PROVEN, PROVEN_FROM) if one.proven else (TRIED, TRIED_FROM)
    proof = locale[dated].format(day=format.day(one.began_on, locale)) if one.began_on else locale[undated]
    words = {"lift": lift, "metric": locale[one.metric], "proof": proof}
    told = locale[WORKS if one.proven else WORKS_NOT].format(name="\0", **words)
    before, after = told.split("\0")
    finding = html(before, said(terms.value_word(locale[one.name], locale)), after)
    untested = locale[UNTESTED].format(n=one.days)
    rows = [(LABELS["test"], tested_sentence(one, locale)), (LABELS["untested"], untested[:1].upper() + untested[1:])]
    return article(in_clauses([finding], locale), rows, locale)
