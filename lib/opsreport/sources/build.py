"""A table of ours from its parts: accepted rows, receipts, and the rows that were set aside."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import ibis
import ibis.expr.datatypes as dt
from ibis.backends.duckdb import Backend

from opsreport.errors import INPUT_REFUSED, Mistake
from opsreport.sources.cache import fingerprint
from opsreport.sources.duplicates import PART, repeated, settled
from opsreport.sources.engine import guarded, in_steps
from opsreport.sources.files import File
from opsreport.sources.grouping import grouped
from opsreport.sources.lines import CODE, DUPLICATE, FILTERED, FINE, LINES, USERS, Known, Problems, Span, checked, lines_of
from opsreport.sources.mapping import Part, with_sql
from opsreport.sources.raw import FILE, ROW_NUMBER, Raw, quoted, text
from opsreport.sources.readers import in_place, raw_rows
from opsreport.sources.receipts import Reason, Receipt
from opsreport.sources.set_aside import write_set_aside
from opsreport.tables import Kind, Table

ACCEPTED = "accepted.parquet"


@dataclass(frozen=True)
class Piece:
    """A part on its way: raw rows, its lines in our columns, its rows (the lines, or groups of them). viewed: they stay in the input files."""

    part: Part
    files: tuple[File, ...]
    raw: Raw
    lines: ibis.Table
    rows: ibis.Table
    known: Known
    viewed: bool


@dataclass(frozen=True)
class Made:
    """A table that is built. views: the SQL of its views when rows stay in the input files, () when all were written to accepted.parquet.
    spans: the ends of moment columns, where they are known."""

    receipts: tuple[Receipt, ...]
    integer_ids: bool
    views: tuple[str, ...]
    set_aside: tuple[Path, ...]
    spans: dict[str, Span]


def build(connection: Backend, table: Table, parts: list[tuple[Part, dict]], out: Path, scratch: Path, set_aside: Path) -> Made:
    """Build the table from (part, its files by relation). Raises Mistake 65 when a file cannot be used, or too many of its rows.

    out: where accepted.parquet is written, for rows that cannot stay where they are.
    """
    problems, names = Problems(), {str(file.path): file.label for part, group in parts for file in counted(part, group)}
    sql = [part for part, _ in parts if part.source.where or part.source.query or any(column.sql for column in part.source.columns.values())]
    with in_steps(), guarded(sql[0].where()) if sql else nullcontext():
        pieces = [_piece(connection, part, group, i, names, problems, scratch) for i, (part, group) in enumerate(parts)]
        stack = _stacked(table, pieces)
        rows = union(stack)
        if again := repeated(table, rows):
            rows = _stored(connection, settled(table, rows, problems), scratch)
        receipts, paths = _receipts(connection, table, pieces, rows, problems), ()
        if any(receipt.set_aside for receipt in receipts):
            paths = write_set_aside(connection, table, pieces, rows, problems, names, set_aside)
            _refuse_too_many(pieces[0].part, receipts, paths)
        viewed = [] if again else [part for part, piece in zip(stack, pieces, strict=True) if piece.viewed]
        stored = [rows] if again else [part for part, piece in zip(stack, pieces, strict=True) if not piece.viewed]
        whole = all(receipt.read == receipt.accepted for receipt in receipts)
        if stored:
            connection.to_parquet(_accepted(table, union(stored), whole), out / ACCEPTED)
        views = _views(connection, table, [_accepted(table, part, whole) for part in viewed], pieces, out if stored else None) if viewed else ()
    integer_ids = all(rows[name].type().is_integer() for name in USERS if name in rows.columns)
    return Made(receipts, integer_ids, views, paths, _spans(pieces) if whole else {})


def counted(part: Part, files: dict[str, tuple[File, ...]]) -> tuple[File, ...]:
    """What a part's rows are counted by: its files; of a query, all its files as one."""
    group = tuple(file for group in files.values() for file in group)
    if not part.source.query or part.source.connection:
        return group
    label = " + ".join(file.label for file in group)
    return (File(Path(label), label, fingerprint([file.sha256 for file in group]), sum(file.bytes for file in group), (0, 0, 0)),)


def _piece(connection, part: Part, files: dict, i: int, names: dict[str, str], problems: Problems, scratch: Path) -> Piece:
    raw, viewed = raw_rows(connection, part, f"raw {part.table.name} {i}", files, scratch), in_place(part, files)
    lines, known = lines_of(connection, part, raw, names, problems)
    rows = grouped(part, lines, problems) if part.source.group else lines.mutate(**{LINES: ibis.literal(1, "int64")})
    rows = checked(part.table, rows, problems, known.full).mutate(**{PART: ibis.literal(i, "int32")})
    return Piece(part, counted(part, files), raw, lines, rows if viewed else _stored(connection, rows, scratch), known, viewed)


def _spans(pieces: list[Piece]) -> dict[str, Span]:
    """The ends of the moment columns of all pieces; known where each piece's are."""
    found = {}
    for name in {name for piece in pieces for name in piece.known.spans}:
        ends = [piece.known.spans.get(name) for piece in pieces if name in piece.rows.columns]
        if all(ends):
            found[name] = (min(first for first, _ in ends), max(last for _, last in ends))
    return found


def _stored(connection: Backend, rows: ibis.Table, scratch: Path) -> ibis.Table:
    """The rows, computed once."""
    path = scratch / f"{uuid4().hex}.parquet"
    connection.to_parquet(rows, path)
    return connection.read_parquet(path, table_name=f"stored {path.stem}")


