"""The demo shop's raw files say what its truths say: counted here from the files, without the library."""

import csv
import gzip
import hashlib
import io
import json
import time
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from opsreport import demo
from opsreport.demo import texts
from opsreport.params import read_params
from opsreport.tables import EVENTS, TABLES

PARAMS = Path(__file__).parents[1] / "params" / "report.yml"
STYLES = {"recharges.csv": ("gb18030", ";"), "tiers.txt": ("utf-16", "\t")}
LAST_SECOND = "2026-10-31 23:59:59"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop") / "demo"
    start = time.perf_counter()
    demo.make(folder)
    return folder, time.perf_counter() - start


@pytest.fixture(scope="module")
def folder(made):
    return made[0]


@pytest.fixture(scope="module")
def truths(folder):
    return json.loads((folder / "truths.json").read_text(encoding="utf-8"))


@cache
def records(path):
    """The header and the records of a text file; records are numbered from 2."""
    encoding, delimiter = STYLES.get(path.name, ("gb18030" if path.name.startswith("orders_2024") else "utf-8-sig", ","))
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode(encoding)
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return header, rows


@pytest.fixture(scope="module")
def clean(folder, truths):
    """The clean rows of each text file, as dicts."""
    dirty = {(spot["file"], spot["row"]) for spot in truths["dirty_rows"]}
    rows = {}
    for path in sorted(folder.iterdir()):
        if path.name.endswith((".csv", ".csv.gz", ".txt")):
            header, all_rows = records(path)
            rows[path.name] = [dict(zip(header, row, strict=True)) for number, row in enumerate(all_rows, 2) if (path.name, number) not in dirty]
    return rows


@pytest.fixture(scope="module")
def persons(clean):
    """The person behind each account; tests are not there."""
    return {user["用户编号"]: user["合并至"] or user["用户编号"] for user in clean["users.csv"] if user["测试账号"] == "否"}


@pytest.fixture(scope="module")
def paid(clean, persons):
    """The paid orders of real people, by their number."""
    orders = [order for name, rows in clean.items() if name.startswith("orders_") for order in rows]
    done = ("交易成功", "卖家已发货，等待买家确认", "买家已付款，等待卖家发货")
    return {order["订单编号"]: order for order in orders if order["订单状态"] in done and order["买家ID"] in persons}


@pytest.fixture(scope="module")
def refunded(clean):
    amounts = defaultdict(Decimal)
    for refund in clean["refunds.csv"]:
        amounts[refund["订单编号"]] += Decimal(refund["退款金额"])
    return amounts


def months(truths, figure):
    return {month: figures[figure] for month, figures in truths["months"].items() if figures[figure]}


def month_of(order):
    return order["订单付款时间"][:7]


def amount_of(order):
    return Decimal(order["买家实际支付金额"])


def test_it_is_made_fast(made):
    assert made[1] < 30


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(folder, tmp_path):
    def hashes(path):
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in path.iterdir()}

    demo.make(tmp_path / "again")
    assert hashes(tmp_path / "again") == hashes(folder)
    demo.make(tmp_path / "other", seed=2)
    other = hashes(tmp_path / "other")
    assert other.keys() == hashes(folder).keys()
    assert {name for name in other if other[name] == hashes(folder)[name]} == set()


def test_the_parameters_name_every_table_and_nothing_that_is_not_there(folder):
    params = read_params(PARAMS)
    assert list(sorted(params.sources)) == list(sorted(TABLES))
    used = set()
    for table, parts in params.sources.items():
        for part in parts:
            files = [file for pattern in part.files for file in folder.glob(Path(pattern).name)]
            assert files, (table, part.files)
            used |= {file.name for file in files}
            raw = {column.column for column in part.columns.values()} - {None} or TABLES[table].columns.keys()
            for file in files:
                assert raw <= columns(file, part) or not part.columns, (file.name, raw - columns(file, part))
    assert used == {file.name for file in folder.iterdir()} - {"truths.json"}


def columns(path, part):
    if path.suffix == ".parquet":
        return set(pq.read_schema(path).names)
    if path.suffix == ".xlsx":
        rows = list(openpyxl.load_workbook(path, read_only=True)[part.sheet].iter_rows(values_only=True, max_row=1 + part.skip_rows))
        return set(rows[-1])
    if path.name.endswith(".jsonl.gz"):
        return {name for line in gzip.decompress(path.read_bytes()).decode().splitlines() for name in json.loads(line)}
    return set(records(path)[0])


