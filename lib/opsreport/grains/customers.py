"""Customers by what they ordered and spent in the days that end with a period."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts import presence
from opsreport.facts.best_sellers import best_seller_buyers
from opsreport.facts.orders import counting, sales
from opsreport.facts.rows import days_from
from opsreport.facts.spending import spending
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.grains.presence import month_of, window_of
from opsreport.kinds import yes
from opsreport.periods import AT_END, DAY, NOW, AsOf

SO_FAR = dict(orders_to=_.orders_so_far, worth_to=_.worth_so_far, quiet=days_from(_.ordered_on, _.moment) - 1)
BEFORE = dict(orders_from=_.orders_so_far, worth_from=_.worth_so_far)


def lately(rows, days) -> tuple[Part, Part]:
    """What customers ordered in the days that end with a period: what they did up to its end, and what up to so many days before."""
    return Part(rows, AT_END, SO_FAR), Part(rows, AsOf(lambda p: p.end - days * DAY), BEFORE)


def ordered(user):
    """Orders of the days."""
    return user.orders_to - user.orders_from


@cache
def recent_customers(refunds: str, days: int) -> Grain:
    """A customer, with the orders of so many days."""
    parts = lately(spending(refunds, refunds), days)
    return Grain(f"recent_customers-{refunds}-{days}", "a customer", ("user_id",), parts, dict(ordered=ordered), lambda p: p.end - days * DAY)


@cache
def top_customers(days: int, recent: int, orders: int, basis: str, refunds: str, counts: str) -> Grain:
    """A customer, or a user who was there; `top`: who ordered lately, often and for more than the mean customer in the days up to the end."""

    def top(user):
        spent = user.worth_to - user.worth_from
        customer = yes(ordered(user) > 0)
        everybody = ibis.window(group_by=user.pid)
        whole = (customer * spent).cast("decimal(38, 4)").sum().over(everybody)
        above = spent * customer.sum().over(everybody).cast("int64") > whole
        return (user.quiet <= recent) & (ordered(user) >= orders) & above

    here = Part(presence.spells_of(basis, counts), NOW, dict(here=yes(_.day.notnull())))
    parts = *lately(spending(refunds, counts), days), here, _bought_now(refunds, counts)
    words = dict(top=top, buyer=lambda user: user.orders > 0)
    name = f"top_customers-{days}-{recent}-{orders}-{basis}-{refunds}-{counts}"
    return Grain(name, "a customer, or a user who was there", ("user_id",), parts, words, lambda p: p.end - days * DAY)


def _bought_now(refunds, counts):
    return Part(sales(refunds), NOW, dict(worth=_.worth, orders=counting(_, counts)))


@cache
def ranked_buyers(refunds: str, counts: str) -> Grain:
    """A user who paid in a period, with the place among its buyers by what was spent: `from_top` (equals share the better place), `from_bottom`."""

    def from_top(user):
        return ibis.rank().over(ibis.window(group_by=user.pid, order_by=[yes(user.orders > 0).desc(), user.worth.desc()])).cast("int64") + 1

    def from_bottom(user):
        return ibis.row_number().over(ibis.window(group_by=user.pid, order_by=[yes(user.orders > 0).desc(), user.worth])).cast("int64") + 1

    def buyers(user):
        return yes(user.orders > 0).sum().over(ibis.window(group_by=user.pid)).cast("int64")

    words = dict(buyer=lambda user: user.orders > 0, from_top=from_top, from_bottom=from_bottom, buyers=buyers)
    return Grain(f"ranked_buyers-{refunds}-{counts}", "a user who paid in a period", ("user_id",), (_bought_now(refunds, counts),), words, from_start)


def _last_of_month_before(p):
    first, _end = month_of(p)
    return first and first - DAY


@cache
def best_sellers_customers(item: str, k: int, refunds: str) -> Grain:
    """A buyer of what sold best in the month before the last calendar month of a period."""
    rows = best_seller_buyers(item, k, refunds)
    name = f"best_sellers_customers-{item}-{k}-{refunds}"
    return rows_of(name, "a buyer of last month's best sellers", rows, same("one", "back"), window_of("month"), since=_last_of_month_before)
