"""Raw rows to lines in our columns and types, each with a code that says what becomes of it."""

from dataclasses import dataclass
from datetime import datetime

import ibis
from ibis.backends.duckdb import Backend

from opsreport.params import ROW, ColumnMap
from opsreport.sources import reasons
from opsreport.sources.mapping import Part, raw_columns
from opsreport.sources.moments import naive, utc
from opsreport.sources.raw import BROKEN, FILE, ROW_NUMBER, Raw
from opsreport.sources.typed import READERS, How, always_read, cleaned, dirty, mapped
from opsreport.tables import Kind, Table

CODE, LINES = "$code", "$lines"
FILTERED, FINE, DUPLICATE = -1, 0, -2  # codes; a code above 0 is the place of its problem in a Problems list
USERS = ("user_id", "referrer_id", "merged_into")
FEW = 10_000  # different texts, of which a list is quickly made
Span = tuple[datetime, datetime]


class Problems(list):
    """(column, reason) by code, from 1 on."""

    def code(self, column: str, reason: str) -> int:
        if (column, reason) not in self:
            self.append((column, reason))
        return self.index((column, reason)) + 1


@dataclass(frozen=True)
class Looks:
    """What one look at a typed column tells, so that less is checked and written into its view: the ends of its moments; whether its texts are
    clean; whether it has no empty value."""

    span: Span | None
    clean: bool
    full: bool


@dataclass(frozen=True)
class Known:
    """What is known of our columns without reading them. full: those without an empty value; spans: the ends of moments, in UTC,
    if all lines are accepted."""

    full: frozenset[str]
    spans: dict[str, Span]


def lines_of(connection: Backend, part: Part, raw: Raw, names: dict[str, str], problems: Problems) -> tuple[ibis.Table, Known]:
    """$file, $row, $code and our columns, typed. A line that `where` leaves out has the code FILTERED, a bad one the code of its first problem.

    Ids of users that are whole numbers in the source stay whole numbers; the table's key does until its rows are known to be different.
    """
    table, given = raw_columns(connection, part, raw, names)
    kinds = {name: part.table.columns[name].kind for name in given}
    looks = _look(connection, table, kinds) if raw.typed else {}
    hows = {name: _how(part, raw, origin, looks.get(name)) for name, origin in given.items()}
    numbered = {*USERS, *(() if part.source.group else part.table.key)}
    table, parts = _typed(table, kinds, hows, looks, numbered)
    codes = [(~table["$kept"], FILTERED)] if part.source.where else []
    if BROKEN in table.columns:
        codes += [(table[BROKEN] == reason, problems.code("", reason)) for reason in (reasons.SHORT, reasons.LONG, reasons.HUGE, reasons.NOT_JSON)]
    sure = {name for name, look in looks.items() if look.clean and always_read(kinds[name], table[f"$raw {name}"].type(), hows[name])}
    full = frozenset(name for name in sure if looks[name].full)
    for name, kind in kinds.items():
        held, value = [table[part_name] for part_name in parts[name]], table[f"$ours {name}"]
        wrong = READERS[kind].wrong(table[f"$raw {name}"], held, value, hows[name]) if name not in sure else ()
        codes += [(condition, problems.code(name, reason)) for condition, reason in wrong]
        if part.table.columns[name].required and _each_line(part, name) and name not in full:
            codes.append((value.isnull(), problems.code(name, reasons.EMPTY)))
    ours = {name: table[f"$ours {name}"] for name in given}
    spans = {name: _in_utc(table[f"$raw {name}"], look.span, hows[name]) for name, look in looks.items() if look.span and not part.source.group}
    return table.select(**{FILE: table[FILE], ROW_NUMBER: table[ROW_NUMBER], CODE: _first(codes)}, **ours), Known(full, spans)


def _each_line(part: Part, name: str) -> bool:
    """Whether each line must give the column. Of lines that are grouped, one is enough, but for the key, and for what is summed."""
    origin = part.source.columns.get(name)
    return not part.source.group or name == part.source.group or bool(origin and origin.take == "sum")


