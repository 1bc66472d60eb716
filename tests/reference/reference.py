"""The door to the reference: a metric's id, a period's label, and the figure by hand."""

from datetime import date
from functools import partial

from opsreport.rules import Rules

from . import (
    acquisition,
    activity,
    campaigns,
    content,
    conversion,
    coupons,
    engagement,
    feedback,
    growth,
    loyalty,
    manual,
    marketing,
    membership,
    onboarding,
    points,
    referral,
    repurchase,
    retention,
    service,
    work,
)
from .days import Days, days
from .history import Answer, History, Unknown
from .retention import cohort_of

PARTS = {
    "growth_accounting": ("new", "retained", "resurrected", "churned", "quick_ratio"),
    "old_customer_repurchase_amount": ("amount", "share"),
    "first_response_time": ("median", "p90", "mean", "within_sla"),
    "handling_time": ("median", "p90", "mean", "within_sla"),
    "campaign_participants": ("users", "rate"),
    "marketing_roi": ("incremental", "attributed"),
    "touch_response_rate": ("users", "rate"),
    "points_pool_change": ("opening", "earned", "redeemed", "expired", "adjusted", "closing"),
    "points_redemption": ("points", "users", "times"),
    "points_cost": ("cost", "liability", "expected_redemption"),
    "points_interactions": ("users", "times", "rate"),
    "recharge_consumption": ("amount", "rate", "users", "user_rate", "opening", "recharged", "closing"),
    "member_sales_share": ("amount", "share"),
    "content_reads": ("reads", "readers"),
    "content_share_rate": ("users", "rate"),
    "content_purchase": ("users", "amount", "rate"),
    "content_likes_tips_comments": ("likes", "tips", "comments", "users", "amount"),
    "seed_spread_power": ("mean", "median"),
    "task_delay_days": ("sum", "mean"),
    "category_search_volume": ("searches", "growth"),
    "action_rate": ("sign_in", "comment", "share", "purchase"),
    "usage_duration": ("per_session", "median", "per_user"),
    "touchpoint_purchase_rate": ("visit", "read", "add_cart"),
    "time_to_convert": ("median", "p25", "p75"),
    "page_load_time": ("median", "p95"),
    "member_churn_gap": ("difference", "relative", "members", "others"),
    "high_value_user_share": ("users", "sales", "top20", "gini"),
}
NOT_BY_HAND = {("marketing_roi", "incremental")}  # an analysis over experiments, with its own tests
SPLIT = {  # one figure for each of these
    "new_user_channel_share": "channel",
    "channel_conversion_rate": "channel",
    "feedback_count": "kind",
    "channel_visits": "channel",
    "cost_per_visitor": "channel",
    "promotion_roi": "channel",
    "brand_exposure": "channel",
    "campaign_count": "kind",
    "campaign_sales": "campaign",
    "touch_sent": "channel",
    "touch_delivery_rate": "channel",
    "touch_open_rate": "channel",
    "touch_click_rate": "channel",
    "touch_channel_service_mix": "channel",
    "data_volume": "table",
    "user_profile_share": "gender",
    "unsubscribe_rate": "channel",
}
SCALARS = {
    name: getattr(family, name)
    for family, names in {
        growth: "new_users new_paying_users registered_users_total user_growth_rate new_users_growth_rate new_user_channel_share"
        " channel_conversion_rate cac",
        activity: "dau wau mau active_users_rule active_rate stickiness_ratio",
        retention: "retention_on_n retention_within_n retention_on_or_after_n purchase_retention churn_rate churned_users winback_users winback_rate"
        " growth_accounting",
        repurchase: "sales_amount average_order_value spend_per_buyer purchase_frequency buyback_rate_on_day buyback_rate_next_window"
        " repurchase_rate_by_user repurchase_rate_by_transaction repurchase_rate_loyal_n_days second_purchase_conversion old_customer_buyback_rate"
        " old_customer_repurchase_amount repeat_buyers repurchase_cycle",
        feedback: "csat nps rating_average feedback_count complaint_rate first_response_time handling_time resolution_rate",
    }.items()
    for name in names.split()
}
MORE = {  # these look themselves at what their figures rest on
    name: getattr(family, name)
    for family, names in {
        acquisition: "channel_visits acquisition_cost_total cost_per_visitor promotion_roi brand_exposure first_purchase_rate_n_days"
        " new_bound_cards campaign_count",
        campaigns: "campaign_participants campaign_sales campaign_conversion_rate marketing_roi",
        coupons: "coupon_issued coupon_claimed coupon_claim_rate coupon_redemption_rate coupon_roi discount_rate",
        marketing: "touch_sent touch_delivery_rate touch_open_rate touch_click_rate touch_response_rate touch_response_amount touch_frequency"
        " touch_over_cap_share",
        points: "points_pool_change points_redemption points_redemption_rate points_gifts points_cost points_interactions recharge_users"
        " recharge_amount recharge_consumption",
        membership: "new_members member_retention_rate member_sales_share badge_task_participation tier_upgrades tier_downgrades"
        " tier_upgrade_rate tier_downgrade_rate tier_upgrade_effect",
        content: "content_reads content_share_rate content_purchase content_likes_tips_comments",
        referral: "seed_users seed_willingness seed_spread_power referral_new_users k_factor invite_conversion_rate referral_sales referral_cac",
        service: "dissatisfied_rate review_rate positive_review_rate feedback_resolution_rate mystery_shopper_score touch_channel_service_mix",
        work: "report_timeliness milestone_rate task_delay_count task_delay_rate task_delay_days team_efficiency report_quality_score"
        " suggestion_adoption_rate training_hours training_courses training_completion_rate staff_pass_rate incident_response_time"
        " data_completeness data_volume",
        onboarding: "new_active_users registration_conversion_rate activation_rate onboarding_task_completion_rate category_search_volume",
        engagement: "purchase_active_users active_member_frequency member_active_rate action_rate login_frequency usage_duration activity_score"
        " interaction_frequency feature_adoption user_profile_share",
        conversion: "conversion_rate purchase_conversion_rate touchpoint_purchase_rate bounce_rate checkout_abandonment_rate cart_abandonment_rate"
        " time_to_convert page_load_time click_through_rate recommendation_conversion discovery_rate sales_lead_conversion",
        loyalty: "retention_d1 retention_bracket last_month_new_retention hot_item_retention annual_retention_rate churn_warning_users"
        " silent_wakeup_rate unsubscribe_rate member_churn_gap core_user_share high_value_user_share loyalty_rate spend_per_active_member"
        " ltv_cac_ratio",
    }.items()
    for name in names.split()
} | {name: partial(manual.figure, metric=name) for name in sorted(manual.COUNTS | manual.LEVELS | manual.RATES)}

