"""The figures beyond the first ones against the reference, family by family, by default and with other options."""

from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from opsreport.rules import Rules
from opsreport.shop import Shop

from .compare import differences
from .families import FAMILIES, OPTIONS, Family
from .more_rows import TIERS
from .reference import MORE, Reference
from .shops import labels, shops

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
RULES = Rules(tiers=TIERS)


def questions(family: Family):
    """A shop with the family's tables, a period, and the family's figures: all by default, and some with other options."""
    made = shops(family.tables, family.events).flatmap(lambda shop: st.tuples(st.just(shop), labels(shop)))
    return st.tuples(made, st.integers(0, 999)).map(lambda drawn: (*drawn[0], [*family.defaults, *_some(family, drawn[1])]))


def _some(family, seed):
    return Random(seed).sample(family.others, min(6, len(family.others)))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_figure_is_the_reference_s(family):
    # Shrinking an example takes minutes: the short test shows the first that it finds, the long one the smallest.
    few = settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=QUIET, phases=[Phase.explicit, Phase.generate])
    few(given(questions(family))(agree))()


@pytest.mark.sweep
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_figure_is_the_reference_s_on_many_shops(family):
    many = settings(max_examples=50, deadline=None, derandomize=False, suppress_health_check=QUIET)
    many(given(questions(family))(agree))()


def agree(question):
    shop, period, wanted = question
    note(f"{shop.timezone}, whole until {shop.data_until}, {period}")
    ours = Reference(shop.tables, shop.timezone, shop.data_until, RULES)
    theirs = Shop.of(shop.tables, timezone=shop.timezone, data_until=shop.data_until, rules=RULES)
    assert differences(theirs, ours, period, wanted) == []


def test_each_figure_is_of_one_family():
    assert sorted(metric for family in FAMILIES for metric in family.metrics) == sorted(MORE)
    assert OPTIONS.keys() <= MORE.keys()
