"""Badges, levels and tasks: what users earned."""

from functools import cache

from ibis import _

from opsreport.facts.rows import per
from opsreport.kinds import yes
from opsreport.store import Fact

REWARDS = {"all": ("badge_earned", "level_up", "task_done", "sign_in"), "badges": ("badge_earned",)}


@cache
def reward_days(kind: str) -> Fact:
    """How often a user earned a badge, a level or a task on a day."""

    def make(store, by):
        events = store["events"]
        earned = events.filter(events.event.isin(REWARDS[kind]), events.user_id.notnull())
        return per(earned.select("user_id", day=earned.occurred_on, one=yes(earned.event.notnull())), ("user_id", "day"), earned=_.one.sum())

    return Fact(f"reward_days-{kind}", make, (), kept=True)
