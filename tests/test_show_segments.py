"""A figure by segments: who changed beyond chance, who differs from the others, who is too few."""

import html5lib
import pytest
from hand_figures import EN, ZH, figure, rate

from opsreport.kinds import Reading, wilson
from opsreport.show.segments import by_segment


def share(part, of):
    return rate(part, of, *wilson(part, of))


def segments(name, **readings):
    """Figures by channel: (before, now) each."""
    return [figure(name, [before, now], segment={"acquisition_channel": channel}) for channel, (before, now) in readings.items()]


def whole(*readings):
    return figure("repurchase_rate_by_user", [share(*each) for each in readings])


def shown(figures, of, locale):
    return by_segment(figures, of, locale)


def text(fragment):
    return "".join(html5lib.parse(fragment, namespaceHTMLElements=False).itertext())


def lines(fragment):
    """The table: cells of each row as text."""
    table = html5lib.parse(fragment, namespaceHTMLElements=False).find(".//table")
    return ["|".join("".join(cell.itertext()) for cell in row) for row in table.iter("tr")]


def classes(fragment):
    return [row.get("class") for row in html5lib.parse(fragment, namespaceHTMLElements=False).find(".//tbody").iter("tr")]


CALM = {"A": (share(300, 1000), share(305, 1000)), "B": (share(200, 1000), share(204, 1000))}
FALLEN = CALM | {"C": (share(250, 1000), share(150, 1000)), "D": (share(10, 29), share(20, 29))}


def test_who_changed_is_said_first_and_the_rest_is_the_same():
    of = whole((760, 3029), (679, 3029))
    zh, en = (shown(segments("repurchase_rate_by_user", **FALLEN), of, locale) for locale in (ZH, EN))
    assert "C降到15.0%；其余2个与9月持平" in text(zh)
    assert "C fell to 15.0%; the other 2 show no difference from September" in text(en)
    assert lines(zh)[0] == "来源渠道|10月|上期|环比（百分点）"
    assert lines(zh)[1:] == [
        "An=1,000 ○ 持平|30.5%27.7%–33.4%|30.0%|+0.5",
        "Bn=1,000 ○ 持平|20.4%18.0%–23.0%|20.0%|+0.4",
        "Cn=1,000 ▼ 变差|15.0%12.9%–17.3%|25.0%|−10.0",
        "Dn=29|69.0%50.8%–82.7%|34.5%|不足30",
        "全店n=3,029|22.4%21.0%–23.9%|25.1%|−2.7",
    ]
    assert classes(zh) == [None, None, "hot", "few"]
    assert "持平：与9月之差可能只是偶然（Holm校正，3个同时比较）" in zh
    assert "no difference seen: what differs from September may be chance (Holm-corrected, 3 compared at once)" in en


@pytest.mark.parametrize(
    "more, zh, en",
    [
        (
            {"E": (share(200, 1000), share(300, 1000))},
            "C降到15.0%；E升到30.0%；其余2个与9月持平",
            "C fell to 15.0%; E rose to 30.0%; the other 2 show no difference from September",
        ),
        (
            {name: (share(400, 1000), share(300, 1000)) for name in "EFG"},
            "4个下降；其余2个与9月持平",
            "4 of them fell; the other 2 show no difference from September",
        ),
    ],
)
def test_several_changes(more, zh, en):
    figures = segments("repurchase_rate_by_user", **CALM | {"C": FALLEN["C"]} | more)
    assert zh in text(shown(figures, None, ZH))
    assert en in text(shown(figures, None, EN))


def test_where_nobody_changed_it_is_said_who_differs():
    of = whole((500, 2000), (509, 2000))
    figures = segments("repurchase_rate_by_user", **CALM)
    assert "A高于其余合计；B低于其余合计" in text(shown(figures, of, ZH))
    assert "A above the others together; B below the others together" in text(shown(figures, of, EN))


def test_the_table_is_folded_unless_somebody_changed():
    of = whole((500, 2000), (509, 2000))
    folded = "<details><summary>数据表</summary><table>"
    assert folded in shown(segments("repurchase_rate_by_user", **CALM), of, ZH)
    assert folded not in shown(segments("repurchase_rate_by_user", **FALLEN), of, ZH)


def test_where_nobody_changed_and_nobody_differs_that_is_said():
    even = {"A": (share(25, 100), share(26, 100)), "B": (share(27, 100), share(24, 100))}
    figures = segments("repurchase_rate_by_user", **even)
    assert "各来源渠道之间看不出差异" in text(shown(figures, whole((52, 200), (50, 200)), ZH))
    assert "No difference is seen between them" in text(shown(figures, whole((52, 200), (50, 200)), EN))


def test_shares_of_the_whole_were_all_counted_and_have_no_interval():
    fragment = shown(segments("new_user_channel_share", **FALLEN), None, ZH)
    assert "15.0%" in fragment and "区间" not in fragment
    assert lines(fragment)[3] == "Cn=1,000 ▼ 变差|15.0%|25.0%|−10.0" or lines(fragment)[3] == "Cn=1,000 ◆ 真实变化|15.0%|25.0%|−10.0"


def test_totals_are_bars_without_verdicts():
    figures = segments("sales_amount[refunds=net]", A=(Reading(100), Reading(300)), B=(Reading(100), Reading(100)))
    fragment = shown(figures, figure("sales_amount[refunds=net]", [Reading(200), Reading(400)]), ZH)
    assert "A为300元，B为100元" in text(fragment).replace(".0元", "元")
    assert lines(fragment)[0] == "来源渠道|10月|上期|环比"
    assert "Holm" not in fragment and "95%" not in fragment


def test_of_one_that_is_not_nothing_no_bar_is_drawn():
    alone = segments("campaign_count", A=(Reading(0), Reading(1)), B=(Reading(1), Reading(0)))
    assert "只有A，1次" in text(shown(alone, None, ZH)) and "<svg" not in shown(alone, None, ZH)
    two = segments("new_users", A=(Reading(3), Reading(2)), B=(Reading(1), Reading(1)), C=(Reading(1), Reading(1)))
    assert "A最多，2人；C最少，1人" in text(shown(two, None, ZH)) and shown(two, None, ZH).count("<svg") == 2


def test_what_nobody_wrote_down_is_left_out_where_it_is_printed_as_nothing():
    known = {"A": (Reading(0.59), Reading(0.7)), "B": (Reading(0.4), Reading(0.3))}
    channels = segments("touch_channel_service_mix", **known, unknown=(Reading(0.01), Reading(0)))
    assert "未知" not in text(shown(channels, None, ZH))
    written = segments("touch_channel_service_mix", **known, unknown=(Reading(0.01), Reading(0.1)))
    assert "未知" in text(shown(written, None, ZH))
