"""Active users and what they earned."""

from functools import cache

from ibis import _

from opsreport.facts.presence import user_days
from opsreport.facts.recorded import events
from opsreport.facts.rewards import REWARDS, reward_days
from opsreport.grain import Grain, Part, from_start, same
from opsreport.periods import NOW


@cache
def rewarded_users(kind: str) -> Grain:
    """A user who was active in a period, with what the user earned."""
    parts = Part(user_days, NOW, dict(active_days=_.active)), Part(reward_days(kind), NOW, same("earned"))
    earned = events(*REWARDS[kind])
    return Grain(f"rewarded_users-{kind}", "a user active in a period", ("user_id",), parts, {}, from_start, recorded=earned)
