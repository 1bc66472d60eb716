"""The summary of hand-made findings: the minute, the cards, what moved, the noise, the state of the data; word for word where words decide."""

import datetime as dt
import re
from dataclasses import asdict, replace
from decimal import Decimal

import html5lib
import pytest
from hand_figures import EN, ZH, figure, money, rate, steady_rates
from hand_subjects import mover
from tiny_shop import REPORT, notebook

from opsreport.causes import Coincidence, Mover, Tested
from opsreport.figure import Outlook
from opsreport.findings import Findings, State, as_large
from opsreport.kinds import Reading
from opsreport.metrics import find as metric
from opsreport.metrics.ledgers import Imbalance
from opsreport.notes import Note
from opsreport.params import read_params
from opsreport.periods import period
from opsreport.playbook import Aim, Suggestion
from opsreport.show.cards import card
from opsreport.show.headline import legend, summary
from opsreport.show.minute import Intake, minute
from opsreport.show.movers import movers
from opsreport.show.noise import noise
from opsreport.show.places import places
from opsreport.show.state import answer, completed, standing, state
from opsreport.subjects import subject
from opsreport.targets import Target
from opsreport.words import Text

OCTOBER = period("2026-10")
WAITING = Reading(reason="incomplete")
FALLEN = figure("repurchase_rate_by_user", [*steady_rates(), rate(227, 1000, 0.202, 0.236)])
RISEN = figure("new_users", [Reading(value) for value in (*[100, 104] * 6, 300)])
QUIET = figure("csat", [*steady_rates(), rate(246, 1000)])
SALES = figure("sales_amount[refunds=net]", money(*["100", "104"] * 6, "103"))
ABSENT = figure("cac[basis=paying]", [Reading(reason="table_missing", needs=("channel_days.cost",))] * 13)
INTAKE = Intake(1_758_724, 48, dt.date(2026, 10, 31))
NOBODY = Findings(OCTOBER, (), ())


def late(due=dt.date(2026, 11, 30)):
    readings = [*steady_rates(), WAITING]
    return replace(figure("retention_on_n[n=30]", readings, latest_mature=(period("2026-09"), readings[-2])), due_on=due)


def aimed(one, value, *, met, gap, achievement=None, better="higher", of=None):
    return replace(one, target=Target(of or period("2026-10"), value, better, met=met, gap=gap, achievement=achievement))


def findings(*figures, moved=(), **more) -> Findings:
    subjects = tuple(map(subject, figures))
    found = tuple(Mover(one) for one in subjects if one.verdict.real) if moved == () else moved
    return Findings(figures[0].period, tuple(figures), subjects, found, **more)


def suggestion(number=1) -> Suggestion:
    aim = Aim(metric("repurchase_rate_by_user")(same_day="count", window="period"), None, (), True, 0.238, True, "lower end")
    action = Text("给视频新客发第二单券", "Send new buyers a coupon")
    audience = Text("本期新客", "new buyers")
    owner = Text("运营岗", "Operations")
    return Suggestion(f"S-2026-10-{number:02}", action, "operations", owner, audience, 94, dt.date(2026, 11, 8), aim, (subject(FALLEN),))


def explained(one, *segments):
    """A mover whose fall of the rate comes from these channels."""
    made = mover(one, "acquisition_channel", *segments)
    parts = tuple(replace(part, base_share=0.3, now_share=0.4) for part in made.cause.parts)
    return replace(made, cause=replace(made.cause, base=one.previous, now=one.reading, parts=parts, leading=parts))


def text(fragment) -> str:
    """The words, blocks apart."""
    spaced = re.sub(r"(</(?:li|p|dt|dd|h3|div|dl|b|caption|tr|td|th|a)>)", r"\1 ", fragment)
    return re.sub(r"\s+", " ", "".join(html5lib.parseFragment(spaced, namespaceHTMLElements=False).itertext())).strip()


# ---------------------------------------------------------------- the minute


