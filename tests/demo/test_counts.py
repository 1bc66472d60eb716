"""The truths that are written beside the demo shop's files are what the files say: counted here row by row."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def months(truths, figure):
    return {month: figures[figure] for month, figures in truths["months"].items() if figures[figure]}


def month_of(order):
    return order["订单付款时间"][:7]


def amount_of(order):
    return Decimal(order["买家实际支付金额"])


def test_new_users(truths, clean, persons):
    own = [user for user in clean["users.csv"] if persons.get(user["用户编号"]) == user["用户编号"]]
    assert months(truths, "new_users") == Counter(user["注册时间"][:7].replace("/", "-") for user in own)
    assert 20_000 <= len(clean["users.csv"]) <= 22_000


def test_orders_and_sales_to_the_cent(truths, paid, refunded):
    counts, gross, net = Counter(), defaultdict(Decimal), defaultdict(Decimal)
    for number, order in paid.items():
        counts[month_of(order)] += 1
        gross[month_of(order)] += amount_of(order)
        net[month_of(order)] += amount_of(order) - refunded[number]
    assert months(truths, "paid_orders") == counts
    assert {month: Decimal(total) for month, total in months(truths, "gross_sales").items()} == gross
    assert {month: Decimal(total) for month, total in months(truths, "net_sales").items()} == net
    assert 50_000 <= sum(counts.values()) <= 100_000


def test_refunds_by_their_own_month(truths, clean, paid):
    totals = defaultdict(Decimal)
    for refund in clean["refunds.csv"]:
        if refund["订单编号"] in paid:
            totals[refund["退款完结时间"][:7]] += Decimal(refund["退款金额"])
    assert {month: Decimal(total) for month, total in months(truths, "refunded_in_month").items()} == totals


def test_buyers_and_repeat_buyers(truths, paid, refunded, persons):
    def returned(number, order):
        return refunded[number] > 0 and refunded[number] >= amount_of(order)

    kept = [order for number, order in paid.items() if not returned(number, order)]
    orders = Counter((month_of(order), persons[order["买家ID"]]) for order in kept)
    first = {}
    for order in sorted(kept, key=lambda order: order["订单付款时间"]):
        first.setdefault(persons[order["买家ID"]], month_of(order))
    assert months(truths, "buyers") == Counter(month for month, _ in orders)
    assert months(truths, "repeat_buyers") == Counter(month for (month, _), n in orders.items() if n >= 2)
    assert months(truths, "new_paying_users") == Counter(first.values())
    assert months(truths, "fully_refunded_orders") == Counter(month_of(order) for number, order in paid.items() if returned(number, order))


def test_active_users(truths, folder, persons):
    days = set()
    for path in sorted(folder.glob("events_*.parquet")):
        table = pq.read_table(path, columns=["time", "event", "user_id"])
        table = table.filter(pc.not_equal(table["event"].cast(pa.string()), "push_arrive"))
        local = pc.cast(pc.add(pc.cast(table["time"], pa.timestamp("ms")), timedelta(hours=8)), pa.date32(), safe=False)
        found = pa.table({"user": table["user_id"].cast(pa.string()), "day": local.cast(pa.int32())}).group_by(["user", "day"]).aggregate([])
        days |= {
            (persons[user], day) for user, day in zip(*(found[name].to_pylist() for name in ("user", "day")), strict=True) if user in persons and day
        }
    month = {day: f"{date(1970, 1, 1) + timedelta(days=day):%Y-%m}" for _, day in days}
    assert months(truths, "active_user_days") == Counter(month[day] for _, day in days)
    assert months(truths, "active_users") == Counter(of for _, of in {(user, month[day]) for user, day in days})


def test_complaining_buyers(truths, clean, paid, persons):
    complaining = set()
    for ticket in clean["tickets.csv"]:
        order = paid.get(ticket["订单编号"])
        if ticket["工单类型"] == "投诉" and order:
            waited = datetime.fromisoformat(ticket["提交时间"][:10]) - datetime.fromisoformat(order["订单付款时间"][:10])
            if waited <= timedelta(days=30):
                complaining.add((month_of(order), persons[order["买家ID"]]))
    assert months(truths, "complaining_buyers") == Counter(month for month, _ in complaining)
