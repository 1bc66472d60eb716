"""Engagement: how much users do, by rule, by kind and by hour; and who they are."""

from decimal import Decimal

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.engagement import (
    action_rate,
    active_member_frequency,
    activity_score,
    community_activity_rate,
    feature_adoption,
    hourly_activity,
    interaction_frequency,
    login_frequency,
    member_active_rate,
    purchase_active_users,
    usage_duration,
    user_profile_share,
)


def events(*rows):
    """Events of users on moments: (user, moment, event, how often)."""
    lines = [f"{user} | {moment} | {event}" for user, moment, event, times in rows for _ in range(times)]
    return "\n".join(["events", "user_id | occurred_at | event", *lines])


def orders(*rows):
    return "\n".join(["orders", "user_id | paid_at", *(f"{user} | {moment}" for user, moment, times in rows for _ in range(times))])


def test_three_orders_or_five_comments_make_a_purchase_active_user(shop):
    busy = shop(
        events(
            ("talks", "2024-06-30 23:59:59", "comment", 5), ("quiet", "2024-06-10 10:00", "comment", 4), ("late", "2024-06-10 10:00", "comment", 4),
            ("late", "2024-07-01 00:00", "comment", 1), ("buys", "2024-05-31 23:59:59", "comment", 1), ("quiet", "2024-06-10 10:00", "like", 9),
        )
        + "\n\n"
        + orders(("buys", "2024-06-01 00:00", 3), ("quiet", "2024-06-10 10:00", 2), ("late", "2024-05-31 23:59:59", 1))
    )  # fmt: skip
    talks, buys = 1, 1
    assert busy.read(purchase_active_users, "2024-06") == total(talks + buys)
    assert busy.read(purchase_active_users(orders=2, comments=4), "2024-06") == total(talks + buys + 1 + 1)  # quiet, late
    assert busy.read(purchase_active_users, "2024-08") == total(0)


MEMBERS = """
    users
    user_id | registered_at    | member_since        | deleted_at
    --------+------------------+---------------------+-----------------
    old     | 2024-01-01 00:00 | 2024-05-31 23:59:59 |
    joined  | 2024-01-01 00:00 | 2024-06-30 23:59:59 |
    next    | 2024-01-01 00:00 | 2024-07-01 00:00    |
    gone    | 2024-01-01 00:00 | 2024-02-01 00:00    | 2024-05-10 10:00
    leaves  | 2024-01-01 00:00 | 2024-02-01 00:00    | 2024-06-29 10:00
    sleeps  | 2024-01-01 00:00 | 2024-02-01 00:00    |
    none    | 2024-01-01 00:00 |                     |

    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    old     | 2024-06-01 00:00    | visit
    joined  | 2024-06-10 10:00    | visit
    next    | 2024-06-10 10:00    | visit
    leaves  | 2024-06-30 23:59:59 | visit
    sleeps  | 2024-05-31 23:59:59 | visit
    sleeps  | 2024-06-10 10:00    | push_received
    sleeps  | 2024-07-01 00:00    | visit
    none    | 2024-06-10 10:00    | visit

    orders
    user_id | paid_at
    --------+--------------------
    old     | 2024-05-10 10:00
    old     | 2024-06-01 00:00
    old     | 2024-06-30 23:59:59
    joined  | 2024-06-02 10:00
    joined  | 2024-06-03 10:00
    next    | 2024-06-02 10:00
    next    | 2024-06-03 10:00
    sleeps  | 2024-06-30 23:59:59
    sleeps  | 2024-07-01 00:00
"""


def test_members_at_the_start_who_were_active(shop):
    club = shop(MEMBERS)
    old, leaves, sleeps = 1, 1, 1
    assert club.read(member_active_rate, "2024-06") == ratio(old + leaves, old + leaves + sleeps)
    assert club.read(member_active_rate(base="joined"), "2024-06") == ratio(old + leaves + 1, old + leaves + sleeps + 1)
    assert club.read(member_active_rate(basis="orders"), "2024-06") == ratio(old + sleeps, 3)
    assert shop("users\nuser_id | registered_at\nu1 | 2024-06-01 10:00").read(member_active_rate, "2024-06") == unknown("table_missing")