def test_the_minute_of_a_month_with_targets_and_suggestions():
    figures = (aimed(SALES, Decimal(100), met=True, gap=Decimal(3), achievement=1.03), aimed(FALLEN, 0.25, met=False, gap=-0.023), RISEN, QUIET)
    found = findings(*figures, suggestions=(suggestion(),), planned=True)
    assert text(minute(found, INTAKE, ZH)) == (
        "达标 1/2 未达标：复购率 真实变化 2 ▼ 变差：复购率 ▲ 变好：新增用户数 "
        "正常波动 2 其余各项在正常范围内，不必解读 下一步 1 先做：给视频新客发第二单券"
    )
    assert text(minute(found, INTAKE, EN)) == (
        "On target 1/2 Missed: repurchase rate Real changes 2 ▼ Worse: repurchase rate ▲ Better: new users "
        "Noise 2 All others are within their usual range To do 1 First: send new buyers a coupon"
    )


def test_without_targets_and_playbook_something_else_stands_there():
    said = text(minute(findings(QUIET, ABSENT), INTAKE, ZH))
    assert said.startswith("可计算 1/2 没有约定目标；1项没有数据 真实变化 0 没有超出正常范围的变化 正常波动 1 在正常范围内，不必解读")
    assert said.endswith("剔除的行 48 占读入176万行的<0.01%；数据到10月31日")


def test_nothing_to_do_is_said():
    assert text(minute(findings(QUIET, planned=True), INTAKE, EN)).endswith("To do 0 Nothing needs to be done.")


def test_a_young_shop_is_not_called_quiet():
    said = text(minute(findings(figure("csat", [rate(1, 4)] * 3)), INTAKE, ZH))
    assert "真实变化 0 历史不足，还不能判断 正常波动 0 1项还不能判断" in said


def running(one, outlook=None, target=None):
    cut = period("2026-10").cut(dt.date(2026, 10, 9))
    return replace(one, period=cut, trend=(*one.trend[:-1], (cut, one.reading)), outlook=outlook, target=target)


@pytest.mark.parametrize(
    "value, said", [(90, "预计达标 0/1 照此进度达不到：新增用户数"), (110, "预计达标 1/1 照此进度都能达标"), (None, "已过天数 8/31 期末再判断")]
)
def test_a_running_period_says_whether_it_is_on_course(value, said):
    outlook = Outlook(value, value - 5, value + 5) if value else None
    assert text(minute(findings(running(RISEN, outlook, Target(OCTOBER, 100, "higher"))), INTAKE, ZH)).startswith(said)


def test_a_target_missed_on_another_page_is_named_with_what_was_reached():
    near, far = (aimed(QUIET, 0.3, met=False, gap=-0.05, achievement=reached) for reached in (0.95, 0.61))
    held = (subject(near), subject(replace(far, metric=metric("resolution_rate"))))
    headline = aimed(SALES, Decimal(90), met=True, gap=Decimal(13), achievement=1.1)
    assert "达标 1/1 全部达标 其他页未达标：问题解决率（完成61%）、客户满意度（完成95%）" in text(minute(findings(headline, held=held), INTAKE, ZH))
    assert "Missed on other pages: resolution rate (61% of target)" in text(minute(findings(headline, held=held), INTAKE, EN))


def test_what_should_be_low_says_how_far_above_it_is():
    over = aimed(figure("cac", [Reading(Decimal("39.59"))] * 2), Decimal(36), met=False, gap=Decimal("3.59"), achievement=36 / 39.59, better="lower")
    assert "未达标：获客成本（高3.59元）" in text(minute(findings(over), INTAKE, ZH))
    assert "Missed: customer acquisition cost (¥3.59 above)" in text(minute(findings(over), INTAKE, EN))


def test_changes_of_one_kind_stand_in_one_line():
    fell = replace(FALLEN, metric=metric("resolution_rate"))
    said = text(minute(findings(FALLEN, fell, RISEN), INTAKE, ZH))
    assert "真实变化 3 ▼ 变差：复购率、问题解决率 ▲ 变好：新增用户数 " in said


def test_many_names_are_counted():
    names = ["csat", "mau[window=month]", "dau", "new_users", "nps", "sales_amount[refunds=net]"]
    missed = [aimed(figure(name, [Reading(Decimal(1))] * 2), Decimal(2), met=False, gap=Decimal(-1)) for name in names]
    assert "0/6 未达标：客户满意度、月活跃用户数、日活跃用户数、新增用户数等6项" in text(minute(findings(*missed), INTAKE, ZH))


# ---------------------------------------------------------------- cards


