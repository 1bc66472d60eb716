"""Takes the READMEs' pictures anew, of the demo's newest summary page: `python tests/browser/pictures.py [PERIOD]`, after `make report`."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

REPORTS = Path(__file__).parents[2] / "reports"
PAGES = {"zh": "index.html", "en": "index.en.html"}
WIDTH, COLORS = 1280, 96
MOST_BYTES = 200_000


def take(browser, page: Path, picture: Path) -> None:
    """The page down to the end of its headline figures, in few colours: small, and sharp enough to read."""
    tab = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
    tab.goto(page.resolve().as_uri())
    cards = tab.locator("#figures").bounding_box()
    whole = tab.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": cards["y"] + cards["height"]})
    Image.open(io.BytesIO(whole)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(picture, optimize=True)
    assert picture.stat().st_size < MOST_BYTES, picture


def main(period: str) -> None:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language, name in PAGES.items():
            take(browser, REPORTS / period / name, REPORTS / f"example.{language}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else max(path.parent.name for path in REPORTS.glob("*/run.json")))
