"""Active users: how many different users a bucket has, or a window that ends with it, as PostHog's trends count them."""

from dataclasses import replace
from itertools import accumulate

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.analyses.buckets import DAY, Buckets

WEEK = {"hour": 7 * 24, "day": 7}


def unique_users(activity: ir.Table, buckets: Buckets) -> tuple[int, ...]:
    """Users active in each bucket. activity: rows with user_id and occurred_at (a naive UTC moment, or a local day)."""
    counts = _numbered(activity, buckets, 0).group_by("bucket").agg(users=_.count())
    found = {row["bucket"]: row["users"] for row in counts.to_pyarrow().to_pylist()}
    return tuple(found.get(number, 0) for number in range(buckets.count))


def rolling_users(activity: ir.Table, buckets: Buckets, window: int) -> tuple[int, ...]:
    """Users active in the `window` buckets that end with each bucket; the first ones look back to before the range."""
    histogram = _reaches(activity, buckets, window).to_pyarrow().to_pylist()
    change = [0] * (buckets.count + 2 * window)  # place 0 is the bucket `window` before the first
    for row in histogram:
        change[row["bucket"] + window] += row["users"]
        change[row["bucket"] + window + row["reach"]] -= row["users"]
    return tuple(accumulate(change))[window : window + buckets.count]


def weekly_users(activity: ir.Table, buckets: Buckets) -> tuple[int, ...]:
    """Users active in the 7 days that end with each bucket, in the 168 hours for buckets of an hour; of a week these are the week itself."""
    if buckets.unit in WEEK:
        return rolling_users(activity, buckets, WEEK[buckets.unit])
    first, *later = replace(buckets, count=buckets.count + 1).starts()
    if not later:
        return ()
    days = Buckets.between(first, later[-1] - DAY, "day", buckets.zone)
    daily = rolling_users(activity, days, WEEK["day"])
    return tuple(daily[(start - first).days - 1] for start in later)


def _numbered(activity, buckets, back):
    """Different rows (user_id, bucket), from `back` buckets before the first one on."""
    numbered = activity.select("user_id", bucket=buckets.number(activity.occurred_at))
    return numbered.filter(numbered.bucket >= -back, numbered.bucket < buckets.count).distinct()


def _reaches(activity, buckets, window):
    """Rows (bucket, reach, users): after this bucket, users stay in the window for `reach` buckets, or until they are active again.

    So no row is multiplied by the window, and what comes back is small: buckets × window at most.
    """
    rows = _numbered(activity, buckets, window - 1)
    place = rows.bucket + window  # above 0, so that an engine whose lead() ends with 0 and one whose lead() ends with null agree
    following = place.lead().over(ibis.window(group_by=rows.user_id, order_by=rows.bucket))
    gap = following - place
    reach = ibis.ifelse(((gap > 0) & (gap < window)).fill_null(False), gap, ibis.literal(window, "int64"))
    return rows.select("bucket", reach=reach).group_by("bucket", "reach").agg(users=_.count())
