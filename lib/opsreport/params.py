"""The parameters of a shop: params/report.yml, read with line numbers and checked before anything else runs.

Every mistake is a Mistake that names line and key, says what is allowed and how to mend it. Text is kept as it is spelled: `NO`, `0123`,
`1_000` and `12:30:45` stay those letters where text is declared.
"""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator, PrivateAttr, ValidationError, field_validator, model_validator

from opsreport.errors import BAD_CONFIGURATION, INPUT_MISSING, Mistake, nearest
from opsreport.periods import Calendar
from opsreport.rules import Closed, Rules
from opsreport.tables import TABLES
from opsreport.words import LANGUAGES, Text
from opsreport.yaml_lines import read_yaml

ROW = "$row"  # as a column's raw name: the file and the physical row number

Language = Literal["zh", "en"]
Cadence = Literal["day", "week", "month", "quarter", "year"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Format = Literal["csv", "parquet", "jsonl", "excel"]
Take = Literal["min", "max", "sum", "first", "same"]


class Part(Closed):
    """A part of report.yml. A whole number stands for its spelling where text is declared."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


def _zone(name):
    try:
        return ZoneInfo(str(name)).key
    except Exception:
        raise ValueError(f'"{name}" is no time zone; use a name like Asia/Shanghai or Europe/London') from None


def _several(value):
    """One value, or a list of them."""
    return value if isinstance(value, (list, tuple)) else (value,)


def _whole(value):
    """A whole number as everybody reads it: YAML readers differ on 010 and 1_000."""
    if isinstance(value, str) and not re.fullmatch("-?(0|[1-9][0-9]*)", value):
        raise ValueError(f"{value} is no plain whole number")
    return value


def _name(value) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, dict):
        if not value or set(value) - set(LANGUAGES):
            raise ValueError("a name is a text, or {zh: ..., en: ...}")
        said = [str(value.get(language) or next(iter(value.values()))) for language in LANGUAGES]
    else:
        said = ["" if value is None else str(value)] * len(LANGUAGES)
    if not all(text.strip() for text in said):
        raise ValueError("a name is a text, or {zh: ..., en: ...}")
    return Text(*said)


Zone = Annotated[str, BeforeValidator(_zone)]
Name = Annotated[Text, PlainValidator(_name)]
Whole = Annotated[int, BeforeValidator(_whole)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_several)]


class ColumnMap(Part):
    """Where a column of ours comes from: a raw column, a constant, or an SQL expression over raw columns; and how its text is read."""

    column: str | None = Field(None, description="the raw column's name; `$row`: the file and the physical row number")
    value: str | None = Field(None, description="a constant")
    sql: str | None = Field(None, description="an SQL expression over raw columns")
    format: Texts | None = Field(None, description="of moments and days: strptime formats in order, or `epoch`, `epoch_ms`, `excel`")
    values: dict[str, str] = Field({}, description="raw value: ours; other values stay as they are")
    take: Take | None = Field(None, description="with `group`: what the lines give; default `same`: all lines must agree")

    @model_validator(mode="before")
    @classmethod
    def plain_name(cls, data):
        return data if isinstance(data, (dict, ColumnMap)) else {"column": data}

    @model_validator(mode="after")
    def one_origin(self):
        if sum(origin is not None for origin in (self.column, self.value, self.sql)) > 1:
            raise ValueError("give one of column, value, sql")
        return self


class Source(Part):
    """A part of a table of ours: its files (or connection), its column map, the rows that it leaves out."""

    files: Annotated[tuple[str, ...] | dict[str, str] | None, BeforeValidator(lambda v: v if v is None or isinstance(v, dict) else _several(v))] = (
        Field(None, description="a path, a glob, a list of them; with `query`, also {name: path}; relative to this file")
    )
    connection: str | None = Field(None, description="the name of a connection, with `table` or `query`")
    table: str | None = Field(None, description="a table on the connection")
    query: str | None = Field(None, description="SQL over the files (relation `files`, or their names) or the connection, giving our column names")
    format: Format | None = Field(None, description="default: by the ending of the file")
    encoding: str = Field("utf-8", description="of text files: utf-8, gb18030, utf-16, ...; byte order marks are understood")
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="of CSV files; default , (tab for .tsv)")
    decimal: Literal[".", ","] = Field(".", description="the decimal sign of numbers in text")
    thousands: Literal[",", ".", " ", "'"] | None = Field(None, description="the sign between groups of three digits")
    sheet: str | None = Field(None, description="the sheet of an Excel file; default: the first")
    skip_rows: Whole = Field(0, ge=0, description="lines above the header")
    nulls: Texts = Field((), description="texts that mean: empty (NULL, \\N, -); no text but the empty one does by itself")
    timezone: Zone | None = Field(None, description="of moments without an offset; default: the shop's")
    overlap: Literal["first", "second"] = Field("first", description="which of the two moments a doubled local time (clocks set back) means")
    columns: dict[str, ColumnMap] = Field({}, description="our name: raw name; default: columns that are named as ours")
    where: str | None = Field(None, description="SQL over raw columns; rows that it leaves out are counted as filtered")
    group: str | None = Field(None, description="a column of ours: the lines that share it become one row")

    @field_validator("encoding")
    @classmethod
    def known_encoding(cls, value):
        try:
            "".encode(value)
        except LookupError:
            raise ValueError(f'"{value}" is no encoding; use utf-8, gb18030 or utf-16') from None
        return value

    @model_validator(mode="after")
    def whole(self):
        if (self.files is None) == (self.connection is None):
            raise ValueError("give files, or a connection")
        if self.files is not None and not self.files:
            raise ValueError("give at least one file")
        if self.connection and (self.table is None) == (self.query is None):
            raise ValueError("a connection needs a table, or a query")
        if self.table and not self.connection:
            raise ValueError("a table needs a connection")
        if isinstance(self.files, dict) and not self.query:
            raise ValueError("named files need a query")
        if self.query and self.where:
            raise ValueError("a query holds its own where")
        if self.thousands == self.decimal:
            raise ValueError("decimal and thousands are the same sign")
        if not self.group and any(column.take for column in self.columns.values()):
            raise ValueError("take needs group")
        return self


class Connection(Part):
    """Another engine, by any Ibis backend. Its URL, with the password, comes from the environment only."""

    backend: str = Field(description="postgres, mysql, trino, clickhouse, snowflake, ...")
    url_env: str = Field(description="the environment variable that holds the URL")

    @field_validator("url_env")
    @classmethod
    def variable(cls, value):
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
            raise ValueError("url_env is the name of an environment variable, not the URL")
        return value


class Limits(Part):
    """When an input is refused."""

    set_aside_share: float = Field(0.01, ge=0, le=1, description="a file with more than this share of its rows set aside is refused")
    notebook_minutes: float = Field(15, gt=0, description="a notebook that takes longer is stopped, and its page has failed")


PAGES = ("summary", "growth", "activity", "retention", "conversion", "repurchase", "membership", "marketing", "feedback", "work", "scorecard", "data")
HEADLINE = ("new_users", "mau", "retention_on_n[n=30]", "repurchase_rate_by_user", "sales_amount", "spend_per_buyer", "complaint_rate", "csat")
Path_ = Annotated[Path | None, BeforeValidator(lambda value: value if value is None else Path(str(value)))]


class Params(Part):
    """All parameters of a shop's reports."""

    shop: Name = Field(description="the shop's name: a text, or {zh: ..., en: ...}")
    timezone: Zone = Field(description="the shop's IANA time zone: its days and months are counted in it")
    currency: str = Field(pattern="^[A-Z]{3}$", description="the currency of all money, three letters (CNY, USD, GBP)")
    languages: Annotated[tuple[Language, ...], BeforeValidator(_several)] = Field(
        ("zh", "en"), min_length=1, description="the first has the plain file names"
    )
    week_start: Weekday = Field("monday", description="the first day of a week")
    fiscal_year_start: Whole = Field(1, ge=1, le=12, description="the month that the fiscal year starts with")
    data_until: date | None = Field(None, description="the last complete local day; default: that of the newest row over all tables")
    start: date | None = Field(None, description="reports are due for every closed period from this day on")
    cadences: Annotated[tuple[Cadence, ...], BeforeValidator(_several)] = Field(("month",), description="which periods are reported")
    pages: Texts = Field(PAGES, min_length=1, description="notebooks, in this order")
    notebooks: Path_ = Field(None, description="the folder of the notebooks; default: the project's notebooks/")
    headline: Texts = Field(HEADLINE, description="the summary's headline figures")
    targets: Path_ = Field(None, description="what was agreed for figures; default: targets.yml beside this file, where it is there")
    roles: Path_ = Field(None, description="who answers for which figures; default: roles.yml beside this file, where it is there")
    playbook: Path_ = Field(None, description="what is proposed when; default: playbook.yml beside this file, where it is there")
    holidays: Path_ = Field(None, description="holidays and sales; default: holidays.yml beside this file, where it is there")
    names: Path_ = Field(None, description="what values are called in each language; default: names.yml beside this file, where it is there")
    notes: Path_ = Field(None, description="the folder of notes, a Markdown file a period; default: notes/ beside this file, if it is there")
    cache: Path_ = Field(None, description="the folder of the cache; default: $XDG_CACHE_HOME/opsreport or ~/.cache/opsreport")
    rules: Rules = Field(Rules(), description="the disputed words, decided")
    limits: Limits = Field(Limits(), description="when an input is refused")
    connections: dict[str, Connection] = Field({}, description="other engines")
    sources: dict[str, Annotated[tuple[Source, ...], BeforeValidator(_several)]] = Field(description="our table: its source, or a list of parts")

    _path: Path = PrivateAttr(Path("report.yml"))
    _lines: dict = PrivateAttr({})

    @property
    def path(self) -> Path:
        """The parameter file, as it was named."""
        return self._path

    @property
    def folder(self) -> Path:
        """The folder of the parameter file, resolved: relative paths start here."""
        return self._path.resolve().parent

    @property
    def calendar(self) -> Calendar:
        """Where the shop's weeks and fiscal years begin."""
        return Calendar(get_args(Weekday).index(self.week_start), self.fiscal_year_start)

    @property
    def cache_folder(self) -> Path:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "opsreport"
        return self.folder / self.cache if self.cache else home

    def beside(self, name: str) -> Path | None:
        """The file (or folder) of `targets`, `roles`, `playbook`, `holidays`, `names` or `notes`: as named here, else by its usual name.

        None where there is none of that name.
        Raises Mistake (78) for a file that is named and not there.
        """
        named, usual = getattr(self, name), self.folder / (name if name == "notes" else f"{name}.yml")
        if named is None:
            return usual if usual.exists() else None
        if not (self.folder / named).exists():
            raise Mistake(
                f"{name} names {named}, which is not there",
                mend="correct the path (it is relative to this file), or leave the key out",
                code=BAD_CONFIGURATION,
                where=self.where(name),
            )
        return self.folder / named

    @property
    def notebooks_folder(self) -> Path | None:
        return self.folder / self.notebooks if self.notebooks else None

    def where(self, *key) -> str:
        """'params/report.yml line 12, sources.orders.columns.paid_at', for errors about a key."""
        return _where(self._path, self._lines, key)


def read_params(path: Path | str) -> Params:
    """The checked parameters of the file. Raises Mistake: 66 when there is no such file, 78 when anything in it is wrong."""
    path = Path(path)
    if not path.is_file():
        raise Mistake(f"there is no parameter file {path}", mend="Name one by --params, or make one: opsreport init FILES...", code=INPUT_MISSING)
    params, lines = _validated(path, Params)
    params._path, params._lines = path, lines
    _check_names(params)
    return params


def read_part(path: Path, model: type[Closed]) -> tuple[Any, Callable[..., str]]:
    """A file of parameters beside report.yml (playbook, targets ...) as its model reads it; and `where(*key)`, for errors about a key of it.

    Raises Mistake (78) when anything in it is wrong.
    """
    part, lines = _validated(path, model)
    return part, lambda *key: _where(path, lines, key)


def _validated(path, model):
    data, lines = read_yaml(path)
    refuse_secrets(data, path, lines)
    try:
        return model.model_validate(data), lines
    except ValidationError as error:
        raise _mistake(error.errors(), path, lines, model) from None


SECRET = re.compile(r"(?:^|_)(password|passwd|pwd|secret|token|api_?key|access_?key|private_?key|credentials?)$", re.IGNORECASE)
URL_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/@:]*:[^\s/@]+@", re.IGNORECASE)


