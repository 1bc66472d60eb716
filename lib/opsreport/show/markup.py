"""HTML as values: whatever is not Html already is text and is escaped. The only place where a string becomes markup."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import escape, unescape

VOID = frozenset({"br", "meta", "link", "img", "hr"})
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # controls, bidirectional and zero-width marks, surrogates, private use, line separators
EMOJI_JOINTS = "\u200d\ufe0f"


class Html(str):
    """Text that is markup. Jinja takes it as it is (`__html__`); everything else it escapes."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


NONE = Html("")
Child = str | Iterable | None


def html(*children: Child) -> Html:
    """The children one after another: Html as it is, text escaped, None left out, iterables opened."""
    return Html("".join(_one(child) for child in children))


def _one(child):
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return escape(child, quote=False)
    return "".join(_one(inner) for inner in child)


def element(name: str, attributes: Mapping[str, str | None], *children: Child) -> Html:
    """One element; an attribute that is None is left out."""
    written = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items() if value is not None)
    return Html(f"<{name}{written}>" if name in VOID else f"<{name}{written}>{html(*children)}</{name}>")


def plain(text: object) -> str:
    """A text from the data as one harmless line: what cannot be seen, or would turn the text around, is shown as ␦."""
    line = re.sub(r"[\t\r\n]+", " ", str(text))
    return "".join("␦" if unicodedata.category(letter) in HIDDEN and letter not in EMOJI_JOINTS else letter for letter in line)


def said(text: object) -> Html:
    """A text from the data, such as a channel's name, kept apart from the direction of the text around it."""
    return element("bdi", {}, plain(text))


def words_of(fragment: Html) -> str:
    """The words of a fragment without its markup."""
    return unescape(re.sub(r"<[^>]*>", "", fragment))
