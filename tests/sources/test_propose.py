"""`opsreport init`: what is proposed for each platform's exports loads, and gives the orders that stand in them."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from opsreport.errors import Mistake
from opsreport.params import read_params
from opsreport.sources import load
from opsreport.sources.propose import propose

from .shops import fate, rows, written


def proposed(folder: Path, *names: str):
    """(text, what it loads): the proposal stands in a folder of its own, beside the exports."""
    out = folder / "params" / "report.yml"
    out.parent.mkdir(exist_ok=True)
    text = propose([folder / name for name in names], out)
    out.write_text(text + "cache: cache\n")
    return text, load(read_params(out))


def orders(shop):
    return [(row["order_id"], row["user_id"], row["paid_at"], row["amount"], row.get("status")) for row in rows(shop, "orders")]


def test_taobao(tmp_path):
    header = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,收货人姓名,订单创建时间,订单付款时间 ,宝贝标题,宝贝总数量\n"
    content = (
        header + '"=""1234567890123""",小明,20.00,19.90,交易成功,张三,2024-06-01 07:59:00,2024-06-01 08:00:00,茶,1\n'
        '"=""1234567890124""",小红,5.00,0.00,等待买家付款,李四,2024-06-01 07:59:00,,杯,1\n'
        '"=""1234567890125""",小红,5.00,5.00,"卖家已发货，等待买家确认",李四,2024-06-01 07:59:00,2024-06-01 09:00:00,杯,1\n'
    )
    written(tmp_path, "ExportOrderList.csv", content.encode("gb18030"))
    text, shop = proposed(tmp_path, "ExportOrderList.csv")
    assert orders(shop) == [
        ("1234567890123", "小明", datetime(2024, 6, 1, 0), Decimal("19.9"), "paid"),
        ("1234567890125", "小红", datetime(2024, 6, 1, 1), Decimal("5"), "paid"),
    ]
    assert fate(shop, "ExportOrderList.csv") == {"read": 3, "accepted": 2, "filtered": 1}
    assert text.splitlines()[:12] == [
        "# Proposed by `opsreport init`. Look at each comment, then run: opsreport check",
        "shop: My shop  # its name: a text, or {zh: ..., en: ...}",
        "timezone: Asia/Shanghai  # a guess, by the Chinese column names",
        "currency: CNY  # a guess, by the Chinese column names",
        "languages: [zh, en]  # the first has the plain file names",
        "",
        "sources:",
        "  orders:",
        '    files: "../ExportOrderList.csv"  # an export of 淘宝/天猫, by its column names',
        "    encoding: gb18030  # all its bytes fit",
        '    where: "\\"订单付款时间\\" <> \'\'"  # what was never paid is no order; such rows are counted as filtered',
        "    columns:",
    ]
    assert "    # not used: 总金额, 收货人姓名, 宝贝标题" in text.splitlines()


def test_jd_lines_repeat_the_orders_amount(tmp_path):
    header = "订单号,商品ID,商品名称,订购数量,下单时间,京东价,订单金额,应付金额,订单状态,订单类型,下单帐号,付款确认时间\n"
    lines = "2001,11,茶,2,2024-06-01 07:00:00,10.00,25.00,23.00,完成,SOP,jd_a,2024-06-01 08:00:00\n"
    lines += "2001,12,杯,1,2024-06-01 07:00:00,5.00,25.00,23.00,完成,SOP,jd_a,2024-06-01 08:00:00\n"
    written(tmp_path, "jd.csv", header + lines + "2002,12,杯,1,2024-06-02 07:00:00,5.00,5.00,5.00,(删除)等待付款,SOP,jd_b,\n")
    text, shop = proposed(tmp_path, "jd.csv")
    assert "an export of 京东" in text
    assert orders(shop)[0] == ("2001", "jd_a", datetime(2024, 6, 1), Decimal("23"), "paid")
    assert [row["items"] for row in rows(shop, "orders")][:1] == [3]
    assert "      amount: {column: 应付金额, take: same}  # each order's lines repeat it, or only the first has it" in text.splitlines()


