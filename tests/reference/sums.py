"""Sums of what a shop may not have written down: a sum with an unknown part is unknown."""

from decimal import Decimal

from .history import Order, Unknown


def known(values) -> Decimal:
    """The sum of values; of a value that nobody knows there is none."""
    values = list(values)
    if None in values:
        raise Unknown("not_observed")
    return sum(values, Decimal(0))


def sales(orders: list[Order], mode: str) -> Decimal:
    return sum((order.money(mode) for order in orders), Decimal(0))


def gross_profit(orders: list[Order], mode: str) -> Decimal:
    """Sales less what the goods cost; goods that came back whole cost nothing."""
    return sales(orders, mode) - known(order.row.get("cost") for order in orders if order.counts(mode))
