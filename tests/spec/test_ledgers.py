"""Ledgers balance, and one that does not is told with the difference."""

from decimal import Decimal

from opsreport.kinds import Reading
from opsreport.measure import Asked, DataTable, measure
from opsreport.metrics.ledgers import LEDGERS, Imbalance, imbalances
from opsreport.metrics.membership import recharge_consumption
from opsreport.metrics.points import points_pool_change
from opsreport.metrics.tiers import tier_distribution
from opsreport.periods import period

from .test_membership import STORED
from .test_points import POINTS
from .test_tiers import TIERS


def reader(written):
    store = written.shop.store

    def read(metric, p):
        asked = Asked(metric.resolved(store), p.cut(store.until), ())
        return measure(store, [asked])[asked].parts()

    return read


def test_the_ledgers_of_a_shop_balance(shop):
    for text in (STORED, POINTS, TIERS):
        for label in ("2024-05", "2024-06", "2024-07", "2024-Q2", "2024-06-10", "2024-W24"):
            assert imbalances(reader(shop(text)), period(label)) == []


def told(**parts):
    return {name: Reading(value) for name, value in parts.items()}


def only(metric, now, before):
    """Reads a metric's parts of this period and of the one before; all others are unknown."""
    none = {ledger.metric: {None: Reading(reason="table_missing")} for ledger in LEDGERS}

    def read(asked, p):
        return {metric: now if p.label == "2024-06" else before}.get(asked, none[asked])

    return imbalances(read, period("2024-06"))


def test_a_broken_sum_is_told_with_the_difference():
    now = told(opening=Decimal(10), recharged=Decimal(5), amount=Decimal(3), closing=Decimal(13), rate=0.2)
    broken = only(recharge_consumption, now, told(opening=None, recharged=None, amount=None, closing=None))
    assert broken == [Imbalance(recharge_consumption, "parts", None, Decimal(12), Decimal(13))]
    assert broken[0].difference == 1


def test_what_one_period_closes_with_the_next_one_opens_with():
    now = told(opening=10, earned=5, redeemed=3, expired=1, adjusted=-1, closing=10)
    before = told(opening=0, earned=9, redeemed=0, expired=0, adjusted=0, closing=9)
    assert only(points_pool_change, now, before) == [Imbalance(points_pool_change, "carried", None, 9, 10)]


def test_each_row_of_a_table_balances():
    columns = ("tier", "members", "share", "opening", "came", "left")
    now = {None: DataTable(columns, (("basic", 3, 0.6, 3, 1, 1), ("gold", 2, 0.4, 1, 2, 0)))}
    before = {None: DataTable(columns, (("basic", 3, 1.0, 3, 0, 0),))}
    assert only(tier_distribution, now, before) == [Imbalance(tier_distribution, "parts", "gold", 3, 2)]
