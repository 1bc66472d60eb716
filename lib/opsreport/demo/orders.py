"""The demo shop's orders and refunds: what was bought, for how much, how it ended."""

import numpy as np
import pandas as pd

from opsreport.demo import season as calendar
from opsreport.demo.behaviour import FAILURE, Life
from opsreport.demo.season import DAYS, MONTHS
from opsreport.demo.users import EAST, moments

END = (DAYS[-1] + 1).astype("datetime64[s]")
NEVER = np.datetime64("NaT", "s")
CATEGORIES = ("米面粮油", "生鲜果蔬", "茶饮冲调", "零食坚果", "家居清洁", "个护美妆", "母婴用品")
_CATEGORY_SHARES = (0.20, 0.22, 0.11, 0.19, 0.12, 0.10, 0.06)
_CATEGORY_PRICE = np.array([0.95, 0.80, 1.30, 0.75, 0.85, 1.45, 1.70])
_CATEGORY_COST = np.array([0.74, 0.70, 0.52, 0.60, 0.58, 0.48, 0.66])
PLACES = ("小程序", "APP", "天猫旗舰店", "门店")
STORES = ("徐汇店", "西湖店", "鼓楼店", "天河店")
ENDINGS = {"交易成功": "paid", "卖家已发货，等待买家确认": "paid", "买家已付款，等待卖家发货": "paid", "等待买家付款": "unpaid", "交易关闭": "closed"}
DONE, SHIPPED, TO_SHIP, UNPAID, CLOSED = ENDINGS


def place(rng: np.random.Generator, users: pd.DataFrame, life: Life) -> pd.DataFrame:
    """One row per order, in the order of time; money in fen. Its index is the order's number inside the generator."""
    guests = _guests(rng, users)
    buys = pd.concat([life.purchases, guests], ignore_index=True)
    orders = pd.DataFrame({"user": buys["user"], "ordered_at": moments(rng, buys["day"].to_numpy())})
    orders = _after_sign_up(orders, users, len(guests)).sort_values(["ordered_at", "user"], kind="stable", ignore_index=True)
    n = len(orders)
    orders["paid_at"] = orders["ordered_at"].to_numpy() + rng.integers(15, 600, n)
    _price(rng, orders, users)
    _end(rng, orders)
    _at_the_boundary(orders)
    serial = np.cumsum(rng.integers(1, 60, n))
    day = orders["ordered_at"].dt.strftime("%Y%m%d")
    orders["order_id"] = day.str.cat([f"{number:011d}" for number in 48_000_000 + serial])
    return orders


def _guests(rng, users):
    """Orders of guests who signed up only later: an order before the sign-up."""
    user = rng.choice(np.flatnonzero(users["day"] > 30), 60, replace=False)
    return pd.DataFrame({"user": user, "day": users["day"].to_numpy()[user] - rng.integers(1, 25, len(user))})


def _after_sign_up(orders, users, n_guests):
    """On the day of sign-up the order comes after it."""
    signed_up = users["registered_at"].to_numpy()[orders["user"]]
    ordered = orders["ordered_at"].to_numpy()
    same_day = ordered.astype("datetime64[D]") == signed_up.astype("datetime64[D]")
    same_day[len(orders) - n_guests :] = False
    orders["ordered_at"] = np.where(same_day & (ordered < signed_up), signed_up + 90, ordered)
    return orders


def _price(rng, orders, users):
    n, user = len(orders), orders["user"].to_numpy()
    category = rng.choice(len(CATEGORIES), n, p=_CATEGORY_SHARES)
    month = calendar.month_of(orders["ordered_at"].to_numpy())
    dearer = (1 + 0.10 * np.arange(len(MONTHS)) / len(MONTHS)) * np.exp(rng.normal(0, 0.012, len(MONTHS)))
    price = 188 * np.exp(rng.normal(0, 0.52, n)) * _CATEGORY_PRICE[category] * users["spends"].to_numpy()[user] * dearer[month]
    full = np.maximum(np.round(price, 1) * 100, 100).astype(int)
    offered = np.select([rng.random(n) < 0.18, rng.random(n) < 0.12], [0.05, 0.12], 0.0)
    orders["discount"] = (full * offered).astype(int) // 10 * 10
    orders["amount"] = full - orders["discount"]
    orders["cost"] = (full * _CATEGORY_COST[category] * rng.uniform(0.94, 1.06, n)).astype(int)
    orders["category"] = category
    orders["items"] = 1 + rng.poisson(np.minimum(full / 9_000, 6))
    at_store = rng.random(n) < np.where(users["channel"].to_numpy()[user] == 3, 0.55, 0.05)
    orders["place"] = np.where(at_store, 3, rng.choice(3, n, p=[0.52, 0.30, 0.18]))
    orders["store"] = np.where(at_store, rng.integers(0, len(STORES), n), -1)
    free = rng.random(n) < 0.0006  # replaced by the shop at no charge: an order of nothing is an order
    orders.loc[free, ["amount", "discount"]] = 0


