"""A big shop for the benchmarks, as Parquet files: users who differ much in how often they come, and come for a while. Made by numpy, in bulk."""

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from tests.benchmarks.other_tables import TABLES, write_tables

START, DAYS, SECONDS = dt.date(2025, 10, 1), 396, 86400
SHARES = {  # of events
    "visit": 0.24, "view": 0.24, "login": 0.08, "search": 0.05, "read": 0.06, "add_cart": 0.06, "checkout": 0.03, "share": 0.02, "comment": 0.01,
    "like": 0.03, "tip": 0.005, "sign_in": 0.03, "invite": 0.005, "bind_card": 0.002, "click": 0.01, "impression": 0.02, "push_received": 0.03,
    "page_load": 0.03, "recommend_shown": 0.02, "recommend_click": 0.01, "task_shown": 0.005, "task_done": 0.003, "topic": 0.004, "vote": 0.002,
    "contest": 0.002, "live": 0.001, "badge_earned": 0.001, "level_up": 0.001,
}  # fmt: skip
NAMES = np.array(list(SHARES))
OF_THINGS = np.isin(NAMES, ["view", "search", "read", "add_cart", "share", "comment", "like", "tip", "recommend_shown", "recommend_click",
                            "task_shown", "task_done"])  # fmt: skip
CHANNELS = np.array(["search", "social", "store", "referral", "ads"])
PLATFORMS, THINGS, CAMPAIGNS = np.array(["app", "web", "mini"]), np.char.add("T", np.arange(2000).astype(str)), 40
ANONYMOUS = 0.03  # of events: visits of persons who have not said who they are
STAY_S = 1500  # how long a visit may last, in seconds
LAST = START + dt.timedelta(days=DAYS - 1)
LAST_MONTH = "2026-10"


def make(folder: Path, events: int, users: int, orders: int, text_ids: bool = False, seed: int = 7) -> Path:
    """Writes all tables below the folder, with so many users, events and orders (about); returns the parameter file."""
    ids = pa.array(np.char.add("U", np.arange(users).astype(str))) if text_ids else pa.array(np.arange(users))
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    joined = np.sort(rng.integers(0, DAYS, users))
    zeal = rng.pareto(1.3, users) + 0.2
    _write_users(folder, rng, joined, ids)
    _write_events(folder, rng, joined, zeal, events, ids)
    _write_orders(folder, rng, joined, zeal, orders, ids)
    write_tables(folder, START, DAYS)
    file = folder / "report.yml"
    file.write_text(PARAMS)
    return file


def _moments(days, rng):
    return _at(days, rng.integers(0, SECONDS, len(days)))


def _at(days, seconds):
    base = np.datetime64(START, "us")
    return base + (days.astype(np.int64) * SECONDS + seconds).astype("timedelta64[s]")


def _write_users(folder, rng, joined, ids):
    n = len(joined)
    moments = _moments(joined, rng)
    member = np.where(rng.random(n) < 0.3, moments + np.timedelta64(9, "h"), np.datetime64("NaT", "us"))
    gone = np.where(rng.random(n) < 0.01, moments + np.timedelta64(100, "D"), np.datetime64("NaT", "us"))
    inviter = ids.take(pa.array((rng.random(n) * np.arange(n)).astype(np.int64), mask=rng.random(n) > 0.1))
    table = dict(
        user_id=ids, registered_at=moments, channel=CHANNELS[rng.integers(0, len(CHANNELS), n)], city=THINGS[rng.integers(0, 30, n)],
        gender=np.array(["f", "m"])[rng.integers(0, 2, n)], member_since=member, deleted_at=gone, referrer_id=inviter,
    )  # fmt: skip
    pq.write_table(pa.table(table), folder / "users.parquet")


def _drawn(rng, joined, zeal, day, n):
    """n users who had joined by the day, the zealous more often."""
    known = int(np.searchsorted(joined, day, side="right"))
    if not known:
        return np.empty(0, np.int64)
    weight = np.cumsum(zeal[:known])
    return np.searchsorted(weight, rng.random(n) * weight[-1])