def test_members_at_the_end_with_two_orders(shop):
    club = shop(MEMBERS)
    old, joined = 1, 1  # next is no member yet
    assert club.read(active_member_frequency, "2024-06") == total(old + joined)
    assert club.read(active_member_frequency(orders=1), "2024-06") == total(old + joined + 1)  # sleeps
    assert club.read(active_member_frequency, "2024-09") == total(0)


ACTIONS = """
    users
    user_id | registered_at
    --------+--------------------
    u1      | 2024-05-31 23:59:59
    u2      | 2024-01-01 00:00
    u3      | 2024-06-01 00:00
    u4      | 2024-01-01 00:00

    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    u1      | 2024-06-01 00:00    | sign_in
    u1      | 2024-06-30 23:59:59 | sign_in
    u1      | 2024-06-10 10:00    | share
    u2      | 2024-06-10 10:00    | visit
    u2      | 2024-05-31 23:59:59 | sign_in
    u2      | 2024-07-01 00:00    | share
    u3      | 2024-06-10 10:00    | share
    u4      | 2024-06-10 10:00    | push_received

    orders
    user_id | paid_at
    --------+-----------------
    u1      | 2024-06-10 10:00
    u4      | 2024-06-10 10:00
    u4      | 2024-05-10 10:00
"""


def test_each_action_has_the_share_of_the_active_users_who_did_it(shop):
    app = shop(ACTIONS)
    u1, u2, u3 = 1, 1, 1  # u4 was sent a message and ordered, but did nothing that is recorded
    assert app.read(action_rate, "2024-06", "sign_in") == ratio(u1, u1 + u2 + u3)
    assert app.read(action_rate, "2024-06", "share") == ratio(u1 + u3, u1 + u2 + u3)
    assert app.read(action_rate, "2024-06", "purchase") == ratio(u1, u1 + u2 + u3)
    assert app.read(action_rate, "2024-06", "comment") == unknown("not_observed")  # comments are not recorded: nobody knows who did
    assert app.read(action_rate, "2024-08", "share") == unknown("zero_denominator")


def test_actions_of_registered_users(shop):
    app = shop(ACTIONS)
    u1, u2, u4 = 1, 1, 1  # u3 registered in June
    assert app.read(action_rate(base="registered"), "2024-06", "share") == ratio(u1, u1 + u2 + u4)
    assert app.read(action_rate(base="registered"), "2024-06", "purchase") == ratio(u1 + u4, u1 + u2 + u4)


def test_login_frequency_counts_days_or_logins_of_active_users(shop):
    app = shop(
        events(
            ("u1", "2024-06-01 00:00", "login", 3), ("u1", "2024-06-30 23:59:59", "login", 1), ("u2", "2024-06-10 10:00", "visit", 1),
            ("u2", "2024-05-31 23:59:59", "login", 1), ("u2", "2024-07-01 00:00", "login", 1), ("u3", "2024-06-10 10:00", "push_received", 1),
        )
    )  # fmt: skip
    u1, u2 = 1, 1
    assert app.read(login_frequency, "2024-06") == ratio(2, u1 + u2)
    assert app.read(login_frequency(form="times"), "2024-06") == ratio(3 + 1, u1 + u2)
    assert app.read(login_frequency, "2024-08") == unknown("zero_denominator")
    assert shop(events(("u1", "2024-06-01 00:00", "visit", 1))).read(login_frequency, "2024-06") == unknown("not_observed")


