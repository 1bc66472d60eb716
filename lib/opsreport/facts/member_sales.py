"""What members buy, and how often they come."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.members import members
from opsreport.facts.orders import ORDER_SPLITS, sales
from opsreport.facts.presence import presence
from opsreport.facts.rows import FAR
from opsreport.facts.users import until_deleted
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


def with_deletion(store, spells):
    """Spells with the day on which the account was deleted, far ahead where it was not (and by the spell's own day, as few accounts are)."""
    accounts = spells.rename(next_on="until").mutate(until=ibis.greatest(_.day, ibis.literal(FAR)))
    return until_deleted(store, accounts).rename(left_on="until", until="next_on")


@cache
def member_spells(basis: str, refunds: str) -> Fact:
    """The days on which members were there, as spells, with the day of joining and that of the account's deletion (`left_on`)."""

    def make(store, by):
        joined = store.fact(members).select("user_id", joined_on=store.fact(members).day)
        return with_deletion(store, presence(store, basis, refunds)).inner_join(joined, "user_id")

    return Fact(f"member_spells-{basis}-{refunds}", make, (), kept=False)


@cache
def spells_by_membership(basis: str, refunds: str) -> Fact:
    """The days on which anybody was there, as `member_spells`; whoever never joined has a day of joining far ahead."""

    def make(store, by):
        joined = store.fact(members).select("user_id", joined_on=store.fact(members).day)
        days = with_deletion(store, presence(store, basis, refunds)).left_join(joined, "user_id").drop("user_id_right")
        return days.mutate(joined_on=days.joined_on.fill_null(ibis.literal(FAR)))

    return Fact(f"spells_by_membership-{basis}-{refunds}", make, (), kept=False)
