"""A big shop for the benchmarks, as Parquet files: events in order of time, users who differ much in how often they come. Made by numpy."""

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

START, DAYS, SECONDS = dt.date(2025, 11, 1), 365, 86400
NAMES = np.array(["visit", "view", "login", "add_cart", "share", "push_received"])
SHARES = [0.3, 0.4, 0.12, 0.1, 0.03, 0.05]
CHANNELS = np.array(["search", "social", "store", "referral", "ads"])
LAST = START + dt.timedelta(days=DAYS - 1)
LAST_MONTH = "2026-10"


def make(folder: Path, events: int, users: int, orders: int, text_ids: bool = False, seed: int = 7) -> Path:
    """Writes users, events, orders and refunds of so many rows (events and orders about as many) below the folder; returns the parameter file."""
    ids = pa.array(np.char.add("U", np.arange(users).astype(str))) if text_ids else pa.array(np.arange(users))
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    joined = np.sort(rng.integers(0, DAYS, users))
    zeal = rng.pareto(1.3, users) + 0.2
    _write_users(folder, rng, joined, ids)
    _write_events(folder, rng, joined, zeal, events, ids)
    _write_orders(folder, rng, joined, zeal, orders, ids)
    file = folder / "report.yml"
    file.write_text(PARAMS)
    return file


def _moments(days, rng):
    base = np.datetime64(START, "us")
    return base + (days.astype(np.int64) * SECONDS + rng.integers(0, SECONDS, len(days))).astype("timedelta64[s]")


def _write_users(folder, rng, joined, ids):
    n = len(joined)
    channel = CHANNELS[rng.integers(0, len(CHANNELS), n)]
    pq.write_table(pa.table({"user_id": ids, "registered_at": _moments(joined, rng), "channel": channel}), folder / "users.parquet")


def _drawn(rng, joined, zeal, day, n):
    """n users who had joined by the day, the zealous more often."""
    known = int(np.searchsorted(joined, day, side="right"))
    if not known:
        return np.empty(0, np.int64)
    weight = np.cumsum(zeal[:known])
    return np.searchsorted(weight, rng.random(n) * weight[-1])


def _write_events(folder, rng, joined, zeal, events, ids):
    """Visits of users on days, each with some events: about five a user and day."""
    schema = pa.schema({"occurred_at": pa.timestamp("us"), "user_id": ids.type, "event": pa.dictionary(pa.int32(), pa.string())})
    growth = np.linspace(0.6, 1.4, DAYS)
    with pq.ParquetWriter(folder / "events.parquet", schema) as out:
        for day in range(DAYS):
            n = int(events / DAYS * growth[day])
            visitors = np.unique(_drawn(rng, joined, zeal, day, n // 3))
            if not len(visitors):
                continue
            who = visitors[rng.integers(0, len(visitors), n)]
            names = pa.DictionaryArray.from_arrays(rng.choice(len(NAMES), n, p=SHARES).astype(np.int32), pa.array(NAMES))
            moments = np.sort(_moments(np.full(n, day), rng))
            out.write_table(pa.table({"occurred_at": moments, "user_id": ids.take(pa.array(who)), "event": names}, schema=schema))


def _write_orders(folder, rng, joined, zeal, orders, ids):
    days = np.sort(rng.integers(1, DAYS, orders))
    starts = np.searchsorted(days, np.arange(DAYS + 1))
    who = np.concatenate([_drawn(rng, joined, zeal, day, starts[day + 1] - starts[day]) for day in range(1, DAYS)])
    days = days[len(days) - len(who) :]
    cents = rng.lognormal(9.4, 0.7, len(who)).astype(np.int64) + 1
    amount = _money(cents)
    ids = np.arange(len(who))
    paid = _moments(days, rng)
    pq.write_table(pa.table({"order_id": ids, "user_id": ids.take(pa.array(who)), "paid_at": paid, "amount": amount}), folder / "orders.parquet")
    back = rng.random(len(who)) < 0.05
    refund = np.where(rng.random(back.sum()) < 0.5, cents[back], cents[back] // 2 + 1)
    table = pa.table({"order_id": ids[back], "refunded_at": paid[back] + np.timedelta64(3600, "s"), "amount": _money(refund)})
    pq.write_table(table, folder / "refunds.parquet")


def _money(cents):
    """Cents as money, exact: the same digits with the point moved."""
    raw = np.column_stack([cents, np.zeros_like(cents)]).tobytes()  # little-endian 128 bit
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(raw)])


PARAMS = f"""shop: big
timezone: Asia/Shanghai
currency: CNY
data_until: {LAST}
cache: cache
sources:
  users: {{files: users.parquet, timezone: Asia/Shanghai}}
  events: {{files: events.parquet, timezone: Asia/Shanghai}}
  orders: {{files: orders.parquet, timezone: Asia/Shanghai}}
  refunds: {{files: refunds.parquet, timezone: Asia/Shanghai}}
"""
