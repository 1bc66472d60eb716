"""Feedback and service: what users say, and how the shop answers."""

from decimal import Decimal

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.feedback import (
    complaint_rate,
    csat,
    feedback_count,
    first_response_time,
    handling_time,
    nps,
    rating_average,
    resolution_rate,
)

ANSWERS = """
    feedback
    created_at          | kind            | score | scale_max
    --------------------+-----------------+-------+----------
    2024-05-31 23:59:59 | survey          | 1     |
    2024-06-01 00:00    | survey          | 4     |
    2024-06-02 10:00    | survey          | 5     |
    2024-06-03 10:00    | survey          | 3     |
    2024-06-04 10:00    | survey          | 9     | 10
    2024-06-05 10:00    | survey          | 8     | 10
    2024-06-06 10:00    | survey          |       |
    2024-06-07 10:00    | survey          | 6     |
    2024-06-08 10:00    | survey          | -1    |
    2024-06-09 10:00    | rating          | 4.5   |
    2024-06-30 23:59:59 | rating          | 2     |
    2024-06-10 10:00    | rating          |       |
    2024-06-10 10:00    | suggestion      | 5     |
    2024-06-10 10:00    | mystery_shopper | 5     |
    2024-07-01 00:00    | rating          | 5     |
    2024-06-01 00:00    | nps             | 9     |
    2024-06-02 10:00    | nps             | 10    |
    2024-06-03 10:00    | nps             | 8     |
    2024-06-04 10:00    | nps             | 7     |
    2024-06-05 10:00    | nps             | 6     |
    2024-06-06 10:00    | nps             | 0     |
    2024-06-07 10:00    | nps             | 10    |
    2024-06-08 10:00    | nps             | 9.5   |
    2024-06-08 10:00    | nps             | 11    |
    2024-06-08 10:00    | nps             | -1    |
    2024-06-08 10:00    | nps             |       |
    2024-05-31 23:59:59 | nps             | 0     |
    2024-07-01 00:00    | nps             | 0     |
"""


@pytest.fixture
def answers(shop):
    return shop(ANSWERS)


def test_satisfied_are_the_top_two_boxes_of_all_valid_answers(answers):
    satisfied_surveys = ["4 of 5", "5 of 5", "9 of 10"]
    surveys = [*satisfied_surveys, "3 of 5", "8 of 10"]  # without a score, above the scale, below 0: not valid
    satisfied_ratings, ratings = ["4.5 of 5"], ["4.5 of 5", "2 of 5"]
    assert answers.read(csat, "2024-06") == ratio(len(satisfied_surveys + satisfied_ratings), len(surveys + ratings))
    assert answers.read(csat(kind="survey"), "2024-06") == ratio(len(satisfied_surveys), len(surveys))
    assert answers.read(csat(kind="rating"), "2024-06") == ratio(len(satisfied_ratings), len(ratings))
    assert answers.read(csat, "2024-05") == ratio(0, 1)
    assert answers.read(csat, "2024-07") == ratio(1, 1)
    assert answers.read(csat, "2024-09") == unknown("zero_denominator")


def test_promoters_less_detractors_in_points(answers):
    promoters, passives, detractors = [9, 10, 10], [8, 7], [6, 0]  # 9.5, 11, -1 and nothing are no answers
    everybody = promoters + passives + detractors
    assert answers.read(nps, "2024-06") == ratio(len(promoters) - len(detractors), len(everybody), times=100)
    assert answers.read(nps, "2024-06").n == len(everybody)
    assert answers.read(nps, "2024-05") == ratio(-1, 1, times=100)
    assert answers.read(nps, "2024-07") == ratio(-1, 1, times=100)
    assert answers.read(nps, "2024-09") == unknown("zero_denominator")


def test_the_average_rating_is_that_of_ratings_alone(answers):
    assert answers.read(rating_average, "2024-06") == ratio(Decimal("4.5") + 2, 2)
    assert answers.read(rating_average, "2024-07") == ratio(5, 1)
    assert answers.read(rating_average, "2024-05") == unknown("zero_denominator")


def test_ratings_by_what_they_are_about(shop):
    aspects = shop(
        """
        feedback
        created_at       | kind   | score | aspect
        -----------------+--------+-------+----------
        2024-06-01 10:00 | rating | 4     | product
        2024-06-02 10:00 | rating | 2     | logistics
        2024-06-03 10:00 | rating | 5     | product
        2024-06-03 10:00 | rating | 1     |
        """
    )
    assert aspects.by("aspect", rating_average, "2024-06") == {"product": ratio(4 + 5, 2), "logistics": ratio(2, 1), "unknown": ratio(1, 1)}


