"""Voices, and buyers who complained."""

from functools import cache

from ibis import _

from opsreport.facts import service as facts
from opsreport.facts.recorded import kinds
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import NOW


@cache
def complaining_buyers(refunds: str, days: int) -> Grain:
    """A buyer of a period, with complaints about orders of the period."""
    part = Part(facts.complained_orders(refunds, days), NOW, dict(orders=_.counts, complaints=_.complained))
    complaints = kinds("feedback", "complaint")
    return Grain(f"complaining_buyers-{refunds}-{days}", "a buyer of a period", ("user_id",), (part,), {}, from_start, recorded=complaints)


SAID = ("kind", "aspect", "feedback_channel", "score", "scale", "stars", "ticket", "response_s", "handling_s", "resolved_after", "denied")
voices = rows_of("voices", "one voice of a user", facts.voices, same(*SAID) | dict(one=yes(_.day.notnull())), NOW)


@cache
def reviewed_orders(refunds: str, days: int) -> Grain:
    """A paid order, with whether it was rated."""
    rows = facts.reviewed_orders(refunds, days)
    ratings = kinds("feedback", "rating")
    return rows_of(f"reviewed_orders-{refunds}-{days}", "a paid order", rows, same("counts", "reviewed"), NOW, recorded=ratings)


KINDS = {"all": ("survey", "rating"), "survey": ("survey",), "rating": ("rating",)}


@cache
def answers(kind: str) -> Grain:
    """A user's answer; `last`: the user's last one in the period."""
    measures = same("score", "scale") | dict(last=_.until >= _.end)
    return rows_of(f"answers-{kind}", "a user's answer", facts.answers(KINDS[kind]), measures, NOW)
