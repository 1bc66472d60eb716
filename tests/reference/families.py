"""The figures beyond the first ones, by family: the tables that they rest on, and the options that are tried beside the defaults."""

from dataclasses import dataclass
from typing import NamedTuple

from . import acquisition, campaigns, content, coupons, manual, marketing, membership, points, referral, service, work
from .reference import MORE

BUYING = ("users", "orders", "events", "refunds")
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

    @property
    def defaults(self) -> list[Asked]:
        return [Asked(metric, {}) for metric in self.metrics]

    @property
    def others(self) -> list[Asked]:
        return [Asked(metric, options) for metric in self.metrics for options in OPTIONS.get(metric, ())]


def _family(name: str, more: tuple[str, ...], *modules) -> Family:
    named = {module.__name__ for module in modules}
    return Family(name, (*BUYING, *more), tuple(metric for metric, by_hand in MORE.items() if getattr(by_hand, "func", by_hand).__module__ in named))


FAMILIES = (
    _family("marketing", ("channel_days", "campaigns", "touches", "coupons"), acquisition, campaigns, coupons, marketing),
    _family("members", ("points", "recharges", "tiers"), points, membership),
    _family("content", ("channel_days", "feedback"), content, referral, service),
    _family("work", ("work_items", "manual_figures", "assignments", "feedback"), work, manual),
)
