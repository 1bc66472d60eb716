"""Shops that say nothing of their users: no cause is invented, sales are their drivers to the last cent, and nothing breaks."""

from dataclasses import replace
from pathlib import Path

import pytest

from opsreport.causes import movers
from opsreport.causes import tested as experiments
from opsreport.shop import open_shop
from opsreport.signals import Verdict
from opsreport.subjects import subject

from . import independent

pytestmark = pytest.mark.skipif(not independent.DATA.is_dir(), reason="the real data sets are not there: ../shared/data")

HEADLINE = ["new_paying_users", "repurchase_rate_by_user", "sales_amount", "spend_per_buyer", "second_purchase_conversion", "complaint_rate", "csat"]


@pytest.mark.parametrize(
    ("name", "labels"), [("uci_online_retail", ("2010-12", "2011-10", "2011-11")), ("cdnow", ("1997-06", "1997-12")), ("olist", ("2017-11",))]
)
def test_nothing_is_invented(name, labels):
    shop = open_shop(Path(__file__).parent / f"{name}.yml")
    for label in labels:
        (period,) = shop.periods(label)
        subjects = [subject(figure) for figure in shop.figures(HEADLINE, label)]
        found = movers(shop, subjects, period)
        assert len(found) == sum(one.verdict.real for one in subjects)
        assert [one.cause for one in found if one.cause and one.cause.by != "old_buyer"] == []
        for one in found:
            assert one.coincides == ()
            if one.drivers:
                assert sum(part.effect for part in one.drivers.parts) == one.drivers.change
        assert experiments(shop, period) == ()


def test_more_sales_before_christmas_are_more_buyers_and_not_larger_orders():
    shop = open_shop(Path(__file__).parent / "uci_online_retail.yml")
    (period,) = shop.periods("2011-11")
    (figure,) = shop.figures(["sales_amount"], period)
    (sales,) = movers(shop, [replace(subject(figure), verdict=Verdict.BETTER)], period)
    assert sales.drivers.against.label == "2011-10"
    buyers, frequency, value = (part.effect for part in sales.drivers.parts)
    assert buyers > sales.drivers.change > 0 > value and frequency > 0
