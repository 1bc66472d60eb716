"""Real or noise: the usual range, the rules, the verdict; differences and their intervals, one and many."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.kinds import Reading, Share, wilson
from opsreport.signals import (
    CHANCE,
    Range,
    Rule,
    Side,
    Signal,
    Verdict,
    compare_changes,
    compare_segments,
    difference,
    heading,
    holm,
    others,
    signal,
    thin,
    too_wide,
    unbroken,
    usual_next,
    usual_range,
    verdict,
    verdict_of_side,
    without_effect,
)
from opsreport.units import HIGHER, LOWER, NEUTRAL

QUIET = (100, 102, 99, 101, 98, 103, 100, 102, 99, 101, 98, 103)
share = Share(None, None).read  # part, of


def judged(values, better=HIGHER):
    """The verdict of the last value, and the rules that spoke."""
    *earlier, value = values
    usual = usual_range(earlier)
    found = signal(earlier, value, usual)
    return verdict(value, usual, better, found), found.rules


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


def test_one_bad_month_does_not_hide_the_next():
    """A lone outlier would widen the range and move its middle for a year: it is left out, and its neighbours are neighbours."""
    hit = [*QUIET[:5], 160, *QUIET[6:]]
    kept = [value for value in hit if value != 160]
    moving = [abs(b - a) for a, b in zip(kept, kept[1:], strict=False)]
    found = usual_range(hit)
    assert (found.middle, found.reach) == pytest.approx((sum(kept) / 11, 2.66 * sum(moving) / 10))
    assert judged([*hit, 120]) == (Verdict.BETTER, (Rule.BEYOND,))


def test_two_in_a_row_are_a_new_level_and_stay():
    values = [*QUIET[:5], 160, 161, *QUIET[7:]]
    assert usual_range(values).middle == pytest.approx(sum(values) / 12)


def test_a_figure_that_is_mostly_still_keeps_all_its_values():
    values = [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert usual_range(values).middle == pytest.approx(2 / 12)


def test_where_too_few_would_be_left_none_is_left_out():
    values = [100, 101, 180, 101, 100, 101]
    assert usual_range(values).middle == pytest.approx(sum(values) / 6)


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    "values, rules",
    [
        ((*QUIET, 120), (Rule.BEYOND,)),
        ((*QUIET, 104), ()),
        ((100, 96, 97, 100, 96, 104, 103, 104, 103, 104, 103, 104, 103), (Rule.RUN,)),  # eight in a row over their mean of 101
        ((100, 96, 97, 100, 100, 96, 103, 104, 103, 104, 103, 104, 103), ()),  # seven
        ((100, 96, 97, 100, 96, 104, 103, 104, None, 104, 103, 104, 103), ()),  # an unknown one ends a run
        ((100, 101, 100, 101, 100, 101, 100, 101, 100, 104, 101, 104, 104), (Rule.NEAR,)),  # three of the last four
        ((100, 101, 100, 101, 100, 101, 100, 101, 100, 104, 100, 101, 104), ()),  # two
        ((100, 101, 100, 101, 100, 101, 100, 101, 104, 104, 104, 100, 101), ()),  # the last one is not
    ],
)
def test_the_rules_of_process_behaviour_charts(values, rules):
    found, spoke = judged(values)
    assert spoke == rules
    assert found is (Verdict.BETTER if rules else Verdict.NOISE)


def test_the_rules_work_downwards_as_well():
    mirrored = [200 - value for value in (100, 96, 97, 100, 96, 104, 103, 104, 103, 104, 103, 104, 103)]
    assert judged(mirrored) == (Verdict.WORSE, (Rule.RUN,))
    assert judged(mirrored, LOWER) == (Verdict.BETTER, (Rule.RUN,))
    assert judged(mirrored, NEUTRAL)[0] is Verdict.CHANGED


def test_a_signal_counts_what_it_saw():
    *earlier, value = 100, 101, 100, 101, 100, 101, 100, 101, 100, 104, 104, 104, 104
    found = signal(earlier, value, usual_range(earlier))
    assert (found.side, found.run, found.near) == (1, 4, 4)
    assert signal(earlier, None, usual_range(earlier)) == signal(earlier, 100, None) == Signal()


CHART = Range(80.0, 120.0, 100.0, 20.0)  # a standard deviation of the chart is a third of its reach


def told(value, low=None, high=None, rules=(Rule.BEYOND,)):
    return thin(Reading(value, low=low, high=high), CHART, Signal(rules, 1))


@pytest.mark.parametrize("value, just", [(122.0, True), (122.1, False), (78.0, True), (77.9, False)])
def test_a_tenth_of_the_reach_beyond_a_limit_is_just_beyond_it(value, just):
    assert told(value) is just


@pytest.mark.parametrize(
    "value, low, high, just",
    [
        (126.0, 119.0, 133.0, True),  # less than a standard deviation beyond, and the interval meets the range
        (126.0, 121.0, 131.0, False),  # the interval does not
        (127.0, 119.0, 135.0, False),  # more than a standard deviation
        (74.0, 67.0, 81.0, True),
    ],
)
def test_a_rate_is_just_beyond_a_limit_while_its_interval_reaches_back(value, low, high, just):
    assert told(value, low, high) is just


def test_what_a_row_of_periods_says_is_never_thin():
    assert not told(121.0, rules=(Rule.BEYOND, Rule.RUN)) and not told(110.0, rules=(Rule.NEAR,))


@pytest.mark.parametrize("middle, reach, wide", [(30.0, 20.0, True), (30.0, 19.0, False), (100.0, 20.0, False)])
def test_a_range_in_which_a_figure_may_shrink_to_a_third_is_too_wide(middle, reach, wide):
    assert too_wide(Range(middle - reach, middle + reach, middle, reach)) is wide


def test_nothing_is_too_wide_that_may_be_below_zero():
    assert not too_wide(Range(-20.0, 30.0, 5.0, 25.0))


@pytest.mark.parametrize(
    "values, grows",
    [
        ((1, 2, 4, 5, 9, 10, 11), True),
        ((11, 10, 9, 5, 4, 2, 1), True),
        ((1, 2, None, 4, 5, 9, 10, 11), True),
        ((1, 2, 4, 5, 9, 10), False),  # too few steps to say so
        ((1, 2, 4, 4, 5, 9, 10, 11), False),
    ],
)
def test_what_only_rises_or_only_falls_is_unbroken(values, grows):
    assert unbroken(values) is grows


def test_the_next_value_of_what_grows_lies_a_usual_step_farther():
    steps = (10, 12, 11, 13, 12, 14)
    of_steps = usual_range(steps)
    found = usual_next(1000, steps)
    assert (found.low, found.high) == pytest.approx((1000 + of_steps.low, 1000 + of_steps.high))
    assert usual_next(1000, steps[:5]) is None


def test_white_noise_is_rarely_called_real():
    """All three rules together, over 4,000 series of twelve months and a thirteenth that is like them."""
    rng = random.Random(20261031)
    false = dict.fromkeys(("normal", "uniform", "skewed"), 0)
    for name, draw in (("normal", lambda: rng.gauss(50, 5)), ("uniform", lambda: rng.uniform(0, 1)), ("skewed", lambda: rng.lognormvariate(3, 0.3))):
        for _ in range(4000):
            false[name] += judged([draw() for _ in range(13)])[0].real
    assert all(count < 0.05 * 4000 for count in false.values()), false
    assert false["normal"] < 0.035 * 4000


def test_a_fall_of_five_standard_deviations_is_mostly_seen():
    rng = random.Random(20260401)
    seen = sum(judged([*(rng.gauss(50, 5) for _ in range(12)), 25])[0] is Verdict.WORSE for _ in range(500))
    assert seen > 0.9 * 500


@given(st.lists(st.integers(-1000, 1000), min_size=7, max_size=13), st.integers(-500, 500), st.integers(1, 9))
def test_the_verdict_knows_no_unit(values, shift, scale):
    """Money in cents or with a constant added is judged alike."""
    assert judged(values)[0] is judged([scale * value + shift for value in values])[0]


# ---------------------------------------------------------------- holidays, and what is not over


@pytest.mark.parametrize(
    "value, then, ordinary, left",
    [
        (80, 40, (48, 52), 100),  # a fifth less than the 50 around it, as now
        (120, 60, (50,), 100),
        (-5, -20, (-10, 10), 15),  # no factor makes sense: 20 less than the 0 around it
        (80, None, (50,), None),
        (80, 40, (), None),
    ],
)
def test_a_value_without_what_the_holiday_did_a_year_ago(value, then, ordinary, left):
    assert without_effect(value, then, ordinary) == (left if left is None else pytest.approx(left))


def test_where_a_part_is_heading():
    ratios = [3, 2, 2.5, 3]
    mean, moving = sum(ratios) / 4, (1 + 0.5 + 0.5) / 3
    assert heading(70, ratios) == pytest.approx((70 * mean, 70 * max(1, mean - 2.66 * moving), 70 * (mean + 2.66 * moving)))
    assert heading(70, [0.9, 1.1, 1.0]) == pytest.approx((70, 70 * (1 - 2.66 * 0.15), 70 * (1 + 2.66 * 0.15)))  # may fall
    assert heading(70, ratios, usually=4)[0] == 70 * 4
    assert heading(70, [3, 2]) is None
    assert heading(None, ratios) is None


# ---------------------------------------------------------------- differences


def test_newcombes_interval_by_hand():
    """Newcombe 1998, table II, case (a), method 10: 56/70 − 48/80 is 0.2000, from 0.0524 to 0.3339."""
    found = difference(share(56, 70), share(48, 80))
    assert (found.value, found.low, found.high) == (pytest.approx(0.2), pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_newcombes_interval_at_the_edge():
    """Case (f) of the same table: 10/10 − 0/20 is 1, from 0.6791 to 1."""
    found = difference(share(10, 10), share(0, 20))
    assert (found.value, found.low, found.high) == (1, pytest.approx(0.6791, abs=5e-5), 1)


@given(*[st.integers(0, 60)] * 4)
def test_chance_and_interval_never_contradict_each_other(x, y, more_x, more_y):
    found = difference(share(x, x + more_x + 1), share(y, y + more_y + 1))
    holds_zero = found.low <= 0 <= found.high
    if not math.isclose(found.p, CHANCE, rel_tol=1e-6):
        assert (found.p >= CHANCE) == holds_zero


def mean(value, half, n=100):
    return Reading(value, numerator=value * n, denominator=n, n=n, low=value - half, high=value + half)


def test_two_means_differ_by_the_root_of_their_squared_errors():
    found = difference(mean(10, 3), mean(16, 4))
    assert (found.value, found.low, found.high) == (-6, -11, -1)
    assert difference(mean(10, 3), Reading(5)) is None


def test_two_equal_figures_without_error_do_not_differ():
    assert difference(mean(3, 0), mean(3, 0)).p == 1
    assert difference(mean(3, 0), mean(4, 0)).p == 0


def test_holms_correction_by_hand():
    """Sorted 0.005, 0.01, 0.03, 0.04: × 4, × 3, × 2, × 1, never less than the one before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([]) == []