def test_voices_are_counted_by_kind(answers):
    voices = answers.by("kind", feedback_count, "2024-06")
    assert voices == {"survey": total(8), "rating": total(3), "suggestion": total(1), "mystery_shopper": total(1), "nps": total(11)}
    assert answers.read(feedback_count, "2024-06") == total(8 + 3 + 1 + 1 + 11)
    assert answers.read(feedback_count, "2024-09") == total(0)


def test_what_test_accounts_say_does_not_count(shop):
    voices = shop(
        """
        feedback
        created_at       | kind   | score | user_id
        -----------------+--------+-------+--------
        2024-06-01 10:00 | rating | 1     | staff
        2024-06-01 10:00 | rating | 5     | u1
        2024-06-01 10:00 | rating | 4     |

        users
        user_id | registered_at    | is_test
        --------+------------------+--------
        staff   | 2024-01-01 10:00 | yes
        """
    )
    assert voices.read(rating_average, "2024-06") == ratio(5 + 4, 2)  # who does not give a name is no test account


COMPLAINTS = """
    orders
    order_id | user_id | paid_at             | status    | amount
    ---------+---------+---------------------+-----------+-------
    may      | u0      | 2024-05-31 23:59:59 | paid      | 10
    first    | u1      | 2024-06-01 00:00    | paid      | 10
    again    | u1      | 2024-06-02 10:00    | paid      | 10
    day30    | u2      | 2024-06-10 10:00    | paid      | 10
    day31    | u3      | 2024-06-10 10:00    | paid      | 10
    fine     | u4      | 2024-06-30 23:59:59 | paid      | 10
    returned | u5      | 2024-06-15 10:00    | paid      | 10
    dropped  | u6      | 2024-06-15 10:00    | cancelled | 10
    july     | u7      | 2024-07-01 00:00    | paid      | 10

    feedback
    created_at          | kind       | order_id | user_id
    --------------------+------------+----------+--------
    2024-06-05 10:00    | complaint  | may      | u0
    2024-06-05 10:00    | complaint  | first    | u1
    2024-06-06 10:00    | complaint  | first    | u1
    2024-06-07 10:00    | complaint  | again    | u1
    2024-07-10 23:59:59 | complaint  | day30    | u2
    2024-07-11 00:00    | complaint  | day31    | u3
    2024-07-01 00:00    | ticket     | fine     | u4
    2024-07-01 00:00    | complaint  |          | u4
    2024-06-20 00:00    | complaint  | returned | u5
    2024-06-20 00:00    | complaint  | dropped  | u6
    2024-07-02 00:00    | complaint  | july     | u7

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    returned | 2024-06-21 10:00 | 10
"""


def test_complaining_buyers_over_buyers(shop):
    service = shop(COMPLAINTS)
    u1, u2, u3, u4, u5 = 1, 1, 1, 1, 1
    assert service.read(complaint_rate, "2024-06") == ratio(u1 + u2 + u5, u1 + u2 + u3 + u4 + u5)
    assert service.read(complaint_rate(days=31), "2024-06") == ratio(u1 + u2 + u3 + u5, u1 + u2 + u3 + u4 + u5)
    kept = ratio(u1 + u2, u1 + u2 + u3 + u4)
    assert service.read(complaint_rate(refunds="exclude_fully_refunded"), "2024-06") == kept
    first, again, day30, returned = 1, 1, 1, 1
    orders = first + again + day30 + 1 + 1 + returned
    assert service.read(complaint_rate(unit="orders"), "2024-06") == ratio(first + again + day30 + returned, orders)


def test_complaints_of_nobody_are_no_figure(shop):
    service = shop(COMPLAINTS)
    assert service.read(complaint_rate, "2024-10") == unknown("zero_denominator")
    assert service.read(complaint_rate(unit="orders"), "2024-10") == unknown("zero_denominator")


def test_complaints_are_known_30_days_after_the_period(shop):
    assert shop(COMPLAINTS, data_until="2024-07-29").read(complaint_rate, "2024-06") == unknown("incomplete")
    u1, u2, u5, buyers = 1, 1, 1, 5
    assert shop(COMPLAINTS, data_until="2024-07-30").read(complaint_rate, "2024-06") == ratio(u1 + u2 + u5, buyers)


