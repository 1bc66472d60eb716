"""The demo shop's events: what users do on their visits, and what visitors do who never say who they are."""

import numpy as np
import pandas as pd

from opsreport.demo.behaviour import Life
from opsreport.demo.season import DAYS, season
from opsreport.demo.users import moments

# The tracker's own names: (name, chance a visit, whether it is about a product)
_DEEDS = (
    ("user_login", 0.20, False),
    ("search_submit", 0.16, False),
    ("goods_view", 0.34, True),
    ("article_read", 0.07, True),
    ("cart_add", 0.10, True),
    ("daily_checkin", 0.08, False),
    ("share_click", 0.012, True),
    ("like_click", 0.018, True),
    ("comment_post", 0.008, True),
    ("invite_send", 0.004, False),
    ("ar_tryon", 0.004, True),  # a name that is not in the library's vocabulary
)
NAMES = ("app_open", "sign_up", "checkout_start", "pay_success", "push_arrive", "mini_open", "mini_goods_view") + tuple(name for name, _, _ in _DEEDS)
VISIT, SIGN_UP, CHECKOUT, PAY, PUSH, MINI_VISIT, MINI_VIEW = range(7)


def happen(rng: np.random.Generator, users: pd.DataFrame, life: Life, orders: pd.DataFrame, pushes: pd.DataFrame) -> pd.DataFrame:
    """One row per event of a known user, in the order of time: user, moment, event (its place in NAMES), session, object, seconds.

    The moments are local. -1 stands for no session or no object.
    """
    opened = _openings(rng, users, life)
    session = np.arange(len(opened))
    parts = [_part(opened["user"], opened["at"], VISIT, session, seconds=rng.gamma(1.3, 150, len(opened)).astype(int) + 3)]
    for number, (_, chance, about) in enumerate(_DEEDS):
        did = np.flatnonzero(rng.random(len(opened)) < chance)
        at = opened["at"].to_numpy()[did] + rng.integers(2, 900, len(did))
        parts.append(_part(opened["user"].to_numpy()[did], at, 7 + number, did, rng.zipf(1.35, len(did)) % 900 if about else -1))
    parts.append(_part(np.arange(len(users)), users["registered_at"], SIGN_UP))
    signed_up = users["registered_at"].to_numpy()[orders["user"]] <= orders["ordered_at"].to_numpy()
    known = orders[signed_up]
    parts.append(_part(known["user"], known["ordered_at"], CHECKOUT))
    paid = known[known["paid"]]
    parts.append(_part(paid["user"], paid["paid_at"], PAY))
    parts.append(_part(pushes["user"], pushes["at"], PUSH))
    return _in_time(parts)


def stroll(rng: np.random.Generator) -> pd.DataFrame:
    """Events of the mini program's visitors who are not signed in: visitor, moment, event, object."""
    level = season(rng).activity
    day = np.repeat(np.arange(len(DAYS)), rng.poisson(np.linspace(22, 46, len(DAYS)) * level))
    visitor = rng.integers(0, 9_000, len(day))
    at = moments(rng, day)
    looked = np.flatnonzero(rng.random(len(day)) < 0.45)
    views = _part(visitor[looked], at[looked] + rng.integers(3, 600, len(looked)), MINI_VIEW, thing=rng.zipf(1.35, len(looked)) % 900)
    return _in_time([_part(visitor, at, MINI_VISIT), views])


def _openings(rng, users, life):
    """A visit a day, sometimes two; on the day of sign-up it begins with the sign-up."""
    visits = life.visits
    twice = visits[rng.random(len(visits)) < 0.06]
    user = np.concatenate([visits["user"], twice["user"]])
    day = np.concatenate([visits["day"], twice["day"]])
    at = moments(rng, day)
    signed_up = users["registered_at"].to_numpy()[user]
    at = np.where((users["day"].to_numpy()[user] == day) & (at < signed_up), signed_up, at)
    return pd.DataFrame({"user": user, "at": at})


def _part(user, at, event, session=-1, thing=-1, seconds=-1):
    user = np.asarray(user)
    columns = {"event": event, "session": session, "thing": thing, "seconds": seconds}
    filled = {name: np.broadcast_to(np.asarray(values, dtype=np.int32), user.shape) for name, values in columns.items()}
    return {"user": user.astype(np.int32), "at": np.asarray(at).astype("datetime64[s]")} | filled


def _in_time(parts):
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns["event"], columns["user"], columns["at"]))
    return pd.DataFrame({name: values[order] for name, values in columns.items()})