def _end(rng, orders):
    """How orders end. Unpaid ones have no moment of payment; some closed ones have been paid and cancelled before shipping."""
    n, ordered = len(orders), orders["ordered_at"].to_numpy()
    chance = rng.random(n)
    ending = np.select([chance < 0.030, chance < 0.058, chance < 0.066], [UNPAID, CLOSED, "closed after payment"], DONE).astype(object)
    recent = END - ordered
    ending[(ending == DONE) & (recent < np.timedelta64(9, "D"))] = SHIPPED
    ending[(ending == SHIPPED) & (recent < np.timedelta64(2, "D"))] = TO_SHIP
    ending[(ending == UNPAID) & (recent > np.timedelta64(3, "D"))] = CLOSED  # the platform closes what nobody pays
    orders.loc[np.isin(ending, [UNPAID, CLOSED]), "paid_at"] = NEVER
    orders["status"] = np.where(ending == "closed after payment", CLOSED, ending)
    orders["paid"] = np.isin(orders["status"], [DONE, SHIPPED, TO_SHIP])


def _at_the_boundary(orders):
    """A few orders in the first and in the last second of months: the neighbours of every boundary."""
    month = calendar.month_of(orders["ordered_at"].to_numpy())
    done = (orders["status"] == DONE).to_numpy()
    for number in range(2, len(MONTHS), 3):
        first, last = np.flatnonzero(done & (month == number))[[0, -1]]
        start = MONTHS[number].astype("datetime64[s]")
        end = (MONTHS[number] + 1).astype("datetime64[s]")
        orders.loc[first, ["ordered_at", "paid_at"]] = [start - 40, start]
        orders.loc[last, ["ordered_at", "paid_at"]] = [end - 50, end - 1]


def late(orders: pd.DataFrame, users: pd.DataFrame) -> np.ndarray:
    """Which orders were paid while the eastern warehouse was under water, and go to the east."""
    first, last = (np.datetime64(day) for day in FAILURE)
    day = orders["paid_at"].to_numpy().astype("datetime64[D]")
    return orders["paid"].to_numpy() & (day >= first) & (day <= last) & (users["city"].to_numpy()[orders["user"]] < EAST)


def refund(rng: np.random.Generator, orders: pd.DataFrame, users: pd.DataFrame) -> pd.DataFrame:
    """One row per refund: order, moment, amount in fen, whether it is the whole amount. Some orders are refunded in two parts."""
    trouble = np.where(late(orders, users), 3.2, 1.0) * orders["paid"] * (orders["amount"] > 0)
    chance = rng.random(len(orders))
    whole, part = chance < 0.024 * trouble, (chance > 0.5) & (chance < 0.5 + 0.030 * trouble)
    order = np.flatnonzero(whole | part)
    twice = rng.choice(order[part[order]], len(order) // 20, replace=False)
    order = np.concatenate([order, twice])
    amount = orders["amount"].to_numpy()[order]
    share = np.where(whole[order], 1.0, np.round(rng.uniform(0.05, 0.45, len(order)), 2))
    refunds = pd.DataFrame({"order": order, "amount": np.maximum((amount * share).astype(int), 1)})
    wait = (rng.gamma(2.0, 2.6, len(order)) * 86_400).astype(int) + 3_600
    refunds["refunded_at"] = orders["paid_at"].to_numpy().astype("datetime64[s]")[order] + wait
    refunds = refunds[refunds["refunded_at"] < END]
    return refunds.sort_values(["refunded_at", "order"], kind="stable", ignore_index=True)
