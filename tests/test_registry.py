"""The registry of metrics: complete, unique, in the dictionary's order, in both languages, with options that say what they may be."""

import re
from inspect import signature

import pytest

from opsreport.errors import BAD_PARAMETER, Mistake
from opsreport.metric import READINGS, TABLE
from opsreport.metrics import ALL, BY_ID, find
from opsreport.shop import BY
from opsreport.store import declared
from opsreport.units import HIGHER, LOWER, NEUTRAL, WORDS, Unit
from opsreport.words import LANGUAGES

# In the dictionary's order, by its groups.
IDS = [
    # growth
    "new_users", "new_paying_users", "new_bound_cards", "new_members", "registered_users_total", "new_active_users", "user_growth_rate",
    "new_users_growth_rate", "mom_growth", "yoy_growth", "new_user_channel_share", "channel_visits", "channel_conversion_rate",
    "channel_quality", "registration_conversion_rate", "activation_rate", "onboarding_task_completion_rate", "first_purchase_rate_n_days",
    "acquisition_cost_total", "cac", "cost_per_visitor", "promotion_roi", "brand_exposure", "campaign_count", "category_search_volume",
    # activity
    "dau", "wau", "mau", "active_users_rule", "purchase_active_users", "active_member_frequency", "active_rate", "member_active_rate",
    "action_rate", "stickiness_ratio", "stickiness_histogram", "login_frequency", "usage_duration", "hourly_activity", "activity_score",
    "interaction_frequency", "community_activity_rate", "feature_adoption", "user_profile_share",
    # retention & lifecycle
    "retention_d1", "retention_on_n", "retention_within_n", "retention_on_or_after_n", "retention_bracket", "cohort_table",
    "purchase_retention", "last_month_new_retention", "hot_item_retention", "annual_retention_rate", "churn_rate", "churned_users",
    "churn_warning_users", "winback_users", "winback_rate", "silent_wakeup_rate", "lifecycle_state", "lifecycle_transition", "core_user_share",
    "growth_accounting", "activity_survival_curve", "unsubscribe_rate", "member_churn_gap",
    # conversion
    "conversion_rate", "purchase_conversion_rate", "touchpoint_purchase_rate", "funnel", "funnel_dropoff", "user_paths", "bounce_rate",
    "checkout_abandonment_rate", "cart_abandonment_rate", "page_load_time", "click_through_rate", "recommendation_conversion", "discovery_rate",
    "sales_lead_conversion", "time_to_convert",
    # repurchase & value
    "sales_amount", "average_order_value", "spend_per_buyer", "spend_per_active_member", "purchase_frequency", "buyback_rate_on_day",
    "buyback_rate_next_window", "repurchase_rate_by_user", "repurchase_rate_by_transaction", "repurchase_rate_loyal_n_days",
    "second_purchase_conversion", "old_customer_buyback_rate", "old_customer_repurchase_amount", "repeat_buyers", "repurchase_cycle",
    "ltv_observed", "ltv_predicted", "ltv_cac_ratio", "rfm", "high_value_user_share", "loyalty_rate", "demand_forecast_error", "stockout_rate",
    # marketing & membership
    "campaign_participants", "campaign_sales", "campaign_conversion_rate", "campaign_lift", "ab_test_result", "marketing_roi", "coupon_issued",
    "coupon_claimed", "coupon_claim_rate", "coupon_redemption_rate", "coupon_roi", "discount_rate", "flash_sale_effect", "touch_sent",
    "touch_delivery_rate", "touch_open_rate", "touch_click_rate", "touch_response_rate", "touch_response_amount", "touch_frequency",
    "touch_over_cap_share", "points_pool_change", "points_redemption", "points_redemption_rate", "points_gifts", "points_cost",
    "points_interactions", "recharge_users", "recharge_amount", "recharge_consumption", "tier_distribution", "tier_upgrades", "tier_downgrades",
    "tier_upgrade_rate", "tier_downgrade_rate", "tier_upgrade_effect", "member_retention_rate", "member_sales_share", "benefit_fulfilment_rate",
    "badge_task_participation", "content_reads", "content_share_rate", "content_purchase", "content_likes_tips_comments",
    "content_quality_score", "content_published", "care_touch_coverage",
    # referral / fission
    "seed_users", "seed_willingness", "seed_spread_power", "referral_new_users", "referral_level", "k_factor", "invite_conversion_rate",
    "referral_sales", "referral_cac",
    # feedback & service
    "csat", "nps", "dissatisfied_rate", "rating_average", "review_rate", "positive_review_rate", "survey_response_rate", "feedback_count",
    "complaint_rate", "first_response_time", "waiting_time", "handling_time", "resolution_rate", "feedback_resolution_rate",
    "mystery_shopper_score", "service_efficiency", "touch_channel_service_mix",
    # data & work management
    "report_timeliness", "data_accuracy", "estimate_accuracy", "data_completeness", "data_volume", "report_quality_score",
    "suggestion_adoption_rate", "task_delay_count", "task_delay_rate", "task_delay_days", "milestone_rate", "training_hours",
    "training_courses", "training_completion_rate", "staff_pass_rate", "skill_gain", "promotion_rate", "staff_satisfaction",
    "team_response_time", "team_efficiency", "release_count", "alert_latency", "incident_response_time", "risk_score", "risk_count",
    "risk_handling_efficiency",
    # scorecard
    "kpi_target", "kpi_achievement_rate", "kpi_gap", "kpi_weight", "kpi_score", "bonus", "role_kpi_set", "relative_target",
]  # fmt: skip
LOWER_IS_BETTER = {
    "acquisition_cost_total", "cac", "cost_per_visitor", "churn_rate", "churned_users", "churn_warning_users", "unsubscribe_rate",
    "member_churn_gap", "funnel_dropoff", "bounce_rate", "checkout_abandonment_rate", "cart_abandonment_rate", "page_load_time",
    "time_to_convert", "repurchase_cycle", "stockout_rate", "touch_frequency", "touch_over_cap_share", "points_cost", "referral_cac",
    "dissatisfied_rate", "complaint_rate", "first_response_time", "waiting_time", "handling_time", "task_delay_count", "task_delay_rate",
    "task_delay_days", "team_response_time", "alert_latency", "incident_response_time", "risk_score", "risk_count",
}  # fmt: skip
NEITHER = {
    "mom_growth", "yoy_growth", "new_user_channel_share", "campaign_count", "category_search_volume", "stickiness_histogram", "hourly_activity",
    "user_profile_share", "lifecycle_state", "lifecycle_transition", "user_paths", "rfm", "coupon_roi", "discount_rate", "points_pool_change",
    "tier_distribution", "tier_upgrades", "tier_downgrades", "tier_upgrade_rate", "tier_downgrade_rate", "content_published", "feedback_count",
    "touch_channel_service_mix", "data_volume", "kpi_target", "kpi_gap", "kpi_weight", "bonus", "role_kpi_set", "relative_target",
}  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")
each_metric = pytest.mark.parametrize("metric", ALL, ids=str)


