"""On which page of the report a figure is told in full: the one whose opening names it, else the first that shows it; and what a page judges."""

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

import opsreport
from opsreport.params import Params
from opsreport.words import Text

PROJECT = Path(opsreport.__file__).parents[2]
ELSEWHERE = ("summary", "scorecard", "data")  # pages that show figures of other pages
NAMED = re.compile(r"\.(\w+)")
OPENING = "page.headline("
JUDGING = ("trend", "table", "cards")  # calls that say of their figures whether they really changed


@dataclass(frozen=True)
class Place:
    """A page and its title."""

    page: str
    title: Text


def places(params: Params | None) -> dict[str, Place]:
    """{metric: its page}, of the pages that the report has."""
    if params is None:
        return {}
    cells = {page: _cells(_notebook(params, page)) for page in params.pages if page not in ELSEWHERE}
    found: dict[str, Place] = {}
    for first in (True, False):
        for page, (title, calls) in cells.items():
            named = (name for call in calls if OPENING in call or not first for name in NAMED.findall(call))
            found = {name: Place(page, title) for name in named} | found
    return found


def judged(params: Params | None, page: str) -> dict[str, str | None]:
    """{metric, with the options it is given: its part, None for all}: the figures below a page's opening of which it says whether they changed."""
    called = [] if params is None else [call for source in _cells(_notebook(params, page))[1] for call in _calls(source)]
    found: dict[str, str | None] = {}
    for call in called:
        part = next((word.value.value for word in call.keywords if word.arg == "part" and isinstance(word.value, ast.Constant)), None)
        found |= {question: part for arg in call.args if (question := _question(arg))}
    return found


def _calls(source: str) -> list[ast.Call]:
    """What a cell calls of the page; nothing of a cell that is no Python alone, as one with a magic."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    return [each for each in ast.walk(tree) if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in JUDGING]


def _question(arg: ast.expr) -> str | None:
    """A metric as it is asked for: repurchase_rate_by_user[window=all]."""
    if isinstance(arg, ast.Attribute):
        return arg.attr
    if isinstance(arg, ast.Call) and isinstance(arg.func, ast.Attribute):
        options = [f"{word.arg}={word.value.value}" for word in arg.keywords if isinstance(word.value, ast.Constant)]
        return f"{arg.func.attr}[{','.join(options)}]"
    return None


def _notebook(params, page) -> Path:
    return (params.notebooks_folder or PROJECT / "notebooks") / f"{page}.ipynb"


def _cells(notebook: Path) -> tuple[Text, list[str]]:
    """The title (of both languages: # 复购 | Repurchase) and the calls."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"] if notebook.exists() else []
    told = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    heading = told[0].partition("\n")[0].lstrip("# ") if told else notebook.stem
    zh, _, en = heading.partition("|")
    return Text(zh.strip(), en.strip() or zh.strip()), ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
