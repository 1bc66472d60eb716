"""Pieces of work."""

from functools import cache

from opsreport.facts import work as facts
from opsreport.grain import Grain, rows_of, same
from opsreport.periods import NOW

SAID = ("work_kind", "role", "one", "score", "hours", "done_after", "adopted_after", "implemented_after", "late_days")


@cache
def work(dated_by: str) -> Grain:
    """A piece of work, in the period in which it is due, submitted or done."""
    return rows_of(f"work-{dated_by}", "a piece of work", facts.work(dated_by), same(*SAID), NOW)


due, submitted, done = work("due"), work("submitted"), work("done")
