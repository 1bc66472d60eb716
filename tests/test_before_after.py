"""Difference in differences, and before and after: a published example, one by hand, and what cannot be told."""

import math

import pytest

from opsreport.analyses import Change, before_after, change, difference_in_differences, holm

Z = 1.959963984540054


def group(users, mean, error):
    """A group with this mean change and standard error."""
    moved = users * mean
    return Change(users, 0.0, moved, error**2 * users * (users - 1) + moved * moved / users)


def test_new_jersey_and_pennsylvania():
    """Card and Krueger 1994, American Economic Review 84:772-793, table 3, row 4: full-time workers of a restaurant before and after a law."""
    found = difference_in_differences(group(309, 0.47, 0.48), group(75, -2.28, 1.25))
    assert found.method == "difference_in_differences"
    assert found.value == pytest.approx(2.75, abs=1e-12)  # 0.47 + 2.28
    assert (found.high - found.low) / 2 / Z == pytest.approx(1.34, abs=0.005)


def test_by_hand():
    """Of four treated one bought before and three after; of two others one before and one after: +2/4 against 0."""
    treated, control = change([0, 0, 0, 1], [1, 1, 0, 1]), change([1, 0], [0, 1])
    found = difference_in_differences(treated, control)
    assert found.value == 2 / 4 - 0 / 2
    treated_spread = (1 + 1 + 0 + 0 - 4 * (2 / 4) ** 2) / 3 / 4  # changes +1, +1, 0, 0
    control_spread = (1 + 1) / 1 / 2  # changes -1, +1
    half = Z * math.sqrt(treated_spread + control_spread)
    assert (found.low, found.high) == (pytest.approx(1 / 2 - half), pytest.approx(1 / 2 + half))
    assert found.p > 0.05


def test_before_and_after_alone_takes_the_season_for_an_effect():
    rise = change([0, 0, 0, 0], [1, 1, 1, 0])
    alone = before_after(rise)
    assert (alone.method, alone.value) == ("before_after", 3 / 4)
    assert alone.low == pytest.approx(3 / 4 - Z * math.sqrt((3 - 9 / 4) / 3 / 4))
    assert difference_in_differences(rise, rise).value == 0  # the others rose as much


def test_amounts_as_well_as_rates():
    found = difference_in_differences(change([10.0, 20.0], [15.0, 35.0]), change([8.0, 8.0], [9.0, 11.0]))
    assert found.value == (5 + 15) / 2 - (1 + 3) / 2


def test_what_cannot_be_told():
    nobody, one, two = change([], []), change([0], [1]), change([0, 0], [1, 0])
    assert difference_in_differences(nobody, two).value is None
    assert before_after(nobody).value is None
    assert (before_after(one).value, before_after(one).low, before_after(one).p) == (1, None, None)  # no spread of one
    assert before_after(change([0, 0], [0, 0])).p == 1
    with pytest.raises(ValueError, match="zip"):
        change([0, 0], [1])


def test_holm_is_holms():
    """Of p = 0.01, 0.04, 0.03, 0.005: times 4, 3, 2, 1 in order of size, and never smaller than the one before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == [3 * 0.01, 2 * 0.03, 2 * 0.03, 4 * 0.005]
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []
