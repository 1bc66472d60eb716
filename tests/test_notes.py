"""A person's note: which file it is, who signed it, and that nothing in it can act, load or turn the page around."""

from pathlib import Path

import html5lib
import pytest

from opsreport.errors import Mistake
from opsreport.notes import LONGEST, Note, check, note
from opsreport.params import read_params
from opsreport.periods import period
from opsreport.show.format import Locale
from opsreport.show.note import note as shown

ZH, EN = Locale("zh", "CNY"), Locale("en", "CNY")
OCTOBER = period("2026-10")
REPORT = "shop: Shop\ntimezone: UTC\ncurrency: CNY\nlanguages: [zh, en]\nsources: {orders: {files: orders.csv}}\n"


def params(folder: Path, **files: str | bytes):
    (folder / "report.yml").write_text(REPORT, "utf-8")
    (folder / "notes").mkdir()
    for name, text in files.items():
        (folder / "notes" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_params(folder / "report.yml")


def mistake(do, folder) -> str:
    with pytest.raises(Mistake) as caught:
        do()
    assert caught.value.code == 78
    return str(caught.value).replace(f"{folder}/", "")


def test_a_file_a_language(tmp_path):
    given = params(tmp_path, **{"2026-10.md": "# 运营备注\n\n投放翻倍。\n", "2026-10.en.md": "Spending doubled.", "2026-09.md": "上个月"})
    assert note(given, OCTOBER, "zh") == Note("运营备注", "投放翻倍。")
    assert note(given, OCTOBER, "en") == Note(None, "Spending doubled.")
    assert note(given, period("2026-09"), "en") is None  # a page never falls back to another language
    assert note(given, period("2026-08"), "zh") is None


def test_a_folder_elsewhere_or_nowhere(tmp_path):
    given = params(tmp_path)
    assert note(given, OCTOBER, "zh") is None
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "2026-10.md").write_text("这里", "utf-8")
    (tmp_path / "report.yml").write_text(REPORT + "notes: words\n", "utf-8")
    assert note(read_params(tmp_path / "report.yml"), OCTOBER, "zh") == Note(None, "这里")


@pytest.mark.parametrize(
    "text, read",
    [
        ("", None),
        (" \n\n", None),
        ("# 运营备注\n", None),
        ("\ufeff# 运营备注\n投放翻倍。", Note("运营备注", "投放翻倍。")),
        ("## 服务岗 ##\n\n缺人", Note("服务岗", "缺人")),
        ("#\n\n缺人", Note(None, "#\n\n缺人")),
        ("#缺人", Note(None, "#缺人")),  # no heading without a space
        ("缺人\n# 服务岗", Note(None, "缺人\n# 服务岗")),
    ],
)
def test_the_first_line_may_sign_it(tmp_path, text, read):
    assert note(params(tmp_path, **{"2026-10.md": text}), OCTOBER, "zh") == read


def test_what_cannot_be_printed(tmp_path):
    files = {"2026-10.md": "好" * LONGEST, "2026-09.md": "好" * (LONGEST + 1), "2026-08.md": b"ab\xff"}
    given = params(tmp_path, **files)
    assert note(given, OCTOBER, "zh").markdown == "好" * 1000
    assert mistake(lambda: note(given, period("2026-09"), "zh"), tmp_path) == (
        "notes/2026-09.md: 1,001 characters; a note has at most 1,000\n  Mend: Shorten it; what is longer belongs on a page of its own."
    )
    assert mistake(lambda: note(given, period("2026-08"), "zh"), tmp_path) == (
        "notes/2026-08.md: not UTF-8 at byte 2\n  Mend: Save the file as UTF-8."
    )


