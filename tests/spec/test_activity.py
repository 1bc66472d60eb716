"""Activity: who comes, and how often."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.activity import active_rate, active_users, active_users_rule, dau, mau, stickiness_histogram, stickiness_ratio, wau
from opsreport.periods import Calendar
from opsreport.rules import Activity, Rules

EVENTS = """
    events
    user_id | occurred_at         | event         | visitor_id
    --------+---------------------+---------------+-----------
    u1      | 2024-06-01 00:00    | view          |
    u1      | 2024-06-01 23:59    | view          |
    u1      | 2024-06-15 10:00    | login         |
    u1      | 2024-06-30 23:59:59 | view          |
    u2      | 2024-06-24 10:00    | view          |
    u2      | 2024-06-23 23:59    | view          |
    u3      | 2024-06-01 12:00    | view          |
    u4      | 2024-05-31 23:59:59 | view          |
    u4      | 2024-07-01 00:00    | view          |
    u5      | 2024-06-05 10:00    | push_received |
    u5      | 2024-06-06 10:00    | impression    |
            | 2024-06-07 10:00    | view          | somebody
    double  | 2024-06-15 11:00    | view          |
    staff   | 2024-06-08 10:00    | view          |

    users
    user_id | registered_at    | merged_into | is_test
    --------+------------------+-------------+--------
    u1      | 2024-01-01 00:00 |             | no
    u2      | 2024-05-31 23:59 |             | no
    u3      | 2024-06-01 00:00 |             | no
    u5      | 2024-02-01 00:00 |             | no
    u6      | 2024-02-01 00:00 |             | no
    double  | 2024-03-01 00:00 | u1          | no
    staff   | 2024-03-01 00:00 |             | yes
