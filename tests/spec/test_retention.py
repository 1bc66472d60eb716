"""Retention: who comes back, on which day, in which period."""

import pytest
from written_shop import ratio, unknown

from opsreport.metrics.retention import cohort_table, purchase_retention, retention_on_n, retention_on_or_after_n, retention_within_n
from opsreport.rules import Rules

COHORT = """
    users
    user_id | registered_at       | merged_into | is_test
    --------+---------------------+-------------+--------
    may     | 2024-05-31 23:59:59 |             | no
    u1      | 2024-06-01 00:00    |             | no
    u2      | 2024-06-10 22:00    |             | no
    u3      | 2024-06-30 23:59:59 |             | no
    u4      | 2024-06-20 12:00    |             | no
    july    | 2024-07-01 00:00    |             | no
    double  | 2024-06-11 12:00    | u2          | no
    staff   | 2024-06-01 12:00    |             | yes

    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    u1      | 2024-05-25 10:00    | view
    u1      | 2024-06-01 23:00    | view
    u1      | 2024-06-07 23:59:59 | view
    u1      | 2024-06-09 00:00    | view
    u2      | 2024-06-10 23:00    | view
    double  | 2024-06-17 00:00    | view
    u3      | 2024-07-07 23:59:59 | view
    u4      | 2024-06-20 13:00    | view
    u4      | 2024-06-27 10:00    | push_received
    staff   | 2024-06-08 10:00    | view
    july    | 2024-07-08 10:00    | view
    may     | 2024-06-07 10:00    | view
    nobody  | 2024-06-12 10:00    | view
    nobody  | 2024-06-19 10:00    | view
"""
SIGNED_UP = 4  # u1 to u4; neither may, july, staff, nor the double account of u2


@pytest.fixture
def cohort(shop):
    return shop(COHORT)


def test_on_day_n_is_that_local_day_alone(cohort):
    u2, u3 = 1, 1  # u1 came on day 6 and on day 8, u4 only got a message
    assert cohort.read(retention_on_n, "2024-06") == ratio(u2 + u3, SIGNED_UP)
    assert cohort.read(retention_on_n(n=6), "2024-06") == ratio(1, SIGNED_UP)  # u1, in the last second of the day
    assert cohort.read(retention_on_n(n=8), "2024-06") == ratio(1, SIGNED_UP)  # u1, in the first instant of the day
    assert cohort.read(retention_on_n(n=5), "2024-06") == ratio(0, SIGNED_UP)
    assert cohort.read(retention_on_n(n=7), "2024-06") == cohort.read(retention_on_n, "2024-06")


def test_within_n_days_is_any_day_from_1_to_n_and_never_the_first_day(cohort):
    u1, u2, u3 = 1, 1, 1  # u4 came back on the first day only
    assert cohort.read(retention_within_n, "2024-06") == ratio(u1 + u2 + u3, SIGNED_UP)
    assert cohort.read(retention_within_n(n=6), "2024-06") == ratio(u1, SIGNED_UP)
    assert cohort.read(retention_within_n(n=5), "2024-06") == ratio(0, SIGNED_UP)


def test_on_or_after_day_n_is_any_day_from_n_on(cohort):
    u1, u2, u3 = 1, 1, 1
    assert cohort.read(retention_on_or_after_n, "2024-06") == ratio(u1 + u2 + u3, SIGNED_UP)
    assert cohort.read(retention_on_or_after_n(n=8), "2024-06") == ratio(u1, SIGNED_UP)
    assert cohort.read(retention_on_or_after_n(n=9), "2024-06") == ratio(0, SIGNED_UP)


def test_a_cohort_of_a_day(cohort):
    assert cohort.read(retention_on_n(n=8), "2024-06-01") == ratio(1, 1)
    assert cohort.read(retention_on_n, "2024-06-10") == ratio(1, 1)  # u2, as the other account
    assert cohort.read(retention_on_n, "2024-05-31") == ratio(1, 1)  # may


@pytest.mark.parametrize("metric", [retention_on_n, retention_within_n, retention_on_or_after_n])
def test_retention_of_nobody_is_no_figure(cohort, metric):
    assert cohort.read(metric, "2024-08") == unknown("zero_denominator")


