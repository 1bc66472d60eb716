"""Figures that are not what was published before: found when a report takes the place of an earlier one of the same days.

What a later window made known is no restatement, and neither is a period that was still running. A restatement stays with the report until another
one takes its place: who saw only the first version must still be told.
"""

import datetime as dt
import json
from collections.abc import Iterable
from zoneinfo import ZoneInfo

MOST = 200  # in run.json; metrics.json has all figures
CAUSES = ("inputs", "parameters", "code")


def restated(before: dict | None, old: Iterable[dict], now: dict, new: Iterable[dict]) -> dict | None:
    """What is changed since the last publication, the headline first; None where nothing is, or nothing was published before.

    before, now: the run.json of the two reports; old, new: their entries of metrics.json. Gives when the old one was made, what differs (inputs,
    parameters, code), the changed figures with their old and new values, and how many more there are.
    """
    if before is None or before["end"] != now["end"]:
        return None
    changed = [] if before["run_id"] == now["run_id"] else _changed(old, new)
    if not changed:
        return before.get("restated")
    headline = [_key(wanted) for wanted in now["headline"]]
    changed.sort(key=lambda one: (_key(one) not in headline or one["segment"] is not None, one["segment"] is not None))
    zone = ZoneInfo(now["parameters"]["timezone"])
    return {
        "published_on": str(dt.datetime.fromisoformat(before["started_at"]).astimezone(zone).date()),
        "because": [cause for cause in CAUSES if _said(before, cause) != _said(now, cause)],
        "figures": changed[:MOST],
        "more": max(0, len(changed) - MOST),
    }


def _changed(old, new) -> list[dict]:
    """The figures that are in both, known before, and have another value now, in the order of the new ones."""
    were = {_key(entry, whole=True): _shown(entry) for entry in old}
    found = []
    for entry in new:
        (period, value), (then, was) = _shown(entry), were.get(_key(entry, whole=True), (None, None))
        if was is not None and was != value and then == period:
            head = {name: entry.get(name) for name in ("id", "options", "part", "segment", "unit")}
            found.append(head | {"period": period, "old": was, "new": value, "reason": entry.get("reason") if value is None else None})
    return found


def _key(entry, whole: bool = False) -> str:
    names = ("id", "options", "part", "segment") if whole else ("id", "options")
    return json.dumps([entry.get(name) for name in names], sort_keys=True)


def _shown(entry) -> tuple[str | None, float | None]:
    """(period, value): the period is None for the report's own, else the last one that was whole."""
    mature = entry.get("latest_mature")
    return (mature["period"], mature["value"]) if mature and entry.get("value") is None else (None, entry.get("value"))


def _said(record, cause):
    match cause:
        case "inputs":
            return [(each["table"], each["file"], each["sha256"]) for each in record["inputs"]], record["data_until"]
        case "parameters":
            return record["parameters"], [each["sha256"] for each in record.get("beside", ()) if not each["file"].endswith(".md")]
    return record["code"]["version"], [page["notebook"] for page in record["pages"]]
