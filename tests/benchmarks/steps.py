"""The steps that are timed, each in a process of its own, so that its memory is its own: python -m tests.benchmarks.steps STEP FOLDER."""

import json
import shutil
import sys
from pathlib import Path

from tests.benchmarks.big_shop import LAST_MONTH
from tests.benchmarks.shares import Clock, Shares


def scan(folder: Path, shares: Shares):
    """The bare scan that all is held against: every value of every table is read, nothing is kept."""
    import duckdb

    connection = duckdb.connect()
    files = sorted(folder.glob("*.parquet"))
    told = {file: connection.sql(f"describe from '{file}'").fetchall() for file in files}

    def run():
        for file, columns in told.items():
            connection.sql(f"select {', '.join(_read(name, type_) for name, type_, *_ in columns)} from '{file}'").fetchall()

    return run


def _read(name: str, type_: str) -> str:
    if type_ == "VARCHAR":
        return f"max(length({name}))"
    if type_.startswith(("TIMESTAMP", "DATE")):
        return f"max(epoch_us({name}))"
    return f"sum({name}::int)" if type_ == "BOOLEAN" else f"sum({name})"


def cold(folder: Path, shares: Shares):
    """From the files: the door, the facts, and the whole dictionary for the last month with its trend of twelve."""
    shutil.rmtree(folder / "cache", ignore_errors=True)
    return warm(folder, shares)


def warm(folder: Path, shares: Shares, by: str | None = None):
    """From the facts alone: the whole dictionary for the last month with its trend of twelve."""
    for sums in folder.glob("cache/facts/*/sums-*"):
        shutil.rmtree(sums)
    return again(folder, shares, by)


def again(folder: Path, shares: Shares, by: str | None = None):
    """From the facts and their sums, by periods, that are kept beside them."""
    from opsreport.metrics import ALL
    from opsreport.shop import open_shop

    def run():
        with shares.of("the door"):
            shop = open_shop(folder / "report.yml")
        wanted = [m for m in ALL if not shop.lacks(m) and (m.grain != "table" or not by)]
        figures = shop.figures(wanted, LAST_MONTH, by=by, trend=12)
        known = {f.metric.id for f in figures if f.table is not None or f.reading.value is not None or f.reading.reason == "incomplete"}
        return {"asked": len(wanted), "known": len(known), "unknown": sorted({m.id for m in wanted} - known) if not by else []}

    return run


def channels(folder: Path, shares: Shares):
    """From the facts, by channel."""
    return warm(folder, shares, "acquisition_channel")


if __name__ == "__main__":
    name, folder = sys.argv[1], Path(sys.argv[2])
    shares = Shares()
    run = globals()[name](folder, shares)
    with shares.watching():
        clock = Clock()
        said = run()
        took = clock.read()
    print(json.dumps({**took, "shares": shares.found, "said": said}))
