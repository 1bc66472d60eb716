"""What is said of a figure: its usual range without holidays, which rules speak, what the calendar explains, where a running period is heading."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hand_figures import EN, ZH, figure, rate

from opsreport.figure import Festive
from opsreport.kinds import Reading
from opsreport.periods import period
from opsreport.season import Days, Holiday, Season
from opsreport.shop import Shop
from opsreport.show import wording
from opsreport.signals import Verdict
from opsreport.subjects import subject
from opsreport.words import Text

SPRING = Holiday(
    Text("春节", "Spring Festival"),
    (
        Days(dt.date(2025, 1, 28), dt.date(2025, 2, 4), dt.date(2025, 1, 29)),
        Days(dt.date(2026, 2, 15), dt.date(2026, 2, 23), dt.date(2026, 2, 17)),
    ),
    lunar=True,
    sets_apart=True,
)
SALE = Holiday(Text("618", "618"), tuple(Days(dt.date(year, 6, 1), dt.date(year, 6, 18)) for year in (2025, 2026)), sets_apart=True)
CHINA = Season((SPRING, SALE))
UPS = (100, 102, 99, 101, 98, 103, 100, 102, 99, 101, 98, 103)  # twelve quiet months


def seasonal(name, values, label, then=None, around=(), season=CHINA):
    """A figure that knows the season; then: the same holiday a year ago, around: ordinary months before and after it."""
    ago = period(label).year_ago()
    festive = Festive(ago, Reading(then), tuple((ago, Reading(value)) for value in around)) if then is not None else None
    return replace(figure(name, [Reading(value) for value in values], label=label), season=season, festive=festive)


# ---------------------------------------------------------------- the usual range


def test_the_usual_range_leaves_out_what_a_holiday_sets_apart():
    """February 2026, the fifth of the twelve before July, would widen the range and lower its middle."""
    values = [*UPS[:7], 60, *UPS[8:], 100]
    shown = subject(seasonal("dau", values, "2026-07"))
    assert shown.festive == {7, 11}  # February and June
    assert [name.zh for name in shown.left_out] == ["春节", "618"]
    kept = [*UPS[:7], *UPS[8:11]]
    moving = sum(abs(b - a) for a, b in zip(kept, kept[1:], strict=False)) / (len(kept) - 1)
    assert shown.usual.low == pytest.approx(sum(kept) / len(kept) - 2.66 * moving)
    assert wording.usual_in_full(shown, ZH).endswith("人，不计春节和618所在月份")
    assert wording.usual_in_full(shown, EN).endswith(", without Spring Festival and 618 months")
    assert wording.without(subject(seasonal("dau", values, "2026-07", season=Season())), ZH) == ""


# ---------------------------------------------------------------- what the calendar explains


def test_a_fall_like_last_years_is_explained_by_the_holiday():
    shown = subject(seasonal("dau", [*UPS, 80], "2026-02", then=40, around=(48, 52)))  # 40 of 50: a fifth less; 80 is 100 less a fifth
    assert (shown.usual.side(80), shown.verdict, shown.explained) == (-1, Verdict.SEASONAL, True)
    assert [name.zh for name in shown.season] == ["春节"]
    assert wording.verdict(shown, ZH) == "适逢春节，去年春节也偏低"
    assert wording.verdict(shown, EN) == "Low at Spring Festival, as last year"
    assert wording.finding(shown, ZH) == ["日活跃用户数（日均）降到80人", "适逢春节，去年春节也偏低"]


def test_a_fall_much_deeper_than_last_years_is_real():
    shown = subject(seasonal("dau", [*UPS, 50], "2026-02", then=40, around=(48, 52)))
    assert (shown.verdict, shown.explained) == (Verdict.WORSE, False)
    assert wording.verdict(shown, ZH) == "变差：低于正常范围，超出春节的影响"
    assert wording.verdict(shown, EN) == "Worse: below its usual range, more than Spring Festival explains"


def test_a_fall_where_the_holiday_usually_lifts_is_real():
    shown = subject(seasonal("dau", [*UPS, 80], "2026-06", then=60, around=(48, 52)))
    assert (shown.verdict, shown.pull) == (Verdict.WORSE, 1)
    assert wording.verdict(shown, ZH) == "变差：低于正常范围"


def test_a_rise_like_last_years_is_explained_too():
    shown = subject(seasonal("dau", [*UPS, 120], "2026-06", then=60, around=(48, 52)))
    assert wording.verdict(shown, ZH) == "适逢618，去年618也偏高"


def test_without_last_years_holiday_a_period_set_apart_is_not_compared():
    shown = subject(seasonal("dau", [*UPS, 50], "2026-02"))
    assert (shown.verdict, shown.explained) == (Verdict.SEASONAL, False)
    assert wording.verdict(shown, ZH) == "适逢春节，不与平时比较"
    assert wording.verdict(shown, EN) == "At Spring Festival, not compared with ordinary times"


def test_within_its_range_a_holiday_is_noise_and_no_part_of_a_run():
    shown = subject(seasonal("dau", [100, 96, 97, 100, 96, 104, 103, 104, 103, 104, 103, 104, 103], "2026-02"))
    assert (shown.verdict, shown.rules, shown.run) == (Verdict.NOISE, (), 0)


def february(name, per_day, then, before=310):
    """28 days of February 2026 after months of 10 or 10.1 a day; then: in as many days of last year, between two months of 310 (31 days)."""
    months = period("2026-02").trailing(13)[:-1]
    values = [Decimal(one.days) * (100 + k % 2) / 10 for k, one in enumerate(months)]
    made = seasonal(name, [*values, Decimal(28) * Decimal(per_day)], "2026-02")
    aligned, around = period("2025-01-13..2025-02-09"), [(period("2024-12"), Reading(before)), (period("2025-03"), Reading(before))]
    return subject(replace(made, festive=Festive(aligned, Reading(then), tuple(around))))


def test_a_short_month_is_not_a_fall():
    shown = february("sales_amount[refunds=net]", "10", then=280)
    assert (shown.value, shown.verdict) == (280, Verdict.NOISE)
    assert 28 * 10 > shown.usual.low > 28 * 9  # as if all had 28 days
    assert february("mau[window=month]", "10", then=280).usual.high > 300  # of users who came it is not known what fewer days make


def test_last_years_days_are_counted_too_where_months_have_no_equal_length():
    assert february("sales_amount[refunds=net]", "8", then=28 * 8).verdict is Verdict.SEASONAL  # a fifth less a day, as last year
    assert february("sales_amount[refunds=net]", "8", then=28 * 10).verdict is Verdict.WORSE  # fewer in all, but not a day less then


# ---------------------------------------------------------------- rules in words


def test_eight_months_in_a_row_above_the_average_are_real_and_said_so():
    shown = subject(figure("dau", [Reading(v) for v in (100, 96, 97, 100, 96, 104, 103, 104, 103, 104, 103, 104, 103)]))
    assert (shown.verdict, [str(rule) for rule in shown.rules], shown.run) == (Verdict.BETTER, ["run"], 8)
    assert wording.verdict(shown, ZH) == "变好：连续8个月高于均值"
    assert wording.verdict(shown, EN) == "Better: above its average for the 8th month in a row"


def test_three_of_four_near_the_limit_are_real_and_said_so():
    shown = subject(figure("dau", [Reading(v) for v in (100, 101, 100, 101, 100, 101, 100, 101, 100, 104, 101, 104, 104)]))
    assert (shown.verdict, [str(rule) for rule in shown.rules], shown.near) == (Verdict.BETTER, ["near"], 3)
    assert wording.verdict(shown, ZH) == "变好：近4个月有3个月贴近正常范围上限"
    assert wording.verdict(shown, EN) == "Better: near the upper end of its usual range in 3 of the last 4 months"


# ---------------------------------------------------------------- how sure a verdict is


STEADY = [rate(k, 1000) for k in (250, 254, 249, 256, 250, 253, 248, 255, 251, 252, 250, 254)]


def test_a_rate_just_below_its_range_is_watched_and_not_called_worse():
    shown = subject(figure("repurchase_rate_by_user", [*STEADY, rate(240, 1000, 0.214, 0.267)]))
    assert shown.usual.side(0.240) == -1 and shown.verdict is Verdict.BORDERLINE and not shown.verdict.real
    assert wording.verdict(shown, ZH) == "待观察：略低于正常范围，未必是真实变化"
    assert wording.verdict(shown, EN) == "To be watched: just below its usual range, perhaps by chance"
    far = subject(figure("repurchase_rate_by_user", [*STEADY, rate(200, 1000, 0.176, 0.226)]))
    assert far.verdict is Verdict.WORSE


def test_within_too_wide_a_range_nothing_is_called_usual():
    shown = subject(figure("dau", [Reading(value) for value in (*[40, 100] * 6, 45)]))
    assert shown.usual.low == 0 and shown.verdict is Verdict.WIDE
    assert wording.verdict(shown, ZH) == "不能判断：历史波动太大"
    assert wording.verdict(shown, EN) == "Cannot be judged: its usual range is too wide"


GROWING = [1000, 1110, 1222, 1331, 1443, 1552, 1664, 1773, 1885, 1994, 2106, 2215]  # 110 or so more in every month


@pytest.mark.parametrize("step, judged", [(111, Verdict.NOISE), (150, Verdict.BETTER), (60, Verdict.WORSE)])
def test_a_total_that_only_grows_is_judged_by_its_step(step, judged):
    shown = subject(figure("registered_users_total", [Reading(value) for value in (*GROWING, GROWING[-1] + step)]))
    assert shown.grows and shown.verdict is judged
    steps = [b - a for a, b in zip(GROWING, GROWING[1:], strict=False)]
    middle, moving = sum(steps) / len(steps), sum(abs(b - a) for a, b in zip(steps, steps[1:], strict=False)) / (len(steps) - 1)
    assert shown.usual.low == pytest.approx(GROWING[-1] + middle - 2.66 * moving)


def test_a_rate_that_only_rises_has_a_level_all_the_same():
    shown = subject(figure("csat", [rate(500 + 10 * k, 1000) for k in range(13)]))
    assert not shown.grows and shown.verdict is Verdict.BETTER


# ---------------------------------------------------------------- month lengths


@pytest.mark.parametrize(
    "label, before, now, zh, en",
    [
        ("2026-10", 300, 310, "10月多1天，按日均为0.0%", "October has one day more, so 0.0% per day"),
        ("2026-02", 310, 308, "2月少3天，按日均为+10.0%", "February has 3 days fewer, so +10.0% per day"),
    ],
)
def test_what_a_months_length_does_to_a_total(label, before, now, zh, en):
    shown = subject(figure("new_users", [Reading(before), Reading(now)], label=label))
    assert (wording.per_day(shown, ZH), wording.per_day(shown, EN)) == (zh, en)


@pytest.mark.parametrize(
    "name, label", [("new_users", "2026-08"), ("mau[window=month]", "2026-10"), ("registered_users_total", "2026-10"), ("dau", "2026-10")]
)
def test_equal_months_and_what_does_not_add_up_over_days_have_no_change_per_day(name, label):
    assert wording.per_day(subject(figure(name, [Reading(300), Reading(310)], label=label)), ZH) is None


@pytest.mark.parametrize(
    "name, adding",
    [
        ("new_users", True),
        ("sales_amount[refunds=net]", True),
        ("mau[window=month]", False),
        ("active_users_rule[logins=3,orders=1,refunds=exclude_fully_refunded]", False),
        ("registered_users_total", False),
        ("spend_per_buyer[refunds=net]", False),
        ("dau", False),
    ],
)
def test_only_what_belongs_to_a_day_adds_up_over_days(name, adding):
    assert figure(name, [Reading(1)]).adds_up is adding


# ---------------------------------------------------------------- a shop with a season


def orders(*days: tuple[dt.date, int]):
    """So many orders of 10 on each day, each of another user."""
    moments = [dt.datetime.combine(day, dt.time(12)) for day, count in days for _ in range(count)]
    return [{"order_id": f"A{n}", "user_id": f"u{n}", "paid_at": moment, "amount": Decimal(10)} for n, moment in enumerate(moments)]


def every_day(first, last, count=1):
    return [(first + dt.timedelta(days=k), count) for k in range((last - first).days + 1)]


@pytest.fixture(scope="module")
def two_years():
    """One order a day from December 2024 to March 2026; three a day in the fortnight around Spring Festival 2025, two around that of 2026."""
    days = every_day(dt.date(2024, 12, 1), dt.date(2026, 3, 31))
    extra = every_day(dt.date(2025, 1, 22), dt.date(2025, 2, 4), 2) + every_day(dt.date(2026, 2, 10), dt.date(2026, 2, 23), 1)
    return Shop.of({"orders": orders(*days, *extra)}, data_until=dt.date(2026, 3, 31), season=CHINA)


def test_february_is_compared_with_the_days_that_held_spring_festival(two_years):
    (sales,) = two_years.figures("sales_amount", "2026-02")
    assert (sales.reading.value, sales.year_ago.value) == (10 * (28 + 14), 10 * (28 + 2 * 4))
    assert (sales.aligned.period.label, sales.aligned.reading.value) == ("2025-01-13..2025-02-09", 10 * (28 + 2 * 14))
    said = dict(wording.comparisons(subject(sales), ZH))
    assert said["同比（春节错位）"] == "+16.7%"  # 420 ÷ 360
    assert said["按春节对齐的同比"] == "−25.0%"  # 420 ÷ 560
    assert [reading.value for _, reading in sales.festive.ordinary] == [310, 310]  # December and March


def test_january_holds_no_festival_and_is_compared_with_one_that_did(two_years):
    (sales,) = two_years.figures("sales_amount", "2026-01")
    assert (sales.aligned.period.label, sales.aligned.reading.value, sales.year_ago.value) == ("2024-12-13..2025-01-12", 310, 310 + 2 * 10 * 10)
    said = dict(wording.comparisons(subject(sales), EN))
    assert said == {"vs Dec 2025": "0.0%", "vs Jan 2025 (Spring Festival moved)": "−39.2%", "vs last year, counted from Spring Festival": "0.0%"}


def test_an_ordinary_month_says_nothing_of_festivals(two_years):
    (sales,) = two_years.figures("sales_amount", "2026-03")
    assert (sales.aligned, sales.festive) == (None, None)
    assert "春节" not in str(wording.comparisons(subject(sales), ZH))


def test_metrics_json_has_the_aligned_year_ago_and_the_outlook(two_years):
    (sales,) = two_years.figures("sales_amount", "2026-02")
    assert sales.json()["aligned"] == {"period": "2025-01-13..2025-02-09", "value": 560}
    assert "outlook" not in sales.json()


# ---------------------------------------------------------------- where a running period is heading


def running(*months: tuple[int, int], season=Season(), now=7):
    """Months of a first ten days and a rest, with so many orders, from January 2025 on; the data end ten days into the month after them."""
    days = []
    for number, (first, rest) in enumerate(months):
        start = dt.date(2025 + number // 12, number % 12 + 1, 1)
        days += [(start + dt.timedelta(days=3), first), (start + dt.timedelta(days=20), rest)]
    last = dt.date(2025 + len(months) // 12, len(months) % 12 + 1, 10)
    return Shop.of({"orders": orders(*days, (last - dt.timedelta(days=5), now))}, data_until=last, season=season), f"{last:%Y-%m}"


def test_a_running_total_heads_where_such_months_usually_end():
    shop, label = running((2, 4), (3, 3), (2, 3), (4, 8))
    (count,) = shop.figures("sales_amount", label)
    ratios = [6 / 2, 6 / 3, 5 / 2, 12 / 4]
    mean, moving = sum(ratios) / 4, (1 + 0.5 + 0.5) / 3
    assert count.outlook.value == pytest.approx(70 * mean)
    assert count.outlook.low == pytest.approx(70 * max(1, mean - 2.66 * moving))  # what is sold stays sold
    assert count.outlook.high == pytest.approx(70 * (mean + 2.66 * moving))
    assert count.json()["outlook"] == {"value": count.outlook.value, "low": count.outlook.low, "high": count.outlook.high}
    assert subject(count).verdict is Verdict.UNJUDGED


def test_active_users_of_a_window_of_their_own_are_not_extrapolated():
    """The monthly active users of a quarter are those of its last month: that month so far says nothing of the whole."""
    days = [dt.date(2024, month, day) for month in range(1, 13) for day in (1, 15)] + [dt.date(2025, 1, 1)]
    rows = [{"user_id": f"u{n % 3}", "occurred_at": dt.datetime.combine(day, dt.time(10)), "event": "visit"} for n, day in enumerate(days)]
    bought = orders(*((day, 1) for day in days))
    shop = Shop.of({"orders": bought, "events": rows}, data_until=dt.date(2025, 1, 31))
    mau, wau, sales = shop.figures(["mau", "wau", "sales_amount"], "2025-Q1")
    assert (mau.reading.value, mau.outlook, wau.outlook) == (1, None, None)
    assert sales.outlook.value == pytest.approx(10 * (6 / 2 + 6 / 3 + 6 / 2 + 6 / 2) / 4)  # Q2 has 1 May among its first 31 days


def test_two_months_are_too_few_for_an_outlook():
    shop, label = running((2, 4), (3, 3))
    assert shop.figures("sales_amount", label)[0].outlook is None
    shop, label = running((2, 4), (3, 3), (2, 4))
    assert shop.figures("sales_amount", label)[0].outlook.value == pytest.approx(70 * (3 + 2 + 3) / 3)


def test_a_rate_or_an_average_has_no_outlook_and_a_whole_month_neither():
    shop, label = running((2, 4), (3, 3), (2, 3), (4, 8))
    for metric in ("repurchase_rate_by_user", "average_order_value"):
        assert shop.figures(metric, label)[0].outlook is None
    assert shop.figures("sales_amount", "2025-04")[0].outlook is None


def test_a_month_without_a_first_part_gives_no_ratio():
    shop, label = running((2, 4), (0, 3), (2, 4), (2, 4))
    assert shop.figures("sales_amount", label)[0].outlook.value == pytest.approx(70 * 3)


def test_a_months_sale_is_left_out_of_other_months_ratios():
    shop, label = running(*[(2, 4)] * 5, (60, 0), (2, 4), season=Season((SALE,)))
    assert shop.figures("sales_amount", label)[0].outlook.value == pytest.approx(70 * 3)


def test_the_month_of_a_sale_heads_where_last_years_did():
    shop, label = running(*[(2, 4)] * 5, (6, 3), *[(2, 4)] * 11, season=Season((SALE,)))
    assert label == "2026-06"
    assert shop.figures("sales_amount", label)[0].outlook.value == pytest.approx(70 * 9 / 6)


def test_the_month_of_a_festival_that_moved_has_no_outlook():
    shop, label = running(*[(2, 4)] * 13, season=Season((SPRING,)))
    assert label == "2026-02"
    assert shop.figures("sales_amount", label)[0].outlook is None


def test_segments_have_their_own_outlook():
    made = orders(*[(dt.date(2025, month, day), 2) for month in range(1, 6) for day in (3, 20)])
    rows = [row | {"channel": "shop" if n % 2 else "app"} for n, row in enumerate(made)]
    rows = [row for row in rows if row["paid_at"] < dt.datetime(2025, 5, 11)]
    shop = Shop.of({"orders": rows}, data_until=dt.date(2025, 5, 10))
    found = {one.segment["order_channel"]: one.outlook.value for one in shop.figures("sales_amount", "2025-05", by="order_channel")}
    assert found == {"app": pytest.approx(20), "shop": pytest.approx(20)}


# ---------------------------------------------------------------- other subjects


def test_a_late_figure_is_not_explained_by_its_own_periods_holiday():
    """Shown is May, while June, the month of the sale, is still open."""
    readings = [*(rate(250 + k % 3, 1000) for k in range(12)), Reading(reason="incomplete")]
    late = replace(figure("retention_on_n[n=30]", readings, label="2026-06", latest_mature=(period("2026-05"), readings[-2])), season=CHINA)
    shown = subject(late)
    assert (shown.late, shown.occasion, shown.season, shown.aligned) == (True, None, (), None)
