"""Retention by its other windows: the next day, a stretch of days, a month's new customers, best sellers' buyers, a year's members."""

import pytest
from written_shop import ratio, unknown

from opsreport.errors import Mistake
from opsreport.metrics.return_windows import (
    annual_retention_rate,
    hot_item_retention,
    last_month_new_retention,
    retention_bracket,
    retention_d1,
)

COHORT = """
    users
    user_id | registered_at       | is_test
    --------+---------------------+--------
    may     | 2024-05-31 23:59:59 | no
    u1      | 2024-06-01 00:00    | no
    u2      | 2024-06-10 22:00    | no
    u3      | 2024-06-30 23:59:59 | no
    u4      | 2024-06-20 12:00    | no
    july    | 2024-07-01 00:00    | no
    staff   | 2024-06-01 12:00    | yes

    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    u1      | 2024-05-31 10:00    | view
    u1      | 2024-06-01 23:00    | view
    u1      | 2024-06-08 23:59:59 | view
    u1      | 2024-06-16 00:00    | view
    u2      | 2024-06-11 00:00    | view
    u2      | 2024-06-18 00:00    | view
    u2      | 2024-06-24 23:59:59 | view
    u3      | 2024-07-01 23:59:59 | view
    u3      | 2024-07-14 23:59:59 | view
    u4      | 2024-06-21 10:00    | push_received
    u4      | 2024-06-28 10:00    | push_received
    may     | 2024-06-01 00:00    | view
    july    | 2024-07-02 10:00    | view
    staff   | 2024-06-02 10:00    | view
    staff   | 2024-06-09 10:00    | view
"""
SIGNED_UP = 4  # u1 to u4


@pytest.fixture
def cohort(shop):
    return shop(COHORT)


def test_the_next_day_is_the_local_day_after_the_first_one(cohort):
    u2, u3 = 1, 1  # from the first instant of the day to its last; u1 came on the first day again, u4 only got a message
    assert cohort.read(retention_d1, "2024-06") == ratio(u2 + u3, SIGNED_UP)
    assert cohort.read(retention_d1, "2024-05-31") == ratio(1, 1)  # may
    assert cohort.read(retention_d1, "2024-08") == unknown("zero_denominator")


def test_day_1_retention_waits_for_the_day_after_the_last(shop):
    assert shop(COHORT, data_until="2024-06-30").read(retention_d1, "2024-06") == unknown("incomplete")
    assert shop(COHORT, data_until="2024-07-01").read(retention_d1, "2024-06") == ratio(1 + 1, SIGNED_UP)


def test_a_bracket_counts_who_came_on_any_of_its_days_once(cohort):
    u2, u3 = 1, 1  # u2 came on days 8 and 14, u3 on day 14 in its last second; u1 on day 7 and day 15, which lie outside
    assert cohort.read(retention_bracket, "2024-06") == ratio(u2 + u3, SIGNED_UP)
    assert cohort.read(retention_bracket(n=7, m=15), "2024-06") == ratio(1 + u2 + u3, SIGNED_UP)
    assert cohort.read(retention_bracket(n=9, m=13), "2024-06") == ratio(0, SIGNED_UP)
    assert cohort.read(retention_bracket, "2024-08") == unknown("zero_denominator")


def test_a_bracket_of_one_day_is_day_n_and_one_from_day_1_is_within(cohort):
    for n in (1, 7, 8, 14):
        assert cohort.read(retention_bracket(n=n, m=n), "2024-06").value == cohort.read(f"retention_on_n[n={n}]", "2024-06").value
        assert cohort.read(retention_bracket(n=1, m=n), "2024-06").value == cohort.read(f"retention_within_n[n={n}]", "2024-06").value


def test_a_bracket_waits_for_its_last_day(shop):
    assert shop(COHORT, data_until="2024-07-13").read(retention_bracket, "2024-06") == unknown("incomplete")
    assert shop(COHORT, data_until="2024-07-14").read(retention_bracket, "2024-06") == ratio(1 + 1, SIGNED_UP)


def test_a_bracket_does_not_end_before_it_begins(cohort):
    with pytest.raises(Mistake, match="retention_bracket: day 3 is before day 8"):
        cohort.read(retention_bracket(m=3), "2024-06")


FIRSTS = """
    order_id | user_id | paid_at             | status
    ---------+---------+---------------------+----------
    old      | old     | 2024-04-30 23:59:59 | paid
    old2     | old     | 2024-05-10 10:00    | paid
    old3     | old     | 2024-06-10 10:00    | paid
    a1       | first   | 2024-05-01 00:00    | paid
    a2       | first   | 2024-06-01 00:00    | paid
    b1       | last    | 2024-05-31 23:59:59 | paid
    b2       | last    | 2024-06-30 23:59:59 | paid
    c1       | gone    | 2024-05-15 10:00    | paid
    c2       | gone    | 2024-07-01 00:00    | paid
    d1       | dropped | 2024-05-15 10:00    | paid
    d2       | dropped | 2024-06-15 10:00    | cancelled
    e1       | june    | 2024-06-01 00:00    | paid
"""


def test_last_months_new_customers_are_followed_into_this_month(shop):
    first, last, gone, dropped = 1, 1, 1, 1
    assert shop(FIRSTS).read(last_month_new_retention, "2024-06") == ratio(first + last, first + last + gone + dropped)
    assert shop(FIRSTS).read(last_month_new_retention, "2024-Q2") == shop(FIRSTS).read(last_month_new_retention, "2024-06")
    assert shop(FIRSTS).read(last_month_new_retention, "2024-W23") == unknown("too_short")
    assert shop(FIRSTS).read(last_month_new_retention, "2024-10") == unknown("zero_denominator")
    assert shop(FIRSTS).read(last_month_new_retention, "2024-04") == unknown("not_observed")
    assert shop(FIRSTS, data_until="2024-06-29").read(last_month_new_retention, "2024-06") == unknown("incomplete")


