"""Figures kept elsewhere, by hand: a row of the period itself, or the rows of all its parts."""

from .days import DAY, MONTHS, Days, days, months_later
from .history import Answer, History, Unknown, ratio, total

COUNTS = {"content_published", "release_count"}  # those of months add up to a quarter's
LEVELS = {"content_quality_score", "risk_count"}  # these do not
RATES = {
    "care_touch_coverage", "benefit_fulfilment_rate", "survey_response_rate", "waiting_time", "service_efficiency", "data_accuracy",
    "estimate_accuracy", "skill_gain", "promotion_rate", "staff_satisfaction", "team_response_time", "alert_latency", "risk_score",
    "risk_handling_efficiency", "community_activity_rate", "stockout_rate", "demand_forecast_error",
}  # fmt: skip
FEW = {"promotion_rate", "staff_satisfaction"}  # of fewer than five people nothing is told


def figure(shop: History, p: Days, metric: str) -> Answer:
    own = {}
    for row in shop.rows("manual_figures"):
        if row["metric"] == metric:
            own.setdefault(days(row["period"]), []).append(row)
    value, top, bottom = _made(own, p, metric)
    if metric in FEW and (bottom is None or bottom < 5):
        raise Unknown("suppressed")
    if bottom is None:
        return total(value)
    if metric == "estimate_accuracy":
        return ratio(max(bottom - abs(bottom - top), 0), bottom)
    if metric == "demand_forecast_error":  # 1 − WAPE
        return ratio(bottom - top, bottom)
    return ratio(top, bottom)


def _made(own: dict[Days, list[dict]], p: Days, metric: str) -> tuple:
    """(value, numerator, denominator) of the period's own rows, else of those of all its parts, the longest that there are."""
    if p in own:
        return _whole(own[p], metric)
    for parts in _parts(p):
        if metric not in LEVELS and all(part in own for part in parts):
            return _added([_whole(own[part], metric) for part in parts], metric)
    raise Unknown("not_observed")


def _whole(rows: list[dict], metric: str) -> tuple:
    """What is told of the whole, else what its segments come to."""
    told = [row for row in rows if row["segment"] is None] or rows
    each = [(row["value"], row["numerator"], row["denominator"]) for row in told]
    return each[0] if len(each) == 1 else _added(each, metric)


def _added(each: list[tuple], metric: str) -> tuple:
    if metric in COUNTS:
        return sum(value for value, _, _ in each), None, None
    if any(bottom is None for _, _, bottom in each):
        raise Unknown("not_observed")  # rates without what they are made of do not add up
    return None, sum(top for _, top, _ in each), sum(bottom for _, _, bottom in each)


def _parts(p: Days) -> list[list[Days]]:
    """The ways to lay the period out in shorter ones, the longest first."""
    ways = []
    for unit in ("quarter", "month"):
        if p.unit in MONTHS and MONTHS[unit] < MONTHS[p.unit]:
            first = Days(unit, p.start, months_later(p.start, MONTHS[unit]))
            ways.append([first.moved(k) for k in range(MONTHS[p.unit] // MONTHS[unit])])
    if p.unit != "day":
        ways.append([Days("day", p.start + k * DAY, p.start + (k + 1) * DAY) for k in range(p.count)])
    return ways
