"""What members buy, and how often they come."""

from functools import cache

import ibis

from opsreport.facts.members import members
from opsreport.facts.orders import ORDER_SPLITS, sales
from opsreport.facts.presence import presence
from opsreport.facts.rows import FAR
from opsreport.kinds import yes
from opsreport.store import Fact


@cache
def member_sales(refunds: str) -> Fact:
    """A paid order, with whether its buyer was a member that day."""

    def make(store, by):
        joined = store.fact(members).select("user_id", joined_on=store.fact(members).day)
        orders = store.fact(sales(refunds)).left_join(joined, "user_id").drop("user_id_right")
        return orders.mutate(by_member=yes(orders.joined_on <= orders.day))

    return Fact(f"member_sales-{refunds}", make, tuple(ORDER_SPLITS), kept=False)


@cache
def member_spells(basis: str, refunds: str) -> Fact:
    """The days on which members were there, as spells, with the day of joining."""

    def make(store, by):
        joined = store.fact(members).select("user_id", joined_on=store.fact(members).day)
        return presence(store, basis, refunds).inner_join(joined, "user_id")

    return Fact(f"member_spells-{basis}-{refunds}", make, (), kept=False)


@cache
def spells_by_membership(basis: str, refunds: str) -> Fact:
    """The days on which anybody was there, as spells, with the day of joining; whoever never joined has one far ahead."""

    def make(store, by):
        joined = store.fact(members).select("user_id", joined_on=store.fact(members).day)
        days = presence(store, basis, refunds).left_join(joined, "user_id").drop("user_id_right")
        return days.mutate(joined_on=days.joined_on.fill_null(ibis.literal(FAR)))

    return Fact(f"spells_by_membership-{basis}-{refunds}", make, (), kept=False)
