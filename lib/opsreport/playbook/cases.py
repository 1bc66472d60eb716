"""Which plays apply to a period: whose figures they look at, for which segment, and which is the most urgent."""

from collections.abc import Iterable
from dataclasses import dataclass

from opsreport import causes
from opsreport.causes import Mover
from opsreport.facts.rows import UNKNOWN
from opsreport.figure import Figure
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.playbook.plays import Play, Playbook, Watched
from opsreport.shop import Shop
from opsreport.signals import FEW, Verdict
from opsreport.subjects import Subject, subject

NOBODY = ("", UNKNOWN)  # segments that nobody can be asked to act upon


@dataclass(frozen=True)
class Case:
    """A play that applies. segment: the one that is concerned."""

    play: Play
    subject: Subject
    segment: str | None


class Known:
    """What is known of a period, and what else is asked of the shop: every figure once."""

    def __init__(self, shop: Shop, period: Period, movers: Iterable[Mover], subjects: Iterable[Subject]):
        self.shop, self.period, self.movers = shop, period, tuple(movers)
        self.given = {_key(one.figure): one for one in subjects}
        self.read: dict[tuple, list[Subject]] = {}

    def subjects(self, watched: Watched, by: str | None) -> list[Subject]:
        """Those of a figure: of the whole shop, or of each segment."""
        (metric,) = self.shop.metrics(watched.metric)
        given = self.given.get((metric, watched.part, ()))
        if by is None and given:
            return [given]
        self.read_all([(watched, by)])
        return [one for one in self.read[metric, by] if one.figure.part == watched.part]

    def read_all(self, asked: Iterable[tuple[Watched, str | None]]) -> None:
        """Read what is not read yet, in one go for each breakdown."""
        wanted: dict[str | None, dict[Metric, None]] = {}
        for watched, by in asked:
            (metric,) = self.shop.metrics(watched.metric)
            if (metric, by) not in self.read and (by or (metric, watched.part, ()) not in self.given):
                wanted.setdefault(by, {})[metric] = None
        for by, metrics in wanted.items():
            self.read |= {(metric, by): [] for metric in metrics}
            for figure in self.shop.figures(list(metrics), self.period, by=by):
                if (figure.segment is None) == (by is None):
                    self.read[figure.metric, by].append(subject(figure))

    def explain(self, subjects: Iterable[Subject]) -> None:
        """Look for the causes of those that are no movers yet."""
        rest = {_key(one.figure): one for one in subjects if self.mover(one) is None}
        if rest:
            self.movers += causes.movers(self.shop, rest.values(), self.period)

    def mover(self, one: Subject) -> Mover | None:
        return next((mover for mover in self.movers if _key(mover.subject.figure) == _key(one.figure)), None)

    def sources(self, one: Subject) -> set[tuple[str, str]]:
        """The segments from which its change comes."""
        mover = self.mover(one)
        return {(mover.cause.by, part.segment) for part in mover.cause.leading} if mover and mover.cause else set()

    def alike(self, case: "Case") -> tuple[Subject, ...]:
        """What else got worse from the same segment."""
        worse = [mover.subject for mover in self.movers if mover.subject.verdict is Verdict.WORSE]
        same = [one for one in worse if (case.play.by, case.segment) in self.sources(one)]
        return tuple(one for one in same if _key(one.figure) != _key(case.subject.figure))


def _key(figure: Figure) -> tuple:
    return figure.metric, figure.part, tuple((figure.segment or {}).items())


def applying(book: Playbook, known: Known) -> list[Case]:
    """The plays that apply, the most urgent first."""
    known.read_all((play.watched, play.by if play.how in ("segment", "each") else None) for play in book.plays)
    held = [(play, one) for play in book.plays for one in _watched(play, known) if all(condition.holds(one) for condition in play.when)]
    known.explain(one for play, one in held if play.how == "cause" or (play.how is None and one.verdict is Verdict.WORSE))
    return sorted(_unanswered(_first_of_each(_concerned(held, known)), known), key=_urgency)


def _watched(play: Play, known: Known) -> list[Subject]:
    """What a play looks at: the whole shop's figure, one segment's, or each segment's that can be named and compared."""
    match play.how:
        case "segment":
            return [one for one in known.subjects(play.watched, play.by) if segment_of(one) == play.only]
        case "each":
            return [one for one in known.subjects(play.watched, play.by) if segment_of(one) not in NOBODY and not _few(one)]
    return known.subjects(play.watched, None)


def segment_of(one: Subject) -> str | None:
    """Whose figure it is; None for the whole shop's."""
    return next(iter((one.figure.segment or {}).values()), None)


def _few(one: Subject) -> bool:
    return one.reading.n is not None and one.reading.n < FEW


def _concerned(held: list[tuple[Play, Subject]], known: Known) -> list[Case]:
    """The cases, each with its segment: for `cause` the one from which the change comes, for `each` the one that is worst off."""
    worst: dict[Play, Case] = {}
    for play, one in held:
        case = Case(play, one, _leading(known.mover(one), play.by) if play.how == "cause" else segment_of(one))
        if play.how == "cause" and case.segment is None:
            continue
        worst[play] = min(worst.get(play, case), case, key=_urgency)
    return list(worst.values())


def _leading(mover: Mover | None, by: str) -> str | None:
    """The segment that explains most of a change, where it is one of that kind and has a name."""
    if mover is None or mover.cause is None or mover.cause.by != by:
        return None
    return next((part.segment for part in mover.cause.leading if part.segment not in NOBODY), None)


def _first_of_each(cases: Iterable[Case]) -> list[Case]:
    """Of several plays for one role on one figure, or on one segment, the first in the file: nobody is told two things about one source."""
    kept: list[Case] = []
    for case in cases:
        mine = [other for other in kept if other.play.owner == case.play.owner]
        if not any(other.play.watched == case.play.watched or _source(other) == _source(case) is not None for other in mine):
            kept.append(case)
    return kept


def _unanswered(cases: list[Case], known: Known) -> list[Case]:
    """Without the plays for the whole shop on what got worse in a segment that another play concerns: it is answered there."""
    answered = {_source(case) for case in cases if case.segment}
    return [case for case in cases if case.segment or case.subject.verdict is not Verdict.WORSE or not known.sources(case.subject) & answered]


def _source(case: Case) -> tuple[str, str] | None:
    return (case.play.by, case.segment) if case.segment else None


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