def test_a_card_says_what_was_agreed_and_how_it_stands():
    said = text(card(subject(aimed(FALLEN, 0.25, met=False, gap=-0.023)), ZH))
    assert said.endswith("✕ 未达标 ，低2.3百分点 目标 25.0% 环比 −2.7百分点 同比 −2.3百分点 ▼ 变差：低于正常范围")
    assert "stroke-dasharray" in card(subject(aimed(FALLEN, 0.25, met=False, gap=-0.023)), ZH)


def test_a_target_that_was_met_has_no_colour():
    fragment = card(subject(aimed(SALES, Decimal(100), met=True, gap=Decimal(3), achievement=1.03)), EN)
    assert '<p class="state"><b><span aria-hidden="true">✓</span> On target</b>, at 103.0%</p>' in fragment
    assert "var(--bad)" not in fragment and "var(--good)" not in fragment


def test_an_open_window_names_the_shown_period_and_when_the_next_is_known():
    said = text(card(subject(late()), ZH))
    assert "25.4% 9月" in said and said.endswith("正常波动10月观察期11月30日满")
    assert text(card(subject(late(None)), EN)).endswith("Oct: window still open")
    assert text(card(subject(late(dt.date(2027, 1, 30))), EN)).endswith("Oct closes on 30 January 2027")


def test_a_running_card_says_where_it_is_heading_and_judges_nothing():
    said = text(card(subject(running(RISEN, Outlook(1310, 1240, 1380), Target(OCTOBER, 1440, "higher"))), ZH))
    assert "进行中，已过8/31天，按进度预计1,310人（1,240–1,380人）" in said and "✕" not in said and "✓" not in said


def test_the_line_over_the_cards_explains_only_what_is_drawn():
    assert legend([subject(QUIET)], ZH) == "近13个月走势，灰带为正常范围。点指标名看口径。"
    assert legend([subject(aimed(FALLEN, 0.25, met=False, gap=-0.023))], EN) == (
        "Last 13 months; grey band: usual range; dashes: target; coloured dot: a real change. Tap a name for its definition."
    )
    assert legend([subject(figure("csat", [rate(1, 4)]))], ZH) == "点指标名看口径。"


def test_what_the_shop_has_no_data_for_is_named_in_a_line_and_has_no_card():
    fragment = summary(findings(QUIET, ABSENT), INTAKE, ZH, title="核心指标")
    assert fragment.count('class="card"') == 1
    assert text(fragment).endswith("没有数据，不列：获客成本。 差值按未取整的数计算，末位可能与所列两数之差相差1。")


def test_a_persons_note_stands_under_the_minute_in_its_language_only():
    found = findings(QUIET, notes={"zh": Note("运营备注", "停电两天")})
    assert "运营备注 停电两天" in text(summary(found, INTAKE, ZH, title="核心指标"))
    assert "停电" not in summary(found, INTAKE, EN, title="Headline figures")


# ---------------------------------------------------------------- what moved


def test_a_mover_has_its_facts():
    one = subject(aimed(FALLEN, 0.25, met=False, gap=-0.023))
    happened = Coincidence("campaign", Text("秋上新", "秋上新"), dt.date(2026, 10, 8))
    found = findings(one.figure, moved=(replace(explained(one, "短视频"), coincides=(happened,)),))
    said = text(movers(found, ZH))
    assert said.startswith("复购率降到22.7%，低于正常范围 变化 环比−2.7百分点（25.4%→22.7%），同比−2.3百分点 判断 真实变化，变差。 ")
    assert "变差。 低于正常范围的下限" in said
    assert "目标 ✕ 未达标，低2.3百分点 （目标25.0%）" in said
    assert "同期 活动“秋上新”（10月8日起）；时间吻合，未经实验证实" in said
    assert "近13个月首次低于正常范围" in said
    english = text(movers(found, EN))
    assert english.startswith("Repurchase rate fell to 22.7%, below its usual range Change −2.7 pp vs Sep (25.4% → 22.7%), −2.3 pp vs Oct 2025")
    assert "Real, and worse. Below the usual range, which starts at" in english


def test_what_has_the_same_source_is_one_table_under_the_first():
    first, second = subject(FALLEN), subject(RISEN)
    happened = (Coincidence("campaign", Text("秋上新", "秋上新"), dt.date(2026, 10, 8)),)
    both = (replace(explained(first, "短视频"), coincides=happened),
            replace(explained(second, "短视频"), coincides=happened, same_as=first))  # fmt: skip
    fragment = movers(findings(FALLEN, RISEN, moved=both), ZH)
    assert fragment.count('class="pair"') == 1 and fragment.count("秋上新") == 1
    said = text(fragment)
    assert "同样来自短视频渠道的还有1项 10月与9月相比 指标 变化 短视频的贡献 新增用户数▲ 变好 +188.5%104人→300人" in said
    assert "One more from 短视频 October against September Figure Change 短视频 adds New users▲ Better" in text(
        movers(findings(FALLEN, RISEN, moved=both), EN)
    )


