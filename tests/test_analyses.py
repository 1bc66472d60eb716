"""Analyses: worked examples, and figures that the field's best systems assert for the same events."""

import datetime as dt

import ibis
import pyarrow as pa
import pytest

from opsreport.analyses import (
    Buckets,
    Retention,
    Stickiness,
    chosen,
    growth_accounting,
    lifecycle,
    retention,
    retention_by,
    retention_within,
    rolling_users,
    stickiness,
    unique_users,
    weekly_users,
)
from opsreport.errors import Mistake

DAY = dt.date


def acts(**moments):
    """Rows of activity: acts(ann="2020-01-11 12:00, 2020-01-12")."""
    rows = [(user, dt.datetime.fromisoformat(at.strip())) for user, many in moments.items() for at in many.split(",")]
    return ibis.memtable(
        pa.table({"user_id": pa.array([u for u, _ in rows], pa.string()), "occurred_at": pa.array([a for _, a in rows], pa.timestamp("us"))})
    )


def days(first, count, zone="UTC"):
    return Buckets(DAY.fromisoformat(first), count, "day", zone)


# Buckets


def test_a_date_at_the_end_includes_its_day_and_the_unit_that_it_lies_in():
    def starts(first, last, unit, zone="UTC", week_start="monday"):
        return [f"{start}" for start in Buckets.between(first, last, unit, zone, week_start).starts()]

    assert starts(DAY(2025, 1, 30), DAY(2025, 2, 1), "day") == ["2025-01-30", "2025-01-31", "2025-02-01"]
    assert starts(DAY(2025, 1, 30), DAY(2025, 2, 4), "month") == ["2025-01-01", "2025-02-01"]
    assert starts(DAY(2025, 1, 4), DAY(2025, 1, 5), "week") == ["2024-12-30"]
    assert starts(DAY(2025, 1, 4), DAY(2025, 1, 5), "week", week_start="sunday") == ["2024-12-29", "2025-01-05"]
    assert starts(DAY(2024, 12, 31), DAY(2025, 4, 1), "quarter") == ["2024-10-01", "2025-01-01", "2025-04-01"]
    assert starts(DAY(2024, 12, 31), DAY(2025, 4, 1), "year") == ["2024-01-01", "2025-01-01"]
    assert starts(dt.datetime(2025, 1, 1, 22, 30), dt.datetime(2025, 1, 1, 23, 59), "hour") == ["2025-01-01 22:00:00", "2025-01-01 23:00:00"]
    assert starts(DAY(2025, 1, 2), DAY(2025, 1, 1), "day") == []


@pytest.mark.parametrize("day, hours", [(DAY(2025, 3, 9), 23), (DAY(2025, 3, 10), 24), (DAY(2025, 11, 2), 25)])
def test_a_day_has_as_many_hours_as_its_clocks_showed(day, hours):
    assert Buckets.between(day, day, "hour", "US/Pacific").count == hours


def test_a_bucket_begins_at_its_first_instant():
    moments = acts(u="2025-02-28 15:59:59.999999, 2025-02-28 16:00, 2025-03-31 15:59:59.999999, 2025-03-31 16:00")
    number = Buckets(DAY(2025, 3, 31), 1, "month", "Asia/Shanghai").number(moments.occurred_at)
    assert moments.select(number=number).to_pyarrow()["number"].to_pylist() == [-1, 0, 0, 1]


def test_a_local_day_can_be_given_instead_of_a_moment_but_has_no_hours():
    days = [DAY(2025, 1, 31), DAY(2025, 2, 1)]
    orders = ibis.memtable(pa.table({"user_id": ["u", "u"], "occurred_at": pa.array(days, pa.date32())}))
    assert unique_users(orders, Buckets(DAY(2025, 1, 1), 2, "month", "Asia/Shanghai")) == (1, 1)
    with pytest.raises(Mistake, match="a day has no hours"):
        unique_users(orders, Buckets(DAY(2025, 1, 1), 2, "hour"))


def test_an_option_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(Mistake) as caught:
        Buckets(DAY(2025, 1, 1), 1, "moth")
    assert str(caught.value) == 'unit is "moth". Did you mean "month"?\n  Mend: unit is one of: hour, day, week, month, quarter, year'


# Retention


PAGEVIEWS = {
    "person1": "2020-06-10 05:00, 2020-06-13 05:00, 2020-06-14 05:00, 2020-06-14 05:00, 2020-06-14 05:00",
    "person2": "2020-06-10 05:00, 2020-06-11 05:00",
    "person3": "2020-06-11 05:00, 2020-06-12 05:00, 2020-06-13 05:00, 2020-06-13 05:00, 2020-06-13 05:00",
    "person4": "2020-06-13 05:00, 2020-06-14 05:00",
    "person5": "2020-06-14 05:00",
}


