"""Repurchase and value, by hand."""

from decimal import Decimal
from statistics import median

from .days import DAY, Days
from .history import Answer, History, Unknown, before, entered, firsts, ratio, share, total, within


def _sales(shop: History, p: Days, mode: str, of=None) -> Decimal:
    """Money of the period's paid orders by one of the three modes; of: only these users'."""
    orders = [o for o in shop.paid() if o.day in p and (of is None or o.user in of)]
    if mode == "net":
        return sum((o.amount - o.refunded for o in orders), Decimal(0))
    return sum((o.amount for o in orders if o.counts(mode)), Decimal(0))


def sales_amount(shop: History, p: Days, refunds=None) -> Answer:
    return total(_sales(shop, p, refunds or shop.rules.refunds.value))


def average_order_value(shop: History, p: Days, refunds=None) -> Answer:
    mode = refunds or shop.rules.refunds.value
    return ratio(_sales(shop, p, mode), within(shop.purchases(mode), p).total())


def spend_per_buyer(shop: History, p: Days, refunds=None) -> Answer:
    mode = refunds or shop.rules.refunds.value
    return ratio(_sales(shop, p, mode), len(within(shop.purchases(mode), p)))


def purchase_frequency(shop: History, p: Days, same_day="count") -> Answer:
    bought = within(shop.purchases(same_day=same_day), p)
    return ratio(bought.total(), len(bought))


def buyback_rate_on_day(shop: History, p: Days) -> Answer:
    orders = shop.purchases()
    return share(set(before(orders, p.start)), set(within(orders, p)))


def buyback_rate_next_window(shop: History, p: Days) -> Answer:
    orders, following = shop.purchases(), p.moved(1)
    shop.must_have_passed(following.last)
    return share(set(within(orders, following)), set(within(orders, p)))


def repurchase_rate_by_user(shop: History, p: Days, same_day="count", window="period") -> Answer:
    orders = shop.purchases(same_day=same_day)
    bought = within(orders, p) if window == "period" else {u: len(on) for u, on in before(orders, p.end).items()}
    return share({u for u, n in bought.items() if n >= 2}, set(bought))


def repurchase_rate_by_transaction(shop: History, p: Days, same_day="count") -> Answer:
    bought = within(shop.purchases(same_day=same_day), p)
    return ratio(bought.total() - len(bought), bought.total())


def repurchase_rate_loyal_n_days(shop: History, p: Days, n=30, min_orders=2) -> Answer:
    orders, cut = shop.purchases(), p.end - n * DAY
    lately = within(orders, Days("range", cut, p.end))
    loyal = {u for u, on in before(orders, cut).items() if len(on) >= min_orders}
    return share({u for u, k in lately.items() if k >= min_orders}, loyal)


def second_purchase_conversion(shop: History, p: Days, days=30, same_day="count") -> Answer:
    orders = shop.purchases(same_day=same_day)
    shop.must_have_passed(p.last + days * DAY)
    again = {u for u, on in orders.items() if len(on) > 1 and on[1] <= on[0] + days * DAY}
    return share(again, entered(firsts(orders), p))


def old_customer_buyback_rate(shop: History, p: Days, look_back=365) -> Answer:
    orders = shop.purchases()
    return share(set(within(orders, p)), set(within(orders, Days("range", p.start - look_back * DAY, p.start))))


def old_customer_repurchase_amount(shop: History, p: Days, part: str) -> Answer:
    amount = _sales(shop, p, "net", of=set(before(shop.purchases(), p.start)))
    return total(amount) if part == "amount" else ratio(amount, _sales(shop, p, "net"))


def repeat_buyers(shop: History, p: Days, reading="period") -> Answer:
    orders = shop.purchases()
    bought = within(orders, p)
    earlier = set(before(orders, p.start)) if reading == "ever" else set()
    return total(len({u for u, n in bought.items() if n >= 2 or u in earlier}))


def repurchase_cycle(shop: History, p: Days) -> Answer:
    """The median gap between an order day and the next, of the gaps that end in the period."""
    orders = shop.purchases(same_day="merge").values()
    gaps = [(day - last).days for on in orders for last, day in zip(on, on[1:], strict=False) if day in p]
    if not gaps:
        raise Unknown("zero_denominator")
    return Answer(median(gaps))
