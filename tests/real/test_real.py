"""The library's monthly figures of real shops against the same figures counted by hand, to the last cent and the last user."""

from pathlib import Path

import pytest

from opsreport.metrics import find
from opsreport.shop import open_shop
from reference.compare import difference
from reference.reference import PARTS, Reference

from . import independent

pytestmark = pytest.mark.skipif(not independent.DATA.is_dir(), reason="the real data sets are not there: ../shared/data")

HERE = Path(__file__).parent
ORDERS = [{"basis": "orders"}]
REPURCHASE = {  # metric: the options with which it is asked
    "sales_amount": [{}, {"refunds": "gross"}],
    "average_order_value": [{}],
    "spend_per_buyer": [{}],
    "purchase_frequency": [{}, {"same_day": "merge"}],
    "repurchase_rate_by_user": [{}, {"same_day": "merge"}, {"window": "all"}],
    "repurchase_rate_by_transaction": [{}, {"same_day": "merge"}],
    "repurchase_rate_loyal_n_days": [{}, {"n": 90}],
    "buyback_rate_on_day": [{}],
    "buyback_rate_next_window": [{}],
    "old_customer_buyback_rate": [{}],
    "old_customer_repurchase_amount": [{}],
    "new_paying_users": [{}],
    "second_purchase_conversion": [{}, {"days": 90, "same_day": "merge"}],
    "repeat_buyers": [{}, {"reading": "ever"}],
    "repurchase_cycle": [{}],
    "purchase_retention": [{"n": 1}, {"n": 2}, {"n": 3}],
    "churn_rate": ORDERS,
    "churned_users": ORDERS,
    "winback_users": ORDERS,
    "winback_rate": ORDERS,
    "growth_accounting": [{}],
    "mau": [{}, {"window": 28}],
}
ASKED = [(metric_id, options) for metric_id, choices in REPURCHASE.items() for options in choices]


@pytest.fixture(scope="module")
def uci():
    return independent.uci_orders()


@pytest.fixture(scope="module")
def cdnow():
    return independent.cdnow_orders()


def differences(shop, reference: Reference, periods: list[str], asked=ASKED) -> list[str]:
    """Every figure of the periods that is not the one counted by hand."""
    metrics = [find(metric_id)(**options) for metric_id, options in asked]
    found = []
    for period in periods:
        readings = {(str(f.metric), f.part): f.reading for f in shop.figures(metrics, period) if f.segment is None}
        for metric, (metric_id, options) in zip(metrics, asked, strict=True):
            for part in PARTS.get(metric_id, (None,)):
                wrong = difference(readings[str(metric), part], reference.value(metric_id, period, options, part))
                found += [f"{metric} {part or ''} {period}: {wrong}"] if wrong else []
    return found


def months(year: int, first: int = 1, last: int = 12) -> list[str]:
    return [f"{year}-{month:02}" for month in range(first, last + 1)]


def test_uci_2011_is_what_plain_counting_gives(uci):
    shop = open_shop(HERE / "uci_online_retail.yml")
    assert differences(shop, Reference({"orders": uci}, "Europe/London"), months(2011, last=11)) == []


def test_cdnow_1997_is_what_plain_counting_gives(cdnow):
    shop = open_shop(HERE / "cdnow.yml")
    assert differences(shop, Reference({"orders": cdnow}, shop.params.timezone), months(1997)) == []


def test_december_2011_of_uci_is_not_over(uci):
    """The file ends on Friday 9 December 2011."""
    shop = open_shop(HERE / "uci_online_retail.yml")
    assert str(shop.data_until) == "2011-12-09"
    assert Reference({"orders": uci}, "Europe/London").value("sales_amount", "2011-12") == "incomplete"


def test_repurchase_in_november_2011_counted_once_more(uci):
    """design.md, section 8: 540 of 1,665 customers ordered twice or more, after 323 of 1,364 in October."""
    customers = independent.customers_by_month(uci)
    twice = {month: sum(customers[month].count(one) >= 2 for one in set(customers[month])) for month in ("2011-10", "2011-11")}
    assert twice == {"2011-10": 323, "2011-11": 540}
    assert {month: len(set(customers[month])) for month in twice} == {"2011-10": 1364, "2011-11": 1665}
    [figure] = open_shop(HERE / "uci_online_retail.yml").figures([find("repurchase_rate_by_user")], "2011-11")
    assert (figure.reading.numerator, figure.reading.denominator) == (540, 1665)
    assert (figure.reading.value, figure.previous.value) == (540 / 1665, 323 / 1364)


def test_all_of_cdnow_bought_first_in_the_first_quarter(cdnow):
    """SOURCE.md: 23,570 customers, who came in January, February and March 1997; 69,659 rows; $2,500,315.63."""
    assert independent.first_months(cdnow) == {"1997-01": 7_846, "1997-02": 8_476, "1997-03": 7_248}
    shop = open_shop(HERE / "cdnow.yml")
    quarter, second = (shop.figures([find("new_paying_users"), find("sales_amount")], label) for label in ("1997-Q1", "1997-Q2"))
    assert quarter[0].reading.value == 7_846 + 8_476 + 7_248 == 23_570
    assert second[0].reading.value == 0
    accepted = sum(receipt.accepted for receipt in shop.receipts if receipt.table == "orders")
    assert accepted == len(cdnow) == 69_659
    assert sum(order["amount"] for order in cdnow) == independent.exact(2_500_315.63)