def refuse_secrets(data, path: Path, lines: dict, key: tuple = ()) -> None:
    """Refuse a password in the file; the text of the error never holds it. Names of raw columns and raw values are not secrets."""
    mend = "Take it out of the file (and change it: it was written down); put the URL into an environment variable and name that as url_env."
    if isinstance(data, dict):
        for name, value in data.items():
            if SECRET.search(name) and not {"columns", "values", "rules"} & set(key):
                raise Mistake("a secret stands in the file", mend=mend, code=BAD_CONFIGURATION, where=_where(path, lines, (*key, name)))
            refuse_secrets(value, path, lines, (*key, name))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            refuse_secrets(value, path, lines, (*key, i))
    elif isinstance(data, str) and URL_WITH_PASSWORD.search(data):
        raise Mistake("a URL with a password stands in the file", mend=mend, code=BAD_CONFIGURATION, where=_where(path, lines, key))


def _check_names(params: Params) -> None:
    """Tables, columns, connections and groups that are named must exist."""
    for table, parts in params.sources.items():
        key = ("sources", table)
        _known(table, TABLES, "table", params.where(*key))
        for i, part in enumerate(parts):
            at = (*key, i) if (*key, i) in params._lines else key
            for column in part.columns:
                _known(column, TABLES[table].columns, f"column of {table}", params.where(*at, "columns", column))
            if part.group:
                _known(part.group, TABLES[table].columns, f"column of {table}", params.where(*at, "group"))
            if part.connection:
                _known(part.connection, params.connections, "connection", params.where(*at, "connection"))
    if not {"orders", "events"} & set(params.sources):
        raise Mistake(
            "neither orders nor events are given", mend="Name the files of one of them.", code=BAD_CONFIGURATION, where=params.where("sources")
        )


