"""The best customers, what they bring, who is loyal; what members spend a month; figures of plans and stocks."""

from decimal import Decimal

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.best_customers import core_user_share, high_value_user_share, loyalty_rate
from opsreport.metrics.repurchase import sales_amount
from opsreport.metrics.spending import demand_forecast_error, spend_per_active_member, stockout_rate

YEAR = """
    orders
    user_id | paid_at             | amount | status
    --------+---------------------+--------+----------
    core    | 2023-07-02 00:00    | 100    | paid
    core    | 2024-05-01 10:00    | 100    | paid
    core    | 2024-06-30 23:59:59 | 100    | paid
    twice   | 2024-05-01 10:00    | 200    | paid
    twice   | 2024-06-10 10:00    | 200    | paid
    early   | 2023-07-01 23:59:59 | 500    | paid
    early   | 2024-06-01 00:00    | 100    | paid
    early   | 2024-06-02 10:00    | 100    | paid
    small   | 2024-06-03 10:00    | 10     | paid
    small   | 2024-06-04 10:00    | 10     | paid
    small   | 2024-06-05 10:00    | 10     | paid
    away    | 2024-01-01 10:00    | 300    | paid
    away    | 2024-02-01 10:00    | 300    | paid
    away    | 2024-03-31 23:59:59 | 300    | paid
    edge    | 2024-01-01 10:00    | 300    | paid
    edge    | 2024-02-01 10:00    | 300    | paid
    edge    | 2024-04-01 00:00    | 300    | paid
    broken  | 2024-05-01 10:00    | 300    | paid
    broken  | 2024-05-02 10:00    | 300    | paid
    broken  | 2024-05-03 10:00    | 300    | cancelled
    july    | 2024-07-01 00:00    | 900    | paid
    old     | 2022-01-01 10:00    | 900    | paid

    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    core    | 2024-06-01 00:00    | view
    edge    | 2024-06-30 23:59:59 | view
    away    | 2024-06-10 10:00    | view
    small   | 2024-06-10 10:00    | view
    looks   | 2024-06-10 10:00    | view
    twice   | 2024-05-31 23:59:59 | view
    early   | 2024-06-10 10:00    | push_received
    looks   | 2023-01-01 10:00    | view
"""
CUSTOMERS = 7  # core, twice, early, small, away, edge, broken: with an order from 2 July 2023 to 30 June 2024
SPENT = dict(core=300, twice=400, early=200, small=30, away=900, edge=900, broken=600)
MEAN = Decimal(sum(SPENT.values())) / CUSTOMERS


@pytest.fixture
def year(shop):
    return shop(YEAR)


def test_core_users_ordered_lately_often_and_for_more_than_the_mean(year):
    assert SPENT["core"] < MEAN < SPENT["edge"]
    edge, away, core, small, looks = 1, 1, 1, 1, 1  # edge ordered 90 days before the last day, away 91; core spent no more than the mean
    active = edge + away + core + small + looks
    assert year.read(core_user_share, "2024-06") == ratio(edge, active)
    assert year.read(core_user_share(recent=91), "2024-06") == ratio(edge + away, active)
    assert year.read(core_user_share(orders=4), "2024-06") == ratio(0, active)
    assert year.read(core_user_share(basis="orders"), "2024-06") == ratio(0, 4)  # core, twice, early and small ordered in June
    assert year.read(core_user_share, "2024-09") == unknown("zero_denominator")
    assert year.read(core_user_share, "2023-11") == unknown("not_observed")  # 365 days before were not watched


def test_the_mean_customer_is_above_nobody_alike(shop):
    alike = shop("user_id | paid_at \n old | 2020-01-01 10:00 \n" + "".join(f"u{u} | 2024-06-0{d} 10:00 \n" for u in (1, 2) for d in (1, 2, 3)))
    assert alike.read(high_value_user_share, "2024-06", "users") == ratio(0, 2)


def test_high_value_users_of_a_periods_buyers_and_sales(shop):
    shop_ = shop(YEAR.replace("core    | 2024-06-30 23:59:59 | 100 ", "core    | 2024-06-30 23:59:59 | 800 "))
    core, twice, early, small = 800, 200, 100 + 100, 10 + 10 + 10
    assert shop_.read(high_value_user_share, "2024-06", "users") == ratio(1, 4)
    assert shop_.read(high_value_user_share, "2024-06", "sales") == ratio(core, core + twice + early + small)
    assert shop_.read(sales_amount, "2024-06") == total(core + twice + early + small)
    assert shop_.read(high_value_user_share, "2024-09", "users") == unknown("zero_denominator")
    assert shop_.read(high_value_user_share, "2024-09", "sales") == unknown("zero_denominator")


SPREAD = """
    orders
    user_id  | paid_at             | amount | status
    ---------+---------------------+--------+----------
    before   | 2024-05-31 23:59:59 | 1000   | paid
    a        | 2024-06-01 00:00    | 50     | paid
    b        | 2024-06-10 10:00    | 30     | paid
    c        | 2024-06-10 10:00    | 20     | paid
    c        | 2024-06-30 23:59:59 | 10     | paid
    d        | 2024-06-10 10:00    | 10     | paid
    e        | 2024-06-10 10:00    | 5      | paid
    f        | 2024-06-10 10:00    | 5      | paid
    dropped  | 2024-06-10 10:00    | 500    | cancelled
    after    | 2024-07-01 00:00    | 1000   | paid
"""


