"""Users who registered in a period, with what they did in their first days."""

from functools import cache

from ibis import _

from opsreport.facts import newcomers as facts
from opsreport.facts.promotion import newcomers
from opsreport.grain import Grain, Part, from_start, same
from opsreport.periods import NOW

JOINED = Part(newcomers, NOW, same("signed_up"))


@cache
def beginners(event: str, days: int) -> Grain:
    """A user who registered in a period, and how often the user did something in the first days."""
    parts = JOINED, Part(facts.first_doings(event, days), NOW, dict(did=_.times))
    return Grain(f"beginners-{event}-{days}", "a user who registered in a period", ("user_id",), parts, {}, from_start)


@cache
def learners(days: int) -> Grain:
    """A user who registered in a period, with the starter tasks of the first days: shown, and done."""
    parts = JOINED, Part(facts.first_tasks(days), NOW, same("shown", "done"))
    return Grain(f"learners-{days}", "a user who registered in a period", ("user_id",), parts, {}, from_start)