def checked(table: Table, rows: ibis.Table, problems: Problems, full: frozenset[str]) -> ibis.Table:
    """The rows, with the code of the first declared constraint that each breaks. full: columns without an empty value."""
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
    if table.one_of and not full.intersection(table.one_of):
        empty = [rows[name].isnull() for name in table.one_of if name in rows.columns]
        codes.append((ibis.and_(*empty), problems.code(" or ".join(table.one_of), reasons.NONE_OF)))
    return rows.mutate(**{CODE: _first(codes)}) if len(codes) > 1 else rows


def _first(codes: list):
    return ibis.cases(*codes, else_=FINE).cast("int32") if codes else ibis.literal(FINE, "int32")


def _typed(
    table: ibis.Table, kinds: dict[str, Kind], hows: dict[str, How], looks: dict[str, Looks], numbered: set[str]
) -> tuple[ibis.Table, dict[str, list[str]]]:
    """(the rows with `$ours <column>`, the names of the parts that it was made from). A step's results are columns for the next step.

    numbered: ids that stay whole numbers if they are.
    """
    washed = [name for name in kinds if hows[name].nulls or not (name in looks and looks[name].clean)]
    table = table.mutate(**{f"$raw {name}": cleaned(table[f"$raw {name}"], kinds[name], hows[name].nulls) for name in washed})
    table = table.mutate(**{f"$raw {name}": mapped(table[f"$raw {name}"], hows[name].values) for name in kinds if hows[name].values})
    parts = {name: READERS[kind].parts(table[f"$raw {name}"], hows[name]) for name, kind in kinds.items()}
    table = table.mutate(**{f"$part{i} {name}": part for name, found in parts.items() for i, part in enumerate(found)})
    said = {name: [f"$part{i} {name}" for i in range(len(found))] for name, found in parts.items()}
    values = {}
    for name, kind in kinds.items():
        raw = table[f"$raw {name}"]
        whole = name in numbered and kind is Kind.ID and raw.type().is_integer() and not raw.type().is_uint64()
        values[f"$ours {name}"] = (
            raw.cast("int64") if whole else READERS[kind].value(raw, [table[part] for part in said[name]], hows[name]).cast(kind.type)
        )
    return table.mutate(**values), said


def _look(connection: Backend, table: ibis.Table, kinds: dict[str, Kind]) -> dict[str, Looks]:
    """A look at every typed column. What a Parquet file's own statistics tell is asked apart from what needs its rows."""
    values = {name: table[f"$raw {name}"] for name in kinds}
    moments = [name for name, kind in kinds.items() if kind is Kind.MOMENT and values[name].type().is_timestamp()]
    ends = {f"{way} {name}": naive(getattr(values[name], way)()) for name in moments for way in ("min", "max")}
    counts = {f"count {name}": value.count() for name, value in values.items()}
    seen = connection.to_pyarrow(table.aggregate(rows=table.count(), **counts, **ends)).to_pylist()[0]
    dirt = _dirt(connection, table, {name: kind for name, kind in kinds.items() if values[name].type().is_string()})
    spans = {name: (seen[f"min {name}"], seen[f"max {name}"]) for name in moments if seen[f"min {name}"]}
    return {name: Looks(spans.get(name), name not in dirt, seen[f"count {name}"] == seen["rows"]) for name in kinds}


def _in_utc(raw, span: Span, how: How) -> Span:
    """The ends of a moment column; those with an offset are in UTC already."""
    return span if raw.type().timezone else (utc(span[0], how), utc(span[1], how))


def _dirt(connection: Backend, table: ibis.Table, kinds: dict[str, Kind]) -> set[str]:
    """The columns of text with anything to clean. Where texts come again and again, each is looked at once."""
    if not kinds:
        return set()
    different = connection.to_pyarrow(table.aggregate(**{name: table[f"$raw {name}"].approx_nunique() for name in kinds})).to_pylist()[0]
    texts = {name: table.select(text=f"$raw {name}") for name in kinds}
    looked = {name: text.distinct() if different[name] <= FEW else text for name, text in texts.items()}
    asked = {name: dirty(rows.text, kinds[name]).any() for name, rows in looked.items()}
    return {name for name, query in asked.items() if connection.to_pyarrow(query).as_py()}


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
