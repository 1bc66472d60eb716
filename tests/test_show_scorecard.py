"""The scorecard page on a small shop: what each call says, in both languages; and that it says what metrics.json holds."""

import re

import html5lib
import pytest
from agreed_shop import agreed_shop

from opsreport.periods import period
from opsreport.show.output import MIME
from opsreport.show.page import Page

OCTOBER = """
    orders
    user_id | paid_at          | amount
    --------+------------------+-------
    u1      | 2023-08-01 10:00 | 100
    u1      | 2024-09-01 00:00 | 200
    u1      | 2024-10-01 00:00 | 100
    u1      | 2024-10-10 10:00 | 40
    u2      | 2024-10-20 10:00 | 110

    users
    user_id | registered_at
    --------+-----------------
    u1      | 2023-01-01 10:00
    u2      | 2024-10-20 10:00
"""
TARGETS = """
- {metric: sales_amount, each: month, target: +20%, base: previous, agreed_on: 2024-10-02, note: {zh: 加投, en: More spending}}
- {metric: new_users, period: 2024-10, target: 600, agreed_on: 2024-09-20}
- {metric: new_users, period: 2024-10, target: 800, agreed_on: 2024-09-01}
- {metric: repurchase_rate_by_user, period: 2024-10, target: +10%, base: 2024-09}
- {metric: csat, each: month, target: 85%}
- {metric: spend_per_buyer, period: 2024-10, target: [100, 130]}
- {metric: sales_amount, period: 2024-07..2024-12, target: 1000}
- {metric: repurchase_rate_by_user, period: 2024, target: 60%}
"""
ROLES = """
operations:
  name: {zh: 运营岗, en: Operations}
  kpis:
    - {metric: sales_amount, weight: 40}
    - {metric: repurchase_rate_by_user, weight: 30, steps: [{from: 100%, gives: 100%}, {from: 50%, gives: 60%}]}
    - {metric: csat, weight: 10}
    - {name: {zh: 培训, en: Training}, achieved: {2024-10: 95%}, weight: 20}
  bonus: {base: 1000, grades: [{from: 60, factor: 1.5, name: {zh: 良, en: Good}}]}
promotion:
  name: {zh: 推广岗, en: Promotion}
  missing: unscored
  kpis:
    - {metric: new_users, weight: 50}
    - {metric: cac, weight: 50}
"""


SALES = 100 + 40 + 110
GOAL = 200 * 1.2
SCORE = (40 * SALES / GOAL + 30 * 1 + 20 * 0.95) * 100 / (40 + 30 + 20)  # satisfaction has no figure


@pytest.fixture(scope="module")
def page():
    return Page("scorecard", agreed_shop(OCTOBER, TARGETS, ROLES), period("2024-10"), "zh")


def left(output) -> dict:
    return output._repr_mimebundle_()[MIME]


def text(fragment: str) -> str:
    """What is read, a bar between elements."""
    said = [words.strip() for words in html5lib.parse(fragment, namespaceHTMLElements=False).itertext() if words.strip()]
    return re.sub(r"\|(?=[,;，；。])", "", "|".join(said))


def test_the_sentence_counts_what_is_on_target_and_names_the_lowest_score(page):
    heading = left(page.scorecard())["heading"]
    assert text(heading["zh"]) == f"10月考核3项，达标2项；|运营岗得{SCORE:.1f}分。"
    assert heading["en"] == f"October: 2 of 3 KPIs on target; Operations scores {SCORE:.1f}."


def test_roles_have_scores_and_where_points_were_lost(page):
    html = left(page.scorecard())["html"]
    assert text(html["zh"]) == (
        "各岗位得分|岗位|得分|达标|失分最多|奖金"
        f"|运营岗|{SCORE:.1f}|2/3|培训，−{20 * 0.05 * 100 / 90:.1f}分|1,500.00元（良）|推广岗|有指标没有数据，按约定不计分|0/2"
    )
    assert "Training, −1.1" in text(html["en"]) and "¥1,500.00 (Good)" in text(html["en"])


def test_a_kpi_says_figure_target_gap_weight_points_and_how_they_came_about(page):
    html = left(page.kpis())["html"]
    zh, en = text(html["zh"]), text(html["en"])
    assert f"约定|比上期+20%（2024年9月）；2024年10月2日约定，期间开始后才约定；加投|计分|达成{100 * SALES / GOAL:.1f}%×权重44.4" in zh
    assert f"250.0|元|✓|达标，完成{100 * SALES / GOAL:.1f}%|目标|240.0元|差距|+10.0元|权重|40→44.4|得分|46.3" in zh
    assert "Agreed|+20% on the period before (September 2024); agreed on 2 October 2024, after the period had begun; More spending" in en
    assert f"✓|On target, at {100 * SALES / GOAL:.1f}%|Target|¥240.0|Gap|+¥10.0|Weight|40 → 44.4|Points|46.3" in en


