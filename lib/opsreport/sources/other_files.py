"""Parquet, JSON lines and Excel files as raw rows."""

import datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from opsreport.params import Source
from opsreport.sources import reasons
from opsreport.sources.csv_files import as_utf8
from opsreport.sources.files import File, refused
from opsreport.sources.raw import BROKEN, FILE, LINE, ROW_NUMBER, header, quoted, text

EXCEL_BATCH, LONGEST_LINE = 20_000, 32 << 20


def parquet_columns(file: File) -> dict[str, str]:
    """{column: type} from the file's own metadata. Raises Mistake 65 when it is cut off or damaged."""
    try:
        schema = pq.read_schema(file.path)
    except (pa.ArrowException, OSError):
        raise refused(file.label, f"the Parquet file is cut off or damaged ({file.bytes} bytes)", "Export it again.") from None
    header(schema.names, file.label)
    return {name: str(kind) for name, kind in zip(schema.names, schema.types, strict=True)}


def read_jsonl(connection: Backend, file: File, source: Source, scratch: Path) -> Path:
    """A Parquet file like read_csv's: a column per key of the lines' objects, as text; a row is a line."""
    plain = as_utf8(file, source.encoding, scratch)
    lines = scratch / f"{uuid4().hex}.parquet"
    connection.raw_sql(f"""COPY (
        SELECT {text(file.path)} AS {quoted(FILE)}, row_number() OVER () AS {quoted(ROW_NUMBER)}, line, TRY_CAST(line AS JSON) AS value
        FROM read_csv({text(plain)}, auto_detect=false, header=false, delim='\x01', quote='', escape='',
          max_line_size={LONGEST_LINE}, columns={{'line': 'VARCHAR'}})
        ) TO {text(lines)} (FORMAT parquet)""")
    found = connection.raw_sql(
        f"SELECT DISTINCT unnest(json_keys(value)) AS name FROM {text(lines)} WHERE json_type(value) = 'OBJECT' ORDER BY name"
    ).fetchall()
    names = [name for (name,) in found]
    header(names, file.label)
    path = scratch / f"{uuid4().hex}.parquet"
    fields = "".join(f", json_extract_string(object, {text(_pointer(name))}) AS {quoted(name)}" for name in names)
    connection.raw_sql(f"""COPY (
        SELECT {quoted(FILE)}, {quoted(ROW_NUMBER)}, CASE WHEN object IS NULL THEN {text(reasons.NOT_JSON)} END AS {quoted(BROKEN)},
          CASE WHEN object IS NULL THEN line END AS {quoted(LINE)}{fields}
        FROM (SELECT *, CASE WHEN json_type(value) = 'OBJECT' THEN value END AS object FROM {text(lines)})
        ) TO {text(path)} (FORMAT parquet)""")
    return path


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


def read_excel(file: File, source: Source, scratch: Path) -> Path:
    """A Parquet file like read_csv's. Dates come as ISO text, whole numbers without a point, numbers as the shortest text that means them."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(file.path, read_only=True, data_only=True)
    except Exception:
        raise refused(file.label, "the Excel file is damaged, or protected by a password", "Save it again without a password.") from None
    if source.sheet and source.sheet not in book.sheetnames:
        raise refused(file.label, f'there is no sheet "{source.sheet}"', f"Use one of: {', '.join(book.sheetnames)}.")
    sheet = book[source.sheet] if source.sheet else book.worksheets[0]
    rows = enumerate(sheet.iter_rows(min_row=source.skip_rows + 1, values_only=True), source.skip_rows + 1)
    _, first = next(rows, (0, ()))
    width = max((i for i, cell in enumerate(first, 1) if cell is not None), default=0)
    if not width:
        raise refused(file.label, "no header: the first row is blank", "Put the column names in the first row, or set skip_rows.")
    names = header([cell_text(cell) or "" for cell in first[:width]], file.label)
    schema = pa.schema(
        [(FILE, pa.string()), (ROW_NUMBER, pa.int64()), (BROKEN, pa.string()), (LINE, pa.string()), *((name, pa.string()) for name in names)]
    )
    path = scratch / f"{uuid4().hex}.parquet"
    with pq.ParquetWriter(path, schema) as out:
        batch = []
        for number, row in rows:
            cells = [cell_text(cell) for cell in row]
            if any(cell is not None for cell in cells):
                long = any(cell is not None for cell in cells[width:])
                kept = (cells + [None] * width)[:width]
                batch.append((str(file.path), number, reasons.LONG if long else None, "\t".join(c or "" for c in cells) if long else None, *kept))
            if len(batch) == EXCEL_BATCH:
                out.write_table(_arrow(batch, schema))
                batch = []
        out.write_table(_arrow(batch, schema))
    return path


def _arrow(rows: list[tuple], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)


def cell_text(cell) -> str | None:
    """A cell as text: 12.0 is 12, 0.1 + 0.2 is 0.3 (15 digits are all that a cell holds), a date is ISO."""
    match cell:
        case None | "":
            return None
        case bool():
            return "true" if cell else "false"
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() else format(Decimal(format(cell, ".15g")), "f")
        case datetime.datetime() | datetime.date():
            return cell.isoformat(sep=" ") if isinstance(cell, datetime.datetime) else cell.isoformat()
    return str(cell)
