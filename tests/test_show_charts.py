"""Charts: in the page's colours, equal for equal input, with real text, whatever the data say."""

import re
import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure

from opsreport.show.charts import bars, cohorts, columns, responsive, sparkline, trend
from opsreport.show.charts.canvas import cut, span, stretches
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
    }
    return trend(TICKS, values, name, size, now=len(values) - 1, color="bad", **how)


def a_heatmap(size, name="热力图"):
    heads = ("", "人数", "其后第几月", "1", "2")
    steps = [0.1 + k * 0.05 for k in range(8)]
    how = {"say_rate": lambda rate: f"{100 * rate:.1f}", "heads": heads, "steps": steps, "open_word": "未到期", "total": ("合计", "30", [0.35, 0.2])}
    return cohorts([name, "9月"], ["10", "20"], [[0.4, 0.2], [0.3, None]], name, size, **how)


def a_bar_chart(size, name="短视频"):
    return bars([(name, 0.3, (0.25, 0.35), "30%", "quiet"), ("搜索", 0.1, None, "10%", "rule")], name, size, whole=0.2, whole_word="全店20%")


DRAWN = {
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


@pytest.mark.parametrize("draw", [a_heatmap, a_bar_chart, lambda size, name: a_trend(size, name=name)])
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
