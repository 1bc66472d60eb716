"""The grains of the suite: what each family of metrics counts."""

from datetime import date
from functools import cache

import ibis
from ibis import _
from ibis.common.deferred import Deferred

from opsreport import facts as f
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import AT_END, AT_START, DAY, NOW, AsOf, Later, Period, Within, before
from opsreport.rules import STATES

quiet_days = f.days_from(_.day, _.moment) - 1  # whole days since, on the last day before the moment


@cache
def window_of(window: str | int) -> Within:
    """`period`: the period; `month`: the last calendar month that lies in it; n: the n days that end with it."""
    if window == "period":
        return NOW
    if window == "month":
        return Within(lambda p: month_of(p)[0], lambda p: month_of(p)[1])
    return Within(lambda p: p.end - window * DAY, lambda p: p.end)


def month_of(p: Period) -> tuple[date | None, date]:
    """[first, last) of the last calendar month that lies in the period; of a running period, of the last one begun, so far. None where none does."""
    end = p.end if p.running else p.whole_end.replace(day=1)
    first = (end - DAY).replace(day=1)
    return (first if first >= p.start else None), end


@cache
def user_periods(refunds: str) -> Grain:
    """A user who was active or ordered in a period. A buyer is `old` who had ordered before the period."""
    orders = dict(orders=_.orders, order_days=yes(_.day.notnull()), old=yes(_.first_on < _.start))
    return Grain(
        "user_periods", "a user who did something in a period", ("user_id",),
        (Part(f.user_days, NOW, dict(active_days=_.active, logins=_.logins)), Part(f.order_days(refunds), NOW, orders)),
        dict(active=lambda user: user.active_days > 0, buyer=lambda user: user.orders > 0, old_buyer=lambda user: user.old > 0), from_start,
    )  # fmt: skip


@cache
def active_days(window: str | int) -> Grain:
    """A user's active day in a window of the period; `enters`: the first one of its user there, so that summing it counts users."""
    when = window_of(window)
    measures = dict(one=yes(_.day.notnull()), enters=_.before < _.window_start)
    return rows_of(f"active_days-{window}", "an active day of a user", f.active_days, measures, when, since=when.first)


@cache
def present_days(basis: str, refunds: str) -> Grain:
    """A day on which a user was there (active, or ordering), seen against the period before: each user is one of these once, or none."""
    measures = dict(
        debut=_.before == ibis.literal(f.NEVER),
        stays=(_.before < _.start) & (_.before >= _.start_before),
        resurrects=(_.before < _.start_before) & (_.before > ibis.literal(f.NEVER)),
    )
    return rows_of(f"present_days-{basis}-{refunds}", "a day on which a user was there", f.spells_of(basis, refunds), measures, NOW)


@cache
def returning_days(basis: str, refunds: str, days: int) -> Grain:
    """A day on which a user was there, who had been silent for more than so many days when the period began."""
    won_back = (f.days_from(_.before, _.start) - 1 > days) & (_.before > ibis.literal(f.NEVER))
    return rows_of(
        f"returning_days-{basis}-{refunds}-{days}", "a day on which a user was there", f.spells_of(basis, refunds), dict(won_back=won_back), NOW,
        since=lambda p: p.start - (days + 2) * DAY,
    )  # fmt: skip


@cache
def days_before(basis: str, refunds: str) -> Grain:
    """A day in the period before on which a user was there; `last`: the user's last one in it; `lapses`: and none follows in this period."""
    measures = dict(last=_.until >= _.start, lapses=_.until >= _.end)
    return rows_of(
        f"days_before-{basis}-{refunds}", "a day in the period before", f.spells_of(basis, refunds), measures, Within(before, lambda p: p.start)
    )


@cache
def silent_users(basis: str, refunds: str, days: int) -> Grain:
    """A user who fell silent for long, known when a period starts; `churned`: for more than so many days by then."""
    measures = dict(churned=quiet_days > days, returns=_.until < _.end)
    return rows_of(
        f"silent_users-{basis}-{refunds}-{days}", "a long silent user when a period starts",
        f.long_silences(basis, refunds, days), measures, AT_START, since=lambda p: p.start - (days + 2) * DAY,
    )  # fmt: skip


@cache
def churnings(basis: str, refunds: str, days: int) -> Grain:
    """A silence that passes so many days."""
    return rows_of(
        f"churnings-{basis}-{refunds}-{days}", "a silence that has become long", f.churnings(basis, refunds, days), same("churned"), NOW,
        since=lambda p: p.start - (days + 1) * DAY,
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
        f"users_in_state-{basis}-{refunds}-{limits}", "a user known when a period ends", f.standing(basis, refunds), measures, AT_END,
        words=dict(state=lambda user: in_words(user.state_no)),
    )  # fmt: skip


@cache
def user_moves(basis: str, refunds: str, active: int, silent: int, dormant: int, lost: int) -> Grain:
    """A user with the lifecycle state when a period starts (`new`: not there yet) and when it ends."""
    limits = (active, silent, dormant, lost)
    standing = f.standing(basis, refunds)
    parts = Part(standing, AT_START, dict(from_no=state_no(*limits))), Part(standing, AT_END, dict(to_no=state_no(*limits), one=yes(_.day.notnull())))
    words = {"from": lambda user: in_words(user.from_no), "to": lambda user: in_words(user.to_no)}
    return Grain(f"user_moves-{basis}-{refunds}-{limits}", "a user from a period's start to its end", ("user_id",), parts, words, from_start)


