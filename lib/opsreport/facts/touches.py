"""Messages to users, and what the users did after."""

from functools import cache

from ibis import _

from opsreport.facts.attribution import last_before
from opsreport.facts.orders import counting, paid_orders, sales, worth_of
from opsreport.facts.rows import UNKNOWN
from opsreport.kinds import yes
from opsreport.store import Fact, is_active

TOUCH_SPLITS = {"touch_channel": "channel", "campaign": "campaign_id"}
TEXT_MESSAGES = ("sms", "SMS", "短信")  # nobody is told that a text message was opened


def _touches(store, by):
    """A message by the day on which it was sent; a text message counts as opened when its link is clicked."""
    sent = store["touches"]
    opened = sent.opened_at.notnull() | (sent.channel.isin(TEXT_MESSAGES) & sent.clicked_at.notnull())
    return sent.select(
        "user_id",
        "touch_id",
        day=sent.sent_on,
        at=sent.delivered_at,
        sent=yes(sent.sent_at.notnull()),
        delivered=yes(sent.delivered_at.notnull()),
        opened=yes(opened & sent.delivered_at.notnull()),
        clicked=yes(sent.clicked_at.notnull() & sent.delivered_at.notnull()),
        unsubscribed=yes(sent.unsubscribed_at.notnull() & sent.delivered_at.notnull()),
        **{ours: sent[theirs].fill_null(UNKNOWN) for ours, theirs in TOUCH_SPLITS.items()},
    )


touches = Fact("touches", _touches, tuple(TOUCH_SPLITS), kept=False)


@cache
def responses(act: str, days: int, refunds: str) -> Fact:
    """What users did (`order`: ordered, `visit`: were active) after the last message that had reached them, by the day on which it was sent."""

    def make(store, by):
        if act == "visit":
            return last_before(_reached(store), visits(store), days, ("responses", "worth"), by)
        orders = store.fact(touched_orders(days), by)
        return orders.select("user_id", "day", "effect_on", *by, responses=counting(orders, refunds), worth=worth_of(orders, refunds))

    return Fact(f"responses-{act}-{days}-{refunds}", make, tuple(TOUCH_SPLITS), kept=act == "visit")


@cache
def touched_orders(days: int) -> Fact:
    """Paid orders, each by the day on which the last message that had reached its user was sent; their money in all refund modes."""

    def make(store, by):
        return last_before(_reached(store), store.fact(paid_orders), days, ("amount", "net", "kept"), by)

    return Fact(f"touched_orders-{days}", make, tuple(TOUCH_SPLITS), kept=True)


def _reached(store):
    return store.fact(touches).filter(_.delivered > 0)


def bought(store, refunds):
    """Paid orders as something that a user did."""
    return store.fact(sales(refunds)).select("user_id", "at", "day", "worth", responses=_.counts)


def visits(store):
    """Activity as something that a user did."""
    events = store["events"]
    active = events.filter(events.user_id.notnull() & is_active(store, events.event))
    one = yes(active.event.notnull())
    return active.select("user_id", at=active.occurred_at, day=active.occurred_on, worth=one, responses=one)
