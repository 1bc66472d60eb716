"""Members and tiers, by hand."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .days import DAY, Days
from .followed import doings
from .history import Answer, History, entered, ratio, share, total, within
from .recorded import kept
from .sums import sales

TELLING = ("users", "tiers")  # who is a member, and since when
REWARDS = {"badges": ("badge_earned",), "all": ("badge_earned", "level_up", "task_done", "sign_in")}


def new_members(shop: History, p: Days) -> Answer:
    shop.observed_by_one(p, TELLING)
    return total(len(entered(shop.members(), p)))


def member_retention_rate(shop: History, p: Days, basis=None, refunds=None) -> Answer:
    shop.observed_by_one(p, TELLING, shop.activity_table(basis))
    activity = shop.activity(basis) if refunds is None or shop.activity_table(basis) == "events" else shop.purchases(refunds, "merge")
    members = {u for u, day in shop.members().items() if day < p.start} - shop.gone_before(p.start)
    return share(set(within(activity, p)), members & set(within(activity, p.moved(-1))))


def member_sales_share(shop: History, p: Days, part: str, refunds=None) -> Answer:
    shop.observed_by_one(p, TELLING, "orders")
    mode, members = refunds or shop.rules.refunds.value, shop.members()
    orders = [o for o in shop.paid() if o.day in p]
    theirs = sales([o for o in orders if o.user in members and members[o.user] <= o.day], mode)
    return total(theirs) if part == "amount" else ratio(theirs, sales(orders, mode))


def badge_task_participation(shop: History, p: Days, kind="all") -> Answer:
    shop.observed(p, "events")
    kept(shop, "events", *REWARDS[kind])
    rewarded = {u for u, _, day, _ in doings(shop, *REWARDS[kind]) if day in p}
    return share(rewarded, set(within(shop.activity("events"), p)))


# tiers


def _changes(shop: History) -> dict[str, list[tuple[date, str]]]:
    """{member: (day, tier from then on), oldest first}."""
    found = defaultdict(list)
    for row in sorted(shop.rows("tiers"), key=lambda row: shop.instant(row["changed_at"])):
        found[row["user_id"]].append((shop.day(row["changed_at"]), row["tier"]))
    return found


def tiers_at(shop: History, day: date) -> dict[str, str]:
    """{member with a tier: the tier when a day begins}."""
    at = {u: [tier for on, tier in changes if on < day] for u, changes in _changes(shop).items()}
    return {u: tiers[-1] for u, tiers in at.items() if tiers and u not in shop.gone_before(day)}


def _step(shop: History, old: str, new: str) -> int:
    """1 up, -1 down, 0 where there is no change or nobody knows."""
    ranks = {tier: k for k, tier in enumerate(shop.rules.tiers)}
    if old not in ranks or new not in ranks:
        return 0
    return (ranks[new] > ranks[old]) - (ranks[new] < ranks[old])


def _moved(shop: History, p: Days, way: int) -> tuple[set[str], set[str]]:
    """(members with another tier at the end, higher or lower; members with a tier at the start)."""
    shop.observed(p, "tiers")
    start, end = tiers_at(shop, p.start), tiers_at(shop, p.end)
    return {u for u in start if u in end and _step(shop, start[u], end[u]) == way}, set(start)


def _steps(shop: History, p: Days, way: int, steps: str) -> Answer:
    if steps == "net":
        return total(len(_moved(shop, p, way)[0]))
    shop.observed(p, "tiers")
    changes = [
        (old, new) for u, own in _changes(shop).items() for old, new in zip(own, own[1:], strict=False) if u not in shop.gone_before(new[0] + DAY)
    ]
    return total(sum(_step(shop, old[1], new[1]) == way for old, new in changes if new[0] in p))


def tier_upgrades(shop: History, p: Days, steps="net") -> Answer:
    return _steps(shop, p, 1, steps)


def tier_downgrades(shop: History, p: Days, steps="net") -> Answer:
    return _steps(shop, p, -1, steps)


def tier_upgrade_rate(shop: History, p: Days) -> Answer:
    return share(*_moved(shop, p, 1))


def tier_downgrade_rate(shop: History, p: Days) -> Answer:
    return share(*_moved(shop, p, -1))


def tier_upgrade_effect(shop: History, p: Days, refunds=None) -> Answer:
    """Of those who moved up: what each paid more in the period after than in the period before, less what the others of the old tier did."""
    shop.observed(p, "orders")
    shop.must_have_passed(p.moved(1).last)
    mode, start = refunds or shop.rules.refunds.value, tiers_at(shop, p.start)
    up, _ = _moved(shop, p, 1)

    def spent(users: set[str], q: Days) -> Decimal:
        return sales([o for o in shop.paid() if o.day in q and o.user in users], mode)

    more, base = Fraction(0), Fraction(0)
    for tier in {start[u] for u in up}:
        climbers = {u for u in up if start[u] == tier}
        others = {u for u in start if start[u] == tier} - climbers
        if not others:
            continue  # nobody to compare them with
        before, grown = (spent(climbers, p.moved(-1)), spent(climbers, p.moved(1)) - spent(climbers, p.moved(-1)))
        usual = Fraction(spent(others, p.moved(1)) - spent(others, p.moved(-1))) / len(others)
        more, base = more + Fraction(grown) - usual * len(climbers), base + Fraction(before)
    return ratio(more, base)._replace(numerator=None)  # what it is rounded to is left open
