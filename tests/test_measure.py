"""Measuring: how many queries it takes, what stands where there is no figure, and identities that hold."""

from collections import Counter
from datetime import date

import pytest
from written_shop import ratio, rows_of, total, unknown

from opsreport.grains.orders import orders
from opsreport.kinds import Total
from opsreport.measure import Asked, measure
from opsreport.metric import metric
from opsreport.metrics import ALL, find
from opsreport.metrics.activity import active_users, dau, mau
from opsreport.metrics.feedback import complaint_rate
from opsreport.metrics.growth import new_users
from opsreport.metrics.repurchase import repurchase_rate_by_user, sales_amount, spend_per_buyer
from opsreport.metrics.retention import growth_accounting, retention_on_n
from opsreport.rules import Rules
from opsreport.shop import Shop
from opsreport.units import HIGHER, Unit
from opsreport.words import Text

SHOP = """
    orders
    user_id | paid_at          | amount | channel
    --------+------------------+--------+--------
    u1      | 2024-04-10 10:00 | 10     | app
    u1      | 2024-05-11 10:00 | 20     | web
    u2      | 2024-05-20 10:00 | 30     | app
    u2      | 2024-06-05 10:00 | 40     | app
    u3      | 2024-06-06 10:00 | 50     |
    u3      | 2024-06-26 10:00 | 60     | web
    guest   | 2024-06-27 10:00 | 70     | web

    events
    user_id | occurred_at
    --------+-----------------
    u1      | 2024-04-10 10:00
    u2      | 2024-04-12 10:00
    u3      | 2024-04-20 10:00
    u1      | 2024-05-10 10:00
    u4      | 2024-05-10 10:00
    u2      | 2024-06-05 10:00
    u2      | 2024-06-15 10:00
    u4      | 2024-06-15 10:00
    u5      | 2024-06-20 10:00

    users
    user_id | registered_at    | city     | channel
    --------+------------------+----------+--------
    u1      | 2024-04-09 10:00 | Shanghai | search
    u2      | 2024-04-10 10:00 | Wuhan    | search
    u3      | 2024-04-11 10:00 |          | friends
    u4      | 2024-05-10 10:00 | Wuhan    |
    u5      | 2024-06-10 10:00 | Shanghai | friends

    tiers
    user_id | changed_at       | tier
    --------+------------------+-------
    u1      | 2024-05-01 10:00 | silver
    u2      | 2024-05-31 23:59 | silver
    u2      | 2024-06-10 10:00 | gold
    u3      | 2024-06-01 00:00 | silver
"""
TEXT = Text("两倍销售额", "Twice the sales")
MONTHS = ["2024-04", "2024-05", "2024-06"]


@pytest.fixture
def small(shop):
    return shop(SHOP)


@pytest.fixture
def queries(monkeypatch):
    """The queries that a shop's store runs, as they come."""

    def watch(shop):
        ran, run = [], shop.store.run
        monkeypatch.setattr(shop.store, "run", lambda expr: ran.append(expr) or run(expr))
        return ran

    return watch


def grains_of(shop, metrics):
    """The grains that metrics without readings of others rest on."""
    return {metric.resolved(shop.store).rows for metric in metrics}


def test_all_metrics_of_a_grain_for_all_periods_take_one_query(queries):
    shop = Shop.of(rows_of(SHOP))
    ran = queries(shop)
    plain = [m for m in ALL if not m.derived]
    shop.read(plain, MONTHS)
    known = [m for m in plain if not shop.lacks(m)]
    asked = {(rows, by) for metric in known for rows in grains_of(shop, [metric]) for by in {(), metric.split}}  # and by what it is always shown
    assert len(ran) == len(asked) + 1 < len(known)  # one more tells which events the shop records at all


def test_asking_for_more_periods_or_the_same_again_takes_no_more_queries(queries):
    shop = Shop.of(rows_of(SHOP))
    ran = queries(shop)
    shop.read([sales_amount, "average_order_value"], "2024-06")
    assert len(ran) == 1
    shop.read([sales_amount, "average_order_value", sales_amount], ["2024-06", "2024-05", "2023-05", "2024-W22", "2024-06"])
    assert len(ran) == 1 + 1
    shop.read([sales_amount, "average_order_value"], ["2023-05", "2024-W22"])
    assert len(ran) == 1 + 1


def test_what_was_asked_once_is_read_from_the_kept_sums(tmp_path, monkeypatch):
    first, again = (Shop.of(rows_of(SHOP)) for _ in range(2))
    first.store.sums = again.store.sums = tmp_path / "sums"
    readings = [first.read([sales_amount, "new_users"], MONTHS, by=by) for by in (None, "city")]
    monkeypatch.setattr(again.store.con, "to_pyarrow", lambda expr: pytest.fail("asked again"))
    for by, found in zip((None, "city"), readings, strict=True):
        assert again.read([sales_amount, "new_users"], MONTHS, by=by).equals(found)


