"""The embedded engine, and what its own errors mean for a person."""

from contextlib import contextmanager
from pathlib import Path

import duckdb
import ibis
from ibis.backends.duckdb import Backend

from opsreport.errors import BAD_CONFIGURATION, CANNOT_WRITE, INPUT_REFUSED, Mistake

WORDING = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)  # told from the SQL alone: they hold no data


def open_engine(scratch: Path) -> Backend:
    """A DuckDB in memory that may spill to the scratch folder. Moments are UTC, whatever the machine's zone."""
    connection = ibis.duckdb.connect()
    connection.raw_sql("SET TimeZone = 'UTC'")
    connection.raw_sql("SET memory_limit = '2500MB'")  # a report does not take the machine; more made no large shop faster
    connection.raw_sql(f"SET temp_directory = '{str(scratch).replace(chr(39), chr(39) * 2)}'")
    return connection


@contextmanager
def in_steps():
    """SQL with a subquery for each step of an expression. Merged into one SELECT, a column that ten later ones rest on is written ten times, and
    so on at every step: that takes seconds to plan."""
    fused, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = fused


@contextmanager
def guarded(where: str):
    """The engine's errors as Mistakes. What it says about values is not repeated: they may be personal."""
    try:
        yield
    except WORDING as error:
        said = str(error).strip().splitlines()[0]
        raise Mistake(f"the SQL does not fit: {said}", mend="Correct the SQL.", code=BAD_CONFIGURATION, where=where) from None
    except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException) as error:
        kind = type(error).__name__.removesuffix("Exception").lower()
        mend = "Columns of text files are text: use try_cast(column AS DECIMAL(18, 4)) in the SQL."
        raise Mistake(f"the SQL met a value that it cannot use ({kind})", mend=mend, code=INPUT_REFUSED, where=where) from None
    except duckdb.IOException as error:
        raise Mistake(f"cannot read or write: {str(error).strip().splitlines()[0]}", mend="Check the disk.", code=CANNOT_WRITE, where=where) from None
