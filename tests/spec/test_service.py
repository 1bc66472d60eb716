"""Service: reviews, dissatisfied users, resolution, channels, mystery shoppers."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.feedback import (
    dissatisfied_rate,
    feedback_resolution_rate,
    mystery_shopper_score,
    positive_review_rate,
    review_rate,
    service_efficiency,
    survey_response_rate,
    touch_channel_service_mix,
    waiting_time,
)

SAID = """
    feedback
    created_at          | kind   | user_id | score | scale_max
    --------------------+--------+---------+-------+----------
    2024-05-31 23:59:59 | survey | u1      | 1     |
    2024-06-01 00:00    | survey | u1      | 2     |
    2024-06-02 10:00    | rating | u2      | 1     |
    2024-06-03 10:00    | survey | u2      | 3     |
    2024-06-04 10:00    | survey | u3      | 5     |
    2024-06-30 23:59:59 | rating | u3      | 2     |
    2024-07-01 00:00    | rating | u3      | 5     |
    2024-06-05 10:00    | survey | u4      | 7     |
    2024-06-05 10:00    | survey |         | 1     |
    2024-06-05 10:00    | nps    | u5      | 1     |
"""


def test_users_whose_last_answer_is_bad(shop):
    said = shop(SAID)
    assert said.read(dissatisfied_rate, "2024-06") == ratio(len(["u1", "u3"]), len(["u1", "u2", "u3"]))  # u2 was content in the end
    assert said.read(dissatisfied_rate(kind="survey"), "2024-06") == ratio(len(["u1"]), len(["u1", "u2", "u3"]))
    assert said.read(dissatisfied_rate, "2024-05") == ratio(1, 1)
    assert said.read(dissatisfied_rate, "2024-07") == ratio(0, 1)
    assert said.read(dissatisfied_rate, "2024-08") == unknown("zero_denominator")


REVIEWED = """
    orders
    order_id | user_id | paid_at          | amount
    ---------+---------+------------------+-------
    A0       | u1      | 2024-05-31 23:59 | 10
    A1       | u1      | 2024-06-01 00:00 | 10
    A2       | u2      | 2024-06-02 10:00 | 10
    A3       | u3      | 2024-06-30 23:59 | 10
    A4       | u3      | 2024-06-10 10:00 | 10
    A5       | u4      | 2024-06-10 10:00 | 10

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    A5       | 2024-06-12 10:00 | 10

    feedback
    created_at       | kind      | order_id | user_id | score
    -----------------+-----------+----------+---------+------
    2024-06-02 10:00 | rating    | A1       | u1      | 5
    2024-06-03 10:00 | rating    | A1       | u1      | 1
    2024-07-03 00:00 | rating    | A2       | u2      | 4
    2024-07-30 23:59 | rating    | A3       | u3      | 3
    2024-06-11 10:00 | complaint | A4       | u3      | 1
    2024-06-11 10:00 | rating    | A5       | u4      | 5
    2024-06-30 23:59 | rating    |          | u4      | 6
"""


def test_orders_that_are_rated_within_thirty_days(shop):
    reviewed = shop(REVIEWED)
    orders = ["A1", "A2", "A3", "A4"]  # A5 went back
    assert reviewed.read(review_rate, "2024-06") == ratio(len(["A1", "A3"]), len(orders))  # A2 on the thirty-first day
    assert reviewed.read(review_rate(days=31), "2024-06") == ratio(3, len(orders))
    assert reviewed.read(review_rate, "2024-08") == unknown("zero_denominator")
    assert shop(REVIEWED, data_until="2024-07-29").read(review_rate, "2024-06") == unknown("incomplete")


def test_good_ratings_of_the_valid_ones(shop):
    reviewed = shop(REVIEWED)
    assert reviewed.read(positive_review_rate, "2024-06") == ratio(2, 3)  # 6 of 5 is no rating
    assert reviewed.read(positive_review_rate, "2024-07") == ratio(1, 2)
    assert reviewed.read(positive_review_rate, "2024-08") == unknown("zero_denominator")


HANDLED = """
    feedback
    created_at          | kind            | channel | resolved_at      | resolved | score | scale_max
    --------------------+-----------------+---------+------------------+----------+-------+----------
    2024-05-31 23:59:59 | ticket          | chat    | 2024-06-01 10:00 |          |       |
    2024-06-01 00:00    | ticket          | chat    | 2024-07-01 23:59 |          |       |
    2024-06-01 00:00    | complaint       | phone   | 2024-07-02 00:00 |          |       |
    2024-06-02 10:00    | suggestion      |         | 2024-06-03 10:00 |          |       |
    2024-06-02 10:00    | suggestion      |         |                  |          |       |
    2024-06-30 23:59:59 | ticket          | chat    | 2024-07-01 10:00 | no       |       |
    2024-06-10 10:00    | rating          |         |                  |          | 5     |
    2024-06-10 10:00    | mystery_shopper |         |                  |          | 45    | 50
    2024-06-11 10:00    | mystery_shopper |         |                  |          | 70    | 100
    2024-06-11 10:00    | mystery_shopper |         |                  |          | 101   | 100
    2024-07-01 00:00    | mystery_shopper |         |                  |          | 80    | 100
