"""The demo shop's calendar shows in its figures: Spring Festival (29 January 2025, 17 February 2026), 618, and what it does not explain."""

import pytest

from opsreport.show import wording
from opsreport.show.format import Locale
from opsreport.signals import Verdict
from opsreport.subjects import subject

ZH = Locale("zh", "CNY")
REPURCHASE = "repurchase_rate_by_user"


def one(shop, metric, label):
    (figure,) = shop.figures(metric, label)
    return subject(figure)


@pytest.mark.parametrize(("label", "aligned"), [("2026-01", "2024-12-13..2025-01-12"), ("2026-02", "2025-01-13..2025-02-09")])
def test_the_comparisons_of_january_and_february_name_spring_festival(shop, label, aligned):
    shown = one(shop, "sales_amount", label)
    assert shown.aligned.period.label == aligned
    counted = shop.read("sales_amount", aligned)["value"][0]
    assert shown.aligned.reading.value == counted
    assert [word for word, _ in wording.comparisons(shown, ZH)] == ["环比", "同比（春节错位）", "按春节对齐的同比"]


@pytest.mark.parametrize("label", ["2025-12", "2026-03", "2026-06", "2026-10"])
def test_those_of_other_months_do_not(shop, label):
    assert "春节" not in "".join(word for word, _ in wording.comparisons(one(shop, "sales_amount", label), ZH))


def test_the_fall_of_february_is_the_festivals_as_a_year_before(shop):
    """Few buy twice in the weeks of the festival: no decline of the shop."""
    february = one(shop, REPURCHASE, "2026-02")
    assert february.usual.side(february.value) == -1
    assert wording.verdict(february, ZH) == "适逢春节，去年春节也偏低"
    assert wording.usual_in_full(february, ZH).endswith("，不计春节、618和双11所在月份")


def test_the_rise_of_june_is_the_sales(shop):
    assert wording.verdict(one(shop, "sales_amount", "2026-06"), ZH) == "适逢618，去年618也偏高"


def test_the_planted_bad_months_are_real_all_the_same(shop):
    """October holds National Day, which explains nothing."""
    assert one(shop, REPURCHASE, "2026-10").verdict is Verdict.WORSE
    assert one(shop, "complaint_rate", "2026-04").verdict is Verdict.WORSE


def test_a_bad_month_does_not_widen_the_range_of_the_year_after(shop):
    """The offers of August 2025 brought 19 % instead of 26 %: a fall of half as much would show in May 2026."""
    may = one(shop, REPURCHASE, "2026-05")
    assert may.verdict is Verdict.NOISE
    assert may.usual.low > 0.22


def test_a_quiet_figure_is_quiet_in_most_months(shop):
    """Satisfaction moves by chance alone, but for the month of the flooded warehouse."""
    months = [f"2025-{month:02}" for month in range(7, 13)] + [f"2026-{month:02}" for month in range(1, 11)]
    real = [month for month in months if one(shop, "csat", month).verdict.real]
    assert "2026-04" in real
    assert len(real) <= 2


def test_the_month_length_is_said(shop):
    assert "10月多1天，按日均为" in wording.per_day(one(shop, "sales_amount", "2026-10"), ZH)
    assert "2月少3天，按日均为" in wording.per_day(one(shop, "sales_amount", "2026-02"), ZH)
