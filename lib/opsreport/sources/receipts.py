"""What the door says about each file: every row that was read is accepted, filtered, set aside or a duplicate."""

from dataclasses import dataclass
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend

from opsreport.sources.files import File
from opsreport.sources.lines import Span
from opsreport.sources.reasons import REASONS
from opsreport.words import Text


@dataclass(frozen=True)
class Reason:
    """Rows set aside for one reason. column: ours, "" when the whole row is wrong; reason: a name in REASONS; first_row: its number in the file."""

    column: str
    reason: str
    rows: int
    first_row: int

    @property
    def words(self) -> Text:
        return REASONS[self.reason]


@dataclass(frozen=True)
class Receipt:
    """read = accepted + filtered + set_aside + duplicates, in physical rows of the file (also where lines are grouped)."""

    table: str
    file: str
    read: int
    accepted: int
    filtered: int
    set_aside: int
    duplicates: int
    sha256: str
    bytes: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Loaded:
    """What came through the door.

    tables: accepted rows under our names, in the types of their kinds. set_aside: where the rows that were not accepted can be read, by table.
    integer_ids: every column that names a user came from whole numbers and still is one (int64, not text): joins are faster.
    spans: the first and the last moment (UTC) of columns, by table, where that is known without reading the rows.
    """

    connection: Backend
    tables: dict[str, ibis.Table]
    receipts: tuple[Receipt, ...]
    fingerprint: str
    set_aside: dict[str, tuple[Path, ...]]
    integer_ids: bool
    spans: dict[str, dict[str, Span]]
    files: tuple[File, ...]

    def hold(self) -> None:
        """Raises Mistake 75 when an input changed since it was read (large Parquet files are read in place, so until the figures are made)."""
        for file in self.files:
            file.hold()
