"""params/playbook.yml: the plays of a shop, read with line numbers and checked against the metrics, segments and roles that there are."""

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from opsreport.errors import BAD_CONFIGURATION, Mistake, nearest
from opsreport.metric import TABLE, Metric
from opsreport.metrics import find
from opsreport.params import read_part
from opsreport.playbook.conditions import Either, condition, level_of
from opsreport.playbook.file import PlaybookFile, PlaySpec, SizeSpec, TestedSpec, WorksIf
from opsreport.shop import BY
from opsreport.units import Unit
from opsreport.words import LANGUAGES, Text

TARGET = "target"
NEXT = "next"  # the placeholder of the coming period
REFERENCES = ("usual range", "previous", "year ago", TARGET)
COUNTED = (Unit.USERS, Unit.ORDERS, Unit.ROWS)


@dataclass(frozen=True)
class Watched:
    """A figure: a metric, and which of its figures."""

    metric: Metric
    part: str | None

    @property
    def unit(self) -> Unit:
        return self.metric.parts[self.part].unit


@dataclass(frozen=True)
class Bound:
    """What a figure is to reach: a value, or one of REFERENCES.

    of_segment: the figure of those whom the play concerns; of_next: of the coming period, whatever window is still open.
    """

    watched: Watched
    at_least: bool
    value: Fraction | None
    reference: str | None
    of_segment: bool
    of_next: bool = False


@dataclass(frozen=True)
class Size:
    """Where the size of an audience is read. row, column: of a metric that is a table; count: which users of a rate."""

    metric: Metric
    of_segment: bool
    row: str | None
    column: str
    count: str | None = None

    @property
    def unit(self) -> Unit:
        return Unit.USERS if self.count else self.metric.unit


@dataclass(frozen=True)
class Play:
    """A checked play. by: the kind of segment that it concerns; how: "segment" (always `only`), "each", "cause", or None for the whole shop.

    campaign: "running" or "ended" where it looks at a campaign that began with the change.
    """

    name: str
    number: int
    watched: Watched
    by: str | None
    how: str | None
    only: str | None
    when: tuple[Either, ...]
    owner: str
    action: Text
    audience: Text
    size: Size | None
    due_days: int
    works_if: Bound
    campaign: str | None = None


@dataclass(frozen=True)
class AfterTest:
    """What is decided after an experiment that showed an effect: to extend what was tested, or, where it is not proven that it pays, not yet."""

    number: int
    owner: str
    extend: Text
    hold: Text
    audience: Text
    due_days: int


@dataclass(frozen=True)
class Playbook:
    """The plays in the order of the file: of several on one figure and for one role, the first that applies is proposed. roles: {id: name}."""

    plays: tuple[Play, ...]
    roles: Mapping[str, Text]
    tested: AfterTest | None = None


def read_playbook(path: Path, roles: Mapping[str, Text]) -> Playbook:
    """The plays of a file. roles: {id: name}.

    Raises Mistake (78), naming line and key, for what there is not: metrics, options, segments, roles, conditions, placeholders.
    """
    file, where = read_part(path, PlaybookFile)
    plays = tuple(_play(name, spec, roles, lambda *key, name=name: where("plays", name, *key)) for name, spec in file.plays.items())
    tested = _after_test(file.tested, roles, lambda *key: where("tested", *key)) if file.tested else None
    _check_numbers([(play.name, play.number, where("plays", play.name, "number")) for play in plays], tested, where)
    return Playbook(plays, roles, tested)


def _check_numbers(numbered: list[tuple[str, int, str]], tested: AfterTest | None, where) -> None:
    every = numbered + ([("tested", tested.number, where("tested", "number"))] if tested else [])
    first: dict[int, str] = {}
    for name, number, at in every:
        if number in first:
            free = next(each for each in range(1, 101) if each not in {taken for _, taken, _ in every})
            raise _wrong(f"the number {number} is that of {first[number]} already", f"A number stays with its play; {free} is free.", at)
        first[number] = name


def _after_test(spec: TestedSpec, roles, where) -> AfterTest:
    _check_owner(spec.owner, roles, where)
    for key, text in (("extend", spec.extend), ("hold", spec.hold), ("audience", spec.audience)):
        _check_placeholders(text, {"campaign", NEXT}, lambda *inner, key=key: where(key, *inner))
    return AfterTest(spec.number, spec.owner, spec.extend, spec.hold, spec.audience, spec.due_days)


def _check_owner(owner, roles, where) -> None:
    if owner not in roles:
        raise _wrong(f'there is no role "{owner}".{nearest(owner, roles)}', f"Use one of: {', '.join(roles)}.", where("owner"))


Where = Callable[..., str]


def _play(name: str, spec: PlaySpec, roles, where: Where) -> Play:
    watched = _watched(spec.metric, spec.part, where)
    how, by, only = _segment(spec, where)
    _check_owner(spec.owner, roles, where)
    for key, text in (("action", spec.action), ("audience", spec.audience)):
        names = {NEXT, *(("segment",) if by else ()), *(("campaign",) if spec.campaign else ()), *watched.metric.declared}
        _check_placeholders(text, names, lambda *inner, key=key: where(key, *inner))
    when = tuple(_said(lambda words=words: condition(words, watched.unit), where("when")) for words in spec.when)
    size = _size(spec.size, by, where) if spec.size else None
    works_if = _bound(spec.works_if, watched, by, where)
    texts = spec.owner, spec.action, spec.audience
    return Play(name, spec.number, watched, by, how, only, when, *texts, size, spec.due_days, works_if, spec.campaign)


