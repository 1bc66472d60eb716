"""The rows of the real data sets, read and turned into orders and ratings by plain Python, by the words of their SOURCE.md."""

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

DATA = Path(__file__).parents[3] / "shared" / "data"


def rows(path: str, *columns: str) -> Iterator[tuple]:
    """The named columns of a Parquet file, row by row."""
    table = pq.read_table(DATA / path, columns=list(columns))
    return zip(*(table[name].to_pylist() for name in columns), strict=True)


def exact(number: float) -> Decimal:
    """The decimal number that was written in the source, not the binary one nearest to it."""
    return Decimal(repr(number))


def uci_orders() -> list[dict]:
    """Invoices with a customer that are no cancellations (`C...`), both files; the nine days that both files hold are read once."""
    later = list(rows("uci_online_retail/online_retail_2010_2011.parquet", "InvoiceNo", "CustomerID", "InvoiceDate", "Quantity", "UnitPrice"))
    earlier = rows("uci_online_retail/online_retail_II_2009_2010.parquet", "Invoice", "Customer ID", "InvoiceDate", "Quantity", "Price")
    twice = {invoice for invoice, *_ in later}
    orders = {}
    for invoice, customer, at, quantity, price in [*later, *(row for row in earlier if row[0] not in twice)]:
        if invoice.startswith("C") or customer is None:
            continue
        order = orders.setdefault(invoice, {"order_id": invoice, "user_id": str(customer), "paid_at": at, "amount": Decimal(0)})
        order["paid_at"] = min(order["paid_at"], at)
        order["amount"] += quantity * exact(price)
    return list(orders.values())


def cdnow_orders() -> list[dict]:
    """Every row an order: equal rows too, and those at $0."""
    table = enumerate(rows("cdnow/cdnow_master.parquet", "customer_id", "date", "dollar_value"))
    return [{"order_id": f"{k}", "user_id": user, "paid_at": at, "amount": exact(amount)} for k, (user, at, amount) in table]


PAID = {"delivered", "shipped", "invoiced", "processing", "approved"}  # by Olist's words; cancelled and unavailable ones are not


def olist() -> dict[str, list[dict]]:
    """Orders of the sample, with the sum of their payments and paid when approved (when bought, where that was not written down), and reviews."""
    people = dict(rows("olist/sample15k/customers.parquet", "customer_id", "customer_unique_id"))
    paid = {}
    for order, amount in rows("olist/sample15k/order_payments.parquet", "order_id", "payment_value"):
        paid[order] = paid.get(order, 0) + exact(amount)
    orders, buyer = [], {}
    names = ("order_id", "customer_id", "order_status", "order_approved_at", "order_purchase_timestamp")
    for order, customer, status, approved, bought in rows("olist/sample15k/orders.parquet", *names):
        buyer[order] = people[customer]
        row = {"order_id": order, "user_id": people[customer], "paid_at": approved or bought, "status": "paid" if status in PAID else "closed"}
        orders += [row | {"amount": paid[order]}] if order in paid else []
    reviews = rows("olist/sample15k/order_reviews.parquet", "review_id", "order_id", "review_answer_timestamp", "review_score")
    ratings = [
        {"feedback_id": f"{review}:{order}", "user_id": buyer[order], "order_id": order, "created_at": at, "kind": "rating", "score": score}
        for review, order, at, score in reviews
    ]
    return {"orders": orders, "feedback": ratings}


def customers_by_month(orders: list[dict]) -> dict[str, list[str]]:
    """{"2011-11": the customer of each of its orders}."""
    months = {}
    for order in orders:
        months.setdefault(f"{order['paid_at']:%Y-%m}", []).append(order["user_id"])
    return months


def first_months(orders: list[dict]) -> dict[str, int]:
    """{month: customers whose first order lies in it}."""
    first: dict[str, datetime] = {}
    for order in orders:
        first[order["user_id"]] = min(order["paid_at"], first.get(order["user_id"], order["paid_at"]))
    months = [f"{at:%Y-%m}" for at in first.values()]
    return {month: months.count(month) for month in sorted(set(months))}


@cache
def hillstrom() -> dict[str, Counter]:
    """{segment: customers, visits, conversions, and what they spent}."""
    found: dict[str, Counter] = {}
    for segment, visit, conversion, spend in rows("hillstrom_email/hillstrom.parquet", "segment", "visit", "conversion", "spend"):
        sums = {"customers": 1, "visits": visit, "conversions": conversion, "spend": exact(spend) if spend else 0}
        found.setdefault(segment, Counter()).update(sums)
    return found


def wilson(k: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    middle, half = k / n + z * z / (2 * n), z * math.sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def newcombe(k: int, n: int, other_k: int, other_n: int) -> tuple[float, float, float]:
    """The difference of two shares with its 95 % interval, from the intervals of both (Newcombe 1998, method 10)."""
    (low, high), (other_low, other_high), one, other = wilson(k, n), wilson(other_k, other_n), k / n, other_k / other_n
    down, up = math.hypot(one - low, other_high - other), math.hypot(high - one, other - other_low)
    return one - other, one - other - down, one - other + up


def olist_leads(within: timedelta | None = None, month: str = "") -> dict[str, tuple[int, int]]:
    """{origin: deals, leads}, of the leads of a month, and of the deals so soon after."""
    won = {lead: date.fromisoformat(at[:10]) for lead, at in rows("olist/closed_deals.parquet", "mql_id", "won_date")}
    leads, deals = Counter(), Counter()
    for lead, at, origin in rows("olist/marketing_qualified_leads.parquet", "mql_id", "first_contact_date", "origin"):
        if at.startswith(month):
            leads[origin or "nothing said"] += 1
            deals[origin or "nothing said"] += lead in won and (within is None or timedelta(0) <= won[lead] - date.fromisoformat(at) <= within)
    return {origin: (deals[origin], n) for origin, n in leads.items()}


def chinese_reviews() -> dict[str, tuple[int, int]]:
    """{kind of goods: good reviews, all reviews}."""
    found: dict[str, Counter] = {}
    for goods, label in rows("chinese_reviews/online_shopping_10_cats.parquet", "cat", "label"):
        found.setdefault(goods, Counter())[label] += 1
    return {goods: (counted[1], counted.total()) for goods, counted in found.items()}