def test_youzan_in_excel_under_a_title(tmp_path):
    book = openpyxl.Workbook()
    for line in (
        ["订单导出 2024年6月"],
        ["订单号", "订单状态", "买家付款时间", "订单实付金额", "买家手机号", "归属店铺"],
        ["E001", "交易完成", "2024-06-01 08:00:00", "1,299.00", "13800138000", "总店"],
        ["E002", "已关闭", "2024-06-01 09:00:00", "1.50", "13800138001", "分店"],
    ):
        book.active.append(line)
    book.save(tmp_path / "有赞.xlsx")
    text, shop = proposed(tmp_path, "有赞.xlsx")
    assert "an export of 有赞" in text
    assert [(row[0], row[3], row[4]) for row in orders(shop)] == [("E001", Decimal("1299"), "paid"), ("E002", Decimal("1.5"), "closed")]
    assert "    skip_rows: 1  # lines above the header" in text.splitlines()
    assert '    thousands: ","  # by the numbers' in text.splitlines()


def test_shopify(tmp_path):
    header = "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Total,Discount Amount,"
    header += "Created at,Lineitem quantity,Lineitem name,Lineitem price\n"
    lines = (
        "#1001,a@example.com,paid,2024-06-01 08:00:00 +0800,fulfilled,EUR,30.00,29.90,0.10,2024-06-01 07:59:00 +0800,2,Tea,10.00\n"
        "#1001,a@example.com,,,,,,,,2024-06-01 07:59:00 +0800,1,Cup,10.00\n"
        "#1002,b@example.com,refunded,2024-06-01 09:00:00 +0800,fulfilled,EUR,5.00,5.00,0.00,2024-06-01 08:59:00 +0800,1,Cup,5.00\n"
        "#1003,b@example.com,pending,,unfulfilled,EUR,5.00,5.00,0.00,2024-06-01 08:59:00 +0800,1,Cup,5.00\n"
    )
    written(tmp_path, "orders_export.csv", header + lines)
    text, shop = proposed(tmp_path, "orders_export.csv")
    assert "an export of Shopify" in text
    assert "currency: EUR  # by the column Currency of orders_export.csv" in text
    assert orders(shop) == [
        ("#1001", "a@example.com", datetime(2024, 6, 1), Decimal("29.9"), "paid"),
        ("#1002", "b@example.com", datetime(2024, 6, 1, 1), Decimal("5"), "paid"),
    ]
    assert fate(shop, "orders_export.csv") == {"read": 4, "accepted": 3, "filtered": 1}


def test_plain_english_lines_with_price_and_quantity(tmp_path):
    header = "InvoiceNo;StockCode;Quantity;InvoiceDate;UnitPrice;CustomerID\n"
    written(
        tmp_path,
        "retail.csv",
        header + "536365;85123A;6;01/12/2010 08:26;2.55;17850\n536365;71053;6;01/12/2010 08:26;3.39;17850\n536366;71053;1;25/12/2010 08:28;1;17850\n",
    )
    text, shop = proposed(tmp_path, "retail.csv")
    assert [(row[0], row[2], row[3]) for row in orders(shop)] == [
        ("536365", datetime(2010, 12, 1, 8, 26), 6 * Decimal("2.55") + 6 * Decimal("3.39")),
        ("536366", datetime(2010, 12, 25, 8, 28), Decimal("1")),
    ]
    assert '    delimiter: ";"  # by the header' in text.splitlines()
    assert '      paid_at: {column: InvoiceDate, format: "%d/%m/%Y %H:%M"}  # by its values' in text.splitlines()


def test_days_and_months_that_could_be_swapped_are_a_guess(tmp_path):
    written(tmp_path, "o.csv", "order_id,user_id,paid_at,amount\n1,u,01/02/2024,1\n")
    text, shop = proposed(tmp_path, "o.csv")
    assert '      paid_at: {column: paid_at, format: "%d/%m/%Y"}  # a guess: day first; %m/%d/%Y fits as well' in text.splitlines()
    assert rows(shop, "orders")[0]["paid_at"] == datetime(2024, 2, 1)


