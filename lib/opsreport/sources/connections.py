"""Rows from another engine, by any Ibis backend, pulled in batches. Its URL comes from the environment and is never repeated."""

import os
from pathlib import Path
from uuid import uuid4

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from opsreport.errors import BAD_CONFIGURATION, INPUT_MISSING, INPUT_REFUSED, Mistake, nearest
from opsreport.sources.cache import fingerprint
from opsreport.sources.files import File, stamp
from opsreport.sources.mapping import Part
from opsreport.sources.raw import FILE, ROW_NUMBER, quoted, text
from opsreport.sources.readers import one_select


def pull(connection: Backend, part: Part, scratch: Path) -> File:
    """The part's table or query, written to the scratch folder; its hash is that of its rows, whatever their order."""
    source = part.source
    label = f"{source.connection}: {source.table or 'query'}"
    query = one_select(source.query, part.where("query")) if source.query else None
    engine = _connect(part)
    path = scratch / f"{uuid4().hex}.parquet"
    try:
        _write(engine.sql(query) if query else _table(engine, part), path)
    except Mistake:
        raise
    except Exception as error:  # whatever the backend's driver raises: its text may hold data or the URL
        what = f"the connection gave no rows ({type(error).__name__})"
        raise Mistake(what, mend="Try the table or query on the engine itself.", code=INPUT_REFUSED, where=part.where()) from None
    finally:
        engine.disconnect()
    rows = f"(SELECT * EXCLUDE ({quoted(FILE)}, {quoted(ROW_NUMBER)}) FROM read_parquet({text(path)})) AS pulled"
    n, total = connection.raw_sql(f"SELECT count(*), coalesce(sum(hash(pulled)::HUGEINT), 0) FROM {rows}").fetchone()
    return File(path, label, fingerprint(n, str(total)), 0, stamp(path))


def _connect(part: Part):
    name = part.source.connection
    declared = part.params.connections[name]
    where = part.params.where("connections", name)
    url = os.environ.get(declared.url_env)
    if not url:
        mend = f"Set it to the URL: export {declared.url_env}={declared.backend}://USER:PASSWORD@HOST/DATABASE"
        raise Mistake(f"the environment variable {declared.url_env} is not set", mend=mend, code=BAD_CONFIGURATION, where=where)
    scheme = url.split("://")[0]
    if {"postgresql": "postgres"}.get(scheme, scheme) != declared.backend:
        mend = f"Set {declared.url_env} to a URL that begins with {declared.backend}://, or correct backend."
        raise Mistake(f"{declared.url_env} holds a URL of another backend than {declared.backend}", mend=mend, code=BAD_CONFIGURATION, where=where)
    try:
        return ibis.connect(url)
    except ImportError:
        mend = f"Install it: pip install 'ibis-framework[{declared.backend}]'"
        raise Mistake(f"the backend {declared.backend} is not installed", mend=mend, code=BAD_CONFIGURATION, where=where) from None
    except Exception as error:  # whatever the backend's driver raises: its text may hold the URL
        what = f"cannot connect to {name} ({type(error).__name__})"
        raise Mistake(what, mend=f"Is the server there, and the URL in {declared.url_env} right?", code=INPUT_MISSING, where=where) from None


def _table(engine, part: Part):
    tables = engine.list_tables()
    if part.source.table not in tables:
        what = f'{part.source.connection} has no table "{part.source.table}".{nearest(part.source.table, tables)}'
        raise Mistake(what, mend="Correct the name.", code=INPUT_MISSING, where=part.where("table"))
    return engine.table(part.source.table)


def _write(rows: ibis.Table, path: Path) -> None:
    """The rows, batch by batch, numbered in the order in which they came."""
    batches = rows.to_pyarrow_batches()
    schema = pa.schema([(FILE, pa.string()), (ROW_NUMBER, pa.int64()), *batches.schema])
    number = 1
    with pq.ParquetWriter(path, schema) as out:
        for batch in batches:
            numbers = pa.array(range(number, number + batch.num_rows), pa.int64())
            names = pa.array([str(path)] * batch.num_rows, pa.string())
            out.write_batch(pa.RecordBatch.from_arrays([names, numbers, *batch.columns], schema=schema))
            number += batch.num_rows
