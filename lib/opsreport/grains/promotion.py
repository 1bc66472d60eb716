"""What channels and campaigns bring."""

from functools import cache

from opsreport.facts import promotion as facts
from opsreport.facts.recorded import events
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.periods import NOW

exposures = rows_of("exposures", "a channel on a day, with how often it was shown", facts.exposures, same("impressions"), NOW, unseen="not_observed")
card_bindings = rows_of(
    "card_bindings", "a user who bound a card for the first time", facts.card_bindings, same("bound"), NOW, recorded=events("bind_card")
)


@cache
def channel_orders(days: int, refunds: str) -> Grain:
    """An order of a user whom a counted channel had brought no more than so many days before."""
    led_to = facts.channel_sales(days, refunds)
    return rows_of(f"channel_orders-{days}-{refunds}", "an order that a channel led to", led_to, same("worth", "profit"), NOW)


@cache
def newcomers(days: int, clock: str, refunds: str) -> Grain:
    """A user who registered in a period, with the orders of the first days."""
    first = facts.newcomer_orders(days, clock, refunds)
    parts = Part(facts.newcomers, NOW, same("signed_up")), Part(first, NOW, same("orders", "worth", "profit"))
    return Grain(f"newcomers-{days}-{clock}-{refunds}", "a user who registered in a period", ("user_id",), parts, {}, from_start)
