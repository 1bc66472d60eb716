"""What is said of why a figure changed, as data."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opsreport.kinds import Reading
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.subjects import Subject
from opsreport.words import Text

REST = "rest"  # the segments of a cause that are not told apart


@dataclass(frozen=True)
class Contribution:
    """What a segment adds to a change: total = mix + rate, exactly. Shares are of the denominator; of a total, of the total itself.

    mix: change of its share × (its base rate − the base rate of the whole); rate: its share now × change of its rate. A total has no mix.
    """

    segment: str
    base: Reading
    now: Reading
    base_share: float | None
    now_share: float | None
    mix: Fraction
    rate: Fraction
    total: Fraction

    def json(self) -> dict:
        numbers = {name: _number(getattr(self, name)) for name in ("base_share", "now_share", "mix", "rate", "total")}
        return {"segment": self.segment, "base": _number(self.base.value), "now": _number(self.now.value)} | numbers


@dataclass(frozen=True)
class Cause:
    """The segments by which a change is explained best. parts: the largest first, adding up to `change` exactly; leading: the few that explain it.

    by: what the segments are; reversal: every segment went the other way (Simpson's paradox). part: which figure of the metric is taken apart (a
    median cannot be, what is answered in time can); base, now: the whole's. rates: segments are weighted by their denominators, so that there is
    a mix; otherwise they add up as they are.
    """

    by: str
    against: Period
    change: Fraction
    parts: tuple[Contribution, ...]
    leading: tuple[Contribution, ...]
    reversal: bool = False
    part: str | None = None
    base: Reading = Reading()
    now: Reading = Reading()
    rates: bool = True

    @property
    def source(self) -> tuple[str, frozenset[str]]:
        """By what, and which segments."""
        return self.by, frozenset(part.segment for part in self.leading)

    def json(self) -> dict:
        return {
            "by": self.by,
            "part": self.part,
            "against": self.against.label,
            "change": _number(self.change),
            "parts": [part.json() for part in self.parts],
            "leading": [part.segment for part in self.leading],
            "reversal": self.reversal,
        }


@dataclass(frozen=True)
class Driver:
    """A factor of a product, and what its change adds to the product's."""

    metric: Metric
    base: Reading
    now: Reading
    effect: Fraction


@dataclass(frozen=True)
class Drivers:
    """A product's change by its factors; the effects add up to `change` exactly."""

    against: Period
    change: Fraction
    parts: tuple[Driver, ...]

    def json(self) -> dict:
        parts = [{"id": d.metric.id, "base": _number(d.base.value), "now": _number(d.now.value), "effect": _number(d.effect)} for d in self.parts]
        return {"against": self.against.label, "change": _number(self.change), "parts": parts}


@dataclass(frozen=True)
class Coincidence:
    """What happened at the same time: a campaign, a holiday, an incident. Never a cause unless `tested`."""

    kind: str
    name: Text
    starts_on: dt.date
    tested: bool = False

    def json(self) -> dict:
        return {"kind": self.kind, "name": _text(self.name), "starts_on": f"{self.starts_on}", "tested": self.tested}


@dataclass(frozen=True)
class Tested:
    """What an experiment with a holdout has shown. lift: of the treated over the others, with its 95 % interval.

    experiment: as it is called in the data; campaign: the one that it is about; days: from being put into an arm, in which a purchase counts;
    began_on: the day on which the first were put there.
    """

    name: Text
    metric: Text
    treated: Reading
    control: Reading
    lift: float
    low: float
    high: float
    experiment: str = ""
    campaign: str | None = None
    days: int = 14
    began_on: dt.date | None = None

    @property
    def proven(self) -> bool:
        """The interval does not hold 0."""
        return self.low > 0 or self.high < 0

    def json(self) -> dict:
        arms = {arm: {"numerator": r.numerator, "denominator": r.denominator} for arm, r in (("treated", self.treated), ("control", self.control))}
        began = {"began_on": f"{self.began_on}"} if self.began_on else {}
        numbers = began | {"days": self.days, "lift": self.lift, "low": self.low, "high": self.high, "proven": self.proven}
        return {"experiment": self.experiment, "name": _text(self.name), "metric": _text(self.metric)} | arms | numbers


@dataclass(frozen=True)
class Mover:
    """A figure that really changed, and why. same_as: an earlier mover with the same source."""

    subject: Subject
    cause: Cause | None = None
    drivers: Drivers | None = None
    coincides: tuple[Coincidence, ...] = ()
    same_as: Subject | None = None

    def json(self) -> dict:
        """The entry of metrics.json: what moved, by how much against what, and all that adds up to it."""
        subject = self.subject
        return {
            "id": subject.figure.metric.id,
            "options": subject.figure.metric.options,
            "part": subject.figure.part,
            "period": subject.period.label,
            "value": _number(subject.value),
            "verdict": str(subject.verdict),
            "cause": self.cause and self.cause.json(),
            "drivers": self.drivers and self.drivers.json(),
            "coincides": [one.json() for one in self.coincides],
            "same_as": str(self.same_as.figure.metric) if self.same_as else None,
        }


def _number(value):
    """A number that JSON has; whole ones stay whole."""
    if value is None or isinstance(value, (int, float)):
        return value
    exact = Fraction(value) if isinstance(value, Decimal) else value
    return exact.numerator if exact.denominator == 1 else float(exact)


def _text(text):
    return {"zh": text.zh, "en": text.en}
