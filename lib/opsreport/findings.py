"""All that a summary says of a period, as data: found once, shown in every language."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from opsreport.causes import Mover, Tested, importance, movers, tested
from opsreport.figure import Figure
from opsreport.metric import Metric
from opsreport.metrics import ALL
from opsreport.metrics.ledgers import Imbalance, statements
from opsreport.metrics.repurchase import old_customer_buyback_rate
from opsreport.notes import Note, note
from opsreport.params import HEADLINE
from opsreport.periods import Period
from opsreport.playbook import Outcome, Suggestion, followed, playbook_of, read_ahead, suggestions
from opsreport.signals import Verdict
from opsreport.subjects import Subject, subject
from opsreport.tables import TABLES
from opsreport.words import LANGUAGES

FAR = 0.25  # of importance: a target that is missed by as much is told on the first screen, whatever page its figure stands on


@dataclass(frozen=True)
class Findings:
    """figures: the headline, in the order of the parameters; subjects: what is said of each; movers: the most important first; tested: shown.

    held: the other figures that have a target, whatever page they stand on. followed: what became of the suggestions of the period before.

    old_customers: how many of them bought again, which many new ones do not dilute.

    planned: the shop has a playbook, so that no suggestion means that there is nothing to do. notes: {language: what a person wrote on the period}.
    """

    period: Period
    figures: tuple[Figure, ...]
    subjects: tuple[Subject, ...]
    movers: tuple[Mover, ...] = ()
    tested: tuple[Tested, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    planned: bool = False
    notes: Mapping[str, Note] = field(default_factory=dict)
    held: tuple[Subject, ...] = ()
    followed: tuple[Outcome, ...] = ()
    old_customers: Subject | None = None

    @property
    def known(self) -> tuple[Subject, ...]:
        return tuple(one for one in self.subjects if one.value is not None)

    @property
    def named(self) -> tuple[Figure, ...]:
        """All figures that may be named beside each other."""
        return (*self.figures, *(one.figure for one in self.held))

    @property
    def real(self) -> tuple[Subject, ...]:
        """What really changed, in the order of the movers."""
        moved = [mover.subject for mover in self.movers if mover.subject.verdict.real]
        return tuple(moved or sorted((one for one in self.known if one.verdict.real), key=lambda one: one.verdict is not Verdict.WORSE))

    @property
    def noise(self) -> tuple[Subject, ...]:
        """What lies within its usual range, or beyond it as the calendar has it."""
        return tuple(one for one in self.known if one.verdict in (Verdict.NOISE, Verdict.SEASONAL))

    @property
    def borderline(self) -> tuple[Subject, ...]:
        """What lies just beyond its usual range."""
        return tuple(one for one in self.known if one.verdict is Verdict.BORDERLINE)

    @property
    def unjudged(self) -> tuple[Subject, ...]:
        """What has no usual range, or one that is too wide."""
        return tuple(one for one in self.known if one.verdict in (Verdict.UNJUDGED, Verdict.WIDE))

    @property
    def agreed(self) -> tuple[Subject, ...]:
        """What can be held to a target."""
        return tuple(one for one in self.known if one.target is not None and one.target.known)

    @property
    def judged(self) -> tuple[Subject, ...]:
        """What met its target or missed it: nothing before the period is over."""
        return tuple(one for one in self.agreed if one.target.met is not None)

    @property
    def missed(self) -> tuple[Subject, ...]:
        """The farthest from its target first."""
        return _by_importance(one for one in self.judged if not one.target.met)

    @property
    def missed_elsewhere(self) -> tuple[Subject, ...]:
        """Targets that were missed by figures which are not of the headline."""
        return _by_importance(one for one in self.held if one.value is not None and one.target.met is False)

    def told(self) -> dict:
        """What the list of reports says of the period."""
        return {"on_target": [len(self.judged) - len(self.missed), len(self.judged)], "real": len(self.real), "todo": len(self.suggestions)}


@dataclass(frozen=True)
class State:
    """What the data of a report are. read, set_aside: rows; given: the tables; lacking: (metric, the columns for want of which it is off).

    ledgers: how many identities (opening + in − out = closing) could be checked; broken: those that do not hold. stale: {table: its last day}, of
    those that end before the period does.
    """

    until: dt.date
    read: int
    set_aside: int
    given: tuple[str, ...]
    lacking: tuple[tuple[Metric, tuple[str, ...]], ...]
    ledgers: int
    broken: tuple[Imbalance, ...]
    stale: Mapping[str, dt.date] = field(default_factory=dict)

    @property
    def absent(self) -> tuple[str, ...]:
        """What is lacking, once each: a table that is not there, else its column; what most figures lack first."""
        given = set(self.given)
        missing = Counter(need if need.partition(".")[0] in given else need.partition(".")[0] for _, needs in self.lacking for need in set(needs))
        return tuple(name for name, _ in sorted(missing.items(), key=lambda one: (-one[1], one[0])))


def state(shop, period: Period | str) -> State:
    """The state of the data in a period."""
    (now,) = shop.periods(period)
    came = {receipt.table for receipt in shop.receipts}
    given = tuple(name for name in TABLES if (name in came if came else name not in shop.store.missing))
    lacking = tuple((metric, needs) for metric in shop.metrics(ALL) if (needs := shop.lacks(metric)))
    stated = statements(shop.store, now)
    read, aside = (sum(getattr(receipt, part) for receipt in shop.receipts) for part in ("read", "set_aside"))
    broken = tuple(each for one in stated for each in one.broken)
    return State(shop.data_until, read, aside, given, lacking, len({one.ledger.metric.id for one in stated}), broken, shop.stale(now))


def find(shop, period: Period | str) -> Findings:
    """All that the summary of a period says; of metrics that are split the whole shop's figures only.

    What the headline, targets and plays look at is measured in one go, and so are the causes of all that moved.
    """
    (now,) = shop.periods(period)
    headline = shop.metrics(list(shop.params.headline if shop.params else HEADLINE))
    book = playbook_of(shop.params, shop.goals)
    agreed = shop.metrics([shop.goals.metrics[one.entry.metric] for one in shop.goals.targets if not one.entry.role])
    watched = shop.metrics([play.watched.metric for play in book.plays] if book else [])
    wanted = _whole((*headline, *agreed, *watched, *shop.metrics([old_customer_buyback_rate])))
    if book:
        read_ahead(shop, wanted, now)
    figures = tuple(figure for figure in shop.figures(wanted, now) if figure.table is None)
    known = [subject(figure) for figure in figures]
    first = tuple(one for one in known if one.figure.metric in headline)
    held = tuple(one for one in known if one.figure.metric not in headline and one.target is not None and one.target.known)
    shown = [*first, *(one for one in held if _belongs(one))]
    asked = {id(one): one for one in (*shown, *(one for one in known if one.figure.metric in watched and one.verdict is Verdict.WORSE))}
    explained = movers(shop, asked.values(), now)
    told = _told(explained, shown)
    before = followed(shop, now, book) if book else ()
    proposed = suggestions(shop, explained, known, now, book) if book else ()
    written = {each: found for each in LANGUAGES if shop.params and (found := note(shop.params, now, each))}
    old = next((one for one in known if one.figure.metric.id == old_customer_buyback_rate.id and one.value is not None), None)
    return Findings(now, tuple(one.figure for one in first), first, told, tested(shop, now), proposed, book is not None, written, held, before, old)


def _whole(metrics) -> list[Metric]:
    """The metrics, each once, without the segments by which they are always shown elsewhere."""
    return [replace(metric, split=()) for metric in dict.fromkeys(metrics)]


def _belongs(one: Subject) -> bool:
    """Whether a figure that is not of the headline is so far from what was agreed that it is told all the same."""
    return one.value is not None and one.target.met is False and importance(one) >= FAR


def _told(explained, shown) -> tuple[Mover, ...]:
    """The movers among the subjects that are shown; a source that is told nowhere is not referred to."""
    ids = {id(one) for one in shown}
    found = (one for one in explained if id(one.subject) in ids)
    return tuple(one if id(one.same_as) in ids else replace(one, same_as=None) for one in found)


def _by_importance(ones) -> tuple[Subject, ...]:
    return tuple(sorted(ones, key=lambda one: -importance(one)))


def as_large(shown: Subject) -> tuple[int, int] | None:
    """(how many, of how many): earlier changes from period to period that were as large as the last one or larger; None where too few are known."""
    values = [None if value is None else float(value) for value in shown.values[: shown.place + 1]]
    steps = [abs(b - a) for a, b in zip(values, values[1:], strict=False) if a is not None and b is not None]
    if len(steps) < 4 or values[-1] is None or values[-2] is None:
        return None
    *earlier, last = steps
    return sum(step >= last * (1 - 1e-9) for step in earlier), len(earlier)
