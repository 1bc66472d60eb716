"""Users of a period by what they did, how often and for how long."""

from functools import cache

from ibis import _

from opsreport.facts import members as member_facts
from opsreport.facts import orders as order_facts
from opsreport.facts import presence
from opsreport.facts import sessions as session_facts
from opsreport.facts import users as user_facts
from opsreport.facts.doings import deeds
from opsreport.grain import Grain, Part, from_start
from opsreport.grains.presence import window_of
from opsreport.grains.users import how_often
from opsreport.kinds import yes
from opsreport.periods import AT_END, AT_START, NOW


@cache
def registered_actors(refunds: str) -> Grain:
    """A user registered when a period starts, with how often the user did what in it."""
    parts = (
        Part(user_facts.registrations, AT_START, dict(registered=yes(_.day.notnull()))),
        Part(deeds, NOW, how_often("sign_in", "comment", "share")),
        Part(order_facts.order_days(refunds), NOW, dict(orders=_.orders)),
    )
    return Grain(f"registered_actors-{refunds}", "a registered user with what the user did in a period", ("user_id",), parts, {}, from_start)


@cache
def buying_members(refunds: str) -> Grain:
    """A member when a period ends, with the orders of the period."""
    parts = Part(member_facts.members, AT_END, dict(member=_.member)), Part(order_facts.order_days(refunds), NOW, dict(orders=_.orders))
    return Grain(f"buying_members-{refunds}", "a member when a period ends", ("user_id",), parts, {}, from_start)


@cache
def coming_members(basis: str, refunds: str) -> Grain:
    """A member when a period starts, or who joined in it, with the days on which the member was there."""
    parts = (
        Part(member_facts.members, AT_START, dict(member=_.member)),
        Part(member_facts.members, NOW, dict(joined=yes(_.until >= _.start))),
        Part(presence.spells_of(basis, refunds), NOW, dict(days=yes(_.day.notnull()))),
    )
    return Grain(f"coming_members-{basis}-{refunds}", "a member in a period", ("user_id",), parts, {}, from_start)


@cache
def scored_users(sessions: str, refunds: str) -> Grain:
    """A user with all that the activity score is made of, in the last calendar month of a period."""
    month = window_of("month")
    parts = (
        Part(presence.user_days, month, dict(active_days=_.active, logins=_.logins)),
        Part(session_facts.sessions(sessions), month, dict(seconds=_.seconds)),
        Part(order_facts.order_days(refunds), month, dict(orders=_.orders)),
        Part(deeds, month, how_often("comment", "share")),
    )
    return Grain(f"scored_users-{sessions}-{refunds}", "a user in the last month of a period", ("user_id",), parts, {}, month.first)
