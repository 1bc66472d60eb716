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

# Of what is expected: says how to compare, or records what the source prints.
ABOUT = {"tolerance", "tolerance_each", "rel_tolerance", "rounding", "step_rate_zero_denominator_policy"}


def load():
    if "OPSREPORT_CASES" not in os.environ and not PATH.exists():
        reason = f"no conformance cases at {BESIDE}: name the file by OPSREPORT_CASES"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="cases")]
    return [pytest.param(case, id=case["id"]) for case in json.loads(PATH.read_text(encoding="utf-8"))]


def answer(case, folder):
    """What we say to everything that the case expects, by the same keys."""
    kind = case["kind"]
    if kind not in ANSWERS:
        pytest.fail(f"unknown kind {kind}; answered are {', '.join(ANSWERS)}")
    said = ANSWERS[kind](case, folder if (folder / "../data").exists() else BESIDE.resolve().parent)  # where the files that it names lie
    return {key: said.get(key, "not answered") for key in case["expected"] if key not in ABOUT}


def agrees(said, expected, tolerance, relative=1e-12):
    """Equal in shape; whole numbers, texts and nulls equal; other numbers as near as the case asks."""
    if isinstance(expected, dict):
        return isinstance(said, dict) and said.keys() == expected.keys() and all(agrees(said[k], expected[k], tolerance, relative) for k in expected)
    if isinstance(expected, list):
        pairs = zip(said, expected, strict=True) if isinstance(said, list) and len(said) == len(expected) else None
        return pairs is not None and all(agrees(s, e, tolerance, relative) for s, e in pairs)
    if expected is None or isinstance(expected, str | bool):
        return type(said) is type(expected) and said == expected
    return not isinstance(said, str | bool | type(None)) and float(said) == pytest.approx(expected, rel=relative, abs=tolerance)


@pytest.mark.parametrize("case", load())
def test_case(case):
    expected = {key: value for key, value in case["expected"].items() if key not in ABOUT}
    said = answer(case, PATH.parent)
    tolerances = case["expected"].get("tolerance", 1e-12), case["expected"].get("rel_tolerance", 1e-12)
    assert agrees(said, expected, *tolerances), f"said {said}, expected {expected}"


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
