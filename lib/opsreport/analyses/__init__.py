"""Analyses: questions whose answer is a table rather than a figure. Public functions over Ibis tables, in Ibis expressions only."""

from opsreport.analyses.active_users import rolling_users, unique_users, weekly_users
from opsreport.analyses.before_after import Change, Estimate, before_after, change, difference_in_differences
from opsreport.analyses.buckets import Buckets
from opsreport.analyses.clv import BgNbd, GammaGamma, fit_bgnbd, fit_gamma_gamma
from opsreport.analyses.daily_states import daily_states
from opsreport.analyses.decomposition import Effect, Segment, beside_the_whole, factors, fraction, midpoint, rounded, whole_rates
from opsreport.analyses.funnel import Exclusion, Funnel, Step, Steps, Trend, attempts, funnel, funnel_by, funnel_trend, funnel_trend_by, settled
from opsreport.analyses.lifecycle import GrowthAccounting, Lifecycle, growth_accounting, lifecycle
from opsreport.analyses.lift import Lift, lift
from opsreport.analyses.many import holm
from opsreport.analyses.orders import OrderFigures, by_segment, counted_orders, order_figures
from opsreport.analyses.paths import Conversion, Link, conversion, paths, sessions, transitions
from opsreport.analyses.repurchase import (
    buyback_rate_next_window,
    buyback_rate_on_day,
    purchase_frequency,
    repurchase_rate_by_transaction,
    repurchase_rate_by_user,
    repurchase_rate_loyal_n_days,
)
from opsreport.analyses.retention import Cohorts, DayRetention, Retention, retention, retention_by, retention_within
from opsreport.analyses.rfm import Rfm, rfm_holdout, rfm_summary
from opsreport.analyses.scores import RfmRule, RfmSegment, rfm_scores, rfm_segments, rfm_table, rfm_users
from opsreport.analyses.selection import chosen
from opsreport.analyses.stickiness import Stickiness, stickiness
from opsreport.analyses.survival import Duration, durations, survival, survival_at

__all__ = [
    "BgNbd",
    "Buckets",
    "Change",
    "Cohorts",
    "Conversion",
    "DayRetention",
    "Duration",
    "Effect",
    "Estimate",
    "Exclusion",
    "Funnel",
    "GammaGamma",
    "GrowthAccounting",
    "Lifecycle",
    "Lift",
    "Link",
    "OrderFigures",
    "Retention",
    "Rfm",
    "RfmRule",
    "RfmSegment",
    "Segment",
    "Step",
    "Steps",
    "Stickiness",
    "Trend",
    "attempts",
    "before_after",
    "beside_the_whole",
    "buyback_rate_next_window",
    "buyback_rate_on_day",
    "by_segment",
    "change",
    "chosen",
    "conversion",
    "counted_orders",
    "daily_states",
    "difference_in_differences",
    "durations",
    "factors",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "fraction",
    "funnel",
    "funnel_by",
    "funnel_trend",
    "funnel_trend_by",
    "growth_accounting",
    "holm",
    "lifecycle",
    "lift",
    "midpoint",
    "order_figures",
    "paths",
    "purchase_frequency",
    "repurchase_rate_by_transaction",
    "repurchase_rate_by_user",
    "repurchase_rate_loyal_n_days",
    "retention",
    "retention_by",
    "retention_within",
    "rfm_holdout",
    "rfm_scores",
    "rfm_segments",
    "rfm_summary",
    "rfm_table",
    "rfm_users",
    "rolling_users",
    "rounded",
    "sessions",
    "settled",
    "stickiness",
    "survival",
    "survival_at",
    "transitions",
    "unique_users",
    "weekly_users",
    "whole_rates",
]
