"""Text stays text: nothing from the data becomes markup, and nothing in it is hidden."""

import pytest

from opsreport.show.markup import Html, element, html, plain, said


def test_text_is_escaped_and_markup_is_not():
    assert html("<b>&", Html("<b>"), None, ["x", ["<"]]) == "&lt;b&gt;&amp;<b>x&lt;"


def test_attributes_are_escaped_and_none_is_left_out():
    assert element("a", {"title": '"><script>', "href": None}, "<") == '<a title="&quot;&gt;&lt;script&gt;">&lt;</a>'


def test_an_empty_element_has_no_end():
    assert element("img", {"alt": ""}) == '<img alt="">'


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\x00", "\x1b", "\u2028", "\U000e0001"])
def test_what_cannot_be_seen_is_shown(hidden):
    assert plain(f"a{hidden}b") == "a␦b"
    assert said(f"a{hidden}b") == "<bdi>a␦b</bdi>"


def test_lines_become_one():
    assert plain("a\nb\tc") == "a b c"


def test_a_family_of_emoji_stays_whole():
    assert plain("👨‍👩‍👧") == "👨‍👩‍👧"
