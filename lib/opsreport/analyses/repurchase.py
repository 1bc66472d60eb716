"""Repurchase: the many readings of 复购率 and 回购率, each under its own name.

Rows in: one per order that counts, with `user_id` and `day` (the local day of payment). Ranges of days include both ends.
"""

import datetime as dt

import ibis.expr.types as ir

from opsreport.analyses.buckets import DAY, one_of
from opsreport.analyses.orders import SAME_DAY
from opsreport.kinds import Reading, ratio

Days = tuple[dt.date, dt.date]


def repurchase_rate_by_user(orders: ir.Table, days: Days, same_day: str = "count", min_orders: int = 2) -> Reading:
    """Users with `min_orders` or more orders in the range / users with an order in it. same_day: count each, or merge a user's of a day."""
    users = _per_user(orders, {"n": days}, same_day)
    return _ratio(users, users.n >= min_orders, users.n >= 1)


def repurchase_rate_by_transaction(orders: ir.Table, days: Days, same_day: str = "count") -> Reading:
    """(Orders - buyers) / orders of the range: the share of orders that were not a user's first in it."""
    users = _per_user(orders, {"n": days}, same_day)
    return _ratio(users, users.n - (users.n >= 1).cast("int64"), users.n)


def purchase_frequency(orders: ir.Table, days: Days, same_day: str = "count") -> Reading:
    """Orders / buyers of the range."""
    users = _per_user(orders, {"n": days}, same_day)
    return _ratio(users, users.n, users.n >= 1)


def buyback_rate_on_day(orders: ir.Table, days: Days) -> Reading:
    """Buyers of the range who had ordered before its first day / buyers of the range."""
    users = _per_user(orders, {"before": (None, days[0] - DAY), "now": days})
    return _ratio(users, (users.now >= 1) & (users.before >= 1), users.now >= 1)


def buyback_rate_next_window(orders: ir.Table, days: Days, following: Days) -> Reading:
    """Buyers of the range who also order in the following one / buyers of the range."""
    users = _per_user(orders, {"now": days, "later": following})
    return _ratio(users, (users.now >= 1) & (users.later >= 1), users.now >= 1)


def repurchase_rate_loyal_n_days(orders: ir.Table, as_of: dt.date, n: int, min_orders: int = 2, same_day: str = "count") -> Reading:
    """Of the users with `min_orders` or more orders before the n days that end with `as_of`: those with as many again in these n days."""
    first = as_of - (n - 1) * DAY
    users = _per_user(orders, {"before": (None, first - DAY), "now": (first, as_of)}, same_day)
    loyal = users.before >= min_orders
    return _ratio(users, loyal & (users.now >= min_orders), loyal)


def _per_user(orders, ranges, same_day="count"):
    """Rows (user_id, one number of orders per range)."""
    one_of("same_day", same_day, SAME_DAY)
    rows = orders.select("user_id", "day")
    rows = rows.distinct() if same_day == "merge" else rows
    counts = {}
    for name, (first, last) in ranges.items():
        inside = rows.day <= last if first is None else (rows.day >= first) & (rows.day <= last)
        counts[name] = inside.cast("int64").sum()
    return rows.group_by("user_id").agg(**counts)


def _ratio(users, part, of):
    (row,) = users.agg(x=part.cast("int64").sum(), k=of.cast("int64").sum()).to_pyarrow().to_pylist()
    x, k = int(row["x"] or 0), int(row["k"] or 0)
    return ratio(x, k, n=k)
