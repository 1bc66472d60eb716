"""On which page of the report a figure is told in full: the one whose opening names it, else the first that shows it."""

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


@dataclass(frozen=True)
class Place:
    """A page and its title."""

    page: str
    title: Text


def places(params: Params | None) -> dict[str, Place]:
    """{metric: its page}, of the pages that the report has."""
    if params is None:
        return {}
    folder = params.notebooks_folder or PROJECT / "notebooks"
    cells = {page: _cells(folder / f"{page}.ipynb") for page in params.pages if page not in ELSEWHERE}
    found: dict[str, Place] = {}
    for first in (True, False):
        for page, (title, calls) in cells.items():
            named = (name for call in calls if OPENING in call or not first for name in NAMED.findall(call))
            found = {name: Place(page, title) for name in named} | found
    return found


def _cells(notebook: Path) -> tuple[Text, list[str]]:
    """The title (of both languages: # 复购 | Repurchase) and the calls."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"] if notebook.exists() else []
    told = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    heading = told[0].partition("\n")[0].lstrip("# ") if told else notebook.stem
    zh, _, en = heading.partition("|")
    return Text(zh.strip(), en.strip() or zh.strip()), ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