def _watched(name, part, where: Where, *key: str) -> Watched:
    metric = _metric(name, where(*key, "metric"))
    if metric.grain == TABLE:
        raise _wrong(f"{metric.id} is a table; a play watches a figure", "Name a metric that is one figure.", where(*key, "metric"))
    if part is not None and part not in metric.parts:
        known = [one for one in metric.parts if one]
        mend = f"Use one of: {', '.join(known)}." if known else "Leave `part` out."
        raise _wrong(f'{metric.id} has no part "{part}".{nearest(part, known)}', mend, where(*key, "part"))
    return Watched(metric, part if part is not None else next(iter(metric.parts)))


def _metric(name, where) -> Metric:
    try:
        return find(name)
    except Mistake as mistake:
        raise _wrong(mistake.what, mistake.mend, where) from None


def _segment(spec, where: Where) -> tuple[str | None, str | None, str | None]:
    """(how, by, only): how the segment that is concerned is found, of which kind it is, which one where that is fixed."""
    if spec.segment:
        ((by, only),) = spec.segment.items()
        return "segment", _known(by, where("segment", by)), only
    if spec.each:
        return "each", _known(spec.each, where("each")), None
    if spec.cause:
        return "cause", _known(spec.cause.by, where("cause", "by")), None
    return None, None, None


def _known(by, where) -> str:
    if by not in BY:
        raise _wrong(f'there is no segment "{by}".{nearest(by, BY)}', f"Use one of: {', '.join(BY)}.", where)
    return by


def _own(by, own, where) -> bool:
    """Whether a reading is of the segment that is concerned: it can be of no other kind than the play's own."""
    if by is not None and by != own:
        meant = f"Write by: {own}, or leave it out." if own else "Leave it out, or give the play segment, each or cause."
        raise _wrong(f"by: {by}, but the play concerns {f'one {own}' if own else 'the whole shop'}", meant, where)
    return by is not None


def _size(spec: SizeSpec, by, where: Where) -> Size:
    metric = _metric(spec.metric, where("size", "metric"))
    if (metric.grain == TABLE) != (spec.row is not None):
        mend = "Say which row counts them: row: silent." if metric.grain == TABLE else "Leave `row` out."
        raise _wrong(f"{metric.id} is {'a table' if metric.grain == TABLE else 'no table'}", mend, where("size"))
    if spec.count and metric.unit is not Unit.PERCENT:
        raise _wrong(f"{metric.id} is no rate, so that it has no {spec.count}", "Leave `count` out.", where("size", "count"))
    if not spec.count and metric.unit not in COUNTED:
        mend = "Name a metric that counts users, orders or rows; of a rate, say which of its users: count: numerator, denominator or rest."
        raise _wrong(f"{metric.id} does not count anybody ({metric.unit})", mend, where("size", "metric"))
    return Size(metric, _own(spec.by, by, where("size", "by")), spec.row, spec.column, spec.count)


def _bound(spec: WorksIf, watched, by, where: Where) -> Bound:
    own = _watched(spec.metric, spec.part, where, "works_if") if spec.metric else watched
    key, said = ("at_least", spec.at_least) if spec.at_least is not None else ("at_most", spec.at_most)
    value = None if said in REFERENCES else _said(lambda: level_of(said, own.unit, REFERENCES), where("works_if", key))
    reference = said if said in REFERENCES else None
    return Bound(own, key == "at_least", value, reference, _own(spec.by, by, where("works_if", "by")), spec.period == "next")


def _said(read: Callable, where: str):
    """What a line of words says; in the text of a ValueError "; " stands before the mend."""
    try:
        return read()
    except ValueError as error:
        what, _, mend = str(error).partition("; ")
        raise _wrong(what, mend[:1].upper() + mend[1:] + ".", where) from None


def _check_placeholders(text: Text, known: set[str], where: Where) -> None:
    said = ", ".join(f"{{{name}}}" for name in sorted(known))
    for language in LANGUAGES:
        try:
            names = _names(text[language])
        except ValueError:
            mend = "A placeholder stands in braces, like {segment}; a brace itself is written twice."
            raise _wrong("a brace stands alone", mend, where(language)) from None
        for name in names:
            if name not in known:
                raise _wrong(f"there is no placeholder {{{name}}}.{nearest(name, known)}", f"The placeholders: {said}.", where(language))


def _names(text: str) -> list[str]:
    """The placeholders of a text, with all that stands in their braces."""
    parsed = [piece for piece in string.Formatter().parse(text) if piece[1] is not None]
    return [f"{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}" for _, name, spec, conversion in parsed]


def _wrong(what: str, mend: str, where: str) -> Mistake:
    return Mistake(what, mend=mend, code=BAD_CONFIGURATION, where=where)