def test_a_segment_is_compared_with_all_the_others():
    """Of 1,000 with 200, one segment has 80 of 200: 40 % beside the others' 15 %."""
    whole, one = share(200, 1000), share(80, 200)
    assert (others(whole, one).value, others(whole, one).n) == (120 / 800, 800)
    assert (others(whole, one).low, others(whole, one).high) == wilson(120, 800)
    assert compare_segments([one, share(120, 800)], whole) == [Side.ABOVE, Side.BELOW]


def test_the_others_of_an_average_have_what_error_the_segment_leaves():
    """100 of 400, half the width each: the whole's square is the sum of the parts' squares by their shares, ¼ and ¾."""
    half = math.hypot(0.25 * 4, 0.75 * 2)
    rest = others(mean(10, half, 400), mean(13, 4, 100))
    assert (rest.value, rest.high - rest.value) == (pytest.approx(9), pytest.approx(2))


@pytest.mark.parametrize("segment", [share(200, 1000), Reading(0.2), share(3, 0)])
def test_what_is_the_whole_or_has_no_parts_is_not_compared(segment):
    assert others(share(200, 1000), segment) is None
    assert compare_segments([segment], share(200, 1000)) == [Side.UNKNOWN]


def test_fewer_than_thirty_are_not_compared():
    assert compare_changes([share(29, 29), share(30, 30)], [share(0, 100), share(0, 100)]) == [Side.FEW, Side.ABOVE]
    assert compare_changes([share(100, 100)], [share(0, 29)]) == [Side.FEW]
    assert compare_changes([share(1, 100), Reading()], [Reading(), share(1, 100)]) == [Side.UNKNOWN, Side.UNKNOWN]


