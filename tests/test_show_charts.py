"""Charts: in the page's colours, equal for equal input, with real text, whatever the data say."""

import re
import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure

from opsreport.show.charts import (
    bars,
    cohorts,
    columns,
    contributions,
    distribution,
    dots,
    flows,
    funnel,
    responsive,
    scatter,
    sparkline,
    trend,
    waterfall,
)
from opsreport.show.charts.axis import ends, ticks, within
from opsreport.show.charts.canvas import cut, lines, span, stretches, width_of
from opsreport.show.theme import NARROW, SENTINEL, WIDE, in_theme, themed

RATES = [0.25, 0.254, 0.249, None, 0.25, 0.253, 0.248, 0.255, 0.251, 0.252, 0.25, 0.254, 0.227]
TICKS = ["2025年10月", *[""] * 11, "10月"]
HOSTILE = '价格 $50_$60 <script>alert(1)</script> #ff0000 & "'


def a_trend(size, values=RATES, name="趋势"):
    how = {
        "say_value": lambda value: f"{100 * value:.1f}%",
        "band": (0.238, 0.269),
        "band_words": ("正常范围23.8%–26.9%", "正常范围"),
        "compare": {11: "25.4%"},
        "target": 0.25,
        "target_word": "目标25.0%",
        "left_out": {1: "双11", 7: "Spring Festival"},
    }
    return trend(TICKS, values, name, size, now=len(values) - 1, color="bad", **how)


def a_heatmap(size, name="热力图"):
    heads = ("", "人数", "其后第几月", "1", "2")
    steps = [0.1 + k * 0.05 for k in range(8)]
    how = {"say_rate": lambda rate: f"{100 * rate:.1f}", "heads": heads, "steps": steps, "total": ("合计", "30", [0.35, 0.2])}
    return cohorts([name, "9月"], ["10", "20"], [[0.4, 0.2], [0.3, None]], name, size, **how)


def a_bar_chart(size, name="短视频"):
    return bars([(name, 0.3, (0.25, 0.35), "30%", "quiet"), ("搜索", 0.1, None, "10%", "rule")], name, size, whole=0.2, whole_word="全店20%")


def percent(value):
    return f"{100 * value:.1f}%"


def signed(value):
    return f"{value:+.1f}"


LONG = "A channel with a name that nobody has shortened"


def a_dot_plot(size, name="短视频"):
    how = {"say_value": percent, "whole": 0.227, "whole_word": "whole shop 22.7%", "words": ("10月", "9月"), "few": {3}, "marks": {2: "bad"}}
    before = [(0.338, 0.325, 0.351), (0.28, None, None), (0.151, 0.144, 0.158), None]
    values, lows, highs = [0.344, 0.25, 0.098, None], [0.331, None, 0.093, None], [0.357, None, 0.103, None]
    return dots([name, LONG, "搜索", "线下扫码"], values, lows, highs, name, size, ns=["n=5,420", "n=31", "n=12", "缺评分"], before=before, **how)


def a_waterfall(size, name="买家数"):
    parts = [(name, "−11.7%，40,991→30,767", -148, "bad"), (LONG, "+1%", 23, "quiet")]
    return waterfall(("9月", "1,314万元"), parts, ("October", "¥11.9M"), name, size, say_part=signed, start_word="starts at September's level")


def some_contributions(size, name="短视频"):
    rows = [
        (name, ("16.7% → 26.6%", "15.1% → 9.8%"), -2.4, "bad"),
        (LONG, ("30.3% → 26.6%", "31.2% → 30.9%"), 0, "quiet"),
        ("搜索", ("", ""), 0.1, "quiet"),
    ]
    return contributions(rows, ("全店", ("", "25.4% → 23.1%"), -2.3, "ink"), name, size, say_part=signed, heads=("占比", "Repurchase rate"))


