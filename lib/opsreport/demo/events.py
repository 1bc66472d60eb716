"""The demo shop's events: what users do on their visits, and what visitors do who never say who they are."""

import numpy as np
import pandas as pd

from opsreport.demo.behaviour import Life
from opsreport.demo.season import DAYS, season
from opsreport.demo.users import moments

# The tracker's own names: (name, chance a visit, chance when the visit ends with an order, when in the visit, whether it is about a product)
_DEEDS = (
    ("user_login", 0.18, 0.50, (0.0, 0.1), False),
    ("search_submit", 0.13, 0.35, (0.1, 0.3), False),
    ("goods_view", 0.27, 0.97, (0.3, 0.6), True),
    ("article_read", 0.06, 0.06, (0.0, 1.0), True),
    ("cart_add", 0.055, 0.88, (0.6, 1.0), True),
    ("daily_checkin", 0.08, 0.08, (0.0, 0.2), False),
    ("share_click", 0.010, 0.016, (0.3, 1.0), True),
    ("like_click", 0.016, 0.016, (0.3, 1.0), True),
    ("comment_post", 0.007, 0.010, (0.3, 1.0), True),
    ("invite_send", 0.004, 0.006, (0.0, 1.0), False),
    ("ar_tryon", 0.004, 0.008, (0.3, 1.0), True),  # a name that is not in the library's vocabulary
)
NAMES = ("app_open", "sign_up", "checkout_start", "pay_success", "push_arrive", "mini_open", "mini_goods_view") + tuple(deed[0] for deed in _DEEDS)
VISIT, SIGN_UP, CHECKOUT, PAY, PUSH, MINI_VISIT, MINI_VIEW = range(7)
VISITORS = 9_000  # of the mini program who never sign in
DEED = {deed[0]: len(NAMES) - len(_DEEDS) + number for number, deed in enumerate(_DEEDS)}


def happen(rng: np.random.Generator, users: pd.DataFrame, life: Life, orders: pd.DataFrame, pushes: pd.DataFrame) -> list[dict]:
    """Events of known users, by kind: user, moment, event (its place in NAMES), session, object, seconds, value.

    The moments are local. -1 stands for what an event does not have.
    """
    signed_up = users["registered_at"].to_numpy()[orders["user"]] <= orders["ordered_at"].to_numpy()
    known = orders[signed_up]
    opened = _openings(rng, users, life, known)
    session, buying, span = np.arange(len(opened)), (opened["order"] >= 0).to_numpy(), opened["span"].to_numpy()
    order_session = pd.Series(session[buying], opened["order"][buying]).reindex(known.index, fill_value=-1).to_numpy()
    parts = [part(opened["user"], opened["at"], VISIT, session, seconds=rng.gamma(1.3, 150, len(opened)).astype(int) + 3)]
    for number, (_, chance, when_buying, (soonest, latest), about) in enumerate(_DEEDS):
        did = np.flatnonzero(rng.random(len(opened)) < np.where(buying, when_buying, chance))
        at = opened["at"].to_numpy()[did] + (rng.uniform(soonest, latest, len(did)) * span[did]).astype(int) + (span[did] > 0)
        parts.append(
            part(opened["user"].to_numpy()[did], at, len(NAMES) - len(_DEEDS) + number, did, rng.zipf(1.35, len(did)) % 900 if about else -1)
        )
    parts.append(part(np.arange(len(users)), users["registered_at"], SIGN_UP))
    parts.append(part(known["user"], known["ordered_at"], CHECKOUT, order_session))
    paid = known["paid"].to_numpy()
    parts.append(part(known["user"][paid], known["paid_at"][paid], PAY, order_session[paid]))
    parts.append(part(pushes["user"], pushes["at"], PUSH))
    return parts


def stroll(rng: np.random.Generator) -> pd.DataFrame:
    """Events of the mini program's visitors who are not signed in: visitor, moment, event, object."""
    level = season(rng).activity
    day = np.repeat(np.arange(len(DAYS)), rng.poisson(np.linspace(22, 46, len(DAYS)) * level))
    visitor = rng.integers(0, VISITORS, len(day))
    at = moments(rng, day)
    looked = np.flatnonzero(rng.random(len(day)) < 0.45)
    views = part(visitor[looked], at[looked] + rng.integers(3, 600, len(looked)), MINI_VIEW, thing=rng.zipf(1.35, len(looked)) % 900)
    return in_time([part(visitor, at, MINI_VISIT), views])


def _openings(rng, users, life, orders):
    """A visit a day, sometimes two. On the day of sign-up it begins with the sign-up, on a day with an order some minutes before the order.

    order: the order that the visit ends with, or -1; span: how many seconds it lasts.
    """
    visits = life.visits
    twice = visits[rng.random(len(visits)) < 0.06]
    user = np.concatenate([visits["user"], twice["user"]])
    day = np.concatenate([visits["day"], twice["day"]])
    order = _first_order(visits, orders, len(user))
    buying = order >= 0
    ordered_at = orders["ordered_at"].reindex(np.where(buying, order, orders.index[0])).to_numpy()
    at = np.where(buying, ordered_at - rng.integers(180, 900, len(user)), moments(rng, day))
    at = np.maximum(at, DAYS[day].astype("datetime64[s]"))
    at = np.where(users["day"].to_numpy()[user] == day, np.maximum(at, users["registered_at"].to_numpy()[user]), at)
    span = np.where(buying, (ordered_at - at).astype("timedelta64[s]").astype(int) - 5, 900)
    return pd.DataFrame({"user": user, "at": at, "order": order, "span": np.maximum(span, 0)})


def _first_order(visits, orders, n):
    """The first order of each visit's user and day, or -1."""
    day = (orders["ordered_at"].to_numpy().astype("datetime64[D]") - DAYS[0]).astype(int)
    key, first = np.unique(orders["user"].to_numpy() * 1_000 + day, return_index=True)
    visited = (visits["user"] * 1_000 + visits["day"]).to_numpy()
    place = np.minimum(np.searchsorted(key, visited), len(key) - 1)
    found = np.where(key[place] == visited, orders.index.to_numpy()[first[place]], -1)
    return np.concatenate([found, np.full(n - len(found), -1)])


def part(user, at, event, session=-1, thing=-1, seconds=-1, value=-1) -> dict[str, np.ndarray]:
    """Events as columns."""
    user = np.asarray(user)
    columns = {"event": event, "session": session, "thing": thing, "seconds": seconds, "value": value}
    filled = {name: np.broadcast_to(np.asarray(values, dtype=np.int32), user.shape) for name, values in columns.items()}
    return {"user": user.astype(np.int32), "at": np.asarray(at).astype("datetime64[s]")} | filled


def in_time(parts: list[dict]) -> pd.DataFrame:
    """One row per event, in the order of time."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns["event"], columns["user"], columns["at"]))
    return pd.DataFrame({name: values[order] for name, values in columns.items()})
