"""A figure taken apart by segments: readings of then and now that add up to the whole, and what each adds to the change."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opsreport.analyses.decomposition import Segment, beside_the_whole, fraction
from opsreport.causes.shapes import REST, Contribution
from opsreport.facts.rows import UNKNOWN
from opsreport.kinds import Reading, ratio
from opsreport.measure import Cell

# By what a change is taken apart, the more telling first: of two that explain it equally well the first is taken. A metric that cannot be split by
# one, or whose segments do not add up (a buyer who orders in two channels is in both), is not taken apart by it. Later rounds are asked only where
# the earlier ones leave something to explain: each costs a query a grain and segment.
ROUNDS = (
    ("acquisition_channel",),
    ("order_channel", "city"),
    ("category", "store", "aspect", "kind"),
    ("tier", "old_buyer", "event_channel", "feedback_channel", "age_band", "gender"),
)
CANDIDATES = tuple(by for asked in ROUNDS for by in asked)
TURNING = ("tier", "old_buyer")  # what users become in time: against a period long ago they only say that the shop has grown older
TOLD_APART = 12  # contributions of a cause; what is left is one of them
NAMES = {True: "old_customers", False: "new_customers", None: UNKNOWN, "": UNKNOWN}


@dataclass(frozen=True)
class Split:
    """The whole and its segments, in the base and now. rates: they are weighted by their denominators; else they add up as they are.

    scale: how many times numerator ÷ denominator the value is (100 of an NPS).
    """

    by: str
    part: str | None
    base: Reading
    now: Reading
    segments: dict[str, tuple[Reading, Reading]]
    rates: bool
    scale: Fraction

    @property
    def change(self) -> Fraction:
        return _value(self.now, self.rates, self.scale) - _value(self.base, self.rates, self.scale)


def split(by: str, part: str | None, whole: tuple[Reading, Reading], cells: tuple[Cell, Cell]) -> Split | None:
    """The figure by segments; None where they do not add up to the whole, exactly, in both periods."""
    if any(reading.value is None or isinstance(reading.numerator, float) for reading in whole):
        return None
    found = sorted({values for cell in cells for values in cell.found}, key=str)
    segments = {NAMES.get(v[0], str(v[0])): tuple(cell.parts(v)[part] for cell in cells) for v in found}
    if len(segments) < 2:
        return None
    rates = _add_up(whole, segments, rates=True)
    if not rates and not _add_up(whole, segments, rates=False):
        return None
    return Split(by, part, *whole, segments, rates, _scale(whole) if rates else Fraction(1))


def _add_up(whole, segments, *, rates):
    for place, reading in enumerate(whole):
        top, bottom = _sums(reading)
        if rates and reading.denominator is None:
            return False
        if not rates and any(of not in (0, bottom) for of in (_sums(both[place])[1] for both in segments.values())):
            return False
        sums = [_sums(both[place]) for both in segments.values()]
        if sum(s[0] for s in sums) != top or (rates and sum(s[1] for s in sums) != bottom):
            return False
    return True


def _sums(reading) -> tuple[Fraction, Fraction]:
    """Numerator and denominator; of a total, itself and 0; of nobody, 0 and 0."""
    return fraction(reading.numerator or 0), fraction(reading.denominator or 0)


def _value(reading, rates, scale) -> Fraction:
    top, bottom = _sums(reading)
    return top / bottom * scale if bottom else top


def _scale(whole) -> Fraction:
    """How many times its numerator ÷ denominator a reading is: a whole number, which division has blurred."""
    for reading in whole:
        top, bottom = _sums(reading)
        if top:
            return Fraction(round(fraction(reading.value) * bottom / top))
    return Fraction(1)


def contributions(split: Split) -> tuple[Contribution, ...]:
    """What each segment adds to the change, the largest first; they add up to it exactly."""
    made = _of_rates(split) if split.rates else _of_totals(split)
    return tuple(sorted(made, key=lambda one: (-abs(one.total), one.segment)))


def _of_rates(split):
    whole = (_sums(split.base)[1], _sums(split.now)[1])
    segments = [Segment(*_sums(base), *_sums(now)) for base, now in split.segments.values()]
    for (name, (base, now)), segment, effect in zip(split.segments.items(), segments, beside_the_whole(segments), strict=True):
        shares = float(segment.base_bottom / whole[0]), float(segment.bottom / whole[1])
        mix, rate = effect.mix * split.scale, effect.rate * split.scale
        yield Contribution(name, base, now, *shares, mix, rate, mix + rate)


def _of_totals(split):
    whole = [_sums(reading)[0] for reading in (split.base, split.now)]
    for name, both in split.segments.items():
        base, now = (_value(reading, False, Fraction(1)) for reading in both)
        tops = [_sums(reading)[0] for reading in both]
        shares = [float(top / of) if of else None for top, of in zip(tops, whole, strict=True)]
        yield Contribution(name, *both, *shares, Fraction(0), now - base, now - base)


def told_apart(parts: tuple[Contribution, ...], leading: tuple[Contribution, ...], *, rates: bool) -> tuple[Contribution, ...]:
    """The leading and the largest; the others as one, so that all still add up."""
    if len(parts) <= TOLD_APART:
        return parts
    told = [*leading, *(part for part in parts if part not in leading)][: TOLD_APART - 1]
    others = [part for part in parts if part not in told]
    base, now = (_together([getattr(part, side) for part in others], rates) for side in ("base", "now"))
    shares = [sum(getattr(part, side) or 0 for part in others) for side in ("base_share", "now_share")]
    mix, rate = (sum(getattr(part, side) for part in others) for side in ("mix", "rate"))
    told = sorted(told, key=lambda one: (-abs(one.total), one.segment))
    return (*told, Contribution(REST, base, now, *shares, mix, rate, mix + rate))


def _together(readings, rates):
    top = sum(reading.numerator or 0 for reading in readings)
    if rates:
        return ratio(top, sum(reading.denominator or 0 for reading in readings), n=sum(reading.n or 0 for reading in readings))
    of = next((reading.denominator for reading in readings if reading.denominator), None)
    return ratio(top, of) if of else Reading(Decimal(top) if isinstance(top, Decimal) else top, numerator=top)
