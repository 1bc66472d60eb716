"""The figures beyond the first ones, by family: the tables that they rest on, and the options that are tried beside the defaults."""

from dataclasses import dataclass
from typing import NamedTuple

from . import (
    acquisition,
    campaigns,
    content,
    conversion,
    coupons,
    engagement,
    loyalty,
    manual,
    marketing,
    membership,
    onboarding,
    points,
    referral,
    service,
    work,
)
from .reference import MORE

BUYING = ("users", "orders", "events", "refunds")
USE = (
    "login", "sign_in", "comment", "share", "like", "tip", "topic", "vote", "live", "search", "task_shown", "task_done", "visit", "register",
    "add_cart", "push_received",
)  # fmt: skip
WAYS = (
    "visit", "read", "add_cart", "checkout", "pay", "view", "lead", "page_load", "impression", "click", "recommend_shown", "recommend_click",
    "push_received",
)  # fmt: skip
GROSS = {"refunds": "gross"}
BOTH = [GROSS, {"refunds": "exclude_fully_refunded"}]
OPTIONS = {
    "channel_visits": [{"count": "visits"}],
    "promotion_roi": [{"returns": "sales"}, {"days": 7}, GROSS],
    "first_purchase_rate_n_days": [{"n": 30}, {"clock": "24h"}, {"n": 1, "refunds": "gross"}],
    "campaign_sales": [{"by": "coupon"}, {"by": "participation"}, {"by": "participation", "days": 1, "refunds": "gross"}],
    "campaign_conversion_rate": [{"base": "touched"}, {"days": 1}, GROSS],
    "marketing_roi": [{"by": "coupon"}, {"by": "participation", "refunds": "gross"}],
    "coupon_claim_rate": [{"limit": 7}],
    "coupon_redemption_rate": [{"limit": 30}, {"form": "period"}, {"form": "period", "limit": 7}],
    "coupon_roi": BOTH,
    "discount_rate": BOTH,
    "touch_open_rate": [{"of": "sent"}],
    "touch_click_rate": [{"of": "opened"}],
    "touch_response_rate": [{"act": "visit"}, {"days": 1}, GROSS],
    "touch_response_amount": [{"days": 1}, GROSS],
    "touch_over_cap_share": [{"cap": 1}],
    "points_redemption_rate": [{"by": "users"}],
    "points_interactions": [{"of": "redeem"}],
    "tier_upgrades": [{"steps": "every"}],
    "tier_downgrades": [{"steps": "every"}],
    "tier_upgrade_effect": [GROSS],
    "member_retention_rate": [{"basis": "orders"}, {"basis": "events"}],
    "member_sales_share": [GROSS],
    "badge_task_participation": [{"kind": "badges"}],
    "content_reads": [{"dwell": 3}],
    "content_share_rate": [{"days": 1}],
    "content_purchase": [{"days": 1}, GROSS],
    "referral_sales": [{"within": 30}, GROSS],
    "referral_cac": [{"basis": "paying"}],
    "dissatisfied_rate": [{"kind": "survey"}, {"kind": "rating"}],
    "review_rate": [{"days": 1}, GROSS],
    "feedback_resolution_rate": [{"days": 7}],
    "report_timeliness": [{"grace": "2d"}],
    "suggestion_adoption_rate": [{"stage": "adopted"}, {"days": 30}],
    "staff_pass_rate": [{"mark": 59}],
    "new_active_users": [{"reading": "net"}],
    "registration_conversion_rate": [{"n": 30}],
    "activation_rate": [{"n": 1}, {"event": "comment"}],
    "onboarding_task_completion_rate": [{"base": "all"}, {"n": 30}],
    "purchase_active_users": [{"orders": 1, "comments": 1}],
    "active_member_frequency": [{"orders": 1}],
    "member_active_rate": [{"base": "joined"}, {"basis": "orders"}],
    "action_rate": [{"base": "registered"}],
    "login_frequency": [{"form": "times"}],
    "usage_duration": [{"sessions": "gap"}],
    "activity_score": [{"sessions": "gap"}, {"orders": 30, "orders_cap": 1}],
    "interaction_frequency": [{"kind": "share"}],
    "feature_adoption": [{"feature": "vote"}],
    "user_profile_share": [{"fewest": 1}, {"fewest": 2}],
    "conversion_rate": [{"start": "view", "to": "add_cart"}, {"start": "view", "to": "view"}, {"days": 1}, {"unit": "session"}],
    "touchpoint_purchase_rate": [{"days": 1}, GROSS],
    "purchase_conversion_rate": [{"visitors": "all"}, GROSS],
    "bounce_rate": [{"sessions": "gap"}],
    "checkout_abandonment_rate": [{"hours": 25}],
    "cart_abandonment_rate": [{"hours": 1}],
    "time_to_convert": [{"of": "all"}, {"start": "view", "to": "checkout", "days": 30}],
    "click_through_rate": [{"basis": "users"}, {"place": "recommendation"}, {"place": "ad"}],
    "recommendation_conversion": [{"basis": "events"}, {"days": 30}],
    "sales_lead_conversion": [{"days": 7}],
    "retention_d1": [{"cohort": "first_active"}],
    "retention_bracket": [{"n": 1, "m": 30}, {"cohort": "first_active"}],
    "hot_item_retention": [{"k": 1}, {"item": "product", "k": 1}],
    "annual_retention_rate": [{"year": 365}, {"basis": "orders"}],
    "churn_warning_users": [{"warned": 6, "days": 30}, {"basis": "orders"}],
    "silent_wakeup_rate": [{"active": 6, "silent": 13}, {"basis": "orders"}],
    "unsubscribe_rate": [{"base": "users"}],
    "member_churn_gap": [{"basis": "orders"}],
    "core_user_share": [{"days": 60, "recent": 30, "orders": 1}, {"days": 60, "recent": 13, "orders": 2, "basis": "orders"}],
    "high_value_user_share": [{"days": 60, "recent": 30, "orders": 1}, {"days": 90, "orders": 2, "refunds": "gross"}],
    "loyalty_rate": [{"days": 60, "orders": 2}, {"days": 30, "orders": 1, "refunds": "gross"}],
    "spend_per_active_member": [{"base": "active"}, {"base": "buyers"}, {"base": "active", "basis": "orders"}],
    "ltv_cac_ratio": [{"value": "sales"}, {"days": 30}],
}


