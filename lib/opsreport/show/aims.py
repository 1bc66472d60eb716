"""By what an action will be seen to have worked, in words: whose figure of which period, where it is to be, and whose that value is."""

import re
from collections.abc import Iterable

from opsreport.playbook import Aim
from opsreport.playbook.shapes import EARLIER, GIVEN, LEVEL, LOWER_END, PREVIOUS, SHOP_TARGET, TARGET, UPPER_END, YEAR_AGO
from opsreport.show import format, terms, wording
from opsreport.show.format import AND, COLON, Locale
from opsreport.show.markup import Html, html, plain, said
from opsreport.words import Text

PLACE = re.compile(r"\{(\w+)\}")
NAME = Text("{name}", "{name}")
IN_SEGMENT, IN_PERIOD = Text("{segment}的{name}", "{name} of {segment}"), Text("{period}{name}", "{name} in {period}")
IN_BOTH = Text("{segment}{period}的{name}", "{name} of {segment} in {period}")
AT_LEAST, AT_MOST = Text("{name}不低于{value}", "{name} at least {value}"), Text("{name}不高于{value}", "{name} at most {value}")
BACK_UP, BACK_DOWN = Text("{name}回到{value}以上", "{name} back above {value}"), Text("{name}回到{value}以下", "{name} back below {value}")
RISES, FALLS = Text("{name}回升", "{name} rises"), Text("{name}回落", "{name} falls")
FROM = {  # where a threshold comes from: of the whole shop's figure
    TARGET: Text("{when}目标", "the target{when}"),
    SHOP_TARGET: Text("全店{when}目标", "the shop's target{when}"),
    LOWER_END: Text("正常范围下限", "the lower end of its usual range"),
    UPPER_END: Text("正常范围上限", "the upper end of its usual range"),
    LEVEL: Text("正常水平", "its usual level"),
    EARLIER: Text("此前的正常水平", "its earlier usual level"),
    PREVIOUS: Text("上期水平", "the level of the period before"),
    YEAR_AGO: Text("去年同期水平", "the level of a year ago"),
    GIVEN: Text("行动手册规定", "set by the playbook"),
}
OF_OWN = {  # and of a segment's, which is not the one that the cards show
    TARGET: Text("{segment}{when}目标", "{segment}'s own target{when}"),
    LOWER_END: Text("{segment}自身正常范围下限", "the lower end of {segment}'s own usual range"),
    UPPER_END: Text("{segment}自身正常范围上限", "the upper end of {segment}'s own usual range"),
    LEVEL: Text("{segment}自身的正常水平", "{segment}'s own usual level"),
    EARLIER: Text("{segment}自身此前的正常水平", "{segment}'s own earlier usual level"),
    PREVIOUS: Text("{segment}上期水平", "the level of {segment} in the period before"),
    YEAR_AGO: Text("{segment}去年同期水平", "the level of {segment} a year ago"),
}
FOR = Text("{period}", " for {period}")
HELD = Text("，{period}为{value}", "; {value} for {period}")
KNOWN = Text("；{day}后可知", "; known after {day}")


def works(aim: Aim, locale: Locale) -> Html:
    """The figure, where it is to be, whose value that is, and when it can be known."""
    name = figure(aim, locale)
    if aim.value is None:
        return filled(locale[RISES if aim.at_least else FALLS], {"name": name})
    words = (BACK_UP if aim.at_least else BACK_DOWN) if aim.back else (AT_LEAST if aim.at_least else AT_MOST)
    known = plain(locale[KNOWN].format(day=format.day(aim.known_on, locale, year=False))) if aim.known_on else None
    value = str(format.figure(aim.value, aim.unit, locale))
    return html(filled(locale[words], {"name": name, "value": value}), aside(html(basis(aim, locale), known), locale))


def basis(aim: Aim, locale: Locale) -> Html:
    """Where the value comes from: whose range, or which period's target; where the page shows another target beside the figure, that one too."""
    words = OF_OWN.get(aim.basis, FROM[aim.basis]) if aim.segments else FROM[aim.basis]
    when = locale[FOR].format(period=format.period(aim.period, locale, beside=aim.period)) if aim.period else ""
    told = filled(locale[words], {"segment": names(aim.segments, locale), "when": when})
    if aim.held is None:
        return told
    period, value = aim.held
    when = format.period(period, locale, beside=aim.period or period)
    return html(told, plain(locale[HELD].format(period=when, value=format.figure(value, aim.unit, locale, like=aim.value))))


def figure(aim: Aim, locale: Locale, *, period: bool = True) -> Html:
    """The figure of an aim: whose, of which period, which."""
    part = locale[COLON] + wording.full_width(locale[aim.metric.parts[aim.part].name], locale) if aim.part else ""
    values = {"name": wording.lower_first(wording.metric_name(aim.metric, locale) + part, locale), "segment": names(aim.segments, locale)}
    named = period and aim.period is not None
    if named:
        values["period"] = format.period(aim.period, locale, beside=aim.period)
    form = (IN_BOTH if named else IN_SEGMENT) if aim.segments else (IN_PERIOD if named else NAME)
    return filled(locale[form], values)


def aside(told: Html, locale: Locale) -> Html:
    """In brackets."""
    return html("（" if locale.zh else " (", told, "）" if locale.zh else ")")


def names(segments: Iterable[str], locale: Locale) -> Html:
    """The shop's own words, kept apart from the language around them."""
    first, *rest = [said(terms.value_word(segment, locale)) for segment in segments] or [""]
    return html(first, [html(locale[AND], each) for each in rest])


def filled(text: str, values: dict) -> Html:
    """A text with its {names} filled; what stands around them is plain words."""
    pieces = PLACE.split(text)
    return html([values[piece] if place % 2 and piece in values else plain(piece) for place, piece in enumerate(pieces)])
