"""The demo shop's raw files, made once, and read without the library."""

import csv
import gzip
import io
import json
import time
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from opsreport import demo
from opsreport.shop import open_shop

PARAMS = Path(__file__).parents[2] / "params"
STYLES = {"recharges.csv": ("gb18030", ";"), "tiers.txt": ("utf-16", "\t")}


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop") / "demo"
    start = time.process_time()
    demo.make(folder)
    return folder, time.process_time() - start


@pytest.fixture(scope="session")
def folder(made):
    return made[0]


@pytest.fixture(scope="session")
def shop(folder, tmp_path_factory):
    """The demo shop, opened by the very parameter files that users copy."""
    params = folder.parent / "params"
    params.mkdir()
    for file in PARAMS.glob("*.yml"):
        (params / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield open_shop(params / "report.yml")


@pytest.fixture(scope="session")
def truths(folder):
    return json.loads((folder / "truths.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def records():
    return _records


@cache
def _records(path):
    """The header and the records of a text file; records are numbered from 2."""
    encoding, delimiter = STYLES.get(path.name, ("gb18030" if path.name.startswith("orders_2024") else "utf-8-sig", ","))
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode(encoding)
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return header, rows


@pytest.fixture(scope="session")
def clean(folder, truths):
    """The clean rows of each text file, as dicts."""
    dirty = {(spot["file"], spot["row"]) for spot in truths["dirty_rows"]}
    rows = {}
    for path in sorted(folder.iterdir()):
        if path.name.endswith((".csv", ".csv.gz", ".txt")):
            header, all_rows = _records(path)
            rows[path.name] = [dict(zip(header, row, strict=True)) for number, row in enumerate(all_rows, 2) if (path.name, number) not in dirty]
    return rows


@pytest.fixture(scope="session")
def persons(clean):
    """The person behind each account; tests are not there."""
    return {user["用户编号"]: user["合并至"] or user["用户编号"] for user in clean["users.csv"] if user["测试账号"] == "否"}


@pytest.fixture(scope="session")
def paid(clean, persons):
    """The paid orders of real people, by their number."""
    orders = [order for name, rows in clean.items() if name.startswith("orders_") for order in rows]
    done = ("交易成功", "卖家已发货，等待买家确认", "买家已付款，等待卖家发货")
    return {order["订单编号"]: order for order in orders if order["订单状态"] in done and order["买家ID"] in persons}


@pytest.fixture(scope="session")
def refunded(clean):
    amounts = defaultdict(Decimal)
    for refund in clean["refunds.csv"]:
        amounts[refund["订单编号"]] += Decimal(refund["退款金额"])
    return amounts
