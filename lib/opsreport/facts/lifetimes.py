"""What users pay from the beginning of their time on."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.cohorts import customer_sales, starts
from opsreport.facts.orders import sales
from opsreport.facts.rows import FAR, days_from
from opsreport.facts.users import PROFILE, with_profile
from opsreport.store import Fact


@cache
def lifetime_sales(cohort: str, refunds: str, counts: str) -> Fact:
    """A paid order with the day on which its user's time began (registered, first_order); one from before that day lies on it."""

    def make(store, by):
        orders = store.fact(sales(refunds)).inner_join(starts(store, cohort, counts), "user_id").filter(_.start_on.notnull())
        rows = orders.select("user_id", "start_on", "worth", "profit", day=ibis.greatest(orders.day, orders.start_on))
        return with_profile(store, rows, by)

    return Fact(f"lifetime_sales-{cohort}-{refunds}-{counts}", make, tuple(PROFILE), kept=False)


@cache
def customer_value(refunds: str, counts: str, days: int) -> Fact:
    """A paid order from its customer's first counted one on, no more than so many days after it, dated by that first one."""

    def make(store, by):
        orders = store.fact(customer_sales(refunds, counts)).filter(_.first_on < ibis.literal(FAR))
        orders = orders.filter(_.day >= _.first_on, days_from(_.first_on, _.day) <= days)
        return with_profile(store, orders.select("user_id", "worth", "profit", day=orders.first_on), by)

    return Fact(f"customer_value-{refunds}-{counts}-{days}", make, tuple(PROFILE), kept=False)
