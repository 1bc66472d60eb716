"""Users who bring users, by hand."""

from collections import Counter
from statistics import median

from .days import DAY, Days
from .followed import doings
from .history import Answer, History, Unknown, entered, firsts, ratio, total, within
from .sums import known, sales


def inviters(shop: History) -> dict[str, str]:
    """{user: the other user who invited this one}; test accounts invite nobody."""
    shop.rows("users", "referrer_id")
    told = {u: row["referrer_id"] for u, row in shop.users().items() if row["referrer_id"]}
    return {u: shop.person(by) for u, by in told.items() if not shop.is_test(by) and shop.person(by) != u}


def _brought(shop: History, p: Days) -> dict[str, str]:
    """{user registered in the period: the inviter}."""
    shop.observed(p, "users")
    return {u: by for u, by in inviters(shop).items() if u in entered(shop.registered(), p)}


def referral_new_users(shop: History, p: Days) -> Answer:
    return total(len(_brought(shop, p)))


def _seeds(shop: History, p: Days) -> dict[str, int]:
    """{user who invited or brought somebody: how many came}."""
    shop.observed(p, "users", "events")
    return dict.fromkeys((u for u, _, day, _ in doings(shop, "invite") if day in p), 0) | Counter(_brought(shop, p).values())


def seed_users(shop: History, p: Days) -> Answer:
    return total(len(_seeds(shop, p)))


def seed_spread_power(shop: History, p: Days, part: str) -> Answer:
    seeds = _seeds(shop, p).values()
    if part == "mean":
        return ratio(sum(seeds), len(seeds))
    if not seeds:
        raise Unknown("zero_denominator")
    return Answer(median(seeds))


def seed_willingness(shop: History, p: Days) -> Answer:
    shop.observed(p, "feedback")
    rows = [row for row in shop.rows("feedback", "score") if row["kind"] == "nps" and shop.day(row["created_at"]) in p]
    scores = [row["score"] for row in rows if row["score"] in range(11)]
    return ratio(sum(score >= 9 for score in scores), len(scores))


def k_factor(shop: History, p: Days) -> Answer:
    shop.observed(p, shop.use())
    return ratio(len(_brought(shop, p)), len(within(shop.activity(shop.use()), p)))


def invite_conversion_rate(shop: History, p: Days) -> Answer:
    shop.observed(p, "events")
    return ratio(len(_brought(shop, p)), sum(day in p for _, _, day, _ in doings(shop, "invite")))


def referral_sales(shop: History, p: Days, within="all", refunds=None) -> Answer:
    shop.observed(p, "orders", "users")
    came = {u: shop.registered()[u] for u in inviters(shop)}
    orders = [o for o in shop.paid() if o.day in p and o.user in came and (within == "all" or o.day <= came[o.user] + within * DAY)]
    return total(sales(orders, refunds or shop.rules.refunds.value))


def referral_cac(shop: History, p: Days, basis="registered") -> Answer:
    """Cost of the channels most of whose new users were invited, over the invited users who are new (or paid first)."""
    shop.observed(p, "users", "channel_days", *(["orders"] if basis == "paying" else []))
    shop.rows("users", "channel")
    new, invited = entered(shop.registered(), p), inviters(shop)
    of, theirs = Counter(), Counter()
    for u in new:
        channel = shop.users()[u]["channel"]
        of[channel] += 1
        theirs[channel] += u in invited
    channels = {channel for channel in of if channel and 2 * theirs[channel] > of[channel]}
    rows = [row for row in shop.rows("channel_days", "cost") if row["day"] in p and row["channel"] in channels]
    gained = new if basis == "registered" else entered(firsts(shop.purchases()), p)
    if not rows:
        raise Unknown("not_observed")
    return ratio(known(row["cost"] for row in rows), len(gained & set(invited)))
