"""Analyses of orders: what refunds take away, the readings of repurchase, RFM and its segments."""

import datetime as dt
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from opsreport.analyses import (
    Rfm,
    RfmRule,
    buyback_rate_next_window,
    buyback_rate_on_day,
    by_segment,
    order_figures,
    purchase_frequency,
    repurchase_rate_by_transaction,
    repurchase_rate_by_user,
    repurchase_rate_loyal_n_days,
    rfm_holdout,
    rfm_scores,
    rfm_segments,
    rfm_summary,
    rfm_table,
)
from opsreport.kinds import Reading

DAY = dt.date


def bought(*rows):
    """Orders of (user, day, amount, refunded, store); what is left out is 10, nothing, ""."""
    full = [(*row, *(10, 0, "")[len(row) - 2 :]) for row in rows]
    column = dict(zip(("user_id", "day", "amount", "refunded", "store"), zip(*full, strict=True) if full else [()] * 5, strict=True))
    money = pa.decimal128(18, 4)
    return ibis.memtable(
        pa.table(
            {
                "user_id": pa.array(column["user_id"], pa.string()),
                "day": pa.array([DAY.fromisoformat(day) for day in column["day"]], pa.date32()),
                "amount": pa.array([Decimal(str(v)) for v in column["amount"]], money),
                "refunded": pa.array([v if v is None else Decimal(str(v)) for v in column["refunded"]], money),
                "store": pa.array(column["store"], pa.string()),
            }
        )
    )


def rows(table, *columns):
    return sorted(tuple(row[c] for c in columns) for row in table.to_pyarrow().to_pylist())


# Orders and repurchase


JANUARY, FEBRUARY = (DAY(2023, 1, 1), DAY(2023, 1, 31)), (DAY(2023, 2, 1), DAY(2023, 2, 28))


def parts(reading: Reading):
    return reading.numerator, reading.denominator


def test_what_refunds_take_away():
    orders = bought(
        ("full", "2023-01-01", 10, 10),
        ("part", "2023-01-31", 20, 5),
        ("none", "2023-01-02", 30, None),
        ("free", "2023-01-03", 0),
        ("late", "2023-02-01", 99),
    )
    gross, net, whole = (order_figures(orders, *JANUARY, refunds=mode) for mode in ("gross", "net", "exclude_fully_refunded"))
    assert (gross.sales, gross.orders, gross.buyers) == (10 + 20 + 30 + 0, 4, 4)
    assert (net.sales, net.orders, net.buyers) == (0 + 15 + 30 + 0, 3, 3)
    assert (whole.sales, whole.orders, whole.buyers) == (20 + 30 + 0, 3, 3)
    assert net.average_order_value.value == (15 + 30) / 3
    assert whole.spend_per_buyer.value == pytest.approx((20 + 30) / 3)


def test_orders_of_a_day_are_counted_or_merged():
    orders = bought(("x", "2023-01-10"), ("x", "2023-01-10"), ("y", "2023-01-10"), ("y", "2023-01-12"), ("w", "2023-01-12"))
    assert parts(repurchase_rate_by_user(orders, JANUARY)) == (2, 3)  # x, y
    assert parts(repurchase_rate_by_user(orders, JANUARY, same_day="merge")) == (1, 3)  # y
    assert parts(repurchase_rate_by_transaction(orders, JANUARY)) == (5 - 3, 5)
    assert parts(repurchase_rate_by_transaction(orders, JANUARY, same_day="merge")) == (4 - 3, 4)
    assert parts(purchase_frequency(orders, JANUARY)) == (5, 3)
    assert order_figures(orders, *JANUARY, same_day="merge").purchase_frequency.value == 4 / 3


def test_both_ends_of_a_range_belong_to_it():
    orders = bought(("a", "2022-12-31"), ("a", "2023-01-01"), ("b", "2023-01-31"), ("b", "2023-02-01"), ("c", "2023-02-28"), ("d", "2023-01-01"))
    assert parts(repurchase_rate_by_user(orders, JANUARY)) == (0, 3)
    assert parts(buyback_rate_on_day(orders, JANUARY)) == (1, 3)  # a
    assert parts(buyback_rate_next_window(orders, JANUARY, FEBRUARY)) == (1, 3)  # b


