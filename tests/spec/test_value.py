"""Value: what the shop sells, an order and a buyer are worth; what refunds do to it."""

from decimal import Decimal

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.repurchase import average_order_value, purchase_frequency, sales_amount, spend_per_buyer
from opsreport.rules import Refunds, Rules

JUNE = """
    orders
    order_id | user_id | paid_at             | status    | amount
    ---------+---------+---------------------+-----------+--------
    before   | u1      | 2024-05-31 23:59:59 | paid      | 1000
    first    | u1      | 2024-06-01 00:00    | paid      | 100.10
    partly   | u1      | 2024-06-10 10:00    | paid      | 50
    last     | u2      | 2024-06-30 23:59:59 | paid      | 30.0001
    returned | u3      | 2024-06-11 10:00    | paid      | 40
    free     | u4      | 2024-06-12 10:00    | paid      | 0
    after    | u2      | 2024-07-01 00:00    | paid      | 1000
    dropped  | u5      | 2024-06-12 10:00    | cancelled | 500
    waiting  | u5      | 2024-06-12 10:00    | unpaid    | 500
    shut     | u5      | 2024-06-12 10:00    | closed    | 500
    trial    | staff   | 2024-06-12 10:00    | paid      | 500
    second   | double  | 2024-06-13 10:00    | paid      | 5

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    partly   | 2024-06-11 10:00 | 10
    partly   | 2024-08-20 10:00 | 5
    returned | 2024-07-02 10:00 | 15
    returned | 2024-07-03 10:00 | 25
    nowhere  | 2024-07-03 10:00 | 25

    users
    user_id | registered_at    | merged_into | is_test
    --------+------------------+-------------+--------
    u1      | 2024-01-01 10:00 |             | no
    double  | 2024-01-02 10:00 | u2          | no
    staff   | 2024-01-01 10:00 |             | yes
"""
FIRST, PARTLY, LAST, RETURNED, FREE, SECOND = (Decimal(each) for each in ("100.10", "50", "30.0001", "40", "0", "5"))
GROSS = FIRST + PARTLY + LAST + RETURNED + FREE + SECOND
NET = GROSS - (10 + 5) - (15 + 25)
WITHOUT_RETURNED = GROSS - RETURNED


@pytest.fixture
def june(shop):
    return shop(JUNE)


def test_sales_are_dated_by_payment_and_refunds_by_their_order(june):
    assert june.read(sales_amount, "2024-06") == total(NET)
    assert june.read(sales_amount, "2024-05") == total(1000)
    assert june.read(sales_amount, "2024-07") == total(1000)  # the refunds of July are June's
    assert june.read(sales_amount, "2024-09") == total(0)


def test_sales_gross_net_and_without_fully_refunded_orders(june):
    assert june.read(sales_amount(refunds="net"), "2024-06") == june.read(sales_amount, "2024-06")
    assert june.read(sales_amount(refunds="gross"), "2024-06") == total(GROSS)
    assert june.read(sales_amount(refunds="exclude_fully_refunded"), "2024-06") == total(WITHOUT_RETURNED)


def test_money_is_exact_to_the_last_place(shop):
    cents = shop("user_id | paid_at | amount \n" + "u1 | 2024-06-01 10:00 | 0.1 \n" * 3)
    assert cents.read(sales_amount, "2024-06").value == Decimal("0.3")


def test_an_order_that_came_back_whole_is_no_order_but_a_free_one_is(june):
    orders = ["first", "partly", "last", "free", "second"]
    assert june.read(average_order_value, "2024-06") == ratio(NET, len(orders))
    assert june.read(average_order_value(refunds="gross"), "2024-06") == ratio(GROSS, len([*orders, "returned"]))
    assert june.read(average_order_value(refunds="exclude_fully_refunded"), "2024-06") == ratio(WITHOUT_RETURNED, len(orders))
    assert june.read(average_order_value, "2024-09") == unknown("zero_denominator")


def test_spend_per_buyer_counts_each_buyer_once(june):
    buyers = ["u1", "u2", "u4"]  # double is u2; u3's only order came back whole
    assert june.read(spend_per_buyer, "2024-06") == ratio(NET, len(buyers))
    assert june.read(spend_per_buyer(refunds="gross"), "2024-06") == ratio(GROSS, len([*buyers, "u3"]))
    assert june.read(spend_per_buyer(refunds="exclude_fully_refunded"), "2024-06") == ratio(WITHOUT_RETURNED, len(buyers))
    assert june.read(spend_per_buyer, "2024-09") == unknown("zero_denominator")


def test_a_shop_without_refunds_has_none(shop):
    assert shop("user_id | paid_at | amount \n u1 | 2024-06-01 10:00 | 7").read(sales_amount, "2024-06") == total(7)


def test_the_shops_refund_modes_are_those_of_its_rules(shop):
    gross = shop(JUNE, rules=Rules(refunds=Refunds(value="gross", counts="gross")))
    assert gross.read(sales_amount, "2024-06") == total(GROSS)
    assert gross.read(purchase_frequency, "2024-06") == ratio(6, 4)


def test_purchase_frequency_is_orders_or_order_days_per_buyer(shop):
    june = shop(
        """
        order_id | user_id | paid_at             | status
        ---------+---------+---------------------+----------
        A1       | u1      | 2024-06-01 00:00    | paid
        A2       | u1      | 2024-06-01 23:59:59 | paid
        A3       | u1      | 2024-06-02 00:00    | paid
        A4       | u2      | 2024-06-30 23:59    | paid
        A5       | u3      | 2024-06-30 23:59    | cancelled
        A6       | u2      | 2024-07-01 00:00    | paid
        """
    )
    u1_orders, u1_days, u2 = 3, 2, 1
    assert june.read(purchase_frequency, "2024-06") == ratio(u1_orders + u2, 2)
    assert june.read(purchase_frequency(same_day="merge"), "2024-06") == ratio(u1_days + u2, 2)
    assert june.read(purchase_frequency, "2024-08") == unknown("zero_denominator")


def test_sales_of_a_running_month_are_those_so_far(shop):
    running = shop(JUNE, data_until="2024-06-10")
    assert running.read(sales_amount, "2024-06") == total(FIRST + PARTLY)  # no refund was known then


def test_segments_add_up_to_the_whole(shop):
    split = shop(
        """
        orders
        user_id | paid_at          | channel | amount
        --------+------------------+---------+-------
        u1      | 2024-06-01 10:00 | app     | 10
        u1      | 2024-06-02 10:00 | web     | 20
        u2      | 2024-06-03 10:00 |         | 40

        users
        user_id | registered_at    | city
        --------+------------------+---------
        u1      | 2024-01-01 10:00 | Shanghai
        """
    )
    assert split.by("order_channel", sales_amount, "2024-06") == {"app": total(10), "web": total(20), "unknown": total(40)}
    assert split.by("city", sales_amount, "2024-06") == {"Shanghai": total(10 + 20), "unknown": total(40)}
    assert split.by("city", spend_per_buyer, "2024-06") == {"Shanghai": ratio(30, 1), "unknown": ratio(40, 1)}


def test_segments_that_the_shop_does_not_give_are_missing_not_unknown(shop):
    bare = shop("user_id | paid_at \n u1 | 2024-06-01 10:00")
    assert bare.missing_by("order_channel", sales_amount, "2024-06") == ("column_missing", ("orders.channel",))
    assert bare.missing_by("city", sales_amount, "2024-06") == ("table_missing", ("users.city",))
    assert bare.missing_by("feedback_channel", sales_amount, "2024-06") == ("not_by_feedback_channel", ())