def _write_events(folder, rng, joined, zeal, events, ids):
    """Visits of users on days, one or two a day, each with some events: about five a user and day."""
    growth = np.linspace(0.6, 1.4, DAYS)
    writer, sessions = None, 0
    for day in range(DAYS):
        n = int(events / DAYS * growth[day])
        visitors = np.unique(_drawn(rng, joined, zeal, day, n // 3))
        if not len(visitors):
            continue
        rows = pa.table(_events_of_day(rng, day, n, visitors, sessions, ids))
        writer = writer or pq.ParquetWriter(folder / "events.parquet", rows.schema, store_decimal_as_integer=True)
        writer.write_table(rows)
        sessions += 2 * len(visitors)
    writer.close()


def _events_of_day(rng, day, n, visitors, sessions, ids):
    visit = rng.integers(0, len(visitors), n) * 2 + (rng.random(n) < 0.15)
    begins = rng.integers(0, SECONDS - STAY_S, 2 * len(visitors))
    seconds = begins[visit] + rng.integers(0, STAY_S, n)
    order = np.argsort(seconds, kind="stable")
    visit, seconds = visit[order], seconds[order]
    name = rng.choice(len(NAMES), n, p=np.array(list(SHARES.values())) / sum(SHARES.values())).astype(np.int32)
    who, chance = visitors[visit // 2], rng.random(n)
    seen = (name == 0) & (chance < 2 * ANONYMOUS / SHARES["visit"])  # by a visitor's id; half of them are known users
    hidden = (name == 0) & (chance < ANONYMOUS / SHARES["visit"])
    number = (rng.random(n) * 300).astype(np.int64)
    return dict(
        occurred_at=_at(np.full(n, day), seconds),
        user_id=ids.take(pa.array(who, mask=hidden)),
        event=_coded(name, NAMES),
        session_id=pa.array(sessions + visit, mask=hidden),
        visitor_id=pa.array(who, mask=~seen),
        object_id=_coded((rng.random(n) ** 2 * len(THINGS)).astype(np.int32), THINGS, ~OF_THINGS[name]),
        channel=_coded(rng.integers(0, 3, n).astype(np.int32), PLATFORMS),
        duration_s=_decimal(number, NAMES[name] != "read", 9, 2),
        value=_decimal(number, ~np.isin(NAMES[name], ["tip", "page_load"]), 9, 2),
        campaign_id=_coded(rng.integers(0, CAMPAIGNS, n).astype(np.int32), np.char.add("C", np.arange(CAMPAIGNS).astype(str)), chance < 0.98),
    )  # fmt: skip


def _coded(codes, words, missing=None):
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), pa.array(words))


def _decimal(cents, missing=None, precision=18, scale=2):
    """Cents as money, exact: the same digits with the point moved."""
    raw = np.column_stack([cents, np.zeros_like(cents)]).tobytes()  # little-endian 128 bit
    there = None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(precision, scale), len(cents), [there, pa.py_buffer(raw)])


def _write_orders(folder, rng, joined, zeal, orders, ids):
    days = np.sort(rng.integers(1, DAYS, orders))
    starts = np.searchsorted(days, np.arange(DAYS + 1))
    who = np.concatenate([_drawn(rng, joined, zeal, day, starts[day + 1] - starts[day]) for day in range(1, DAYS)])
    days, n = days[len(days) - len(who) :], len(who)
    cents = rng.lognormal(9.4, 0.7, n).astype(np.int64) + 1
    paid = _moments(days, rng)
    table = dict(
        order_id=np.arange(n), user_id=ids.take(pa.array(who)), paid_at=paid, amount=_decimal(cents), ordered_at=paid - np.timedelta64(90, "s"),
        discount=_decimal(cents // 10, rng.random(n) < 0.7), cost=_decimal(cents * 6 // 10), channel=PLATFORMS[rng.integers(0, 3, n)],
        category=THINGS[rng.integers(0, 20, n)], campaign_id=_coded(rng.integers(0, CAMPAIGNS, n).astype(np.int32),
        np.char.add("C", np.arange(CAMPAIGNS).astype(str)), rng.random(n) < 0.8), coupon_id=pa.array(np.arange(n), mask=rng.random(n) < 0.85),
        store=THINGS[rng.integers(0, 12, n)],
    )  # fmt: skip
    pq.write_table(pa.table(table), folder / "orders.parquet", store_decimal_as_integer=True)
    back = rng.random(n) < 0.05
    refund = np.where(rng.random(back.sum()) < 0.5, cents[back], cents[back] // 2 + 1)
    table = pa.table({"order_id": np.arange(n)[back], "refunded_at": paid[back] + np.timedelta64(3600, "s"), "amount": _decimal(refund)})
    pq.write_table(table, folder / "refunds.parquet")


GAPS = "{sessions: gap}"  # what a shop without session ids asks for, and what takes longest
PARAMS = f"""shop: big
timezone: Asia/Shanghai
currency: CNY
data_until: {LAST}
cache: cache
rules:
  tiers: [silver, gold, black]
  options: {{bounce_rate: {GAPS}, usage_duration: {GAPS}, activity_score: {GAPS}}}
sources:
""" + "".join(f"  {name}: {{files: {name}.parquet, timezone: Asia/Shanghai}}\n" for name in ("users", "events", "orders", "refunds", *TABLES))
