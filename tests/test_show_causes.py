"""Why, word for word: singular, several, zero, missing, reversed; in both languages."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hand_figures import EN, ZH, figure, money, rate, steady_rates

from opsreport.analyses.lift import lift
from opsreport.causes import Cause, Coincidence, Contribution, Driver, Drivers
from opsreport.causes import Tested as Shown
from opsreport.kinds import Reading
from opsreport.metrics import find
from opsreport.metrics.repurchase import buyers
from opsreport.periods import period
from opsreport.show.causes import cause_sentence, coincidence_sentence, drivers_sentence, segment_label
from opsreport.show.causes import tested_sentence as experiment_sentence
from opsreport.show.contributions import contributions
from opsreport.show.effects import effects
from opsreport.show.markup import words_of
from opsreport.subjects import subject
from opsreport.units import Unit
from opsreport.words import Text

SEPTEMBER, AGO = period("2026-09"), period("2025-10")
RATE = subject(figure("repurchase_rate_by_user", [*steady_rates(), rate(227, 1000)]))
SPEND = subject(figure("spend_per_buyer[refunds=net]", money(*["320"] * 12, "300")))
NEW_USERS = subject(figure("new_users", [Reading(k, numerator=k) for k in [3000] * 12 + [5596]]))
ANSWERS = subject(figure("first_response_time", [Reading(12.0)] * 12 + [Reading(80.0)], part="median"))


def part(name, base, now, shares, mix, rate_):
    mix, rate_ = Fraction(mix), Fraction(rate_)
    return Contribution(name, base, now, *shares, mix, rate_, mix + rate_)


def points(name, base, now, shares, mix, rate_):
    """A segment of a rate: thousandths of a thousand, effects in percentage points."""
    readings = [rate(k, 1000) if k is not None else Reading(reason="zero_denominator") for k in (base, now)]
    return part(name, *readings, shares, Fraction(mix) / 100, Fraction(rate_) / 100)


def cause(parts, leading=1, by="acquisition_channel", **more):
    known = {"against": SEPTEMBER, "base": rate(254, 1000), "now": rate(227, 1000)} | more
    return Cause(by, change=sum(one.total for one in parts), parts=tuple(parts), leading=tuple(parts[:leading]), **known)


def said(sentence) -> str:
    return re.sub("<[^>]*>", "", sentence)


def both(make, *arguments):
    return said(make(*arguments, ZH)), said(make(*arguments, EN))


VIDEO = points("短视频", 151, 98, (0.167, 0.266), "-1.02", "-1.41")
REFERRAL = points("老客推荐", 343, 320, (0.06, 0.05), "-0.01", "-0.29")


def test_one_segment_with_its_two_sides():
    assert both(cause_sentence, cause([VIDEO, REFERRAL]), RATE) == (
        "2.7个百分点的降幅中，短视频渠道贡献2.4个百分点：买家占比由16.7%升到26.6%（占比变化带来−1.0），其复购率由15.1%降到9.8%（自身变化带来−1.4）；其余渠道合计0.3个百分点",
        "短视频: −2.4 of the −2.7 pp; its share of buyers rose 16.7% → 26.6% (by the share −1.0) "
        "and its own repurchase rate fell 15.1% → 9.8% (by its own change −1.4); "
        "all other channels together −0.3",
    )


def test_a_segment_that_fell_by_more_than_the_whole():
    against = points("老客推荐", 343, 380, (0.06, 0.05), "0", "0.31")
    assert both(cause_sentence, cause([VIDEO, against]), RATE) == (
        "2.1个百分点的降幅，来自短视频渠道−2.4个百分点：买家占比由16.7%升到26.6%（占比变化带来−1.0），其复购率由15.1%降到9.8%（自身变化带来−1.4）；其余渠道合计+0.3个百分点",
        "短视频: −2.4, of −2.1 pp in all; its share of buyers rose 16.7% → 26.6% (by the share −1.0) "
        "and its own repurchase rate fell 15.1% → 9.8% (by its own change −1.4); "
        "all other channels together +0.3",
    )


def test_several_segments_that_rose_and_nothing_else_did():
    cities = [points("上海", 3, 130, (0.17, 0.17), "0", "2.14"), points("苏州", 30, 185, (0.07, 0.07), "0.04", "1.12")]
    assert both(cause_sentence, cause(cities, 2, "city"), RATE) == (
        "3.3个百分点的升幅中，上海贡献2.1个百分点、苏州贡献1.2个百分点；这几个城市的占比变化带来0.0，自身变化带来+3.3",
        "上海 +2.1, 苏州 +1.2 of the +3.3 pp; these together: by their shares 0.0, by their own change +3.3",
    )


def test_every_segment_rose_and_the_whole_fell():
    parts = [points("短视频", 50, 70, (0.2, 0.6), "-8.1", "1.2"), points("搜索", 300, 320, (0.8, 0.4), "-2.0", "0.8")]
    zh, en = both(cause_sentence, cause(parts, reversal=True), RATE)
    assert zh.startswith("各主要渠道的复购率都没有下降，总体却下降了：变的是构成（辛普森悖论）。8.1个百分点的降幅中，短视频渠道贡献6.9个百分点：")
    assert en.startswith("None of the larger channels fell, and yet the whole did: the mix has changed (Simpson's paradox). 短视频: −6.9 of the")


def test_every_segment_fell_and_the_whole_rose():
    parts = [points("短视频", 70, 50, (0.6, 0.2), "8.1", "-1.2"), points("搜索", 320, 300, (0.4, 0.8), "2.0", "-0.8")]
    zh, en = both(cause_sentence, cause(parts, reversal=True), RATE)
    assert zh.startswith("各主要渠道的复购率都没有上升，总体却上升了：变的是构成（辛普森悖论）。8.1个百分点的升幅中")
    assert en.startswith("None of the larger channels rose, and yet the whole did: ")


def test_a_new_segment_and_one_that_is_gone():
    new = points("直播", None, 50, (0.0, 0.1), "-2.0", "0")
    assert both(cause_sentence, cause([new]), RATE) == (
        "2.0个百分点的降幅中，直播渠道贡献2.0个百分点：此前没有，本期买家占比10.0%，其复购率为5.0%",
        "直播: −2.0 of the −2.0 pp; new, its share of buyers is 10.0%, its own repurchase rate 5.0%",
    )
    gone = points("直播", 400, None, (0.1, 0.0), "-2.0", "0")
    assert both(cause_sentence, cause([gone]), RATE) == (
        "2.0个百分点的降幅中，直播渠道贡献2.0个百分点：本期已没有，此前买家占比10.0%，其复购率为40.0%",
        "直播: −2.0 of the −2.0 pp; gone; its share of buyers was 10.0%, its own repurchase rate 40.0%",
    )


def test_money_is_printed_with_one_scale_and_adds_up():
    parts = [
        part("短视频", Reading(Decimal("225.1")), Reading(Decimal("93.4")), (0.1, 0.48), "-33.34", "-63.02"),
        part("搜索", Reading(Decimal("300")), Reading(Decimal("290")), (0.9, 0.52), "1", "-8.95"),
    ]
    assert both(cause_sentence, cause(parts), SPEND) == (
        "104.3元的降幅中，短视频渠道贡献96.4元：买家占比由10.0%升到48.0%（占比变化带来−33.3元），其客单价由225.1元降到93.4元（自身变化带来−63.1元）；其余渠道合计7.9元",
        "短视频: −¥96.4 of the −¥104.3; its share of buyers rose 10.0% → 48.0% (by the share −¥33.3) "
        "and its own spend per buyer fell ¥225.1 → ¥93.4 (by its own change −¥63.1); "
        "all other channels together −¥7.9",
    )


def test_a_total_has_no_sides():
    parts = [
        part("短视频", Reading(200, numerator=200), Reading(2670, numerator=2670), (0.1, 0.5), 0, 2470),
        part("搜索", Reading(100, numerator=100), Reading(226, numerator=226), (0.1, 0.5), 0, 126),
    ]
    assert both(cause_sentence, cause(parts, rates=False), NEW_USERS) == (
        "2,596人的升幅中，短视频渠道贡献2,470人；其余渠道合计126人",
        "短视频: +2,470 of the +2,596; all other channels together +126",
    )


def test_the_base_is_named_where_it_is_not_the_period_before():
    zh, en = both(cause_sentence, cause([VIDEO], against=AGO), RATE)
    assert zh.startswith("与2025年10月相比，2.4个百分点的降幅中") and en.startswith("Against October 2025, 短视频: −2.4 of the −2.4 pp; ")


def test_what_stands_for_a_median_is_named():
    parts = [points("物流", 758, 188, (0.38, 0.76), "0.45", "-43.24"), points("商品", 786, 286, (0.62, 0.24), "0", "-9.31")]
    zh, en = both(cause_sentence, cause(parts, by="aspect", part="within_sla"), ANSWERS)
    assert zh.startswith(
        "时限内响应率52.1个百分点的降幅中，物流方面贡献42.8个百分点：占比由38.0%升到76.0%（占比变化带来+0.4），其时限内响应率由75.8%降到18.8%"
    )
    assert en.startswith(
        "In “answered in time”: 物流: −42.8 of the −52.1 pp; its share rose 38.0% → 76.0% (by the share +0.4) and its own rate fell 75.8%"
    )


def test_what_adds_by_its_share_alone_is_not_taken_for_better():
    """Feed ads got worse and yet add: less is spent there, where the rate is below that of the whole."""
    feed = points("信息流广告", 160, 150, (0.3, 0.06), "0.5", "-0.1")
    told = words_of(contributions(cause([VIDEO, feed]), RATE, ZH, narrow=True))
    assert "信息流广告+0.4来自买家占比下降（30.0% → 6.0%），不来自它自身的变化" in told
    assert "自身的变化" not in words_of(contributions(cause([VIDEO, REFERRAL]), RATE, ZH, narrow=True))


def test_no_cause_no_sentence():
    assert both(cause_sentence, None, RATE) == ("", "")
    assert both(drivers_sentence, None, RATE) == ("", "")
    assert both(coincidence_sentence, (), RATE) == ("", "")


@pytest.mark.parametrize(
    ("by", "segment", "zh", "en"),
    [
        ("acquisition_channel", "短视频", "短视频渠道", "短视频"),
        ("acquisition_channel", "unknown", "未知渠道", "Unknown"),
        ("order_channel", "自有渠道", "自有渠道", "自有渠道"),
        ("city", "上海", "上海", "上海"),
        ("old_buyer", "new_customers", "新客", "new customers"),
        ("kind", "complaint", "投诉", "complaint"),
        ("city", "rest", "其余", "others"),
        ("city", "<b>", "&lt;b&gt;", "&lt;b&gt;"),
    ],
)
def test_the_names_of_segments(by, segment, zh, en):
    assert both(segment_label, by, segment) == (zh, en)


def test_markup_in_the_data_stays_text():
    sentence = cause_sentence(cause([points("<i>{x}", 151, 98, (0.1, 0.2), "-1", "-1")]), RATE, ZH)
    assert "&lt;i&gt;{x}" in sentence and "<i>" not in sentence


# drivers


def drivers(*effects_, against=SEPTEMBER):
    base = Reading(2427), Reading(1.28), Reading(Decimal("244.8"))
    now = Reading(4253), Reading(1.2), Reading(Decimal("174.4"))
    metrics = buyers, find("purchase_frequency"), find("average_order_value[refunds=net]")
    parts = tuple(Driver(m, b, n, Fraction(e)) for m, b, n, e in zip(metrics, base, now, effects_, strict=True))
    return Drivers(against, sum(map(Fraction, effects_)), parts)


def test_the_drivers_of_sales():
    sales = subject(figure("sales_amount[refunds=net]", money(*["761000"] * 12, "890000")))
    assert both(drivers_sentence, drivers("475901.68", "-55744.51", "-290998.59"), sales) == (
        "12.9万元的升幅中，下单用户+47.6万元（2,427人→4,253人），购买频次−5.6万元（1.28次→1.20次），笔单价−29.1万元（244.8元→174.4元）",
        "Of the +¥129k: buyers +¥476k (2,427 → 4,253), purchase frequency −¥56k (1.28 times → 1.20 times), "
        "average order value −¥291k (¥244.8 → ¥174.4)",
    )


def test_drivers_that_cancel_out():
    zh, en = both(drivers_sentence, drivers("500", "-200", "-300"), SPEND)
    assert zh.startswith("总体不变：下单用户+500.0元（") and en.startswith("No change in all: buyers +¥500.0 (")


def test_drivers_against_another_period():
    zh, en = both(drivers_sentence, drivers("-50000", "0", "-20000", against=AGO), SPEND)
    assert zh.startswith("与2025年10月相比，7.00万元的降幅中，下单用户−5.00万元（") and "购买频次0.00万元（" in zh
    assert en.startswith("Against October 2025, of the −¥70.0k: buyers −¥50.0k (")


# what happened then

SALE = Coincidence("campaign", Text("秋上新", "秋上新"), dt.date(2026, 10, 8))
FLOOD = Coincidence("incident", Text("华东仓进水", "华东仓进水"), dt.date(2026, 10, 7))
UNTESTED = "时间吻合，未经实验证实", "the timing fits, no test has confirmed it"
HOLIDAY = Coincidence("holiday", Text("国庆", "National Day"), dt.date(2026, 10, 1))


@pytest.mark.parametrize(
    ("coincides", "zh", "en"),
    [
        ([SALE], "活动“秋上新”（10月8日起）；" + UNTESTED[0], "the campaign “秋上新” (from 8 Oct); " + UNTESTED[1]),
        ([FLOOD], "事件“华东仓进水”（10月7日）；" + UNTESTED[0], "the incident “华东仓进水” (7 Oct); " + UNTESTED[1]),
        ([HOLIDAY], "国庆（10月1日起）；" + UNTESTED[0], "National Day (from 1 Oct); " + UNTESTED[1]),
        (
            [SALE, FLOOD],
            "活动“秋上新”（10月8日起）、事件“华东仓进水”（10月7日）；时间吻合，未经实验证实",
            "the campaign “秋上新” (from 8 Oct), the incident “华东仓进水” (7 Oct); the timing fits, no test has confirmed it",
        ),
        (
            [replace(SALE, starts_on=dt.date(2025, 12, 28))],
            "活动“秋上新”（2025年12月28日起）；时间吻合，未经实验证实",
            "the campaign “秋上新” (from 28 December 2025); the timing fits, no test has confirmed it",
        ),
        (
            [replace(SALE, tested=True)],
            "活动“秋上新”（10月8日起）；其效果已经实验证实",
            "the campaign “秋上新” (from 8 Oct); an experiment has confirmed its effect",
        ),
        (
            [replace(SALE, tested=True), HOLIDAY],
            "活动“秋上新”（10月8日起）；其效果已经实验证实；国庆（10月1日起）；时间吻合，未经实验证实",
            "the campaign “秋上新” (from 8 Oct); an experiment has confirmed its effect; National Day (from 1 Oct); "
            "the timing fits, no test has confirmed it",
        ),
    ],
)
def test_what_happened_then(coincides, zh, en):
    assert both(coincidence_sentence, coincides, RATE) == (zh, en)


# experiments


def shown(*counts):
    found = lift(*counts)
    metric = Text("14天内购买率", "Bought within 14 days")
    return Shown(Text("召回", "召回"), metric, found.treated, found.control, found.difference, found.low, found.high, "recall", days=14)


def test_an_experiment_that_has_shown_an_effect():
    assert both(experiment_sentence, shown(121, 2874, 3, 692)) == (
        "14天内购买率：实验组4.2%（121/2,874），对照组0.43%（3/692），差值的95%区间+2.7至+4.6个百分点",
        "Bought within 14 days: 4.2% of those treated (121 of 2,874), 0.43% of those held out (3 of 692), "
        "95% interval of the difference +2.7 to +4.6 pp",
    )


def test_an_experiment_without_an_effect():
    zh, en = both(experiment_sentence, shown(50, 100, 50, 100))
    assert zh.startswith("14天内购买率：实验组50.0%（50/100），对照组50.0%（50/100），差值的95%区间−")
    assert zh.endswith("，含0，可能只是偶然") and en.endswith(", which holds 0: perhaps chance")


# numbers


def test_what_is_printed_adds_up_to_the_printed_change():
    third = Fraction(1, 300)
    shown = effects(Fraction(1, 100), [third, third, third], Unit.PERCENT, EN)
    assert [shown.part(one) for one in shown.parts] == ["+0.4", "+0.3", "+0.3"] and shown.whole() == "+1.0 pp"


def test_small_rates_have_one_more_place():
    shown = effects(Fraction(-4, 10000), [Fraction(-4, 10000)], Unit.PERCENT, ZH, like=[0.0128, 0.0124])
    assert (shown.whole(signed=False), shown.part(shown.parts[0], signed=False)) == ("0.04个百分点", "0.04个百分点")


def test_a_zero_has_no_sign():
    shown = effects(Fraction(0), [Fraction(0)], Unit.PERCENT, EN)
    assert shown.whole() == "0.0 pp"
