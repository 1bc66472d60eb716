"""Conversion: who goes from one thing to the next, who gives up on the way, and how long it takes."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.conversion import (
    bounce_rate,
    cart_abandonment_rate,
    checkout_abandonment_rate,
    conversion_rate,
    purchase_conversion_rate,
    time_to_convert,
    touchpoint_purchase_rate,
)

WAYS = """
    events
    user_id  | visitor_id | occurred_at         | event
    ---------+------------+---------------------+---------
    first    |            | 2024-06-01 00:00    | visit
    last     |            | 2024-06-30 23:59:59 | visit
    before   |            | 2024-05-31 23:59:59 | visit
    after    |            | 2024-07-01 00:00    | visit
    slow     |            | 2024-06-10 10:00    | visit
    twice    |            | 2024-06-01 10:00    | visit
    twice    |            | 2024-06-20 10:00    | visit
    early    |            | 2024-06-10 10:00    | visit
    refunded |            | 2024-06-10 10:00    | visit
    reader   |            | 2024-06-10 10:00    | read
    staff    |            | 2024-06-10 10:00    | visit
             | v1         | 2024-06-10 10:00    | visit

    orders
    order_id | user_id  | paid_at             | amount
    ---------+----------+---------------------+-------
    A0       | old      | 2024-05-02 00:00    | 10
    A1       | first    | 2024-06-01 00:00    | 10
    A2       | last     | 2024-07-07 23:59:59 | 10
    A3       | before   | 2024-06-01 00:00    | 10
    A4       | after    | 2024-07-01 00:00    | 10
    A5       | slow     | 2024-06-18 00:00    | 10
    A6       | twice    | 2024-06-27 23:59:59 | 10
    A7       | early    | 2024-06-10 09:59:59 | 10
    A8       | refunded | 2024-06-10 11:00    | 10
    A9       | reader   | 2024-06-11 10:00    | 10
    A10      | staff    | 2024-06-10 11:00    | 10

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    A8       | 2024-06-12 10:00 | 10

    users
    user_id | registered_at    | is_test
    --------+------------------+--------
    staff   | 2024-01-01 00:00 | yes
