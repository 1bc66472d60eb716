"""Random rows of the tables that most figures rest on."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from .days import DAY
from .dice import AMOUNTS, CAMPAIGNS, EVERYBODY, PEOPLE, STEPS, TIMES, day, later, moment, sometimes

STATUSES = ["paid"] * 6 + ["unpaid", "cancelled", "closed"]
EVENTS = ["login", "login", "login", "view", "add_cart", "push_received"]
MORE_EVENTS = [
    *["read"] * 3, *["share"] * 2, "like", "tip", "comment", *["invite"] * 2, "bind_card", "sign_in", "badge_earned", "task_done",
]  # fmt: skip
KINDS = ["complaint", "complaint", "ticket", "survey", "rating", "rating", "nps", "suggestion", "mystery_shopper"]
WAITS = {  # on the limits, a little to either side, and never
    "first_response_at": [None, *(timedelta(minutes=m) for m in (0, 1, 29, 30, 31, 200))],
    "resolved_at": [None, timedelta(hours=1), timedelta(hours=24), timedelta(hours=24, seconds=1), 7 * DAY, 8 * DAY, 30 * DAY, 31 * DAY],
}


def users(dice: Random, n: int) -> list[dict]:
    """Some merged into a later one (so chains, never rings) or into one that is nowhere, some deleted, some tests; inviters in rings too."""
    rows = []
    for k, user_id in enumerate(PEOPLE[:n]):
        registered, oddity = moment(dice), dice.choice(["", "", "", "", "merged", "test", "deleted"])
        rows.append(
            {
                "user_id": user_id,
                "registered_at": registered,
                "channel": dice.choice(["search", "social", None]),
                "gender": dice.choice(["w", "m", None]),
                "member_since": sometimes(dice, datetime.combine(registered.date() + dice.choice(STEPS) * DAY, dice.choice(TIMES)), 0.6),
                "referrer_id": sometimes(dice, dice.choice([*PEOPLE, "ghost"]), 0.6),
                "merged_into": dice.choice([*PEOPLE[k + 1 : n], "ghost"]) if oddity == "merged" else None,
                "is_test": oddity == "test",
                "deleted_at": registered + dice.choice(STEPS) * DAY if oddity == "deleted" else None,
            }
        )
    return rows


def orders(dice: Random, n: int, registered: dict[str, date]) -> list[dict]:
    """Many on one user's same day, some before sign-up, some not paid, some of users that nobody knows."""
    rows = []
    for k in range(n):
        user_id = dice.choice(EVERYBODY)
        paid_at = moment(dice, *[registered[u] - dice.choice([0, 0, 5]) * DAY for u in (user_id,) if u in registered])
        if rows and dice.random() < 0.2:
            user_id, paid_at = rows[-1]["user_id"], datetime.combine(rows[-1]["paid_at"].date(), dice.choice(TIMES))
        rows.append(
            {
                "order_id": f"o{k}",
                "user_id": user_id,
                "paid_at": paid_at,
                "amount": dice.choice(AMOUNTS),
                "status": dice.choice(STATUSES),
                "discount": dice.choice([None, *AMOUNTS]),
                "cost": sometimes(dice, dice.choice(AMOUNTS), 0.97),
                "coupon_id": dice.choice([None, *(f"q{k}" for k in range(12))]),  # one coupon on several orders too
                "campaign_id": sometimes(dice, dice.choice(CAMPAIGNS)),
                "category": dice.choice(["tea", "tea", "rice", "soap", None]),
            }
        )
    return rows


def refunds(dice: Random, n: int, sold: list[dict]) -> list[dict]:
    """Of part of an order, all of it, more than it, nothing of it, and of an order that is nowhere."""
    rows = []
    for order in dice.choices(sold, k=n) if sold else ():
        paid = order["amount"]
        back = dice.choice([paid, paid, paid / 2, paid + 1, Decimal(0), Decimal("0.01")]).quantize(Decimal("0.0001"))
        order_id = dice.choice([order["order_id"]] * 5 + ["nowhere"])
        rows.append({"order_id": order_id, "refunded_at": order["paid_at"] + dice.choice(STEPS) * DAY, "amount": back})
    return rows


def events(dice: Random, n: int, registered: dict[str, date], names=(), sold=()) -> list[dict]:
    """Half of them near a sign-up, an order or the event before, so that one follows another, at the same moment too; names: some never happen."""
    rows, names = [], dice.sample(names, dice.randint(len(names) // 2, len(names))) if names else EVENTS * 2 + MORE_EVENTS
    for _ in range(n):
        user_id = dice.choice([*EVERYBODY[:-2], "stranger", None])
        near = [registered[user_id]] if user_id in registered else []
        if sold and dice.random() < 0.4:
            order = dice.choice(sold)
            user_id, near = order["user_id"], [order["paid_at"].date() - dice.choice([0, 0, 1, 7, 8, 30]) * DAY]
        if rows and dice.random() < 0.4:
            user_id, near = rows[-1]["user_id"], [rows[-1]["occurred_at"].date()]
        rows.append(
            {
                "occurred_at": moment(dice, *near),
                "event": dice.choice(names),
                "user_id": user_id,
                "visitor_id": None if user_id and dice.random() < 0.7 else dice.choice(["v1", "v2", "v3"]),
                "session_id": sometimes(dice, dice.choice(["s1", "s2", "s3"]), 0.8),
                "object_id": sometimes(dice, dice.choice("ab")),
                "duration_s": dice.choice([None, Decimal(0), Decimal("2.5"), Decimal(3), Decimal(60)]),
                "campaign_id": sometimes(dice, dice.choice(CAMPAIGNS), 0.3),
                "value": sometimes(dice, dice.choice(AMOUNTS), 0.9),
            }
        )
    return rows


def feedback(dice: Random, n: int, sold: list[dict], zone: str) -> list[dict]:
    """Complaints just before and just after their 30 days, tickets answered on the limit, late or never, scores in and out of their scale."""
    rows = []
    for k in range(n):
        kind, created, order = dice.choice(KINDS), moment(dice), dice.choice([None, *sold])
        if kind in ("complaint", "rating") and order:
            created = datetime.combine(order["paid_at"].date() + dice.choice([-1, 0, 1, 29, 30, 31]) * DAY, dice.choice(TIMES))
        rows.append(
            {
                "feedback_id": f"f{k}",
                "created_at": created,
                "kind": kind,
                "user_id": dice.choice([*PEOPLE, "stranger", None]),
                "order_id": order and order["order_id"],
                "channel": dice.choice([None, "chat", "phone"]),
                "score": dice.choice([None, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11]),
                "scale_max": dice.choice([None, 5, 10]),
                "resolved": dice.choice([None, True, True, False]),
                **{column: later(created, dice.choice(waits), ZoneInfo(zone)) for column, waits in WAITS.items()},
            }
        )
    return rows


def channel_days(dice: Random, n: int) -> list[dict]:
    """Few with something that nobody wrote down."""
    keys = sorted({(day(dice), dice.choice(["search", "social", "poster"])) for _ in range(n)})
    return [
        {
            "day": on,
            "channel": channel,
            "impressions": sometimes(dice, dice.randint(0, 200), 0.7),
            "clicks": sometimes(dice, dice.randint(0, 20), 0.9),
            "visits": sometimes(dice, dice.randint(0, 30), 0.95),
            "visitors": sometimes(dice, dice.randint(0, 20), 0.95),
            "cost": sometimes(dice, dice.choice(AMOUNTS), 0.95),
        }
        for on, channel in keys
    ]
