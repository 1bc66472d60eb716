"""Each kind reads its text strictly: what it accepts, what it sets aside and why. One column, one value a row."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from .shops import loaded, reasons, rows, set_aside, written


def read(folder, column: str, values: list[str], *, origin="{column: v%s}", more="", source="", table="work_items", **options):
    """[(value, or why it was set aside), ...] of a column of work_items (or another table) given as these texts."""
    keys = {"work_items": ("item_id", "kind: {value: report}"), "users": ("user_id", "registered_at: {value: 2024-01-01}")}
    key, others = keys[table]
    quoted = "".join(f'{i},"{value}"\n' for i, value in enumerate(values, 1001))
    written(folder, "t.csv", "k,v\n" + quoted)
    written(folder, "orders.csv", "order_id,user_id,paid_at,amount\n")
    columns = f"{{{key}: k, {others}, {column}: {origin % more}}}"
    shop = loaded(folder, f"orders: {{files: orders.csv}}\n{table}: {{files: t.csv{source}, columns: {columns}}}", **options)
    read = {int(row[key]): row[column] for row in rows(shop, table)}
    said = {}
    if len(read) < len(values):
        said = {int(row["k"]): row["reason"] for row in set_aside(shop, table)}
        assert sum(n for _, _, n, _ in reasons(shop, "t.csv")) == len(said)
    return [read[i] if i in read else said[i] for i in range(1001, 1001 + len(values))]


NOT_A_NUMBER = "is not a number"


@pytest.mark.parametrize(
    ("source", "currency", "values"),
    [
        (
            "",
            "CNY",
            {
                "12": 12,
                "-0.5": Decimal("-0.5"),
                "+5": 5,
                " 5 ": 5,
                "5.": 5,
                ".5": Decimal("0.5"),
                "": None,
                "１２．５": Decimal("12.5"),
                "−3": -3,
                "00012.50": Decimal("12.5"),
            },
        ),
        (
            "",
            "CNY",
            {
                "¥12": 12,
                "￥12.5": Decimal("12.5"),
                "12元": 12,
                "RMB 12": 12,
                "-¥3": -3,
                "$12": NOT_A_NUMBER,
                "€1": NOT_A_NUMBER,
                "12 元 整": NOT_A_NUMBER,
            },
        ),
        ("", "USD", {"$12": 12, "US$12": 12, "USD 12.00": 12, "¥12": NOT_A_NUMBER}),
        ("", "GBP", {"£3": 3, "3 GBP": 3}),
        (
            "",
            "CNY",
            {"1,234.50": NOT_A_NUMBER, "1.234,50": NOT_A_NUMBER, "12%": NOT_A_NUMBER, "(12)": NOT_A_NUMBER, "12-": NOT_A_NUMBER, "1e5": NOT_A_NUMBER},
        ),
        (
            "",
            "CNY",
            {
                "nan": NOT_A_NUMBER,
                "inf": NOT_A_NUMBER,
                "0x10": NOT_A_NUMBER,
                "1_000": NOT_A_NUMBER,
                "٣": NOT_A_NUMBER,
                "--1": NOT_A_NUMBER,
                ".": NOT_A_NUMBER,
            },
        ),
        (
            ", thousands: ','",
            "CNY",
            {"1,234.50": Decimal("1234.5"), "12,34": NOT_A_NUMBER, "¥1,234,567": 1234567, "1234.5": Decimal("1234.5"), "1,234,56": NOT_A_NUMBER},
        ),
        (", decimal: ',', thousands: .", "EUR", {"1.234,50": Decimal("1234.5"), "12,5": Decimal("12.5"), "12.5": NOT_A_NUMBER, "€ 1.000": 1000}),
        ("", "CNY", {"999999999999999": "is too large", "99999999999999.9999": Decimal("99999999999999.9999")}),
    ],
)
def test_numbers(tmp_path, source, currency, values):
    assert read(tmp_path, "score", list(values), source=source, currency=currency) == list(values.values())


def test_money_keeps_four_places_and_refuses_to_round_more(tmp_path):
    written(tmp_path, "orders.csv", "order_id,user_id,paid_at,amount\nA1,u,2024-06-01,1.2345\nA2,u,2024-06-01,1.23450\nA3,u,2024-06-01,1.23456\n")
    shop = loaded(tmp_path, "orders: {files: orders.csv}")
    assert [row["amount"] for row in rows(shop, "orders")] == [Decimal("1.2345"), Decimal("1.2345")]
    assert reasons(shop, "orders.csv") == [("amount", "has more than 4 decimal places", 1, 4)]


def test_counts_are_whole(tmp_path):
    written(
        tmp_path,
        "orders.csv",
        "order_id,user_id,paid_at,amount,items\n" + "".join(f"A{i},u,2024-06-01,1,{n}\n" for i, n in enumerate(["3", "3.0", "3.5", "x"])),
    )
    shop = loaded(tmp_path, "orders: {files: orders.csv}")
    assert [row["items"] for row in rows(shop, "orders")] == [3, 3]
    assert sorted(reasons(shop, "orders.csv")) == [("items", "is not a number", 1, 5), ("items", "is not a whole number", 1, 4)]


def test_flags(tmp_path):
    words = ["是", "否", "TRUE", "false", "Y", "n", "1", "0", "yes", "No", "t", "", "maybe"]
    assert read(tmp_path, "is_test", words, table="users") == [
        True,
        False,
        True,
        False,
        True,
        False,
        True,
        False,
        True,
        False,
        True,
        None,
        "is neither yes nor no",
    ]
    assert read(tmp_path, "is_test", ["测试", "正式"], table="users", more=", values: {测试: true, 正式: false}") == [True, False]


def test_text_loses_only_the_spaces_around_it(tmp_path):
    assert read(tmp_path, "title", [" a b ", "\u3000中 文\u00a0", "\u200b", "ＡＰＰ", "=1+1", "NULL", "'x"]) == [
        "a b",
        "中 文",
        None,
        "ＡＰＰ",
        "=1+1",
        "NULL",
        "'x",
    ]
    assert read(tmp_path, "title", ["NULL", "-", "a"], source=", nulls: [NULL, '-']") == [None, None, "a"]


def test_ids_are_narrow_and_lose_a_spreadsheets_marks(tmp_path):
    values = {"００７": "007", " 7 ": "7", '=""007""': "007", "'007": "007", "1.0": "1.0", "AbC": "AbC"}
    assert read(tmp_path, "referrer_id", list(values), table="users") == list(values.values())


NOT_A_TIME = "is not a time in the declared format"
SHANGHAI = {
    "2024-06-01 08:00:00": datetime(2024, 6, 1),
    "2024/6/1 8:00": datetime(2024, 6, 1),
    "2024-06-01T08:00:00.123456": datetime(2024, 6, 1, 0, 0, 0, 123456),
    "2024-06-01": datetime(2024, 5, 31, 16),
    "2024-06-01T00:00:00Z": datetime(2024, 6, 1),
    "2024-06-01 00:00:00 UTC": datetime(2024, 6, 1),
    "2024-06-01T05:30:00+05:30": datetime(2024, 6, 1),
    "2024-05-31 19:00:00 -0500": datetime(2024, 6, 1),
    "2024-06-01 08:00+08": datetime(2024, 6, 1),
    "２０２４－０６－０１　０８：００": datetime(2024, 6, 1),
    "": None,
    "2024-02-30": NOT_A_TIME,
    "2024-06-01 24:00:00": NOT_A_TIME,
    "2024年6月1日": NOT_A_TIME,
    "01/06/2024": NOT_A_TIME,
    "20240601": NOT_A_TIME,
    "45292.5": NOT_A_TIME,
    "1717200000": NOT_A_TIME,
    "2024-06-01 08:00 Asia/Shanghai": NOT_A_TIME,
}


def test_moments_without_a_declared_format_are_iso(tmp_path):
    assert read(tmp_path, "deleted_at", list(SHANGHAI), table="users") == list(SHANGHAI.values())


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("'%Y年%m月%d日'", {"2024年6月1日": datetime(2024, 5, 31, 16), "2024-06-01": NOT_A_TIME}),
        ("'%d/%m/%Y %H:%M'", {"01/06/2024 08:00": datetime(2024, 6, 1), "13/13/2024 08:00": NOT_A_TIME}),
        (
            "['%m/%d/%Y', '%d/%m/%Y']",
            {
                "06/25/2024": datetime(2024, 6, 24, 16),
                "02/01/2024": "fits two declared formats with different results",
                "05/05/2024": datetime(2024, 5, 4, 16),
            },
        ),
        ("'%Y%m%d'", {"20240601": datetime(2024, 5, 31, 16)}),
        ("'%Y-%m-%d %H:%M:%S %z'", {"2024-06-01 08:00:00 +0800": datetime(2024, 6, 1), "2024-06-01 00:00:00 +0000": datetime(2024, 6, 1)}),
        ("epoch", {"1717200000": datetime(2024, 6, 1), "1717200000.5": datetime(2024, 6, 1, 0, 0, 0, 500000), "x": NOT_A_TIME}),
        ("epoch_ms", {"1717200000123": datetime(2024, 6, 1, 0, 0, 0, 123000)}),
        ("excel", {"45444.3333333333": datetime(2024, 6, 1), "60": NOT_A_TIME, "61": datetime(1900, 2, 28, 16)}),
    ],
)
def test_declared_formats(tmp_path, form, values):
    assert read(tmp_path, "deleted_at", list(values), table="users", more=f", format: {form}") == list(values.values())


def test_days(tmp_path):
    assert read(tmp_path, "due_on", ["2024-06-01", "2024/6/1", "2024-06-01 23:59", "2024-02-30", ""]) == [
        date(2024, 6, 1),
        date(2024, 6, 1),
        date(2024, 6, 1),
        "is not a date in the declared format",
        None,
    ]
    assert read(tmp_path, "due_on", ["1.6.2024"], more=", format: '%d.%m.%Y'") == [date(2024, 6, 1)]


SKIPPED = "is a local time that the clocks skip"


@pytest.mark.parametrize(
    ("zone", "values"),
    [
        (
            "America/New_York",
            {
                "2024-03-10 01:59:59": datetime(2024, 3, 10, 6, 59, 59),
                "2024-03-10 02:00:00": SKIPPED,
                "2024-03-10 02:59:59": SKIPPED,
                "2024-03-10 03:00:00": datetime(2024, 3, 10, 7),
                "2024-11-03 00:59:59": datetime(2024, 11, 3, 4, 59, 59),
                "2024-11-03 01:30:00": datetime(2024, 11, 3, 5, 30),
                "2024-11-03 02:00:00": datetime(2024, 11, 3, 7),
                "2024-03-10T02:30:00Z": datetime(2024, 3, 10, 2, 30),
            },
        ),
        ("America/Sao_Paulo", {"2018-11-04": datetime(2018, 11, 4, 3), "2018-11-04 00:30": SKIPPED, "2018-11-04 01:00": datetime(2018, 11, 4, 3)}),
        (
            "Asia/Shanghai",
            {"1986-05-04 02:30": SKIPPED, "1990-07-01 00:00": datetime(1990, 6, 30, 15), "1992-07-01 00:00": datetime(1992, 6, 30, 16)},
        ),
    ],
)
def test_clock_changes(tmp_path, zone, values):
    assert read(tmp_path, "deleted_at", list(values), table="users", timezone=zone) == list(values.values())


def test_a_doubled_local_time_is_the_second_when_declared(tmp_path):
    doubled = ["2024-11-03 00:59:59", "2024-11-03 01:00:00", "2024-11-03 01:59:59", "2024-11-03 02:00:00"]
    assert read(tmp_path, "deleted_at", doubled, table="users", timezone="America/New_York", source=", overlap: second") == [
        datetime(2024, 11, 3, 4, 59, 59),
        datetime(2024, 11, 3, 6),
        datetime(2024, 11, 3, 6, 59, 59),
        datetime(2024, 11, 3, 7),
    ]


def test_a_source_may_have_another_zone_than_the_shop(tmp_path):
    assert read(tmp_path, "deleted_at", ["2024-06-01 00:00"], table="users", source=", timezone: UTC") == [datetime(2024, 6, 1)]
