"""Recency, frequency and monetary value of every user, as models of customer value take them (lifetimes, pymc-marketing, Fader & Hardie).

Rows in: one per order, with `user_id`, `day` (the local day) and, for money, `amount`. Rows out: an Ibis table, one row per user.
"""

import datetime as dt
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.analyses.buckets import EPOCH, Buckets, one_of

UNITS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Rfm:
    """end: the last day of the observation, included; with a longer unit than a day, the last day of its period is as good.

    unit: orders in one such period are one purchase, of their summed amount; weeks begin on Monday. include_first: the first purchase counts
    too (for scores), not only the repeated ones (for models). time_scale: recency and age are divided by so much.
    """

    end: dt.date
    unit: str = "day"
    include_first: bool = False
    time_scale: float = 1

    def __post_init__(self):
        one_of("unit", self.unit, UNITS)


def rfm_summary(orders: ir.Table, question: Rfm) -> ir.Table:
    """(user_id, frequency, recency, age, monetary) of the users with an order by the end.

    frequency: periods with an order after the first one. recency: from the first of them to the last. age (often T): from the first to the
    end. monetary: the mean of those periods' amounts, 0 without any. With include_first, frequency and monetary are of all periods, and
    recency is from the last to the end.
    """
    users = _purchases(orders, question)
    end = _numbers(question.unit).place(question.end)
    if question.include_first:
        times, amount, recency = users.times, users.amount, end - users.closing
    else:
        times, amount, recency = users.times - 1, users.amount - users.first_amount, users.closing - users.opening
    age = end - users.opening
    return users.select("user_id", frequency=times, recency=_scaled(recency, question), age=_scaled(age, question), monetary=_mean(amount, times))


def rfm_holdout(orders: ir.Table, train: Rfm, test_end: dt.date) -> ir.Table:
    """The summary of the training days, with (test_frequency, test_monetary, test_age) of the days after them through `test_end`.

    Users whose first order is later than the training days are left out. test_age: periods from the end of training to the end of the test.
    """
    trained = rfm_summary(orders.filter(orders.day <= train.end), train)
    later = orders.filter(orders.day > train.end, orders.day <= test_end)
    tested = _purchases(later, Rfm(test_end, train.unit)).select(tested="user_id", test_times="times", test_amount="amount")
    joined = trained.left_join(tested, trained.user_id == tested.tested)
    times = joined.test_times.fill_null(0)
    numbers = _numbers(train.unit)
    periods = ibis.literal(numbers.place(test_end) - numbers.place(train.end), "int64")
    return joined.mutate(
        test_frequency=times,
        test_monetary=_mean(joined.test_amount.cast("float64").fill_null(0.0), times),
        test_age=_scaled(periods, train),
    ).drop("tested", "test_times", "test_amount")


def _purchases(orders, question):
    """Rows (user_id, times, opening, closing, amount, first_amount): periods with an order, the places in time of the first and last of them."""
    numbers = _numbers(question.unit)
    amount = orders.amount if "amount" in orders.columns else ibis.literal(0, "int64")
    rows = orders.select("user_id", place=numbers.place(orders.day), paid=amount)
    rows = rows.filter(rows.place <= numbers.place(question.end))
    periods = rows.group_by("user_id", "place").agg(paid=rows.paid.sum())
    periods = periods.mutate(opening=periods.place.min().over(ibis.window(group_by=periods.user_id)))
    nothing = ibis.literal(0).cast(periods.paid.type())
    return periods.group_by("user_id").agg(
        times=_.count(),
        opening=_.place.min(),
        closing=_.place.max(),
        amount=_.paid.sum(),
        first_amount=ibis.ifelse(periods.place == periods.opening, periods.paid, nothing).sum(),
    )


def _numbers(unit):
    return Buckets(EPOCH, 1, unit)


def _scaled(periods, question):
    return periods if question.time_scale == 1 else periods.cast("float64") / float(question.time_scale)


def _mean(amount, times):
    """The sums are exact; the division makes the one float, 0 where there is nothing to divide by."""
    return (amount.cast("float64") / times.nullif(0).cast("float64")).fill_null(0.0)
