"""What experiments have shown: of those in an arm, how many bought within some days of being put there."""

import datetime as dt
from dataclasses import dataclass

from ibis import _

from opsreport.causes.shapes import Tested
from opsreport.kinds import Reading
from opsreport.measure import Asked, measure
from opsreport.metrics.experiments import ab_test_result
from opsreport.periods import DAY, Period
from opsreport.words import Text

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
    """The experiments that ran in the period or ended shortly before, whose time is over and observed; without effect or with one.

    Their figures are those of the metric `ab_test_result`, so that every page says the same of them.
    """
    store = shop.store
    if store.lacks(NEEDED):
        return ()
    metric = ab_test_result.resolved(store)
    put = {name: days for name, days in _put(store).items() if _tells(*days, metric.options["days"], period, store.until)}
    if not put:
        return ()
    asked = Asked(metric, period, ())
    table = measure(store, [asked])[asked].parts()[None]
    rows = [dict(zip(table.columns, row, strict=True)) for row in getattr(table, "rows", ())]
    known = campaigns(store)
    return tuple(
        _result(row, _campaign(known, *put[row["experiment"]]), metric.options["days"], put[row["experiment"]][0])
        for row in rows
        if row["experiment"] in put and row["difference"] is not None
    )


def _put(store) -> dict[str, tuple[dt.date, dt.date]]:
    """{experiment: the first and the last day on which users were put into its arms}"""
    rows = store["assignments"].filter(_.experiment.notnull(), _.variant.notnull())
    found = store.run(rows.group_by("experiment").aggregate(first=_.assigned_on.min(), last=_.assigned_on.max()))
    return {row["experiment"]: (row["first"], row["last"]) for row in found}


def _tells(first, last, days, period, until) -> bool:
    over = last + days * DAY
    return last < period.end and over > period.start - AFTER and over <= until


def _campaign(known, first, last) -> Campaign | None:
    """The campaign that an experiment is about: users were put into its arms in the week before it starts."""
    near = [one for one in known if first <= one.first <= first + 7 * DAY and last <= one.first]
    return min(near, key=lambda one: (one.first, one.id), default=None)


def _result(row, campaign, days, first) -> Tested:
    """An arm beside the one held out, from its line of the metric's table."""
    title = Text(campaign.name, campaign.name) if campaign else Text(row["experiment"], row["experiment"])
    arms = [_arm(row["users"], row["rate"]), _arm(row["control_users"], row["control_rate"])]
    numbers = row["difference"], row["low"], row["high"]
    return Tested(title, BOUGHT.format(n=days), *arms, *numbers, row["experiment"], campaign.id if campaign else None, days, first)


def _arm(users, rate) -> Reading:
    return Reading(rate, numerator=round(rate * users), denominator=users, n=users)
