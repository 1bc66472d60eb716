"""Scorecard: what was agreed, how far it is reached, what that is worth. Targets and roles as they are written in params/*.yml."""

from decimal import Decimal

import pytest
from agreed_shop import agreed_shop

from opsreport.errors import Mistake
from opsreport.shop import Shop

SEPTEMBER_AND_OCTOBER = """
    orders
    user_id | paid_at             | amount | channel
    --------+---------------------+--------+--------
    u1      | 2023-10-01 10:00    | 100    | app
    u1      | 2024-08-31 23:59:59 | 70     | app
    u1      | 2024-09-01 00:00    | 100    | app
    u2      | 2024-09-30 23:59:59 | 100    | web
    u1      | 2024-10-01 00:00    | 100    | app
    u1      | 2024-10-10 10:00    | 40     | app
    u2      | 2024-10-31 23:59:59 | 50     | web
    u3      | 2024-10-20 10:00    | 60     | web
    u3      | 2024-11-01 00:00    | 1000   | web

    users
    user_id | registered_at
    --------+-----------------
    u1      | 2023-01-01 10:00
    u2      | 2024-09-30 10:00
    u3      | 2024-10-20 10:00
    u4      | 2024-10-31 23:59
"""
SALES = {"2023-10": 100, "2024-09": 100 + 100, "2024-10": 100 + 40 + 50 + 60}
BUYERS, TWICE = 3, 1  # u1, u2, u3 in October; u1 twice


def shop(targets: str = "", roles: str = "", until: str = "2024-11-30") -> Shop:
    return agreed_shop(SEPTEMBER_AND_OCTOBER, targets, roles, until)


def figure(of: Shop, metric: str, label: str = "2024-10"):
    return next(each for each in of.figures(metric, label) if each.segment is None)


def table(of: Shop, metric: str, label: str = "2024-10") -> list[dict]:
    found = figure(of, metric, label).table
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_a_figure_stands_beside_its_target():
    one = figure(shop("- {metric: sales_amount, period: 2024-10, target: 300}"), "sales_amount")
    assert (one.target.value, one.target.gap, one.target.met) == (300, SALES["2024-10"] - 300, False)
    said = one.json()
    assert (said["target"], said["target_period"], said["achievement"], said["met"]) == (300, "2024-10", SALES["2024-10"] / 300, False)


def test_a_figure_without_a_target_says_so():
    said = figure(shop("- {metric: sales_amount, period: 2024-09, target: 300}"), "sales_amount").json()
    assert said["target"] is None and not {"target_period", "achievement", "met"} & set(said)


@pytest.mark.parametrize(("base", "label"), [("year_ago", "2023-10"), ("previous", "2024-09"), ("2024-09", "2024-09")])
def test_ten_percent_on_another_period(base, label):
    one = figure(shop(f"- {{metric: sales_amount, each: month, target: +10%, base: {base}}}"), "sales_amount")
    assert one.target.value == SALES[label] * Decimal("1.1")


def test_ten_percent_of_a_rate_are_points_and_both_readings_are_given():
    of = shop("- {metric: repurchase_rate_by_user, period: 2024-11, target: +10%, base: previous}")
    one = figure(of, "repurchase_rate_by_user", "2024-11")
    assert float(one.target.value) == pytest.approx(TWICE / BUYERS + 0.10)
    (line,) = table(of, "relative_target", "2024-11")
    assert (line["base"], line["change"].en) == ("2024-10", "+10% on the period before")
    assert line["other"].en == f"in percentage points; read as a relative change it would be {100 * TWICE / BUYERS * 1.1:.1f}%"


def test_an_open_window_is_held_to_the_target_of_the_period_that_is_shown():
    of = shop("- {metric: second_purchase_conversion, each: month, target: 40%}", until="2024-10-31")
    one = figure(of, "second_purchase_conversion")
    assert (one.reading.reason, one.latest_mature[0].label, one.target.period.label) == ("incomplete", "2024-09", "2024-09")


