"""The cells of an executed notebook as sections of a page in one language. Code is absent; what goes to the terminal is left out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from opsreport.show.format import Locale
from opsreport.show.markup import Html, element, html
from opsreport.show.missing import ends, missing
from opsreport.show.output import MIME
from opsreport.show.state import completed
from opsreport.words import LANGUAGES, Text

HALVES = " | "
LACKING = Text("这一页缺什么数据？", "What is missing on this page?")
HEADING = re.compile(r"(#{1,6})\s+(.*)")
OWN_SECTION = re.compile(r'<section [^>]*?\bid="([^"]+)"[^>]*>\s*<h2\b[^>]*>(?:<small\b[^>]*>(.*?)</small>)?(.*?)</h2>', re.DOTALL)
TABLE_TAGS = {
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "p",
    "br",
    "b",
    "i",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "div",
    "span",
    "small",
    "code",
}


@dataclass
class Section:
    """A part of the page under a heading of its own; the first one, under the page's title, has none.

    heading: the question; answer: what its first call found, which takes the heading's place. folded: one tap away (a heading of level three).
    lacking: a call had no data to show; called: one left its figures and nothing to show. A section that is left with nothing is left out.
    early: until when the tables go that end before the period does, said once.
    """

    id: str = ""
    heading: str = ""
    answer: Html = Html("")
    body: list = field(default_factory=list)
    folded: bool = False
    lacking: bool = False
    called: bool = False
    early: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not any(self.body) and (self.lacking or self.called or not self.heading) and not self.answer


@dataclass
class Contents:
    """The notebook, taken apart. title: its first heading; lead: the text under it; sentence: the finding that takes the title's place, where a
    cell left one; left: what our calls left in the cells. lacking: (what the shop does not have, the figure that needs it), said at the page's end.
    """

    title: str
    sentence: Html | None
    lead: Html
    sections: list[Section]
    left: list[dict]
    lacking: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: Sequence[tuple[str, str]] = ()


def contents(notebook, language: str, elsewhere: Sequence[tuple[str, str]] = ()) -> Contents:
    """The notebook's cells in one language. elsewhere: what all pages of the report lack, for the one that lists it."""
    found = Contents("", None, Html(""), [Section()], [], elsewhere=elsewhere)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for block in blocks(cell.source, language):
                _take(block, found)
        elif cell.cell_type == "code":
            for output in cell.get("outputs", ()):
                found.sections[-1].body.append(_shown(output, language, found))
    found.sections = [section for section in found.sections if not section.empty]
    locale = Locale(language, "")
    for section in found.sections:
        section.body[:0] = [ends(section.early, locale)] if section.early else []
    if found.lacking:
        found.sections.append(Section("", locale[LACKING], body=[missing(found.lacking, locale)], folded=True))
    return found


def blocks(source: str, language: str) -> Iterator[str]:
    """The blocks of a Markdown cell in one language: of "中文 | English" the half; tables, lists and code are for both."""
    for block in re.split(r"\n\s*\n", source.strip()):
        mark, text = re.fullmatch(r"(#{1,6}\s+)?(.*)", block, re.DOTALL).groups(default="")
        halves = text.split(HALVES)
        both = len(halves) != len(LANGUAGES) or "\n" in text or text.startswith("|")
        yield mark + (text if both else halves[LANGUAGES.index(language)].strip())


def _take(block, found):
    heading = HEADING.fullmatch(block.strip())
    if heading and len(heading[1]) == 1 and not found.title:
        found.title = _text(heading[2])
    elif heading and len(heading[1]) <= 3:
        found.sections.append(Section("", _text(heading[2]), folded=len(heading[1]) == 3))
    elif found.title and not found.lead and len(found.sections) == 1 and not found.sections[0].body:
        found.lead = _markdown(block)
    else:
        found.sections[-1].body.append(_markdown(block))


def _text(markdown):
    return re.sub(r"[*_`]", "", markdown).strip()


def _markdown(source) -> Html:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=True, exclude_anchor_links=True)
    return Html(MarkdownWithMath(renderer=renderer).render(source))


def _shown(output, language, found) -> Html:
    """An output as HTML: ours in this language; of others a picture, a table or plain text. Streams and errors are not for readers."""
    data = output.get("data", {})
    if MIME in data:
        left = data[MIME]
        found.left.append(left)
        found.sections[-1].called = True
        if left.get("lacking"):
            found.sections[-1].lacking = True
            found.lacking += [pair for pair in map(tuple, left["lacking"].get(language, ())) if pair not in found.lacking]
        if "standing" in left:
            left = completed(left, found.elsewhere, Locale(language, ""))
        found.sections[-1].id = found.sections[-1].id or left.get("anchor", "")
        if left.get("heading"):
            found.sentence = Html(left["heading"][language])
        early = found.sections[-1].early
        early += [said for said in left.get("stale", {}).get(language, ()) if said not in early]
        if "off" in left and (off := [*map(tuple, left["off"].get(language, ())), *found.elsewhere]):
            return missing(list(dict.fromkeys(off)), Locale(language, ""))
        return html(_answer(left, language, found.sections[-1]), Html(left["html"].get(language) or next(iter(left["html"].values()))))
    if output.output_type not in ("display_data", "execute_result"):
        return Html("")
    if "image/png" in data:
        return element("img", {"src": f"data:image/png;base64,{data['image/png'].strip()}", "alt": data.get("text/plain", "")})
    if "image/svg+xml" in data:
        return _picture(data["image/svg+xml"])
    if "text/html" in data:
        return element("div", {"class": "scroll", "tabindex": "0"}, _foreign(data["text/html"]))
    return element("pre", {"class": "scroll"}, str(data["text/plain"])) if data.get("text/plain") else Html("")


def _answer(left, language, section) -> Html | None:
    """What a call found: the first one answers the section's question, others stand over what they show."""
    answer = Html(left.get("answer", {}).get(language, ""))
    if not answer or (section.heading and not section.answer):
        section.answer = section.answer or answer
        return None
    return element("h3", {}, answer)


def _picture(svg):
    from base64 import b64encode

    return element("img", {"src": f"data:image/svg+xml;base64,{b64encode(''.join(svg).encode()).decode()}", "alt": ""})


def _foreign(source) -> Html:
    """Somebody else's HTML, such as a DataFrame's: its table and its text, nothing that acts or loads."""
    import bleach

    quiet = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", "", "".join(source))
    return Html(bleach.clean(quiet, tags=TABLE_TAGS, attributes={"th": ["colspan", "rowspan", "scope"], "td": ["colspan", "rowspan"]}, strip=True))


def named(sections: Iterable[Section]) -> list[Section]:
    """The sections with ids that are the same in every language: as a call named them, else by their place in the page."""
    out, number = [], 0
    for section in sections:
        if section.heading:
            number += 1
            section.id = section.id or f"s{number}"
        out.append(section)
    return out


def listed(sections: Iterable[Section]) -> list[dict]:
    """The page's table of contents: its sections, and those that calls made themselves, by the question where they answer one."""
    found = []
    for section in sections:
        found += [{"id": section.id, "heading": section.heading}] if section.id else []
        found += [{"id": name, "heading": _bare(question or title)} for part in section.body for name, question, title in OWN_SECTION.findall(part)]
    return found


def _bare(markup) -> str:
    return unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def joined(section: Section) -> Html:
    return html(section.body)
