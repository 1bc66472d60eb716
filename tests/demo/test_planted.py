"""What was planted in the demo shop stands out of the noise: bad months, channels, a campaign; and its people behave as people do."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from opsreport.demo import texts

LAST_SECOND = "2026-10-31 23:59:59"


def limits(values):
    """Shewhart's limits of single values: mean ± 2.66 mean moving ranges."""
    mean, moves = sum(values) / len(values), [abs(b - a) for a, b in zip(values, values[1:], strict=False)]
    return mean - 2.66 * sum(moves) / len(moves), mean + 2.66 * sum(moves) / len(moves)


def share(truths, part, of):
    return {month: figures[part] / figures[of] for month, figures in truths["months"].items()}


def test_the_repurchase_rate_falls_out_of_its_range_in_the_last_month(truths):
    rates = share(truths, "repeat_buyers", "buyers")
    *before, last = list(rates.values())[-13:]
    low, high = limits(before)
    assert low <= min(before) and max(before) <= high
    assert last < limits([*before, last])[0] < low
    assert rates["2025-08"] < min(rates["2025-07"], rates["2025-09"]) - 0.04


def test_complaints_rise_out_of_their_range_when_the_warehouse_was_under_water(truths):
    rates = share(truths, "complaining_buyers", "buyers_gross")
    values = list(rates.values())
    place = list(rates).index("2026-04")
    assert rates["2026-04"] > limits(values[place - 12 : place + 1])[1]
    assert all(0.003 < rate < 0.03 for month, rate in rates.items() if month != "2026-04")


def test_channels_differ_in_the_order_that_was_planted(truths):
    best_first = [truths["channels"][channel] for channel in truths["channels_best_first"]]
    rates = [channel["repeat_buyers"] / channel["users"] for channel in best_first]
    assert rates == sorted(rates, reverse=True)


def test_the_recall_worked_and_the_held_out_users_did_not_come_by_themselves(truths, clean):
    recall = truths["recall"]
    orders = [order for name, rows in clean.items() if name.startswith("orders_") for order in rows]
    bought = {order["买家ID"] for order in orders if "2026-09-01" <= order["订单付款时间"] < "2026-09-15" and order["订单状态"] != "交易关闭"}
    for arm in ("treatment", "holdout"):
        users = {row["user_id"] for row in clean["assignments.csv"] if row["experiment"] == recall["experiment"] and row["variant"] == arm}
        assert recall[arm] == {"users": len(users), "bought": len(users & bought)}
    lift = recall["treatment"]["bought"] / recall["treatment"]["users"] - recall["holdout"]["bought"] / recall["holdout"]["users"]
    assert lift == pytest.approx(recall["planted_lift"], abs=0.012)


def test_there_is_what_real_shops_have(truths, clean, paid):
    said = (
        {row["评价内容"] for row in clean["reviews.csv"]}
        | {row["内容"] for row in clean["tickets.csv"]}
        | {row["文字反馈"] for row in clean["surveys.csv"]}
    )
    assert set(texts.HOSTILE) <= said
    assert any("1990000" in text for text in said)
    signed_up = {user["用户编号"]: user["注册时间"].replace("/", "-") for user in clean["users.csv"]}
    assert sum(order["订单付款时间"] < signed_up[order["买家ID"]] for order in paid.values()) >= 50
    assert sum(Decimal(order["买家实际支付金额"]) == 0 for order in paid.values()) >= 10
    assert any(order["订单付款时间"].endswith("-01 00:00:00") for order in paid.values())
    assert any(order["订单付款时间"].endswith(" 23:59:59") for order in paid.values())
    assert min(truths["accounts"].values()) >= 30
    assert {user["来源渠道"] for user in clean["users.csv"]} >= {"", *truths["channels_best_first"]}


def test_merged_accounts_point_at_real_older_ones(clean):
    signed_up = {user["用户编号"]: user["注册时间"] for user in clean["users.csv"]}
    plain = {user["用户编号"] for user in clean["users.csv"] if not user["合并至"] and user["测试账号"] == "否"}
    merged = [user for user in clean["users.csv"] if user["合并至"]]
    assert len(merged) > 50
    assert all(user["合并至"] in plain and signed_up[user["合并至"]] <= user["注册时间"] for user in merged)


def test_nothing_happens_after_the_last_day(clean, folder):
    done = {
        "注册时间",
        "入会时间",
        "注销时间",
        "订单创建时间",
        "订单付款时间",
        "退款完结时间",
        "评价时间",
        "提交时间",
        "首次响应时间",
        "解决时间",
        "交易时间",
    }
    done |= {"变更时间", "变动时间", "sent_at", "opened_at", "clicked_at", "claimed_at", "used_at", "assigned_at"}
    for name, rows in clean.items():
        for column in done & set(rows[0]):
            assert max(row[column].replace("/", "-") for row in rows) <= LAST_SECOND, (name, column)
    last = pc.max(pq.read_table(folder / "events_2026.parquet", columns=["time"])["time"]).as_py()
    assert last.replace(tzinfo=None) + timedelta(hours=8) <= datetime.fromisoformat(LAST_SECOND)


def test_balances_never_fall_below_nothing(clean):
    for name, amount, moment in (("points.csv", "变动值", "变动时间"), ("recharges.csv", "金额", "交易时间")):
        balances = defaultdict(Decimal)
        for row in sorted(clean[name], key=lambda row: row[moment]):
            balances[row["会员编号"]] += Decimal(row[amount].replace(",", ""))
            assert balances[row["会员编号"]] >= 0, (name, row)


def test_a_visit_that_ends_with_an_order_goes_through_view_cart_checkout_and_payment(folder):
    table = pq.read_table(folder / "events_2026.parquet", columns=["time", "event", "session_id"])
    steps = ("goods_view", "cart_add", "checkout_start", "pay_success")
    table = table.filter(pc.and_(pc.is_valid(table["session_id"]), pc.is_in(table["event"].cast(pa.string()), pa.array(steps))))
    visits = defaultdict(dict)
    for moment, event, session in zip(*(column.to_pylist() for column in table.columns), strict=True):
        visits[session][event] = moment
    paying = [visit for visit in visits.values() if "pay_success" in visit]
    assert len(paying) > 10_000
    whole = [visit for visit in paying if len(visit) == len(steps)]
    assert len(whole) > 0.8 * len(paying)
    assert all(visit["goods_view"] <= visit["cart_add"] <= visit["checkout_start"] < visit["pay_success"] for visit in whole)


def test_what_an_offer_cost_lies_within_what_its_channel_cost_in_its_days(shop):
    """Its videos were paid for as advertising: the campaign's cost is part of the channel's, and by far the most of it."""
    spent, campaigns = shop.table("channel_days"), shop.table("campaigns")
    offers = campaigns.filter(campaigns.kind == "拉新").execute()
    assert len(offers) == 2
    for offer in offers.itertuples():
        first, last = offer.starts_at.date(), offer.ends_at.date()
        days = spent.filter(spent.channel == "短视频", spent.day >= first, spent.day <= last)
        channel = days.cost.sum().execute()
        assert channel * Decimal("0.8") < offer.cost <= channel
