"""Whether a page prints what metrics.json says: its cards, and the tables that compare figures, follow one over time, or split it by a segment.

A figure is found on the page by its name, as a reader finds it; the number beside it must be the entry's, as figures are printed.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import html5lib

from opsreport.report import entries as words
from opsreport.show import format, terms
from opsreport.show.format import Locale
from opsreport.units import Unit


@dataclass(frozen=True)
class Source:
    """The entries of metrics.json by their printed names; those of segments by name and segment."""

    document: dict
    locale: Locale

    @property
    def period(self):
        from opsreport.periods import period

        return period(self.document["period"])

    def of(self, name: str, segment: str | None = None) -> list[dict]:
        return self._named.get((name, segment), [])

    @cached_property
    def _named(self):
        found = defaultdict(list)
        for entry in self.document["metrics"]:
            if "value" in entry:
                segment = terms.segment_values(entry["segment"], self.locale) if entry["segment"] else None
                found[words.name(entry | {"segment": None}, self.locale), segment].append(entry)
        return found

    def printed(self, entry, *, full: bool) -> str | None:
        value = entry["value"] if entry["value"] is not None else (entry.get("latest_mature") or {}).get("value")
        return None if value is None else str(format.figure(value, Unit(entry["unit"]), self.locale, full=full))


def said(node) -> str:
    """The text of a node, without what stands small under it."""
    parts = [node.text or ""]
    for child in node:
        parts += [said(child) if child.tag != "small" else "", child.tail or ""]
    return "".join(parts).strip()


def compared(page: bytes, source: Source) -> tuple[int, list[str]]:
    """How many figures were compared, and where the page says otherwise than metrics.json."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    pairs = [pair for find in (_cards, _listed, _courses, _segments) for pair in find(root, source)]
    return len(pairs), [f"{name}: {shown} on the page, {wanted} in metrics.json" for name, shown, wanted in pairs if shown not in wanted]


def _cards(root, source):
    for card in root.iter("li"):
        value = next((node for node in card.iter("p") if (node.get("class") or "").split() == ["v"]), None)
        if card.get("class") == "card" and value is not None and card.find("details") is not None:
            name = "".join(card.find("details/summary").itertext()).strip()
            wanted = [source.printed(entry, full=False) for entry in source.of(name)]
            yield name, said(value) if said(value) in wanted else _with_unit(value), wanted


def _with_unit(value):
    """A card's number with its unit, which stands small beside it."""
    first = value.find("small")
    return said(value) if first is None else f"{value.text or ''}{first.text or ''}{first.tail or ''}"


def _tables(root):
    for table in root.iter("table"):
        rows = [[*row.iter("th"), *row.iter("td")] for body in table.iter("tbody") for row in _named(body)]
        heads = ["".join(node.itertext()).strip() for node in table.iter("th") if node.get("scope") == "col"]
        yield "".join(table.find("caption").itertext()).strip() if table.find("caption") is not None else "", heads, rows


def _named(body):
    """The rows of figures; a line under one says more of it."""
    return [row for row in body.iter("tr") if row.get("class") != "under"]


def _listed(root, source):
    """Figures as the lines of a table, with what they are compared with."""
    for caption, _, rows in _tables(root):
        if caption == format.period(source.period, source.locale):
            for row in rows:
                if row[1].find("b") is not None and (known := source.of(said(row[0]))):
                    yield said(row[0]), said(row[1]), [source.printed(entry, full=full) for entry in known for full in (True, False)]


def _courses(root, source):
    """A figure over the trailing periods: the line of this one."""
    for caption, _, rows in _tables(root):
        for row in rows:
            known = [entry for entry in source.of(caption) if entry["value"] is not None]
            if known and said(row[0]) == format.period(source.period, source.locale):
                yield caption, said(row[1]), [source.printed(entry, full=True) for entry in known]


def _segments(root, source):
    """A figure by a segment, which is called by its name."""
    for caption, _, rows in _tables(root):
        name = re.split(r"，按|, by ", caption)[0]
        for row in rows:
            bare = row[0].find("bdi")
            if name != caption and bare is not None and row[1].find("b") is not None and (known := source.of(name, "".join(bare.itertext()))):
                yield f"{name}, {said(row[0])}", said(row[1]), [source.printed(entry, full=full) for entry in known for full in (True, False)]
