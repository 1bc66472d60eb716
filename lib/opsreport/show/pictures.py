"""The frame of a picture: a title that says what is seen, what it is and of when, the chart, its reading in words, more one tap away."""

from opsreport.show import wording
from opsreport.show.format import COLON, Locale
from opsreport.show.markup import NONE, Html, element, plain
from opsreport.words import Text

DATA = Text("数据表", "Data")
MEANING = Text("口径", "Meaning")


def picture(title, below: str, chart: Html | None, *rest) -> Html:
    caption = element("figcaption", {}, element("b", {}, upper_first(title)), upper_first(below))
    return element("figure", {}, caption, element("div", {"class": "chart"}, chart) if chart else None, *rest)


OPENING, CLOSING = "<figure><figcaption><b>", "</b>"


def lifted(fragment: Html) -> tuple[Html, Html]:
    """The title of the picture that a fragment begins with, and the fragment without it: the title answers the section's question."""
    if not fragment.startswith(OPENING):
        return NONE, fragment
    title, _, rest = fragment.removeprefix(OPENING).partition(CLOSING)
    return Html(title), Html("<figure><figcaption>" + rest)


def upper_first(text):
    """An English line begins with a capital; Html and Chinese stay."""
    return text if isinstance(text, Html) else text[:1].upper() + text[1:]


def absent(figure, locale: Locale) -> Html:
    """In the place of a picture that cannot be drawn: which one, and why."""
    named = element("b", {}, plain(wording.name(figure, locale)))
    return element("p", {"class": "read"}, named, locale[COLON], wording.reason(figure.reading, locale))
