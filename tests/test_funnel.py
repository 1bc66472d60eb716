"""Funnels on random events, against plain Python that tries every attempt; what a funnel refuses."""

import datetime as dt
import statistics
from itertools import permutations

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsreport.analyses import Buckets, Exclusion, Funnel, Step, funnel, funnel_by, funnel_trend, settled
from opsreport.errors import Mistake

FIRST = dt.datetime(2024, 5, 1)
NAMES = ("a", "b", "c", "x")
EVENTS = st.lists(st.tuples(st.sampled_from("uvw"), st.sampled_from(NAMES), st.integers(0, 40)), max_size=14, unique_by=lambda e: (e[0], e[2]))


def table(events):
    return ibis.memtable(
        pa.table(
            {
                "user_id": pa.array([user for user, _, _ in events], pa.string()),
                "event": pa.array([name for _, name, _ in events], pa.string()),
                "occurred_at": pa.array([FIRST + dt.timedelta(hours=hour) for _, _, hour in events], pa.timestamp("us")),
                "city": pa.array([name if name == "a" else None for _, name, _ in events], pa.string()),
            }
        )
    )


def of(user, events):
    return sorted((hour, name) for who, name, hour in events if who == user)


def plain_ordered(mine, steps, window, barred=None, strict=False, between=(0, 1)):
    """(depth, hours) of every attempt that no excluded event ended."""
    tries = []
    for place, (hour, name) in enumerate(mine):
        if name != steps[0]:
            continue
        end = hour + window if window is not None else 10**9
        reached, rest = [hour], mine[place + 1 :]
        for step in steps[1:]:
            if strict:
                found = 0 if rest and rest[0][1] == step and rest[0][0] <= end else None
            else:
                found = next((at for at, (when, what) in enumerate(rest) if what == step and when <= end), None)
            if found is None:
                break
            reached.append(rest[found][0])
            rest = rest[found + 1 :]
        since, until = (reached[step] if len(reached) > step else end + 1 for step in between)
        if barred and any(what == barred and since < when < until and when <= end for when, what in mine):
            continue
        tries.append((len(reached), reached))
    return tries


def plain_unordered(mine, steps, window):
    """Each step an event of its own, in any order: the best over all orders from each entry."""
    tries = []
    for place, (hour, name) in enumerate(mine):
        if name not in steps:
            continue
        end = hour + window if window is not None else 10**9
        options = []
        for order in permutations(steps):
            if order[0] != name:
                continue
            reached, rest = [hour], mine[place + 1 :]
            for step in order[1:]:
                found = next((at for at, (when, what) in enumerate(rest) if what == step and when <= end), None)
                if found is None:
                    break
                reached.append(rest[found][0])
                rest = rest[found + 1 :]
            options.append(reached)
        best = max(options, key=lambda reached: (len(reached), [-when for when in reached]))
        tries.append((len(best), best))
    return tries


def expected(events, steps, tries_of):
    best = []
    for user in sorted({user for user, _, _ in events}):
        tries = tries_of(of(user, events))
        if tries:
            deepest = max(depth for depth, _ in tries)
            best.append(next(reached for depth, reached in sorted(tries, key=lambda one: one[1][0]) if depth == deepest))
    counts = tuple(sum(len(reached) > k for reached in best) for k in range(len(steps)))
    took = [[3600.0 * (reached[k] - reached[k - 1]) for reached in best if len(reached) > k] for k in range(1, len(steps))]
    medians = (None, *(statistics.median(one) if one else None for one in took))
    return counts, (None, *(statistics.fmean(one) if one else None for one in took)), medians


def said(events, question):
    found = funnel(table(events), question)
    return found.counts, pytest.approx(found.average_s), pytest.approx(found.median_s)


WINDOWS = st.sampled_from([None, 0, 3, 12])


def seconds(hours):
    return None if hours is None else 3600 * hours


@settings(max_examples=40, deadline=None)
@given(EVENTS, WINDOWS, st.sampled_from([("a", "b"), ("a", "b", "c"), ("a", "a", "b")]), st.booleans())
def test_ordered_and_strict_funnels(events, window, steps, strict):
    question = Funnel(tuple(map(Step, steps)), "strict" if strict else "ordered", seconds(window))
    assert expected(events, steps, lambda mine: plain_ordered(mine, steps, window, strict=strict)) == said(events, question)


@settings(max_examples=25, deadline=None)
@given(EVENTS, WINDOWS, st.sampled_from([(0, 1), (1, 2), (0, 2)]))
def test_an_excluded_event_ends_an_attempt(events, window, between):
    question = Funnel((Step("a"), Step("b"), Step("c")), "ordered", seconds(window), (Exclusion(Step("x"), *between),))
    assert expected(events, "abc", lambda mine: plain_ordered(mine, "abc", window, "x", between=between)) == said(events, question)


@settings(max_examples=25, deadline=None)
@given(EVENTS, WINDOWS, st.sampled_from([("a", "b", "c"), ("a", "a", "b")]))
def test_unordered_funnels(events, window, steps):
    question = Funnel(tuple(map(Step, steps)), "unordered", seconds(window))
    counts, _, _ = expected(events, steps, lambda mine: plain_unordered(mine, steps, window))
    assert funnel(table(events), question).counts == counts


@settings(max_examples=15, deadline=None)
@given(EVENTS)
def test_entries_by_day_are_those_of_the_funnel_of_the_day(events):
    question, days = Funnel((Step("a"), Step("b")), "ordered", seconds(5)), Buckets(FIRST.date(), 3, "day")
    found = funnel_trend(table(events), question, days)
    for day in range(3):
        tries = {user: plain_ordered(of(user, events), "ab", 5) for user, _, _ in events}
        depths = [max((depth for depth, reached in mine if reached[0] // 24 == day), default=0) for mine in tries.values()]
        assert (found.entered[day], found.converted[day]) == (sum(depth > 0 for depth in depths), sum(depth > 1 for depth in depths))


def test_of_attempts_that_began_at_one_moment_the_quickest_counts():
    """In whatever order the rows come."""
    tries = [{"user_id": "u", "entered": FIRST, "depth": 2, "c1": 0, "c2": hours * 3600 * 10**6} for hours in (2, 1, 3)]
    for given_in in (tries, tries[::-1]):
        over, _ = settled(ibis.memtable(pa.Table.from_pylist(given_in)), Funnel((Step("a"), Step("b"))), FIRST)
        assert (over.counts, over.average_s, over.median_s) == ((1, 1), (None, 3600), (None, 3600))


def test_nobody_is_nobody():
    found = funnel(table([]), Funnel((Step("a"), Step("b"))))
    assert (found.counts, found.average_s, found.users) == ((0, 0), (None, None), 0)
    assert found.rate(1).reason == "zero_denominator"


def test_a_segment_is_that_of_the_entry():
    events = [("u", "a", 1), ("u", "b", 2), ("v", "a", 1)]
    assert {name: found.counts for name, found in funnel_by(table(events), Funnel((Step("a"), Step("b"))), "city").items()} == {"a": (2, 1)}


def test_what_a_funnel_refuses():
    with pytest.raises(Mistake, match='order is "any"'):
        Funnel((Step("a"),), "any")
    with pytest.raises(Mistake, match="a funnel without steps"):
        Funnel(())
    with pytest.raises(Mistake, match="an exclusion from step 1 to step 1 of 2"):
        Funnel((Step("a"), Step("b")), exclude=(Exclusion(Step("x"), 1, 1),))
