"""How the command speaks: lines, tables, and a bar for what takes longer than two seconds. Quiet where nobody watches."""

import csv
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opsreport.errors import Mistake
from opsreport.units import Unit

PATIENCE = 2.0  # seconds without a bar


def language() -> str:
    """The language of names on this terminal: Chinese where the locale is."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if spoken.startswith("zh") else "en"


def refuse(mistake: Mistake) -> int:
    """Say what went wrong and how to mend it; the exit code."""
    print(f"ERROR {mistake}", file=sys.stderr)
    return mistake.code


@contextmanager
def waiting(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on stderr that appears after two seconds, on a terminal only; yields the function that moves it."""
    if not sys.stderr.isatty():
        yield lambda done, total, last: None
        return
    from rich.console import Console
    from rich.progress import Progress, TimeElapsedColumn

    bar = Progress(*Progress.get_default_columns()[:2], TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)

    def move(done: int, total: int, last: str) -> None:
        bar.update(task, completed=done, total=total, description=f"notebooks, {done} of {total} done{f', last {last}' if last else ''}")

    timer = threading.Timer(PATIENCE, bar.start)
    timer.start()
    try:
        yield move
    finally:
        timer.cancel()
        bar.stop()


def tell(outcome) -> None:
    """The end of a run: headline figures and the page to open."""
    from opsreport.metrics import find
    from opsreport.show.format import Locale
    from opsreport.show.wording import metric_name

    tell_line(outcome)
    locale = Locale(language(), outcome.currency)
    rows = [(metric_name(find(entry["id"])(**entry["options"]), locale), _said(entry, locale)) for entry in outcome.headline]
    print_table(("", ""), rows)
    print(f"Open {outcome.page}")


def _said(entry, locale):
    from opsreport.kinds import Reading
    from opsreport.show.format import figure
    from opsreport.show.wording import reason

    if entry.get("value") is not None:
        return str(figure(entry["value"], Unit(entry["unit"]), locale))
    mature = entry.get("latest_mature")
    known = f"; {mature['period']}: {figure(mature['value'], Unit(entry['unit']), locale)}" if mature else ""
    return f"{reason(Reading(reason=entry['reason'], needs=tuple(entry.get('needs', ()))), locale)}{known}"


def tell_line(result) -> None:
    """What one period came to, in a line; what went wrong goes to stderr."""
    mistake = getattr(result, "mistake", None)
    if mistake:
        print(f"{result.period.label}: not published\nERROR {mistake}", file=sys.stderr)
        return
    but = f" without {', '.join(result.failed)}" if result.failed else ""
    print(f"{result.period.label}: {result.status}{but}{f' ({result.page})' if result.status == 'published' else ''}")
    for page, why in result.failed.items():
        what = f"{why}; a placeholder stands in its place"
        print(f"ERROR {result.period.label} {page}.ipynb: {what}\n  Mend: read the traceback in {result.log}", file=sys.stderr)


def tell_file(path) -> None:
    """A file that was made, and how large it is."""
    print(f"{path} ({path.stat().st_size / 1_000_000:.1f} MB)")


def print_values(entries: list[dict], format: str) -> None:
    """Entries of metrics.json as they are (JSON), or as rows of equal columns (table, CSV)."""
    from opsreport.run.values import flat

    if format == "json":
        print(json.dumps(entries, ensure_ascii=False, indent=1))
        return
    rows = flat(entries)
    if not rows:
        print("no rows", file=sys.stderr)
    elif format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([["" if value is None else value for value in row.values()] for row in rows])
    else:
        print_table(tuple(rows[0]), [tuple("" if value is None else str(value) for value in row.values()) for row in rows])


def print_table(heads: tuple[str, ...], rows: list[tuple]) -> None:
    """A plain table: as wide as it needs to be, no lines but under its heads."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from opsreport.show.markup import plain

    table = Table(*heads, box=SIMPLE_HEAD, show_header=any(heads), pad_edge=False)
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row))
    console = Console(width=None if sys.stdout.isatty() else 10_000, highlight=False)
    with console.capture() as drawn:
        console.print(table)
    print("\n".join(line for drawn_line in drawn.get().splitlines() if (line := drawn_line.rstrip())))


def print_dictionary(entries: list[dict], format: str) -> None:
    if format == "json":
        print(json.dumps(entries, ensure_ascii=False, indent=1))
        return
    spoken = language()
    rows = [(entry["id"], entry["name"][spoken], entry["formula"][spoken], entry["unit"], entry["better"], entry["options"]) for entry in entries]
    print_table(("id", "name", "formula", "unit", "better", "options"), [(*row[:5], _options(row[5])) for row in rows])


def _options(options):
    return ", ".join(f"{name}={value['default'] if value['default'] is not None else 'rules'}" for name, value in options.items())


def print_check(found) -> None:
    """What `opsreport check` found, for a person."""
    spoken = language()
    print(f"{found.shop[spoken]}: data from {found.data_from} until {found.data_until}\n")
    heads = ("table", "file", "read", "accepted", "filtered", "set aside", "duplicates", "set aside for")
    rows = [
        (r.table, r.file, f"{r.read:,}", f"{r.accepted:,}", f"{r.filtered:,}", f"{r.set_aside:,}", f"{r.duplicates:,}", _reasons(r, spoken))
        for r in found.receipts
    ]
    print_table(heads, rows)
    print_table(("table", "first day", "last day"), [(name, *map(str, days)) for name, days in found.days.items()])
    print(f"Metrics on ({len(found.on)}): {', '.join(found.on)}")
    if found.off:
        print(f"\nMetrics off ({len(found.off)}), for want of:")
        print_table(("", ""), [(name, ", ".join(wants)) for name, wants in found.off.items()])


def _reasons(receipt, spoken):
    top = sorted(receipt.reasons, key=lambda reason: -reason.rows)[:3]
    return "; ".join(f"{reason.column} {reason.words[spoken]}: {reason.rows:,} (first: row {reason.first_row})".strip() for reason in top)
