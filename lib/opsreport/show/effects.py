"""Parts of a change in words: printed with one scale and so many places that they add up to the printed change."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opsreport.analyses.decomposition import rounded
from opsreport.show import format
from opsreport.show.format import MINUS, SCALES, Locale
from opsreport.units import RATES, Unit
from opsreport.words import Text

POINTS = Text("个百分点", " pp")
ONE_OF_THEM = Text("个百分点", "")  # 贡献2.4个百分点


@dataclass(frozen=True)
class Effects:
    """A change and the parts that add up to it, as they are printed."""

    change: Decimal
    parts: tuple[Decimal, ...]
    unit: Unit
    locale: Locale
    places: int  # of a rate's points
    step: Fraction  # the smallest difference that is printed

    def whole(self, *, signed: bool = True) -> str:
        """The change with its unit: −2.7 pp, +2,596, 20.4元."""
        return self._said(self.change, signed, self.locale[POINTS])

    def apart(self, value: Decimal) -> str:
        """A part that stands by itself: with its sign and its unit."""
        return self._said(value, True, self.locale[format.PP])

    def part(self, value: Decimal, *, signed: bool = True) -> str:
        """A part; a rate's points go without saying what they are."""
        return self._said(value, signed, self.locale[ONE_OF_THEM])

    def bare(self, value: Decimal) -> str:
        """A part with its sign, within brackets."""
        return self._said(value, True, "")

    def sides(self, part: Decimal, mix: Fraction) -> tuple[Decimal, Decimal]:
        """The two sides of a part, mix and rate, that add up to it as it is printed."""
        (units,) = rounded([mix / self.step], 0)
        shown = Decimal(int(units)) * _decimal(self.step)
        return shown, part - shown

    def _said(self, value, signed, points):
        sign = ("" if not value else MINUS if value < 0 else "+") if signed else ""
        size = abs(value)
        if self.unit in RATES:
            return f"{sign}{format.fixed(100 * size, self.places)}{points}"
        return f"{sign}{format.figure(size, self.unit, self.locale, like=self.change if self.change else size)}"


def effects(change: Fraction, parts: Sequence[Fraction], unit: Unit, locale: Locale, *, like=None) -> Effects:
    """The parts of a change, to be printed. like: the rates that changed, which decide how many places points have."""
    places = min(map(format.rate_places, like)) if like else 1
    step = Fraction(1, 100 * 10**places) if unit in RATES else _step(change, unit, locale)
    units = rounded([part / step for part in parts], 0)
    exact = tuple(Decimal(int(k)) * _decimal(step) for k in units)
    return Effects(sum(exact, Decimal(0)), exact, unit, locale, places, step)


def _step(change, unit, locale) -> Fraction:
    """The smallest difference that is printed beside such a change."""
    shown = format.figure(_decimal(abs(change)), unit, locale)
    scale = next((size for size, word, _ in SCALES[locale.language] if shown.after.startswith(word)), 1)
    return Fraction(scale, 10 ** len(shown.number.partition(".")[2]))


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
