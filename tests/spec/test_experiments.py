"""Experiments: the treated beside those held out, arm beside arm."""

import math

import pytest
from written_shop import unknown

from opsreport.analyses.arms import Arm, compare, control_of
from opsreport.analyses.lift import lift
from opsreport.kinds import Z
from opsreport.metrics.experiments import ab_test_result, campaign_lift

TRIED = """
    assignments
    experiment | user_id | variant   | assigned_at
    -----------+---------+-----------+-----------------
    recall     | t1      | treatment | 2024-06-01 10:00
    recall     | t2      | treatment | 2024-06-01 10:00
    recall     | t3      | treatment | 2024-06-01 10:00
    recall     | t4      | treatment | 2024-06-01 10:00
    recall     | h1      | holdout   | 2024-06-01 10:00
    recall     | h2      | holdout   | 2024-06-01 10:00
    page       | p1      | A         | 2024-06-05 10:00
    page       | p2      | B         | 2024-06-05 10:00
    page       | p3      | B         | 2024-06-30 10:00

    orders
    user_id | paid_at          | amount
    --------+------------------+-------
    t1      | 2024-06-01 10:00 | 10
    t2      | 2024-06-01 09:59 | 20
    t3      | 2024-06-14 23:59 | 40
    t4      | 2024-06-15 00:00 | 80
    h1      | 2024-06-02 10:00 | 30
    h1      | 2024-06-03 10:00 | 30
    p2      | 2024-06-06 10:00 | 70
"""


def rows(table):
    return {row[0]: dict(zip(table.columns[1:], row[1:], strict=True)) for row in table.rows}


def test_the_rate_of_the_treated_less_that_of_those_held_out(shop):
    lift = rows(shop(TRIED).read(campaign_lift, "2024-06"))
    assert list(lift) == ["recall"]  # nobody was held out from the page
    recall = lift["recall"]
    treated, held_out = ["t1", "t3"], ["h1"]  # t2 ordered before, t4 on the fifteenth day
    assert (recall["arm"], recall["control"], recall["method"]) == ("treatment", "holdout", "holdout")
    assert (recall["users"], recall["control_users"]) == (4, 2)
    assert (recall["rate"], recall["control_rate"]) == (len(treated) / 4, len(held_out) / 2)
    assert recall["difference"] == 2 / 4 - 1 / 2
    assert recall["relative"] == 0
    assert recall["low"] < 0 < recall["high"]
    assert recall["p"] == 1


def test_arms_by_rate_and_by_spending(shop):
    result = rows(shop(TRIED).read(ab_test_result, "2024-06"))
    assert list(result) == ["page", "recall"]
    page = result["page"]
    assert (page["arm"], page["control"], page["users"], page["control_users"]) == ("B", "A", 2, 1)
    assert (page["rate"], page["control_rate"], page["difference"], page["relative"]) == (1 / 2, 0, 1 / 2, None)
    assert (page["spend"], page["control_spend"], page["spend_difference"]) == (70 / 2, 0, 35)
    assert (page["spend_low"], page["spend_high"]) == (None, None)  # one user is no spread
    recall = result["recall"]
    assert (recall["spend"], recall["control_spend"]) == ((10 + 40) / 4, (30 + 30) / 2)
    mean = (10 + 40) / 4
    treated = sum((x - mean) ** 2 for x in (10, 0, 40, 0)) / 3 / 4
    held_out = sum((x - 30) ** 2 for x in (60, 0)) / 1 / 2
    half = Z * math.sqrt(treated + held_out)
    assert recall["spend_low"] == pytest.approx(mean - 30 - half, rel=1e-12)
    assert recall["spend_high"] == pytest.approx(mean - 30 + half, rel=1e-12)


def test_an_experiment_is_told_of_when_the_days_of_all_its_users_are_over_and_soon_after(shop):
    told = lambda label, until: list(rows(shop(TRIED, data_until=until).read(ab_test_result, label)))  # noqa: E731
    assert told("2024-06", "2024-07-13") == ["page", "recall"]  # p3: the fourteenth day is 13 July
    assert told("2024-06", "2024-07-12") == ["recall"]
    assert told("2024-07", "2024-12-31") == ["page", "recall"]  # 1 June is 30 days before July
    assert shop(TRIED).read(ab_test_result, "2024-05") == unknown("not_observed")
    assert told("2024-08", "2024-12-31") == []


def test_without_assignments_there_is_no_result(shop):
    assert shop("orders").read(campaign_lift, "2024-06") == unknown("table_missing")


