"""Why a figure changed, in one sentence each: which segments, which factors, what happened then, what an experiment has shown.

Arithmetic says "of the change, so much is theirs"; a calendar says "at the same time"; only an experiment says "caused by".
"""

from collections.abc import Iterable
from dataclasses import replace

from opsreport.causes import REST, Cause, Coincidence, Drivers, Tested
from opsreport.show import format, terms, wording
from opsreport.show.effects import POINTS, Effects, effects
from opsreport.show.format import AND, COLON, COMMA, SEMICOLON, Locale
from opsreport.show.markup import NONE, Html, element, html, said
from opsreport.subjects import Subject
from opsreport.units import Unit
from opsreport.words import Text

CHANNEL = Text("渠道", "channels")
NOUNS = {  # what the segments are, in the plural
    "acquisition_channel": CHANNEL,
    "order_channel": CHANNEL,
    "event_channel": CHANNEL,
    "feedback_channel": CHANNEL,
    "city": Text("城市", "cities"),
    "tier": Text("等级", "tiers"),
    "category": Text("品类", "categories"),
    "store": Text("门店", "stores"),
    "old_buyer": Text("客户", "customers"),
    "age_band": Text("年龄段", "age bands"),
    "gender": Text("性别", "genders"),
    "aspect": Text("方面", "aspects"),
    "kind": Text("类型", "kinds"),
}
AFTER = ("acquisition_channel", "order_channel", "event_channel", "feedback_channel", "aspect")  # whose names are followed by the noun in Chinese

RATE, OF_WHOLE = Text("比率", "rate"), Text("占比", "share")
SHARES = {  # of what a segment has a share, by what the figure is counted on
    Text("花费占比", "share of spend"): ("promotion_roi",),
    Text("买家占比", "share of buyers"): (
        "spend_per_buyer",
        "repurchase_rate_by_user",
        "buyback_rate_on_day",
        "purchase_frequency",
        "complaint_rate",
    ),
    Text("订单占比", "share of orders"): ("average_order_value", "repurchase_rate_by_transaction", "refund_rate"),
    Text("访客占比", "share of visitors"): ("purchase_conversion_rate", "channel_conversion_rate", "cost_per_visitor"),
}
SHARE_OF = {metric: words for words, metrics in SHARES.items() for metric in metrics}

FALL, RISE = Text("降幅", "fall"), Text("升幅", "rise")
OF_THE_CHANGE = Text("{whole}的{way}中，{parts}", "{parts} of the {whole}")
BESIDE_THE_CHANGE = Text("{whole}的{way}，来自{parts}", "{parts}, of {whole} in all")
SHARE_OF_IT = Text("{name}贡献{part}", "{name}: {part}")
SIGNED = Text("{name}{part}", "{name}: {part}")
ONE_OF_SEVERAL = Text("{name}贡献{part}", "{name} {part}")
OTHERS = Text("其余{noun}合计{part}", "all other {noun} together {part}")
IN_PART = Text("{part}", "In “{part}”: ")
AGAINST = Text("与{base}相比，", "Against {base}, ")
SHARE_MOVED = Text("{of}由{base}{moved}{now}（占比变化带来{mix}）", "its {of} {moved} {base} → {now} (by the share {mix})")
RATE_MOVED = Text("其{metric}由{base}{moved}{now}（自身变化带来{rate}）", "its own {metric} {moved} {base} → {now} (by its own change {rate})")
NEW_HERE = Text("此前没有，本期{of}{share}，其{metric}为{now}", "new, its {of} is {share}, its own {metric} {now}")
GONE = Text("本期已没有，此前{of}{share}，其{metric}为{base}", "gone; its {of} was {share}, its own {metric} {base}")
SEVERAL_SIDES = Text("这几个{noun}的占比变化带来{mix}，自身变化带来{rate}", "these together: by their shares {mix}, by their own change {rate}")
THEN_AND = Text("，", " and ")
MOVED = {1: Text("升到", "rose"), 0: Text("持平于", "stayed"), -1: Text("降到", "fell")}
NONE_FELL = Text(
    "各主要{noun}的{metric}都没有下降，总体却下降了：变的是构成（辛普森悖论）。",
    "None of the larger {noun} fell, and yet the whole did: the mix has changed (Simpson's paradox). ",
)
NONE_ROSE = Text(
    "各主要{noun}的{metric}都没有上升，总体却上升了：变的是构成（辛普森悖论）。",
    "None of the larger {noun} rose, and yet the whole did: the mix has changed (Simpson's paradox). ",
)
DRIVER = Text("{name}{effect}（{base}→{now}）", "{name} {effect} ({base} → {now})")
DRIVEN = Text("{whole}的{way}中，{parts}", "of the {whole}: {parts}")
NOTHING_IN_ALL = Text("总体不变：{parts}", "no change in all: {parts}")