@pytest.mark.parametrize("metric", [retention_on_n, retention_within_n, retention_on_or_after_n])
def test_a_figure_is_known_when_the_last_user_of_the_period_has_had_n_days(shop, metric):
    assert shop(COHORT, data_until="2024-07-06").read(metric, "2024-06") == unknown("incomplete")
    assert shop(COHORT, data_until="2024-07-07").read(metric, "2024-06") == ratio(3 if metric is not retention_on_n else 2, SIGNED_UP)
    assert shop(COHORT, data_until="2024-07-06").read(metric, "2024-05") == ratio(1, 1)


def test_what_happened_after_the_last_observed_day_is_not_seen(shop):
    """The same rows, observed until 8 June and until the end of the year: what is known on 8 June does not depend on later rows."""
    early, late = shop(COHORT, data_until="2024-06-08"), shop(COHORT)
    assert late.read(retention_on_or_after_n(n=7), "2024-06-01") == ratio(1, 1)  # u1 on 9 June
    assert early.read(retention_on_or_after_n(n=7), "2024-06-01") == ratio(0, 1)


def test_time_may_begin_with_the_first_activity(cohort):
    may, u2, u4, nobody = 1, 1, 1, 1  # first seen in June; u1 was first seen in May, u3 and july in July
    assert cohort.read(retention_on_n(cohort="first_active"), "2024-06") == ratio(u2 + nobody, may + u2 + u4 + nobody)
    assert cohort.read(retention_on_n(cohort="first_active"), "2024-05") == ratio(1, 1)  # u1: 25 May, and again on 1 June


def test_without_a_table_of_users_time_begins_with_the_first_activity(shop):
    events = shop("events \n user_id | occurred_at \n u1 | 2024-06-01 10:00 \n u1 | 2024-06-08 10:00 \n u2 | 2024-06-02 10:00")
    assert events.read(retention_on_n, "2024-06") == ratio(1, 2)
    assert events.read(retention_on_n(cohort="registered"), "2024-06") == unknown("table_missing")


def test_retention_by_periods_counts_whole_periods_after_the_first(cohort):
    july = 1  # u3
    assert cohort.read(retention_on_n(n=1, unit="period"), "2024-06") == ratio(july, SIGNED_UP)
    assert cohort.read(retention_within_n(n=1, unit="period"), "2024-06") == ratio(july, SIGNED_UP)
    assert cohort.read(retention_on_n(n=2, unit="period"), "2024-06") == ratio(0, SIGNED_UP)
    assert cohort.read(retention_on_or_after_n(n=2, unit="period"), "2024-06") == ratio(0, SIGNED_UP)
    may, u1, u2 = 1, 1, 1
    assert cohort.read(retention_on_n(n=1, unit="period"), "2024-W22") == ratio(may + u1, may + u1)  # 27 May to 2 June; both came on the 7th
    assert cohort.read(retention_on_n(n=1, unit="period"), "2024-W24") == ratio(u2, u2)  # 10 to 16 June; on the 17th
    assert cohort.read(retention_on_n(n=1, unit="period"), "2024-W25") == ratio(0, 1)  # u4


@pytest.mark.parametrize("until, known", [("2024-07-30", False), ("2024-07-31", True)])
def test_the_next_period_must_be_over(shop, until, known):
    reading = shop(COHORT, data_until=until).read(retention_on_n(n=1, unit="period"), "2024-06")
    assert reading == (ratio(1, SIGNED_UP) if known else unknown("incomplete"))


def test_the_cohort_table_holds_the_same_figures_as_retention(shop):
    cohort = shop(COHORT, data_until="2024-08-31")
    days = cohort.table(cohort_table(unit="day"), "2024-06-10")
    assert days["2024-06-01"]["users"] == 1
    for n in (5, 6, 7, 8):
        assert days["2024-06-01"][str(n)] == cohort.read(retention_on_n(n=n), "2024-06-01").value
    months = cohort.table(cohort_table, "2024-06")
    assert (months["2024-05"]["users"], months["2024-06"]["users"]) == (1, SIGNED_UP)
    assert months["2024-06"]["1"] == cohort.read(retention_on_n(n=1, unit="period"), "2024-06").value == 1 / SIGNED_UP
    assert months["2024-06"]["2"] == 0  # August is over