def a_funnel(size, name="浏览商品"):
    how = {
        "say_users": lambda n: f"{n:,}人",
        "passed": ["↓ 38.2%", "↓ 0.4%"],
        "overall": ["100%", "38.2%", "0.2%"],
        "head": "of the first step",
        "mark": 2,
    }
    return funnel([name, LONG, "支付成功"], [31_480, 12_040, 54], name, size, **how)


def a_scatter(size, name="短视频"):
    points = [
        (name, 12190, 0.098, (0.093, 0.103), "bad"),
        (LONG, 12180, 0.1, None, "ink"),
        ("搜索", 27, 0.222, (0.106, 0.408), "rule"),
        ("b", 26, 0.4, None, "ink"),
    ]
    how = {"x_word": "new users (logarithmic)", "y_word": "第30日留存率", "whole": 0.227, "whole_word": "全店22.7%"}
    return scatter(points, name, size, say_x=lambda n: f"{n:,.0f}", say_y=percent, **how)


def a_distribution(size, name="首次响应时间"):
    quantiles = [(16.5, 0.5, "half: 16.5 minutes", "16.5 minutes"), (222, 0.9, "nine in ten: 222.1 minutes", "222.1 minutes")]
    limits, shares = [5, 15, 30, 60, 120, 240, 480, 1440], [0.02, 0.47, 0.674, 0.79, 0.86, 0.91, 0.95, 0.985]
    how = {"quantiles": quantiles, "agreed": 2, "agreed_word": "in time"}
    return distribution(limits, shares, name, size, say_limit=lambda m: f"{m}分钟" if m < 60 else f"{m // 60} h", say_share=percent, **how)


def some_flows(size, name="活跃"):
    moves = {(0, 0): 3957, (0, 1): 1472, (1, 0): 128, (1, 2): 3, (2, 2): 7037}
    return flows(
        [name, "silent", LONG],
        [name, "silent", LONG],
        moves,
        name,
        size,
        say_count=lambda n: f"{n:,}人",
        heads=("At the start", "期末"),
        marks=[(0, 1)],
    )


DRAWN = {
    "dots": lambda: responsive(a_dot_plot),
    "waterfall": lambda: responsive(a_waterfall),
    "contributions": lambda: responsive(some_contributions),
    "funnel": lambda: responsive(a_funnel),
    "scatter": lambda: responsive(a_scatter),
    "distribution": lambda: responsive(a_distribution),
    "flows": lambda: responsive(some_flows),
    "sparkline": lambda: sparkline(RATES, "走势", band=(0.238, 0.269), color="bad"),
    "trend": lambda: responsive(a_trend),
    "cohorts": lambda: responsive(a_heatmap),
    "bars": lambda: responsive(a_bar_chart),
    "columns": lambda: responsive(lambda size: columns(["1", "2", ""], [5, 3, 0], "天数", size, words={0: "5"}, marked=(0,))),
}


@pytest.fixture(scope="module", params=DRAWN)
def drawn(request):
    return request.param, DRAWN[request.param]()


def test_equal_input_gives_equal_bytes(drawn):
    name, svg = drawn
    assert DRAWN[name]() == svg


def test_colours_are_tokens_and_there_are_no_ids(drawn):
    _, svg = drawn
    assert "var(--" in svg
    assert not re.findall(r"#[0-9a-f]{6}|rgb\(| id=| href=|url\(|font-family|<style|<script", svg)


def test_a_chart_is_small_and_says_what_it_shows(drawn):
    _, svg = drawn
    assert len(svg) < 8000
    for one in re.findall(r"<svg.*?</svg>", svg):
        root = ET.fromstring(one)
        assert root.get("role") == "img" and root.get("aria-label")


def test_two_widths_for_the_two_kinds_of_screens(drawn):
    name, svg = drawn
    widths = [float(root.get("viewBox").split()[2]) for root in map(ET.fromstring, re.findall(r"<svg.*?</svg>", svg))]
    assert widths == ([160] if name == "sparkline" else [NARROW.width, WIDE.width])


NAMED = [a_dot_plot, a_waterfall, some_contributions, a_funnel, a_scatter, a_distribution, some_flows]


