"""Every page in a real Chromium: asks nobody for anything, complains of nothing, fits a phone, can be read and walked through."""

import json

import html5lib
import pytest
from one_source import Source, compared
from small_site import PAGES

from opsreport.show.format import Locale

STEMS = ["index", *PAGES[1:]]
FILES = [f"{stem}{ending}.html" for stem in STEMS for ending in ("", ".en")] + ["failed.html", "../index.html", "../index.en.html"]
KILOBYTES = 300
OVERFLOW = """[...document.querySelectorAll('main *, nav *, header *')].filter(one =>
  one.checkVisibility({contentVisibilityAuto: true}) && !one.closest('.scroll, .hide, .skip') && one.getBoundingClientRect().right > innerWidth + 1
).map(one => `${one.tagName}.${one.className} ${one.textContent.slice(0, 40)}`)"""
CONTRAST = """() => {
  const light = color => { const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b }
  const paper = light(getComputedStyle(document.body).backgroundColor)
  return [...document.querySelectorAll('main :is(p, dt, dd, th, td, h1, h2, h3, small, caption, b, li, a), nav a')].map(one => {
    const ink = light(getComputedStyle(one).color), [a, b] = [Math.max(ink, paper), Math.min(ink, paper)]
    return [(a + .05) / (b + .05), one.tagName + ' ' + one.textContent.slice(0, 30)]
  }).filter(([ratio]) => ratio < 4.5).map(([ratio, text]) => `${ratio.toFixed(1)} ${text}`)
}"""


@pytest.mark.parametrize("file", FILES)
def test_it_asks_for_nothing_complains_of_nothing_and_fits_a_phone(visit, site, file):
    page, asked, complaints = visit(file)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert asked == [(site / file).resolve().as_uri()]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("file", FILES)
def test_it_is_small_and_well_formed(site, file):
    source = (site / file).read_bytes()
    assert len(source) < KILOBYTES * 1000
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(source)
    assert len(list(root.iter("h1"))) == 1
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert not list(root.iter("script")) and not [node for node in root.iter() for name in node.attrib if name.startswith("on")]


@pytest.mark.parametrize("file", ["index.html", "repurchase.en.html", "data.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(visit, file, scheme):
    page, *_ = visit(file, 1280, scheme)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == {"light": "rgb(255, 255, 255)", "dark": "rgb(19, 22, 21)"}[scheme]
    assert page.evaluate(CONTRAST) == []


def test_what_can_be_tapped_is_large_enough_and_what_scrolls_can_be_reached(visit):
    small = """[...document.querySelectorAll('nav a, summary, .mast a, footer a')].filter(one => one.checkVisibility())
      .map(one => [one.getBoundingClientRect(), one.textContent]).filter(([box]) => box.height < 27.5).map(([box, text]) => text.slice(0, 40))"""
    unreachable = """[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth && one.tabIndex < 0)
      .map(one => one.textContent.slice(0, 40))"""
    for file in ("index.html", "retention.en.html", "data.html", "../index.html"):
        page, *_ = visit(file)
        assert page.evaluate(small) == []
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate(unreachable) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_on_a_page_is_the_one_in_metrics_json(site, language):
    source, counts = Source(json.loads((site / "metrics.json").read_text("utf-8")), Locale(language, "CNY")), {}
    for stem in STEMS:
        counts[stem], wrong = compared((site / f"{stem}{'.en' if language == 'en' else ''}.html").read_bytes(), source)
        assert wrong == []
    assert [stem for stem, count in counts.items() if count < 8] == ["data"]  # which prints no figures


def test_a_chart_is_shown_once_in_the_width_of_the_screen(visit):
    shown = "[...document.querySelectorAll('.chart svg')].filter(one => one.checkVisibility()).map(one => one.getAttribute('class'))"
    assert set(visit("repurchase.html", 360)[0].evaluate(shown)) == {"n"}
    assert set(visit("repurchase.html", 1280)[0].evaluate(shown)) == {"w"}


def test_a_name_opens_its_definition_by_keyboard_and_without_scripts(visit):
    page, *_ = visit("index.html", java_script_enabled=False)
    page.locator(".card summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".card dl.facts").first.is_visible()


def test_one_walks_from_page_to_page_and_from_language_to_language(visit):
    page, *_ = visit("index.html")
    page.click("nav.pages a[href='repurchase.html']")
    assert page.title() == "复购与价值 · 小店 2024年6月"
    page.click("header a[lang=en]")
    assert page.title() == "Repurchase and value · Small Shop June 2024"
    assert page.url.endswith("repurchase.en.html")
    page.click("nav.toc summary")
    page.click("nav.toc a >> nth=-1")
    assert "#s" in page.url


def test_the_contents_are_one_line_on_a_phone_and_all_there_beside_the_page(visit):
    lines = "[...document.querySelectorAll('nav.toc a')].filter(one => one.checkVisibility({contentVisibilityAuto: true})).length"
    phone, desk = (visit("growth.en.html", width)[0] for width in (360, 1280))
    assert phone.evaluate(lines) == 0 and phone.locator("nav.toc").bounding_box()["height"] < 40
    assert desk.evaluate(lines) == desk.locator("nav.toc a").count() > 3 and not desk.locator("nav.toc summary").is_visible()


def test_no_column_of_a_comparison_is_beyond_the_phones_edge(visit):
    page, *_ = visit("growth.html")
    page.evaluate("document.querySelectorAll('.folded details').forEach(one => one.open = true)")
    hidden = "[...document.querySelectorAll('section > table, .folded table')].filter(one => one.checkVisibility() && !one.closest('.more'))"
    assert page.evaluate(hidden + ".length") > 1
    assert page.evaluate(hidden + ".filter(one => one.closest('.scroll') || one.getBoundingClientRect().right > innerWidth).length") == 0


def test_paper_has_the_definitions_and_no_navigation(visit):
    page, *_ = visit("repurchase.html", 688, "dark")
    page.emulate_media(media="print")
    assert page.locator(".paper").is_visible() and not page.locator("nav.toc").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".chart .w").first.is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
