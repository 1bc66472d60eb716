"""CSV files: read as text, typed by us, each record accepted, filtered, set aside or counted as a duplicate."""

import csv
import gzip
import io
import random
from datetime import datetime
from decimal import Decimal

import pytest

from .shops import fate, loaded, reasons, refusal, rows, set_aside, written

HEADER = "order_id,user_id,paid_at,amount\n"
ORDERS = "orders: {files: orders.csv}"


def test_an_id_keeps_its_zeros_and_money_is_exact(tmp_path):
    written(tmp_path, "orders.csv", HEADER + "007,08,2024-06-01 08:00:00,0.10\n12345678901234567890,NA,2024/6/1 8:05,19.9\n")
    shop = loaded(tmp_path, ORDERS)
    assert rows(shop, "orders") == [
        {"order_id": "007", "user_id": "08", "paid_at": datetime(2024, 6, 1, 0, 0), "amount": Decimal("0.1000")},
        {"order_id": "12345678901234567890", "user_id": "NA", "paid_at": datetime(2024, 6, 1, 0, 5), "amount": Decimal("19.9000")},
    ]
    assert [str(kind) for kind in shop.tables["orders"].schema().types] == ["string", "string", "timestamp(6)", "decimal(18, 4)"]
    assert not shop.integer_ids


def test_rows_that_break_a_constraint_are_set_aside_with_file_row_column_and_reason(tmp_path):
    written(
        tmp_path,
        "orders.csv",
        HEADER + "A1,u1,2024-06-01,1\nA2,,2024-06-01,1\nA3,u1,2024-02-30,1\nA4,u1,2024-06-01,-1\nA5,u1,2024-06-01,\nA6,u1,2024-06-01,1e3\n",
    )
    shop = loaded(tmp_path, ORDERS)
    assert fate(shop, "orders.csv") == {"read": 6, "accepted": 1, "set_aside": 5}
    assert sorted(reasons(shop, "orders.csv")) == [
        ("amount", "is empty", 1, 6),
        ("amount", "is not a number", 1, 7),
        ("amount", "is too low", 1, 5),
        ("paid_at", "is not a time in the declared format", 1, 4),
        ("user_id", "is empty", 1, 3),
    ]
    aside = set_aside(shop, "orders")
    assert [(row["file"], row["row"], row["column"], row["reason"], row["order_id"]) for row in aside][1] == (
        "orders.csv",
        "4",
        "paid_at",
        "is not a time in the declared format",
        "A3",
    )
    (path,) = shop.set_aside["orders"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_short_and_long_rows_are_set_aside_and_rows_keep_their_physical_numbers(tmp_path):
    content = HEADER + 'A1,u1,2024-06-01,1\n\nA2,u1\nA3,"u\n1",2024-06-01,1\nA4,u1,2024-06-01,1,9\nA5,u1,2024-06-01,x\n'
    written(tmp_path, "orders.csv", content)
    shop = loaded(tmp_path, ORDERS)
    assert fate(shop, "orders.csv") == {"read": 5, "accepted": 2, "set_aside": 3}
    assert sorted(reasons(shop, "orders.csv"), key=lambda reason: reason[-1]) == [
        ("", "has fewer fields than the header", 1, 3),
        ("", "has more fields than the header", 1, 5),
        ("amount", "is not a number", 1, 6),
    ]
    assert [row["line"] for row in set_aside(shop, "orders")] == ["A2,u1", "A4,u1,2024-06-01,1,9", ""]


def test_the_receipts_agree_with_the_csv_module_on_a_large_dirty_file(tmp_path):
    draw = random.Random(7)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["order_id", "user_id", "paid_at", "amount"])
    for i in range(60_000):
        row = [f"A{i}", f"u{i % 900}", f"2024-{1 + i % 12:02}-{1 + i % 28:02} {i % 24:02}:00:00", f"{i % 500}.{i % 100:02}"]
        match draw.randrange(2000):
            case 0:
                row.pop()
            case 1:
                row.append("more")
            case 2:
                row[3] = "?"
            case 3:
                row[1] = 'say "hi",\nthen go'
            case 4:
                row[1] = ""
            case 5:
                row[0] = f"A{max(i - 1, 0)}"
            case 6:
                out.write("\n")
        writer.writerow(row)
    written(tmp_path, "orders.csv", out.getvalue())
    records = [(number, row) for number, row in enumerate((r for r in csv.reader(io.StringIO(out.getvalue())) if r), 1)][1:]
    bad = {number for number, row in records if len(row) != 4 or row[3] == "?" or not row[1].strip()}
    by_key = {}
    for number, row in records:
        if number not in bad:
            by_key.setdefault(row[0], []).append(number)
    conflicting = {number for numbers in by_key.values() if len(numbers) > 1 for number in numbers}
    shop = loaded(tmp_path, ORDERS)
    assert fate(shop, "orders.csv") == {
        "read": len(records),
        "accepted": len(records) - len(bad | conflicting),
        "set_aside": len(bad | conflicting),
    }
    assert {int(row["row"]) for row in set_aside(shop, "orders")} == bad | conflicting
    accepted = [(row[0], Decimal(row[3])) for number, row in records if number not in bad | conflicting]
    assert sorted((row["order_id"], row["amount"]) for row in rows(shop, "orders")) == sorted(accepted)