@pytest.mark.parametrize("draw", [a_heatmap, a_bar_chart, lambda size, name: a_trend(size, name=name), *NAMED])
def test_a_hostile_name_is_text(draw):
    root = ET.fromstring(draw(WIDE, HOSTILE))
    assert root.get("aria-label") == HOSTILE
    assert not [node for node in root.iter() if node.tag.endswith("script")]


def test_text_is_text():
    assert "正常范围23.8%–26.9%</text>" in a_trend(WIDE)


def test_a_gap_is_not_drawn_across():
    assert stretches([None, 1, 2, None, 4, None]) == [([1, 2], [1.0, 2.0]), ([4], [4.0])]
    whole, gap = (sparkline(values, "x").count("<path") for values in ([1, 2, 3, 4], [1, None, 3, 4]))
    assert (whole, gap) == (1, 1)  # and the lonely point is a dot
    assert sparkline([1, 2, None, 4, 5], "x").count("<path") == 2


@pytest.mark.parametrize("values", [[0, 0], [5, 5, 5], [-1, -1], [1e12, 1e12], [0.1, None], [1]])
def test_a_series_that_never_moves_can_be_drawn(values):
    assert "<circle" in sparkline(values, "x")
    now = max(place for place, value in enumerate(values) if value is not None)
    for size in (NARROW, WIDE):
        assert "<circle" in trend([""] * len(values), values, "x", size, now=now, say_value=str)


def test_an_axis_is_never_of_no_width():
    assert span(5, None, 5) == (2.5, 7.5)
    assert span(0, 0) == (-1, 1)
    assert span(1, 3) == (1, 3)


def test_a_long_name_is_cut_to_its_room():
    assert cut("短视频", 12, 100) == "短视频"
    assert cut("一二三四五六七八九十", 12, 60) == "一二三四…"


def test_a_name_without_room_takes_two_lines():
    assert lines("短视频1元尝鲜", 12, 108) == ["短视频1元尝鲜"]
    assert lines("Win-back of silent users", 12, 108) == ["Win-back of", "silent users"]
    assert lines("一二三四五六七，八九十", 12, 84) == ["一二三四五六", "七，八九十"]  # no line begins with a comma
    assert lines("长期流失（181天以上）", 12, 108) == ["长期流失", "（181天以上）"] and lines("long gone (181+ days)", 12, 108)[1] == "(181+ days)"
    assert lines("1.28 times → 1.20 times", 12, 100) == ["1.28 times →", "1.20 times"]
    assert lines("undividable", 12, 40) == [cut("undividable", 12, 40)]
    assert lines("a b c d e f g h i j k l m", 12, 30)[1].endswith("…")


def xs(svg, text):
    return [float(x) for x in re.findall(rf'<text x="([0-9.-]+)"[^>]*>{re.escape(text)}</text>', svg)]


def test_the_line_of_the_whole_goes_through_no_value():
    rows = [(name, value, None, percent(value), "quiet") for name, value in (("a", 0.6), ("b", 0.48), ("c", 0.46), ("d", -0.3))]
    svg = bars(rows, "x", NARROW, whole=0.533, whole_word="全店53.3%")
    assert {x for _, _, _, words, _ in rows for x in xs(svg, words)} == {NARROW.width}  # a column at the right edge


def test_a_word_over_a_column_hides_no_higher_one():
    values = [82, 53, 48, 43, 40, 38, 36, 34, 32, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 20, 20]
    svg = columns([""] * 22, values, "x", NARROW, words={2: "48.1%"}, marked=(2,))
    (x,) = xs(svg, "48.1%")
    assert x >= 2 + (NARROW.width - 4) / 22 * 2  # to the right of the two columns that are higher


def test_a_funnels_bars_take_the_width_that_its_words_leave():
    svg = a_funnel(NARROW)
    first = max(float(x) for path in re.findall(r'<path d="([^"]*)" style="fill:var', svg) for x in re.findall(r"[ML]([\d.]+) ", path))
    assert first > 0.65 * NARROW.width


