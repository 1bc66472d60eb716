"""What is said of a figure, word for word."""

import datetime as dt
from dataclasses import replace

import pytest
from hand_figures import EN, ZH, figure, rate, steady_rates

from opsreport.kinds import Reading
from opsreport.metrics import find
from opsreport.periods import period
from opsreport.show import attained, wording
from opsreport.signals import Verdict
from opsreport.subjects import subject
from opsreport.targets import Target

FALLEN = figure("repurchase_rate_by_user", [*steady_rates(), rate(227, 1000, 0.223, 0.231)])
QUIET = figure("csat", [*steady_rates(), rate(253, 1000)])


@pytest.mark.parametrize(
    "name, zh, en",
    [
        ("repurchase_rate_by_user", "复购率（按用户）", "Repurchase rate (by user)"),
        ("repurchase_rate_by_user[same_day=merge]", "复购率（按用户，按天去重）", "Repurchase rate (by user, orders of one day are one)"),
        ("retention_on_n[n=30]", "第30日留存率", "Day-30 retention"),
        ("retention_within_n[n=7]", "7日内留存率", "Retention within 7 days"),
        ("second_purchase_conversion[days=30]", "新客二次转化率（30天）", "Second-purchase conversion (30 days)"),
        ("second_purchase_conversion[days=1]", "新客二次转化率（1天）", "Second-purchase conversion (1 day)"),
        ("sales_amount[refunds=net]", "销售额（扣除退款）", "Sales (net of refunds)"),
        ("spend_per_buyer[refunds=gross]", "客单价（不扣退款）", "Spend per buyer (refunds not deducted)"),
        ("buyback_rate_next_window", "回购率（两窗口）", "Buy-back rate (next window)"),
        ("mom_growth[of=new_users]", "环比增长率（新增用户数）", "Period-over-period growth (New users)"),
    ],
)
def test_a_name_carries_its_reading(name, zh, en):
    assert (wording.metric_name(find(name), ZH), wording.metric_name(find(name), EN)) == (zh, en)


def test_an_options_unit_stands_behind_its_value():
    abandoned = find("cart_abandonment_rate[hours=24]")
    assert (wording.options_line(abandoned, ZH), wording.options_line(abandoned, EN)) == ("窗口：24小时", "within: 24 hours")


def test_chinese_has_chinese_marks_but_within_numbers():
    assert wording.full_width("结算中,24小时(可设);归因:订单,1,234元,10:30", ZH) == "结算中，24小时（可设）；归因：订单，1,234元，10:30"
    assert wording.full_width("started, (can be set)", EN) == "started, (can be set)"


def test_what_was_agreed_before_has_grouped_thousands():
    held = Target(period("2026-10"), 3000, "higher", history=((dt.date(2026, 9, 15), "2600"), (dt.date(2025, 12, 22), "+0.1234pp")))
    assert attained.history(held, ZH) == "2026年9月15日约定为2,600；2025年12月22日约定为+0.1234pp"
    assert attained.history(held, EN) == "2,600, agreed on 15 September 2026; +0.1234pp, agreed on 22 December 2025"


@pytest.mark.parametrize(
    "reading, zh, en",
    [
        (Reading(reason="zero_denominator"), "无从计算：分母为0", "nobody to count: the denominator is 0"),
        (Reading(reason="incomplete"), "观察期未满，暂不能计算", "its window is still open"),
        (Reading(reason="table_missing", needs=("channel_days.cost",)), "缺渠道花费", "needs marketing costs: none given"),
        (Reading(reason="column_missing", needs=("users.referrer_id",)), "缺用户的邀请人编号", "needs referrer of users: none given"),
        (Reading(reason="table_missing", needs=("feedback.created_at",)), "缺反馈", "needs feedback: none given"),
        (Reading(reason="table_missing", needs=("events.event", "events.occurred_at")), "缺用户行为", "needs events: none given"),
        (
            Reading(reason="table_missing", needs=("channel_days.cost", "channel_days.day", "users.registered_at")),
            "缺渠道花费或访客、注册时间",
            "needs marketing costs or visitors, registration times: none given",
        ),
        (Reading(reason="not_by_city"), "不能按城市拆分", "cannot be split by city"),
        (Reading(), "这一期没有数据", "no data of this period"),
        (Reading(reason="some_new_reason"), "some new reason", "some new reason"),
    ],
)
def test_why_there_is_no_figure(reading, zh, en):
    assert (wording.reason(reading, ZH), wording.reason(reading, EN)) == (zh, en)


