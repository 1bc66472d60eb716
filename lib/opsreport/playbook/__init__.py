"""The playbook: what is proposed when a figure does this or that, to whom, and what became of it."""

import datetime as dt
from dataclasses import dataclass

from opsreport.subjects import Subject
from opsreport.words import Text


@dataclass(frozen=True)
class Suggestion:
    """A proposed action. id: S-<period>-<number>; owner: a role; size: of the audience, None where it cannot be counted; status: open, adopted,
    done or declined, as `work_items` say."""

    id: str
    action: Text
    owner: str
    owner_name: Text
    audience: Text
    size: int | None
    due_on: dt.date
    works_if: Text
    because: tuple[Subject, ...]
    status: str = "open"
