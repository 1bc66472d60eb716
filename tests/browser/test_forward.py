"""What is forwarded: one file that shows a page at a time without scripts, and a PDF whose Chinese can be copied."""

import re

import html5lib
import pytest
from pypdf import PdfReader
from small_site import PAGES, titles

from opsreport.run import index
from opsreport.run.bundle import bundle, text
from opsreport.run.pdf import pdf

SHOWN = "[...document.querySelectorAll('.sheet')].filter(one => one.checkVisibility()).map(one => one.id)"
MEGABYTES = 4


@pytest.fixture(scope="module")
def bundles(site):
    return {language: bundle("2024-06", site.parent, language) for language in ("zh", "en")}


@pytest.fixture(scope="module")
def paper(site):
    return PdfReader(pdf("2024-06", site.parent, "zh"))


@pytest.fixture(scope="module")
def printed(paper):
    """The text of each page, as it is copied."""
    return [page.extract_text() for page in paper.pages]


def test_it_is_one_sound_file_with_every_page(bundles):
    for path in bundles.values():
        source = path.read_bytes()
        assert len(source) < MEGABYTES * 1_000_000
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(source)
        assert [node.get("id") for node in root.find("body")][: len(PAGES)] == list(PAGES)
        assert not list(root.iter("script")) and not [name for node in root.iter() for name in node.attrib if name.startswith("on")]
        assert root.find("head/meta").get("content").startswith("default-src 'none'")


def test_ids_are_its_own_and_every_link_stays_inside(bundles):
    for path in bundles.values():
        root = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert len(ids) == len(set(ids))
        targets = {node.get("href") for node in root.iter("a")}
        assert {target for target in targets if not (target.startswith("#") and target[1:] in ids)} == set()
        assert {"#growth", "#retention/s1", "#data/main"} <= targets


def test_one_page_is_shown_at_a_time_without_scripts(visit, bundles):
    page, asked, complaints = visit(bundles["zh"], java_script_enabled=False)
    assert page.locator(".sheet:visible").evaluate_all("all => all.map(one => one.id)") == ["summary"]
    page.click(".sheet:visible nav.pages a[href='#repurchase']")
    assert page.locator(".sheet:visible").evaluate_all("all => all.map(one => one.id)") == ["repurchase"]
    page.click(".sheet:visible nav.toc summary")
    page.click(".sheet:visible nav.toc a >> nth=1")
    assert page.locator(".sheet:visible").evaluate_all("all => all.map(one => one.id)") == ["repurchase"]
    assert page.url.endswith("#repurchase/s1")
    page.go_back()
    page.go_back()
    assert page.locator(".sheet:visible").evaluate_all("all => all.map(one => one.id)") == ["summary"]
    assert asked == [bundles["zh"].as_uri()] and complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_it_fits(visit, bundles, width):
    page, *_ = visit(bundles["en"], width)
    for name in PAGES:
        page.evaluate("name => location.hash = name", name)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate(SHOWN) == [name]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_browser_without_has_shows_all_pages_one_after_another(chromium, bundles):
    page = chromium.new_page()
    page.set_content(bundles["zh"].read_text("utf-8").replace("selector(:has(a))", "selector(:never)"))
    assert page.evaluate(SHOWN) == list(PAGES)
    page.close()


def test_the_same_report_gives_the_same_file(site, bundles):
    entry = index.find(site.parent, "latest")
    assert text(entry, site.parent, "zh") == bundles["zh"].read_text("utf-8") == text(entry, site.parent, "zh")


def test_paper_has_every_page_with_its_name_and_number_in_the_margin(paper, printed):
    margins = [re.search(r"小店 · (\S+?) · 2024年6月", page)[1] for page in printed]
    assert list(dict.fromkeys(margins)) == [*(title.zh for title in titles().values()), "口径"]  # definitions last: paper cannot be tapped
    assert [f"{number} / {len(printed)}" in " ".join(page.split()) for number, page in enumerate(printed, start=1)] == [True] * len(printed)
    width, height = (float(side) / 72 * 25.4 for side in paper.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)


def test_chinese_can_be_copied_out_of_the_paper(printed, site):
    copied = "".join(printed)
    assert {letter for letter in copied if "\u2e80" <= letter <= "\u2fdf"} == set()  # radicals that look like letters
    root = html5lib.parse((site / "index.html").read_bytes(), namespaceHTMLElements=False)
    sentence = "".join(next(root.iter("h1")).itertext())
    assert sentence in re.sub(r"\s", "", copied)
    assert copied.count("用户") > 20
