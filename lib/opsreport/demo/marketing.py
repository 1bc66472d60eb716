"""The demo shop's marketing: what channels bring and cost, campaigns, messages, coupons, experiments."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from opsreport.demo.behaviour import RECALL, RECALL_DAYS, Life
from opsreport.demo.orders import END, NEVER
from opsreport.demo.season import DAYS, day_number
from opsreport.demo.users import CHANNELS, moments

DAY = 86_400
RECALL_CAMPAIGN = "C2609"
UNKNOWN = len(CHANNELS) - 1


@dataclass(frozen=True)
class Campaign:
    """A campaign: whom it reaches (the share of all users), by what, and the coupon that it gives (yuan, 0 for none)."""

    id: str
    name: str
    kind: str
    by: str
    first: str
    n_days: int
    reach: float
    face: int
    cost: int  # yuan


CAMPAIGNS = (
    Campaign("C2411", "双11狂欢", "大促", "push", "2024-11-01", 11, 0.60, 20, 30_000),
    Campaign("C2412", "双12囤货节", "大促", "wechat", "2024-12-10", 3, 0.45, 15, 12_000),
    Campaign("C2501", "年货节", "大促", "sms", "2025-01-08", 17, 0.45, 20, 21_000),
    Campaign("C2503", "3·8 焕新季", "主题", "wechat", "2025-03-05", 4, 0.30, 10, 8_000),
    Campaign("C2506", "618 年中大促", "大促", "push", "2025-06-01", 18, 0.55, 20, 36_000),
    Campaign("C2508", "短视频1元尝鲜", "拉新", "wechat", "2025-08-04", 26, 0.10, 0, 36_000),
    Campaign("C2509", "中秋礼盒", "主题", "wechat", "2025-09-22", 14, 0.30, 15, 15_000),
    Campaign("C2511", "双11狂欢", "大促", "push", "2025-11-01", 11, 0.50, 20, 48_000),
    Campaign("C2512", "双12囤货节", "大促", "sms", "2025-12-10", 3, 0.25, 15, 16_000),
    Campaign("C2601", "年货节", "大促", "wechat", "2026-01-26", 18, 0.40, 20, 30_000),
    Campaign("C2603", "3·8 焕新季", "主题", "push", "2026-03-05", 4, 0.25, 10, 10_000),
    Campaign("C2606", "618 年中大促", "大促", "push", "2026-06-01", 18, 0.45, 20, 52_000),
    Campaign(RECALL_CAMPAIGN, "沉默用户召回", "召回", "sms", RECALL, RECALL_DAYS, 0, 30, 6_000),
    Campaign("C2610", "短视频1元尝鲜", "拉新", "wechat", "2026-10-06", 24, 0.08, 0, 72_000),
)
# the share that is delivered, opened, clicked, unsubscribes; a text message tells nobody that it was opened
_RESPONSE = {"sms": (0.965, 0.0, 0.021, 0.0040), "push": (0.93, 0.075, 0.032, 0.0025), "wechat": (0.985, 0.26, 0.075, 0.0015)}
AB_TEST = ("home_page_2026_05", "2026-05-06")  # a new home page, without any effect


def touch(rng: np.random.Generator, users: pd.DataFrame, life: Life) -> pd.DataFrame:
    """One row per message: user, campaign (its place in CAMPAIGNS), channel, and when it was sent, delivered, opened, clicked, unsubscribed by."""
    parts = []
    for number, campaign in enumerate(CAMPAIGNS):
        base = np.flatnonzero(users["day"] < day_number(campaign.first))
        user = base[rng.random(len(base)) < campaign.reach]
        if campaign.id == RECALL_CAMPAIGN:
            user = life.recalled["user"].to_numpy()[life.recalled["treated"]]
        parts.append(_messages(rng, campaign, number, user))
    return pd.concat(parts, ignore_index=True).sort_values(["sent_at", "user"], kind="stable", ignore_index=True)


def _messages(rng, campaign, number, user):
    n = len(user)
    delivered, opened, clicked, unsubscribed = _RESPONSE[campaign.by]
    sent = np.datetime64(campaign.first, "s") + 10 * 3600 + np.sort(rng.integers(0, 2 * 3600, n))
    arrived = rng.random(n) < delivered
    clicks = arrived & (rng.random(n) < clicked)
    opens = arrived & (clicks | (rng.random(n) < opened)) & (opened > 0)
    leaves = arrived & (rng.random(n) < unsubscribed)
    opened_at = sent + (rng.exponential(2.5 * 3600, n)).astype(int) + 20
    return pd.DataFrame(
        {
            "user": user,
            "campaign": number,
            "channel": campaign.by,
            "sent_at": sent,
            "delivered_at": np.where(arrived, sent + rng.integers(1, 15, n), NEVER),
            "opened_at": np.where(opens, opened_at, NEVER),
            "clicked_at": np.where(clicks, opened_at + rng.integers(2, 90, n), NEVER),
            "unsubscribed_at": np.where(leaves, opened_at + rng.integers(60, 600, n), NEVER),
        }
    )


def issue(rng: np.random.Generator, users: pd.DataFrame, touches: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per coupon: a welcome coupon for new users and the campaigns' coupons; used on the first order that fits.

    Writes the coupon and the campaign to the orders that they belong to.
    """
    welcome = users[rng.random(len(users)) < 0.92]
    newcomers = pd.DataFrame({"user": welcome.index, "campaign": -1, "issued_at": welcome["registered_at"] + pd.Timedelta("5s")})
    newcomers["face"], newcomers["days"] = 10, 7
    faces, lengths = (np.array([getattr(campaign, name) for campaign in CAMPAIGNS]) for name in ("face", "n_days"))
    sent = touches[faces[touches["campaign"]] > 0]
    promoted = pd.DataFrame({"user": sent["user"], "campaign": sent["campaign"], "issued_at": sent["sent_at"]})
    promoted["face"], promoted["days"] = faces[sent["campaign"]], lengths[sent["campaign"]]
    coupons = pd.concat([newcomers, promoted]).sort_values(["issued_at", "user"], kind="stable", ignore_index=True)
    n = len(coupons)
    issued = coupons["issued_at"].to_numpy().astype("datetime64[s]")
    coupons["expires_at"] = issued.astype("datetime64[D]") + coupons["days"].to_numpy() + np.timedelta64(DAY - 1, "s")
    claimed = issued + rng.exponential(0.4 * DAY, n).astype(int)
    took = (rng.random(n) < np.where(coupons["campaign"] < 0, 0.72, 0.38)) & (claimed < coupons["expires_at"]) & (claimed < END)
    coupons["claimed_at"] = np.where(took, claimed, NEVER)
    _use(rng, coupons, orders)
    coupons["coupon_id"] = [f"Q{number:08d}" for number in 100_001 + np.cumsum(rng.integers(1, 4, n))]
    used = coupons[coupons["order"] >= 0]
    orders["coupon_id"] = ""
    orders.loc[used["order"], "coupon_id"] = used["coupon_id"].to_numpy()
    orders.loc[used["order"], "discount"] += used["face"].to_numpy() * 100
    _credit(rng, coupons, orders, users["flood"].to_numpy()[orders["user"]])
    return coupons


