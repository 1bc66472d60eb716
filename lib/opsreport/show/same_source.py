"""What else moved with the same source: one table under the mover that is told in full, with what each of them comes from one tap away."""

from collections.abc import Sequence
from decimal import Decimal

from opsreport.causes import Mover
from opsreport.findings import Findings
from opsreport.show import attained, format, terms, wording
from opsreport.show.causes import cause_sentence, drivers_sentence, segment_label
from opsreport.show.effects import effects
from opsreport.show.format import AND, COMMA, STOP, Locale
from opsreport.show.markup import NONE, Html, element, html, plain
from opsreport.show.tables import more, table
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.units import Unit
from opsreport.words import Text

HEADING, ONE_HEADING = Text("同样来自{names}的还有{n}项", "{n} more from {names}"), Text("同样来自{names}的还有1项", "One more from {names}")
CAPTION = Text("{now}与{before}相比", "{now} against {before}")
FIGURE, CHANGE, ADDS, THEY_ADD = Text("指标", "Figure"), Text("变化", "Change"), Text("{name}的贡献", "{name} adds"), Text("它们的贡献", "They add")
WAS = Text("{was}→{now}", "{was} → {now}")
EACH = Text("各项怎么变的", "How each came about")
MEANS = Text("{name}：{formula}。", "{name}: {formula}.")
AMONG_BUYERS = (  # figures of all buyers, old and new: many new ones lower them, whatever the old ones do
    "buyback_rate_on_day",
    "repurchase_rate_by_user",
    "repurchase_rate_by_transaction",
    "purchase_frequency",
    "spend_per_buyer",
    "average_order_value",
)
OLD_SAME = Text("老客没有变差：{said}。", "Existing customers did not get worse: {said}.")
OLD_WORSE = Text("老客也变差：{said}。", "Existing customers got worse too: {said}.")
OLD = Text("{stands}，{base}{change}，{side}", "{stands}, {change} {base}, {side}")


def same_source(leading: Mover, others: Sequence[Mover], found: Findings, locale: Locale, lines: Sequence[str] = ()) -> Html:
    """A table of the others, with how much of each change comes from the leading segments; then what has to be known beside it. Empty without any."""
    if not others:
        return NONE
    names = [segment_label(leading.cause.by, part.segment, locale) for part in leading.cause.leading]
    words = ONE_HEADING if len(others) == 1 else HEADING
    before, after = locale[words].format(names="\0", n=len(others)).split("\0")
    heading = html(before, names[0], [(locale[AND], name) for name in names[1:]], after)
    said = [*(_meaning(one.subject, found, locale) for one in others if not _has_card(one.subject, found)), *lines]
    read = [element("p", {"class": "read"}, line) for line in said if line]
    opened = more((locale[EACH], element("dl", {"class": "facts"}, [_how(one, found, locale) for one in others])))
    shown = element("div", {}, _table(leading, others, found, locale), read, opened)
    return element("article", {"class": "mover"}, element("h3", {}, heading), shown)


def old_customers(told: Sequence[Mover], found: Findings, locale: Locale) -> str:
    """Whether the customers of before got worse, where a figure of all buyers did. Empty where neither is known."""
    old = found.old_customers
    diluted = any(one.subject.verdict is Verdict.WORSE and one.subject.figure.metric.id in AMONG_BUYERS for one in told)
    if old is None or not diluted or old.verdict is Verdict.UNJUDGED:
        return ""
    compared = wording.comparisons(old, locale)[:1]
    base, change = compared[0] if compared else ("", "")
    stands = wording.stands(wording.called(old.figure, (), locale), format.figure(old.value, old.unit, locale), locale)
    said = locale[OLD].format(stands=stands, base=base, change=change, side=wording.side(old, locale))
    return locale[OLD_WORSE if old.verdict is Verdict.WORSE else OLD_SAME].format(said=said)


def _has_card(shown: Subject, found) -> bool:
    return any(shown is one for one in found.subjects)


def _name(shown, found, locale) -> str:
    name = wording.called(shown.figure, found.named, locale)
    return name[:1].upper() + name[1:]


def _meaning(shown, found, locale) -> str:
    """What a figure is that has no card on this page, and so no definition."""
    formula = wording.formula(shown.figure.metric, locale).rstrip(locale[STOP])
    return locale[MEANS].format(name=_name(shown, found, locale), formula=formula)


def _table(leading, others, found, locale) -> Html:
    period = leading.subject.period
    now, before = (format.period(one, locale, beside=period) for one in (period, period.previous()))
    segments = {part.segment for part in leading.cause.leading}
    (name, *rest) = [plain(terms.segment_value(leading.cause.by, part.segment, locale)) for part in leading.cause.leading]
    adds = locale[THEY_ADD] if rest else locale[ADDS].format(name=name)
    rows = [_row(one, segments, found, locale) for one in others]
    return table(locale[CAPTION].format(now=now[:1].upper() + now[1:], before=before), [locale[FIGURE], locale[CHANGE], adds], rows)


def _row(one: Mover, segments, found, locale):
    shown = one.subject
    verdict = f"{wording.GLYPHS[shown.verdict]} {locale[wording.VERDICTS[shown.verdict]]}"
    missed = locale[COMMA] + wording.lower_first(locale[attained.MISSED], locale) if shown.target is not None and shown.target.met is False else ""
    name = html(_name(shown, found, locale), element("small", {"class": wording.TOKENS.get(shown.verdict)}, verdict + missed))
    was, now = (format.figure(reading.value, shown.unit, locale) for reading in (shown.previous, shown.reading))
    moved = element("small", {"class": "n"}, locale[WAS].format(was=was, now=now))
    changed = html(element("span", {"class": "n"}, wording.change(shown, shown.previous, locale)), moved)
    return name, changed, element("span", {"class": "n"}, _adds(one, segments, locale))


def _adds(one, segments, locale) -> str:
    """What these segments add to the change, as it is printed beside the others'."""
    cause = one.cause
    unit = one.subject.figure.metric.parts[cause.part].unit
    like = [reading.value for reading in (cause.base, cause.now)] if unit is Unit.PERCENT else None
    shown = effects(cause.change, [part.total for part in cause.parts], unit, locale, like=like)
    return shown.apart(sum((effect for part, effect in zip(cause.parts, shown.parts, strict=True) if part.segment in segments), Decimal(0)))


def _how(one, found, locale) -> Html:
    shown = one.subject
    said = [cause_sentence(one.cause, shown, locale), drivers_sentence(one.drivers, shown, locale)]
    told = element("dd", {}, [element("p", {}, html(line, locale[STOP].strip())) for line in said if line])
    return html(element("dt", {}, _name(shown, found, locale)), told)