def test_loyal_buyers_of_the_days_before():
    orders = bought(
        *[("A", day) for day in ("2023-03-01", "2023-03-10", "2023-04-10", "2023-04-20")],
        *[("B", day) for day in ("2023-03-02", "2023-03-05", "2023-04-11")],
        *[("C", day) for day in ("2023-03-03", "2023-04-12", "2023-04-13")],
        *[("D", day) for day in ("2023-03-04", "2023-03-31", "2023-05-01")],
    )
    assert parts(repurchase_rate_loyal_n_days(orders, DAY(2023, 4, 30), 30)) == (1, 3)  # A of A, B, D
    assert parts(repurchase_rate_loyal_n_days(orders, DAY(2023, 4, 30), 30, min_orders=1)) == (3, 4)  # A, B, C of all


def test_a_figure_by_segment_is_of_that_segment_alone():
    orders = bought(("k", "2023-01-01", 10, 0, "a"), ("k", "2023-01-03", 10, 0, "b"), ("k", "2023-01-04", 10, 0, None))
    found = by_segment(orders, "store", lambda own: repurchase_rate_by_user(own, JANUARY))
    assert {store: parts(reading) for store, reading in found.items()} == {"": (0, 1), "a": (0, 1), "b": (0, 1)}


def test_nobody_bought():
    orders = bought()
    assert repurchase_rate_by_user(orders, JANUARY).reason == "zero_denominator"
    assert order_figures(orders, *JANUARY).spend_per_buyer.reason == "zero_denominator"
    assert order_figures(orders, *JANUARY).sales == 0
    assert by_segment(orders, "store", lambda own: own) == {}


# RFM


SHOP = [  # of pymc-marketing's tests
    ("1", "2015-01-01", 1), ("1", "2015-02-06", 2), ("2", "2015-01-01", 2), ("3", "2015-01-01", 3), ("3", "2015-01-02", 1), ("3", "2015-01-05", 5),
    ("4", "2015-02-05", 6), ("4", "2015-01-16", 6), ("4", "2015-02-02", 3), ("4", "2015-02-05", 3), ("5", "2015-01-16", 3), ("5", "2015-01-17", 1),
    ("5", "2015-01-18", 8), ("6", "2015-02-02", 5),
]  # fmt: skip
SUMMARY = ("user_id", "frequency", "recency", "age", "monetary")


def test_rfm_of_repeated_purchases():
    found = rows(rfm_summary(bought(*SHOP), Rfm(DAY(2015, 2, 7))), *SUMMARY)
    assert found == [
        ("1", 1, 36, 37, 2),
        ("2", 0, 0, 37, 0),
        ("3", 2, 4, 37, 3),
        ("4", 2, 20, 22, (3 + (3 + 6)) / 2),
        ("5", 2, 2, 22, 4.5),
        ("6", 0, 0, 5, 0),
    ]


def test_rfm_with_the_first_purchase():
    found = rows(rfm_summary(bought(*SHOP), Rfm(DAY(2015, 2, 7), include_first=True)), "user_id", "frequency", "recency", "monetary")
    assert found == [("1", 2, 1, 1.5), ("2", 1, 37, 2), ("3", 3, 33, 3), ("4", 3, 2, (6 + 3 + 9) / 3), ("5", 3, 20, 4), ("6", 1, 5, 5)]


def test_rfm_by_calendar_weeks_and_by_sevenths_of_days():
    weeks = rows(rfm_summary(bought(*SHOP), Rfm(DAY(2015, 2, 7), "week")), *SUMMARY[:4])
    assert weeks == [("1", 1, 5, 5), ("2", 0, 0, 5), ("3", 1, 1, 5), ("4", 1, 3, 3), ("5", 0, 0, 3), ("6", 0, 0, 0)]
    scaled = rows(rfm_summary(bought(*SHOP), Rfm(DAY(2015, 2, 7), time_scale=7)), *SUMMARY[:4])
    assert scaled[3] == ("4", 2, 20 / 7, 22 / 7)


