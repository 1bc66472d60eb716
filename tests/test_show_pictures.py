"""Pictures: a title that says what is seen, in both languages; the same data as a table; of what cannot be known, the reason."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hand_figures import EN, ZH, figure, rate, steady_rates

from opsreport.causes import Cause, Contribution, Driver, Drivers
from opsreport.kinds import Reading
from opsreport.measure import DataTable
from opsreport.metrics import find
from opsreport.periods import period
from opsreport.report.render import MINUS_OF_MONEY
from opsreport.show.contributions import contributions
from opsreport.show.distribution import distribution, limits, short
from opsreport.show.flows import flows
from opsreport.show.funnel import funnel
from opsreport.show.pictures import OPENING, lifted
from opsreport.show.scatter import scatter
from opsreport.show.together import together
from opsreport.show.trends import trend
from opsreport.show.waterfall import waterfall
from opsreport.show.why import nothing, why
from opsreport.store import declared
from opsreport.subjects import subject
from opsreport.units import Unit


def of(name, columns, *rows):
    return replace(figure(name, [Reading()]), metric=find(name).resolved(declared()), table=DataTable(columns, rows))


def title(fragment):
    said, _ = lifted(fragment)
    return said


# ---------------------------------------------------------------- flows

MOVES = ("from", "active", "silent", "lost", "active_share", "silent_share", "lost_share")


def test_flows_say_how_many_stay_active_and_where_most_others_went():
    moved = of("lifecycle_transition", MOVES, ("active", 70, 25, 5, 0.7, 0.25, 0.05), ("silent", 10, 0, 10, 0.5, 0.0, 0.5))
    assert title(flows(moved, ZH)) == "期初活跃的用户，70.0%期末仍活跃，25.0%转为沉默"
    assert title(flows(moved, EN)) == "70.0% of those active at the start still are, 25.0% became silent"
    assert "活跃≤30天，沉默≤60天，休眠≤90天，流失≤180天" in flows(moved, ZH) and "active up to 30, silent up to 60" in flows(moved, EN)
    assert "期初＼期末" in flows(moved, ZH) and flows(moved, ZH).count("<svg") == 2


def test_flows_of_nobody_give_the_reason():
    nobody = of("lifecycle_transition", MOVES, ("active", 0, 0, 0, None, None, None))
    assert "<svg" not in flows(nobody, ZH)
    stayed = of("lifecycle_transition", MOVES, ("active", 5, 0, 0, 1.0, 0.0, 0.0))
    assert title(flows(stayed, EN)) == "100.0% of those active at the start still are"


# ---------------------------------------------------------------- funnel

STEPS = ("step", "users", "step_conversion", "overall_conversion")


def test_a_funnel_says_what_comes_through_and_where_it_is_narrowest():
    through = of("feedback_count", STEPS, ("view", 1000, None, 1.0), ("cart", 400, 0.4, 0.4), ("pay <b>", 100, 0.25, 0.1))
    assert title(funnel(through, ZH)) == "从浏览商品到pay &lt;b&gt;转化10.0%；“cart→pay &lt;b&gt;”一步最窄，25.0%继续"
    assert title(funnel(through, EN)) == "10.0% of those at “view a product” reach “pay &lt;b&gt;”; the narrowest step is “cart → pay &lt;b&gt;”, where 25.0% go on"  # noqa: E501
    assert funnel(through, EN).count("<tr>") == 1 + 3


def test_a_funnel_that_nobody_enters_is_not_drawn():
    assert "<svg" not in funnel(of("feedback_count", STEPS, ("view", 0, None, None)), EN)


# ---------------------------------------------------------------- scatter

QUALITY = ("channel", "cohort", "new_users", "cac", "retention_d7")


def test_a_scatter_names_the_dearest_and_the_best_of_those_that_can_be_compared():
    rows = [("short", "2026-09", 135, 50.8, 0.2), ("groups", "2026-09", 106, 11.32, 0.425), ("few", "2026-09", 12, 99.0, 0.9)]
    channels = of("new_users", QUALITY, *rows)
    assert (
        title(scatter(channels, "cac", "retention_d7", ZH))
        == "9月获客成本最高的是short（50.80元），第7日留存率20.0%；第7日留存率最高的是groups（42.5%），获客成本11.32元"
    )
    assert title(scatter(channels, "cac", "retention_d7", EN)) == (
        "In September, short has the highest CAC (¥50.80), with day-7 retention 20.0%; "
        "groups has the highest day-7 retention (42.5%), with CAC ¥11.32"
    )
    assert "2026年9月" in scatter(channels, "cac", "retention_d7", ZH)
    assert "空心的不足30人，不比较。" in scatter(channels, "cac", "retention_d7", ZH)


def test_one_that_leads_on_both_sides_is_named_once():
    channels = of("new_users", ("channel", "new_users", "sales"), ("a", 500, 90), ("b", 40, 10), ("total", 540, 84))
    assert title(scatter(channels, "new_users", "sales", EN)) == "A has the highest new users (500) and the highest sales (¥90.00)"
    assert "all ¥84.00" in scatter(channels, "new_users", "sales", EN)


def test_a_scatter_of_one_point_is_none():
    assert "<svg" not in scatter(of("new_users", QUALITY, ("a", "2026-09", 99, 1.0, 0.5)), "cac", "retention_d7", ZH)


# ---------------------------------------------------------------- distribution


def durations(median=16.4, p90=222.13, shares=((15, 47), (30, 67), (60, 79))):
    own = {
        part: figure("first_response_time", [Reading(value, reason=None if value else "incomplete")], part=part)
        for part, value in (("median", median), ("p90", p90))
    }
    return own, {limit: figure(f"first_response_time[sla={limit}]", [rate(part, 100, 0.0, 1.0)], part="within_sla") for limit, part in shares}


def test_a_distribution_says_half_nine_in_ten_and_the_share_in_time():
    assert title(distribution(*durations(), 30, ZH)) == "一半在16.4分钟内，九成在3.7小时内，30分钟时限内67.0%"
    assert title(distribution(*durations(), 30, EN)) == "Half within 16.4 minutes, nine in ten within 3.7 hours, 67.0% within the agreed 30 min"
    assert "对数刻度" in distribution(*durations(), 30, ZH) and "n=100" in distribution(*durations(), 30, ZH)


def test_a_quantile_that_is_not_known_is_not_said():
    assert title(distribution(*durations(p90=None), 30, EN)) == "Half within 16.4 minutes, 67.0% within the agreed 30 min"


def test_the_agreed_limit_is_one_of_those_shown():
    assert 45 in limits(Unit.MINUTES, 45) and list(limits(Unit.MINUTES, 45)) == sorted(limits(Unit.MINUTES, 45))
    assert [short(minutes, Unit.MINUTES, ZH) for minutes in (5, 60, 1440)] == ["5分钟", "1小时", "24小时"]
    assert [short(hours, Unit.HOURS, EN) for hours in (1, 24, 48, 168)] == ["1 h", "24 h", "2 d", "7 d"]


# ---------------------------------------------------------------- why


def part(segment, base, now, shares, mix, of_rate):
    mix, of_rate = Fraction(mix), Fraction(of_rate)
    return Contribution(segment, base, now, *shares, mix, of_rate, mix + of_rate)


def fallen(*, reversal=False):
    """Repurchase fell from 25.4 % to 22.7 %."""
    shown = subject(figure("repurchase_rate_by_user", [*steady_rates(), rate(227, 1000)]))
    parts = (
        part("短视频", rate(15, 100), rate(10, 100), (0.1, 0.4), "-0.012", "-0.012"),
        part("搜索", rate(25, 100), rate(24, 100), (0.9, 0.6), "0", "-0.003"),
    )
    cause = Cause(
        by="acquisition_channel",
        part=None,
        against=period("2026-09"),
        base=rate(254, 1000),
        now=rate(227, 1000),
        change=Fraction("-0.027"),
        parts=parts,
        leading=parts[:1],
        reversal=reversal,
    )
    return cause, shown


def test_contributions_name_the_segment_that_is_most_of_it():
    assert title(contributions(*fallen(), ZH)) == "降幅主要来自短视频"
    assert title(contributions(*fallen(), EN)) == "Most of the fall is 短视频"
    assert "−2.4" in contributions(*fallen(), ZH) and "−2.7" in contributions(*fallen(), ZH)
    assert contributions(*fallen(), ZH).count("<svg") == 2 and contributions(*fallen(), ZH, narrow=True).count("<svg") == 1


def test_a_reversal_is_called_out():
    assert title(contributions(*fallen(reversal=True), ZH)) == "各渠道都没有下降：变的是构成"
    assert title(contributions(*fallen(reversal=True), EN)) == "No channels did so: the mix has changed"


def test_a_waterfall_names_what_added_and_what_took():
    shown = subject(figure("sales_amount[refunds=net]", [*(Reading(760_000) for _ in range(12)), Reading(890_000)]))
    factors = [("repurchase_rate_by_user", 400_000), ("purchase_frequency", -50_000), ("average_order_value", -220_000)]
    parts = tuple(Driver(find(name), Reading(1.0), Reading(1.1), Fraction(effect)) for name, effect in factors)
    drivers = Drivers(period("2026-09"), Fraction(130_000), parts)
    assert title(waterfall(drivers, shown, ZH)) == "复购率（按用户）带来40.0万元，购买频次、笔单价减去27.0万元"
    assert title(waterfall(drivers, shown, EN)) == "Repurchase rate (by user) added ¥400k, purchase frequency, average order value took ¥270k"
    assert "从9月的水平起算" in waterfall(drivers, shown, ZH)


def test_a_spike_says_which_month_it_is():
    rates = steady_rates()
    spiked = [*rates[:6], rate(400, 1000), *rates[7:], rate(251, 1000)]
    drawn = trend(subject(figure("repurchase_rate_by_user", spiked)), ZH)
    assert drawn.count(">4月40.0%<") == 2  # narrow and wide
    assert ">4月2" not in trend(subject(figure("repurchase_rate_by_user", [*rates, rate(251, 1000)])), ZH)


def test_noise_is_not_explained():
    quiet = subject(figure("repurchase_rate_by_user", [*steady_rates(), rate(251, 1000)]))
    assert why(quiet, None, ZH) == ""
    assert nothing(quiet, None, ZH) == nothing(quiet, None, EN) == ""


# ---------------------------------------------------------------- several figures in a line


def steady(name, last):
    return figure(name, [*steady_rates(), rate(last, 1000)])


@pytest.mark.parametrize(
    ("figures", "zh", "en"),
    [
        ([("repurchase_rate_by_user", 251), ("csat", 252)], "都在正常范围内，不必解读", "All within their usual range"),
        (
            [("repurchase_rate_by_user", 100), ("csat", 252)],
            "复购率变差，其余1项在正常范围内",
            "Repurchase rate got worse, the other one within its usual range",
        ),
        (
            [("csat", 900), ("repurchase_rate_by_user", 100)],
            "复购率变差，客户满意度变好",
            "Repurchase rate got worse, customer satisfaction got better",
        ),
    ],
)
def test_of_several_figures_the_real_changes_are_named(figures, zh, en):
    shown = [steady(name, last) for name, last in figures]
    assert (together(shown, ZH), together(shown, EN)) == (zh, en)


def test_many_changes_are_counted_and_two_of_them_named():
    worse = [steady(name, 100) for name in ("repurchase_rate_by_user", "csat", "second_purchase_conversion")]
    parts = [figure("action_rate", [*steady_rates(), rate(last, 1000)], part=part) for part, last in (("sign_in", 100), ("purchase", 900))]
    assert together([*worse, *parts], ZH) == "4项变差（复购率、客户满意度等），购买率变好"
    assert together([*worse, *parts], EN) == "4 got worse (repurchase rate, customer satisfaction and others), purchase rate got better"


def test_readings_of_one_metric_are_named_once():
    readings = [steady("repurchase_rate_by_user", 100), steady("csat", 100)]
    merged = replace(readings[0], metric=find("repurchase_rate_by_user")(same_day="merge"))
    assert together([readings[0], merged, readings[1]], ZH) == "3项变差（复购率、客户满意度等）"


def test_a_money_minus_is_not_parted_from_its_figure():
    joined = MINUS_OF_MONEY.sub("\u2212\u2060", "of the −¥104.3, −JP¥5 and −2.7 pp")
    assert joined == "of the −\u2060¥104.3, −\u2060JP¥5 and −2.7 pp"


def test_what_cannot_be_judged_is_not_called_usual():
    assert together([figure("csat", [rate(1, 2)])], ZH) == ""
    assert together([steady("csat", 251), figure("nps", [Reading(5.0)])], EN) == "The one that can be judged is within its usual range"


# ---------------------------------------------------------------- the answer


def test_a_pictures_title_is_taken_out_once():
    fragment = flows(of("lifecycle_transition", MOVES, ("active", 70, 25, 5, 0.7, 0.25, 0.05)), EN)
    said, rest = lifted(fragment)
    assert fragment.startswith(OPENING + said) and said not in rest
    assert lifted(rest) == ("", rest)
