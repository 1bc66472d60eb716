"""The library's monthly figures of real shops against the same figures counted by hand, to the last cent and the last user."""

from datetime import date
from pathlib import Path

import pytest
from reference.compare import differences
from reference.reference import Reference

from opsreport.metrics import find
from opsreport.shop import open_shop

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


def test_uci_2011_is_what_plain_counting_gives(uci):
    """November with its trend: every month from November 2010 on."""
    assert differences(open_shop(HERE / "uci_online_retail.yml"), Reference({"orders": uci}, "Europe/London"), "2011-11", ASKED) == []


def test_cdnow_1997_is_what_plain_counting_gives(cdnow):
    """December with its trend: the whole year."""
    assert differences(open_shop(HERE / "cdnow.yml"), Reference({"orders": cdnow}, "America/New_York"), "1997-12", ASKED) == []


def test_olist_2018_is_what_plain_counting_gives():
    """A sample of orders: sales and ratings may be judged by it, repurchase may not."""
    asked = [(metric_id, {}) for metric_id in ("sales_amount", "average_order_value", "spend_per_buyer", "csat", "rating_average", "feedback_count")]
    shop, hand = open_shop(HERE / "olist.yml"), Reference(independent.olist(), "America/Sao_Paulo")
    wrong = [differences(shop, hand, month, [*asked, ("csat", {"kind": "rating"})]) for month in ("2017-12", "2018-08")]
    assert wrong == [[], []]


def test_olist_s_ratings_and_payments_are_the_published_ones():
    """SOURCE.md: 14,944 reviews by stars; 15,733 payments, 2,397,904.56."""
    tables = independent.olist()
    stars = [row["score"] for row in tables["feedback"]]
    assert [stars.count(k) for k in range(1, 6)] == [1_701, 478, 1_281, 2_887, 8_597]
    assert sum(order["amount"] for order in tables["orders"]) == independent.exact(2_397_904.56)
    figures = open_shop(HERE / "olist.yml").figures([find("rating_average"), find("csat")], "2016-09-01..2018-10-31", trend=1)
    assert [(f.reading.numerator, f.reading.denominator) for f in figures] == [
        (1 * 1_701 + 2 * 478 + 3 * 1_281 + 4 * 2_887 + 5 * 8_597, 14_944),
        (2_887 + 8_597, 14_944),
    ]


def test_uci_ends_on_friday_9_december_2011():
    assert open_shop(HERE / "uci_online_retail.yml").data_until == date(2011, 12, 9)


def test_one_order_more_is_seen(cdnow):
    """The comparison can fail: a customer's order is put in twice."""
    hand = Reference({"orders": [*cdnow, {**cdnow[-1], "order_id": "again"}]}, "America/New_York")
    month = f"{cdnow[-1]['paid_at']:%Y-%m}"
    assert len(differences(open_shop(HERE / "cdnow.yml"), hand, month, [("sales_amount", {}), ("purchase_frequency", {})])) == 2


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
