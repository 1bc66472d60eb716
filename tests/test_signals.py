"""Real or noise: the usual range, and the verdict."""

import pytest

from opsreport.signals import Range, Verdict, usual_range, verdict
from opsreport.units import HIGHER, LOWER, NEUTRAL


def test_the_range_is_the_mean_and_2_66_mean_moving_ranges():
    mean, moving = (10 + 12 + 11 + 13 + 12 + 14) / 6, (2 + 1 + 2 + 1 + 2) / 5
    found = usual_range([10, 12, 11, 13, 12, 14])
    assert found.low == pytest.approx(mean - 2.66 * moving)
    assert found.high == pytest.approx(mean + 2.66 * moving)


def test_only_the_last_twelve_periods_make_it():
    assert usual_range([1000, *range(12)]) == usual_range(range(12))


def test_a_gap_makes_no_moving_range():
    mean, moving = (10 + 12 + 30 + 32 + 31 + 33) / 6, (2 + 2 + 1 + 2) / 4
    found = usual_range([10, 12, None, 30, 32, 31, 33])
    assert (found.low, found.high) == pytest.approx((mean - 2.66 * moving, mean + 2.66 * moving))


@pytest.mark.parametrize("values", [[], [1, 2, 3, 4, 5], [None] * 12, [1, None] * 6])
def test_too_few_earlier_periods_give_no_range(values):
    assert usual_range(values) is None


def test_a_share_stays_between_0_and_1():
    assert usual_range([0.01, 0.5, 0.99, 0.02, 0.98, 0.5], floor=0.0, ceiling=1.0) == Range(0.0, 1.0)


@pytest.mark.parametrize(
    "value, better, expected",
    [
        (9, HIGHER, Verdict.WORSE),
        (10, HIGHER, Verdict.NOISE),
        (20, HIGHER, Verdict.NOISE),
        (21, HIGHER, Verdict.BETTER),
        (9, LOWER, Verdict.BETTER),
        (21, LOWER, Verdict.WORSE),
        (21, NEUTRAL, Verdict.CHANGED),
        (None, HIGHER, Verdict.UNJUDGED),
    ],
)
def test_the_verdict_beside_the_range(value, better, expected):
    assert verdict(value, Range(10, 20), better) is expected


def test_without_a_range_nothing_is_judged():
    assert verdict(5, None, HIGHER) is Verdict.UNJUDGED


def test_what_never_moves_is_noise_to_the_last_digit():
    assert verdict(0.1, usual_range([0.1] * 12), HIGHER) is Verdict.NOISE
    assert verdict(0.1001, usual_range([0.1] * 12), HIGHER) is Verdict.BETTER
