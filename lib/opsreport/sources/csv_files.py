"""CSV files as raw text: every field as it is spelled, every record with its number; records of a wrong shape are kept apart with their reason."""

import codecs
import csv
import gzip
import io
import itertools
import re
import zlib
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from opsreport.errors import INPUT_REFUSED, Mistake
from opsreport.params import Source
from opsreport.sources import reasons
from opsreport.sources.files import BLOCK, File, content, refused
from opsreport.sources.raw import BROKEN, FILE, LINE, ROW_NUMBER, header, quoted, text

DELIMITERS = (",", ";", "\t", "|", "\uff0c", "\uff1b")
LONGEST = 2 << 20
REJECTED = {"MISSING COLUMNS": reasons.SHORT, "TOO MANY COLUMNS": reasons.LONG, "LINE SIZE OVER MAXIMUM": reasons.HUGE}


def read_csv(connection: Backend, file: File, source: Source, scratch: Path) -> Path:
    """A Parquet file in the scratch folder: the file's columns as text, with $file, $row, $broken (a reason or null) and $line (what stood there)."""
    plain = as_utf8(file, source.encoding, scratch)
    delimiter = source.delimiter or ("\t" if ".tsv" in file.path.suffixes else ",")
    names = _header(plain, file, source, delimiter)
    rejects = f"rejects_{uuid4().hex}"
    columns = "{" + ", ".join(f"{text(name)}: 'VARCHAR'" for name in names) + "}"
    read = (
        f"read_csv({text(plain)}, auto_detect=false, header=false, skip={source.skip_rows + 1}, delim={text(delimiter)}, quote='\"', escape='\"', "
        f"columns={columns}, strict_mode=true, max_line_size={LONGEST}, store_rejects=true, rejects_limit=0, "
        f"rejects_table='{rejects}', rejects_scan='{rejects}_scan')"
    )
    number = f"row_number() OVER () + {source.skip_rows + 1}"
    good = scratch / f"{uuid4().hex}.parquet"
    connection.raw_sql(
        f"COPY (SELECT {text(file.path)} AS {quoted(FILE)}, {number} AS {quoted(ROW_NUMBER)}, NULL::VARCHAR AS {quoted(BROKEN)}, "
        f"NULL::VARCHAR AS {quoted(LINE)}, * FROM {read}) TO {text(good)} (FORMAT parquet)"
    )
    broken = connection.raw_sql(f"SELECT line, error_type, error_message, csv_line FROM {rejects} ORDER BY line, byte_position").fetchall()
    connection.raw_sql(f"DROP TABLE {rejects}; DROP TABLE {rejects}_scan")
    return _with_broken(connection, good, broken, plain, delimiter, file, source, scratch) if broken else good


def _with_broken(connection, good: Path, broken: list, plain: Path, delimiter: str, file: File, source: Source, scratch: Path) -> Path:
    """The good records numbered anew, with the broken ones between them.

    The engine counts good records only, and blank lines with the broken ones; so, only for a file that has any, a second reader counts the records.
    """
    for line, kind, message, _ in broken:
        if kind not in REJECTED:
            what = f"row {line}: a quote is not closed" if "unterminated" in message else f"row {line}: a quote in the wrong place ({kind.lower()})"
            raise refused(file.label, what, "Correct the row, or export the file again.")
    kinds = {line: (kind, said) for line, kind, _, said in broken}
    numbers, records = {}, source.skip_rows
    csv.field_size_limit(1 << 30)
    with open(plain, encoding="utf-8", newline="") as lines:
        for line, record in enumerate(itertools.islice(csv.reader(lines, delimiter=delimiter), source.skip_rows, None), source.skip_rows + 1):
            records += bool(record)
            if line in kinds:
                numbers[line] = records
    ordered = [(numbers[line], nth, REJECTED[kind], said.strip("\r\n")) for nth, (line, (kind, said)) in enumerate(sorted(kinds.items()), 1)]
    apart, whole = scratch / f"{uuid4().hex}.parquet", scratch / f"{uuid4().hex}.parquet"
    pq.write_table(pa.table(dict(zip(("number", "nth", "reason", "line"), zip(*ordered, strict=True), strict=True))), apart)
    connection.raw_sql(f"""COPY (
        WITH broken AS (SELECT * FROM {text(apart)}),
        before AS (SELECT number - nth AS good, max(nth) AS n FROM broken GROUP BY ALL),
        good AS (SELECT * FROM {text(good)})
        SELECT good.* REPLACE ({quoted(ROW_NUMBER)} + coalesce(n, 0) AS {quoted(ROW_NUMBER)})
        FROM good ASOF LEFT JOIN before ON good.{quoted(ROW_NUMBER)} > before.good
        UNION ALL BY NAME
        SELECT {text(file.path)} AS {quoted(FILE)}, number AS {quoted(ROW_NUMBER)}, reason AS {quoted(BROKEN)}, line AS {quoted(LINE)} FROM broken
        ) TO {text(whole)} (FORMAT parquet)""")
    read = connection.raw_sql(f"SELECT count(*) FROM {text(whole)}").fetchone()[0]
    if read != records - source.skip_rows - 1:
        raise refused(
            file.label,
            f"two readers count its rows differently ({read}, {records - source.skip_rows - 1})",
            "Look for stray quotes; export it again.",
        )
    return whole


