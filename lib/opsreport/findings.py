"""All that a summary says of a period, as data: found once, shown in every language."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from opsreport.causes import Mover, Tested, movers, tested
from opsreport.figure import Figure
from opsreport.metric import Metric
from opsreport.metrics import ALL
from opsreport.metrics.ledgers import Imbalance, statements
from opsreport.notes import Note, note
from opsreport.params import HEADLINE
from opsreport.periods import Period
from opsreport.playbook import Suggestion, playbook_of, suggestions
from opsreport.signals import Verdict
from opsreport.subjects import Subject, subject
from opsreport.tables import TABLES
from opsreport.words import LANGUAGES


@dataclass(frozen=True)
class Findings:
    """figures: the headline, in the order of the parameters; subjects: what is said of each; movers: the worst first; tested: by experiments.

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

    @property
    def known(self) -> tuple[Subject, ...]:
        return tuple(one for one in self.subjects if one.value is not None)

    @property
    def real(self) -> tuple[Subject, ...]:
        """What really changed: the worst first, as the movers are."""
        moved = [mover.subject for mover in self.movers if mover.subject.verdict.real]
        return tuple(moved or sorted((one for one in self.known if one.verdict.real), key=lambda one: one.verdict is not Verdict.WORSE))

    @property
    def noise(self) -> tuple[Subject, ...]:
        """What lies within its usual range, or beyond it as the calendar has it."""
        return tuple(one for one in self.known if one.verdict in (Verdict.NOISE, Verdict.SEASONAL))

    @property
    def unjudged(self) -> tuple[Subject, ...]:
        return tuple(one for one in self.known if one.verdict is Verdict.UNJUDGED)

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
        return tuple(one for one in self.judged if not one.target.met)

    def told(self) -> dict:
        """What the list of reports says of the period."""
        return {"on_target": [len(self.judged) - len(self.missed), len(self.judged)], "real": len(self.real), "todo": len(self.suggestions)}


@dataclass(frozen=True)
class State:
    """What the data of a report are. read, set_aside: rows; given: the tables; lacking: (metric, the columns for want of which it is off).

    ledgers: how many identities (opening + in − out = closing) could be checked; broken: those that do not hold.
    """

    until: dt.date
    read: int
    set_aside: int
    given: tuple[str, ...]
    lacking: tuple[tuple[Metric, tuple[str, ...]], ...]
    ledgers: int
    broken: tuple[Imbalance, ...]

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
    return State(shop.data_until, read, aside, given, lacking, len({one.ledger.metric.id for one in stated}), broken)


def find(shop, period: Period | str) -> Findings:
    """All that the summary of a period says; of metrics that are split the whole shop's figures only."""
    (now,) = shop.periods(period)
    wanted = shop.params.headline if shop.params else HEADLINE
    figures = tuple(figure for figure in shop.figures(list(wanted), now) if figure.segment is None and figure.table is None)
    subjects = tuple(map(subject, figures))
    moved = movers(shop, subjects, now)
    planned = playbook_of(shop.params, shop.goals) is not None
    proposed = suggestions(shop, moved, subjects, now) if planned else ()
    written = {each: found for each in LANGUAGES if shop.params and (found := note(shop.params, now, each))}
    return Findings(now, figures, subjects, moved, tested(shop, now), proposed, planned, written)


def as_large(shown: Subject) -> tuple[int, int] | None:
    """(how many, of how many): earlier changes from period to period that were as large as the last one or larger; None where too few are known."""
    values = [None if value is None else float(value) for value in shown.values[: shown.place + 1]]
    steps = [abs(b - a) for a, b in zip(values, values[1:], strict=False) if a is not None and b is not None]
    if len(steps) < 4 or values[-1] is None or values[-2] is None:
        return None
    *earlier, last = steps
    return sum(step >= last * (1 - 1e-9) for step in earlier), len(earlier)
