"""Channels that bring users, what their users pay, and how often brands are shown."""

from functools import cache

from ibis import _

from opsreport.facts.channels import channel_days
from opsreport.facts.orders import sales
from opsreport.facts.rows import days_from
from opsreport.facts.users import PROFILE, registrations, with_profile
from opsreport.kinds import yes
from opsreport.store import Fact

exposures = Fact(
    "exposures", lambda store, by: store.fact(channel_days).filter(_.impressions.notnull()), ("acquisition_channel",), kept=False
)


@cache
def channel_sales(days: int, refunds: str) -> Fact:
    """Orders of users whom a counted channel had brought no more than so many days before: the channel is the last touch that led to them."""

    def make(store, by):
        counted = store["channel_days"].select(counted=_.channel).distinct()
        users = store.fact(registrations).inner_join(counted, _.channel == counted.counted)
        users = users.select("user_id", acquisition_channel=_.channel, registered_on=_.day)
        orders = store.fact(sales(refunds)).inner_join(users, "user_id")
        age = days_from(orders.registered_on, orders.day)
        return orders.filter(age >= 0, age <= days).select("user_id", "day", "acquisition_channel", "worth", "profit")

    return Fact(f"channel_sales-{days}-{refunds}", make, ("acquisition_channel",), kept=False)


@cache
def newcomer_orders(days: int, clock: str, refunds: str) -> Fact:
    """Orders of users until so many days after registering (`24h`: times 24 hours), by the day of registering; those before registering too."""

    def make(store, by):
        users = store["users"].select("user_id", "registered_at", "registered_on")
        orders = store.fact(sales(refunds)).inner_join(users, "user_id")
        waited = orders["at"].epoch_seconds() - orders.registered_at.epoch_seconds()
        early = waited <= days * 86_400 if clock == "24h" else days_from(orders.registered_on, orders.day) <= days
        rows = orders.filter(early).select("user_id", day=orders.registered_on, orders=orders.counts, worth=orders.worth, profit=orders.profit)
        return with_profile(store, rows, by)

    return Fact(f"newcomer_orders-{days}-{clock}-{refunds}", make, tuple(PROFILE), kept=False)


def _newcomers(store, by):
    rows = store.fact(registrations)
    return with_profile(store, rows.select("user_id", "day", signed_up=yes(rows.day.notnull())), by)


newcomers = Fact("newcomers", _newcomers, tuple(PROFILE), kept=False)


def _card_bindings(store, by):
    """The first time that a user bound a card."""
    events = store["events"]
    bound = events.filter(events.event == "bind_card", events.user_id.notnull())
    rows = bound.group_by("user_id").aggregate(day=bound.occurred_on.min())
    return with_profile(store, rows.mutate(bound=yes(rows.day.notnull())), by)


card_bindings = Fact("card_bindings", _card_bindings, tuple(PROFILE), kept=True)
