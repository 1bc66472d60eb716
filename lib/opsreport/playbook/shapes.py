"""What the playbook proposes, as data."""

import datetime as dt
from dataclasses import dataclass

from opsreport.metric import Metric
from opsreport.playbook.adoption import OPEN
from opsreport.subjects import Subject
from opsreport.targets import Number
from opsreport.units import Unit
from opsreport.words import Text


@dataclass(frozen=True)
class Aim:
    """By what a suggestion will be seen to have worked: a figure that is to be at least, or at most, a value.

    segment: whose figure, None for the whole shop's; value: None where it is not known; back: it was there before, and is not now.
    """

    metric: Metric
    part: str | None
    segment: str | None
    at_least: bool
    value: Number | None
    back: bool

    @property
    def unit(self) -> Unit:
        return self.metric.parts[self.part].unit

    def json(self) -> dict:
        head = {"id": self.metric.id, "options": self.metric.options, "part": self.part, "segment": self.segment}
        return head | {"at_least" if self.at_least else "at_most": None if self.value is None else float(self.value)}


@dataclass(frozen=True)
class Suggestion:
    """A proposed action.

    id: S-<period>-<the play's number>: another run, verdict or order leaves it what people already refer to. owner: a role. size: of the audience, in
    `unit`; None where it cannot be counted. because: what gave rise to it, the play's own figure first. segment: the one that is concerned. status:
    open, adopted, done or declined, as `work_items` say.
    """

    id: str
    action: Text
    owner: str
    owner_name: Text
    audience: Text
    size: int | None
    due_on: dt.date
    works_if: Aim
    because: tuple[Subject, ...]
    unit: Unit = Unit.USERS
    segment: str | None = None
    play: str = ""
    status: str = OPEN

    def json(self) -> dict:
        """The entry of metrics.json."""
        return {
            "id": self.id,
            "play": self.play,
            "action": _languages(self.action),
            "owner": self.owner,
            "owner_name": _languages(self.owner_name),
            "audience": _languages(self.audience),
            "size": self.size,
            "unit": str(self.unit),
            "segment": self.segment,
            "due_on": f"{self.due_on}",
            "works_if": self.works_if.json(),
            "because": [_told(one) for one in self.because],
            "status": self.status,
        }


def _languages(text: Text) -> dict:
    return {"zh": text.zh, "en": text.en}


def _told(one: Subject) -> dict:
    figure = one.figure
    return {"id": figure.metric.id, "options": figure.metric.options, "part": figure.part, "segment": figure.segment, "period": one.period.label}
