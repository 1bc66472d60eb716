"""The pages of the suite together: every metric stands on one, and each page shows first what matters."""

import ast
from pathlib import Path

import nbformat
import pytest
from small_site import executed
from tiny_shop import tiny

import opsreport.metrics as metrics
from opsreport.metrics import ALL
from opsreport.metrics.scorecard import SCORECARD
from opsreport.params import PAGES
from opsreport.run.figures import left_by

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LEAVE_NOTHING = ("why", "off")  # say something of a metric, and leave no figure of it
NOWHERE: dict[str, str] = {}  # metrics that stand on no page, each with its reason
OPEN, IN_A_ROW = 9, 12


def cells(page):
    return nbformat.read(NOTEBOOKS / f"{page}.ipynb", 4).cells


def calls(page):
    """(what is called, its arguments) of a page's calls."""
    trees = [ast.parse(cell.source) for cell in cells(page) if cell.cell_type == "code"]
    made = [statement.value for tree in trees for statement in tree.body if isinstance(statement, ast.Expr)]
    return [(call.func.attr, call.args) for call in made]


def named(argument):
    """The metric that an argument names: family.metric, metric, or one of them with options; None for a text."""
    if isinstance(argument, ast.Call):
        argument = argument.func
    if isinstance(argument, ast.Attribute):
        return getattr(getattr(metrics, argument.value.id), argument.attr).id
    return getattr(metrics, argument.id).id if isinstance(argument, ast.Name) else None


def shown(page):
    found = {metric for call, arguments in calls(page) if call not in LEAVE_NOTHING for argument in arguments if (metric := named(argument))}
    return found | ({metric.id for metric in SCORECARD} if any(call == "scorecard" for call, _ in calls(page)) else set())


def test_every_metric_stands_on_a_page():
    found = set().union(*map(shown, PAGES))
    assert [metric.id for metric in ALL if metric.id not in found | NOWHERE.keys()] == []
    assert NOWHERE.keys() <= {metric.id for metric in ALL} - found


@pytest.mark.slow
def test_the_pages_leave_a_figure_of_every_metric(tmp_path):
    """Also where the shop has orders only: what it lacks is null, with the reason."""
    params = tiny(tmp_path)
    left = [figure for page in PAGES for figure in left_by(executed(page, params, "2024-06")[0])]
    assert {metric.id for metric in ALL} - NOWHERE.keys() <= {figure["id"] for figure in left}
    assert all(figure["reason"] for figure in left if "table" not in figure and figure["value"] is None)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_first_what_matters(page):
    headings = [line for cell in cells(page) if cell.cell_type == "markdown" for line in cell.source.splitlines() if line.startswith("##")]
    opened = [line for line in headings if not line.startswith("###")]
    assert len(opened) <= OPEN
    assert headings[: len(opened)] == opened  # what is folded comes last
    assert all(len([one for one in arguments if named(one)]) <= IN_A_ROW for _, arguments in calls(page))
