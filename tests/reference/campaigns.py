"""Campaigns, by hand: who took part, what they bought, what came of the cost."""

from datetime import date

from .days import DAY, Days
from .followed import Contact, by_user, doings, led, met
from .history import Answer, History, Order, Unknown, ratio, share, total
from .marketing import deliveries
from .recorded import begun
from .sums import gross_profit, known, sales

TAKING_PART = ("touches", "coupons", "events")  # one of them is enough to tell


def participations(shop: History) -> dict[str, list[Contact]]:
    """{user: clicks on a campaign's messages, claims of its coupons, things done in it}; once is enough."""
    found = []
    for table, moment in (("touches", "clicked_at"), ("coupons", "claimed_at")):
        rows = shop.rows(table, moment) if table in shop.tables else ()
        found += [(row["user_id"], shop.instant(row[moment]), shop.day(row[moment]), row) for row in rows if row["campaign_id"] and row[moment]]
    if "events" in shop.tables:
        found += [doing for doing in doings(shop) if doing[3]["campaign_id"]]
    return by_user([(user, Contact(at, day, row["campaign_id"])) for user, at, day, row in found])


def campaign_participants(shop: History, p: Days, part: str) -> Answer:
    shop.observed_by_one(p, TAKING_PART)
    users = met(participations(shop), p)
    return total(len(users)) if part == "users" else share(users, _reached(shop, p))


def _reached(shop: History, p: Days) -> set[str]:
    shop.observed(p, "touches")
    return met(deliveries(shop, campaigns_only=True), p)


def _belonging(shop: History, p: Days, by: str, days: int, campaign=None) -> list[Order]:
    """The period's orders that belong to campaigns (to one of them)."""
    if by == "order":
        shop.observed(p, "orders")
        of = {o.order_id: o.row["campaign_id"] for o in shop.paid()}
    elif by == "coupon":
        shop.observed(p, "orders", "coupons")
        coupons = {row["coupon_id"]: row["campaign_id"] for row in shop.rows("coupons")}
        of = {o.order_id: coupons.get(o.row["coupon_id"]) for o in shop.paid()}
    else:
        shop.observed_by_one(p, TAKING_PART, "orders")
        took_part = participations(shop)
        of = {o.order_id: c.what for o in shop.paid() if (c := led(took_part, o.user, o.at, o.day, days))}
    return [o for o in shop.paid() if o.day in p and of.get(o.order_id) and campaign in (None, of[o.order_id])]


def campaign_sales(shop: History, p: Days, by="order", days=7, refunds=None, campaign=None) -> Answer:
    found = _belonging(shop, p, by, days, campaign)
    _ever(shop, by, days)
    return total(sales(found, refunds or shop.rules.refunds.value))


def _ever(shop: History, by: str, days: int):
    """Some order must ever have belonged to a campaign."""
    if not _belonging(shop, Days("range", date.min, date.max), by, days):
        raise Unknown("not_observed")


def campaign_conversion_rate(shop: History, p: Days, base="participants", days=7, refunds=None) -> Answer:
    shop.observed_by_one(p, TAKING_PART if base == "participants" else ("touches",), "orders")
    shop.must_have_passed(p.last + days * DAY)
    contacts = participations(shop) if base == "participants" else deliveries(shop, campaigns_only=True)
    mode = refunds or shop.rules.refunds.counts
    bought = {o.user for o in shop.paid() if o.counts(mode) and (c := led(contacts, o.user, o.at, o.day, days)) and c.day in p}
    return share(bought, met(contacts, p))


def marketing_roi(shop: History, p: Days, part: str, by="order", days=14, refunds=None) -> Answer:
    if part != "attributed":
        raise Unknown(part)
    cost = known(row["cost"] for row in shop.rows("campaigns", "cost") if shop.day(row["starts_at"]) in p)
    _ever(shop, by, days)
    begun(shop, p, "campaigns")
    profit = gross_profit(_belonging(shop, p, by, days), refunds or shop.rules.refunds.value)
    return ratio(profit - cost, cost)
