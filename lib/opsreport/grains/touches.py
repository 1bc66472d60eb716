"""Messages, and the users that they reached."""

from functools import cache

from opsreport.facts import touches as facts
from opsreport.grain import Grain, Part, from_start, rows_of, same
from opsreport.periods import NOW

touches = rows_of("touches", "a message sent", facts.touches, same("sent", "delivered", "opened", "clicked", "unsubscribed"), NOW)
users_by_messages = Grain(
    "users_by_messages", "a user who was sent a message", ("user_id",), (Part(facts.touches, NOW, same("delivered", "unsubscribed")),), {}, from_start
)


@cache
def reached_users(act: str, days: int, refunds: str) -> Grain:
    """A user who was sent a message in a period, with what the user did within so many days after."""
    parts = Part(facts.touches, NOW, same("delivered")), Part(facts.responses(act, days, refunds), NOW, same("responses", "worth"))
    return Grain(f"reached_users-{act}-{days}-{refunds}", "a user who was sent a message", ("user_id",), parts, {}, from_start)
