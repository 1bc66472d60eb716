"""Users in the arms of experiments."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts import experiments as facts
from opsreport.grain import Grain, rows_of, same
from opsreport.kinds import yes
from opsreport.periods import DAY, Within

TOLD = 31 * DAY  # an experiment is told of in periods that begin so soon after users were put into its arms
RECENT = Within(lambda p: p.start - TOLD, lambda p: p.end)


@cache
def arms(days: int, refunds: str) -> Grain:
    """A user who was put into an arm in a period or shortly before, with the orders of the days after."""
    last = _.day + ibis.interval(days=days - 1)  # the last of the user's days
    ends = dict(ends=yes((last >= _.start) & (last < _.end)))
    measures = ends | same("one", "orders", "was", "moved", "worth", "profit", "squared", "open")
    return rows_of(f"arms-{days}-{refunds}", "a user in an arm of an experiment", facts.arm_outcomes(days, refunds), measures, RECENT)


@cache
def arm_messages(days: int) -> Grain:
    """A message of a campaign to a user in an arm."""
    return rows_of(f"arm_messages-{days}", "a message to a user in an arm", facts.arm_campaigns(days), same("sent"), RECENT)