def test_the_names_of_both_bars_do_not_stand_on_the_line_of_the_whole():
    def drawn(whole):
        how = {"say_value": percent, "words": ("10月", "9月"), "before": [(0.3, 0.29, 0.31), (0.3, 0.29, 0.31)], "whole_word": "x", "whole": whole}
        return dots(["a", "b"], [0.5, 0.4], [0.49, 0.39], [0.51, 0.41], "x", WIDE, **how)

    on = xs(drawn(0.1), "10月"), xs(drawn(0.52), "10月")
    assert on[0] and on[0] != on[1]


def test_a_colour_outside_the_theme_is_refused():
    @in_theme
    def red():
        figure = Figure(figsize=(1, 1))
        figure.add_axes((0, 0, 1, 1)).plot([0, 1], [0, 1], color="#ff0000")
        return themed(figure, "w", "x")

    with pytest.raises(ValueError, match="a colour outside the theme: #ff0000. Draw with ink"):
        red()


def test_every_token_of_the_charts_is_in_the_stylesheet_in_both_themes():
    from opsreport.report import stylesheet

    light, dark = stylesheet().split("prefers-color-scheme: dark")
    assert [token for token in SENTINEL if f"--{token}:" not in light or f"--{token}:" not in dark] == []


# ---------------------------------------------------------------- words do not collide, in a real browser with real fonts

BOXES = """() => [...document.querySelectorAll('svg')].map(svg => { const own = svg.getBoundingClientRect(); return {
  width: own.width, height: own.height, words: [...svg.querySelectorAll('text')].map(one => { const box = one.getBoundingClientRect();
    return [one.textContent, box.left - own.left, box.top - own.top, box.right - own.left, box.bottom - own.top] }) } })"""
LEAN = 0.22  # of a line's height, that is empty above and below the letters


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 900, "height": 900})
        browser.close()


def words_of(chromium, svg, language):
    from opsreport.report import stylesheet

    shown = ".chart .n, .chart .w { display: block !important; } .n { width: 344px; max-width: none !important; } .w { width: 800px; }"
    chromium.set_content(f'<html lang="{language}"><style>{stylesheet()}{shown}</style><div class="chart">{svg}</div></html>')
    return chromium.evaluate(BOXES)


def collisions(words):
    lean = [(text, left, top + LEAN * (bottom - top), right, bottom - LEAN * (bottom - top)) for text, left, top, right, bottom in words]
    pairs = [(a, b) for place, a in enumerate(lean) for b in lean[place + 1 :]]
    return [(a[0], b[0]) for a, b in pairs if min(a[3], b[3]) - max(a[1], b[1]) > 1 and min(a[4], b[4]) - max(a[2], b[2]) > 1]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", [name for name in DRAWN if name != "sparkline"])
def test_words_lie_neither_on_each_other_nor_outside(chromium, name, language):
    for chart in words_of(chromium, DRAWN[name](), language):
        assert chart["words"]
        assert collisions(chart["words"]) == []
        outside = [
            text
            for text, left, top, right, bottom in chart["words"]
            if left < -6 or right > chart["width"] + 6 or top < -8 or bottom > chart["height"] + 8
        ]
        assert outside == []


@pytest.mark.parametrize("draw", NAMED)
@pytest.mark.parametrize("name", [LONG, "一个谁也没有缩短过的名字很长的来源渠道名称", "x"])
def test_a_long_name_collides_with_nothing(chromium, draw, name):
    for chart in words_of(chromium, responsive(lambda size: draw(size, name)), "zh-CN"):
        assert collisions(chart["words"]) == []


def test_a_collision_would_be_seen(chromium):
    two = '<svg class="w" viewBox="0 0 800 40"><text x="10" y="20">first word</text><text x="30" y="22">second</text></svg>'
    (chart,) = words_of(chromium, two, "en")
    assert collisions(chart["words"]) == [("first word", "second")]


# ---------------------------------------------------------------- axes


