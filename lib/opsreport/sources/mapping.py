"""Where our columns come from: the parameters' column map, looked up in the real header, and their SQL, checked."""

from dataclasses import dataclass

import ibis
from ibis.backends.duckdb import Backend

from opsreport.errors import BAD_CONFIGURATION, INPUT_REFUSED, Mistake, nearest
from opsreport.params import ROW, ColumnMap, Params, Source
from opsreport.sources.engine import guarded
from opsreport.sources.raw import BROKEN, FILE, ROW_NUMBER, Raw, expression, missing_raw, quoted, seen
from opsreport.sources.typed import readable
from opsreport.tables import Table


@dataclass(frozen=True)
class Part:
    """A part of a table of ours, with where it stands in the parameters."""

    params: Params
    table: Table
    source: Source
    key: tuple

    def where(self, *steps) -> str:
        return self.params.where(*self.key, *steps)


def origins(part: Part, raw: Raw) -> dict[str, ColumnMap]:
    """{our column: where it comes from}, in the declared order. Raises Mistake 65 when a required column has none, or one that is not there."""
    given = dict(part.source.columns)
    if part.source.query or not given:
        given |= {name: ColumnMap(column=name) for name in raw.columns if name in part.table.columns and name not in given}
    given = {name: origin if _said(origin) else origin.model_copy(update={"column": name}) for name, origin in given.items()}
    for name, origin in given.items():
        if origin.column and origin.column != ROW and raw.find(origin.column) is None:
            raise missing_raw(origin.column, raw, part.where("columns", name))
    if part.source.query:
        _only_ours(part, raw)
    for name in part.table.required:
        if name not in given:
            raise Mistake(
                f'table "{part.table.name}" has no column "{name}" ({part.table.columns[name].meaning.en})',
                mend=f"Name yours under sources.{part.table.name}.columns in {part.params.path}. Columns seen: {seen(raw.columns)}",
                code=INPUT_REFUSED,
                where=raw.label,
            )
    return {name: given[name] for name in part.table.columns if name in given}


def _said(origin: ColumnMap) -> bool:
    return bool(origin.column or origin.value is not None or origin.sql)


def _only_ours(part: Part, raw: Raw) -> None:
    used = {origin.column for origin in part.source.columns.values()}
    for name in raw.columns:
        if name not in part.table.columns and name not in used:
            raise Mistake(
                f'the query gives "{name}", which is no column of {part.table.name}.{nearest(name, part.table.columns)}',
                mend=f"Name it as one of: {', '.join(part.table.columns)}; or leave it out.",
                code=BAD_CONFIGURATION,
                where=part.where("query"),
            )


def raw_columns(connection: Backend, part: Part, raw: Raw, names: dict[str, str]) -> tuple[ibis.Table, dict[str, ColumnMap]]:
    """(the raw rows with `$raw <our column>` beside them, as they came, {our column: its origin}). names: the files' labels by path."""
    given = origins(part, raw)
    table = _with_sql(connection, part, raw, given)
    values = {name: _value(table, raw, origin, name, names) for name, origin in given.items()}
    for name, value in values.items():
        if said := readable(part.table.columns[name].kind, value.type(), given[name].format):
            raise Mistake(f'column "{given[name].column}" {said}', mend="Say its format.", code=INPUT_REFUSED, where=part.where("columns", name))
    values = {name: value.cast("string") if given[name].values else value for name, value in values.items()}
    return table.mutate(**{f"$raw {name}": value for name, value in values.items()}), given


def _value(table: ibis.Table, raw: Raw, origin: ColumnMap, name: str, names: dict[str, str]):
    if origin.value is not None:
        return ibis.literal(origin.value)
    if origin.column == ROW:
        label = ibis.cases(*((table[FILE] == path, said) for path, said in names.items()), else_=table[FILE])
        return label + ":" + table[ROW_NUMBER].cast("string")
    return table[f"$sql {name}"] if origin.sql else table[raw.find(origin.column)]


def _with_sql(connection: Backend, part: Part, raw: Raw, given: dict[str, ColumnMap]) -> ibis.Table:
    """The raw rows with the parameters' SQL beside them, checked: `$sql <our column>`, and `$kept` for `where`."""
    said = [
        f"{expression(origin.sql, raw, part.where('columns', name, 'sql'))} AS {quoted('$sql ' + name)}"
        for name, origin in given.items()
        if origin.sql
    ]
    if part.source.where:
        broken = f"{quoted(BROKEN)} IS NOT NULL OR " if BROKEN in raw.table.columns else ""
        said.append(f"coalesce({broken}{expression(part.source.where, raw, part.where('where'))}, false) AS {quoted('$kept')}")
    if not said:
        return raw.table
    view = with_sql(raw)
    with guarded(part.where()):
        connection.raw_sql(f"CREATE OR REPLACE VIEW {quoted(view)} AS SELECT *, {', '.join(said)} FROM {quoted(raw.table.get_name())}")
    return connection.table(view)


def with_sql(raw: Raw) -> str:
    """The name of the view of the raw rows with the parameters' SQL beside them."""
    return f"{raw.table.get_name()} with sql"