def test_the_sums_of_a_metric_that_is_still_being_written_are_not_kept(tmp_path):
    worth = []
    for times in (1, 2):  # in a notebook, a cell run again after a change

        def sales_twice(order):
            return Total(order.worth * times)  # noqa: B023 (it is asked at once)

        mine = metric(grain=orders("net"), name=TEXT, formula=TEXT, unit=Unit.MONEY, better=HIGHER)(sales_twice)
        shop = Shop.of(rows_of(SHOP))
        shop.store.sums = tmp_path / "sums"
        worth += shop.read(mine, "2024-06").value.tolist()
    assert worth == [220, 440]


def test_a_breakdown_is_a_query_of_its_own(queries):
    shop = Shop.of(rows_of(SHOP))
    ran = queries(shop)
    shop.read([sales_amount, "average_order_value"], MONTHS, by="city")
    assert len(ran) == 1


def test_what_derived_metrics_share_is_asked_once(queries):
    shop = Shop.of(rows_of(SHOP))
    ran = queries(shop)
    shop.read(["user_growth_rate", "registered_users_total", "new_users_growth_rate", "new_users"], "2024-06")
    assert len(ran) == 3  # registered at the end, at the start, and sign-ups


def test_a_whole_report_takes_few_queries(queries):
    shop = Shop.of(rows_of(SHOP))
    ran = queries(shop)
    shop.figures(ALL, "2024-06")
    assert len(ran) <= len(ALL) / 2


def test_what_is_missing_runs_no_query(queries):
    shop = Shop.of(rows_of("user_id | paid_at \n u1 | 2024-06-01"))
    ran = queries(shop)
    shop.read([dau, "csat", new_users], "2024-06")
    assert ran == []


def test_a_missing_table_and_a_missing_column_are_reasons_with_what_is_needed(shop):
    bare = shop("user_id | paid_at \n u1 | 2024-06-01 10:00 \n\n feedback \n created_at | kind \n 2024-06-01 10:00 | rating")
    table, column, two = bare.read(dau, "2024-06"), bare.read("rating_average", "2024-06"), bare.read(complaint_rate, "2024-06")
    assert (table, column, two) == (unknown("table_missing"), unknown("column_missing"), unknown("column_missing"))
    assert (table.needs, column.needs, two.needs) == (("events.user_id",), ("feedback.score",), ("feedback.order_id",))


def test_a_segment_that_a_metric_cannot_be_told_apart_by(small):
    assert small.missing_by("order_channel", new_users, "2024-06") == ("not_by_order_channel", ())
    assert set(small.by("order_channel", "channel_conversion_rate", "2024-06")) == set()
    assert small.missing_by("order_channel", growth_accounting, "2024-06", "new") == ("not_by_order_channel", ())
    (cohorts,) = measure(small.shop.store, [Asked(find("cohort_table"), small.period("2024-06"), ("city",))]).values()
    assert cohorts.parts()[None] == unknown("not_by_city")


def test_before_the_first_row_and_after_the_last_day_nothing_was_observed(shop):
    until_june = shop(SHOP, data_until="2024-06-30")
    for each in (sales_amount, dau, new_users, repurchase_rate_by_user):
        assert until_june.read(each, "2024-03") == unknown("not_observed")
        assert until_june.read(each, "2024-07") == unknown("not_observed")
        assert until_june.read(each, "2024-04").reason is None  # seen in part


def test_a_figure_of_two_tables_begins_with_the_later_one(shop):
    text = SHOP + "\n\n feedback \n created_at | kind | order_id \n 2024-06-20 10:00 | complaint | orders 4"
    assert shop(text).read(complaint_rate, "2024-05") == unknown("not_observed")
    assert shop(text).read(complaint_rate, "2024-06") == ratio(1, 3)


def test_an_open_window_is_incomplete_and_tells_the_last_whole_period(shop):
    running = shop(SHOP, data_until="2024-06-16").shop
    (figure,) = running.figures(retention_on_n(n=5), "2024-06")
    assert figure.reading == unknown("incomplete")
    period, reading = figure.latest_mature
    assert (period.label, reading) == ("2024-05", ratio(0, 1))
    (known,) = running.figures(retention_on_n(n=5), "2024-05")
    assert known.latest_mature is None


def test_a_figure_carries_what_it_is_compared_with(shop):
    (figure,) = shop(SHOP, data_until="2024-06-30").shop.figures(sales_amount, "2024-06")
    june, may, april = 40 + 50 + 60 + 70, 20 + 30, 10
    assert figure.reading == total(june)
    assert figure.previous == total(may)
    assert figure.year_ago == unknown("not_observed")
    assert [p.label for p, _ in figure.trend][-3:] == MONTHS and len(figure.trend) == 13
    assert [reading for _, reading in figure.trend][-4:] == [unknown("not_observed"), total(april), total(may), total(june)]


