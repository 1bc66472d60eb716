"""The shape of the library: who may import whom, names that say something, files that fit in a head, SQL at the door only."""

import ast
import re
import statistics
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parent.parent / "lib" / "opsreport"
FILES = sorted(LIBRARY.rglob("*.py"))
MOST_LINES, MEDIAN_LINES = 500, 200

# A datum visits each stop once, in this order; no stop imports a later one. A new module of the top level finds its place here.
ORDER = (
    "words", "units", "errors", "rules", "zones", "yaml_lines", "periods", "tables", "params", "names", "goals", "season", "sources",
    "lineage", "kinds", "identity", "store", "facts", "grain", "grains", "metric", "analyses", "measure", "targets", "scorecard", "metrics",
    "signals", "figure", "shop", "subjects", "causes", "playbook", "notes", "findings",
    "show", "report", "run", "demo", "terminal", "cli", "docs",
)  # fmt: skip
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "base", "common", "manager", "core", "misc", "shared"}


@cache
def tree(path):
    return ast.parse(path.read_text("utf-8"), str(path))


def inside(path):
    """metrics/growth.py"""
    return str(path.relative_to(LIBRARY))


def stop(path):
    """The module of the top level that a file is or belongs to."""
    return path.relative_to(LIBRARY).with_suffix("").parts[0]


def dotted(path):
    parts = ("opsreport", *path.relative_to(LIBRARY).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = frozenset(map(dotted, FILES))


@cache
def imported(path):
    """Every module of ours that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{inside(path)}: imports are written in full"
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (below & MODULES) or ({node.module} & MODULES)
    return found - {"opsreport", dotted(path)}


def test_every_module_has_its_place_in_the_order():
    assert sorted({stop(path) for path in FILES} - {"__init__"}) == sorted(ORDER)


def test_no_module_imports_a_later_one():
    place = {name: number for number, name in enumerate(ORDER)}
    links = [(stop(path), name.split(".")[1]) for path in FILES for name in imported(path)]
    assert len(links) > 100
    assert [f"{early} imports {late}" for early, late in links if place[late] > place[early]] == []


def test_no_circle_within_a_package():
    graph = {dotted(path): imported(path) for path in FILES}
    assert set(TopologicalSorter(graph).static_order()) >= MODULES - {"opsreport"}  # raises CycleError


def test_names_say_something():
    for path in FILES:
        parts = {part.strip("_") for part in path.relative_to(LIBRARY).with_suffix("").parts}
        named = {node.name.lower() for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        assert not (parts | named) & SAYS_NOTHING, inside(path)
        assert [name for name in named if re.search(r"(manager|helpers?|utils?)$", name)] == [], inside(path)


def test_files_fit_in_a_head():
    lines = {inside(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {path: n for path, n in lines.items() if n > MOST_LINES} == {}
    assert statistics.median(lines.values()) < MEDIAN_LINES


def test_a_file_says_what_it_is():
    assert [inside(path) for path in FILES if path.read_text("utf-8").strip() and not ast.get_docstring(tree(path))] == []


STATEMENT = re.compile(r"\b(select\b.*\bfrom|(create|drop)\s+(or\s+replace\s+)?(temp\w*\s+)?(table|view)|insert\s+into|delete\s+from)\b", re.I | re.S)


def sql_of(node):
    """What looks like SQL: texts that read like a statement, and calls that take one."""
    docstrings = {
        id(each.body[0].value)
        for each in ast.walk(node)
        if isinstance(each, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(each) is not None
    }
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in docstrings and STATEMENT.search(each.value):
            yield each.value
        elif isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in ("sql", "raw_sql"):
            yield f".{each.func.attr}"


def test_sql_is_written_at_the_door_only():
    doors = {"sources", "demo"}  # the demo shop's users write all sorts of things
    assert {inside(path): found for path in FILES if stop(path) not in doors and (found := list(sql_of(tree(path))))} == {}
    assert [path for path in FILES if stop(path) == "sources" and list(sql_of(tree(path)))]


@pytest.mark.parametrize(
    "code, found",
    [
        ('con.raw_sql("select a\\nfrom b")', [".raw_sql", "select a\nfrom b"]),
        ('con.sql(f"{x}")', [".sql"]),
        ('x = "DROP TABLE t"', ["DROP TABLE t"]),
        ('"""Select a period from the list."""\nx = "choose one of these"', []),
        ("orders.select(a=1)", []),
    ],
)
def test_sql_is_told_from_words(code, found):
    assert list(sql_of(ast.parse(code))) == found


def doubts(node):
    """What has no business inside the door: tests for columns and tables, attempts, a look at what there is."""
    for each in ast.walk(node):
        if isinstance(each, ast.Try | ast.Global | ast.While | ast.With):
            yield type(each).__name__
        elif isinstance(each, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in each.ops):
            if any(isinstance(side, ast.Attribute) and side.attr in ("columns", "missing", "tables") for side in each.comparators):
                yield ast.unparse(each)
        elif isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in ("hasattr", "getattr", "print"):
            yield ast.unparse(each)


def test_inside_the_door_everything_is_trusted():
    trusting = [path for path in FILES if stop(path) in ("metrics", "facts", "grains", "kinds")]
    rulings = {"metrics/options.py": [  # what an option is, unless it is said, in a shop that has no registrations, sessions or costs of goods
        "'users' in store.missing", "'events.session_id' in store.missing", "'orders.cost' in store.missing", "'users' in store.missing",
    ]}  # fmt: skip
    assert {inside(path): found for path in trusting if (found := list(doubts(tree(path))))} == rulings


@pytest.mark.parametrize(
    "code", ["if 'a' in t.columns: pass", "try: pass\nexcept E: pass", "hasattr(t, 'x')", "x = 1 if c not in store.missing else 2"]
)
def test_doubts_are_seen(code):
    assert list(doubts(ast.parse(code)))


def test_nothing_is_done_at_import():
    """At the top of a module stand declarations alone: nothing is done for its effect."""
    for path in FILES:
        for node in tree(path).body:
            idle = not isinstance(node, ast.For | ast.While | ast.With | ast.Try | ast.Delete)
            assert idle and (not isinstance(node, ast.Expr) or isinstance(node.value, ast.Constant)), f"{inside(path)}:{node.lineno}"