def _header(plain: Path, file: File, source: Source, delimiter: str) -> list[str]:
    with open(plain, encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            names = next(itertools.islice(reader, source.skip_rows, None))
        except StopIteration:
            names = []
        except csv.Error:
            raise refused(file.label, "its header cannot be read as CSV", "Export it again.") from None
    if not any(name.strip() for name in names):
        raise refused(file.label, "no header: the first row is blank", "Put the column names in the first row, or set skip_rows.")
    if len(names) == 1 and (other := next((sign for sign in DELIMITERS if sign != delimiter and sign in names[0]), None)):
        raise refused(file.label, f'one column found: "{names[0][:80]}"', f'Is it the delimiter? Then set delimiter: "{_spelled(other)}".')
    return header(names, file.label)


def _spelled(sign: str) -> str:
    return "\\t" if sign == "\t" else sign


def as_utf8(file: File, encoding: str, scratch: Path) -> Path:
    """The file itself when it is plain UTF-8 text with one kind of line end, else a copy that is. Raises Mistake 65 for anything that is not text."""
    packed = content(file.path) == "gzip"
    opened = gzip.open if packed else open
    try:
        with opened(file.path, "rb") as data:
            first = data.read(2)
        encoding = "utf-16" if first in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else codecs.lookup(encoding).name
        if encoding == "utf-8" and not packed:
            with open(file.path, "rb") as data:
                if _copy(data, None, file, encoding):
                    return file.path
        copy = scratch / f"{uuid4().hex}.csv"
        with opened(file.path, "rb") as data, open(copy, "wb") as out:
            _copy(data, out, file, encoding)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise refused(file.label, "the gzip file is cut off or damaged", "Copy it again.") from None
    return copy


def _copy(data, out, file: File, encoding: str) -> bool:
    """Decode, and copy as UTF-8 with \n line ends when there is an `out`; True when there was one kind of line end. Errors name the byte."""
    decoder, at, block = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True), 0, b""
    try:
        while block := data.read(BLOCK):
            if encoding == "utf-8" and b"\0" in block:
                raise refused(file.label, f"NUL at byte {at + block.index(0)}", "It may be UTF-16: set encoding: utf-16-le, or export it as UTF-8.")
            said = decoder.decode(block)
            if out:
                out.write((said if at else said.lstrip("\ufeff")).encode())
            at += len(block)
        said = decoder.decode(b"", final=True)
        if out:
            out.write(said.encode())
    except UnicodeDecodeError as error:
        raise _undecodable(file, encoding, at + len(block) - len(error.object) + error.start) from None
    return not isinstance(decoder.newlines, tuple)


def _undecodable(file: File, encoding: str, at: int) -> Mistake:
    with open(file.path, "rb") as data:
        data.seek(max(0, at - 64))
        around = data.read(256)
    try:
        likely = encoding == "utf-8" and bool(re.search(r"[\u4e00-\u9fff]", around.decode("gb18030", errors="ignore")))
    except LookupError:
        likely = False
    guess = "It looks like GB18030: set encoding: gb18030." if likely else "Set its encoding, or export it as UTF-8."
    return Mistake(f"not {encoding.upper()} at byte {at}", mend=guess, code=INPUT_REFUSED, where=file.label)
