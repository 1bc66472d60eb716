"""Pieces of work."""

from dataclasses import replace
from functools import cache

from ibis import _

from opsreport.facts import work as facts
from opsreport.facts.recorded import kinds
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import NOW

SAID = ("work_kind", "role", "one", "score", "hours", "done_after", "adopted_after", "implemented_after", "late_days")


@cache
def work(dated_by: str) -> Grain:
    """A piece of work, in the period in which it is due, submitted or done."""
    return rows_of(f"work-{dated_by}", "a piece of work", facts.work(dated_by), same(*SAID) | dict(done_by_end=_.done_on < _.end), NOW)


due, submitted, done = work("due"), work("submitted"), work("done")
trainings = replace(done, name="trainings", recorded=kinds("work_items", "training"))


@cache
def examinations(mark: int) -> Grain:
    """Someone examined in a training, however often, with how often the score was high enough."""
    trained = (_.work_kind == "training") & _.score.notnull() & _.owner.notnull()  # who it was must be known
    measures = dict(tries=yes(trained), passed=yes(trained & (_.score >= mark)))
    parts = (Part(facts.work("done"), NOW, measures),)
    return Grain(f"examinations-{mark}", "someone examined in a training", ("owner", "title"), parts, {}, from_start)
