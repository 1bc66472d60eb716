"""Acquisition: traffic, cost, return, and the quality of channels."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.acquisition import (
    brand_exposure,
    channel_quality,
    channel_visits,
    cost_per_visitor,
    first_purchase_rate_n_days,
    new_bound_cards,
    promotion_roi,
)
from opsreport.metrics.growth import acquisition_cost_total

PROMOTED = """
    channel_days
    day        | channel | impressions | visits | visitors | cost
    -----------+---------+-------------+--------+----------+-----
    2024-05-31 | search  | 1000        | 90     | 80       | 999
    2024-06-01 | search  | 100         | 30     | 20       | 40
    2024-06-30 | search  | 200         | 15     | 10       | 20
    2024-06-30 | friends |             | 5      | 4        | 10
    2024-07-01 | search  | 1000        | 90     | 80       | 999

    users
    user_id | registered_at    | channel
    --------+------------------+--------
    u1      | 2024-06-01 10:00 | search
    u2      | 2024-05-01 10:00 | search
    u3      | 2024-06-10 10:00 | friends
    u4      | 2024-06-10 10:00 | walk-in
    u5      | 2024-06-30 23:59 | search

    orders
    order_id | user_id | paid_at          | amount | cost
    ---------+---------+------------------+--------+-----
    A1       | u1      | 2024-06-01 00:00 | 100    | 60
    A2       | u2      | 2024-05-31 10:00 | 30     | 20
    A3       | u2      | 2024-06-01 00:00 | 1000   | 500
    A4       | u3      | 2024-06-30 23:59 | 50     | 30
    A5       | u4      | 2024-06-30 23:59 | 1000   | 500
    A6       | u1      | 2024-07-01 23:59 | 10     | 5
    A7       | u1      | 2024-05-20 10:00 | 1000   | 500
    A8       | u3      | 2024-06-12 10:00 | 70     | 30

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    A8       | 2024-06-13 10:00 | 70
"""


@pytest.fixture
def promoted(shop):
    return shop(PROMOTED)


def test_traffic_cost_and_exposure_of_channels(promoted):
    assert promoted.read(channel_visits, "2024-06") == total(20 + 10 + 4)
    assert promoted.read(channel_visits(count="visits"), "2024-06") == total(30 + 15 + 5)
    assert promoted.read(acquisition_cost_total, "2024-06") == total(40 + 20 + 10)
    assert promoted.read(cost_per_visitor, "2024-06") == ratio(70, 34)
    assert promoted.by("acquisition_channel", cost_per_visitor, "2024-06") == {"search": ratio(60, 30), "friends": ratio(10, 4)}
    assert promoted.read(cost_per_visitor, "2024-08") == unknown("zero_denominator")
    assert promoted.read(brand_exposure, "2024-06") == total(100 + 200)  # friends are not counted
    assert promoted.by("acquisition_channel", brand_exposure, "2024-06") == {"search": total(300)}
    assert promoted.read(channel_visits, "2024-08") == total(0)
    assert promoted.read(channel_visits, "2024-04") == unknown("not_observed")


def test_return_on_promotion_is_gross_profit_less_cost(promoted):
    profit = (100 - 60) + (50 - 30)  # A1 came before the sign-up of that day; u2 31 days after; u4 by no channel that costs; A8 went back
    cost = 40 + 20 + 10
    assert promoted.read(promotion_roi, "2024-06") == ratio(profit - cost, cost)
    assert promoted.by("acquisition_channel", promotion_roi, "2024-06") == {"search": ratio(40 - 60, 60), "friends": ratio(20 - 10, 10)}
    assert promoted.read(promotion_roi(returns="sales"), "2024-06") == ratio(100 + 50, cost)
    assert promoted.read(promotion_roi(returns="sales", refunds="gross"), "2024-06") == ratio(100 + 50 + 70, cost)
    assert promoted.read(promotion_roi(returns="sales", days=31), "2024-06") == ratio(100 + 50 + 1000, cost)
    assert promoted.read(promotion_roi, "2024-05") == ratio((30 - 20) - 999, 999)
    assert promoted.read(promotion_roi, "2024-08") == unknown("zero_denominator")


def test_without_the_cost_of_goods_there_is_no_profit(shop):
    text = """
        channel_days
        day        | channel | cost
        -----------+---------+-----
        2024-06-01 | search  | 40

        users
        user_id | registered_at    | channel
        --------+------------------+--------
        u1      | 2024-06-01 10:00 | search

        orders
        user_id | paid_at          | amount
        --------+------------------+-------
        u1      | 2024-06-01 10:00 | 100
    """
    assert shop(text).read(promotion_roi, "2024-06") == unknown("column_missing")
    assert shop(text).read(promotion_roi, "2024-06").needs == ("orders.cost",)
    assert shop(text).read(promotion_roi(returns="sales"), "2024-06") == ratio(100, 40)
    unknown_cost = shop(text.replace("| amount", "| amount | cost").replace("+-------", "+--------+-----").replace("| 100", "| 100 |"))
    assert unknown_cost.read(promotion_roi, "2024-06") == unknown("not_observed")


def test_first_orders_within_days_of_registering(promoted):
    registered = ["u1", "u3", "u4", "u5"]
    assert promoted.read(first_purchase_rate_n_days, "2024-06") == ratio(len(["u1"]), len(registered))  # u1 before; u3's first went back
    assert promoted.read(first_purchase_rate_n_days(n=20), "2024-06") == ratio(len(["u1", "u3", "u4"]), len(registered))
    assert promoted.read(first_purchase_rate_n_days(n=19), "2024-06") == ratio(len(["u1"]), len(registered))
    assert promoted.read(first_purchase_rate_n_days(n=20, clock="24h"), "2024-06") == ratio(1, len(registered))  # u3, u4: 20 days and 14 hours
    assert promoted.read(first_purchase_rate_n_days, "2024-08") == unknown("zero_denominator")


def test_first_orders_are_known_when_the_days_have_passed(shop):
    assert shop(PROMOTED, data_until="2024-07-07").read(first_purchase_rate_n_days, "2024-06") == ratio(1, 4)
    assert shop(PROMOTED, data_until="2024-07-06").read(first_purchase_rate_n_days, "2024-06") == unknown("incomplete")


def test_cards_bound_for_the_first_time(shop):
    bound = shop(
        """
        events
        user_id | occurred_at         | event
        --------+---------------------+----------
        u0      | 2024-05-31 23:59:59 | bind_card
        u0      | 2024-06-10 10:00    | bind_card
        u1      | 2024-06-01 00:00    | bind_card
        u1      | 2024-06-02 00:00    | bind_card
        u2      | 2024-06-30 23:59:59 | bind_card
        u3      | 2024-07-01 00:00    | bind_card
        u4      | 2024-06-10 10:00    | view
        """
    )
    assert bound.read(new_bound_cards, "2024-06") == total(len(["u1", "u2"]))
    assert bound.read(new_bound_cards, "2024-08") == total(0)


def channel(name, n, buyers, day):
    """So many users of a channel, so many of them with an order of 10 that cost 4."""
    users = [f"{name}{i} | 2024-06-{day:02} 10:00 | {name}" for i in range(n)]
    return users, [f"{name}{i} | 2024-06-{day:02} 11:00 | 10 | 4" for i in range(buyers)]


def test_channels_side_by_side_of_the_latest_period_whose_days_have_passed(shop):
    many, few = channel("good", 30, 15, 5), channel("few", 29, 29, 5)
    users, orders = ("\n        ".join(a + b) for a, b in zip(many, few, strict=True))
    text = f"""
        users
        user_id | registered_at | channel
        {users}
        july | 2024-07-05 10:00 | good

        orders
        user_id | paid_at | amount | cost
        {orders}

        events
        user_id | occurred_at      | event
        --------+------------------+------
        good1   | 2024-06-06 10:00 | view
        good2   | 2024-06-12 10:00 | view
        good3   | 2024-06-12 10:00 | view

        channel_days
        day        | channel | cost
        -----------+---------+-----
        2024-06-05 | good    | 60
        2024-07-05 | good    | 5
    """
    told = shop(text, data_until="2024-07-31").table(channel_quality, "2024-07")
    assert list(told) == ["good", "few"]
    assert told["good"] == dict(
        cohort="2024-06", new_users=30, cost=60, cac=60 / 15, retention_d1=1 / 30, retention_d7=2 / 30, first_purchase_rate=15 / 30,
        value_per_user=15 * 10 / 30, cost_recovered=15 * (10 - 4) / 60,
    )  # fmt: skip
    assert told["few"]["new_users"] == 29
    assert {told["few"][name] for name in ("retention_d1", "first_purchase_rate", "value_per_user", "cost", "cac")} == {None}  # too few to rank
    assert shop(text, data_until="2024-07-29").table(channel_quality, "2024-07") == {}  # June is still open; nobody came in May