"""


@pytest.fixture
def ways(shop):
    return shop(WAYS)


def test_a_user_who_orders_within_seven_calendar_days_of_a_visit_is_converted(ways):
    first, last, twice = 1, 1, 1  # at the same moment; late on the seventh day; after the second visit
    slow, early, refunded = 1, 1, 1  # on the eighth day; a second too early; an order that does not count
    assert ways.read(touchpoint_purchase_rate, "2024-06", "visit") == ratio(first + last + twice, first + last + twice + slow + early + refunded)
    assert ways.read(conversion_rate, "2024-06") == ratio(3, 6)
    assert ways.read(conversion_rate(days=8), "2024-06") == ratio(3 + slow, 6)
    assert ways.read(conversion_rate(refunds="gross"), "2024-06") == ratio(3 + refunded, 6)
    assert ways.read(conversion_rate, "2024-05") == ratio(1, 1)  # before, who ordered in June
    assert ways.read(conversion_rate, "2024-07") == ratio(1, 1)  # after


def test_each_contact_has_a_rate_of_its_own(ways):
    assert ways.read(touchpoint_purchase_rate, "2024-06", "read") == ratio(1, 1)
    assert ways.read(touchpoint_purchase_rate, "2024-06", "add_cart") == unknown("zero_denominator")
    assert ways.read(conversion_rate(start="read"), "2024-06") == ratio(1, 1)


def test_a_rate_waits_until_the_window_of_the_last_visit_has_passed(shop):
    assert shop(WAYS, data_until="2024-07-07").read(conversion_rate, "2024-06") == ratio(3, 6)
    assert shop(WAYS, data_until="2024-07-06").read(conversion_rate, "2024-06") == unknown("incomplete")


def test_nobody_who_began_has_no_rate(ways):
    assert ways.read(conversion_rate, "2024-09") == unknown("zero_denominator")
    assert ways.read(conversion_rate, "2024-04") == unknown("not_observed")


def test_another_event_as_the_target_must_follow_and_the_same_event_needs_a_second(shop):
    app = shop(
        """
        events
        user_id | occurred_at      | event
        --------+------------------+---------
        u1      | 2024-06-10 10:00 | view
        u1      | 2024-06-10 10:00 | add_cart
        u2      | 2024-06-10 10:00 | add_cart
        u2      | 2024-06-10 10:01 | view
        u3      | 2024-06-10 10:00 | view
        u3      | 2024-06-10 10:01 | view
        u4      | 2024-06-10 10:00 | view
        u4      | 2024-06-18 10:00 | view
        """
    )
    assert app.read(conversion_rate(start="view", to="add_cart"), "2024-06") == ratio(1, 4)  # u1
    assert app.read(conversion_rate(start="view", to="view"), "2024-06") == ratio(1, 4)  # u3; the second view of u4 is eight days later
    assert app.read(conversion_rate(start="view", to="share"), "2024-06") == unknown("not_observed")  # the shop has no such event
    assert app.read(conversion_rate, "2024-06") == unknown("table_missing")


def test_of_sessions_those_count_that_go_on_to_pay(shop):
    app = shop(
        """
        events
        user_id | session_id | occurred_at         | event
        --------+------------+---------------------+------
        u1      | s1         | 2024-06-10 10:00    | visit
        u1      | s1         | 2024-06-10 10:05    | pay
        u1      | s2         | 2024-06-30 23:59:59 | visit
        u1      | s2         | 2024-07-01 00:05    | pay
        u1      | s3         | 2024-06-11 10:00    | visit
        u1      |            | 2024-06-11 10:05    | pay
        u2      | s1         | 2024-06-12 10:05    | pay
        u2      | s4         | 2024-06-13 10:05    | pay
        u2      | s4         | 2024-06-13 10:06    | visit
        """
    )
    s1, s2, s3, s4 = 1, 1, 1, 1  # s2 begins in the last second of June; s1 of u2 has no visit, s4 pays before it
    assert app.read(conversion_rate(unit="session"), "2024-06") == ratio(s1 + s2, s1 + s2 + s3 + s4)
    assert app.read(conversion_rate(unit="session"), "2024-07") == unknown("zero_denominator")
    assert app.read(conversion_rate(unit="session", to="share"), "2024-06") == unknown("not_observed")


def test_purchase_conversion_is_buyers_over_visitors_of_the_same_period_in_whatever_order(ways):
    first, before, slow, twice, early, reader = 1, 1, 1, 1, 1, 1  # all who have an order in June that counts
    visitors = 6  # first, last, slow, twice, early and refunded; staff is none
    anonymous = 1
    assert ways.read(purchase_conversion_rate, "2024-06") == ratio(first + before + slow + twice + early + reader, visitors)
    assert ways.read(purchase_conversion_rate(visitors="all"), "2024-06") == ratio(6, visitors + anonymous)
    assert ways.read(purchase_conversion_rate(refunds="gross"), "2024-06") == ratio(6 + 1, visitors)
    assert ways.read(purchase_conversion_rate, "2024-10") == unknown("zero_denominator")


def test_a_visitor_who_is_known_later_is_one_person(shop):
    site = shop(
        """
        events
        user_id | visitor_id | occurred_at      | event
        --------+------------+------------------+------
                | v1         | 2024-06-10 10:00 | visit
        u1      | v1         | 2024-07-10 10:00 | login
        u1      |            | 2024-06-12 10:00 | visit
                | v2         | 2024-06-10 10:00 | visit
                | v2         | 2024-06-11 10:00 | visit

        orders
        user_id | paid_at
        --------+-----------------
        u1      | 2024-06-12 11:00
        """
    )
    assert site.read(purchase_conversion_rate(visitors="all"), "2024-06") == ratio(1, 1 + 1)  # u1 and v2
    assert site.read(purchase_conversion_rate, "2024-06") == ratio(1, 1)


CARTS = """
    events
    user_id | occurred_at         | event
    --------+---------------------+---------
    paid    | 2024-06-10 10:00    | add_cart
    late    | 2024-06-10 10:00    | add_cart
    again   | 2024-06-10 10:00    | add_cart
    again   | 2024-06-12 10:00    | add_cart
    edge    | 2024-06-30 23:59:59 | add_cart
    next    | 2024-07-01 00:00    | add_cart
    paid    | 2024-06-10 10:00    | checkout
    paid    | 2024-06-10 10:40    | checkout
    late    | 2024-06-10 10:30    | checkout
    edge    | 2024-06-30 23:59:59 | checkout
    edge    | 2024-07-01 00:00    | checkout

    orders
    user_id | paid_at             | status
    --------+---------------------+----------
    paid    | 2024-06-11 10:00    | paid
    late    | 2024-06-11 10:30:01 | paid
    again   | 2024-06-12 10:01    | paid
    edge    | 2024-07-01 10:00    | cancelled
