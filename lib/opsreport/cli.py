"""The command `opsreport`: a thin skin; each command is one call of a public function. Heavy imports wait until a command needs them."""

import signal
import sys
import warnings
from pathlib import Path
from typing import Annotated, Literal

import typer

from opsreport import terminal
from opsreport.errors import BAD_PARAMETER, Mistake

app = typer.Typer(
    help="Operation analysis reports of a shop or an app, from its raw files to pages to read.",
    epilog="Exit codes: 0 published, 64 bad parameter, 65 input refused, 66 input, report or browser missing, 70 a notebook failed and nothing was "
    "published, 73/74 cannot write, 75 another run is at it, 78 bad configuration, 79 published with a failed page in its place.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Params = Annotated[Path, typer.Option("--params", help="The parameter file of the shop.")]
Out = Annotated[Path, typer.Option("--out", help="The folder of the reports.")]
Force = Annotated[bool, typer.Option("--force", help="Make it again, although inputs, parameters and code are the same.")]
Running = Annotated[bool, typer.Option("--running", help="Report a period that is not over, as far as the data go.")]
PeriodName = Annotated[
    str,
    typer.Argument(
        metavar="PERIOD",
        help="2026-10, 2026-Q3, 2026-W43, 2026, 2026-10-05, 2026-10-01..2026-10-15 (both days included); previous-month, current-month "
        "(also day, week, quarter, year); latest: the last month that the data cover.",
    ),
]
Published = Annotated[str, typer.Argument(metavar="PERIOD", help="A published period, as in `run`; latest: the newest one that is published.")]
Spoken = Annotated[str | None, typer.Option("--language", metavar="LANGUAGE", help="A language of the report (zh, en); default: its first.")]
REPORT = Path("params/report.yml")
REPORTS = Path("reports")
USAGE = 2  # typer's exit code for a command that it cannot read


@app.command()
def run(period: PeriodName, params: Params = REPORT, out: Out = REPORTS, force: Force = False, running: Running = False):
    """Make and publish the report of one period: notebooks, pages in every language, metrics.json, run.json, index."""
    from opsreport.run import run as make

    with terminal.waiting("reading the data") as progress:
        outcome = make(params, period, out, force=force, running=running, progress=progress)
    terminal.tell(outcome)
    raise typer.Exit(outcome.code)


@app.command()
def due(params: Params = REPORT, out: Out = REPORTS):
    """Make every report that should exist by now and does not, oldest first: for cron, a systemd timer, CI. Safe to run as often as you like."""
    from opsreport.run import due as make

    _several(lambda progress: make(params, out, progress=progress), "nothing is due")


@app.command()
def backfill(
    first: Annotated[str, typer.Option("--from", metavar="PERIOD", help="The first period, as in `run`.")],
    last: Annotated[str, typer.Option("--to", metavar="PERIOD", help="The last period, of the same kind.")],
    params: Params = REPORT,
    out: Out = REPORTS,
    force: Force = False,
):
    """Make the reports of all periods from one to another, oldest first; those that are up to date stay as they are."""
    from opsreport.run import backfill as make

    _several(lambda progress: make(params, first, last, out, force=force, progress=progress), "no periods")


def _several(make, nothing):
    from opsreport.run.schedule import exit_code

    results = []
    with terminal.waiting("reading the data") as progress:
        for result in make(progress):
            terminal.tell_line(result)
            results.append(result)
    if not results:
        print(nothing)
    raise typer.Exit(exit_code(results))


@app.command()
def bundle(period: Published, language: Spoken = None, out: Out = REPORTS):
    """One HTML file to forward, of all pages of a published report: opens anywhere, offline, without scripts."""
    from opsreport.run.bundle import bundle as make

    terminal.tell_file(make(period, out, language))


@app.command()
def pdf(period: Published, language: Spoken = None, out: Out = REPORTS):
    """A published report as a PDF, printed by the Chromium that is installed ($CHROMIUM names another)."""
    from opsreport.run.pdf import pdf as make

    with terminal.waiting("printing"):
        made = make(period, out, language)
    terminal.tell_file(made)


@app.command()
def value(
    metrics: Annotated[list[str], typer.Argument(metavar="METRIC...", help="Names as in `opsreport metrics`, with options: retention_on_n[n=7].")],
    period: Annotated[str, typer.Option("--period", metavar="PERIOD", help="As in `run`; also a period that is not over.")] = "latest",
    by: Annotated[str | None, typer.Option("--by", metavar="COLUMN", help="A segment: acquisition_channel, order_channel, city, tier, ...")] = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option("--format", help="How to print it.")] = "table",
    params: Params = REPORT,
):
    """Figures without a notebook, with numerator, denominator, n and interval, or the reason why there is none."""
    from opsreport.run.values import values

    with terminal.waiting("reading the data"):
        figures = values(params, metrics, period, by)
    terminal.print_values(figures, format)


@app.command()
def metrics(format: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print it.")] = "table"):
    """The dictionary: every metric's id, names, formula, unit, direction, options, the columns it needs, its edge cases."""
    from opsreport.run.definitions import dictionary

    terminal.print_dictionary(dictionary(), format)


@app.command()
def check(params: Params = REPORT):
    """What the parameter file gives, in seconds: tables, rows read, set aside and why, days, which metrics are on and what the others want."""
    from opsreport.run.checks import check as look

    with terminal.waiting("reading the data"):
        found = look(params)
    terminal.print_check(found)


@app.command()
def init(
    files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="A shop's exports: CSV, Excel, Parquet, JSON lines.")],
    out: Annotated[Path, typer.Option("--out", help="The parameter file to write.")] = REPORT,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
):
    """Look at a shop's exports and propose a parameter file for them, with a comment at each guess."""
    from opsreport.sources.propose import propose

    if out.exists() and not force:
        raise Mistake("the file is there already", mend="name another by --out, or write over it by --force", code=BAD_PARAMETER, where=str(out))
    text = propose(files, out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, "utf-8")
    print(f"{out} written. Look at its comments, then: opsreport check --params {out}")


@app.command()
def demo(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where its raw files go.")] = Path("demo")):
    """Write the raw files of an invented shop: about 20,000 users and 25 months, the same on every machine."""
    from opsreport.demo import make

    with terminal.waiting("inventing the demo shop"):
        make(folder)
    print(f"the demo shop's files are in {folder}")


def main():
    """Run the command. A person's mistake is told as such, without a traceback; a stop signal ends the run and its kernels."""
    signal.signal(signal.SIGTERM, _stopped)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # of libraries, for their programmers
    try:
        app()
    except Mistake as mistake:
        sys.exit(terminal.refuse(mistake))
    except SystemExit as leaving:
        sys.exit(BAD_PARAMETER if leaving.code == USAGE else leaving.code)
    except BrokenPipeError:  # the reader of our output has gone, as in `opsreport metrics | head`
        sys.stderr.close()
        sys.exit(141)


def _stopped(number, _frame):
    print(f"stopped by signal {number}; what was being made was not published", file=sys.stderr)
    sys.exit(128 + number)
