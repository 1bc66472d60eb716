"""Membership tiers: from when to when a user held one, and whether it was a step up or down."""

import ibis
from ibis import _

from opsreport.facts.rows import FAR, spells
from opsreport.facts.users import tier_spells, until_deleted
from opsreport.kinds import yes
from opsreport.store import Fact

NONE = ""  # the tier of who has none yet


def _tier_steps(store, by):
    """A tier that a user held from its day on, until the next one or until the account was deleted; `rank`: its place among the shop's tiers."""
    held = store.fact(tier_spells)
    order = ibis.window(group_by="user_id", order_by="day")
    held = held.mutate(was=held.tier.lag(1, default=NONE).over(order)).filter(_.tier != _.was)
    held = spells(held.drop("before", "until"), ())
    held = until_deleted(store, held).filter(_.day < _.until)
    return held.drop("was").mutate(rank=_rank(store, held.tier), one=yes(held.tier.notnull()))


def _tier_changes(store, by):
    """Every change of a tier while the account was there, those of one day too; `from_rank`: the place of the tier before, 0 of none."""
    changes = store["tiers"].select("user_id", "tier", "changed_at", day=_.changed_on)
    order = ibis.window(group_by="user_id", order_by=["changed_at", "tier"])
    changes = changes.mutate(was=changes.tier.lag(1, default=NONE).over(order), until=ibis.greatest(changes.day, ibis.literal(FAR)))
    changes = until_deleted(store, changes).filter(_.day < _.until)
    return changes.select("user_id", "day", rank=_rank(store, changes.tier), from_rank=_rank(store, changes.was))


def _rank(store, tier):
    """The place of a tier among the shop's tiers, lowest 1; 0 for none and for one that is not named."""
    rank = yes(tier.isnull()) * 0
    for place, name in enumerate(store.rules.tiers, 1):
        rank = rank + yes(tier == name) * place
    return rank


tier_steps = Fact("tier_steps", _tier_steps, (), kept=True)
tier_changes = Fact("tier_changes", _tier_changes, (), kept=False)


def _tier_ends(store, by):
    """The day on which a user left a tier, for another one or for good."""
    return store.fact(tier_steps).filter(_.until < ibis.literal(FAR)).select("user_id", "tier", "one", day=_.until)


tier_ends = Fact("tier_ends", _tier_ends, (), kept=False)
