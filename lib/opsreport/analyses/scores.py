"""RFM scores and segments: users ranked by how lately, how often and for how much they bought (Hughes 1994, Strategic Database Marketing).

Quantiles are those of the data, linear between two rows; equal values get equal scores, and where quantiles coincide there are fewer scores.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.analyses.buckets import one_of
from opsreport.analyses.rfm import Rfm, rfm_summary
from opsreport.kinds import whole
from opsreport.words import Text

# Of pymc-marketing (Apache 2.0): scores of recency, frequency and money by quartiles, "444" the best.
QUARTILE_SEGMENTS = {
    "Premium Customer": ("334", "443", "444", "344", "434", "433", "343", "333"),
    "Repeat Customer": ("244", "234", "232", "332", "143", "233", "243"),
    "Top Spender": ("424", "414", "144", "314", "324", "124", "224", "423", "413", "133", "323", "313", "134"),
    "At Risk Customer": ("422", "223", "212", "122", "222", "132", "322", "312", "412", "123", "214"),
    "Inactive Customer": ("411", "111", "113", "114", "112", "211", "311"),
}
OTHER = "Other"

# The eight classic segments by (recent, frequent, big): above the middle, or not.
SEGMENTS = {
    (True, True, True): ("important_value", Text("重要价值客户", "Champions")),
    (True, False, True): ("important_develop", Text("重要发展客户", "Big spenders to develop")),
    (False, True, True): ("important_keep", Text("重要保持客户", "Big spenders to keep")),
    (False, False, True): ("important_win_back", Text("重要挽留客户", "Big spenders to win back")),
    (True, True, False): ("general_value", Text("一般价值客户", "Loyal small spenders")),
    (True, False, False): ("general_develop", Text("一般发展客户", "Newcomers to develop")),
    (False, True, False): ("general_keep", Text("一般保持客户", "Small spenders to keep")),
    (False, False, False): ("general_win_back", Text("一般挽留客户", "Lapsed small spenders")),
}
BEST_FIRST = ("recency",)  # the fewer days, the better


@dataclass(frozen=True)
class RfmRule:
    """How users are scored and parted. tiles: scores 1 to so many by quantiles. recency, frequency, monetary: fixed cut-offs instead, which
    keep their meaning from month to month: days, orders, money, rising; three cut-offs make scores 1 to 4; exactly at a cut-off is the better
    score. high: the score from which a user counts as high; without it, above the mean score of all users. same_day: count each order, or
    merge a user's of a day. money: the total, or the mean of an order."""

    tiles: int = 5
    recency: tuple[int, ...] | None = None
    frequency: tuple[int, ...] | None = None
    monetary: tuple[int | Decimal, ...] | None = None
    high: int | None = None
    same_day: str = "count"
    money: str = "total"

    def __post_init__(self):
        one_of("same_day", self.same_day, ("count", "merge"))
        one_of("money", self.money, ("total", "mean"))


@dataclass(frozen=True)
class RfmSegment:
    """A segment's users and what they spent; shares are null where there is nobody, or nothing."""

    id: str
    segment: Text
    users: int
    share: float | None
    sales: Decimal | int
    sales_share: float | None


def rfm_table(orders: ir.Table, end: dt.date, start: dt.date | None = None, rule: RfmRule = RfmRule()) -> tuple[RfmSegment, ...]:
    """The eight segments, best first, of the users who ordered from `start` (None: ever) through the day `end`.

    orders: one row per order that counts, with user_id, day and amount.
    """
    rows = orders.filter(orders.day <= end) if start is None else orders.filter(orders.day >= start, orders.day <= end)
    scored = rfm_scores(rfm_users(rows, end, rule), rule)
    parted = scored.mutate(recent=_high(scored.r, rule), frequent=_high(scored.f, rule), big=_high(scored.m, rule))
    found = parted.group_by("recent", "frequent", "big").agg(users=_.count(), sales=_.sales.sum()).to_pyarrow().to_pylist()
    found = {(row["recent"], row["frequent"], row["big"]): (row["users"], whole(row["sales"])) for row in found}
    users, sales = (sum(row[k] for row in found.values()) for k in (0, 1))
    return tuple(_segment(*names, *found.get(key, (0, 0)), users, sales) for key, names in SEGMENTS.items())


