"""Which segments explain a change. The idea is that of Adtributor (Bhagwan et al., NSDI 2014): those that explain much of it (explanatory power),
much more than their size would lead to expect (surprise), and are few (succinctness). Beyond chance besides, as every segment moves a little.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

from opsreport.analyses.decomposition import fraction
from opsreport.causes.shapes import Cause, Contribution
from opsreport.causes.splits import CANDIDATES, Split, contributions, told_apart
from opsreport.facts.rows import UNKNOWN
from opsreport.kinds import Reading, Z, wilson
from opsreport.periods import Period

LEAST_EACH = 0.1  # of the change, that each leading segment explains
LEAST_TOGETHER = 0.5  # of the change, that the leading ones explain
LEAST_SURPRISE = 0.2  # how much more of the change they explain than their share of the base
MOST_LEADING = 5
FEWEST = 30  # people; a segment with fewer explains nothing
MOST_SEGMENTS = 1000  # more are names, not segments
BY_CHANCE = 0.05  # that the segments of any split at all would seem to differ, all candidates together


@dataclass(frozen=True)
class Explanation:
    """A split with the segments that lead in it. surprise: how much more of the change they explain than their share of the base."""

    split: Split
    parts: tuple[Contribution, ...]
    leading: tuple[Contribution, ...]
    surprise: float
    reversal: bool

    def cause(self, against: Period) -> Cause:
        s = self.split
        told = told_apart(self.parts, self.leading, rates=s.rates)
        return Cause(s.by, against, s.change, told, self.leading, self.reversal, s.part, s.base, s.now, s.rates)


def choose(splits: Iterable[Split], counted: tuple[float, float] | None = None) -> Explanation | None:
    """The explanation by the split that explains most; None where none does: then everything moved alike, or nothing is beyond chance.

    A split in which all segments went the other way (Simpson) comes first: to name anything else would be wrong. counted: how many
    independent things a total of money counts, in the base and now; of other totals it is the total itself.
    """
    splits = [one for one in splits if len(one.segments) <= MOST_SEGMENTS and _beyond_chance(one, counted)]
    found = [made for one in splits if (made := _explained(one, BY_CHANCE / len(CANDIDATES), counted))]
    return max(found, key=lambda made: (made.reversal, round(made.surprise, 2), -len(made.leading)), default=None)


def _explained(split, by_chance, counted) -> Explanation | None:
    parts, change = contributions(split), split.change
    shares = {part.segment: _share(split, part) for part in parts}  # what each would explain if everything moved alike
    tests = {part.segment: _tests(split, part, shares[part.segment] * change, counted) for part in parts}
    if not _without_error(split) and sum(test.unlike**2 for test in tests.values()) <= _chi_square(by_chance, len(parts) - 1):
        return None  # the segments differ by no more than chance
    leading = [part for part in parts if _leads(part, change, shares[part.segment], tests[part.segment])][:MOST_LEADING]
    leading = _fewest(leading, change) if _without_error(split) else leading
    explained, expected = (float(sum(of)) for of in ((p.total / change for p in leading), (shares[p.segment] for p in leading)))
    surprise = min(explained, 1.0) - expected
    if explained < LEAST_TOGETHER or surprise < LEAST_SURPRISE:
        return None
    return Explanation(split, parts, tuple(leading), surprise, split.rates and _reversed(split))


def _leads(part, change, share, test) -> bool:
    """A segment that has a name and people, explains a good part of the change and more than its share, and really moved."""
    explained = part.total / change
    return part.segment != UNKNOWN and _enough(part.base, part.now) and explained >= LEAST_EACH and explained > share and test.moved > Z


def _fewest(leading, change):
    """The largest that explain enough of the change: where chance cannot be told, nothing smaller is named."""
    explained, fewest = 0, []
    for part in leading:
        if explained < LEAST_TOGETHER:
            fewest.append(part)
        explained += part.total / change
    return fewest


def _chi_square(by_chance: float, freedom: int) -> float:
    """What the sum of so many squared standard errors exceeds so rarely (Wilson and Hilferty 1931)."""
    spread = 2 / 9 / freedom
    return freedom * (1 - spread + NormalDist().inv_cdf(1 - by_chance) * math.sqrt(spread)) ** 3


def _share(split, part):
    """The segment's share of the base, exactly."""
    top = (part.base.denominator if split.rates else part.base.numerator) or 0
    of = split.base.denominator if split.rates else split.base.numerator
    return fraction(top) / fraction(of) if of else fraction(0)


