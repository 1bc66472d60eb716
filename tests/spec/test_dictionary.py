"""The dictionary as `opsreport metrics --format json` gives it: nothing of an id is left unsaid."""

import re

import pytest

from opsreport.run.definitions import dictionary

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def entries():
    return dictionary()


def test_every_id_has_names_formula_unit_direction_and_what_it_counts_and_needs(entries):
    for entry in entries:
        assert entry["name"]["zh"] and not CHINESE.search(entry["name"]["en"]) and both(entry["formula"]), entry["id"]
        assert entry["unit"] and entry["counts"] and entry["better"] in ("higher", "lower", "neutral"), entry["id"]
        assert isinstance(entry["needs"], list) and isinstance(entry["options"], dict), entry["id"]
        for option in entry["options"].values():
            assert both(option["meaning"]) and option["values"] and "default" in option, entry["id"]


def test_every_id_says_its_edge_cases_in_both_languages(entries):
    assert [entry["id"] for entry in entries if not (entry["note"] and both(entry["note"]))] == []
    assert all(both(case) for entry in entries for case in entry["edge_cases"])


def both(text):
    return bool(CHINESE.search(text["zh"])) and bool(text["en"]) and not CHINESE.search(text["en"])