CAMPAIGN, CAMPAIGN_THEN = Text("活动{name}", "the campaign {name}"), Text("（{day}起）", " (from {day})")
INCIDENT, INCIDENT_THEN = Text("事件{name}", "the incident {name}"), Text("（{day}）", " ({day})")
HOLIDAY, HOLIDAY_THEN = Text("{name}", "{name}"), Text("（{day}起）", " (from {day})")
HAPPENED = {"campaign": (CAMPAIGN, CAMPAIGN_THEN), "incident": (INCIDENT, INCIDENT_THEN), "holiday": (HOLIDAY, HOLIDAY_THEN)}
QUOTED = Text("“{name}”", "“{name}”")
UNTESTED = Text("时间吻合，未经实验证实", "the timing fits, no test has confirmed it")
HAS_EFFECT = Text("其效果已经实验证实", "an experiment has confirmed its effect")

ARMS = Text(
    "{metric}：实验组{treated}（{treated_parts}），对照组{control}（{control_parts}），",
    "{metric}: {treated} of those treated ({treated_parts}), {control} of those held out ({control_parts}), ",
)
PARTS = Text("{part}/{of}", "{part} of {of}")
DIFFERENCE = Text("差值的95%区间{low}至{high}", "95% interval of the difference {low} to {high}")
BY_CHANCE = Text("，含0，可能只是偶然", ", which holds 0: perhaps chance")


def segment_label(by: str, segment: str, locale: Locale, *, noun: bool = True) -> Html:
    """A segment's name for readers: 短视频渠道, 新客; the shop's own words as they are. noun: with what it is, where Chinese needs that."""
    after = locale[NOUNS[by]] if noun and locale.zh and by in AFTER and segment != REST else ""
    name = terms.segment_value(by, segment, locale)
    return html(said(name), "" if name.endswith(after) else after)


def segments_noun(by: str, locale: Locale) -> str:
    """What the segments are, in the plural."""
    return locale[NOUNS[by]] if by in NOUNS else terms.segment_word(by, locale.language)


def share_word(metric, locale: Locale) -> str:
    """Of what a segment has a share: 买家占比, 花费占比."""
    return locale[SHARE_OF.get(metric.id, OF_WHOLE)]


def cause_sentence(cause: Cause | None, subject: Subject, locale: Locale) -> Html:
    """Which segments explain the change, by how much; of a single one also how. Empty where no cause was found."""
    if cause is None:
        return NONE
    unit = subject.figure.metric.parts[cause.part].unit
    like = [reading.value for reading in (cause.base, cause.now)] if unit is Unit.PERCENT else None
    shown = _leading(cause, effects(cause.change, [part.total for part in cause.parts], unit, locale, like=like))
    return html(
        _against(cause, subject, locale),
        _reversal(cause, subject, locale) if cause.reversal else None,
        _shares(cause, subject, shown, locale),
        _sides(cause, subject, shown, locale),
        _others(cause, shown, locale),
    )


def _leading(cause, shown: Effects) -> Effects:
    """The parts of the leading segments as they are printed beside all others; and, last, what these come to together."""
    of = {part.segment: effect for part, effect in zip(cause.parts, shown.parts, strict=True)}
    leading = [of[part.segment] for part in cause.leading]
    return replace(shown, parts=(*leading, shown.change - sum(leading)))


def _against(cause, subject, locale):
    """Which period the change is from, where that is not the one before."""
    if cause.against.label == subject.period.previous().label:
        return None
    return locale[AGAINST].format(base=format.period(cause.against, locale, beside=subject.period))


