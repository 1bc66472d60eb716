"""Metrics say the same on Spark as on DuckDB, for the demo shop: periods, segments, tables. Those of every mechanism: shares, rates, totals, ratios,
quantiles, spells, cohorts, tables; the rest of the dictionary is made of the same, and would take a quarter of an hour here. Not proven on Spark:
ltv_predicted, whose models are fitted by scipy to sums that the engine gives in an order of its own.
"""

from fractions import Fraction
from math import isclose
from pathlib import Path

import ibis
import pytest

from opsreport.demo import make
from opsreport.kinds import Reading
from opsreport.measure import Asked, DataTable, measure
from opsreport.metrics import find
from opsreport.periods import DAY, period
from opsreport.shop import open_shop
from opsreport.store import open_store

pytestmark = pytest.mark.slow
COMPARED = [
    find(name)
    for name in (
        *("new_users", "new_paying_users", "registered_users_total", "user_growth_rate", "yoy_growth", "new_user_channel_share", "cac"),
        *("dau", "wau", "mau", "active_users_rule", "active_rate", "stickiness_ratio", "stickiness_histogram"),
        *("retention_on_n", "retention_within_n", "retention_on_or_after_n", "cohort_table", "purchase_retention"),
        *("churn_rate", "churned_users", "winback_rate", "lifecycle_state", "lifecycle_transition", "growth_accounting"),
        *("sales_amount", "average_order_value", "spend_per_buyer", "purchase_frequency", "buyback_rate_on_day", "buyback_rate_next_window"),
        *("repurchase_rate_by_user", "repurchase_rate_by_transaction", "repurchase_rate_loyal_n_days", "second_purchase_conversion"),
        *("old_customer_buyback_rate", "old_customer_repurchase_amount", "repeat_buyers", "repurchase_cycle", "rfm"),
        *("csat", "nps", "feedback_count", "complaint_rate", "first_response_time", "handling_time", "resolution_rate"),
    )
]
ROOT = Path(__file__).parents[1]
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.memory": "4g",
    "spark.sql.ansi.enabled": "true",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The demo shop, made in a folder of its own."""
    folder = tmp_path_factory.mktemp("shop")
    make(folder / "demo")
    (folder / "params").mkdir()
    file = folder / "params" / "report.yml"
    file.write_text((ROOT / "params" / "report.yml").read_text(encoding="utf-8") + f"\ncache: {folder}/cache\n", encoding="utf-8")
    return open_shop(file)


@pytest.fixture(scope="module")
def on_spark(shop, tmp_path_factory):
    """The same accepted rows in a Spark session on this machine."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    folder = tmp_path_factory.mktemp("spark")
    session = sql.SparkSession.builder.master("local[2]").config(map=SETTINGS).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    for name, table in shop.loaded.tables.items():
        shop.store.con.to_parquet(table, folder / f"{name}.parquet")
        session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(f"given_{name}")
    backend = ibis.pyspark.connect(session)
    given = {name: backend.table(f"given_{name}") for name in shop.loaded.tables}
    until = shop.data_until + DAY
    return open_store(backend, given, zone=str(shop.params.timezone), rules=shop.params.rules, calendar=shop.params.calendar, until=until)


def questions(store, metrics, labels, by=()):
    return [Asked(m, period(label).cut(store.until), by or m.split) for m in metrics for label in labels]


def differing(ours, theirs):
    """Every answer of the one that is not the other's, in words."""
    for a, cell in ours.items():
        other = theirs[a]
        for values in {*cell.found, *other.found, ()}:
            for part, here in cell.parts(values).items():
                there = other.parts(values)[part]
                if not same(here, there):
                    yield f"{a.metric} {a.period.label} {values} {part}: {here} on DuckDB, {there} on Spark"


def same(here, there) -> bool:
    if isinstance(here, DataTable):
        return here.columns == there.columns and all(
            number(x, y) for r, s in zip(here.rows, there.rows, strict=True) for x, y in zip(r, s, strict=True)
        )
    assert isinstance(here, Reading)
    exact = all(number(getattr(here, name), getattr(there, name)) for name in ("value", "numerator", "denominator", "n", "low", "high"))
    return exact and here.reason == there.reason


def number(x, y) -> bool:
    """Counts and money to the last digit, quotients to 1e-12."""
    if x is None or y is None or not hasattr(x, "__float__"):
        return x == y
    if isinstance(x, float) or isinstance(y, float):
        return isclose(float(x), float(y), rel_tol=1e-12, abs_tol=1e-12)
    return Fraction(x) == Fraction(y)


def test_metrics_of_a_month_are_equal(shop, on_spark):
    asked = questions(shop.store, COMPARED, ["2026-08", "2026-10"])
    assert list(differing(measure(shop.store, asked), measure(on_spark, asked))) == []


def test_metrics_by_a_segment_are_equal(shop, on_spark):
    asked = questions(shop.store, [m for m in COMPARED if m.grain != "table"], ["2026-09"], ("tier",))
    assert list(differing(measure(shop.store, asked), measure(on_spark, asked))) == []
