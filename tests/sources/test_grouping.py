"""Lines grouped into rows: order lines into orders."""

from datetime import datetime
from decimal import Decimal

import pytest

from .shops import fate, loaded, reasons, refusal, rows, set_aside, written

LINES = "no,user,time,price,total,item\n"
SOURCE = """orders:
  files: {files}
  group: order_id
  columns:
    order_id: no
    user_id: user
    paid_at: {{column: time, take: min}}
    amount: {{column: price, take: {take}}}
    category: {{column: item, take: first}}"""


def lines(*said):
    return LINES + "".join(line + "\n" for line in said)


def source(files="lines.csv", take="sum"):
    return SOURCE.format(files=files, take=take)


def test_lines_give_an_order_with_the_exact_sum_and_the_earliest_time(tmp_path):
    written(tmp_path, "lines.csv", lines("A1,u1,2024-06-01 09:00,0.1,0.3,tea", "A2,u2,2024-06-01,5,5,cup", "A1,u1,2024-06-01 08:00,0.2,0.3,cup"))
    shop = loaded(tmp_path, source())
    assert [tuple(row.values()) for row in rows(shop, "orders")] == [
        ("A1", "u1", datetime(2024, 6, 1), Decimal("0.3"), "tea"),
        ("A2", "u2", datetime(2024, 5, 31, 16), Decimal("5"), "cup"),
    ]
    assert fate(shop, "lines.csv") == {"read": 3, "accepted": 3}


def test_a_bad_line_sets_its_whole_order_aside(tmp_path):
    written(tmp_path, "lines.csv", lines("A1,u1,2024-06-01,1,1,a", "A1,u1,2024-06-01,x,1,b", "A2,u1,2024-06-01,1,1,c"))
    shop = loaded(tmp_path, source())
    assert [row["order_id"] for row in rows(shop, "orders")] == ["A2"]
    assert fate(shop, "lines.csv") == {"read": 3, "accepted": 1, "set_aside": 2}
    assert reasons(shop, "lines.csv") == [("amount", "is not a number", 2, 2)]
    assert [(row["row"], row["item"]) for row in set_aside(shop, "orders")] == [("2", "a"), ("3", "b")]


def test_lines_that_disagree_set_their_order_aside(tmp_path):
    written(tmp_path, "lines.csv", lines("A1,u1,2024-06-01,1,1,a", "A1,u2,2024-06-01,1,1,b", "A2,u1,2024-06-01,2,2,c", "A2,,2024-06-01,2,2,c"))
    shop = loaded(tmp_path, source(take="same"))
    assert [row["order_id"] for row in rows(shop, "orders")] == ["A2"]
    assert reasons(shop, "lines.csv") == [("user_id", "differs between the lines of one group", 2, 2)]


@pytest.mark.parametrize(("take", "amount"), [("sum", 3), ("max", 2), ("min", 1), ("first", 2)])
def test_what_becomes_of_the_lines_values(tmp_path, take, amount):
    written(tmp_path, "lines.csv", lines("A1,u1,2024-06-01,2,1,a", "A1,u1,2024-06-01,1,1,b"))
    assert rows(loaded(tmp_path, source(take=take)), "orders")[0]["amount"] == amount


def test_money_needs_to_say_what_becomes_of_it(tmp_path):
    written(tmp_path, "lines.csv", lines())
    assert refusal(tmp_path, source().replace(", take: sum", "")) == (
        78,
        'report.yml line 14, sources.orders.columns.amount: lines are grouped by order_id, but what becomes of "amount" is not said\n'
        "  Mend: Say take: sum where each line holds its own; take: same where each line repeats the whole row's.",
    )


def test_constraints_are_those_of_the_order_not_of_the_line(tmp_path):
    written(
        tmp_path, "lines.csv", lines("A1,u1,2024-06-01,5,1,a", "A1,u1,2024-06-01,-1,1,coupon", "A2,u1,2024-06-01,1,1,a", "A2,u1,2024-06-01,-2,1,b")
    )
    shop = loaded(tmp_path, source())
    assert [(row["order_id"], row["amount"]) for row in rows(shop, "orders")] == [("A1", 4)]
    assert reasons(shop, "lines.csv") == [("amount", "is too low", 2, 4)]


def test_an_order_in_two_exports_that_overlap_counts_once(tmp_path):
    written(tmp_path, "may.csv", lines("A1,u1,2024-05-31,1,2,a", "A1,u1,2024-05-31,1,2,b", "A2,u1,2024-05-31,1,2,a", "A2,u1,2024-05-31,1,2,b"))
    written(tmp_path, "june.csv", lines("A1,u1,2024-05-31,1,2,a", "A1,u1,2024-05-31,1,2,b", "A2,u1,2024-05-31,1,2,a"))
    shop = loaded(tmp_path, source(files="[may.csv, june.csv]"))
    assert [(row["order_id"], row["amount"]) for row in rows(shop, "orders")] == [("A1", 2)]
    assert fate(shop, "june.csv") == {"read": 3, "accepted": 2, "set_aside": 1}
    assert fate(shop, "may.csv") == {"read": 4, "set_aside": 2, "duplicates": 2}


def test_where_leaves_out_lines(tmp_path):
    written(tmp_path, "lines.csv", lines("A1,u1,2024-06-01,5,1,a", "A1,u1,2024-06-01,9,1,gift", "C2,u1,2024-06-01,1,1,gift"))
    shop = loaded(tmp_path, source() + "\n  where: item <> 'gift'")
    assert [(row["order_id"], row["amount"]) for row in rows(shop, "orders")] == [("A1", 5)]
    assert fate(shop, "lines.csv") == {"read": 3, "accepted": 1, "filtered": 2}


def test_what_only_the_first_line_says_holds_for_the_order(tmp_path):
    """Shopify writes the order's own columns on its first line only."""
    written(tmp_path, "lines.csv", lines("A1,u1,2024-06-01,9,9,a", "A1,,,,,b", "A2,,2024-06-01,1,1,c", "A3,u1,2024-06-01,,,d"))
    shop = loaded(tmp_path, source(take="same"))
    assert [(row["order_id"], row["user_id"], row["amount"]) for row in rows(shop, "orders")] == [("A1", "u1", 9)]
    assert reasons(shop, "lines.csv") == [("user_id", "is empty", 1, 4), ("amount", "is empty", 1, 5)]
    shop = loaded(tmp_path, source(take="sum"))
    assert fate(shop, "lines.csv") == {"read": 4, "set_aside": 4}
