"""Kinds of metric: which sums they ask of a grain's rows, and how a reading is made from the sums. Division happens here and nowhere else."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from numbers import Number

import ibis
import ibis.expr.types as ir

from opsreport.periods import Period

Z = 1.959963984540054  # of a 95 % interval
Known = Callable[[Period], date]  # the first day after all that must have been observed


@dataclass(frozen=True)
class Reading:
    """A figure, or the reason why there is none. Arithmetic passes the reason on, so that nobody else has to ask.

    value: int, Decimal or float; a ratio is a fraction. n: the people or rows counted. low, high: the 95 % interval, where there is one.
    needs: the columns that are missing, where that is the reason.
    """

    value: int | float | Decimal | None = None
    reason: str | None = None
    numerator: int | float | Decimal | None = None
    denominator: int | float | Decimal | None = None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    needs: tuple[str, ...] = field(default=(), compare=False)

    def __add__(self, other: "Reading") -> "Reading":
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other: "Reading") -> "Reading":
        return self._with(other, lambda a, b: a - b)

    def times(self, k: int) -> "Reading":
        """k times as much, of the same people."""
        return self if self.reason else replace(self, value=self.value * k, n=_count(self.value))

    def over(self, other: "Reading") -> "Reading":
        """This divided by the other; the two become its parts."""
        whole = self._with(other, lambda a, b: 0)
        return whole if whole.reason else replace(ratio(self.value, other.value), n=other.n or _count(other.value))

    def out_of(self, whole: "Reading") -> "Reading":
        """This as a share of a whole that it is a part of, with its interval."""
        share = self.over(whole)
        return share if share.reason else replace(share, **dict(zip(("low", "high"), wilson(self.value, whole.value), strict=True)))

    def growth(self, base: "Reading | None") -> "Reading":
        """x / base - 1; no_base where the base is unknown, zero or negative."""
        if self.reason:
            return self
        if base is None or base.value is None or base.value <= 0:
            return Reading(reason="no_base", numerator=self.value, denominator=base and base.value)
        return ratio(self.value - base.value, base.value)

    def _with(self, other, do):
        for reading in (self, other):
            if reading.reason:
                return Reading(reason=reading.reason, needs=reading.needs)
        return Reading(do(self.value, other.value))


def _count(value):
    return value if isinstance(value, int) else None


def divide(top: Number, bottom: Number) -> float:
    """The one division: exact parts, a float at the end."""
    if isinstance(top, float) or isinstance(bottom, float):
        return float(top) / float(bottom)
    return float(Decimal(top) / Decimal(bottom))


def share(part: Number, of: Number) -> float | None:
    """A cell of a table: part / of, None of nobody."""
    return divide(part, of) if of else None


def ratio(top, bottom, **more) -> Reading:
    """top / bottom with its parts, or zero_denominator."""
    if not bottom:
        return Reading(reason="zero_denominator", numerator=top, denominator=bottom, n=more.get("n"))
    return Reading(divide(top, bottom), numerator=top, denominator=bottom, **more)


def wilson(part: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a proportion (Wilson 1927). of > 0."""
    p = part / of
    middle, half = p + Z * Z / 2 / of, Z * math.sqrt(p * (1 - p) / of + Z * Z / 4 / of / of)
    low, high = ((middle + way * half) / (1 + Z * Z / of) for way in (-1, 1))
    return low if part else 0.0, high if part < of else 1.0  # exactly so, where rounding would miss it


def yes(truth):
    """A truth (or the promise of one, `_.x > 1`) as 1; false and unknown as 0."""
    return truth.fill_null(False).cast("int64")


def counted(value: ir.Value) -> ir.NumericValue:
    """A truth as 0 or 1 (unknown is 0), a number as it is."""
    return yes(value) if value.type().is_boolean() else value


def both_true(*truths: ir.BooleanValue) -> ir.BooleanValue:
    out = truths[0].fill_null(False)
    for truth in truths[1:]:
        out = out & truth.fill_null(False)
    return out


@dataclass(frozen=True)
class Share:
    """How many of the rows `of` are also `part`. observed: when the figure of a period can be known; None: at once.

    pending: rows `of` that may still become `part` or not, each by a time limit of its own; while there is one, the figure is incomplete.
    """

    part: ir.BooleanValue
    of: ir.BooleanValue
    observed: Known | None = None
    pending: ir.BooleanValue | None = None

    def sums(self) -> dict[str, ir.Value]:
        sums = {"x": counted(both_true(self.part, self.of)).sum(), "k": counted(self.of).sum()}
        return sums if self.pending is None else sums | {"open": counted(both_true(self.pending, self.of)).sum()}

    def read(self, x=0, k=0, open=0) -> Reading:
        if open:
            return Reading(reason="incomplete", n=int(k))
        x, k = int(x or 0), int(k or 0)
        low, high = wilson(x, k) if k else (None, None)
        return ratio(x, k, n=k, low=low, high=high) if k else ratio(x, k, n=0)


