"""What a call on a page leaves in its notebook: HTML for the eye, and for the report the same in every language with the figures behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from opsreport.show import MIME, wording
from opsreport.show.format import Locale
from opsreport.show.markup import Html, element, html


@dataclass(frozen=True)
class Output:
    """fragments: {language: HTML}; heading: {language: the page's sentence}, {} for most; page: whose page it is, in words."""

    language: str
    fragments: dict[str, Html]
    heading: dict[str, Html]
    figures: tuple
    page: dict

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        shown = html(element("h1", {}, self.heading[self.language]) if self.heading else None, self.fragments[self.language])
        left = {
            "html": dict(self.fragments),
            "figures": [figure.json() for figure in self.figures],
            "heading": dict(self.heading),
            "definitions": {language: _definitions(self.figures, Locale(language, "")) for language in self.fragments},
            "page": self.page,
        }
        return {
            "text/html": element("div", {"class": "opsreport", "lang": self.language}, element("style", {}, Html(notebook_style())), shown),
            MIME: left,
        }

    def __repr__(self) -> str:
        return f"<{self.page.get('name')}: {len(self.figures)} figures>"


def output(language: str, languages, currency: str, draw: Callable[[Locale], Html], *, figures, page, heading: Callable | None = None) -> Output:
    """Draws the same figures once for every language."""
    locales = {each: Locale(each, currency) for each in dict.fromkeys((language, *languages))}
    fragments = {each: draw(locale) for each, locale in locales.items()}
    return Output(language, fragments, {each: heading(locale) for each, locale in locales.items()} if heading else {}, tuple(figures), page)


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
