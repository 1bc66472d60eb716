"""The list of all reports: the newest, how the headline moved, what every page came to, what is missing."""

import datetime as dt
import json
import re

import html5lib
import pytest

from opsreport.periods import period
from opsreport.run import index
from opsreport.run.contents import contents
from opsreport.run.entries import course

PARAMETERS = {
    "timezone": "Asia/Shanghai", "currency": "CNY", "cadences": ["month"], "start": "2024-01-01", "week_start": "monday", "fiscal_year_start": 1
}  # fmt: skip
SALES = {"id": "sales_amount", "options": {"refunds": "net"}}


def publish(out, label, value=100, unit="month", failed=(), **more):
    """A published period with two pages and a headline figure."""
    its = period(label)
    pages = [
        {"id": page, "title": {"zh": f"{page}页", "en": page}, "file": file, "status": "failed" if page in failed else "published"}
        for page, file in (("summary", "index.html"), ("growth", "growth.html"))
    ]
    record = {
        "run_id": "x", "status": "published with a failed page" if failed else "published", "shop": {"zh": "小店 <1>", "en": "Small Shop <1>"},
        "languages": ["zh", "en"], "period": label, "unit": unit, "start": str(its.start), "end": str(its.end), "running": False,
        "data_from": "2024-01-01", "data_until": "2024-06-12", "started_at": "2024-06-12T22:30:00+00:00",
        "pages": pages, "headline": [SALES], "parameters": PARAMETERS, **more,
    }  # fmt: skip
    (out / label).mkdir(parents=True)
    (out / label / "run.json").write_text(json.dumps(record))
    figure = {**SALES, "value": value, "unit": "money", "segment": None, "reason": None if value is not None else "incomplete"}
    (out / label / "metrics.json").write_text(json.dumps({"metrics": [figure | more.get("figure", {})]}))


def text(page):
    """What the page says, as one line."""
    body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
    return re.sub(r"\s+", " ", " ".join(body.itertext())).strip()


@pytest.fixture
def pages(tmp_path):
    """The index in both languages, of five months but one."""
    for month, value in enumerate((100, 120, 90, 150), start=1):
        publish(tmp_path, f"2024-{month:02}", value, failed=("growth",) if month == 2 else ())
    index.update(tmp_path)
    return {language: (tmp_path / name).read_text() for language, name in (("zh", "index.html"), ("en", "index.en.html"))}


def test_the_newest_comes_first_in_the_readers_language(pages):
    assert "Latest: April 2024 data until 12 June 2024, published on 13 June 2024 April 2024" in text(pages["en"])
    assert 'href="2024-04/index.en.html">April 2024' in pages["en"]
    assert 'href="2024-04/index.html">2024年4月' in pages["zh"]


def test_each_page_of_each_period_is_linked_with_what_it_came_to(pages):
    assert pages["en"].count("✓<span") == 4 + 3
    assert '<a href="2024-02/growth.en.html"><b class="bad">✕</b><span class="hide">growth; could not be made</span></a>' in pages["en"]


def test_what_is_missing_is_named(pages):
    due = "… due June 2024: can be made from 1 July 2024"
    assert f"! not published May 2024 ! incomplete February 2024: growth could not be made {due}" in text(pages["en"])
    assert "! 未发布 2024年5月 ! 有缺口 2024年2月：growth页未能生成 … 将到 2024年6月：2024年7月1日起可以生成" in text(pages["zh"])


def test_the_headline_has_its_newest_value_and_its_way(pages):
    assert "¥150" in text(pages["en"])
    assert 'aria-label="Sales (net of refunds), January 2024 to April 2024, 4 periods"' in pages["en"]


def test_a_figure_that_is_not_yet_known_gives_the_last_that_is(tmp_path):
    publish(tmp_path, "2024-04", None, figure={"latest_mature": {"period": "2024-03", "value": 70}})
    index.update(tmp_path)
    assert re.search(r"¥70(\.\d+)? March 2024", text((tmp_path / "index.en.html").read_text()))


