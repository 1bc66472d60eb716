"""The events and orders of a case as Ibis tables, and the words of a question as ours."""

import datetime as dt
import json
from decimal import Decimal

import ibis
import pyarrow as pa

from opsreport.analyses import Buckets
from opsreport.zones import utc

MOMENT = pa.timestamp("us")
MONEY = pa.decimal128(18, 4)


def when(text):
    """A local date, a naive local moment, or (with Z or an offset) a moment with its zone."""
    if len(text) == 10:
        return dt.date.fromisoformat(text)
    return dt.datetime.fromisoformat(text)


def instant(text, zone):
    """A naive UTC moment; a local date is the beginning of its day."""
    at = when(text)
    if isinstance(at, dt.datetime) and at.tzinfo:
        return at.astimezone(dt.UTC).replace(tzinfo=None)
    return utc(at, zone)


def written(value):
    """A property's value as text, so that a column can hold values of any type."""
    return value if value is None or isinstance(value, str) else json.dumps(value, sort_keys=True)


def prop(name):
    return f"prop {name}"


def events_of(case):
    """user_id, occurred_at, event, and a column for each property that an event or the question has."""
    rows, question = case.get("events", []), case["question"]
    named = {key for row in rows for key in row.get("props") or {}}
    named |= {key for part in ("where", "start_where", "return_where") for key in question.get(part) or {}}
    named |= {question["breakdown"]} if question.get("breakdown") else set()
    columns = {
        "user_id": pa.array([str(row["user"]) for row in rows], pa.string()),
        "occurred_at": pa.array([instant(row["time"], case["timezone"]) for row in rows], MOMENT),
        "event": pa.array([row["name"] for row in rows], pa.string()),
    }
    for key in sorted(named):
        columns[prop(key)] = pa.array([written((row.get("props") or {}).get(key)) for row in rows], pa.string())
    return ibis.memtable(pa.table(columns))


def orders_of(case):
    """user_id, day (the local day), amount, refunded, and every other text that an order has; paid ones only."""
    rows, zone = case.get("orders", []), case["timezone"]
    rows = [row for row in rows if row.get("status", "paid") == "paid"]
    columns = {
        "user_id": pa.array([str(row["user"]) for row in rows], pa.string()),
        "paid_at": pa.array([instant(row["time"], zone) for row in rows], MOMENT),
        "amount": pa.array([money(row.get("amount")) for row in rows], MONEY),
        "refunded": pa.array([refunded(row) for row in rows], MONEY),
    }
    known = {"user", "time", "amount", "refund_amount", "refunded_at", "status"}
    for key in sorted({key for row in rows for key in row} - known):
        columns[key] = pa.array([written(row.get(key)) for row in rows], pa.string())
    table = ibis.memtable(pa.table(columns))
    span = [instant(row["time"], zone) for row in rows] or [dt.datetime(2000, 1, 1)]
    days = Buckets.between(min(span), max(span), "day", zone)
    return table.mutate(day=days.day(table.paid_at)).drop("paid_at")


def money(value):
    return Decimal(0) if value is None else Decimal(str(value))


def refunded(row):
    """A refund without an amount is of the whole order."""
    return money(row.get("refund_amount", row.get("amount") if row.get("refunded_at") else None))


def file_of_orders(path, columns=("_", "user", "date%Y%m%d", "qty", "amount")):
    """A text file of orders, fields apart by spaces; `columns` name them, a date with its form."""
    at = {name.split("%")[0]: place for place, name in enumerate(columns)}
    form = next(name for name in columns if name.startswith("date"))[4:]
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    table = {
        "user_id": pa.array([row[at["user"]] for row in rows]),
        "day": pa.array([dt.datetime.strptime(row[at["date"]], form).date() for row in rows], pa.date32()),
        "amount": pa.array([Decimal(row[at["amount"]]) for row in rows], MONEY),
    }
    return ibis.memtable(pa.table(table))