def test_a_running_period_is_not_judged():
    one = figure(shop("- {metric: sales_amount, period: 2024-10, target: 300}", until="2024-10-15"), "sales_amount")
    assert (one.reading.value, one.target.value, one.target.met) == (100 + 40, 300, None)


def test_a_quarter_adds_up_its_months():
    of = shop("- {metric: sales_amount, each: month, target: 100}", until="2024-12-31")
    one = figure(of, "sales_amount", "2024-Q4")
    assert (one.target.value, one.target.met, [goal.period.label for goal, _ in one.target.pieces]) == (300, True, ["2024-10", "2024-11", "2024-12"])


def test_a_segment_has_its_own_target():
    of = shop("- {metric: sales_amount, segment: {order_channel: web}, period: 2024-10, target: 100}")
    by = {each.segment["order_channel"]: each.target for each in of.figures("sales_amount", "2024-10", by="order_channel")}
    assert (by["web"].value, by["web"].gap, by["app"]) == (100, (50 + 60) - 100, None)
    assert figure(of, "sales_amount").target is None


TARGETS = """
- {metric: sales_amount, each: month, target: 200}
- {metric: new_users, each: month, target: 4, agreed_on: 2024-09-30}
- {metric: repurchase_rate_by_user, period: 2024-10, target: 25%}
- {metric: csat, each: month, target: 85%}
- {metric: sales_amount, period: 2024-07..2024-12, target: 2000}
"""
ROLES = """
promotion:
  name: {zh: 推广岗, en: Promotion}
  kpis:
    - {metric: new_users, weight: 60}
    - {metric: sales_amount, weight: 40}
  bonus: {base: 1000, grades: [{from: 75, factor: 1, name: 良}, {from: 100, factor: 2}]}
service:
  name: {zh: 服务岗, en: Service}
  kpis:
    - {metric: csat, weight: 70}
    - {metric: repurchase_rate_by_user, weight: 30}
"""
NEW, SOLD, AGAIN = 2 / 4, SALES["2024-10"] / 200, (TWICE / BUYERS) / 0.25  # achievements of October
CAP = 1.2


def test_targets_achievements_and_gaps_of_a_period():
    of = shop(TARGETS, ROLES)
    told = {line["metric"].split("[")[0]: line for line in table(of, "kpi_target")}
    assert (told["new_users"]["target"], told["new_users"]["agreed_on"], told["new_users"]["late"]) == (4, "2024-09-30", False)
    assert (told["csat"]["target"], told["csat"]["reason"]) == (Decimal("0.85"), "table_missing")
    reached = {(line["metric"].split("[")[0], line["period"]): line["achievement"] for line in table(of, "kpi_achievement_rate")}
    assert reached["new_users", "2024-10"] == NEW and reached["sales_amount", "2024-10"] == SOLD
    assert reached["sales_amount", "2024-07-01..2024-12-31"] == (70 + SALES["2024-09"] + SALES["2024-10"]) / 2000  # of the half year, so far
    gaps = {(line["metric"].split("[")[0], line["period"]): line["gap"] for line in table(of, "kpi_gap")}
    assert (gaps["new_users", "2024-10"], gaps["csat", "2024-10"]) == (2 - 4, None)


def test_points_and_scores():
    of = shop(TARGETS, ROLES)
    promotion, service = table(of, "kpi_score")
    assert (promotion["role"], promotion["score"], promotion["printed"]) == ("promotion", 60 * NEW + 40 * CAP, Decimal("78.0"))
    assert (service["score"], service["lacking"]) == (100 * CAP, 70)  # satisfaction has no figure: its weight goes to the other
    weights = {(line["role"], line["kpi"].split("[")[0]): line for line in table(of, "kpi_weight")}
    assert weights["promotion", "sales_amount"]["points"] == 40 * CAP
    assert (weights["service", "csat"]["counted"], weights["service", "csat"]["reason"]) == (None, "table_missing")
    assert weights["service", "repurchase_rate_by_user"]["counted"] == 100
    assert min(AGAIN, SOLD) > CAP


