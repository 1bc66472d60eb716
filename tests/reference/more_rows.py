"""Random rows of the tables that only a family of figures rests on."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from .days import DAY, days
from .dice import AMOUNTS, CAMPAIGNS, EVERYBODY, STEPS, TIMES, day, later, moment, sometimes
from .manual import COUNTS, LEVELS, RATES

SOON = [timedelta(0), timedelta(0), timedelta(minutes=1), DAY, 3 * DAY]
TIERS = ("basic", "silver", "gold")  # lowest first
MANY = 8  # of so many of a table's figures kept by hand are there rows


def campaigns(dice: Random, n: int) -> list[dict]:
    rows = []
    for campaign_id in CAMPAIGNS[:n]:
        starts = moment(dice)
        cost = sometimes(dice, dice.choice(AMOUNTS), 0.95)
        kind = dice.choice([None, "sale", "news"])
        rows.append({"campaign_id": campaign_id, "kind": kind, "starts_at": starts, "ends_at": starts + dice.choice(STEPS) * DAY, "cost": cost})
    return rows


def touches(dice: Random, n: int, sold: list[dict], zone: str) -> list[dict]:
    """Around orders, often at their very moment; opened and clicked though they never arrived; many to one user."""
    rows = []
    for k in range(n):
        user_id, sent = dice.choice(EVERYBODY), moment(dice)
        if sold and dice.random() < 0.6:
            order = dice.choice(sold)
            user_id, sent = order["user_id"], order["paid_at"] - dice.choice([0, 0, 1, 6, 7, 8]) * DAY
        if rows and dice.random() < 0.3:
            user_id, sent = rows[-1]["user_id"], later(rows[-1]["sent_at"], dice.choice(SOON), ZoneInfo(zone)) or sent
        marks = {
            column: sometimes(dice, later(sent, dice.choice(SOON), ZoneInfo(zone)), often)
            for column, often in (("delivered_at", 0.8), ("opened_at", 0.5), ("clicked_at", 0.4), ("unsubscribed_at", 0.3))
        }
        channel, campaign_id = dice.choice(["push", "sms", "mail"]), sometimes(dice, dice.choice(CAMPAIGNS), 0.7)
        marks |= {"opened_at": None} if channel == "sms" else {}  # nobody is told that a text message was opened
        rows.append({"touch_id": f"t{k}", "user_id": user_id, "channel": channel, "sent_at": sent, "campaign_id": campaign_id, **marks})
    return rows


def coupons(dice: Random, n: int, sold: list[dict], zone: str) -> list[dict]:
    """Claimed or used on their last day and after it, used on orders that nobody paid or knows, on the order of another coupon."""
    rows = []
    for k in range(n):
        order, issued = dice.choice([None, *sold, *sold]), moment(dice)
        if order:
            issued = datetime.combine(order["paid_at"].date() - dice.choice([0, 0, 1, 7, 30, 31]) * DAY, min(TIMES))
        claimed = sometimes(dice, later(issued, dice.choice([timedelta(0), DAY, 7 * DAY, 8 * DAY]), ZoneInfo(zone)), 0.8)
        used = order["paid_at"] if order else sometimes(dice, claimed and later(claimed, dice.choice(STEPS) * DAY, ZoneInfo(zone)))
        if used and (claimed is None or used < claimed):
            used = None
        ends = [issued + dice.choice([1, 7, 30]) * DAY, used or issued, datetime.combine((used or issued).date(), max(TIMES))]
        rows.append(
            {
                "coupon_id": f"q{k}",
                "user_id": order["user_id"] if order else dice.choice(EVERYBODY),
                "issued_at": issued,
                "campaign_id": sometimes(dice, dice.choice(CAMPAIGNS), 0.7),
                "claimed_at": claimed,
                "used_at": used,
                "order_id": used and (order["order_id"] if order else dice.choice([None, "nowhere"])),
                "face_value": sometimes(dice, dice.choice(AMOUNTS), 0.97),
                "expires_at": sometimes(dice, dice.choice(ends), 0.97),
            }
        )
    return rows


def points(dice: Random, n: int) -> list[dict]:
    """Some taken back: points earned that are less than nothing, redemptions that give back."""
    rows = []
    for _ in range(n):
        kind, delta = dice.choice(["earn", "earn", "redeem", "redeem", "expire", "adjust", None]), dice.choice([0, 5, 100, 100])
        sign = {"earn": 1, "redeem": -1, "expire": -1}.get(kind, dice.choice([1, -1])) * dice.choice([1] * 9 + [-1])
        row = {"user_id": dice.choice(EVERYBODY), "occurred_at": moment(dice), "delta": sign * delta, "kind": kind}
        rows.append(row | {"cost": sometimes(dice, dice.choice(AMOUNTS), 0.95 if kind == "redeem" else 0.1)})
    return rows


def recharges(dice: Random, n: int) -> list[dict]:
    return [
        {"user_id": dice.choice(EVERYBODY), "occurred_at": moment(dice), "amount": dice.choice([1, 1, -1]) * dice.choice(AMOUNTS)} for _ in range(n)
    ]


def tiers(dice: Random, n: int) -> list[dict]:
    """No two at one moment, as nobody could say which came last; some of a tier that the rules do not rank, some no change at all."""
    moments = sorted({moment(dice) for _ in range(n)})
    return [{"user_id": dice.choice(EVERYBODY[:6]), "changed_at": at, "tier": dice.choice([*TIERS, *TIERS, "odd"])} for at in moments]


def assignments(dice: Random, n: int) -> list[dict]:
    keys = sorted({(dice.choice(["page", "recall"]), dice.choice(EVERYBODY)) for _ in range(n)})
    return [{"experiment": e, "user_id": u, "variant": dice.choice(["treatment", "holdout"]), "assigned_at": moment(dice)} for e, u in keys]


def work_items(dice: Random, n: int) -> list[dict]:
    """Due, done, adopted on the day, a day late, never; trainings tried again."""
    rows = []
    for k in range(n):
        due, submitted = sometimes(dice, day(dice), 0.8), sometimes(dice, day(dice), 0.8)
        start = due or submitted or day(dice)
        done = sometimes(dice, start + dice.choice([-7, -1, 0, 0, 1, 2, 7, 30]) * DAY, 0.8)
        adopted = sometimes(dice, (submitted or start) + dice.choice(STEPS) * DAY, 0.8)
        rows.append(
            {
                "item_id": f"w{k}",
                "kind": dice.choice(["report", "milestone", "suggestion", "training", "training", "incident", "task"]),
                "title": dice.choice("AB"),
                "owner": dice.choice(["x", "y", "z", None]),
                "submitted_on": submitted,
                "due_on": due,
                "done_on": done,
                "adopted_on": adopted,
                "implemented_on": adopted and sometimes(dice, adopted + dice.choice([0, 1, 29, 60]) * DAY, 0.8),
                "score": sometimes(dice, Decimal(dice.choice(["0", "59", "59.99", "60", "100"])), 0.8),
                "hours": sometimes(dice, Decimal(dice.choice(["0", "1.5", "8"])), 0.95),
            }
        )
    return rows


def manual_figures(dice: Random, n: int) -> list[dict]:
    """Some figures of months, quarters and days; of the whole, of segments, of both; the denominator nothing."""
    rows = {}
    names = dice.sample(sorted(COUNTS | LEVELS | RATES), MANY)
    for _ in range(n * MANY):
        metric, at, segment = dice.choice(names), day(dice), dice.choice([None, None, None, "north", "south"])
        label = dice.choice([f"{at:%Y-%m}"] * 4 + [f"{at.year}-Q{(at.month + 2) // 3}", f"{at}", f"{at.year}"])
        months = [label, *(f"{days(label).moved(k).start:%Y-%m}" for k in (1, 2))] if len(label) == 7 and "Q" not in label else [label]
        for month in months:
            rows[metric, month, segment] = _told(dice, metric)
    return [{"metric": metric, "period": label, "segment": segment, **told} for (metric, label, segment), told in rows.items()]


def _told(dice: Random, metric: str) -> dict:
    bare = metric not in RATES or dice.random() < 0.15
    return {
        "value": Decimal(dice.choice(["0", "3", "0.9", "84.5"])) if bare else None,
        "numerator": None if bare else Decimal(dice.randint(0, 12)),
        "denominator": None if bare else Decimal(dice.choice([0, 4, 5, 8, 12])),
    }
