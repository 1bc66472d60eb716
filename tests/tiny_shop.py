"""A shop of a few orders with notebooks of a few cells, written to a folder, for the tests of the runner: everything in it is real but small."""

import csv
import datetime as dt
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PARAMETERS = 'period = "2024-06"\nparams = "report.yml"\nlanguage = "zh"'
FIGURES = """
from IPython.display import display
from opsreport.shop import open_shop
figures = [figure.json() for figure in open_shop(params).figures({metrics!r}, period)]
html = {{"zh": "<p>数字</p>", "en": "<p>figures</p>"}}
display({{"text/html": html["zh"], "application/vnd.opsreport.v1+json": {{"html": html, "figures": figures}}}}, raw=True)
"""
STATED = """
from IPython.display import display
figure = {{"id": "sales_amount", "options": {{"refunds": "net"}}, "value": {value}, "reason": None, "unit": "money", "segment": None}}
display({{"application/vnd.opsreport.v1+json": {{"html": {{"zh": "<p>数字</p>", "en": "<p>figures</p>"}}, "figures": [figure]}}}}, raw=True)
"""
REPORT = """shop: {{zh: 小店, en: Small Shop}}
timezone: Asia/Shanghai
currency: CNY
cache: cache
notebooks: notebooks
pages: [{pages}]
headline: [sales_amount, repurchase_rate_by_user]
data_until: {until}
{more}
sources:
  orders:
    files: orders.csv
"""


def figures(*metrics: str) -> str:
    """The cell that shows these metrics."""
    return FIGURES.format(metrics=list(metrics))


def stated(value: int = 180) -> str:
    """A cell that shows a figure without opening the shop: quick, for where the figure does not matter."""
    return STATED.format(value=value)


def notebook(path: Path, *cells: str, title: str = "", parameters: str = PARAMETERS) -> None:
    """A notebook of a title, its parameters and the cells."""
    made = [new_markdown_cell(f"# {title or path.stem}"), new_code_cell(parameters, metadata={"tags": ["parameters"]}), *map(new_code_cell, cells)]
    path.parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=made, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}), path)


def orders(path: Path, until: dt.date) -> None:
    """Two orders on each first of a month and one on each second, from January 2024 on."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["order_id", "user_id", "paid_at", "amount"])
        for month in range(1, 13):
            for number, (user, day) in enumerate([("u1", 1), (f"u{month + 1}", 1), ("u1", 2)]):
                if (on := dt.date(2024, month, day)) <= until:
                    writer.writerow([f"{month}-{number}", user, f"{on} 10:00:00", 10 * month])


def tiny(folder: Path, pages: dict[str, tuple[str, ...]] | None = None, *, until: str = "2024-06-30", more: str = "") -> Path:
    """The parameter file of a tiny shop in `folder`; pages: {page: its cells}."""
    pages = pages or {"summary": (figures("sales_amount", "repurchase_rate_by_user"),), "growth": (figures("sales_amount"),)}
    folder.mkdir(parents=True, exist_ok=True)
    orders(folder / "orders.csv", dt.date.fromisoformat(until))
    for page, cells in pages.items():
        notebook(folder / "notebooks" / f"{page}.ipynb", *cells, title=f"{page} 页 | {page} page")
    params = folder / "report.yml"
    params.write_text(REPORT.format(pages=", ".join(pages), until=until, more=more), "utf-8")
    return params


def bytes_of(folder: Path) -> dict[str, bytes]:
    """{path: content} of all visible files under a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
