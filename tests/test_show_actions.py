"""What to do next, as it is printed: three at once, the verb first, in one language, and nothing of the shop's words acts."""

import datetime as dt
import re

import html5lib
import pytest
from hand_subjects import subject

from opsreport.metrics import find
from opsreport.playbook import Aim, Suggestion
from opsreport.show.actions import actions
from opsreport.show.format import Locale
from opsreport.signals import Verdict
from opsreport.units import Unit
from opsreport.words import Text

ZH, EN = Locale("zh", "CNY"), Locale("en", "CNY")
RATE = find("repurchase_rate_by_user")(same_day="count", window="period")
FALLEN = subject(str(RATE), (22, 100), previous=(25, 100), usual=(0.238, 0.269), verdict=Verdict.WORSE)


def aim(value=0.238, *, metric=RATE, part=None, segment=None, at_least=True, back=True) -> Aim:
    return Aim(metric, part, segment, at_least, value, back)


def suggestion(number=1, **given) -> Suggestion:
    usual = dict(
        id=f"S-2026-10-{number:02}",
        action=Text("给视频新客发第二单券", "Send new buyers from 视频 a coupon"),
        owner="operations",
        owner_name=Text("运营岗", "Operations"),
        audience=Text("本期首单、来自视频的用户", "users from 视频 who first ordered in this period"),
        size=9412,
        due_on=dt.date(2026, 11, 8),
        works_if=aim(),
        because=(FALLEN,),
        segment="视频",
    )
    return Suggestion(**(usual | given))


def text(fragment) -> str:
    return re.sub(r"\s+", " ", "".join(html5lib.parseFragment(fragment, namespaceHTMLElements=False).itertext()))


def test_an_action_in_chinese():
    assert actions([suggestion()], ZH) == (
        '<ol class="todo"><li id="S-2026-10-01"><h3>给<bdi>视频</bdi>新客发第二单券</h3><dl class="facts">'
        "<dt>对象</dt><dd><b>9,412人</b></dd><dt>负责</dt><dd><b>运营岗</b></dd><dt>期限</dt><dd><b>11月8日</b></dd>"
        "<dt>验收标准</dt><dd>复购率（按用户）回到23.8%以上</dd></dl>"
        '<div class="more"><details><summary>对象与起因</summary><p>本期首单、来自<bdi>视频</bdi>的用户。'
        '起因：复购率（按用户）降到22.0%，低于正常范围。<span class="n">建议编号S-2026-10-01</span></p></details></div></li></ol>'
    )


def test_an_action_in_english():
    assert actions([suggestion()], EN) == (
        '<ol class="todo"><li id="S-2026-10-01"><h3>Send new buyers from <bdi>视频</bdi> a coupon</h3><dl class="facts">'
        "<dt>Audience</dt><dd><b>9,412 users</b></dd><dt>Owner</dt><dd><b>Operations</b></dd><dt>Due</dt><dd><b>8 Nov</b></dd>"
        "<dt>Works if</dt><dd>repurchase rate (by user) back above 23.8%</dd></dl>"
        '<div class="more"><details><summary>Who is meant, and why</summary><p>Users from <bdi>视频</bdi> who first ordered in this period. '
        "Because repurchase rate (by user) fell to 22.0%, below its usual range. "
        '<span class="n">Suggestion S-2026-10-01</span></p></details></div></li></ol>'
    )


def test_nothing_to_do():
    assert actions([], ZH) == '<p class="read">没有需要采取的行动。</p>'
    assert actions([], EN) == '<p class="read">Nothing needs to be done.</p>'


@pytest.mark.parametrize("count, rest", [(1, 0), (3, 0), (4, 1), (7, 4)])
def test_three_at_once_the_rest_one_tap_away(count, rest):
    fragment = actions([suggestion(number) for number in range(1, count + 1)], EN)
    first, _, further = fragment.partition('<div class="more rest-of-todo">')
    assert (first.count("<li"), further.count("<li")) == (count - rest, rest)
    assert (f"<summary>{rest} more</summary>" in further) == (rest > 0)
    if rest:
        assert '<ol class="todo rest" start="4">' in further


@pytest.mark.parametrize(
    "given, zh, en",
    [
        (dict(size=1), "对象1人", "Audience1 user"),
        (dict(size=0), "对象0人", "Audience0 users"),
        (dict(size=38612), "对象3.86万人", "Audience38.6k users"),
        (dict(size=1, unit=Unit.ORDERS), "对象1单", "Audience1 order"),
        (dict(size=None), "对象本期首单、来自视频的用户", "Audienceusers from 视频 who first ordered in this period"),
    ],
)
def test_the_audience_with_its_size(given, zh, en):
    for locale, expected in ((ZH, zh), (EN, en)):
        shown = text(actions([suggestion(**given)], locale))
        assert expected in shown
        assert shown.lower().count("first ordered") == (1 if locale is EN else 0)  # once, above or one tap away
        assert ("Who is meant, and why" in shown) == (locale is EN and given["size"] is not None)