registered_at_start = rows_of(
    "registered_at_start", "a registered user when a period starts", f.registrations, dict(one=yes(_.day.notnull())), AT_START
)
registered_at_end = rows_of("registered_at_end", "a registered user when a period ends", f.registrations, dict(one=yes(_.day.notnull())), AT_END)
registered_users = Grain(
    "registered_users", "a registered user when a period starts, with what the user did in it", ("user_id",),
    (Part(f.registrations, AT_START, dict(registered=yes(_.day.notnull()))), Part(f.user_days, NOW, dict(active_days=_.active))), {}, from_start,
)  # fmt: skip
sign_ups = rows_of("sign_ups", "a user who signed up", f.sign_ups, same("signed_up", "via_channel"), NOW)


@cache
def cohort_days(cohort: str) -> Grain:
    """Users by their first day; and by `age` in days how many were active, for the first time since, and for the last time."""
    parts = Part(f.beginners(cohort, "gross"), NOW, same("began")), Part(f.returns(cohort), NOW, same("age", "users", "first_returns", "last"))
    return Grain(f"cohort_days-{cohort}", "a user by the day on which the user's time began", None, parts, {}, from_start)


@cache
def cohort_periods(cohort: str, basis: str, refunds: str) -> Grain:
    """Users by the period in which their time began; and by `age` in periods how many were there, for the first time since, and for the last."""
    followed = dict(
        age=_.age,
        users=yes(_.before < _.later_start),  # the user's first day in the later period
        first_returns=yes((_.age > 0) & (_.before < _.own_end)),
        last=yes(_.until == ibis.literal(f.FAR)),
    )
    parts = Part(f.beginners(cohort, refunds), NOW, same("began")), Part(f.attendance(cohort, basis, refunds), Later(), followed)
    return Grain(f"cohort_periods-{cohort}-{basis}-{refunds}", "a user by the period in which the user's time began", None, parts, {}, from_start)


@cache
def orders(refunds: str) -> Grain:
    """A paid order."""
    measures = dict(counts=_.counts, worth=_.worth)
    return rows_of(f"orders-{refunds}", "a paid order", f.sales(refunds), measures, NOW)


@cache
def spenders(refunds: str) -> Grain:
    """A user with what the user paid in a period."""
    part = Part(f.sales(refunds), NOW, dict(orders=_.counts, worth=_.worth))
    return Grain(f"spenders-{refunds}", "a user who paid in a period", ("user_id",), (part,), dict(buyer=lambda user: user.orders > 0), from_start)


@cache
def customer_orders(refunds: str, counts: str) -> Grain:
    """A paid order, with whether its customer had ordered before the period."""
    return rows_of(
        f"customer_orders-{refunds}-{counts}", "a paid order", f.customer_sales(refunds, counts), dict(worth=_.worth, old=_.first_on < _.start), NOW
    )


@cache
def order_days(refunds: str) -> Grain:
    """A customer's local day with an order, with the days since the one before; `last`: of its customer in the period."""
    measures = dict(
        gap_days=f.days_from(_.before, _.day), again=_.before > ibis.literal(f.NEVER), last=_.until >= _.end, follows=_.until < _.end_after
    )
    return rows_of(f"order_days-{refunds}", "a customer's day with an order", f.order_days(refunds), measures, NOW)


@cache
def customers_at_start(refunds: str, look_back: int) -> Grain:
    """A customer known when a period starts; `recent`: with an order in the days before."""
    measures = dict(recent=quiet_days < look_back, buys=_.until < _.end)
    return rows_of(f"customers_at_start-{refunds}-{look_back}", "a customer known when a period starts", f.order_days(refunds), measures, AT_START)


@cache
def customers_at_end(refunds: str) -> Grain:
    """A customer known when a period ends, with all orders until then."""
    measures = dict(one=yes(_.day.notnull()), orders=_.orders_so_far, order_days=_.days_so_far)
    return rows_of(f"customers_at_end-{refunds}", "a customer known when a period ends", f.order_days(refunds), measures, AT_END)


@cache
def loyal_customers(refunds: str, n: int) -> Grain:
    """A customer with the orders before the last n days of a period, and those in them."""
    since = lambda p: p.end - n * DAY  # noqa: E731
    earlier = Part(f.order_days(refunds), AsOf(since), dict(orders_before=_.orders_so_far))
    recent = Part(f.order_days(refunds), Within(since, lambda p: p.end), dict(orders_lately=_.orders))
    return Grain(
        f"loyal_customers-{refunds}-{n}",
        "a customer by orders before and in the last days of a period",
        ("user_id",),
        (earlier, recent),
        {},
        from_start,
    )


@cache
def first_orders(refunds: str) -> Grain:
    """A customer by the day of the first order, with what came next."""
    return rows_of(
        f"first_orders-{refunds}", "a customer by the first order", f.first_orders(refunds), same("first", "orders", "next_after", "via_channel"), NOW
    )


@cache
def complaining_buyers(refunds: str, days: int) -> Grain:
    """A buyer of a period, with complaints about orders of the period."""
    part = Part(f.complained_orders(refunds, days), NOW, dict(orders=_.counts, complaints=_.complained))
    return Grain(f"complaining_buyers-{refunds}-{days}", "a buyer of a period", ("user_id",), (part,), {}, from_start)


SAID = ("kind", "aspect", "feedback_channel", "score", "scale", "ticket", "response_s", "handling_s", "resolved_after", "denied")
voices = rows_of("voices", "one voice of a user", f.voices, same(*SAID) | dict(one=yes(_.day.notnull())), NOW)
channel_days = rows_of("channel_days", "a channel on a day", f.channel_days, same("cost", "visitors"), NOW, unseen="not_observed")
