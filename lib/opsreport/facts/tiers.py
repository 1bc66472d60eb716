"""Membership tiers: from when to when a user held one, and whether it was a step up or down."""

import ibis
from ibis import _

from opsreport.facts.rows import FAR, spells
from opsreport.facts.users import registrations, tier_spells
from opsreport.kinds import yes
from opsreport.store import Fact

NONE = ""  # the tier of who has none yet


def _tier_steps(store, by):
    """A tier that a user held from its day on, until the next one or until the account was deleted; `rank`: its place among the shop's tiers.

    `was`: the tier before, `from_rank` its place; 0 where there was none.
    """
    held = store.fact(tier_spells)
    order = ibis.window(group_by="user_id", order_by="day")
    held = held.mutate(was=held.tier.lag(1, default=NONE).over(order)).filter(_.tier != _.was)
    held = spells(held.drop("before", "until"), ())
    left = store.fact(registrations).select("user_id", left_on=_.until)
    held = held.left_join(left, "user_id").drop("user_id_right")
    until = ibis.least(held.until, held.left_on.fill_null(ibis.literal(FAR)))
    held = held.mutate(until=until).filter(_.day < _.until)
    return held.mutate(rank=_rank(store, held.tier), from_rank=_rank(store, held.was), one=yes(held.tier.notnull()))


def _rank(store, tier):
    """The place of a tier among the shop's tiers, lowest 1; 0 for none and for one that is not named."""
    rank = yes(tier.isnull()) * 0
    for place, name in enumerate(store.rules.tiers, 1):
        rank = rank + yes(tier == name) * place
    return rank


tier_steps = Fact("tier_steps", _tier_steps, (), kept=True)


def _tier_ends(store, by):
    """The day on which a user left a tier, for another one or for good."""
    return store.fact(tier_steps).filter(_.until < ibis.literal(FAR)).select("user_id", "tier", "one", day=_.until)


tier_ends = Fact("tier_ends", _tier_ends, (), kept=False)
