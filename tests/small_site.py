"""The suite's own notebooks as pages of a small invented shop, without kernels: for tests that look at pages."""

import ast
import csv
import datetime as dt
import json
import random
from pathlib import Path

import nbformat

from opsreport.metrics import ALL
from opsreport.periods import Period
from opsreport.report import Chrome, placeholder, render
from opsreport.run import index, provenance
from opsreport.run.figures import collected, document, left_by, wanted
from opsreport.shop import open_shop
from opsreport.words import LANGUAGES, Text

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
PAGES = ("summary", "growth", "activity", "retention", "repurchase", "feedback", "data")
CHANNELS = ("search", "短视频", "a channel with a very long name that nobody has shortened", "<b>bold</b> & \"quoted\" 'name'", "")
FIRST, DAYS = dt.date(2023, 1, 1), 547  # to 30 June 2024
REPORT = """shop: {zh: 小店, en: Small Shop}
timezone: Asia/Shanghai
currency: CNY
languages: [zh, en]
data_until: 2024-06-30
cache: cache
sources:
  users: {files: users.csv}
  orders: {files: orders.csv}
  events: {files: events.csv}
  channel_days: {files: channel_days.csv}
  feedback: {files: feedback.csv}
"""


def write_shop(folder: Path, users: int = 300, seed: int = 7) -> Path:
    """The files of the shop and its parameter file."""
    chance = random.Random(seed)
    moment = lambda day: f"{FIRST + dt.timedelta(days=day)} {chance.randrange(8, 23):02}:00:00"  # noqa: E731
    tables = {"users": [], "orders": [], "events": [], "channel_days": [], "feedback": []}
    for number in range(users):
        began, channel = chance.randrange(DAYS), CHANNELS[number % len(CHANNELS)]
        tables["users"].append({"user_id": f"u{number}", "registered_at": moment(began), "channel": channel})
        for day in sorted(chance.sample(range(began, DAYS), min(DAYS - began, chance.randrange(1, 40)))):
            tables["events"].append({"occurred_at": moment(day), "event": "view", "user_id": f"u{number}"})
            if chance.random() < 0.3:
                order = f"{number}-{day}"
                tables["orders"].append({"order_id": order, "user_id": f"u{number}", "paid_at": moment(day), "amount": chance.randrange(5000) / 100})
                if chance.random() < 0.3:
                    kind, score = chance.choice(
                        [("rating", chance.randrange(1, 6)), ("nps", chance.randrange(11)), ("complaint", ""), ("ticket", "")]
                    )
                    voice = {
                        "feedback_id": order,
                        "created_at": moment(day),
                        "kind": kind,
                        "user_id": f"u{number}",
                        "order_id": order,
                        "score": score,
                    }
                    tables["feedback"].append(voice | {"first_response_at": moment(day + 1), "resolved_at": moment(day + 2)})
    for day in range(DAYS):
        tables["channel_days"] += [{"day": str(FIRST + dt.timedelta(days=day)), "channel": c, "visitors": 9, "cost": 12.5} for c in CHANNELS[:2]]
    for name, rows in tables.items():
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    params = folder / "report.yml"
    columns = {name: ", ".join(f"{column}: {column}" for column in rows[0]) for name, rows in tables.items()}
    text = REPORT
    for name, mapped in columns.items():
        text = text.replace(f"{{files: {name}.csv}}", f"{{files: {name}.csv, columns: {{{mapped}}}}}")
    params.write_text(text, "utf-8")
    return params


def whole(page: str):
    """A notebook as it is."""
    return nbformat.read(NOTEBOOKS / f"{page}.ipynb", 4)


def abridged(page: str):
    """A notebook with each kind of picture once: the third table of a page shows nothing that the first did not, and figures take their time."""
    notebook, seen, kept = whole(page), set(), []
    for cell in notebook.cells:
        kind = cell.source.partition("(")[0] if cell.source.startswith("page.") else None
        if kind in seen:
            if kept[-1].cell_type == "markdown":
                kept.pop()  # the heading that it stood under
            continue
        seen |= {kind} - {None}
        kept.append(cell)
    notebook.cells = kept
    return notebook


def executed(page: str, params: Path, period: str, read=whole):
    """A notebook with the outputs that its cells leave, and the period of its page."""
    notebook, names = read(page), {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            *first, last = ast.parse(cell.source).body
            shows = isinstance(last, ast.Expr)
            exec(compile(ast.Module([*first, *([] if shows else [last])], []), page, "exec"), names)
            if "parameters" in cell.metadata.get("tags", ()):
                names |= {"period": period, "params": params}
            if shows:
                data = json.loads(json.dumps(eval(compile(ast.Expression(last.value), page, "eval"), names)._repr_mimebundle_()))
                cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    return notebook, names["page"].period


def titles() -> dict[str, Text]:
    cells = {page: nbformat.read(NOTEBOOKS / f"{page}.ipynb", 4).cells[0].source for page in PAGES}
    return {page: Text(*source.splitlines()[0].removeprefix("# ").split(" | ")) for page, source in cells.items()}


def write_site(folder: Path, period: str = "2024-06") -> Path:
    """The folder of a published period: every page in both languages, one that failed, metrics.json and run.json; beside it the list of reports."""
    params, site, named, figures = write_shop(folder), folder / "reports" / period, titles(), {}
    site.mkdir(parents=True)
    for page in PAGES:
        notebook, its = executed(page, params, period, abridged)
        figures[page] = left_by(notebook)
        for language in LANGUAGES:
            chrome = _chrome(page, named, its)
            (site / chrome.file(chrome.stem, language)).write_text(render(notebook, chrome, language), "utf-8")
    (site / "failed.html").write_text(placeholder(_chrome("data", named, its), "zh"), "utf-8")
    shop = open_shop(params)
    (site / "metrics.json").write_text(document(shop, its, collected(figures, shop.metrics(ALL)), {}), "utf-8")
    (site / "run.json").write_text(provenance.text(_record(shop, its, named)), "utf-8")
    index.update(site.parent)
    return site


def _record(shop, period: Period, named: dict[str, Text]) -> dict:
    """run.json, as far as other commands read it."""
    both = lambda text: {"zh": text.zh, "en": text.en}  # noqa: E731
    pages = [{"id": page, "title": both(title), "file": f"{'index' if page == 'summary' else page}.html"} for page, title in named.items()]
    return {
        "run_id": "0123456789abcdef",
        "status": "published",
        "shop": both(shop.params.shop),
        "languages": list(LANGUAGES),
        **{"period": period.label, "unit": period.unit, "start": str(period.start), "end": str(period.end), "running": period.running},
        "data_from": str(shop.data_from),
        "data_until": str(shop.data_until),
        "started_at": "2024-07-02T03:00:00+00:00",
        "pages": [page | {"status": "published"} for page in pages],
        "headline": wanted(shop),
        "parameters": provenance.parameters(shop.params),
    }


def _chrome(page: str, named: dict[str, Text], period: Period) -> Chrome:
    pages = [(one, title, "index" if one == "summary" else one, "failed" if one == "data" else "published") for one, title in named.items()]
    foot = [(Text("数据截至", "Data until"), "2024-06-30"), (Text("运行编号", "Run"), "0123456789abcdef")]
    return Chrome(Text("小店", "Small Shop"), period, page, pages, LANGUAGES, foot, "../index.html")