@dataclass(frozen=True)
class Rate:
    """People counted on rows of their own over people counted on others, the first a part of the second: a share whose two sums are apart."""

    part: ir.Value
    of: ir.Value
    observed: Known | None = None

    def sums(self) -> dict[str, ir.Value]:
        return {"x": counted(self.part).sum(), "k": counted(self.of).sum()}

    read = Share.read


@dataclass(frozen=True)
class Total:
    """The sum of a column over the rows, or how many rows there are of which it is true."""

    of: ir.Value
    observed: Known | None = None

    def sums(self) -> dict[str, ir.Value]:
        sums = {"x": counted(self.of).sum()}
        return sums if self.of.type().is_boolean() else sums | {"u": yes(self.of.isnull()).sum()}

    def read(self, x=0, u=0) -> Reading:
        if u:  # a sum with unknown parts is unknown
            return Reading(reason="not_observed")
        x = whole(x)
        return Reading(x, numerator=x)


@dataclass(frozen=True)
class Ratio:
    """One sum over another, times a constant: money per order, days per user. The interval is that of a ratio of means."""

    top: ir.Value
    bottom: ir.Value
    observed: Known | None = None
    times: int = 1

    def sums(self) -> dict[str, ir.Value]:
        a, b = counted(self.top), counted(self.bottom)
        squares = {"xx": product(a, a), "xy": product(a, b), "yy": product(b, b)}
        return {"x": a.sum(), "y": b.sum(), "k": counted(b != 0).sum(), **{name: square.sum() for name, square in squares.items()}}

    def read(self, x=0, y=0, k=0, xx=0, xy=0, yy=0) -> Reading:
        x, y, k = whole(x), whole(y), int(k or 0)
        if not y:
            return ratio(x, y, n=k)
        r = divide(x, y)
        low = high = None
        if k > 1:
            spread = max(float(xx) - 2 * r * float(xy) + r * r * float(yy), 0)
            half = Z * math.sqrt(spread) / abs(float(y)) * math.sqrt(k / (k - 1)) * self.times
            low, high = r * self.times - half, r * self.times + half
        return Reading(divide(x * self.times, y), numerator=x, denominator=y, n=k, low=low, high=high)


LATE = 1e15  # stands for a duration that has not ended: it ranks last


@dataclass(frozen=True)
class Quantile:
    """The value below which the share q of the rows `of` lies, between two rows in proportion. Does not add up over segments.

    A row whose column is null has not ended yet: it ranks last, and a quantile that falls there is `incomplete`.
    """

    column: ir.NumericValue
    q: float
    of: ir.BooleanValue
    observed: Known | None = None

    def sums(self) -> dict[str, ir.Value]:
        of = self.of.fill_null(False)
        column = ibis.ifelse(of, self.column.cast("float64").fill_null(LATE), ibis.null("float64"))
        return {"v": column.quantile(self.q), "k": counted(of).sum()}

    def read(self, v=None, k=0) -> Reading:
        k = int(k or 0)
        if not k:
            return Reading(reason="zero_denominator", n=0)
        return Reading(reason="incomplete", n=k) if v >= LATE / 1e6 else Reading(float(v), n=k)


KINDS = Share | Rate | Total | Ratio | Quantile


def whole(value) -> int | Decimal | float:
    """A sum as the engine gave it: integers as int, money as Decimal without trailing noise; nothing summed is 0."""
    if value is None:
        return 0
    if isinstance(value, Decimal) and value == value.to_integral_value() and value.as_tuple().exponent >= 0:
        return int(value)
    return value


def product(a: ir.NumericValue, b: ir.NumericValue) -> ir.NumericValue:
    """The product of two numbers. Ibis gives one of decimals the scale of its factors: the right one is said."""
    if not (a.type().is_decimal() or b.type().is_decimal()):
        return a * b
    return (_wide(a) * b).cast("decimal(38, 8)")


def _wide(factor):
    """DuckDB multiplies decimals of up to 18 digits in 64 bits, which the square of an order of 100,000 overflows."""
    type_ = factor.type()
    return factor.cast(f"decimal(19, {type_.scale})") if type_.is_decimal() and (type_.precision or 38) <= 18 else factor