def test_equal_rows_count_once_and_versions_that_differ_are_all_set_aside(tmp_path):
    written(tmp_path, "a.csv", HEADER + "A1,u1,2024-06-01,1\nA1,u1,2024-06-01,1.00\nA2,u1,2024-06-01,1\nA3,u1,2024-06-01,1\n")
    written(tmp_path, "b.csv", HEADER + "A2,u1,2024-06-01,2\nA3,u1,2024-06-01,1\n")
    shop = loaded(tmp_path, "orders: {files: [a.csv, b.csv]}")
    assert [row["order_id"] for row in rows(shop, "orders")] == ["A1", "A3"]
    assert fate(shop, "a.csv") == {"read": 4, "accepted": 2, "set_aside": 1, "duplicates": 1}
    assert fate(shop, "b.csv") == {"read": 2, "set_aside": 1, "duplicates": 1}
    assert reasons(shop, "b.csv") == [("order_id", "has several versions that differ", 1, 2)]


def test_equal_rows_of_a_table_without_a_key_stay_several(tmp_path):
    written(tmp_path, "orders.csv", HEADER)
    written(tmp_path, "refunds.csv", "order_id,refunded_at,amount\nA1,2024-06-01,1\nA1,2024-06-01,1\n")
    assert fate(loaded(tmp_path, ORDERS + "\nrefunds: {files: refunds.csv}"), "refunds.csv") == {"read": 2, "accepted": 2}


def test_row_keys_tell_equal_rows_and_files_apart(tmp_path):
    for name in ("a.csv", "b.csv"):
        written(tmp_path, name, "user,day,amount\nu1,2024-06-01,1\nu1,2024-06-01,1\n")
    shop = loaded(tmp_path, "orders: {files: '*.csv', columns: {order_id: $row, user_id: user, paid_at: day, amount: amount}}")
    assert [row["order_id"] for row in rows(shop, "orders")] == ["a.csv:2", "a.csv:3", "b.csv:2", "b.csv:3"]


def test_where_leaves_rows_out_that_are_counted_as_filtered(tmp_path):
    written(tmp_path, "orders.csv", "no,user,time,sum\nC1,u1,2024-06-01,1\nA1,u1,2024-06-01,1\nA2,,2024-06-01,1\n")
    source = (
        "orders: {files: orders.csv, where: \"no NOT LIKE 'C%' AND user <> ''\", columns: {order_id: no, user_id: user, paid_at: time, amount: sum}}"
    )
    shop = loaded(tmp_path, source)
    assert fate(shop, "orders.csv") == {"read": 3, "accepted": 1, "filtered": 2}


