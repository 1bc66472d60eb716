"""What was agreed: params/targets.yml (which figure is to reach what, when) and params/roles.yml (who answers for which figures).

Read with line numbers and checked like params/report.yml. What a metric's name stands for is known later: `targets.bound`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, model_validator

from opsreport.errors import BAD_CONFIGURATION, Mistake, nearest
from opsreport.params import Cadence, Name, Params, Part, read_part
from opsreport.periods import Calendar, Period, containing, period

CAP = Decimal("1.2")  # of an achievement, where nothing else was agreed
RATIO, DIFFERENCE = "target/actual", "2 - actual/target"  # how far a figure is reached that should be low
POINTS, RELATIVE = "points", "relative"  # what +10% of a rate means
BASES = ("previous", "year_ago")
SIZES = {"万": 10**4, "亿": 10**8}


@dataclass(frozen=True)
class Amount:
    """A number as it was written: 600, 25%, +10%, +2pp, 1200万. suffix: "", "%" or "pp"; signed: with a plus or a minus."""

    number: Decimal
    suffix: str
    signed: bool

    def __str__(self) -> str:
        sign = ("+" if self.number > 0 else "") if self.signed else ""
        return f"{sign}{plain_number(self.number)}{self.suffix}"


def plain_number(number: Decimal) -> str:
    """All digits that say something: 10, 0.25, 12000000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _amount(value) -> Amount:
    text = str(value).strip().translate(str.maketrans("％＋−－", "%+--"))
    m = re.fullmatch(r"([+-])?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(%|pp|个?百分点|万|亿)?", text)
    if not m:
        raise ValueError(f'"{value}" is no target: write a number (600, 1200万), a rate (25%), a range ([80%, 90%]) or a change (+10%, +2pp)')
    number = Decimal((m[1] or "") + m[2].replace(",", "") + (m[3] or "")) * SIZES.get(m[4], 1)
    suffix = "" if m[4] in SIZES else "pp" if m[4] and "百分点" in m[4] else m[4] or ""
    return Amount(number, suffix, bool(m[1]))


def _aim(value) -> tuple[Amount, ...]:
    """One number, or the two ends of a range."""
    if not isinstance(value, (list, tuple)):
        return (_amount(value),)
    if len(value) != 2:
        raise ValueError("a range has two ends: [80%, 90%]")
    low, high = map(_amount, value)
    if low.suffix != high.suffix or low.number >= high.number:
        raise ValueError("the two ends of a range are numbers of one kind, the lower one first: [80%, 90%]")
    return low, high


def _share(value) -> Decimal:
    """120% or 1.2; a whole number above 10 is a forgotten percent sign."""
    try:
        amount = _amount(value)
    except ValueError:
        amount = None
    if amount is None or amount.suffix == "pp" or amount.number < 0:
        raise ValueError(f'"{value}" is no share: write 120%, or 1.2')
    if not amount.suffix and amount.number > 10:
        raise ValueError(f"{value} would be {value} times the target: write {value}%")
    return amount.number / 100 if amount.suffix else amount.number


def _weight(value) -> Decimal:
    try:
        amount = _amount(value)
    except ValueError:
        amount = None
    if amount is None or amount.suffix == "pp" or not 0 < amount.number <= 100:
        raise ValueError(f'"{value}" is no weight: write a number above 0 and up to 100')
    return amount.number


Share = Annotated[Decimal, PlainValidator(_share)]
Segment = Annotated[dict[str, str] | None, Field(description="of which segment: {acquisition_channel: search}; default: the whole shop")]


class Entry(Part):
    """One line of targets.yml."""

    metric: str = Field(description="the metric's id, with options where they are not the shop's: retention_on_n[n=30]")
    part: str | None = Field(None, description="which figure of a metric that has several; default: its first")
    segment: Segment = None
    role: str | None = Field(None, description="a role whose own target it is; default: everybody's")
    period: str | None = Field(None, description="2026-10, 2026-Q4, 2026, 2026-07..2026-12, 2026-10-01..2026-10-15")
    each: Cadence | None = Field(None, description="instead of `period`: each month (day, week, quarter, year)")
    since: str | None = Field(None, alias="from", description="with `each`: the first period that it holds for")
    until: str | None = Field(None, description="with `each`: the last period that it holds for")
    target: Annotated[tuple[Amount, ...], PlainValidator(_aim)] = Field(description="600, 25%, [80%, 90%]; with `base` a change: +10%, -5%, +2pp")
    base: str | None = Field(None, description="what a change is counted from: previous, year_ago or a period")
    kind: Literal["points", "relative"] | None = Field(None, description="what +10% of a rate means; default: percentage points")
    better: Literal["higher", "lower"] | None = Field(None, description="which way is better; default: the metric's own")
    formula: Literal["target/actual", "2 - actual/target"] = Field(RATIO, description="the achievement of a figure that should be low")
    agreed_on: date | None = Field(None, description="when it was agreed; of several targets the latest holds, the others are its history")
    note: Name | None = Field(None, description="why")

    @model_validator(mode="after")
    def whole(self):
        if (self.period is None) == (self.each is None):
            raise ValueError("give period, or each")
        if self.period and (self.since or self.until):
            raise ValueError("from and until go with each")
        first = self.target[0]
        if self.base and (len(self.target) > 1 or not first.signed):
            raise ValueError(f"base goes with a change: write target: +{first}")
        if not self.base and first.suffix == "pp":
            raise ValueError(f"{first} needs a base: previous, year_ago or a period")
        if not self.base and first.signed and first.number > 0:
            raise ValueError(f"{first} needs a base: previous, year_ago or a period")
        if self.kind and not (self.base and first.suffix == "%"):
            raise ValueError("kind says what a change in % means: it goes with base")
        if self.kind == POINTS and first.suffix == "pp":
            raise ValueError("pp are points already: leave out kind")
        return self