def options():
    return {(name, option) for metric in ALL for name, option in metric.declared.items()}


def texts(metric):
    yield from (metric.name, metric.formula)
    yield from (part.name for part in metric.parts.values())
    for option in metric.declared.values():
        yield option.meaning
        yield from (option.values or {}).values()


def test_every_metric_is_there_once_in_the_dictionarys_order():
    assert [metric.id for metric in ALL] == IDS
    assert len(set(IDS)) == len(IDS) == len(BY_ID)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_metrics_have_one_name(language):
    names = [metric.name[language] for metric in ALL]
    assert len(set(names)) == len(names)


@each_metric
def test_every_text_is_there_in_both_languages(metric):
    for text in texts(metric):
        assert text.zh and text.en
        assert text.zh == text.zh.strip() and text.en == text.en.strip()
        assert not CHINESE.search(text.en), text.en
    assert CHINESE.search(metric.formula.zh) and (CHINESE.search(metric.name.zh) or metric.id == "ltv_cac_ratio")  # 就叫 LTV/CAC
    assert not metric.formula.en.endswith(".") and not metric.formula.zh.endswith("。")


@each_metric
def test_a_definition_names_its_numbers_by_the_options_that_set_them(metric):
    """So that the figure of 90 days is never defined as that of 7."""
    named = [set(re.findall(r"\{(\w+)\}", text)) for text in (metric.written.zh, metric.written.en)]
    assert named[0] == named[1] <= set(metric.declared)
    assert not re.search(r"\d[^\d{};,，；]*[(,]可设", metric.written.zh), metric.written.zh
    for option in named[0]:
        other = metric.resolved(declared())(**{option: 41})
        assert all("41" in text and "{" not in text for text in (other.formula.zh, other.formula.en))


def test_a_definition_prints_its_options_or_else_the_dictionarys():
    assert "注册后90天内" in BY_ID["first_purchase_rate_n_days"](n=90).formula.zh
    assert "注册后7天内" in BY_ID["first_purchase_rate_n_days"].formula.zh
    assert "沉默超过60天" in BY_ID["churned_users"](days=60).formula.zh
    assert "沉默超过90天" in BY_ID["churned_users"].formula.zh  # the shop's ruling, which the dictionary gives
    assert "within 1 day (can be set)" in BY_ID["funnel"].formula.en
    assert "within 2 days (can be set)" in BY_ID["funnel"](days=2).formula.en