def rfm_users(orders: ir.Table, end: dt.date, rule: RfmRule = RfmRule()) -> ir.Table:
    """(user_id, recency, frequency, monetary, sales) of every user with an order: days from the last order to `end`, orders, money."""
    times = orders.day.nunique() if rule.same_day == "merge" else orders.count()
    users = orders.group_by("user_id").agg(last=orders.day.max(), frequency=times, sales=orders.amount.sum())
    monetary = users.sales if rule.money == "total" else users.sales.cast("float64") / users.frequency.cast("float64")
    since = -users["last"].delta(ibis.literal(end), unit="day")
    return users.select("user_id", "frequency", "sales", recency=since, monetary=monetary)


def rfm_scores(users: ir.Table, rule: RfmRule = RfmRule()) -> ir.Table:
    """The users with scores r, f, m, the highest the best. users: with the columns recency, frequency and monetary."""
    fixed = {"recency": rule.recency, "frequency": rule.frequency, "monetary": rule.monetary}
    quantiles = quantile_cuts(users, [column for column, cuts in fixed.items() if cuts is None], rule.tiles)
    scores = {}
    for column, cuts in fixed.items():
        value = users[column]
        if cuts is None:
            above = [value > cut for cut in quantiles[column]]
        else:  # at a cut-off is the better score: of recency no more than it, of the others no less
            above = [value > cut if column in BEST_FIRST else value >= cut for cut in cuts]
        passed = ibis.literal(0, "int64")
        for test in above:
            passed = passed + test.cast("int64")
        scores[column[0]] = len(above) + 1 - passed if column in BEST_FIRST else passed + 1
    return users.mutate(**scores)


def rfm_segments(orders: ir.Table, question: Rfm, segments: Mapping[str, Sequence[str]] = QUARTILE_SEGMENTS) -> ir.Table:
    """(user_id, recency, frequency, monetary, r, f, m, score, segment) by quartiles; segments: {name: its scores, such as "434"}, else "Other"."""
    summary = rfm_summary(orders, Rfm(question.end, question.unit, True, question.time_scale)).drop("age")
    scored = rfm_scores(summary, RfmRule(tiles=4))
    scored = scored.mutate(score=scored.r.cast("string") + scored.f.cast("string") + scored.m.cast("string"))
    named = [(scored.score.isin(list(scores)), ibis.literal(name)) for name, scores in reversed(segments.items()) if scores]
    return scored.mutate(segment=ibis.cases(*named, else_=OTHER) if named else ibis.literal(OTHER))


def quantile_cuts(table: ir.Table, columns: Sequence[str], tiles: int) -> dict[str, tuple]:
    """For each column, the values above which a row is in the next of `tiles` equal parts, rising; fewer where quantiles coincide.

    A quantile between two neighbouring rows parts them just as the lower of the two does, so that a value of the data is returned, exact;
    only quantiles that are equal, to each other or to the least or the greatest value, part nothing and fall away.
    """
    if not columns:
        return {}
    everyone = ibis.window()
    ranks = {f"{column} place": ibis.row_number().over(ibis.window(order_by=table[column])) for column in columns}
    ranked = table.select(*columns, **ranks, last=table[columns[0]].count().over(everyone) - 1)
    # the two rows that a quantile lies between: one query finds the places, and what stands there
    below = [ranked["last"] * k // tiles for k in range(tiles + 1)]
    wanted = [*below, *(place + 1 for place in below)]
    rows = ranked.filter(ibis.or_(*(ranked[rank].isin(wanted) for rank in ranks))).to_pyarrow().to_pylist()
    return {column: _cuts({row[f"{column} place"]: row[column] for row in rows}, tiles, rows[0]["last"] if rows else -1) for column in columns}


def _cuts(at, tiles, last):
    """at: {place in the order of values, from 0 to last: the value}."""
    lower = {}
    for place in (Fraction(k * last, tiles) for k in range(tiles + 1) if last >= 0):
        low, high = at[int(place)], at[min(int(place) + 1, last)]
        edge = Fraction(low) + (Fraction(high) - Fraction(low)) * (place - int(place))
        lower.setdefault(edge, low)
    return tuple(low for _, low in sorted(lower.items()))[1:-1]


def _high(score, rule):
    """Above the mean is said in whole numbers: score × users > the sum of scores."""
    everyone = ibis.window()
    return score >= rule.high if rule.high is not None else score * score.count().over(everyone) > score.sum().over(everyone)


def _segment(id, name, users, sales, all_users, all_sales):
    share = users / all_users if all_users else None
    return RfmSegment(id, name, users, share, sales, float(Fraction(sales) / Fraction(all_sales)) if all_sales else None)
