"""The suite's notebooks: thin, clean, in both languages, and such that every call in them is one that a page has."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest

from opsreport.params import PAGES
from opsreport.show.page import Page

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
THINKING = (
    ast.FunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.For,
    ast.While,
    ast.If,
    ast.Subscript,
    ast.ListComp,
    ast.GeneratorExp,
    ast.DictComp,
    ast.Try,
)
ALLOWED = ("opsreport.metrics", "opsreport.show.page")


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_every_page_has_its_notebook():
    assert {path.stem for path in NOTEBOOKS} == set(PAGES)


def test_it_is_committed_without_outputs(path):
    document = json.loads(path.read_text("utf-8"))
    assert [(cell["outputs"], cell["execution_count"]) for cell in document["cells"] if cell["cell_type"] == "code"] == [([], None)] * len(
        [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    )
    assert set(document["metadata"]) == {"kernelspec", "language_info"}
    assert document["metadata"]["kernelspec"]["name"] == "python3"
    assert set(document["metadata"]["language_info"]) == {"name"}


def test_its_cells_have_ids_that_mean_something(notebook):
    ids = [cell["id"] for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[a-z-]+", one) for one in ids)


def test_the_first_code_cell_holds_the_parameters(notebook):
    first, *rest = code(notebook)
    assert first.metadata.tags == ["parameters"]
    assert not any("tags" in cell.metadata for cell in rest)
    tree = ast.parse(first.source)
    assert [target.id for node in tree.body for target in node.targets] == ["period", "params", "language"]
    assert all(isinstance(node.value, ast.Constant) for node in tree.body)
    assert all("  # " in line for line in first.source.splitlines())


def test_it_thinks_nothing(notebook):
    for cell in code(notebook):
        tree = ast.parse(cell.source)
        assert not [node for node in ast.walk(tree) if isinstance(node, THINKING)]
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                assert node.module in ALLOWED


def test_after_the_page_is_opened_a_cell_is_one_call(notebook, path):
    _, opening, *calls = code(notebook)
    assert f'page = open_page("{path.stem}", period, params, language)' in opening.source
    for cell in calls:
        (call,) = ast.parse(cell.source).body
        assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
        assert call.value.func.value.id == "page" and hasattr(Page, call.value.func.attr)


def test_its_metrics_are_there(notebook):
    import opsreport.metrics as metrics

    for cell in code(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id != "page":
                assert hasattr(getattr(metrics, node.value.id), node.attr)


def test_its_text_is_in_both_languages_and_states_no_finding(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for block in cell.source.split("\n\n"):
                zh, en = re.sub("^#+ ", "", block).split(" | ")
                assert re.search("[\u4e00-\u9fff]", zh) and not re.search("[\u4e00-\u9fff]", en)
                assert not re.search(r"\d+(\.\d+)?%", block)


def test_it_begins_with_a_title_and_a_question(notebook):
    title, question = notebook.cells[0].source.split("\n\n")
    assert title.startswith("# ")
    zh, en = question.split(" | ")
    assert zh.endswith("？") and en.endswith("?")
