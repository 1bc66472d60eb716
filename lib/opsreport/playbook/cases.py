"""Which plays apply to a period: whose figures they look at, which segments and which campaign they concern, and what is due first."""

from collections.abc import Iterable
from dataclasses import dataclass

from opsreport.causes.experiments import Campaign
from opsreport.facts.rows import UNKNOWN
from opsreport.playbook.known import Known, key, segment_of
from opsreport.playbook.plays import Play, Playbook
from opsreport.signals import FEW, Verdict
from opsreport.subjects import Subject

NOBODY = ("", UNKNOWN)  # segments that nobody can be asked to act upon


@dataclass(frozen=True)
class Case:
    """A play that applies. segments: those that are concerned, the one that matters most first; campaign: the one that it is about."""

    play: Play
    subject: Subject
    segments: tuple[str, ...]
    campaign: Campaign | None = None

    @property
    def of_own(self) -> bool:
        """Whether the play looks at the figure of the segment itself, not at the whole shop's."""
        return self.play.how in ("segment", "each")

    @property
    def sources(self) -> set[tuple[str, str]]:
        return {(self.play.by, segment) for segment in self.segments}


def applying(book: Playbook, known: Known) -> list[Case]:
    """The plays that apply, in the order in which they are due; of those due on one day the most urgent first."""
    known.read_all((play.watched, play.by if play.how in ("segment", "each") else None) for play in book.plays)
    held = [(play, one) for play in book.plays for one in _watched(play, known) if all(condition.holds(one) for condition in play.when)]
    known.explain(one for play, one in held if play.how == "cause" or play.campaign)
    cases = _first_of_each(_concerned(held, known))
    if any(case.segments for case in cases):
        known.explain(case.subject for case in cases if not case.segments and case.subject.verdict is Verdict.WORSE)
    return sorted(_unanswered(cases, known), key=lambda case: (case.play.due_days, _urgency(case)))


def alike(case: Case, known: Known) -> tuple[Subject, ...]:
    """What else got worse from the same segments."""
    worse = [mover.subject for mover in known.movers if mover.subject.verdict is Verdict.WORSE]
    return tuple(one for one in worse if case.sources & known.sources(one) and key(one.figure) != key(case.subject.figure))


def _watched(play: Play, known: Known) -> list[Subject]:
    """What a play looks at: the whole shop's figure, one segment's, or each segment's that can be named and compared."""
    match play.how:
        case "segment":
            return [one for one in known.subjects(play.watched, play.by) if segment_of(one) == play.only]
        case "each":
            return [one for one in known.subjects(play.watched, play.by) if segment_of(one) not in NOBODY and not _few(one)]
    return known.subjects(play.watched, None)


def _few(one: Subject) -> bool:
    return one.reading.n is not None and one.reading.n < FEW


def _concerned(held: list[tuple[Play, Subject]], known: Known) -> list[Case]:
    """The cases, each with its segments: for `cause` those from which the change comes, for `each` the one that is worst off."""
    worst: dict[Play, Case] = {}
    for play, one in held:
        own = segment_of(one)
        segments = _leading(known, one, play.by) if play.how == "cause" else (own,) if own else ()
        campaign = known.campaign(one) if play.campaign else None
        if (play.how == "cause" and not segments) or (play.campaign and known.stands(campaign) != play.campaign):
            continue
        case = Case(play, one, segments, campaign)
        worst[play] = min(worst.get(play, case), case, key=_urgency)
    return list(worst.values())


def _leading(known: Known, one: Subject, by: str) -> tuple[str, ...]:
    """The segments that explain most of a change, where they are of that kind and have names."""
    mover = known.mover(one)
    if mover is None or mover.cause is None or mover.cause.by != by:
        return ()
    return tuple(part.segment for part in mover.cause.leading if part.segment not in NOBODY)


def _first_of_each(cases: Iterable[Case]) -> list[Case]:
    """Of several plays for one role on one figure, or on one segment, the first in the file: nobody is told two things about one source."""
    kept: list[Case] = []
    for case in cases:
        mine = [other for other in kept if other.play.owner == case.play.owner]
        if not any(other.play.watched == case.play.watched or other.sources & case.sources for other in mine):
            kept.append(case)
    return kept


def _unanswered(cases: list[Case], known: Known) -> list[Case]:
    """Without the plays for the whole shop on what got worse in a segment that another play concerns: it is answered there."""
    answered = {source for case in cases for source in case.sources}
    return [case for case in cases if case.segments or case.subject.verdict is not Verdict.WORSE or not known.sources(case.subject) & answered]


def _urgency(case: Case) -> tuple:
    """Really worse before a missed target, before all else, what got better last; then by how far; then by the play's number."""
    one = case.subject
    missed = one.target is not None and one.target.met is False
    rank = 0 if one.verdict is Verdict.WORSE else 1 if missed else 3 if one.verdict is Verdict.BETTER else 2
    return rank, -(_beyond(one) if rank in (0, 3) else _short(one) if missed else 0.0), case.play.number


def _beyond(one: Subject) -> float:
    """How far a figure lies outside of its usual range, in halves of that range."""
    if one.usual is None:
        return 0.0
    half = (one.usual.high - one.usual.low) / 2
    out = max(one.usual.low - float(one.value), float(one.value) - one.usual.high, 0.0)
    return out / half if half else float(out > 0)


def _short(one: Subject) -> float:
    """By how much of its target a figure missed it."""
    gap, value = one.target.gap, one.target.value
    return abs(float(gap) / float(value)) if gap is not None and value else 0.0
