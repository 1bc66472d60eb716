"""The library names what was planted in the demo shop, and nothing in quiet months; what an experiment has shown is as counted by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from opsreport.causes import movers
from opsreport.causes import tested as experiments
from opsreport.subjects import subject

HEADLINE = [
    *("new_users", "mau", "retention_on_n[n=30]", "repurchase_rate_by_user"),
    *("sales_amount", "spend_per_buyer", "complaint_rate", "csat", "first_response_time"),
]


def found(shop, label):
    """The movers of a month, by their metrics and figures."""
    (period,) = shop.periods(label)
    moved = movers(shop, [subject(figure) for figure in shop.figures(HEADLINE, label)], period)
    return {(one.subject.figure.metric.id, one.subject.figure.part): one for one in moved}


@pytest.mark.parametrize(("label", "starts"), [("2026-10", dt.date(2026, 10, 6)), ("2025-08", dt.date(2025, 8, 4))])
def test_the_offers_are_named_first_and_by_all_that_moved(shop, truths, label, starts):
    moved = list(found(shop, label).values())
    bad = next(day for day in truths["bad_days"] if day["from"] == str(starts))
    explained = [one for one in moved if one.cause]
    assert moved[0] is explained[0]
    worse = [one for one in explained if one.subject.verdict == "worse"]
    assert worse and all([part.segment for part in one.cause.leading] == [bad["channel"]] for one in worse)
    assert all(one.cause.by == "acquisition_channel" for one in explained)
    assert all(sum(part.total for part in one.cause.parts) == one.cause.change for one in explained)
    assert moved[0].coincides[0].name.zh.startswith("短视频1元尝鲜") and moved[0].coincides[0].starts_on == starts
    assert not any(happened.tested for one in moved for happened in one.coincides)
    assert all(one.same_as == moved[0].subject for one in worse[1:])


def test_the_fall_of_repurchase_by_hand(shop, truths):
    cause = found(shop, "2026-10")["repurchase_rate_by_user", None].cause
    months = truths["months"]
    for reading, month in ((cause.base, "2026-09"), (cause.now, "2026-10")):
        assert (reading.numerator, reading.denominator) == (months[month]["repeat_buyers"], months[month]["buyers"])
    (video,) = cause.leading
    assert video.mix < 0 and video.rate < 0 and video.total / cause.change > 0.9


def test_the_flooded_warehouse_is_named_by_its_cities_and_by_what_was_complained_of(shop, truths):
    moved = found(shop, "2026-04")
    cities = set(truths["bad_days"][-1]["cities"])
    complaints = moved["complaint_rate", None]
    assert complaints.cause.by == "city" and {part.segment for part in complaints.cause.leading} == cities
    waiting = moved["first_response_time", "median"]
    assert (waiting.cause.by, waiting.cause.part) == ("aspect", "within_sla")
    assert [part.segment for part in waiting.cause.leading] == ["物流"]
    for one in (complaints, waiting):
        assert [(happened.kind, happened.starts_on) for happened in one.coincides] == [("incident", dt.date(2026, 4, 7))]


def test_in_months_in_which_nothing_was_planted_no_segment_is_named(shop):
    for label in ("2026-02", "2026-03", "2026-07"):
        assert [one.cause for one in found(shop, label).values() if one.cause] == []


def test_the_product_of_the_drivers_is_exact(shop):
    drivers = found(shop, "2026-10")["sales_amount", None].drivers
    assert [part.metric.id for part in drivers.parts] == ["buyers", "purchase_frequency", "average_order_value"]
    assert sum(part.effect for part in drivers.parts) == drivers.change


def test_the_recall_as_counted_by_hand(shop, clean, persons, paid, refunded):
    """Of each arm's people those with a paid order from the moment of being put there to 14 September, that was not refunded whole; who has accounts

    in both arms is in neither.
    """
    arms, moment = {}, {}
    for row in clean["assignments.csv"]:
        if row["experiment"] == "recall_2026_09" and row["user_id"] in persons:
            person = persons[row["user_id"]]
            arms.setdefault(person, set()).add(row["variant"])
            moment[person] = min(moment.get(person, row["assigned_at"]), row["assigned_at"])
    bought = set()
    for order in paid.values():
        person, at = persons[order["买家ID"]], order["订单付款时间"].replace("/", "-")
        kept = not refunded[order["订单编号"]] or Decimal(order["买家实际支付金额"]) > refunded[order["订单编号"]]
        if person in moment and kept and moment[person] <= at and at[:10] <= "2026-09-14":
            bought.add(person)
    counts = {}
    for arm in ("treatment", "holdout"):
        people = {person for person, variants in arms.items() if variants == {arm}}
        counts[arm] = len(people & bought), len(people)
    (recall,) = experiments(shop, *shop.periods("2026-10"))
    assert (recall.treated.numerator, recall.treated.denominator) == counts["treatment"]
    assert (recall.control.numerator, recall.control.denominator) == counts["holdout"]
    assert (recall.days, recall.campaign, recall.name.zh) == (14, "C2609", "沉默用户召回")
    assert recall.began_on == dt.date(2026, 9, 1)
    assert recall.proven and recall.low < 121 / 2874 - 3 / 692 < recall.high


@pytest.mark.parametrize("label", ["2026-05", "2026-06"])
def test_the_new_home_page_had_no_effect(shop, truths, label):
    shown = experiments(shop, *shop.periods(label))
    assert [one.experiment for one in shown] == truths["experiments_without_effect"]
    assert not shown[0].proven and shown[0].low < 0 < shown[0].high
