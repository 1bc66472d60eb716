"""Visitors of a period."""

from functools import cache

from ibis import _

from opsreport.facts import visitors as facts
from opsreport.grain import Grain, Part, from_start, same
from opsreport.kinds import yes
from opsreport.periods import NOW

visitors = Grain("visitors", "a person who visited in a period", ("person",), (Part(facts.visit_days, NOW, same("visits")),), {}, from_start)


@cache
def unregistered_visitors(days: int) -> Grain:
    """A person who visited in a period without being registered, and whether the person registered within so many local days."""
    part = Part(facts.unregistered_visits, NOW, dict(visits=_.visits, registers=yes(_.wait_days <= days)))
    return Grain(f"unregistered_visitors-{days}", "a person who visited before registering", ("person",), (part,), {}, from_start)
