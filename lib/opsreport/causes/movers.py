"""Movers: the figures that really changed or miss their target badly, the most important first, each with what explains it and what happened then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from opsreport.causes.against import against
from opsreport.causes.choice import Explanation, choose
from opsreport.causes.coincidences import coincidences, incidents
from opsreport.causes.drivers import Product, drivers, product
from opsreport.causes.experiments import campaigns, tested
from opsreport.causes.shapes import Mover
from opsreport.causes.splits import CANDIDATES, ROUNDS, TURNING, split
from opsreport.kinds import Reading
from opsreport.measure import Asked, Cell, measure
from opsreport.metric import TABLE
from opsreport.metrics.repurchase import average_order_value, sales_amount
from opsreport.periods import Period
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.units import LOWER, Unit

BADLY = 0.9  # of a target; who reaches less has missed it badly
ENOUGH = 0.6  # of surprise; segments that explain a change so well leave nothing for others
SAME = 0.5  # of the segments of two causes, that must be the same for the two to have one source


@dataclass(frozen=True)
class _Change:
    """A subject, and the period against which its change is explained; None: it is not explained."""

    subject: Subject
    base: Period | None
    product: Product | None

    @property
    def metric(self):
        return self.subject.figure.metric

    @property
    def periods(self):
        return self.base, self.subject.period

    def asked(self) -> list[Asked]:
        whole = (self.metric, *(self.product.factors if self.product else ()), *self.of_money)
        return [Asked(m, p, ()) for m in whole for p in self.periods]

    def split_by(self, segments) -> list[Asked]:
        near = self.base.label == self.subject.period.previous().label
        return [Asked(self.metric, p, (by,)) for by in segments if near or by not in TURNING for p in self.periods]

    @property
    def of_money(self) -> tuple:
        """The metric that knows how many orders a total of money is made of."""
        return (average_order_value(refunds=self.metric.options["refunds"]),) if self.metric.id == sales_amount.id else ()


def movers(shop, subjects: Iterable[Subject], period: Period) -> tuple[Mover, ...]:
    """The subjects whose verdict is real, and those that miss their target badly, the most important first; why, as far as arithmetic can tell.

    Only a real change is explained. What is asked of the shop is asked for all at once, one query a grain and breakdown.
    """
    changes = [_change(one) for one in sorted((one for one in subjects if _moves(one)), key=_rank)]
    store = shop.store
    answers = _answers(store, [one for one in changes if one.base])
    results = tested(shop, period) if changes else ()
    known, happened = (campaigns(store), incidents(store)) if changes else ((), ())
    found: list[Mover] = []
    for change in changes:
        mover = _explained(change, _reader(store, change, answers))
        if change.subject.verdict.real:
            said = coincidences(change.subject, mover.cause, known, happened, shop.season, results)
            mover = replace(mover, coincides=said, same_as=_same(mover, found))
        found.append(mover)
    return tuple(found)


def _moves(subject):
    return subject.value is not None and not subject.period.running and (subject.verdict.real or _missed_badly(subject))


def _missed_badly(subject) -> bool:
    target = subject.target
    return bool(target and target.met is False and target.achievement is not None and target.achievement < BADLY)


def _rank(subject):
    """What is bad (worse, or a target missed badly), then what changed, then what is better; within these by importance."""
    order = [subject.verdict is Verdict.WORSE or _missed_badly(subject), subject.verdict is Verdict.CHANGED, True].index(True)
    return order, -(importance(subject) if order == 0 else _beyond(subject))


def importance(subject: Subject) -> float:
    """How bad a figure is, so that figures of any unit can be ranked.

    The share of its target that is missing, and how far it lies beyond its usual range, in ranges; each counts as 1 at most, so that no figure leads
    by one of them alone where another has both.
    """
    target = subject.target
    short = 1 - target.achievement if target and target.met is False and target.achievement is not None else 0.0
    beyond = _beyond(subject) if subject.verdict is Verdict.WORSE else 0.0
    return min(max(short, 0.0), 1.0) + min(max(beyond, 0.0), 1.0)


def _beyond(subject) -> float:
    usual = subject.usual
    if usual is None:
        return 0.0
    width = usual.high - usual.low
    value = float(subject.value)
    return max(usual.low - value, value - usual.high) / width if width else float(subject.verdict.real)


def _change(subject) -> _Change:
    figure = subject.figure
    explained = subject.verdict.real and figure.segment is None and figure.metric.grain != TABLE
    found = against(subject) if explained else None
    return _Change(subject, found[0] if found else None, product(figure.metric) if found else None)


def _answers(store, changes) -> dict[Asked, Cell]:
    """The readings of the whole and by segments; by the less telling ones only where the more telling ones leave something to explain."""
    answers = measure(store, [asked for one in changes for asked in one.asked()])
    left = changes
    for segments in ROUNDS:
        answers |= measure(store, [asked for one in left for asked in one.split_by(segments)])
        left = [one for one in left if not _enough(_choice(one, _reader(store, one, answers)))]
    return answers


def _enough(found: Explanation | None) -> bool:
    return found is not None and (found.surprise >= ENOUGH or found.reversal)


def _reader(store, change, answers) -> Callable[..., tuple[Cell, Cell] | None]:
    """What was answered for both periods; None where it was not asked."""

    def read(metric, by=()):
        asked = [Asked(metric.resolved(store), p, by) for p in change.periods]
        return tuple(answers[one] for one in asked) if asked[0] in answers else None

    return read


def _explained(change, read) -> Mover:
    if change.base is None:
        return Mover(change.subject)
    explanation = _choice(change, read)
    of = change.product
    readings = [tuple(cell.parts()[None] for cell in read(m)) for m in (of.whole, *of.factors)] if of else []
    factors = drivers(of, change.base, *(tuple(both[i] for both in readings) for i in (0, 1))) if of else None
    return Mover(change.subject, explanation.cause(change.base) if explanation else None, factors)


def _choice(change, read) -> Explanation | None:
    wholes = [cell.parts() for cell in read(change.metric)]
    part = _taken_apart(change.subject, wholes)
    if part is False:
        return None
    whole = tuple(parts[part] for parts in wholes)
    cells = {by: cells for by in CANDIDATES if (cells := read(change.metric, (by,)))}
    return choose([made for by in cells if (made := split(by, part, whole, cells[by]))], _counted(change, read))


def _counted(change, read) -> tuple[float, float] | None:
    """How many equal orders a sum of money is worth, in the base and now (Kish's effective size); None for counts."""
    if not change.of_money:
        return None
    each = [cell.parts()[None] for cell in read(change.of_money[0])]
    return tuple(map(_effective, each)) if all(reading.low is not None for reading in each) else (0.0, 0.0)


def _effective(mean: Reading) -> float:
    error = (mean.high - mean.low) / 2 / 1.96
    return mean.n / (1 + mean.n * (error / mean.value) ** 2) if mean.value else 0.0


def _taken_apart(subject, wholes) -> str | None | bool:
    """Which figure of the metric is taken apart: this one; of a quantile the share that is in time, where it moved the same way; False: none."""
    own = subject.figure.part
    if all(parts[own].numerator is not None for parts in wholes):
        return own
    for part, declared in subject.figure.metric.parts.items():
        if declared.unit is Unit.PERCENT and all(parts[part].value is not None and parts[part].numerator is not None for parts in wholes):
            worse = (wholes[1][part].value < wholes[0][part].value) != (declared.better == LOWER)
            return part if worse == (subject.verdict is Verdict.WORSE) else False
    return False


def _same(mover, earlier):
    """The first earlier mover whose cause names mostly the same segments."""
    if mover.cause is None:
        return None
    by, mine = mover.cause.source
    for one in earlier:
        if one.cause and one.cause.by == by:
            theirs = one.cause.source[1]
            if len(mine & theirs) > SAME * len(mine | theirs) or mine == theirs:
                return one.subject
    return None
