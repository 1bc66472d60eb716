"""Articles and what their readers did: read, share, like, comment, tip; and what they bought after."""

from functools import cache

from ibis import _

from opsreport.facts.attribution import last_before, last_day_before, last_event_before
from opsreport.facts.orders import sales
from opsreport.facts.rows import UNKNOWN, per
from opsreport.kinds import yes
from opsreport.store import Fact

CONTENT_SPLITS = {"content": "object_id", "event_channel": "channel"}


def _reads(store, dwell, by):
    """Reading by known users, of at least so many seconds, or of `any` time."""
    events = store["events"]
    reads = events.filter(events.event == "read", events.user_id.notnull())
    if dwell != "any":
        reads = reads.filter(reads.duration_s >= dwell)
    return reads.select("user_id", at=reads.occurred_at, day=reads.occurred_on, **{c: reads[CONTENT_SPLITS[c]].fill_null(UNKNOWN) for c in by})


@cache
def read_days(dwell: str | int) -> Fact:
    """How often a user read on a day."""

    def make(store, by):
        return per(_reads(store, dwell, by), ("user_id", "day", *by), reads=_["at"].count())

    return Fact(f"read_days-{dwell}", make, tuple(CONTENT_SPLITS), kept=True)


@cache
def shares_after_reading(days: int) -> Fact:
    """Shares, each by the day of the last reading before it."""

    def make(store, by):
        rows = store["events"].filter(_.event.isin(("read", "share")), _.user_id.notnull())
        shared = yes(rows.event == "share")
        rows = rows.select("user_id", at=rows.occurred_at, day=rows.occurred_on, second=shared, shares=shared)
        if not by:
            return last_day_before(rows, days, ("shares",))
        return last_before(_reads(store, "any", by), rows.filter(_.second == 1), days, ("shares",), by)

    return Fact(f"shares_after_reading-{days}", make, tuple(CONTENT_SPLITS), kept=True)


@cache
def orders_after_reading(days: int, refunds: str) -> Fact:
    """Paid orders, each by the day of the last reading before it."""

    def make(store, by):
        orders = store.fact(sales(refunds)).select("user_id", "at", "day", "worth", orders=_.counts)
        return last_event_before(_reads(store, "any", by), orders, days, ("orders", "worth"), by)

    return Fact(f"orders_after_reading-{days}-{refunds}", make, tuple(CONTENT_SPLITS), kept=True)


APPLAUSE = {"likes": "like", "tips": "tip", "comments": "comment"}


def _applause(store, by):
    """How often a user liked, tipped and commented on a day, and what the tips were worth."""
    events = store["events"]
    rows = events.filter(events.event.isin(list(APPLAUSE.values())), events.user_id.notnull())
    split = {c: rows[CONTENT_SPLITS[c]].fill_null(UNKNOWN) for c in by}
    rows = rows.mutate(day=rows.occurred_on, tipped=(rows.event == "tip").ifelse(rows.value, 0).cast("decimal(18, 4)"), **split)
    counts = {ours: rows.count(where=rows.event == theirs) for ours, theirs in APPLAUSE.items()}
    return per(rows, ("user_id", "day", *by), **counts, tipped=rows.tipped.sum().cast("decimal(18, 4)"))


applause = Fact("applause", _applause, tuple(CONTENT_SPLITS), kept=True)