def test_the_event_names_are_mapped_to_the_vocabulary(folder):
    mapped = {raw: ours for part in read_params(PARAMS).sources["events"] for raw, ours in part.columns["event"].values.items()}
    assert set(mapped.values()) <= set(EVENTS)
    seen = set(pc.unique(pq.read_table(folder / "events_2026.parquet", columns=["event"])["event"].combine_chunks().dictionary_decode()).to_pylist())
    assert seen - set(mapped) == {"ar_tryon"}


def test_new_users(truths, clean, persons):
    own = [user for user in clean["users.csv"] if persons.get(user["用户编号"]) == user["用户编号"]]
    assert months(truths, "new_users") == Counter(user["注册时间"][:7].replace("/", "-") for user in own)
    assert 20_000 <= len(clean["users.csv"]) <= 22_000


def test_merged_accounts_point_at_real_older_ones(clean):
    signed_up = {user["用户编号"]: user["注册时间"] for user in clean["users.csv"]}
    plain = {user["用户编号"] for user in clean["users.csv"] if not user["合并至"] and user["测试账号"] == "否"}
    merged = [user for user in clean["users.csv"] if user["合并至"]]
    assert len(merged) > 50
    assert all(user["合并至"] in plain and signed_up[user["合并至"]] <= user["注册时间"] for user in merged)


def test_orders_and_sales_to_the_cent(truths, paid, refunded):
    counts, gross, net = Counter(), defaultdict(Decimal), defaultdict(Decimal)
    for number, order in paid.items():
        counts[month_of(order)] += 1
        gross[month_of(order)] += amount_of(order)
        net[month_of(order)] += amount_of(order) - refunded[number]
    assert months(truths, "paid_orders") == counts
    assert {month: Decimal(total) for month, total in months(truths, "gross_sales").items()} == gross
    assert {month: Decimal(total) for month, total in months(truths, "net_sales").items()} == net
    assert 50_000 <= sum(counts.values()) <= 100_000


def test_refunds_by_their_own_month(truths, clean, paid):
    totals = defaultdict(Decimal)
    for refund in clean["refunds.csv"]:
        if refund["订单编号"] in paid:
            totals[refund["退款完结时间"][:7]] += Decimal(refund["退款金额"])
    assert {month: Decimal(total) for month, total in months(truths, "refunded_in_month").items()} == totals


def test_buyers_and_repeat_buyers(truths, paid, refunded, persons):
    def returned(number, order):
        return refunded[number] > 0 and refunded[number] >= amount_of(order)

    kept = [order for number, order in paid.items() if not returned(number, order)]
    orders = Counter((month_of(order), persons[order["买家ID"]]) for order in kept)
    first = {}
    for order in sorted(kept, key=lambda order: order["订单付款时间"]):
        first.setdefault(persons[order["买家ID"]], month_of(order))
    assert months(truths, "buyers") == Counter(month for month, _ in orders)
    assert months(truths, "repeat_buyers") == Counter(month for (month, _), n in orders.items() if n >= 2)
    assert months(truths, "new_paying_users") == Counter(first.values())
    assert months(truths, "fully_refunded_orders") == Counter(month_of(order) for number, order in paid.items() if returned(number, order))


def test_active_users(truths, folder, persons):
    days = set()
    for path in sorted(folder.glob("events_*.parquet")):
        table = pq.read_table(path, columns=["time", "event", "user_id"])
        table = table.filter(pc.not_equal(table["event"].cast(pa.string()), "push_arrive"))
        local = pc.cast(pc.add(pc.cast(table["time"], pa.timestamp("ms")), timedelta(hours=8)), pa.date32(), safe=False)
        found = pa.table({"user": table["user_id"].cast(pa.string()), "day": local}).group_by(["user", "day"]).aggregate([])
        days |= {
            (persons[user], day) for user, day in zip(*(found[name].to_pylist() for name in ("user", "day")), strict=True) if user in persons and day
        }
    assert months(truths, "active_user_days") == Counter(f"{day:%Y-%m}" for _, day in days)
    assert months(truths, "active_users") == Counter(month for _, month in {(user, f"{day:%Y-%m}") for user, day in days})