def _reversal(cause, subject, locale):
    told = NONE_FELL if cause.change < 0 else NONE_ROSE
    return locale[told].format(noun=segments_noun(cause.by, locale), metric=_plain_name(cause, subject, locale))


def _shares(cause, subject, shown: Effects, locale) -> Html:
    """2.7个百分点的降幅中，短视频渠道贡献2.4个百分点，其余渠道合计0.3个百分点."""
    *leading, _ = shown.parts
    same_way = _same_way(shown)
    word = (ONE_OF_SEVERAL if len(leading) > 1 else SHARE_OF_IT) if same_way else SIGNED
    signed = _signs(shown, locale)
    named = [
        _filled(locale[word], name=element("b", {}, segment_label(cause.by, part.segment, locale)), part=shown.part(effect, signed=signed))
        for part, effect in zip(cause.leading, leading, strict=True)
    ]
    way = locale[FALL if cause.change < 0 else RISE]
    sentence = locale[OF_THE_CHANGE if same_way else BESIDE_THE_CHANGE]
    told = _filled(sentence, whole=shown.whole(signed=not locale.zh), way=way, parts=_joined(named, locale[AND]))
    of = locale[IN_PART].format(part=wording.full_width(locale[subject.figure.metric.parts[cause.part].name], locale))
    return html(of if cause.part != subject.figure.part else None, told)


def _same_way(shown) -> bool:
    """Whether nothing went against the change."""
    return all(part * shown.change >= 0 for part in shown.parts)


def _signs(shown, locale) -> bool:
    """English always writes signs; Chinese says which way the change went, and needs none where all went that way."""
    return not locale.zh or not _same_way(shown)


def _others(cause, shown, locale):
    *_, others = shown.parts
    if not others:
        return None
    part = shown.part(others, signed=_signs(shown, locale))
    return locale[SEMICOLON] + locale[OTHERS].format(noun=segments_noun(cause.by, locale), part=part)


def _sides(cause, subject, shown, locale):
    """How much of it is the share and how much the rate; a total has no such sides."""
    if not cause.rates:
        return None
    *leading, _ = shown.parts
    if len(leading) == 1:
        return locale[COLON if locale.zh else SEMICOLON] + _one_side(cause, subject, leading[0], shown, locale)
    mix, rate = shown.sides(sum(leading), sum(part.mix for part in cause.leading))
    noun = segments_noun(cause.by, locale)
    return locale[SEMICOLON] + locale[SEVERAL_SIDES].format(noun=noun, mix=shown.bare(mix), rate=shown.bare(rate))


def _one_side(cause, subject, effect, shown, locale):
    (part,) = cause.leading
    unit = shown.unit
    in_part = cause.part != subject.figure.part and not locale.zh
    metric = RATE.en if in_part else wording.lower_first(_plain_name(cause, subject, locale), locale)
    of = share_word(subject.figure.metric, locale)
    readings = {"base": part.base, "now": part.now}
    known = {side: reading.value for side, reading in readings.items() if reading.value is not None}
    figures = {side: format.figure(value, unit, locale, like=max(known.values(), key=abs)) for side, value in known.items()}
    shares = {side: str(format.figure(share or 0, Unit.PERCENT, locale)) for side, share in (("base", part.base_share), ("now", part.now_share))}
    if "base" not in figures:
        return locale[NEW_HERE].format(of=of, share=shares["now"], metric=metric, now=figures.get("now", ""))
    if "now" not in figures:
        return locale[GONE].format(of=of, share=shares["base"], metric=metric, base=figures["base"])
    mix, rate = map(shown.bare, shown.sides(effect, part.mix))
    moved = locale[MOVED[_sign(part.now_share - part.base_share)]], locale[MOVED[_sign(float(part.now.value) - float(part.base.value))]]
    share_moved = locale[SHARE_MOVED].format(of=of, **shares, mix=mix, moved=moved[0])
    return share_moved + locale[THEN_AND] + locale[RATE_MOVED].format(**figures, rate=rate, metric=metric, moved=moved[1])