def _known(name: str, known, noun: str, where: str) -> None:
    if name not in known:
        mend = f"Use one of: {', '.join(known)}." if known else f"Declare it under {noun}s."
        raise Mistake(f'there is no {noun} "{name}".{nearest(name, known)}', mend=mend, code=BAD_CONFIGURATION, where=where)


def _where(path: Path, lines: dict, key: tuple) -> str:
    line = next((lines[key[:n]] for n in range(len(key), -1, -1) if key[:n] in lines), 1)
    said = ".".join(str(step) if not isinstance(step, int) else f"{step + 1}" for step in key)
    return f"{path} line {line}{', ' + said if said else ''}"


def _mistake(errors: list[dict], path: Path, lines: dict, model: type[Closed]) -> Mistake:
    """The first of pydantic's errors (in the order of the file, what is missing last: it may be there, misspelled), in our words."""
    located = sorted((_locate(error, lines) for error in errors), key=lambda at: (at[2]["type"] == "missing", at[0]))
    _, key, error = located[0]
    more = f" ({len(errors)} mistakes in this file; the first is shown)" if len(errors) > 1 else ""
    if error["type"] == "extra_forbidden":
        known = _siblings(key, model)
        what, mend = f'unknown key "{key[-1]}".{nearest(key[-1], known)}', f"Known here: {', '.join(known)}."
    elif error["type"] == "missing":
        what, mend = f'"{key[-1]}" is missing', f"Add it: {_meant(key, model).removeprefix(': ') or key[-1]}."
    else:
        what = error["msg"].removeprefix("Value error, ")
        shown = error["input"] if isinstance(error["input"], (str, int)) else None
        what, mend = what[0].lower() + what[1:], f"{f'Not {shown!r}. ' if shown is not None else ''}Correct the value{_meant(key, model)}."
        if error["input"] is None and error["type"] == "string_type":
            mend = "If the text itself is meant, quote it: 'null'."
    return Mistake(what + more, mend=mend, code=BAD_CONFIGURATION, where=_where(path, lines, key))