def test_a_fall_out_of_the_usual_range_is_real_and_worse():
    shown = subject(FALLEN)
    assert shown.verdict is Verdict.WORSE
    assert wording.verdict(shown, ZH) == "变差：低于正常范围"
    assert wording.verdict(shown, EN) == "Worse: below its usual range"
    assert wording.finding(shown, ZH) == ["复购率（按用户）降到22.7%", "低于正常范围"]
    assert wording.finding(shown, EN) == ["Repurchase rate (by user) fell to 22.7%", "below its usual range"]
    assert wording.comparisons(shown, ZH) == [("环比", "−2.7百分点"), ("同比", "−2.3百分点")]
    assert wording.comparisons(shown, EN) == [("vs Sep", "−2.7 pp"), ("vs Oct 2025", "−2.3 pp")]


def test_a_change_within_the_range_is_noise_however_it_looks():
    assert wording.verdict(subject(QUIET), ZH) == "正常波动"
    assert wording.verdict(subject(QUIET), EN) == "Usual variation"


def test_a_young_shop_is_not_judged():
    young = subject(figure("csat", [rate(250, 1000)] * 4))
    assert (wording.verdict(young, ZH), wording.verdict(young, EN)) == ("历史不足，不判断", "Too few earlier periods to judge")


def test_an_open_window_shows_the_latest_whole_period_and_its_own_comparisons():
    waiting = Reading(reason="incomplete")
    readings = [*steady_rates(), waiting]
    late = subject(figure("retention_on_n[n=30]", readings, latest_mature=(period("2026-09"), readings[-2])))
    assert late.late and late.period.label == "2026-09" and late.value == 0.254
    assert wording.comparisons(late, EN) == [("vs Aug", "+0.4 pp")]
    assert wording.finding(late, EN)[0] == "Day-30 retention rose to 25.4% in September"
    assert wording.finding(late, ZH)[0] == "9月第30日留存率升到25.4%"


def test_a_trend_begins_with_the_first_figure_that_is_known():
    shown = subject(figure("csat", [Reading(reason="not_observed"), rate(1, 4), Reading(reason="zero_denominator"), rate(2, 4)]))
    assert (shown.values, [period.label for period in shown.periods]) == ((0.25, None, 0.5), ["2026-08", "2026-09", "2026-10"])


def test_a_year_is_compared_once():
    assert wording.comparisons(subject(figure("csat", [rate(1, 4), rate(2, 4)], label="2026")), EN) == [("vs 2025", "+25.0 pp")]


def test_a_running_period_is_not_judged():
    whole = figure("new_users", [Reading(100 + k % 3) for k in range(13)])
    running = replace(whole.period, end=whole.period.start.replace(day=9))
    shown = subject(replace(whole, period=running, trend=(*whole.trend[:-1], (running, whole.reading))))
    assert shown.verdict is Verdict.UNJUDGED
    assert (wording.verdict(shown, ZH), wording.verdict(shown, EN)) == ("进行中，期末再判断", "Not over yet")


@pytest.mark.parametrize("name, readings, floor", [("new_users", [1, 40] * 6, 0), ("nps", [-20, 20] * 6, None)])
def test_what_cannot_be_negative_has_no_range_below_zero(name, readings, floor):
    usual = subject(figure(name, [Reading(value) for value in (*readings, 10)])).usual
    assert usual.low == floor if floor == 0 else usual.low < 0
