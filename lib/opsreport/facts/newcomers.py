"""What users do in their first days."""

from functools import cache

from ibis import _

from opsreport.facts.doings import doings, recorded
from opsreport.facts.rows import UNKNOWN, days_from, per
from opsreport.facts.users import PROFILE, with_profile
from opsreport.kinds import yes
from opsreport.store import Fact


@cache
def first_doings(event: str, days: int) -> Fact:
    """How often a user did it no later than so many local days after registering, also before: by the day of registering."""

    def make(store, by):
        users = store["users"].select("user_id", "registered_on")
        rows = store.fact(doings(event)).inner_join(users, "user_id").filter(days_from(_.registered_on, _.day) <= days)
        return with_profile(store, rows.select("user_id", "times", day=rows.registered_on), by)

    return Fact(f"first_doings-{event}-{days}", make, tuple(PROFILE), kept=False)


@cache
def first_tasks(days: int) -> Fact:
    """How many starter tasks a user was shown no later than so many local days after registering, and how many of these were done: by the day of
    registering. A task that was done though nobody wrote down that it was shown does not count."""

    def make(store, by):
        users = store["users"].select("user_id", "registered_on")
        rows = recorded(store, "task_shown", "task_done").inner_join(users, "user_id")
        rows = rows.filter(days_from(_.registered_on, _.occurred_on) <= days)
        task = rows.object_id.fill_null(UNKNOWN)  # a figure of tasks rests on which one it was
        seen = {"shown": yes((rows.event == "task_shown") & task.notnull()), "done": yes(rows.event == "task_done")}
        rows = rows.select("user_id", day=rows.registered_on, task=task, **seen)
        tasks = rows.group_by("user_id", "day", "task").aggregate(shown=_.shown.max(), done=_.done.max()).filter(_.shown > 0)
        return with_profile(store, per(tasks, ("user_id", "day"), shown=_.shown.sum(), done=_.done.sum()), by)

    return Fact(f"first_tasks-{days}", make, tuple(PROFILE), kept=True)
