"""How figures, changes, days and periods are written."""

import datetime as dt
from decimal import Decimal

import pytest

from opsreport.periods import period
from opsreport.show import format
from opsreport.show.format import Locale
from opsreport.units import Unit

ZH, EN = Locale("zh", "CNY"), Locale("en", "CNY")


@pytest.mark.parametrize(
    "value, unit, zh, en",
    [
        (0.227, Unit.PERCENT, "22.7%", "22.7%"),
        (0.0136, Unit.PERCENT, "1.36%", "1.36%"),
        (0, Unit.PERCENT, "0.0%", "0.0%"),
        (0.02, Unit.PERCENT, "2.0%", "2.0%"),
        (-0.125, Unit.PERCENT, "−12.5%", "−12.5%"),
        (3.3409, Unit.PERCENT, "334.1%", "334.1%"),
        (9999, Unit.USERS, "9,999人", "9,999"),
        (38640, Unit.USERS, "3.86万人", "38.6k"),
        (315400, Unit.USERS, "31.5万人", "315k"),
        (123456789, Unit.USERS, "1.23亿人", "123M"),
        (1411.6, Unit.USERS, "1,412人", "1,412"),
        (12.5, Unit.USERS, "12.5人", "12.5"),
        (7, Unit.ORDERS, "7单", "7"),
        (Decimal("13740000"), Unit.MONEY, "1,374万元", "¥13.7M"),
        (Decimal("891234.56"), Unit.MONEY, "89.1万元", "¥891k"),
        (Decimal("209.41"), Unit.MONEY, "209.4元", "¥209.4"),
        (Decimal("39.585"), Unit.MONEY, "39.58元", "¥39.58"),
        (Decimal("-1234.5"), Unit.MONEY, "−1,234元", "−¥1,234"),
        (1.388, Unit.TIMES, "1.39次", "1.39 times"),
        (79_559, Unit.TIMES, "7.96万次", "79.6k"),
        (2.735, Unit.RATIO, "2.74倍", "2.74×"),
        (26.0, Unit.DAYS, "26.0天", "26.0 days"),
        (19.14, Unit.POINTS, "19.1分", "19.1"),
        (7_582_221, Unit.POINTS, "758万分", "7.58M"),
        (301, Unit.POINTS, "301分", "301"),
        (4.405, Unit.STARS, "4.40星", "4.40"),
        (0.0372, Unit.PP, "+3.7个百分点", "+3.7 pp"),
        (-0.0125, Unit.PP, "−1.25个百分点", "−1.25 pp"),
        (0, Unit.PP, "0.0个百分点", "0.0 pp"),
        (0.4137, Unit.INDEX, "0.41", "0.41"),
        (38640, Unit.COUPONS, "3.86万张", "38.6k"),
        (119.9, Unit.SECONDS, "119.9秒", "119.9 seconds"),
        (120, Unit.SECONDS, "2.0分钟", "2.0 minutes"),
        (348, Unit.SECONDS, "5.8分钟", "5.8 minutes"),
        (2 * 3600, Unit.SECONDS, "2.0小时", "2.0 hours"),
        (222, Unit.MINUTES, "3.7小时", "3.7 hours"),
        (100, Unit.HOURS, "100.0小时", "100.0 hours"),
        (2500, Unit.MILLISECONDS, "2.5秒", "2.5 seconds"),
    ],
)
def test_a_figure_in_both_languages(value, unit, zh, en):
    assert str(format.figure(value, unit, ZH)) == zh
    assert str(format.figure(value, unit, EN)) == en


def test_durations_beside_each_other_are_in_one_unit():
    assert format.span(45, 150, Unit.SECONDS, ZH) == "0.8–2.5分钟"
    assert str(format.figure(30, Unit.SECONDS, EN, like=120)) == "0.5 minutes"
    assert [format.tick(seconds, Unit.SECONDS, ZH) for seconds in (0, 100, 200)] == ["0秒", "100秒", "200秒"]


def test_a_range_of_differences_keeps_its_signs():
    assert format.span(-0.012, 0.034, Unit.PP, ZH) == "−1.2–+3.4个百分点"
    assert format.span(-0.012, 0.034, Unit.PP, EN) == "−1.2–+3.4 pp"
    assert format.change(0.034, 0.012, Unit.PP, ZH) == "+2.2百分点"


def test_a_half_goes_to_the_even_digit():
    assert [format.fixed(Decimal(text), 1) for text in ("0.25", "0.35", "0.45", "-0.25")] == ["0.2", "0.4", "0.4", "−0.2"]
    assert format.fixed(0.125, 2) == "0.12"