def test_values_constants_and_expressions(tmp_path):
    written(
        tmp_path,
        "o.csv",
        "no,user,time,price,n,state\n1,u1,2024-06-01,0.1,3,交易成功\n2,u1,2024-06-01,0.2,1, 交易关闭 \n"
        "3,u1,2024-06-01,1,1,paid\n4,u,2024-06-01,1,1,?\n",
    )
    source = """orders:
  files: o.csv
  columns:
    order_id: no
    user_id: user
    paid_at: time
    amount: {sql: "CAST(price AS DECIMAL(18, 4)) * n::INT"}
    channel: {value: 0123}
    status: {column: state, values: {交易成功: paid, 交易关闭: closed}}"""
    shop = loaded(tmp_path, source)
    assert [(row["amount"], row["channel"], row["status"]) for row in rows(shop, "orders")] == [
        (Decimal("0.3"), "0123", "paid"),
        (Decimal("0.2"), "0123", "closed"),
        (Decimal("1"), "0123", "paid"),
    ]
    assert reasons(shop, "o.csv") == [("status", "is not one of the values allowed", 1, 5)]


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        ("编号,用户\n1,北京\n".encode("gb18030"), ", encoding: gb18030"),
        ("编号,用户\n1,北京\n".encode("utf-8-sig"), ""),
        ("\ufeff\ufeff编号,用户\n1,北京\n".encode(), ""),
        ("编号,用户\n1,北京\n".encode("utf-16"), ""),
        ("编号,用户\n1,北京\n".encode("utf-16-le"), ", encoding: utf-16-le"),
        ("编号,用户\r1,北京\r".encode(), ""),
        ("编号,用户\r\n1,北京".encode(), ""),
        (gzip.compress("编号,用户\n1,北京\n".encode(), mtime=0), ""),
        ("编号;用户\n1;北京\n".encode(), ", delimiter: ;"),
        ("标题\n编号,用户\n1,北京\n".encode(), ", skip_rows: 1"),
        (" 编号\u200b ,用户\n1,北京\n".encode(), ""),
        ('"编\n号",用户\n1,北京\n'.encode(), ""),
    ],
)
def test_encodings_marks_line_ends_and_delimiters(tmp_path, content, declared):
    written(tmp_path, "o.csv", content)
    name = '"编\\n号"' if b"\xe7\xbc\x96\n" in content else "编号"
    source = f"orders: {{files: o.csv{declared}, columns: {{order_id: {name}, user_id: 用户, paid_at: {{value: 2024-06-01}}, amount: {{value: 1}}}}}}"
    assert [(row["order_id"], row["user_id"]) for row in rows(loaded(tmp_path, source), "orders")] == [("1", "北京")]


def test_line_ends_may_be_mixed(tmp_path):
    written(tmp_path, "orders.csv", HEADER + "A1,u1,2024-06-01,1\r\nA2,u1,2024-06-01,1\nA3,u1,2024-06-01,1\r\n")
    assert fate(loaded(tmp_path, ORDERS), "orders.csv") == {"read": 3, "accepted": 3}


def test_columns_may_stand_in_another_order_in_each_file(tmp_path):
    written(tmp_path, "a.csv", HEADER + "A1,u1,2024-06-01,1\n")
    written(tmp_path, "b.csv", "amount,paid_at,note,user_id,order_id\n2,2024-06-02,x,u2,A2\n")
    shop = loaded(tmp_path, "orders: {files: [a.csv, b.csv]}")
    assert [(row["order_id"], row["user_id"], row["amount"]) for row in rows(shop, "orders")] == [("A1", "u1", 1), ("A2", "u2", 2)]


