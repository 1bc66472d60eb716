"""Points and stored value, by hand: what was there, what came, what went."""

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .days import Days
from .history import Answer, History, Unknown, ratio, total
from .membership import TELLING
from .sums import known


def _moves(shop: History, p: Days, *columns: str) -> list[dict]:
    shop.observed(p, "points")
    return [row for row in shop.rows("points", "kind", *columns) if shop.day(row["occurred_at"]) in p]


def _of(rows: list[dict], *kinds: str) -> list[dict]:
    return [row for row in rows if row["kind"] in kinds]


def _sum(rows: list[dict]) -> int:
    return sum(row["delta"] for row in rows)


def _before(shop: History, table: str, day: date) -> list[dict]:
    return [row for row in shop.rows(table) if shop.day(row["occurred_at"]) < day]


def points_pool_change(shop: History, p: Days, part: str) -> Answer:
    rows = _moves(shop, p)
    parts = {
        "opening": _sum(_before(shop, "points", p.start)),
        "earned": _sum(_of(rows, "earn")),
        "redeemed": -_sum(_of(rows, "redeem")),
        "expired": -_sum(_of(rows, "expire")),
        "adjusted": _sum(_of(rows, "adjust", None)),
        "closing": _sum(_before(shop, "points", p.end)),
    }
    return total(parts[part])


def points_redemption(shop: History, p: Days, part: str) -> Answer:
    redeemed = _of(_moves(shop, p), "redeem")
    return total({"points": -_sum(redeemed), "users": len({row["user_id"] for row in redeemed}), "times": len(redeemed)}[part])


def points_redemption_rate(shop: History, p: Days, by="points") -> Answer:
    rows, opening = _moves(shop, p), _before(shop, "points", p.start)
    redeemed, earned = _of(rows, "redeem"), _of(rows, "earn")
    if by == "points":
        return ratio(-_sum(redeemed), _sum(opening) + _sum(earned))
    held = Counter()
    for row in [*opening, *earned]:
        held[row["user_id"]] += row["delta"]
    holders = {u for u, points in held.items() if points > 0}
    return ratio(len({row["user_id"] for row in redeemed} & holders), len(holders))


def points_gifts(shop: History, p: Days) -> Answer:
    return total(len(_of(_moves(shop, p), "redeem")))


def points_cost(shop: History, p: Days, part: str) -> Answer:
    if part == "cost":
        return total(known(row["cost"] for row in _of(_moves(shop, p, "cost"), "redeem")))
    shop.observed(p, "points")
    ever = _before(shop, "points", p.end)
    redeemed, expired = -_sum(_of(ever, "redeem")), -_sum(_of(ever, "expire"))
    expected = ratio(redeemed, redeemed + expired)
    if part == "expected_redemption":
        return expected
    shop.rows("points", "cost")
    unit = ratio(known(row["cost"] for row in _of(ever, "redeem")), redeemed)
    return Answer(_sum(ever) * expected.value * Fraction(unit.value))


def points_interactions(shop: History, p: Days, part: str, of="all") -> Answer:
    rows = _of(_moves(shop, p), "redeem", *(["earn"] if of == "all" else []))
    users = {row["user_id"] for row in rows}
    if part == "rate":
        shop.observed_by_one(p, TELLING, "points")
        members = {u for u, day in shop.members().items() if day < p.end} - shop.gone_before(p.end)
        return ratio(len(users & members), len(members))
    return total(len(users) if part == "users" else len(rows))


# stored value


def _stored(shop: History, p: Days) -> list[dict]:
    shop.observed(p, "recharges")
    return [row for row in shop.rows("recharges") if shop.day(row["occurred_at"]) in p]


def recharge_users(shop: History, p: Days) -> Answer:
    return total(len({row["user_id"] for row in _stored(shop, p) if row["amount"] > 0}))


def recharge_amount(shop: History, p: Days) -> Answer:
    return total(sum(row["amount"] for row in _stored(shop, p) if row["amount"] > 0))


def recharge_consumption(shop: History, p: Days, part: str) -> Answer:
    rows, opening = _stored(shop, p), _before(shop, "recharges", p.start)
    paid_in, used = [row for row in rows if row["amount"] > 0], [row for row in rows if row["amount"] < 0]
    amounts = {
        "opening": sum((row["amount"] for row in opening), Decimal(0)),
        "recharged": sum((row["amount"] for row in paid_in), Decimal(0)),
        "amount": -sum((row["amount"] for row in used), Decimal(0)),
        "closing": sum((row["amount"] for row in _before(shop, "recharges", p.end)), Decimal(0)),
    }
    if part in amounts:
        return total(amounts[part])
    if part == "rate":
        return ratio(amounts["amount"], amounts["opening"] + amounts["recharged"])
    users, balance = {row["user_id"] for row in used}, Counter()
    for row in [*opening, *paid_in]:
        balance[row["user_id"]] += row["amount"]
    holders = {u for u, amount in balance.items() if amount > 0}
    if part not in ("users", "user_rate"):
        raise Unknown(part)
    return total(len(users)) if part == "users" else ratio(len(users & holders), len(holders))
