"""Random shops, small and full of edges: what a metric may stumble over is drawn often, not left to luck.

Hypothesis draws a seed, how many rows each table has, and which tables there are; the seed makes the rows.
So an example that fails shrinks to few rows.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from hypothesis import strategies as st

from . import more_rows
from .days import DAY, days
from .history import ENTRY
from .rows import channel_days, events, feedback, orders, refunds, users

ZONES = ("Asia/Shanghai", "America/New_York", "Europe/London")
USUAL = ("users", "orders", "events", "refunds", "feedback", "channel_days")
MOST = {  # rows of the other tables
    "campaigns": 3, "touches": 24, "coupons": 16, "points": 30, "recharges": 20, "tiers": 24, "assignments": 8, "work_items": 24, "manual_figures": 3,
}  # fmt: skip


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
    """The day of every row that has one."""
    entries = [row[ENTRY[name]] for name, rows in tables.items() if name in ENTRY for row in rows]
    return [entry.date() if isinstance(entry, datetime) else entry for entry in entries]


@st.composite
def shops(draw, names=USUAL, events_named=()) -> Drawn:
    """A shop of these tables (and of some of these events). It has orders or events, or both; any other table may be missing or empty."""
    seed, zone = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from(ZONES))

    def rows(make, most: int, *more) -> list[dict]:
        return make(Random(f"{seed} {make.__name__}"), draw(st.integers(0, most)), *more)

    known = rows(users, 8)
    registered = {row["user_id"]: row["registered_at"].date() for row in known}
    sold = rows(orders, 25, registered)
    tables = {
        "users": lambda: known,
        "orders": lambda: sold,
        "events": lambda: rows(events, 40, registered, *((events_named, sold) if events_named else ())),
        "refunds": lambda: rows(refunds, 8, sold),
        "feedback": lambda: rows(feedback, 16, sold, zone),
        "channel_days": lambda: rows(channel_days, 12),
    }
    for name, most in MOST.items():
        more = (sold, zone) if name in ("touches", "coupons") else ()
        tables[name] = lambda name=name, most=most, more=more: rows(getattr(more_rows, name), most, *more)
    optional = [name for name in names if name not in ("orders", "events")]
    lacking = {draw(st.sampled_from(["nothing"] * 6 + ["orders", "events"])), draw(st.sampled_from([*optional, *["nothing"] * 6]))}
    tables = {name: tables[name]() for name in names if name not in lacking}
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
