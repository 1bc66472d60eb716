"""How long users stay: from the day on which their time began to the day on which they had churned."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.cohorts import starts
from opsreport.facts.presence import presence
from opsreport.facts.rows import FAR
from opsreport.store import Fact


@cache
def stays(cohort: str, basis: str, refunds: str, days: int) -> Fact:
    """A user's first day, and the first day on which the user had been silent for more than so many days since (far ahead: not yet).

    Users who registered before their activity was observed are left out: nobody knows when they fell silent.
    """

    def make(store, by):
        start = "first_order" if cohort == "first_active" and basis == "orders" else cohort
        begun = starts(store, start, refunds).filter(_.start_on.notnull())
        if observed := store.starts.get(basis):
            begun = begun.filter(_.start_on >= ibis.literal(observed))
        silence, far = ibis.interval(days=days + 1), ibis.literal(FAR)
        there = presence(store, basis, refunds).inner_join(begun, "user_id").filter(_.day >= _.start_on)
        crossed = ibis.ifelse(there.until > there.day + silence, there.day + silence, far)
        seen = there.group_by("user_id").aggregate(first_day=there.day.min(), crossed_on=crossed.min())
        users = begun.left_join(seen, "user_id").drop("user_id_right")
        first, late = users.first_day.fill_null(far), users.start_on + silence
        ended_on = ibis.ifelse(first > late, late, users.crossed_on.fill_null(far))
        return users.select("user_id", "start_on", ended_on=ended_on)

    return Fact(f"stays-{cohort}-{basis}-{refunds}-{days}", make, (), kept=False)
