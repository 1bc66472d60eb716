"""Pieces of work, by the day on which they are due, handed in, or done."""

from functools import cache

import ibis

from opsreport.facts.rows import UNKNOWN, days_from
from opsreport.kinds import yes
from opsreport.periods import DAY
from opsreport.store import Fact


@cache
def work(dated_by: str) -> Fact:
    """Work by its day `due`, `submitted` or `done`: how many days after that other days lie, and how late it is; what is open is late to date."""

    def make(store, by):
        items = store["work_items"]
        day = items[f"{dated_by}_on"]
        today = ibis.literal(store.until - DAY)
        return items.filter(day.notnull()).select(
            "item_id", "title", "owner", "score", "hours", "done_on", "due_on",
            day=day,
            role=items.role.fill_null(UNKNOWN),
            work_kind=items.kind,
            one=yes(items.item_id.notnull()),
            done_after=days_from(day, items.done_on),
            adopted_after=days_from(day, items.adopted_on),
            implemented_after=days_from(day, items.implemented_on),
            late_days=ibis.greatest(days_from(items.due_on, items.done_on.fill_null(today)), 0),
        )  # fmt: skip

    return Fact(f"work-{dated_by}", make, (), kept=False)
