"""What is known on the last day: nothing that came after it; test accounts say nothing; a deleted account is in no state."""

import datetime as dt
from decimal import Decimal

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.feedback import first_response_time, rating_average, resolution_rate
from opsreport.metrics.growth import registered_users_total
from opsreport.metrics.marketing import touch_open_rate
from opsreport.metrics.retention import churn_rate, growth_accounting, lifecycle_state, lifecycle_transition

ANSWERS = """
    feedback
    created_at       | kind   | first_response_at | resolved_at
    -----------------+--------+-------------------+--------------------
    2024-06-10 10:00 | ticket | 2024-06-10 10:10  | 2024-06-17 23:59:59
    2024-06-10 10:00 | ticket | 2024-07-10 00:00  | 2024-07-10 10:00
"""


def test_an_answer_after_the_last_day_is_not_known_yet(shop):
    late_s = 29 * 86_400 + 14 * 3600  # from 10 June 10:00 to 10 July 00:00
    assert shop(ANSWERS, data_until="2024-07-10").read(first_response_time, "2024-06", "mean") == ratio(10 * 60 + late_s, 60 + 60)
    before = shop(ANSWERS, data_until="2024-07-09")
    assert before.read(first_response_time, "2024-06", "mean") == ratio(10 * 60, 60)
    assert before.read(first_response_time, "2024-06", "within_sla") == ratio(1, 2)
    assert before.read(resolution_rate(days=7), "2024-06") == ratio(1, 2)
    assert shop(ANSWERS, data_until="2024-06-16").rows("feedback", "resolved_at", "resolved_on") == [(None, None), (None, None)]


def test_what_was_planned_is_known_before_it_comes(shop):
    coupon = shop("coupons \n user_id | issued_at | claimed_at | expires_at \n u1 | 2024-06-10 10:00 | 2024-07-05 10:00 | 2024-07-31 23:59:59",
                  data_until="2024-06-30")  # fmt: skip
    assert coupon.rows("coupons", "claimed_at", "expires_at") == [(None, dt.datetime(2024, 7, 31, 15, 59, 59))]


def test_a_message_is_opened_when_it_is(shop):
    sent = """
        touches
        user_id | channel | sent_at          | delivered_at     | opened_at        | clicked_at
        --------+---------+------------------+------------------+------------------+-----------
        u1      | mail    | 2024-06-30 10:00 | 2024-06-30 10:01 | 2024-07-01 00:00 |
    """
    assert shop(sent, data_until="2024-06-30").read(touch_open_rate, "2024-06") == ratio(0, 1)
    assert shop(sent, data_until="2024-07-01").read(touch_open_rate, "2024-06") == ratio(1, 1)


TESTED = """
    users
    user_id | registered_at    | is_test | merged_into
    --------+------------------+---------+------------
    u1      | 2024-05-10 10:00 | no      |
    staff   | 2024-01-01 10:00 | yes     |
    double  | 2024-01-02 10:00 | no      | staff

    orders
    order_id | user_id | paid_at          | amount
    ---------+---------+------------------+-------
    A        | u1      | 2024-05-10 10:00 | 10
    B        | u1      | 2024-06-20 10:00 | 10
    first    | staff   | 2024-02-01 10:00 | 10
    trial    | double  | 2024-08-01 10:00 | 10

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    trial    | 2024-09-01 10:00 | 10
"""


def test_test_accounts_say_neither_since_when_nor_until_when_there_are_data(shop):
    found = shop(TESTED, data_until=None)
    assert (found.shop.data_from, found.shop.data_until) == (dt.date(2024, 5, 10), dt.date(2024, 6, 20))
    assert found.read("new_paying_users", "2024-02") == unknown("not_observed")
    assert found.read("new_paying_users", "2024-05") == total(1)


DELETED = """
    events
    user_id | occurred_at
    --------+-----------------
    start   | 2024-03-01 10:00
    gone    | 2024-06-10 10:00
    leaves  | 2024-06-10 10:00
    ghost   | 2024-06-01 10:00
    ghost   | 2024-06-20 10:00

    users
    user_id | registered_at    | deleted_at
    --------+------------------+-----------------
    gone    | 2024-01-01 10:00 | 2024-06-30 23:59
    leaves  | 2024-01-01 10:00 | 2024-07-01 00:00
    ghost   | 2024-01-01 10:00 | 2024-06-15 10:00
    idle    | 2024-01-01 10:00 | 2024-06-15 10:00
"""


def test_a_deleted_account_is_in_no_state_from_the_deletion_on(shop):
    states = shop(DELETED).table(lifecycle_state, "2024-06")
    assert {state: row["users"] for state, row in states.items() if row["users"]} == {"active": 1, "lost": 1}  # leaves; start
    assert shop(DELETED).table(lifecycle_state, "2024-06-14")["active"]["users"] == 3  # gone, leaves and ghost
    moves = shop(DELETED).table(lifecycle_transition, "2024-06")
    assert sum(row[state] for row in moves.values() for state in states) == 2
    assert shop(DELETED).read(registered_users_total, "2024-06") == total(1)


def test_a_deletion_after_the_last_day_has_not_come(shop):
    assert shop(DELETED, data_until="2024-06-29").table(lifecycle_state, "2024-06")["active"]["users"] == 2  # gone and leaves


FIRST = """
    events
    user_id | occurred_at
    --------+-----------------
    u1      | 2024-05-10 10:00
    u2      | 2024-05-31 23:59
    u1      | 2024-06-01 00:00
"""


@pytest.mark.parametrize("part", ["retained", "resurrected", "churned", "quick_ratio"])
def test_of_the_first_period_nobody_knows_who_stayed(shop, part):
    assert shop(FIRST).read(growth_accounting, "2024-05", part) == unknown("not_observed")
    assert shop(FIRST).read(growth_accounting, "2024-06", part) != unknown("not_observed")
    assert shop(FIRST).read(growth_accounting, "2024-05", "new") == total(2)
    assert shop(FIRST).read(churn_rate, "2024-05") == unknown("not_observed")
    assert shop(FIRST).read(churn_rate, "2024-06") == ratio(1, 2)


RATINGS = """
    feedback
    created_at       | kind   | score | scale_max
    -----------------+--------+-------+----------
    2024-05-10 10:00 | rating | 4     | 5
    2024-06-01 00:00 | rating | 4     |
    2024-06-10 10:00 | rating | 9     | 10
    2024-06-10 10:00 | rating | 11    | 10
    2024-06-10 10:00 | survey | 1     | 100
    2024-06-10 10:00 | survey | 1     | 100
    2024-06-10 10:00 | survey | 1     | 100
    2024-07-01 00:00 | rating | 7     | 10
    2024-08-01 00:00 | rating | 2     | 3
"""


def test_ratings_of_another_scale_are_read_in_terms_of_the_commonest(shop):
    def of_five(score, scale):
        return (Decimal(score) * 5 / scale).quantize(Decimal("0.0001"))

    assert shop(RATINGS).read(rating_average, "2024-06") == ratio(4 + of_five(9, 10), 2)
    assert shop(RATINGS).read(rating_average, "2024-07") == ratio(of_five(7, 10), 1)
    assert shop(RATINGS).read(rating_average, "2024-08") == ratio(of_five(2, 3), 1)
    assert shop(RATINGS).read(rating_average, "2024-09") == unknown("zero_denominator")


def test_ratings_of_one_scale_stay_as_they_are(shop):
    ten = shop("feedback \n created_at | kind | score | scale_max \n 2024-06-01 10:00 | rating | 9 | 10")
    assert ten.read(rating_average, "2024-06") == ratio(9, 1)
