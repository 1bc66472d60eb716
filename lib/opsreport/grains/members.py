"""Members, and what they hold: points, stored value."""

from ibis import _

from opsreport.facts import ledgers
from opsreport.facts import members as facts
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.periods import AT_END, AT_START, NOW

joinings = rows_of("joinings", "a user who became a member", facts.members, same("member"), NOW)
savers = Grain(
    "savers", "a user with stored value", ("user_id",),
    (
        Part(ledgers.recharge_days, AT_START, dict(opening=_.balance)),
        Part(ledgers.recharge_days, NOW, same("paid_in", "used")),
        Part(ledgers.recharge_days, AT_END, dict(closing=_.balance)),
    ),
    {}, from_start,
)  # fmt: skip
collectors = Grain(
    "collectors", "a user with points, or a member", ("user_id",),
    (
        Part(ledgers.point_days, AT_START, dict(opening=_.balance)),
        Part(ledgers.point_days, NOW, same("earned", "redeemed", "expired", "adjusted", "earnings", "redemptions", "cost", "uncosted")),
        Part(ledgers.point_days, AT_END, dict(closing=_.balance) | same("ever_redeemed", "ever_expired", "ever_cost", "ever_uncosted")),
        Part(facts.members, AT_END, same("member")),
    ),
    {}, from_start,
)  # fmt: skip
