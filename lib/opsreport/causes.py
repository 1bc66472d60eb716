"""Why a figure changed: which segment, which driver, what happened at the same time, and what an experiment has shown."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from opsreport.kinds import Reading
from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.subjects import Subject
from opsreport.words import Text


@dataclass(frozen=True)
class Contribution:
    """What a segment adds to a change: total = mix + rate, exactly. Shares are of the denominator; None for totals, which have no mix."""

    segment: str
    base: Reading
    now: Reading
    base_share: float | None
    now_share: float | None
    mix: Fraction
    rate: Fraction
    total: Fraction


@dataclass(frozen=True)
class Cause:
    """The segments by which a change is explained best. parts: the largest first, adding up to `change` exactly; leading: the few that explain it.

    reversal: every segment went the other way (Simpson's paradox).
    """

    by: str
    against: Period
    change: Fraction
    parts: tuple[Contribution, ...]
    leading: tuple[Contribution, ...]
    reversal: bool = False


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


@dataclass(frozen=True)
class Coincidence:
    """What happened at the same time: a campaign, a holiday, an incident. Never a cause unless `tested`."""

    kind: str
    name: Text
    starts_on: dt.date
    tested: bool = False


@dataclass(frozen=True)
class Tested:
    """What an experiment with a holdout has shown. lift: of the treated over the others, with its 95 % interval."""

    name: Text
    metric: Text
    treated: Reading
    control: Reading
    lift: float
    low: float
    high: float


@dataclass(frozen=True)
class Mover:
    """A figure that really changed, and why. same_as: an earlier mover with the same source."""

    subject: Subject
    cause: Cause | None = None
    drivers: Drivers | None = None
    coincides: tuple[Coincidence, ...] = ()
    same_as: Subject | None = None
