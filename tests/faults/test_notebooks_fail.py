"""A notebook that fails, whichever way, is a failed page; a failed summary publishes nothing."""

import json

import pytest
from command import opsreport
from tiny_shop import bytes_of, notebook, stated, tiny

from opsreport.errors import Mistake
from opsreport.run import run

SECRET = "u1 paid 8888 for the red one"
FAULTS = {
    "an exception": (f'raise ValueError("{SECRET}")', "code cell 2 failed (ValueError)"),
    "an early exit that says all is well": ("import sys\nsys.exit(0)", "code cell 2 ended the notebook early"),
    "a kernel that is killed": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "the kernel died, perhaps for want of memory"),
    "a kernel that leaves": ("import os\nos._exit(0)", "the kernel died, perhaps for want of memory"),
    "a crash in a library": ("import ctypes\nctypes.string_at(0)", "the kernel died, perhaps for want of memory"),
    "a question to nobody": ("input()", "code cell 2 failed (StdinNotImplementedError)"),
    "a syntax error": ("if", "code cell 2 failed (SyntaxError)"),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """(folder of reports, outcome) of a shop with one good page and one for each fault."""
    folder = tmp_path_factory.mktemp("broken")
    faults = {f"fault{k}": (cell, "later = 1") for k, (cell, _) in enumerate(FAULTS.values())}
    params = tiny(folder, {"summary": (stated(),), **faults})
    return folder / "reports", run(params, "2024-06", folder / "reports")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failed_page_has_a_placeholder_and_its_cause_in_words(broken, fault):
    out, outcome = broken
    page = f"fault{list(FAULTS).index(fault)}"
    record = json.loads((out / "2024-06" / "run.json").read_text())
    (its,) = (entry for entry in record["pages"] if entry["id"] == page)
    assert (its["status"], its["error"], outcome.failed[page]) == ("failed", FAULTS[fault][1], FAULTS[fault][1])
    assert (out / "2024-06" / f"{page}.html").exists()
    assert (out / "2024-06" / f"{page}.en.html").exists()


def test_the_rest_is_published_and_the_exit_code_says_that_something_is_missing(broken):
    out, outcome = broken
    assert outcome.code == 79
    assert [entry["id"] for entry in json.loads((out / "2024-06" / "metrics.json").read_text())["metrics"]] == ["sales_amount"]
    assert "✕" in (out / "index.html").read_text()


def test_tracebacks_are_in_the_log_and_not_in_the_report(broken):
    out, outcome = broken
    log = outcome.log.read_text()
    assert SECRET in log
    assert "Traceback" in log
    for name, content in bytes_of(out).items():
        assert SECRET.encode() not in content, name
        assert b"Traceback" not in content, name


def test_an_endless_cell_is_stopped_at_the_deadline(tmp_path):
    ignores = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    params = tiny(tmp_path, {"summary": (stated(),), "endless": (ignores,)}, more="limits: {notebook_minutes: 0.1}")
    outcome = run(params, "2024-06", tmp_path / "reports")
    assert outcome.failed == {"endless": "the notebook did not end within 0.1 minutes (limits.notebook_minutes)"}


def test_a_failed_summary_publishes_nothing_and_leaves_what_was_published(tmp_path):
    params, out = tiny(tmp_path), tmp_path / "reports"
    run(params, "2024-06", out)
    before = bytes_of(out)
    notebook(tmp_path / "notebooks" / "summary.ipynb", "1 / 0")
    with pytest.raises(Mistake) as refused:
        run(params, "2024-06", out)
    assert refused.value.code == 70
    assert str(refused.value).startswith(
        f"summary.ipynb: code cell 2 failed (ZeroDivisionError); without this page nothing is published ({out / '2024-06'} stays as it was)\n"
        "  Mend: read the traceback in "
    )
    assert bytes_of(out) == before
    (record,) = (tmp_path / "cache" / "log").glob("2024-06-*.json")
    error = json.loads(record.read_text())["error"]
    assert (error["code"], error["where"], error["mend"]) == (70, "summary.ipynb", refused.value.mend)


def test_a_notebook_neither_sees_the_names_of_the_one_before_nor_counts_its_cells(tmp_path):
    alone = 'assert "mine" not in globals()\nmine = 1'
    params = tiny(tmp_path, {"summary": (stated(),), **{f"page{k}": (alone,) for k in range(3)}, "last": ("1 / 0",)})
    assert run(params, "2024-06", tmp_path / "reports").failed == {"last": "code cell 2 failed (ZeroDivisionError)"}


def test_a_page_that_failed_is_tried_again_by_the_next_run(tmp_path):
    marker = tmp_path / "mended"
    params = tiny(tmp_path, {"summary": (stated(),), "growth": (f"open({str(marker)!r})",)})
    assert run(params, "2024-06", tmp_path / "reports").code == 79
    marker.touch()
    assert run(params, "2024-06", tmp_path / "reports").code == 0


def test_the_command_says_it_on_stderr_without_a_traceback(tmp_path):
    params = tiny(tmp_path, {"summary": (stated(),), "growth": ("1 / 0",)})
    done = opsreport("run", "2024-06", "--params", params, "--out", tmp_path / "reports")
    assert done.returncode == 79
    what = "code cell 2 failed (ZeroDivisionError); a placeholder stands in its place"
    assert done.stderr.startswith(f"ERROR 2024-06 growth.ipynb: {what}\n  Mend: read the traceback in ")
    notebook(tmp_path / "notebooks" / "summary.ipynb", "1 / 0")
    done = opsreport("run", "2024-06", "--params", params, "--out", tmp_path / "reports")
    assert done.returncode == 70
    assert "Traceback" not in done.stderr