def _locate(error: dict, lines: dict) -> tuple[int, tuple, dict]:
    """(line, key, error): the error's location, less the steps that are not in the file (unions, a single part that was wrapped in a list)."""
    key = ()
    for step in error["loc"]:
        if (*key, step) in lines:
            key = (*key, step)
    if error["type"] == "missing":
        key = (*key, error["loc"][-1])
    return next((lines[key[:n]] for n in range(len(key), -1, -1) if key[:n] in lines), 1), key, error


def _model(key: tuple, top: type[Closed]) -> type[Closed] | None:
    """The model that the key stands in, down from the top one; None where that is no model, but a mapping of names."""
    here = top
    for step in key[:-1]:
        if isinstance(step, int):
            continue
        if isinstance(here, type) and issubclass(here, Closed):
            here = _keys(here)[step].annotation if step in _keys(here) else None
        elif get_origin(here) is dict:
            here = get_args(here)[1]
        here = _modelled(here)
    return here if isinstance(here, type) and issubclass(here, Closed) else None


def _modelled(annotation):
    """What an annotation holds that has keys of its own: a model, or a mapping; through Annotated, unions and lists."""
    if get_origin(annotation) is dict or (isinstance(annotation, type) and issubclass(annotation, Closed)):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _modelled(inner))), None)


def _siblings(key: tuple, top) -> list[str]:
    model = _model(key, top)
    return list(_keys(model)) if model else []


def _keys(model) -> dict:
    """The keys of a model as they are written: {key: field}."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _meant(key: tuple, top) -> str:
    model = _model(key, top)
    field = model and isinstance(key[-1], str) and _keys(model).get(key[-1])
    return f": {field.description}" if field and field.description else ""
