"""What experiments have shown: of those in an arm, how many bought within some days of being put there."""

import datetime as dt
from dataclasses import dataclass

from ibis import _

from opsreport.analyses.lift import lift
from opsreport.causes.shapes import Tested
from opsreport.facts.orders import sales
from opsreport.facts.rows import days_from
from opsreport.kinds import yes
from opsreport.periods import DAY, Period
from opsreport.words import Text

HELD_OUT = frozenset({"holdout", "hold_out", "hold-out", "held_out", "control", "baseline", "original", "none", "对照", "对照组", "空白组", "留出"})
WITHIN = 14  # days, where no campaign says for how long
AFTER = 31 * DAY  # an experiment is told of in reports of periods that begin so soon after its end
NEEDED = ("assignments.experiment", "assignments.user_id", "orders.user_id", "orders.paid_at", "orders.amount")
BOUGHT = Text("{n}天内购买率", "Bought within {n} days")


@dataclass(frozen=True)
class Campaign:
    """A campaign, by its local days, both included."""

    id: str
    name: str
    kind: str
    channel: str
    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def campaigns(store) -> tuple[Campaign, ...]:
    """All campaigns, in the order of their start; none where the shop has no such table."""
    if "campaigns" in store.missing:
        return ()
    rows = store.run(store["campaigns"].select("campaign_id", "name", "kind", "channel", "starts_on", "ends_on"))
    made = [
        Campaign(r["campaign_id"], r["name"] or r["campaign_id"], r["kind"] or "", r["channel"] or "", r["starts_on"], r["ends_on"] or r["starts_on"])
        for r in rows
        if r["starts_on"]
    ]
    return tuple(sorted(made, key=lambda one: (one.first, one.id)))


def tested(shop, period: Period) -> tuple[Tested, ...]:
    """The experiments that ran in the period or ended shortly before, whose time is over and observed; without effect or with one."""
    if shop.store.lacks(NEEDED):
        return ()
    arms = _arms(shop.store)
    known = campaigns(shop.store) if arms else ()
    found = []
    for experiment in sorted({arm["experiment"] for arm in arms}):
        mine = [arm for arm in arms if arm["experiment"] == experiment]
        first, last = min(arm["first"] for arm in mine), max(arm["last"] for arm in mine)
        campaign = _campaign(known, first, last)
        days = campaign.days if campaign else WITHIN
        over = last + days * DAY
        if last < period.end and over > period.start - AFTER and over <= shop.store.until:
            found.append((experiment, mine, campaign, days))
    return tuple(result for one in found for result in _results(shop.store, *one))


def _arms(store):
    rows = store["assignments"].filter(_.experiment.notnull(), _.variant.notnull())
    return store.run(rows.group_by(["experiment", "variant"]).aggregate(users=_.count(), first=_.assigned_on.min(), last=_.assigned_on.max()))


def _campaign(known, first, last) -> Campaign | None:
    """The campaign that an experiment is about: users were put into its arms in the week before it starts."""
    near = [one for one in known if first <= one.first <= first + 7 * DAY and last <= one.first]
    return min(near, key=lambda one: (one.first, one.id), default=None)


def _results(store, experiment, arms, campaign, days):
    """Every other arm beside the one held out; where none is named so, beside the first in the alphabet (of A and B, A)."""
    names = sorted(arm["variant"] for arm in arms)
    control = next((name for name in names if name.strip().lower() in HELD_OUT), names[0])
    bought = _bought(store, experiment, days)
    for name in names:
        if name == control:
            continue
        found = lift(*bought[name], *bought[control])
        if found.difference is None:
            continue
        title = Text(campaign.name, campaign.name) if campaign else Text(experiment, experiment)
        metric = BOUGHT.format(n=days)
        numbers = found.treated, found.control, found.difference, found.low, found.high
        yield Tested(title, metric, *numbers, experiment, campaign.id if campaign else None, days)


def _bought(store, experiment, days) -> dict[str, tuple[int, int]]:
    """{arm: how many bought, of how many}: a paid order on the day of being put there or on the days after, so many in all."""
    users = store["assignments"].filter(_.experiment == experiment)
    users = users.group_by("user_id").aggregate(variant=_.variant.min(), other=_.variant.max(), day0=_.assigned_on.min())
    users = users.filter(_.variant == _.other)  # accounts of one person may have been put into both arms
    orders = store.fact(sales("gross")).select("user_id", "day").distinct()
    later = users.inner_join(orders, "user_id")
    later = later.filter(days_from(later.day0, later.day) >= 0, days_from(later.day0, later.day) < days)
    buyers = later.group_by("user_id").aggregate(n=_.count())
    both = users.left_join(buyers, "user_id")
    rows = store.run(both.group_by("variant").aggregate(users=_.count(), bought=yes(both.n > 0).sum()))
    return {row["variant"]: (int(row["bought"]), int(row["users"])) for row in rows}