def test_what_would_be_a_difference_alone_is_none_among_many():
    changed, before = share(60, 100), share(45, 100)
    assert CHANCE / 7 < difference(changed, before).p < CHANCE
    assert compare_changes([changed], [before]) == [Side.ABOVE]
    still = [share(50, 100)] * 6
    assert compare_changes([changed, *still], [before, *still]) == [Side.SAME] * 7


def test_segments_of_one_shop_are_rarely_called_different():
    """Seven segments with the same rate, 400 times: fewer than 1 in 15 have any that is said to differ."""
    rng = random.Random(7)
    wrong = 0
    for _ in range(400):
        parts = [sum(rng.random() < 0.2 for _ in range(120)) for _ in range(7)]
        sides = compare_segments([share(part, 120) for part in parts], share(sum(parts), 7 * 120))
        wrong += any(side is not Side.SAME for side in sides)
    assert wrong < 400 / 15


@pytest.mark.parametrize(
    "side, better, expected",
    [
        (Side.ABOVE, HIGHER, Verdict.BETTER),
        (Side.ABOVE, LOWER, Verdict.WORSE),
        (Side.BELOW, HIGHER, Verdict.WORSE),
        (Side.BELOW, NEUTRAL, Verdict.CHANGED),
        (Side.SAME, HIGHER, None),
        (Side.FEW, HIGHER, None),
    ],
)
def test_what_a_difference_means(side, better, expected):
    assert verdict_of_side(side, better) is expected
