"""The library finds in the demo shop what was planted: figures to the last user and the last cent, and what became of each row."""

from decimal import Decimal
from pathlib import Path

import pytest


def by_month(shop, metric, truths, column="value"):
    readings = shop.read(metric, list(truths["months"]))
    return dict(zip(readings["period"], readings[column], strict=True))


@pytest.mark.parametrize(
    ("metric", "truth"),
    [
        ("new_users", "new_users"),
        ("new_paying_users", "new_paying_users"),
        ("sales_amount[refunds=gross]", "gross_sales"),
        ("sales_amount", "net_sales"),
        ("mau", "active_users"),
    ],
)
def test_totals_of_all_months(shop, truths, metric, truth):
    found = by_month(shop, metric, truths)
    assert {month: Decimal(str(value)) for month, value in found.items()} == {
        month: Decimal(str(figures[truth])) for month, figures in truths["months"].items()
    }


@pytest.mark.parametrize(
    ("metric", "part", "of"),
    [("repurchase_rate_by_user", "repeat_buyers", "buyers"), ("complaint_rate", "complaining_buyers", "buyers_gross")],
)
def test_rates_of_all_months_but_those_that_cannot_be_known_yet(shop, truths, metric, part, of):
    tops, bottoms = (by_month(shop, metric, truths, column) for column in ("numerator", "denominator"))
    reasons = by_month(shop, metric, truths, "reason")
    known = [month for month in truths["months"] if reasons[month] != "incomplete"]
    assert len(known) >= len(truths["months"]) - 1
    assert {month: (tops[month], bottoms[month]) for month in known} == {
        month: (truths["months"][month][part], truths["months"][month][of]) for month in known
    }


def test_dau_is_the_mean_of_the_days(shop, truths):
    days, users = (by_month(shop, "dau", truths, column) for column in ("denominator", "numerator"))
    assert users == {month: figures["active_user_days"] for month, figures in truths["months"].items()}
    assert days["2026-02"] == 28


def test_the_fall_of_the_last_month_comes_from_the_channel_of_the_offers(shop):
    readings = shop.read("repurchase_rate_by_user", ["2026-09", "2026-10"], by="acquisition_channel")
    offers = readings["segment"].map(lambda segment: segment["acquisition_channel"] == "短视频")

    def fall(rows):
        sums = rows.groupby("period")[["numerator", "denominator"]].sum()
        rates = sums["numerator"] / sums["denominator"]
        return rates["2026-09"] - rates["2026-10"]

    assert fall(readings) > 0.05
    assert abs(fall(readings[~offers])) < 0.015


def test_the_warehouse_shows_in_the_time_to_answer(shop):
    months = [f"2026-{month:02d}" for month in range(1, 7)]
    readings = shop.read("first_response_time", months)
    median = readings[readings["part"] == "median"].set_index("period")["value"].astype(float)
    assert median.idxmax() == "2026-04"
    assert median["2026-04"] > 3 * median.drop("2026-04").max()


def test_what_became_of_the_rows_of_each_file(shop, truths):
    found = {}
    for receipt in shop.receipts:
        found[Path(receipt.file).name] = {
            "read": receipt.read,
            "filtered": receipt.filtered,
            "set_aside": receipt.set_aside,
            "duplicates": receipt.duplicates,
        }
    assert {name: found[name] for name in truths["files"]} == truths["files"]


def test_the_first_dirty_row_of_each_file_is_named(shop, truths):
    dirty = {}
    for spot in truths["dirty_rows"]:
        if spot["fate"] == "set_aside":
            dirty.setdefault(spot["file"], []).append(spot["row"])
    for receipt in shop.receipts:
        name = Path(receipt.file).name
        if name in dirty:
            assert min(reason.first_row for reason in receipt.reasons) == min(dirty[name]), name
