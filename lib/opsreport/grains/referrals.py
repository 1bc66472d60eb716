"""Users whom other users brought."""

from functools import cache

from opsreport.facts import referrals as facts
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.periods import NOW

referred = rows_of("referred", "a user whom another user brought", facts.referred, same("referred"), NOW)


@cache
def referred_orders(refunds: str) -> Grain:
    """A paid order of a user whom another user brought."""
    return rows_of(f"referred_orders-{refunds}", "a paid order of a referred user", facts.referred_sales(refunds), same("worth", "age"), NOW)


@cache
def referred_customers(refunds: str) -> Grain:
    """A referred user by the day of the first order."""
    name = f"referred_customers-{refunds}"
    return rows_of(name, "a referred user by the first order", facts.referred_customers(refunds), same("referred"), NOW)


seeds = Grain(
    "seeds", "a user who invited others, or brought one", ("user_id",),
    (Part(facts.invitations, NOW, same("invites")), Part(facts.brought, NOW, same("brought"))),
    dict(seed=lambda user: (user.invites > 0) | (user.brought > 0)), from_start,
)  # fmt: skip
invitations = rows_of("invitations", "a user's day with invitations", facts.invitations, same("invites"), NOW)