def test_a_rate_says_its_parts_the_gap_in_points_and_the_other_reading(page):
    zh = text(left(page.kpis())["html"]["zh"])
    # one of two buyers bought twice; September had none of one: +10% of 0 % are ten points
    assert "本期|2024年10月：1 ÷ 2" in zh and "✓|达标，高40.0百分点|目标|10.0%|差距|+40.0百分点" in zh
    assert "比2024-09：+10%（2024年9月）；按百分点计；若按相对比例计，目标为0.0%" in zh


def test_a_figure_that_every_role_shares_is_shown_once():
    roles = "".join(
        f"role_{weight}:\n  name: {{zh: 岗{weight}, en: R{weight}}}\n  kpis:\n    - {{metric: sales_amount, weight: {weight}}}\n"
        f"    - {{metric: new_users, weight: {100 - weight}}}\n" for weight in (40, 50, 60)
    )  # fmt: skip
    html = left(Page("scorecard", agreed_shop(OCTOBER, TARGETS, roles), period("2024-10"), "zh").kpis())["html"]
    zh, en = text(html["zh"]), text(html["en"])
    assert zh.count("240.0元|差距") == 1 and zh.index("各岗位共同的指标") < zh.index("240.0元|差距")
    points = [f"{weight * SALES / GOAL:.1f}" for weight in (40, 50, 60)]
    assert all(f"（权重{weight}，得{each}分）" in zh for weight, each in zip((40, 50, 60), points, strict=True))
    assert f"(weight 40, {points[0]} points)" in en


def test_what_has_no_figure_says_why_and_where_its_weight_went(page):
    html = left(page.kpis())["html"]
    assert "缺评分|目标|85.0%|权重|10|未计分，权重并入其余指标" in text(html["zh"])
    assert "Not scored: its weight goes to the others" in text(html["en"])
    assert "Promotion: a KPI has no figure: not scored, as agreed, 0 of 2 on target" in text(html["en"])


def low(formula: str = "") -> str:
    """One user is held to at most two: the fewer the better."""
    target = f"- {{metric: new_users, period: 2024-10, target: 2, better: lower{formula}}}"
    roles = "growth:\n  name: {zh: 岗, en: Role}\n  kpis:\n    - {metric: new_users, weight: 100}\n"
    html = left(Page("scorecard", agreed_shop(OCTOBER, target, roles), period("2024-10"), "zh").kpis())["html"]
    return html


def test_a_share_of_a_limit_says_how_it_is_counted():
    assert "计分|越低越好，目标÷实际为200.0%（封顶120.0%）×权重100.0" in text(low()["zh"])
    assert "lower is better: 2 − actual ÷ target is 150.0% (capped at 120.0%) × a weight of 100.0" in text(low(", formula: 2 - actual/target")["en"])
    for html in low().values():
        assert not re.search("完成|达成|of the target", html.partition('class="def"')[2])


def test_points_that_do_not_add_up_as_printed_say_why():
    quarters = "".join(
        f"    - {{metric: {name}, weight: {weight}}}\n" for name, weight in (("sales_amount", 33), ("spend_per_buyer", 33), ("new_users", 34))
    )
    roles = "growth:\n  name: {zh: 岗, en: Role}\n  kpis:\n" + quarters
    targets = "".join(
        f"- {{metric: {name}, period: 2024-10, target: {goal}}}\n"
        for name, goal in (("sales_amount", 4 * 250), ("spend_per_buyer", 4 * 125), ("new_users", 4))
    )
    card = Page("scorecard", agreed_shop(OCTOBER, targets, roles), period("2024-10"), "zh")
    assert "岗：25.0分" in left(card.kpis())["html"]["zh"]  # a quarter of 33, 33 and 34: 8.25, printed as 8.2, twice, and 8.5
    note = "得分印一位小数，总分由未取舍的得分相加后再取一位"
    assert note in left(card.kpis())["html"]["zh"]
    assert "before rounding" in left(card.kpis())["html"]["en"]
    targets = "- {metric: new_users, period: 2024-10, target: 1}"
    roles = "growth:\n  name: {zh: 岗, en: Role}\n  kpis:\n    - {metric: new_users, weight: 100}\n"
    assert note not in left(Page("scorecard", agreed_shop(OCTOBER, targets, roles), period("2024-10"), "zh").kpis())["html"]["zh"]


