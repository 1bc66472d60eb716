"""The rows that were set aside, as CSV files that a person can open: file, row, column, reason, then the row as it came."""

import csv
import os
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend

from opsreport.sources.lines import CODE, Problems
from opsreport.sources.raw import BROKEN, FILE, LINE, ROW_NUMBER
from opsreport.sources.reasons import REASONS
from opsreport.tables import Table

MOST_ROWS = 100_000  # a spreadsheet opens so many at once


def write_set_aside(
    connection: Backend, table: Table, pieces: list, rows: ibis.Table, problems: Problems, names: dict[str, str], folder: Path
) -> tuple[Path, ...]:
    """A file for each part that has such rows, readable by its owner only: the rows may be personal."""
    paths = []
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for i, piece in enumerate(pieces):
        bad = _lines(piece, rows.filter((rows[CODE] > 0) & (rows["$part"] == i)))
        raw = piece.raw.table
        joined = bad.inner_join(raw, [bad["$at"] == raw[FILE], bad["$number"] == raw[ROW_NUMBER]])
        said = {
            "file": _name(joined["$at"], names),
            "row": joined["$number"],
            "column": _said(joined, problems, 0),
            "reason": _said(joined, problems, 1),
        }
        came = [name for name in raw.columns if name not in (FILE, ROW_NUMBER, BROKEN, LINE)]
        said |= {(name if name not in said else f"{name} (raw)"): _harmless(raw[name]) for name in came}
        if LINE in raw.columns:
            said["line"] = _harmless(raw[LINE])
        path = folder / f"{table.name}-{i + 1}.csv"
        if _write(connection, joined.select(**said).order_by("file", "row").limit(MOST_ROWS), path):
            paths.append(path)
    return tuple(paths)


def _lines(piece, bad: ibis.Table) -> ibis.Table:
    """($at, $number, $code) of the physical rows behind the rows set aside: all lines of a group."""
    key = piece.part.source.group
    if not key:
        return bad.select(**{"$at": bad[FILE], "$number": bad[ROW_NUMBER], CODE: bad[CODE]})
    lines = piece.lines.filter(piece.lines[CODE] >= 0).select(**{"$at": FILE, "$number": ROW_NUMBER, "$group": key})
    groups = bad.select(**{FILE: bad[FILE], "$key": bad[key], CODE: bad[CODE]})
    return lines.inner_join(groups, [lines["$at"] == groups[FILE], lines["$group"].identical_to(groups["$key"])]).select("$at", "$number", CODE)


def _name(path, names: dict[str, str]):
    return ibis.cases(*((path == known, label) for known, label in names.items()), else_=path)


def _said(rows: ibis.Table, problems: Problems, which: int):
    words = [(column, REASONS[reason].en) for column, reason in problems]
    return ibis.cases(*((rows[CODE] == code, word[which]) for code, word in enumerate(words, 1)), else_="")


def _harmless(value):
    """As text that a spreadsheet does not take for a formula."""
    text = value.cast("string")
    formula = text.re_search(r"^[=@\t\r]") | (text.re_search(r"^[+-]") & ~text.re_search(r"^[+-]?[\d.,]+$"))
    return ibis.ifelse(formula, ibis.literal("'") + text, text)


def _write(connection: Backend, rows: ibis.Table, path: Path) -> int:
    """Write the rows, if there are any, with the mark by which spreadsheets know UTF-8; gives how many."""
    found = connection.to_pyarrow(rows)
    if not found.num_rows:
        return 0
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(found.column_names)
        writer.writerows(zip(*(column.to_pylist() for column in found.columns), strict=True))
    return found.num_rows
