"""A source's raw rows: its own columns as they came, with the file and the physical number of each row."""

import unicodedata
from dataclasses import dataclass

import ibis
import sqlglot
from sqlglot import exp

from opsreport.errors import BAD_CONFIGURATION, INPUT_REFUSED, Mistake, nearest

FILE, ROW_NUMBER, BROKEN, LINE = "$file", "$row", "$broken", "$line"  # beside the raw columns: our own, by names that no export uses
MOST_COLUMNS = 500


@dataclass(frozen=True)
class Raw:
    """Rows as they came. headers: the raw columns of each file, by its label; form: csv, jsonl, excel (all text), parquet (typed: so are the rows of
    connections and queries)."""

    table: ibis.Table
    headers: dict[str, tuple[str, ...]]
    form: str

    @property
    def typed(self) -> bool:
        return self.form == "parquet"

    @property
    def label(self) -> str:
        """The files, for people."""
        first, *others = self.headers
        return first + (f" (and {len(others)} more)" if others else "")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that every file has."""
        first, *others = self.headers.values()
        return tuple(name for name in first if all(name in other for other in others))

    def find(self, name: str) -> str | None:
        """The raw column of that name: as spelled, else by its plain name; None when a file lacks it."""
        return name if name in self.columns else {plain_name(column): column for column in self.columns}.get(plain_name(name))


def plain_name(name: str) -> str:
    """A column's name without what the eye cannot see: NFKC, no zero-width letters, no spaces around it."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf").strip()


def header(names: list[str], label: str) -> list[str]:
    """The plain names of a header, unnamed columns as $1, $2 ... Raises Mistake 65 when two are the same."""
    plain = [plain_name(name) or f"${i}" for i, name in enumerate(names, 1)]
    for i, name in enumerate(plain):
        earlier = [other.lower() for other in plain[:i]]
        if name.lower() in earlier:
            first = earlier.index(name.lower())
            raise Mistake(
                f'column "{name}" appears twice (columns {first + 1} and {i + 1})',
                mend="Rename one of them in the file.",
                code=INPUT_REFUSED,
                where=label,
            )
    if len(plain) > MOST_COLUMNS:
        raise Mistake(f"{len(plain)} columns, more than {MOST_COLUMNS}", mend="Export fewer columns.", code=INPUT_REFUSED, where=label)
    return plain


def quoted(name: str) -> str:
    """An identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def expression(sql: str, raw: Raw, where: str) -> str:
    """The SQL expression, checked: one expression, over columns that are there. Raises Mistake 78."""
    try:
        trees = sqlglot.parse(f"SELECT ({sql}\n)", dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        trees = []
    if len(trees) != 1 or not isinstance(trees[0], exp.Select) or len(trees[0].expressions) != 1 or trees[0].args.get("from"):
        raise Mistake(f"not an SQL expression: {sql}", mend="Write one expression over raw columns.", code=BAD_CONFIGURATION, where=where)
    known = {name.lower() for name in raw.columns}
    for column in trees[0].find_all(exp.Column):
        if column.name.lower() not in known:
            raise missing_raw(column.name, raw, where, code=BAD_CONFIGURATION)
    return f"({sql}\n)"


def missing_raw(name: str, raw: Raw, where: str, *, code: int = INPUT_REFUSED) -> Mistake:
    """A raw column that the parameters name is not in a file."""
    label, columns = next(((label, columns) for label, columns in raw.headers.items() if name not in columns), (raw.label, raw.columns))
    return Mistake(
        f'{label} has no column "{name}".{nearest(name, columns)} Columns seen: {seen(columns)}',
        mend="Correct the name, or the file.",
        code=code,
        where=where,
    )


def seen(columns: tuple[str, ...]) -> str:
    return ", ".join(name[:40] for name in columns if not name.startswith("$"))
