"""Funnels: how many come how far, where they leave; and what follows what."""

import pytest
from written_shop import unknown

from opsreport.metrics.funnels import funnel, funnel_dropoff, user_paths
from opsreport.rules import Conversion, Rules

HOUR, MINUTE = 3600, 60
WAY = """
    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    buys    | 2024-06-10 10:00    | visit
    buys    | 2024-06-10 10:10    | view
    buys    | 2024-06-10 10:15    | share
    buys    | 2024-06-10 11:00    | pay
    looks   | 2024-06-01 00:00    | visit
    looks   | 2024-06-02 00:00    | view
    looks   | 2024-06-02 00:00:01 | pay
    leaves  | 2024-06-30 23:59:59 | visit
    leaves  | 2024-07-01 00:59:59 | view
    before  | 2024-05-31 23:59:59 | visit
    before  | 2024-06-01 10:00    | view
    next    | 2024-07-01 00:00    | visit
    again   | 2024-06-03 10:00    | visit
    again   | 2024-06-20 10:00    | visit
    again   | 2024-06-20 10:30    | view
    staff   | 2024-06-10 10:00    | visit

    users
    user_id | registered_at    | is_test
    --------+------------------+--------
    staff   | 2024-01-01 00:00 | yes
"""


@pytest.fixture
def way(shop):
    return shop(WAY)


def test_a_user_counts_once_by_the_attempt_that_went_furthest_within_a_day_of_entering_in_the_period(way):
    buys, looks, leaves, again = 1, 1, 1, 1  # looks viewed a day later to the second, and paid too late; before and next entered in other months
    entered, viewed, paid = buys + looks + leaves + again, buys + looks + leaves + again, buys
    median_s = (30 * MINUTE + 1 * HOUR) / 2  # of 10 and 30 minutes, an hour, and a day
    assert way.read(funnel, "2024-06").rows == (
        ("visit", entered, None, 1.0, None),
        ("view", viewed, viewed / entered, viewed / entered, median_s),
        ("pay", paid, paid / viewed, paid / entered, 50 * MINUTE),
    )
    assert way.table(funnel, "2024-05")["view"]["users"] == 1  # before
    assert way.table(funnel, "2024-07")["visit"]["users"] == 1  # next


def test_the_window_and_the_order_of_the_steps_can_be_set(way):
    assert way.table(funnel(days=2), "2024-06")["pay"]["users"] == 1 + 1  # looks, a second more than a day after the visit
    assert way.table(funnel(order="strict"), "2024-06")["pay"]["users"] == 0  # buys shared between viewing and paying
    unordered = way.table(funnel(order="unordered"), "2024-06")
    before, again = 1, 1  # who began with any of the steps in June: before, too
    assert [row["users"] for row in unordered.values()] == [3 + before + again, 3 + again, 1]


def test_nobody_enters_and_nothing_is_divided(way):
    assert [row["users"] for row in way.table(funnel, "2024-08").values()] == [0, 0, 0]
    assert way.table(funnel, "2024-08")["visit"] == {"users": 0, "step_conversion": None, "overall_conversion": None, "median_seconds": None}
    assert way.read(funnel, "2024-03") == unknown("not_observed")


def test_the_steps_are_those_that_the_shop_has_and_orders_are_payments_where_no_event_tells_of_them(shop):
    bought = shop(
        """
        events
        user_id | occurred_at      | event
        --------+------------------+---------
        u1      | 2024-06-10 10:00 | visit
        u2      | 2024-06-10 10:00 | visit
        u1      | 2024-06-10 10:10 | add_cart

        orders
        user_id | paid_at          | status
        --------+------------------+----------
        u1      | 2024-06-10 11:00 | paid
        u2      | 2024-06-10 11:00 | cancelled
        """
    )
    assert {step: row["users"] for step, row in bought.table(funnel, "2024-06").items()} == {"visit": 2, "add_cart": 1, "pay": 1}
    assert {step: row["users"] for step, row in bought.table(funnel(order="strict"), "2024-06").items()} == {"visit": 2, "add_cart": 1, "pay": 1}