@pytest.mark.parametrize(
    "options, counts",
    [
        ({"criterion": "on_or_after"}, ((2, 1, 1, 0, 0), (1, 1, 0, 0), (3, 2, 0), (3, 0), (0,))),
        ({"criterion": "on_or_after", "min_occurrences": 3}, ((2, 1, 1, 0, 0), (1, 1, 0, 0), (3, 1, 0), (3, 0), (0,))),
        ({"criterion": "on"}, ((2, 1, 1, 0, 0), (1, 1, 0, 0), (3, 2, 0), (3, 0), (0,))),
        ({"criterion": "within"}, ((2, 1, 1, 1, 1), (1, 1, 1, 1), (3, 2, 2), (3, 0), (0,))),
        ({"cohort": "first"}, ((1, 1, 1, 0, 0), (0, 0, 0, 0), (1, 1, 0), (1, 0), (0,))),
    ],
)
def test_recurring_and_first_cohorts_and_what_counts_as_a_return(options, counts):
    views = acts(**PAGEVIEWS)  # the first two: PostHog, TestRetention.test_rolling_retention (with minimum occurrences)
    assert retention(views, views, Retention(days("2020-06-11", 5), **options)).counts == counts


def test_weeks_that_begin_on_sunday():  # PostHog, TestRetention.test_week_interval
    views = acts(
        person1="2020-06-10 05:00, 2020-06-11 05:00, 2020-06-17 05:00, 2020-06-24 05:00, 2020-07-04 05:00, 2020-07-11 05:00",
        person2="2020-06-10 05:00, 2020-06-11 05:00, 2020-07-04 05:00, 2020-07-11 05:00, 2020-07-25 05:00",
    )
    cohorts = retention(views, views, Retention(Buckets(DAY(2020, 6, 10), 7, "week", week_start="sunday")))
    assert cohorts.starts[:2] == (DAY(2020, 6, 7), DAY(2020, 6, 14))
    assert cohorts.counts == ((2, 1, 1, 2, 2, 0, 1), (1, 1, 1, 1, 0, 0), (1, 1, 1, 0, 0), (2, 2, 0, 1), (2, 0, 1), (0, 0), (1,))


@pytest.mark.parametrize(
    "zone, first_rows",
    [("UTC", ((1, 1, 0), (1, 0, 0))), ("US/Pacific", ((1, 0, 0), (0, 0, 0)))],  # PostHog, TestRetention.test_timezones
)
def test_the_zone_decides_the_day(zone, first_rows):
    views = acts(person1="2020-06-09 01:00, 2020-06-10 01:00, 2020-06-11 01:00")
    counts = retention(views, views, Retention(days("2020-06-10", 4, zone))).counts
    assert tuple(row[:3] for row in counts[:2]) == first_rows


@pytest.mark.parametrize("window, came_back", [("24h", 0), ("24h_hour_floor", 1), ("calendar", 1)])
def test_a_day_of_24_hours_counts_from_the_start_or_from_its_full_hour(window, came_back):
    start, back = acts(user1="2021-12-01 17:59"), acts(user1="2021-12-02 17:00")  # Amplitude's worked example
    assert retention(start, back, Retention(days("2021-12-01", 2), window=window)).counts == ((1, came_back), (0,))


def test_a_return_after_the_last_period_is_not_observed():
    start, back = acts(ann="2021-12-01 17:00"), acts(ann="2021-12-03 10:00")
    assert retention(start, back, Retention(days("2021-12-01", 3), window="24h")).counts[0] == (1, 1, 0)
    assert retention(start, back, Retention(days("2021-12-01", 2), window="24h")).counts[0] == (1, 0)


def test_24_hours_are_real_hours_where_a_day_has_23():
    start = acts(ann="2025-03-08 20:00")  # noon in California; clocks jump at 10:00 UTC the next morning
    calendar, hours = Retention(days("2025-03-08", 3, "US/Pacific")), Retention(days("2025-03-08", 3, "US/Pacific"), window="24h")
    back = acts(ann="2025-03-09 19:30")  # half past noon on the next day, 23.5 hours later
    assert retention(start, back, calendar).counts[0] == (1, 1, 0)
    assert retention(start, back, hours).counts[0] == (1, 0, 0)