"""


def test_a_cart_is_abandoned_that_no_paid_order_followed_within_24_hours(shop):
    carts = shop(CARTS)
    late, edge, paid, again = 1, 1, 1, 1  # again paid after the second time; the order of edge was cancelled
    assert carts.read(cart_abandonment_rate, "2024-06") == ratio(late + edge, late + edge + paid + again)
    assert carts.read(cart_abandonment_rate(hours=25), "2024-06") == ratio(edge, 4)
    assert carts.read(cart_abandonment_rate, "2024-07") == ratio(1, 1)
    assert carts.read(cart_abandonment_rate, "2024-08") == unknown("zero_denominator")


def test_a_checkout_is_abandoned_that_no_paid_order_followed_within_24_hours(shop):
    carts = shop(CARTS)
    paid, late, edge = 2, 1, 1  # each checkout counts; that of late was paid for a second too late
    assert carts.read(checkout_abandonment_rate, "2024-06") == ratio(late + edge, paid + late + edge)
    assert carts.read(checkout_abandonment_rate(hours=25), "2024-06") == ratio(edge, 4)
    assert carts.read(checkout_abandonment_rate, "2024-07") == ratio(1, 1)


def test_carts_of_the_last_day_are_waited_for(shop):
    assert shop(CARTS, data_until="2024-07-01").read(cart_abandonment_rate, "2024-06") == ratio(2, 4)
    assert shop(CARTS, data_until="2024-06-30").read(cart_abandonment_rate, "2024-06") == unknown("incomplete")
    assert shop(CARTS, data_until="2024-07-01").read(checkout_abandonment_rate(hours=25), "2024-06") == unknown("incomplete")


SESSIONS = """
    events
    user_id | session_id | occurred_at         | event
    --------+------------+---------------------+--------------
    u1      | s1         | 2024-06-10 10:00    | visit
    u1      | s1         | 2024-06-10 10:30    | view
    u1      | s2         | 2024-06-10 11:00:01 | visit
    u1      | s2         | 2024-06-10 11:00:02 | push_received
    u2      | s1         | 2024-06-30 23:59:59 | visit
    u2      | s1         | 2024-07-01 00:00    | view
    u3      | s5         | 2024-05-31 23:59:59 | visit
    u3      | s6         | 2024-06-01 00:00    | visit
    u3      |            | 2024-06-01 12:00    | visit
"""


def test_a_session_of_one_event_bounced_and_lies_in_the_period_in_which_it_begins(shop):
    app = shop(SESSIONS)
    s2, s6 = 1, 1  # what is done to a user is no event of a session
    s1_of_u1, s1_of_u2 = 1, 1
    assert app.read(bounce_rate, "2024-06") == ratio(s2 + s6, s2 + s6 + s1_of_u1 + s1_of_u2)
    assert app.read(bounce_rate, "2024-05") == ratio(1, 1)
    assert app.read(bounce_rate, "2024-07") == unknown("zero_denominator")


def test_without_session_ids_more_than_half_an_hour_without_an_event_begins_a_session(shop):
    text = "\n".join(line if not line.count("|") else "|".join(line.split("|")[:1] + line.split("|")[2:]) for line in SESSIONS.splitlines())
    app = shop(text.replace("--------+------------+", "--------+"))
    at_ten, at_eleven, over_midnight, at_noon = 1, 1, 1, 1  # the two visits of u3 around the first of June are one session of May
    assert app.read(bounce_rate, "2024-06") == ratio(at_eleven + at_noon, at_ten + at_eleven + over_midnight + at_noon)
    assert app.read(bounce_rate, "2024-05") == ratio(0, 1)
    assert shop(SESSIONS).read(bounce_rate(sessions="gap"), "2024-06") == ratio(2, 4)


def test_time_to_convert_is_from_the_first_start_of_the_period_to_the_first_target(shop):
    app = shop(
        """
        events
        user_id | occurred_at         | event
        --------+---------------------+------
        u1      | 2024-06-01 10:00    | visit
        u1      | 2024-06-01 11:00    | visit
        u1      | 2024-06-12 10:00    | visit
        u2      | 2024-05-20 10:00    | visit
        u2      | 2024-06-10 10:00    | visit
        u3      | 2024-06-10 10:00    | visit
        u4      | 2024-06-10 10:00    | visit

        orders
        user_id | paid_at
        --------+-----------------
        u1      | 2024-06-01 12:00
        u1      | 2024-06-12 10:01
        u2      | 2024-06-11 10:00
        u3      | 2024-06-18 10:00
        """
    )
    u1, u2 = 2.0, 24.0  # hours; u3 took eight days, u4 never ordered
    assert app.read(time_to_convert, "2024-06", "median") == total((u1 + u2) / 2)
    assert app.read(time_to_convert, "2024-06", "p25") == total(u1 + 0.25 * (u2 - u1))
    assert app.read(time_to_convert, "2024-06", "p75") == total(u1 + 0.75 * (u2 - u1))
    assert app.read(time_to_convert(days=8, of="all"), "2024-06", "p25") == total(u1 + 0.75 * (u2 - u1))  # 2, 24, 192 hours, and never
    assert app.read(time_to_convert(of="all"), "2024-06", "median") == unknown("incomplete")
    assert app.read(time_to_convert, "2024-07", "median") == unknown("zero_denominator")
