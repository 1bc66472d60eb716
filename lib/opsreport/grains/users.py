"""Users: what they did in a period, where they stand at a moment."""

from functools import cache

import ibis
from ibis import _
from ibis.common.deferred import Deferred

from opsreport.facts import cohorts, doings, presence
from opsreport.facts import orders as order_facts
from opsreport.facts import users as facts
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.grains.presence import quiet_days
from opsreport.kinds import yes
from opsreport.periods import AT_END, AT_START, DAY, NOW
from opsreport.rules import STATES


def how_often(*events: str) -> dict[str, Deferred]:
    """Measures of doings: how often each of the events was done, under its name."""
    return {event: yes(_.event == event) * _.times for event in events}


@cache
def user_periods(refunds: str) -> Grain:
    """A user who was active or ordered in a period, and how often the user did what. A buyer is `old` who had ordered before the period."""
    orders = dict(orders=_.orders, order_days=yes(_.day.notnull()), old=yes(_.first_on < _.start))
    days = dict(active_days=_.active, logins=_.logins, login_days=yes(_.logins > 0))
    return Grain(
        "user_periods", "a user who did something in a period", ("user_id",),
        (Part(presence.user_days, NOW, days), Part(order_facts.order_days(refunds), NOW, orders), Part(doings.deeds, NOW, how_often(*doings.DEEDS))),
        dict(active=lambda user: user.active_days > 0, buyer=lambda user: user.orders > 0, old_buyer=lambda user: user.old > 0), from_start,
    )  # fmt: skip


def state_no(*limits: int) -> Deferred:
    """The number of the lifecycle state after so many silent days, in MOVES; a boundary day belongs to the earlier state."""
    return ibis.ifelse(_.ever > 0, sum(yes(quiet_days > limit) for limit in limits) + 2, 1)


MOVES = ("new", "prospect", *STATES)


def in_words(number: ibis.expr.types.IntegerValue) -> ibis.expr.types.StringValue:
    """The state that a number stands for; 0: not there yet."""
    return ibis.cases(*((number == no, word) for no, word in enumerate(MOVES)), else_="new")


@cache
def users_in_state(basis: str, refunds: str, active: int, silent: int, dormant: int, lost: int) -> Grain:
    """A user known when a period ends, with the lifecycle state."""
    limits = (active, silent, dormant, lost)
    measures = dict(state_no=state_no(*limits), one=yes(_.day.notnull()))
    return rows_of(
        f"users_in_state-{basis}-{refunds}-{limits}", "a user known when a period ends", facts.standing(basis, refunds), measures, AT_END,
        words=dict(state=lambda user: in_words(user.state_no)),
    )  # fmt: skip


@cache
def quiet_users(basis: str, refunds: str, days: int) -> Grain:
    """A user known when a period ends, with the whole days since the user was last there; so many days back must have been watched."""
    measures = dict(quiet=quiet_days, ever=_.ever)
    return rows_of(
        f"quiet_users-{basis}-{refunds}-{days}", "a user known when a period ends", facts.standing(basis, refunds), measures, AT_END,
        since=lambda p: p.end - (days + 1) * DAY,
    )  # fmt: skip


@cache
def silent_at_start(basis: str, refunds: str, silent: int) -> Grain:
    """A user known when a period starts, with the whole days since the user was last there, and whether the user comes in the period."""
    measures = dict(quiet=quiet_days, ever=_.ever, returns=_.next_on < _.end)
    return rows_of(
        f"silent_at_start-{basis}-{refunds}-{silent}", "a user known when a period starts", facts.standing(basis, refunds), measures, AT_START,
        since=lambda p: p.start - (silent + 1) * DAY,
    )  # fmt: skip


@cache
def user_moves(basis: str, refunds: str, active: int, silent: int, dormant: int, lost: int) -> Grain:
    """A user with the lifecycle state when a period starts (`new`: not there yet) and when it ends."""
    limits = (active, silent, dormant, lost)
    standing = facts.standing(basis, refunds)
    parts = Part(standing, AT_START, dict(from_no=state_no(*limits))), Part(standing, AT_END, dict(to_no=state_no(*limits), one=yes(_.day.notnull())))
    words = {"from": lambda user: in_words(user.from_no), "to": lambda user: in_words(user.to_no)}
    return Grain(f"user_moves-{basis}-{refunds}-{limits}", "a user from a period's start to its end", ("user_id",), parts, words, from_start)


registered_at_start = rows_of(
    "registered_at_start", "a registered user when a period starts", facts.registrations, dict(one=yes(_.day.notnull())), AT_START
)
registered_at_end = rows_of("registered_at_end", "a registered user when a period ends", facts.registrations, dict(one=yes(_.day.notnull())), AT_END)
registered_users = Grain(
    "registered_users", "a registered user when a period starts, with what the user did in it", ("user_id",),
    (
        Part(facts.registrations, AT_START, dict(registered=yes(_.day.notnull()))),
        Part(presence.user_days, NOW, dict(active_days=_.active)),
    ),
    {},
    from_start,
)
sign_ups = rows_of("sign_ups", "a user who signed up", cohorts.sign_ups, same("signed_up", "via_channel"), NOW)