class Asked(NamedTuple):
    """A figure with some of its options set."""

    metric: str
    options: dict


@dataclass(frozen=True)
class Family:
    """Figures that rest on much the same tables, so that one random shop serves them all."""

    name: str
    tables: tuple[str, ...]
    metrics: tuple[str, ...]
    events: tuple[str, ...] = ()

    @property
    def defaults(self) -> list[Asked]:
        return [Asked(metric, {}) for metric in self.metrics]

    @property
    def others(self) -> list[Asked]:
        return [Asked(metric, options) for metric in self.metrics for options in OPTIONS.get(metric, ())]


def _family(name: str, more: tuple[str, ...], *modules, events=()) -> Family:
    named = {module.__name__ for module in modules}
    metrics = tuple(metric for metric, by_hand in MORE.items() if getattr(by_hand, "func", by_hand).__module__ in named)
    return Family(name, (*BUYING, *more), metrics, events)


FAMILIES = (
    _family("marketing", ("channel_days", "campaigns", "touches", "coupons"), acquisition, campaigns, coupons, marketing),
    _family("members", ("points", "recharges", "tiers"), points, membership),
    _family("content", ("channel_days", "feedback"), content, referral, service),
    _family("work", ("work_items", "manual_figures", "assignments", "feedback"), work, manual),
    _family("use", ("tiers",), onboarding, engagement, events=USE),
    _family("conversion", ("channel_days",), conversion, events=WAYS),
    _family("loyalty", ("tiers", "touches", "channel_days"), loyalty),
)
