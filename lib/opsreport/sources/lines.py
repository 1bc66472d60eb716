"""Raw rows to lines in our columns and types, each with a code that says what becomes of it."""

from dataclasses import dataclass
from datetime import datetime

import ibis
from ibis.backends.duckdb import Backend

from opsreport.params import ROW, ColumnMap
from opsreport.sources import reasons
from opsreport.sources.mapping import Part, raw_columns
from opsreport.sources.raw import BROKEN, FILE, ROW_NUMBER, Raw
from opsreport.sources.typed import READERS, How, cleaned, dirty, mapped
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
class Looks:
    """What one look at a typed column tells, so that less is written into its view: the ends of its moments; whether its texts are clean."""

    span: tuple[datetime, datetime] | None
    clean: bool


def lines_of(connection: Backend, part: Part, raw: Raw, names: dict[str, str], problems: Problems) -> ibis.Table:
    """$file, $row, $code and our columns, typed. A line that `where` leaves out has the code FILTERED, a bad one the code of its first problem.

    Ids of users that are whole numbers in the source stay whole numbers.
    """
    table, given = raw_columns(connection, part, raw, names)
    kinds = {name: part.table.columns[name].kind for name in given}
    looks = _look(connection, table, kinds) if raw.typed else {}
    hows = {name: _how(part, raw, origin, looks.get(name)) for name, origin in given.items()}
    table, parts = _typed(table, kinds, hows, looks)
    codes = [(~table["$kept"], FILTERED)] if part.source.where else []
    if BROKEN in table.columns:
        codes += [(table[BROKEN] == reason, problems.code("", reason)) for reason in (reasons.SHORT, reasons.LONG, reasons.HUGE, reasons.NOT_JSON)]
    for name, kind in kinds.items():
        held, value = [table[part_name] for part_name in parts[name]], table[f"$ours {name}"]
        codes += [
            (condition, problems.code(name, reason)) for condition, reason in READERS[kind].wrong(table[f"$raw {name}"], held, value, hows[name])
        ]
        if part.table.columns[name].required and _each_line(part, name):
            codes.append((value.isnull(), problems.code(name, reasons.EMPTY)))
    ours = {name: table[f"$ours {name}"] for name in given}
    return table.select(**{FILE: table[FILE], ROW_NUMBER: table[ROW_NUMBER], CODE: _first(codes)}, **ours)


def _each_line(part: Part, name: str) -> bool:
    """Whether each line must give the column. Of lines that are grouped, one is enough, but for the key, and for what is summed."""
    origin = part.source.columns.get(name)
    return not part.source.group or name == part.source.group or bool(origin and origin.take == "sum")


def checked(table: Table, rows: ibis.Table, problems: Problems) -> ibis.Table:
    """The rows, with the code of the first declared constraint that each breaks."""
    codes = [(rows[CODE] != FINE, rows[CODE])]
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
        empty = [rows[name].isnull() for name in table.one_of if name in rows.columns]
        codes.append((ibis.and_(*empty), problems.code(" or ".join(table.one_of), reasons.NONE_OF)))
    return rows.mutate(**{CODE: _first(codes)}) if len(codes) > 1 else rows


def _first(codes: list):
    return ibis.cases(*codes, else_=FINE).cast("int32") if codes else ibis.literal(FINE, "int32")


def _typed(table: ibis.Table, kinds: dict[str, Kind], hows: dict[str, How], looks: dict[str, Looks]) -> tuple[ibis.Table, dict[str, list[str]]]:
    """(the rows with `$ours <column>`, the names of the parts that it was made from). A step's results are columns for the next step."""
    washed = [name for name in kinds if not (name in looks and looks[name].clean)]
    table = table.mutate(**{f"$raw {name}": cleaned(table[f"$raw {name}"], kinds[name], hows[name].nulls) for name in washed})
    table = table.mutate(**{f"$raw {name}": mapped(table[f"$raw {name}"], hows[name].values) for name in kinds if hows[name].values})
    parts = {name: READERS[kind].parts(table[f"$raw {name}"], hows[name]) for name, kind in kinds.items()}
    table = table.mutate(**{f"$part{i} {name}": part for name, found in parts.items() for i, part in enumerate(found)})
    said = {name: [f"$part{i} {name}" for i in range(len(found))] for name, found in parts.items()}
    values = {}
    for name, kind in kinds.items():
        raw = table[f"$raw {name}"]
        whole = name in USERS and raw.type().is_integer()
        values[f"$ours {name}"] = (
            raw.cast("int64") if whole else READERS[kind].value(raw, [table[part] for part in said[name]], hows[name]).cast(kind.type)
        )
    return table.mutate(**values), said


def _look(connection: Backend, table: ibis.Table, kinds: dict[str, Kind]) -> dict[str, Looks]:
    """One pass over the typed columns that need it."""
    asked = {}
    for name, kind in kinds.items():
        value = table[f"$raw {name}"]
        if value.type().is_string():
            asked[f"dirty {name}"] = dirty(value, kind).any()
        elif value.type().is_timestamp() and value.type().timezone is None:
            asked |= {f"low {name}": value.min().cast("timestamp(6)"), f"high {name}": value.max().cast("timestamp(6)")}
    if not asked:
        return {}
    seen = connection.to_pyarrow(table.aggregate(**asked)).to_pylist()[0]
    spans = {name: (seen[f"low {name}"], seen[f"high {name}"]) for name in kinds if seen.get(f"low {name}")}
    return {name: Looks(spans.get(name), seen.get(f"dirty {name}") is False) for name in kinds}


def _how(part: Part, raw: Raw, origin: ColumnMap, looks: Looks | None) -> How:
    source = part.source
    return How(
        timezone=source.timezone or part.params.timezone,
        overlap=source.overlap,
        decimal=source.decimal,
        thousands=source.thousands,
        currency=part.params.currency,
        nulls=source.nulls,
        formats=origin.format,
        cells=raw.form == "excel",
        values=origin.values,
        span=looks.span if looks and origin.column != ROW else None,
    )