def test_who_answers_for_what_and_bonuses():
    of = shop(TARGETS, ROLES)
    assert [(line["role"], line["kpi"].split("[")[0], line["weight"]) for line in table(of, "role_kpi_set")] == [
        ("promotion", "new_users", 60),
        ("promotion", "sales_amount", 40),
        ("service", "csat", 70),
        ("service", "repurchase_rate_by_user", 30),
    ]
    (promotion,) = table(of, "bonus")  # service has none agreed
    assert (promotion["printed"], promotion["grade"].zh, promotion["bonus"]) == (Decimal("78.0"), "良", 1000 * 1)


def test_a_role_may_stay_unscored():
    of = shop(TARGETS, ROLES.replace("name: {zh: 服务岗, en: Service}", "name: 服务岗\n  missing: unscored"))
    assert [(line["score"], line["reason"]) for line in table(of, "kpi_score")] == [(60 * NEW + 40 * CAP, None), (None, "unscored")]


def test_a_running_period_has_no_score():
    assert [line["reason"] for line in table(shop(TARGETS, ROLES, until="2024-10-15"), "kpi_score")] == ["running", "running"]


def test_a_quarter_of_rates_adds_up_numerators_and_denominators():
    """Users who bought twice within a month, of the months' buyers; not the users who bought twice within the quarter, and no mean of rates."""
    of = shop(
        "- {metric: repurchase_rate_by_user, each: month, target: 25%}",
        "data: {name: Data, kpis: [{metric: repurchase_rate_by_user, weight: 100}]}",
        until="2024-12-31",
    )
    (card,) = of.scorecards("2024-Q4")
    october, november, december = (TWICE, BUYERS), (0, 1), (0, 0)
    result = card.points[0].result
    assert result.reading.numerator == october[0] + november[0] + december[0]
    assert result.reading.denominator == october[1] + november[1] + december[1]
    assert (float(result.target.value), result.target.met) == (0.25, True)
    assert figure(of, "repurchase_rate_by_user", "2024-Q4").target is None  # the quarter's own rate has a target of its own, or none


def test_a_score_stands_without_a_table_that_one_figure_needs():
    of = shop(TARGETS, ROLES)
    assert of.lacks("csat") and not of.lacks("kpi_score")


@pytest.mark.parametrize(
    "metric", ["kpi_target", "kpi_achievement_rate", "kpi_gap", "kpi_weight", "kpi_score", "bonus", "role_kpi_set", "relative_target"]
)
def test_a_shop_without_goals_has_no_scorecard(metric):
    one = figure(shop(), metric)
    assert (one.table, one.reading.reason) == (None, "no_target")


def test_longer_goals_know_how_far_they_have_come():
    half = next(one for each in shop(TARGETS, ROLES).held("2024-10") for one in each.longer)
    assert (half.period.label, half.reading.value, half.time) == (
        "2024-07-01..2024-12-31",
        70 + 200 + 250,
        (31 + 31 + 30 + 31) / (31 + 31 + 30 + 31 + 30 + 31),
    )
    assert half.on_pace is False  # 26 % of the goal in 67 % of the time


def test_facts_do_not_depend_on_goals():
    plain, aimed = shop(), shop(TARGETS, ROLES)
    for label in ("2024-09", "2024-10"):
        assert figure(plain, "sales_amount", label).reading == figure(aimed, "sales_amount", label).reading


@pytest.mark.parametrize(
    ("kpi", "key", "said"),
    [
        ("metric: new_user", "metric", 'there is no metric "new_user". Did you mean "new_users"?'),
        ("metric: csat, part: x", "part", 'csat has no part "x".'),
        ("metric: kpi_score", "metric", "kpi_score is a table, and has no target"),
    ],
)
def test_roles_name_figures_that_there_are(kpi, key, said):
    with pytest.raises(Mistake) as caught:
        shop(roles=f"promotion: {{name: P, kpis: [{{{kpi}, weight: 100}}]}}")
    assert str(caught.value).split("\n")[0] == f"roles.yml, roles.promotion.kpis.0.{key}: {said}"
