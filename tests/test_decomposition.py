"""The effects of segments and factors add up to the change: exactly, whatever appears or vanishes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.analyses.decomposition import Effect, Segment, beside_the_whole, factors, fraction, midpoint, rounded, whole_rates

counts = st.integers(0, 10**6)
money = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
pairs = st.one_of(
    st.tuples(counts, counts).map(lambda pair: (min(pair), max(pair))),  # so many of so many; 0 of 0: not there
    st.tuples(money, st.integers(1, 10**6)),
)
segments = st.lists(st.tuples(pairs, pairs), min_size=1, max_size=8).map(lambda many: [Segment.of(*one) for one in many])
somebody = segments.filter(lambda many: sum(s.base_bottom for s in many) and sum(s.bottom for s in many))


def parts(base, now):
    return Segment.of(base, now)


@pytest.mark.parametrize("method", [midpoint, beside_the_whole])
@given(many=somebody)
def test_nothing_is_left_over(method, many):
    base, now = whole_rates(many)
    assert sum(effect.total for effect in method(many)) == now - base


@given(many=somebody)
def test_whoever_is_gone_or_new_has_no_effect_of_rate(many):
    for segment, effect in zip(many, beside_the_whole(many), strict=True):
        if not segment.base_bottom or not segment.bottom:
            assert effect.rate == 0


@given(many=somebody)
def test_two_ways_of_sharing_out_agree_on_the_rate_and_mix_of_unmoved_segments(many):
    still = [Segment(s.base_top, s.base_bottom, s.base_top, s.base_bottom) for s in many]
    assert midpoint(still) == beside_the_whole(still) == (Effect(Fraction(0), Fraction(0)),) * len(many)


def test_the_shares_move_and_no_rate_does():
    # 100 of which 10 % return, 100 of which 30 %; then 300 and 100
    one, other = parts((10, 100), (30, 300)), parts((30, 100), (30, 100))
    effects = beside_the_whole([one, other])
    base = Fraction(10 + 30, 100 + 100)
    assert effects[0] == Effect(Fraction(300 - 200, 400) * (Fraction(1, 10) - base), Fraction(0))
    assert effects[1] == Effect(Fraction(100 - 200, 400) * (Fraction(3, 10) - base), Fraction(0))


def test_a_segment_with_the_rate_of_the_whole_may_grow_and_moves_nothing():
    ordinary, low, high = parts((20, 100), (180, 900)), parts((10, 100), (10, 100)), parts((30, 100), (30, 100))
    assert beside_the_whole([ordinary, low, high])[0].total == 0
    assert midpoint([ordinary, low, high])[0].mix != 0


def test_a_segment_that_appears_counts_by_how_far_it_lies_from_the_whole():
    old, new = parts((30, 100), (30, 100)), parts((0, 0), (5, 100))
    assert beside_the_whole([old, new]) == (
        Effect(Fraction(0), Fraction(0)),
        Effect(Fraction(1, 2) * (Fraction(5, 100) - Fraction(30, 100)), Fraction(0)),
    )


def test_nobody_at_all_is_refused():
    with pytest.raises(ZeroDivisionError):
        beside_the_whole([parts((0, 0), (1, 2))])


@given(st.integers(1, 5).flatmap(lambda n: st.tuples(*(st.lists(money, min_size=n, max_size=n),) * 2)))
def test_the_factors_of_a_product_leave_nothing_over(both):
    base, now = both

    def product(many):
        out = Fraction(1)
        for one in many:
            out *= Fraction(one)
        return out

    assert sum(factors(base, now)) == product(now) - product(base)


def test_two_factors_are_the_midpoint():
    assert factors([100, 20], [110, 18]) == ((110 - 100) * Fraction(20 + 18, 2), (18 - 20) * Fraction(100 + 110, 2))


def test_three_factors_by_hand():
    a, b, c = factors([2, 3, 5], [4, 3, 10])
    assert a == (4 - 2) * Fraction(2 * 3 * 5 + 3 * 5 + 3 * 10 + 2 * 3 * 10, 6)
    assert b == 0
    assert a + c == 4 * 3 * 10 - 2 * 3 * 5


def test_as_many_factors_now_as_before():
    with pytest.raises(ValueError, match="2 factors in the base and 1 now"):
        factors([1, 2], [1])


@given(st.lists(money, min_size=1, max_size=12), st.integers(-2, 2))
def test_what_is_printed_adds_up(effects, places):
    printed = rounded(effects, places)
    unit = Decimal(1).scaleb(-places)
    assert sum(printed) == round(Fraction(sum(effects)) / Fraction(unit)) * unit
    assert all(abs(p - e) < unit for p, e in zip(printed, effects, strict=True))
    assert all(p == 0 for p, e in zip(printed, effects, strict=True) if e == 0)


def test_the_largest_remainder_gets_the_last_unit():
    assert rounded([Fraction(1, 3)] * 3, 1) == (Decimal("0.4"), Decimal("0.3"), Decimal("0.3"))
    assert rounded([Fraction(-240, 100), Fraction(-26, 100), Fraction(-4, 100)], 1) == (Decimal("-2.4"), Decimal("-0.3"), Decimal("0.0"))


def test_a_float_is_what_is_written():
    assert fraction(0.1) == Fraction(1, 10)
    assert fraction(Decimal("19.99")) == Fraction(1999, 100)
