"""What a customer is worth: so far, against what winning one costs, and by forecast."""

import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from written_shop import WrittenShop, ratio, unknown

from opsreport.metrics.lifetime_value import ltv_cac_ratio, ltv_observed, ltv_predicted
from opsreport.shop import Shop

PAID = """
    users
    user_id | registered_at       | is_test
    --------+---------------------+--------
    a       | 2024-05-01 00:00    | no
    b       | 2024-05-31 23:59:59 | no
    never   | 2024-05-10 10:00    | no
    c       | 2024-06-10 10:00    | no
    staff   | 2024-05-10 10:00    | yes

    orders
    order_id | user_id | paid_at             | amount | cost | status
    ---------+---------+---------------------+--------+------+----------
    a0       | a       | 2024-04-20 10:00    | 5      | 2    | paid
    a1       | a       | 2024-05-31 23:59:59 | 10     | 4    | paid
    a2       | a       | 2024-06-01 00:00    | 20     | 8    | paid
    a3       | a       | 2024-06-30 23:59:59 | 40     | 16   | paid
    a4       | a       | 2024-07-01 00:00    | 80     | 32   | paid
    b1       | b       | 2024-06-10 10:00    | 100    | 40   | paid
    b2       | b       | 2024-06-11 10:00    | 100    | 40   | cancelled
    b3       | b       | 2024-06-12 10:00    | 30     | 10   | paid
    c1       | c       | 2024-07-10 10:00    | 7      | 3    | paid
    s1       | staff   | 2024-05-10 10:00    | 500    | 1    | paid

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    b3       | 2024-07-20 10:00 | 30
    a4       | 2024-08-20 10:00 | 20

    channel_days
    day        | channel | cost
    -----------+---------+-----
    2024-04-01 | search  | 90
    2024-05-10 | search  | 0
    2024-06-10 | search  | 60
"""
MAY = ("a", "b", "never")


def test_value_so_far_is_that_of_all_users_of_the_cohort_those_who_never_ordered_too(shop):
    paid = shop(PAID, data_until="2024-08-15")
    sales = paid.table(ltv_observed(value="sales"), "2024-07")
    a, b = [5 + 10, 20 + 40, 80 - 0], [0, 100, 0]  # an order from before registering lies on that day; the refund of August has not come
    first, second, third = (x + y for x, y in zip(a, b, strict=True))
    assert [sales["2024-05"][age] for age in ("users", "0", "1", "2")] == pytest.approx(
        [len(MAY), first / 3, (first + second) / 3, (first + second + third) / 3]
    )
    assert [sales["2024-06"][age] for age in ("users", "0", "1", "2")] == [1, 0, 7, None]
    assert [sales["2024-07"][age] for age in ("users", "0", "1")] == [0, None, None]
    assert sales["total"]["0"] == pytest.approx(first / (3 + 1)) and sales["total"]["2"] == pytest.approx((first + second + third) / 3)


def test_value_is_gross_profit_where_the_goods_cost_is_known(shop):
    paid = shop(PAID)
    table = paid.table(ltv_observed, "2024-07")
    profit = [(5 - 2) + (10 - 4), (20 - 8) + (40 - 16) + (100 - 40), 80 - 20 - 32]
    assert table["2024-05"]["2"] == pytest.approx(sum(profit) / 3)
    unpriced = shop(PAID.replace("cost | status", "items | status"))
    assert unpriced.table(ltv_observed, "2024-07")["2024-05"]["0"] == pytest.approx((5 + 10) / 3)
    assert unpriced.read(ltv_observed(value="margin"), "2024-07") == unknown("column_missing")


def test_cells_of_a_cohort_that_is_too_young_are_empty(shop):
    young = shop(PAID, data_until="2024-06-29").table(ltv_observed(value="sales"), "2024-06")
    assert young["2024-05"]["1"] is None and young["2024-06"]["0"] is None and young["2024-05"]["0"] == pytest.approx(15 / 3)
    assert young["2024-04"]["users"] is None  # nobody was watched registering
    assert young["total"]["1"] is None


def test_value_by_the_first_order_is_that_of_customers(shop):
    table = shop(PAID).table(ltv_observed(value="sales", cohort="first_order"), "2024-07")
    assert [table["2024-04"][age] for age in ("users", "0", "1", "2")] == [1, 5, 5 + 10, 5 + 10 + 20 + 40]  # a
    assert [table["2024-06"][age] for age in ("users", "0", "1")] == [1, 100, 100]  # b


