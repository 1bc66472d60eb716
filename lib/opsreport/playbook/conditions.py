"""When a play applies: a few plain words about a figure, read once and asked of a subject.

    worse                        really worse than usual (beyond its usual range, or by a rule of the chart)
    better, real change          really better; really changed, whichever way
    missed target                what was agreed for it was not reached
    above 30%, below 1200        the figure itself; 30% and 1200 themselves are neither above nor below
    up by 10%, down by 1pp       at least so much, against the period before; "... against year ago": against the same period last year
    worse or missed target       one of them

A change of a rate is in percentage points (pp), of a score in points (a plain number), of anything else in percent.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opsreport.kinds import Reading
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.units import RATES, Unit

SCORES = (Unit.POINTS, Unit.STARS)
VERDICTS = {"worse": (Verdict.WORSE,), "better": (Verdict.BETTER,), "real change": (Verdict.BETTER, Verdict.WORSE, Verdict.CHANGED)}
MISSED = "missed target"
LEVEL = re.compile(r"(above|below) (-?\d+(?:\.\d+)?)(%?)")
CHANGE = re.compile(r"(up|down) by (\d+(?:\.\d+)?) ?(%|pp|)(?: against (previous|year ago))?")
WORDS = "worse, better, real change, missed target, above 30%, below 1200, up by 10%, down by 1pp, up by 10% against year ago; joined by `or`"


@dataclass(frozen=True)
class Condition:
    """One condition. words: as they stand in the file; amount: of a level or a change, of a rate as a fraction; share: it is a share of the base."""

    words: str
    amount: Fraction | None = None
    share: bool = False
    year_ago: bool = False

    def holds(self, subject: Subject) -> bool:
        """Whether it is so. What is not known is not so."""
        if self.words in VERDICTS:
            return subject.verdict in VERDICTS[self.words]
        if self.words == MISSED:
            return subject.target is not None and subject.target.met is False
        now = exact(subject.reading, subject.unit)
        if now is None:
            return False
        if self.words.startswith(("above", "below")):
            return now > self.amount if self.words.startswith("above") else now < self.amount
        base = exact(subject.year_ago if self.year_ago else subject.previous, subject.unit)
        if base is None or (self.share and base <= 0):
            return False
        change = (now - base) / base if self.share else now - base
        return (change if self.words.startswith("up") else -change) >= self.amount


@dataclass(frozen=True)
class Either:
    """Conditions of which one is enough."""

    conditions: tuple[Condition, ...]

    def holds(self, subject: Subject) -> bool:
        return any(condition.holds(subject) for condition in self.conditions)


def exact(reading: Reading | None, unit: Unit) -> Fraction | None:
    """The figure as an exact number: a rate by its parts, as one third has no last digit; None where it is not known."""
    if reading is None or reading.value is None:
        return None
    if unit is Unit.PERCENT and reading.numerator is not None and reading.denominator:
        rate = Fraction(str(reading.numerator)) / Fraction(str(reading.denominator))
        if abs(rate - Fraction(str(reading.value))) < Fraction(1, 10**12):
            return rate
    return Fraction(str(reading.value))


def condition(words: str, unit: Unit) -> Either:
    """The condition that a line of words says of a figure of that unit. Raises ValueError, saying what is wrong and what may stand there."""
    plain = " ".join(words.split())
    return Either(tuple(_one(part.strip(), unit) for part in plain.split(" or ")))


def _one(words, unit) -> Condition:
    if words in VERDICTS or words == MISSED:
        return Condition(words)
    if level := LEVEL.fullmatch(words):
        return Condition(words, level_of(level[2] + level[3], unit))
    if change := CHANGE.fullmatch(words):
        _right_measure(change[2], change[3], unit)
        amount = Fraction(change[2]) / (1 if change[3] == "" else 100)
        return Condition(words, amount, share=change[3] == "%", year_ago=change[4] == "year ago")
    raise ValueError(f'"{words}" is no condition; use one of: {WORDS}')


def level_of(text: str, unit: Unit, also: tuple[str, ...] = ()) -> Fraction:
    """A figure as a person writes it: 30% of a rate, 1200 or 4.5 of anything else. Raises ValueError for the wrong one of the two.

    also: words that might have stood in its place.
    """
    if not re.fullmatch(r"-?\d+(?:\.\d+)?%?", text):
        raise ValueError(f'"{text}" is no figure; write {"".join(f"{word}, " for word in also)}a rate as 30%, anything else as 1200 or 4.5')
    if text.endswith("%") != (unit in RATES):
        meant = f"a rate: write {text}%" if unit in RATES else f"counted in {unit}: write {text[:-1]}"
        raise ValueError(f"{text} does not fit; the figure is {meant}")
    return Fraction(Decimal(text.removesuffix("%"))) / (100 if unit in RATES else 1)


def _right_measure(number, sign, unit) -> None:
    wanted = "pp" if unit in RATES else "" if unit in SCORES else "%"
    if sign != wanted:
        meant = {"pp": "of a rate is in percentage points", "": "of a score is in points", "%": "of it is in percent"}[wanted]
        raise ValueError(f'"by {number}{sign}" does not fit; a change {meant}: write by {number}{wanted}')
