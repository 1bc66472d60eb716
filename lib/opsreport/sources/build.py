"""A table of ours from its parts: accepted rows, receipts, and the rows that were set aside."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import ibis
from ibis.backends.duckdb import Backend

from opsreport.errors import INPUT_REFUSED, Mistake
from opsreport.sources.cache import fingerprint
from opsreport.sources.duplicates import PART, repeated, settled
from opsreport.sources.engine import guarded, in_steps
from opsreport.sources.files import File
from opsreport.sources.grouping import grouped
from opsreport.sources.mapping import CODE, DUPLICATE, FILTERED, FINE, LINES, Part, Problems, checked, lines_of
from opsreport.sources.raw import FILE, ROW_NUMBER, Raw, quoted
from opsreport.sources.readers import in_place, raw_rows
from opsreport.sources.receipts import Reason, Receipt
from opsreport.sources.set_aside import write_set_aside
from opsreport.tables import Kind, Table


@dataclass(frozen=True)
class Piece:
    """A part on its way: its raw rows, its lines in our columns, and its rows (the lines, or groups of them)."""

    part: Part
    raw: Raw
    lines: ibis.Table
    rows: ibis.Table
    integer_ids: bool
    n_files: int


@dataclass(frozen=True)
class Made:
    """A table that is built. views: the SQL of its views when the rows stay in the input files, () when they were written to accepted.parquet."""

    receipts: tuple[Receipt, ...]
    integer_ids: bool
    views: tuple[str, ...]
    set_aside: tuple[Path, ...]


def build(connection: Backend, table: Table, parts: list[tuple[Part, dict]], out: Path, scratch: Path, set_aside: Path) -> Made:
    """Build the table from (part, its files by relation). Raises Mistake 65 when a file cannot be used, or too many of its rows."""
    problems, files = Problems(), [file for part, group in parts for file in counted(part, group)]
    names = {str(file.path): file.label for file in files}
    viewed = all(in_place(part, group) for part, group in parts)
    with in_steps(), guarded(table.name):
        pieces = [_piece(connection, part, group, i, names, problems, viewed, scratch) for i, (part, group) in enumerate(parts)]
        rows = _stacked(table, pieces)
        if repeated(table, rows):
            rows, viewed = _stored(connection, settled(table, rows, problems), scratch), False
        receipts = _receipts(connection, table, pieces, rows, problems, files)
        paths = ()
        if any(receipt.set_aside for receipt in receipts):
            paths = write_set_aside(connection, table, pieces, rows, problems, names, set_aside)
            _refuse_too_many(pieces[0].part, receipts, paths)
        whole = all(receipt.read == receipt.accepted for receipt in receipts)
        accepted = (rows if whole else rows.filter(rows[CODE] == FINE)).select(_shown(table, rows))
        integer_ids = all(piece.integer_ids for piece in pieces)
        if viewed:
            return Made(receipts, integer_ids, _views(connection, table, accepted), paths)
        connection.to_parquet(accepted, out / "accepted.parquet")
    return Made(receipts, integer_ids, (), paths)


def counted(part: Part, files: dict[str, tuple[File, ...]]) -> tuple[File, ...]:
    """What a part's rows are counted by: its files; of a query, all its files as one."""
    group = tuple(file for group in files.values() for file in group)
    if not part.source.query or part.source.connection:
        return group
    label = " + ".join(file.label for file in group)
    return (File(Path(label), label, fingerprint([file.sha256 for file in group]), sum(file.bytes for file in group), (0, 0, 0)),)


def _piece(connection, part: Part, files: dict, i: int, names: dict[str, str], problems: Problems, viewed: bool, scratch: Path) -> Piece:
    raw = raw_rows(connection, part, f"raw {part.table.name} {i}", files, scratch)
    lines, integer_ids = lines_of(connection, part, raw, names, problems)
    rows = grouped(part, lines, problems) if part.source.group else lines.mutate(**{LINES: ibis.literal(1, "int64")})
    rows = checked(part.table, rows, problems).mutate(**{PART: ibis.literal(i, "int32")})
    return Piece(part, raw, lines, rows if viewed else _stored(connection, rows, scratch), integer_ids, len(counted(part, files)))


def _stored(connection: Backend, rows: ibis.Table, scratch: Path) -> ibis.Table:
    """The rows, computed once."""
    path = scratch / f"{uuid4().hex}.parquet"
    connection.to_parquet(rows, path)
    return connection.read_parquet(path, table_name=f"stored {path.stem}")


def _stacked(table: Table, pieces: list[Piece]) -> ibis.Table:
    """The pieces' rows together; a column that a piece does not have is empty there."""
    given = [name for name in table.columns if any(name in piece.rows.columns for piece in pieces)]
    stack = []
    for piece in pieces:
        rows = piece.rows
        columns = {name: rows[name] if name in rows.columns else ibis.null(table.columns[name].kind.type) for name in given}
        stack.append(rows.select(PART, FILE, ROW_NUMBER, LINES, CODE, **columns))
    return ibis.union(*stack) if len(stack) > 1 else stack[0]


def _receipts(connection: Backend, table: Table, pieces: list[Piece], rows: ibis.Table, problems: Problems, files: list[File]) -> tuple[Receipt, ...]:
    counts = rows.group_by([rows[PART], rows[FILE], rows[CODE]]).aggregate(n=rows[LINES].sum(), first=rows[ROW_NUMBER].min())
    counted_rows = [tuple(row.values()) for row in connection.to_pyarrow(counts).to_pylist()]
    for i, piece in enumerate(pieces):
        if piece.part.source.group and piece.part.source.where:
            lines = piece.lines.filter(piece.lines[CODE] == FILTERED)
            filtered = lines.group_by(lines[FILE]).aggregate(n=lines.count())
            counted_rows += [(i, row[FILE], FILTERED, row["n"], 0) for row in connection.to_pyarrow(filtered).to_pylist()]
    return tuple(
        _receipt(table, file, [row for row in counted_rows if row[0] == i and row[1] == str(file.path)], problems)
        for i, file in _placed(pieces, files)
    )


def _placed(pieces: list[Piece], files: list[File]):
    """(place of the part, file) of every file that is counted."""
    rest = iter(files)
    for i, piece in enumerate(pieces):
        for _ in range(piece.n_files):
            yield i, next(rest)


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


def _shown(table: Table, rows: ibis.Table) -> list[str]:
    """The columns that pass the door: personal ones only where they are ids, by which rows are joined and counted."""
    return [name for name, column in table.columns.items() if name in rows.columns and (column.kind is Kind.ID or not column.personal)]


def _views(connection: Backend, table: Table, accepted: ibis.Table) -> tuple[str, ...]:
    """The SQL of the views that the accepted rows are read through, in the order of making."""
    connection.raw_sql(f"CREATE OR REPLACE VIEW {quoted(table.name)} AS {connection.compile(accepted)}")
    return tuple(
        sql for (sql,) in connection.raw_sql(
            f"SELECT sql FROM duckdb_views() WHERE view_name = '{table.name}' OR view_name LIKE 'raw {table.name} %' ORDER BY view_oid"
        ).fetchall()
    )  # fmt: skip
