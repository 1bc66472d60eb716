"""The steps that are timed, each in a process of its own, so that its memory is its own: python steps.py STEP FOLDER."""

import json
import resource
import shutil
import sys
import time
from pathlib import Path

SCANS = {  # every value is read, nothing is kept
    "events": "select sum(user_id), max(epoch_us(occurred_at)), max(length(event))",
    "orders": "select sum(order_id), sum(user_id), max(epoch_us(paid_at)), sum(amount)",
    "users": "select sum(user_id), max(epoch_us(registered_at)), max(length(channel))",
    "refunds": "select sum(order_id), max(epoch_us(refunded_at)), sum(amount)",
}


def scan(folder: Path):
    """The bare scan that all is held against."""
    import duckdb

    connection = duckdb.connect()

    def run():
        for name, sql in SCANS.items():
            file = folder / f"{name}.parquet"
            text_ids = ("user_id", "VARCHAR") in connection.sql(f"describe from '{file}'").project("column_name, column_type").fetchall()
            connection.sql(f"{sql.replace('sum(user_id)', 'max(length(user_id))') if text_ids else sql} from '{file}'").fetchall()

    return run


def cold(folder: Path):
    """From the files: the door, the facts, and every metric of the last month with its trend of twelve."""
    shutil.rmtree(folder / "cache", ignore_errors=True)
    return warm(folder)


def warm(folder: Path, by: str | None = None):
    """From the facts: every metric of the last month with its trend of twelve."""
    from tests.benchmarks.big_shop import LAST_MONTH

    from opsreport.metrics import ALL
    from opsreport.shop import open_shop

    def run():
        shop = open_shop(folder / "report.yml")
        figures = shop.figures([m for m in ALL if m.grain != "table" or not by], LAST_MONTH, by=by, trend=12)
        assert sum(figure.reading.value is not None or figure.table is not None for figure in figures) > 30

    return run


def channels(folder: Path):
    """From the facts, by channel."""
    return warm(folder, "acquisition_channel")


if __name__ == "__main__":
    run = globals()[sys.argv[1]](Path(sys.argv[2]))
    started = time.perf_counter()
    run()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": round(seconds, 2), "gigabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2)}))
