"""Campaigns, who took part in them, and their orders."""

from functools import cache

from ibis import _

from opsreport.facts import campaigns as facts
from opsreport.facts.recorded import rows
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.periods import NOW

campaigns = rows_of("campaigns", "a campaign", facts.campaigns, same("held", "cost"), NOW)
participants = Grain(
    "participants", "a user reached by campaigns, or taking part in them", ("user_id",),
    (Part(facts.campaign_touches, NOW, dict(reached=_.delivered)), Part(facts.participations, NOW, same("took_part"))), {}, from_start,
)  # fmt: skip


@cache
def converts(base: str, days: int, refunds: str) -> Grain:
    """A user who took part in a campaign (or was reached by one) in a period, with the orders of the days after."""
    began = dict(began=_.took_part if base == "participants" else _.delivered)
    parts = Part(facts.BASES[base], NOW, began), Part(facts.campaign_responses(base, days, refunds), NOW, same("responses"))
    return Grain(f"converts-{base}-{days}-{refunds}", "a user in a campaign, with the orders after", ("user_id",), parts, {}, from_start)


@cache
def campaign_orders(by: str, days: int, refunds: str) -> Grain:
    """An order of a campaign."""
    found = facts.campaign_orders(by, days, refunds)
    return rows_of(f"campaign_orders-{by}-{days}-{refunds}", "an order of a campaign", found, same("worth", "profit"), NOW, recorded=rows(found))