def test_the_cohort_table_leaves_open_cells_empty_and_weighs_only_mature_cohorts(shop):
    months = shop(COHORT, data_until="2024-07-31").table(cohort_table, "2024-07")
    may, june, july = (months[f"2024-{month}"] for month in ("05", "06", "07"))
    assert (may["1"], may["2"], may["3"]) == (1 / 1, 0, None)
    assert (june["1"], june["2"]) == (1 / SIGNED_UP, None)
    assert (july["users"], july["1"]) == (1, None)
    assert months["total"]["users"] == 1 + SIGNED_UP + 1
    assert months["total"]["1"] == (1 + 1) / (1 + SIGNED_UP)  # not the mean of the two rates
    assert months["total"]["2"] == 0
    assert months["total"]["3"] is None


@pytest.mark.parametrize("unit, label, n_rows", [("week", "2024-W25", 13), ("quarter", "2024-Q2", 9), ("year", "2024", 6)])
def test_cohorts_of_other_units(cohort, unit, label, n_rows):
    table = cohort.table(cohort_table(unit=unit), label)
    assert len(table) == n_rows + 1 and list(table)[-2:] == [label, "total"]
    assert table["total"]["users"] == sum(row["users"] or 0 for cohort, row in table.items() if cohort != "total")


ORDERS = """
    orders
    order_id | user_id | paid_at             | status    | amount
    ---------+---------+---------------------+-----------+-------
    A1       | may     | 2024-05-31 23:59:59 | paid      | 10
    A2       | may     | 2024-06-01 00:00    | paid      | 10
    A3       | u1      | 2024-06-01 00:00    | paid      | 10
    A4       | u1      | 2024-06-30 10:00    | paid      | 10
    A5       | u1      | 2024-07-01 00:00    | paid      | 10
    A6       | u2      | 2024-06-30 23:59:59 | paid      | 10
    A7       | u2      | 2024-07-31 23:59:59 | paid      | 10
    A8       | u3      | 2024-06-10 10:00    | paid      | 10
    A9       | u3      | 2024-08-01 00:00    | paid      | 10
    A10      | u4      | 2024-06-10 10:00    | paid      | 10
    A11      | u4      | 2024-07-10 10:00    | cancelled | 10
    A12      | u5      | 2024-06-10 10:00    | paid      | 10
    A13      | u5      | 2024-07-10 10:00    | paid      | 10

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    A12      | 2024-06-20 10:00 | 10
    A5       | 2024-07-20 10:00 | 9
"""


def test_purchase_retention_follows_customers_from_the_period_of_their_first_order(shop):
    orders = shop(ORDERS)
    u1, u2, u3, u4, u5 = 1, 1, 1, 1, 1
    assert orders.read(purchase_retention, "2024-06") == ratio(u1 + u2, u1 + u2 + u3 + u4)  # u5's June order came back whole
    assert orders.read(purchase_retention(refunds="gross"), "2024-06") == ratio(u1 + u2 + u5, u1 + u2 + u3 + u4 + u5)
    assert orders.read(purchase_retention(n=2), "2024-06") == ratio(u3, u1 + u2 + u3 + u4)
    assert orders.read(purchase_retention, "2024-05") == ratio(1, 1)
    assert orders.read(purchase_retention, "2024-09") == unknown("zero_denominator")


def test_purchase_retention_waits_for_the_end_of_the_later_period(shop):
    assert shop(ORDERS, data_until="2024-07-30").read(purchase_retention, "2024-06") == unknown("incomplete")
    assert shop(ORDERS, data_until="2024-07-31").read(purchase_retention, "2024-06") == ratio(2, 4)


def test_the_cohort_table_by_orders_is_purchase_retention(shop):
    orders = shop(ORDERS)
    table = orders.table(cohort_table(basis="orders"), "2024-06")
    assert table["2024-06"]["users"] == 4
    assert [table["2024-06"][str(n)] for n in (1, 2, 3)] == [2 / 4, 1 / 4, 0]
    assert table == orders.table(cohort_table, "2024-06")  # a shop without events is judged by its orders


def test_a_shop_may_set_the_options_of_a_metric_for_good(shop):
    weekly = shop(COHORT, rules=Rules(options={"retention_on_n": {"n": 6}}))
    assert weekly.read(retention_on_n, "2024-06") == ratio(1, SIGNED_UP)
    assert weekly.read(retention_on_n(n=7), "2024-06") == ratio(2, SIGNED_UP)  # asked for by hand
