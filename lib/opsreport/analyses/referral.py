"""The tree of invitations: how many hands a user has come through."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime


def levels(users: Iterable[tuple[str, str, datetime]]) -> dict[str, int]:
    """{user: level} of (user, who invited the user, when the user registered): 1 where nobody is known to have invited the inviter.

    An inviter who registered later than the invited, as in a circle, is taken for one whom nobody invited.
    """
    edges = sorted(users, key=lambda edge: (edge[2], str(edge[0])))
    since = {user: at for user, _, at in edges}
    found: dict[str, int] = {}
    for user, inviter, at in edges:
        earlier = inviter in found and since[inviter] <= at
        found[user] = found[inviter] + 1 if earlier else 1
    return found


def by_level(users: Iterable[tuple[str, str, datetime]], chosen: Iterable[str]) -> dict[int, int]:
    """{level: how many of the chosen users}, lowest first."""
    found = levels(users)
    return dict(sorted(Counter(found[user] for user in chosen if user in found).items()))
