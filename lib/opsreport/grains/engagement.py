"""Users of a period by what they did, how often and for how long."""

from functools import cache

from ibis import _

from opsreport.facts import members as member_facts
from opsreport.facts import orders as order_facts
from opsreport.facts import presence
from opsreport.facts import sessions as session_facts
from opsreport.facts import users as user_facts
from opsreport.facts.doings import doings
from opsreport.grain import Grain, Part, from_start
from opsreport.grains.presence import window_of
from opsreport.kinds import yes
from opsreport.periods import AT_END, AT_START, NOW

INTERACTIONS = ("comment", "like", "share", "tip")
FEATURES = ("topic", "vote", "contest", "live")


def counted(*events: str) -> dict:
    """Measures: how often each of the events was done, under its name."""
    return {event: yes(_.event == event) * _.times for event in events}


@cache
def actors(refunds: str) -> Grain:
    """A user registered when a period starts, or active or ordering in it, with how often the user did what."""
    parts = (
        Part(presence.user_days, NOW, dict(active_days=_.active)),
        Part(doings("sign_in", "comment", "share"), NOW, counted("sign_in", "comment", "share")),
        Part(order_facts.order_days(refunds), NOW, dict(orders=_.orders)),
        Part(user_facts.registrations, AT_START, dict(registered=yes(_.day.notnull()))),
    )
    return Grain(f"actors-{refunds}", "a user with what the user did in a period", ("user_id",), parts, {}, from_start)


@cache
def commenting_buyers(refunds: str) -> Grain:
    """A user with the orders and comments of a period."""
    parts = Part(doings("comment"), NOW, dict(comments=_.times)), Part(order_facts.order_days(refunds), NOW, dict(orders=_.orders))
    return Grain(f"commenting_buyers-{refunds}", "a user who ordered or commented in a period", ("user_id",), parts, {}, from_start)


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
        Part(member_facts.members, NOW, dict(joined=_.member)),
        Part(presence.spells_of(basis, refunds), NOW, dict(days=yes(_.day.notnull()))),
    )
    return Grain(f"coming_members-{basis}-{refunds}", "a member in a period", ("user_id",), parts, {}, from_start)


signers_in = Grain(
    "signers_in", "a user who was active in a period, with the logins", ("user_id",),
    (Part(presence.user_days, NOW, dict(active_days=_.active, logins=_.logins, login_days=yes(_.logins > 0))),), {}, from_start,
)  # fmt: skip
interacting = Grain(
    "interacting", "a user who interacted in a period", ("user_id",), (Part(doings(*INTERACTIONS), NOW, counted(*INTERACTIONS)),), {}, from_start
)
participants = Grain(
    "participants", "a user who was active in a period, with the features used", ("user_id",),
    (Part(presence.user_days, NOW, dict(active_days=_.active)), Part(doings(*FEATURES), NOW, counted(*FEATURES))), {}, from_start,
)  # fmt: skip


@cache
def scored_users(sessions: str, refunds: str) -> Grain:
    """A user with all that the activity score is made of, in the last calendar month of a period."""
    month = window_of("month")
    parts = (
        Part(presence.user_days, month, dict(active_days=_.active, logins=_.logins)),
        Part(session_facts.sessions(sessions), month, dict(seconds=_.seconds)),
        Part(order_facts.order_days(refunds), month, dict(orders=_.orders)),
        Part(doings("comment", "share"), month, dict(comments=yes(_.event == "comment") * _.times, shares=yes(_.event == "share") * _.times)),
    )
    return Grain(f"scored_users-{sessions}-{refunds}", "a user in the last month of a period", ("user_id",), parts, {}, month.first)
