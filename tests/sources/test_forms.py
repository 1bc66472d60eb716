"""Parquet, JSON lines and Excel files."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .shops import fate, loaded, reasons, refusal, rows, set_aside, written

NO_ORDERS = "orders: {files: none.csv}\n"


def parquet(folder, name="orders.parquet", **columns):
    pq.write_table(pa.table(columns), folder / name)


def test_typed_parquet_columns_keep_their_meaning(tmp_path):
    parquet(
        tmp_path,
        order_id=pa.array([1, 2, 3], pa.int64()),
        user_id=pa.array([7.0, 8.0, None], pa.float64()),
        paid_at=pa.array([datetime(2024, 6, 1, 8)] * 3, pa.timestamp("ns")),
        ordered_at=pa.array([datetime(2024, 6, 1, 8, tzinfo=UTC)] * 3, pa.timestamp("us", tz="UTC")),
        amount=pa.array([0.1 + 0.2, 19.99, 1.0]),
        discount=pa.array([Decimal("1.50")] * 3, pa.decimal128(10, 2)),
        items=pa.array([1, 2, 3], pa.int8()),
    )
    shop = loaded(tmp_path, "orders: {files: orders.parquet}")
    assert rows(shop, "orders") == [
        {
            "order_id": "1",
            "user_id": "7",
            "paid_at": datetime(2024, 6, 1),
            "amount": Decimal("0.3"),
            "ordered_at": datetime(2024, 6, 1, 8),
            "discount": Decimal("1.5"),
            "items": 1,
        },
        {
            "order_id": "2",
            "user_id": "8",
            "paid_at": datetime(2024, 6, 1),
            "amount": Decimal("19.99"),
            "ordered_at": datetime(2024, 6, 1, 8),
            "discount": Decimal("1.5"),
            "items": 2,
        },
    ]
    assert reasons(shop, "orders.parquet") == [("user_id", "is empty", 1, 3)]
    assert set_aside(shop, "orders")[0]["order_id"] == "3"


def test_not_a_number_and_infinity_are_set_aside(tmp_path):
    same = {"user_id": ["u"] * 3, "paid_at": [date(2024, 6, 1)] * 3}
    parquet(tmp_path, order_id=["1", "2", "3"], amount=pa.array([float("nan"), float("inf"), 1.0]), **same)
    shop = loaded(tmp_path, "orders: {files: orders.parquet}")
    assert sorted(reasons(shop, "orders.parquet")) == [("amount", "is not a number", 1, 1), ("amount", "is too large", 1, 2)]


def test_a_moment_that_the_clocks_skip_is_set_aside_in_typed_columns_too(tmp_path):
    moments = [datetime(2018, 11, 3, 12), datetime(2018, 11, 4, 0, 30), datetime(2018, 11, 4, 1)]
    parquet(tmp_path, order_id=["1", "2", "3"], user_id=["u"] * 3, amount=[1, 1, 1], paid_at=moments)
    shop = loaded(tmp_path, "orders: {files: orders.parquet}", timezone="America/Sao_Paulo")
    assert [row["paid_at"] for row in rows(shop, "orders")] == [datetime(2018, 11, 3, 15), datetime(2018, 11, 4, 3)]
    assert reasons(shop, "orders.parquet") == [("paid_at", "is a local time that the clocks skip", 1, 2)]


def test_numbers_are_moments_only_in_a_declared_format(tmp_path):
    parquet(tmp_path, order_id=["1"], user_id=["u"], amount=[1], paid_at=[1717200000])
    code, said = refusal(tmp_path, "orders: {files: orders.parquet}")
    assert (code, said.splitlines()[0]) == (
        65,
        'report.yml line 7, sources.orders.columns.paid_at: column "paid_at" holds numbers: say format: epoch (seconds), epoch_ms, excel (days), '
        "or a strptime format like '%Y%m%d'",
    )
    source = (
        "orders: {files: orders.parquet, columns: {order_id: order_id, user_id: user_id, amount: amount, paid_at: {column: paid_at, format: epoch}}}"
    )
    assert rows(loaded(tmp_path, source), "orders")[0]["paid_at"] == datetime(2024, 6, 1)


def test_a_parquet_file_stays_in_place_when_its_rows_are_ours(tmp_path):
    parquet(tmp_path, order_id=["1", "2"], user_id=[1, 2], amount=[1, 2], paid_at=[date(2024, 6, 1)] * 2)
    shop = loaded(tmp_path, "orders: {files: orders.parquet}")
    assert not list(tmp_path.glob("cache/sources/*/accepted.parquet"))
    assert shop.integer_ids
    assert [row["user_id"] for row in rows(shop, "orders")] == [1, 2]
    assert [row["user_id"] for row in rows(loaded(tmp_path, "orders: {files: orders.parquet}"), "orders")] == [1, 2]


def test_a_part_that_stays_in_place_joins_one_that_cannot(tmp_path):
    parquet(tmp_path, name="e.parquet", occurred_at=[datetime(2024, 6, 1, 8), None], event=["visit", " 浏览 "], user_id=[1, 2])
    written(tmp_path, "e.csv", "occurred_at,event,visitor_id\n2024-06-02,visit,v9\n2024-06-02,,v9\n")
    source = "events:\n- files: e.parquet\n- files: e.csv"
    for _ in ("made", "from the cache"):
        shop = loaded(tmp_path, source)
        assert [(row["event"], row["user_id"], row["visitor_id"]) for row in rows(shop, "events")] == [("visit", 1, None), ("visit", None, "v9")]
        assert fate(shop, "e.parquet") == fate(shop, "e.csv") == {"read": 2, "accepted": 1, "set_aside": 1}
        assert {row["file"]: row["event"] for row in set_aside(shop, "events")} == {"e.parquet": " 浏览 ", "e.csv": ""}


def test_ids_are_text_when_any_table_has_text(tmp_path):
    parquet(tmp_path, order_id=["1"], user_id=[7], amount=[1], paid_at=[date(2024, 6, 1)])
    written(tmp_path, "users.csv", "user_id,registered_at\n7,2024-01-01\n")
    shop = loaded(tmp_path, "orders: {files: orders.parquet}\nusers: {files: users.csv}")
    assert not shop.integer_ids
    assert rows(shop, "orders")[0]["user_id"] == rows(shop, "users")[0]["user_id"] == "7"


@pytest.mark.parametrize("cut", [(4, None), (0, -50)])
def test_a_damaged_parquet_file_is_refused(tmp_path, cut):
    parquet(tmp_path, order_id=["1"])
    whole = (tmp_path / "orders.parquet").read_bytes()
    damaged = b"PAR1" + whole[slice(*cut)] if cut[0] else whole[slice(*cut)]
    damaged = damaged[:-8] if cut[0] else damaged
    written(tmp_path, "orders.parquet", damaged)
    assert refusal(tmp_path, "orders: {files: orders.parquet}") == (
        65,
        f"orders.parquet: the Parquet file is cut off or damaged ({len(damaged)} bytes)\n  Mend: Export it again.",
    )


def test_text_named_parquet_is_refused(tmp_path):
    written(tmp_path, "orders.parquet", "a,b\n")
    assert refusal(tmp_path, "orders: {files: orders.parquet}")[1] == (
        "orders.parquet: content is text, not a Parquet file\n  Mend: Say format: csv, or export it again."
    )


def test_json_lines(tmp_path):
    lines = [
        json.dumps({"order_id": "007", "user_id": 12345678901234567890, "paid_at": "2024-06-01T00:00:00Z", "amount": 19.9, "more": {"a": 1}}),
        json.dumps({"order_id": "008", "user_id": "用户", "paid_at": "2024-06-01T00:00:00Z", "amount": "5"}, ensure_ascii=False),
        '{"order_id": "009", ',
        "[1, 2]",
        json.dumps({"order_id": "010", "user_id": "u", "paid_at": None, "amount": 1}),
    ]
    written(tmp_path, "orders.jsonl", "\n".join(lines) + "\n")
    shop = loaded(tmp_path, "orders: {files: orders.jsonl}")
    assert [(row["order_id"], row["user_id"], row["amount"]) for row in rows(shop, "orders")] == [
        ("007", "12345678901234567890", Decimal("19.9")),
        ("008", "用户", 5),
    ]
    assert sorted(reasons(shop, "orders.jsonl")) == [("", "is not a JSON object", 2, 3), ("paid_at", "is empty", 1, 5)]
    assert set_aside(shop, "orders")[0]["line"] == '{"order_id": "009", '


def excel(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets:
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)


def test_excel_cells_become_the_text_that_they_show(tmp_path):
    header = ["order_id", "user_id", "paid_at", "amount", None]
    excel(
        tmp_path / "orders.xlsx",
        ("说明", [["not here"]]),
        (
            "订单",
            [
                ["六月订单"],
                header,
                ["007", 1001.0, datetime(2024, 6, 1, 8), 0.1 + 0.2],
                [8, "u", date(2024, 6, 2), "¥3"],
                [],
                [9, "u", "x", 1],
                [10, "u", "2024-06-01", 1, None, "more"],
            ],
        ),
    )
    shop = loaded(tmp_path, "orders: {files: orders.xlsx, sheet: 订单, skip_rows: 1}")
    assert [tuple(row.values()) for row in rows(shop, "orders")] == [
        ("007", "1001", datetime(2024, 6, 1), Decimal("0.3")),
        ("8", "u", datetime(2024, 6, 1, 16), 3),
    ]
    assert sorted(reasons(shop, "orders.xlsx")) == [
        ("", "has more fields than the header", 1, 7),
        ("paid_at", "is not a time in the declared format", 1, 6),
    ]


def test_excel_sheets_and_damage_are_named(tmp_path):
    excel(tmp_path / "orders.xlsx", ("订单", [["order_id"]]), ("退款", [[]]))
    assert refusal(tmp_path, "orders: {files: orders.xlsx, sheet: 定单}") == (
        65,
        'orders.xlsx: there is no sheet "定单"\n  Mend: Use one of: 订单, 退款.',
    )
    assert refusal(tmp_path, "orders: {files: orders.xlsx, sheet: 退款}")[1].startswith("orders.xlsx: no header: the first row is blank")
    written(tmp_path, "orders.xlsx", b"PK\x03\x04 damaged")
    assert refusal(tmp_path, "orders: {files: orders.xlsx}")[1].startswith("orders.xlsx: the Excel file is damaged, or protected by a password")
    written(tmp_path, "orders.xls", b"\xd0\xcf\x11\xe0 old")
    assert refusal(tmp_path, "orders: {files: orders.xls, format: excel}")[1] == (
        "orders.xls: content is an old Excel file (.xls)\n  Mend: Save it as .xlsx or CSV."
    )


def test_an_unknown_ending_needs_a_format(tmp_path):
    written(tmp_path, "orders.dat", "order_id\n")
    assert refusal(tmp_path, "orders: {files: orders.dat}")[1] == (
        "orders.dat: its ending does not tell its format\n  Mend: Say format: csv, parquet, jsonl or excel."
    )


def test_personal_columns_stay_behind_the_door_but_for_ids(tmp_path):
    written(tmp_path, "orders.csv", "order_id,user_id,paid_at,amount\n")
    written(tmp_path, "feedback.csv", "feedback_id,created_at,kind,user_id,text\n1,2024-06-01,rating,u1,call 13800138000\n")
    shop = loaded(tmp_path, "orders: {files: orders.csv}\nfeedback: {files: feedback.csv}")
    assert shop.tables["feedback"].columns == ("feedback_id", "created_at", "kind", "user_id")
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert not any(b"13800138000" in path.read_bytes() for path in kept)


def test_a_declared_format_is_for_the_cells_that_are_text(tmp_path):
    header = ["order_id", "user_id", "paid_at", "amount"]
    excel(
        tmp_path / "orders.xlsx", ("订单", [header, ["1", "u", "2024年6月1日", 1], ["2", "u", datetime(2024, 6, 1, 8), 1], ["3", "u", "1.6.2024", 1]])
    )
    columns = "columns: {order_id: order_id, user_id: user_id, amount: amount, paid_at: {column: paid_at, format: '%Y年%m月%d日'}}"
    shop = loaded(tmp_path, f"orders: {{files: orders.xlsx, {columns}}}")
    assert [row["paid_at"] for row in rows(shop, "orders")] == [datetime(2024, 5, 31, 16), datetime(2024, 6, 1)]
    assert reasons(shop, "orders.xlsx") == [("paid_at", "is not a time in the declared format", 1, 4)]


def test_typed_money_with_more_than_four_places_is_set_aside(tmp_path):
    amounts = pa.array([Decimal("1.23450"), Decimal("1.23456")], pa.decimal128(12, 5))
    parquet(tmp_path, order_id=["1", "2"], user_id=["u"] * 2, paid_at=[date(2024, 6, 1)] * 2, amount=amounts)
    shop = loaded(tmp_path, "orders: {files: orders.parquet}")
    assert [row["amount"] for row in rows(shop, "orders")] == [Decimal("1.2345")]
    assert reasons(shop, "orders.parquet") == [("amount", "has more than 4 decimal places", 1, 2)]


@pytest.mark.parametrize("name", ["orders.csv", "orders.parquet", "orders.xlsx"])
def test_a_file_with_a_header_and_no_rows_is_an_empty_table(tmp_path, name):
    header = ["order_id", "user_id", "paid_at", "amount"]
    match name:
        case "orders.csv":
            written(tmp_path, name, ",".join(header) + "\n")
        case "orders.parquet":
            parquet(tmp_path, **{column: pa.array([], pa.string()) for column in header})
        case _:
            excel(tmp_path / name, ("订单", [header]))
    shop = loaded(tmp_path, f"orders: {{files: {name}}}")
    assert rows(shop, "orders") == []
    assert fate(shop, name) == {}
