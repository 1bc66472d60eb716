"""The demo shop's users: when they sign up, through which channel, where they live, and the traits that their behaviour comes from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from opsreport.demo import season as calendar
from opsreport.demo.season import DAYS, MONTH_OF_DAY, MONTHS, Season


@dataclass(frozen=True)
class Channel:
    """A way by which users come. The factors compare with an ordinary user."""

    name: str  # "" where the shop does not know
    share: float  # of sign-ups
    stays: float  # how often a user comes back while he stays
    leaves_at_once: float  # the share of users who never return after the first days
    lasts: float  # how long the others stay
    buys: float  # orders per visit
    spends: float  # amount per order
    converts: float  # visitors who sign up
    visitor_cost: float  # yuan


CHANNELS = (  # best first, as measured by what their users do later
    Channel("老客推荐", 0.10, 1.15, 0.17, 1.35, 1.25, 1.10, 0.240, 3.20),
    Channel("私域社群", 0.15, 1.22, 0.21, 1.20, 1.15, 1.00, 0.180, 1.60),
    Channel("线下扫码", 0.12, 0.95, 0.26, 1.10, 1.10, 1.05, 0.300, 2.40),
    Channel("搜索", 0.24, 1.00, 0.31, 1.00, 1.00, 1.02, 0.085, 2.30),
    Channel("信息流广告", 0.16, 0.90, 0.42, 0.85, 0.85, 0.97, 0.045, 2.10),
    Channel("短视频", 0.18, 0.85, 0.52, 0.70, 0.80, 0.88, 0.036, 1.10),
    Channel("", 0.05, 0.98, 0.36, 0.95, 0.95, 1.00, 0.100, 0.00),
)
NAMES = np.array([channel.name for channel in CHANNELS])
REFERRAL, SHORT_VIDEO = 0, 5
# In these days one-yuan offers in short videos brought buyers who came for the offer alone: (first day, last day, sign-ups a day).
FLOODS = (("2025-08-04", "2025-08-29", 54.0), ("2026-10-06", "2026-10-29", 100.0))

CITIES = ("上海", "杭州", "南京", "苏州", "北京", "广州", "深圳", "成都", "武汉", "西安", "长沙", "青岛", "")
_CITY_SHARES = (0.17, 0.10, 0.07, 0.07, 0.11, 0.08, 0.09, 0.08, 0.06, 0.05, 0.05, 0.04, 0.03)
EAST = 4  # the first four cities are served by the eastern warehouse
AGE_BANDS = ("18-24", "25-34", "35-44", "45-54", "55+", "")
_HOURS = np.array([1.2, 0.6, 0.3, 0.2, 0.2, 0.5, 1.5, 3, 4.5, 5, 5.2, 5.5, 6.5, 5.5, 4.6, 4.6, 4.8, 5, 5.4, 6.6, 8.2, 8.8, 7, 3.8])


def draw(rng: np.random.Generator, season: Season) -> pd.DataFrame:
    """One row per account, in the order of sign-up; its index is the user's number inside the generator."""
    day, channel, flood = _sign_ups(rng, season)
    n = len(day)
    users = pd.DataFrame({"day": day, "channel": channel, "flood": flood})
    users["registered_at"] = moments(rng, day)
    users = users.sort_values("registered_at", kind="stable", ignore_index=True)
    users["user_id"] = [f"{number:07d}" for number in 10_000 + np.cumsum(rng.integers(1, 9, n))]
    users["city"] = rng.choice(len(CITIES), n, p=_CITY_SHARES)
    users["gender"] = rng.choice(["女", "男", ""], n, p=[0.58, 0.36, 0.06])
    users["age_band"] = rng.choice(AGE_BANDS, n, p=[0.16, 0.36, 0.24, 0.12, 0.06, 0.06])
    users["referrer"] = _referrers(rng, users)
    _traits(rng, users)
    _accounts(rng, users)
    return users


