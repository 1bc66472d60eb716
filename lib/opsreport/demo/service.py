"""The voices of the demo shop's users: ratings, surveys, tickets, complaints, suggestions; and how fast the shop answers."""

import numpy as np
import pandas as pd

from opsreport.demo import orders as shop_orders
from opsreport.demo import texts
from opsreport.demo.behaviour import FAILURE
from opsreport.demo.orders import END, NEVER
from opsreport.demo.season import DAYS, MONTHS, day_number, month_of
from opsreport.demo.users import moments

ASPECTS = ("商品", "物流", "服务", "价格")
DESKS = ("在线客服", "电话", "微信群", "门店")
HOUR, DAY = 3_600, 86_400


def hear(rng: np.random.Generator, users: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per voice, in the order of time: kind, user, order, aspect, score and its scale, text, desk, and when it was answered and resolved.

    user and order are -1 where there is none; score is NaN where there is none.
    """
    late = shop_orders.late(orders, users)
    parts = [_ratings(rng, orders, late), _complaints(rng, orders, late), _tickets(rng, orders, late)]
    parts += [_surveys(rng, parts[2]), _nps(rng, users), _suggestions(rng, users), _mystery(rng)]
    voices = pd.concat(parts, ignore_index=True)
    voices["created_at"] = voices["created_at"].to_numpy().astype("datetime64[s]")
    voices = voices[voices["created_at"] < END].sort_values(["created_at", "kind", "user"], kind="stable", ignore_index=True)
    _answer(rng, voices)
    _speak(rng, voices, late)
    voices["number"] = np.arange(len(voices))
    return voices


def _voices(kind, user, order, created_at, aspect=-1, score=np.nan, scale=-1):
    return pd.DataFrame({"kind": kind, "user": user, "order": order, "created_at": created_at, "aspect": aspect, "score": score, "scale": scale})


def _about(orders, which, wait):
    return orders["user"].to_numpy()[which], which, orders["paid_at"].to_numpy().astype("datetime64[s]")[which] + wait.astype(int)


def _ratings(rng, orders, late):
    which = np.flatnonzero(orders["paid"] & (rng.random(len(orders)) < 0.17))
    aspect = rng.choice(4, len(which), p=[0.48, 0.22, 0.18, 0.12])
    score = rng.choice([5, 4, 3, 2, 1], len(which), p=[0.66, 0.205, 0.065, 0.03, 0.04])
    poor = late[which] & (rng.random(len(which)) < 0.55)
    score, aspect = np.where(poor, rng.integers(1, 4, len(which)), score), np.where(poor, 1, aspect)
    return _voices("rating", *_about(orders, which, (2 + rng.gamma(2, 2.5, len(which))) * DAY), aspect, score, 5)


def _complaints(rng, orders, late):
    chance = np.where(late, 0.15, 0.0105) * orders["paid"] * np.exp(rng.normal(0, 0.09, len(MONTHS)))[month_of(orders["ordered_at"].to_numpy())]
    which = np.flatnonzero(rng.random(len(orders)) < chance)
    aspect = np.where(late[which], 1, rng.choice(4, len(which), p=[0.45, 0.25, 0.2, 0.1]))
    return _voices("complaint", *_about(orders, which, (0.3 + rng.gamma(2, 2.2, len(which))) * DAY), aspect)


def _tickets(rng, orders, late):
    chance = np.where(late, 0.26, 0.085) * orders["paid"] * np.exp(rng.normal(0, 0.05, len(MONTHS)))[month_of(orders["ordered_at"].to_numpy())]
    which = np.flatnonzero(rng.random(len(orders)) < chance)
    aspect = np.where(late[which], 1, rng.choice(4, len(which), p=[0.3, 0.4, 0.2, 0.1]))
    return _voices("ticket", *_about(orders, which, rng.gamma(1.2, 1.8, len(which)) * DAY + 600), aspect)


def _surveys(rng, tickets):
    """After a ticket some answer how satisfied they are; a few click something that is not on the scale."""
    asked = tickets[rng.random(len(tickets)) < 0.30]
    first, last = (np.datetime64(day) for day in FAILURE)
    bad_days = (asked["created_at"] >= first) & (asked["created_at"] <= last + 3)
    scores = rng.choice([5, 4, 3, 2, 1], len(asked), p=[0.58, 0.25, 0.09, 0.04, 0.04])
    scores = np.where(bad_days, rng.choice([5, 4, 3, 2, 1], len(asked), p=[0.22, 0.2, 0.18, 0.18, 0.22]), scores)
    created_at = asked["created_at"].to_numpy() + rng.integers(1 * DAY, 3 * DAY, len(asked))
    return _voices("survey", asked["user"].to_numpy(), asked["order"].to_numpy(), created_at, 2, scores, 5)


def _nps(rng, users):
    """A question to users picked at random, the whole year through."""
    day = np.repeat(np.arange(20, len(DAYS)), rng.poisson(7.5, len(DAYS) - 20))
    joined = np.searchsorted(users["day"], day, side="right")
    user = (joined * (1 - rng.random(len(day)) ** 1.4 * 0.9)).astype(int) - 1
    score = rng.choice(np.arange(10, -1, -1), len(day), p=[0.24, 0.22, 0.20, 0.12, 0.07, 0.07, 0.03, 0.02, 0.01, 0.01, 0.01])
    bad_days = (day >= day_number(FAILURE[0])) & (day <= day_number(FAILURE[1]))
    score = np.where(bad_days & (rng.random(len(day)) < 0.25), rng.integers(0, 6, len(day)), score)
    return _voices("nps", np.maximum(user, 0), -1, moments(rng, day), -1, score, 10)


def _suggestions(rng, users):
    day = np.repeat(np.arange(30, len(DAYS)), rng.poisson(0.45, len(DAYS) - 30))
    joined = np.searchsorted(users["day"], day, side="right")
    user = np.where(rng.random(len(day)) < 0.15, -1, (joined * rng.random(len(day))).astype(int))
    return _voices("suggestion", user, -1, moments(rng, day), rng.integers(0, 4, len(day)))


def _mystery(rng):
    """Each store is visited by a mystery shopper every other week."""
    day = np.sort(np.concatenate([np.arange(offset, len(DAYS), 14) for offset in (12, 15, 19, 22)]))
    score = np.round(rng.normal(88, 5, len(day))).clip(60, 100)
    return _voices("mystery_shopper", -1, -1, DAYS[day].astype("datetime64[s]") + 15 * HOUR, 2, score, 100)


def _answer(rng, voices):
    """When tickets and complaints were first answered and resolved; at night half of them wait until eight."""
    n = len(voices)
    asks = voices["kind"].isin(["ticket", "complaint"]).to_numpy()
    created = voices["created_at"].to_numpy()
    first, last = (np.datetime64(day) for day in FAILURE)
    overrun = (created >= first + 2) & (created < last + 8)
    of_month = np.exp(rng.normal(0, 0.07, len(MONTHS)))[month_of(created)]
    minutes = np.exp(rng.normal(np.log(11.0), 1.0, n)) * of_month * np.where(overrun, 6.5, 1)
    hour = (created - created.astype("datetime64[D]")).astype(int) / HOUR
    closed = np.where(hour < 8, 8 - hour, np.where(hour > 23, 32 - hour, 0))
    answered_at = created + ((closed * 60 * (rng.random(n) < 0.5) + minutes) * 60).astype(int) + 5
    answered = asks & (rng.random(n) > np.where(overrun, 0.07, 0.012)) & (answered_at < END)
    hours = np.exp(rng.normal(np.log(7.5), 1.25, n)) * np.where(overrun, 3.5, 1) * np.where(voices["kind"] == "complaint", 1.8, 1)
    resolved_at = answered_at + (hours * HOUR).astype(int) + 60
    resolved = answered & (rng.random(n) > np.where(overrun, 0.14, 0.035)) & (resolved_at < END)
    voices["first_response_at"] = np.where(answered, answered_at, NEVER)
    voices["resolved_at"] = np.where(resolved, resolved_at, NEVER)
    says = np.select([rng.random(n) < 0.45, rng.random(n) < 0.07], ["", "否"], "是")
    voices["resolved"] = np.where(resolved, says, np.where(asks & (rng.random(n) < 0.3), "否", ""))
    voices["desk"] = np.where(asks, rng.choice(4, n, p=[0.62, 0.14, 0.18, 0.06]), -1)


def _speak(rng, voices, late):
    """The words that fit what was felt; now and then something hostile, or a telephone number."""
    dice, pick = rng.random(len(voices)), rng.integers(0, 1 << 30, len(voices))
    phones = rng.integers(0, 10_000, len(voices))
    hostile = dice < 0.0016
    pick[hostile] = np.arange(hostile.sum())  # each of them in turn
    rows = zip(voices.itertuples(), dice, pick, phones, strict=True)
    voices["text"] = [_words(row, late, chance, number, f"1990000{phone:04d}") for row, chance, number, phone in rows]


def _words(row, late, chance, number, phone):
    if row.kind in ("nps", "survey") and chance > 0.12:
        return ""
    if chance < 0.0016:
        return texts.HOSTILE[number % len(texts.HOSTILE)]
    if row.kind == "mystery_shopper":
        return "门店整洁，接待规范" if row.score >= 85 else "收银排队较长，未主动询问会员"
    if row.kind == "suggestion":
        return texts.SUGGESTIONS[number % len(texts.SUGGESTIONS)]
    if row.kind in ("ticket", "complaint") and chance < 0.02:
        return texts.CONTACT[number % len(texts.CONTACT)].format(phone=phone)
    if row.order >= 0 and late[row.order] and row.kind != "survey" and not row.score > 3:
        return texts.LATE[number % len(texts.LATE)]
    if row.score > 3 and chance < 0.35 and row.kind == "rating":
        return texts.EMPTY_PRAISE[number % len(texts.EMPTY_PRAISE)]
    said = (texts.GOOD if row.score * 5 > row.scale * 3 else texts.BAD)[ASPECTS[max(row.aspect, 0)]]
    return said[number % len(said)]
