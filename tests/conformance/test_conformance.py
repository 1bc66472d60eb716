"""Cases from the field's best systems: fixtures and the numbers that they assert, work out or print, and our own definitions beside them.

The file of cases is named by OPSREPORT_CASES; without it, it is looked for beside the project, and the tests are skipped where it is not there.
"""

import json
import os
from pathlib import Path

import pytest

from .answers import ANSWERS

BESIDE = Path(__file__).parents[2] / ".." / "shared" / "conformance" / "cases.json"
PATH = Path(os.environ.get("OPSREPORT_CASES", BESIDE)).resolve()

# Kinds that are known, and whose analyses are still to be written.
LATER = {
    *("funnel", "funnel_trend", "paths", "transitions", "conversion", "daily_states", "sessions"),
    *("clv", "clv_fit", "survival", "durations", "scorecard"),
}
ABOUT = {"tolerance", "tolerance_each", "rounding"}  # of what is expected: says how to compare


def load():
    if "OPSREPORT_CASES" not in os.environ and not PATH.exists():
        reason = f"no conformance cases at {BESIDE}: name the file by OPSREPORT_CASES"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="cases")]
    return [pytest.param(case, id=case["id"]) for case in json.loads(PATH.read_text(encoding="utf-8"))]


def answer(case, folder):
    """What we say to everything that the case expects, by the same keys."""
    kind = case["kind"]
    if kind in LATER:
        pytest.skip(f"the kind {kind} is not answered yet; answered are {', '.join(ANSWERS)}")
    if kind not in ANSWERS:
        pytest.fail(f"unknown kind {kind}; answered are {', '.join(ANSWERS)}; known and to be answered later: {', '.join(sorted(LATER))}")
    said = ANSWERS[kind](case, folder if (folder / "../data").exists() else BESIDE.resolve().parent)  # where the files that it names lie
    return {key: said.get(key, "not answered") for key in case["expected"] if key not in ABOUT}


def agrees(said, expected, tolerance):
    """Equal in shape; whole numbers, texts and nulls equal; other numbers as near as the case asks."""
    if isinstance(expected, dict):
        return isinstance(said, dict) and said.keys() == expected.keys() and all(agrees(said[k], expected[k], tolerance) for k in expected)
    if isinstance(expected, list):
        return isinstance(said, list) and len(said) == len(expected) and all(agrees(s, e, tolerance) for s, e in zip(said, expected, strict=True))
    if expected is None or isinstance(expected, str | bool):
        return type(said) is type(expected) and said == expected
    return not isinstance(said, str | bool | type(None)) and float(said) == pytest.approx(expected, rel=1e-12, abs=tolerance)


@pytest.mark.parametrize("case", load())
def test_case(case):
    expected = {key: value for key, value in case["expected"].items() if key not in ABOUT}
    said = answer(case, PATH.parent)
    assert agrees(said, expected, case["expected"].get("tolerance", 1e-12)), f"said {said}, expected {expected}"


def test_an_unknown_kind_fails():
    with pytest.raises(pytest.fail.Exception, match="unknown kind horoscope; answered are retention, "):
        answer({"kind": "horoscope", "expected": {}}, PATH.parent)


def test_an_expected_figure_that_nobody_computes_fails():
    case = {"kind": "lifecycle", "timezone": "UTC", "events": [], "expected": {"bored": [0]}}
    case["question"] = {"event": None, "unit": "day", "first_period": "2020-01-01", "last_period": "2020-01-01"}
    assert answer(case, PATH.parent) == {"bored": "not answered"}
    assert not agrees({"bored": "not answered"}, case["expected"], 0)


@pytest.mark.parametrize("said", [[1, 2], [1, 2, 3.1], [1, 2, None], [1, 2, True], [1, 2, "3"], {"2": 3}, None])
def test_figures_that_differ_do_not_agree(said):
    assert agrees([1, 2, 3], [1, 2, 3], 1e-12)
    assert not agrees(said, [1, 2, 3], 1e-12)
