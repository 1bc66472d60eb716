"""The command: every word of it documented, quick to answer, clear when something is wrong."""

import csv
import io
import json
import subprocess
import sys
import time

import pytest
import typer
from command import opsreport
from tiny_shop import figures, tiny

from opsreport.cli import app
from opsreport.metrics import ALL, find
from opsreport.show.format import Locale, figure
from opsreport.show.wording import metric_name
from opsreport.units import Unit

ENGLISH = Locale("en", "CNY")
COMMANDS = ("run", "due", "backfill", "bundle", "pdf", "value", "metrics", "check", "init", "demo")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The parameter file of a shop whose months are due from May on."""
    return tiny(tmp_path_factory.mktemp("shop"), {"summary": (figures("sales_amount", "repurchase_rate_by_user"),)}, more="start: 2024-05-01")


def test_every_command_and_every_option_is_documented():
    commands = typer.main.get_command(app).commands
    assert tuple(commands) == COMMANDS
    for name, command in commands.items():
        assert command.help, name
        for parameter in command.params:
            assert getattr(parameter, "help", None), (name, parameter.name)


def test_help_names_every_command_and_comes_at_once():
    began = time.monotonic()
    done = opsreport("--help")
    seconds = time.monotonic() - began
    assert done.returncode == 0
    assert [name for name in COMMANDS if f"  {name} " not in done.stdout] == []
    assert seconds < 2  # 0.12 alone; the machine of the tests may be busy


def test_help_waits_for_no_heavy_import():
    heavy = ["ibis", "duckdb", "pandas", "numpy", "matplotlib", "papermill", "nbformat", "nbconvert", "pydantic"]
    code = f"import sys, opsreport.cli; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rum",), "No such command 'rum'. Did you mean 'run'?"),
        (("run",), "Missing argument 'PERIOD'."),
        (("run", "2024-06", "--froce"), "No such option: --froce"),
        (("value", "sales_amount", "--format", "xml"), "Invalid value for '--format'"),
    ],
)
def test_a_command_that_cannot_be_read_is_a_bad_parameter(words, said):
    done = opsreport(*words)
    assert done.returncode == 64
    assert said in done.stderr


def test_run_ends_with_the_headline_and_the_page_to_open_and_then_is_up_to_date(shop):
    out = shop.parent / "reports"
    done = opsreport("run", "2024-06", "--params", shop, "--out", out)
    page = out / "2024-06" / "index.html"
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split("  ", 1) for line in done.stdout.splitlines()]
    assert [" ".join(part.split()) for line in lines for part in line] == [
        f"2024-06: published ({page})",
        metric_name(find("sales_amount")(refunds="net"), ENGLISH),
        str(figure(3 * 60, Unit.MONEY, ENGLISH)),
        metric_name(find("repurchase_rate_by_user")(same_day="count", window="period", refunds="exclude_fully_refunded"), ENGLISH),
        str(figure(1 / 2, Unit.PERCENT, ENGLISH)),
        f"Open {page}",
    ]
    assert opsreport("run", "2024-06", "--params", shop, "--out", out).stdout.startswith("2024-06: up to date\n")


@pytest.mark.slow
def test_due_says_what_it_made_and_then_that_nothing_is_due(shop):
    out = shop.parent / "due"
    done = opsreport("due", "--params", shop, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{month}: published ({out / month / 'index.html'})" for month in ("2024-05", "2024-06")]
    done = opsreport("due", "--params", shop, "--out", out)
    assert (done.returncode, done.stdout) == (0, "nothing is due\n")


@pytest.mark.slow
def test_backfill_says_what_it_could_not_make(shop):
    done = opsreport("backfill", "--from", "2023-12", "--to", "2024-01", "--params", shop, "--out", shop.parent / "backfill")
    assert done.returncode == 64
    assert done.stdout.startswith("2024-01: published")
    assert done.stderr == (
        "2023-12: not published\nERROR period: 2023-12 was over before the data begin, on 2024-01-01\n  Mend: choose a later period\n"
    )


def test_value_gives_the_entries_of_metrics_json(shop):
    done = opsreport("value", "sales_amount", "repurchase_rate_by_user", "--period", "2024-06", "--format", "json", "--params", shop)
    sales, rate = json.loads(done.stdout)
    assert (sales["id"], sales["period"], sales["value"], sales["unit"]) == ("sales_amount", "2024-06", 3 * 60, "money")
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (1, 1 + 1, 1 / 2)


def test_value_as_rows(shop):
    words = ("value", "sales_amount", "cac", "--period", "2024-06", "--params", shop)
    first, second = csv.DictReader(io.StringIO(opsreport(*words, "--format", "csv").stdout))
    assert (first["id"], first["options"], first["period"], first["value"], first["reason"]) == ("sales_amount", "refunds=net", "2024-06", "180", "")
    assert (second["id"], second["value"], second["reason"]) == ("cac", "", "table_missing")
    table = opsreport(*words).stdout.splitlines()
    assert table[0].split()[:4] == ["id", "options", "part", "segment"]
    assert table[2].split()[:2] == ["sales_amount", "refunds=net"]


def test_value_refuses_a_metric_that_there_is_not(shop):
    done = opsreport("value", "sales_amuont", "--params", shop)
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr == 'ERROR there is no metric "sales_amuont". Did you mean "sales_amount"?\n  Mend: `opsreport metrics` lists them all\n'


def test_metrics_lists_the_whole_dictionary():
    entries = json.loads(opsreport("metrics", "--format", "json").stdout)
    assert [entry["id"] for entry in entries] == [metric.id for metric in ALL]
    retention = next(entry for entry in entries if entry["id"] == "retention_on_n")
    assert list(retention) == [
        "id", "group", "name", "formula", "unit", "better", "counts", "parts", "split", "options", "needs", "edge_cases", "note",
    ]  # fmt: skip
    assert set(retention["name"]) == set(retention["formula"]) == {"zh", "en"}
    assert [case["en"].partition(" ")[0] for case in retention["edge_cases"]] == ["null", "null"]  # nobody; the window
    assert "latest_mature" in retention["edge_cases"][1]["zh"]
    assert retention["options"]["n"]["default"] == ALL[[metric.id for metric in ALL].index("retention_on_n")].options["n"]
    assert [line.split()[0] for line in opsreport("metrics").stdout.splitlines()[2:]] == [metric.id for metric in ALL]


def test_check_tells_rows_days_and_what_is_on_and_off(shop):
    done = opsreport("check", "--params", shop)
    assert (done.returncode, done.stderr) == (0, "")
    words = [line.split() for line in done.stdout.splitlines()]
    assert ["orders", "orders.csv", "18", "18", "0", "0", "0"] in words
    assert ["orders", "2024-01-01", "2024-06-02"] in words
    (on,) = (line for line in done.stdout.splitlines() if line.startswith("Metrics on ("))
    assert "repurchase_rate_by_user" in on
    assert "cac" not in on
    (cac,) = (line for line in words if line[:1] == ["cac"])
    assert "channel_days.cost" in " ".join(cac)


def test_check_refuses_what_run_would(shop):
    params = shop.with_name("other.yml")
    params.write_text(shop.read_text().replace("pages: [summary]", "pages: [sumary]"))
    assert opsreport("check", "--params", params).returncode == opsreport("run", "2024-06", "--params", params).returncode == 78


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("run", "2024-13"), 64, 'ERROR period: "2024-13" is not a period: '),
        (("run", "../../etc"), 64, 'ERROR period: "../../etc" is not a period: '),
        (("run", "2024-07"), 64, "ERROR period: 2024-07 begins on 2024-07-01, the data end on 2024-06-30\n"),
    ],
)
def test_a_period_that_cannot_be_is_refused(shop, words, code, said):
    done = opsreport(*words, "--params", shop, "--out", shop.parent / "refused")
    assert done.returncode == code
    assert done.stderr.startswith(said)
    assert not (shop.parent / "refused").exists()


def test_a_parameter_file_that_is_not_there(tmp_path):
    done = opsreport("run", "latest", "--params", tmp_path / "nope.yml")
    assert done.returncode == 66
    assert done.stderr.startswith("ERROR there is no parameter file ")


@pytest.mark.slow
def test_init_proposes_a_file_that_check_takes_and_never_writes_over_one(shop):
    params = shop.parent / "proposed.yml"
    done = opsreport("init", shop.parent / "orders.csv", "--out", params)
    assert (done.returncode, done.stderr) == (0, "")
    assert opsreport("check", "--params", params).returncode == 0
    before = params.read_bytes()
    done = opsreport("init", shop.parent / "orders.csv", "--out", params)
    assert done.returncode == 64
    assert done.stderr == f"ERROR {params}: the file is there already\n  Mend: name another by --out, or write over it by --force\n"
    assert params.read_bytes() == before


@pytest.mark.slow
def test_demo_writes_its_files_where_it_is_told(tmp_path):
    done = opsreport("demo", tmp_path / "shop")
    assert (done.returncode, done.stdout) == (0, f"the demo shop's files are in {tmp_path / 'shop'}\n")
    assert (tmp_path / "shop" / "truths.json").exists()
