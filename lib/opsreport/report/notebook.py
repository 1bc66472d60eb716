"""The nbconvert preprocessor of the template `opsreport`: puts into `resources.page` all that the template lays out."""

from importlib import resources as files

from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

from opsreport.report.cells import Contents, contents, joined, listed, named
from opsreport.report.chrome import FAILED, LANGUAGE_NAMES, LANGUAGE_TAGS, Chrome
from opsreport.report.foot import foot
from opsreport.show import format
from opsreport.show.format import Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.words import LANGUAGES, Text

WORDS = {
    "skip": Text("跳到正文", "Skip to the content"),
    "report": Text("运营分析报告", "Operations report"),
    "all": Text("全部期次", "All periods"),
    "contents": Text("本页目录", "On this page"),
    "pages": Text("本期各页", "Pages of this period"),
    "definitions": Text("口径", "Definitions"),
    "failed": Text("未能生成", "could not be made"),
    "running": Text("进行中：只算到{day}", "still running: counted through {day}"),
    "closed": Text("本期已结束", "the period is closed"),
    "foot": Text("数据与版本", "Data and versions"),
}
FAILURE = Text(
    "这一页没有生成。其余各页不受影响；原因在运行日志里，修好后再次运行即可补上。",
    "This page could not be made. The other pages are not affected; the reason is in the run's log, and a new run puts the page here.",
)


class Report(Preprocessor):
    """Takes an executed notebook apart into the sections of a page. `resources` may bring `chrome` and `language`; else the notebook itself says."""

    enabled = Bool(True).tag(config=True)

    def preprocess(self, nb, resources):
        chrome, language = resources.get("chrome"), resources.get("language")
        told = _told(nb)
        language = language or told.get("language") or LANGUAGES[0]
        found = contents(nb, language, chrome.lacking.get(language, ()) if chrome else ())
        resources["page"] = laid_out(found, chrome, language, told)
        return nb, resources


def _told(nb):
    """What the calls in a notebook say of whose page it is."""
    from opsreport.show.output import MIME

    outputs = (output for cell in nb.cells for output in cell.get("outputs", ()))
    return next((output["data"][MIME].get("page", {}) for output in outputs if MIME in output.get("data", {})), {})


def laid_out(found: Contents, chrome: Chrome | None, language: str, told: dict) -> dict:
    """All that the template shows, in one language."""
    locale = Locale(language, "")
    sections = named(found.sections)
    title = found.title or told.get("name", "")
    shop = chrome.shop[language] if chrome else told.get("shop", {}).get(language, "")
    period = format.period(chrome.period, locale) if chrome else told.get("period", {}).get(language, "")
    status = _status(chrome.period, locale) if chrome else ""
    return {
        "lang": LANGUAGE_TAGS[language],
        "words": {key: text[language] for key, text in WORDS.items()},
        "style": Html(stylesheet() + (_print_margin(shop, title, period))),
        "window": " · ".join(filter(None, (title, f"{shop} {period}".strip()))),
        "shop": shop,
        "period": period,
        "when": _joined([title if found.sentence is not None else "", status], locale),
        "heading": found.sentence if found.sentence is not None else title,
        "lead": html(element("div", {"class": "lead"}, found.lead)) if found.lead and found.sentence is None else "",  # a finding answers it
        "contents": listed(sections),
        "sections": [
            {"id": section.id, "heading": section.heading, "answer": section.answer, "folded": section.folded, "body": joined(section)}
            for section in sections
        ],
        "definitions": _definitions(found, language),
        **(_surroundings(chrome, locale) if chrome else {"index": "", "languages": [], "foot": "", "pages": []}),
    }


def _joined(words, locale):
    return ("，" if locale.zh else "; ").join(filter(None, words))


def _status(period, locale):
    from datetime import timedelta

    if period.running:
        return WORDS["running"].format(day=Text(*(format.day(period.end - timedelta(days=1), Locale(language, "")) for language in LANGUAGES)))[
            locale.language
        ]
    return locale[WORDS["closed"]]


def _definitions(found, language):
    pairs = [tuple(pair) for left in found.left for pair in left.get("definitions", {}).get(language, ())]
    return list(dict.fromkeys(pairs))


def _surroundings(chrome, locale):
    language = locale.language
    others = [other for other in chrome.languages if other != language]
    return {
        "index": chrome.index_href,
        "languages": [{"href": chrome.file(chrome.stem, other), "lang": LANGUAGE_TAGS[other], "name": LANGUAGE_NAMES[other]} for other in others],
        "pages": [
            {
                "href": chrome.file(stem, language),
                "title": title[language],
                "current": page == chrome.page,
                "note": locale[WORDS["failed"]] if status == FAILED else "",
            }
            for page, title, stem, status in chrome.pages
        ],
        "foot": foot(chrome, Locale(language, chrome.currency, chrome.names)),
    }


def stylesheet() -> str:
    """The stylesheet that every page carries."""
    return (files.files("opsreport") / "report" / "report.css").read_text("utf-8")


MARGIN = """@page {
  @top-left { content: "TEXT"; font: 9pt sans-serif; color: #5f6763; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #5f6763; }
}
"""


def _print_margin(shop, title, period):
    """Name and page number in the margin of printed pages."""
    text = plain(" · ".join(filter(None, (shop, title, period))))
    return MARGIN.replace("TEXT", "".join(letter for letter in text if letter not in '\\"<>{}'))


def failure(chrome: Chrome, language: str) -> dict:
    """The page that stands where one failed."""
    found = Contents(chrome.title[language], None, Html(""), [], [])
    page = laid_out(found, chrome, language, {})
    return page | {"lead": element("p", {"class": "lead"}, FAILURE[language])}