COLUMNS = "Columns seen: order_id, user_id, amount"
REFUSED = {
    "empty": (b"", "orders.csv: empty file (0 bytes)\n  Mend: Export it again."),
    "blank": (b"\n\n", "orders.csv: no header: the first row is blank\n  Mend: Put the column names in the first row, or set skip_rows."),
    "NUL": (b"order_id,user_id\n1,\x00\n", "orders.csv: NUL at byte 19\n  Mend: It may be UTF-16: set encoding: utf-16-le, or export it as UTF-8."),
    "lfs": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
        "orders.csv: a Git LFS pointer, not the file itself\n  Mend: Run: git lfs pull",
    ),
    "excel": (b"PK\x03\x04abc", "orders.csv: content is an Excel file, not text\n  Mend: Say format: excel, or export it again."),
    "parquet": (b"PAR1abc", "orders.csv: content is a Parquet file, not text\n  Mend: Say format: parquet, or export it again."),
    "web page": (b"<html><table>", "orders.csv: content is a web page, not data\n  Mend: Export it as CSV or Excel (.xlsx)."),
    "gbk": ("order_id,城市\n".encode("gbk"), "orders.csv: not UTF-8 at byte 9\n  Mend: It looks like GB18030: set encoding: gb18030."),
    "semicolon": (
        b"order_id;user_id\n1;2\n",
        'orders.csv: one column found: "order_id;user_id"\n  Mend: Is it the delimiter? Then set delimiter: ";".',
    ),
    "tab": (b"order_id\tuser_id\n", 'orders.csv: one column found: "order_id\tuser_id"\n  Mend: Is it the delimiter? Then set delimiter: "\\t".'),
    "full-width comma": ("a，b\n".encode(), 'orders.csv: one column found: "a，b"\n  Mend: Is it the delimiter? Then set delimiter: "，".'),
    "twice": (b"order_id,amount,Amount\n", 'orders.csv: column "Amount" appears twice (columns 2 and 3)\n  Mend: Rename one of them in the file.'),
    "open quote": (
        b'order_id,user_id\n1,2\n2,"x\n3,4\n',
        "orders.csv: row 3: a quote is not closed\n  Mend: Correct the row, or export the file again.",
    ),
    "cut gzip": (gzip.compress(b"a,b\n" * 9999, mtime=0)[:-9], "orders.csv: the gzip file is cut off or damaged\n  Mend: Copy it again."),
    "no column": (
        b"order_id,user_id,amount\n",
        'orders.csv: table "orders" has no column "paid_at" (when payment succeeded)\n'
        f"  Mend: Name yours under sources.orders.columns in report.yml. {COLUMNS}",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_with_the_mend(tmp_path, name):
    content, said = REFUSED[name]
    written(tmp_path, "orders.csv", content)
    assert refusal(tmp_path, ORDERS) == (65, said)


def test_a_named_column_that_is_not_there_is_refused_with_the_nearest(tmp_path):
    written(tmp_path, "orders.csv", HEADER)
    assert refusal(tmp_path, "orders: {files: orders.csv, columns: {order_id: order_id, user_id: user_id, paid_at: payed_at, amount: amount}}") == (
        65,
        'report.yml line 7, sources.orders.columns.paid_at: orders.csv has no column "payed_at". Did you mean "paid_at"? '
        "Columns seen: order_id, user_id, paid_at, amount\n  Mend: Correct the name, or the file.",
    )


def test_a_column_is_missing_in_one_file_of_many(tmp_path):
    written(tmp_path, "a.csv", HEADER)
    written(tmp_path, "b.csv", "order_id,user_id,amount\n")
    code, said = refusal(
        tmp_path, "orders: {files: [a.csv, b.csv], columns: {order_id: order_id, user_id: user_id, paid_at: paid_at, amount: amount}}"
    )
    assert (code, said.splitlines()[0]) == (
        65,
        f'report.yml line 7, sources.orders.columns.paid_at: b.csv has no column "paid_at". {COLUMNS}',
    )


def test_a_missing_file_is_named_with_the_nearest(tmp_path):
    written(tmp_path, "orders_2024.csv", HEADER)
    assert refusal(tmp_path, "orders: {files: order_2024.csv}") == (
        66,
        'report.yml line 7, sources.orders.files: there is no file order_2024.csv. Did you mean "orders_2024.csv"?\n'
        "  Mend: Put the file there, or correct `files`.",
    )
    assert refusal(tmp_path, "orders: {files: 'x_*.csv'}")[0] == 66


def test_a_folder_or_a_pipe_is_no_file(tmp_path):
    import os

    (tmp_path / "orders.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(tmp_path, ORDERS) == (
        65,
        "report.yml line 7, sources.orders.files: orders.csv is not a file (a folder, pipe or device)\n  Mend: Name files.",
    )
    assert refusal(tmp_path, "orders: {files: pipe.csv}")[0] == 65


def test_too_many_rows_set_aside_refuse_the_file_and_say_where_they_are(tmp_path):
    written(tmp_path, "orders.csv", HEADER + "A1,u1,2024-06-01,1\n" * 1 + "A2,u1,2024-06-01,secret\nA3,,2024-06-01,1\n")
    code, said = refusal(tmp_path, ORDERS, share="0.5")
    assert code == 65
    assert said.startswith(
        "orders.csv: 2 of 3 rows are set aside, more than the limit of 50.00%: "
        "user_id is empty: 1 (first row 4); amount is not a number: 1 (first row 3)\n"
        "  Mend: Correct the file, or the columns under sources.orders in report.yml; or raise limits.set_aside_share there. The rows: cache/"
    )
    assert fate(loaded(tmp_path, ORDERS, share="0.67"), "orders.csv") == {"read": 3, "accepted": 1, "set_aside": 2}


def test_a_file_set_aside_says_no_formula_to_a_spreadsheet(tmp_path):
    written(tmp_path, "orders.csv", HEADER + "=1+1,u1,2024-06-01,?\n+A,u2,2024-06-01,-5\n")
    assert [(row["order_id"], row["amount"]) for row in set_aside(loaded(tmp_path, ORDERS), "orders")] == [("'=1+1", "?"), ("'+A", "-5")]


def test_sql_is_one_expression_over_columns_that_are_there(tmp_path):
    written(tmp_path, "orders.csv", HEADER + "A1,u1,2024-06-01,1\n")
    columns = "columns: {order_id: order_id, user_id: user_id, paid_at: paid_at, amount: {sql: %s}}"
    assert refusal(tmp_path, "orders: {files: orders.csv, " + columns % "amuont * 2" + "}")[1].splitlines()[0] == (
        'report.yml line 7, sources.orders.columns.amount.sql: orders.csv has no column "amuont". Did you mean "amount"? '
        "Columns seen: order_id, user_id, paid_at, amount"
    )
    for sql in ("1) AS x, (2", "1; DROP TABLE x", "amount FROM x"):
        code, said = refusal(tmp_path, "orders: {files: orders.csv, " + columns % f"'{sql}'" + "}")
        assert (code, said.splitlines()[0]) == (78, f"report.yml line 7, sources.orders.columns.amount.sql: not an SQL expression: {sql}")
    name = 'amt") from (select 1 amt); create table pwn(a int); --'
    assert refusal(tmp_path, f"orders: {{files: orders.csv, columns: {{order_id: '{name}'}}}}")[0] == 65


def test_text_that_sql_cannot_use_is_refused_without_repeating_it(tmp_path):
    written(tmp_path, "orders.csv", HEADER + "A1,u1,2024-06-01,13800138000x\n")
    code, said = refusal(tmp_path, "orders: {files: orders.csv, where: 'amount::INT > 0'}")
    assert code == 65
    assert "13800138000x" not in said
    assert said.endswith("Mend: Columns of text files are text: use try_cast(column AS DECIMAL(18, 4)) in the SQL.")


def test_sql_that_does_not_fit_the_types_is_refused(tmp_path):
    written(tmp_path, "orders.csv", HEADER + "A1,u1,2024-06-01,1\n")
    code, said = refusal(tmp_path, "orders: {files: orders.csv, where: amount + 1 > 0}")
    assert code == 78
    assert said.startswith("report.yml line 7, sources.orders: the SQL does not fit: Binder Error: ")