def _without_error(split) -> bool:
    """A ratio of sums that counts no heads, as cost per user or ROI: it has no error to be tested by.

    That it left its usual range is all the proof.
    """
    return split.rates and None in (_spread(split.base), _spread(split.now))


def _beyond_chance(split, counted) -> bool:
    """Whether the whole itself really moved from the base."""
    if _without_error(split):
        return True
    if split.rates:
        errors = [_spread(reading) for reading in (split.base, split.now)]
        return None not in errors and abs(float(split.change)) > Z * math.hypot(*errors)
    wholes = [float(reading.numerator) for reading in (split.base, split.now)]
    sizes = counted or tuple(map(abs, wholes))
    if min(sizes) <= 0:
        return False
    return abs(wholes[1] - wholes[0]) > Z * math.hypot(*(whole / math.sqrt(size) for whole, size in zip(wholes, sizes, strict=True)))


def _enough(base: Reading, now: Reading) -> bool:
    """Whether the segment has people enough in one of the periods. Money says nothing of how many they are; `counted` does."""
    return max(_people(base), _people(now)) >= FEWEST


def _people(reading):
    return reading.n if reading.n is not None else abs(reading.numerator or 0)


@dataclass(frozen=True)
class _Tests:
    """In standard errors: how far a segment moved, and how far unlike the whole; 0 where that cannot be said."""

    moved: float
    unlike: float


def _tests(split, part, alike, counted) -> _Tests:
    """alike: what the segment would add if everything moved alike."""
    if split.rates:
        if _without_error(split):
            return _Tests(math.inf, math.inf)
        sides = (split.base, part.base), (split.now, part.now)
        error = math.hypot(*(_error(split, *side) for side in sides)) * float(split.scale)
        return _Tests(abs(float(part.total)) / error, abs(float(part.total - alike)) / error) if error else _Tests(0.0, 0.0)
    tops, wholes = [float(r.numerator or 0) for r in (part.base, part.now)], [float(r.numerator) for r in (split.base, split.now)]
    sizes = counted or tuple(wholes)
    if min(*sizes, *wholes) <= 0 or min(tops) < 0 or not any(tops):
        return _Tests(0.0, 0.0)
    shares = [top / whole for top, whole in zip(tops, wholes, strict=True)]
    error = math.hypot(*(whole * math.sqrt(share / size) for whole, share, size in zip(wholes, shares, sizes, strict=True)))
    pooled = sum(share * size for share, size in zip(shares, sizes, strict=True)) / sum(sizes)
    unlike = abs(shares[1] - shares[0]) / math.sqrt(pooled * sum(1 / size for size in sizes))
    return _Tests(abs(tops[1] - tops[0]) / error, unlike)


def _error(split, whole, own) -> float:
    """The standard error of share × (rate − the whole's base rate): of its rate, and of its share."""
    if not own.denominator:
        return 0.0
    of = float(whole.denominator)
    share, rate = float(own.denominator) / of, float(own.numerator) / float(own.denominator)
    base_rate = float(split.base.numerator) / float(split.base.denominator)
    spread = _spread(own)
    if spread is None:
        return math.inf
    within = spread / float(split.scale)
    return math.hypot(share * within, (rate - base_rate) * math.sqrt(share * max(1 - share, 0) / (whole.n or of)))


def _spread(reading) -> float | None:
    """The standard error of a rate, from its interval."""
    if reading.low is not None:
        return (reading.high - reading.low) / 2 / Z
    part, of = reading.numerator, reading.denominator
    if isinstance(part, int) and isinstance(of, int) and 0 <= part <= of:
        low, high = wilson(part, of)
        return (high - low) / 2 / Z
    return None


def _reversed(split) -> bool:
    """Every segment of some size went the other way than the whole, and those are nearly all of it."""
    known = [(base, now) for base, now in split.segments.values() if base.value is not None and now.value is not None]
    large = [(base, now) for base, now in known if min(_people(base), _people(now)) >= FEWEST]
    covered = [sum(float(both[i].denominator) for both in large) / float(whole.denominator) for i, whole in enumerate((split.base, split.now))]
    moves = [float(now.value) - float(base.value) for base, now in large]
    return len(large) >= 2 and min(covered) >= 0.9 and any(moves) and all(move * float(split.change) <= 0 for move in moves)