def test_who_stands_in_two_arms_is_in_none(shop):
    text = """
        users
        user_id | registered_at    | merged_into
        --------+------------------+------------
        u1      | 2024-05-01 10:00 |
        u2      | 2024-05-01 10:00 | u1
        u3      | 2024-05-01 10:00 |
        u4      | 2024-05-01 10:00 |

        assignments
        experiment | user_id | variant | assigned_at
        -----------+---------+---------+-----------------
        page       | u1      | A       | 2024-06-05 10:00
        page       | u2      | B       | 2024-06-05 10:00
        page       | u3      | A       | 2024-06-05 10:00
        page       | u4      | B       | 2024-06-05 10:00

        orders
        user_id | paid_at
        --------+-----------------
        u1      | 2024-06-06 10:00
    """
    page = rows(shop(text).read(ab_test_result, "2024-06"))["page"]
    assert (page["users"], page["control_users"], page["rate"], page["control_rate"]) == (1, 1, 0, 0)


def test_an_uneven_split_of_equal_arms_is_seen_and_unequal_arms_are_left_alone():
    assert compare(Arm(5000, 0, 0, 0), Arm(5000, 0, 0, 0)).uneven == 1
    assert compare(Arm(5300, 0, 0, 0), Arm(4700, 0, 0, 0)).uneven < 1e-8
    assert compare(Arm(8000, 0, 0, 0), Arm(2000, 0, 0, 0)).uneven is None


def test_the_control_is_the_arm_named_so_or_the_first():
    assert control_of({"treatment", "Holdout"}) == "Holdout"
    assert control_of({"实验组", "对照组"}) == "对照组"
    assert control_of({"B", "A", "C"}) == "A"


def test_a_lift_beside_what_the_other_methods_would_say(shop):
    """Of two treated nobody bought in the fortnight before and both after; of two held out one before and one after."""
    text = """
        assignments
        experiment | user_id | variant   | assigned_at
        -----------+---------+-----------+-----------------
        recall     | t1      | treatment | 2024-06-15 10:00
        recall     | t2      | treatment | 2024-06-15 10:00
        recall     | h1      | holdout   | 2024-06-15 10:00
        recall     | h2      | holdout   | 2024-06-15 10:00

        orders
        user_id | paid_at
        --------+-----------------
        x       | 2024-01-01 10:00
        t1      | 2024-05-31 23:59
        t1      | 2024-06-15 10:00
        t2      | 2024-06-28 10:00
        h1      | 2024-06-01 00:00
        h2      | 2024-06-20 10:00
    """
    holdout, both, alone = (dict(zip(*pair, strict=True)) for pair in lifts(shop(text)))
    assert [row["method"] for row in (holdout, both, alone)] == ["holdout", "difference_in_differences", "before_after"]
    assert holdout["difference"] == 2 / 2 - 1 / 2
    assert both["difference"] == (2 - 0) / 2 - (1 - 1) / 2  # t1 bought a day too early to be before
    assert alone["difference"] == (2 - 0) / 2
    assert (both["relative"], alone["control"], alone["control_rate"]) == (None, "before", 0 / 2)
    assert both["low"] <= both["difference"] <= both["high"]


def lifts(written):
    table = written.read(campaign_lift, "2024-06")
    return [(table.columns, row) for row in table.rows]


def test_no_row_looks_back_further_than_the_data(shop):
    assert [dict(zip(*pair, strict=True))["method"] for pair in lifts(shop(TRIED))] == ["holdout"]


def test_p_of_several_arms_is_holm_corrected(shop):
    """Two arms beside one control: the smaller p counts twice, the other is no smaller than that."""
    people = [(f"{arm}{n}", arm, n < bought) for arm, bought in (("control", 1), ("a", 6), ("b", 3)) for n in range(8)]
    put = "\n".join(f"test | {user} | {arm} | 2024-06-01 10:00" for user, arm, _ in people)
    bought = "\n".join(f"{user} | 2024-06-02 10:00" for user, _, did in people if did)
    text = f"assignments\nexperiment | user_id | variant | assigned_at\n{put}\n\norders\nuser_id | paid_at\n{bought}"
    table = shop(text).read(ab_test_result, "2024-06")
    p = {row[1]: row[table.columns.index("p")] for row in table.rows}
    of_a, of_b = lift(6, 8, 1, 8).p, lift(3, 8, 1, 8).p
    assert of_a < of_b
    assert p == {"a": 2 * of_a, "b": max(2 * of_a, of_b)}
