"""What parts add to a change, in exact arithmetic: the effects add up to the change, and nothing is left over.

A rate is Σ top ÷ Σ bottom over segments. Its change has two sides in each segment: the rate within it, and its share of the bottom (the mix).
Numbers are int, Decimal or Fraction; a float is read as it is written (0.1 is a tenth).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

Number = int | Decimal | Fraction | float


@dataclass(frozen=True)
class Segment:
    """A segment's top and bottom, in the base and now. One that was not there, or is gone, has 0 and 0."""

    base_top: Fraction
    base_bottom: Fraction
    top: Fraction
    bottom: Fraction

    @classmethod
    def of(cls, base: tuple[Number, Number], now: tuple[Number, Number]) -> "Segment":
        """From (top, bottom) of the base and of now."""
        return cls(*map(fraction, (*base, *now)))

    @property
    def rates(self) -> tuple[Fraction, Fraction]:
        """The segment's rate in the base and now; where it has none, the other stands for it: all of its effect is then mix."""
        base = self.base_top / self.base_bottom if self.base_bottom else None
        now = self.top / self.bottom if self.bottom else None
        return (base if base is not None else now or Fraction(0)), (now if now is not None else base or Fraction(0))


@dataclass(frozen=True)
class Effect:
    """What a segment adds to the change of the whole."""

    mix: Fraction
    rate: Fraction

    @property
    def total(self) -> Fraction:
        return self.mix + self.rate


def fraction(number: Number) -> Fraction:
    """The number as it is written."""
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def whole_rates(segments: Sequence[Segment]) -> tuple[Fraction, Fraction]:
    """The rate of all segments together, in the base and now. Raises ZeroDivisionError where there is nobody."""
    sums = [sum(getattr(s, name) for s in segments) for name in ("base_top", "base_bottom", "top", "bottom")]
    return sums[0] / sums[1], sums[2] / sums[3]


def midpoint(segments: Sequence[Segment]) -> tuple[Effect, ...]:
    """Rate at the mean of the two shares, mix at the mean of the two rates: Kitagawa 1955 (JASA 50:1168-1194); two-factor Shapley is the same."""
    return tuple(
        Effect((now - base) * (was + is_) / 2, (is_ - was) * (base + now) / 2)
        for (base, now), (was, is_) in zip(_shares(segments), (s.rates for s in segments), strict=True)
    )


def beside_the_whole(segments: Sequence[Segment]) -> tuple[Effect, ...]:
    """For display: mix = change of share × (the segment's base rate − the whole's), rate = share now × change of rate.

    A segment whose rate is that of the whole moves nothing by growing, so it gets no mix effect; the sums are those of any other way.
    """
    base_rate, _ = whole_rates(segments)
    return tuple(
        Effect((now - base) * (was - base_rate), now * (is_ - was))
        for (base, now), (was, is_) in zip(_shares(segments), (s.rates for s in segments), strict=True)
    )


def _shares(segments):
    """Each segment's share of the bottom, in the base and now."""
    base, now = sum(s.base_bottom for s in segments), sum(s.bottom for s in segments)
    return [(s.base_bottom / base, s.bottom / now) for s in segments]


def factors(base: Sequence[Number], now: Sequence[Number]) -> tuple[Fraction, ...]:
    """What each factor of a product adds to its change: the mean over all orders in which the factors may change one after another (Shapley 1953)."""
    was, is_ = tuple(map(fraction, base)), tuple(map(fraction, now))
    if len(was) != len(is_):
        raise ValueError(f"{len(was)} factors in the base and {len(is_)} now")
    n = len(was)

    def effect(i):
        others = [j for j in range(n) if j != i]
        total = Fraction(0)
        for size in range(n):
            weight = Fraction(math.factorial(size) * math.factorial(n - size - 1), math.factorial(n))
            total += weight * sum(math.prod(is_[j] if j in changed else was[j] for j in others) for changed in combinations(others, size))
        return total * (is_[i] - was[i])

    return tuple(map(effect, range(n)))


def rounded(effects: Sequence[Number], places: int) -> tuple[Decimal, ...]:
    """The effects with so many decimal places, adding up to their rounded sum: largest remainders first, an effect of 0 stays 0."""
    unit = Fraction(1, 10**places) if places >= 0 else Fraction(10**-places)
    units = [fraction(effect) / unit for effect in effects]
    whole = [math.floor(u) for u in units]
    short = round(sum(units)) - sum(whole)  # half to even, as every figure is printed
    open_ = sorted((i for i, u in enumerate(units) if u != whole[i]), key=lambda i: (whole[i] - units[i], i))
    for i in open_[:short]:
        whole[i] += 1
    return tuple(Decimal(w) * (Decimal(1).scaleb(-places)) for w in whole)
