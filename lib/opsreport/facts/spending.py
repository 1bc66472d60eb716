"""What customers ordered and spent up to a day: what lies between two moments is the difference of two of these rows."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.orders import counting, sales
from opsreport.facts.rows import NEVER, per, so_far, spells, until_then
from opsreport.store import Fact


@cache
def spending(refunds: str, counts: str) -> Fact:
    """A customer's local day with a paid order, with the orders and the money of all days so far, and the last of them with an order that counts.

    refunds: of the money; counts: of the orders.
    """

    def make(store, by):
        sold = store.fact(sales(refunds))
        sold = sold.select("user_id", "day", "worth", orders=counting(sold, counts))
        days = per(sold, ("user_id", "day"), worth=_.worth.sum().cast("decimal(18, 4)"), orders=_.orders.sum())
        ordered_on = ibis.ifelse(days.orders > 0, days.day, ibis.literal(NEVER)).max().over(until_then())
        days = spells(days, (), worth_so_far=so_far(days.worth), orders_so_far=so_far(days.orders), ordered_on=ordered_on)
        return days.drop("before", "worth", "orders")

    return Fact(f"spending-{refunds}-{counts}", make, (), kept=True)
