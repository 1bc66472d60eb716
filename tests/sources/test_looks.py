"""What a look at typed columns spares must not change what comes of them."""

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .shops import fate, loaded, reasons, rows

AT = [datetime(2024, 6, day, 8) for day in (1, 2, 3, 4)]


def orders(folder, ids, name="orders.parquet", paid_at=None, **more):
    n = len(ids)
    columns = {"order_id": ids, "user_id": [7] * n, "paid_at": paid_at or AT[:n], "amount": [1] * n} | more
    pq.write_table(pa.table(columns), folder / name)


@pytest.mark.parametrize(
    ("ids", "accepted", "set_aside"),
    [
        ([1, 2, 3], 3, 0),
        ([3, 1, 2], 3, 0),
        ([1, 1, 2], 1, 2),
        ([1, 2, 1], 1, 2),
        ([3, 1, 3], 1, 2),
        ([1, None, 2], 2, 1),
        ([2, None, 2], 0, 3),
        (["1", "2", "10"], 3, 0),
        (["b", "a", "b"], 1, 2),
    ],
)
def test_a_key_stands_once_whatever_the_order(tmp_path, ids, accepted, set_aside):
    orders(tmp_path, ids)
    shop = loaded(tmp_path, "orders: {files: orders.parquet}")
    assert fate(shop, "orders.parquet") == {name: n for name, n in (("read", 3), ("accepted", accepted), ("set_aside", set_aside)) if n}
    assert {type(row["order_id"]) for row in rows(shop, "orders")} <= {str}


def test_a_key_of_numbers_in_one_part_and_text_in_another_stands_once(tmp_path):
    orders(tmp_path, [1, 2], name="a.parquet")
    orders(tmp_path, ["2", "3"], name="b.parquet", paid_at=AT[1:3])
    shop = loaded(tmp_path, "orders:\n- files: a.parquet\n- files: b.parquet")
    assert [row["order_id"] for row in rows(shop, "orders")] == ["1", "2", "3"]
    assert fate(shop, "b.parquet") == {"read": 2, "accepted": 1, "duplicates": 1}


def test_ids_beyond_signed_numbers_are_text(tmp_path):
    large = pa.array([2**64 - 1, 1], pa.uint64())
    orders(tmp_path, large, user_id=large)
    shop = loaded(tmp_path, "orders: {files: orders.parquet}")
    assert not shop.integer_ids
    assert {row["order_id"]: row["user_id"] for row in rows(shop, "orders")} == {str(2**64 - 1): str(2**64 - 1), "1": "1"}


def test_declared_null_texts_are_empty_though_they_are_clean(tmp_path):
    orders(tmp_path, ["1", "2"], coupon_id=["-", "c"], user_id=["u", "-"])
    shop = loaded(tmp_path, "orders: {files: orders.parquet, nulls: '-'}")
    assert [row["coupon_id"] for row in rows(shop, "orders")] == [None]
    assert reasons(shop, "orders.parquet") == [("user_id", "is empty", 1, 2)]


@pytest.mark.parametrize("texts", [["view"] * 20_000, [f"v{i}" for i in range(20_000)]])
def test_one_unclean_text_is_found_among_few_and_many(tmp_path, texts):
    table = {"occurred_at": [AT[0]] * len(texts), "user_id": [1] * len(texts), "event": [*texts[:-1], "last\u200b "]}
    pq.write_table(pa.table(table), tmp_path / "events.parquet")
    shop = loaded(tmp_path, "events: {files: events.parquet}")
    events = shop.tables["events"].event
    assert events.isin(["last"]).sum().to_pyarrow().as_py() == 1
    assert fate(shop, "events.parquet") == {"read": 20_000, "accepted": 20_000}


def found(shop, table, column):
    moments = [row[column] for row in rows(shop, table)]
    return min(moments), max(moments)


@pytest.mark.parametrize("overlap", ["first", "second"])
def test_the_ends_of_moments_are_those_of_the_rows(tmp_path, overlap):
    doubled = [datetime(2024, 11, 3, 1, 30), datetime(2024, 7, 1), datetime(2024, 3, 10, 1, 59)]
    aware = [datetime(2024, 1, day, tzinfo=UTC) for day in (5, 9, 7)]
    orders(tmp_path, [1, 2, 3], name="a.parquet", paid_at=doubled, ordered_at=pa.array(aware, pa.timestamp("us", tz="Asia/Tokyo")))
    orders(tmp_path, [4], name="b.parquet", paid_at=[datetime(2024, 5, 1)])
    source = f"orders:\n- files: a.parquet\n  overlap: {overlap}\n- files: b.parquet"
    for _ in ("made", "from the cache"):
        shop = loaded(tmp_path, source, timezone="America/New_York")
        assert shop.spans["orders"]["paid_at"] == found(shop, "orders", "paid_at")
        assert shop.spans["orders"]["paid_at"] == (datetime(2024, 3, 10, 6, 59), datetime(2024, 11, 3, 5 if overlap == "first" else 6, 30))
        assert shop.spans["orders"]["ordered_at"] == (datetime(2024, 1, 5), datetime(2024, 1, 9))


def test_the_ends_are_not_known_where_rows_were_left_out(tmp_path):
    orders(tmp_path, [1, 2, 3], user_id=[7, 7, None])
    assert loaded(tmp_path, "orders: {files: orders.parquet}").spans == {"orders": {}}
    assert loaded(tmp_path, 'orders: {files: orders.parquet, where: "order_id < 3"}').spans == {"orders": {}}


def test_the_ends_are_not_known_of_grouped_lines(tmp_path):
    orders(tmp_path, [1, 1, 2])
    source = """orders:
  files: orders.parquet
  group: order_id
  columns: {order_id: order_id, user_id: user_id, paid_at: {column: paid_at, take: max}, amount: {column: amount, take: sum}}"""
    shop = loaded(tmp_path, source)
    assert found(shop, "orders", "paid_at") == (datetime(2024, 6, 2), datetime(2024, 6, 3))
    assert shop.spans == {"orders": {}}
