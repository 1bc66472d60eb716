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
from opsreport.run import foot, provenance
from opsreport.run.restated import restated

SUMMARY = "summary"
PUBLISHED = "published"  # whole: every page is there
TERMINAL = re.compile(r"\x1b\[[0-9;]*m")


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


def build(new: Path, shop, period, done, identity: str, began: float, before: Path) -> None:
    """Fill the folder `new` with the report of the executed pages. before: the folder of the report that it takes the place of, if there is one."""
    from opsreport.metrics import ALL

    documents = {page.id: page.document for page in done if not page.error}
    entries = readings.collected({name: readings.left_by(document) for name, document in documents.items()}, shop.metrics(ALL))
    (new / "metrics.json").write_text(readings.document(shop, period, entries, readings.lists(documents.values())), "utf-8")
    made = _record(shop, period, done, identity)
    made["restated"] = restated(record(before), figures(before), made, entries)
    lacking = readings.lacking(documents.values())
    for page in done:
        for language in shop.params.languages:
            _render(new, shop, period, done, page, language, made, lacking)
    made |= {"seconds": round(time.time() - began, 2), "started_at": dt.datetime.fromtimestamp(began, dt.UTC).isoformat(timespec="seconds")}
    (new / "run.json").write_text(provenance.text(made), "utf-8")


def _render(new, shop, period, done, page, language, made, lacking):
    from opsreport.report import Chrome, placeholder, render

    names = [page.id for page in done]
    chrome = Chrome(
        shop=shop.params.shop,
        period=period,
        page=page.id,
        pages=[(each.id, each.notebook.title, stem(each.id, names), each.status) for each in done],
        languages=tuple(shop.params.languages),
        provenance=foot.lines(shop, period, made["run_id"]),
        index_href=f"../{file_name('index', language, shop.params.languages)}",
        inputs=foot.inputs(shop.receipts),
        restated=made["restated"] if page.id == front(names) else None,
        currency=shop.params.currency,
        names=shop.names,
        lacking=lacking,
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


def _record(shop, period, done, identity):
    """run.json without its times. told: what the summary says of the period, for the list of reports."""
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
        "names": {value: {"zh": name.zh, "en": name.en} for value, name in shop.names.items() if isinstance(value, str)},
        "told": next((told for page in done if page.document and not page.error and (told := readings.told(page.document))), None),
        "code": {"version": provenance.code_version(), "commit": provenance.commit(), "lock": provenance.lock_hash()},
        "parameters": provenance.parameters(shop.params),
        "beside": provenance.beside(shop.params, period),
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
