"""What members spend in a month."""

from functools import cache

from ibis import _

from opsreport.facts import members, presence
from opsreport.facts.member_sales import member_sales
from opsreport.facts.orders import counting
from opsreport.grain import Grain, Part, same
from opsreport.grains.presence import month_of, window_of
from opsreport.kinds import yes
from opsreport.periods import AsOf


@cache
def monthly_members(basis: str, refunds: str, counts: str) -> Grain:
    """A member when the last calendar month of a period ends, with what the member paid in it as one."""
    month = window_of("month")
    parts = (
        Part(members.members, AsOf(lambda p: month_of(p)[1]), same("member")),
        Part(member_sales(refunds), month, dict(worth=(_.by_member * _.worth).cast("decimal(18, 4)"), orders=_.by_member * counting(_, counts))),
        Part(presence.spells_of(basis, counts), month, dict(here=yes(_.day.notnull()))),
    )
    return Grain(f"monthly_members-{basis}-{refunds}-{counts}", "a member in a month", ("user_id",), parts, {}, month.first)