def test_a_shop_may_have_steps_of_its_own(shop):
    own = shop(WAY, rules=Rules(conversion=Conversion(funnel=("view", "share", "no such event"))))
    assert {step: row["users"] for step, row in own.table(funnel, "2024-06").items()} == {"view": 4, "share": 1}
    none = shop(WAY, rules=Rules(conversion=Conversion(funnel=("no such event",))))
    assert none.read(funnel, "2024-06").rows == ()


def test_without_events_there_is_no_funnel(shop):
    orders = shop(
        """
        user_id | paid_at
        --------+-----------------
        u1      | 2024-06-10 11:00
        """
    )
    assert orders.read(funnel, "2024-06") == unknown("table_missing")


def test_who_did_not_go_on_is_lost_and_who_still_may_is_pending(shop):
    june = shop(WAY, data_until="2024-06-30").table(funnel_dropoff, "2024-06")
    buys, looks, again = 1, 1, 1
    leaves = 1  # entered in the last second of June: the day after has not been seen
    assert june["visit"] == {"users": buys + looks + again, "went_on": 3, "lost": 0, "dropoff_rate": 0.0, "pending": leaves}
    assert june["view"] == {"users": 3, "went_on": buys, "lost": looks + again, "dropoff_rate": 2 / 3, "pending": 0}
    later = shop(WAY, data_until="2024-07-01").table(funnel_dropoff, "2024-06")
    assert later["visit"] == {"users": 4, "went_on": 4, "lost": 0, "dropoff_rate": 0.0, "pending": 0}
    assert later["view"]["lost"] == 3
    assert shop(WAY, data_until="2024-06-30").table(funnel, "2024-06")["visit"]["users"] == 3


def test_an_entry_is_settled_when_the_last_moment_of_its_window_has_been_seen(shop):
    text = """
        events
        user_id | occurred_at      | event
        --------+------------------+------
        u1      | 2024-06-29 23:59 | visit
        u2      | 2024-06-30 00:00 | visit
        u3      | 2024-06-10 00:00 | view
        """
    june = shop(text, data_until="2024-06-30").table(funnel_dropoff, "2024-06")
    assert june["visit"] == {"users": 1, "went_on": 0, "lost": 1, "dropoff_rate": 1.0, "pending": 1}  # u2 may view at midnight


def test_paths_are_what_follows_what_in_a_session_of_the_period(shop):
    app = shop(
        """
        events
        user_id | occurred_at         | event
        --------+---------------------+--------------
        u1      | 2024-05-31 23:59:59 | login
        u1      | 2024-06-01 00:00    | visit
        u1      | 2024-06-01 00:10    | view
        u1      | 2024-06-01 00:40    | view
        u1      | 2024-06-01 01:10:01 | pay
        u2      | 2024-06-10 10:00    | visit
        u2      | 2024-06-10 10:20    | push_received
        u2      | 2024-06-10 10:30    | view
        u2      | 2024-06-30 23:59:59 | visit
        u2      | 2024-07-01 00:00    | view
        """
    )
    ten, thirty = 10 * MINUTE, 30 * MINUTE
    assert app.read(user_paths, "2024-06").rows == (
        (1, "visit", "view", 2, (ten + thirty) / 2),  # the last visit of u2 ends with the month; a message is nothing that u2 did
        (2, "view", "view", 1, float(thirty)),  # the payment came more than half an hour later
    )
    assert app.read(user_paths(repeats="merge"), "2024-06").rows == ((1, "visit", "view", 2, (ten + thirty) / 2),)
    assert app.read(user_paths(steps=2), "2024-06").rows == ((1, "visit", "view", 2, (ten + thirty) / 2),)
    assert app.read(user_paths, "2024-08").rows == ()