def test_a_session_lasts_from_its_first_to_its_last_event(shop):
    app = shop(
        """
        events
        user_id | session_id | occurred_at         | event
        --------+------------+---------------------+--------------
        u1      | a          | 2024-06-10 10:00    | visit
        u1      | a          | 2024-06-10 10:05    | view
        u1      | a          | 2024-06-10 10:09    | push_received
        u1      | b          | 2024-06-10 18:00    | visit
        u2      | c          | 2024-06-30 23:59:00 | visit
        u2      | c          | 2024-07-01 00:00    | visit
        u3      | d          | 2024-05-31 23:59:59 | visit
        """
    )
    a, b, c = 300, 0, 60  # seconds; a session belongs to the day on which it begins
    assert app.read(usage_duration, "2024-06", "per_session") == ratio(a + b + c, 3)
    assert app.read(usage_duration, "2024-06", "per_user") == ratio(a + b + c, 2)
    assert app.read(usage_duration, "2024-06", "median") == total(float(c))
    assert app.read(usage_duration, "2024-07", "per_session") == unknown("zero_denominator")


def test_sessions_without_ids_are_told_by_their_gaps(shop):
    app = shop(
        events(
            ("u1", "2024-06-10 10:00", "visit", 1), ("u1", "2024-06-10 10:30", "view", 2), ("u1", "2024-06-10 10:31", "view", 1),
            ("u1", "2024-06-10 11:01:01", "view", 1), ("u2", "2024-06-10 10:10", "visit", 2), ("u2", "2024-06-11 10:10", "visit", 1),
        )
    )  # fmt: skip
    assert app.read(usage_duration, "2024-06", "per_session") == ratio(31 * 60 + 0 + 0 + 0, 2 + 2)
    assert app.read(usage_duration, "2024-06", "per_user") == ratio(31 * 60, 2)


def test_hours_are_those_of_the_shops_clock_and_a_user_counts_once_in_each(shop):
    text = events(
        ("u1", "2024-06-03 09:00", "visit", 2), ("u1", "2024-06-10 09:59:59", "visit", 1), ("u1", "2024-06-11 10:00", "visit", 1),
        ("u2", "2024-06-10 09:30", "visit", 1), ("u2", "2024-06-10 11:00", "push_received", 1), ("u3", "2024-05-31 23:59:59", "visit", 1),
        ("u3", "2024-07-01 00:00", "visit", 1),
    )  # fmt: skip
    for zone in ("Asia/Shanghai", "America/New_York"):  # the moments are what the clocks showed
        hours = shop(text, zone=zone).table(hourly_activity, "2024-06")
        assert list(hours) == list(range(24))
        assert hours[9] == dict(users=2, monday=2, tuesday=0, wednesday=0, thursday=0, friday=0, saturday=0, sunday=0)
        assert (hours[10]["users"], hours[10]["tuesday"]) == (1, 1)
        assert sum(row["users"] for row in hours.values()) == 3
    assert sum(row["users"] for row in shop(text).table(hourly_activity, "2024-08").values()) == 0


def test_the_clocks_of_summer_and_winter(shop):
    aware = events(("u1", "2024-03-30 08:30+00:00", "visit", 1), ("u2", "2024-03-31 08:30+00:00", "visit", 1))
    hours = shop(aware, zone="Europe/Berlin").table(hourly_activity, "2024-03")
    assert (hours[9]["users"], hours[10]["users"]) == (1, 1)  # UTC+1 on the 30th, UTC+2 on the 31st


SCORED = """
    events
    user_id | session_id | occurred_at         | event
    --------+------------+---------------------+---------
    u1      | a          | 2024-06-01 00:00    | login
    u1      | a          | 2024-06-01 00:30    | comment
    u2      | b          | 2024-06-30 23:59:59 | visit
    u2      | b          | 2024-07-01 00:00    | share
    u3      | c          | 2024-05-31 23:59:59 | visit

    orders
    user_id | paid_at
    --------+--------------------
    u1      | 2024-05-31 23:59:59
    u1      | 2024-06-10 10:00
    u1      | 2024-06-10 11:00
    u1      | 2024-06-10 12:00
    u1      | 2024-06-10 13:00
    u1      | 2024-06-30 23:59:59
    u4      | 2024-06-10 10:00
"""