def test_a_note_that_would_never_be_printed_is_found(tmp_path):
    given = params(tmp_path, **{"README.md": "x", "2026-10.md": "x", "2026-W43.en.md": "x", "2026-10-01..2026-10-15.en.md": "x", "2026-10-05.md": "x"})  # noqa: E501
    check(given)
    mend = "\n  Mend: Name it by its period and language: 2026-10.md or 2026-10.en.md."
    for name in ("2026-10.zh.md", "2026-10.txt", "2026-10.fr.md"):
        path = tmp_path / "notes" / name
        path.write_text("x", "utf-8")
        assert mistake(lambda: check(given), tmp_path) == f"notes/{name}: this is the name of no note{mend}"
        path.unlink()
    (tmp_path / "notes" / "2026-13.md").write_text("x", "utf-8")
    assert mistake(lambda: check(given), tmp_path).startswith('notes/2026-13.md: "2026-13" is not a period: ')


def test_the_aside():
    written = Note("运营备注", "投放**翻倍**，\n为`双11`备客。\n\n- 新客*多*\n- 复购少")
    assert shown(written, ZH) == (
        '<aside class="note" aria-label="备注"><p><b>运营备注</b> 投放<b>翻倍</b>，为<code>双11</code>备客。</p>'
        "<ul><li><span>新客<em>多</em></span></li><li><span>复购少</span></li></ul></aside>"
    )
    assert shown(Note(None, "Spending\ndoubled."), EN) == '<aside class="note" aria-label="Note"><p><b>Note</b> Spending doubled.</p></aside>'
    assert shown(Note(None, "1. one\n2. two"), EN) == (
        '<aside class="note" aria-label="Note"><p><b>Note</b> </p><ol><li><span>one</span></li><li><span>two</span></li></ol></aside>'
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "a <img src=x onerror=alert(1)> b",
    "<details open ontoggle=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "[x](//evil.example/a)",
    "[x](file:///etc/passwd)",
    "![words](https://evil.example/pixel.png)",
    "![x](x \"onerror=alert(1)\")",
    "<https://evil.example> <javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://evil.example/"onmouseover="alert(1))',
    "```html\n<script>alert(1)</script>\n```",
    "    <script>indented</script>",
    "<style>body{display:none}</style>",
    "# <script>a</script>\n\nb",
    "> <iframe src=//evil.example>",
    "| a | b |\n|---|---|\n| <b onclick=x> | c |",
    "\u202eabc",
    "--- \n***\n",
    "a\0b",
    "&lt;script&gt;",
    "<!-- --><base href=//evil.example>",
]
ALLOWED = {"aside", "p", "b", "em", "code", "ul", "ol", "li", "span", "blockquote", "a", "br"}


@pytest.mark.parametrize("markdown", HOSTILE)
def test_nothing_in_it_acts_or_loads(markdown):
    tree = html5lib.parseFragment(shown(Note("<b onclick=x>\u202e", markdown), EN), namespaceHTMLElements=False)
    for element in tree.iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in ALLOWED, element.tag
        assert set(element.attrib) <= {"class", "aria-label"} | ({"href", "rel"} if element.tag == "a" else set())
        assert element.get("href", "https://").startswith("https://")
    text = "".join(tree.itertext())
    assert "\u202e" not in text and "\0" not in text


def test_what_is_shown_of_it():
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown(Note(None, "a <img src=x onerror=alert(1)> b"), EN)
    assert shown(Note(None, "![the words](https://evil.example/p.png)"), EN).endswith("<p><b>Note</b> the words</p></aside>")
    link = shown(Note(None, "[看表](https://example.org/a?b=1&c=2) [x](javascript:y)"), ZH)
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer">看表</a> x</p>' in link
    assert "价格$50和$60" in shown(Note(None, "价格$50和$60"), ZH)  # money is no formula
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in shown(Note(None, "a\n\n```\n<script>alert(1)</script>\n```"), EN)


def test_the_demo_shop_has_one_in_each_language():
    given = read_params(Path(__file__).parent.parent / "params" / "report.yml")
    zh, en = (note(given, OCTOBER, language) for language in ("zh", "en"))
    assert (zh.signed, en.signed) == ("运营备注", "Note from operations")
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in en.markdown)
    assert not any(letter.isascii() and letter.isalpha() for letter in zh.markdown)
