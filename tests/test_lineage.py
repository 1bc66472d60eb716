"""On which columns figures rest: read off their expressions, held against a list that a person has looked at.

The list is tests/needs.json. After a change that means to change it: `python tests/test_lineage.py` writes it anew; read the difference.
"""

import json
from pathlib import Path

import ibis
import pytest

from opsreport.lineage import NOTHING, both, either, lineage, touched
from opsreport.measure import needs_of
from opsreport.metrics import ALL, find
from opsreport.metrics.scorecard import SCORECARD
from opsreport.store import NEUTRAL, declared
from opsreport.tables import TABLES

NEEDS = Path(__file__).parent / "needs.json"
OTHER_READINGS = (
    "retention_on_n[cohort=first_active]", "retention_on_n[unit=period]", "cohort_table[basis=orders]", "churn_rate[basis=orders]",
    "lifecycle_state[basis=orders]", "growth_accounting[basis=orders]", "active_rate[base=old]", "cac[basis=registered]",
    "channel_conversion_rate[basis=paying]", "repurchase_rate_by_user[window=all]", "sales_amount[refunds=gross]",
    "complaint_rate[unit=orders]", "mom_growth[of=new_users]", "mom_growth[of=cac]",
)  # fmt: skip

NEED_NO_TABLE = {"data_completeness", "data_volume"} | {metric.id for metric in SCORECARD}  # of whatever tables there are, of what was agreed


def needs():
    """{metric: alternatives, each a list of columns}."""
    names = [*(str(metric) for metric in ALL), *OTHER_READINGS]
    return {name: sorted(sorted(way) for way in needs_of(declared(), find(name))) for name in names}


def written():
    """A line a metric."""
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(ways)}" for name, ways in needs().items()) + "\n}\n"


def test_every_metric_rests_on_the_columns_of_the_list():
    assert needs() == json.loads(NEEDS.read_text())
    assert NEEDS.read_text() == written()


def test_what_is_needed_is_declared_and_cannot_be_stood_for():
    for name, ways in needs().items():
        assert ways and (all(ways) or name in NEED_NO_TABLE), name
        for column in (column for way in ways for column in way):
            table, _, field = column.partition(".")
            assert field in TABLES[table].columns, column
            assert column not in NEUTRAL, column


ORDERS = ibis.table({"user_id": "string", "amount": "int64", "city": "string", "day": "date"}, name="orders")
USERS = ibis.table({"user_id": "string", "channel": "string", "name": "string"}, name="users")
EVENTS = ibis.table({"user_id": "string", "day": "date"}, name="events")


def ways(expr):
    return sorted(sorted(way) for way in lineage(expr))


def test_a_column_rests_on_itself_and_a_sum_on_what_it_adds():
    assert ways(ORDERS.amount) == [["orders.amount"]]
    assert ways((ORDERS.amount * 2 + ORDERS.amount).sum()) == [["orders.amount"]]


def test_a_filter_counts_as_well():
    assert ways(ORDERS.filter(ORDERS.city == "x").amount) == [["orders.amount", "orders.city"]]


def test_groups_and_renamed_columns_are_followed():
    days = ORDERS.group_by("user_id").aggregate(spent=ORDERS.amount.sum()).mutate(twice=ibis._.spent * 2)
    assert ways(days.twice) == [["orders.amount"]]
    assert ways(days.user_id) == [["orders.user_id"]]


def test_stacked_tables_stand_in_for_each_other():
    stacked = ibis.union(ORDERS.select("user_id", "day"), EVENTS.select("user_id", "day"))
    assert ways(stacked.day) == [["events.day"], ["orders.day"]]


def test_a_constant_stands_in_for_nothing():
    stacked = ibis.union(ORDERS.select("user_id", n="amount"), EVENTS.select("user_id", n=ibis.literal(0, "int64")))
    assert ways(stacked.n) == [["orders.amount"]]


def test_an_inner_join_needs_both_sides_and_an_outer_one_only_what_is_taken():
    inner = ORDERS.inner_join(USERS, "user_id")
    assert ways(inner.amount) == [["orders.amount", "orders.user_id", "users.user_id"]]
    outer = ORDERS.left_join(USERS, "user_id")
    assert ways(outer.amount) == [["orders.amount"]]
    assert ways(outer.channel) == [["orders.user_id", "users.channel", "users.user_id"]]


def test_a_calendar_of_our_own_needs_nothing():
    calendar = ibis.memtable([{"day": None}], schema={"day": "date"})
    assert lineage(calendar.day) == NOTHING
    assert ways(ORDERS.inner_join(calendar, "day").amount) == [["orders.amount", "orders.day"]]


def test_what_has_no_rule_is_refused():
    with pytest.raises(TypeError, match="lineage has no rule for Sample"):
        lineage(ORDERS.sample(0.5).amount)


def test_alternatives_multiply_and_only_the_least_stay():
    a, b, ab = (frozenset({frozenset(way)}) for way in ("a", "b", "ab"))
    assert both(a, b) == ab
    assert either(a, b) == frozenset({frozenset("a"), frozenset("b")})
    assert either(a, ab) == a
    assert both(either(a, b), a) == a
    assert either(NOTHING, a) == a
    assert either(NOTHING) == both() == NOTHING


def test_the_columns_that_an_expression_names_itself():
    t = ORDERS.mutate(big=ORDERS.amount > 5)
    assert touched((t.big & (t.city == "x")).sum()) == {"big", "city"}


if __name__ == "__main__":
    NEEDS.write_text(written())
