"""What customers ordered and spent up to a day: what lies between two moments is the difference of two of these rows."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.orders import sales
from opsreport.facts.rows import NEVER, per, spells
from opsreport.store import Fact


@cache
def spending(refunds: str, counts: str) -> Fact:
    """A customer's local day with a paid order, with the orders and the money of all days so far, and the last of them with an order that counts.

    refunds: of the money; counts: of the orders.
    """

    def make(store, by):
        worth = store.fact(sales(refunds)).select("user_id", "day", worth=_.worth.cast("decimal(18, 4)"), orders=ibis.literal(0, "int64"))
        orders = store.fact(sales(counts)).select("user_id", "day", worth=ibis.literal(0).cast("decimal(18, 4)"), orders=_.counts)
        days = spells(per(ibis.union(worth, orders), ("user_id", "day"), worth=_.worth.sum(), orders=_.orders.sum()), ())
        past = ibis.window(group_by="user_id", order_by="day", preceding=None, following=0)
        ordered_on = ibis.ifelse(days.orders > 0, days.day, ibis.literal(NEVER))
        return days.select(
            "user_id", "day", "until",
            worth_so_far=days.worth.sum().over(past).cast("decimal(18, 4)"),
            orders_so_far=days.orders.sum().over(past).cast("int64"),
            ordered_on=ordered_on.max().over(past),
        )  # fmt: skip

    return Fact(f"spending-{refunds}-{counts}", make, (), kept=True)
