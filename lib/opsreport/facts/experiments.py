"""Users in the arms of experiments, and what they ordered after they were put there."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.orders import sales
from opsreport.facts.rows import days_from, per
from opsreport.kinds import product, yes
from opsreport.periods import DAY
from opsreport.store import Fact


def _arms(store, by):
    """A user in an arm since the first time; a person whose accounts stand in several arms of an experiment is in none."""
    put = store["assignments"]
    users = put.group_by(["experiment", "user_id"]).aggregate(
        variant=put.variant.min(), other=put.variant.max(), assigned_at=put.assigned_at.min(), day=put.assigned_on.min()
    )
    return users.filter(_.variant == _.other).drop("other")


arms = Fact("arms", _arms, ("experiment", "variant"), kept=False)


@cache
def arm_outcomes(days: int, refunds: str) -> Fact:
    """A user in an arm with the orders of the first so many days, the day of being put there included, none from before that moment.

    `open`: whose days are not over yet. `was`: ordered in as many days before; `moved`: ordered in one of the two spans and not in the other.
    """

    def make(store, by):
        users = store.fact(arms)
        later = users.inner_join(store.fact(sales(refunds)), "user_id", rname="order_{name}")
        later = later.filter(later["at"] >= later.assigned_at, days_from(later.day, later.order_day) < days)
        spent = per(later, ("experiment", "user_id"), orders=_.counts.sum(), worth=_.worth.sum(), profit=_.profit.sum())
        both = users.left_join(spent, ["experiment", "user_id"]).drop("experiment_right", "user_id_right")
        both = both.left_join(_ordered_before(store, users, days, refunds), ["experiment", "user_id"])
        was, did = yes(both.earlier > 0), yes(both.orders > 0)
        money = "decimal(18, 4)"
        rows = both.select(
            "experiment", "variant", "user_id", "day", one=yes(both.variant.notnull()), orders=both.orders.fill_null(0),
            worth=both.worth.fill_null(0).cast(money), profit=both.profit.fill_null(0).cast(money),
            was=was, moved=yes(was != did), open=yes(days_from(both.day, ibis.literal(store.until - DAY)) < days - 1),
        )  # fmt: skip
        return rows.mutate(squared=product(rows.worth, rows.worth))

    return Fact(f"arm_outcomes-{days}-{refunds}", make, ("experiment", "variant"), kept=False)


def _ordered_before(store, users, days, refunds):
    """The orders of users in the days before they were put into an arm."""
    sooner = users.inner_join(store.fact(sales(refunds)), "user_id", rname="order_{name}")
    sooner = sooner.filter(sooner["at"] < sooner.assigned_at, days_from(sooner.order_day, sooner.day) <= days)
    return per(sooner, ("experiment", "user_id"), earlier=_.counts.sum())


@cache
def arm_campaigns(days: int) -> Fact:
    """Messages that users of an experiment's arm were sent in the days after they were put there."""

    def make(store, by):
        users = store.fact(arms).select("experiment", "variant", "user_id", "assigned_at", assigned_on=_.day)
        sent = store["touches"].filter(_.campaign_id.notnull()).select("user_id", "sent_at", "sent_on", campaign=_.campaign_id)
        both = users.inner_join(sent, "user_id")
        both = both.filter(both.sent_at >= both.assigned_at, both.sent_on < both.assigned_on + ibis.interval(days=days))
        return both.select("experiment", "variant", "user_id", "campaign", day=both.assigned_on, sent=yes(both.sent_at.notnull()))

    return Fact(f"arm_campaigns-{days}", make, ("experiment", "variant", "campaign"), kept=False)
