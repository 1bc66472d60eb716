"""params/report.yml: every mistake names line and key, says what is allowed, and how to mend it; text stays as it is spelled."""

from datetime import date
from pathlib import Path

import pytest

from opsreport.errors import Mistake
from opsreport.params import read_params
from opsreport.words import Text

GOOD = """shop: {zh: 青禾商城, en: Qinghe Shop}
timezone: Asia/Shanghai
currency: CNY
data_until: 2026-10-31
rules:
  churn_days: 60
  options: {retention_on_n: {n: 30, unit: day}}
sources:
  orders:
    files: orders.csv
    columns:
      order_id: 订单编号
      paid_at: {column: 付款时间, format: '%Y/%m/%d'}
      status: {column: 状态, values: {NO: unpaid, 0123: paid, 1_000: closed, 12:30:45: cancelled, null: paid, on: paid}}
      channel: {value: 0123}
"""


def read(folder: Path, text: str):
    path = folder / "report.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_params(path)


def mistake(folder: Path, text: str) -> str:
    with pytest.raises(Mistake) as caught:
        read(folder, text)
    assert caught.value.code == 78
    return str(caught.value).replace(f"{folder}/", "")


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_what_is_read(tmp_path):
    params = read(tmp_path, GOOD)
    assert params.shop == Text("青禾商城", "Qinghe Shop")
    assert (params.timezone, params.currency, params.data_until, params.start) == ("Asia/Shanghai", "CNY", date(2026, 10, 31), None)
    assert (params.rules.churn_days, params.rules.options) == (60, {"retention_on_n": {"n": 30, "unit": "day"}})
    (orders,) = params.sources["orders"]
    assert (orders.files, orders.columns["order_id"].column, orders.columns["paid_at"].format) == (("orders.csv",), "订单编号", ("%Y/%m/%d",))
    assert params.folder == tmp_path.resolve()
    assert params.where("sources", "orders", "columns", "paid_at") == f"{tmp_path}/report.yml line 13, sources.orders.columns.paid_at"


def test_text_is_what_stands_there(tmp_path):
    columns = read(tmp_path, GOOD).sources["orders"][0].columns
    assert columns["status"].values == {"NO": "unpaid", "0123": "paid", "1_000": "closed", "12:30:45": "cancelled", "null": "paid", "on": "paid"}
    assert columns["channel"].value == "0123"
    assert read(tmp_path, changed("value: 0123", "value: true")).sources["orders"][0].columns["channel"].value == "true"
    assert read(tmp_path, changed("value: 0123", "value: 1.50")).sources["orders"][0].columns["channel"].value == "1.50"
    assert read(tmp_path, changed("value: 0123", "value: 7")).sources["orders"][0].columns["channel"].value == "7"


def test_a_plain_name_and_plain_parts(tmp_path):
    params = read(tmp_path, changed("{zh: 青禾商城, en: Qinghe Shop}", "Shop") + "cadences: week\npages: [data]\nlanguages: en\n")
    assert (params.shop, params.cadences, params.pages, params.languages) == (Text("Shop", "Shop"), ("week",), ("data",), ("en",))
    parts = changed("    files: orders.csv\n", "  - files: a.csv\n").replace("    columns", "    columns")
    assert read(tmp_path, parts).where("sources", "orders", 0, "columns", "paid_at").endswith("line 13, sources.orders.1.columns.paid_at")


def test_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    params = read(tmp_path, GOOD)
    assert (params.cache_folder, params.notebooks_folder) == (Path("/somewhere/opsreport"), None)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/u")
    assert read(tmp_path, GOOD).cache_folder == Path("/home/u/.cache/opsreport")
    params = read(tmp_path, GOOD + "cache: kept\nnotebooks: ../notebooks\n")
    assert (params.cache_folder, params.notebooks_folder) == (tmp_path / "kept", tmp_path / "../notebooks")


