"""The analyses against plain Python on random events, through every option, at ends of weeks, months and years and where clocks change."""

import datetime as dt
from decimal import Decimal

import ibis
import plain_analyses as plain
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from opsreport.analyses import (
    Buckets,
    Retention,
    Rfm,
    RfmRule,
    Stickiness,
    lifecycle,
    retention,
    retention_by,
    rfm_scores,
    rfm_summary,
    stickiness,
    unique_users,
    weekly_users,
)

UNITS = ("hour", "day", "week", "month", "quarter", "year")
ZONES = ("UTC", "Asia/Shanghai", "US/Pacific", "Europe/London", "Asia/Kathmandu")
# First days, as dates: a change to summer time, one back, a year's end, a leap day.
FIRSTS = (dt.date(2025, 3, 8), dt.date(2025, 10, 25), dt.date(2025, 11, 1), dt.date(2024, 12, 27), dt.date(2024, 2, 27))
SPREAD = {"hour": 3, "day": 100, "week": 700, "month": 3000, "quarter": 9000, "year": 26000}  # hours around the first day that events lie in


@st.composite
def questions(draw):
    unit = draw(st.sampled_from(UNITS))
    first, zone, week_start = draw(st.sampled_from(FIRSTS)), draw(st.sampled_from(ZONES)), draw(st.sampled_from(plain.WEEK_DAYS))
    count = draw(st.integers(1, 6))
    return Buckets(first, count, unit, zone, week_start), plain.Periods(first, count, unit, zone, week_start)


@st.composite
def occurrences(draw, unit, first, most=16):
    """(user, moment, segment): near the first day, often at full hours, often at once."""
    hours = st.integers(-SPREAD[unit], 2 * SPREAD[unit]) if unit != "hour" else st.integers(-3, 10)
    within = st.sampled_from([0, 0, 1, 59 * 60, 3599])
    rows = draw(st.lists(st.tuples(st.sampled_from("abc"), hours, within, st.sampled_from(["", "x", "y"])), max_size=most))
    noon = dt.datetime.combine(first, dt.time(8 if unit == "hour" else 0))
    return [(user, noon + dt.timedelta(hours=h, seconds=s), segment) for user, h, s, segment in rows]


def table(rows):
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    types = (pa.string(), pa.timestamp("us"), pa.string())
    arrays = {name: pa.array(list(c), t) for name, c, t in zip(("user_id", "occurred_at", "segment"), columns, types, strict=True)}
    return ibis.memtable(pa.table(arrays))


def pairs(rows):
    return [row[:2] for row in rows]


few = settings(max_examples=60, deadline=None)


@few
@given(st.data(), questions())
def test_retention(data, question):
    buckets, periods = question
    starts = data.draw(occurrences(buckets.unit, buckets.first))
    returns = data.draw(st.one_of(st.just(starts), occurrences(buckets.unit, buckets.first)))
    options = {
        "cohort": data.draw(st.sampled_from(["recurring", "first"])),
        "criterion": data.draw(st.sampled_from(["on", "within", "on_or_after"])),
        "min_occurrences": data.draw(st.integers(1, 2)),
        "window": data.draw(st.sampled_from(["calendar", "24h", "24h_hour_floor"])),
    }
    asked = Retention(buckets, **options)
    nobody = [[0] * (buckets.count - i) for i in range(buckets.count)]
    without = [[(user, at, "") for user, at, _ in rows] for rows in (starts, returns)]
    expected = plain.retention(*without, periods, **options).get("", nobody)
    assert [list(row) for row in retention(table(starts), table(returns), asked).counts] == expected
    one = data.draw(st.booleans())
    expected = plain.retention(starts, returns, periods, **options, one_segment=one)
    found = retention_by(table(starts), table(returns), asked, "segment", one)
    assert {segment: [list(row) for row in cohorts.counts] for segment, cohorts in found.items()} == expected


