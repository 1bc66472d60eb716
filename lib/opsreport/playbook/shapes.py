"""What the playbook proposes, as data."""

import datetime as dt
from dataclasses import dataclass

from opsreport.metric import Metric
from opsreport.periods import Period
from opsreport.playbook.adoption import OPEN
from opsreport.subjects import Subject
from opsreport.targets import Number
from opsreport.units import Unit
from opsreport.words import LANGUAGES, Text

TARGET, SHOP_TARGET, PREVIOUS, YEAR_AGO, GIVEN = "target", "shop's target", "previous", "year ago", "given"
LOWER_END, UPPER_END, LEVEL, EARLIER = "lower end", "upper end", "level", "earlier"  # of the usual range; as it was earlier
BASES = (TARGET, SHOP_TARGET, LOWER_END, UPPER_END, LEVEL, EARLIER, PREVIOUS, YEAR_AGO, GIVEN)
LIST = Text("、", ", ")


@dataclass(frozen=True)
class Aim:
    """By what a suggestion will be seen to have worked: a figure of its audience that is to be at least, or at most, a value.

    segments: whose figure, () for the whole shop's; by: of which kind they are. value: None where it is not known; back: it was there before, and is
    not now. basis: where the value comes from (one of BASES). period: of which the figure is judged; known_on: the last day that must be over for
    it. now: (period, value) of the figure when it was proposed; held: (period, target) to which that was held, where another is aimed at.
    """

    metric: Metric
    part: str | None
    segments: tuple[str, ...]
    at_least: bool
    value: Number | None
    back: bool
    basis: str | None = None
    period: Period | None = None
    known_on: dt.date | None = None
    now: tuple[Period, Number] | None = None
    by: str | None = None
    held: tuple[Period, Number] | None = None

    @property
    def unit(self) -> Unit:
        return self.metric.parts[self.part].unit

    def json(self) -> dict:
        head = {"id": self.metric.id, "options": self.metric.options, "part": self.part, "segment": _first(self.segments)}
        more = {"segments": list(self.segments)} if len(self.segments) > 1 else {}
        when = {"period": self.period.label, "known_on": f"{self.known_on}"} if self.period else {}
        bound = {"at_least" if self.at_least else "at_most": None if self.value is None else float(self.value)}
        return head | more | bound | {"basis": self.basis} | when


@dataclass(frozen=True)
class Evidence:
    """What an experiment has shown, and what it came to. lift: of buying within `days`, with its 95 % interval low to high; spend: of sales per user.

    cost: of the campaign; roi: incremental; None where they are not known of this experiment alone.
    """

    days: int
    lift: tuple[float, float, float]
    spend: tuple[float, float, float] | None
    cost: Number | None
    roi: Number | None

    @property
    def pays(self) -> bool:
        """Whether it is proven that it brings more than chance would, and more than it costs."""
        return self.spend is not None and self.spend[1] > 0 and self.roi is not None and self.roi > 0

    def json(self) -> dict:
        numbers = {name: None if each is None else [float(one) for one in each] for name, each in (("lift", self.lift), ("spend", self.spend))}
        return {"days": self.days} | numbers | {"cost": _float(self.cost), "roi": _float(self.roi), "pays": self.pays}


@dataclass(frozen=True)
class Suggestion:
    """A proposed action.

    id: S-<period>-<the play's number>: another run, verdict or order leaves it what people already refer to. owner: a role. size: of the audience, in
    `unit`; None where it cannot be counted. because: what gave rise to it, the play's own figure first. segments: those that are concerned, the one
    that matters most first; campaign: the one that it is about; next: the coming period: action and audience have {segment}, {campaign} and {next} in
    their place, so that a page can name them in its language. since: the first day of those of the audience whose window is still open when it is
    due, where others are not counted. status: open, adopted, done or declined, as `work_items` say. evidence: of a tested campaign, in place of
    works_if.
    """

    id: str
    action: Text
    owner: str
    owner_name: Text
    audience: Text
    size: int | None
    due_on: dt.date
    works_if: Aim | None
    because: tuple[Subject, ...]
    unit: Unit = Unit.USERS
    segments: tuple[str, ...] = ()
    campaign: str | None = None
    play: str = ""
    status: str = OPEN
    next: Period | None = None
    since: dt.date | None = None
    evidence: Evidence | None = None

    def json(self) -> dict:
        """The entry of metrics.json."""
        return {
            "id": self.id,
            "play": self.play,
            "action": self._told(self.action),
            "owner": self.owner,
            "owner_name": _languages(self.owner_name),
            "audience": self._told(self.audience),
            "size": self.size,
            "unit": str(self.unit),
            "segment": _first(self.segments),
            "due_on": f"{self.due_on}",
            "works_if": self.works_if.json() if self.works_if else None,
            "because": [_told(one) for one in self.because],
            "status": self.status,
        } | self._more()

    def _more(self) -> dict:
        more = {"segments": list(self.segments)} if len(self.segments) > 1 else {}
        more |= {"since": f"{self.since}"} if self.since else {}
        return more | ({"evidence": self.evidence.json()} if self.evidence else {})

    def _told(self, text: Text) -> dict:
        """As the data call segments and campaigns."""
        coming = self.next.label if self.next else ""
        return {each: filled(text[each], each, self.segments, self.campaign).replace("{next}", coming) for each in LANGUAGES}


@dataclass(frozen=True)
class Outcome:
    """What became of a suggestion of the period before: its figure now, where it can be known, and whether that is as it was to be.

    met: None also of what nobody registered as done: no figure says whether something worked that may not have been done.
    """

    suggestion: Suggestion
    value: Number | None
    met: bool | None

    def json(self) -> dict:
        one = self.suggestion
        value = None if self.value is None else float(self.value)
        then = None if one.works_if.now is None else float(one.works_if.now[1])
        return {"id": one.id, "play": one.play, "status": one.status, "works_if": one.works_if.json(), "then": then, "value": value, "met": self.met}


def filled(text: str, language: str, segments: tuple[str, ...], campaign: str | None) -> str:
    """A text of a suggestion with its segments and its campaign."""
    return text.replace("{segment}", LIST[language].join(segments)).replace("{campaign}", campaign or "")


def _float(value: Number | None) -> float | None:
    return None if value is None else float(value)


def _first(segments):
    return segments[0] if segments else None


def _languages(text: Text) -> dict:
    return {"zh": text.zh, "en": text.en}


def _told(one: Subject) -> dict:
    figure = one.figure
    return {"id": figure.metric.id, "options": figure.metric.options, "part": figure.part, "segment": figure.segment, "period": one.period.label}
