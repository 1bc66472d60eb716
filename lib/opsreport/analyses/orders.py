"""Orders: which count and for how much, and the figures of a range of days.

Rows in: one per paid order, with `user_id`, `day` (the local day of payment), `amount` and `refunded` (what went back of it; null is nothing).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.analyses.buckets import one_of
from opsreport.kinds import Reading, ratio, whole

REFUNDS = ("gross", "net", "exclude_fully_refunded")
SAME_DAY = ("count", "merge")


@dataclass(frozen=True)
class OrderFigures:
    """What was sold in a range of days."""

    sales: Decimal | int
    orders: int
    buyers: int

    @property
    def average_order_value(self) -> Reading:
        return ratio(self.sales, self.orders, n=self.orders)

    @property
    def spend_per_buyer(self) -> Reading:
        return ratio(self.sales, self.buyers, n=self.buyers)

    @property
    def purchase_frequency(self) -> Reading:
        return ratio(self.orders, self.buyers, n=self.buyers)


def counted_orders(orders: ir.Table, refunds: str) -> ir.Table:
    """Orders with `counts` (as an order, and its user as a buyer) and the amount that they count for.

    gross: all, in full. exclude_fully_refunded: those of which something is left, in full; the others for nothing. net: as those, but every
    amount less what was refunded of it. Fully refunded is an order whose refunds are more than nothing and no less than its amount.
    """
    one_of("refunds", refunds, REFUNDS)
    refunded = orders.refunded.fill_null(0)
    fully = ((refunded > 0) & (refunded >= orders.amount)).fill_null(False)
    if refunds == "gross":
        return orders.mutate(counts=ibis.literal(True))
    if refunds == "net":
        return orders.mutate(counts=~fully, amount=orders.amount - refunded)
    return orders.mutate(counts=~fully, amount=fully.ifelse(ibis.literal(0).cast(orders.amount.type()), orders.amount))


def order_figures(orders: ir.Table, first: dt.date, last: dt.date, refunds: str = "net", same_day: str = "count") -> OrderFigures:
    """Sales, orders and buyers of the local days first..last, both included. same_day: count each order, or merge a user's orders of a day."""
    one_of("same_day", same_day, SAME_DAY)
    rows = counted_orders(orders, refunds).filter(_.day >= first, _.day <= last)
    days = rows.group_by("user_id", "day").agg(sales=_.amount.sum(), orders=_.counts.cast("int64").sum())
    if same_day == "merge":
        days = days.mutate(orders=(days.orders > 0).cast("int64"))
    users = days.group_by("user_id").agg(sales=_.sales.sum(), orders=_.orders.sum())
    (row,) = users.agg(sales=_.sales.sum(), orders=_.orders.sum(), buyers=(_.orders > 0).cast("int64").sum()).to_pyarrow().to_pylist()
    return OrderFigures(whole(row["sales"]), int(row["orders"] or 0), int(row["buyers"] or 0))


def by_segment(rows: ir.Table, column: str, figure: Callable) -> dict[str, object]:
    """{value: figure(its rows)} of each value of a column, "" where it is empty. The figures of segments need not add up to the whole's."""
    named = rows.mutate(**{column: rows[column].cast("string").fill_null("")})
    values = sorted(row[column] for row in named.select(column).distinct().to_pyarrow().to_pylist())
    return {value: figure(named.filter(named[column] == value)) for value in values}