SOLD = """
    order_id | user_id | paid_at             | category | status
    ---------+---------+---------------------+----------+----------
    a1       | u1      | 2024-05-01 00:00    | tea      | paid
    a2       | u2      | 2024-05-31 23:59:59 | tea      | paid
    a3       | u2      | 2024-05-20 10:00    | rice     | paid
    b1       | u3      | 2024-05-20 10:00    | rice     | paid
    c1       | u4      | 2024-05-20 10:00    | soap     | paid
    d1       | u5      | 2024-05-20 10:00    |          | paid
    d2       | u5      | 2024-05-21 10:00    |          | paid
    d3       | u5      | 2024-05-22 10:00    |          | paid
    e1       | u6      | 2024-04-30 23:59:59 | tea      | paid
    e2       | u7      | 2024-05-20 10:00    | tea      | cancelled
    f1       | u1      | 2024-06-01 00:00    | soap     | paid
    f2       | u3      | 2024-06-30 23:59:59 |          | paid
    f3       | u2      | 2024-07-01 00:00    | tea      | paid
    f4       | u4      | 2024-06-10 10:00    | tea      | paid
    f5       | u6      | 2024-06-10 10:00    | tea      | paid
"""


def test_buyers_of_last_months_best_sellers_come_back_for_anything(shop):
    sold = shop(SOLD)
    u1, u2, u3, u4 = 1, 1, 1, 1
    both = ratio(u1 + u3, u1 + u2 + u3)
    assert sold.read(hot_item_retention(k=1), "2024-06") == both  # tea and rice sold twice each; an order of no category is of no item
    assert sold.read(hot_item_retention(k=2), "2024-06") == both
    assert sold.read(hot_item_retention, "2024-06") == ratio(u1 + u3 + u4, u1 + u2 + u3 + u4)
    assert sold.read(hot_item_retention, "2024-Q2") == sold.read(hot_item_retention, "2024-06")
    assert sold.read(hot_item_retention, "2024-W23") == unknown("too_short")
    assert sold.read(hot_item_retention, "2024-10") == unknown("zero_denominator")
    assert sold.read(hot_item_retention, "2024-04") == unknown("not_observed")
    assert shop(SOLD, data_until="2024-06-29").read(hot_item_retention, "2024-06") == unknown("incomplete")


def test_best_sellers_can_be_the_products_of_payments(shop):
    paid = shop(SOLD + """
        events
        user_id | occurred_at         | event | object_id
        --------+---------------------+-------+----------
        u1      | 2024-05-01 00:00    | pay   | G1
        u2      | 2024-05-31 23:59:59 | pay   | G1
        u3      | 2024-05-10 10:00    | pay   | G2
        u4      | 2024-05-10 10:00    | view  | G1
    """)
    assert paid.read(hot_item_retention(item="product", k=1), "2024-06") == ratio(1, 2)  # u1 of u1 and u2


def test_without_categories_nobody_knows_what_sold_best(shop):
    assert shop(FIRSTS).read(hot_item_retention, "2024-06") == unknown("column_missing")


YEAR = """
    users
    user_id | registered_at    | member_since        | deleted_at
    --------+------------------+---------------------+-----------------
    first   | 2023-01-01 10:00 | 2023-06-30 23:59:59 |
    again   | 2023-01-01 10:00 | 2023-02-01 10:00    |
    quiet   | 2023-01-01 10:00 | 2023-02-01 10:00    |
    early   | 2023-01-01 10:00 | 2023-02-01 10:00    |
    gone    | 2023-01-01 10:00 | 2023-02-01 10:00    | 2023-06-30 10:00
    left    | 2023-01-01 10:00 | 2023-02-01 10:00    | 2023-07-01 10:00
    late    | 2023-01-01 10:00 | 2023-07-01 00:00    |
    never   | 2023-01-01 10:00 |                     |

    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    first   | 2024-06-30 23:59:59 | view
    again   | 2023-05-01 10:00    | view
    again   | 2023-07-01 00:00    | view
    quiet   | 2023-06-30 23:59:59 | view
    quiet   | 2024-01-01 10:00    | push_received
    quiet   | 2024-07-01 00:00    | view
    gone    | 2023-06-30 11:00    | view
    late    | 2024-01-01 10:00    | view
    never   | 2024-01-01 10:00    | view
"""


def test_members_of_a_year_ago_are_kept_who_were_there_since(shop):
    first, again, quiet, early, left = 1, 1, 1, 1, 1  # late joined a day too late; gone had been deleted
    year = shop(YEAR)
    assert year.read(annual_retention_rate, "2024-06") == ratio(first + again, first + again + quiet + early + left)
    assert year.read(annual_retention_rate, "2024-Q2") == year.read(annual_retention_rate, "2024-06")
    assert year.read(annual_retention_rate(year=365), "2024-06") == ratio(first + 1, 5 + 1 - 1)  # from 2 July: late is a member then, left is not
    assert year.read(annual_retention_rate, "2023-06") == unknown("not_observed")


def test_nobody_was_a_member_a_year_ago(shop):
    young = shop("users \n user_id | registered_at | member_since \n u1 | 2023-01-01 10:00 | 2024-01-01 10:00 \n\n"
                 "events \n user_id | occurred_at \n u1 | 2023-01-02 10:00")  # fmt: skip
    assert young.read(annual_retention_rate, "2024-06") == unknown("zero_denominator")
