"""The door: a shop's sources to our tables, with a receipt for every file."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend

from opsreport.params import Params
from opsreport.sources.build import ACCEPTED, Made, build
from opsreport.sources.cache import Cache, code_hash, fingerprint
from opsreport.sources.connections import pull
from opsreport.sources.engine import open_engine
from opsreport.sources.files import File, find_files, labels
from opsreport.sources.lines import USERS, Span
from opsreport.sources.mapping import Part
from opsreport.sources.readers import FILES, in_place
from opsreport.sources.receipts import Loaded, Reason, Receipt
from opsreport.tables import TABLES

MADE_IN = "{accepted}"  # in the SQL of views: the path of accepted.parquet, which is renamed into the cache
Inputs = dict[str, tuple[File, ...]]  # a part's files by relation


def load(params: Params) -> Loaded:
    """All tables that the parameters name. Raises Mistake when an input is missing (66), refused (65) or changes while it is read (75)."""
    cache = Cache(params.cache_folder)
    connection = open_engine(cache.folder / "spill")
    code = code_hash()
    with cache.scratch() as scratch:
        parts = {name: _parts(connection, params, name, cache, scratch) for name in params.sources}
        cache.hashes.keep()
        kept = {name: _kept(connection, params, name, parts[name], cache, scratch, code) for name in params.sources}
        files = tuple(
            file for table in parts.values() for part, inputs in table if not part.source.connection for group in inputs.values() for file in group
        )
        for file in files:
            file.hold()
    integer_ids = all(one.integer_ids for one in kept.values())
    return Loaded(
        connection=connection,
        tables={name: _as_text(connection.table(name), integer_ids) for name in kept},
        receipts=tuple(receipt for one in kept.values() for receipt in one.receipts),
        fingerprint=fingerprint(sorted(one.key for one in kept.values())),
        set_aside={name: one.set_aside for name, one in kept.items() if one.set_aside},
        integer_ids=integer_ids,
        spans={name: one.spans for name, one in kept.items()},
        files=files,
    )


def _as_text(table: ibis.Table, integer_ids: bool) -> ibis.Table:
    """The table, ids of users as text unless they are whole numbers in all tables."""
    users = [name for name in USERS if name in table.columns and table[name].type().is_integer()]
    return table if integer_ids or not users else table.mutate(**{name: table[name].cast("string") for name in users})


@dataclass(frozen=True)
class Kept:
    """A table as it stands in the cache."""

    key: str
    receipts: tuple[Receipt, ...]
    set_aside: tuple[Path, ...]
    integer_ids: bool
    spans: dict[str, Span]


def _parts(connection: Backend, params: Params, name: str, cache: Cache, scratch: Path) -> list[tuple[Part, Inputs]]:
    """(part, its hashed files) of a table; rows from a connection are pulled now."""
    sources = params.sources[name]
    parts = [Part(params, TABLES[name], source, _key(params, name, i)) for i, source in enumerate(sources)]
    found = []
    for part in parts:
        named = part.source.files
        groups = {} if named is None else {key: (path,) for key, path in named.items()} if isinstance(named, dict) else {FILES: named}
        where = part.where("files")
        found.append({key: [path for pattern in patterns for path in find_files(pattern, params.folder, where)] for key, patterns in groups.items()})
    paths = list(dict.fromkeys(path for groups in found for group in groups.values() for path in group))
    said = dict(zip(paths, labels(paths, params.folder), strict=True))
    inputs = [{key: tuple(cache.hashes.file(path, said[path]) for path in group) for key, group in groups.items()} for groups in found]
    return [
        (part, {FILES: (pull(connection, part, scratch),)} if part.source.connection else files) for part, files in zip(parts, inputs, strict=True)
    ]


def _key(params: Params, name: str, i: int) -> tuple:
    """Where the part stands in the parameter file."""
    return ("sources", name, i) if len(params.sources[name]) > 1 else ("sources", name)


def _kept(connection: Backend, params: Params, name: str, parts: list, cache: Cache, scratch: Path, code: str) -> Kept:
    """The table from the cache, built when it is not there; a view of its name on the connection."""
    key = _fingerprint(params, parts, code)
    set_aside = cache.folder / "set_aside" / key
    if not (found := cache.find(key)):
        made_in = scratch / name
        made_in.mkdir(mode=0o700)
        made = build(connection, TABLES[name], parts, made_in, scratch, set_aside)
        for _, inputs in parts:
            for group in inputs.values():
                for file in group:
                    file.hold()
        cache.keep(key, made_in, _entry(made, made_in))
        found = cache.find(key)
    folder, entry = found
    for sql in entry["views"]:
        connection.raw_sql(sql.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1).replace(MADE_IN, str(folder / ACCEPTED).replace("'", "''")))
    if not entry["views"]:
        connection.read_parquet(folder / ACCEPTED, table_name=name)
    receipts = tuple(Receipt(**receipt | {"reasons": tuple(Reason(**reason) for reason in receipt["reasons"])}) for receipt in entry["receipts"])
    spans = {column: tuple(map(datetime.fromisoformat, ends)) for column, ends in entry["spans"].items()}
    return Kept(key, receipts, tuple(Path(path) for path in entry["set_aside"]), entry["integer_ids"], spans)


def _entry(made: Made, made_in: Path) -> dict:
    return {
        "receipts": [asdict(receipt) for receipt in made.receipts],
        "integer_ids": made.integer_ids,
        "spans": {column: [end.isoformat() for end in ends] for column, ends in made.spans.items()},
        "views": [sql.replace(str(made_in / ACCEPTED).replace("'", "''"), MADE_IN) for sql in made.views],
        "set_aside": [str(path) for path in made.set_aside],
    }


def _fingerprint(params: Params, parts: list[tuple[Part, Inputs]], code: str) -> str:
    """What a table follows from: the inputs' bytes, their part of the parameters, the door's code. Where rows stay in place, the place too."""
    said = []
    for part, inputs in parts:
        place = in_place(part, inputs)
        files = {key: [(file.label, file.sha256, str(file.path.resolve()) if place else "") for file in group] for key, group in inputs.items()}
        said.append((part.table.name, part.source.model_dump(exclude={"files"}), files))
    return fingerprint(code, params.timezone, params.currency, params.limits.set_aside_share, said)