def _sign(number):
    return (number > 0) - (number < 0)


def _plain_name(cause, subject, locale):
    """The figure's name without its reading: 复购率."""
    metric = subject.figure.metric
    in_part = cause.part is not None and metric.parts[cause.part].unit is Unit.PERCENT
    name = locale[metric.parts[cause.part].name] if in_part else wording.metric_name(metric, locale)
    return wording.full_width(name, locale).partition("（")[0].partition(" (")[0]


def drivers_sentence(drivers: Drivers | None, subject: Subject, locale: Locale) -> Html:
    """How much each factor of the product adds. Empty where it is none."""
    if drivers is None:
        return NONE
    shown = effects(drivers.change, [part.effect for part in drivers.parts], subject.unit, locale)
    named = []
    for part, effect in zip(drivers.parts, shown.parts, strict=True):
        base, now = (format.figure(reading.value, part.metric.unit, locale) for reading in (part.base, part.now))
        name = wording.lower_first(wording.full_width(locale[part.metric.name], locale), locale)
        named.append(_filled(locale[DRIVER], name=element("b", {}, name), effect=shown.part(effect), base=str(base), now=str(now)))
    listed = _joined(named, locale[COMMA])
    way = locale[FALL if shown.change < 0 else RISE]
    told = _filled(locale[DRIVEN if shown.change else NOTHING_IN_ALL], whole=shown.whole(signed=not locale.zh), way=way, parts=listed)
    against = _against(drivers, subject, locale)
    return html(against, told if against else _capital(told))


def _capital(sentence: Html) -> Html:
    return Html(sentence[:1].upper() + sentence[1:])


def coincidence_sentence(coincides: Iterable[Coincidence], subject: Subject, locale: Locale) -> Html:
    """What happened then, and that this is all that is known; or that an experiment has confirmed it. Empty where nothing happened."""
    coincides = tuple(coincides)
    told = [_joined([happened(one, subject, locale) for one in some], locale[AND]) for some in _by_test(coincides) if some]
    tails = [locale[tail] for some, tail in zip(_by_test(coincides), (HAS_EFFECT, UNTESTED), strict=True) if some]
    return _joined([html(one, locale[SEMICOLON], tail) for one, tail in zip(told, tails, strict=True)], locale[SEMICOLON])


def _by_test(coincides):
    return [one for one in coincides if one.tested], [one for one in coincides if not one.tested]


def happened(one: Coincidence, subject: Subject, locale: Locale, *, dated: bool = True) -> Html:
    """A campaign, an incident or a holiday, with its day; not dated: by its name alone, as a heading has it."""
    named, then = HAPPENED[one.kind]
    bare = said(terms.value_word(locale[one.name], locale))
    name = bare if one.kind == "holiday" else _filled(locale[QUOTED], name=bare)
    if not dated:
        return name
    day = format.day(one.starts_on, locale, year=one.starts_on.year != subject.period.start.year)
    return html(_filled(locale[named], name=name), locale[then].format(day=day))


def tested_sentence(tested: Tested, locale: Locale) -> Html:
    """What an experiment has shown: both arms, their difference, and whether it can be told from chance."""
    readings = {"treated": tested.treated, "control": tested.control}
    arms = {arm: str(format.figure(reading.value, Unit.PERCENT, locale)) for arm, reading in readings.items()}
    parts = {f"{arm}_parts": locale[PARTS].format(part=f"{r.numerator:,}", of=f"{r.denominator:,}") for arm, r in readings.items()}
    low, high = (format.signed(100 * value, 1) for value in (tested.low, tested.high))
    numbers = locale[ARMS].format(metric=locale[tested.metric], **arms, **parts)
    difference = locale[DIFFERENCE].format(low=low, high=high + locale[POINTS])
    return html(numbers, difference, None if tested.proven else locale[BY_CHANCE])


def _joined(children, between: str) -> Html:
    return html(*(child for place, one in enumerate(children) for child in ((between, one) if place else (one,))))


def _filled(text: str, **children) -> Html:
    """A text with markup in its {places}."""
    marked = {name: html(child) for name, child in children.items()}
    return Html(html(text).format(**marked))