def test_ltv_is_set_against_cac_of_the_same_new_customers(shop):
    paid = shop(PAID)
    a = (5 - 2) + (10 - 4) + (20 - 8) + (40 - 16) + (80 - 20 - 32)  # 30 June is day 71, 1 July day 72 since 20 April
    assert paid.read(ltv_cac_ratio, "2024-04").value == pytest.approx(a / (90 / 1))
    assert paid.read(ltv_cac_ratio(days=71), "2024-04").value == pytest.approx((a - (80 - 20 - 32)) / 90)
    assert paid.read(ltv_cac_ratio(value="sales"), "2024-06").value == pytest.approx(100 / 60)
    assert paid.read(ltv_cac_ratio, "2024-05") == unknown("zero_denominator")  # nobody ordered for the first time
    assert shop(PAID, data_until="2024-07-28").read(ltv_cac_ratio, "2024-04") == unknown("incomplete")
    assert shop(PAID, data_until="2024-07-29").read(ltv_cac_ratio(value="sales"), "2024-04") == ratio(155, 90)
    assert shop(PAID.replace("channel_days", "campaigns").split("campaigns")[0]).read(ltv_cac_ratio, "2024-06") == unknown("table_missing")


def regulars(customers: int, days: int = 300) -> Shop:
    """Customers who order every 20 days, or 30, or 40 ..., and as many who ordered once."""
    first, rows = date(2024, 1, 1), []
    for number in range(customers):
        began, every = number % 30, 20 + 10 * (number % 5)
        rows += [(f"r{number}", began + every * k) for k in range(1 + (days - 1 - began) // every)]
        rows.append((f"o{number}", began))
    orders = [
        dict(order_id=f"{user} {day}", user_id=user, paid_at=datetime(2024, 1, 1, 10) + timedelta(days=day), amount=50 + (day * 7) % 40, cost=30)
        for user, day in rows
    ]
    return WrittenShop(Shop.of({"orders": orders}, data_until=first + timedelta(days=days - 1)))


def test_a_forecast_stands_beside_what_it_would_have_said_before():
    shop = regulars(60)
    table = shop.table(ltv_predicted(horizon=90), "2024-10")
    repeated, single, whole = table.values()
    assert list(table) == ["customers with a second purchase", "customers without one (alive with certainty in this model)", "total"]
    assert (repeated["users"], single["users"], whole["users"]) == (60, 60, 120)
    assert single["alive"] == 1 and repeated["alive"] < 1  # the model's own habit, told in the row's name
    assert whole["tested_users"] == 120 and whole["actual_orders"] == repeated["actual_orders"] + single["actual_orders"]
    assert single["actual_orders"] == 0 and single["orders_error"] is None
    assert whole["orders_error"] == pytest.approx(whole["expected_orders"] / whole["actual_orders"] - 1)
    assert whole["sales_error"] == pytest.approx(whole["expected_sales"] / whole["actual_sales"] - 1)
    assert whole["ltv"] == pytest.approx((repeated["ltv"] * 60 + single["ltv"] * 60) / 120)
    assert repeated["ltv"] < repeated["orders"] * 1.01 * repeated["order_value"] * whole["margin"]  # discounted


def test_the_discount_and_the_margin_make_a_forecast_smaller():
    shop = regulars(40)
    little = shop.table(ltv_predicted(horizon=360, discount=1), "2024-10")["total"]
    much = shop.table(ltv_predicted(horizon=360, discount=100), "2024-10")["total"]
    sales = shop.table(ltv_predicted(horizon=360, discount=1, value="sales"), "2024-10")["total"]
    assert much["orders"] == little["orders"] and much["ltv"] < little["ltv"]
    assert sales["margin"] == 1 and little["ltv"] == pytest.approx(sales["ltv"] * little["margin"])


def test_a_forecast_that_cannot_be_tested_is_not_shown():
    assert regulars(40, days=170).read(ltv_predicted, "2024-06") == unknown("no_backtest")
    assert regulars(20).read(ltv_predicted, "2024-10") == unknown("suppressed")
    assert regulars(40).read(ltv_predicted, "2023-11") == unknown("not_observed")


def test_a_forecast_of_nobody_who_ordered(shop):
    nobody = shop("user_id | paid_at | cost | status \n u1 | 2024-01-01 10:00 | 1 | cancelled")
    assert nobody.read(ltv_predicted, "2024-10") == unknown("not_observed")
    assert nobody.read(ltv_predicted(value="sales"), "2024-10") == unknown("no_backtest")


WITHOUT = """
import sys
sys.modules["scipy"] = None
from datetime import datetime
from opsreport.shop import Shop
shop = Shop.of({"orders": [dict(order_id="A", user_id="u", paid_at=datetime(2024, 1, 1), amount=1, cost=1)]})
print(shop.read("ltv_predicted", "2024-01").reason[0])
"""


def test_without_scipy_there_is_a_reason_and_no_error():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("extra_missing", 0), done.stderr