def test_a_zero_has_no_sign():
    assert (format.signed(Decimal("-0.04"), 1), format.signed(0, 1), format.signed(Decimal("0.05"), 1)) == ("0.0", "0.0", "0.0")
    assert (format.signed(Decimal("0.06"), 1), format.signed(Decimal("-0.06"), 1)) == ("+0.1", "−0.1")


def test_a_table_has_all_digits():
    assert str(format.figure(Decimal("13736420.155"), Unit.MONEY, ZH, full=True)) == "13,736,420.16元"
    assert str(format.figure(315400, Unit.USERS, EN, full=True)) == "315,400"


@pytest.mark.parametrize("currency, zh, en", [("GBP", "105万英镑", "£1.05M"), ("BRL", "105万雷亚尔", "R$1.05M"), ("XYZ", "105万 XYZ", "XYZ 1.05M")])
def test_a_currency_has_its_word_and_its_sign(currency, zh, en):
    assert str(format.figure(1050000, Unit.MONEY, Locale("zh", currency))) == zh
    assert str(format.figure(1050000, Unit.MONEY, Locale("en", currency))) == en


def test_a_range_says_its_chinese_unit_once():
    assert format.span(11370000, 14350000, Unit.MONEY, ZH) == "1,137–1,435万元"
    assert format.span(11370000, 14350000, Unit.MONEY, EN) == "¥11.4M–¥14.4M"
    assert format.span(0.238, 0.269, Unit.PERCENT, ZH) == "23.8%–26.9%"


@pytest.mark.parametrize(
    "now, base, unit, zh, en",
    [
        (0.227, 0.254, Unit.PERCENT, "−2.7百分点", "−2.7 pp"),
        (0.0136, 0.0128, Unit.PERCENT, "+0.08百分点", "+0.08 pp"),
        (3.375, 0.0013, Unit.PERCENT, "+337.4百分点", "+337.4 pp"),
        (0.25, 0.25, Unit.PERCENT, "0.0百分点", "0.0 pp"),
        (1045, 1000, Unit.USERS, "+4.5%", "+4.5%"),
        (Decimal("300.30"), Decimal("320.80"), Unit.MONEY, "−6.4%", "−6.4%"),
        (12000, 1000, Unit.ORDERS, "+1,100%", "+1,100%"),
        (19.1, 21.0, Unit.POINTS, "−1.9", "−1.9"),
        (330, 300, Unit.POINTS, "+10.0%", "+10.0%"),
        (4.41, 4.47, Unit.STARS, "−0.06", "−0.06"),
    ],
)
def test_a_change_is_written_as_its_unit_asks(now, base, unit, zh, en):
    assert (format.change(now, base, unit, ZH), format.change(now, base, unit, EN)) == (zh, en)


@pytest.mark.parametrize("base", [0, -5, Decimal(0)])
def test_a_total_has_no_percentage_of_nothing(base):
    assert format.change(10, base, Unit.MONEY, ZH) is None


def test_a_share_that_is_not_nothing_is_not_printed_as_nothing():
    assert [format.share(*pair) for pair in ((0, 100), (1, 10**6), (1, 10**4), (48, 1000), (0, 0))] == ["0.00%", "<0.01%", "0.01%", "4.80%", "0.00%"]


@pytest.mark.parametrize(
    "label, zh, en, short_zh, short_en",
    [
        ("2026", "2026年", "2026", "2026年", "2026"),
        ("2026-Q3", "2026年第三季度", "Q3 2026", "2026年Q3", "Q3 2026"),
        ("2026-10", "2026年10月", "October 2026", "2026年10月", "Oct 2026"),
        ("2026-W43", "2026年第43周", "week 43 2026", "2026年43周", "W43 2026"),
        ("2026-10-05", "2026年10月5日", "5 Oct 2026", "2026年10月5日", "5 Oct 2026"),
        ("2026-10-01..2026-10-15", "2026年10月1日至10月15日", "1 Oct–15 Oct 2026", "2026年10月1日至10月15日", "1 Oct–15 Oct 2026"),
    ],
)
def test_a_period_in_both_languages(label, zh, en, short_zh, short_en):
    assert (format.period(period(label), ZH), format.period(period(label), ZH, short=True)) == (zh, short_zh)
    assert format.period(period(label), EN).replace("5 October 2026", "5 Oct 2026") == en
    assert format.period(period(label), EN, short=True).replace("5 October 2026", "5 Oct 2026") == short_en


def test_a_year_that_goes_without_saying_is_not_said():
    assert format.period(period("2026-09"), ZH, beside=period("2026-10")) == "9月"
    assert format.period(period("2025-10"), EN, short=True, beside=period("2026-10")) == "Oct 2025"


def test_a_day():
    assert (format.day(dt.date(2026, 11, 30), ZH), format.day(dt.date(2026, 11, 30), EN, year=False)) == ("2026年11月30日", "30 Nov")
