"""The page's one sentence, word for word, in both languages, whatever the month was like."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hand_figures import EN, ZH, figure, money, rate, steady_rates
from hand_subjects import mover, reading
from hand_subjects import subject as told

from opsreport.causes import Coincidence, Mover
from opsreport.figure import Outlook
from opsreport.kinds import Reading
from opsreport.periods import period
from opsreport.show.markup import words_of
from opsreport.show.sentence import sentence
from opsreport.signals import Verdict
from opsreport.subjects import subject
from opsreport.targets import RANGE, Target
from opsreport.words import Text

OCTOBER = period("2026-10")
FALLEN = subject(figure("repurchase_rate_by_user", [*steady_rates(), rate(227, 1000, 0.223, 0.231)]))
QUIET = subject(figure("csat", [*steady_rates(), rate(253, 1000)]))
SALES_FIGURE = figure("sales_amount[refunds=net]", money(*["100", "104"] * 6, "103"))
SALES = subject(SALES_FIGURE)


def said(*subjects, locale=ZH, **how) -> str:
    return words_of(sentence(subjects, locale, **how))


def held(shown, value, *, gap, met, achievement=None, better="higher", **more):
    """The subject with a target."""
    target = Target(shown.period, value, better, gap=gap, met=met, achievement=achievement, **more)
    return replace(shown, figure=replace(shown.figure, target=target))


def test_the_money_and_the_worst_change():
    assert said(FALLEN, SALES, QUIET, money_first=True) == "10月销售额103.0元，环比−1.0%；复购率降到22.7%，低于正常范围。"
    assert said(FALLEN, SALES, QUIET, locale=EN, money_first=True) == (
        "October: sales came to ¥103.0, −1.0% on September; repurchase rate fell to 22.7%, below its usual range."
    )


def test_on_a_page_of_its_own_the_first_figure_leads():
    assert said(QUIET, SALES).startswith("10月客户满意度25.3%")


def test_a_target_takes_the_place_of_the_change():
    missed = held(SALES, Decimal(110), gap=Decimal(-7), met=False, achievement=103 / 110)
    assert said(missed, money_first=True) == "10月销售额103.0元，完成目标93.6%；没有真实变化。"
    assert said(missed, locale=EN, money_first=True) == "October: sales came to ¥103.0, 93.6% of target; it did not really change."


@pytest.mark.parametrize(
    "how, zh, en",
    [
        ({"value": 0.25, "gap": 0.003, "met": True, "achievement": 1.012}, "比目标高0.3百分点", "0.3 pp above target"),
        ({"value": 0.30, "gap": -0.047, "met": False, "achievement": 0.84}, "比目标低4.7百分点", "4.7 pp below target"),
        ({"value": 0.253, "gap": 0.0, "met": True, "achievement": 1.0}, "正好达到目标", "exactly on target"),
        ({"value": None, "low": 0.2, "high": 0.3, "gap": 0.0, "met": True, "better": RANGE}, "在约定区间内", "within the agreed range"),
        ({"value": None, "gap": None, "met": None}, "环比−0.1百分点", "−0.1 pp on September"),  # what it is counted from is not known
    ],
)
def test_a_rate_beside_its_target(how, zh, en):
    rated = held(QUIET, how.pop("value"), **how)
    assert said(rated) == f"10月客户满意度25.3%，{zh}；没有真实变化。"
    assert said(rated, locale=EN) == f"October: customer satisfaction came to 25.3%, {en}; it did not really change."


@pytest.mark.parametrize("locale, words", [(ZH, "降幅主要来自<bdi>短视频</bdi>渠道"), (EN, "mostly from <bdi>短视频</bdi>")])
def test_where_the_worst_change_comes_from(locale, words):
    found = sentence([SALES, FALLEN], locale, movers=[mover(FALLEN, "acquisition_channel", "短视频")], money_first=True)
    assert words in found


def test_four_segments_are_named_and_more_are_not():
    four = mover(FALLEN, "acquisition_channel", *"甲乙丙丁")
    assert said(SALES, FALLEN, movers=[four]).endswith("低于正常范围，降幅主要来自甲渠道、乙渠道、丙渠道和丁渠道。")
    five = mover(FALLEN, "acquisition_channel", *"甲乙丙丁戊")
    assert said(SALES, FALLEN, movers=[five]).endswith("低于正常范围，降幅主要来自甲渠道、乙渠道、丙渠道、丁渠道等。")


FLOOD = Coincidence("incident", Text("仓库进水", "Warehouse flooded"), dt.date(2026, 10, 7))
NATIONAL_DAY = Coincidence("holiday", Text("国庆", "National Day"), dt.date(2026, 10, 1))


def test_what_happened_at_the_time_stands_in_the_sentence():
    fallen = replace(mover(FALLEN, "city", "上海", "苏州"), coincides=(NATIONAL_DAY, FLOOD))
    assert said(SALES, FALLEN, movers=[fallen]).endswith("，降幅主要来自上海和苏州，同期“仓库进水”。")
    assert said(SALES, FALLEN, locale=EN, movers=[fallen]).endswith(", mostly from 上海 and 苏州, during “Warehouse flooded”.")


def test_what_happened_is_no_source_where_none_is_known():
    assert "仓库" not in said(SALES, FALLEN, movers=[Mover(FALLEN, coincides=(FLOOD,))])


def test_a_missed_target_is_told_with_its_figure():
    missed = held(FALLEN, 0.25, gap=-0.023, met=False, achievement=0.91)
    assert "；复购率降到22.7%（目标25.0%）。" in said(SALES, missed, movers=[Mover(missed)])


def test_what_else_got_worse_is_named():
    others = [subject(figure(name, [*steady_rates(), rate(part, 1000)])) for name, part in (("csat", 200), ("resolution_rate", 200))]
    moved = [Mover(one) for one in (FALLEN, *others)]
    assert all(one.verdict is Verdict.WORSE for one in others)
    assert said(SALES, FALLEN, movers=moved).endswith("低于正常范围；客户满意度和问题解决率也变差。")
    assert said(SALES, FALLEN, locale=EN, movers=moved[:2]).endswith("below its usual range; customer satisfaction got worse too.")


def test_more_than_two_are_counted():
    """Those that have no card on the page are counted and named last."""
    elsewhere, *here = (subject(figure(name, [*steady_rates(), rate(200, 1000)])) for name in ("review_rate", "csat", "resolution_rate"))
    moved = [Mover(one) for one in (FALLEN, elsewhere, *here)]
    assert said(SALES, FALLEN, *here, movers=moved).endswith("；客户满意度、问题解决率等3项也变差。")
    assert said(SALES, FALLEN, *here, locale=EN, movers=moved).endswith("; customer satisfaction, resolution rate and 1 more got worse too.")


def test_a_name_with_a_colon_has_none_in_a_list():
    late = subject(figure("first_response_time", [*steady_rates(), rate(200, 1000)], part="within_sla"))
    moved = [Mover(FALLEN), Mover(replace(late, verdict=Verdict.WORSE))]
    assert said(SALES, FALLEN, late, movers=moved).endswith("；首次响应时间的时限内响应率也变差。")
    assert said(SALES, FALLEN, late, locale=EN, movers=moved).endswith("; first response time (answered in time) got worse too.")


@pytest.mark.parametrize("locale", [ZH, EN])
def test_a_long_sentence_is_set_smaller(locale):
    short = sentence([SALES, QUIET], locale)
    four = mover(FALLEN, "acquisition_channel", *(name * 5 for name in ("北京", "上海", "广州", "深圳")))
    assert "long" not in short and '<span class="long">' in sentence([SALES, FALLEN, QUIET], locale, movers=[replace(four, coincides=(FLOOD,))])


def test_the_sentence_of_a_page_counts_what_changed_further_down():
    risen = told("new_users", 300, previous=100, usual=(80, 120), verdict=Verdict.BETTER)
    assert said(SALES, QUIET, others=[FALLEN, FALLEN, risen, QUIET]).endswith("；2项关键数字都没有真实变化；其他指标中2项变差，1项变好。")
    assert said(SALES, QUIET, locale=EN, others=[FALLEN]).endswith("none of the 2 key figures really changed; of the other figures 1 got worse.")
    assert said(SALES, QUIET, others=[QUIET]).endswith("；2项关键数字都没有真实变化。")


def test_what_ends_in_latin_letters_has_a_verb_before_its_figure():
    roi = subject(figure("promotion_roi", steady_rates()))
    assert said(roi).startswith("10月推广ROI为25.")


def test_figures_that_cannot_be_judged_are_not_called_unchanged():
    young = subject(figure("resolution_rate", [rate(250, 1000)] * 2))
    assert said(SALES, QUIET, young).endswith("；关键数字中能判断的2项没有真实变化。")
    assert said(SALES, young, locale=EN).endswith("; the only key figure that can be judged did not really change.")


def test_after_a_change_for_the_better_what_was_missed_is_named():
    risen = told("new_users", 300, previous=100, usual=(80, 120), verdict=Verdict.BETTER)
    missed = held(QUIET, 0.3, gap=-0.047, met=False)
    assert said(SALES, missed, risen, movers=[Mover(risen)]).endswith("新增用户数升到300人，高于正常范围；客户满意度未达标。")


def test_a_value_just_beyond_its_range_is_not_called_real():
    thin = subject(figure("repurchase_rate_by_user", [*steady_rates(), rate(240, 1000, 0.214, 0.267)]))
    missed = held(thin, 0.3, gap=-0.06, met=False, achievement=0.8)
    assert thin.verdict is Verdict.BORDERLINE
    assert said(SALES, missed, movers=[Mover(missed)]).endswith("；复购率24.0%，比目标低6.0百分点，略低于正常范围，未必是真实变化。")


def test_a_small_part_is_not_called_the_source():
    whole = mover(FALLEN, "acquisition_channel", "短视频")
    small = replace(whole, cause=replace(whole.cause, change=3 * whole.cause.change))
    assert "来自" not in said(SALES, FALLEN, movers=[small])


def test_a_change_from_another_period_than_the_one_before_has_no_source_here():
    whole = mover(FALLEN, "acquisition_channel", "短视频")
    other = replace(whole, cause=replace(whole.cause, against=period("2026-07")))
    assert "来自" not in said(SALES, FALLEN, movers=[other])


def test_a_reversal_is_the_mix():
    whole = mover(FALLEN, "acquisition_channel", "短视频")
    turned = replace(whole, cause=replace(whole.cause, reversal=True))
    assert said(SALES, FALLEN, movers=[turned]).endswith("低于正常范围，变的是构成。")
    assert said(SALES, FALLEN, locale=EN, movers=[turned]).endswith("below its usual range, as the mix has changed.")


def test_a_figure_that_is_itself_the_change_is_not_named_twice():
    assert said(FALLEN) == "10月复购率22.7%，环比−2.7百分点，低于正常范围。"
    assert said(FALLEN, locale=EN) == "October: repurchase rate came to 22.7%, −2.7 pp on September, below its usual range."


def test_a_quiet_month():
    assert said(SALES, QUIET) == "10月销售额103.0元，环比−1.0%；2项关键数字都没有真实变化。"
    assert said(SALES, QUIET, locale=EN).endswith("; none of the 2 key figures really changed.")


def test_a_quiet_month_says_what_it_missed():
    missed = held(QUIET, 0.3, gap=-0.047, met=False)
    assert said(SALES, missed).endswith("；2项关键数字都没有真实变化；客户满意度未达标。")
    other = held(replace(QUIET, figure=figure("repurchase_rate_by_user", [*steady_rates(), rate(253, 1000)])), 0.3, gap=-0.047, met=False)
    assert said(SALES, missed, other, locale=EN).endswith(
        "none of the 3 key figures really changed; customer satisfaction and repurchase rate missed their targets."
    )


def test_a_target_missed_badly_without_a_real_change():
    missed = held(QUIET, 0.4, gap=-0.147, met=False, achievement=0.63)
    assert said(SALES, missed, movers=[Mover(missed)]).endswith("；客户满意度25.3%，比目标低14.7百分点，仍在正常范围内。")
    assert said(missed, movers=[Mover(missed)]).endswith("比目标低14.7百分点，仍在正常范围内。")


def test_a_change_for_the_better_when_nothing_is_worse():
    risen = told("new_users", 300, previous=100, usual=(80, 120), verdict=Verdict.BETTER)
    assert said(SALES, risen).endswith("；新增用户数升到300人，高于正常范围。")


def test_an_open_window_names_its_period():
    late = subject(figure("retention_on_n[n=30]", [*steady_rates()[:-1], rate(100, 1000), Reading(reason="incomplete")]))
    late = subject(replace(late.figure, latest_mature=late.figure.trend[-2]))
    assert said(SALES, late).endswith("；9月第30日留存率降到10.0%，低于正常范围。")


def running(outlook=None, target=None):
    cut = period("2026-11").cut(period("2026-11").start.replace(day=9))
    trend = (*SALES_FIGURE.trend[:-1], (cut, reading(Decimal(312))))
    return subject(replace(SALES_FIGURE, period=cut, reading=reading(Decimal(312)), trend=trend, outlook=outlook, target=target))


def test_a_running_period_says_where_it_is_heading():
    assert said(running()) == "11月前8天销售额312.0元；期末再判断哪些变化是真的。"
    ahead = running(Outlook(Decimal(1310), Decimal(1240), Decimal(1380)), Target(period("2026-11"), Decimal(1440), "higher"))
    assert said(ahead) == "11月前8天销售额312.0元，按进度预计1,310元（1,240–1,380元），相当于目标的91.0%；期末再判断哪些变化是真的。"
    assert said(ahead, locale=EN) == (
        "November, first 8 days: sales came to ¥312.0, heading for ¥1,310 (¥1,240–¥1,380), 91.0% of target; "
        "real changes are told from noise at the end of the period."
    )


def test_a_young_shop():
    young = subject(figure("csat", [rate(250, 1000)] * 3))
    assert said(young) == "10月客户满意度25.0%，环比0.0百分点；历史不足，还不能判断哪些变化是真的。"
    first = subject(figure("csat", [rate(250, 1000)]))
    assert said(first, locale=EN).endswith(" came to 25.0%; there are too few earlier periods to tell real changes from noise.")


def test_nothing_is_known():
    nothing = subject(figure("csat", [Reading(reason="not_observed")] * 13))
    assert said(nothing) == "本期的核心指标都还不能计算。"
    assert said(nothing, locale=EN) == "None of the headline figures can be computed yet."


def test_names_that_would_be_the_same_are_told_in_full():
    orders = subject(figure("repurchase_rate_by_transaction", [rate(250, 1000), rate(260, 1000)]))
    users = subject(figure("repurchase_rate_by_user", [rate(250, 1000), rate(260, 1000)]))
    assert said(orders, users).startswith("10月复购率（按交易")
    assert said(users).startswith("10月复购率26.0%")
