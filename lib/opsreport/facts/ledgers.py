"""Movements of points and of stored value: per day, and as balances from one day with a movement to the next."""

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.rows import per, so_far, spells
from opsreport.store import Fact


def with_sums_so_far(days: ir.Table, sums: dict[str, str]) -> ir.Table:
    """A user's days as spells, each with sums over all of the user's days until then: {name of the sum: column}."""
    return spells(days, (), **{name: so_far(days[column]) for name, column in sums.items()})


def _point_days(store, by):
    """A user's day with movements of points, by kind; of an unknown kind: adjusted. `uncosted`: redemptions whose cost is not told."""
    moves = store["points"]
    moves = moves.mutate(day=moves.occurred_on, **{kind: (moves.kind == kind).fill_null(False) for kind in ("earn", "redeem", "expire")})
    cost = moves.redeem.ifelse(moves.cost.fill_null(0), 0).cast("decimal(18, 4)")
    days = per(
        moves, ("user_id", "day"),
        delta=moves.delta.sum(),
        earned=moves.earn.ifelse(moves.delta, 0).sum(),
        redeemed=moves.redeem.ifelse(-moves.delta, 0).sum(),
        expired=moves.expire.ifelse(-moves.delta, 0).sum(),
        earnings=moves.count(where=moves.earn),
        redemptions=moves.count(where=moves.redeem),
        cost=cost.sum().cast("decimal(18, 4)"),
        uncosted=moves.count(where=moves.redeem & moves.cost.isnull()),
    )  # fmt: skip
    days = days.mutate(adjusted=days.delta - days.earned + days.redeemed + days.expired)
    return with_sums_so_far(days, dict(balance="delta", ever_redeemed="redeemed", ever_expired="expired", ever_cost="cost", ever_uncosted="uncosted"))


point_days = Fact("point_days", _point_days, (), kept=True)


def _recharge_days(store, by):
    """A user's day with movements of stored value: paid in, used, and the balance from then on."""
    moves = store["recharges"]
    rows = moves.select(
        "user_id", delta=moves.amount, day=moves.occurred_on, paid_in=ibis.greatest(moves.amount, 0).cast("decimal(18, 4)"),
        used=ibis.greatest(-moves.amount, 0).cast("decimal(18, 4)"),
    )  # fmt: skip
    return with_sums_so_far(per(rows, ("user_id", "day"), **{name: _[name].sum() for name in ("delta", "paid_in", "used")}), dict(balance="delta"))


recharge_days = Fact("recharge_days", _recharge_days, (), kept=True)
