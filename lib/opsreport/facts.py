"""Compact rows that several grains share: made once from the tables, each passing over them once. A number is 0 where there is nothing.

A spell is a row with a `day` and an `until`, the next day on which the user did the same: the state that a user is in at any moment is the
spell in force then, so "and then" needs no join.
"""

import datetime as dt
from functools import cache

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.kinds import yes
from opsreport.store import Fact, Store, is_active

FAR, NEVER = dt.date(9000, 1, 1), dt.date(1900, 1, 1)
UNKNOWN = "unknown"
ORDER_SPLITS = {"order_channel": "channel", "category": "category", "store": "store"}
PROFILE = {"acquisition_channel": "channel", "city": "city", "gender": "gender", "age_band": "age_band"}


def days_from(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Whole days from one local day to another."""
    return end.delta(start, unit="day").cast("int64")


def per(table: ir.Table, keys, **measures) -> ir.Table:
    """Grouped sums, kept as 64-bit integers (an engine's wider sums are slow to carry on)."""
    grouped = table.group_by(list(keys)).aggregate(**measures)
    return grouped.mutate(**{m: grouped[m].cast("int64") for m in measures if grouped[m].type().is_integer()})


def spells(rows: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Rows with the same user's day before and day after."""
    order = ibis.window(group_by=["user_id", *by], order_by="day")
    return rows.mutate(
        before=rows.day.lag(1, default=ibis.literal(NEVER)).over(order), until=rows.day.lead(1, default=ibis.literal(FAR)).over(order)
    )


def _user_days(store: Store, by):
    """A user's local day with events; active days as spells among themselves, with the day of registering, where it is known."""
    events = store["events"].filter(_.user_id.notnull())
    split = {c: events.channel.fill_null(UNKNOWN) for c in by}
    active, login = yes(is_active(store, events.event)), yes(events.event == "login")
    events = events.select("user_id", day=events.occurred_on, active=active, login=login, **split)
    days = spells(per(events, ("user_id", "day", *by), active=_.active.max(), logins=_.login.sum()), ("active", *by))
    users = store["users"].select("user_id", "registered_on")
    return days.left_join(users, "user_id").drop("user_id_right")


user_days = Fact("user_days", _user_days, ("event_channel",), kept=True)
active_days = Fact("active_days", lambda store, by: store.fact(user_days, by).filter(_.active > 0), ("event_channel",), kept=False)


def _paid_orders(store, by):
    refunds = store["refunds"].group_by("order_id").aggregate(refunded=_.amount.sum())
    paid = store["orders"].filter(_.status == "paid").left_join(refunds, "order_id")
    refunded = paid.refunded.fill_null(0).cast("decimal(18, 4)")
    split = {ours: paid[theirs].fill_null(UNKNOWN) for ours, theirs in ORDER_SPLITS.items()}
    paid = paid.select("order_id", "user_id", "amount", day=paid.paid_on, refunded=refunded, **split)
    return paid.mutate(net=(_.amount - _.refunded).cast("decimal(18, 4)"), kept=yes((_.refunded == 0) | (_.refunded < _.amount)))


paid_orders = Fact("paid_orders", _paid_orders, tuple(ORDER_SPLITS), kept=True)


@cache
def sales(refunds: str) -> Fact:
    """Every paid order with whether it counts and what it is worth, in one refund mode (see rules.Refunds)."""

    def make(store, by):
        orders = store.fact(paid_orders)
        counts = orders.kept if refunds != "gross" else orders.amount.notnull().cast("int64")
        worth = {"gross": orders.amount, "net": orders.net, "exclude_fully_refunded": (orders.amount * orders.kept).cast("decimal(18, 4)")}[refunds]
        return orders.mutate(counts=counts, worth=worth)

    return Fact(f"sales-{refunds}", make, tuple(ORDER_SPLITS), kept=False)


@cache
def customer_sales(refunds: str, counts: str) -> Fact:
    """Every paid order with the day of its customer's first order that counts."""

    def make(store, by):
        first = starts(store, "first_order", counts)
        orders = store.fact(sales(refunds)).left_join(first, "user_id").drop("user_id_right")
        return orders.mutate(first_on=orders.start_on.fill_null(ibis.literal(FAR)))

    return Fact(f"customer_sales-{refunds}-{counts}", make, tuple(ORDER_SPLITS), kept=False)


@cache
def order_days(refunds: str) -> Fact:
    """A customer's local days with an order that counts: how many, how many before, the first day of all."""

    def make(store, by):
        orders = store.fact(sales(refunds), by).filter(_.counts > 0)
        days = per(orders, ("user_id", "day", *by), orders=_.counts.sum())
        if by:  # a customer's history is that of the whole shop
            return days.inner_join(store.fact(order_days(refunds)).drop("orders"), ["user_id", "day"])
        days = spells(days, ())
        past = ibis.window(group_by="user_id", order_by="day", preceding=None, following=0)
        days = days.mutate(first_on=days.day.min().over(ibis.window(group_by="user_id")))
        so_far = {"orders_so_far": days.orders, "days_so_far": yes(days.day.notnull())}
        return days.mutate(**{name: column.sum().over(past).cast("int64") for name, column in so_far.items()})

    return Fact(f"order_days-{refunds}", make, tuple(ORDER_SPLITS), kept=True)


def presence(store: Store, basis: str, refunds: str, by=()) -> ir.Table:
    """The days on which a user was there: active (events) or ordering (orders), as spells."""
    if basis == "events":
        return store.fact(active_days, by)
    return store.fact(order_days(refunds), by).select("user_id", "day", "before", "until", *by)


@cache
def spells_of(basis: str, refunds: str) -> Fact:
    splits = active_days.splits if basis == "events" else tuple(ORDER_SPLITS)
    return Fact(f"spells-{basis}-{refunds}", lambda store, by: presence(store, basis, refunds, by), splits, kept=False)


@cache
def long_silences(basis: str, refunds: str, days: int) -> Fact:
    """Spells after whose day the user was silent for more than so many days."""

    def make(store, by):
        quiet = presence(store, basis, refunds)
        return quiet.filter(days_from(quiet.day, quiet.until) - 1 > days)

    return Fact(f"long_silences-{basis}-{refunds}-{days}", make, (), kept=False)


@cache
def churnings(basis: str, refunds: str, days: int) -> Fact:
    """The day on which a silence passes `days` days: the user had churned then, once for each silence."""

    def make(store, by):
        quiet = presence(store, basis, refunds, by)
        quiet = quiet.mutate(crossed=quiet.day + ibis.interval(days=days + 1))
        return quiet.filter(_.until > _.crossed).select("user_id", *by, day=_.crossed, churned=yes(_.day.notnull()))

    return Fact(f"churnings-{basis}-{refunds}-{days}", make, (), kept=False)


def _profiles(store, by):
    users = store["users"]
    return users.select("user_id", **{ours: users[theirs] for ours, theirs in PROFILE.items()})


profiles = Fact("profiles", _profiles, (), kept=False)


def with_profile(store: Store, rows: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """The rows with attributes of their user, `unknown` where there is none."""
    wanted = [c for c in by if c in PROFILE]
    if not wanted:
        return rows
    who = store.fact(profiles).select("user_id", *wanted)
    return rows.left_join(who, "user_id").drop("user_id_right").mutate(**{c: _[c].fill_null(UNKNOWN) for c in wanted})


def _registrations(store, by):
    users = store["users"]
    return users.select("user_id", "channel", day=users.registered_on, until=users.deleted_on.fill_null(ibis.literal(FAR)))


registrations = Fact("registrations", _registrations, (), kept=False)


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


@cache
def standing(basis: str, refunds: str) -> Fact:
    """What a user is, from one active day to the next; a registered user who was never active stands so until the first active day."""

    def make(store, by):
        days = presence(store, basis, refunds)
        active = days.select("user_id", "day", "until", ever=yes(days.day.notnull()))
        first = days.filter(_.before == ibis.literal(NEVER)).select("user_id", first_on=_.day)
        users = store.fact(registrations).left_join(first, "user_id")
        end = ibis.least(users.first_on.fill_null(ibis.literal(FAR)), users.until)
        quiet = users.select("user_id", "day", until=end, ever=ibis.literal(0, "int64")).filter(_.day < _.until)
        return ibis.union(active, quiet)

    return Fact(f"standing-{basis}-{refunds}", make, (), kept=False)


def _channel_days(store, by):
    rows = store["channel_days"]
    return rows.mutate(acquisition_channel=rows.channel)


channel_days = Fact("channel_days", _channel_days, ("acquisition_channel",), kept=False)


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
def complained_orders(refunds: str, days: int) -> Fact:
    """A paid order with whether its buyer complained about it, no later than so many local days after paying."""

    def make(store, by):
        angry = store["feedback"].filter(_.kind == "complaint", _.order_id.notnull())
        angry = angry.group_by("order_id").aggregate(complained_on=_.created_on.min())
        orders = store.fact(sales(refunds)).filter(_.counts > 0).left_join(angry, "order_id")
        in_time = days_from(orders.day, orders.complained_on) <= days
        return orders.select("user_id", "day", *ORDER_SPLITS, counts=orders.counts, complained=yes(in_time))

    return Fact(f"complained_orders-{refunds}-{days}", make, tuple(ORDER_SPLITS), kept=False)


def _voices(store, by):
    voices = store["feedback"]
    seconds = lambda moment: (moment.epoch_seconds() - voices.created_at.epoch_seconds()).cast("int64")  # noqa: E731
    return voices.select(
        "user_id", "kind", "score",
        day=voices.created_on,
        aspect=voices.aspect.fill_null(UNKNOWN),
        feedback_channel=voices.channel.fill_null(UNKNOWN),
        scale=voices.scale_max.fill_null(5),
        ticket=voices.kind.isin(("ticket", "complaint")),
        response_s=seconds(voices.first_response_at),
        handling_s=seconds(voices.resolved_at),
        resolved_after=days_from(voices.created_on, voices.resolved_on),
        denied=(~voices.resolved).fill_null(False),
    )  # fmt: skip


voices = Fact("voices", _voices, (), kept=False)


def _tier_spells(store, by):
    changes = store["tiers"].select("user_id", "tier", "changed_at", day=_.changed_on)
    last = ibis.window(group_by=["user_id", "day"], order_by=[changes.changed_at.desc(), changes.tier.desc()])
    changes = changes.mutate(place=ibis.row_number().over(last)).filter(_.place == 0)
    return spells(changes.select("user_id", "tier", "day"), ())


tier_spells = Fact("tier_spells", _tier_spells, (), kept=False)
