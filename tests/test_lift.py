"""Lift of the treated over those held out: Newcombe's own examples, and what cannot be known."""

import pytest

from opsreport.analyses.lift import lift


@pytest.mark.parametrize(
    ("x", "n", "y", "m", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_the_interval_is_newcombes(x, n, y, m, low, high):
    found = lift(x, n, y, m)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_the_difference_and_what_it_is_of_the_control():
    found = lift(121, 2874, 3, 692)
    assert found.difference == pytest.approx(121 / 2874 - 3 / 692, abs=1e-15)
    assert found.relative == pytest.approx((121 / 2874) / (3 / 692) - 1, rel=1e-12)
    assert (found.treated.numerator, found.treated.denominator, found.control.n) == (121, 2874, 692)
    assert found.proven and found.p < 0.001


def test_the_smaller_rate_first_turns_all_signs():
    there, back = lift(9, 10, 3, 10), lift(3, 10, 9, 10)
    assert (back.difference, back.low, back.high) == pytest.approx((-there.difference, -there.high, -there.low), abs=1e-15)
    assert back.proven and back.p == pytest.approx(there.p)


def test_no_difference_is_not_proven():
    found = lift(50, 100, 50, 100)
    assert found.difference == 0 and found.relative == 0 and found.p == 1
    assert found.low == -found.high and not found.proven


def test_nobody_of_the_control_did_it():
    assert lift(5, 56, 0, 29).relative is None


def test_nobody_in_an_arm():
    found = lift(0, 0, 3, 10)
    assert found.treated.reason == "zero_denominator" and found.control.value == 0.3
    assert (found.difference, found.low, found.high, found.relative, found.p, found.proven) == (None, None, None, None, None, False)


def test_nobody_did_it_in_either_arm():
    assert lift(0, 10, 0, 10).p == 1