def test_the_newest_says_its_sentence_and_its_state(tmp_path):
    sentence = {"en": 'Sales <span class="c">fell &lt;a lot&gt;.</span>', "zh": "降了，因为节日。"}
    told = {"sentence": sentence, "on_target": [5, 8], "real": 1, "todo": 3}
    publish(tmp_path, "2024-04", told=told)
    index.update(tmp_path)
    said = (tmp_path / "index.en.html").read_text()
    assert "Sales fell <a lot>. 5 of 8 on target, one real change, 3 things to do. Open the report of April 2024" in text(said)
    assert "<a lot>" not in said
    assert '<h1><span class="c">降了，</span><span class="c">因为节日。</span></h1>' in (tmp_path / "index.html").read_text()


def test_of_a_long_sentence_the_list_says_the_first_finding(tmp_path):
    sentence = {"zh": "4月销售额降了，不达标；复购率也变差；其余正常。", "en": "April: sales fell; repurchase rate got worse."}
    publish(tmp_path, "2024-04", told={"sentence": sentence})
    index.update(tmp_path)
    assert '<h1><span class="c">4月销售额降了，</span><span class="c">不达标。</span></h1>' in (tmp_path / "index.html").read_text()
    assert "<h1>April: sales fell.</h1>" in (tmp_path / "index.en.html").read_text()


@pytest.mark.parametrize(
    "made, april, may, june",
    [
        ("2024-04-30T15:59:00+00:00", "running", "not begun", "not begun"),  # the last minute of April in Shanghai
        ("2024-04-30T16:00:00+00:00", "no report", "running", "not begun"),
        ("2024-06-12T22:30:00+00:00", "no report", "no report", "running"),
    ],
)
def test_what_a_month_without_a_report_is_goes_by_the_day_of_publication(tmp_path, made, april, may, june):
    publish(tmp_path, "2024-03", started_at=made, data_until="2024-03-31")
    publish(tmp_path, "2024-Q2", unit="quarter", started_at=made)
    index.update(tmp_path)
    assert f"April {april} May {may} June {june}" in text((tmp_path / "index.en.html").read_text())


def test_only_signs_that_occur_are_explained(tmp_path):
    publish(tmp_path, "2024-04", 150, figure={"target": 160, "met": False, "achievement": 0.9375})
    index.update(tmp_path)
    zh, en = (text((tmp_path / name).read_text()) for name in ("index.html", "index.en.html"))
    assert "每月一格：销售额（扣除退款），与目标相比，达标项数。✕未达标。" in zh and "每期各页：✓已发布" in zh
    assert "A cell a month: Sales (net of refunds), against its target, figures on target. ✕ missed." in en
    assert not re.search("[…↻!]|周报", zh.partition("每月一格")[2].partition("第二季度")[0])
    publish(tmp_path, "2024-W22", unit="week", running=True)
    index.update(tmp_path)
    assert "figures on target; squares are weekly reports. ✕ missed, … running." in text((tmp_path / "index.en.html").read_text())


def test_its_contents_lead_to_every_section(tmp_path):
    for label in ("2023-12", "2024-04"):
        publish(tmp_path, label)
    index.update(tmp_path)
    root = html5lib.parse((tmp_path / "index.en.html").read_text(), namespaceHTMLElements=False)
    listed = [(a.get("href"), a.text) for a in root.find(".//nav").iter("a")]
    assert listed == [
        ("#year-2024", "2024"), ("#late", "Missing and late"), ("#headline", "Headline figures"), ("#month", "Months"), ("#year-2023", "2023")
    ]  # fmt: skip
    assert {target for target, _ in listed} <= {f"#{node.get('id')}" for node in root.iter("section")}


