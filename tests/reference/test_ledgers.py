"""Ledgers of random shops balance: what was there and what came, less what went, is what is left, and what the next period begins with."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from opsreport.measure import Asked, measure
from opsreport.metrics.ledgers import imbalances
from opsreport.periods import period
from opsreport.rules import Rules
from opsreport.shop import Shop

from .days import days
from .families import FAMILIES
from .membership import tiers_at
from .more_rows import TIERS
from .reference import Reference
from .shops import labels, shops

MEMBERS = next(family for family in FAMILIES if family.name == "members")
POOL = {"opening": 1, "earned": 1, "adjusted": 1, "redeemed": -1, "expired": -1, "closing": -1}
STORED = {"opening": 1, "recharged": 1, "amount": -1, "closing": -1}
few = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes
)

many = settings(few, max_examples=40, derandomize=False)
questions = shops(MEMBERS.tables).flatmap(lambda shop: st.tuples(st.just(shop), labels(shop)))


@pytest.mark.slow
def test_every_ledger_balances():
    few(given(questions)(balances))()


@pytest.mark.sweep
def test_every_ledger_of_many_shops_balances():
    many(given(questions)(balances))()


def balances(question):
    drawn, label = question
    shop = Shop.of(drawn.tables, timezone=drawn.timezone, data_until=drawn.data_until, rules=Rules(tiers=TIERS))
    found = {f.metric.id: f for f in shop.figures(["tier_distribution"], label, trend=1)}
    told = {(f.metric.id, f.part): f for f in shop.figures(["points_pool_change", "recharge_consumption"], label)}
    for metric, signs in (("points_pool_change", POOL), ("recharge_consumption", STORED)):
        series = {part: {p.label: r.value for p, r in told[metric, part].trend} for part in signs}
        labels = list(series["opening"])
        for at in labels:
            known = {part: series[part][at] for part in signs}
            assert None in known.values() or sum(sign * known[part] for part, sign in signs.items()) == 0, (metric, at)
        for at, after in zip(labels, labels[1:], strict=False):
            closing, opening = series["closing"][at], series["opening"][after]
            assert closing is None or closing == opening, (metric, at, after)
    if found["tier_distribution"].table and "tiers" in drawn.tables:
        held = Reference(drawn.tables, drawn.timezone, drawn.data_until, Rules(tiers=TIERS)).shop
        tiers_hold(found["tier_distribution"].table.rows, held, days(label))
    assert imbalances(reader(shop.store), period(label)) == []


def tiers_hold(rows, held, p):
    start, end = (list(tiers_at(held, day).values()) for day in (p.start, p.end))
    for tier, members, share, opening, came, left in rows:
        assert (opening, members) == (start.count(tier), end.count(tier))
        assert opening + came - left == members
        assert share == (members / len(end) if end else None)
    assert {*start, *end} <= {row[0] for row in rows}


def reader(store):
    def read(metric, p):
        asked = Asked(metric.resolved(store), p, ())
        return measure(store, [asked])[asked].parts()

    return read
