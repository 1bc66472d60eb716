"""The door to the reference: a metric's id, a period's label, and the figure by hand."""

from datetime import date

from opsreport.rules import Rules

from . import activity, feedback, growth, repurchase, retention
from .days import Days, days
from .history import Answer, History, Unknown
from .retention import cohort_of

PARTS = {
    "growth_accounting": ("new", "retained", "resurrected", "churned", "quick_ratio"),
    "old_customer_repurchase_amount": ("amount", "share"),
    "first_response_time": ("median", "p90", "mean", "within_sla"),
    "handling_time": ("median", "p90", "mean", "within_sla"),
}
SPLIT = {"new_user_channel_share": "channel", "channel_conversion_rate": "channel", "feedback_count": "kind"}  # one figure for each of these
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

NEW = {"registered": ("users",), "paying": ("orders",)}


def rests_on(metric_id: str, shop: History, options: dict) -> tuple[str, ...]:
    """The tables whose rows a figure counts: before the first row of one of them nothing was observed."""
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
        answer = SCALARS[metric_id](self.shop, p, **ours)
        if any(p.end <= self.shop.begins(table) for table in rests_on(metric_id, self.shop, options)):
            raise Unknown("not_observed")
        self.shop.must_have_passed(p.last)
        return answer
