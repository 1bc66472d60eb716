"""What to do next, as it is printed: three at once, the verb first, in one language, and nothing of the shop's words acts."""

import datetime as dt
import re
from dataclasses import replace

import html5lib
import pytest
from hand_subjects import OCTOBER, subject

from opsreport.findings import Findings
from opsreport.metrics import find
from opsreport.playbook import Aim, Evidence, Outcome, Suggestion
from opsreport.playbook.shapes import BASES
from opsreport.show.actions import action, actions, outcomes, todo
from opsreport.show.aims import FROM
from opsreport.show.format import Locale
from opsreport.signals import Verdict
from opsreport.units import Unit
from opsreport.words import Text

ZH, EN = Locale("zh", "CNY"), Locale("en", "CNY")
NOVEMBER = OCTOBER.step(1)
RATE = find("repurchase_rate_by_user")(same_day="count", window="period")
FALLEN = subject(str(RATE), (22, 100), previous=(25, 100), usual=(0.238, 0.269), verdict=Verdict.WORSE)


def aim(value=0.238, *, metric=RATE, part=None, segments=(), at_least=True, back=True, basis="lower end", **more) -> Aim:
    return Aim(metric, part, segments, at_least, value, back, basis, **more)


def suggestion(number=1, **given) -> Suggestion:
    usual = dict(
        id=f"S-2026-10-{number:02}",
        action=Text("给{segment}新客发第二单券", "Send new buyers from {segment} a coupon"),
        owner="operations",
        owner_name=Text("运营岗", "Operations"),
        audience=Text("本期首单、来自{segment}的用户", "users from {segment} who first ordered in this period"),
        size=9412,
        due_on=dt.date(2026, 11, 8),
        works_if=aim(),
        because=(FALLEN,),
        segments=("视频",),
    )
    return Suggestion(**(usual | given))


def text(fragment) -> str:
    return re.sub(r"\s+", " ", "".join(html5lib.parseFragment(fragment, namespaceHTMLElements=False).itertext()))


def test_an_action_in_chinese():
    assert actions([suggestion()], ZH) == (
        '<ol class="todo"><li id="S-2026-10-01"><h3>给<bdi>视频</bdi>新客发第二单券</h3><dl class="facts">'
        "<dt>对象</dt><dd><b>9,412人</b></dd><dt>负责</dt><dd><b>运营岗</b></dd><dt>期限</dt><dd><b>11月8日</b></dd>"
        "<dt>验收标准</dt><dd>复购率（按用户）回到23.8%以上（正常范围下限）</dd></dl>"
        '<div class="more"><details><summary>对象与起因</summary><p>本期首单、来自<bdi>视频</bdi>的用户。'
        '起因：复购率（按用户）降到22.0%，低于正常范围。<span class="n">建议编号S-2026-10-01</span></p></details></div></li></ol>'
    )