def test_the_activity_score_weighs_each_behaviour_up_to_its_cap(shop):
    weights = 3 + 1 + 2 + 3 + 1 + 1
    part = lambda weight, done, cap: Decimal(weight) * min(done, cap) / cap  # noqa: E731
    u1 = part(3, 1, 20) + part(1, 1, 20) + part(2, 30, 120) + part(3, 5, 4) + part(1, 1, 5)  # a day, a login, 30 minutes, 5 orders, a comment
    u2 = part(3, 1, 20) + part(2, Decimal(1) / 60, 120)  # a day, and a second
    found = shop(SCORED).read(activity_score, "2024-06")
    assert found.value == pytest.approx(float(100 * (u1 + u2) / (2 * weights)), rel=1e-12)
    assert found.n == 2
    heavier = shop(SCORED).read(activity_score(orders=30, orders_cap=10), "2024-06")
    assert heavier.value == pytest.approx(float(100 * (u1 - 3 + 15 + u2) / (2 * (weights + 27))), rel=1e-12)
    assert shop(SCORED).read(activity_score, "2024-Q2").value == found.value  # of its last month
    assert shop(SCORED).read(activity_score, "2024-06-10") == unknown("too_short")
    assert shop(SCORED).read(activity_score, "2024-08") == unknown("zero_denominator")


def test_interactions_of_those_who_interacted(shop):
    app = shop(
        events(
            ("u1", "2024-06-01 00:00", "comment", 2), ("u1", "2024-06-30 23:59:59", "like", 1), ("u2", "2024-06-10 10:00", "tip", 1),
            ("u3", "2024-06-10 10:00", "view", 9), ("u3", "2024-05-31 23:59:59", "share", 1), ("u3", "2024-07-01 00:00", "share", 1),
        )
    )  # fmt: skip
    assert app.read(interaction_frequency, "2024-06") == ratio(2 + 1 + 1, 2)
    assert app.read(interaction_frequency(kind="comment"), "2024-06") == ratio(2, 1)
    assert app.read(interaction_frequency(kind="share"), "2024-06") == unknown("zero_denominator")


def test_features_are_adopted_by_active_users(shop):
    app = shop(
        events(
            ("u1", "2024-06-01 00:00", "vote", 2), ("u1", "2024-06-02 00:00", "live", 1), ("u2", "2024-06-10 10:00", "visit", 1),
            ("u3", "2024-06-30 23:59:59", "topic", 1), ("u2", "2024-05-31 23:59:59", "vote", 1), ("u2", "2024-07-01 00:00", "vote", 1),
        )
    )  # fmt: skip
    assert app.read(feature_adoption, "2024-06") == ratio(2, 3)
    assert app.read(feature_adoption(feature="live"), "2024-06") == ratio(1, 3)
    assert app.read(feature_adoption(feature="contest"), "2024-06") == unknown("not_observed")
    assert app.read(feature_adoption, "2024-08") == unknown("zero_denominator")


def test_community_activity_is_kept_elsewhere(shop):
    kept = shop(
        """
        manual_figures
        metric                  | period  | numerator | denominator
        ------------------------+---------+-----------+------------
        community_activity_rate | 2024-06 | 30        | 120
        """
    )
    assert kept.read(community_activity_rate, "2024-06") == ratio(30, 120)
    assert kept.read(community_activity_rate, "2024-07") == unknown("not_observed")


def test_the_profile_is_that_of_registered_users_and_few_are_not_shown(shop):
    many = [f"u{n} | 2024-06-30 23:59:59 | {gender} |" for n, gender in enumerate(["w"] * 6 + ["m"] * 5 + [""] * 5 + ["d"] * 4)]
    rows = [*many, "next | 2024-07-01 00:00 | w |", "gone | 2024-01-01 00:00 | w | 2024-06-01 00:00"]
    club = shop("\n".join(["users", "user_id | registered_at | gender | deleted_at", *rows]))
    found = club.by("gender", user_profile_share, "2024-06")
    assert found["w"] == ratio(6, 6 + 5 + 5 + 4)
    assert found["m"] == found["unknown"] == ratio(5, 20)
    assert found["d"] == unknown("suppressed")
    assert club.by("gender", user_profile_share(fewest=4), "2024-06")["d"] == ratio(4, 20)
    assert club.read(user_profile_share, "2024-06") == ratio(20, 20)
