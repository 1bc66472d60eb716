"""A shop's raw rows made ready for counting by hand: local days, merged accounts, test accounts out, refunds added up."""

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .days import Days

PASSIVE = {"push_received", "impression", "page_load", "recommend_shown", "task_shown"}  # done to a user, not by one
ENTRY = {  # the moment or day that dates a row of each table; others have no day of their own
    "users": "registered_at",
    "events": "occurred_at",
    "orders": "paid_at",
    "refunds": "refunded_at",
    "feedback": "created_at",
    "channel_days": "day",
    "touches": "sent_at",
    "coupons": "issued_at",
    "points": "occurred_at",
    "recharges": "occurred_at",
    "tiers": "changed_at",
    "assignments": "assigned_at",
}
PLANNED = {"starts_at", "ends_at", "due_on", "expires_at"}  # known before they come


class Answer(NamedTuple):
    """A figure with its parts; totals have no parts."""

    value: Fraction
    numerator: object = None
    denominator: object = None


class Unknown(Exception):
    """The figure cannot be known; the reason is its only argument."""


def ratio(top, bottom) -> Answer:
    if not bottom:
        raise Unknown("zero_denominator")
    return Answer(Fraction(top) / Fraction(bottom), top, bottom)


def share(part: set, of: set) -> Answer:
    return ratio(len(part & of), len(of))


def total(number) -> Answer:
    return Answer(Fraction(number))


@dataclass(frozen=True)
class Order:
    """A paid order. at: on the world's clock; refunded: everything that went back on it, whenever it did; row: all that the shop says of it."""

    order_id: str
    user: str
    at: datetime
    day: date
    amount: Decimal
    refunded: Decimal
    row: dict = field(repr=False)

    @property
    def fully_refunded(self) -> bool:
        return self.refunded > 0 and self.refunded >= self.amount

    def counts(self, mode: str) -> bool:
        return mode == "gross" or not self.fully_refunded

    def money(self, mode: str) -> Decimal:
        """What the order brought: gross all of it, net less what went back, else all of it unless it went back whole."""
        if mode == "net":
            return self.amount - self.refunded
        return self.amount if self.counts(mode) else Decimal(0)