NEW = {"registered": ("users",), "paying": ("orders",)}


def rests_on(metric_id: str, shop: History, options: dict) -> tuple[str, ...]:
    """The tables whose rows a figure counts: before the first row of one of them nothing was observed."""
    if metric_id in MORE:
        return ()
    active = shop.activity_table(options.get("basis")) if SCALARS[metric_id].__module__ == retention.__name__ else shop.use()
    if metric_id == "cac":
        return "channel_days", *NEW[options.get("basis", "paying")]
    if metric_id == "channel_conversion_rate":
        return "channel_days", "users", *NEW[options.get("basis", "registered")]
    if metric_id == "active_users_rule":
        return "events", "orders"
    if metric_id == "complaint_rate":
        return "feedback", "orders"
    if metric_id == "active_rate" or metric_id.startswith("retention_"):
        active = shop.use()
        return (active, "users") if metric_id == "active_rate" or cohort_of(shop, options.get("cohort")) == "registered" else (active,)
    family = SCALARS[metric_id].__module__.rpartition(".")[2]
    if metric_id in ("new_paying_users", "purchase_retention"):
        return ("orders",)
    return {"growth": ("users",), "activity": (active,), "retention": (active,), "repurchase": ("orders",), "feedback": ("feedback",)}[family]


class Reference:
    """Every figure of a shop by loops and dicts. tables: {name: rows as dicts}, moments local and naive or aware; data_until: the last whole day."""

    def __init__(self, tables: dict[str, list[dict]], timezone: str, data_until: date | None = None, rules: Rules | None = None):
        self.shop = History(tables, timezone, data_until, rules or Rules())

    def value(self, metric_id: str, period: str, options: dict | None = None, part: str | None = None, segment: str | None = None) -> Answer | str:
        """The figure with its numerator and denominator where it is a ratio, or the reason why there is none. segment: see SPLIT."""
        try:
            return self._value(metric_id, days(period), (options or {}) | ({SPLIT[metric_id]: segment} if segment else {}), part)
        except Unknown as reason:
            return str(reason)

    def _value(self, metric_id: str, p: Days, options: dict, part: str | None) -> Answer:
        if metric_id in ("mom_growth", "yoy_growth"):
            now = self._value(options["of"], p, {}, part)
            try:
                return growth.grown(now, self._value(options["of"], p.moved(-1) if metric_id == "mom_growth" else p.year_ago(), {}, part))
            except Unknown:
                raise Unknown("no_base") from None
        ours = self.shop.rules.options.get(metric_id, {}) | options | ({"part": part} if part else {})
        answer = (SCALARS | MORE)[metric_id](self.shop, p, **ours)
        if any(p.end <= self.shop.begins(table) for table in rests_on(metric_id, self.shop, options)):
            raise Unknown("not_observed")
        self.shop.must_have_passed(p.last)
        return answer
