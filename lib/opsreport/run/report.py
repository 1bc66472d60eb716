"""The report of one period, from its parameters to the folder that people open."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsreport.errors import NOTEBOOK_FAILED, PAGE_FAILED, TRY_LATER, Mistake
from opsreport.run import figures, folder, index, notebooks, pages, provenance, publish
from opsreport.run.locks import locked

UP_TO_DATE = "up to date"


@dataclass(frozen=True)
class Outcome:
    """What a run came to. page: the one to open; failed: {page: why}; headline: entries of metrics.json; log: where tracebacks are."""

    period: Any
    status: str
    page: Path
    currency: str
    failed: dict[str, str]
    headline: tuple[dict, ...]
    log: Path | None = None

    @property
    def code(self) -> int:
        return PAGE_FAILED if self.failed else 0


def quiet(done: int, total: int, what: str) -> None:
    """Progress that nobody watches."""


def run(
    params_path,
    period: str | int,
    out="reports",
    *,
    force: bool = False,
    running: bool = False,
    progress: pages.Progress = quiet,
) -> Outcome:
    """Make and publish the report of a period into `out`/<period>, or find that it is up to date.

    period: a label or a name (`previous-month`, `latest`); running: a period that is not over is wanted; force: make it although it is up to date.
    Raises Mistake when nothing could be published; what was published before then stays as it is.
    """
    from opsreport.run.plan import chosen
    from opsreport.shop import open_shop

    shop = open_shop(params_path)
    return make(shop, params_path, chosen(period, shop, running=running), out, force=force, progress=progress)


def make(shop, params_path, period, out, *, force: bool = False, progress: pages.Progress = quiet) -> Outcome:
    """`run` of a shop that is open, for a period that was checked."""
    out, began = Path(out), time.time()
    with locked(out / ".locks" / period.label, f"the report of {period.label}"), _workplace() as work:
        copies = notebooks.copied(shop.params.pages, notebooks.home(shop.params), work)
        identity = provenance.run_id(shop, period, copies)
        before = folder.record(out / period.label)
        if before and before["run_id"] == identity and before["status"] == folder.PUBLISHED and not force:
            return _outcome(shop, period, out, UP_TO_DATE, {}, None)
        with folder.failures_recorded(shop.params, period, identity), publish.site(out, period.label) as site:
            done = pages.executed(copies, _given(shop, params_path, period), minutes=shop.params.limits.notebook_minutes, progress=progress)
            log = folder.log(shop.params, period, identity, done)
            _stop_without_front(done, log, site.place)
            _stop_changed(done, shop, identity, provenance.run_id(shop, period, copies))
            folder.build(site.new, shop, period, done, identity, began, site.place)
            publish.publish(site)
    index.update(out)
    return _outcome(shop, period, out, folder.PUBLISHED, {page.id: page.error for page in done if page.error}, log)


@contextmanager
def _workplace() -> Iterator[Path]:
    """A private folder (0700) for what only the run may see: notebooks, sockets, the kernels' own messages."""
    try:
        work = Path(tempfile.mkdtemp(prefix="opsreport-"))
    except OSError as error:
        raise publish.refused(error, "TMPDIR") from None
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _given(shop, params_path, period):
    return {"period": period.label, "params": str(Path(params_path).resolve()), "language": shop.params.languages[0]}


def _stop_without_front(done, log, place):
    name = folder.front([page.id for page in done])
    error = next(page.error for page in done if page.id == name)
    if error:
        still = f"{place} stays as it was" if place.exists() else "there is no earlier version"
        raise Mistake(
            f"{error}; without this page nothing is published ({still})",
            mend=f"read the traceback in {log}, or open the notebook in JupyterLab with this period",
            code=NOTEBOOK_FAILED,
            where=f"{name}.ipynb",
        )


def _stop_changed(done, shop, began_as, ended_as):
    """All pages must rest on the inputs, and on the files beside the parameters, that were read at the start."""
    if shop.loaded:
        shop.loaded.hold()
    other = [page.id for page in done if not page.error and figures.inputs_of(page.document) - {shop.fingerprint}]
    if other or began_as != ended_as:
        raise Mistake(
            "the inputs or the parameters changed while the notebooks ran",
            mend="wait for the export to finish, then run again; nothing was published",
            code=TRY_LATER,
            where=", ".join(other) or str(shop.params.path),
        )


def _outcome(shop, period, out, status, failed, log):
    place = out / period.label
    entries = folder.figures(place)
    headline = tuple(filter(None, (figures.same(entries, wanted) for wanted in figures.wanted(shop))))
    return Outcome(period, status, place / "index.html", shop.params.currency, failed, headline, log)