def test_three_of_one_source_follow_the_first_of_them():
    """Each refers to the one before it; another source stands apart."""
    one, two, three = (subject(replace(FALLEN, metric=metric(name))) for name in ("csat", "resolution_rate", "complaint_rate"))
    found = (explained(one, "短视频"), replace(explained(two, "短视频"), same_as=one), replace(explained(three, "短视频"), same_as=two),
             explained(subject(RISEN), "搜索"))  # fmt: skip
    said = text(movers(findings(FALLEN, RISEN, moved=found), ZH))
    assert "同样来自短视频渠道的还有2项" in said and said.index("还有2项") < said.index("新增用户数升到300人，高于正常范围")


def old(*last) -> Findings:
    """A fall of the repurchase rate beside the old customers' figure."""
    own = subject(figure("old_customer_buyback_rate", [*steady_rates(), *last]))
    return replace(findings(FALLEN), old_customers=own)


def test_whether_old_customers_got_worse_is_said_where_all_buyers_did():
    assert "老客 老客没有变差：老客回购率24.6%，环比−0.8百分点，在正常范围内。" in text(movers(old(rate(246, 1000)), ZH))
    assert "老客也变差：老客回购率20.0%，环比−5.4百分点，低于正常范围。" in text(movers(old(rate(200, 1000)), ZH))
    assert "Existing customers got worse too: old-customer buy-back rate 20.0%" in text(movers(old(rate(200, 1000)), EN))
    assert "老客" not in text(movers(replace(old(rate(200, 1000)), movers=findings(RISEN).movers), ZH))
    assert "老客" not in text(movers(findings(FALLEN), ZH))


def test_what_has_no_card_here_is_defined_where_it_is_named():
    first, second = subject(FALLEN), subject(replace(FALLEN, metric=metric("buyback_rate_on_day")))
    moved = (explained(first, "短视频"), replace(explained(second, "短视频"), same_as=first))
    assert "回购率：本期下单用户中，本期首日之前买过者的占比。" in text(movers(findings(FALLEN, moved=moved), ZH))


def test_new_users_whose_quality_is_not_known_yet():
    said = movers(findings(RISEN, late()), ZH)
    assert "未知 他们的第30日留存率要到11月30日才知道，现在不能判断质量" in text(said)
    assert "未知" not in text(movers(findings(RISEN), ZH))


def test_a_missed_target_without_a_real_change_is_no_real_change():
    one = subject(aimed(QUIET, 0.4, met=False, gap=-0.154))
    said = text(movers(findings(one.figure, moved=(Mover(one),)), ZH))
    assert said.startswith("客户满意度降到24.6%，比目标低15.4百分点 变化")
    assert "判断 不是真实变化 ，正常范围" in said and "没有哪个维度" not in said


def test_a_real_change_that_nothing_explains_says_so():
    assert "来自 没有哪个维度能单独解释这次变化" in text(movers(findings(FALLEN), ZH))


def test_what_fell_and_is_too_high_still_is_not_said_to_fall():
    one = subject(figure("new_users", [Reading(value) for value in (*[100, 104] * 5, 100, 320, 300)]))
    assert text(movers(findings(one.figure), ZH)).startswith("新增用户数为300人，高于正常范围")


@pytest.mark.parametrize(
    "low, high, zh, en",
    [
        (0.028, 0.047, "14天内购买率+3.8个百分点，由“沉默召回”引起（{}实验证实）", "Bought within 14 days: +3.8 pp, caused by “沉默召回” (tested{})"),
        (-0.01, 0.08, "看不出“沉默召回”的效果（{}实验）", "No effect of “沉默召回” was seen (tested{})"),
    ],
)
def test_what_an_experiment_has_shown(low, high, zh, en):
    arms = Reading(0.043, numerator=122, denominator=2862), Reading(0.004, numerator=3, denominator=691)
    told = Tested(Text("沉默召回", "沉默召回"), Text("14天内购买率", "Bought within 14 days"), *arms, 0.038, low, high)
    for tried, days in ((told, ("", "")), (replace(told, began_on=dt.date(2026, 9, 1)), ("2026年9月1日起的", " from 1 September 2026"))):
        found = findings(QUIET, tested=(tried,))
        assert zh.format(days[0]) in text(movers(found, ZH)) and en.format(days[1]) in text(movers(found, EN))
    assert "未检验 只比较了入组后14天内是否购买" in text(movers(found, ZH))