def test_an_action_in_english():
    assert actions([suggestion()], EN) == (
        '<ol class="todo"><li id="S-2026-10-01"><h3>Send new buyers from <bdi>视频</bdi> a coupon</h3><dl class="facts">'
        "<dt>Audience</dt><dd><b>9,412 users</b></dd><dt>Owner</dt><dd><b>Operations</b></dd><dt>Due</dt><dd><b>8 Nov</b></dd>"
        "<dt>Works if</dt><dd>repurchase rate (by user) back above 23.8% (the lower end of its usual range)</dd></dl>"
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
    assert (f"<summary>{rest} more, by due date</summary>" in further) == (rest > 0)
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
        (aim(), "复购率（按用户）回到23.8%以上（正常范围下限）", "repurchase rate (by user) back above 23.8% (the lower end of its usual range)"),
        (aim(at_least=False), "复购率（按用户）回到23.8%以下（正常范围下限）",
         "repurchase rate (by user) back below 23.8% (the lower end of its usual range)"),
        (aim(back=False, basis="target"), "复购率（按用户）不低于23.8%（目标）", "repurchase rate (by user) at least 23.8% (the target)"),
        (aim(back=False, at_least=False, basis="level"), "复购率（按用户）不高于23.8%（正常水平）",
         "repurchase rate (by user) at most 23.8% (its usual level)"),
        (aim(back=False, basis="earlier", period=NOVEMBER, known_on=dt.date(2026, 11, 30)),
         "11月复购率（按用户）不低于23.8%（此前的正常水平；11月30日后可知）",
         "repurchase rate (by user) in November at least 23.8% (its earlier usual level; known after 30 Nov)"),
        (aim(None, back=False, basis=None), "复购率（按用户）回升", "repurchase rate (by user) rises"),
        (aim(None, back=False, at_least=False, basis=None), "复购率（按用户）回落", "repurchase rate (by user) falls"),
        (aim(segments=("视频",)), "视频的复购率（按用户）回到23.8%以上（视频自身正常范围下限）",
         "repurchase rate (by user) of 视频 back above 23.8% (the lower end of 视频's own usual range)"),
        (aim(segments=("视频", "搜索"), period=NOVEMBER), "视频、搜索11月的复购率（按用户）回到23.8%以上（视频、搜索自身正常范围下限）",
         "repurchase rate (by user) of 视频, 搜索 in November back above 23.8% (the lower end of 视频, 搜索's own usual range)"),
        (aim(0.178, back=False, basis="target", period=NOVEMBER, held=(OCTOBER, 0.158)), "11月复购率（按用户）不低于17.8%（11月目标，10月为15.8%）",
         "repurchase rate (by user) in November at least 17.8% (the target for November; 15.8% for October)"),
        (aim(segments=("视频",), back=False, basis="target", period=NOVEMBER), "视频11月的复购率（按用户）不低于23.8%（视频11月目标）",
         "repurchase rate (by user) of 视频 in November at least 23.8% (视频's own target for November)"),
        (aim(segments=("视频",), back=False, basis="shop's target", period=NOVEMBER), "视频11月的复购率（按用户）不低于23.8%（全店11月目标）",
         "repurchase rate (by user) of 视频 in November at least 23.8% (the shop's target for November)"),
        (aim(0.7, metric=find("first_response_time[sla=30]"), part="within_sla", back=False, basis="given"),
         "首次响应时间：时限内响应率不低于70.0%（行动手册规定）", "first response time: answered in time at least 70.0% (set by the playbook)"),
        (aim(80, metric=find("cac"), back=False, at_least=False, basis="previous"), "获客成本不高于80.00元（上期水平）",
         "customer acquisition cost at most ¥80.00 (the level of the period before)"),
    ],
)  # fmt: skip
def test_by_what_it_will_show(given, zh, en):
    for locale, label, expected in ((ZH, "验收标准", zh), (EN, "Works if", en)):
        assert label + expected in text(actions([suggestion(works_if=given)], locale))


def test_every_threshold_says_where_it_comes_from():
    for basis in BASES:
        for locale in (ZH, EN):
            shown = text(actions([suggestion(works_if=aim(back=False, basis=basis))], locale))
            assert FROM[basis][locale.language].format(when="") in shown


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


@pytest.mark.parametrize(
    "status, met, zh, en",
    [
        ("open", None, "9月已建议，未登记是否执行：先查清做了没有", "proposed in September, not recorded whether it was done: find out first"),
        ("adopted", None, "9月已采纳，还没有完成：先做完", "adopted in September and not done yet: finish it first"),
        ("declined", None, "9月已建议，未采纳", "proposed in September, not adopted"),
        ("done", None, "9月的已完成，待验收", "that of September is done, its result still open"),
        ("done", True, "9月的已完成，达到标准：按同样做法继续", "that of September was done and reached its aim: go on in the same way"),
        ("done", False, "9月的已完成，没有达到标准：先查原因，换做法", "that of September was done and missed its aim: find out why, and change it"),
    ],
)
def test_what_comes_back_says_so(status, met, zh, en):
    last = Outcome(suggestion(play="coupon", status=status), 0.2, met)
    for locale, label, expected in ((ZH, "上次", zh), (EN, "Last time", en)):
        assert label + expected in text(actions([suggestion(play="coupon", next=NOVEMBER)], locale, [last]))
        for other in (suggestion(play="coupon", segments=("搜索",), next=NOVEMBER), suggestion(play="call", next=NOVEMBER)):
            assert label not in text(actions([other], locale, [last]))