def _stacked(table: Table, pieces: list[Piece]) -> list[ibis.Table]:
    """The pieces' rows, all with the same columns: what a piece does not have is empty; ids are whole numbers only where all pieces' are."""
    given = {name: [piece.rows[name].type() for piece in pieces if name in piece.rows.columns] for name in table.columns}
    types = {
        name: dt.int64 if column.kind is Kind.ID and all(kind.is_integer() for kind in given[name]) else column.kind.type
        for name, column in table.columns.items()
        if given[name]
    }
    types |= {PART: dt.int32, FILE: dt.string, ROW_NUMBER: dt.int64, LINES: dt.int64, CODE: dt.int32}
    return [
        piece.rows.select(**{name: piece.rows[name].cast(kind) if name in piece.rows.columns else ibis.null(kind) for name, kind in types.items()})
        for piece in pieces
    ]


def union(stack: list[ibis.Table]) -> ibis.Table:
    return ibis.union(*stack) if len(stack) > 1 else stack[0]


def _receipts(connection: Backend, table: Table, pieces: list[Piece], rows: ibis.Table, problems: Problems) -> tuple[Receipt, ...]:
    counts = rows.group_by([rows[PART], rows[FILE], rows[CODE]]).aggregate(n=rows[LINES].sum(), first=rows[ROW_NUMBER].min())
    found = [tuple(row.values()) for row in connection.to_pyarrow(counts).to_pylist()]
    for i, piece in enumerate(pieces):
        if piece.part.source.group and piece.part.source.where:
            lines = piece.lines.filter(piece.lines[CODE] == FILTERED)
            filtered = lines.group_by(lines[FILE]).aggregate(n=lines.count())
            found += [(i, row[FILE], FILTERED, row["n"], 0) for row in connection.to_pyarrow(filtered).to_pylist()]
    return tuple(
        _receipt(table, file, [row for row in found if row[:2] == (i, str(file.path))], problems)
        for i, piece in enumerate(pieces)
        for file in piece.files
    )


def _receipt(table: Table, file: File, rows: list[tuple], problems: Problems) -> Receipt:
    by_code = {code: (n, first) for _, _, code, n, first in rows}
    reasons = tuple(Reason(*problems[code - 1], *by_code[code]) for code in sorted(by_code, key=lambda code: (-by_code[code][0], code)) if code > 0)
    taken = {code: by_code.get(code, (0, 0))[0] for code in (FINE, FILTERED, DUPLICATE)}
    set_aside = sum(reason.rows for reason in reasons)
    return Receipt(
        table=table.name, file=file.label, read=sum(n for n, _ in by_code.values()), accepted=taken[FINE], filtered=taken[FILTERED],
        set_aside=set_aside, duplicates=taken[DUPLICATE], sha256=file.sha256, bytes=file.bytes, reasons=reasons,
    )  # fmt: skip


def _refuse_too_many(part: Part, receipts: tuple[Receipt, ...], paths: tuple[Path, ...]) -> None:
    limit = part.params.limits.set_aside_share
    for receipt in receipts:
        if receipt.set_aside > limit * receipt.read:
            share = f"{receipt.set_aside} of {receipt.read} rows are set aside, more than the limit of {limit:.2%}"
            said = "; ".join(
                f"{reason.column or 'the row'} {reason.words.en}: {reason.rows} (first row {reason.first_row})" for reason in receipt.reasons[:5]
            )
            raise Mistake(
                f"{share}: {said}",
                mend=f"Correct the file, or the columns under sources.{receipt.table} in {part.params.path}; or raise limits.set_aside_share there. "
                f"The rows: {', '.join(map(str, paths))}",
                code=INPUT_REFUSED,
                where=receipt.file,
            )


def _accepted(table: Table, rows: ibis.Table, whole: bool) -> ibis.Table:
    """The rows that pass the door, ids as text but for those of users; personal columns only where they are ids, by which rows are joined and
    counted."""
    shown = [name for name, column in table.columns.items() if name in rows.columns and (column.kind is Kind.ID or not column.personal)]
    rows = rows if whole else rows.filter(rows[CODE] == FINE)
    return rows.select(**{name: rows[name] if name in USERS else rows[name].cast(table.columns[name].kind.type) for name in shown})


def _views(connection: Backend, table: Table, viewed: list[ibis.Table], pieces: list[Piece], out: Path | None) -> tuple[str, ...]:
    """The SQL of the views that the accepted rows are read through, in the order of making. out: where other rows are, written."""
    names = [name for piece in pieces if piece.viewed for name in (piece.raw.table.get_name(), with_sql(piece.raw))]
    if out:
        names.append(f"raw {table.name} stored")
        connection.raw_sql(f"CREATE OR REPLACE VIEW {quoted(names[-1])} AS SELECT * FROM read_parquet({text(out / ACCEPTED)})")
        viewed = [*viewed, connection.table(names[-1])]
    names.append(table.name)
    connection.raw_sql(f"CREATE OR REPLACE VIEW {quoted(table.name)} AS {connection.compile(union(viewed))}")
    listed = ", ".join(text(name) for name in names)
    return tuple(sql for (sql,) in connection.raw_sql(f"SELECT sql FROM duckdb_views() WHERE view_name IN ({listed}) ORDER BY view_oid").fetchall())
