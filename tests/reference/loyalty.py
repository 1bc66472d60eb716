"""Who comes back, who is about to leave, who is best, by hand."""

from collections import Counter
from decimal import Decimal

from .days import DAY, Days, months_later
from .engagement import last_month
from .followed import doings
from .history import Answer, History, Unknown, entered, firsts, ratio, share, total, within
from .membership import TELLING
from .onboarding import recorded
from .retention import back, cohort_of, silence
from .sums import gross_profit, known, sales

YEAR = 365


def _followed(shop: History, p: Days, cohort: str | None):
    """Users by the day of registering are known by the users table, by the first active day by their activity alone."""
    shop.observed(p, shop.use(), *(["users"] if cohort_of(shop, cohort) == "registered" else []))


def retention_d1(shop: History, p: Days, cohort=None) -> Answer:
    _followed(shop, p, cohort)
    return back(shop, p, 1, cohort, "day", 1, 1)


def retention_bracket(shop: History, p: Days, n=8, m=14, cohort=None) -> Answer:
    _followed(shop, p, cohort)
    return back(shop, p, m, cohort, "day", n, m)


def _month_and_before(shop: History, p: Days) -> tuple[Days, Days]:
    """The last calendar month of a period, and the one before it, of which something must have been seen."""
    shop.observed(p, "orders")
    month = last_month(p)
    shop.must_have_begun("orders", month.start - DAY)
    return month, month.moved(-1)


def last_month_new_retention(shop: History, p: Days, refunds=None) -> Answer:
    month, last = _month_and_before(shop, p)
    orders = shop.purchases(refunds)
    return share(set(within(orders, month)), entered(firsts(orders), last))


def hot_item_retention(shop: History, p: Days, item="category", k=3, refunds=None) -> Answer:
    """Buyers of last month's best sellers: what sold as often as the k-th of them is one too."""
    month, last = _month_and_before(shop, p)
    if item == "category":
        shop.rows("orders", "category")
        mode = refunds or shop.rules.refunds.counts
        sold = [(o.user, o.row["category"]) for o in shop.paid() if o.day in last and o.counts(mode)]
    else:
        shop.must_have_begun("events", month.start - DAY)
        recorded(shop, "pay")
        sold = [(u, row["object_id"]) for u, _, day, row in doings(shop, "pay") if day in last]
    counted = Counter(what for _, what in sold if what)
    least = sorted(counted.values(), reverse=True)[:k][-1:] or [0]
    best = {what for what, n in counted.items() if n >= least[0]}
    return share(set(within(shop.purchases(refunds), month)), {u for u, what in sold if what in best})


def annual_retention_rate(shop: History, p: Days, year="calendar", basis=None) -> Answer:
    """Members a year before the period's end who have been there since."""
    table = shop.activity_table(basis)
    start = _year_before(p) if year == "calendar" else p.end - YEAR * DAY
    shop.observed_by_one(p, TELLING, table)
    shop.observed_by_one(Days("range", start, start + DAY), TELLING, table)
    members = {u for u, joined in shop.members().items() if joined < start} - shop.gone_before(start)
    return share(set(within(shop.activity(basis), Days("range", start, p.end))), members)


def _year_before(p: Days):
    """The same day a year earlier; of 29 February the 28th."""
    first = months_later(p.end.replace(day=1), -12)
    return min(first + (p.end.day - 1) * DAY, months_later(first, 1) - DAY)


def churn_warning_users(shop: History, p: Days, warned=None, days=None, basis=None) -> Answer:
    """Silent for long at the period's end, and not churned yet."""
    table, days = shop.activity_table(basis), days or shop.rules.churn_days
    shop.observed(p, table)
    shop.looks_back(p, table, p.last - days * DAY)
    quiet = silence(shop.activity(basis), p.end)
    users = {u for u, r in quiet.items() if (warned or shop.rules.lifecycle.silent) < r <= days}
    return total(len(users - shop.gone_before(p.end)))


def silent_wakeup_rate(shop: History, p: Days, active=None, silent=None, basis=None) -> Answer:
    table, silent = shop.activity_table(basis), silent or shop.rules.lifecycle.silent
    shop.observed(p, table)
    shop.must_have_begun(table, p.start - DAY - silent * DAY)
    quiet = silence(shop.activity(basis), p.start)
    asleep = {u for u, r in quiet.items() if (active or shop.rules.lifecycle.active) < r <= silent} - shop.gone_before(p.start)
    return share(set(within(shop.activity(basis), p)), asleep)


def unsubscribe_rate(shop: History, p: Days, base="messages", channel=None) -> Answer:
    shop.observed(p, "touches")
    arrived = [
        row
        for row in shop.rows("touches", "delivered_at", "unsubscribed_at")
        if row["delivered_at"] and shop.day(row["sent_at"]) in p and channel in (None, row["channel"])
    ]
    left = [row for row in arrived if row["unsubscribed_at"]]
    if base == "messages":
        return ratio(len(left), len(arrived))
    return share({row["user_id"] for row in left}, {row["user_id"] for row in arrived})


