"""The reference itself, where a mistake in it would be a mistake in every test that trusts it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from .days import DAY, days
from .history import Answer
from .reference import Reference

ORDERS = [
    {"order_id": "A1", "user_id": "u1", "paid_at": datetime(2024, 6, 1), "amount": Decimal(10)},
    {"order_id": "A2", "user_id": "u1", "paid_at": datetime(2024, 6, 30, 23, 59, 59), "amount": Decimal(30)},
    {"order_id": "A3", "user_id": "u2", "paid_at": datetime(2024, 6, 11, 10), "amount": Decimal(20)},
    {"order_id": "A4", "user_id": "u2", "paid_at": datetime(2024, 5, 31, 23, 59, 59), "amount": Decimal(40)},
    {"order_id": "A5", "user_id": "u3", "paid_at": datetime(2024, 7, 1), "amount": Decimal(50)},
]


@pytest.mark.parametrize(
    "label, first, last",
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2024-02-28..2024-03-01", date(2024, 2, 28), date(2024, 3, 1)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2024-W01", date(2024, 1, 1), date(2024, 1, 7)),
    ],
)
def test_the_days_of_a_label(label, first, last):
    assert (days(label).start, days(label).last) == (first, last)


def test_weeks_are_python_s_iso_weeks():
    for k in range(3000):
        day = date(2018, 1, 1) + k * DAY
        year, week, _ = day.isocalendar()
        assert day in days(f"{year}-W{week:02}")


def test_the_period_before_and_the_same_a_year_ago():
    assert days("2024-03").moved(-1) == days("2024-02")
    assert days("2024-Q1").moved(-1) == days("2023-Q4")
    assert days("2024-02").year_ago() == days("2023-02")
    assert days("2024-02-28..2024-03-01").moved(1).start == date(2024, 3, 2)


def test_who_bought_twice_and_for_how_much():
    shop = Reference({"orders": ORDERS}, "Asia/Shanghai", date(2024, 7, 31))
    assert shop.value("repurchase_rate_by_user", "2024-06") == Answer(1 / 2, 1, 2)  # u1 of u1, u2
    assert shop.value("sales_amount", "2024-06").value == 10 + 30 + 20
    assert shop.value("buyback_rate_on_day", "2024-06") == Answer(1 / 2, 1, 2)  # u2, by A4


def test_a_fully_refunded_order_leaves_the_counts_and_net_sales():
    refunds = [
        {"order_id": "A2", "refunded_at": datetime(2024, 8, 1), "amount": Decimal(30)},
        {"order_id": "A3", "refunded_at": datetime(2024, 8, 1), "amount": Decimal(5)},
    ]
    shop = Reference({"orders": ORDERS, "refunds": refunds}, "Asia/Shanghai", date(2024, 8, 31))
    assert shop.value("repurchase_rate_by_user", "2024-06") == Answer(0, 0, 2)
    assert shop.value("sales_amount", "2024-06").value == 10 + 0 + (20 - 5)
    assert shop.value("sales_amount", "2024-06", {"refunds": "gross"}).value == 60
    assert shop.value("sales_amount", "2024-06", {"refunds": "exclude_fully_refunded"}).value == 10 + 20


def test_a_moment_of_the_world_s_clock_belongs_to_its_local_day():
    late = [{**ORDERS[0], "paid_at": datetime(2024, 5, 31, 16, tzinfo=UTC)}]  # midnight in Shanghai
    shop = Reference({"orders": late}, "Asia/Shanghai", date(2024, 6, 30))
    assert shop.value("new_paying_users", "2024-06").value == 1


def test_a_merged_account_is_one_person_and_a_test_account_none():
    users = [
        {"user_id": "u1", "registered_at": datetime(2024, 1, 1), "merged_into": "u2", "is_test": False},
        {"user_id": "u2", "registered_at": datetime(2024, 6, 1), "merged_into": None, "is_test": False},
        {"user_id": "u3", "registered_at": datetime(2024, 6, 1), "merged_into": None, "is_test": True},
    ]
    shop = Reference({"orders": ORDERS, "users": users}, "Asia/Shanghai", date(2024, 7, 31))
    assert shop.value("new_users", "2024-06").value == 1
    assert shop.value("repurchase_rate_by_user", "2024-06") == Answer(1, 1, 1)  # u1's two and u2's one are one person's
    assert shop.value("sales_amount", "2024-07").value == 0


def test_a_figure_that_is_not_known_has_a_reason():
    shop = Reference({"orders": ORDERS}, "Asia/Shanghai", date(2024, 7, 31))
    assert shop.value("csat", "2024-06") == "table_missing"
    assert shop.value("buyback_rate_next_window", "2024-07") == "incomplete"
    assert shop.value("sales_amount", "2024-08") == "incomplete"
    assert shop.value("sales_amount", "2024-04") == "not_observed"
    assert shop.value("repurchase_rate_by_user", "2024-04") in ("not_observed", "zero_denominator")
