"""The metrics of the suite, by family, in the dictionary's order; and how one is found by its name."""

import re

from opsreport.errors import BAD_PARAMETER, Mistake, nearest
from opsreport.metric import READINGS, Metric, Option, metric
from opsreport.metrics.acquisition import ACQUISITION
from opsreport.metrics.activity import ACTIVITY
from opsreport.metrics.best_customers import BEST_CUSTOMERS
from opsreport.metrics.campaigns import CAMPAIGNS
from opsreport.metrics.churn import CHURN
from opsreport.metrics.content import CONTENT
from opsreport.metrics.conversion import CONVERSION
from opsreport.metrics.coupons import COUPONS
from opsreport.metrics.dictionary import PLACE
from opsreport.metrics.engagement import ENGAGEMENT
from opsreport.metrics.experiments import EXPERIMENTS
from opsreport.metrics.feedback import FEEDBACK
from opsreport.metrics.funnels import FUNNELS
from opsreport.metrics.growth import GROWTH
from opsreport.metrics.lifetime_value import LIFETIME_VALUE
from opsreport.metrics.marketing import MARKETING
from opsreport.metrics.membership import MEMBERSHIP
from opsreport.metrics.onboarding import ONBOARDING
from opsreport.metrics.points import POINTS
from opsreport.metrics.recommendation import RECOMMENDATION
from opsreport.metrics.referral import REFERRAL
from opsreport.metrics.repurchase import REPURCHASE
from opsreport.metrics.retention import RETENTION
from opsreport.metrics.return_windows import RETURN_WINDOWS
from opsreport.metrics.scorecard import SCORECARD
from opsreport.metrics.spending import SPENDING
from opsreport.metrics.team import TEAM
from opsreport.metrics.tiers import TIERS_AND_SALES
from opsreport.metrics.work import WORK
from opsreport.units import NEUTRAL, Unit
from opsreport.words import Text

DECLARED: tuple[Metric, ...] = (
    *GROWTH, *ACQUISITION, *ONBOARDING, *ACTIVITY, *ENGAGEMENT, *RETENTION, *RETURN_WINDOWS, *CHURN, *BEST_CUSTOMERS,
    *CONVERSION, *FUNNELS, *RECOMMENDATION, *REPURCHASE, *SPENDING, *LIFETIME_VALUE, *CAMPAIGNS, *COUPONS, *MARKETING, *EXPERIMENTS,
    *MEMBERSHIP, *POINTS, *TIERS_AND_SALES, *CONTENT, *REFERRAL, *FEEDBACK, *WORK, *TEAM,
)  # fmt: skip
OF = Option(Text("指标", "of"), {str(m): m.name for m in DECLARED if m.grain != "table"})


@metric(
    grain=READINGS,
    name=Text("环比增长率", "Period-over-period growth"),
    formula=Text("本期 ÷ 上期 − 1;上期为零、为负或未知则无", "this period ÷ the period before − 1; none where that is zero, negative or unknown"),
    note=Text(
        "未结束的期与上期的同样天数比;春节等移动节日另行标明",
        "a period that is not over is compared with as many days of the one before; moving holidays are named",
    ),
    unit=Unit.PERCENT,
    better=NEUTRAL,
)
def mom_growth(at, of: OF = "sales_amount"):
    part = next(iter(find(of).parts))
    return at(find(of), part=part).growth(at(find(of), at.period.previous(), part=part))


@metric(
    grain=READINGS,
    name=Text("同比增长率", "Year-over-year growth"),
    formula=Text(
        "本期 ÷ 去年同期 − 1;去年同期为零、为负或未知则无",
        "this period ÷ the same period last year − 1; none where that is zero, negative or unknown",
    ),
    note=Text("按公历日期对齐;农历节日错位时另给对齐值", "the same calendar dates; where a lunar holiday moved, the aligned figure stands beside"),
    unit=Unit.PERCENT,
    better=NEUTRAL,
)
def yoy_growth(at, of: OF = "sales_amount"):
    part, ago = next(iter(find(of).parts)), at.period.year_ago()
    return at(find(of), part=part).growth(at(find(of), ago, part=part) if ago else None)


ALL: tuple[Metric, ...] = tuple(sorted((*DECLARED, mom_growth, yoy_growth, *SCORECARD), key=lambda m: PLACE[m.id]))
BY_ID = {m.id: m for m in ALL}


def find(name: "str | Metric") -> Metric:
    """The metric of that id, with options if they are given: "retention_on_n[n=7]". Raises Mistake (64) for a name that there is not."""
    if isinstance(name, Metric):
        return name
    m = re.fullmatch(r"\s*(\w+)\s*(?:\[(.*)\])?\s*", name)
    if not m or m[1] not in BY_ID:
        known = m[1] if m else name
        raise Mistake(f'there is no metric "{known}".{nearest(known, BY_ID)}', mend="`opsreport metrics` lists them all", code=BAD_PARAMETER)
    return BY_ID[m[1]](**dict(_option(name, pair) for pair in (m[2] or "").split(",") if pair.strip()))


def _option(name, pair):
    key, equals, value = (piece.strip() for piece in pair.partition("="))
    if not equals:
        raise Mistake(f'"{pair}" in "{name}" is not an option', mend="write it like retention_on_n[n=7]", code=BAD_PARAMETER)
    return key, int(value) if re.fullmatch(r"\d+", value) else value
