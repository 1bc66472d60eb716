"""Who comes and who buys, day by day. Everything later (events, orders, service) hangs on these visits and purchases."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from opsreport.demo import season as calendar
from opsreport.demo.season import DAYS, Season
from opsreport.demo.users import EAST

SUPPLIED = 12  # who has bought needs little for so many days
REVISIT = 0.0014  # the chance that somebody who has stopped coming looks in on a day
FAILURE = ("2026-04-07", "2026-04-26")  # the eastern warehouse was under water and parcels were late
RECALL = "2026-09-01"  # silent users were written to with a coupon; a fifth of them were held out
RECALL_DAYS = 14
RECALL_VISIT = 0.0065  # what the coupon adds to the chance of a visit on each of those days
RECALL_BUY = 0.42  # the chance that such a visit ends with an order
HELD_OUT = 0.2


@dataclass(frozen=True)
class Life:
    """What happened. visits: user, day, both sorted by day; purchases: the same, a row per order; recalled: user, treated."""

    visits: pd.DataFrame
    purchases: pd.DataFrame
    recalled: pd.DataFrame


def live(rng: np.random.Generator, users: pd.DataFrame, season: Season) -> Life:
    """Live through all days in order."""
    day, visits, buys = (users[name].to_numpy() for name in ("day", "visits", "buys"))
    stops, flood = users["stops"].to_numpy().copy(), users["flood"].to_numpy()
    east = (users["city"] < EAST).to_numpy()
    joined = np.searchsorted(day, np.arange(len(DAYS)), side="right")
    eager = 1 + 1.15 * np.exp(-np.arange(len(DAYS)) / 14)  # the first days after sign-up are the busiest
    last, bought_on = day.copy(), np.full(len(users), -99)
    treated = np.zeros(len(users), dtype=bool)
    failing, recall = calendar.days(*FAILURE), calendar.day_number(RECALL)
    came, bought, recalled = [], [], pd.DataFrame()
    for today in range(len(DAYS)):
        k = joined[today]
        age = today - day[:k]
        here = today < stops[:k]
        chance = np.where(here, np.minimum(visits[:k] * eager[age], 0.92), REVISIT) * season.activity[today]
        called = treated[:k] & ~here & (today >= recall) & (today < recall + RECALL_DAYS)
        chance += RECALL_VISIT * called
        active = (rng.random(k) < chance) | (age == 0)
        who = np.flatnonzero(active)
        order_chance = buys[who] * season.orders[today] * np.where(age[who] < 8, 1.45, 1) * np.where(today - bought_on[who] < SUPPLIED, 0.2, 1)
        order_chance = np.where(called[who], RECALL_BUY, np.where(flood[who] & (age[who] == 0), 0.75, order_chance))
        buyers = who[rng.random(len(who)) < order_chance]
        again = buyers[rng.random(len(buyers)) < 0.022]
        came.append(who)
        bought.append(np.concatenate([buyers, again]))
        last[who], bought_on[buyers] = today, today
        if failing[today]:  # a third of those whose parcel was late do not come back
            lost = buyers[east[buyers] & (rng.random(len(buyers)) < 0.33)]
            stops[lost] = np.minimum(stops[lost], today + 12)
        back = buyers[~here[buyers] & (rng.random(len(buyers)) < 0.35)]  # some who look in and buy stay for a while
        stops[back] = today + rng.integers(20, 120, len(back))
        if today == recall - 1:
            silent = np.flatnonzero((bought_on[:k] >= 0) & (today - last[:k] > 60) & (today - last[:k] <= 240))
            treated[silent] = rng.random(len(silent)) >= HELD_OUT
            recalled = pd.DataFrame({"user": silent, "treated": treated[silent]})
    return Life(_rows(came), _rows(bought), recalled)


def _rows(of_days):
    return pd.DataFrame({"user": np.concatenate(of_days), "day": np.repeat(np.arange(len(DAYS)), [len(who) for who in of_days])})
