"""Stickiness: how many users were active in exactly (or at least) so many intervals of a range, as PostHog counts it."""

from dataclasses import dataclass

import ibis.expr.types as ir
from ibis import _

from opsreport.analyses.buckets import Buckets, one_of

MODES = ("exact", "cumulative")
COMPARISONS = ("gte", "lte", "exact")


@dataclass(frozen=True)
class Stickiness:
    """step: so many buckets make an interval, from the first one on; the last may be shorter. criteria: ("gte" | "lte" | "exact", n), an
    interval counts with so many occurrences, and never with none. mode: `exact`, or `cumulative` for at least."""

    buckets: Buckets
    step: int = 1
    criteria: tuple[str, int] = ("gte", 1)
    mode: str = "exact"

    def __post_init__(self):
        one_of("mode", self.mode, MODES)
        one_of("criteria", self.criteria[0], COMPARISONS)


def stickiness(activity: ir.Table, question: Stickiness) -> tuple[int, ...]:
    """Users by the number of intervals in which they were active: the i-th number is of i + 1 intervals.

    activity: one row per occurrence, with user_id and occurred_at (a naive UTC moment, or a local day).
    """
    intervals = -(-question.buckets.count // question.step)
    found = {row["intervals"]: row["users"] for row in _histogram(activity, question).to_pyarrow().to_pylist()}
    exact = [found.get(n, 0) for n in range(1, intervals + 1)]
    return tuple(exact) if question.mode == "exact" else tuple(sum(exact[n:]) for n in range(intervals))


def _histogram(activity, question):
    """Rows (intervals, users)."""
    numbered = activity.select("user_id", bucket=question.buckets.number(activity.occurred_at))
    numbered = numbered.filter(numbered.bucket >= 0, numbered.bucket < question.buckets.count)
    intervals = numbered.group_by("user_id", interval=numbered.bucket // question.step).agg(times=_.count())
    comparison, n = question.criteria
    enough = {"gte": intervals.times >= n, "lte": intervals.times <= n, "exact": intervals.times == n}[comparison]
    users = intervals.filter(enough).group_by("user_id").agg(intervals=_.count())
    return users.group_by("intervals").agg(users=_.count())
