"""An executed notebook as a page: inert, whole, in one language, without code."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import html5lib
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from opsreport.periods import period
from opsreport.report import Chrome, placeholder, render, stylesheet
from opsreport.report.cells import blocks
from opsreport.show.output import MIME
from opsreport.words import Text

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
EVIL = "<script>alert(1)</script>"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
CHROME = Chrome(
    shop=Text("青禾<商城>", "Qinghe <Shop>"),
    period=period("2026-10"),
    page="repurchase",
    pages=[
        ("summary", Text("总览", "Summary"), "index", "published"),
        ("repurchase", Text("复购", "Repurchase"), "repurchase", "published"),
        ("data", Text("数据", "Data"), "data", "failed"),
    ],
    languages=("zh", "en"),
    provenance=[(Text("数据截至", "Data until"), "2026-10-31"), (Text("货币", "Currency"), Text("人民币", "yuan"))],
    index_href="../index.html",
)


def ours(zh: str, en: str, heading: dict | None = None, definitions: dict | None = None, answer: dict | None = None):
    payload = {"html": {"zh": zh, "en": en}, "figures": [], "heading": heading or {}, "definitions": definitions or {}, "answer": answer or {}}
    payload["page"] = {
        "name": "repurchase",
        "language": "en",
        "shop": {"zh": "店", "en": "Shop"},
        "period": {"zh": "2026年10月", "en": "October 2026"},
    }
    return new_output("execute_result", {"text/html": "<p>for the lab</p>", MIME: payload}, execution_count=1)


def shown(data, kind="display_data", **more):
    return new_output(kind, data, **more)


def notebook(*cells):
    title = new_markdown_cell("# 复购与价值 | Repurchase and value\n\n买过的人还买吗？ | Do buyers buy again?")
    return new_notebook(cells=[title, *cells], metadata={"papermill": {"input_path": "/secret/in.ipynb"}})


def code(*outputs, source="secret_code = 1"):
    return new_code_cell(source, outputs=list(outputs))


def parsed(page: str):
    return html5lib.parse(page, namespaceHTMLElements=False)


def body_text(page: str) -> str:
    return " ".join("".join(parsed(page).find("body").itertext()).split())


SECTIONS = notebook(
    new_markdown_cell("## 谁在复购 | Who buys again"),
    code(ours("<p>一</p>", "<p>one</p>")),
    new_markdown_cell("## 首购 | First orders\n\n一句话 | A sentence"),
    code(ours("<p>二</p>", "<p>two</p>")),
)


@pytest.fixture(params=["zh", "en"])
def language(request):
    return request.param


def test_the_policy_comes_first_and_nothing_is_asked_of_anybody(language):
    root = parsed(render(SECTIONS, CHROME, language))
    first, second = list(root.find("head"))[:2]
    assert (first.tag, first.get("http-equiv"), first.get("content")) == ("meta", "Content-Security-Policy", POLICY)
    assert second.get("charset") == "utf-8"
    assert not {node.tag for node in root.iter()} & {"script", "iframe", "object", "embed", "base", "form"}
    for node in root.iter():
        assert not [name for name in node.attrib if name.startswith("on")]
        assert node.get("src", "data:").startswith("data:")
        assert "//" not in node.get("href", "")
    assert "url(" not in stylesheet() and "@import" not in stylesheet()


def test_a_page_in_each_language():
    zh, en = (render(SECTIONS, CHROME, one) for one in ("zh", "en"))
    assert (parsed(zh).get("lang"), parsed(en).get("lang")) == ("zh-CN", "en")
    assert [node.text for node in parsed(zh).iter("h2")] == ["谁在复购", "首购", "本期各页"]
    assert [node.text for node in parsed(en).iter("h2")] == ["Who buys again", "First orders", "Pages of this period"]
    assert ("一句话" in zh, "A sentence" in zh, "<p>一</p>" in zh, "<p>one</p>" in zh) == (True, False, True, False)
    assert ("一句话" in en, "A sentence" in en, "<p>一</p>" in en, "<p>one</p>" in en) == (False, True, False, True)
    assert [node.text for node in parsed(en).iter("h1")] == ["Repurchase and value"]
    assert "Do buyers buy again?" in en


def test_the_contents_lead_to_the_sections_and_agree_in_both_languages():
    links = []
    for language in ("zh", "en"):
        root = parsed(render(SECTIONS, CHROME, language))
        ids = {node.get("id") for node in root.iter()}
        links.append([a.get("href") for a in root.find(".//nav[@class='toc']").iter("a")])
        assert all(link[1:] in ids for link in links[-1])
    assert links[0] == links[1] == ["#s1", "#s2"]


def test_a_finding_takes_the_place_of_the_title():
    found = notebook(code(ours('<section id="figures"><h2>关键数字</h2></section>', "", {"zh": "复购率<b>降</b>", "en": "It fell"})))
    root = parsed(render(found, CHROME, "zh"))
    assert ["".join(node.itertext()) for node in root.iter("h1")] == ["复购率降"]
    assert "复购与价值，本期已结束" in body_text(render(found, CHROME, "zh"))
    assert root.find(".//nav[@class='toc']//a").get("href") == "#figures"


def test_code_streams_tracebacks_and_metadata_are_absent(language):
    page = render(
        notebook(
            code(new_output("stream", name="stdout", text="printed"), new_output("stream", name="stderr", text="/home/x warned")),
            code(new_output("error", ename="ValueError", evalue="secret", traceback=["Traceback /home/x"])),
            code(ours("<p>一</p>", "<p>one</p>")),
        ),
        CHROME,
        language,
    )
    for secret in ("secret", "printed", "/home/x", "papermill", "for the lab", "In [", "Out["):
        assert secret not in page


def test_an_analysts_own_table_and_picture_are_shown_and_inert():
    acting = f'{EVIL}<img src=x onerror=alert(1)><a href="javascript:x">y</a>'
    frame = f'<style>td{{color:red}}</style><table onclick="x()"><tr><td colspan="2">7</td></tr></table>{acting}'
    page = render(notebook(code(shown({"text/html": frame})), code(shown({"image/png": DOT, "text/plain": "<Figure>"}))), CHROME, "en")
    main = parsed(page).find(".//main")
    assert [node.get("colspan") for node in main.iter("td")] == ["2"]
    assert [node.get("src")[:14] for node in main.iter("img")] == ["data:image/png"]
    assert not {node.tag for node in main.iter()} & {"script", "a", "style"}
    assert "onclick" not in page and "alert(1)" not in page


def test_an_analysts_text_is_text():
    page = render(notebook(code(shown({"text/plain": EVIL})), new_markdown_cell(f"两种 {EVIL}\n\n{{{{ 7*7 }}}}")), CHROME, "en")
    assert not list(parsed(page).iter("script"))
    assert EVIL in body_text(page) and "{{ 7*7 }}" in page


def test_names_are_escaped_wherever_they_stand(language):
    page = render(SECTIONS, CHROME, language)
    assert CHROME.shop[language] in body_text(page)
    assert CHROME.shop[language] in parsed(page).find("head/title").text
    assert not list(parsed(page).iter("商城")) and not list(parsed(page).iter("shop"))


def test_the_neighbours_the_languages_and_the_foot():
    page = render(SECTIONS, CHROME, "en")
    root = parsed(page)
    assert [(a.get("href"), a.text, a.get("aria-current")) for a in root.find(".//nav[@class='pages']").iter("a")] == [
        ("index.en.html", "Summary", None),
        ("repurchase.en.html", "Repurchase", "page"),
        ("data.en.html", "Data", None),
    ]
    assert "Data could not be made" in body_text(page)
    assert [(a.get("href"), a.text) for a in root.find(".//header").iter("a")] == [("../index.html", "All periods"), ("repurchase.html", "中文")]
    assert "Period 2026-10-01 to 2026-10-31" in " ".join(" ".join(root.find(".//footer").itertext()).split())
    assert "Currency yuan" in " ".join(" ".join(root.find(".//footer").itertext()).split())


def test_definitions_stand_at_the_end_once_for_paper():
    one = ours("", "", definitions={"zh": [["复购率", "二÷一"]], "en": [["Rate", "two ÷ one"]]})
    page = render(notebook(code(one), code(one)), CHROME, "en")
    assert page.count("two ÷ one") == 1 and 'class="paper"' in page


def test_equal_notebooks_give_equal_bytes(language):
    assert render(SECTIONS, CHROME, language) == render(SECTIONS, CHROME, language)


def test_the_notebook_is_not_changed(language):
    before = nbformat.writes(SECTIONS)
    render(SECTIONS, CHROME, language)
    assert nbformat.writes(SECTIONS) == before


def test_a_page_that_failed_says_so_and_leads_on(language):
    page = placeholder(CHROME, language)
    root = parsed(page)
    assert [node.text for node in root.iter("h1")] == [CHROME.title[language]]
    assert {"zh": "这一页没有生成", "en": "This page could not be made"}[language] in body_text(page)
    assert len(list(root.find(".//nav[@class='pages']").iter("a"))) == 3


def test_a_running_period_says_how_far_it_counts():

    whole = period("2026-11")
    running = replace(CHROME, period=replace(whole, end=whole.start.replace(day=9)))
    assert "still running: counted through 8 November 2026" in body_text(render(SECTIONS, running, "en"))


@pytest.mark.parametrize(
    "source, zh, en",
    [
        ("## 甲 | A", ["## 甲"], ["## A"]),
        ("甲\n\n乙 | B", ["甲", "乙"], ["甲", "B"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["| a | b |\n|---|---|\n| 1 | 2 |"], ["| a | b |\n|---|---|\n| 1 | 2 |"]),
        ("a | b | c", ["a | b | c"], ["a | b | c"]),
    ],
)
def test_the_half_of_a_language(source, zh, en):
    assert (list(blocks(source, "zh")), list(blocks(source, "en"))) == (zh, en)


def test_nbconvert_by_hand_makes_the_page_of_a_notebook_that_says_itself_whose_it_is(tmp_path):
    nbformat.write(SECTIONS, tmp_path / "out.ipynb")
    done = subprocess.run(
        [Path(sys.executable).parent / "jupyter", "nbconvert", "--to", "html", "--template", "opsreport", "out.ipynb"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out.html").read_text("utf-8")
    assert parsed(page).get("lang") == "en"
    assert "<p>one</p>" in page and "secret_code" not in page
    assert "October 2026" in body_text(page) and "Shop Operations report" in body_text(page)
    assert list(parsed(page).find("head"))[0].get("content") == POLICY


def test_what_a_call_found_answers_the_question_of_its_section(language):
    found = {"zh": "降到<b>22.7%</b>", "en": "It fell to <b>22.7%</b>"}
    page = render(notebook(new_markdown_cell("## 真变了吗 | Is it real"), code(ours("<p>一</p>", "<p>one</p>", answer=found))), CHROME, language)
    question = {"zh": "真变了吗", "en": "Is it real"}[language]
    assert f"<h2><small>{question}</small>{found[language]}</h2>" in page
    assert f'<a href="#s1">{question}</a>' in page


def test_a_second_finding_of_a_section_stands_over_what_it_shows():
    first, second = ({"zh": text, "en": text} for text in ("one", "two"))
    shown = [code(ours("<p>甲</p>", "<p>a</p>", answer=first)), code(ours("<p>乙</p>", "<p>b</p>", answer=second))]
    page = render(notebook(new_markdown_cell("## 问 | Q"), *shown), CHROME, "en")
    assert "<h2><small>Q</small>one</h2><p>a</p><h3>two</h3><p>b</p>" in page


def test_a_section_of_the_third_level_is_folded_and_in_the_contents():
    cells = new_markdown_cell("## 问 | Q"), code(ours("甲", "a")), new_markdown_cell("### 余 | Rest"), code(ours("乙", "b"))
    page = render(notebook(*cells), CHROME, "en")
    assert '<section class="folded"><details><summary><h2>Rest</h2></summary><div id="s2">b</div></details></section>' in page
    assert '<a href="#s2">Rest</a>' in page


def test_a_section_whose_call_has_nothing_to_say_is_left_out():
    cells = new_markdown_cell("## 为什么 | Why"), code(ours("", "")), new_markdown_cell("## 问 | Q"), code(ours("甲", "a"))
    page = render(notebook(*cells), CHROME, "en")
    assert "Why" not in body_text(page) and '<section id="s1"><h2>Q</h2>a</section>' in page


def test_the_question_of_the_page_gives_way_to_a_finding():
    found = notebook(code(ours("", "", {"zh": "降了", "en": "It fell"})))
    assert "Do buyers buy again?" not in body_text(render(found, CHROME, "en"))
    assert "Do buyers buy again?" in body_text(render(SECTIONS, CHROME, "en"))


def lacking(**names):
    """An output that has nothing to show for want of data."""
    made = ours("", "")
    made.data[MIME]["lacking"] = {"zh": [["积分", name] for name in names.values()], "en": [["points", name] for name in names]}
    return code(made)


def test_the_page_that_lists_what_is_missing_lists_what_all_pages_found_and_denies_none_of_it():
    listing = ours("所有指标都有数据。", "Every metric has its data.")
    listing.data[MIME]["off"] = {"zh": [], "en": []}
    cells = notebook(new_markdown_cell("## 缺 | Missing"), code(listing))
    assert "Every metric has its data." in render(cells, CHROME, "en")
    page = render(cells, replace(CHROME, lacking={"en": [("records", "Cards bound")]}), "en")
    assert "Every metric has its data." not in page and "No records" in page and "1 not computed: Cards bound" in page


def test_a_section_says_once_until_when_its_table_goes():
    first, second = ours("甲", "<p>alpha</p>"), ours("乙", "<p>beta</p>")
    for each in (first, second):
        each.data[MIME]["stale"] = {"zh": ["触达的记录到10月6日为止"], "en": ["Messages: no records after 6 October"]}
    page = render(notebook(new_markdown_cell("## 触达 | Messages"), code(first), code(second)), CHROME, "en")
    assert page.count("no records after 6 October") == 1 and page.index(">Messages<") < page.index("no records after") < page.index("alpha")


def test_a_section_without_data_is_left_out_and_what_is_lacking_is_said_once_at_the_end():
    cells = [new_markdown_cell("## 积分 | Points"), lacking(A="甲"), new_markdown_cell("## 余 | Rest"), code(ours("乙", "b")), lacking(A="甲", B="丁")]  # noqa: E501
    page = render(notebook(*cells), CHROME, "en")
    assert "<h2>Points</h2>" not in page and 'href="#s2">Rest</a>' not in page and 'href="#s1">Rest</a>' in page
    assert page.count("2 not computed: A, B") == 1
    assert page.index("<h2>Rest</h2>") < page.index("What is missing on this page?</h2>") < page.index("2 not computed")
