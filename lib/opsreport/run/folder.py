"""What lies in the folder of a report: its pages in every language, metrics.json, run.json. And the log, which lies elsewhere."""

import datetime as dt
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opsreport.errors import Mistake
from opsreport.run import figures as readings
from opsreport.run import provenance
from opsreport.words import Text

SUMMARY = "summary"
PUBLISHED = "published"  # whole: every page is there
TERMINAL = re.compile(r"\x1b\[[0-9;]*m")
PROVENANCE = {
    "until": Text("数据截至", "Data until"),
    "zone": Text("时区", "Time zone"),
    "inputs": Text("输入", "Inputs"),
    "code": Text("代码", "Code"),
    "run": Text("运行编号", "Run"),
    "files": Text("{files} 个文件，{rows} 行", "{files} files, {rows} rows"),
}


def front(names) -> str:
    """The page that opens a report: the summary; the first page where there is none."""
    return SUMMARY if SUMMARY in names else names[0]


def stem(page: str, names) -> str:
    """The file name of a page, without language and ending."""
    return "index" if page == front(names) else page


def record(place: Path) -> dict | None:
    """run.json of a published report; None where there is none, or none that can be read: then the report is made again."""
    return _json(place / "run.json")


def figures(place: Path) -> list[dict]:
    """The entries of metrics.json of a published report."""
    return (_json(place / "metrics.json") or {"metrics": []})["metrics"]


def _json(path):
    try:
        return json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def build(new: Path, shop, period, done, identity: str, began: float) -> None:
    """Fill the folder `new` with the report of the executed pages."""
    from opsreport.metrics import ALL

    written = {page.id: readings.left_by(page.document) for page in done if not page.error}
    entries = readings.collected(written, shop.metrics(ALL))
    (new / "metrics.json").write_text(readings.document(shop, period, entries), "utf-8")
    for page in done:
        for language in shop.params.languages:
            _render(new, shop, period, done, page, language, identity)
    (new / "run.json").write_text(provenance.text(_record(shop, period, done, identity, began)), "utf-8")


def _render(new, shop, period, done, page, language, identity):
    from opsreport.report import Chrome, placeholder, render

    names = [page.id for page in done]
    chrome = Chrome(
        shop=shop.params.shop,
        period=period,
        page=page.id,
        pages=[(each.id, each.notebook.title, stem(each.id, names), each.status) for each in done],
        languages=tuple(shop.params.languages),
        provenance=_provenance(shop, identity),
        index_href=f"../{file_name('index', language, shop.params.languages)}",
    )
    html = placeholder(chrome, language) if page.error else render(_silent(page.document), chrome, language)
    (new / file_name(stem(page.id, names), language, shop.params.languages)).write_text(html, "utf-8")


def file_name(name: str, language: str, languages) -> str:
    """The first language has the plain names."""
    return f"{name}.html" if language == languages[0] else f"{name}.{language}.html"


def _silent(document):
    """Without what goes to stderr: warnings carry paths of this machine, and are for the log."""
    for cell in document.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return document


def _provenance(shop, identity):
    """The lines at the foot of a page: nothing that differs between two runs of the same inputs, parameters and code."""
    rows = sum(receipt.read for receipt in shop.receipts)
    return [
        (PROVENANCE["until"], str(shop.data_until)),
        (PROVENANCE["zone"], str(shop.params.timezone)),
        (PROVENANCE["inputs"], PROVENANCE["files"].format(files=len(shop.receipts), rows=f"{rows:,}")),
        (PROVENANCE["code"], provenance.code_version()),
        (PROVENANCE["run"], identity),
    ]


def _record(shop, period, done, identity, began):
    names = [page.id for page in done]
    return {
        "schema": 1,
        "run_id": identity,
        "status": "published with a failed page" if any(page.error for page in done) else PUBLISHED,
        "shop": {"zh": shop.params.shop.zh, "en": shop.params.shop.en},
        "languages": list(shop.params.languages),
        "period": period.label,
        "unit": period.unit,
        "start": str(period.start),
        "end": str(period.end),
        "running": period.running,
        "data_from": str(shop.data_from),
        "data_until": str(shop.data_until),
        "started_at": dt.datetime.fromtimestamp(began, dt.UTC).isoformat(timespec="seconds"),
        "seconds": round(time.time() - began, 2),
        "pages": [
            {
                "id": page.id,
                "title": {"zh": page.notebook.title.zh, "en": page.notebook.title.en},
                "file": f"{stem(page.id, names)}.html",
                "status": page.status,
                "seconds": round(page.seconds, 2),
                "error": page.error,
                "notebook": page.notebook.sha256,
            }
            for page in done
        ],
        "headline": readings.wanted(shop),
        "code": {"version": provenance.code_version(), "commit": provenance.commit(), "lock": provenance.lock_hash()},
        "parameters": provenance.parameters(shop.params),
        "inputs": provenance.inputs(shop.receipts, shop.params.folder),
    }


def log(params, period, identity: str, done) -> Path | None:
    """The tracebacks and what the notebooks wrote to stderr, in a file that only its owner reads, beside the caches; None: nothing to tell."""
    told = "\n".join(filter(None, (_told(page) for page in done)))
    if not told:
        return None
    return _kept(params, f"{period.label}-{identity}.log", told)


@contextmanager
def failures_recorded(params, period, identity: str) -> Iterator[None]:
    """A Mistake is written down for programs too, beside the log: code, what, where, mend."""
    try:
        yield
    except Mistake as mistake:
        error = {"code": mistake.code, "what": mistake.what, "where": mistake.where, "mend": mistake.mend}
        _kept(params, f"{period.label}-{identity}.json", provenance.text({"period": period.label, "run_id": identity, "error": error}))
        raise


def _kept(params, name, text):
    folder = params.cache_folder / "log"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(text, "utf-8")
    return path


def _told(page):
    outputs = (output for cell in (page.document.cells if page.document else ()) for output in cell.get("outputs", ()))
    spoken = "".join(output.text for output in outputs if output.get("name") == "stderr")
    parts = filter(None, [page.error, TERMINAL.sub("", page.traceback), spoken])
    text = "\n".join(parts)
    return f"== {page.id}\n{text}\n" if text else ""
