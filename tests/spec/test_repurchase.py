"""Repurchase: who buys again, how soon, and how much of the sales comes from old customers."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.repurchase import (
    buyback_rate_next_window,
    buyback_rate_on_day,
    old_customer_buyback_rate,
    old_customer_repurchase_amount,
    repeat_buyers,
    repurchase_cycle,
    repurchase_rate_by_transaction,
    repurchase_rate_by_user,
    repurchase_rate_loyal_n_days,
    rfm,
    second_purchase_conversion,
)


def test_two_orders_in_the_period_make_a_repeat_buyer(shop):
    june = shop("""
        order_id | user_id | paid_at          | status
        ---------+---------+------------------+----------
        A1       | u1      | 2024-06-01 00:00 | paid
        A2       | u1      | 2024-06-30 23:59 | paid
        A3       | u2      | 2024-06-11 10:00 | paid
        A4       | u2      | 2024-05-31 23:59 | paid
        A5       | u3      | 2024-07-01 00:00 | paid
        A6       | u2      | 2024-06-12 10:00 | cancelled
    """)
    u1, u2 = 1, 1
    assert june.read(repurchase_rate_by_user, "2024-06") == ratio(u1, u1 + u2)
    assert june.read(repeat_buyers, "2024-06") == total(u1)
    assert june.read(repurchase_rate_by_transaction, "2024-06") == ratio(3 - 2, 3)


AGAIN = """
    orders
    order_id | user_id | paid_at             | status    | amount
    ---------+---------+---------------------+-----------+-------
    A1       | twice   | 2024-06-01 00:00    | paid      | 10
    A2       | twice   | 2024-06-30 23:59:59 | paid      | 10
    A3       | sameday | 2024-06-10 00:00    | paid      | 10
    A4       | sameday | 2024-06-10 23:59:59 | paid      | 10
    A5       | old     | 2024-05-31 23:59:59 | paid      | 10
    A6       | old     | 2024-06-05 10:00    | paid      | 10
    A7       | once    | 2024-06-05 10:00    | paid      | 10
    A8       | once    | 2024-07-01 00:00    | paid      | 10
    A9       | cancels | 2024-06-05 10:00    | paid      | 10
    A10      | cancels | 2024-06-06 10:00    | cancelled | 10
    A11      | returns | 2024-06-05 10:00    | paid      | 10
    A12      | returns | 2024-06-06 10:00    | paid      | 10
    A13      | gone    | 2024-05-05 10:00    | paid      | 10
    A14      | staff   | 2024-06-05 10:00    | paid      | 10
    A15      | staff   | 2024-06-06 10:00    | paid      | 10
    A16      | double  | 2024-06-08 10:00    | paid      | 10
    A17      | single  | 2024-06-09 10:00    | paid      | 10

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    A12      | 2024-06-20 10:00 | 10
    A2       | 2024-07-20 10:00 | 9

    users
    user_id | registered_at    | merged_into | is_test
    --------+------------------+-------------+--------
    staff   | 2024-01-01 10:00 |             | yes
    single  | 2024-01-01 10:00 |             | no
    double  | 2024-01-02 10:00 | single      | no
