"""A person's note as part of a page. Its Markdown is read into tokens and written anew from them, so that nothing in it can act or load anything:
raw HTML is shown as the text that it is, a picture as its words, a link only where it leads to http or https.
"""

import re
from collections.abc import Iterable

from opsreport.notes import Note
from opsreport.show.format import Locale
from opsreport.show.markup import Child, Html, element, html, plain
from opsreport.words import Text

NOTE = Text("备注", "Note")
LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)
INLINE = {"emphasis": "em", "strong": "b", "codespan": "code"}
BLOCKS = {"paragraph": "p", "heading": "p", "block_text": "span", "block_quote": "blockquote", "list_item": "li"}


def note(written: Note, locale: Locale) -> Html:
    """The note, signed as it is signed."""
    import mistune

    tokens = mistune.create_markdown(renderer=None)(written.markdown)
    signature = html(element("b", {}, plain(written.signed or locale[NOTE])), " ")
    first, *rest = [token for token in tokens if token["type"] != "blank_line"]
    if first["type"] == "paragraph":
        opening = element("p", {}, signature, _all(first["children"], locale))
    else:
        opening = html(element("p", {}, signature), _one(first, locale))
    return element("aside", {"class": "note", "aria-label": locale[NOTE]}, opening, _all(rest, locale))


def _all(tokens: Iterable[dict], locale) -> Html:
    return html([_one(token, locale) for token in tokens])


def _one(token: dict, locale: Locale) -> Child:
    """One piece of Markdown; what is not known here is the text that stands there."""
    kind, inner = token["type"], _all(token.get("children", ()), locale)
    text = plain(token.get("raw", "").strip("\n") if kind.startswith("block") else token.get("raw", ""))
    match kind:
        case "softbreak":
            return "" if locale.zh else " "
        case "linebreak":
            return element("br", {})
        case "blank_line" | "thematic_break":
            return None
        case "link":
            url = token["attrs"]["url"]
            return element("a", {"href": url, "rel": "noreferrer"}, inner) if LINK.fullmatch(url) else inner
        case "list":
            return element("ol" if token["attrs"].get("ordered") else "ul", {}, inner)
    if kind in INLINE:
        return element(INLINE[kind], {}, inner or text)
    if kind in BLOCKS:
        return element(BLOCKS[kind], {}, inner)
    return element("p", {}, text) if kind.startswith("block") else inner or text
