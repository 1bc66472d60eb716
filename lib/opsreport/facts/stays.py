"""How long users stay: from the day on which their time began to the last day on which they were there."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.cohorts import starts
from opsreport.facts.presence import presence
from opsreport.facts.rows import FAR
from opsreport.store import Fact


@cache
def stays(cohort: str, basis: str, refunds: str, days: int) -> Fact:
    """A user's first day, and the first day after which the user was silent for more than so many days (far ahead: not yet).

    Users who registered before their activity was observed are left out: nobody knows when they fell silent.
    """

    def make(store, by):
        start = "first_order" if cohort == "first_active" and basis == "orders" else cohort
        begun = starts(store, start, refunds).filter(_.start_on.notnull())
        if observed := store.starts.get(basis):
            begun = begun.filter(_.start_on >= ibis.literal(observed))
        silence, far = ibis.interval(days=days + 1), ibis.literal(FAR)
        there = presence(store, basis, refunds).inner_join(begun, "user_id").filter(_.day >= _.start_on)
        left = ibis.ifelse(there.until > there.day + silence, there.day, far)
        seen = there.group_by("user_id").aggregate(first_day=there.day.min(), left_on=left.min())
        users = begun.left_join(seen, "user_id").drop("user_id_right")
        first = users.first_day.fill_null(far)
        left_on = ibis.ifelse(first > users.start_on + silence, users.start_on, users.left_on.fill_null(far))
        return users.select("user_id", "start_on", left_on=left_on)

    return Fact(f"stays-{cohort}-{basis}-{refunds}-{days}", make, (), kept=False)