def test_only_those_whom_it_reaches_in_time_are_counted():
    one = suggestion(since=dt.date(2026, 10, 6), next=NOVEMBER)
    zh, en = (text(actions([one], locale)) for locale in (ZH, EN))
    assert "对象9,412人（10月6日起）" in zh and "只计10月6日起的：更早的人到期限时观察期已过。起因" in zh
    assert "Audience9,412 users (since 6 Oct)" in en and "Only those since 6 Oct: the window of earlier ones is over by then. Because" in en


def test_the_coming_period_is_named():
    one = suggestion(audience=Text("{next}注册的用户", "users who sign up in {next}"), size=None, next=NOVEMBER)
    assert "对象11月注册的用户" in text(actions([one], ZH)) and "Audienceusers who sign up in November" in text(actions([one], EN))


def decision(spend=(5.46, -0.19, 11.11), cost=6000, roi=0.0167) -> Suggestion:
    shown = Evidence(14, (0.037, 0.027, 0.046), spend, cost, roi)
    return suggestion(
        action=Text("决定“{campaign}”", "Decide on “{campaign}”"), campaign="召回", works_if=None, because=(), size=None, evidence=shown
    )


def test_a_tested_campaign_says_what_it_cost_and_what_is_not_proven():
    zh, en = (text(actions([decision()], locale)) for locale in (ZH, EN))
    assert (
        "依据14天内购买率+3.7百分点（95%区间+2.7至+4.6）；花费6,000元；增量ROI为1.67%；人均销售额+5.46元（−0.19元至+11.11元），区间含0，是否多赚还不能确认"
        "验收标准再测后人均销售额之差的区间高于0、增量ROI高于0，才扩大"
    ) in zh
    assert (
        "Evidencebought within 14 days: +3.7 pp (95% interval +2.7 to +4.6); it cost ¥6,000; incremental ROI 1.67%; "
        "sales per user +¥5.46 (−¥0.19 to +¥11.11), which includes 0: whether it earned more is not proven"
        "Works iftested again, the gain in sales per user and incremental ROI are above 0"
    ) in en
    assert "起因：实验证实，多买的不是偶然。" in zh


def test_a_tested_campaign_that_pays_is_to_go_on_paying():
    zh = text(actions([decision(spend=(5.46, 0.19, 11.11))], ZH))
    assert "人均销售额+5.46元（+0.19元至+11.11元）验收标准扩大后增量ROI仍高于0" in zh


def test_what_is_not_known_of_a_test_is_said():
    assert "花费未登记；增量ROI无从计算验收标准再测后" in text(actions([decision(spend=None, cost=None, roi=None)], ZH))


HOSTILE = "<img src=x onerror=alert(1)>\u202e"


@pytest.mark.parametrize("locale", [ZH, EN])
def test_the_shop_s_own_words_are_words(locale):
    one = suggestion(
        action=Text("复盘{campaign}，给{segment}发券", "Review {campaign}, send {segment} a coupon"),
        audience=Text("来自{segment}", "from {segment}"),
        owner_name=Text("<b>岗", "<b>Role"),
        works_if=aim(segments=(HOSTILE,)),
        segments=(HOSTILE,),
        campaign=HOSTILE,
    )
    fragment = actions([one], locale)
    tags = {element.tag for element in html5lib.parseFragment(fragment, namespaceHTMLElements=False).iter()}
    assert tags == {"DOCUMENT_FRAGMENT", "ol", "li", "h3", "dl", "dt", "dd", "b", "bdi", "div", "details", "summary", "p", "span"}
    assert "\u202e" not in fragment
    assert fragment.count("<bdi>&lt;img src=x onerror=alert(1)&gt;␦</bdi>") == 5  # action (both), works if (whose figure, whose range), who is meant


def test_no_language_is_mixed():
    """But for the shop's own words, which stand in <bdi>."""
    ones = [suggestion(number, status="adopted", works_if=aim(segments=("视频",))) for number in range(1, 6)]
    zh, en = (re.sub(r"<bdi>.*?</bdi>", "", actions(ones, locale)) for locale in (ZH, EN))
    assert not re.findall(r"[\u3000-\uffef]", text(en))
    assert set(re.findall(r"[A-Za-z]+", text(zh))) == {"S"}  # of the id


