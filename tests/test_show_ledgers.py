"""Ledgers, lifts, survival, paths and what is lacking, as a reader sees them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hand_figures import EN, ZH, figure, rate

from opsreport.kinds import Reading
from opsreport.measure import DataTable
from opsreport.metrics.ledgers import LEDGERS, Statement
from opsreport.show.cohort_table import cohorts
from opsreport.show.comparisons import listing
from opsreport.show.ledger import answer, balances, ledger
from opsreport.show.lifts import lifts
from opsreport.show.missing import ends, given, missing, named, until
from opsreport.show.paths import paths
from opsreport.show.pictures import lifted
from opsreport.show.survival import survival
from opsreport.show.together import together

POINTS, STORED, TIERS, ACTIVE = LEDGERS


def of(name, columns, *rows):
    return replace(figure(name, [Reading()]), table=DataTable(columns, rows))


def title(fragment):
    return lifted(fragment)[0]


def points(closing=1300, carried=1000):
    return Statement(POINTS, None, 1000, (("earned", 500), ("adjusted", 0), ("redeemed", -200), ("expired", 0)), closing, carried)


def points_figures():
    return [figure("points_pool_change", [Reading(1)], part=part) for part in POINTS.parts]


def test_a_ledger_says_from_what_to_what_and_that_it_balances():
    shown = ledger(points_figures(), [points()], ZH)
    assert title(shown) == "未兑换积分从1,000分增到1,300分"
    assert "账平" in shown and "获得" in shown and "bad" not in shown
    lost = Statement(POINTS, None, 1000, (("earned", 0), ("adjusted", 0), ("redeemed", -200), ("expired", 0)), 800, 1000)
    assert "净增 +300.0分</text>" in shown and "净减 −200.0分</text>" in ledger(points_figures(), [lost], ZH)  # the last bar is no level
    assert title(ledger(points_figures(), [points()], EN)) == "Points held rose to 1,300, from 1,000"


def test_a_broken_ledger_shows_the_difference():
    shown = ledger(points_figures(), [points(closing=1290, carried=900)], ZH)
    assert "账不平：期初＋增加－减少应为1,300分，期末记为1,290分，差−10分" in shown
    assert "账不平：上期期末900分，本期期初1,000分，差100分" in shown
    assert "账平" not in shown


def test_all_ledgers_stand_in_one_table_and_the_broken_ones_are_counted():
    stored = Statement(STORED, None, Decimal(10), (("recharged", Decimal(5)), ("amount", Decimal(-3))), Decimal(12), None)
    assert answer([points(), stored], ZH) == "2本台账都对得上"
    assert answer([points(closing=1290), stored], EN) == "1 of 2 ledgers do not balance"
    broken = balances([points(closing=1290), stored], EN)
    assert broken.count('class="hot"') == 1 and "a difference of −10" in broken


def test_a_ledger_of_rows_sums_them():
    table = of("tier_distribution", ("tier", "members", "share", "opening", "came", "left"), ("gold", 3, 1.0, 2, 2, 1))
    rows = [Statement(TIERS, name, 2, (("came", 2), ("left", -1)), 3, 2) for name in ("silver", "gold")]
    shown = ledger([table], rows, ZH)
    assert title(shown) == "会员从4人增到6人"
    assert "<tfoot>" in shown and '<td class="n">−2</td>' in shown and "会员等级分布（人）" in shown


def test_a_ledger_that_is_not_known_gives_the_reason():
    lacking = [figure("points_pool_change", [Reading(reason="table_missing", needs=("points.delta",))], part="opening")]
    assert "<svg" not in ledger(lacking, [], ZH) and "缺" in ledger(lacking, [], ZH)


LIFT = ("experiment", "arm", "control", "users", "control_users", "rate", "control_rate", "difference", "low", "high", "relative", "p")


def test_a_lift_is_told_where_it_is_more_than_chance():
    sure = ("recall", "treatment", "holdout", 2000, 500, 0.05, 0.02, 0.03, 0.01, 0.05, 1.5, 0.001)
    chance = ("banner", "B", "A", 100, 100, 0.05, 0.04, 0.01, -0.05, 0.07, 0.25, 0.7)
    assert title(lifts(of("campaign_lift", LIFT, chance, sure), ZH)) == "“recall”实验组的购买率比对照组高3.0个百分点"
    assert title(lifts(of("campaign_lift", LIFT, chance), EN)) == "“banner”: no difference between B and A is seen"
    less = ("recall", "treatment", "holdout", 2000, 500, 0.02, 0.05, -0.03, -0.05, -0.01, -0.6, 0.001)
    assert title(lifts(of("campaign_lift", LIFT, less), EN)) == "“recall”: 3.0 pp fewer of the treated bought than of the held-out"


def test_no_experiment_is_said_in_words():
    assert "<svg" not in lifts(of("campaign_lift", LIFT), ZH) and "没有" in lifts(of("campaign_lift", LIFT), ZH)


CURVE = ("days", "share", "low", "high", "at_risk", "ended")


def test_survival_says_when_half_are_gone_and_leaves_out_what_few_have_been_seen_for():
    rows = [(0, 1.0, None, None, 400, 0), (30, 0.6, 0.5, 0.7, 300, 160), (60, 0.45, 0.4, 0.5, 100, 60), (90, 0.1, 0.0, 0.5, 5, 9)]
    assert title(survival(of("activity_survival_curve", CURVE, *rows), ZH)) == "一半用户在60天内流失"
    assert title(survival(of("activity_survival_curve", CURVE, *rows[:2]), EN)) == "60.0% have not been lost after 30 days"


def test_paths_name_the_commonest_step_in_words():
    columns = ("step", "event", "next_event", "times", "mean_seconds")
    rows = [(1, "visit", "search", 90, 5.0), (1, "visit", "view", 40, 5.0), (2, "search", "view", 700, 5.0), (1, "visit", None, 999, None)]
    assert title(paths(of("user_paths", columns, *rows), ZH)) == "最常见的是“访问”之后“搜索”：90次"


def test_a_listing_keeps_the_columns_that_are_named():
    tested = of("ltv_predicted", ("customers", "sales_error"), ("repeat", 0.2), ("total", 0.105))
    assert title(listing(tested, ("customers", "sales_error"), ZH)) == "合计销售额误差+10.5%"
    lifted = of("flash_sale_effect", ("name", "lift"), ("A", 0.3), ("B", 1.25))
    assert title(listing(lifted, ("name", "lift"), EN)) == "The highest lift: B, 125.0%"
    shown = listing(of("ltv_predicted", ("customers", "users", "alive", "ltv"), ("total", 8, 0.5, Decimal("10.5"))), ("customers", "ltv"), EN)
    assert shown.count('<th scope="col">') == 2 and "10.50" in shown and "0.5" not in shown.replace("10.50", "")


def of_money(*rows):
    return of("ltv_observed", ("month", "users", "0", "1"), *rows, ("total", 30, 7.0, 9.0))


def test_the_newest_cohort_stands_beside_the_others():
    older = [("2026-07", 10, 6.0, 9.5), ("2026-08", 10, 5.0, 9.0)]
    assert title(cohorts(of_money(*older, ("2026-09", 20, 5.5, None)), ZH)) == "9月的用户当月人均5.50元，各批合计7.00元"
    assert title(cohorts(of_money(*older, ("2026-09", 20, 2.0, None)), ZH)) == "9月的用户当月人均2.00元，各批最低；合计7.00元"
    assert "the highest of all; ¥7.00 overall" in title(cohorts(of_money(*older, ("2026-09", 20, 8.0, None)), EN))
    two = of_money(older[0], ("2026-09", 20, 2.0, None))  # none of two is the lowest of all
    assert title(cohorts(two, ZH)) == "9月的用户当月人均2.00元，各批合计7.00元"


def test_a_table_with_shares_says_which_is_largest():
    dropped = of("funnel_dropoff", ("step", "users", "dropoff_rate"), ("visit", 9, 0.1), ("view", 8, 0.4))
    assert together([dropped], ZH) == "流失率最高的是浏览商品，40.0%"
    levels = of("referral_level", ("level", "users", "share"), (1, 9, 0.9), (2, 1, 0.1))
    assert together([levels], EN) == "The highest share: level 1, 90.0%"


def test_what_is_lacking_and_what_nobody_writes_down_is_parted_from_what_is_known():
    lacking = figure("cac", [Reading(reason="table_missing", needs=("channel_days.cost",))])
    never = figure("task_delay_rate", [Reading(reason="not_observed"), Reading(reason="zero_denominator")])
    once = figure("milestone_rate", [rate(1, 2), Reading(reason="zero_denominator")])
    new = figure("second_purchase_conversion", [Reading(reason="not_observed"), Reading(reason="incomplete")])
    found = given([lacking, never, once, new])
    assert found.known == (once, new)
    assert named(found.lacking, ZH) == [("渠道花费", "获客成本"), ("记录", "延迟率")]
    assert missing(named(found.lacking, EN), EN).count("<li>") == 2


def test_one_of_several_figures_that_nobody_writes_down_is_lacking_by_its_name():
    likes, tips = (figure("content_likes_tips_comments", trend, part=part) for part, trend in (
        ("likes", [Reading(3), Reading(4)]), ("tips", [Reading(reason="not_observed"), Reading(reason="not_observed")]),
    ))  # fmt: skip
    found = given([likes, tips])
    assert found.known == (likes,)
    assert named(found.lacking, ZH) == [("记录", "点赞、打赏、评论：打赏")]


def test_the_day_after_which_a_table_has_no_rows_is_said():
    early = until({"touches": dt.date(2026, 10, 6)}, EN)
    assert early == ["Messages: no records after 6 October 2026"]
    assert until({"touches": dt.date(2026, 10, 6)}, ZH) == ["触达的记录到2026年10月6日为止"]
    assert ends(early, EN) == '<p class="read"><span aria-hidden="true">! </span>Messages: no records after 6 October 2026</p>'