def segments(table, **of):
    value = ibis.cases(*((table.user_id == user, name) for user, name in of.items()), else_=ibis.null("string"))
    return table.mutate(flag=value)


def test_segments_of_the_first_start_put_a_user_in_one_triangle():
    later = segments(acts(old="2020-06-12", new="2020-06-12"), old="a", new="b").union(segments(acts(new="2020-06-13"), new="a"))
    opened = acts(old="2020-06-10 05:00").mutate(flag=ibis.null("string")).union(later)
    viewed = segments(acts(old="2020-06-13", new="2020-06-13"), old="a", new="b")
    question = Retention(days("2020-06-10", 5), "first")
    one = retention_by(opened, viewed, question, "flag", one_segment=True)
    assert {name: [row[0] for row in cohorts.counts] for name, cohorts in one.items()} == {"": [1, 0, 0, 0, 0], "b": [0, 0, 1, 0, 0]}
    assert one[""].counts[0] == (1, 0, 0, 1, 0)
    each = retention_by(opened, viewed, question, "flag")
    assert sorted(each) == ["", "a", "b"]
    assert each["a"].counts[2] == (1, 1, 0)
    assert each[""].counts[0] == (1, 0, 0, 0, 0)


def test_a_rate_of_nobody_is_no_number():
    nothing = acts().filter(False)
    cohorts = retention(nothing, nothing, Retention(days("2020-01-01", 2)))
    assert cohorts.counts == ((0, 0), (0,))
    assert cohorts.rate(0, 1).reason == "zero_denominator"
    assert (
        retention_by(nothing.mutate(flag=ibis.literal("x")), nothing.mutate(flag=ibis.literal("x")), Retention(days("2020-01-01", 2)), "flag") == {}
    )


VISITS = {
    "u0": "2022-10-01 12:00, 2022-10-02 12:00, 2022-10-08 12:00, 2022-10-31 12:00",
    "u1": "2022-10-01 12:00, 2022-10-02 12:00, 2022-10-08 12:00",
}
VISITS |= {"u2": "2022-10-01 12:00, 2022-10-02 12:00", "u3": "2022-10-01 12:00", "earlier": "2022-09-30 12:00, 2022-10-01 12:00"}


@pytest.mark.parametrize(
    "until, within, on, on_or_after",
    [
        (DAY(2022, 10, 31), (3 / 4, 3 / 4, 3 / 4), (3 / 4, 2 / 4, 1 / 4), (3 / 4, 2 / 4, 1 / 4)),  # GA4's example
        (DAY(2022, 10, 8), (3 / 4, 3 / 4, None), (3 / 4, 2 / 4, None), (3 / 4, 2 / 4, None)),
        (DAY(2022, 10, 7), (3 / 4, None, None), (3 / 4, None, None), (3 / 4, None, None)),
        (DAY(2022, 10, 1), (None, None, None), (None, None, None), (None, None, None)),
    ],
)
def test_three_readings_of_n_day_retention(until, within, on, on_or_after):
    visits = acts(**VISITS)
    found = retention_within(visits, visits, DAY(2022, 10, 1), (1, 7, 30), until)
    assert found.users == 4  # not the one who came a day earlier
    values = [tuple(reading.value for reading in part.values()) for part in (found.within, found.on, found.on_or_after)]
    assert values == [within, on, on_or_after]
    assert {reading.reason for reading in found.on.values()} <= {None, "incomplete"}


# Lifecycle and growth accounting


MONTHS = {  # PostHog, test_lifecycle_trend_months
    "p1": "2020-01-11, 2020-02-12, 2020-03-13, 2020-05-15, 2020-07-17, 2020-09-19",
    "p2": "2019-12-09, 2020-02-12",
    "p3": "2020-02-12",
    "p4": "2020-05-15",
}


def test_lifecycle_and_growth_accounting_by_month():
    states = lifecycle(acts(**MONTHS), Buckets.between(DAY(2020, 2, 1), DAY(2020, 9, 1), "month"))
    assert states.new == (1, 0, 0, 1, 0, 0, 0, 0)
    assert states.returning == (1, 1, 0, 0, 0, 0, 0, 0)
    assert states.resurrecting == (1, 0, 0, 1, 0, 1, 0, 1)
    assert states.dormant == (0, 2, 1, 0, 2, 0, 1, 0)
    figures = growth_accounting(states)
    assert figures.active == (3, 1, 0, 2, 0, 1, 0, 1)
    assert [reading.value for reading in figures.quick_ratio] == [None, 0, 0, None, 0, None, 0, None]
    assert [reading.value for reading in figures.retention_rate] == [1, 1 / 3, 0, None, 0, None, 0, None]
    for k in range(1, 8):
        assert states.active[k] - states.active[k - 1] == states.new[k] + states.resurrecting[k] - states.dormant[k]