def test_ticks_are_round_and_few():
    assert ticks(0, 0.41, 5) == [0, 0.2, 0.4]
    assert ticks(97.1, 98.2, 5) == [97.5, 98] or ticks(97.1, 98.2, 5) == [97.2, 97.4, 97.6, 97.8, 98, 98.2]
    assert ticks(-5, 5, 3) == [-5, 0, 5]


def test_points_are_drawn_from_zero_unless_all_are_far_from_it():
    assert ends(0.1, 0.4) == (0, 0.4)
    low, high = ends(97, 98)
    assert 90 < low < 97 and high > 98
    assert ends(-1, 2) == (-1, 2)


def test_a_word_is_moved_within_the_picture():
    assert within(5, "whole shop", 10, 0, 100) == (0, "start")
    assert within(99, "whole shop", 10, 0, 100) == (100, "end")
    assert within(50, "ab", 10, 0, 100) == (50, "middle")


def test_a_waterfall_begins_at_the_earlier_level_and_its_parts_meet():
    svg = a_waterfall(WIDE)
    assert "starts at September&#x27;s level</text>" in svg
    drawn = [re.findall(r"[ML]([\d.]+) [\d.]+", path) for path in re.findall(r'<path d="([^"]*)" style="fill:var', svg)]
    fall, rise, whole = ([float(x) for x in bar] for bar in drawn)
    start, bottom = max(fall), min(fall)
    assert min(rise) == pytest.approx(bottom, abs=0.2)
    assert max(whole) == pytest.approx(start, abs=0.2) and min(whole) == pytest.approx(max(rise), abs=0.2)


def test_the_bands_of_flows_are_as_thick_as_their_users():
    svg = some_flows(WIDE)
    bands = [[float(y) for y in re.findall(r" ([\d.]+)L[\d.]+ ([\d.]+)C", path)[0]] for path in re.findall(r'<path d="(M[^"]*C[^"]*)"', svg)]
    thick = sorted(abs(low - top) for top, low in bands)
    assert len(thick) == 5
    assert thick[-1] / thick[-2] == pytest.approx(7037 / 3957, rel=0.02)


def test_two_thousand_points_are_no_picture():
    points = [(str(k), k + 1, k, None, "ink") for k in range(2001)]
    with pytest.raises(ValueError, match="2001 points: more than 2000 are no picture"):
        scatter(points, "x", WIDE, say_x=str, say_y=str, x_word="", y_word="")


def test_a_cohort_is_framed_where_its_age_is_drawn():
    how = {"say_rate": percent, "heads": ("", "n", "", "1", "2", "3"), "steps": [k / 10 for k in range(8)]}
    drawn = lambda mark: cohorts(["a", "b"], ["1", "1"], [[0.1, 0.2, 0.3], [0.1, None, None]], "x", NARROW, mark=mark, **how)  # noqa: E731
    frames = [drawn(mark).count("stroke:var(--ink);") for mark in (None, (1, 0), (1, 3))]
    assert frames[1] == frames[0] + 1 and frames[2] == frames[0]


def test_a_long_name_of_a_cohort_leaves_room_for_its_size():
    how = {"say_rate": percent, "heads": ("", "n", "", "1"), "steps": [k / 10 for k in range(8)]}
    svg = cohorts(["2026年10月"], ["123,373"], [[0.1]], "x", NARROW, **how)
    ends = {text: float(re.search(rf'<text x="([0-9.]+)"[^>]*>{text}<', svg)[1]) for text in ("2026年10月", "123,373")}
    assert ends["2026年10月"] + width_of("2026年10月", 12) < ends["123,373"] - width_of("123,373", 12)


def test_the_first_limit_has_its_share_beside_it_or_none():
    svg = distribution([1, 2, 4], [0.02, 0.5, 0.9], "x", NARROW, say_limit=str, say_share=percent)
    at = {text: float(re.search(rf'<text x="([0-9.-]+)"[^>]*>{re.escape(text)}<', svg)[1]) for text in re.findall(">([0-9.]+%)<", svg)}
    assert at.get(percent(0.02), 0) < NARROW.width / 2 < at[percent(0.9)]
