"""What a call on a page leaves in its notebook: HTML for the eye, and for the report the same in every language with the figures behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType

from opsreport.show import MIME, wording
from opsreport.show.format import Locale
from opsreport.show.markup import NONE, Html, element, html
from opsreport.show.missing import ends, missing, named, until
from opsreport.show.pictures import lifted


@dataclass(frozen=True)
class Output:
    """fragments: {language: HTML}; heading: {language: the page's sentence}, {} for most; page: whose page it is, in words.

    answers: {language: what the call found, in a line}: the answer to the question that its section asks. beside: what else programs may read;
    anchor: the name by which the section is linked to. lacking: {language: (what the shop does not have, the figure that needs it)}.
    stale: {language: until when the tables go that end before the period does and that the figures rest on}.
    """

    language: str
    fragments: dict[str, Html]
    heading: dict[str, Html]
    answers: dict[str, Html]
    figures: tuple
    page: dict
    beside: dict = field(default_factory=dict)
    anchor: str = ""
    lacking: dict[str, list] = field(default_factory=dict)
    stale: dict[str, list] = field(default_factory=dict)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        said = [("h1", self.heading.get(self.language)), ("h3", self.answers.get(self.language))]
        lacking = missing(self.lacking[self.language], Locale(self.language, "")) if self.lacking else NONE
        early = ends(self.stale[self.language], Locale(self.language, "")) if self.stale else NONE
        shown = html([element(tag, {}, words) for tag, words in said if words], early, self.fragments[self.language], lacking)
        left = {
            "html": dict(self.fragments),
            "figures": [figure.json() for figure in self.figures],
            "heading": dict(self.heading),
            "answer": dict(self.answers),
            "definitions": {language: _definitions(self.figures, Locale(language, "")) for language in self.fragments},
            "page": self.page,
            **({"anchor": self.anchor} if self.anchor else {}),
            **({"lacking": dict(self.lacking)} if self.lacking else {}),
            **({"stale": dict(self.stale)} if self.stale else {}),
            **self.beside,
        }
        return {
            "text/html": element("div", {"class": "opsreport", "lang": self.language}, element("style", {}, Html(notebook_style())), shown),
            MIME: left,
        }

    def __repr__(self) -> str:
        return f"<{self.page.get('name')}: {len(self.figures)} figures>"


def output(
    language: str,
    locales: Mapping[str, Locale],
    draw: Callable[[Locale], Html],
    *,
    figures,
    page,
    heading: Callable | None = None,
    answer: Callable | None = None,
    beside: dict | None = None,
    anchor: str = "",
    lacking: Sequence = (),
    stale: Mapping = MappingProxyType({}),
) -> Output:
    """Draws the same figures once for every language: locales, by their language. answer: what was found; of one picture the picture's title."""
    drawn = {each: (NONE, draw(locale)) if heading else lifted(draw(locale)) for each, locale in locales.items()}
    answers = {each: html(title or (answer(locales[each]) if answer else NONE)) for each, (title, _) in drawn.items()}
    headings = {each: heading(locale) for each, locale in locales.items()} if heading else {}
    off = {each: named(lacking, locale) for each, locale in locales.items()} if lacking else {}
    early = {each: until(stale, locale) for each, locale in locales.items()} if stale else {}
    fragments = {each: fragment for each, (_, fragment) in drawn.items()}
    return Output(language, fragments, headings, answers, tuple(figures), page, beside or {}, anchor, off, early)


def _definitions(figures, locale):
    return [
        list(pair)
        for pair in dict.fromkeys((wording.name(figure, locale), wording.formula(figure.metric, locale)) for figure in figures if figure.part is None)
    ]


@cache
def notebook_style() -> str:
    """The report's stylesheet for JupyterLab: within its own box, in light colours."""
    css = (resources.files("opsreport") / "report" / "report.css").read_text("utf-8")
    css = (
        css.replace("prefers-color-scheme: dark", "prefers-color-scheme: none")
        .replace(":root", ":scope")
        .replace("\nbody", "\n:scope")
        .replace("\nhtml ", "\n:scope ")
    )
    css = css.split("\n@page")[0]
    return "@scope (.opsreport) {\n" + css + "\n:scope { padding: 1rem; color-scheme: light; }\n}"
