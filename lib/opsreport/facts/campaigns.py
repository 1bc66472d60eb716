"""Who took part in campaigns, and which orders belong to them."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.attribution import last_before
from opsreport.facts.orders import sales
from opsreport.facts.rows import UNKNOWN
from opsreport.facts.touches import bought, touches
from opsreport.kinds import yes
from opsreport.store import Fact
from opsreport.tables import PASSIVE_EVENTS

SPLITS = ("campaign",)


def _campaigns(store, by):
    """A campaign by the day on which it starts."""
    held = store["campaigns"]
    return held.select(
        "campaign_id", "cost", day=held.starts_on, campaign=held.campaign_id, held=yes(held.starts_on.notnull()),
        campaign_kind=held.kind.fill_null(UNKNOWN), touch_channel=held.channel.fill_null(UNKNOWN),
    )  # fmt: skip


campaigns = Fact("campaigns", _campaigns, ("campaign_kind", "touch_channel", "campaign"), kept=False)


def _participations(store, by):
    """A user who clicked a campaign's message, claimed its coupon, or did something in it. Ordering alone is not taking part, but what may follow."""
    messages, given, events = store["touches"], store["coupons"], store["events"]
    clicked = messages.filter(messages.campaign_id.notnull(), messages.clicked_at.notnull())
    claimed = given.filter(given.campaign_id.notnull(), given.claimed_at.notnull())
    did = events.filter(events.campaign_id.notnull(), events.user_id.notnull(), events.event.notin(PASSIVE_EVENTS))
    rows = ibis.union(
        clicked.select("user_id", at=clicked.clicked_at, day=clicked.clicked_on, campaign=clicked.campaign_id),
        claimed.select("user_id", at=claimed.claimed_at, day=claimed.claimed_on, campaign=claimed.campaign_id),
        did.select("user_id", at=did.occurred_at, day=did.occurred_on, campaign=did.campaign_id),
    )
    return rows.mutate(took_part=yes(rows.campaign.notnull()))


participations = Fact("participations", _participations, SPLITS, kept=True)


def _campaign_touches(store, by):
    """A message of a campaign that reached its user."""
    return store.fact(touches).filter(_.campaign != UNKNOWN, _.delivered > 0)


campaign_touches = Fact("campaign_touches", _campaign_touches, SPLITS, kept=False)
BASES = {"participants": participations, "touched": campaign_touches}


@cache
def campaign_responses(base: str, days: int, refunds: str) -> Fact:
    """Orders after taking part in a campaign (or being reached by it), by the day of the last time before."""

    def make(store, by):
        return last_before(store.fact(BASES[base]), bought(store, refunds), days, ("responses", "worth"), SPLITS)

    return Fact(f"campaign_responses-{base}-{days}-{refunds}", make, SPLITS, kept=True)


@cache
def campaign_orders(by: str, days: int, refunds: str) -> Fact:
    """Orders of campaigns: those that carry one (`order`), those paid with its coupon (`coupon`), those after taking part in it (`participation`)."""

    def make(store, _by):
        orders = store.fact(sales(refunds))
        if by == "participation":
            found = orders.select("user_id", "at", "day", "worth", "profit")
            return last_before(store.fact(participations), found, days, ("worth", "profit"), SPLITS).drop("day").rename(day="effect_on")
        if by == "order":
            return orders.filter(_.campaign_id.notnull()).select("user_id", "day", "worth", "profit", campaign=_.campaign_id)
        given = store["coupons"].filter(_.campaign_id.notnull()).select("coupon_id", campaign=_.campaign_id)
        return orders.drop("campaign_id").inner_join(given, "coupon_id").select("user_id", "day", "worth", "profit", "campaign")

    return Fact(f"campaign_orders-{by}-{days}-{refunds}", make, SPLITS, kept=False)