TICKETS = """
    feedback
    created_at          | kind       | first_response_at   | resolved_at         | resolved
    --------------------+------------+---------------------+---------------------+---------
    2024-05-31 23:59:59 | ticket     | 2024-06-01 23:59:59 | 2024-06-20 00:00    |
    2024-06-01 00:00    | ticket     | 2024-06-01 00:10    | 2024-06-08 23:59:59 | yes
    2024-06-02 10:00    | complaint  | 2024-06-02 10:30    | 2024-06-03 10:00    |
    2024-06-03 10:00    | ticket     | 2024-06-03 10:30:01 | 2024-06-03 12:00    | no
    2024-06-30 23:59:59 | ticket     | 2024-07-01 01:39:59 | 2024-07-08 00:00    |
    2024-06-04 10:00    | ticket     |                     |                     |
    2024-06-05 10:00    | suggestion | 2024-06-05 10:01    | 2024-06-05 10:02    | yes
    2024-07-01 00:00    | ticket     | 2024-07-01 00:01    | 2024-07-01 00:02    |
"""


def test_first_response_in_minutes_with_unanswered_tickets_last_and_late(shop):
    service = shop(TICKETS)
    minutes = [10, 30, 30 + 1 / 60, 100]  # and one ticket without an answer
    assert service.read(first_response_time, "2024-06", "median") == total(minutes[2])
    assert service.read(first_response_time, "2024-06", "p90") == unknown("incomplete")  # falls among the unanswered
    assert service.read(first_response_time, "2024-06", "mean") == ratio(10 * 60 + 30 * 60 + (30 * 60 + 1) + 100 * 60, 4 * 60)
    assert service.read(first_response_time, "2024-06", "within_sla") == ratio(2, 4 + 1)
    assert service.read(first_response_time(sla=31), "2024-06", "within_sla") == ratio(3, 4 + 1)
    assert service.read(first_response_time, "2024-05", "median") == total(24 * 60.0)
    assert service.read(first_response_time, "2024-07", "median") == total(1.0)


def test_a_quantile_between_two_tickets_is_taken_in_proportion(shop):
    two = shop(
        """
        feedback
        created_at       | kind   | first_response_at
        -----------------+--------+------------------
        2024-06-01 10:00 | ticket | 2024-06-01 10:10
        2024-06-01 10:00 | ticket | 2024-06-01 10:20
        """
    )
    assert two.read(first_response_time, "2024-06", "median") == total((10 + 20) / 2)
    assert two.read(first_response_time, "2024-06", "p90") == total(10 + 0.9 * (20 - 10))


def test_handling_in_hours_with_open_tickets_last_and_late(shop):
    service = shop(TICKETS)
    hours = sorted([2, 24, 7 * 24 + 1 / 3600, 8 * 24 - 1 / 3600])  # and one open
    assert service.read(handling_time, "2024-06", "median").value == pytest.approx(hours[2])
    assert service.read(handling_time, "2024-06", "p90") == unknown("incomplete")
    seconds = [2 * 3600, 24 * 3600, 7 * 24 * 3600 + 1, 8 * 24 * 3600 - 1]
    assert service.read(handling_time, "2024-06", "mean") == ratio(sum(seconds), 4 * 3600)
    assert service.read(handling_time, "2024-06", "within_sla") == ratio(2, 4 + 1)
    assert service.read(handling_time(sla=23), "2024-06", "within_sla") == ratio(1, 4 + 1)
    assert service.read(handling_time, "2024-07", "p90").value == pytest.approx(2 / 60)


@pytest.mark.parametrize("metric", [first_response_time, handling_time])
def test_durations_of_no_tickets_are_no_figures(shop, metric):
    for part in ("median", "p90", "mean", "within_sla"):
        assert shop(TICKETS).read(metric, "2024-09", part) == unknown("zero_denominator")


def test_resolved_within_seven_days_and_not_denied_by_the_user(shop):
    service = shop(TICKETS)
    day7, complaint, day8, tickets = 1, 1, 1, 5  # day7: in the last second of the 7th day; day8: in the first instant of the 8th
    assert service.read(resolution_rate, "2024-06") == ratio(day7 + complaint, tickets)
    assert service.read(resolution_rate(days=8), "2024-06") == ratio(day7 + complaint + day8, tickets)
    assert service.read(resolution_rate(days=1), "2024-06") == ratio(complaint, tickets)
    assert service.read(resolution_rate, "2024-09") == unknown("zero_denominator")


def test_resolution_is_known_seven_days_after_the_period(shop):
    assert shop(TICKETS, data_until="2024-07-06").read(resolution_rate, "2024-06") == unknown("incomplete")
    assert shop(TICKETS, data_until="2024-07-07").read(resolution_rate, "2024-06") == ratio(2, 5)
