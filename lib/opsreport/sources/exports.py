"""A look at a shop's export before anything is known about it: its form, encoding, delimiter, header and some rows."""

import codecs
import csv
import gzip
import io
import itertools
import json
from dataclasses import dataclass
from pathlib import Path

from opsreport.errors import INPUT_MISSING, Mistake
from opsreport.sources.files import ENDINGS, File, content, form, stamp

ROWS = 200_000  # rows that a proposal looks at
TOP = 20  # rows in which a header is looked for
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True)
class Export:
    """What was seen. guesses: what was found out about the form, {key of report.yml: (value, why)}; rows: as text, in the order of the columns."""

    path: Path
    form: str
    guesses: dict[str, tuple[str, str]]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def values(self, column: str) -> list[str]:
        """What stands in the column, without spaces around it; '' where it is empty."""
        at = self.columns.index(column)
        return [row[at].strip() if at < len(row) else "" for row in self.rows]


def look(path: Path) -> list[Export]:
    """The exports in a file: one, or one a sheet. Raises Mistake: 66 when there is no file, 65 when it cannot be read at all."""
    if not path.is_file():
        raise Mistake(f"there is no file {path}", mend="Name the files that your shop exported.", code=INPUT_MISSING)
    ends = [ending.lower() for ending in path.suffixes if ending.lower() != ".gz"]
    found = content(path)
    guessed = found if found in ("parquet", "excel") else "jsonl" if ends and ENDINGS.get(ends[-1]) == "jsonl" else "csv"
    guesses = {} if ends and ENDINGS.get(ends[-1]) == guessed else {"format": (guessed, "by its content")}
    form(File(path, path.name, "", path.stat().st_size, stamp(path)), guessed)
    match guessed:
        case "parquet":
            return [_parquet(path, guesses)]
        case "excel":
            return _sheets(path, guesses)
        case "jsonl":
            return [_json_lines(path, guesses)]
    return [_csv(path, guesses)]


def _parquet(path: Path, guesses: dict) -> Export:
    import pyarrow.parquet as pq

    batch = next(pq.ParquetFile(path).iter_batches(ROWS), None)
    columns = tuple(pq.read_schema(path).names)
    rows = tuple(tuple("" if cell is None else str(cell) for cell in row.values()) for row in batch.to_pylist()) if batch else ()
    return Export(path, "parquet", guesses, columns, rows)


def _json_lines(path: Path, guesses: dict) -> Export:
    objects = []
    with _opened(path) as lines:
        for line in itertools.islice(io.TextIOWrapper(lines, "utf-8", errors="replace"), ROWS):
            try:
                objects.append(json.loads(line))
            except ValueError:
                continue
    objects = [found for found in objects if isinstance(found, dict)]
    columns = tuple(dict.fromkeys(key for found in objects for key in found))
    rows = tuple(tuple("" if found.get(column) is None else str(found[column]) for column in columns) for found in objects)
    return Export(path, "jsonl", guesses, columns, rows)


def _sheets(path: Path, guesses: dict) -> list[Export]:
    import openpyxl

    from opsreport.sources.other_files import cell_text

    found = []
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for i, sheet in enumerate(book.worksheets):
        rows = [[cell_text(cell) or "" for cell in row] for row in sheet.iter_rows(max_row=ROWS, values_only=True)]
        if export := _headed(path, "excel", guesses | ({"sheet": (sheet.title, "")} if i else {}), rows):
            found.append(export)
    return found


def _csv(path: Path, guesses: dict) -> Export:
    encoding, why = _encoding(path)
    with _opened(path) as data:
        text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(data.read(64 << 20)).lstrip("\ufeff")
    lines = text.splitlines(keepends=True)
    delimiter = max(DELIMITERS, key=lambda sign: _columns(lines, sign))
    rows = list(itertools.islice((row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row), ROWS))
    if encoding not in ("utf-8", "utf-16"):
        guesses = guesses | {"encoding": (encoding, why)}
    if delimiter != ("\t" if ".tsv" in path.suffixes else ","):
        guesses = guesses | {"delimiter": (delimiter, "by the header")}
    export = _headed(path, "csv", guesses, rows)
    return export or Export(path, "csv", guesses, tuple(rows[0]) if rows else (), ())


def _headed(path: Path, form: str, guesses: dict, rows: list[list[str]]) -> Export | None:
    """The export from its header on: the first row that is about as wide as the widest of the first rows."""
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows[:TOP]]
    if not any(widths):
        return None
    at = next(i for i, width in enumerate(widths) if width >= 0.8 * max(widths))
    if at:
        guesses = guesses | {"skip_rows": (str(at), "lines above the header")}
    return Export(path, form, guesses, tuple(cell.strip() for cell in rows[at]), tuple(tuple(row) for row in rows[at + 1 :]))


def _columns(lines: list[str], sign: str) -> int:
    """How many columns the sign makes of most of the first lines."""
    widths = [len(row) for row in csv.reader(lines[:TOP], delimiter=sign)]
    return max(set(widths), key=widths.count) if widths else 0


def _encoding(path: Path) -> tuple[str, str]:
    """(encoding, why). UTF-16 by its mark; UTF-8 where all bytes fit; GB18030 where those do."""
    with _opened(path) as data:
        first = data.read(2)
    if first in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", "by its byte order mark"
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with _opened(path) as data:
                while block := data.read(1 << 20):
                    decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, "all its bytes fit"
    return "cp1252", "neither UTF-8 nor GB18030: a guess"


def _opened(path: Path):
    return gzip.open(path) if content(path) == "gzip" else open(path, "rb")
