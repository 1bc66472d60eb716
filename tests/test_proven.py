"""What is decided after an experiment: nothing where no effect is seen; else whether to extend it, by what it cost and brought."""

import datetime as dt
from decimal import Decimal

import pytest
from written_plays import PLAY, read

from opsreport.playbook import suggestions
from opsreport.shop import Shop

JUNE = dt.datetime(2024, 6, 1, 8)
TESTED = """tested:
  number: 36
  owner: operations
  extend: {zh: "扩大“{campaign}”", en: "Extend “{campaign}”"}
  hold: {zh: "暂不扩大“{campaign}”", en: "Do not extend “{campaign}” yet"}
  audience: {zh: "{next}的同类用户", en: "users like them in {next}"}
  due_days: 14
"""


def shop(sent: int, held: int, amount: int, *, cost=100, other: int | None = None) -> Shop:
    """A hundred written to in June and a hundred held out; so many of each buy for so much, the goods for half of it.

    other: as many of a hundred buy in a second experiment.
    """
    bought = {"recall": {"sent": sent, "holdout": held}} | ({"other": {"sent": other, "holdout": 0}} if other is not None else {})
    people = [
        (test, arm, f"{test}{arm}{k}", k < buyers) for test, arms in bought.items() for arm, buyers in arms.items() for k in range(100)
    ]  # fmt: skip
    paid = JUNE + dt.timedelta(days=2)
    order = dict(paid_at=paid, status="paid", amount=Decimal(amount), cost=Decimal(amount) / 2)
    tables = {
        "assignments": [dict(experiment=test, variant=arm, user_id=user, assigned_at=JUNE) for test, arm, user, _ in people],
        "orders": [dict(order_id=user, user_id=user, **order) for _, _, user, buys in people if buys],
        "campaigns": [dict(campaign_id="C1", name="召回", starts_at=JUNE, ends_at=JUNE + dt.timedelta(days=5), cost=Decimal(cost))],
        "touches": [
            dict(user_id=user, channel="sms", campaign_id="C1", sent_at=JUNE + dt.timedelta(hours=1)) for _, arm, user, _ in people if arm == "sent"
        ],
    }
    return Shop.of(tables, data_until=dt.date(2024, 7, 31))


def decided(folder, shop: Shop, period="2024-06"):
    return suggestions(shop, (), (), period, read(folder, TESTED + PLAY))


def test_no_effect_gives_nothing_to_decide(tmp_path):
    assert decided(tmp_path, shop(sent=10, held=9, amount=50)) == ()
    assert decided(tmp_path, shop(sent=0, held=30, amount=50)) == ()  # it kept people from buying


def test_what_paid_is_extended(tmp_path):
    (one,) = decided(tmp_path, shop(sent=40, held=10, amount=50))
    profit = (40 - 10) * 50 / 2
    assert (one.id, one.due_on, one.action.zh, one.campaign, one.works_if) == ("S-2024-06-36", dt.date(2024, 7, 14), "扩大“{campaign}”", "召回", None)
    assert one.evidence.lift[0] == pytest.approx(0.4 - 0.1) and one.evidence.lift[1] > 0
    assert one.evidence.spend[0] == pytest.approx((40 - 10) * 50 / 100) and one.evidence.spend[1] > 0
    assert (one.evidence.cost, float(one.evidence.roi), one.evidence.pays) == (100, (profit - 100) / 100, True)
    assert one.json()["action"]["en"] == "Extend “召回”" and one.json()["audience"]["en"] == "users like them in 2024-07"
    assert (one.json()["works_if"], one.json()["evidence"]["roi"]) == (None, (profit - 100) / 100)


def test_what_cost_more_than_it_brought_is_not(tmp_path):
    (one,) = decided(tmp_path, shop(sent=40, held=10, amount=50, cost=1000))
    assert (one.action.zh, float(one.evidence.roi)) == ("暂不扩大“{campaign}”", ((40 - 10) * 50 / 2 - 1000) / 1000)


def test_its_return_is_that_of_the_period_in_which_it_ended(tmp_path):
    (one,) = decided(tmp_path, shop(sent=40, held=10, amount=50), "2024-07")
    assert (one.id, float(one.evidence.roi)) == ("S-2024-07-36", ((40 - 10) * 50 / 2 - 100) / 100)


def test_the_return_of_two_experiments_is_that_of_neither(tmp_path):
    (one,) = decided(tmp_path, shop(sent=40, held=10, amount=50, other=30))
    assert one.evidence.roi is None and not one.evidence.pays