class TargetsFile(Part):
    """params/targets.yml."""

    targets: tuple[Entry, ...] = Field(description="a list: metric, period (or each), target")


class Step(Part):
    """From which achievement on a KPI gives which share of its points."""

    since: Share = Field(alias="from", description="the achievement from which it holds: 90%")
    gives: Share = Field(description="the share of the KPI's points: 80%")


class Kpi(Part):
    """A figure that a role answers for; or something that people judge, whose achievement is given by period."""

    metric: str | None = Field(None, description="the metric's id, as in targets.yml")
    part: str | None = Field(None, description="which figure of a metric that has several; default: its first")
    segment: Segment = None
    name: Name | None = Field(None, description="what is judged by people, instead of a metric")
    achieved: dict[str, Share] = Field({}, description="with `name`: the achievement by period, {2026-10: 95%}")
    weight: Annotated[Decimal, PlainValidator(_weight)] = Field(description="the weights of a role add up to 100")
    cap: Share = Field(CAP, description="an achievement counts no more than this")
    floor: Share = Field(Decimal(0), description="an achievement counts no less than this")
    steps: tuple[Step, ...] = Field((), description="instead of in proportion: [{from: 100%, gives: 100%}, {from: 90%, gives: 80%}]")

    @model_validator(mode="after")
    def whole(self):
        if (self.metric is None) == (self.name is None):
            raise ValueError("give a metric, or the name of what people judge")
        if self.metric and self.achieved:
            raise ValueError("achieved goes with name: a metric's achievement is computed")
        if self.floor > self.cap:
            raise ValueError("the floor lies above the cap")
        if len({step.since for step in self.steps}) < len(self.steps):
            raise ValueError("two steps begin at the same achievement")
        return self


class Grade(Part):
    """From which score on which factor of the base bonus is paid."""

    since: Decimal = Field(alias="from", ge=0, description="the score from which it holds")
    factor: Decimal = Field(ge=0, description="how many times the base")
    name: Name | None = Field(None, description="what the grade is called")


class Bonus(Part):
    """A bonus by the score. Not computed where none is given."""

    base: Decimal = Field(gt=0, description="in the shop's currency")
    grades: tuple[Grade, ...] = Field(min_length=1, description="[{from: 90, factor: 1.2, name: 优秀}, ...]; below the lowest: nothing")

    @model_validator(mode="after")
    def distinct(self):
        if len({grade.since for grade in self.grades}) < len(self.grades):
            raise ValueError("two grades begin at the same score")
        return self


class Role(Part):
    """Who answers for which figures."""

    name: Name = Field(description="what the role is called: a text, or {zh: ..., en: ...}")
    kpis: tuple[Kpi, ...] = Field(min_length=1, description="a list: metric, weight; two to four is usual")
    missing: Literal["redistribute", "unscored"] = Field(
        "redistribute", description="a KPI without a figure: its weight goes to the others, or the role has no score"
    )
    bonus: Bonus | None = Field(None, description="base and grades; without it no bonus is computed")

    @model_validator(mode="after")
    def whole(self):
        weights = sum(kpi.weight for kpi in self.kpis)
        if weights != 100:
            raise ValueError(f"the weights add up to {plain_number(weights)}, not to 100")
        return self


class RolesFile(Part):
    """params/roles.yml."""

    roles: dict[str, Role] = Field(description="role: name, kpis")


