"""The analyses say the same on Spark as on DuckDB."""

import datetime as dt
import random
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from opsreport import analyses as a

pytestmark = pytest.mark.slow

FIRST = dt.datetime(2025, 2, 24)  # two weeks before clocks change in California
ZONE = "US/Pacific"


def activity(seed, count):
    chance = random.Random(seed)
    rows = [
        (chance.choice("abcdefgh"), FIRST + dt.timedelta(minutes=30 * chance.randrange(48 * 28)), chance.choice(["x", "y", None]))
        for _ in range(count)
    ]
    types = {"user_id": pa.string(), "occurred_at": pa.timestamp("us"), "segment": pa.string()}
    return pa.table({name: pa.array(list(column), type) for (name, type), column in zip(types.items(), zip(*rows, strict=True), strict=True)})


def purchases():
    chance = random.Random(3)
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=chance.randrange(90)) for _ in range(120)]
    paid = [Decimal(chance.randrange(0, 5000)) / 100 for _ in days]
    back = [chance.choice([None, Decimal(0), amount, amount / 2]) for amount in paid]
    users = [chance.choice("abcdefghijklmnop") for _ in days]
    return pa.table({"user_id": users, "day": days, "amount": pa.array(paid, pa.decimal128(18, 4)), "refunded": pa.array(back, pa.decimal128(18, 4))})


TABLES = {"starts": activity(1, 60), "returns": activity(2, 200), "orders": purchases()}


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",  # tiny tables: compiling takes longer than running
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }
    session = sql.SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    for name, table in TABLES.items():
        session.createDataFrame(table).createOrReplaceTempView(f"analyses_{name}")
    backend = ibis.pyspark.connect(session)
    return {name: backend.table(f"analyses_{name}").cast(ibis.memtable(table).schema()) for name, table in TABLES.items()}


@pytest.fixture(scope="module")
def duckdb():
    backend = ibis.duckdb.connect()
    return {name: backend.create_table(name, table) for name, table in TABLES.items()}


def buckets(unit, count=5):
    return a.Buckets(dt.date(2025, 3, 1), count, unit, ZONE)


def listed(table):
    return sorted(table.to_pyarrow().to_pylist(), key=lambda row: row["user_id"])


MARCH, APRIL = (dt.date(2025, 3, 1), dt.date(2025, 3, 31)), (dt.date(2025, 4, 1), dt.date(2025, 4, 30))
END = dt.date(2025, 3, 20)
QUESTIONS = {
    **{
        f"retention by {unit}, {window}, {criterion}": lambda t, unit=unit, window=window, criterion=criterion: a.retention(
            t["starts"], t["returns"], a.Retention(buckets(unit), "first", criterion, 2, window)
        )
        for unit, window, criterion in [
            ("hour", "calendar", "on"),
            ("day", "24h", "on"),
            ("day", "24h_hour_floor", "within"),
            ("week", "calendar", "on_or_after"),
            ("month", "calendar", "on"),
            ("year", "calendar", "on"),
        ]
    },
    "retention by segment": lambda t: a.retention_by(t["starts"], t["returns"], a.Retention(buckets("day", 20)), "segment"),
    "retention by the first segment": lambda t: a.retention_by(t["starts"], t["returns"], a.Retention(buckets("day")), "segment", True),
    "retention within": lambda t: a.retention_within(t["starts"], t["returns"], dt.date(2025, 3, 1), (1, 7, 30), dt.date(2025, 3, 20), ZONE),
    "lifecycle": lambda t: a.lifecycle(t["returns"], buckets("day", 20), seen=t["starts"].union(t["returns"])),
    "stickiness": lambda t: a.stickiness(t["returns"], a.Stickiness(buckets("day", 20), 3, ("gte", 2), "cumulative")),
    "unique users": lambda t: a.unique_users(t["returns"], buckets("quarter")),
    "rolling days": lambda t: a.weekly_users(t["starts"], buckets("day", 20)),
    "rolling hours": lambda t: a.weekly_users(t["starts"], buckets("hour", 200)),
    "chosen": lambda t: listed(a.chosen(t["starts"], None, {"segment": None}, ["a", "b"], ["b"]).select("user_id").distinct()),
    **{f"orders, {mode}": lambda t, mode=mode: a.order_figures(t["orders"], *MARCH, mode) for mode in ("gross", "net", "exclude_fully_refunded")},
    "orders, merged": lambda t: a.order_figures(t["orders"], *MARCH, "net", "merge"),
    "repurchase": lambda t: a.repurchase_rate_by_user(t["orders"], MARCH, "merge"),
    "next window": lambda t: a.buyback_rate_next_window(t["orders"], MARCH, APRIL),
    "loyal": lambda t: a.repurchase_rate_loyal_n_days(t["orders"], END, 20),
    "by segment": lambda t: a.by_segment(t["orders"], "user_id", lambda own: a.buyback_rate_on_day(own, MARCH)),
    "rfm": lambda t: listed(a.rfm_summary(t["orders"], a.Rfm(END, "week", time_scale=2))),
    "rfm with the first": lambda t: listed(a.rfm_summary(t["orders"], a.Rfm(END, include_first=True))),
    "rfm holdout": lambda t: listed(a.rfm_holdout(t["orders"], a.Rfm(END), dt.date(2025, 3, 31))),
    "rfm segments": lambda t: listed(a.rfm_segments(t["orders"], a.Rfm(END))),
    "rfm table": lambda t: a.rfm_table(t["orders"], END),
    "rfm table by fixed cut-offs": lambda t: a.rfm_table(
        t["orders"], END, rule=a.RfmRule(5, (7, 30), (2, 5), (Decimal("9.5"), 100), 3, "merge", "mean")
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_answer(question, spark, duckdb):
    answer = QUESTIONS[question](duckdb)
    assert answer
    assert QUESTIONS[question](spark) == answer