"""
TWICE, SAMEDAY, OLD, ONCE, CANCELS, RETURNS, SINGLE, GONE = (1,) * 8
BUYERS = TWICE + SAMEDAY + OLD + ONCE + CANCELS + RETURNS + SINGLE


@pytest.fixture
def again(shop):
    return shop(AGAIN)


def test_the_repurchase_rate_by_user(again):
    assert again.read(repurchase_rate_by_user, "2024-06") == ratio(TWICE + SAMEDAY + SINGLE, BUYERS)
    assert again.read(repurchase_rate_by_user(same_day="merge"), "2024-06") == ratio(TWICE + SINGLE, BUYERS)
    assert again.read(repurchase_rate_by_user(refunds="gross"), "2024-06") == ratio(TWICE + SAMEDAY + SINGLE + RETURNS, BUYERS)
    everybody = BUYERS + GONE
    assert again.read(repurchase_rate_by_user(window="all"), "2024-06") == ratio(TWICE + SAMEDAY + SINGLE + OLD, everybody)
    assert again.read(repurchase_rate_by_user(window="all", same_day="merge"), "2024-06") == ratio(TWICE + SINGLE + OLD, everybody)
    assert again.read(repurchase_rate_by_user(window="all"), "2024-07") == ratio(TWICE + SAMEDAY + SINGLE + OLD + ONCE, everybody)
    assert again.read(repurchase_rate_by_user, "2024-09") == unknown("zero_denominator")


def test_the_repurchase_rate_by_transaction(again):
    orders, order_days = 3 * 2 + 4, 3 * 2 + 4 - 1  # two each of three users, one each of four; sameday's two on one day
    assert again.read(repurchase_rate_by_transaction, "2024-06") == ratio(orders - BUYERS, orders)
    assert again.read(repurchase_rate_by_transaction(same_day="merge"), "2024-06") == ratio(order_days - BUYERS, order_days)
    assert again.read(repurchase_rate_by_transaction(refunds="gross"), "2024-06") == ratio(orders + 1 - BUYERS, orders + 1)
    assert again.read(repurchase_rate_by_transaction, "2024-09") == unknown("zero_denominator")


def test_repeat_buyers_of_the_month_or_after_any_earlier_order(again):
    assert again.read(repeat_buyers, "2024-06") == total(TWICE + SAMEDAY + SINGLE)
    assert again.read(repeat_buyers(same_day="merge"), "2024-06") == total(TWICE + SINGLE)
    assert again.read(repeat_buyers(reading="ever"), "2024-06") == total(TWICE + SAMEDAY + SINGLE + OLD)
    assert again.read(repeat_buyers(reading="ever"), "2024-07") == total(ONCE)
    assert again.read(repeat_buyers, "2024-07") == total(0)
    assert again.read(repeat_buyers(refunds="gross"), "2024-06") == total(TWICE + SAMEDAY + SINGLE + RETURNS)
    assert again.read(repeat_buyers, "2024-09") == total(0)


def test_buy_back_day_form_asks_who_had_bought_before_the_period(again):
    assert again.read(buyback_rate_on_day, "2024-06") == ratio(OLD, BUYERS)
    assert again.read(buyback_rate_on_day, "2024-06-10") == ratio(0, SAMEDAY)  # the earlier order of the same day is not before
    assert again.read(buyback_rate_on_day, "2024-06-30") == ratio(TWICE, TWICE)
    assert again.read(buyback_rate_on_day, "2024-07") == ratio(ONCE, ONCE)
    assert again.read(buyback_rate_on_day, "2024-06-06") == unknown("zero_denominator")  # returns' order came back whole
    assert again.read(buyback_rate_on_day(refunds="gross"), "2024-06-06") == ratio(RETURNS, RETURNS)


def test_buy_back_next_window_asks_who_buys_in_the_next_period(again):
    assert again.read(buyback_rate_next_window, "2024-06") == ratio(ONCE, BUYERS)
    assert again.read(buyback_rate_next_window, "2024-05") == ratio(OLD, OLD + GONE)
    assert again.read(buyback_rate_next_window, "2024-06-05") == ratio(0, OLD + ONCE + CANCELS + RETURNS)
    assert again.read(buyback_rate_next_window(refunds="gross"), "2024-06-05") == ratio(RETURNS, OLD + ONCE + CANCELS + RETURNS)
    assert again.read(buyback_rate_next_window, "2024-09") == unknown("zero_denominator")


@pytest.mark.parametrize("until, known", [("2024-07-30", False), ("2024-07-31", True)])
def test_the_next_window_must_be_over(shop, until, known):
    reading = shop(AGAIN, data_until=until).read(buyback_rate_next_window, "2024-06")
    assert reading == (ratio(ONCE, BUYERS) if known else unknown("incomplete"))


LOYAL = """
    orders
    order_id | user_id | paid_at             | status
    ---------+---------+---------------------+----------
    A1       | loyal   | 2024-04-01 10:00    | paid
    A2       | loyal   | 2024-05-31 23:59:59 | paid
    A3       | loyal   | 2024-06-01 00:00    | paid
    A4       | loyal   | 2024-06-30 23:59:59 | paid
    B1       | one     | 2024-04-01 10:00    | paid
    B2       | one     | 2024-05-01 10:00    | paid
    B3       | one     | 2024-06-20 10:00    | paid
    B4       | one     | 2024-07-01 00:00    | paid
    C1       | young   | 2024-05-31 10:00    | paid
    C2       | young   | 2024-06-01 00:00    | paid
    C3       | young   | 2024-06-02 00:00    | paid
    D1       | three   | 2024-03-01 10:00    | paid
    D2       | three   | 2024-03-01 11:00    | paid
    D3       | three   | 2024-03-02 10:00    | paid
    D4       | three   | 2024-06-10 10:00    | paid
    D5       | three   | 2024-06-10 11:00    | paid
    D6       | three   | 2024-06-11 10:00    | paid
    E1       | cancels | 2024-03-01 10:00    | paid
    E2       | cancels | 2024-03-02 10:00    | cancelled
    E3       | cancels | 2024-06-02 10:00    | paid
    E4       | cancels | 2024-06-03 10:00    | paid
