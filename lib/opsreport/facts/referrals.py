"""Who brought whom."""

from functools import cache

from ibis import _

from opsreport.facts.cohorts import starts
from opsreport.facts.orders import ORDER_SPLITS, sales
from opsreport.facts.rows import days_from, per
from opsreport.facts.users import PROFILE, with_profile
from opsreport.kinds import yes
from opsreport.store import Fact


def _referred(store, by):
    """A user whom another one brought, by the day of registering; nobody brings himself."""
    users = store["users"].filter(_.referrer_id.notnull(), _.referrer_id != _.user_id)
    rows = users.select("user_id", "referrer_id", "registered_at", day=users.registered_on, referred=yes(users.referrer_id.notnull()))
    return with_profile(store, rows, by)


referred = Fact("referred", _referred, tuple(PROFILE), kept=False)


@cache
def referred_sales(refunds: str) -> Fact:
    """Paid orders of users whom another user brought; `age`: days since registering, 0 for an order before it."""

    def make(store, by):
        who = store.fact(referred).select("user_id", registered_on=_.day)
        orders = store.fact(sales(refunds)).inner_join(who, "user_id")
        return orders.mutate(age=days_from(orders.registered_on, orders.day))

    return Fact(f"referred_sales-{refunds}", make, tuple(ORDER_SPLITS), kept=False)


def _invitations(store, by):
    """How often a user invited others on a day."""
    events = store["events"]
    sent = events.filter(events.event == "invite", events.user_id.notnull())
    return per(sent.select("user_id", day=sent.occurred_on, one=yes(sent.event.notnull())), ("user_id", "day"), invites=_.one.sum())


invitations = Fact("invitations", _invitations, (), kept=True)


def _brought(store, by):
    """How many users registered on a day whom a user had brought, under the user who brought them."""
    rows = store.fact(referred).select("day", "referred", user_id=_.referrer_id)
    return per(rows, ("user_id", "day"), brought=_.referred.sum())


brought = Fact("brought", _brought, (), kept=False)


@cache
def referred_customers(refunds: str) -> Fact:
    """A referred user by the day of the first order."""

    def make(store, by):
        first = starts(store, "first_order", refunds).select("user_id", day=_.start_on)
        return first.inner_join(store.fact(referred).select("user_id", "referred"), "user_id")

    return Fact(f"referred_customers-{refunds}", make, (), kept=False)
