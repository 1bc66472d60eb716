"""Which words of a page are not of its language. What both languages write alike is listed here: nothing else passes."""

import re
from collections.abc import Iterable
from pathlib import Path

import html5lib

CJK = re.compile(r"[\u3400-\u9fff\uff01-\uff5e\u3001-\u3011]")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_'-]*")
HASH = re.compile(r"(?<![0-9A-Za-z_])(?=[a-f]*[0-9])[0-9a-f]{6,64}(?![0-9A-Za-z_])")
SUGGESTION = re.compile(r"S-\d{4}[0-9QW-]*-\d\d")
NAMES = re.compile(r"Asia/Shanghai|Gamma-Gamma|Kaplan-Meier|BG/NBD|Holm|XmR")  # of a zone and of methods
TERMS = re.compile(r"(?<![A-Za-z])(?:A/B|CAC|DAU|LTV|MAU|NPS|RFM(?:-1)?|ROAS|ROI|SKU|WAPE|WAU)(?![A-Za-z])")  # as colleagues write them in Chinese
LETTERS = re.compile(r"^[Nn]$|[Nn](?==?\d|都?不足)|(?<![A-Za-z])[Nnm](?=[日周月季年])|[pP](?=值)|(?<=（)[RFM](?=）)|(?<=系数)K")


def lines(html: bytes) -> list[str]:
    """All that a page says or has read out, without the link to its other language."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html, transport_encoding="utf-8")
    found: list[str] = []

    def walk(node, hidden):
        hidden = hidden or not isinstance(node.tag, str) or node.tag == "style" or bool(node.get("lang"))
        if not hidden:
            found.extend(filter(None, (node.text, node.get("aria-label"), node.get("title"))))
        for child in node:
            walk(child, hidden)
            if not hidden and child.tail:
                found.append(child.tail)

    walk(root.find("body"), False)
    return [line.strip() for line in found if line.strip()]


def foreign(line: str, language: str, *, nameless: Iterable[str] = (), ids: Iterable[str] = ()) -> list[str]:
    """The words of a line that are not of the language. nameless: Chinese values without another name; ids: of figures, columns, files, goods."""
    if language == "en":
        for value in nameless:
            line = line.replace(value, " ")
        return CJK.findall(line)
    for alike in (HASH, SUGGESTION, NAMES, TERMS, LETTERS):
        line = alike.sub(" ", line)
    return [word for word in WORD.findall(line) if word not in ids]


def of_page(file: Path, **known) -> list[str]:
    """file: words that are not of its language, in their line."""
    language = "en" if file.name.endswith(".en.html") else "zh"
    return [f"{file.name}: {''.join(strange)} in {line[:80]}" for line in lines(file.read_bytes()) if (strange := foreign(line, language, **known))]