@each_metric
def test_the_direction_is_the_dictionarys(metric):
    assert metric.better == (LOWER if metric.id in LOWER_IS_BETTER else NEUTRAL if metric.id in NEITHER else HIGHER)


@each_metric
def test_units_and_parts_are_declared(metric):
    assert metric.unit in Unit and metric.unit in WORDS
    assert len(metric.parts) != 0
    for part in metric.parts.values():
        assert part.unit in Unit and part.better in (HIGHER, LOWER, NEUTRAL)
    names = [part.name.zh for part in metric.parts.values()]
    assert len(set(names)) == len(names)


@each_metric
def test_the_function_gives_the_parts_that_are_declared(metric):
    if metric.derived:
        return
    assert list(metric.resolved(declared()).shape) == list(metric.parts)


@each_metric
def test_options_are_documented_and_their_defaults_allowed(metric):
    for name, option in metric.declared.items():
        default = metric.defaults[name]
        assert (option.rule is not None) if default is None else option.allows(default), name
        assert option.allows(metric.resolved(declared()).options[name]), name
    assert all(p.kind is p.POSITIONAL_OR_KEYWORD for p in signature(metric.make).parameters.values())


def test_every_value_of_an_option_can_be_said():
    for _, option in options():
        for value in option.values or (1, 30):
            assert option.allows(value)
            assert option.says(value).zh and option.says(value).en
        assert not option.allows("no such value")
        assert not option.allows(0) and not option.allows(True)


@each_metric
def test_every_value_of_every_option_makes_a_metric_that_can_be_asked(metric):
    for name, option in metric.declared.items():
        for value in option.values or (8, 9):
            chosen = metric(**{name: value}).resolved(declared())
            assert chosen.options[name] == value
            assert find(f"{metric.id}[{name}={value}]") == metric(**{name: value})
            if not chosen.derived:
                assert chosen.needs


@each_metric
def test_segments_that_a_metric_is_always_shown_by_exist(metric):
    assert set(metric.split) <= {*BY}


@each_metric
def test_a_metric_rests_on_a_grain_on_readings_or_is_a_table(metric):
    assert metric.grain in (READINGS, TABLE) if isinstance(metric.grain, str) else callable(metric.grain) or metric.grain.name


def test_a_metric_is_found_by_its_name_with_options():
    assert find("retention_on_n") == BY_ID["retention_on_n"]
    thirty = find(" retention_on_n[ n = 30 , cohort=first_active ] ")
    assert thirty == BY_ID["retention_on_n"](n=30, cohort="first_active")
    assert str(thirty) == "retention_on_n[cohort=first_active,n=30]"
    assert find(str(thirty)) == thirty and hash(find(str(thirty))) == hash(thirty)
    assert find("retention_on_n[n=30]") != find("retention_on_n[n=7]") != find("retention_within_n[n=7]")
    assert find(thirty) is thirty


@pytest.mark.parametrize(
    "name, told",
    [
        (
            "repurchase_rate",
            'there is no metric "repurchase_rate". Did you mean "repurchase_rate_by_user"?\n  Mend: `opsreport metrics` lists them all',
        ),
        ("复购率", 'there is no metric "复购率".\n  Mend: `opsreport metrics` lists them all'),
        ("retention_on_n[7]", '"7" in "retention_on_n[7]" is not an option\n  Mend: write it like retention_on_n[n=7]'),
        ("retention_on_n[days=7]", 'retention_on_n has no option "days".\n  Mend: its options: n, cohort, unit'),
        ("dau[n=7]", 'dau has no option "n".\n  Mend: its options: none'),
        ("retention_on_n[n=0]", 'retention_on_n: n cannot be "0"\n  Mend: n is a whole number from 1 to 3660'),
        ("retention_on_n[n=x]", 'retention_on_n: n cannot be "x"\n  Mend: n is a whole number from 1 to 3660'),
        ("mau[window=7]", 'mau: window cannot be "7"\n  Mend: window is month, 28, 30'),
        ("sales_amount[refunds=nett]", 'sales_amount: refunds cannot be "nett"\n  Mend: refunds is net, gross, exclude_fully_refunded'),
    ],
)
def test_a_name_that_there_is_not_is_refused_with_the_nearest(name, told):
    with pytest.raises(Mistake) as mistake:
        find(name)
    assert str(mistake.value) == told
    assert mistake.value.code == BAD_PARAMETER
