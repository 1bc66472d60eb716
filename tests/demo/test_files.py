"""The demo shop's files: the same bytes each time, all of them named by params/report.yml, dirty where they say so."""

import gzip
import hashlib
import json
from collections import Counter
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import openpyxl
import pyarrow.compute as pc
import pyarrow.parquet as pq

from opsreport import demo
from opsreport.demo.shop import draw
from opsreport.params import read_params
from opsreport.tables import EVENTS, TABLES

PARAMS = Path(__file__).parents[2] / "params" / "report.yml"


def test_it_is_made_fast(made):
    assert made[1] < 20  # seconds of the processor; five on an ordinary one


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(folder, tmp_path):
    def hashes(path):
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in path.iterdir()}

    demo.make(tmp_path / "again")
    assert hashes(tmp_path / "again") == hashes(folder)
    assert not draw(2).orders["amount"].equals(draw(demo.SEED).orders["amount"])


def test_the_parameters_name_every_table_and_nothing_that_is_not_there(folder, records):
    params = read_params(PARAMS)
    assert sorted(params.sources) == sorted(TABLES)
    used = set()
    for table, parts in params.sources.items():
        for part in parts:
            files = [file for pattern in part.files for file in folder.glob(Path(pattern).name)]
            assert files, (table, part.files)
            used |= {file.name for file in files}
            raw = {column.column for column in part.columns.values()} - {None} or TABLES[table].columns.keys()
            for file in files:
                assert raw <= columns(file, part, records) or not part.columns, (file.name, raw - columns(file, part, records))
    assert used == {file.name for file in folder.iterdir()} - {"truths.json"}


def columns(path, part, records):
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


def test_rows_of_each_file_and_what_becomes_of_them(truths, folder, records):
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


def test_each_dirty_row_is_dirty_as_it_says(truths, folder, records):
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