def test_complaining_buyers(truths, clean, paid, persons):
    complaining = set()
    for ticket in clean["tickets.csv"]:
        order = paid.get(ticket["订单编号"])
        if ticket["工单类型"] == "投诉" and order:
            waited = datetime.fromisoformat(ticket["提交时间"][:10]) - datetime.fromisoformat(order["订单付款时间"][:10])
            if waited <= timedelta(days=30):
                complaining.add((month_of(order), persons[order["买家ID"]]))
    assert months(truths, "complaining_buyers") == Counter(month for month, _ in complaining)


def test_the_recall_worked_and_the_held_out_users_did_not_come_by_themselves(truths, clean):
    recall = truths["recall"]
    orders = [order for name, rows in clean.items() if name.startswith("orders_") for order in rows]
    bought = {order["买家ID"] for order in orders if "2026-09-01" <= order["订单付款时间"] < "2026-09-15" and order["订单状态"] != "交易关闭"}
    for arm in ("treatment", "holdout"):
        users = {row["user_id"] for row in clean["assignments.csv"] if row["experiment"] == recall["experiment"] and row["variant"] == arm}
        assert recall[arm] == {"users": len(users), "bought": len(users & bought)}
    lift = recall["treatment"]["bought"] / recall["treatment"]["users"] - recall["holdout"]["bought"] / recall["holdout"]["users"]
    assert lift == pytest.approx(recall["planted_lift"], abs=0.012)


def limits(values):
    """Shewhart's limits of single values: mean ± 2.66 mean moving ranges."""
    mean, moves = sum(values) / len(values), [abs(b - a) for a, b in zip(values, values[1:], strict=False)]
    return mean - 2.66 * sum(moves) / len(moves), mean + 2.66 * sum(moves) / len(moves)


def share(truths, part, of):
    return {month: figures[part] / figures[of] for month, figures in truths["months"].items()}


def test_the_repurchase_rate_falls_out_of_its_range_in_the_last_month(truths):
    rates = share(truths, "repeat_buyers", "buyers")
    *before, last = list(rates.values())[-13:]
    low, high = limits(before)
    assert low <= min(before) and max(before) <= high
    assert last < limits([*before, last])[0] < low
    assert rates["2025-08"] < min(rates["2025-07"], rates["2025-09"]) - 0.04


def test_complaints_rise_out_of_their_range_when_the_warehouse_was_under_water(truths):
    rates = share(truths, "complaining_buyers", "buyers_gross")
    values = list(rates.values())
    place = list(rates).index("2026-04")
    assert rates["2026-04"] > limits(values[place - 12 : place + 1])[1]
    assert all(0.003 < rate < 0.03 for month, rate in rates.items() if month != "2026-04")


def test_channels_differ_in_the_order_that_was_planted(truths):
    best_first = [truths["channels"][channel] for channel in truths["channels_best_first"]]
    rates = [channel["repeat_buyers"] / channel["users"] for channel in best_first]
    assert rates == sorted(rates, reverse=True)


def test_rows_of_each_file_and_what_becomes_of_them(truths, folder):
    fates = Counter((spot["file"], spot["fate"]) for spot in truths["dirty_rows"])
    for name, counts in truths["files"].items():
        if name.endswith(".parquet"):
            assert counts["read"] == pq.read_metadata(folder / name).num_rows
        elif name.endswith(".jsonl.gz"):
            assert counts["read"] == len(gzip.decompress((folder / name).read_bytes()).splitlines())
        else:
            header, rows = records(folder / name)
            unpaid = sum(1 for row in rows if row[header.index("订单付款时间")] == "") if name.startswith("orders_") else 0
            assert counts == {"read": len(rows), "filtered": unpaid, "set_aside": fates[name, "set_aside"], "duplicates": fates[name, "duplicate"]}
        assert counts["set_aside"] < counts["read"] / 100


def test_each_dirty_row_is_dirty_as_it_says(truths, folder):
    signs = {
        "empty": lambda value: value == "",
        "not a number": lambda value: not number(value) or value == "1.5",
        "no such date": lambda value: not date(value),
        "unknown value": lambda value: value in ("异常单", "骚扰"),
        "too low": lambda value: Decimal(value) < 0,
    }
    params, reasons = read_params(PARAMS), Counter()
    for spot in truths["dirty_rows"]:
        header, rows = records(folder / spot["file"])
        row = rows[spot["row"] - 2]
        reasons[spot["reason"]] += 1
        if spot["reason"] in signs:
            assert signs[spot["reason"]](row[header.index(raw_name(params, spot))]), (spot, row)
        elif spot["reason"] == "repeated":
            assert row in rows[: spot["row"] - 2], spot
        elif spot["reason"] == "repeated from the month before":
            assert row in records(folder / "orders_2025-05.csv")[1], spot
        else:
            twins = [other for other in rows if other[0] == row[0]]
            assert spot["reason"] == "conflicting" and len(twins) == 2 and twins[0] != twins[1], spot
    assert all(reasons[reason] for reason in (*signs, "repeated", "repeated from the month before", "conflicting"))


