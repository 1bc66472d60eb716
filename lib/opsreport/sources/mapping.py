"""A part's raw rows to lines in our columns: where, column map, types; each line with a code that says what becomes of it."""

from dataclasses import dataclass

import ibis
from ibis.backends.duckdb import Backend

from opsreport.errors import BAD_CONFIGURATION, INPUT_REFUSED, Mistake, nearest
from opsreport.params import ROW, ColumnMap, Params, Source
from opsreport.sources import reasons
from opsreport.sources.engine import guarded
from opsreport.sources.raw import BROKEN, FILE, ROW_NUMBER, Raw, expression, missing_raw, quoted, seen
from opsreport.sources.typed import READERS, How, cleaned, mapped, readable
from opsreport.tables import Kind, Table

CODE, LINES = "$code", "$lines"
FILTERED, FINE, DUPLICATE = -1, 0, -2  # codes; a code above 0 is the place of its problem in a Problems list
USERS = ("user_id", "referrer_id", "merged_into")


class Problems(list):
    """(column, reason) by code, from 1 on."""

    def code(self, column: str, reason: str) -> int:
        if (column, reason) not in self:
            self.append((column, reason))
        return self.index((column, reason)) + 1


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
    """{our column: where it comes from}, in the order of the declaration. Raises Mistake 65 when a required column has none, or one that is not there."""
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


def lines_of(connection: Backend, part: Part, raw: Raw, names: dict[str, str], problems: Problems) -> tuple[ibis.Table, bool]:
    """(lines, whether all columns that name a user came from whole numbers).

    lines: $file, $row, $code and our columns. A line that `where` leaves out has the code FILTERED, a broken one the code of its first problem.
    """
    given = origins(part, raw)
    table, integers, raws, hows = _with_sql(connection, part, raw, given), True, {}, {}
    for name, origin in given.items():
        value, kind = _value(table, raw, name, origin, names)
        if said := readable(part.table.columns[name].kind, kind, origin.format):
            raise Mistake(f'column "{origin.column}" {said}', mend="Say its format.", code=INPUT_REFUSED, where=part.where("columns", name))
        integers &= name not in USERS or kind.is_integer()
        raws[name] = value.cast("string") if origin.values else value
        hows[name] = _how(part, raw, name, origin)
    # A step's results are columns for the next, so that nothing is computed twice.
    kinds = {name: part.table.columns[name].kind for name in given}
    table = table.mutate(**{f"$raw {name}": cleaned(value, kinds[name], hows[name].nulls) for name, value in raws.items()})
    table = table.mutate(**{f"$raw {name}": mapped(table[f"$raw {name}"], hows[name].values) for name in given if hows[name].values})
    parts = {name: READERS[kind].parts(table[f"$raw {name}"], hows[name]) for name, kind in kinds.items()}
    table = table.mutate(**{f"$part{i} {name}": part for name, found in parts.items() for i, part in enumerate(found)})
    parts = {name: [table[f"$part{i} {name}"] for i in range(len(found))] for name, found in parts.items()}
    values = {name: READERS[kind].value(table[f"$raw {name}"], parts[name], hows[name]).cast(kind.type) for name, kind in kinds.items()}
    table = table.mutate(**{f"$ours {name}": value for name, value in values.items()})
    codes = [(~table["$kept"], FILTERED)] if part.source.where else []
    codes += _broken(table, problems)
    for name, kind in kinds.items():
        came, value = table[f"$raw {name}"], table[f"$ours {name}"]
        held = [table[column.get_name()] for column in parts[name]]
        codes += [(condition, problems.code(name, reason)) for condition, reason in READERS[kind].wrong(came, held, value, hows[name])]
        if part.table.columns[name].required:
            codes.append((value.isnull(), problems.code(name, reasons.EMPTY)))
    code = ibis.cases(*codes, else_=FINE).cast("int32") if codes else ibis.literal(FINE, "int32")
    ours = {name: table[f"$ours {name}"] for name in given}
    return table.select(**{FILE: table[FILE], ROW_NUMBER: table[ROW_NUMBER], CODE: code}, **ours), integers


def constraints(table: Table, rows: ibis.Table, problems: Problems) -> list:
    """(condition, code) for every declared constraint that a row of ours breaks."""
    codes = []
    for name, column in table.columns.items():
        if name not in rows.columns:
            continue
        value = rows[name]
        if column.choices:
            codes.append((value.notnull() & ~value.isin(column.choices), problems.code(name, reasons.NOT_ALLOWED)))
        if column.low is not None:
            codes.append((value < column.low, problems.code(name, reasons.TOO_LOW)))
        if column.high is not None:
            codes.append((value > column.high, problems.code(name, reasons.TOO_HIGH)))
    if table.one_of:
        given = [rows[name].notnull() for name in table.one_of if name in rows.columns]
        codes.append((~ibis.or_(*given) if given else ibis.literal(True), problems.code(" or ".join(table.one_of), reasons.NONE_OF)))
    return codes


def checked(table: Table, rows: ibis.Table, problems: Problems) -> ibis.Table:
    """The rows, with the code of the first constraint that each breaks."""
    codes = constraints(table, rows, problems)
    return rows.mutate(**{CODE: ibis.cases((rows[CODE] != FINE, rows[CODE]), *codes, else_=FINE).cast("int32")}) if codes else rows


def _broken(table: ibis.Table, problems: Problems) -> list:
    if BROKEN not in table.columns:
        return []
    return [(table[BROKEN] == reason, problems.code("", reason)) for reason in (reasons.SHORT, reasons.LONG, reasons.HUGE, reasons.NOT_JSON)]


def _value(table: ibis.Table, raw: Raw, name: str, origin: ColumnMap, names: dict[str, str]):
    """(raw value, its type) of our column."""
    if origin.value is not None:
        return ibis.literal(origin.value), ibis.literal(origin.value).type()
    if origin.column == ROW:
        label = ibis.cases(*((table[FILE] == path, said) for path, said in names.items()), else_=table[FILE])
        return label + ":" + table[ROW_NUMBER].cast("string"), table[FILE].type()
    value = table[f"$sql {name}"] if origin.sql else table[raw.find(origin.column)]
    return value, value.type()


def _how(part: Part, raw: Raw, name: str, origin: ColumnMap) -> How:
    source = part.source
    moment = part.table.columns[name].kind is Kind.MOMENT and origin.column not in (None, ROW)
    return How(
        timezone=source.timezone or part.params.timezone,
        overlap=source.overlap,
        decimal=source.decimal,
        thousands=source.thousands,
        currency=part.params.currency,
        nulls=source.nulls,
        formats=origin.format,
        values=origin.values,
        span=raw.span(raw.find(origin.column)) if moment else None,
    )


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
    view = f"{raw.table.get_name()} with sql"
    with guarded(part.where()):
        connection.raw_sql(f"CREATE OR REPLACE VIEW {quoted(view)} AS SELECT *, {', '.join(said)} FROM {quoted(raw.table.get_name())}")
    return connection.table(view)
