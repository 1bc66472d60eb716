"""The demo shop's report of its last month, in a real Chromium: every page in both languages, both themes, on a phone and on a desk."""

import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from languages import WORD, of_page
from one_source import Source, compared

from opsreport import demo
from opsreport.run.bundle import bundle
from opsreport.run.entries import Entry
from opsreport.show.format import Locale

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).parents[2]
WIDTHS = (360, 1280)
MEDIAN_KB, MOST_KB, BUNDLE_MB = 200, 400, 4
PAINT_MS = 1000  # wanted are 200 on an idle machine; this one runs other tests at the same time
OVERFLOW = """[...document.querySelectorAll('main *, nav *, header *')].filter(one =>
  one.checkVisibility({contentVisibilityAuto: true}) && !one.closest('.scroll, .hide, .skip') && one.getBoundingClientRect().right > innerWidth + 1
).map(one => `${one.tagName}.${one.className} ${one.textContent.slice(0, 40)}`)"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The folder of the published report."""
    home = tmp_path_factory.mktemp("home")
    demo.make(home / "demo")
    shutil.copytree(PROJECT / "params", home / "params")
    shutil.copytree(PROJECT / "notebooks", home / "notebooks")
    command = [Path(sys.executable).parent / "opsreport", "run", "2026-10", "--params", home / "params" / "report.yml", "--out", home / "reports"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=home, env={"PATH": "/usr/bin:/bin", "HOME": str(home)})
    assert done.returncode == 0, done.stderr
    return home / "reports" / "2026-10"


@pytest.fixture(scope="module")
def pages(report):
    """Every HTML file of the report, and of the list of reports."""
    return sorted(report.glob("*.html")) + sorted(report.parent.glob("*.html"))


@pytest.fixture(scope="module")
def tab(chromium):
    """A tab that remembers what it asked for and what it complained of."""
    page = chromium.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def test_every_page_asks_for_nothing_complains_of_nothing_and_fits(pages, tab):
    wrong = []
    for file in pages:
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 800})
            tab.asked.clear()
            tab.complaints.clear()
            tab.goto(file.as_uri())
            tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            found = [url for url in tab.asked if url != file.as_uri()] + tab.complaints + tab.evaluate(OVERFLOW)
            found += ["scrolls sideways"] if tab.evaluate("document.documentElement.scrollWidth") > width else []
            wrong += [f"{file.name} at {width}: {one}" for one in found]
    assert wrong == []


CLOSED = ("index.html", "index.en.html")  # are looked at closed, too; the others opened, which shows all that there is


def test_axe_finds_nothing_in_both_themes_closed_and_opened(pages, tab):
    import axe_playwright_python

    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
    wrong = []
    tab.set_viewport_size({"width": 360, "height": 800})
    for file in pages:
        if file.name.endswith(".en.html") and file.name not in CLOSED:
            continue  # the same elements in other words
        tab.emulate_media(color_scheme="light")
        tab.goto(file.as_uri())
        tab.evaluate(axe)  # by the debugger, which the page's policy does not bind
        if file.name in CLOSED:
            wrong += violations(tab, file, "light, closed")
        tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        wrong += violations(tab, file, "light")
        tab.emulate_media(color_scheme="dark")
        wrong += violations(tab, file, "dark", ["color-contrast"])
    tab.emulate_media(color_scheme="light")
    assert wrong == []


def violations(tab, file, state, rules=None):
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = tab.evaluate("options => axe.run(document, options).then(it => it.violations)", options)
    return [f"{file.name} {state}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def test_the_table_of_contents_leads_to_every_section(pages, tab):
    for file in pages:
        tab.goto(file.as_uri())
        targets = tab.evaluate("[...document.querySelectorAll('nav.toc a')].map(one => one.getAttribute('href'))")
        assert targets, file.name
        assert tab.evaluate("names => names.filter(name => !document.getElementById(name.slice(1)))", targets) == []


def test_pages_are_light_and_the_summary_is_there_at_once(pages, report, tab):
    sizes = {file.name: file.stat().st_size / 1000 for file in pages}
    assert statistics.median(sizes.values()) < MEDIAN_KB
    assert {name: size for name, size in sizes.items() if size > MOST_KB} == {}
    tab.goto((report / "index.html").as_uri())
    tab.wait_for_timeout(200)
    assert tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") < PAINT_MS


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_on_every_page_is_the_one_in_metrics_json(report, language):
    names = Entry(json.loads((report / "run.json").read_text("utf-8")), ()).names
    source = Source(json.loads((report / "metrics.json").read_text("utf-8")), Locale(language, "CNY", names))
    files = [file for file in report.glob("*.html") if file.name.endswith(".en.html") == (language == "en")]
    found = {file.name: compared(file.read_bytes(), source) for file in files}
    assert [line for _, wrong in found.values() for line in wrong] == []
    assert sum(count for count, _ in found.values()) > 200


def test_it_goes_into_one_file_to_forward(report):
    assert bundle("2026-10", report.parent, "zh").stat().st_size < BUNDLE_MB * 1_000_000


NAMED = {
    "users": ("channel", "city", "gender", "age_band", "tier"),
    "orders": ("channel", "category", "store"),
    "events": ("channel", "object_id", "event"),
    "channel_days": ("channel",),
    "campaigns": ("name", "kind", "channel"),
    "touches": ("channel",),
    "assignments": ("experiment",),
    "feedback": ("aspect", "channel"),
    "manual_figures": ("segment",),
    "work_items": ("kind", "role"),
}


@pytest.fixture(scope="module")
def known(report):
    """Values that have no name in either language, and are printed as they are; and the ids of figures, columns and files."""
    from opsreport.metrics import ALL
    from opsreport.shop import open_shop
    from opsreport.show.terms import VALUES
    from opsreport.tables import EVENTS, TABLES

    shop = open_shop(report.parents[1] / "params" / "report.yml")
    values = {
        value
        for table, columns in NAMED.items()
        for column in columns
        for value in shop.table(table).select(column).distinct()[column].to_pyarrow().to_pylist()
        if value
    }
    parts = {part for metric in ALL for part in metric.parts if part}
    columns = {column for table in TABLES.values() for column in table.columns}
    files = {word for receipt in shop.receipts for word in WORD.findall(Path(receipt.file).name)}
    nameless = sorted(values - {value for value in shop.names if isinstance(value, str)} - set(VALUES) - set(EVENTS), key=len, reverse=True)
    goods = {word for value in nameless for word in WORD.findall(value)}
    return {"nameless": nameless, "ids": {metric.id for metric in ALL} | parts | columns | files | goods}


def test_no_page_mixes_languages(pages, known):
    assert sorted({line for file in pages for line in of_page(file, **known)}) == []
