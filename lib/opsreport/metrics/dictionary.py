"""The dictionary: the groups of metrics and their ids, in the order in which they are listed, printed and written everywhere."""

from opsreport.words import Text

GROUPS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "growth": (
        Text("增长", "Growth"),
        (
            "new_users", "new_paying_users", "new_bound_cards", "new_members", "registered_users_total", "new_active_users", "user_growth_rate",
            "new_users_growth_rate", "mom_growth", "yoy_growth", "new_user_channel_share", "channel_visits", "channel_conversion_rate",
            "channel_quality", "registration_conversion_rate", "activation_rate", "onboarding_task_completion_rate",
            "first_purchase_rate_n_days", "acquisition_cost_total", "cac", "cost_per_visitor", "promotion_roi", "brand_exposure",
            "campaign_count", "category_search_volume",
        ),
    ),
    "activity": (
        Text("活跃", "Activity"),
        (
            "dau", "wau", "mau", "active_users_rule", "purchase_active_users", "active_member_frequency", "active_rate", "member_active_rate",
            "action_rate", "stickiness_ratio", "stickiness_histogram", "login_frequency", "usage_duration", "hourly_activity", "activity_score",
            "interaction_frequency", "community_activity_rate", "feature_adoption", "user_profile_share",
        ),
    ),
    "retention": (
        Text("留存与生命周期", "Retention & lifecycle"),
        (
            "retention_d1", "retention_on_n", "retention_within_n", "retention_on_or_after_n", "retention_bracket", "cohort_table",
            "purchase_retention", "last_month_new_retention", "hot_item_retention", "annual_retention_rate", "churn_rate", "churned_users",
            "churn_warning_users", "winback_users", "winback_rate", "silent_wakeup_rate", "lifecycle_state", "lifecycle_transition",
            "core_user_share", "growth_accounting", "activity_survival_curve", "unsubscribe_rate", "member_churn_gap",
        ),
    ),
    "conversion": (
        Text("转化", "Conversion"),
        (
            "conversion_rate", "purchase_conversion_rate", "touchpoint_purchase_rate", "funnel", "funnel_dropoff", "user_paths", "bounce_rate",
            "checkout_abandonment_rate", "cart_abandonment_rate", "page_load_time", "click_through_rate", "recommendation_conversion",
            "discovery_rate", "sales_lead_conversion", "time_to_convert",
        ),
    ),
    "value": (
        Text("复购与价值", "Repurchase & value"),
        (
            "sales_amount", "average_order_value", "spend_per_buyer", "spend_per_active_member", "purchase_frequency", "buyback_rate_on_day",
            "buyback_rate_next_window", "repurchase_rate_by_user", "repurchase_rate_by_transaction", "repurchase_rate_loyal_n_days",
            "second_purchase_conversion", "old_customer_buyback_rate", "old_customer_repurchase_amount", "repeat_buyers", "repurchase_cycle",
            "ltv_observed", "ltv_predicted", "ltv_cac_ratio", "rfm", "high_value_user_share", "loyalty_rate", "demand_forecast_error",
            "stockout_rate",
        ),
    ),
    "marketing": (
        Text("营销与会员", "Marketing & membership"),
        (
            "campaign_participants", "campaign_sales", "campaign_conversion_rate", "campaign_lift", "ab_test_result", "marketing_roi",
            "coupon_issued", "coupon_claimed", "coupon_claim_rate", "coupon_redemption_rate", "coupon_roi", "discount_rate", "flash_sale_effect",
            "touch_sent", "touch_delivery_rate", "touch_open_rate", "touch_click_rate", "touch_response_rate", "touch_response_amount",
            "touch_frequency", "touch_over_cap_share", "points_pool_change", "points_redemption", "points_redemption_rate", "points_gifts",
            "points_cost", "points_interactions", "recharge_users", "recharge_amount", "recharge_consumption", "tier_distribution",
            "tier_upgrades", "tier_downgrades", "tier_upgrade_rate", "tier_downgrade_rate", "tier_upgrade_effect", "member_retention_rate",
            "member_sales_share", "benefit_fulfilment_rate", "badge_task_participation", "content_reads", "content_share_rate",
            "content_purchase", "content_likes_tips_comments", "content_quality_score", "content_published", "care_touch_coverage",
        ),
    ),
    "referral": (
        Text("裂变", "Referral"),
        (
            "seed_users", "seed_willingness", "seed_spread_power", "referral_new_users", "referral_level", "k_factor", "invite_conversion_rate",
            "referral_sales", "referral_cac",
        ),
    ),
    "feedback": (
        Text("反馈与服务", "Feedback & service"),
        (
            "csat", "nps", "dissatisfied_rate", "rating_average", "review_rate", "positive_review_rate", "survey_response_rate",
            "feedback_count", "complaint_rate", "first_response_time", "waiting_time", "handling_time", "resolution_rate",
            "feedback_resolution_rate", "mystery_shopper_score", "service_efficiency", "touch_channel_service_mix",
        ),
    ),
    "work": (
        Text("数据与工作管理", "Data & work management"),
        (
            "report_timeliness", "data_accuracy", "estimate_accuracy", "data_completeness", "data_volume", "report_quality_score",
            "suggestion_adoption_rate", "task_delay_count", "task_delay_rate", "task_delay_days", "milestone_rate", "training_hours",
            "training_courses", "training_completion_rate", "staff_pass_rate", "skill_gain", "promotion_rate", "staff_satisfaction",
            "team_response_time", "team_efficiency", "release_count", "alert_latency", "incident_response_time", "risk_score", "risk_count",
            "risk_handling_efficiency",
        ),
    ),
    "scorecard": (
        Text("绩效评分卡", "Scorecard"),
        (
            "kpi_target", "kpi_achievement_rate", "kpi_gap", "kpi_weight", "kpi_score", "bonus", "role_kpi_set", "relative_target",
        ),
    ),
}  # fmt: skip
PLACE = {name: place for place, name in enumerate(name for _, ids in GROUPS.values() for name in ids)}
