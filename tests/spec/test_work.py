"""Data and work: reports on time, data that are right and whole, advice taken, tasks late."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.work import (
    data_accuracy,
    data_completeness,
    data_volume,
    estimate_accuracy,
    milestone_rate,
    report_quality_score,
    report_timeliness,
    suggestion_adoption_rate,
    task_delay_count,
    task_delay_days,
    task_delay_rate,
)

WORK = """
    work_items
    item_id | kind       | role | submitted_on | due_on     | done_on    | adopted_on | implemented_on | score
    --------+------------+------+--------------+------------+------------+------------+----------------+------
    W0      | report     | data |              | 2024-05-31 | 2024-06-01 |            |                |
    W1      | report     | data |              | 2024-06-01 | 2024-06-01 |            |                | 80
    W2      | report     | ops  |              | 2024-06-10 | 2024-06-12 |            |                | 90
    W3      | report     | ops  |              | 2024-06-30 |            |            |                |
    W4      | report     | ops  |              | 2024-07-01 | 2024-06-30 |            |                |
    W5      | milestone  | ops  |              | 2024-06-10 | 2024-06-09 |            |                |
    W6      | milestone  | ops  |              | 2024-06-10 | 2024-07-10 |            |                | 10
    W7      | suggestion | ops  | 2024-05-31   |            |            | 2024-06-01 | 2024-06-02     |
    W8      | suggestion | ops  | 2024-06-01   |            |            | 2024-06-10 | 2024-08-30     |
    W9      | suggestion | ops  | 2024-06-01   |            |            | 2024-06-10 | 2024-08-31     |
    W10     | suggestion | ops  | 2024-06-30   |            |            |            |                |
"""


@pytest.fixture
def work(shop):
    return shop(WORK, data_until="2024-10-08")


def test_reports_by_their_due_day(work):
    assert work.read(report_timeliness, "2024-06") == ratio(len(["W1"]), len(["W1", "W2", "W3"]))  # a missing one is late
    assert work.read(report_timeliness(grace="2d"), "2024-06") == ratio(len(["W1", "W2"]), 3)
    assert work.read(report_timeliness(grace="1d"), "2024-06") == ratio(1, 3)
    assert work.by("role", report_timeliness, "2024-06") == {"data": ratio(1, 1), "ops": ratio(0, 2)}
    assert work.read(report_timeliness, "2024-05") == ratio(0, 1)
    assert work.read(report_timeliness, "2024-07") == ratio(1, 1)
    assert work.read(report_timeliness, "2024-08") == unknown("zero_denominator")


def test_scored_reports_that_were_done_in_the_period(work):
    assert work.read(report_quality_score, "2024-06") == ratio(80 + 90, 2)  # W6 is no report
    assert work.read(report_quality_score, "2024-07") == unknown("zero_denominator")


def test_advice_taken_and_put_to_work_within_ninety_days(work):
    assert work.read(suggestion_adoption_rate, "2024-06") == ratio(len(["W8"]), len(["W8", "W9", "W10"]))  # W9 on the ninety-first day
    assert work.read(suggestion_adoption_rate(stage="adopted"), "2024-06") == ratio(len(["W8", "W9"]), 3)
    assert work.read(suggestion_adoption_rate, "2024-05") == ratio(1, 1)
    assert work.read(suggestion_adoption_rate, "2024-07") == unknown("incomplete")


def test_advice_is_known_ninety_days_after_the_period(shop):
    assert shop(WORK, data_until="2024-09-28").read(suggestion_adoption_rate, "2024-06") == ratio(1, 3)
    assert shop(WORK, data_until="2024-09-27").read(suggestion_adoption_rate, "2024-06") == unknown("incomplete")


def test_late_work_and_by_how_many_days(work):
    due, late = ["W1", "W2", "W3", "W5", "W6"], ["W2", "W3", "W6"]
    assert work.read(task_delay_count, "2024-06") == total(len(late))
    assert work.read(task_delay_rate, "2024-06") == ratio(len(late), len(due))
    july, august, september, october = 31, 31, 30, 8
    open_days = july + august + september + october  # W3: since 30 June, to the last day of data
    assert work.read(task_delay_days, "2024-06", "sum") == total(2 + open_days + 30)
    assert work.read(task_delay_days, "2024-06", "mean") == ratio(2 + open_days + 30, len(due))
    assert work.read(task_delay_count, "2024-08") == total(0)
    assert work.read(task_delay_rate, "2024-08") == unknown("zero_denominator")


def test_work_that_is_due_today_is_not_late_yet(shop):
    assert shop(WORK, data_until="2024-06-30").by("role", task_delay_count, "2024-06")["ops"] == total(len(["W2", "W6"]))
    assert shop(WORK, data_until="2024-06-30").read(task_delay_days, "2024-06", "sum") == total(2 + 20)  # W6, done in July: not known yet


def test_milestones_by_their_day(work):
    assert work.read(milestone_rate, "2024-06") == ratio(1, 2)
    assert work.read(milestone_rate, "2024-07") == unknown("zero_denominator")


def test_data_of_every_day_and_how_many(shop):
    data = shop(
        """
        orders
        user_id | paid_at
        --------+--------------------
        u1      | 2024-05-31 23:59:59
        u1      | 2024-06-01 00:00
        u1      | 2024-06-01 10:00
        u1      | 2024-06-30 23:59:59

        events
        user_id | occurred_at
        --------+-----------------
        u1      | 2024-06-29 00:00
        u1      | 2024-06-30 00:00

        users
        user_id | registered_at
        --------+-----------------
        u1      | 2024-06-01 10:00
        """
    )
    orders, events = (2, 30), (2, 2)  # days with data, of the days from the table's first one on
    assert data.read(data_completeness, "2024-06") == ratio(orders[0] + events[0], orders[1] + events[1])
    assert data.read(data_completeness, "2024-05") == ratio(1, 1)
    assert data.read(data_completeness, "2024-04") == unknown("not_observed")
    assert data.by("source", data_volume, "2024-06") == {"orders": total(3), "events": total(2), "users": total(1)}
    assert data.read(data_volume, "2024-06") == total(3 + 2 + 1)
    assert data.read(data_volume, "2024-07") == total(0)


def test_estimates_beside_what_came(shop):
    told = shop(
        """
        manual_figures
        metric            | period  | numerator | denominator
        ------------------+---------+-----------+------------
        estimate_accuracy | 2024-05 | 120       | 100
        estimate_accuracy | 2024-06 | 90        | 100
        estimate_accuracy | 2024-07 | 300       | 100
        estimate_accuracy | 2024-08 | 10        | 0
        data_accuracy     | 2024-06 | 99        | 100
        """
    )
    assert told.read(estimate_accuracy, "2024-06") == ratio(100 - (100 - 90), 100)
    assert told.read(estimate_accuracy, "2024-05") == ratio(100 - (120 - 100), 100)
    assert told.read(estimate_accuracy, "2024-07") == ratio(0, 100)
    assert told.read(estimate_accuracy, "2024-08") == unknown("zero_denominator")
    assert told.read(data_accuracy, "2024-06") == ratio(99, 100)
    assert told.read(data_accuracy, "2024-09") == unknown("not_observed")
