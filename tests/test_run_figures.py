"""metrics.json: each figure once, in the dictionary's order, equal on every page that shows it."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from opsreport.errors import Mistake
from opsreport.periods import period
from opsreport.run import figures

ORDER = [SimpleNamespace(id="new_users", options={}), SimpleNamespace(id="retention_on_n", options={"n": 30})]


def figure(name, value=1, part=None, segment=None, **options):
    return {"id": name, "options": options, "value": value, "segment": segment} | ({"part": part} if part else {})


def names(entries):
    return [(entry["id"], entry["options"].get("n"), entry["segment"]) for entry in entries]


def test_order_is_default_options_then_others_then_segments_within_the_dictionary():
    search, app = {"channel": "search"}, {"channel": "app"}
    shown = [
        figure("retention_on_n", n=30, segment=search),
        figure("mine", n=1),
        figure("retention_on_n", n=100),
        figure("retention_on_n", n=30, segment=app),
        figure("retention_on_n", n=30),
        figure("retention_on_n", n=7),
        figure("new_users"),
    ]
    assert names(figures.collected({"growth": shown}, ORDER)) == [
        ("new_users", None, None),
        ("retention_on_n", 30, None),
        ("retention_on_n", 7, None),
        ("retention_on_n", 100, None),
        ("retention_on_n", 30, app),
        ("retention_on_n", 30, search),
        ("mine", 1, None),
    ]


def test_parts_keep_the_order_of_the_page():
    shown = [figure("new_users", part=part) for part in ("users", "rate", "amount")]
    assert [entry["part"] for entry in figures.collected({"growth": shown}, ORDER)] == ["users", "rate", "amount"]


def test_a_figure_of_two_pages_stands_once():
    assert figures.collected({"summary": [figure("new_users")], "growth": [figure("new_users")]}, ORDER) == [figure("new_users")]


def test_two_pages_that_differ_are_a_mistake():
    with pytest.raises(Mistake) as refused:
        figures.collected({"summary": [figure("new_users", 1)], "growth": [figure("new_users", 2)]}, ORDER)
    assert refused.value.code == 70
    where = "metric new_users, options {}, part None, segment None"
    assert str(refused.value).startswith(f"{where}: the pages summary and growth differ about one figure (value 1 and 2)\n  Mend: let both")


def test_figures_are_found_in_outputs_by_their_mime_type():
    shown = new_output("display_data", {figures.MIME: {"html": {}, "figures": [figure("new_users")]}, "text/html": "x"})
    notebook = new_notebook(cells=[new_code_cell(outputs=[new_output("stream", text="no figure"), shown]), new_code_cell()])
    assert figures.left_by(notebook) == [figure("new_users")]


SHOP = SimpleNamespace(params=SimpleNamespace(timezone="Asia/Shanghai", currency="CNY"), data_until=dt.date(2024, 6, 12))


def test_the_document_is_what_other_programs_read():
    text = figures.document(SHOP, period("2024-05"), [figure("new_users", 3), figure("sales_amount", 0.1)], {})
    assert json.loads(text) == {
        "schema": 1,
        "report": "monthly",
        "period": "2024-05",
        "start": "2024-05-01",
        "end": "2024-06-01",
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "data_until": "2024-06-12",
        "metrics": [figure("new_users", 3), figure("sales_amount", 0.1)],
    }


def test_a_running_period_says_so_and_ends_with_the_data():
    head = json.loads(figures.document(SHOP, period("2024-06").cut(dt.date(2024, 6, 13)), [], {}))
    assert (head["running"], head["end"], head["metrics"]) == (True, "2024-06-13", [])


def test_what_is_not_a_number_is_not_written():
    with pytest.raises(ValueError, match="JSON compliant"):
        figures.document(SHOP, period("2024-05"), [figure("cac", float("nan"))], {})


def left(**more):
    """A notebook with one cell that left figures and something more."""
    shown = new_output("display_data", {figures.MIME: {"html": {}, "figures": [], **more}})
    return new_notebook(cells=[new_code_cell(outputs=[shown])])


def test_movers_and_suggestions_of_all_pages_stand_once_and_empty_lists_nowhere():
    one, two = {"metric": "sales_amount", "change": -3}, {"metric": "new_users", "change": 2}
    assert figures.lists([left(movers=[one]), left(), left(movers=[one, two], suggestions=[])]) == {"movers": [one, two]}
    document = json.loads(figures.document(SHOP, period("2024-05"), [], {"movers": [one, two]}))
    assert (document["metrics"], document["movers"]) == ([], [one, two])
    assert "suggestions" not in document


def test_what_the_summary_tells_is_found_where_a_page_left_it():
    told = {"sentence": {"zh": "降", "en": "It fell"}, "on_target": [5, 8], "real": 3, "todo": 3}
    assert figures.told(left(told=told)) == told
    assert figures.told(left()) is None


def test_the_headline_is_the_whole_shop_with_the_wanted_options():
    entries = [figure("retention_on_n", 1, n=7), figure("retention_on_n", 2, n=30, segment={"city": "x"}), figure("retention_on_n", 3, n=30)]
    assert figures.same(entries, {"id": "retention_on_n", "options": {"n": 30}})["value"] == 3
    assert figures.same(entries, {"id": "retention_on_n", "options": {"n": 1}}) is None
