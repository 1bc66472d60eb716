"""A part's inputs as raw rows: files of one form, a query over files, or rows pulled from a connection."""

from pathlib import Path
from uuid import uuid4

import sqlglot
from ibis.backends.duckdb import Backend
from sqlglot import exp

from opsreport.errors import BAD_CONFIGURATION, INPUT_REFUSED, Mistake
from opsreport.sources.csv_files import read_csv
from opsreport.sources.engine import guarded
from opsreport.sources.files import File, form
from opsreport.sources.mapping import Part
from opsreport.sources.other_files import parquet_columns, read_excel, read_jsonl
from opsreport.sources.raw import BROKEN, FILE, LINE, ROW_NUMBER, Raw, quoted, text

FILES = "files"  # the relation of files that have no names of their own
OURS = (FILE, ROW_NUMBER, BROKEN, LINE)


def in_place(part: Part, files: dict[str, tuple[File, ...]]) -> bool:
    """Whether the part's rows can stay where they are, as a view: Parquet files whose rows are rows of ours."""
    source = part.source
    if source.connection or source.query or source.group:
        return False
    return all(form(file, source.format) == "parquet" for file in _all(files))


def raw_rows(connection: Backend, part: Part, name: str, files: dict[str, tuple[File, ...]], scratch: Path) -> Raw:
    """The part's raw rows as a view of the name. files: by relation."""
    if part.source.connection:
        (pulled,) = files[FILES]
        sql, headers = f"SELECT * FROM read_parquet({text(pulled.path)})", {pulled.label: _columns(connection, pulled.path)}
        return _view(connection, name, sql, headers, "parquet")
    if part.source.query:
        return _queried(connection, part, name, files, scratch)
    return _view(connection, name, *_relation(connection, part, files[FILES], scratch))


def one_select(sql: str, where: str) -> str:
    """The SQL of a query, if it is one SELECT. Raises Mistake 78."""
    try:
        trees = sqlglot.parse(sql, dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        trees = []
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise Mistake("the query is not one SELECT", mend="Write one SELECT that gives our column names.", code=BAD_CONFIGURATION, where=where)
    return sql.strip().rstrip(";")


def _all(files: dict[str, tuple[File, ...]]) -> tuple[File, ...]:
    return tuple(file for group in files.values() for file in group)


def _view(connection: Backend, name: str, sql: str, headers: dict[str, tuple[str, ...]], form: str) -> Raw:
    connection.raw_sql(f"CREATE OR REPLACE VIEW {quoted(name)} AS {sql}")
    return Raw(connection.table(name), headers, form)


def _relation(connection: Backend, part: Part, files: tuple[File, ...], scratch: Path) -> tuple[str, dict[str, tuple[str, ...]], str]:
    """(SELECT of the files' rows, {label: columns}, their form)."""
    forms = {form(file, part.source.format) for file in files}
    if len(forms) > 1:
        raise Mistake(
            f"files of several formats: {', '.join(sorted(forms))}", mend="Make them a list of parts.", code=INPUT_REFUSED, where=part.where("files")
        )
    if forms == {"parquet"}:
        headers = {file.label: tuple(parquet_columns(file)) for file in files}
        paths = ", ".join(text(file.path) for file in files)
        sql = (
            f"SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {quoted(ROW_NUMBER)} "
            f"FROM read_parquet([{paths}], filename={text(FILE)}, file_row_number=true, union_by_name=true)"
        )
        return sql, headers, "parquet"
    kind = forms.pop()
    read = {file.label: _read(connection, kind, file, part, scratch) for file in files}
    headers = {label: _columns(connection, path) for label, path in read.items()}
    if kind == "jsonl":  # a key that no line of a file has is empty there, not missing
        union = tuple(dict.fromkeys(name for names in headers.values() for name in names))
        headers = dict.fromkeys(headers, union)
    return f"SELECT * FROM read_parquet([{', '.join(text(path) for path in read.values())}], union_by_name=true)", headers, kind


def _read(connection: Backend, kind: str, file: File, part: Part, scratch: Path) -> Path:
    match kind:
        case "csv":
            return read_csv(connection, file, part.source, scratch)
        case "jsonl":
            return read_jsonl(connection, file, part.source, scratch)
    return read_excel(file, part.source, scratch)


def _columns(connection: Backend, path: Path) -> tuple[str, ...]:
    described = connection.raw_sql(f"DESCRIBE SELECT * FROM read_parquet({text(path)})").fetchall()
    return tuple(name for name, *_ in described if name not in OURS)


def _queried(connection: Backend, part: Part, name: str, files: dict[str, tuple[File, ...]], scratch: Path) -> Raw:
    """The result of the part's query over its files, written once: a row is a row of the result."""
    relations = []
    for relation, group in files.items():
        sql, headers, kind = _relation(connection, part, group, scratch)
        if kind != "parquet":
            _refuse_broken(connection, sql, group)
        columns = ", ".join(quoted(column) for column in dict.fromkeys(column for header in headers.values() for column in header))
        relations.append(f"{quoted(relation)} AS (SELECT {columns} FROM ({sql}))")
    label = " + ".join(file.label for file in _all(files))
    path = scratch / f"{uuid4().hex}.parquet"
    query = one_select(part.source.query, part.where("query"))
    with guarded(part.where("query")):
        connection.raw_sql(f"""COPY (
            SELECT {text(label)} AS {quoted(FILE)}, row_number() OVER () AS {quoted(ROW_NUMBER)}, *
            FROM (WITH {", ".join(relations)} SELECT * FROM ({query}\n))) TO {text(path)} (FORMAT parquet)""")
    return _view(connection, name, f"SELECT * FROM read_parquet({text(path)})", {label: _columns(connection, path)}, "parquet")


def _refuse_broken(connection: Backend, sql: str, files: tuple[File, ...]) -> None:
    """A query cannot set single rows of its files aside, so a file with a broken row is refused."""
    found = connection.raw_sql(
        f"SELECT {quoted(FILE)}, min({quoted(ROW_NUMBER)}), count(*) FROM ({sql}) WHERE {quoted(BROKEN)} IS NOT NULL GROUP BY 1"
    ).fetchall()
    for path, row, rows in found:
        label = next(file.label for file in files if str(file.path) == path)
        what = f"{rows} rows have more or fewer fields than the header, first row {row}"
        raise Mistake(what, mend="Correct the rows: a query needs whole files.", code=INPUT_REFUSED, where=label)
