"""Cohort retention: of the users who started in a period, how many came back in each period after it.

The triangle of PostHog, Amplitude and GA4, with the options in which they differ. Rows in: one per occurrence, with `user_id` and `occurred_at`
(a naive UTC moment, or a local day).
"""

import datetime as dt
from dataclasses import dataclass, field
from itertools import accumulate

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.analyses.buckets import Buckets, one_of
from opsreport.kinds import Reading, ratio

COHORTS = ("recurring", "first")
CRITERIA = ("on", "within", "on_or_after")
WINDOWS = ("calendar", "24h", "24h_hour_floor")
SECONDS = {"hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400, "quarter": 91 * 86400, "year": 365 * 86400}


@dataclass(frozen=True)
class Retention:
    """buckets: the cohorts, and as many periods after the first one as there are cohorts.

    cohort: `recurring`, a user is in the cohort of every period with a start; `first`, only in that of the first start of all that are given,
    also of those before the buckets. criterion: a user came back `on` the k-th period, `within` periods 1 to k, `on_or_after` the k-th, up to
    the last. min_occurrences: a return counts in a period with so many. window: `calendar` periods; `24h`, whole multiples of 24 hours (of
    the unit's length: a month is 30 days) from the user's first start in the period; `24h_hour_floor`, from the full hour before it.
    """

    buckets: Buckets
    cohort: str = "recurring"
    criterion: str = "on"
    min_occurrences: int = 1
    window: str = "calendar"

    def __post_init__(self):
        one_of("cohort", self.cohort, COHORTS)
        one_of("criterion", self.criterion, CRITERIA)
        one_of("window", self.window, WINDOWS)


@dataclass(frozen=True)
class Cohorts:
    """counts[i][k]: users of cohort i who came back at offset k; counts[i][0] is the cohort's size. Only periods among the buckets have a cell."""

    starts: tuple[dt.date | dt.datetime, ...]
    counts: tuple[tuple[int, ...], ...]

    def rate(self, cohort: int, offset: int) -> Reading:
        return ratio(self.counts[cohort][offset], self.counts[cohort][0], n=self.counts[cohort][0])


@dataclass(frozen=True)
class DayRetention:
    """What one day's new users did: readings by N. `incomplete` where day N has not been observed."""

    users: int
    within: dict[int, Reading] = field(default_factory=dict)
    on: dict[int, Reading] = field(default_factory=dict)
    on_or_after: dict[int, Reading] = field(default_factory=dict)


def retention(starts: ir.Table, returns: ir.Table, question: Retention) -> Cohorts:
    """The triangle of all users. starts, returns: the occurrences that make a user start, and come back."""
    whole = {"segment": ibis.literal("")}
    cells = _cells(starts.mutate(**whole), returns.mutate(**whole), question, one_segment=False)
    return _triangles(cells, question).get("") or _triangle({}, question)


def retention_by(starts: ir.Table, returns: ir.Table, question: Retention, segment: str, one_segment: bool = False) -> dict[str, Cohorts]:
    """A triangle for every value of the column `segment` that a cohort has; "" where the column is empty.

    A user is in the cohort of each value that a start has, and a return counts where it has the same value. one_segment: a user belongs to
    the one value of the first of all starts, and every return counts.
    """
    value = {"segment": starts[segment].cast("string").fill_null("")}
    back = {"segment": returns[segment].cast("string").fill_null("")}
    return _triangles(_cells(starts.mutate(**value), returns.mutate(**back), question, one_segment), question)


def retention_within(starts: ir.Table, returns: ir.Table, day: dt.date, n_days: tuple[int, ...], until: dt.date, zone: str = "UTC") -> DayRetention:
    """The three readings of "N-day retention" of the users whose first start is on a local day, observed through the day `until`."""
    buckets = Buckets.between(day, max(day, until), "day", zone)
    rows = {c: retention(starts, returns, Retention(buckets, "first", c)).counts[0] for c in CRITERIA}
    last = (until - day).days

    def readings(criterion):
        row = rows[criterion]
        return {n: ratio(row[n], row[0], n=row[0]) if n <= last else Reading(reason="incomplete", denominator=row[0]) for n in n_days}

    return DayRetention(rows["on"][0] if last >= 0 else 0, readings("within"), readings("on"), readings("on_or_after"))


def _cells(starts, returns, question, one_segment):
    """Rows (segment, cohort, offset, users)."""
    members = _members(starts, question, one_segment)
    back = _returns(members, returns, question, ("user_id",) if one_segment else ("user_id", "segment"))
    if question.criterion != "on":
        one = back.offset.min() if question.criterion == "within" else back.offset.max()
        back = back.group_by("user_id", "segment", "cohort").agg(offset=one)
    sizes = members.select("segment", "cohort", offset=ibis.literal(0, "int64"))
    stacked = sizes.union(back.select("segment", "cohort", "offset"))
    return stacked.group_by("segment", "cohort", "offset").agg(users=_.count())


def _members(starts, question, one_segment):
    """Rows (user_id, segment, cohort, began): a user in a cohort, with the moment of the first start in it."""
    buckets = question.buckets
    starts = starts.select("user_id", "segment", began=starts.occurred_at)
    if one_segment:
        firsts = starts.mutate(place=ibis.row_number().over(ibis.window(group_by="user_id", order_by=["began", "segment"])))
        firsts = firsts.filter(firsts.place == 0).select("user_id", "segment")
        starts = starts.drop("segment").join(firsts, "user_id")
    if question.cohort == "first":
        starts = starts.group_by("user_id", "segment").agg(began=starts.began.min())
    numbered = starts.mutate(cohort=buckets.number(starts.began))
    numbered = numbered.filter(numbered.cohort >= 0, numbered.cohort < buckets.count)
    return numbered.group_by("user_id", "segment", "cohort").agg(began=numbered.began.min())


def _returns(members, returns, question, same):
    """Rows (user_id, segment, cohort, offset): a user of a cohort came back in the period at that offset, from 1 on."""
    buckets = question.buckets
    returns = returns.select(*same, returned=returns.occurred_at)
    returns = returns.mutate(bucket=buckets.number(returns.returned))
    returns = returns.filter(returns.bucket >= 0, returns.bucket < buckets.count)
    if question.window == "calendar":  # few rows first, then the join
        returns = returns.group_by(*same, "bucket").agg(times=_.count())
        pairs = members.join(returns, list(same))
        pairs = pairs.mutate(offset=pairs.bucket - pairs.cohort)
    else:
        pairs = members.join(returns, list(same))
        pairs = pairs.mutate(offset=_elapsed(pairs, question) // (SECONDS[buckets.unit] * 1_000_000))
        pairs = pairs.group_by("user_id", "segment", "cohort", "offset").agg(times=_.count())
    return pairs.filter(_.offset >= 1, _.offset < buckets.count - _.cohort, _.times >= question.min_occurrences)


def _elapsed(pairs, question):
    """Microseconds from a user's start to a return."""
    elapsed = pairs.returned.delta(pairs.began, unit="microsecond")
    if question.window == "24h":
        return elapsed
    began = question.buckets.clock(pairs.began)
    return elapsed + began.delta(began.truncate("h"), unit="microsecond")


def _triangles(cells, question):
    by = {}
    for row in cells.to_pyarrow().to_pylist():
        by.setdefault(row["segment"], {})[row["cohort"], row["offset"]] = row["users"]
    return {segment: _triangle(found, question) for segment, found in sorted(by.items())}


def _triangle(found, question):
    count = question.buckets.count
    rows = [[found.get((i, k), 0) for k in range(count - i)] for i in range(count)]
    match question.criterion:
        case "within":
            rows = [[row[0], *accumulate(row[1:])] for row in rows]
        case "on_or_after":
            rows = [[row[0], *reversed(list(accumulate(reversed(row[1:]))))] for row in rows]
    return Cohorts(question.buckets.starts(), tuple(map(tuple, rows)))
