"""Readers."""

from functools import cache

from opsreport.facts import contents as facts
from opsreport.facts.recorded import events
from opsreport.grain import Grain, Part, from_start, same
from opsreport.periods import NOW

READ = events("read")


@cache
def readers(dwell: str | int) -> Grain:
    """A user who read in a period."""
    parts = (Part(facts.read_days(dwell), NOW, same("reads")),)
    return Grain(f"readers-{dwell}", "a user who read in a period", ("user_id",), parts, {}, from_start, recorded=READ)


@cache
def sharing_readers(days: int) -> Grain:
    """A user who read in a period, with what the user shared within so many days after."""
    parts = Part(facts.read_days("any"), NOW, same("reads")), Part(facts.shares_after_reading(days), NOW, same("shares"))
    shared = events("share")
    return Grain(
        f"sharing_readers-{days}", "a user who read in a period", ("user_id",), parts, {}, from_start,
        recorded=lambda store: READ(store) and shared(store),
    )  # fmt: skip


@cache
def buying_readers(days: int, refunds: str) -> Grain:
    """A user who read in a period, with what the user ordered within so many days after."""
    parts = Part(facts.read_days("any"), NOW, same("reads")), Part(facts.orders_after_reading(days, refunds), NOW, same("orders", "worth"))
    return Grain(f"buying_readers-{days}-{refunds}", "a user who read in a period", ("user_id",), parts, {}, from_start, recorded=READ)


applauders = Grain(
    "applauders", "a user who liked, tipped or commented in a period", ("user_id",),
    (Part(facts.applause, NOW, same("likes", "tips", "comments", "tipped")),), {}, from_start,
)  # fmt: skip
