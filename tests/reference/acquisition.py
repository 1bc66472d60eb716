"""Traffic, cost and return of channels, by hand."""

from datetime import timedelta

from .days import DAY, Days
from .history import Answer, History, entered, ratio, share, total
from .recorded import begun, kept
from .sums import gross_profit, known, sales


def _channel_days(shop: History, p: Days, channel: str | None, *columns: str) -> list[dict]:
    shop.observed(p, "channel_days")
    return [row for row in shop.rows("channel_days", *columns) if row["day"] in p and channel in (None, row["channel"])]


def channel_visits(shop: History, p: Days, count="visitors", channel=None) -> Answer:
    return total(known(row[count] for row in _channel_days(shop, p, channel, count)))


def acquisition_cost_total(shop: History, p: Days) -> Answer:
    return total(known(row["cost"] for row in _channel_days(shop, p, None, "cost")))


def cost_per_visitor(shop: History, p: Days, channel=None) -> Answer:
    rows = _channel_days(shop, p, channel, "cost", "visitors")
    return ratio(known(row["cost"] for row in rows), known(row["visitors"] for row in rows))


def promotion_roi(shop: History, p: Days, returns="profit", days=30, refunds=None, channel=None) -> Answer:
    """An order belongs to the channel that brought its user: on the day on which the user came, or no more than so many days after."""
    shop.observed(p, "orders", "users")
    mode = refunds or shop.rules.refunds.value
    listed = {row["channel"] for row in shop.rows("channel_days", "cost")} if channel is None else {channel}
    cost = known(row["cost"] for row in _channel_days(shop, p, channel, "cost"))
    came = {u: shop.day(row["registered_at"]) for u, row in shop.users().items() if row["channel"] in listed}
    brought = [o for o in shop.paid() if o.day in p and o.user in came and came[o.user] <= o.day <= came[o.user] + days * DAY]
    if returns == "sales":
        return ratio(sales(brought, mode), cost)
    return ratio(gross_profit(brought, mode) - cost, cost)


def brand_exposure(shop: History, p: Days, channel=None) -> Answer:
    """Of the channels that report how often they were shown."""
    rows = _channel_days(shop, p, channel, "impressions")
    return total(sum(row["impressions"] for row in rows if row["impressions"] is not None))


def first_purchase_rate_n_days(shop: History, p: Days, n=7, clock="calendar", refunds=None) -> Answer:
    """Users registered in the period whose first order came no later than n days after; an earlier one came on day 0."""
    shop.observed(p, "users", "orders")
    shop.must_have_passed(p.last + n * DAY)
    mode = refunds or shop.rules.refunds.counts
    came = {u: shop.instant(row["registered_at"]) for u, row in shop.users().items()}
    registered, bought = shop.registered(), set()
    new = entered(registered, p)
    for order in shop.paid():
        if order.user in new and order.counts(mode):
            since = came[order.user]
            in_time = order.at <= since + timedelta(hours=24 * n) if clock == "24h" else order.day <= registered[order.user] + n * DAY
            bought |= {order.user} if in_time else set()
    return share(bought, new)


def new_bound_cards(shop: History, p: Days) -> Answer:
    shop.observed(p, "events")
    kept(shop, "events", "bind_card")
    days = {}
    for row in shop.rows("events"):
        if row["user_id"] and row["event"] == "bind_card":
            days.setdefault(row["user_id"], []).append(shop.day(row["occurred_at"]))
    return total(sum(min(on) in p for on in days.values()))


def campaign_count(shop: History, p: Days, kind=None) -> Answer:
    begun(shop, p, "campaigns")
    return total(sum(shop.day(row["starts_at"]) in p and kind in (None, row["kind"] or "unknown") for row in shop.rows("campaigns")))
