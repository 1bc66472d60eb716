"""Members: since when."""

import ibis
from ibis import _

from opsreport.facts.rows import FAR
from opsreport.facts.users import PROFILE, until_deleted, with_profile
from opsreport.kinds import yes
from opsreport.store import Fact


def _members(store, by):
    """A member from the day of joining (where users do not tell it, of the first tier) until the account is deleted.

    Who joins again is no new member.
    """
    told = store["users"].filter(_.member_since.notnull()).select("user_id", joined_on=_.member_since_on, told=ibis.literal(True))
    tiered = store["tiers"].select("user_id", joined_on=_.changed_on, told=ibis.literal(False))
    rows = ibis.union(told, tiered)
    far = ibis.literal(FAR)
    days = rows.group_by("user_id").aggregate(told_on=ibis.ifelse(rows.told, rows.joined_on, far).min(), first_on=rows.joined_on.min())
    days = days.select("user_id", day=ibis.ifelse(days.told_on < far, days.told_on, days.first_on))
    stays = days.mutate(until=ibis.greatest(days.day, far))  # for ever, and by the member's own rows: only a deletion needs the users table
    rows = until_deleted(store, stays).mutate(member=yes(_.day.notnull()))
    return with_profile(store, rows, by)


members = Fact("members", _members, tuple(PROFILE), kept=True)
