"""Members by their tiers, and tiers by who holds them."""

from functools import cache

from ibis import _

from opsreport.facts import member_sales, orders
from opsreport.facts import tiers as facts
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import AT_END, AT_START, NOW, Within, before, day_before

held_at_start = rows_of("tiers_at_start", "a member with a tier when a period starts", facts.tier_steps, dict(held=_.one, tier_held=_.tier), AT_START)
held_at_end = rows_of("tiers_at_end", "a member with a tier when a period ends", facts.tier_steps, dict(held=_.one, tier_held=_.tier), AT_END)
arrivals = rows_of("tier_arrivals", "a member who came into a tier", facts.tier_steps, dict(came=_.one, tier_held=_.tier), NOW)
departures = rows_of("tier_departures", "a member who left a tier", facts.tier_ends, dict(left=_.one, tier_held=_.tier), NOW)
MOVED = dict(
    up=lambda user: (user.rank_at_start > 0) & (user.rank_at_end > user.rank_at_start),
    down=lambda user: (user.rank_at_end > 0) & (user.rank_at_end < user.rank_at_start),
)
STANDS = (
    Part(facts.tier_steps, AT_START, dict(rank_at_start=_.rank, held_at_start=_.one)),
    Part(facts.tier_steps, AT_END, dict(rank_at_end=_.rank)),
)
STEPS = dict(ups=yes((_.from_rank > 0) & (_.rank > _.from_rank)), downs=yes((_.rank > 0) & (_.rank < _.from_rank)))
climbers = Grain(
    "climbers", "a member with a tier", ("user_id",), (*STANDS, Part(facts.tier_changes, NOW, STEPS)), MOVED, from_start
)
AFTER = Within(lambda p: p.whole_end, lambda p: p.step(1).whole_end)
EARLIER = Within(before, lambda p: p.start)


@cache
def climbers_spending(refunds: str) -> Grain:
    """A member with a tier, with what the member paid in the period before and in the one after."""
    spent = orders.sales(refunds)
    parts = *STANDS, Part(spent, EARLIER, dict(paid_before=_.worth)), Part(spent, AFTER, dict(paid_after=_.worth))
    return Grain(f"climbers_spending-{refunds}", "a member with a tier and what was paid around", ("user_id",), parts, MOVED, before)


@cache
def member_orders(refunds: str) -> Grain:
    """A paid order, with whether its buyer was a member that day."""
    return rows_of(f"member_orders-{refunds}", "a paid order", member_sales.member_sales(refunds), same("worth", "by_member"), NOW)


LAST = dict(last=(_.until >= _.start) & (_.left_on >= _.start), lapses=_.until >= _.end, member=_.joined_on < _.start)


@cache
def member_days_before(basis: str, refunds: str) -> Grain:
    """A day in the period before on which someone was there who was a member when the period starts; `last`: the member's last one in it."""
    spells = member_sales.member_spells(basis, refunds)
    return rows_of(f"member_days_before-{basis}-{refunds}", "a member's day in the period before", spells, LAST, EARLIER)


@cache
def days_before_by_membership(basis: str, refunds: str) -> Grain:
    """A day in the period before on which someone was there, who is a member when the period starts, or not; `last`: the last one in it."""
    spells = member_sales.spells_by_membership(basis, refunds)
    return rows_of(f"days_before_by_membership-{basis}-{refunds}", "a day in the period before", spells, LAST, EARLIER, since=day_before)
