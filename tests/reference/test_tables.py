"""Figures that are tables, against the reference: how many days users were active, in which state they are, and from which they came."""

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from opsreport.rules import Rules
from opsreport.shop import Shop

from .activity import stickiness_histogram
from .days import days
from .reference import Reference
from .retention import lifecycle_state, lifecycle_transition
from .shops import labels, shops

NAMES = ("stickiness_histogram", "lifecycle_state", "lifecycle_transition")


few = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes
)
many = settings(few, max_examples=50, derandomize=False)
questions = shops().flatmap(lambda shop: st.tuples(st.just(shop), labels(shop)))


def test_tables_are_the_reference_s():
    few(given(questions)(agree))()


@pytest.mark.sweep
def test_tables_of_many_shops_are_the_reference_s():
    many(given(questions)(agree))()


def agree(question):
    drawn, period = question
    assume("events" in drawn.tables)
    ours, p = Reference(drawn.tables, drawn.timezone, drawn.data_until).shop, days(period)
    assume(ours.begins("events") < p.end)
    shop = Shop.of(drawn.tables, timezone=drawn.timezone, data_until=drawn.data_until, rules=Rules())
    histogram, state, transition = (figure.table.rows for figure in shop.figures(NAMES, period, trend=1))

    active_days = stickiness_histogram(ours, p)
    assert {k: users for k, users, _ in histogram if users} == active_days
    assert all(at_least == sum(users for n, users in active_days.items() if n >= k) for k, _, at_least in histogram)

    here = lifecycle_state(ours, p)
    assert {name: users for name, users, _ in state if users} == here
    assert all(share == (users / here.total() if here else None) for _, users, share in state)

    names = [name for name, *_ in state]
    moved = {(row[0], name): users for row in transition for name, users in zip(names, row[1:], strict=False) if users}
    assert moved == lifecycle_transition(ours, p)
