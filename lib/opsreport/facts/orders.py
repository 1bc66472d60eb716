"""Paid orders, in each refund mode, and the days on which a customer ordered."""

from functools import cache

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.rows import UNKNOWN, per, so_far, spells, until_then
from opsreport.kinds import yes
from opsreport.store import Fact

ORDER_SPLITS = {"order_channel": "channel", "category": "category", "store": "store"}


def _paid_orders(store, by):
    refunds = store["refunds"].group_by("order_id").aggregate(refunded=_.amount.sum())
    paid = store["orders"].filter(_.status == "paid").left_join(refunds, "order_id")
    refunded = paid.refunded.fill_null(0).cast("decimal(18, 4)")
    split = {ours: paid[theirs].fill_null(UNKNOWN) for ours, theirs in ORDER_SPLITS.items()}
    more = ("cost", "discount", "coupon_id", "campaign_id")
    paid = paid.select("order_id", "user_id", "amount", *more, at=paid.paid_at, day=paid.paid_on, refunded=refunded, **split)
    return paid.mutate(net=(_.amount - _.refunded).cast("decimal(18, 4)"), kept=yes((_.refunded == 0) | (_.refunded < _.amount)))


paid_orders = Fact("paid_orders", _paid_orders, tuple(ORDER_SPLITS), kept=True)


@cache
def sales(refunds: str) -> Fact:
    """Every paid order with whether it counts, what it is worth, and its profit: what is left after the goods' cost; in one refund mode.

    The modes stand in rules.Refunds. The goods of an order that does not count came back: they cost nothing.
    """

    def make(store, by):
        orders = store.fact(paid_orders)
        counts, worth = counting(orders, refunds), worth_of(orders, refunds)
        cost = (orders.cost * counts).cast("decimal(18, 4)")
        return orders.mutate(counts=counts, worth=worth, profit=(worth - cost).cast("decimal(18, 4)"))

    return Fact(f"sales-{refunds}", make, tuple(ORDER_SPLITS), kept=False)


def counting(orders: ir.Table, refunds: str) -> ir.IntegerColumn:
    """1 for a paid order that counts in a refund mode, else 0: an order that counts in one may be worth nothing in another."""
    return orders.kept if refunds != "gross" else orders.amount.notnull().cast("int64")


def worth_of(orders: ir.Table, refunds: str) -> ir.DecimalValue:
    """What paid orders are worth in a refund mode."""
    match refunds:
        case "gross":
            return orders.amount
        case "net":
            return orders.net
        case "exclude_fully_refunded":
            return (orders.amount * orders.kept).cast("decimal(18, 4)")


@cache
def order_days(refunds: str) -> Fact:
    """A customer's local days with an order that counts: how many, how many before, the first day of all."""

    def make(store, by):
        orders = store.fact(sales(refunds), by).filter(_.counts > 0)
        days = per(orders, ("user_id", "day", *by), orders=_.counts.sum())
        if by:  # a customer's history is that of the whole shop
            return days.inner_join(store.fact(order_days(refunds)).drop("orders"), ["user_id", "day"])
        nth = ibis.row_number().over(ibis.window(group_by="user_id", order_by="day"))
        first_on = days.day.min().over(until_then())
        return spells(days, (), first_on=first_on, orders_so_far=so_far(days.orders), days_so_far=(nth + 1).cast("int64"))

    return Fact(f"order_days-{refunds}", make, tuple(ORDER_SPLITS), kept=True)