"""


def test_loyal_customers_bought_twice_before_the_last_days_and_twice_in_them(shop):
    orders = shop(LOYAL)
    loyal, one, three = 1, 1, 1
    assert orders.read(repurchase_rate_loyal_n_days, "2024-06") == ratio(loyal + three, loyal + one + three)  # 1 to 30 June
    assert orders.read(repurchase_rate_loyal_n_days(min_orders=3), "2024-06") == ratio(three, three)
    young = 1  # with 29 days, 1 June is before
    assert orders.read(repurchase_rate_loyal_n_days(n=29), "2024-06") == ratio(three, loyal + one + three + young)
    assert orders.read(repurchase_rate_loyal_n_days, "2024-03") == ratio(0, three)  # two orders on 1 March, one on the 2nd
    assert orders.read(repurchase_rate_loyal_n_days(n=31), "2024-03") == unknown("zero_denominator")  # none before March
    assert orders.read(repurchase_rate_loyal_n_days(refunds="gross"), "2024-06") == ratio(loyal + three, loyal + one + three)


FIRSTS = """
    orders
    order_id | user_id | paid_at             | status    | amount
    ---------+---------+---------------------+-----------+-------
    A1       | day30   | 2024-06-01 00:00    | paid      | 10
    A2       | day30   | 2024-07-01 23:59:59 | paid      | 10
    B1       | day31   | 2024-06-01 10:00    | paid      | 10
    B2       | day31   | 2024-07-02 00:00    | paid      | 10
    C1       | sameday | 2024-06-30 10:00    | paid      | 10
    C2       | sameday | 2024-06-30 23:59:59 | paid      | 10
    D1       | once    | 2024-06-30 10:00    | paid      | 10
    E1       | may     | 2024-05-31 23:59:59 | paid      | 10
    E2       | may     | 2024-06-10 10:00    | paid      | 10
    F1       | july    | 2024-07-01 00:00    | paid      | 10
    F2       | july    | 2024-07-02 00:00    | paid      | 10
    G1       | cancels | 2024-06-10 10:00    | paid      | 10
    G2       | cancels | 2024-06-11 10:00    | cancelled | 10
    H1       | returns | 2024-06-10 10:00    | paid      | 10
    H2       | returns | 2024-06-11 10:00    | paid      | 10

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    H2       | 2024-06-20 10:00 | 10
"""


def test_the_second_purchase_comes_within_so_many_days_of_the_first(shop):
    orders = shop(FIRSTS)
    day30, day31, sameday, once, cancels, returns = (1,) * 6
    new = day30 + day31 + sameday + once + cancels + returns
    assert orders.read(second_purchase_conversion, "2024-06") == ratio(day30 + sameday, new)
    assert orders.read(second_purchase_conversion(same_day="merge"), "2024-06") == ratio(day30, new)
    assert orders.read(second_purchase_conversion(days=31), "2024-06") == ratio(day30 + day31 + sameday, new)
    assert orders.read(second_purchase_conversion(days=29), "2024-06") == ratio(sameday, new)
    assert orders.read(second_purchase_conversion(refunds="gross"), "2024-06") == ratio(day30 + sameday + returns, new)
    assert orders.read(second_purchase_conversion, "2024-09") == unknown("zero_denominator")


def test_the_second_purchase_is_known_when_the_last_new_customer_has_had_the_days(shop):
    assert shop(FIRSTS, data_until="2024-07-29").read(second_purchase_conversion, "2024-06") == unknown("incomplete")
    assert shop(FIRSTS, data_until="2024-07-30").read(second_purchase_conversion, "2024-06") == ratio(2, 6)


OLD_CUSTOMERS = """
    orders
    order_id | user_id | paid_at             | status    | amount
    ---------+---------+---------------------+-----------+-------
    A1       | at365   | 2023-06-02 00:00    | paid      | 10
    A2       | at365   | 2024-06-01 00:00    | paid      | 20
    B1       | at366   | 2023-06-01 23:59:59 | paid      | 10
    B2       | at366   | 2024-06-15 10:00    | paid      | 40
    C1       | may     | 2024-05-31 23:59:59 | paid      | 10
    C2       | may     | 2024-06-30 23:59:59 | paid      | 80
    D1       | quiet   | 2024-05-01 10:00    | paid      | 10
    D2       | quiet   | 2024-07-01 00:00    | paid      | 10
    E1       | new     | 2024-06-02 10:00    | paid      | 160
    E2       | new     | 2024-06-03 10:00    | paid      | 320
    F1       | cancels | 2024-05-02 10:00    | paid      | 10
    F2       | cancels | 2024-06-03 10:00    | cancelled | 640
    G1       | returns | 2024-05-02 10:00    | paid      | 10
    G2       | returns | 2024-06-03 10:00    | paid      | 1280

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    G1       | 2024-05-03 10:00 | 10
    C2       | 2024-07-03 10:00 | 30
