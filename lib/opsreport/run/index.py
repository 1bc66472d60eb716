"""reports/index.html brought up to date: from the run.json and metrics.json of the periods alone, under a lock of its own, so that runs of different
periods that end at the same time all find their way into it.
"""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from opsreport.errors import INPUT_MISSING, Mistake
from opsreport.periods import named
from opsreport.run import folder, publish
from opsreport.run.entries import Entry
from opsreport.run.figures import same
from opsreport.run.locks import locked
from opsreport.run.plan import missing, recorded


def update(out: Path) -> None:
    """Bring the index up to date with the periods that lie in `out`, in the languages of the newest."""
    from opsreport.run.contents import contents

    with locked(out / ".locks" / "index", "the index of the reports", wait=True):
        entries = published(out)
        if not entries:
            return
        absent, languages = missing(recorded(entries[0].record), out), entries[0].record["languages"]
        try:
            for language in languages:
                publish.write(out / folder.file_name("index", language, languages), contents(entries, absent, language))
        except OSError as error:
            raise publish.refused(error, out) from error


def published(out: Path) -> tuple[Entry, ...]:
    """The published periods, the newest first."""
    places = sorted(path.parent for path in out.glob("[0-9]*/run.json"))
    records = [(place, record) for place in places if (record := folder.record(place))]
    entries = [Entry(record, tuple(same(folder.figures(place), wanted) for wanted in record["headline"])) for place, record in records]
    return tuple(sorted(entries, key=lambda entry: (entry.record["end"], entry.record["start"]), reverse=True))


def find(out: Path, name: str | int) -> Entry:
    """The published report that a label or a name (`latest`, `previous-month`) means. Mistake 66 where there is none."""
    entries = published(out)
    known = ", ".join(entry.record["period"] for entry in entries[:5]) or "nothing yet"
    if not entries:
        raise _unpublished(str(name), known, out)
    newest = entries[0].record
    its, today = recorded(newest), dt.datetime.now(ZoneInfo(newest["parameters"]["timezone"])).date()
    label = newest["period"] if name == "latest" else named(name, today, its.until, its.calendar).label
    entry = next((entry for entry in entries if entry.record["period"] == label), None)
    if entry is None:
        raise _unpublished(label, known, out)
    return entry


def _unpublished(label, known, out):
    mend = f"make it by `opsreport run {label}`; published are, the newest first: {known}"
    return Mistake(f"there is no published report of {label}", mend=mend, code=INPUT_MISSING, where=str(out))
