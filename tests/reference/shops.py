"""Random shops, small and full of edges: what a metric may stumble over is drawn often, not left to luck.

Hypothesis draws a seed, how many rows each table has, and which tables there are; the seed makes the rows.
So an example that fails shrinks to few rows.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from .days import DAY, days
from .history import ENTRY

ZONES = ("Asia/Shanghai", "America/New_York", "Europe/London")
CLOCK_CHANGES = [date(2023, 10, 29), date(2023, 11, 5), date(2024, 3, 10), date(2024, 3, 31)]  # London's and New York's
BASES = [*CLOCK_CHANGES, date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 10), date(2024, 3, 31), date(2024, 4, 1)]
STEPS = (0, 0, 0, 1, 2, 6, 7, 7, 8, 13, 29, 30, 31, 60, 61, 90, 91, 92)  # the windows of the dictionary and a day to either side
TIMES = (time(0), time(23, 59, 59, 999999), time(1, 30), time(2, 30), time(12), time(18, 5, 7))  # 01:30, 02:30: twice or never when clocks change
PEOPLE = [f"u{k}" for k in range(1, 9)]
STRANGERS = ["ghost", "stranger"]  # no row in the users table
AMOUNTS = [Decimal(a) for a in ("0", "0.01", "10", "10", "99.99", "120.5", "3.3333")]
STATUSES = ["paid"] * 6 + ["unpaid", "cancelled", "closed"]
EVENTS = ["login", "login", "login", "view", "add_cart", "push_received"]
KINDS = ["complaint", "complaint", "ticket", "survey", "rating", "nps", "suggestion"]
WAITS = {  # on the limits, a little to either side, and never
    "first_response_at": [None, *(timedelta(minutes=m) for m in (0, 1, 29, 30, 31, 200))],
    "resolved_at": [None, timedelta(hours=1), timedelta(hours=24), timedelta(hours=24, seconds=1), 7 * DAY, 8 * DAY],
}


@dataclass(frozen=True)
class Drawn:
    """A random shop: {table: rows} with local naive moments, its zone, and the last whole day (None: the newest row's)."""

    tables: dict[str, list[dict]]
    timezone: str
    data_until: date | None

    @property
    def until(self) -> date:
        return self.data_until or max(dated(self.tables))

    def having(self, **tables) -> "Drawn":
        return replace(self, tables={**self.tables, **tables})


def dated(tables: dict[str, list[dict]]) -> list[date]:
    """The day of every row."""
    entries = [row[ENTRY[name]] for name, rows in tables.items() for row in rows]
    return [entry.date() if isinstance(entry, datetime) else entry for entry in entries]


def _day(dice: Random, *near: date) -> date:
    return dice.choice(near if near and dice.random() < 0.5 else BASES) + dice.choice(STEPS) * DAY


def _moment(dice: Random, *near: date) -> datetime:
    return datetime.combine(_day(dice, *near), dice.choice(TIMES))


def users(dice: Random, n: int) -> list[dict]:
    """Some merged into a later one (so chains, never rings) or into one that is nowhere, some deleted, some tests."""
    rows = []
    for k, user_id in enumerate(PEOPLE[:n]):
        registered, oddity = _moment(dice), dice.choice(["", "", "", "", "merged", "test", "deleted"])
        rows.append(
            {
                "user_id": user_id,
                "registered_at": registered,
                "channel": dice.choice(["search", "social", None]),
                "merged_into": dice.choice([*PEOPLE[k + 1 : n], "ghost"]) if oddity == "merged" else None,
                "is_test": oddity == "test",
                "deleted_at": registered + dice.choice(STEPS) * DAY if oddity == "deleted" else None,
            }
        )
    return rows


def orders(dice: Random, n: int, registered: dict[str, date]) -> list[dict]:
    """Many on one user's same day, some before sign-up, some not paid, some of users that nobody knows."""
    rows = []
    for k in range(n):
        user_id = dice.choice(PEOPLE[:4] + PEOPLE + STRANGERS)
        paid_at = _moment(dice, *[registered[u] - dice.choice([0, 0, 5]) * DAY for u in (user_id,) if u in registered])
        if rows and dice.random() < 0.2:
            user_id, paid_at = rows[-1]["user_id"], datetime.combine(rows[-1]["paid_at"].date(), dice.choice(TIMES))
        rows.append({"order_id": f"o{k}", "user_id": user_id, "paid_at": paid_at, "amount": dice.choice(AMOUNTS), "status": dice.choice(STATUSES)})
    return rows


def refunds(dice: Random, n: int, sold: list[dict]) -> list[dict]:
    """Of part of an order, all of it, more than it, nothing of it, and of an order that is nowhere."""
    rows = []
    for order in dice.choices(sold, k=n) if sold else ():
        paid = order["amount"]
        back = dice.choice([paid, paid, paid / 2, paid + 1, Decimal(0), Decimal("0.01")]).quantize(Decimal("0.0001"))
        order_id = dice.choice([order["order_id"]] * 5 + ["nowhere"])
        rows.append({"order_id": order_id, "refunded_at": order["paid_at"] + dice.choice(STEPS) * DAY, "amount": back})
    return rows


def events(dice: Random, n: int, registered: dict[str, date]) -> list[dict]:
    rows = []
    for _ in range(n):
        user_id = dice.choice(PEOPLE[:4] + PEOPLE + ["stranger", None])
        occurred = _moment(dice, *[registered[u] for u in (user_id,) if u in registered])
        rows.append({"occurred_at": occurred, "event": dice.choice(EVENTS), "user_id": user_id, "visitor_id": None if user_id else "v1"})
    return rows


def feedback(dice: Random, n: int, sold: list[dict], zone: str) -> list[dict]:
    """Complaints just before and just after their 30 days, tickets answered on the limit, late or never, scores in and out of their scale."""
    rows = []
    for k in range(n):
        kind, created, order = dice.choice(KINDS), _moment(dice), dice.choice([None, *sold])
        if kind == "complaint" and order:
            created = datetime.combine(order["paid_at"].date() + dice.choice([-1, 0, 1, 29, 30, 31]) * DAY, dice.choice(TIMES))
        rows.append(
            {
                "feedback_id": f"f{k}",
                "created_at": created,
                "kind": kind,
                "user_id": dice.choice([*PEOPLE, "stranger", None]),
                "order_id": order and order["order_id"],
                "score": dice.choice([None, 0, 1, 3, 4, 5, 6, 7, 9, 10, 11]),
                "scale_max": dice.choice([None, 5, 10]),
                "resolved": dice.choice([None, True, True, False]),
                **{column: _later(created, dice.choice(waits), ZoneInfo(zone)) for column, waits in WAITS.items()},
            }
        )
    return rows


def _later(moment: datetime, wait: timedelta | None, zone: ZoneInfo) -> datetime | None:
    """The clock so much later; None where a clock change would make it earlier."""
    if wait is None or (moment + wait).replace(tzinfo=zone).timestamp() < moment.replace(tzinfo=zone).timestamp():
        return None
    return moment + wait


def channel_days(dice: Random, n: int) -> list[dict]:
    keys = sorted({(_day(dice), dice.choice(["search", "social", "poster"])) for _ in range(n)})
    return [{"day": day, "channel": channel, "visitors": dice.randint(0, 20), "cost": dice.choice(AMOUNTS)} for day, channel in keys]


@st.composite
def shops(draw) -> Drawn:
    """A shop has orders or events, or both; any other table may be missing or empty."""
    seed, zone = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from(ZONES))

    def rows(make, most: int, *more) -> list[dict]:
        return make(Random(f"{seed} {make.__name__}"), draw(st.integers(0, most)), *more)

    known = rows(users, len(PEOPLE))
    registered = {row["user_id"]: row["registered_at"].date() for row in known}
    sold = rows(orders, 25, registered)
    tables = {
        "users": known,
        "orders": sold,
        "events": rows(events, 40, registered),
        "refunds": rows(refunds, 8, sold),
        "feedback": rows(feedback, 16, sold, zone),
        "channel_days": rows(channel_days, 12),
    }
    tables.pop(draw(st.sampled_from(["nothing"] * 4 + ["orders", "events"])), None)
    for name in ("users", "refunds", "feedback", "channel_days"):
        if draw(st.integers(0, 4)) == 4:
            del tables[name]
    until = draw(st.sampled_from([date(2024, 9, 30), date(2024, 6, 30), date(2024, 4, 30), None]))
    return Drawn(tables, zone, until if until or dated(tables) else date(2024, 6, 30))


@st.composite
def labels(draw, shop: Drawn) -> str:
    """The label of a closed period in which the shop has rows, or that lies near them."""
    unit = draw(st.sampled_from(["month", "quarter", "month", "week", "month", "year", "day", "range"]))
    near = draw(st.sampled_from(sorted({day for day in dated(shop.tables) if day <= shop.until} or {shop.until})))
    label = _label(near, unit, draw(st.sampled_from([31, 10, 1])))
    while days(label).last > shop.until:
        near -= days(label).count * DAY
        label = _label(near, unit, 10)
    return label


def _label(day: date, unit: str, length: int) -> str:
    """The label of the period of a unit in which a day lies; of the range of a length that starts with it."""
    if unit == "range":
        return f"{day}..{day + (length - 1) * DAY}"
    if unit == "week":
        return "{}-W{:02}".format(*day.isocalendar())
    return {"day": f"{day}", "month": f"{day:%Y-%m}", "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "year": f"{day.year}"}[unit]