@dataclass(frozen=True)
class Agreed:
    """A target as it was agreed: for one period, or for each of a unit from `first` to before `end`. where: the place in the file, for errors."""

    entry: Entry
    period: Period | None
    first: date | None
    end: date | None
    base: Period | str | None
    calendar: Calendar
    where: Callable[..., str] = field(compare=False)

    def at(self, when: Period) -> bool:
        """Whether it was agreed for just this period."""
        if self.period:
            return (self.period.start, self.period.whole_end) == (when.start, when.whole_end)
        return when.unit == self.entry.each and self._holds(when)

    def around(self, when: Period) -> Period | None:
        """The longer period that it was agreed for and that this one is a part of."""
        whole = self.period or containing(self.entry.each, when.start, self.calendar)
        longer = whole.start <= when.start and when.whole_end <= whole.whole_end and not self.at(when)
        return whole if longer and (self.period or self._holds(whole)) else None

    def _holds(self, when):
        return (self.first is None or self.first <= when.start) and (self.end is None or when.whole_end <= self.end)

    @property
    def rank(self) -> tuple:
        """Which of several targets holds: a period that is named before `each`, the later agreement before the earlier."""
        return self.period is not None, self.entry.agreed_on or date.min


@dataclass(frozen=True)
class Goals:
    """All that was agreed. metrics: {name as it is written in the files: the metric}, filled in where metrics are known."""

    targets: tuple[Agreed, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    where: Callable[..., str] = field(default=lambda *key: "roles.yml", compare=False)

    def __bool__(self) -> bool:
        return bool(self.targets or self.roles)

    def named(self) -> Iterator[tuple[str, str | None, dict | None, Callable[..., str]]]:
        """Every metric that is named: its name, part, segment, and where."""
        for agreed in self.targets:
            yield agreed.entry.metric, agreed.entry.part, agreed.entry.segment, agreed.where
        for role, its in self.roles.items():
            for i, kpi in enumerate(its.kpis):
                if kpi.metric:
                    yield kpi.metric, kpi.part, kpi.segment, lambda *key, at=("roles", role, "kpis", i): self.where(*at, *key)


def read_goals(params: Params) -> Goals:
    """The goals of the files that the parameters name, or that lie beside them; none where there are none. Raises Mistake (78)."""
    targets, (roles, where) = _targets(params), _roles(params)
    for agreed in targets:
        if agreed.entry.role and agreed.entry.role not in roles:
            known = f"The roles are {', '.join(roles)}." if roles else "Give roles in roles.yml."
            raise _wrong(f'there is no role "{agreed.entry.role}".{nearest(agreed.entry.role, roles)}', known, agreed.where("role"))
    return Goals(targets, roles, {}, where)


def _targets(params) -> tuple[Agreed, ...]:
    path = params.beside("targets")
    if path is None:
        return ()
    file, where = read_part(path, TargetsFile)
    return tuple(agreed(entry, params.calendar, lambda *key, i=i: where("targets", i, *key)) for i, entry in enumerate(file.targets))


def _roles(params):
    path = params.beside("roles")
    if path is None:
        return {}, lambda *key: "roles.yml"
    file, where = read_part(path, RolesFile)
    for role, its in file.roles.items():
        for i, kpi in enumerate(its.kpis):
            for label in kpi.achieved:
                _period(label, params.calendar, where("roles", role, "kpis", i, "achieved", label))
    return file.roles, where


def agreed(entry: Entry, calendar: Calendar, where: Callable[..., str]) -> Agreed:
    """An entry with its periods as the shop's calendar has them. Raises Mistake (78) for a period that is none."""
    read = {key: value and _period(value, calendar, where(name)) for key, name, value in _labels(entry)}
    base = read["base"] if entry.base and entry.base not in BASES else entry.base
    first, last = read["since"], read["until"]
    if first and last and first.start >= last.whole_end:
        raise _wrong("until lies before from", "Give the earlier one first.", where("until"))
    return Agreed(entry, read["period"], first and first.start, last and last.whole_end, base, calendar, where)


def _labels(entry):
    base = None if entry.base in BASES else entry.base
    return ("period", "period", entry.period), ("since", "from", entry.since), ("until", "until", entry.until), ("base", "base", base)


def _period(label, calendar, where) -> Period:
    """The period of a label; also a range of months: 2026-07..2026-12."""
    try:
        months = re.fullmatch(r"(\d{4}-\d\d)\.\.(\d{4}-\d\d)", label)
        if not months:
            return period(label if not label.isdecimal() else int(label), calendar)
        first, last = (period(month, calendar) for month in months.groups())
        if last.start < first.start:
            raise _wrong(f"{label} ends before it starts", "Give the earlier month first.", where)
        return Period(first.start, last.whole_end, "range", last.whole_end, calendar)
    except Mistake as mistake:
        if mistake.where == where:
            raise
        forms = "2026-10 (month), 2026-Q4, 2026, 2026-W43, 2026-10-05 (day), 2026-07..2026-12 (months), 2026-10-01..2026-10-15"
        raise _wrong(mistake.what, f"Write it like one of these: {forms}.", where) from None


def _wrong(what, mend, where):
    return Mistake(what, mend=mend, code=BAD_CONFIGURATION, where=where)