def test_rfm_counts_orders_of_the_last_day_and_none_later():
    found = rows(rfm_summary(bought(*SHOP), Rfm(DAY(2015, 2, 5))), *SUMMARY[:4])
    assert found[0] == ("1", 0, 0, 35)
    assert found[3] == ("4", 2, 20, 20)


def test_rfm_holdout():
    found = rows(
        rfm_holdout(bought(*SHOP), Rfm(DAY(2015, 2, 1)), DAY(2015, 2, 5)), "user_id", "frequency", "test_frequency", "test_monetary", "test_age"
    )
    assert found == [("1", 0, 0, 0, 4), ("2", 0, 0, 0, 4), ("3", 2, 0, 0, 4), ("4", 0, 2, (3 + 9) / 2, 4), ("5", 2, 0, 0, 4)]  # 6 came later
    later = rows(rfm_holdout(bought(*SHOP), Rfm(DAY(2015, 2, 2)), DAY(2015, 2, 7)), "user_id", "frequency", "test_frequency")
    assert (later[3], later[5]) == (("4", 1, 1), ("6", 0, 0))  # 2 February still belongs to the training


def test_segments_by_quartiles():
    found = dict(rows(rfm_segments(bought(*SHOP), Rfm(DAY(2015, 2, 6))), "user_id", "segment"))
    assert found == {
        "1": "Other", "2": "Inactive Customer", "3": "At Risk Customer", "4": "Premium Customer", "5": "Repeat Customer", "6": "Top Spender"
    }  # fmt: skip
    own = dict(rows(rfm_segments(bought(*SHOP), Rfm(DAY(2015, 2, 6)), {"First": ["111"], "Test": ["111", "222"]}), "user_id", "segment"))
    assert {user: segment for user, segment in own.items() if segment != "Other"} == {"2": "Test"}  # of two that name a score, the last


def test_scores_of_a_shop_of_equals():
    scored = rfm_scores(rfm_summary(bought(*[(user, "2023-01-05") for user in "abc"]), Rfm(DAY(2023, 1, 31), include_first=True)))
    assert rows(scored, "r", "f", "m") == [(1, 1, 1)] * 3
    nobody = rfm_table(bought(), DAY(2023, 1, 31))
    assert [(row.users, row.share, row.sales, row.sales_share) for row in nobody] == [(0, None, 0, None)] * 8


SALES = [("big", "2023-01-30", 500), ("big", "2023-01-20", 400), ("big", "2023-01-10", 300), ("gone", "2023-01-01", 800), ("new", "2023-01-31", 10)]


def test_the_eight_segments_by_quantiles():
    # scores r, f, m: big 3, 5, 5; gone 1, 1, 3; new 5, 1, 1; the mean of r is 3, of f 7/3, of m 3
    found = {row.id: (row.users, row.sales) for row in rfm_table(bought(*SALES), DAY(2023, 1, 31)) if row.users}
    assert found == {"important_keep": (1, 1200), "general_win_back": (1, 800), "general_develop": (1, 10)}


def test_the_eight_segments_by_fixed_cut_offs_do_not_depend_on_the_others():
    rule = RfmRule(recency=(7, 30), frequency=(2, 3), monetary=(100, 800), high=3)
    table = rfm_table(bought(*SALES), DAY(2023, 1, 31), rule=rule)
    assert [(row.segment.zh, row.users) for row in table if row.users] == [("重要价值客户", 1), ("重要挽留客户", 1), ("一般发展客户", 1)]
    assert sum(row.share for row in table) == pytest.approx(1)
    assert {row.id: row.sales_share for row in table}["important_value"] == 1200 / 2010
    at_the_cut = rfm_table(bought(("u", "2023-01-24", 800), ("u", "2023-01-24", 0), ("u", "2023-01-24", 0)), DAY(2023, 1, 31), rule=rule)
    assert [row.id for row in at_the_cut if row.users] == ["important_value"]  # 7 days, 3 orders, 800: the better score
    alone = rfm_table(bought(*SALES[:3]), DAY(2023, 1, 31), rule=rule)
    assert [row.id for row in alone if row.users] == ["important_value"]
    since = rfm_table(bought(*SALES), DAY(2023, 1, 31), start=DAY(2023, 1, 2), rule=rule)
    assert sum(row.users for row in since) == 2
