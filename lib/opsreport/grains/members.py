"""Members, and what they hold: points, stored value."""

from functools import cache

from ibis import _

from opsreport.facts import ledgers, presence
from opsreport.facts import members as facts
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import AT_END, AT_START, NOW, AsOf, Within, year_before

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
point_rows = Grain(
    "point_rows", "a day with movements of a user's points, or what the user holds", None,
    (
        Part(ledgers.point_days, AT_START, dict(opening=_.balance)),
        Part(ledgers.point_days, NOW, same("earned", "redeemed", "expired", "adjusted", "redemptions", "cost", "uncosted")),
        Part(ledgers.point_days, AT_END, dict(closing=_.balance) | same("ever_redeemed", "ever_expired", "ever_cost", "ever_uncosted")),
    ),
    {}, from_start,
)  # fmt: skip
collectors = Grain(
    "collectors", "a user with points, or a member", ("user_id",),
    (
        Part(ledgers.point_days, AT_START, dict(opening=_.balance)),
        Part(ledgers.point_days, NOW, same("earned", "redeemed", "earnings", "redemptions")),
        Part(facts.members, AT_END, same("member")),
    ),
    {}, from_start,
)  # fmt: skip


@cache
def members_through_year(year: str | int, basis: str, refunds: str) -> Grain:
    """A member a year before a period's end, with whether the member was there since: again, or for the first time."""
    since = lambda p: year_before(p.end, year)  # noqa: E731
    parts = (
        Part(facts.members, AsOf(since), same("member")),
        Part(presence.spells_of(basis, refunds), AsOf(since), dict(returns=yes(_.until < _.end))),
        Part(presence.debuts(basis, refunds), Within(since, lambda p: p.end), same("debut")),
    )
    return Grain(f"members_through_year-{year}-{basis}-{refunds}", "a member a year ago", ("user_id",), parts, {}, since)
