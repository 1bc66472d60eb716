"""What the demo shop's tracker tells beside visits and orders: page loads, lists and recommendations, starter tasks, features, leads, keywords.

All of it happens on visits that are there anyway: nobody is active on another day for it. Of what happens all the time a sample is kept.
"""

import numpy as np
import pandas as pd

from opsreport.demo.events import DEED, NAMES, SIGN_UP, VISIT, part

EXTRA = (
    "page_perf", "list_expose", "list_click", "rec_expose", "rec_click", "task_expose", "task_finish",
    "topic_join", "vote_cast", "contest_enter", "live_watch", "lead_submit",
)  # fmt: skip
LOAD, SHOWN, CLICKED, RECOMMENDED, FOLLOWED, TASK_SHOWN, TASK_DONE, TOPIC, VOTE, CONTEST, LIVE, LEAD = range(len(NAMES), len(NAMES) + len(EXTRA))
FEATURES, FEATURE_SHARES = (TOPIC, VOTE, CONTEST, LIVE), (0.30, 0.22, 0.08, 0.40)

PRODUCTS = 900
KEYWORDS = ("大米", "酸奶", "苹果", "坚果礼盒", "绿茶", "洗衣液", "橄榄油", "面膜", "纸尿裤", "月饼")
_SOUGHT = np.array([0.17, 0.15, 0.13, 0.12, 0.10, 0.10, 0.08, 0.08, 0.05, 0.02])
_MOONCAKES = np.array([1.0] * (len(KEYWORDS) - 1) + [9.0])  # before the Mid-Autumn festival
TASKS = (("完善资料", 0.71), ("收藏一件商品", 0.48))  # with the share of those who do it
THINGS = (*(f"G{number:03d}" for number in range(PRODUCTS)), *KEYWORDS, *(task for task, _ in TASKS))
SLOW = np.datetime64("2025-06-18")  # the home page loaded slowly on the day of the big sale

_LIST = 8  # products on a screen
_SAMPLED = {"loads": 0.010, "lists": 0.012, "recommendations": 0.060, "tasks": 0.20, "features": 0.008, "leads": 0.0013}


def told(rng: np.random.Generator, done: list[dict]) -> list[dict]:
    """The parts that users' events come in, with keywords in those of searches; and further parts."""
    of = {int(part["event"][0]): part for part in done if len(part["event"])}
    searches, views = of[DEED["search_submit"]], of[DEED["goods_view"]]
    searches["thing"] = PRODUCTS + _keywords(rng, searches["at"])
    return [
        *done, _loads(rng, of[VISIT]), *_lists(rng, searches), *_recommendations(rng, views), *_tasks(rng, of[SIGN_UP]),
        _features(rng, of[VISIT]), _leads(rng, of[VISIT]),
    ]  # fmt: skip


def _some(rng, rows, share):
    """A random share of the rows."""
    kept = np.flatnonzero(rng.random(len(rows["user"])) < share)
    return {name: values[kept] for name, values in rows.items()}


def _keywords(rng, at):
    autumn = np.isin(at.astype("datetime64[M]").astype(int) % 12, (8,))
    found = rng.choice(len(KEYWORDS), len(at), p=_SOUGHT).astype(np.int32)
    found[autumn] = rng.choice(len(KEYWORDS), autumn.sum(), p=_SOUGHT * _MOONCAKES / (_SOUGHT * _MOONCAKES).sum())
    return found


def _loads(rng, visits):
    some = _some(rng, visits, _SAMPLED["loads"])
    slow = np.where(some["at"].astype("datetime64[D]") == SLOW, 3.0, 1.0)
    milliseconds = (1_350 * slow * np.exp(rng.normal(0, 0.5, len(slow)))).astype(int)
    return part(some["user"], some["at"] + 1, LOAD, some["session"], value=milliseconds)


def _lists(rng, searches):
    """The first screen of what was found, and the click on one of its products."""
    some = _some(rng, searches, _SAMPLED["lists"])
    screens = {name: np.repeat(some[name], _LIST) for name in ("user", "at", "session")}
    things = rng.zipf(1.35, len(screens["user"])) % PRODUCTS
    clicked = np.flatnonzero(rng.random(len(some["user"])) < 0.55)
    chosen = things[clicked * _LIST + rng.integers(0, _LIST, len(clicked))]
    return (
        part(screens["user"], screens["at"] + 1, SHOWN, screens["session"], things),
        part(some["user"][clicked], some["at"][clicked] + rng.integers(2, 6, len(clicked)), CLICKED, some["session"][clicked], chosen),
    )


def _recommendations(rng, views):
    """Shown just before a product is looked at; some of these looks come from it."""
    some = _some(rng, views, _SAMPLED["recommendations"])
    follows = rng.random(len(some["user"])) < 0.15
    things = np.where(follows, some["thing"], rng.zipf(1.35, len(follows)) % PRODUCTS)
    followed = {name: values[follows] for name, values in some.items()}
    return (
        part(some["user"], _before(some["at"], 4), RECOMMENDED, some["session"], things),
        part(followed["user"], _before(followed["at"], 1), FOLLOWED, followed["session"], followed["thing"]),
    )


def _before(at, seconds):
    """So many seconds before, on the same day."""
    return np.maximum(at - seconds, at.astype("datetime64[D]"))


def _tasks(rng, sign_ups):
    """A fifth of the new users are shown starter tasks, as a trial."""
    some = _some(rng, sign_ups, _SAMPLED["tasks"])
    for number, (_, share) in enumerate(TASKS, PRODUCTS + len(KEYWORDS)):
        did = np.flatnonzero(rng.random(len(some["user"])) < share)
        yield part(some["user"], some["at"] + 2, TASK_SHOWN, thing=number)
        yield part(some["user"][did], some["at"][did] + rng.integers(20, 600, len(did)), TASK_DONE, thing=number)


def _features(rng, visits):
    some = _some(rng, visits, _SAMPLED["features"])
    n = len(some["user"])
    return part(some["user"], some["at"] + rng.integers(5, 60, n), rng.choice(FEATURES, n, p=FEATURE_SHARES))


def _leads(rng, visits):
    """Who leaves a number, to be called about buying in bulk."""
    some = _some(rng, visits, _SAMPLED["leads"])
    return part(some["user"], some["at"] + 3, LEAD)


def sign_ins(rng: np.random.Generator, users: pd.DataFrame, first_visitor: int) -> pd.DataFrame:
    """Visitors of the mini program who sign up on the spot: a visit some minutes before, and the moment from which it is known who they are.

    visitor, moment, account (the user's number, -1 before it is known).
    """
    who = np.flatnonzero(rng.random(len(users)) < 0.08)
    known = users["registered_at"].to_numpy()[who].astype("datetime64[s]")
    came = _before(known, rng.integers(60, 1_500, len(who)))
    visitor = first_visitor + np.arange(len(who))
    rows = {"visitor": np.tile(visitor, 2), "at": np.concatenate([came, known + 1]), "account": np.concatenate([np.full(len(who), -1), who])}
    return pd.DataFrame(rows)
