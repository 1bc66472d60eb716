"""reports/index.html brought up to date: from the run.json and metrics.json of the periods alone, under a lock of its own, so that runs of different
periods that end at the same time all find their way into it.
"""

from pathlib import Path

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
