"""Users by the beginning of their time, with what they paid since."""

from functools import cache

from ibis import _

from opsreport.facts import cohorts
from opsreport.facts import lifetimes as facts
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.periods import NOW, Later


@cache
def paying_cohorts(cohort: str, refunds: str, counts: str) -> Grain:
    """Users by the period in which their time began; and what they paid, by `age` in periods."""
    paid = dict(age=_.age, worth=_.worth, profit=_.profit)
    parts = (
        Part(cohorts.beginners(cohort, counts), NOW, same("began")),
        Part(facts.lifetime_sales(cohort, refunds, counts), Later(), paid),
    )
    return Grain(f"paying_cohorts-{cohort}-{refunds}-{counts}", "a user by the period in which the user's time began", None, parts, {}, from_start)


@cache
def new_customers(refunds: str, counts: str, days: int) -> Grain:
    """An order of a new customer's first days, in the period of the first one."""
    rows = facts.customer_value(refunds, counts, days)
    return rows_of(f"new_customers-{refunds}-{counts}-{days}", "an order of a new customer's first days", rows, same("worth", "profit"), NOW)
