"""Points: the pool, who redeems, what it costs."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.points import (
    points_cost,
    points_gifts,
    points_interactions,
    points_pool_change,
    points_redemption,
    points_redemption_rate,
)

POINTS = """
    points
    user_id | occurred_at         | delta | kind   | cost
    --------+---------------------+-------+--------+-----
    u1      | 2024-05-31 23:59:59 | 1000  | earn   |
    u1      | 2024-06-01 00:00    | 100   | earn   |
    u1      | 2024-06-10 10:00    | -400  | redeem | 4
    u1      | 2024-06-10 11:00    | -100  | redeem | 2
    u2      | 2024-05-10 10:00    | 300   | earn   |
    u2      | 2024-05-20 10:00    | -300  | redeem | 6
    u3      | 2024-06-30 23:59:59 | 50    | earn   |
    u3      | 2024-07-01 00:00    | -50   | redeem | 1
    u4      | 2024-05-10 10:00    | 80    | earn   |
    u4      | 2024-06-15 10:00    | -80   | expire |
    u5      | 2024-06-15 10:00    | 7     | adjust |
    u6      | 2024-06-15 10:00    | -2    |        |

    users
    user_id | registered_at    | member_since
    --------+------------------+-----------------
    u1      | 2024-05-01 10:00 | 2024-05-01 10:00
    u2      | 2024-05-01 10:00 | 2024-05-01 10:00
    u3      | 2024-05-01 10:00 | 2024-06-30 23:59
    u4      | 2024-05-01 10:00 | 2024-07-01 00:00
"""


@pytest.fixture
def points(shop):
    return shop(POINTS)


def test_the_pool_opens_earns_redeems_expires_and_closes(points):
    june = {part: points.read(points_pool_change, "2024-06", part).value for part in points_pool_change.parts}
    opening, earned, redeemed, expired, adjusted = 1000 + 80, 100 + 50, 400 + 100, 80, 7 - 2
    assert june == dict(opening=opening, earned=earned, redeemed=redeemed, expired=expired, adjusted=adjusted,
                        closing=opening + earned - redeemed - expired + adjusted)  # fmt: skip
    assert points.read(points_pool_change, "2024-07", "opening") == total(june["closing"])
    assert points.read(points_pool_change, "2024-07", "redeemed") == total(50)
    assert points.read(points_pool_change, "2024-05", "opening") == total(0)
    assert points.read(points_pool_change, "2024-08", "earned") == total(0)


def test_points_users_and_times_redeemed(points):
    assert points.read(points_redemption, "2024-06", "points") == total(400 + 100)
    assert points.read(points_redemption, "2024-06", "users") == total(1)
    assert points.read(points_redemption, "2024-06", "times") == total(2)
    assert points.read(points_gifts, "2024-06") == total(2)
    assert points.read(points_gifts, "2024-05") == total(1)
    assert points.read(points_redemption, "2024-08", "users") == total(0)


def test_redeemed_of_what_there_was(points):
    opening, earned = 1000 + 80, 100 + 50
    assert points.read(points_redemption_rate, "2024-06") == ratio(500, opening + earned)
    assert points.read(points_redemption_rate(by="users"), "2024-06") == ratio(1, len(["u1", "u3", "u4"]))


def test_without_points_there_is_no_rate(shop):
    nobody = shop(
        """
        points
        user_id | occurred_at      | delta | kind
        --------+------------------+-------+-------
        u1      | 2024-05-10 10:00 | 10    | earn
        u1      | 2024-05-11 10:00 | -10   | expire
        """
    )
    assert nobody.read(points_redemption_rate, "2024-06") == unknown("zero_denominator")
    assert nobody.read(points_redemption_rate(by="users"), "2024-06") == unknown("zero_denominator")
    assert nobody.read(points_cost, "2024-06", "liability") == unknown("column_missing")


def test_cost_and_what_is_still_owed(points):
    assert points.read(points_cost, "2024-06", "cost") == total(4 + 2)
    outstanding, redeemed, expired, paid = 1080 + 150 - 500 - 80 + 5, 300 + 500, 80, 6 + 6
    expected = points.read(points_cost, "2024-06", "expected_redemption")
    assert expected == ratio(redeemed, redeemed + expired)
    owed = outstanding * (redeemed / (redeemed + expired)) * (paid / redeemed)
    assert points.read(points_cost, "2024-06", "liability").value == pytest.approx(owed, rel=1e-12)


def test_a_redemption_of_unknown_cost_makes_the_cost_unknown(shop):
    free = shop(POINTS.replace("| redeem | 2", "| redeem |  "))
    assert free.read(points_cost, "2024-06", "cost") == unknown("not_observed")
    assert free.read(points_cost, "2024-05", "cost") == total(6)
    assert free.read(points_cost, "2024-06", "liability") == unknown("not_observed")


def test_who_earned_or_redeemed_and_the_members_among_them(points):
    moved, members = ["u1", "u3"], ["u1", "u2", "u3"]  # expiry and adjustments are no interaction; u4 joins in July
    assert points.read(points_interactions, "2024-06", "users") == total(len(moved))
    assert points.read(points_interactions, "2024-06", "times") == total(1 + 2 + 1)
    assert points.read(points_interactions, "2024-06", "rate") == ratio(len(moved), len(members))
    assert points.read(points_interactions(of="redeem"), "2024-06", "users") == total(1)
    assert points.read(points_interactions, "2024-08", "users") == total(0)


def test_who_moves_points_is_known_where_nobody_knows_the_members(shop):
    bare = shop(POINTS.split("users\n")[0])
    assert bare.read(points_interactions, "2024-06", "users") == total(2)
    assert bare.read(points_interactions, "2024-06", "times") == total(4)
    assert bare.read(points_interactions, "2024-06", "rate") == unknown("table_missing")


def test_what_was_redeemed_and_given_back_tells_nothing_of_the_rest(shop):
    back = shop(
        """
        points
        user_id | occurred_at      | delta | kind   | cost
        --------+------------------+-------+--------+-----
        u1      | 2024-06-01 10:00 | -100  | redeem | 1
        u1      | 2024-06-02 10:00 | 100   | expire |
        """
    )
    assert back.read(points_cost, "2024-06", "liability") == unknown("zero_denominator")