class History:
    """All that a shop's tables say. tables: {name: rows}; a row is a dict; moments are local and naive, or aware."""

    def __init__(self, tables: dict[str, list[dict]], timezone: str, data_until: date | None, rules):
        self.given = self.tables = tables
        self.zone, self.rules = ZoneInfo(timezone), rules
        self.accounts = {row["user_id"]: row for row in tables.get("users", ())}
        self.until = data_until or max(day for name in tables if name in ENTRY for day in self.entries(name))
        self.given, self.tables = tables, {name: self.as_seen(rows, ENTRY.get(name)) for name, rows in tables.items()}
        for method in ("begins", "paid", "purchases", "activity", "members"):  # read by nearly every figure, changed by none
            setattr(self, method, cache(getattr(self, method)))

    def as_seen(self, rows: list[dict], entry: str | None) -> list[dict]:
        """The rows as they were known when the data ended: what came after (an order, an answer, a deletion) had not come yet."""
        seen = [row for row in rows if entry is None or self.day(row[entry]) <= self.until]
        return [{c: None if c not in PLANNED and isinstance(v, date) and self.day(v) > self.until else v for c, v in row.items()} for row in seen]

    def entries(self, table: str) -> list[date]:
        """The local day of every row of a table, seen or not, those of test accounts left out."""
        tried = {row["order_id"] for row in self.given.get("orders", ()) if self.is_test(row["user_id"])} if table == "refunds" else set()
        rows = (row for row in self.given[table] if not self.is_test(row.get("user_id")) and row.get("order_id") not in tried)
        return [self.day(row[ENTRY[table]]) for row in rows]

    def begins(self, table: str) -> date:
        """The local day of a table's oldest row; an empty table, which was watched all the time, never begins late."""
        if table not in self.tables:
            raise Unknown("table_missing")
        return min(self.entries(table), default=date.min) if table in ENTRY else date.min

    def instant(self, moment: datetime) -> datetime:
        """A moment on the world's clock; a local moment that comes twice is the first of the two."""
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)

    def day(self, moment: date | datetime | None) -> date | None:
        if not isinstance(moment, datetime):
            return moment
        return self.instant(moment).astimezone(self.zone).date()

    # who

    def person(self, user_id: str) -> str:
        """The account that an account was merged into, through all steps."""
        while (into := self.accounts.get(user_id, {}).get("merged_into")) and into != user_id:
            user_id = into
        return user_id

    def is_test(self, user_id: str) -> bool:
        """Whether an account, or the one that it was merged into, is a test account."""
        return any(self.accounts.get(one, {}).get("is_test") for one in (user_id, self.person(user_id)))

    def rows(self, name: str, *columns: str) -> list[dict]:
        """The rows of a table with `user_id` the person, test users left out; columns: what the figure needs beside the required ones."""
        if name not in self.tables:
            raise Unknown("table_missing")
        given = self.tables[name]
        if given and any(column not in given[0] for column in columns):
            raise Unknown("column_missing")
        return [
            {**row, "user_id": row.get("user_id") and self.person(row["user_id"])}
            for row in given
            if not (row.get("user_id") and self.is_test(row["user_id"]))
        ]

    def users(self) -> dict[str, dict]:
        """The people of the users table, one each: by the account that is left, or by the oldest one where that has no row."""
        self.rows("users")
        found, seen = {}, {row["user_id"]: row for row in self.tables.get("users", ())}
        for u, row in sorted(seen.items(), key=lambda account: (account[1]["registered_at"], account[0])):
            if not self.is_test(u) and (u == self.person(u) or self.person(u) not in self.accounts):
                found.setdefault(self.person(u), row)
        return found

    def registered(self) -> dict[str, date]:
        return {u: self.day(row["registered_at"]) for u, row in self.users().items()}

    def registered_at_start_of(self, day: date) -> set[str]:
        """Users registered before a day began and not deleted before it began."""
        deleted = {u: self.day(row.get("deleted_at")) for u, row in self.users().items()}
        return {u for u, on in self.registered().items() if on < day and not (deleted[u] and deleted[u] < day)}

    # what they bought

    def paid(self) -> list[Order]:
        """Every paid order, whatever was refunded."""
        refunded = defaultdict(Decimal)
        for row in self.tables.get("refunds", ()):
            refunded[row["order_id"]] += row["amount"]
        return [
            Order(
                row["order_id"], row["user_id"], self.instant(row["paid_at"]), self.day(row["paid_at"]), row["amount"], refunded[row["order_id"]], row
            )
            for row in self.rows("orders")
            if row.get("status", "paid") == "paid"
        ]

    def purchases(self, mode: str | None = None, same_day: str = "count") -> dict[str, list[date]]:
        """{buyer: the days of the counted orders, oldest first}; same_day="merge": each day once."""
        found = defaultdict(list)
        for order in self.paid():
            if order.counts(mode or self.rules.refunds.counts):
                found[order.user].append(order.day)
        return {u: sorted(set(on) if same_day == "merge" else on) for u, on in found.items()}

    # when they were active

    def activity_table(self, basis: str | None = None) -> str:
        """The table that says when users were active."""
        basis = basis or self.rules.activity.basis
        if basis == "auto":
            return "events" if "events" in self.tables else "orders"
        return basis

    def use(self) -> str:
        """The table that says who used the shop: its events, unless the rules say orders; buying alone does not stand in for use."""
        return "orders" if self.rules.activity.basis == "orders" else "events"

    def activity(self, basis: str | None = None) -> dict[str, list[date]]:
        """{user: the days on which the user was active, oldest first}; a day is a day, however much happened."""
        basis = self.activity_table(basis)
        if basis == "orders":
            return self.purchases(same_day="merge")
        named, found = self.rules.activity.events, defaultdict(set)
        for row in self.rows("events"):
            if row["user_id"] and (row["event"] not in PASSIVE if named is None else row["event"] in named):
                found[row["user_id"]].add(self.day(row["occurred_at"]))
        return {u: sorted(on) for u, on in found.items()}

    # who belongs to the shop

    def members(self) -> dict[str, date]:
        """{member: the day on which the user became one}: as the users table says, else the day of the first tier."""
        if "tiers" not in self.tables:
            self.rows("users", "member_since")
        first = {}
        for row in sorted(self.rows("tiers"), key=lambda row: self.instant(row["changed_at"])) if "tiers" in self.tables else ():
            first.setdefault(row["user_id"], self.day(row["changed_at"]))
        told = {u: self.day(row.get("member_since")) for u, row in self.users().items()} if "users" in self.tables else {}
        return first | {u: day for u, day in told.items() if day}

    def gone_before(self, day: date) -> set[str]:
        """Users whose account was deleted before a day began."""
        people = self.users() if "users" in self.tables else {}
        return {u for u, row in people.items() if row.get("deleted_at") and self.day(row["deleted_at"]) < day}

    # what is known

    def observed_by_one(self, period: Days, stand_ins: tuple[str, ...], *tables: str):
        """As `observed`, of tables and one of those that stand in for each other: the way that begins first."""
        ways = [[name for name in (one, *tables) if self.begins(name) > date.min] for one in stand_ins if one in self.tables]
        if not ways:
            raise Unknown("table_missing")
        if period.end <= min((max(map(self.begins, way)) for way in ways if way), default=date.min):
            raise Unknown("not_observed")

    def observed(self, period: Days, *tables: str):
        """Nothing is known of a period that ends before the first row of a table that a figure rests on."""
        if any(period.end <= self.begins(table) for table in tables):
            raise Unknown("not_observed")

    def must_have_begun(self, table: str, day: date):
        """A figure that looks back as far as a day is unknown when the table begins later."""
        if day < self.begins(table):
            raise Unknown("not_observed")

    def looks_back(self, period: Days, table: str, day: date):
        """As `must_have_begun`, of a window that begins before the period."""
        if day < period.start:
            self.must_have_begun(table, day)

    def must_have_passed(self, day: date):
        """A figure that looks as far as a day is unknown until that day is over."""
        if day > self.until:
            raise Unknown("incomplete")


def within(dated: dict[str, list[date]], period: Days) -> Counter:
    """{user: how many of the user's days, oldest first, lie in the period}, those with none left out."""
    counted = Counter({u: bisect_left(on, period.end) - bisect_left(on, period.start) for u, on in dated.items()})
    return +counted


def before(dated: dict[str, list[date]], day: date) -> dict[str, list[date]]:
    """What lies before a day, users with nothing left out."""
    return {u: on[: bisect_left(on, day)] for u, on in dated.items() if on[0] < day}


def firsts(dated: dict[str, list[date]]) -> dict[str, date]:
    return {u: on[0] for u, on in dated.items()}


def entered(firsts_by_user: dict[str, date], period: Days) -> set[str]:
    return {u for u, day in firsts_by_user.items() if day in period}
