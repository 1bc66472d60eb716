"""What the tests in Chromium share: the browser, a small shop's published report, and a page that remembers what it asked for."""

import os
import shutil
from pathlib import Path

import pytest
from small_site import write_site

from opsreport.run.locks import locked

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the small shop's period: made once for all workers, as figures take their time."""
    own = tmp_path_factory.getbasetemp()
    home = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "site"
    with locked(home.with_name("site.lock"), "the small site", wait=True):
        made = home / "made"
        if not made.exists():
            home.mkdir()
            made.write_text(str(write_site(home)), "utf-8")
        return Path(made.read_text("utf-8"))


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, site):
    """Opens a file at a width; gives the page, what it asked for and what it complained of."""
    opened = []

    def go(file, width=360, scheme="light", **more):
        page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, **more)
        opened.append(page)
        asked, complaints = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((site / file).resolve().as_uri())
        return page, asked, complaints

    yield go
    for page in opened:
        page.close()
