"""Who bought what sold best in a month, and whether they came back in the next one."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.orders import order_days, sales
from opsreport.facts.rows import UNKNOWN, per
from opsreport.facts.users import PROFILE, with_profile
from opsreport.kinds import yes
from opsreport.store import Fact


def _sold(store, item, refunds):
    """What was sold, by month: categories of orders, or products of payments."""
    if item == "category":
        orders = store.fact(sales(refunds), ("category",)).filter(_.counts > 0, _.category != UNKNOWN)
        return orders.select("user_id", month=orders.day.truncate("M"), thing=orders.category, orders=orders.counts)
    paid = store["events"].filter(_.event == "pay", _.object_id.notnull(), _.user_id.notnull())
    return paid.select("user_id", month=paid.occurred_on.truncate("M"), thing=paid.object_id, orders=yes(paid.event.notnull()))


@cache
def best_seller_buyers(item: str, k: int, refunds: str) -> Fact:
    """A buyer of one of the k things sold most often in a month (equals at the cut included), dated by the first day of the next month; `back`:
    who ordered anything in that one."""

    def make(store, by):
        sold = _sold(store, item, refunds)
        things = per(sold, ("month", "thing"), orders=_.orders.sum())
        place = ibis.rank().over(ibis.window(group_by=things.month, order_by=things.orders.desc()))
        best = things.mutate(place=place).filter(_.place < k).select("month", "thing")
        buyers = sold.inner_join(best, ["month", "thing"]).select("user_id", "month").distinct()
        buyers = buyers.select("user_id", day=(_.month + ibis.interval(months=1)).cast("date"))
        days = store.fact(order_days(refunds))
        later = days.select("user_id", day=days.day.truncate("M"), back=yes(days.day.notnull())).distinct()
        rows = buyers.left_join(later, ["user_id", "day"]).drop("user_id_right", "day_right")
        return with_profile(store, rows.mutate(back=rows.back.fill_null(0), one=yes(rows.day.notnull())), by)

    return Fact(f"best_seller_buyers-{item}-{k}-{refunds}", make, tuple(PROFILE), kept=True)
