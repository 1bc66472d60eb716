"""Lifecycle of a period's users, as PostHog tells them apart, and growth accounting: new, returning, resurrecting, dormant."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.analyses.buckets import Buckets
from opsreport.kinds import Reading, ratio


@dataclass(frozen=True)
class Lifecycle:
    """One number a bucket. dormant: active in the bucket before and not in this one, as a positive number."""

    new: tuple[int, ...]
    returning: tuple[int, ...]
    resurrecting: tuple[int, ...]
    dormant: tuple[int, ...]

    @property
    def active(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(self.new, self.returning, self.resurrecting, strict=True)))


@dataclass(frozen=True)
class GrowthAccounting:
    """One figure a bucket. quick_ratio: (new + resurrecting) / dormant; retention_rate: returning / active in the bucket before."""

    active: tuple[int, ...]
    quick_ratio: tuple[Reading, ...]
    retention_rate: tuple[Reading, ...]


def lifecycle(activity: ir.Table, buckets: Buckets, seen: ir.Table | None = None) -> Lifecycle:
    """The users active in each bucket by what they were before. Activity before the first bucket counts; after the last, none does.

    activity, seen: rows with user_id and occurred_at (a naive UTC moment, or a local day). A user is new in the bucket of the first of all
    rows in `seen`, by default the activity itself: give all events where the activity is a choice of them.
    """
    rows = {row["bucket"]: row for row in _counts(activity, activity if seen is None else seen, buckets).to_pyarrow().to_pylist()}
    nobody = {"active": 0, "new": 0, "returning": 0}
    at = [rows.get(number, nobody) for number in range(-1, buckets.count)]
    return Lifecycle(
        new=tuple(row["new"] for row in at[1:]),
        returning=tuple(row["returning"] for row in at[1:]),
        resurrecting=tuple(row["active"] - row["new"] - row["returning"] for row in at[1:]),
        dormant=tuple(before["active"] - row["returning"] for before, row in zip(at, at[1:], strict=False)),
    )


def growth_accounting(states: Lifecycle) -> GrowthAccounting:
    """The ratios of a lifecycle (Hsu, Social Capital, 2015); zero_denominator where nobody went dormant, or was active before."""
    quick = (ratio(new + back, gone) for new, back, gone in zip(states.new, states.resurrecting, states.dormant, strict=True))
    kept = (ratio(stayed, stayed + gone, n=stayed + gone) for stayed, gone in zip(states.returning, states.dormant, strict=True))
    return GrowthAccounting(states.active, tuple(quick), tuple(kept))


def _counts(activity, seen, buckets):
    """Rows (bucket, active, new, returning), from the bucket before the first to the last."""
    firsts = seen.group_by("user_id").agg(first=seen.occurred_at.min())
    firsts = firsts.select("user_id", first=buckets.number(firsts.first))
    users = activity.select("user_id", bucket=buckets.number(activity.occurred_at))
    users = users.filter(users.bucket >= -1, users.bucket < buckets.count).distinct().left_join(firsts, "user_id")
    # counted from 2 up, so that an engine whose lag() begins with 0 and one whose lag() begins with null agree
    place = users.bucket + 3
    before = place.lag().over(ibis.window(group_by=users.user_id, order_by=users.bucket))
    states = users.select(
        "bucket",
        new=(users.bucket == users.first).fill_null(False).cast("int64"),
        returning=(before == place - 1).fill_null(False).cast("int64"),
    )
    return states.group_by("bucket").agg(active=_.count(), new=_.new.sum(), returning=_.returning.sum())
