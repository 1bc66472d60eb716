"""What users search for."""

from ibis import _

from opsreport.facts.rows import UNKNOWN, per
from opsreport.kinds import yes
from opsreport.store import Fact

SEARCH_SPLITS = {"keyword": "object_id", "event_channel": "channel"}


def _searches(store, by):
    """How often known users searched on a day; the keyword (or category) is what the search was for."""
    rows = store["events"].filter(_.event == "search", _.user_id.notnull())
    rows = rows.select(day=rows.occurred_on, one=yes(rows.event.notnull()), **{c: rows[SEARCH_SPLITS[c]].fill_null(UNKNOWN) for c in by})
    return per(rows, ("day", *by), searches=_.one.sum())


searches = Fact("searches", _searches, tuple(SEARCH_SPLITS), kept=True)
