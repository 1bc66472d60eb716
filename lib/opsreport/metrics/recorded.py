"""Figures of events that a shop may not record: nobody knows how many users do them, and 0 would be a false figure."""

from opsreport.facts.doings import happens
from opsreport.kinds import Reading


def where_recorded(at, reading: Reading, *events: str) -> Reading:
    """The reading, or `not_observed` where the shop has never recorded any of the events."""
    if reading.reason or happens(at.store, *events):
        return reading
    return Reading(reason="not_observed")