def test_a_mover_leads_to_the_page_that_tells_of_it():
    pages = {"repurchase_rate_by_user": (Text("复购与价值", "Repurchase"), {"zh": "repurchase.html", "en": "repurchase.en.html"})}
    assert '<a href="repurchase.html">复购与价值</a>' in movers(findings(FALLEN), ZH, pages=pages)
    assert '<a href="repurchase.en.html">Repurchase</a>' in movers(findings(FALLEN), EN, pages=pages)
    assert "href" not in movers(findings(RISEN), ZH, pages=pages)


def test_the_page_of_a_figure_is_the_one_whose_opening_names_it(tmp_path):
    notebook(tmp_path / "notebooks" / "growth.ipynb", "page.headline(growth.new_users)", "page.by(growth.cac)", title="增长 | Growth")
    notebook(tmp_path / "notebooks" / "costs.ipynb", "page.headline(growth.cac)", "page.trend(growth.new_users, growth.mau)", title="花费 | Costs")
    notebook(tmp_path / "notebooks" / "other.ipynb", "page.headline(feedback.csat)")
    (tmp_path / "orders.csv").write_text("order_id,user_id,paid_at,amount\n", encoding="utf-8")
    (tmp_path / "report.yml").write_text(REPORT.format(pages="summary, growth, costs", until="2024-12-31", more=""), encoding="utf-8")
    found = places(read_params(tmp_path / "report.yml"))
    assert {name: found[name].page for name in ("new_users", "cac", "mau")} == {"new_users": "growth", "cac": "costs", "mau": "costs"}
    assert found["cac"].title == Text("花费", "Costs") and "csat" not in found


def test_a_ratio_of_money_shows_which_side_moved():
    roi = [Reading(1 + k % 2 / 10, numerator=Decimal(100 + k % 2 * 10), denominator=Decimal(100)) for k in range(12)]
    fallen = figure("promotion_roi", [*roi, Reading(0.1, numerator=Decimal(50), denominator=Decimal(500))])
    assert "渠道花费＝50 ÷ 500；9月为110 ÷ 100" in text(movers(findings(fallen), ZH))
    assert "channel cost = 50 ÷ 500; 110 ÷ 100 in September" in text(movers(findings(fallen), EN))


def test_a_month_of_which_nothing_moved():
    assert text(movers(findings(QUIET), ZH)).startswith("没有真实变化，也没有离目标很远的指标。")


# ---------------------------------------------------------------- noise


def test_the_noise_is_one_line():
    said = text(noise(findings(QUIET, SALES), ZH))
    assert said.startswith("客户满意度24.6%，环比−0.8百分点，正常波动 判断 正常波动，不必解读。 在正常范围")
    assert "变化比此前11次都大，但没有超出范围" in said
    assert "其余 销售额也在正常范围内" in said


@pytest.mark.parametrize(
    "hundredths, zh, en",
    [
        ((24, 26, 25, 24, 26, 24, 25, 26), "此前6次变化中有6次幅度不比这次小", "6 of the 6 earlier changes were as large or larger"),
        ((25, 25, 25, 28, 28, 28, 26), "此前5次变化中有1次幅度不比这次小", "one of the 5 earlier changes was as large or larger"),
    ],
)
def test_earlier_changes_as_large_are_counted_in_words(hundredths, zh, en):
    found = findings(figure("csat", [rate(k, 100) for k in hundredths]))
    assert zh in text(noise(found, ZH)) and en in text(noise(found, EN))


def test_a_months_length_is_told_of_totals():
    assert "日历 销售额，10月多1天，按日均为−4.2%" in text(noise(findings(SALES), ZH))  # 103 / 31 against 104 / 30


def test_as_large_counts_earlier_changes_of_neighbours():
    values = [rate(k, 100) for k in (10, 14, 12, 12, 15, 13)]
    assert as_large(subject(figure("csat", values))) == (3, 4)  # of 4, 2, 0, 3 those of 2 or more
    assert as_large(subject(figure("csat", values[:3]))) is None
    assert as_large(subject(figure("csat", [*values[:-1], Reading(reason="zero_denominator")]))) is None