"""


def test_old_customers_bought_within_the_year_before_the_period(shop):
    orders = shop(OLD_CUSTOMERS)
    at365, at366, may, quiet, cancels, returns = (1,) * 6
    assert orders.read(old_customer_buyback_rate, "2024-06") == ratio(at365 + may, at365 + may + quiet + cancels)
    with_at366 = ratio(at365 + at366 + may, at365 + at366 + may + quiet + cancels)
    assert orders.read(old_customer_buyback_rate(look_back=366), "2024-06") == with_at366
    gross = ratio(at365 + may + returns, at365 + may + quiet + cancels + returns)
    assert orders.read(old_customer_buyback_rate(refunds="gross"), "2024-06") == gross
    assert orders.read(old_customer_buyback_rate, "2023-06") == unknown("zero_denominator")


def test_old_customer_buy_back_waits_for_the_end_of_the_period(shop):
    assert shop(OLD_CUSTOMERS, data_until="2024-06-29").read(old_customer_buyback_rate, "2024-06") == unknown("incomplete")
    assert shop(OLD_CUSTOMERS, data_until="2024-06-30").read(old_customer_buyback_rate, "2024-06") == ratio(2, 4)


def test_sales_to_old_customers_are_to_those_who_had_bought_before_the_period(shop):
    orders = shop(OLD_CUSTOMERS)
    at365, at366, may, new, returns = 20, 40, 80 - 30, 160 + 320, 1280  # the first order of returns came back whole
    sales = at365 + at366 + may + new + returns
    assert orders.read(old_customer_repurchase_amount, "2024-06", "amount") == total(at365 + at366 + may)
    assert orders.read(old_customer_repurchase_amount, "2024-06", "share") == ratio(at365 + at366 + may, sales)
    gross = old_customer_repurchase_amount(refunds="gross")
    assert orders.read(gross, "2024-06", "amount") == total(at365 + at366 + 80)
    by_gross_orders = old_customer_repurchase_amount(counts="gross")
    assert orders.read(by_gross_orders, "2024-06", "amount") == total(at365 + at366 + may + returns)
    assert orders.read(old_customer_repurchase_amount, "2024-09", "amount") == total(0)
    assert orders.read(old_customer_repurchase_amount, "2024-09", "share") == unknown("zero_denominator")


CYCLE = """
    orders
    order_id | user_id | paid_at             | status    | amount
    ---------+---------+---------------------+-----------+-------
    A1       | u1      | 2024-05-30 10:00    | paid      | 10
    A2       | u1      | 2024-06-01 00:00    | paid      | 10
    A3       | u1      | 2024-06-01 12:00    | paid      | 10
    A4       | u1      | 2024-06-11 10:00    | paid      | 10
    B1       | u2      | 2024-06-10 23:00    | paid      | 10
    B2       | u2      | 2024-06-30 01:00    | paid      | 10
    B3       | u2      | 2024-07-01 00:00    | paid      | 10
    C1       | u3      | 2024-06-10 10:00    | paid      | 10
    C2       | u3      | 2024-06-12 10:00    | cancelled | 10
    D1       | u4      | 2024-06-10 10:00    | paid      | 10
    D2       | u4      | 2024-06-13 10:00    | paid      | 10

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    D2       | 2024-06-20 10:00 | 10
"""


def test_the_repurchase_interval_is_the_median_of_days_between_order_days(shop):
    orders = shop(CYCLE)
    gaps = sorted([2, 10, 20])  # 30 May to 1 June, 1 to 11 June, 10 to 30 June; dated by the later day
    assert orders.read(repurchase_cycle, "2024-06") == total(float(gaps[1]))
    assert orders.read(repurchase_cycle(refunds="gross"), "2024-06") == total((3 + 10) / 2)  # 2, 3, 10, 20
    assert orders.read(repurchase_cycle, "2024-07") == total(1.0)
    assert orders.read(repurchase_cycle, "2024-05") == unknown("zero_denominator")
    assert orders.read(repurchase_cycle, "2024-06").n == len(gaps)


RFM = """
    orders
    order_id | user_id | paid_at             | status    | amount
    ---------+---------+---------------------+-----------+-------
    A1       | best    | 2024-06-30 23:59:59 | paid      | 500
    A2       | best    | 2024-06-29 10:00    | paid      | 500
    A3       | best    | 2024-06-28 10:00    | paid      | 500
    B1       | recent  | 2024-06-30 10:00    | paid      | 1
    C1       | often   | 2023-08-01 10:00    | paid      | 1
    C2       | often   | 2023-08-02 10:00    | paid      | 1
    C3       | often   | 2023-08-03 10:00    | paid      | 1
    D1       | big     | 2023-08-03 10:00    | paid      | 1500
    E1       | least   | 2023-07-02 00:00    | paid      | 1
    F1       | earlier | 2023-07-01 23:59:59 | paid      | 1
    G1       | later   | 2024-07-01 00:00    | paid      | 1
    H1       | never   | 2024-06-05 10:00    | cancelled | 1
    I1       | returns | 2024-06-05 10:00    | paid      | 1

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    I1       | 2024-06-20 10:00 | 1
"""


def test_rfm_parts_the_buyers_of_the_last_365_days_by_how_lately_how_often_and_for_how_much(shop):
    segments = shop(RFM).table(rfm, "2024-06")
    placed = {
        "Champions": ("best", 1500),
        "Newcomers to develop": ("recent", 1),
        "Small spenders to keep": ("often", 3),
        "Big spenders to win back": ("big", 1500),
        "Lapsed small spenders": ("least", 1),
    }
    sales = sum(spent for _, spent in placed.values())
    for segment, row in segments.items():
        user, spent = placed.get(segment, (None, 0))
        n = 1 if user else 0
        assert row == {"users": n, "share": n / len(placed), "sales": spent, "sales_share": spent / sales}, segment
    assert len(segments) == 8


def test_rfm_looks_back_as_far_as_is_said(shop):
    orders = shop(RFM)
    assert sum(row["users"] for row in orders.table(rfm(days=366), "2024-06").values()) == 5 + 1  # earlier
    assert sum(row["users"] for row in orders.table(rfm(refunds="gross"), "2024-06").values()) == 5 + 1  # returns
    nobody = orders.table(rfm(days=30), "2024-10")
    assert {(row["users"], row["share"]) for row in nobody.values()} == {(0, None)}


def test_by_channel_of_the_order_a_customer_keeps_the_history_of_the_whole_shop(shop):
    buyers = shop(
        """
        user_id | paid_at          | channel
        --------+------------------+--------
        u1      | 2024-08-10 10:00 | app
        u1      | 2024-09-10 10:00 | web
        """
    )
    assert buyers.read(buyback_rate_on_day, "2024-09") == ratio(1, 1)
    assert buyers.by("order_channel", buyback_rate_on_day, "2024-09")["web"] == ratio(1, 1)
