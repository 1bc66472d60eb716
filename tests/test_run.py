"""`opsreport run` on a tiny shop, with real kernels: what it publishes, when it does nothing, what it refuses."""

import datetime as dt
import json

import pytest
from tiny_shop import bytes_of, notebook, stated, tiny

from opsreport.errors import Mistake
from opsreport.params import read_params
from opsreport.periods import period
from opsreport.run import backfill, due, provenance, run


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """(parameter file, folder of reports, outcome) of a shop whose June is published."""
    folder = tmp_path_factory.mktemp("published")
    params = tiny(folder)
    return params, folder / "reports", run(params, "2024-06", folder / "reports")


def test_the_folder_of_a_period_holds_its_pages_in_every_language_and_its_figures(published):
    _, out, outcome = published
    names = {"index.html", "index.en.html", "growth.html", "growth.en.html", "metrics.json", "run.json"}
    assert set(bytes_of(out / "2024-06")) == names
    assert (outcome.code, outcome.status, outcome.failed, outcome.page) == (0, "published", {}, out / "2024-06" / "index.html")
    assert {path.name for path in out.iterdir() if not path.name.startswith(".")} == {"2024-06", "index.html", "index.en.html"}


def test_figures_of_all_pages_stand_once_in_metrics_json(published):
    _, out, outcome = published
    document = json.loads((out / "2024-06" / "metrics.json").read_text())
    june = 3 * 60  # three orders of 60 each
    assert [(entry["id"], entry["value"]) for entry in document["metrics"]] == [("sales_amount", june), ("repurchase_rate_by_user", 1 / 2)]
    assert (document["period"], document["start"], document["end"]) == ("2024-06", "2024-06-01", "2024-07-01")
    assert [entry["id"] for entry in outcome.headline] == ["sales_amount", "repurchase_rate_by_user"]


def test_run_json_tells_where_the_report_comes_from(published):
    params, out, _ = published
    record = json.loads((out / "2024-06" / "run.json").read_text())
    assert [(page["id"], page["file"], page["status"]) for page in record["pages"]] == [
        ("summary", "index.html", "published"),
        ("growth", "growth.html", "published"),
    ]
    assert record["pages"][0]["title"] == {"zh": "summary 页", "en": "summary page"}
    (receipt,) = record["inputs"]
    assert (receipt["table"], receipt["file"], receipt["read"], receipt["accepted"]) == ("orders", "orders.csv", 18, 18)
    assert record["parameters"]["currency"] == "CNY"
    assert str(params.parent) not in (out / "2024-06" / "run.json").read_text()


def test_a_second_run_changes_nothing(published):
    params, out, _ = published
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.*")}
    again = run(params, "2024-06", out)
    assert (again.status, again.code, len(again.headline)) == ("up to date", 0, 2)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.*")} == before


def test_a_forced_run_gives_the_same_bytes_but_for_its_timings(published):
    params, out, _ = published
    before, made = bytes_of(out), (out / "2024-06" / "index.html").stat().st_mtime_ns
    assert run(params, "2024-06", out, force=True).status == "published"
    after = bytes_of(out)
    assert (out / "2024-06" / "index.html").stat().st_mtime_ns > made
    assert {name for name in before | after if before.get(name) != after.get(name)} == {"2024-06/run.json"}


BESIDE = ("targets.yml", "roles.yml", "playbook.yml", "holidays.yml", "names.yml", "notes/2024-06.md", "notes/2024-06.en.md")


def test_files_beside_the_parameters_decide_a_report_and_notes_on_other_periods_do_not(tmp_path):
    params, june = read_params(tiny(tmp_path)), period("2024-06")
    known = {provenance.parameters_hash(params, june)}
    (tmp_path / "notes").mkdir()
    for name in BESIDE:
        (tmp_path / name).write_text("a word")
        known.add(provenance.parameters_hash(params, june))
    (tmp_path / "notes" / "2024-05.md").write_text("of May")
    assert len(known | {provenance.parameters_hash(params, june)}) == 1 + len(BESIDE)
    assert [each["file"] for each in provenance.beside(params, june)] == [*BESIDE[:5], "notes/2024-06.en.md", "notes/2024-06.md"]


def test_a_figure_that_is_not_what_was_published_is_told_and_stays_told(tmp_path):
    params, out = tiny(tmp_path, {"summary": (stated(180),), "growth": (stated(180),)}), tmp_path / "reports"
    run(params, "2024-06", out)
    tiny(tmp_path, {"summary": (stated(185),), "growth": (stated(185),)})
    run(params, "2024-06", out)
    restated = json.loads((out / "2024-06" / "run.json").read_text())["restated"]
    assert [(each["id"], each["old"], each["new"]) for each in restated["figures"]] == [("sales_amount", 180, 185)]
    assert restated["because"] == ["code"]  # the notebook states another figure
    assert "销售额（扣除退款）：180.0元→185.0元" in (out / "2024-06" / "index.html").read_text()
    assert "Sales (net of refunds): ¥180.0 → ¥185.0" in (out / "2024-06" / "index.en.html").read_text()
    assert "↻" not in (out / "2024-06" / "growth.html").read_text()
    before = bytes_of(out)
    run(params, "2024-06", out, force=True)
    after = bytes_of(out)
    assert {name for name in before if before[name] != after[name]} == {"2024-06/run.json"}