WRONG = {
    "a key's typing error": (
        ("currency:", "currncy:"),
        'report.yml line 3, currncy: unknown key "currncy". Did you mean "currency"? (2 mistakes in this file; the first is shown)',
        "Known here: shop, timezone, currency, languages, week_start, fiscal_year_start, data_until, start, cadences, pages, notebooks, headline, "
        "targets, roles, playbook, holidays, names, notes, cache, "
        "rules, limits, connections, sources.",
    ),
    "a key of a source": (
        ("    columns:", "    colums:"),
        'report.yml line 11, sources.orders.colums: unknown key "colums". Did you mean "columns"?',
        "Known here: files, connection, table, query, format, encoding, delimiter, decimal, thousands, sheet, skip_rows, nulls, timezone, "
        "overlap, columns, "
        "where, group.",
    ),
    "a key of a column": (
        ("format:", "fromat:"),
        'report.yml line 13, sources.orders.columns.paid_at.fromat: unknown key "fromat". Did you mean "format"?',
        "Known here: column, value, sql, format, values, take.",
    ),
    "a key of the rules": (
        ("churn_days", "chrun_days"),
        'report.yml line 6, rules.chrun_days: unknown key "chrun_days". Did you mean "churn_days"?',
        "Known here: activity, lifecycle, churn_days, refunds, conversion, tiers, options.",
    ),
    "a table": (
        ("  orders:\n", "  oders:\n"),
        'report.yml line 9, sources.oders: there is no table "oders". Did you mean "orders"?',
        "Use one of: users, events, orders, refunds, channel_days, campaigns, touches, coupons, points, recharges, tiers, assignments, feedback, "
        "work_items, "
        "manual_figures.",
    ),
    "a column": (
        ("paid_at:", "payed_at:"),
        'report.yml line 13, sources.orders.columns.payed_at: there is no column of orders "payed_at". Did you mean "paid_at"?',
        "Use one of: order_id, user_id, paid_at, amount, ordered_at, status, discount, cost, coupon_id, campaign_id, channel, category, "
        "store, items.",
    ),
    "a zone": (
        ("Asia/Shanghai", "Asia/Shangai"),
        'report.yml line 2, timezone: "Asia/Shangai" is no time zone; use a name like Asia/Shanghai or Europe/London',
        "Not 'Asia/Shangai'. Correct the value: the shop's IANA time zone: its days and months are counted in it.",
    ),
    "a currency": (
        ("CNY", "RMB¥"),
        "report.yml line 3, currency: string should match pattern '^[A-Z]{3}$'",
        "Not 'RMB¥'. Correct the value: the currency of all money, three letters (CNY, USD, GBP).",
    ),
    "a date": (
        ("2026-10-31", "2026-11-31"),
        "report.yml line 4, data_until: input should be a valid date or datetime, day value is outside expected range",
        "Not '2026-11-31'. Correct the value: the last complete local day; default: that of the newest row over all tables.",
    ),
    "a number": (
        ("churn_days: 60", "churn_days: many"),
        "report.yml line 6, rules.churn_days: input should be a valid integer, unable to parse string as an integer",
        "Not 'many'. Correct the value: a user has churned after more than so many days without activity.",
    ),
    "a number that YAML would read in another base": (
        ("files: orders.csv", "files: orders.csv\n    skip_rows: 010"),
        "report.yml line 11, sources.orders.skip_rows: 010 is no plain whole number",
        "Not '010'. Correct the value: lines above the header.",
    ),
    "a missing key": (
        ("currency: CNY\n", ""),
        'report.yml line 1, currency: "currency" is missing',
        "Add it: the currency of all money, three letters (CNY, USD, GBP).",
    ),
    "a key twice": (
        ("currency: CNY", "currency: CNY\ncurrency: USD"),
        'report.yml line 4: the key "currency" stands twice, first in line 3',
        "Keep one of them.",
    ),
    "a value twice": (("on: paid", "NO: paid"), 'report.yml line 14: the key "NO" stands twice, first in line 14', "Keep one of them."),
    "not YAML": (
        ("timezone: Asia/Shanghai", "timezone: [Asia"),
        "report.yml line 3: not YAML: expected ',' or ']', but got ':'",
        "Correct the line.",
    ),
    "a tag": (
        ("value: 0123", "value: !!python/object:os.system x"),
        "report.yml line 15: the tag tag:yaml.org,2002:python/object:os.system is not allowed",
        "Write plain values.",
    ),
    "null where text is": (
        ("value: 0123", "column: [a]"),
        "report.yml line 15, sources.orders.columns.channel.column: input should be a valid string",
        "Correct the value: the raw column's name; `$row`: the file and the physical row number.",
    ),
    "two origins": (
        ("{value: 0123}", "{value: 1, column: x}"),
        "report.yml line 15, sources.orders.columns.channel: give one of column, value, sql",
        "Correct the value.",
    ),
    "an encoding": (
        ("files: orders.csv", "files: orders.csv\n    encoding: gb1830"),
        'report.yml line 11, sources.orders.encoding: "gb1830" is no encoding; use utf-8, gb18030 or utf-16',
        "Not 'gb1830'. Correct the value: of text files: utf-8, gb18030, utf-16, ...; byte order marks are understood.",
    ),
    "files and a connection": (
        ("files: orders.csv", "files: orders.csv\n    connection: w"),
        "report.yml line 9, sources.orders: give files, or a connection",
        "Correct the value.",
    ),
    "no connection": (
        ("files: orders.csv", "connection: w\n    table: t"),
        'report.yml line 10, sources.orders.connection: there is no connection "w".',
        "Declare it under connections.",
    ),
    "take without group": (("'%Y/%m/%d'", "'%Y/%m/%d', take: min"), "report.yml line 9, sources.orders: take needs group", "Correct the value."),
    "no orders and no events": (
        ("  orders:\n", "  refunds:\n"),
        'report.yml line 13, sources.refunds.columns.paid_at: there is no column of refunds "paid_at".',
        "Use one of: order_id, refunded_at, amount.",
    ),
    "rising days": (
        ("churn_days: 60", "lifecycle: {active: 90}"),
        "report.yml line 6, rules.lifecycle: the days must rise: active < silent < dormant < lost",
        "Correct the value.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_names_line_and_key_and_the_mend(tmp_path, name):
    (old, new), what, mend = WRONG[name]
    assert mistake(tmp_path, changed(old, new)) == f"{what}\n  Mend: {mend}"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("connections: {w: {backend: postgres, url_env: X, password: hunter2}}", "line 16, connections.w.password: a secret stands in the file"),
        (
            "connections: {w: {backend: postgres, url_env: 'postgres://u:hunter2@h/d'}}",
            "line 16, connections.w.url_env: a URL with a password stands in the file",
        ),
        ("api_token: hunter2", "line 16, api_token: a secret stands in the file"),
    ],
)
def test_secrets_are_refused_and_not_repeated(tmp_path, line, what):
    said = mistake(tmp_path, GOOD + line + "\n")
    assert said.splitlines()[0] == f"report.yml {what}"
    assert "hunter2" not in said


def test_a_raw_column_may_be_named_like_a_secret(tmp_path):
    params = read(tmp_path, changed("{value: 0123}", "{column: token, values: {password: x}}"))
    assert params.sources["orders"][0].columns["channel"].column == "token"


def test_files_that_are_no_parameter_file(tmp_path):
    with pytest.raises(Mistake) as caught:
        read_params(tmp_path / "none.yml")
    assert (caught.value.code, str(caught.value)) == (
        66,
        f"there is no parameter file {tmp_path}/none.yml\n  Mend: Name one by --params, or make one: opsreport init FILES...",
    )
    assert mistake(tmp_path, "- a\n").startswith("report.yml line 1: not a parameter file: `key: value` lines are expected")
    assert mistake(tmp_path, "shop: 青禾\n".encode("gb18030")).startswith("report.yml line 1: not UTF-8 at byte 6")
    assert read(tmp_path, GOOD.encode("utf-8-sig")).currency == "CNY"
