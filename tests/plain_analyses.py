"""The analyses once more in plain Python, row by row, written from their definitions: what the expressions are compared with."""

import datetime as dt
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
WEEK_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def clock(at, zone):
    return at.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def start_of(day, unit, week_start="monday"):
    """The first day of the period that a local day lies in."""
    match unit:
        case "day":
            return day
        case "week":
            while day.weekday() != WEEK_DAYS.index(week_start):
                day -= DAY
            return day
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
        case "year":
            return day.replace(day=1, month=1)


def next_start(start, unit, week_start="monday"):
    day = start + DAY
    while start_of(day, unit, week_start) == start:
        day += DAY
    return day


def previous_start(start, unit, week_start="monday"):
    return start_of(start - DAY, unit, week_start)


class Periods:
    """Periods by number: 0 is the one of `first`; hours are counted on the UTC clock."""

    def __init__(self, first, count, unit, zone, week_start="monday"):
        self.unit, self.zone, self.week_start, self.count = unit, zone, week_start, count
        if unit == "hour":
            begins = first if isinstance(first, dt.datetime) else dt.datetime.combine(first, dt.time())
            self.opens = begins.replace(minute=0, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None)
            return
        self.places, start = {}, start_of(first, unit, week_start)
        for number in range(count):
            self.places[start] = number
            start = next_start(start, unit, week_start)
        start = start_of(first, unit, week_start)
        for number in range(1, 9):
            start = previous_start(start, unit, week_start)
            self.places[start] = -number

    def number(self, at):
        """None far away."""
        if self.unit == "hour":
            return (at - self.opens) // dt.timedelta(hours=1)
        return self.places.get(start_of(clock(at, self.zone).date(), self.unit, self.week_start))

    def inside(self, at):
        number = self.number(at)
        return number is not None and 0 <= number < self.count


LENGTHS = {"hour": dt.timedelta(hours=1), "day": DAY, "week": 7 * DAY, "month": 30 * DAY, "quarter": 91 * DAY, "year": 365 * DAY}


def retention(starts, returns, periods, cohort, criterion, min_occurrences, window, one_segment=False):
    """{segment: counts}. starts, returns: (user, moment, segment)."""
    began = defaultdict(list)
    own = {}
    for user, at, segment in sorted(starts, key=lambda row: (row[1], row[2])):
        own.setdefault(user, segment)
        began[user, own[user] if one_segment else segment].append(at)
    members = {}
    for (user, segment), moments in began.items():
        for at in moments[:1] if cohort == "first" else moments:
            if periods.inside(at):
                members.setdefault((user, segment, periods.number(at)), at)
    counts = {}
    for (user, segment, i), at in members.items():
        rows = counts.setdefault(segment, [[0] * (periods.count - k) for k in range(periods.count)])
        rows[i][0] += 1
        own_returns = [r for u, r, s in returns if u == user and (one_segment or s == segment) and periods.inside(r)]
        times = Counter(periods_after(r, i, at, periods, window) for r in own_returns)
        back = {k for k, n in times.items() if 1 <= k < periods.count - i and n >= min_occurrences}
        for k in range(1, periods.count - i):
            came = {"on": k in back, "within": any(b <= k for b in back), "on_or_after": any(b >= k for b in back)}[criterion]
            rows[i][k] += came
    return counts


def periods_after(at, cohort, began, periods, window):
    if window == "calendar":
        return periods.number(at) - cohort
    if window == "24h_hour_floor":
        shown = clock(began, periods.zone)
        began -= shown - shown.replace(minute=0, second=0, microsecond=0)
    return (at - began) // LENGTHS[periods.unit]


def lifecycle(activity, seen, periods):
    """new, returning, resurrecting, dormant."""
    first = {}
    for user, at in seen:
        first[user] = min(first.get(user, at), at)
    active = defaultdict(set)
    for user, at in activity:
        active[periods.number(at)].add(user)
    out = []
    for number in range(periods.count):
        new = {u for u in active[number] if periods.number(first[u]) == number}
        returning = active[number] & active[number - 1]
        out.append((len(new), len(returning), len(active[number] - new - returning), len(active[number - 1] - active[number])))
    return [list(column) for column in zip(*out, strict=True)]


def stickiness(activity, periods, step, criteria, mode):
    times = Counter((user, periods.number(at) // step) for user, at in activity if periods.inside(at))
    comparison, n = criteria
    counts = {"gte": lambda k: k >= n, "lte": lambda k: k <= n, "exact": lambda k: k == n}[comparison]
    intervals = Counter(user for (user, _), k in times.items() if counts(k))
    exact = [sum(k == i for k in intervals.values()) for i in range(1, -(-periods.count // step) + 1)]
    return exact if mode == "exact" else [sum(exact[i:]) for i in range(len(exact))]


def rolling(activity, opens, count, window, unit, zone):
    """Users of the window that ends with each hour or day, looked at one by one."""
    out = []
    for number in range(count):
        if unit == "hour":
            end = opens + (number + 1) * dt.timedelta(hours=1)
            out.append(len({user for user, at in activity if end - window * dt.timedelta(hours=1) <= at < end}))
        else:
            day = opens + number * DAY
            out.append(len({user for user, at in activity if day - (window - 1) * DAY <= clock(at, zone).date() <= day}))
    return out


def rfm(orders, end, unit, include_first):
    """{user: (frequency, recency, age, monetary)}; orders: (user, day, amount)."""

    def place(day):
        if unit == "day":
            return day.toordinal()
        return start_of(day, unit).toordinal() // 7 if unit == "week" else start_of(day, unit).year * 12 + day.month

    paid = defaultdict(lambda: defaultdict(Fraction))
    for user, day, amount in orders:
        if place(day) <= place(end):
            paid[user][place(day)] += Fraction(amount)
    out = {}
    for user, periods in paid.items():
        places = sorted(periods)
        counted = places if include_first else places[1:]
        mean = sum(periods[p] for p in counted) / len(counted) if counted else 0
        recency = place(end) - places[-1] if include_first else places[-1] - places[0]
        out[user] = (len(counted), recency, place(end) - places[0], float(mean))
    return out


def quantile_scores(values, tiles):
    """A score for each value: the right-closed bins between the quantiles (linear), equal edges once."""
    ranked = sorted(map(Fraction, values))
    edges = []
    for k in range(tiles + 1):
        place = Fraction(k * (len(ranked) - 1), tiles)
        low = ranked[int(place)]
        high = ranked[min(int(place) + 1, len(ranked) - 1)]
        edges.append(low + (high - low) * (place - int(place)))
    edges = sorted(set(edges))
    bins = list(pairwise(edges)) or [(edges[0], edges[0])]
    return [next(n for n, (_, right) in enumerate(bins, 1) if value <= right) for value in map(Fraction, values)]