"""


@pytest.fixture
def handled(shop):
    return shop(HANDLED)


def test_items_resolved_within_thirty_days(handled, shop):
    resolved, items = ["ticket", "suggestion"], ["ticket", "complaint", "suggestion", "suggestion", "denied"]
    assert handled.read(feedback_resolution_rate, "2024-06") == ratio(len(resolved), len(items))
    assert handled.read(feedback_resolution_rate(days=31), "2024-06") == ratio(3, len(items))
    assert handled.read(feedback_resolution_rate, "2024-08") == unknown("zero_denominator")
    assert shop(HANDLED, data_until="2024-07-29").read(feedback_resolution_rate, "2024-06") == unknown("incomplete")


def test_tickets_by_channel(handled):
    assert handled.by("feedback_channel", touch_channel_service_mix, "2024-06") == {
        "chat": ratio(2, 3), "phone": ratio(1, 3), "unknown": ratio(0, 3),
    }  # fmt: skip
    assert handled.read(touch_channel_service_mix, "2024-08") == unknown("zero_denominator")


def test_mystery_shoppers_score_what_they_gave_of_what_they_could(shop):
    june = shop("""
        feedback
        created_at          | kind            | score | scale_max
        --------------------+-----------------+-------+----------
        2024-05-31 23:59:59 | mystery_shopper | 1     | 10
        2024-06-01 00:00    | mystery_shopper | 8     | 10
        2024-06-30 23:59:59 | mystery_shopper | 3     |
        2024-06-15 10:00    | mystery_shopper |       | 10
        2024-06-15 10:00    | mystery_shopper | 11    | 10
        2024-06-15 10:00    | survey          | 1     | 5
        2024-07-01 00:00    | mystery_shopper | 1     | 10
    """)
    assert june.read(mystery_shopper_score, "2024-06") == ratio(8 + 3, 10 + 5, times=100)
    assert june.read(mystery_shopper_score, "2024-03") == unknown("not_observed")
    assert june.read(mystery_shopper_score, "2024-08") == unknown("zero_denominator")


def test_what_is_kept_elsewhere(shop):
    told = shop(
        """
        manual_figures
        metric               | period  | numerator | denominator
        ---------------------+---------+-----------+------------
        survey_response_rate | 2024-06 | 30        | 100
        waiting_time         | 2024-06 | 250       | 1000
        service_efficiency   | 2024-06 | 1100      | 200
        """
    )
    assert told.read(survey_response_rate, "2024-06") == ratio(30, 100)
    assert told.read(waiting_time, "2024-06") == ratio(250, 1000)
    assert told.read(waiting_time, "2024-06").low is None  # minutes are no share of customers
    assert told.read(service_efficiency, "2024-06") == ratio(1100, 200)
    for metric in (survey_response_rate, waiting_time, service_efficiency):
        assert told.read(metric, "2024-07") == unknown("not_observed")
    assert told.read("feedback_count", "2024-06") == unknown("table_missing")
    assert total(0) != told.read(waiting_time, "2024-06")