@pytest.mark.parametrize("change", ["inputs", "parameters", "notebook", "until"])
def test_whatever_decides_a_figure_makes_a_new_report(tmp_path, change):
    params, out = tiny(tmp_path, {"summary": (stated(1),)}), tmp_path / "reports"
    run(params, "2024-06", out)
    if change == "inputs":
        with open(tmp_path / "orders.csv", "a") as file:
            file.write("more,u1,2024-06-20 10:00:00,5\n")
    elif change == "parameters":
        params.write_text(params.read_text() + "rules: {refunds: {value: gross}}\n")
    elif change == "notebook":
        notebook(tmp_path / "notebooks" / "summary.ipynb", stated(2))
    else:
        params.write_text(params.read_text().replace("data_until: 2024-06-30", "data_until: 2024-07-01"))
    assert run(params, "2024-06", out).status == "published"


def test_what_goes_to_stderr_is_in_the_log_and_not_in_the_page(tmp_path):
    noise = "import warnings, sys, os\nwarnings.warn('careful: ' + os.getcwd())\nprint('by the way', file=sys.stderr)"
    params = tiny(tmp_path, {"summary": (noise, stated())})
    outcome = run(params, "2024-06", tmp_path / "reports")
    assert "careful" in outcome.log.read_text()
    assert outcome.log.stat().st_mode & 0o077 == 0
    for name, content in bytes_of(tmp_path / "reports").items():
        for told in (b"careful", b"by the way", str(tmp_path).encode()):
            assert told not in content, name


def test_a_running_period_says_so_and_is_made_again_when_it_is_over(tmp_path):
    params, out = tiny(tmp_path, {"summary": (stated(),)}, until="2024-06-01"), tmp_path / "reports"
    assert run(params, "2024-06", out, running=True).period.running
    assert json.loads((out / "2024-06" / "metrics.json").read_text())["running"]
    tiny(tmp_path, {"summary": (stated(),)}, until="2024-06-30")
    (made,) = due(params, out)
    assert (made.period.label, made.period.running, made.status) == ("2024-06", False, "published")


def test_due_makes_what_is_missing_goes_on_after_a_failure_and_then_has_nothing_to_do(tmp_path):
    breaks = "if period == '2024-05':\n    raise RuntimeError"
    params, out = tiny(tmp_path, {"summary": (breaks, stated())}, more="start: 2024-04-01"), tmp_path / "reports"
    results = list(due(params, out))
    assert [(result.period.label, result.code) for result in results] == [("2024-04", 0), ("2024-05", 70), ("2024-06", 0)]
    tiny(tmp_path, {"summary": (stated(),)}, more="start: 2024-04-01")
    assert [result.period.label for result in due(params, out)] == ["2024-05"]
    assert list(due(params, out, today=dt.date(2024, 7, 1))) == []


def test_backfill_leaves_what_is_up_to_date(tmp_path):
    params, out = tiny(tmp_path, {"summary": (stated(),)}), tmp_path / "reports"
    run(params, "2024-05", out)
    results = list(backfill(params, "2024-04", "2024-05", out))
    assert [(result.period.label, result.status) for result in results] == [("2024-04", "published"), ("2024-05", "up to date")]


def test_a_page_without_its_notebook_is_refused_with_the_nearest_name(tmp_path):
    params = tiny(tmp_path, {"summary": (), "growth": ()})
    params.write_text(params.read_text().replace("growth", "growht"))
    with pytest.raises(Mistake) as refused:
        run(params, "2024-06", tmp_path / "reports")
    assert refused.value.code == 78
    assert str(refused.value) == (
        f'{tmp_path / "notebooks"}: pages name "growht", but there is no growht.ipynb among the notebooks. Did you mean "growth"?\n'
        "  Mend: correct `pages` in the parameter file, or put the notebook there; there are: growth, summary"
    )


def test_a_notebook_that_has_a_parameter_misspelt_is_refused(tmp_path):
    params = tiny(tmp_path, {"summary": ()})
    notebook(tmp_path / "notebooks" / "summary.ipynb", parameters='peroid = "2024-06"\nparams = ""')
    with pytest.raises(Mistake) as refused:
        run(params, "2024-06", tmp_path / "reports")
    assert refused.value.code == 78
    assert refused.value.what == 'the notebook has no parameter "period". Did you mean "peroid"?'
    assert refused.value.mend == 'give it one code cell with the tag "parameters" that sets period and params, one to a line'


@pytest.mark.parametrize(("content", "what"), [(b"{", "this is not a notebook"), (b"\xff\xfe", "this is not a notebook")])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, content, what):
    params = tiny(tmp_path, {"summary": ()})
    (tmp_path / "notebooks" / "summary.ipynb").write_bytes(content)
    with pytest.raises(Mistake, match=what) as refused:
        run(params, "2024-06", tmp_path / "reports")
    assert refused.value.code == 78


def test_a_kernel_that_is_not_installed_is_refused(tmp_path):
    params = tiny(tmp_path, {"summary": ()})
    path = tmp_path / "notebooks" / "summary.ipynb"
    path.write_text(path.read_text().replace('"python3"', '"nope"'))
    with pytest.raises(Mistake, match='the notebook asks for the kernel "nope", which is not installed') as refused:
        run(params, "2024-06", tmp_path / "reports")
    assert refused.value.code == 78
    assert "python3" in refused.value.mend
