"""That the scan for words of the other language finds them."""

import pytest
from languages import foreign, lines


@pytest.mark.parametrize(
    ("line", "strange"),
    [
        ("短视频新客的LTV/CAC为2.1倍，ROI（30天）6.7%，n=30", []),
        ("双侧p值；P值；第n日至第m日；N日及以后；（R）、（F）、（M）；系数K；灰色的n不足30", []),
        ("N", []),
        ("建议编号S-2026-10-01，指纹25fe55fc4ad8463f", []),
        ("BG/NBD与Gamma-Gamma，Kaplan-Meier，Holm校正，XmR图，Asia/Shanghai", []),
        ("new_users，用户行为 · user_id", []),
        ("用户行为 · user_id or visitor_id", ["or", "visitor_id"]),
        ("活动“One-yuan trial”", ["One-yuan", "trial"]),
        ("渠道 Short video", ["Short", "video"]),
        ("recall_2026_09", ["recall_2026_09"]),
        ("G001被看得最多，a看得少", ["a"]),
        ("deadbeef和facade", ["deadbeef", "facade"]),  # no digit in it: a word
    ],
)
def test_english_words_on_a_chinese_page(line, strange):
    assert foreign(line, "zh", ids={"new_users", "user_id", "G001"}) == strange


@pytest.mark.parametrize(("line", "strange"), [("Short video", []), ("短视频 rose", ["短", "视", "频"]), ("fell，", ["，"]), ("银 is kept", [])])
def test_chinese_words_on_an_english_page(line, strange):
    assert foreign(line, "en", nameless=["银"]) == strange


def test_all_that_a_page_says_but_the_link_to_its_other_language():
    page = """<body><p>一<bdi>二</bdi>三</p><svg aria-label="四"><text>五</text></svg><abbr title="六">七</abbr><a lang="en">English</a>八
    <style>p { color: red }</style></body>"""
    assert lines(page.encode()) == ["一", "二", "三", "四", "五", "七", "六", "八"]
