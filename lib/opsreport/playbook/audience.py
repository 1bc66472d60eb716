"""How many the audience of an action is: a count of the whole shop or of the segments concerned, users of a rate, or a row of a table.

Where it will show by the period's own people, whose window is still open when the action is due, only those count whom it still reaches in time.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from opsreport.kinds import Reading
from opsreport.measure import Asked, Cell, measure
from opsreport.metric import TABLE
from opsreport.periods import DAY
from opsreport.playbook.cases import Case
from opsreport.playbook.known import Known
from opsreport.playbook.plays import Size
from opsreport.playbook.shapes import Aim


def since(case: Case, aim: Aim, known: Known) -> dt.date | None:
    """The first day of those whose window is still open after the action is due; None where that is so of all, or where no window counts."""
    size, now = case.play.size, known.period
    if size is None or size.metric.grain == TABLE or aim.period != now:
        return None
    last = now.whole_end - DAY
    due, window = last + case.play.due_days * DAY, aim.known_on - last
    first = due - window + DAY
    return first if first > now.start else None


def sizes(cases: Iterable[Case], sinces: Iterable[dt.date | None], known: Known) -> list[int | None]:
    """The sizes of the cases' audiences, asked for in one go; None where there is none to be read, or it is not known."""
    cases = tuple(cases)
    wanted = [_asked(case, first, known) for case, first in zip(cases, sinces, strict=True)]
    answers = measure(known.shop.store, [each for each in wanted if each])
    return [_size(case, answers[each]) if each else None for case, each in zip(cases, wanted, strict=True)]


def _asked(case: Case, first: dt.date | None, known: Known) -> Asked | None:
    size = case.play.size
    if size is None:
        return None
    (metric,) = known.shop.metrics(size.metric)
    period = replace(known.period, start=first, unit="range") if first else known.period
    return Asked(metric, period, (case.play.by,) if size.of_segment else ())


def _size(case: Case, cell: Cell) -> int | None:
    size = case.play.size
    if size.row is not None:
        return _row(size, cell.parts()[None])
    part = next(iter(size.metric.parts))
    read = [cell.parts((segment,))[part] for segment in case.segments] if size.of_segment else [cell.parts()[part]]
    counts = [_count(size, reading) for reading in read]
    return sum(counts) if None not in counts else None


def _count(size: Size, reading: Reading) -> int | None:
    """A count; or those users of a rate who did, all of whom they are a share, or the rest."""
    if reading.value is None:
        return None
    match size.count:
        case None:
            return int(reading.value)
        case "numerator":
            return int(reading.numerator)
        case "denominator":
            return int(reading.denominator)
    return int(reading.denominator - reading.numerator)


def _row(size: Size, table) -> int | None:
    if isinstance(table, Reading):
        return None
    rows = {str(row[0]): dict(zip(table.columns, row, strict=True)) for row in table.rows}
    value = rows.get(size.row, {}).get(size.column)
    return int(value) if value is not None else None
