"""A person's note on a period: a Markdown file that a report prints under its sentence, whenever it is made.

    params/notes/2026-10.md         in the first language of the parameters
    params/notes/2026-10.en.md      in another one

A file a language, named as the report's own pages are: whoever writes a note writes plain Markdown and needs to know nothing more, and a page never
mixes languages. A heading as the first line signs it: `# 运营备注`. A file that is not there is no note; one without words neither.
"""

import re
from dataclasses import dataclass

from opsreport.errors import BAD_CONFIGURATION, Mistake
from opsreport.params import Params
from opsreport.periods import Period, period

LONGEST = 1000  # characters; a reader has a minute
NAME = re.compile(r"(.*?)(?:\.([a-z]+))?\.md")
SIGNED = re.compile(r"#{1,6}[ \t]+(?P<by>[^\n]*?)[ \t#]*(?:\n|$)")


@dataclass(frozen=True)
class Note:
    """signed: by whom, as written; None where it is not said. markdown: the words, not to be trusted."""

    signed: str | None
    markdown: str


def note(params: Params, of: Period, language: str) -> Note | None:
    """The note on a period in a language; None where there is none. Raises Mistake (78) for a file that is not UTF-8 or too long."""
    folder = params.beside("notes")
    ending = "" if language == params.languages[0] else f".{language}"
    path = folder / f"{of.label}{ending}.md" if folder else None
    return _read(path) if path and path.is_file() else None


def check(params: Params) -> None:
    """Every note can be read, and will be: its name is that of a period and a language of the reports. Raises Mistake (78) for the first that is not.

    Files whose names do not begin with a digit are no notes.
    """
    folder = params.beside("notes")
    for path in sorted(folder.glob("[0-9]*")) if folder else ():
        stem, language = NAME.fullmatch(path.name).groups(default="") if NAME.fullmatch(path.name) else ("", "?")
        known = ("", *params.languages[1:])
        if language not in known:
            names = " or ".join(f"2026-10{'.' if each else ''}{each}.md" for each in known)
            raise _wrong("this is the name of no note", f"Name it by its period and language: {names}.", path)
        try:
            period(stem, params.calendar)
        except Mistake as mistake:
            raise _wrong(mistake.what, mistake.mend[:1].upper() + mistake.mend[1:], path) from None
        _read(path)


def _read(path) -> Note | None:
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise _wrong(f"not UTF-8 at byte {error.start}", "Save the file as UTF-8.", path) from None
    if len(text) > LONGEST:
        raise _wrong(f"{len(text):,} characters; a note has at most {LONGEST:,}", "Shorten it; what is longer belongs on a page of its own.", path)
    signed = SIGNED.match(text)
    words = text[signed.end() :].strip() if signed else text
    return Note(signed["by"].strip() or None if signed else None, words) if words else None


def _wrong(what, mend, path) -> Mistake:
    return Mistake(what, mend=mend, code=BAD_CONFIGURATION, where=str(path))
