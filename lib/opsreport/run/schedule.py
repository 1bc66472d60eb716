"""Making the reports that are missing: after any outage, and as often as one likes."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from opsreport.errors import PAGE_FAILED, Mistake
from opsreport.periods import Period
from opsreport.run import pages
from opsreport.run.plan import between, chosen, missing, plan
from opsreport.run.report import Outcome, make, quiet


@dataclass(frozen=True)
class Failure:
    """A period whose report could not be published, and why."""

    period: Period
    mistake: Mistake

    @property
    def code(self) -> int:
        return self.mistake.code


def due(params_path, out="reports", today: dt.date | None = None, *, progress: pages.Progress = quiet) -> Iterator[Outcome | Failure]:
    """Make every report that should exist by now and does not, oldest first; a failure of one does not keep the others. Yields what each came to.

    A period is over when the data cover its last day and that day is over: `today` is the date in the shop's zone, unless another is given.
    """
    from opsreport.shop import open_shop

    shop, out = open_shop(params_path), Path(out)
    today = today or dt.datetime.now(ZoneInfo(str(shop.params.timezone))).date()
    yield from _each(shop, params_path, missing(plan(shop), out, today), out, False, progress)


def backfill(
    params_path, first: str, last: str, out="reports", *, force: bool = False, progress: pages.Progress = quiet
) -> Iterator[Outcome | Failure]:
    """Make the reports of all periods from `first` to `last` (two labels of one kind), oldest first; those that are up to date stay untouched."""
    from opsreport.shop import open_shop

    shop = open_shop(params_path)
    yield from _each(shop, params_path, between(first, last, plan(shop).calendar), Path(out), force, progress)


def _each(shop, params_path, periods, out, force, progress):
    for one in periods:
        try:
            yield make(shop, params_path, chosen(one, shop), out, force=force, progress=progress)
        except Mistake as mistake:
            yield Failure(one, mistake)


def exit_code(results: Iterable[Outcome | Failure]) -> int:
    """One exit code for several reports: of the first that could not be published, else 79 if one has a failed page, else 0."""
    codes = [result.code for result in results if result.code]
    return next((code for code in codes if code != PAGE_FAILED), PAGE_FAILED if codes else 0)
