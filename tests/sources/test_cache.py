"""What is read once is kept by its content; what changed is read again; what changes while it is read is refused."""

import os
import time

import pytest

from opsreport.errors import Mistake
from opsreport.sources import files

from .shops import loaded, refusal, rows, written

HEADER = "order_id,user_id,paid_at,amount\n"
ORDERS = "orders: {files: orders.csv}"


def many(n: int) -> str:
    return HEADER + "".join(f"A{i},u{i % 99},2024-06-01,1\n" for i in range(n))


def entries(folder):
    return {path.parent.name: path.stat().st_ino for path in folder.glob("cache/sources/*/entry.json")}


def test_the_second_load_reads_the_cache_and_is_quick(tmp_path):
    written(tmp_path, "orders.csv", many(50_000))
    first = loaded(tmp_path, ORDERS)
    kept = entries(tmp_path)
    start = time.perf_counter()
    second = loaded(tmp_path, ORDERS)
    assert time.perf_counter() - start < 1
    assert entries(tmp_path) == kept
    assert (second.fingerprint, second.receipts) == (first.fingerprint, first.receipts)
    assert second.tables["orders"].count().to_pyarrow().as_py() == 50_000


def test_the_content_decides_not_the_time(tmp_path):
    path = written(tmp_path, "orders.csv", many(3))
    first = loaded(tmp_path, ORDERS)
    os.utime(path, (1, 1))
    assert loaded(tmp_path, ORDERS).fingerprint == first.fingerprint
    written(tmp_path, "orders.csv", many(4))
    second = loaded(tmp_path, ORDERS)
    assert second.fingerprint != first.fingerprint
    assert len(rows(second, "orders")) == 4


def test_other_parameters_of_the_table_read_it_again(tmp_path):
    written(tmp_path, "orders.csv", many(3))
    first = loaded(tmp_path, ORDERS)
    assert loaded(tmp_path, ORDERS, more="week_start: sunday\n").fingerprint == first.fingerprint
    assert loaded(tmp_path, ORDERS, timezone="UTC").fingerprint != first.fingerprint
    assert loaded(tmp_path, "orders: {files: orders.csv, where: order_id <> 'A1'}").fingerprint != first.fingerprint


@pytest.mark.parametrize("damage", [lambda kept: kept[:-40], lambda kept: kept[:60] + bytes([kept[60] ^ 1]) + kept[61:], lambda kept: b""])
def test_a_damaged_cache_is_made_again(tmp_path, damage):
    written(tmp_path, "orders.csv", many(3))
    first = rows(loaded(tmp_path, ORDERS), "orders")
    (accepted,) = tmp_path.glob("cache/sources/*/accepted.parquet")
    accepted.write_bytes(damage(accepted.read_bytes()))
    assert rows(loaded(tmp_path, ORDERS), "orders") == first
    (accepted,) = tmp_path.glob("cache/sources/*/entry.json")
    accepted.write_text("{")
    assert rows(loaded(tmp_path, ORDERS), "orders") == first
    written(tmp_path, "cache/sources/hashes.json", "{")
    assert rows(loaded(tmp_path, ORDERS), "orders") == first


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    path = written(tmp_path, "orders.csv", many(3))
    form = files.form

    def grows(file, declared):
        with open(path, "a") as out:
            out.write("A9,u9,2024-06-01,1\n")
        return form(file, declared)

    monkeypatch.setattr("opsreport.sources.readers.form", grows)
    assert refusal(tmp_path, ORDERS) == (75, "orders.csv changed while it was read\n  Mend: Wait for the export to finish, then run again.")
    monkeypatch.undo()
    assert len(entries(tmp_path)) == 0
    loaded(tmp_path, ORDERS)


def test_inputs_that_change_afterwards_are_told_on_asking(tmp_path):
    written(tmp_path, "orders.csv", many(3))
    shop = loaded(tmp_path, ORDERS)
    shop.hold()
    written(tmp_path, "orders.csv", many(4))
    with pytest.raises(Mistake, match="orders.csv changed while it was read"):
        shop.hold()


def test_inputs_stay_as_they_are_and_no_work_is_left(tmp_path):
    path = written(tmp_path, "orders.csv", many(3).encode("utf-16"))
    before = path.read_bytes()
    loaded(tmp_path, ORDERS)
    assert path.read_bytes() == before
    assert {found.name for found in tmp_path.iterdir()} == {"orders.csv", "report.yml", "cache"}
    assert not list(tmp_path.glob("cache/sources/tmp-*"))
    assert all(found.stat().st_mode & 0o077 == 0 for found in tmp_path.glob("cache/sources"))


def test_a_cache_folder_that_cannot_be_written_is_told(tmp_path):
    written(tmp_path, "orders.csv", many(3))
    written(tmp_path, "cache", "in the way")
    code, said = refusal(tmp_path, ORDERS)
    assert (code, said.splitlines()[1]) == (73, "  Mend: Set cache: to a folder that can be written.")
