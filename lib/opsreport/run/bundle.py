"""One file to forward: all pages of a published period in one HTML file that needs nothing else.

Each page is a sheet of it. On a screen one sheet is shown at a time, by the link that was followed (`:target`); a browser that cannot do that, and
paper, show all of them one after another. Nothing is rendered anew: what was published is put together, so every figure is the published one.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

from opsreport.errors import BAD_PARAMETER, INPUT_MISSING, Mistake
from opsreport.report.chrome import LANGUAGE_TAGS
from opsreport.run import folder, index, publish
from opsreport.run.entries import Entry
from opsreport.run.locks import locked
from opsreport.show import format
from opsreport.show.markup import Html, element, html, plain
from opsreport.words import Text

POINTING = re.compile(r'(?<=\s)(id|href|for|headers|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"')
MARGIN = re.compile(r'@page \{\s*@top-left \{ content: "([^"]*)".*?\}\s*\}\s*', re.DOTALL)
DEFINITIONS = re.compile(r'<section class="paper">.*?</section>', re.DOTALL)
REPORT, MEANT = Text("运营分析报告", "Operations report"), Text("口径", "Definitions")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
STYLE = """
@media screen {
  .sheet.paper { display: none; }
  @supports selector(:has(a)) {
    .sheet { display: none; }
    body:not(:has(:target)) > .sheet:first-of-type, .sheet:is(:target, :has(:target)):not(.paper) { display: block; }
  }
}
@media print { .sheet + .sheet { break-before: page; } .sheet + .sheet footer { display: none; } }
"""
SHEET = """@page sheet-NUMBER {
  @top-left { content: "TEXT"; font: 9pt sans-serif; color: #5f6763; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #5f6763; }
}
@media print { .sheet:nth-of-type(NUMBER) { page: sheet-NUMBER; } }
"""


def bundle(period: str | int, out="reports", language: str | None = None) -> Path:
    """Write the bundle of a published period beside its pages, where the next report of the period replaces it; the path of the file.

    language: the first of the report, unless another is given. Raises Mistake when the period is not published (66), or not in that language (64).
    """
    entry, language = published(period, out, language)
    path = Path(out) / entry.record["period"] / file_name(entry, language, "html")
    with locked(Path(out) / ".locks" / entry.record["period"], f"the report of {entry.record['period']}"):
        try:
            publish.write(path, text(entry, out, language))
        except OSError as error:
            raise publish.refused(error, out) from error
    return path


def published(period, out, language) -> tuple[Entry, str]:
    """The published report of a period, and the language that is meant."""
    entry = index.find(Path(out), period)
    languages = entry.record["languages"]
    if language is not None and language not in languages:
        mend = f"choose one of {', '.join(languages)}, or add it to `languages` in the parameter file and run again"
        raise Mistake(f"{entry.record['period']} was not published in {language}", mend=mend, code=BAD_PARAMETER, where="language")
    return entry, language or languages[0]


def file_name(entry: Entry, language: str, ending: str) -> str:
    """report-2026-10.html, report-2026-10.en.html."""
    return folder.file_name(f"report-{entry.record['period']}", language, entry.record["languages"]).removesuffix("html") + ending


def text(entry: Entry, out, language: str) -> str:
    """The whole file."""
    record = entry.record
    shop, period = record["shop"][language], format.period(entry.period, format.Locale(language, ""))
    names = {page["id"]: folder.file_name(page["file"].removesuffix(".html"), language, record["languages"]) for page in record["pages"]}
    pages = {page: _read(Path(out) / record["period"] / name) for page, name in names.items()}
    at = {name: page for page, name in names.items()}
    sheets = [element("div", {"class": "sheet", "id": page}, _sheet(page, _between(source, "body"), at)) for page, source in pages.items()]
    meant = "".join(dict.fromkeys(pair for source in pages.values() for pair in _definitions(source)))
    last = element("div", {"class": "sheet paper"}, element("h2", {}, MEANT[language]), element("dl", {"class": "facts small"}, Html(meant)))
    front = next(iter(pages.values()))
    style = MARGIN.sub("", _between(front, "style")) + STYLE + _margins(pages.values(), " · ".join((shop, MEANT[language], period)))
    title = " ".join((shop, period, REPORT[language]))
    body = element("body", {"class": "bundle"}, sheets, last if meant else None)
    return f"<!DOCTYPE html>\n{element('html', {'lang': LANGUAGE_TAGS[language]}, _head(title, style), body)}\n"


def _read(path):
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise Mistake("the page is no longer there", mend="run the period again with --force", code=INPUT_MISSING, where=str(path)) from None


def _head(title, style):
    return element(
        "head",
        {},
        element("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY}),
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "robots", "content": "noindex"}),
        element("link", {"rel": "icon", "href": "data:,"}),
        element("title", {}, title),
        element("style", {}, Html(style)),
    )


def _between(source, tag):
    return re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", source, re.DOTALL)[1]


def _definitions(source):
    """Definitions of all pages stand once, at the end of the paper."""
    found = DEFINITIONS.search(source)
    return re.findall(r"<dt>.*?</dt><dd>.*?</dd>", found[0], re.DOTALL) if found else []


def _margins(sources, last) -> str:
    """The margin of each sheet's paper, as its page had it; then that of the definitions."""
    texts = [found[1] if (found := MARGIN.search(source)) else "" for source in sources] + [re.sub(r'[\\"<>{}]', "", plain(last))]
    return "".join(SHEET.replace("NUMBER", str(number)).replace("TEXT", text) for number, text in enumerate(texts, start=1))


def _sheet(page, body, at) -> Html:
    sheet = _Sheet(page, at)
    sheet.feed(DEFINITIONS.sub("", body))
    sheet.close()
    return html([Html(piece) for piece in sheet.pieces])


class _Sheet(HTMLParser):
    """A page's body as it is, but with ids of its own (`growth/s1`) and links that stay in the file; others are left out."""

    def __init__(self, page: str, at: dict[str, str]):
        super().__init__(convert_charrefs=False)
        self.page, self.at, self.pieces, self.left_out = page, at, [], False

    def handle_starttag(self, tag, attrs):
        target = dict(attrs).get("href") if tag == "a" else None
        if target is not None and self._inside(target) is None:
            self.left_out = True
        elif not self.left_out:
            self.pieces.append(POINTING.sub(self._own, self.get_starttag_text()))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        if not self.left_out:
            self.pieces.append(f"</{tag}>")
        elif tag == "a":
            self.left_out = False

    def handle_data(self, data):
        if not self.left_out:
            self.pieces.append(data)

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")

    def _own(self, found):
        name, value = found.groups()
        if name == "href":
            return f'href="{self._inside(value)}"'
        return f'{name}="{" ".join(f"{self.page}/{each}" for each in value.split())}"'

    def _inside(self, target: str) -> str | None:
        """Where a link leads within the file; None: nowhere. A person's links to the web stay what they are."""
        file, _, name = target.partition("#")
        if re.match("https?://", target):
            return target
        page = self.at.get(file) if file else self.page
        return page and f"#{page}/{name}" if name else page and f"#{page}"