@pytest.mark.parametrize(
    "given, zh, en",
    [
        (aim(), "复购率（按用户）回到23.8%以上", "repurchase rate (by user) back above 23.8%"),
        (aim(at_least=False), "复购率（按用户）回到23.8%以下", "repurchase rate (by user) back below 23.8%"),
        (aim(back=False), "复购率（按用户）不低于23.8%", "repurchase rate (by user) at least 23.8%"),
        (aim(back=False, at_least=False), "复购率（按用户）不高于23.8%", "repurchase rate (by user) at most 23.8%"),
        (aim(None, back=False), "复购率（按用户）回升", "repurchase rate (by user) rises"),
        (aim(None, back=False, at_least=False), "复购率（按用户）回落", "repurchase rate (by user) falls"),
        (aim(segment="视频"), "视频的复购率（按用户）回到23.8%以上", "repurchase rate (by user) of 视频 back above 23.8%"),
        (aim(0.7, metric=find("first_response_time[sla=30]"), part="within_sla", back=False),
         "首次响应时间：时限内响应率不低于70.0%", "first response time: answered in time at least 70.0%"),
        (aim(80, metric=find("cac"), back=False, at_least=False), "获客成本不高于80.00元", "customer acquisition cost at most ¥80.00"),
    ],
)  # fmt: skip
def test_by_what_it_will_show(given, zh, en):
    for locale, label, expected in ((ZH, "验收标准", zh), (EN, "Works if", en)):
        assert f"{label}{expected}" in text(actions([suggestion(works_if=given)], locale))


@pytest.mark.parametrize(
    "status, zh, en",
    [
        ("open", "", ""),
        ("adopted", "进展已采纳", "Statusadopted"),
        ("done", "进展已完成", "Statusdone"),
        ("declined", "进展未采纳", "Statusnot adopted"),
    ],
)
def test_what_became_of_it(status, zh, en):
    for locale, label, expected in ((ZH, "进展", zh), (EN, "Status", en)):
        shown = text(actions([suggestion(status=status)], locale))
        assert expected in shown and (label in shown) == (status != "open")


def cause(zh: str, en: str, *because):
    for locale, expected in ((ZH, f"。起因：{zh}。"), (EN, f". Because {en}. ")):
        assert expected in text(actions([suggestion(because=because)], locale))


def test_a_missed_target_is_a_reason():
    cause("销售额（扣除退款）降到90.00元，未达到目标100.00元",
          "sales (net of refunds) fell to ¥90.00, missing its target of ¥100.00",
          subject("sales_amount[refunds=net]", 90, previous=95, usual=(80, 120), target=100, met=False))  # fmt: skip
    cause("复购率（按用户）降到22.0%，低于正常范围，未达到目标30.0%",
          "repurchase rate (by user) fell to 22.0%, below its usual range, missing its target of 30.0%",
          subject(str(RATE), (22, 100), previous=(25, 100), usual=(0.238, 0.269), verdict=Verdict.WORSE, target=0.3, met=False))  # fmt: skip


def test_several_reasons_and_a_segment_s_own():
    video = subject("new_users", 5, previous=9, usual=(6, 12), verdict=Verdict.WORSE, segment={"acquisition_channel": "视频"})
    cause("复购率（按用户）降到22.0%，低于正常范围；视频的新增用户数降到5人，低于正常范围",
          "repurchase rate (by user) fell to 22.0%, below its usual range; 视频: new users fell to 5, below its usual range",
          FALLEN, video)  # fmt: skip


def test_at_most_three_reasons():
    fragment = actions([suggestion(because=(FALLEN,) * 5)], EN)
    assert fragment.count("below its usual range") == 3


HOSTILE = "<img src=x onerror=alert(1)>\u202e"


@pytest.mark.parametrize("locale", [ZH, EN])
def test_the_shop_s_own_words_are_words(locale):
    one = suggestion(
        action=Text(f"给{HOSTILE}发券", f"Send {HOSTILE} a coupon"),
        audience=Text(f"来自{HOSTILE}", f"from {HOSTILE}"),
        owner_name=Text("<b>岗", "<b>Role"),
        works_if=aim(segment=HOSTILE),
        segment=HOSTILE,
    )
    fragment = actions([one], locale)
    tags = {element.tag for element in html5lib.parseFragment(fragment, namespaceHTMLElements=False).iter()}
    assert tags == {"DOCUMENT_FRAGMENT", "ol", "li", "h3", "dl", "dt", "dd", "b", "bdi", "div", "details", "summary", "p", "span"}
    assert "\u202e" not in fragment
    assert fragment.count("<bdi>&lt;img src=x onerror=alert(1)&gt;␦</bdi>") == 3  # action, works if, who is meant


def test_no_language_is_mixed():
    """But for the shop's own words, which stand in <bdi>."""
    ones = [suggestion(number, status="adopted", works_if=aim(segment="视频")) for number in range(1, 6)]
    zh, en = (re.sub(r"<bdi>.*?</bdi>", "", actions(ones, locale)) for locale in (ZH, EN))
    assert not re.findall(r"[\u3000-\uffef]", text(en))
    assert set(re.findall(r"[A-Za-z]+", text(zh))) == {"S"}  # of the id
