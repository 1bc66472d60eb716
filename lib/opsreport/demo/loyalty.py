"""The demo shop's membership: who joins, tiers by what was spent, points, stored value."""

import numpy as np
import pandas as pd

from opsreport.demo.orders import END, NEVER
from opsreport.demo.season import DAYS, MONTHS, month_of
from opsreport.demo.users import moments

TIERS = (("普通", 0), ("银卡", 600), ("金卡", 2_000), ("黑金", 6_000))  # and from how many yuan spent
_NAMES = np.array([name for name, _ in TIERS])
_FROM = np.array([yuan * 100 for _, yuan in TIERS])


def join(rng: np.random.Generator, users: pd.DataFrame, orders: pd.DataFrame) -> np.ndarray:
    """When each user became a member: at sign-up, with the first order, or never."""
    first = orders[orders["paid"]].drop_duplicates("user").set_index("user")["paid_at"].reindex(users.index).to_numpy()
    first = np.maximum(first, users["registered_at"].to_numpy())
    chance = rng.random(len(users))
    return np.where(chance < 0.35, users["registered_at"].to_numpy(), np.where(chance < 0.80, first, NEVER)).astype("datetime64[s]")


def climb(users: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per change of tier, by what was paid so far: user, moment, tier and the tier before (their places in TIERS, -1 for none)."""
    member = users["member_since"]
    start = pd.DataFrame({"user": users.index, "changed_at": member, "tier": 0, "previous": -1})[member.notna()]
    paid = orders.loc[orders["paid"], ["user", "paid_at", "amount"]]
    paid = paid[paid["paid_at"].to_numpy() >= member.to_numpy()[paid["user"]]]
    spent = paid.groupby("user")["amount"].cumsum()
    tier = np.searchsorted(_FROM, spent, side="right") - 1
    before = np.searchsorted(_FROM, spent - paid["amount"], side="right") - 1
    steps = pd.DataFrame({"user": paid["user"], "changed_at": paid["paid_at"] + pd.Timedelta("2s"), "tier": tier, "previous": before})
    changes = pd.concat([start, steps[tier > before]])
    return changes.sort_values(["changed_at", "user"], kind="stable", ignore_index=True)


def collect(rng: np.random.Generator, users: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per movement of points: user, moment, delta, kind, cost in fen (-1 for none), when they expire. No balance ever falls below nothing."""
    paid = orders.loc[orders["paid"] & (orders["amount"] >= 100), ["user", "paid_at", "amount"]]
    paid = paid[paid["paid_at"].to_numpy() >= users["member_since"].to_numpy()[paid["user"]]]
    at = paid["paid_at"].to_numpy().astype("datetime64[s]")
    year = at.astype("datetime64[Y]")
    expires = (year + 2).astype("datetime64[s]") - 1  # at the end of the year after
    earned = _movement(paid["user"].to_numpy(), at, paid["amount"].to_numpy() // 100, "earn", expires)
    earned_in = month_of(at)
    balance, redeemed, parts = np.zeros(len(users), dtype=int), np.zeros(len(users), dtype=int), [earned]
    for month in range(1, len(MONTHS)):
        last = earned_in == month - 1
        np.add.at(balance, earned["user"].to_numpy()[last], earned["delta"].to_numpy()[last])
        if str(MONTHS[month]) == "2026-01":  # what was earned in 2024 and not redeemed by the end of 2025
            parts.append(_expire(balance, redeemed, earned[year == np.datetime64("2024")]))
        who = np.flatnonzero((balance >= 400) & (rng.random(len(users)) < 0.07))
        used = (balance[who] * rng.uniform(0.4, 1.0, len(who))).astype(int) // 100 * 100
        month_days = np.flatnonzero(DAYS.astype("datetime64[M]") == MONTHS[month])
        when = moments(rng, rng.choice(month_days, len(who)))
        parts.append(_movement(who, when, -used, "redeem", NEVER, used))  # a point is worth a fen
        balance[who] -= used
        redeemed[who] += used
    return pd.concat(parts).sort_values(["occurred_at", "user"], kind="stable", ignore_index=True).query("delta != 0")


def _expire(balance, redeemed, earned):
    granted = np.bincount(earned["user"], weights=earned["delta"], minlength=len(balance)).astype(int)
    gone = np.maximum(granted - redeemed, 0)
    who = np.flatnonzero(gone)
    balance[who] -= gone[who]
    return _movement(who, np.full(len(who), np.datetime64("2025-12-31T23:59:59")), -gone[who], "expire", NEVER)


def _movement(user, at, delta, kind, expires, cost=-1):
    return pd.DataFrame({"user": user, "occurred_at": at, "delta": delta, "kind": kind, "cost": cost, "expires_at": expires})


def recharge(rng: np.random.Generator, users: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per movement of stored value, in fen: some members pay in and later pay orders with it; what is consumed was paid in before."""
    paid = orders.loc[orders["paid"] & (orders["amount"] > 0), ["user", "paid_at", "amount"]]
    keen = rng.random(len(users)) < 0.11
    paid = paid[keen[paid["user"]] & (paid["paid_at"].to_numpy() >= users["member_since"].to_numpy()[paid["user"]])]
    rows, balance = [], {}
    chances = rng.random(len(paid))
    for user, at, amount, chance in zip(paid["user"], paid["paid_at"], paid["amount"], chances, strict=True):
        left = balance.get(user, 0)
        if left < amount and chance < 0.3:
            paid_in = (20_000, 50_000, 100_000)[int(chance * 10)]
            rows.append((user, at - pd.Timedelta("9min"), paid_in))
            left += paid_in
        used = min(left, amount)
        if used:
            rows.append((user, at, -used))
        balance[user] = left - used
    moves = pd.DataFrame(rows, columns=["user", "occurred_at", "amount"])
    return moves[moves["occurred_at"] < END].sort_values(["occurred_at", "user"], kind="stable", ignore_index=True)
