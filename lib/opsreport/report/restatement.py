"""What is changed since the last publication, in words: at the foot of the summary and in the list of reports."""

import datetime as dt

from opsreport.report import entries
from opsreport.show import format
from opsreport.show.format import AND, COLON, Locale
from opsreport.show.markup import Html, element, html
from opsreport.words import Text

FIRST, MOST = 5, 60  # shown at once; listed at all
TITLE = Text("数据修订", "Restated")
SINCE = Text("自{day}发布的版本以来，{n}项数字有变化，因为{why}变了：", "since the version of {day}, {n} changed, as {why} changed:")
ONE, MANY = Text("1项数字", "one figure"), Text("{n}项数字", "{n} figures")
WHY = {
    "inputs": Text("数据", "the data"),
    "parameters": Text("参数", "the parameters"),
    "code": Text("算法", "the code"),
}
UNSAID = Text("数据", "the data")
LINE = Text("{name}{colon}{old}→{new}", "{name}{colon}{old} → {new}")
WITHDRAWN = Text("暂不可知", "not known")
FURTHER = Text("其余{n}项", "{n} more")
UNPRINTED = Text(
    "另有{n}项，变化小于所印的位数，或属于更细的分组，见metrics.json。", "{n} more, too small to be printed or of finer segments: see metrics.json."
)


def told(restated: dict, locale: Locale) -> Html:
    """The foot of a summary: what differs and why; the most important figures at once, others one tap away, the rest counted."""
    said = lines(restated, locale)
    every = len(restated["figures"]) + restated["more"]
    count = f"{every:,}"
    day = format.day(dt.date.fromisoformat(restated["published_on"]), locale)
    why = locale[AND].join(locale[WHY[cause]] for cause in restated["because"]) or locale[UNSAID]
    since = locale[SINCE].format(day=day, n=count if locale.zh else locale[ONE if every == 1 else MANY].format(n=count), why=why)
    unprinted = every - len(said[:MOST])
    further = said[FIRST:MOST]
    return html(
        element("p", {}, element("b", {}, element("span", {"aria-hidden": "true"}, "↻"), " ", locale[TITLE]), " ", since),
        _list(said[:FIRST]),
        element("details", {}, element("summary", {}, locale[FURTHER].format(n=len(further))), _list(further)) if further else None,
        element("p", {}, locale[UNPRINTED].format(n=f"{unprinted:,}")) if unprinted else None,
    )


def _list(said):
    return element("ul", {}, [element("li", {}, line) for line in said]) if said else None


def lines(restated: dict, locale: Locale) -> list[str]:
    """A line for each figure that is printed otherwise than it was, the most important first."""
    return [line for entry in restated["figures"] if (line := _line(entry, locale))]


def _line(entry, locale) -> str | None:
    old = entries.value(entry, entry["old"], locale)
    new = entries.value(entry, entry["new"], locale) if entry["new"] is not None else locale[WITHDRAWN]
    return None if old == new else locale[LINE].format(name=entries.name(entry, locale), colon=locale[COLON], old=old, new=new)