def test_names_are_the_page_s_own():
    """As names.yml has them; what has no name there stands as it is."""
    named = Locale("en", "CNY", {"视频": Text("视频", "Video"), "尝鲜": Text("尝鲜", "Trial")})
    one = suggestion(
        action=Text("复盘{campaign}，给{segment}发券", "Review {campaign}, send {segment} a coupon"), campaign="尝鲜", segments=("视频", "搜索")
    )
    assert text(action(one, named)) == "Review Trial, send Video, 搜索 a coupon"
    assert text(action(one, ZH)) == "复盘尝鲜，给视频、搜索发券"


# what became of the last ones


SEPTEMBER = OCTOBER.step(-1)
THEN = aim(0.25, back=False, basis="target", period=OCTOBER, known_on=dt.date(2026, 10, 31), now=(SEPTEMBER, 0.236))


@pytest.mark.parametrize(
    "given, zh, en",
    [
        (dict(value=0.26, met=True, status="done"), "✓ 达到给视频新客发第二单券（已完成）：复购率（按用户）23.6%→26.0%，标准不低于25.0%（10月目标）",
         "✓ ReachedSend new buyers from 视频 a coupon (done): "
         "repurchase rate (by user) 23.6% → 26.0%, to be at least 25.0% (the target for October)"),
        (dict(value=0.172, met=False, status="done"),
         "✗ 未达到给视频新客发第二单券（已完成）：复购率（按用户）23.6%→17.2%，标准不低于25.0%（10月目标）",
         "✗ Not reachedSend new buyers from 视频 a coupon (done): "
         "repurchase rate (by user) 23.6% → 17.2%, to be at least 25.0% (the target for October)"),
        (dict(value=0.172), "? 无法判断给视频新客发第二单券（未登记是否执行）：复购率（按用户）23.6%→17.2%，标准不低于25.0%（10月目标）",
         "? No verdictSend new buyers from 视频 a coupon (not recorded whether it was done): "
         "repurchase rate (by user) 23.6% → 17.2%, to be at least 25.0% (the target for October)"),
        (dict(status="adopted"), "… 待验收给视频新客发第二单券（已采纳）：复购率（按用户）的标准是不低于25.0%（10月目标），10月31日后可知",
         "… OpenSend new buyers from 视频 a coupon (adopted): "
         "repurchase rate (by user) is to be at least 25.0% (the target for October), known after 31 Oct"),
        (dict(works_if=aim(None, basis=None)), "… 待验收给视频新客发第二单券（未登记是否执行）：复购率（按用户）还不能计算",
         "… OpenSend new buyers from 视频 a coupon (not recorded whether it was done): repurchase rate (by user) cannot be known yet"),
    ],
)  # fmt: skip
def test_what_became_of_the_last_ones(given, zh, en):
    one = Outcome(suggestion(works_if=given.pop("works_if", THEN), status=given.pop("status", "open")), given.get("value"), given.get("met"))
    for locale, title, line in ((ZH, "9月的建议，结果如何", zh), (EN, "What became of the suggestions of September", en)):
        shown = text(outcomes([one], SEPTEMBER, locale))
        assert shown == title + line


def test_what_is_known_only_now_stands_under_its_own_period():
    late, last = (Outcome(suggestion(works_if=THEN, status="done", next=coming), 0.26, True) for coming in (OCTOBER, NOVEMBER))
    found = Findings(replace(NOVEMBER, end=dt.date(2026, 11, 15)), (), (), followed=(last, late), planned=True)
    shown = text(todo(found, ZH))
    assert re.findall(r"(\d+月)的建议，结果如何", shown) == ["10月", "9月"]
    assert shown.count("✓ 达到") == 2


def test_of_the_last_ones_those_that_were_shown_or_taken_up():
    ones = [Outcome(suggestion(number, status="adopted" if number == 5 else "open"), None, None) for number in range(1, 7)]
    assert outcomes(ones, SEPTEMBER, EN).count("<li>") == 3 + 1
    assert outcomes([], SEPTEMBER, EN) is None
