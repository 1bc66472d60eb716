"""Who brought whom."""

from functools import cache

from ibis import _

from opsreport.facts.orders import ORDER_SPLITS, sales
from opsreport.facts.rows import days_from
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
