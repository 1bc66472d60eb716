"""A shop's files and its parameter file, written for one test."""

import csv
from pathlib import Path

import pytest

from opsreport.errors import Mistake
from opsreport.params import read_params
from opsreport.sources import Loaded, load

HEAD = "shop: Test\ntimezone: {timezone}\ncurrency: {currency}\ncache: cache\nlimits: {{set_aside_share: {share}}}\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def loaded(folder: Path, sources: str, *, timezone="Asia/Shanghai", currency="CNY", share="1", more="") -> Loaded:
    """What the door makes of the sources (YAML), by default however many rows are set aside."""
    text = (
        HEAD.format(timezone=timezone, currency=currency, share=share) + more + "sources:\n" + "\n".join("  " + line for line in sources.splitlines())
    )
    return load(read_params(written(folder, "report.yml", text)))


def refusal(folder: Path, sources: str, **more) -> tuple[int, str]:
    """(exit code, the whole text without the test's folder) of the Mistake that the sources end in."""
    with pytest.raises(Mistake) as caught:
        loaded(folder, sources, **more)
    return caught.value.code, str(caught.value).replace(f"{folder}/", "")


def rows(shop: Loaded, table: str) -> list[dict]:
    """All rows, by their first column."""
    found = shop.tables[table]
    return found.order_by(found.columns[0]).to_pyarrow().to_pylist()


def fate(shop: Loaded, file: str) -> dict[str, int]:
    receipt = next(receipt for receipt in shop.receipts if receipt.file == file)
    assert receipt.read == receipt.accepted + receipt.filtered + receipt.set_aside + receipt.duplicates
    assert receipt.set_aside == sum(reason.rows for reason in receipt.reasons)
    return {name: getattr(receipt, name) for name in ("read", "accepted", "filtered", "set_aside", "duplicates") if getattr(receipt, name)}


def reasons(shop: Loaded, file: str) -> list[tuple[str, str, int, int]]:
    """(column, reason in words, rows, first row)"""
    receipt = next(receipt for receipt in shop.receipts if receipt.file == file)
    return [(reason.column, reason.words.en, reason.rows, reason.first_row) for reason in receipt.reasons]


def set_aside(shop: Loaded, table: str) -> list[dict[str, str]]:
    """The rows of the files of rows set aside."""
    found = []
    for path in shop.set_aside.get(table, ()):
        with open(path, encoding="utf-8-sig", newline="") as lines:
            found += csv.DictReader(lines)
    return found
