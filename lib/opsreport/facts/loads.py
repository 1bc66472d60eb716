"""Page loads, with how long they took."""

from ibis import _

from opsreport.facts.rows import UNKNOWN
from opsreport.store import Fact


def _page_loads(store, by):
    rows = store["events"].filter(_.event == "page_load")
    return rows.select(day=rows.occurred_on, milliseconds=rows.value, **{c: rows.channel.fill_null(UNKNOWN) for c in by})


page_loads = Fact("page_loads", _page_loads, ("event_channel",), kept=True)
