"""Sessions of a period."""

from functools import cache

from ibis import _

from opsreport.facts import sessions as facts
from opsreport.grain import Grain, rows_of, same
from opsreport.periods import NOW


@cache
def sessions(sessions: str) -> Grain:
    """A session that begins in a period."""
    measures = dict(one=_.day.notnull(), alone=_.alone, seconds=_.seconds)
    return rows_of(f"sessions-{sessions}", "a session of a user", facts.sessions(sessions), measures, NOW)


@cache
def crossings(start: str, to: str) -> Grain:
    """A session in which something was begun."""
    return rows_of(f"crossings-{start}-{to}", "a session with the start", facts.crossings(start, to), same("started", "converts"), NOW)


exposed_sessions = rows_of("exposed_sessions", "a session with a recommendation", facts.exposed_sessions, same("exposed", "taken"), NOW)
