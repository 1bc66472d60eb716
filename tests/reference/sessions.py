"""Sessions of known users, by hand: what users did in a row."""

from datetime import date, timedelta
from typing import NamedTuple

from .followed import doings
from .history import History

PAUSE = timedelta(minutes=30)  # a longer one begins another session


class Session(NamedTuple):
    """What one user did in it: (moment, row), oldest first; of the day on which it begins."""

    user: str
    day: date
    done: list[tuple]

    @property
    def seconds(self) -> int:
        return (self.done[-1][0] - self.done[0][0]) // timedelta(seconds=1)


def told_apart(shop: History, how: str | None = None) -> list[Session]:
    """how: `given` ids tell them apart (events without one are in none), or the `gap` between events does."""
    how = how or "given"
    if how == "given":
        shop.rows("events", "session_id")
    found = {}
    for user, at, day, row in sorted(doings(shop), key=lambda doing: doing[1]):
        if how == "given":
            key = (user, row["session_id"]) if row["session_id"] else None
        else:
            before = found.get((user, "now"))
            goes_on = before and at - before.done[-1][0] <= PAUSE
            key = (user, at, len(found)) if not goes_on else (user, "now")
        if key is None:
            continue
        session = found.setdefault(key, Session(user, day, []))
        session.done.append((at, row))
        if how == "gap":
            found[user, "now"] = session
    return list({id(session): session for session in found.values()}.values())