def member_churn_gap(shop: History, p: Days, part: str, basis=None) -> Answer:
    """Of those who were there in the period before: members when this one begins, and the others."""
    table = shop.activity_table(basis)
    shop.observed_by_one(Days("range", p.start - DAY, p.start), TELLING, table)
    activity = shop.activity(basis)
    there, now = set(within(activity, p.moved(-1))), set(within(activity, p))
    members, there = {u for u, joined in shop.members().items() if joined < p.start}, there - shop.gone_before(p.start)
    if part in ("members", "others"):
        base = there & members if part == "members" else there - members
        return share(base - now, base)
    theirs, others = (member_churn_gap(shop, p, which, basis).value for which in ("members", "others"))
    if part == "difference":
        return Answer(theirs - others)
    if not others:
        raise Unknown("no_base")
    return Answer(theirs / others - 1)


# the best


def _customers(shop: History, p: Days, days: int, counts=None) -> dict[str, int]:
    """{customer of the days that end with the period: orders in them}."""
    window = Days("range", p.end - days * DAY, p.end)
    shop.observed(p, "orders")
    shop.looks_back(p, "orders", window.start)
    return within(shop.purchases(counts), window)


def _core(shop: History, p: Days, days: int, recent: int, orders: int, refunds, counts) -> set[str]:
    """Ordered lately, often, and for more than the mean customer."""
    often, mode = _customers(shop, p, days, counts), refunds or shop.rules.refunds.value
    spent = dict.fromkeys(often, Decimal(0))
    for order in shop.paid():
        if order.user in spent and p.end - days * DAY <= order.day < p.end:
            spent[order.user] += order.money(mode)
    lately = {u for u, r in silence(shop.purchases(counts, "merge"), p.end).items() if r <= recent}
    return {u for u, n in often.items() if n >= orders and u in lately and spent[u] * len(spent) > sum(spent.values())}


def core_user_share(shop: History, p: Days, days=YEAR, recent=90, orders=3, basis=None, refunds=None, counts=None) -> Answer:
    table = shop.activity_table(basis)
    shop.observed(p, table)
    shop.looks_back(p, table, p.end - days * DAY)  # of all that the figure rests on
    return share(_core(shop, p, days, recent, orders, refunds, counts), set(within(shop.activity(basis), p)))


def high_value_user_share(shop: History, p: Days, part: str, days=YEAR, recent=90, orders=3, refunds=None, counts=None) -> Answer:
    shop.observed(p, "orders")
    mode, buyers = refunds or shop.rules.refunds.value, set(within(shop.purchases(counts), p))
    of = [o for o in shop.paid() if o.day in p]
    if part == "users":
        return share(_core(shop, p, days, recent, orders, refunds, counts), buyers)
    if part == "sales":
        core = _core(shop, p, days, recent, orders, refunds, counts)
        return ratio(sales([o for o in of if o.user in core], mode), sales(of, mode))
    spent = sorted((sales([o for o in of if o.user == u], mode) for u in buyers), reverse=True)
    if part == "top20":
        cut = spent[-(-len(spent) // 5) - 1] if spent else 0
        return ratio(sum(x for x in spent if x >= cut), sales(of, mode))
    n = len(spent)
    return ratio(sum((2 * i - n - 1) * x for i, x in enumerate(reversed(spent), 1)), n * sum(spent))


def loyalty_rate(shop: History, p: Days, days=YEAR, orders=3, refunds=None) -> Answer:
    often = _customers(shop, p, days, refunds)
    return share({u for u, n in often.items() if n >= orders}, set(often))


def spend_per_active_member(shop: History, p: Days, base="members", basis=None, refunds=None, counts=None) -> Answer:
    """What members at a month's end paid in it as members, over them (those active in it, those who bought)."""
    month, mode = last_month(p), refunds or shop.rules.refunds.value
    shop.observed_by_one(p, TELLING, "orders", *([shop.activity_table(basis)] if base == "active" else []))
    joined = shop.members()
    members = {u for u, day in joined.items() if day < month.end} - shop.gone_before(month.end)
    orders = [o for o in shop.paid() if o.day in month and o.user in members and joined[o.user] <= o.day]
    if base == "active":
        members &= set(within(shop.activity(basis), month))
        orders = [o for o in orders if o.user in members]
    if base == "buyers":
        members = {o.user for o in orders if o.counts(counts or shop.rules.refunds.counts)}
    return ratio(sales(orders, mode), len(members))


def ltv_cac_ratio(shop: History, p: Days, days=90, value=None, refunds=None, counts=None) -> Answer:
    """What the period's new customers brought from their first order on, over what winning them cost."""
    shop.observed(p, "orders", "channel_days")
    shop.must_have_passed(p.last + days * DAY)
    mode, first = refunds or shop.rules.refunds.value, firsts(shop.purchases(counts))
    new = entered(first, p)
    orders = [o for o in shop.paid() if o.user in new and first[o.user] <= o.day <= first[o.user] + days * DAY]
    cost = known(row["cost"] for row in shop.rows("channel_days", "cost") if row["day"] in p)
    if not new:
        raise Unknown("zero_denominator")
    worth = ratio(sales(orders, mode) if value == "sales" else gross_profit(orders, mode), cost)
    return Answer(worth.value)  # LTV ÷ CAC, each per new customer, whose number falls out
