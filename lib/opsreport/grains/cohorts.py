"""Users and customers by the day on which their time began."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts import cohorts as c
from opsreport.facts.rows import FAR
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import NOW, Later


@cache
def cohort_days(cohort: str) -> Grain:
    """Users by their first day; and by `age` in days how many were active, for the first time since, and for the last time."""
    parts = Part(c.beginners(cohort, "gross"), NOW, same("began")), Part(c.returns(cohort), NOW, same("age", "users", "first_returns", "last"))
    return Grain(f"cohort_days-{cohort}", "a user by the day on which the user's time began", None, parts, {}, from_start)


@cache
def cohort_periods(cohort: str, basis: str, refunds: str) -> Grain:
    """Users by the period in which their time began; and by `age` in periods how many were there, for the first time since, and for the last."""
    followed = dict(
        age=_.age,
        users=yes(_.before < _.later_start),  # the user's first day in the later period
        first_returns=yes((_.age > 0) & (_.before < _.own_end)),
        last=yes(_.until == ibis.literal(FAR)),
    )
    parts = Part(c.beginners(cohort, refunds), NOW, same("began")), Part(c.attendance(cohort, basis, refunds), Later(), followed)
    return Grain(f"cohort_periods-{cohort}-{basis}-{refunds}", "a user by the period in which the user's time began", None, parts, {}, from_start)


@cache
def first_orders(refunds: str) -> Grain:
    """A customer by the day of the first order, with what came next."""
    return rows_of(
        f"first_orders-{refunds}", "a customer by the first order", c.first_orders(refunds), same("first", "orders", "next_after", "via_channel"), NOW
    )


@cache
def bracket_days(cohort: str, n: int, m: int) -> Grain:
    """Users by their first day; and those who were active between two ages in days."""
    parts = Part(c.beginners(cohort, "gross"), NOW, same("began")), Part(c.bracket_returns(cohort, n, m), NOW, same("back"))
    return Grain(f"bracket_days-{cohort}-{n}-{m}", "a user by the day on which the user's time began", None, parts, {}, from_start)