def raw_name(params, spot):
    for parts in params.sources.values():
        for part in parts:
            if any(Path(spot["file"]).match(Path(pattern).name) for pattern in part.files):
                return part.columns[spot["column"]].column if part.columns else spot["column"]


def number(text):
    try:
        return bool(Decimal(text)) or True
    except InvalidOperation:
        return False


def date(text):
    try:
        return datetime.strptime(text.replace("/", "-"), "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None


def test_there_is_what_real_shops_have(truths, clean, paid):
    said = (
        {row["评价内容"] for row in clean["reviews.csv"]}
        | {row["内容"] for row in clean["tickets.csv"]}
        | {row["文字反馈"] for row in clean["surveys.csv"]}
    )
    assert set(texts.HOSTILE) <= said
    assert any("1990000" in text for text in said)
    signed_up = {user["用户编号"]: user["注册时间"].replace("/", "-") for user in clean["users.csv"]}
    assert sum(order["订单付款时间"] < signed_up[order["买家ID"]] for order in paid.values()) >= 50
    assert sum(amount_of(order) == 0 for order in paid.values()) >= 10
    assert any(order["订单付款时间"].endswith("-01 00:00:00") for order in paid.values())
    assert any(order["订单付款时间"].endswith(" 23:59:59") for order in paid.values())
    assert min(truths["accounts"].values()) >= 30
    assert {channel for channel in Counter(user["来源渠道"] for user in clean["users.csv"])} >= {"", *truths["channels_best_first"]}


def test_nothing_happens_after_the_last_day(clean, folder):
    done = {
        "注册时间",
        "入会时间",
        "注销时间",
        "订单创建时间",
        "订单付款时间",
        "退款完结时间",
        "评价时间",
        "提交时间",
        "首次响应时间",
        "解决时间",
        "交易时间",
    }
    done |= {"变更时间", "变动时间", "sent_at", "opened_at", "clicked_at", "claimed_at", "used_at", "assigned_at"}
    for name, rows in clean.items():
        for column in done & set(rows[0]):
            assert max(row[column].replace("/", "-") for row in rows) <= LAST_SECOND, (name, column)
    last = pc.max(pq.read_table(folder / "events_2026.parquet", columns=["time"])["time"]).as_py()
    assert last.replace(tzinfo=None) + timedelta(hours=8) <= datetime.fromisoformat(LAST_SECOND)


def test_balances_never_fall_below_nothing(clean):
    for name, amount, moment in (("points.csv", "变动值", "变动时间"), ("recharges.csv", "金额", "交易时间")):
        balances = defaultdict(Decimal)
        for row in sorted(clean[name], key=lambda row: row[moment]):
            balances[row["会员编号"]] += Decimal(row[amount].replace(",", ""))
            assert balances[row["会员编号"]] >= 0, (name, row)


def test_a_visit_that_ends_with_an_order_goes_through_view_cart_checkout_and_payment(folder):
    table = pq.read_table(folder / "events_2026.parquet", columns=["time", "event", "session_id"])
    steps = ("goods_view", "cart_add", "checkout_start", "pay_success")
    table = table.filter(pc.and_(pc.is_valid(table["session_id"]), pc.is_in(table["event"].cast(pa.string()), pa.array(steps))))
    visits = defaultdict(dict)
    for moment, event, session in zip(*(column.to_pylist() for column in table.columns), strict=True):
        visits[session][event] = moment
    paying = [visit for visit in visits.values() if "pay_success" in visit]
    assert len(paying) > 20_000
    whole = [visit for visit in paying if len(visit) == len(steps)]
    assert len(whole) > 0.8 * len(paying)
    assert all(visit["goods_view"] <= visit["cart_add"] <= visit["checkout_start"] < visit["pay_success"] for visit in whole)
