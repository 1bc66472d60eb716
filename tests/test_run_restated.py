"""What is changed since the last publication: found, put in order, carried on; and what is no restatement."""

from opsreport.report import restatement
from opsreport.run.restated import MOST, restated
from opsreport.show.format import Locale

SALES, CSAT = {"refunds": "net"}, {"kind": "all"}


def entry(name="sales_amount", value=100, options=None, **more):
    unit = {"sales_amount": "money", "csat": "percent"}.get(name, "users")
    own = {"sales_amount": SALES, "csat": CSAT}.get(name, {})
    return {"id": name, "options": own if options is None else options, "value": value, "unit": unit, "segment": None, "reason": None, **more}


def record(run="b", **more):
    return {
        "run_id": run, "end": "2024-07-01", "started_at": "2024-07-01T22:30:00+00:00", "headline": [{"id": "csat", "options": CSAT}],
        "inputs": [{"table": "orders", "file": "orders.csv", "sha256": run}], "data_until": "2024-06-30", "parameters": {"timezone": "Asia/Shanghai"},
        "code": {"version": "1"}, "pages": [], **more,
    }  # fmt: skip


def found(old, new, before=None, now=None):
    return restated(before or record("a"), old, now or record("b"), new)


def values(told):
    return [(each["id"], each["old"], each["new"]) for each in told["figures"]]


def test_what_changed_is_listed_with_the_headline_first_and_segments_last():
    x = {"city": "x"}
    old = [entry(), entry(segment=x), entry("new_users", 7), entry("csat", 0.5), entry("csat", 0.4, segment=x)]
    new = [entry(value=110), entry(value=90, segment=x), entry("new_users", 7), entry("csat", 0.6), entry("csat", 0.3, segment=x)]
    assert values(found(old, new)) == [("csat", 0.5, 0.6), ("sales_amount", 100, 110), ("sales_amount", 100, 90), ("csat", 0.4, 0.3)]


def test_it_says_since_when_by_the_shops_day_and_why():
    told = found([entry()], [entry(value=110)])
    assert told["published_on"] == "2024-07-02"  # half past six in the morning in Shanghai
    assert told["because"] == ["inputs"]
    other = record("b", parameters={"timezone": "Asia/Shanghai", "rules": {}}, code={"version": "2"}, inputs=record("a")["inputs"])
    assert found([entry()], [entry(value=110)], now=other)["because"] == ["parameters", "code"]


def test_a_first_report_and_one_that_was_running_restate_nothing():
    assert restated(None, [], record(), [entry()]) is None
    assert found([entry()], [entry(value=110)], before=record("a", end="2024-06-10")) is None


def test_what_became_known_or_is_new_is_no_restatement_but_what_was_withdrawn_is():
    open_, mature = entry(value=None, reason="incomplete"), {"period": "2024-05", "value": 70}
    assert found([open_], [entry()]) is None
    assert found([], [entry()]) is None
    assert found([open_ | {"latest_mature": mature}], [entry()]) is None
    assert found([open_ | {"latest_mature": mature}], [open_ | {"latest_mature": {"period": "2024-06", "value": 80}}]) is None
    assert values(found([open_ | {"latest_mature": mature}], [open_ | {"latest_mature": mature | {"value": 71}}])) == [("sales_amount", 70, 71)]
    assert values(found([entry()], [open_])) == [("sales_amount", 100, None)]


def test_it_is_carried_on_until_figures_change_again():
    first = found([entry()], [entry(value=110)])
    assert found([entry(value=110)], [entry(value=110)], before=record("b", restated=first), now=record("b")) == first
    assert found([entry(value=110)], [entry(value=110)], before=record("b", restated=first), now=record("c")) == first
    assert values(found([entry(value=110)], [entry(value=120)], before=record("b", restated=first), now=record("c"))) == [("sales_amount", 110, 120)]


def test_run_json_keeps_the_most_important_and_counts_the_rest():
    cities = [{"city": str(n)} for n in range(MOST + 5)]
    told = found([entry(segment=city) for city in cities], [entry(value=1, segment=city) for city in cities])
    assert (len(told["figures"]), told["more"]) == (MOST, 5)


def test_only_what_is_printed_otherwise_gets_a_line_and_the_rest_is_counted():
    told = found([entry("csat", 0.5), entry()], [entry("csat", 0.50001), entry(value=110)])
    assert restatement.lines(told, Locale("en", "CNY")) == ["Sales (net of refunds): ¥100.0 → ¥110.0"]
    said = restatement.told(told, Locale("zh", "CNY"))
    assert "自2024年7月2日发布的版本以来，2项数字有变化，因为数据变了：" in said
    assert "另有1项" in said


def test_a_metric_that_is_no_more_goes_by_its_id():
    told = found([entry("gone_metric", 3)], [entry("gone_metric", 4)])
    assert restatement.lines(told, Locale("en", "CNY")) == ["gone_metric: 3 → 4"]
