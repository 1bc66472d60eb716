"""Users by the day on which their time began, and what they did after."""

from functools import cache

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.orders import ORDER_SPLITS, order_days, sales
from opsreport.facts.presence import active_days
from opsreport.facts.rows import FAR, NEVER, days_from, per
from opsreport.facts.users import PROFILE, registrations, with_profile
from opsreport.kinds import yes
from opsreport.store import Fact, Store


@cache
def customer_sales(refunds: str, counts: str) -> Fact:
    """Every paid order with the day of its customer's first order that counts."""

    def make(store, by):
        first = starts(store, "first_order", counts)
        orders = store.fact(sales(refunds)).left_join(first, "user_id").drop("user_id_right")
        return orders.mutate(first_on=orders.start_on.fill_null(ibis.literal(FAR)))

    return Fact(f"customer_sales-{refunds}-{counts}", make, tuple(ORDER_SPLITS), kept=False)


def starts(store: Store, cohort: str, refunds: str) -> ir.Table:
    """(user_id, start_on): the day on which a user's time begins: registered, first_active or first_order."""
    if cohort == "registered":
        return store.fact(registrations).select("user_id", start_on=_.day)
    days = store.fact(active_days) if cohort == "first_active" else store.fact(order_days(refunds))
    return days.filter(_.before == ibis.literal(NEVER)).select("user_id", start_on=_.day)


@cache
def beginners(cohort: str, refunds: str) -> Fact:
    """A user's first day, as a row."""

    def make(store, by):
        rows = starts(store, cohort, refunds).mutate(day=_.start_on, began=yes(_.start_on.notnull()))
        return with_profile(store, rows, by)

    return Fact(f"beginners-{cohort}-{refunds}", make, tuple(PROFILE), kept=False)


def begun(days: ir.Table, store: Store, cohort: str, refunds: str) -> ir.Table:
    """A user's days with the day on which the user's time began; days of users for whom it is not known are left out."""
    match cohort:
        case "registered":
            days = days.mutate(start_on=days.registered_on)
        case "first_order":
            days = days.mutate(start_on=days.first_on)
        case _:
            return days.inner_join(starts(store, cohort, refunds), "user_id")
    return days.filter(_.start_on.notnull())


@cache
def returns(cohort: str) -> Fact:
    """How many users of a first day were active so many days later: `age`, users, of them for the first time since, and for the last time."""

    def make(store, by):
        days = begun(store.fact(active_days), store, cohort, "gross")
        days = days.mutate(age=days_from(days.start_on, days.day)).filter(_.age >= 0)
        since = yes((days.day > days.start_on) & (days.before <= days.start_on))
        rows = with_profile(store, days.mutate(first_return=since, last=yes(days.until == ibis.literal(FAR)), back=yes(days.day.notnull())), by)
        summed = per(rows, ("start_on", "age", *by), users=_.back.sum(), first_returns=_.first_return.sum(), last=_.last.sum())
        return summed.mutate(day=summed.start_on)

    return Fact(f"returns-{cohort}", make, tuple(PROFILE), kept=True)


@cache
def attendance(cohort: str, basis: str, refunds: str) -> Fact:
    """A user's days with the day on which the user's time began."""

    def make(store, by):
        days = store.fact(active_days) if basis == "events" else store.fact(order_days(refunds))
        rows = begun(days, store, cohort, refunds).filter(_.day >= _.start_on)
        return with_profile(store, rows.select("user_id", "day", "before", "until", "start_on"), by)

    return Fact(f"attendance-{cohort}-{basis}-{refunds}", make, tuple(PROFILE), kept=False)


def _sign_ups(store, by):
    """A registration, and whether a channel that `channel_days` counts brought it."""
    listed = store["channel_days"].select(listed=_.channel).distinct()
    rows = store.fact(registrations).left_join(listed, _.channel == listed.listed)
    return rows.select("user_id", "day", signed_up=yes(rows.day.notnull()), via_channel=yes(rows.listed.notnull()))


sign_ups = Fact("sign_ups", _sign_ups, (), kept=False)


@cache
def first_orders(refunds: str) -> Fact:
    """A customer's first order day, with what came next; and whether a counted channel brought the customer."""

    def make(store, by):
        days = store.fact(order_days(refunds)).filter(_.before == ibis.literal(NEVER))
        via = store.fact(sign_ups).select("user_id", "via_channel")
        rows = days.left_join(via, "user_id").drop("user_id_right")
        next_after = ibis.ifelse(rows.until == ibis.literal(FAR), 10**6, days_from(rows.day, rows.until))
        return rows.mutate(first=yes(rows.day.notnull()), via_channel=rows.via_channel.fill_null(0), next_after=next_after)

    return Fact(f"first_orders-{refunds}", make, (), kept=False)


@cache
def bracket_returns(cohort: str, first: int, last: int) -> Fact:
    """A user's first active day between two ages in days, by the user's first day: those who come on later days of the bracket come once."""

    def make(store, by):
        days = begun(store.fact(active_days), store, cohort, "gross")
        age, before = days_from(days.start_on, days.day), days_from(days.start_on, days.before)
        days = days.filter(age >= first, age <= last, before < first)
        return with_profile(store, days.select("user_id", day=days.start_on, back=yes(days.day.notnull())), by)

    return Fact(f"bracket_returns-{cohort}-{first}-{last}", make, tuple(PROFILE), kept=False)
