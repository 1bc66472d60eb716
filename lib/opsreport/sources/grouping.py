"""Lines grouped into rows of ours: order lines into orders."""

import ibis

from opsreport.errors import BAD_CONFIGURATION, Mistake
from opsreport.sources import reasons
from opsreport.sources.lines import CODE, FILTERED, FINE, LINES, Problems
from opsreport.sources.mapping import Part
from opsreport.sources.raw import FILE, ROW_NUMBER
from opsreport.tables import Kind

NUMBERS = (Kind.MONEY, Kind.COUNT, Kind.NUMBER)


def grouped(part: Part, lines: ibis.Table, problems: Problems) -> ibis.Table:
    """Rows of ours from the lines of each file: $file, $row (the first line's), $code, $lines (how many) and our columns.

    A line that is set aside sets its whole group aside: an order without one of its lines would be an order of a wrong amount. Lines are grouped
    within their file, so that exports that overlap give the same order twice (a duplicate) and not an order of twice the amount.
    """
    key = part.source.group
    columns = [name for name in part.table.columns if name in lines.columns]
    if key not in columns:
        raise Mistake(
            f'"{key}" groups the lines but has no column',
            mend=f"Name it under columns: {key}: ...",
            code=BAD_CONFIGURATION,
            where=part.where("group"),
        )
    taken = {name: _take(part, name) for name in columns if name != key}
    kept = lines.filter(lines[CODE] != FILTERED)
    values = {name: _taken(kept, name, take) for name, take in taken.items()}
    agree = {f"$agree {name}": kept[name].min() == kept[name].max() for name, take in taken.items() if take == "same"}
    wrong = kept[CODE].nullif(FINE).min().fill_null(FINE)
    rows = kept.group_by([kept[FILE], kept[key]]).aggregate(
        **{ROW_NUMBER: kept[ROW_NUMBER].min(), LINES: kept.count(), CODE: wrong}, **values, **agree
    )
    codes = [
        (rows[f"$agree {name}"] == ibis.literal(False), problems.code(name, reasons.DISAGREE)) for name in taken if f"$agree {name}" in rows.columns
    ]
    codes += [(rows[name].isnull(), problems.code(name, reasons.EMPTY)) for name in part.table.required if name in taken]
    code = ibis.cases((rows[CODE] != FINE, rows[CODE]), *codes, else_=FINE).cast("int32")
    return rows.select(FILE, ROW_NUMBER, LINES, **{CODE: code}, **{name: rows[name].cast(part.table.columns[name].kind.type) for name in columns})


def _take(part: Part, name: str) -> str:
    origin = part.source.columns.get(name)
    take = origin.take if origin else None
    if take is None and part.table.columns[name].kind in NUMBERS and not (origin and origin.value is not None):
        raise Mistake(
            f'lines are grouped by {part.source.group}, but what becomes of "{name}" is not said',
            mend="Say take: sum where each line holds its own; take: same where each line repeats the whole row's.",
            code=BAD_CONFIGURATION,
            where=part.where("columns", name),
        )
    return take or "same"


def _taken(lines: ibis.Table, name: str, take: str):
    value = lines[name]
    match take:
        case "sum":
            return value.sum()
        case "max":
            return value.max()
        case "first":
            return value.argmin(lines[ROW_NUMBER])
    return value.min()
