"""metrics.json: every figure behind every page of a report, once, in the dictionary's order; what moved, what was suggested, what came of it."""

import json
from collections.abc import Iterable, Mapping

from opsreport.errors import NOTEBOOK_FAILED, Mistake
from opsreport.show import MIME

LISTS = ("movers", "suggestions", "followed")  # what pages leave beside figures
NAMES = {"day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly", "year": "yearly", "range": "range"}


def left_by(notebook) -> list[dict]:
    """The figures that the calls of an executed notebook left in its outputs, in their order."""
    return [dict(figure) for output in _left(notebook) for figure in output.get("figures", ())]


def inputs_of(notebook) -> set[str]:
    """The fingerprints of the inputs that the calls of an executed notebook had."""
    return {output["page"]["inputs"] for output in _left(notebook) if "inputs" in output.get("page", {})}


def told(notebook) -> dict | None:
    """What a page says of the period for the list of reports: its sentence, targets met, real changes, things to do; None for most pages."""
    return next((output["told"] for output in _left(notebook) if output.get("told")), None)


def lists(notebooks: Iterable) -> dict[str, list[dict]]:
    """Movers, suggestions and what became of the last ones, of all executed notebooks, each once, in the order of the pages; no empty lists."""
    left = [output for notebook in notebooks for output in _left(notebook)]
    found = {name: {_canonical(each): each for output in left for each in output.get(name, ())} for name in LISTS}
    return {name: list(once.values()) for name, once in found.items() if once}


def lacking(notebooks: Iterable) -> dict[str, list[tuple[str, str]]]:
    """What all pages lack, in each language: (what the shop does not have, the figure that needs it), once each."""
    found: dict[str, dict] = {}
    for notebook in notebooks:
        for output in _left(notebook):
            for language, pairs in output.get("lacking", {}).items():
                found.setdefault(language, {}).update(dict.fromkeys(map(tuple, pairs)))
    return {language: list(pairs) for language, pairs in found.items()}


def _left(notebook):
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    return [left for output in outputs if (left := output.get("data", {}).get(MIME))]


def collected(pages: Mapping[str, Iterable[dict]], order: Iterable) -> list[dict]:
    """All pages' figures, each once, in the order of `order` (metrics with the shop's options): its options first, then others, then segments.

    The parts of a metric keep the order in which the pages show them. Two pages that differ about a figure are a Mistake (70): one is wrong.
    """
    rank = {metric.id: (index, metric.options) for index, metric in enumerate(order)}
    kept: dict[str, tuple[str, dict]] = {}
    for page, figures in pages.items():
        for figure in figures:
            key = _canonical([figure["id"], figure.get("options"), figure.get("part"), figure.get("segment")])
            first, known = kept.setdefault(key, (page, figure))
            if known != figure:
                raise _differ(known, figure, first, page)
    return sorted((figure for _, figure in kept.values()), key=lambda figure: _place(figure, rank))


def _place(figure, rank):
    index, default = rank.get(figure["id"], (len(rank), None))
    options, segment = figure.get("options") or {}, figure.get("segment")
    known = default is not None and options == default
    return index, figure["id"], segment is not None, not known, _natural(options), _natural(segment or {})


def _natural(values):
    """A key that sorts 7 before 30, and numbers before words."""
    return [(name, isinstance(value, str), value if isinstance(value, (int, float)) else 0, str(value)) for name, value in sorted(values.items())]


def _canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _differ(known, figure, first, second):
    where = f"metric {figure['id']}, options {figure.get('options')}, part {figure.get('part')}, segment {figure.get('segment')}"
    fields = ", ".join(
        f"{name} {known.get(name)} and {figure.get(name)}" for name in known | figure if known.get(name) != figure.get(name) and name != "table"
    )
    return Mistake(
        f"the pages {first} and {second} differ about one figure ({fields or 'a table'})",
        mend="let both notebooks take it from the shop for the report's own period, with the same options",
        code=NOTEBOOK_FAILED,
        where=where,
    )


def document(shop, period, figures: Iterable[dict], lists: Mapping[str, Iterable[dict]]) -> str:
    """The text of metrics.json (design: section 8): one figure, mover or suggestion a line, full precision, no NaN or infinity."""
    head = {
        "schema": 1,
        "report": NAMES[period.unit],
        "period": period.label,
        "start": str(period.start),
        "end": str(period.end),
        "timezone": str(shop.params.timezone),
        "currency": shop.params.currency,
        "data_until": str(shop.data_until),
    }
    if period.running:
        head["running"] = True
    listed = "".join(f', "{name}": [\n{_lines(entries)}\n]' for name, entries in {"metrics": figures, **lists}.items())
    return f"{json.dumps(head, ensure_ascii=False)[:-1]}{listed}}}\n"


def _lines(entries):
    return ",\n".join(json.dumps(entry, ensure_ascii=False, allow_nan=False) for entry in entries)


def wanted(shop) -> list[dict]:
    """Which figures are the headline, as id and options, in the order of the parameters."""
    return [{"id": metric.id, "options": metric.options} for metric in shop.metrics(shop.params.headline)]


def same(entries: Iterable[dict], wanted: dict) -> dict | None:
    """The entry of a wanted figure, of the whole shop; of several parts the first; None where there is none."""
    found = (entry for entry in entries if entry["id"] == wanted["id"] and entry["options"] == wanted["options"] and entry.get("segment") is None)
    return next(found, None)
