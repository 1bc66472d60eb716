"""Users whom other users brought."""

from functools import cache

from opsreport.facts import referrals as facts
from opsreport.grain import Grain, rows_of, same
from opsreport.periods import NOW

referred = rows_of("referred", "a user whom another user brought", facts.referred, same("referred"), NOW)


@cache
def referred_orders(refunds: str) -> Grain:
    """A paid order of a user whom another user brought."""
    return rows_of(f"referred_orders-{refunds}", "a paid order of a referred user", facts.referred_sales(refunds), same("worth", "age"), NOW)