def test_a_whole_shop_in_plain_chinese(tmp_path):
    written(tmp_path, "orders_1.csv", "订单编号,用户编号,支付时间,实付金额\nA1,001,2024年6月1日,1\n")
    written(tmp_path, "orders_2.csv", "订单编号,用户编号,支付时间,实付金额\nA2,001,2024年6月2日,2\n")
    written(tmp_path, "users.csv", "用户编号,注册时间,来源渠道,测试账号\n001,2024-05-01,搜索,否\n")
    written(tmp_path, "refunds.csv", "退款编号,订单编号,退款时间,退款金额\nR1,A1,2024-06-05,1\n")
    written(
        tmp_path,
        "events.jsonl",
        '{"user_id": "001", "event_name": "登录", "timestamp": 1717200000}\n{"user_id": "001", "event_name": "浏览", "timestamp": 1717200001}\n',
    )
    written(tmp_path, "reviews.csv", "评价编号,评价时间,订单编号,用户编号,星级\n1,2024-06-06 10:00,A1,001,5\n")
    written(
        tmp_path,
        "tickets.csv",
        "工单号,提交时间,用户编号,工单类型,首次响应时间\nT1,2024-06-06 10:00,001,投诉,2024-06-06 10:05\nT2,2024-06-06 10:00,001,骚扰,\n",
    )
    written(tmp_path, "notes.csv", "编号,备注\n1,x\n")
    text, shop = proposed(
        tmp_path, "orders_1.csv", "orders_2.csv", "users.csv", "refunds.csv", "events.jsonl", "reviews.csv", "tickets.csv", "notes.csv"
    )
    assert list(shop.tables) == ["users", "events", "orders", "refunds", "feedback"]
    assert [row[0] for row in orders(shop)] == ["A1", "A2"]
    assert [(row["event"], row["occurred_at"]) for row in rows(shop, "events")] == [
        ("login", datetime(2024, 6, 1)),
        ("view", datetime(2024, 6, 1, 0, 0, 1)),
    ]
    assert sorted((row["feedback_id"], row["kind"], row["scale_max"]) for row in rows(shop, "feedback")) == [
        ("1", "rating", 5),
        ("T1", "complaint", None),
        ("T2", "ticket", None),
    ]
    lines = text.splitlines()
    assert '    files: ["../orders_1.csv", "../orders_2.csv"]' in lines
    assert "      timestamp" not in text
    assert "# Not used, its columns fit no table of ours: notes.csv (编号, 备注)" in lines
    assert any("a guess, and not known at all: 骚扰; the choices are rating, survey, nps" in line for line in lines)


def test_files_that_fit_nothing_are_named(tmp_path):
    written(tmp_path, "notes.csv", "编号,备注\n1,x\n")
    with pytest.raises(Mistake) as caught:
        propose([tmp_path / "notes.csv"])
    assert (caught.value.code, str(caught.value)) == (
        65,
        "no file fits a table of ours. Columns seen: notes.csv: 编号, 备注\n"
        "  Mend: Write the file by hand, from the example params/report.yml: name your columns under sources.",
    )
    with pytest.raises(Mistake) as caught:
        propose([tmp_path / "none.csv"])
    assert caught.value.code == 66


def test_a_column_may_hold_what_yaml_would_take_for_something_else(tmp_path):
    written(tmp_path, "o.csv", "order_id,user_id,paid_at,amount,状态\n1,u,2024-06-01,1,NO\n2,u,2024-06-01,1,null: {x}\n3,u,2024-06-01,1,# done\n")
    _, shop = proposed(tmp_path, "o.csv")
    assert [row["status"] for row in rows(shop, "orders")] == ["closed", "closed", "closed"]


def test_values_that_come_late_in_a_large_file_are_mapped_too(tmp_path, monkeypatch):
    monkeypatch.setattr("opsreport.sources.exports.ROWS", 3)
    monkeypatch.setattr("opsreport.sources.propose.MANY", 2)
    states = ["已完成"] * 5 + ["已取消", "待付款"]
    written(
        tmp_path, "o.csv", "订单号,用户编号,支付时间,实付金额,订单状态\n" + "".join(f"{i},u,2024-06-01,1,{state}\n" for i, state in enumerate(states))
    )
    _, shop = proposed(tmp_path, "o.csv")
    assert [row["status"] for row in rows(shop, "orders")] == ["paid"] * 5 + ["cancelled", "unpaid"]
