"""Dirty rows, as every real export has some: put between the clean ones, and written down in the truths.

A dirty row is one more row, never a clean one made dirty: the planted truths hold whatever becomes of it.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from opsreport.demo.export import TextFile
from opsreport.demo.orders import DONE


@dataclass(frozen=True)
class Stain:
    """A kind of dirt. header: the raw column that is dirty; column: its name in our tables; times: rows of it."""

    file: str
    header: str
    column: str
    value: str
    reason: str
    times: int


@dataclass(frozen=True)
class Spot:
    """A dirty row in a file. row: its number as a record of the file, the header being 1."""

    file: str
    row: int
    column: str
    reason: str

    @property
    def fate(self) -> str:
        return "duplicate" if self.reason in ("repeated", "repeated from the month before") else "set_aside"


EMPTY, NOT_A_NUMBER, NO_SUCH_DATE, UNKNOWN, TOO_LOW = "empty", "not a number", "no such date", "unknown value", "too low"
STAINS = (
    Stain("orders_2024-12.csv", "买家实际支付金额", "amount", "", EMPTY, 3),
    Stain("orders_2024-12.csv", "买家实际支付金额", "amount", "12,3x", NOT_A_NUMBER, 2),
    Stain("orders_2025-03.csv", "订单付款时间", "paid_at", "2025-02-30 10:00:00", NO_SUCH_DATE, 2),
    Stain("orders_2026-02.csv", "订单状态", "status", "异常单", UNKNOWN, 3),
    Stain("orders_2026-05.csv", "买家实际支付金额", "amount", "-35.00", TOO_LOW, 2),
    Stain("orders_2026-10.csv", "买家实际支付金额", "amount", "", EMPTY, 2),
    Stain("orders_2026-10.csv", "买家实际支付金额", "amount", "12,3x", NOT_A_NUMBER, 1),
    Stain("orders_2026-10.csv", "买家ID", "user_id", "", EMPTY, 1),
    Stain("users.csv", "注册时间", "registered_at", "2025/13/01 08:00:00", NO_SUCH_DATE, 2),
    Stain("refunds.csv", "退款金额", "amount", "-5.00", TOO_LOW, 1),
    Stain("refunds.csv", "退款金额", "amount", "abc", NOT_A_NUMBER, 1),
    Stain("coupons.csv", "face_value", "face_value", "-10", TOO_LOW, 2),
    Stain("touches.csv.gz", "uid", "user_id", "", EMPTY, 2),
    Stain("tiers.txt", "变更时间", "changed_at", "2026/02/29 09:00:00", NO_SUCH_DATE, 1),
    Stain("points.csv", "变动值", "delta", "1.5", NOT_A_NUMBER, 2),
    Stain("recharges.csv", "金额", "amount", "一百", NOT_A_NUMBER, 1),
    Stain("reviews.csv", "星级", "score", "六", NOT_A_NUMBER, 2),
    Stain("tickets.csv", "工单类型", "kind", "骚扰", UNKNOWN, 2),
    Stain("surveys.csv", "提交时间", "created_at", "昨天", NO_SUCH_DATE, 1),
)
REPEATED = {"orders_2025-03.csv": 5, "orders_2025-11.csv": 12, "orders_2026-10.csv": 4, "users.csv": 3, "reviews.csv": 2, "assignments.csv": 2}
OVERLAPPING = {"orders_2025-06.csv": ("orders_2025-05.csv", 3)}  # the month before is exported a second time
CONFLICTING = {"orders_2025-07.csv": ("买家实际支付金额", "amount", 2), "users.csv": ("注册时间", "registered_at", 1)}  # pairs with the same key
_SERIAL = {"coupon_id", "msg_id", "评价编号", "工单号", "问卷编号", "退款编号", "订单编号", "用户编号"}


def soil(rng: np.random.Generator, files: dict[str, TextFile]) -> list[Spot]:
    """Put the dirty rows into the files; where each of them is."""
    added = defaultdict(list)  # file: (behind which row, the row, column, reason)
    for stain in STAINS:
        rows = files[stain.file].rows
        for row, at in _copies(rng, rows, stain.times):
            row[rows[0].index(stain.header)] = stain.value
            added[stain.file].append((at, _renamed(rows[0], row), stain.column, stain.reason))
    for name, times in REPEATED.items():
        for row, at in _copies(rng, files[name].rows, times):
            added[name].append((at, row, "", "repeated"))
    for name, (before, times) in OVERLAPPING.items():
        for row in files[before].rows[-times:]:
            added[name].append((0, list(row), "", "repeated from the month before"))
    for name, (header, column, times) in CONFLICTING.items():
        rows = files[name].rows
        pairs = _copies(rng, rows, 2 * times)
        for (row, at), (other, also_at) in zip(pairs[::2], pairs[1::2], strict=True):
            twin = list(row)
            twin[rows[0].index(header)] = other[rows[0].index(header)]
            added[name] += [(at, _renamed(rows[0], row), column, "conflicting"), (also_at, _renamed(rows[0], twin), column, "conflicting")]
    return [spot for name in files if name in added for spot in _insert(name, files[name].rows, added[name])]


def _copies(rng, rows, times):
    """Copies of rows picked at random, each with a place behind its original."""
    usable = [number for number, row in enumerate(rows) if number and ("订单状态" not in rows[0] or row[rows[0].index("订单状态")] == DONE)]
    picked = np.sort(rng.choice(usable, times, replace=False))
    return [(list(rows[number]), int(rng.integers(number, min(number + 40, len(rows))))) for number in picked]


def _renamed(header, row):
    """A row with a key of its own."""
    if header[0] in _SERIAL:
        row[0] = "9" + row[0][1:] if row[0][0].isdigit() else row[0][0] + "9" + row[0][2:]
    return row


def _insert(name, rows, added):
    """Insert the rows behind their places; yields their spots."""
    added.sort(key=lambda entry: entry[0])
    for n_before, (at, row, column, reason) in enumerate(added):
        rows.insert(at + 1 + n_before, row)
        yield Spot(name, at + 2 + n_before, column, reason)
