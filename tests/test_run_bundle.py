"""The commands `bundle` and `pdf` of what was published before: what they write, and what they refuse, word for word."""

import shutil

import pytest
from command import opsreport
from test_run_contents import publish

from opsreport.errors import Mistake
from opsreport.run.bundle import bundle
from opsreport.run.pdf import pdf

PAGE = """<!DOCTYPE html><html><head><style>p {{ color: red }}
@page {{
  @top-left {{ content: "Shop · {title}"; font: 9pt; }}
  @bottom-right {{ content: counter(page); }}
}}
</style></head><body><a class="skip" href="#main">skip</a><a href="../index.html">all</a> <a href="index.en.html" lang="en">English</a>
<main id="main"><h1>{title}</h1><p><a href="growth.html#s1">on &amp; on</a> <a href="https://example.org/">web</a> {title}</p>
<svg viewBox="0 0 1 1" aria-labelledby="a b"><title id="a">x</title></svg><br><section id="s1"></section>
<section class="paper"><h2>Definitions</h2><dl><dt>Sales</dt><dd>money</dd></dl></section></main></body></html>"""


@pytest.fixture
def out(tmp_path):
    """A folder of reports with one of two pages, in Chinese only."""
    publish(tmp_path, "2024-06", languages=["zh"])
    for file, title in (("index.html", "Summary"), ("growth.html", "Growth")):
        (tmp_path / "2024-06" / file).write_text(PAGE.format(title=title))
    return tmp_path


def refused(make, *words):
    with pytest.raises(Mistake) as mistake:
        make(*words)
    return mistake.value.code, str(mistake.value)


def test_pages_are_put_together_and_only_ids_and_links_are_changed(out):
    path = bundle("2024-06", out)
    assert path == out / "2024-06" / "report-2024-06.html"
    made = path.read_text()
    assert '<div class="sheet" id="growth"><a class="skip" href="#growth/main">skip</a> \n<main id="growth/main"><h1>Growth</h1>' in made
    assert '<a href="#growth/s1">on &amp; on</a> <a href="https://example.org/">web</a> Summary' in made
    assert '<svg viewBox="0 0 1 1" aria-labelledby="growth/a growth/b"><title id="growth/a">x</title></svg><br>' in made
    assert made.count("color: red") == 1
    assert made.count("<dt>Sales</dt><dd>money</dd>") == 1
    assert [made.count(f'content: "{name}"') for name in ("Shop · Summary", "Shop · Growth", "小店 1 · 口径 · 2024年6月")] == [1, 1, 1]
    assert "index." not in made and "English" not in made


def test_the_newest_is_meant_by_latest_and_a_failed_place_is_named(out):
    publish(out, "2024-05")
    assert bundle("latest", out).parent.name == "2024-06"
    (out / "2024-06" / "growth.html").unlink()
    assert refused(bundle, "2024-06", out) == (
        66,
        f"{out / '2024-06' / 'growth.html'}: the page is no longer there\n  Mend: run the period again with --force",
    )


@pytest.mark.parametrize("make", [bundle, pdf])
def test_what_is_not_published_is_refused(out, make):
    assert refused(make, "2024-04", out) == (
        66,
        f"{out}: there is no published report of 2024-04\n  Mend: make it by `opsreport run 2024-04`; published are, the newest first: 2024-06",
    )
    assert refused(make, "2024-06", out, "en") == (
        64,
        "language: 2024-06 was not published in en\n  Mend: choose one of zh, or add it to `languages` in the parameter file and run again",
    )
    assert refused(make, "June", out)[0] == 64


def browser(folder, script):
    """A program in the place of the browser."""
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_no_browser_is_told_with_the_mend(out, monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(out))
    assert refused(pdf, "2024-06", out) == (
        66,
        "a PDF is printed by Chromium, and none is installed (looked for chromium, chromium-browser, google-chrome, google-chrome-stable)\n"
        "  Mend: apt install chromium, or name one in $CHROMIUM; `opsreport bundle` makes one file to forward without it",
    )
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    assert refused(pdf, "2024-06", out) == (
        66,
        "$CHROMIUM: there is no such program: no-such-browser\n  Mend: name a Chromium there, or unset it",
    )


@pytest.mark.skipif(not shutil.which("fc-list"), reason="no fontconfig on this machine")
def test_a_machine_without_chinese_letters_is_told_before_they_are_boxes(out, monkeypatch):
    (out / "fonts.conf").write_text("<fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(out / "fonts.conf"))
    monkeypatch.setenv("CHROMIUM", browser(out, "exit 0"))
    assert refused(pdf, "2024-06", out) == (
        66,
        "no font with Chinese letters is installed: they would be empty boxes\n"
        "  Mend: apt install fonts-noto-cjk, or print it in English by --language en",
    )


def test_a_browser_that_hangs_or_fails_leaves_nothing(out, monkeypatch):
    monkeypatch.setenv("CHROMIUM", hanging := browser(out, "sleep 60"))
    with pytest.raises(Mistake) as refused_:
        pdf("2024-06", out, seconds=0.2)
    assert (refused_.value.code, str(refused_.value)) == (
        75,
        f"{hanging}: the browser did not end within 0.2 s\n  Mend: try again when the machine is less busy, or look after {hanging}",
    )
    monkeypatch.setenv("CHROMIUM", failing := browser(out, "echo first; echo out of memory >&2; exit 3"))
    assert refused(pdf, "2024-06", out) == (
        74,
        f"{failing}: the browser failed (3): out of memory\n  Mend: open the bundle with it to see why",
    )
    assert not list(out.glob("2024-06/*.pdf"))


def test_the_commands_say_what_they_wrote(out):
    done = opsreport("bundle", "2024-06", "--out", out)
    assert (done.returncode, done.stdout) == (0, f"{out / '2024-06' / 'report-2024-06.html'} (0.0 MB)\n")
    done = opsreport("pdf", "2024-05", "--out", out)
    assert done.returncode == 66 and done.stderr.startswith(f"ERROR {out}: there is no published report of 2024-05")