def test_a_year_at_a_glance_has_months_against_their_targets_and_weeks(tmp_path):
    publish(tmp_path, "2024-04", 150, figure={"target": 160, "met": False, "achievement": 0.9375}, told={"on_target": [5, 8]})
    publish(tmp_path, "2024-05", 170, figure={"target": 160, "met": True, "achievement": 1.0625}, failed=("growth",))
    publish(tmp_path, "2024-W22", unit="week")
    publish(tmp_path, "2023-12", 90)
    index.update(tmp_path)
    said = text((tmp_path / "index.en.html").read_text())
    quarter = "Q2 April ¥150 ✕ missed 93.8% 5/8 on target May ! incomplete ¥170 ✓ on target 106.2% June running"
    assert quarter in re.sub(r"(?<=¥\d\d\d)\.\d+", "", said)
    assert "week 22 22" in said
    assert said.index("2023 A cell a month") > said.index("Months")


def test_a_figure_stands_once_in_its_course_as_the_newest_report_has_it(tmp_path):
    publish(tmp_path, "2024-02", 60)
    publish(tmp_path, "2024-03", 70)
    publish(tmp_path, "2024-04", None, figure={"latest_mature": {"period": "2024-03", "value": 77}})
    points = course(index.published(tmp_path), SALES)
    assert [(its.label, value) for its, value in points] == [("2024-02", 60), ("2024-03", 77)]


def test_what_was_restated_is_said(tmp_path):
    changed = SALES | {"part": None, "segment": None, "unit": "money", "period": None, "old": 100, "new": 90.5, "reason": None}
    publish(tmp_path, "2024-04", restated={"published_on": "2024-05-02", "because": ["inputs"], "figures": [changed] * 3, "more": 1})
    index.update(tmp_path)
    assert "↻ restated April 2024 : Sales (net of refunds): ¥100.0 → ¥90.50; Sales (net of refunds): ¥100.0 → ¥90.50; 4 in all" in text(
        (tmp_path / "index.en.html").read_text()
    )


def test_what_was_restated_of_a_segment_is_said_in_the_reader_s_language(tmp_path):
    changed = SALES | {"part": None, "segment": {"city": "上海"}, "unit": "money", "period": None, "old": 100, "new": 90.5, "reason": None}
    named = {"上海": {"zh": "上海", "en": "Shanghai"}}
    publish(tmp_path, "2024-04", names=named, restated={"published_on": "2024-05-02", "because": ["inputs"], "figures": [changed], "more": 0})
    index.update(tmp_path)
    assert "Sales (net of refunds): Shanghai: ¥100.0 → ¥90.50" in text((tmp_path / "index.en.html").read_text())
    assert "销售额（扣除退款）：上海：100.0元→90.50元" in text((tmp_path / "index.html").read_text())


def test_texts_from_parameters_are_texts_and_nothing_is_asked_of_the_network(pages):
    for page in pages.values():
        assert "<1>" not in page
        assert "&lt;1&gt;" in page
        assert not re.search(r"(?:src|href)=\"(?!20|index|#|data:)|url\(|<script", page)
        assert page.index("Content-Security-Policy") < page.index("charset")


def test_the_pages_are_sound_html(pages):
    for page in pages.values():
        html5lib.HTMLParser(strict=True).parse(page)


def test_all_cadences_have_their_place(tmp_path):
    publish(tmp_path, "2024-05")
    publish(tmp_path, "2024-W22", unit="week")
    publish(tmp_path, "2024-05-01..2024-05-10", unit="range")
    index.update(tmp_path)
    said = text((tmp_path / "index.en.html").read_text())
    places = [said.index(word) for word in ("Months", "Weeks", "Chosen days")]
    assert places == sorted(places)


def test_nothing_published_makes_no_page(tmp_path):
    index.update(tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_a_running_period_is_marked(tmp_path):
    publish(tmp_path, "2024-06", running=True)
    entries = index.published(tmp_path)
    assert "…<span" in contents(entries, [], "en")
    assert entries[0].period.end == dt.date(2024, 7, 1)