def test_new_is_the_first_of_all_events_not_of_the_chosen_ones():
    events = acts(ann="2020-01-01, 2020-01-05")
    chosen_ones = events.filter(events.occurred_at >= dt.datetime(2020, 1, 5))
    assert lifecycle(chosen_ones, days("2020-01-05", 1)).new == (1,)
    assert lifecycle(chosen_ones, days("2020-01-05", 1), seen=events).resurrecting == (1,)


def test_the_day_after_a_day_of_23_hours():  # PostHog, test_dormant_on_dst
    states = lifecycle(acts(p1="2025-03-09 12:00"), days("2025-03-08", 4, "US/Pacific"))
    assert (states.new, states.dormant) == ((0, 1, 0, 0), (0, 0, 1, 0))


# Stickiness


def test_two_events_at_one_moment_are_two_events():
    activity = acts(ann="2020-01-11 12:00, 2020-01-11 12:00, 2020-01-13 12:00", bob="2020-01-12 12:00")
    week = days("2020-01-11", 4)
    assert stickiness(activity, Stickiness(week)) == (1, 1, 0, 0)
    assert stickiness(activity, Stickiness(week, criteria=("gte", 2))) == (1, 0, 0, 0)
    assert stickiness(activity, Stickiness(week, criteria=("lte", 1))) == (2, 0, 0, 0)
    assert stickiness(activity, Stickiness(week, criteria=("exact", 2))) == (1, 0, 0, 0)
    assert stickiness(activity, Stickiness(week, mode="cumulative")) == (2, 1, 0, 0)
    assert stickiness(activity, Stickiness(week, step=3)) == (2, 0)  # the second interval has one day


# Active users


def test_a_user_is_active_for_seven_days_or_168_hours():  # PostHog, TestTrends.test_weekly_active_users_hourly_full_week
    activity = acts(p0="2020-01-03 10:59:59", p1="2020-01-03 11:00", p2="2020-01-03 11:00:01")
    hourly = weekly_users(activity, Buckets.between(DAY(2020, 1, 3), dt.datetime(2020, 1, 11, 17), "hour"))
    assert sum(hourly) == 3 * 168
    assert {i: hourly[i] for i in (10, 11, 177, 178)} == {10: 1, 11: 3, 177: 3, 178: 2}
    assert weekly_users(activity, days("2020-01-08", 4)) == (3, 3, 0, 0)  # 9 January is the seventh day


def test_any_window_rolls_and_coming_again_counts_once():
    activity = acts(ann="2020-01-01, 2020-01-02, 2020-01-04", bob="2020-01-04")
    assert rolling_users(activity, days("2020-01-01", 6), 2) == (1, 1, 1, 2, 2, 0)
    assert rolling_users(activity, days("2020-01-01", 6), 1) == unique_users(activity, days("2020-01-01", 6)) == (1, 1, 0, 2, 0, 0)


def test_of_longer_buckets_the_last_seven_days_count():
    activity = acts(ann="2020-01-24", bob="2020-01-25", cid="2020-01-31", dan="2020-02-01")
    assert weekly_users(activity, Buckets(DAY(2020, 1, 1), 2, "month")) == (2, 0)
    weeks = Buckets(DAY(2020, 1, 20), 2, "week")
    assert weekly_users(activity, weeks) == unique_users(activity, weeks) == (2, 2)
    assert weekly_users(activity, Buckets(DAY(2020, 1, 1), 0, "month")) == ()


def test_events_are_chosen_by_name_values_and_users():
    events = acts(ann="2020-01-01", bob="2020-01-01", cid="2020-01-01")
    events = events.mutate(event=ibis.cases((events.user_id == "cid", "buy"), else_="view"), plan=ibis.cases((events.user_id == "ann", "pro")))

    def users(*args):
        return sorted(chosen(events, *args).to_pyarrow()["user_id"].to_pylist())

    assert users() == ["ann", "bob", "cid"]
    assert users("view") == ["ann", "bob"]
    assert users(None, {"plan": "pro"}) == ["ann"]
    assert users("view", {"plan": None}) == ["bob"]
    assert users(None, None, ["ann", "cid", "nobody"]) == ["ann", "cid"]
    assert users(None, None, []) == []
    assert users(None, None, None, ["ann"]) == ["bob", "cid"]
