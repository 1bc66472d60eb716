"""Orders, order days, and customers by what they ordered."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts import cohorts
from opsreport.facts import orders as facts
from opsreport.facts.rows import NEVER, days_from
from opsreport.grain import Grain, Part, from_start, rows_of
from opsreport.grains.presence import quiet_days
from opsreport.kinds import yes
from opsreport.periods import AT_END, AT_START, DAY, NOW, AsOf, Within


@cache
def orders(refunds: str) -> Grain:
    """A paid order."""
    measures = dict(counts=_.counts, worth=_.worth, discount=(_.discount.fill_null(0) * _.counts).cast("decimal(18, 4)"))
    return rows_of(f"orders-{refunds}", "a paid order", facts.sales(refunds), measures, NOW)


@cache
def spenders(refunds: str) -> Grain:
    """A user with what the user paid in a period."""
    part = Part(facts.sales(refunds), NOW, dict(orders=_.counts, worth=_.worth))
    return Grain(f"spenders-{refunds}", "a user who paid in a period", ("user_id",), (part,), dict(buyer=lambda user: user.orders > 0), from_start)


@cache
def customer_orders(refunds: str, counts: str) -> Grain:
    """A paid order, with whether its customer had ordered before the period."""
    return rows_of(
        f"customer_orders-{refunds}-{counts}", "a paid order", cohorts.customer_sales(refunds, counts),
        dict(worth=_.worth, old=_.first_on < _.start), NOW,
    )  # fmt: skip


@cache
def order_days(refunds: str) -> Grain:
    """A customer's local day with an order, with the days since the one before; `last`: of its customer in the period."""
    measures = dict(
        gap_days=days_from(_.before, _.day), again=_.before > ibis.literal(NEVER), last=_.until >= _.end, follows=_.until < _.end_after
    )
    return rows_of(f"order_days-{refunds}", "a customer's day with an order", facts.order_days(refunds), measures, NOW)


@cache
def customers_at_start(refunds: str, look_back: int) -> Grain:
    """A customer known when a period starts; `recent`: with an order in the days before."""
    measures = dict(recent=quiet_days < look_back, buys=_.until < _.end)
    name = f"customers_at_start-{refunds}-{look_back}"
    return rows_of(name, "a customer known when a period starts", facts.order_days(refunds), measures, AT_START)


@cache
def customers_at_end(refunds: str) -> Grain:
    """A customer known when a period ends, with all orders until then."""
    measures = dict(one=yes(_.day.notnull()), orders=_.orders_so_far, order_days=_.days_so_far)
    return rows_of(f"customers_at_end-{refunds}", "a customer known when a period ends", facts.order_days(refunds), measures, AT_END)


@cache
def loyal_customers(refunds: str, n: int) -> Grain:
    """A customer with the orders before the last n days of a period, and those in them."""
    since = lambda p: p.end - n * DAY  # noqa: E731
    earlier = Part(facts.order_days(refunds), AsOf(since), dict(orders_before=_.orders_so_far))
    recent = Part(facts.order_days(refunds), Within(since, lambda p: p.end), dict(orders_lately=_.orders))
    return Grain(
        f"loyal_customers-{refunds}-{n}",
        "a customer by orders before and in the last days of a period",
        ("user_id",),
        (earlier, recent),
        {},
        from_start,
    )
