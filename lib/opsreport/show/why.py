"""Why a figure changed, on its own page: the segments and the factors of a change that is real; of noise one line."""

from opsreport.causes import Mover
from opsreport.show import wording
from opsreport.show.causes import coincidence_sentence
from opsreport.show.contributions import contributions
from opsreport.show.format import COLON, STOP, Locale
from opsreport.show.markup import NONE, Html, element, html, plain
from opsreport.show.waterfall import waterfall
from opsreport.subjects import Subject
from opsreport.words import Text

UNEXPLAINED = Text("{name}真的变了，但没有哪个维度能解释", "{name} really changed, and no single channel, city or group explains it")
THEN = Text("同期", "At the same time")


def why(shown: Subject, mover: Mover | None, locale: Locale) -> Html:
    """mover: what is known of the change, where it is a real one."""
    if mover is None or (mover.cause is None and mover.drivers is None):
        return NONE
    pictures = [
        contributions(mover.cause, shown, locale) if mover.cause else None,
        waterfall(mover.drivers, shown, locale) if mover.drivers else None,
    ]
    then = coincidence_sentence(mover.coincides, shown, locale)
    return html(
        pictures, element("p", {"class": "read"}, element("b", {}, locale[THEN]), locale[COLON], then, locale[STOP].strip()) if then else None
    )


def nothing(shown: Subject, mover: Mover | None, locale: Locale) -> Html:
    """What is said of a real change that nothing explains. Noise asks for no cause: its trend has said so, and the section is left out."""
    if mover is None or not shown.verdict.real:
        return NONE
    return html(locale[UNEXPLAINED].format(name=plain(wording.name(shown.figure, locale))))
