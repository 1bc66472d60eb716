"""What surrounds a page: whose it is, its neighbours, where it comes from."""

from dataclasses import dataclass, field
from typing import Any

from opsreport.names import Called
from opsreport.words import Text

LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
FAILED = "failed"


@dataclass(frozen=True)
class Input:
    """A table of ours as it came in: files, rows as read, and the first digits of a hash over the files' bytes."""

    table: Text
    files: int
    rows: int
    sha256: str


@dataclass(frozen=True)
class Chrome:
    """pages: (id, title, file name without language and ending, status) of the report's pages, in order; page: the id of this one.

    languages: the first has the plain file names. provenance: (label, value) for the foot, a value being a text or a Text.
    index_href: the list of reports. inputs: for the foot; restated: what changed since the last publication, as run.json has it, for the foot of the
    summary. lacking: {language: (what the shop does not have, the figure that needs it)} of all pages. names: what values of the data are called.
    """

    shop: Text
    period: Any
    page: str
    pages: list[tuple[str, Text, str, str]]
    languages: tuple[str, ...]
    provenance: list[tuple[Text, Text | str]]
    index_href: str
    inputs: tuple[Input, ...] = ()
    restated: dict | None = None
    currency: str = ""
    names: Called = field(default_factory=dict)
    lacking: dict[str, list] = field(default_factory=dict)

    def file(self, stem: str, language: str) -> str:
        """The file name of a page in a language."""
        return f"{stem}.html" if language == self.languages[0] else f"{stem}.{language}.html"

    @property
    def stem(self) -> str:
        return next(stem for page, _, stem, _ in self.pages if page == self.page)

    @property
    def title(self) -> Text:
        return next(title for page, title, _, _ in self.pages if page == self.page)