def test_a_running_figure_is_compared_with_the_same_elapsed_part(shop):
    (figure,) = shop(SHOP, data_until="2024-06-12").shop.figures(sales_amount, "2024-06")
    assert figure.period.running
    assert figure.reading == total(40 + 50)
    assert figure.previous == total(20)  # 11 May; not the 20th
    assert {p.label: reading for p, reading in figure.trend}["2024-05"] == total(20 + 30)


@pytest.mark.parametrize("by", ["city", "acquisition_channel", "order_channel", "tier"])
def test_segments_add_up_to_the_whole(small, by):
    for label in MONTHS:
        assert sum(reading.value for reading in small.by(by, sales_amount, label).values()) == small.read(sales_amount, label).value


@pytest.mark.parametrize("metric", [active_users, new_users, spend_per_buyer, repurchase_rate_by_user, retention_on_n(n=5), mau])
@pytest.mark.parametrize("by", ["city", "acquisition_channel", "tier"])
def test_parts_of_a_figure_add_up_over_what_a_user_is(small, metric, by):
    if not small.by(by, metric, "2024-06"):
        assert (metric, by) == (retention_on_n(n=5), "tier")  # counted by day, not by user
        return
    for label in MONTHS:
        whole, parts = small.read(metric, label), list(small.by(by, metric, label).values())
        assert sum(part.numerator for part in parts) == whole.numerator
        if whole.denominator is not None:
            assert sum(part.denominator for part in parts) == whole.denominator


def test_a_tier_is_that_of_the_periods_start(small):
    june = small.by("tier", active_users, "2024-06")
    assert june == {"silver": total(1), "unknown": total(2)}  # u2 was silver until 10 June; u4 and u5 have none


@pytest.mark.parametrize("label, before", [("2024-05", "2024-04"), ("2024-06", "2024-05"), ("2024-W24", "2024-W23")])
@pytest.mark.parametrize("basis", ["events", "orders"])
def test_users_that_come_and_go_add_up(small, basis, label, before):
    def origin(p):
        parts = {part: small.read(growth_accounting(basis=basis), p, part).value for part in ("new", "retained", "resurrected", "churned")}
        return parts if p != "2024-04" else parts | {"retained": 0, "resurrected": 0}  # the first month: nobody was there to be retained

    def active(p):
        parts = origin(p)
        return parts["new"] + parts["retained"] + parts["resurrected"]

    now = origin(label)
    assert active(label) - active(before) == now["new"] + now["resurrected"] - now["churned"]
    if basis == "events":
        assert active(label) == small.read(active_users, label).value


def test_periods_add_up(small):
    quarter = small.read(sales_amount, "2024-Q2").value
    assert sum(small.read(sales_amount, label).value for label in MONTHS) == quarter
    assert sum(small.read(new_users, label).value for label in MONTHS) == small.read(new_users, "2024-Q2").value


def test_a_figure_is_the_same_alone_and_among_others(small):
    store, june = small.shop.store, small.period("2024-06")
    plain = [m.resolved(store) for m in ALL]
    together = measure(store, [Asked(m, june, m.split) for m in plain])
    for m in plain:
        alone = measure(store, [Asked(m, june, m.split)])
        key = Asked(m, june, m.split)
        assert alone[key].found == together[key].found, m.id
    assert Counter(a.metric.id for a in together) == Counter(m.id for m in ALL)


def test_the_shops_defaults_stand_in_the_options_of_a_reading(shop):
    merging = shop(SHOP, rules=Rules(options={"repurchase_rate_by_user": {"same_day": "merge"}}))
    table = merging.shop.read(repurchase_rate_by_user, "2024-06")
    assert list(table.options) == [{"same_day": "merge", "window": "period", "refunds": "exclude_fully_refunded"}]


def test_readings_come_as_a_table(small):
    table = small.shop.read([new_users, sales_amount], ["2024-05", "2024-06"])
    assert list(table.columns) == ["id", "options", "part", "period", "segment", "value", "numerator", "denominator", "n", "low", "high", "reason"]
    assert list(zip(table.id, table.period, strict=True)) == [(m, p) for m in ("new_users", "sales_amount") for p in ("2024-05", "2024-06")]
    split = small.shop.read(sales_amount, "2024-06", by="order_channel")
    assert {segment["order_channel"] for segment in split.segment} == {"app", "web", "unknown"}


def test_where_no_segment_is_seen_the_whole_stands_once():
    empty = Shop.of({"orders": [], "channel_days": []}, data_until=date(2024, 9, 30))
    assert [figure.reading.value for figure in empty.figures("channel_visits", "2024-09")] == [0]
    assert list(empty.read("channel_visits", "2024-09").value) == [0]
    assert [figure.reading.reason for figure in empty.figures("channel_visits", "2024-09", by="acquisition_channel")] == ["not_observed"]