def test_the_top_fifth_of_the_buyers_takes_in_equals_at_the_cut(shop):
    spread = shop(SPREAD)
    a, b, c, d, e, f = 50, 30, 20 + 10, 10, 5, 5
    top_two_of_six = a + b + c  # a fifth of six is two at most; b and c spent the same
    assert spread.read(high_value_user_share, "2024-06", "top20") == ratio(top_two_of_six, a + b + c + d + e + f)
    spent, n = sorted((a, b, c, d, e, f)), 6
    apart = sum((2 * i - n - 1) * x for i, x in enumerate(spent, 1))
    assert spread.read(high_value_user_share, "2024-06", "gini") == ratio(apart, n * sum(spent))
    assert spread.read(high_value_user_share, "2024-05", "gini") == ratio(0, 1000)
    assert spread.read(high_value_user_share, "2024-05", "top20") == ratio(1000, 1000)
    assert spread.read(high_value_user_share, "2024-09", "gini") == unknown("zero_denominator")
    assert spread.read(high_value_user_share, "2024-09", "top20") == unknown("zero_denominator")


def test_loyal_are_customers_with_three_orders_in_a_year(year):
    core, small, away, edge = 1, 1, 1, 1  # early's first order is a day too old, broken's third was cancelled
    assert year.read(loyalty_rate, "2024-06") == ratio(core + small + away + edge, CUSTOMERS)
    assert year.read(loyalty_rate(orders=2), "2024-06") == ratio(CUSTOMERS, CUSTOMERS)
    assert year.read(loyalty_rate(days=366), "2024-06") == ratio(core + small + away + edge + 1, CUSTOMERS)  # early
    assert year.read(loyalty_rate, "2022-11") == unknown("not_observed")


def test_loyalty_of_nobody_is_no_figure(shop):
    assert shop("user_id | paid_at \n u1 | 2022-01-01 10:00").read(loyalty_rate, "2024-06") == unknown("zero_denominator")


MEMBERS = """
    users
    user_id | registered_at    | member_since        | deleted_at
    --------+------------------+---------------------+-----------------
    m1      | 2024-01-01 10:00 | 2024-02-01 10:00    |
    m2      | 2024-01-01 10:00 | 2024-06-30 23:59:59 |
    m3      | 2024-01-01 10:00 | 2024-02-01 10:00    |
    m4      | 2024-01-01 10:00 | 2024-02-01 10:00    | 2024-06-30 12:00
    next    | 2024-01-01 10:00 | 2024-07-01 00:00    |
    other   | 2024-01-01 10:00 |                     |

    orders
    user_id | paid_at             | amount | status
    --------+---------------------+--------+----------
    m1      | 2024-05-31 23:59:59 | 1000   | paid
    m1      | 2024-06-01 00:00    | 10     | paid
    m1      | 2024-06-30 23:59:59 | 20     | paid
    m1      | 2024-07-01 00:00    | 1000   | paid
    m2      | 2024-06-10 10:00    | 100    | paid
    m3      | 2024-06-10 10:00    | 100    | cancelled
    m4      | 2024-06-10 10:00    | 100    | paid
    next    | 2024-06-10 10:00    | 100    | paid
    other   | 2024-06-10 10:00    | 100    | paid

    events
    user_id | occurred_at      | event
    --------+------------------+------
    m1      | 2024-06-10 10:00 | view
    m3      | 2024-06-10 10:00 | view
"""


def test_members_spend_by_month(shop):
    app = shop(MEMBERS)
    m1, m2, m3 = 1, 1, 1  # at the end of June; m2 bought before joining, m4 is deleted
    assert app.read(spend_per_active_member, "2024-06") == ratio(10 + 20, m1 + m2 + m3)
    assert app.read(spend_per_active_member(base="active"), "2024-06") == ratio(10 + 20, m1 + m3)
    assert app.read(spend_per_active_member(base="buyers"), "2024-06") == ratio(10 + 20, m1)
    assert app.read(spend_per_active_member, "2024-Q2") == app.read(spend_per_active_member, "2024-06")
    assert app.read(spend_per_active_member, "2024-W23") == unknown("too_short")
    assert app.read(spend_per_active_member(base="buyers"), "2024-09") == unknown("zero_denominator")


PLANS = """
    manual_figures
    metric                | period     | value | numerator | denominator
    ----------------------+------------+-------+-----------+------------
    stockout_rate         | 2024-05-31 |       | 9         | 10
    stockout_rate         | 2024-06    |       | 6         | 120
    stockout_rate         | 2024-07-01 |       | 9         | 10
    demand_forecast_error | 2024-06    |       | 30        | 200
    demand_forecast_error | 2024-05    |       | 3         | 0
    demand_forecast_error | 2024-04    |       | 30        | 20
"""


def test_plans_and_stocks_are_kept_elsewhere(shop):
    plans = shop(PLANS)
    assert plans.read(stockout_rate, "2024-06") == ratio(6, 120)
    assert plans.read(stockout_rate, "2024-05-31") == ratio(9, 10)
    assert plans.read(stockout_rate, "2024-05") == unknown("not_observed")  # one day of it is not the month
    assert plans.read(demand_forecast_error, "2024-06") == ratio(200 - 30, 200)
    assert plans.read(demand_forecast_error, "2024-05") == unknown("zero_denominator")
    assert plans.read(demand_forecast_error, "2024-04") == ratio(20 - 30, 20)  # wrong by more than there was
    assert plans.read(demand_forecast_error, "2024-07") == unknown("not_observed")