"""
U1, U2, U3, U4 = 1, 1, 1, 1


@pytest.fixture
def app(shop):
    return shop(EVENTS)


def test_daily_active_users_are_the_mean_of_the_days(app):
    first_of_june, sunday_the_23rd, the_15th = U1 + U3, U2, U1
    assert app.read(dau, "2024-06-01") == ratio(first_of_june, 1)
    assert app.read(dau, "2024-06-15") == ratio(the_15th, 1)  # the merged account is the same user
    user_days = first_of_june + the_15th + sunday_the_23rd + 1 + 1  # and the 24th and the 30th
    assert app.read(dau, "2024-06") == ratio(user_days, 30)
    assert app.read(dau, "2024-06-02") == ratio(0, 1)


def test_what_is_done_to_a_user_is_no_activity_and_a_visitor_is_no_user(app):
    assert app.read(dau, "2024-06-05..2024-06-07") == ratio(0, 3)


def test_weekly_active_users_came_in_the_seven_days_that_end_with_the_period(app):
    assert app.read(wau, "2024-06-30") == total(U1 + U2)  # from the 24th on
    assert app.read(wau, "2024-07-01") == total(U1 + U4)  # u2's 24th has left the window
    assert app.read(wau, "2024-W26") == total(U1 + U2)
    assert app.read(wau, "2024-06") == app.read(wau, "2024-06-30")
    assert app.read(wau(window=28), "2024-06-30") == total(U1 + U2)  # from 3 June on
    assert app.read(wau, "2024-09") == total(0)


def test_a_window_that_reaches_before_the_data_is_not_observed(app):
    assert app.read(wau, "2024-06-05") == unknown("not_observed")  # events are known from 31 May on
    assert app.read(wau, "2024-06-06") == total(U1 + U3 + U4)


def test_monthly_active_users_are_those_of_a_calendar_month(app):
    assert app.read(mau, "2024-06") == total(U1 + U2 + U3)
    assert app.read(mau, "2024-07") == total(U4)
    assert app.read(mau, "2024-Q2") == app.read(mau, "2024-06")  # of a longer period, its last month
    assert app.read(mau, "2024-06-01..2024-07-15") == app.read(mau, "2024-06")
    assert app.read(mau(window=30), "2024-06-30") == total(U1 + U2 + U3)  # from 1 June on
    assert app.read(mau(window=28), "2024-06-30") == total(U1 + U2)  # from 3 June on: u3 is out
    assert app.read(mau(window=30), "2024-07-01") == total(U1 + U2 + U4)
    assert app.read(mau, "2024-10") == total(0)


def test_a_period_shorter_than_a_month_has_no_monthly_active_users(app):
    week = app.read(mau, "2024-W26")
    assert (week.value, week.reason is not None) == (None, True)


def test_a_shop_says_which_events_make_a_user_active(shop):
    logins = shop(EVENTS, rules=Rules(activity=Activity(events=("login",))))
    assert logins.read(mau, "2024-06") == total(U1)
    assert logins.read(dau, "2024-06") == ratio(1, 30)


def test_a_session_over_midnight_counts_on_both_days(shop):
    night = shop(
        """
        events
        user_id | occurred_at
        --------+-----------------
        u1      | 2024-06-01 23:58
        u1      | 2024-06-02 00:03
        """
    )
    assert night.read(dau, "2024-06-01..2024-06-02") == ratio(1 + 1, 2)


def test_a_day_of_23_hours_is_a_day(shop):
    clocks_go_forward = shop(
        """
        events
        user_id | occurred_at
        --------+-----------------
        u1      | 2024-03-31 00:00
        u1      | 2024-03-31 23:59
        u1      | 2024-04-01 00:00
        """,
        zone="Europe/London",
    )
    assert clocks_go_forward.read(dau, "2024-03-31") == ratio(1, 1)
    assert clocks_go_forward.read(dau, "2024-03-31..2024-04-01") == ratio(2, 2)


RULE = """
    events
    user_id | occurred_at         | event
    --------+---------------------+------
    three   | 2024-06-01 00:00    | login
    three   | 2024-06-01 10:00    | login
    three   | 2024-06-30 23:59:59 | login
    two     | 2024-06-01 00:00    | login
    two     | 2024-06-02 00:00    | login
    two     | 2024-07-01 00:00    | login
    looks   | 2024-06-02 00:00    | view
    looks   | 2024-06-02 00:00    | view
    looks   | 2024-06-02 00:00    | view
    looks   | 2024-05-01 00:00    | view

    orders
    order_id | user_id  | paid_at          | status    | amount
    ---------+----------+------------------+-----------+-------
    A1       | buys     | 2024-06-05 10:00 | paid      | 10
    A2       | cancels  | 2024-06-05 10:00 | cancelled | 10
    A3       | returns  | 2024-06-05 10:00 | paid      | 10
    A4       | three    | 2024-06-05 10:00 | paid      | 10
    A5       | july     | 2024-07-01 00:00 | paid      | 10
    A6       | may      | 2024-05-02 00:00 | paid      | 10

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    A3       | 2024-06-09 10:00 | 10
"""


def test_active_by_rule_is_three_logins_or_one_order(shop):
    june = shop(RULE)
    three, two, buys, returns = 1, 1, 1, 1
    assert june.read(active_users_rule, "2024-06") == total(three + buys)
    assert june.read(active_users_rule(logins=2), "2024-06") == total(three + two + buys)
    assert june.read(active_users_rule(orders=2), "2024-06") == total(three)
    assert june.read(active_users_rule(refunds="gross"), "2024-06") == total(three + buys + returns)
    assert june.read(active_users_rule, "2024-08") == total(0)


def test_the_active_rate_is_active_users_over_those_registered_at_the_start(app):
    registered = 4  # u1, u2, u5, u6; u3 registered in the first instant of June
    assert app.read(active_rate, "2024-06") == ratio(U1 + U2 + U3, registered)
    assert app.read(active_rate(base="old"), "2024-06") == ratio(U1 + U2, registered)


def test_the_active_rate_of_nobody_is_no_figure(shop):
    young = shop(
        """
        users
        user_id | registered_at
        --------+-----------------
        u1      | 2024-06-01 00:00

        events
        user_id | occurred_at
        --------+-----------------
        u1      | 2024-06-01 00:00
        """
    )
    assert young.read(active_rate, "2024-06") == unknown("zero_denominator")
    assert young.read(active_rate(base="old"), "2024-06") == unknown("zero_denominator")
    assert young.read(active_rate(base="old"), "2024-07") == ratio(0, 1)


def test_stickiness_is_the_mean_day_over_the_users_of_the_same_window(app):
    assert app.read(stickiness_ratio, "2024-06-30") == ratio(6, (U1 + U2 + U3) * 30)  # u1 on 3 days, u2 on 2, u3 on 1
    assert app.read(stickiness_ratio(window="period"), "2024-06") == ratio(6, (U1 + U2 + U3) * 30)
    assert app.read(stickiness_ratio(window=7), "2024-06") == ratio(2, (U1 + U2) * 7)
    assert app.read(stickiness_ratio(window=28), "2024-06") == ratio(4, (U1 + U2) * 28)  # without 1 June
    assert app.read(stickiness_ratio, "2024-09") == unknown("zero_denominator")


def test_the_histogram_counts_users_by_active_days_and_those_with_at_least_as_many(app):
    days = app.table(stickiness_histogram, "2024-06")
    assert list(days) == list(range(1, 30 + 1))
    assert days[1] == {"users": U3, "users_at_least": U3 + U2 + U1}
    assert days[2] == {"users": U2, "users_at_least": U2 + U1}
    assert days[3] == {"users": U1, "users_at_least": U1}
    assert days[4] == {"users": 0, "users_at_least": 0}
    assert app.read(mau, "2024-06") == total(sum(row["users"] for row in days.values()))
    assert {row["users"] for row in app.table(stickiness_histogram, "2024-09").values()} == {0}


def test_a_week_may_start_on_sunday(shop):
    sundays = shop(EVENTS, calendar=Calendar(week_start=6))
    assert sundays.read(active_users, "2024-W26") == total(U2)  # Sunday 23 to Saturday 29 June
    assert shop(EVENTS).read(active_users, "2024-W26") == total(U1 + U2)  # Monday 24 to Sunday 30 June


def test_without_events_activity_is_missing(shop):
    orders_only = shop("user_id | paid_at \n u1 | 2024-06-01 10:00")
    assert orders_only.read(dau, "2024-06") == unknown("table_missing")
    assert orders_only.read(stickiness_histogram, "2024-06") == unknown("table_missing")
    assert orders_only.read(active_users_rule, "2024-06") == unknown("table_missing")


def test_the_month_of_a_running_quarter_is_the_one_that_runs(shop):
    app = shop(
        """
        events
        user_id | occurred_at
        --------+-----------------
        u1      | 2024-10-31 10:00
        u1      | 2024-11-02 10:00
        u2      | 2024-11-10 10:00
        """,
        data_until="2024-11-10",
    )
    assert app.read(mau, "2024-Q4") == app.read(mau, "2024-11") == total(1 + 1)
