"""The parts of the documentation that are written from the declarations.

A part stands between `<!-- begin: NAME -->` and `<!-- end: NAME -->`. README.zh.md gets its parts in Chinese, everything else in English.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from opsreport.docs.words import HEADS, MEANINGS, WORDS
from opsreport.metric import Metric
from opsreport.metrics import BY_ID
from opsreport.metrics.dictionary import GROUPS
from opsreport.params import ColumnMap, Connection, Params, Source
from opsreport.tables import EVENTS, PASSIVE_EVENTS, TABLES
from opsreport.units import HIGHER, LOWER, NEUTRAL
from opsreport.words import Text

PROJECT = Path(__file__).parents[3]
LANGUAGE = {"README.md": "en", "README.zh.md": "zh", "CONTRIBUTING.md": "en"}
MARKED = re.compile(r"(<!-- begin: (\w+) -->\n)(.*?)(<!-- end: \2 -->)", re.DOTALL)
ARROWS = {HIGHER: "↑", LOWER: "↓", NEUTRAL: "–"}
WITHIN = {"connections": ("connections.NAME", Connection), "sources": ("sources.TABLE", Source), "columns": ("columns.COLUMN", ColumnMap)}


def files() -> tuple[Path, ...]:
    """The files that have generated parts."""
    return tuple(PROJECT / name for name in LANGUAGE)


def current(path: Path) -> str:
    """The text of a file with its generated parts as they should be. Raises KeyError for a part that nothing generates."""
    language = LANGUAGE[path.name]
    return MARKED.sub(lambda m: f"{m[1]}{PARTS[m[2]](language)}\n{m[4]}", path.read_text("utf-8"))


def metrics(language: str) -> str:
    """Every metric, in the dictionary's order: a table a group, each folded."""
    return "\n\n".join(_group(name, [BY_ID[id] for id in ids], language) for name, ids in GROUPS.values())


def _group(name, metrics, language):
    other = "en" if language == "zh" else "zh"

    def row(metric: Metric):
        options = ", ".join(f"{name}={_said(metric.options[name], WORDS['rules'][language])}" for name in metric.declared)
        names = metric.name[language], metric.name[other]
        return _code(metric.id), *names, _unit(metric.unit, language), ARROWS[metric.better], metric.formula[language], options and _code(options)

    head = WORDS["group"][language].format(name=html.escape(name[language]), n=len(metrics))
    return f"<details><summary>{head}</summary>\n\n{_table('metrics', language, map(row, metrics))}\n\n</details>"


def _unit(unit, language):
    return (language == "zh" and unit.word.zh) or str(unit)


def tables(language: str) -> str:
    """Every table with its columns."""
    return "\n\n".join(_columns(table, language) for table in TABLES.values())


def _columns(table, language):
    def row(name, column):
        required = " *" if column.required else ""
        allowed = ", ".join(map(_code, column.choices)) or _bounds(column)
        return f"{_code(name)}{required}", str(column.kind), column.meaning[language], allowed

    head = WORDS["table"][language].format(name=_code(table.name), row=table.row[language])
    return f"{head}\n\n{_table('columns', language, (row(*item) for item in table.columns.items()))}"


def _bounds(column):
    return " ".join(f"{sign} {bound}" for sign, bound in (("≥", column.low), ("≤", column.high)) if bound is not None)


def events(language: str) -> str:
    """The events that have a name."""
    said = lambda name: f"{_code(name)} {EVENTS[name][language]}{WORDS['passive'][language] if name in PASSIVE_EVENTS else ''}"  # noqa: E731
    return ("；" if language == "zh" else "; ").join(map(said, EVENTS))


def parameters(language: str) -> str:
    """Every key of report.yml."""

    def row(key, field):
        default = WORDS["required"][language] if field.is_required() else _default(field.get_default(call_default_factory=True))
        meaning = Text(MEANINGS[key], field.description or "")[language]
        return _code(key), default, " · ".join(filter(None, (meaning, ", ".join(map(_code, _choices(field.annotation))))))

    return _table("parameters", language, (row(*item) for item in keys()))


def keys(model: type[BaseModel] = Params, prefix: str = "") -> Iterator[tuple[str, object]]:
    """(dotted key, pydantic field) of every key, parts of parts after their whole."""
    for name, field in model.model_fields.items():
        key, inner = WITHIN.get(name, (name, _model(field.annotation)))
        if inner is None or name in WITHIN:
            yield prefix + key, field
        if inner:
            yield from keys(inner, f"{prefix}{key}.")


def _model(annotation):
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _choices(annotation) -> tuple[str, ...]:
    """The values of a Literal, at whatever depth."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) is Annotated:
        return _choices(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType, tuple):
        return tuple(choice for inner in get_args(annotation) if inner not in (NoneType, ...) for choice in _choices(inner))
    return ()


def _default(value) -> str:
    if value is None or value in ((), {}):
        return "–"
    return _code(f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value))


def targets(language: str) -> str:
    """What `make` offers, as `make help` says it."""
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    variables = dict(re.findall(r"^(\w+) = (.*)$", makefile, re.MULTILINE))
    lines = re.findall(r"@echo 'make (\w+) +(.*)'", makefile)
    return _table("targets", language, ((_code(f"make {name}"), re.sub(r"\$\((\w+)\)", lambda m: variables[m[1]], said)) for name, said in lines))


def _said(value, by_the_rules) -> str:
    return by_the_rules if value is None else str(value)


def _code(text: str) -> str:
    return f"`{text}`"


def _table(name: str, language: str, rows: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown."""
    heads = [head[language] for head in HEADS[name]]
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


PARTS: dict[str, Callable[[str], str]] = {each.__name__: each for each in (metrics, tables, events, parameters, targets)}