def _use(rng, coupons, orders):
    """The user's first paid order after the claim, if it comes before the coupon ends; an order takes one coupon."""
    paid = orders.loc[orders["paid"], ["user", "paid_at"]].reset_index(names="order").sort_values("paid_at", kind="stable")
    paid["at"] = paid["paid_at"].astype("datetime64[us]")
    claimed = coupons.loc[coupons["claimed_at"].notna(), ["user", "claimed_at", "expires_at"]].reset_index(names="coupon")
    claimed["at"] = claimed["claimed_at"].astype("datetime64[us]")
    claimed = claimed.sort_values(["at", "coupon"], kind="stable")
    pairs = pd.merge_asof(claimed, paid, on="at", by="user", direction="forward")
    pairs = pairs[(pairs["paid_at"] <= pairs["expires_at"]) & (rng.random(len(pairs)) < 0.8)].drop_duplicates("order")
    coupons["order"], coupons["used_at"] = -1, NEVER
    coupons.loc[pairs["coupon"], "order"] = pairs["order"].astype(int).to_numpy()
    coupons.loc[pairs["coupon"], "used_at"] = pairs["paid_at"].to_numpy()


def _credit(rng, coupons, orders, offered):
    """The campaign that an order belongs to: its coupon's, else the offer that brought its user (`offered`), else at times the big sale's."""
    day = orders["ordered_at"].to_numpy().astype("datetime64[D]")
    orders["campaign"] = -1
    for number, campaign in enumerate(CAMPAIGNS):
        first = np.datetime64(campaign.first)
        running = (day >= first) & (day < first + campaign.n_days)
        orders.loc[running & (rng.random(len(orders)) < 0.35) & (campaign.kind == "大促"), "campaign"] = number
        orders.loc[running & offered & (campaign.kind == "拉新"), "campaign"] = number
    used = coupons[coupons["order"] >= 0]
    orders.loc[used["order"], "campaign"] = used["campaign"].to_numpy()


def advertise(rng: np.random.Generator, users: pd.DataFrame) -> pd.DataFrame:
    """One row per channel and day: impressions, clicks, visits, visitors, cost in fen. -1 impressions and clicks where a channel shows nothing."""
    rows = []
    for number, channel in enumerate(CHANNELS[:UNKNOWN]):
        counts = np.bincount(users["day"][users["channel"] == number], minlength=len(DAYS))
        smooth = np.convolve(counts, np.ones(7) / 7, mode="same")
        visitors = counts + rng.poisson(smooth * (1 / channel.converts - 1) + 0.5)
        visits = visitors + rng.binomial(visitors, 0.18)
        shown = channel.converts < 0.1  # search, feed ads and short videos are shown and clicked
        clicks = np.where(shown, visits + rng.binomial(visits, 0.25), -1)
        impressions = np.where(shown, clicks * rng.integers(28, 40, len(DAYS)), -1)
        cost = (visitors * channel.visitor_cost * 100 * np.exp(rng.normal(0, 0.08, len(DAYS)))).astype(int)
        figures = {"impressions": impressions, "clicks": clicks, "visits": visits, "visitors": visitors, "cost": cost}
        rows.append(pd.DataFrame({"day": DAYS, "channel": number} | figures))
    return pd.concat(rows).sort_values(["day", "channel"], kind="stable", ignore_index=True)


def assign(rng: np.random.Generator, users: pd.DataFrame, life: Life) -> pd.DataFrame:
    """One row per user in an experiment: the recall with its held-out users, and the home page, shown by halves to who came in its fortnight."""
    recalled = pd.DataFrame({"experiment": "recall_2026_09", "user": life.recalled["user"]})
    recalled["variant"] = np.where(life.recalled["treated"], "treatment", "holdout")
    recalled["assigned_at"] = np.datetime64(RECALL, "s") + 8 * 3600
    start = day_number(AB_TEST[1])
    came = life.visits[(life.visits["day"] >= start) & (life.visits["day"] < start + 14)].drop_duplicates("user")
    tested = pd.DataFrame({"experiment": AB_TEST[0], "user": came["user"]})
    tested["variant"] = np.where(rng.random(len(came)) < 0.5, "B", "A")
    tested["assigned_at"] = moments(rng, came["day"].to_numpy())
    return pd.concat([recalled, tested], ignore_index=True)