@few
@given(st.data(), questions())
def test_lifecycle(data, question):
    buckets, periods = question
    activity = data.draw(occurrences(buckets.unit, buckets.first))
    others = data.draw(occurrences(buckets.unit, buckets.first, most=3))
    states = lifecycle(table(activity), buckets, seen=table(activity + others))
    expected = plain.lifecycle(pairs(activity), pairs(activity + others), periods)
    assert [list(states.new), list(states.returning), list(states.resurrecting), list(states.dormant)] == expected


@few
@given(
    st.data(), questions(), st.integers(1, 3), st.sampled_from(["gte", "lte", "exact"]), st.integers(0, 2), st.sampled_from(["exact", "cumulative"])
)
def test_stickiness(data, question, step, comparison, n, mode):
    buckets, periods = question
    activity = data.draw(occurrences(buckets.unit, buckets.first))
    found = stickiness(table(activity), Stickiness(buckets, step, (comparison, n), mode))
    assert list(found) == plain.stickiness(pairs(activity), periods, step, (comparison, n), mode)


@few
@given(st.data(), questions())
def test_active_users(data, question):
    buckets, periods = question
    activity = data.draw(occurrences(buckets.unit, buckets.first))
    each = [len({user for user, at, _ in activity if periods.number(at) == number}) for number in range(buckets.count)]
    assert list(unique_users(table(activity), buckets)) == each
    if buckets.unit == "week":
        assert list(weekly_users(table(activity), buckets)) == each
    if buckets.unit == "hour":
        activity += [(user, at - dt.timedelta(days=7, hours=4), "") for user, at, _ in activity]
        expected = plain.rolling(pairs(activity), periods.opens, buckets.count, 168, "hour", buckets.zone)
        assert list(weekly_users(table(activity), buckets)) == expected
    if buckets.unit == "day":
        expected = plain.rolling(pairs(activity), buckets.first, buckets.count, 7, "day", buckets.zone)
        assert list(weekly_users(table(activity), buckets)) == expected


purchases = st.lists(
    st.tuples(st.sampled_from("abcde"), st.dates(dt.date(2024, 12, 20), dt.date(2025, 2, 10)), st.decimals(-5, 40, places=2)), min_size=0, max_size=25
)


def orders_table(rows):
    arrays = {
        "user_id": pa.array([r[0] for r in rows], pa.string()),
        "day": pa.array([r[1] for r in rows], pa.date32()),
        "amount": pa.array([r[2] for r in rows], pa.decimal128(18, 4)),
    }
    return ibis.memtable(pa.table(arrays))


@few
@given(purchases, st.dates(dt.date(2024, 12, 25), dt.date(2025, 2, 10)), st.sampled_from(["day", "week", "month"]), st.booleans())
def test_rfm_summary(rows, end, unit, include_first):
    found = rfm_summary(orders_table(rows), Rfm(end, unit, include_first)).to_pyarrow().to_pylist()
    found = {row["user_id"]: (row["frequency"], row["recency"], row["age"], round(row["monetary"], 9)) for row in found}
    expected = plain.rfm(rows, end, unit, include_first)
    assert found == {user: (*row[:3], round(row[3], 9)) for user, row in expected.items()}


@few
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 3), st.decimals(-3, 9, places=1)), min_size=1, max_size=20), st.integers(2, 5))
def test_rfm_scores(rows, tiles):
    users = {
        "user_id": pa.array(range(len(rows))),
        "recency": pa.array([r[0] for r in rows]),
        "frequency": pa.array([r[1] for r in rows]),
        "monetary": pa.array([Decimal(r[2]) for r in rows], pa.decimal128(18, 4)),
    }
    found = rfm_scores(ibis.memtable(pa.table(users)), RfmRule(tiles=tiles)).order_by("user_id").to_pyarrow().to_pylist()
    r, f, m = (plain.quantile_scores(column, tiles) for column in zip(*rows, strict=True))
    assert [row["f"] for row in found] == f
    assert [row["m"] for row in found] == m
    assert [row["r"] for row in found] == [max(r) + 1 - score for score in r]
