"""Scores: weights, caps, floors, steps, what is missing, bonuses; and the page that shows them, in both languages."""

from decimal import Decimal
from fractions import Fraction

import pytest

from opsreport.goals import Bonus, Kpi, Role
from opsreport.kinds import Reading, ratio
from opsreport.metrics import find
from opsreport.periods import DAY, period
from opsreport.scorecard import Result, bonus, by_people, credit, grade, result, rounded, scored
from opsreport.targets import Target
from opsreport.words import Text

OCTOBER = period("2026-10")
NAME = {"zh": "运营岗", "en": "Operations"}


def kpi(weight=100, metric="new_users", **more) -> Kpi:
    return Kpi.model_validate(dict(metric=metric, weight=weight, **more))


def role(*kpis: Kpi, **more) -> Role:
    return Role(name=Text(**NAME), kpis=kpis, **more)


def reached(its: Kpi, achieved, reason=None) -> Result:
    """A result whose achievement is known, or is not for a reason."""
    share = None if achieved is None else Fraction(str(achieved))
    return Result(its, find("new_users"), OCTOBER, Reading(1), None, share, reason)


def score(*weighted, when=OCTOBER, **more):
    """The scorecard of KPIs given as (weight, achievement)."""
    kpis = [kpi(weight) for weight, _ in weighted]
    results = tuple(reached(its, achieved, None if achieved is not None else "no_target") for its, (_, achieved) in zip(kpis, weighted, strict=True))
    return scored("operations", role(*kpis, **more), when, results)


@pytest.mark.parametrize(
    ("achieved", "more", "expected"),
    [
        ("0.83", {}, "0.83"),
        ("1.2", {}, "1.2"),
        ("1.21", {}, "1.2"),  # the cap, where none was agreed
        ("3", {"cap": "150%"}, "1.5"),
        ("0.4", {"floor": "50%"}, "0.5"),
        ("0.5", {"floor": "50%"}, "0.5"),
        ("0", {}, "0"),
    ],
)
def test_credit_is_the_achievement_between_floor_and_cap(achieved, more, expected):
    assert credit(Fraction(achieved), kpi(**more)) == Fraction(expected)


STEPS = [{"from": "100%", "gives": "100%"}, {"from": "90%", "gives": "80%"}, {"from": "75%", "gives": "50%"}]


@pytest.mark.parametrize(
    ("achieved", "expected"), [("2", "1"), ("1", "1"), ("0.999", "0.8"), ("0.9", "0.8"), ("0.899", "0.5"), ("0.75", "0.5"), ("0.749", "0")]
)
def test_steps_hold_from_where_they_begin(achieved, expected):
    assert credit(Fraction(achieved), kpi(steps=STEPS)) == credit(Fraction(achieved), kpi(steps=STEPS[::-1])) == Fraction(expected)


def test_a_score_is_the_sum_of_weight_times_credit():
    card = score((40, "1.1"), (35, "0.8"), (25, "1.3"))
    assert card.score == 40 * Fraction("1.1") + 35 * Fraction("0.8") + 25 * Fraction("1.2")
    assert (card.printed, card.reason, card.lacking) == (Decimal("102.0"), None, 0)


def test_a_score_is_rounded_once_at_the_end():
    card = score((50, "0.665"), (50, "0.665"))
    assert [each.points for each in card.points] == [Fraction("33.25")] * 2  # each would be rounded to 33.2
    assert card.printed == Decimal("66.5")
    assert [rounded(Fraction(each)) for each in ("0.05", "0.15", "89.95", "89.949")] == [Decimal(each) for each in ("0.0", "0.2", "90.0", "89.9")]


def test_a_missing_figure_is_no_zero_its_weight_goes_to_the_others():
    card = score((40, "0.9"), (30, None), (30, "1.0"))
    assert card.score == Fraction(40 * 100, 70) * Fraction("0.9") + Fraction(30 * 100, 70)
    assert [each.weight for each in card.points] == [Fraction(4000, 70), None, Fraction(3000, 70)]
    assert (card.lacking, card.points[1].points, card.points[1].result.reason) == (30, None, "no_target")


def test_a_role_can_stay_unscored_instead():
    card = score((40, "0.9"), (30, None), (30, "1.0"), missing="unscored")
    assert (card.score, card.printed, card.reason, card.lacking) == (None, None, "unscored", 30)
    assert score((70, "0.9"), (30, "1.0"), missing="unscored").score == 70 * Fraction("0.9") + 30


def test_with_nothing_known_there_is_no_score():
    assert (score((70, None), (30, None)).score, score((70, None), (30, None)).reason) == (None, "no_figures")


def test_a_zero_is_a_zero():
    assert score((70, 0), (30, 1)).score == 30


def test_a_running_period_has_no_score():
    card = score((100, "0.5"), when=OCTOBER.cut(OCTOBER.start + 10 * DAY))
    assert (card.score, card.reason, card.points[0].credit, card.points[0].points) == (None, "running", Fraction(1, 2), None)


GRADES = Bonus.model_validate(
    {"base": "2000", "grades": [{"from": 60, "factor": "0.8"}, {"from": 90, "factor": "1.2", "name": "优秀"}, {"from": 80, "factor": 1}]}
)


@pytest.mark.parametrize(("points", "factor"), [("120.0", "1.2"), ("90.0", "1.2"), ("89.9", "1"), ("80.0", "1"), ("60.0", "0.8"), ("59.9", "0")])
def test_a_bonus_is_the_base_times_the_grades_factor(points, factor):
    assert bonus(Decimal(points), GRADES) == 2000 * Decimal(factor)


def test_a_grade_goes_by_the_score_as_it_is_printed():
    card = score((100, "0.8996"), bonus=GRADES)
    assert (card.printed, card.grade.name, card.bonus) == (Decimal("90.0"), Text("优秀", "优秀"), 2400)
    assert grade(Decimal("10"), GRADES) is None
    assert (score((100, 1)).bonus, score((100, None), bonus=GRADES).bonus) == (None, None)  # not computed where none was agreed, or without a score


def held(value, better="higher", **more) -> Target:
    return Target(OCTOBER, value, better, **more)


@pytest.mark.parametrize(
    ("reading", "target", "achieved", "reason"),
    [
        (Reading(500), held(600), Fraction(5, 6), None),
        (ratio(1, 4), held(Decimal("0.5")), Fraction(1, 2), None),
        (Reading(reason="column_missing"), held(600), None, "column_missing"),
        (Reading(500), None, None, "no_target"),
        (Reading(500), held(None, reason="no_base"), None, "no_base"),
        (Reading(500), held(0), None, "target_zero"),
        (Reading(0), held(36, "lower"), Fraction(3, 2), None),  # as good as it gets: the KPI's own cap
    ],
)
def test_what_a_kpi_came_to(reading, target, achieved, reason):
    found = result(kpi(cap="150%"), find("new_users"), OCTOBER, reading, target)
    assert (found.achieved, found.reason) == (achieved, reason)


def test_what_people_judge_is_an_achievement():
    training = Kpi.model_validate({"name": "Training", "achieved": {"2026-10": "95%"}, "weight": 100})
    assert by_people(training, OCTOBER).achieved == Fraction("0.95")
    assert (by_people(training, period("2026-11")).achieved, by_people(training, period("2026-11")).reason) == (None, "not_scored")
