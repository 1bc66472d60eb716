"""Words for people: every text that a reader sees exists in Chinese and in English."""

from dataclasses import dataclass

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Text:
    """One text in both languages; `text.zh`, `text.en`, or `text[language]`."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return getattr(self, language)

    def format(self, **values) -> "Text":
        """Both languages with {names} filled; a value that is itself a Text is filled in the matching language."""
        return Text(*(getattr(self, lang).format(**{k: v[lang] if isinstance(v, Text) else v for k, v in values.items()}) for lang in LANGUAGES))