# ---------------------------------------------------------------- the state of the data


def data(**changed) -> State:
    given = ("users", "events", "orders", "feedback")
    usual = dict(until=dt.date(2026, 10, 31), read=1_000, set_aside=0, given=given, lacking=(), ledgers=2, broken=())
    return State(**(usual | changed))


CAC = (metric("cac"), ("channel_days.cost", "channel_days.day"))


def test_all_is_well():
    said = text(state(findings(QUIET), data(), ZH, data_page={}))
    assert said == "✓ 完整 4张表到齐，数据完整到2026年10月31日 ✓ 相符 2本台账都对得上：期初＋增加－减少＝期末"
    assert answer(standing(data()), ZH) == "可用"


def test_rows_that_were_set_aside_lead_to_the_page_on_the_data():
    fragment = state(findings(QUIET), data(set_aside=3), EN, data_page={"zh": "data.html", "en": "data.en.html"})
    assert '3 rows set aside (0.30%), reasons on the <a href="data.en.html">data page</a>' in fragment


def test_what_is_not_given_is_said_once():
    assert "! 未提供 渠道投放：1项指标不计算" in text(state(findings(QUIET), data(lacking=(CAC,)), ZH, data_page={}))
    assert answer(standing(data(lacking=(CAC,))), EN) == "Usable, one gap"


def test_tables_that_end_early_are_named_with_their_last_day():
    old = data(stale={"touches": dt.date(2026, 10, 6), "assignments": dt.date(2025, 9, 1)}, lacking=(CAC,))
    assert answer(standing(old), ZH) == "可用，缺1项，2张表偏旧" and answer(standing(old), EN) == "Usable, one gap, 2 tables end early"
    assert "! 偏旧 实验分组只到2025年9月1日；触达只到10月6日" in text(state(findings(QUIET), old, ZH, data_page={}))


def test_what_nobody_writes_down_is_known_when_all_pages_are_there():
    stands = standing(data(stale={"touches": dt.date(2026, 10, 6)}))
    left = {"html": {"zh": state(findings(QUIET), data(), ZH, data_page={})}, "answer": {"zh": answer(stands, ZH)}, "standing": asdict(stands)}
    told = completed(left, [("记录", "新绑卡数"), ("渠道投放", "获客成本"), ("记录", "新绑卡数"), ("记录", "打赏")], ZH)
    assert told["answer"]["zh"] == "可用，缺2项，1张表偏旧"
    assert text(told["html"]["zh"]).endswith("! 缺记录 新绑卡数、打赏：没有人登记，不计算")
    assert completed(left, [("渠道投放", "获客成本")], ZH) == left


def test_a_shop_with_orders_only_is_usable():
    few = data(given=("orders",), lacking=(CAC, (metric("nps"), ("feedback.score",))))
    assert answer(standing(few), ZH) == "可用，只有订单"
    assert "– Not given Channel days, feedback: 2 figures are not computed" in text(state(findings(QUIET), few, EN, data_page={}))


def test_figures_of_an_earlier_period_are_told_with_the_day_on_which_the_next_are_known():
    said = text(state(findings(late()), data(), ZH, data_page={}))
    assert "… 观察期未满 第30日留存率列的是9月，10月观察期11月30日满" in said


def test_a_ledger_that_does_not_balance_is_said_with_the_difference():
    broken = (Imbalance(metric("points_pool_change"), "parts", None, 100, 97),)
    assert answer(standing(data(broken=broken)), ZH) == "有数对不上"
    assert "! 不符" in text(state(findings(QUIET), data(broken=broken), ZH, data_page={})) and "差3" in text(
        state(findings(QUIET), data(broken=broken), ZH, data_page={})
    )


def test_told_counts_targets_real_changes_and_things_to_do():
    figures = (aimed(SALES, Decimal(100), met=True, gap=Decimal(3)), aimed(FALLEN, 0.25, met=False, gap=-0.023), QUIET)
    assert findings(*figures, suggestions=(suggestion(),)).told() == {"on_target": [1, 2], "real": 1, "todo": 1}
    assert NOBODY.told() == {"on_target": [0, 0], "real": 0, "todo": 0}
