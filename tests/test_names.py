"""What values of the data are called: the file, and that pages print the names while figures keep the values."""

import datetime as dt

import pytest

from opsreport.errors import Mistake
from opsreport.metrics.growth import new_users
from opsreport.names import read_names
from opsreport.params import read_params
from opsreport.shop import Shop
from opsreport.show.format import Locale
from opsreport.show.markup import words_of
from opsreport.show.page import Page
from opsreport.show.terms import event_word, segment_values, value_word
from opsreport.words import Text

REPORT = "shop: Shop\ntimezone: UTC\ncurrency: CNY\nsources: {orders: {files: orders.csv}}\n"
NAMES = """names:
  短视频: {en: Short video}
  ar_tryon: {zh: 试妆, en: AR try-on}
  0012: {en: "Twelve"}
"""
CALLED = {"短视频": Text("短视频", "Short video"), "ar_tryon": Text("试妆", "AR try-on"), "0012": Text("0012", "Twelve")}


def params(folder, names: str | None = None, more: str = ""):
    (folder / "report.yml").write_text(REPORT + more, "utf-8")
    if names is not None:
        (folder / "names.yml").write_text(names, "utf-8")
    return read_params(folder / "report.yml")


def test_a_name_in_one_language_leaves_the_value_as_it_is_in_the_other(tmp_path):
    assert read_names(params(tmp_path, NAMES)) == CALLED


def test_without_the_file_nothing_has_another_name(tmp_path):
    assert read_names(params(tmp_path)) == {}
    assert read_names(None) == {}


def test_the_file_may_lie_elsewhere(tmp_path):
    (tmp_path / "words.yml").write_text(NAMES, "utf-8")
    assert read_names(params(tmp_path, more="names: words.yml\n")) == CALLED


FORM = "a value is called {zh: ..., en: ...}, or by one of them where the other language has the value as it is"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("names:\n  短视频: Short video\n", 2, FORM),
        ("names:\n  短视频:\n    en: Short video\n  直播: {}\n", 4, FORM),
        ("names:\n  短视频: {en: ''}\n", 2, FORM),
        ("names:\n  短视频: {eng: Short video}\n", 2, FORM),
        ("names:\n  短视频: {en: a}\n  短视频: {en: b}\n", 3, 'the key "短视频" stands twice, first in line 2'),
        ("name: {}\n", 1, 'unknown key "name". Did you mean "names"?'),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, line, what):
    with pytest.raises(Mistake) as caught:
        read_names(params(tmp_path, text))
    assert caught.value.code == 78
    assert f"names.yml line {line}" in caught.value.where
    assert caught.value.what.startswith(what)


def test_a_value_is_printed_as_it_is_called_else_as_we_call_it_else_as_it_is():
    zh, en = (Locale(language, "CNY", CALLED | {"sms": Text("短信通知", "Text message")}) for language in ("zh", "en"))
    assert [value_word(value, en) for value in ("短视频", "sms", "push", "直播", None)] == ["Short video", "Text message", "push", "直播", "Unknown"]
    assert [value_word(value, zh) for value in ("短视频", "sms", "push", "ar_tryon")] == ["短视频", "短信通知", "推送", "试妆"]
    assert segment_values({"order_channel": "短视频", "source": "orders"}, en) == "Short video · orders"
    assert [event_word(event, zh) for event in ("ar_tryon", "view")] == ["试妆", "浏览商品"]


def test_a_campaign_is_called_by_its_name_where_its_id_is_the_segment():
    held = [{"campaign_id": "1", "name": "短视频"}, {"campaign_id": "2", "name": "秋上新"}, {"campaign_id": "3", "name": None}]
    shop = Shop(Shop.of({"orders": ORDERS, "campaigns": held}, data_until=dt.date(2024, 6, 30)).store, names=CALLED)
    en = Locale("en", "CNY", shop.names)
    assert [segment_values({"campaign": value}, en) for value in "123"] == ["Short video", "秋上新", "3"]
    assert segment_values({"store": "1"}, en) == "1"


USERS = [{"user_id": f"u{n}", "registered_at": dt.datetime(2024, 6, n), "channel": "短视频" if n < 20 else "搜索"} for n in range(1, 29)]
ORDERS = [{"order_id": "A1", "user_id": "u1", "paid_at": dt.datetime(2024, 6, 1), "amount": 10}]


def by_channel(names):
    """New users by channel, on a page of a shop that calls its values so."""
    shop = Shop(Shop.of({"users": USERS, "orders": ORDERS}, data_until=dt.date(2024, 6, 30)).store, names=names)
    return Page("growth", shop, shop.periods("2024-06")[0], "en").by(new_users, "acquisition_channel")


def test_a_hostile_name_stays_text():
    made = by_channel({"短视频": Text("短视频", "<b>Short</b>\u202evideo")})
    assert "<b>Short" not in made.fragments["en"] and "\u202e" not in made.fragments["en"]
    assert "<b>Short</b>␦video" in words_of(made.fragments["en"]).replace("&lt;", "<")


def test_each_page_has_its_name_and_the_figures_keep_the_value():
    made = by_channel(CALLED)
    assert "Short video" in made.fragments["en"] and "短视频" not in made.fragments["en"]
    assert "短视频" in made.fragments["zh"] and "Short video" not in made.fragments["zh"]
    assert {"acquisition_channel": "短视频"} in [figure.json()["segment"] for figure in made.figures]
