"""The team: training, tests passed, work done, incidents, risks."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.team import (
    alert_latency,
    incident_response_time,
    promotion_rate,
    release_count,
    risk_count,
    risk_handling_efficiency,
    risk_score,
    skill_gain,
    staff_pass_rate,
    staff_satisfaction,
    team_efficiency,
    team_response_time,
    training_completion_rate,
    training_courses,
    training_hours,
)

WORK = """
    work_items
    item_id | kind     | title | owner | submitted_on | due_on     | done_on    | score | hours
    --------+----------+-------+-------+--------------+------------+------------+-------+------
    W0      | training | A     | x     |              | 2024-05-31 | 2024-05-31 | 90    | 8
    W1      | training | A     | y     |              | 2024-06-01 | 2024-06-01 | 50    | 2
    W2      | training | A     | y     |              |            | 2024-06-10 | 60    | 1.5
    W3      | training | A     | z     |              | 2024-06-30 | 2024-06-30 | 59    | 2
    W4      | training | B     | z     |              | 2024-06-30 |            |       | 2
    W5      | training | B     | w     |              |            | 2024-07-01 | 70    | 3
    W6      | report   | B     | w     |              | 2024-06-15 | 2024-06-15 | 99    | 4
    W7      | incident | fire  | w     | 2024-05-31   |            |            |       | 50
    W8      | incident | flood | w     | 2024-06-01   |            |            |       | 5
    W9      | incident | mud   | w     | 2024-06-30   |            |            |       | 8
    W10     | incident | ice   | w     | 2024-06-30   |            |            |       |
    W11     | task     | B     | w     |              | 2024-06-15 | 2024-07-01 |       | 4
"""


@pytest.fixture
def team(shop):
    return shop(WORK)


def test_trainings_done_in_the_period(team):
    assert team.read(training_courses, "2024-06") == total(len(["W1", "W2", "W3"]))
    assert team.read(training_hours, "2024-06") == total("5.5")
    assert team.read(training_hours, "2024-05") == total(8)
    assert team.read(training_courses, "2024-08") == total(0)
    assert team.read(training_completion_rate, "2024-06") == ratio(len(["W1", "W3"]), len(["W1", "W3", "W4"]))
    assert team.read(training_completion_rate, "2024-08") == unknown("zero_denominator")


def test_the_best_of_several_tries_counts(team):
    assert team.read(staff_pass_rate, "2024-06") == ratio(len(["y"]), len(["y", "z"]))  # y passed at the second try, z not
    assert team.read(staff_pass_rate(mark=59), "2024-06") == ratio(2, 2)
    assert team.read(staff_pass_rate, "2024-05") == ratio(1, 1)
    assert team.read(staff_pass_rate, "2024-08") == unknown("zero_denominator")


def test_work_done_by_the_end_of_what_was_due(team):
    assert team.read(team_efficiency, "2024-06") == ratio(len(["W1", "W3", "W6"]), len(["W1", "W3", "W4", "W6", "W11"]))  # W11 on 1 July
    assert team.read(team_efficiency, "2024-08") == unknown("zero_denominator")


def test_hours_until_incidents_were_handled(team):
    assert team.read(incident_response_time, "2024-06") == ratio(5 + 8, 2)  # how long the third took is not known
    assert team.read(incident_response_time, "2024-05") == ratio(50, 1)
    assert team.read(incident_response_time, "2024-07") == unknown("zero_denominator")


def test_figures_of_few_people_are_not_told(shop):
    told = shop(
        """
        manual_figures
        metric             | period  | value | numerator | denominator
        -------------------+---------+-------+-----------+------------
        staff_satisfaction | 2024-04 | 0.9   |           |
        staff_satisfaction | 2024-05 |       | 4         | 4
        staff_satisfaction | 2024-06 |       | 4         | 5
        promotion_rate     | 2024-04 | 0.1   |           |
        promotion_rate     | 2024-05 |       | 1         | 4
        promotion_rate     | 2024-06 |       | 1         | 5
        """
    )
    for metric, promoted in ((staff_satisfaction, 4), (promotion_rate, 1)):
        assert told.read(metric, "2024-04") == unknown("suppressed")  # nobody says of how many
        assert told.read(metric, "2024-05") == unknown("suppressed")
        assert told.read(metric, "2024-06") == ratio(promoted, 5)
        assert told.read(metric, "2024-07") == unknown("not_observed")


@pytest.mark.parametrize("metric", [skill_gain, team_response_time, alert_latency, risk_score, risk_handling_efficiency], ids=str)
def test_rates_and_means_are_kept_elsewhere(shop, metric):
    told = shop(f"manual_figures\nmetric | period | numerator | denominator\n-+-\n{metric.id} | 2024-06 | 12 | 8\n{metric.id} | 2024-05 | 1 | 0")
    assert told.read(metric, "2024-06") == ratio(12, 8)
    assert told.read(metric, "2024-05") == unknown("zero_denominator")
    assert told.read(metric, "2024-07") == unknown("not_observed")
    assert shop("orders").read(metric, "2024-06") == unknown("table_missing")


def test_releases_add_up_and_open_risks_do_not(shop):
    told = shop(
        """
        manual_figures
        metric        | period  | value
        --------------+---------+------
        release_count | 2024-04 | 1
        release_count | 2024-05 | 2
        release_count | 2024-06 | 3
        risk_count    | 2024-04 | 1
        risk_count    | 2024-05 | 2
        risk_count    | 2024-06 | 3
        """
    )
    assert told.read(release_count, "2024-Q2") == total(1 + 2 + 3)
    assert told.read(risk_count, "2024-06") == total(3)
    assert told.read(risk_count, "2024-Q2") == unknown("not_observed")


def test_who_was_examined_must_be_known(shop):
    nobody = shop("work_items\nkind | title | owner | done_on | score\n-+-\ntraining | A | | 2024-06-01 | 90\ntraining | A | x | 2024-06-01 | 50")
    assert nobody.read(staff_pass_rate, "2024-06") == ratio(0, 1)