def moments(rng: np.random.Generator, day: np.ndarray) -> np.ndarray:
    """A moment of each day, at the hours when people shop; never in the day's last 20 minutes, so that a visit ends on its day."""
    hour = rng.choice(24, len(day), p=_HOURS / _HOURS.sum())
    second = np.minimum(hour * 3600 + rng.integers(0, 3600, len(day)), 86_400 - 1_200)
    return DAYS[day].astype("datetime64[s]") + second


def _sign_ups(rng, season):
    """Day, channel and flood of every sign-up."""
    grown = np.arange(len(DAYS)) / len(DAYS)
    level = (17.5 + 11.0 * grown + 9.0 * np.exp(-np.arange(len(DAYS)) / 45)) * season.sign_ups
    parts = []
    for number, channel in enumerate(CHANNELS):
        of_month = np.exp(rng.normal(0, 0.06, len(MONTHS)))[MONTH_OF_DAY]
        counts = rng.poisson(level * channel.share * of_month)
        parts.append((np.repeat(np.arange(len(DAYS)), counts), number, False))
    for first, last, a_day in FLOODS:
        counts = rng.poisson(np.where(calendar.days(first, last), a_day, 0))
        parts.append((np.repeat(np.arange(len(DAYS)), counts), SHORT_VIDEO, True))
    day = np.concatenate([days for days, _, _ in parts])
    channel = np.concatenate([np.full(len(days), number) for days, number, _ in parts])
    flood = np.concatenate([np.full(len(days), flood) for days, _, flood in parts])
    return day, channel, flood


def _referrers(rng, users):
    """For users who were recommended: an earlier user's number; -1 for the others."""
    numbers = np.arange(len(users))
    earlier = (rng.random(len(users)) * numbers).astype(int)
    return np.where((users["channel"] == REFERRAL) & (numbers > 200), earlier, -1)


def _traits(rng, users):
    """What a user's behaviour comes from: visits a day, orders a visit, spending, and the day when he stops coming."""
    n = len(users)
    traits = ("stays", "leaves_at_once", "lasts", "buys", "spends")
    stays, leaves, lasts, buys, spends = (np.array([getattr(channel, trait) for channel in CHANNELS])[users["channel"]] for trait in traits)
    flood = users["flood"].to_numpy()
    users["visits"] = np.minimum(rng.beta(1.15, 3.6, n) * stays, 0.9)
    users["buys"] = rng.gamma(2.5, 0.060, n) * buys / (0.45 + 2.4 * users["visits"])
    users["spends"] = np.exp(rng.normal(0, 0.38, n)) * spends * np.where(flood, 0.30, 1)
    at_once = rng.random(n) < np.where(flood, 0.97, leaves)
    stay = np.where(at_once, rng.integers(1, 7, n), 8 + rng.weibull(0.85, n) * 290 * lasts)
    users["stops"] = users["day"] + stay.astype(int)


def _accounts(rng, users):
    """Test accounts and accounts that were merged into an older one of the same person."""
    n = len(users)
    special = rng.permutation(np.arange(300, n))[:130]
    users["is_test"] = False
    users.loc[special[:30], "is_test"] = True
    users["merged_into"] = -1
    for number in special[30:]:
        users.loc[number, "merged_into"] = int(rng.integers(0, 300)) if number % 5 else int(number) - 1
    chained = users["merged_into"].isin(special)  # never into an account that is itself merged or a test
    users.loc[chained, "merged_into"] = -1


def delete(rng: np.random.Generator, users: pd.DataFrame, life) -> None:
    """Some of those who have long stopped coming delete their account."""
    last = np.zeros(len(users), dtype=int)
    np.maximum.at(last, life.visits["user"], life.visits["day"])
    np.maximum.at(last, life.purchases["user"], life.purchases["day"])
    gone = (len(DAYS) - last > 90) & (rng.random(len(users)) < 0.012) & (users["merged_into"] < 0)
    gone &= ~users.index.isin(users["merged_into"])
    deleted_at = moments(rng, np.minimum(last + rng.integers(10, 80, len(users)), len(DAYS) - 1))
    users["deleted_at"] = np.where(gone, deleted_at, np.datetime64("NaT", "s"))