def test_what_people_judge_says_so(page):
    assert "培训|口径|人工评分|本期|2024年10月：95.0%|计分|达成95.0%×权重22.2|95.0%|人工评分|权重|20→22.2|得分|21.1" in text(
        left(page.kpis())["html"]["zh"]
    )


def test_what_had_been_agreed_before_is_said(page):
    html = left(page.kpis())["html"]
    assert "此前|2024年9月1日约定为800" in text(html["zh"]) and "Before|800, agreed on 1 September 2024" in text(html["en"])


def test_a_missed_target_alone_has_a_colour(page):
    states = re.findall(r'<p class="(state[^"]*)">(.*?)</p>', left(page.kpis())["html"]["zh"])
    assert {("✕" in said, css) for css, said in states if "✓" in said or "✕" in said} == {(True, "state bad"), (False, "state")}


def test_longer_goals_say_how_far_they_have_come_and_whether_that_is_on_pace(page):
    payload = left(page.goals())
    zh, en = text(payload["html"]["zh"]), text(payload["html"]["en"])
    so_far, days = 200 + SALES, (31 + 31 + 30 + 31) / (31 + 31 + 30 + 31 + 30 + 31)
    assert f"销售额（扣除退款）|2024年7月至12月|1,000元|{so_far}.0元|完成{so_far / 10:.1f}%|!|落后于进度" in zh
    assert f"|时间过去{100 * days:.1f}%；去年同一阶段此时已完成100.0%" in zh
    assert f"July–December 2024|¥1,000|¥{so_far}.0|{so_far / 10:.1f}% reached|!|Behind|{100 * days:.1f}% of the time has passed" in en
    assert "2024年|60.0%|50.0%|!|目前未达标，低10.0百分点" in zh
    assert (payload["answer"]["zh"], payload["answer"]["en"]) == ("2个长期目标，0个进度正常", "0 of 2 longer goals on pace")


def test_targets_that_no_role_answers_for_are_listed(page):
    assert "客单价（扣除退款）|2024年10月|100.0–130.0元|125.0元|✓|达标，在约定区间内" in text(left(page.goals())["html"]["zh"])


def test_which_targets_were_missed_answers_the_section(page):
    assert left(page.kpis())["answer"] == {"zh": "3项中1项未达标：新增用户数", "en": "1 of 3 missed: new users"}


def test_a_running_period_has_no_scores():
    page = Page("scorecard", agreed_shop(OCTOBER, TARGETS, ROLES, "2024-10-15"), period("2024-10"), "en")
    assert left(page.scorecard())["heading"]["zh"] == '<span class="c">10月进行中，期末计分。</span>'
    said = text(left(page.kpis())["html"]["en"])
    assert "Operations: scored at the end of the period" in said and "…|Running, 58.3% so far" in said and "Points|4" not in said
    assert left(page.kpis())["answer"]["en"] == ""


def test_without_goals_the_page_says_so():
    page = Page("scorecard", agreed_shop(OCTOBER), period("2024-10"), "zh")
    payload = left(page.scorecard())
    assert (text(payload["heading"]["zh"]), payload["heading"]["en"]) == ("还没有约定岗位考核。", "No roles have been agreed yet.")
    assert text(left(page.goals())["html"]["zh"]) == "还没有约定目标和岗位考核。"


def test_what_is_printed_is_what_metrics_json_holds(page):
    figures = {figure["id"]: figure for figure in left(page.scorecard())["figures"]}
    rows = [dict(zip(figures["kpi_score"]["table"]["columns"], row, strict=True)) for row in figures["kpi_score"]["table"]["rows"]]
    assert [(row["role"], row["printed"], row["reason"]) for row in rows] == [("operations", round(SCORE, 1), None), ("promotion", None, "unscored")]
    assert (figures["sales_amount"]["value"], figures["sales_amount"]["target"]) == (SALES, GOAL)
    assert {"kpi_target", "kpi_achievement_rate", "kpi_gap", "kpi_weight", "bonus", "role_kpi_set", "relative_target"} <= set(figures)


def test_no_page_is_mixed(page):
    for call in (page.scorecard, page.kpis, page.goals):
        payload = left(call())
        assert not re.search("[\u4e00-\u9fff]", payload["html"]["en"] + payload["heading"].get("en", "") + payload["answer"].get("en", ""))
        words = set(re.findall(r"[A-Za-z]{2,}", text(payload["html"]["zh"]))) - set(
            re.findall(r"[A-Za-z]{2,}", "sales_amount csat new users cac ROI")
        )
        assert {word for word in words if word not in "repurchase_rate_by_user new_users"} == set()
