"""Referral: users who bring users."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.referral import (
    invite_conversion_rate,
    k_factor,
    referral_cac,
    referral_level,
    referral_new_users,
    referral_sales,
    seed_spread_power,
    seed_users,
    seed_willingness,
)

BROUGHT = """
    users
    user_id | registered_at       | referrer_id | channel | merged_into | is_test
    --------+---------------------+-------------+---------+-------------+--------
    s1      | 2024-05-01 10:00    |             | search  |             | no
    s2      | 2024-05-02 10:00    |             | search  |             | no
    r0      | 2024-05-31 23:59:59 | s1          | friends |             | no
    r1      | 2024-06-01 00:00    | s1          | friends |             | no
    r2      | 2024-06-10 10:00    | double      | friends |             | no
    r3      | 2024-06-30 23:59:59 | r1          | friends |             | no
    self    | 2024-06-10 10:00    | self        | friends |             | no
    late    | 2024-07-01 00:00    | s1          | friends |             | no
    own     | 2024-06-10 10:00    |             | search  |             | no
    double  | 2024-05-03 10:00    |             | search  | s1          | no
    staff   | 2024-05-03 10:00    |             | search  |             | yes
    hired   | 2024-06-12 10:00    | staff       | search  |             | no

    events
    user_id | occurred_at      | event
    --------+------------------+-------
    s1      | 2024-06-01 00:00 | invite
    s1      | 2024-06-02 10:00 | invite
    s2      | 2024-06-30 23:59 | invite
    s2      | 2024-07-01 00:00 | invite
    own     | 2024-05-31 23:59 | invite
    own     | 2024-06-10 10:00 | view

    orders
    order_id | user_id | paid_at          | amount
    ---------+---------+------------------+-------
    A1       | r1      | 2024-06-01 00:00 | 10
    A2       | r1      | 2024-07-01 00:00 | 20
    A3       | r0      | 2024-06-30 23:59 | 40
    A4       | own     | 2024-06-15 10:00 | 80
    A5       | r0      | 2024-07-02 10:00 | 160

    channel_days
    day        | channel | cost
    -----------+---------+-----
    2024-06-01 | friends | 60
    2024-06-01 | search  | 500
"""
REFERRED = ["r1", "r2", "r3"]  # in June; nobody brings himself, and staff brings nobody


@pytest.fixture
def brought(shop):
    return shop(BROUGHT)


def test_new_users_whom_another_one_brought(brought):
    assert brought.read(referral_new_users, "2024-06") == total(len(REFERRED))
    assert brought.read(referral_new_users, "2024-05") == total(1)
    assert brought.read(referral_new_users, "2024-07") == total(1)
    assert brought.read(referral_new_users, "2024-08") == total(0)


def test_seeds_invite_or_bring(brought):
    assert brought.read(seed_users, "2024-06") == total(len(["s1", "s2", "r1"]))  # r1 brought r3
    assert brought.read(seed_users, "2024-08") == total(0)
    assert brought.read(seed_spread_power, "2024-06", "mean") == ratio(2 + 0 + 1, 3)  # r2 came by an account of s1
    assert brought.read(seed_spread_power, "2024-06", "median") == total(1.0)
    assert brought.read(seed_spread_power, "2024-08", "mean") == unknown("zero_denominator")


def test_willing_are_promoters(shop):
    asked = shop(
        """
        feedback
        created_at       | kind | score
        -----------------+------+------
        2024-06-01 00:00 | nps  | 9
        2024-06-02 00:00 | nps  | 8
        2024-06-03 00:00 | nps  | 11
        2024-07-01 00:00 | nps  | 10
        """
    )
    assert asked.read(seed_willingness, "2024-06") == ratio(1, 2)
    assert asked.read(seed_willingness, "2024-08") == unknown("zero_denominator")


def test_levels_of_the_tree(brought):
    assert brought.table(referral_level, "2024-06") == {1: dict(users=2, share=2 / 3), 2: dict(users=1, share=1 / 3)}  # r3 came by r1, r1 by s1
    assert brought.table(referral_level, "2024-08") == {}


def test_a_circle_is_broken_where_the_inviter_came_later(shop):
    circle = shop(
        """
        users
        user_id | registered_at    | referrer_id
        --------+------------------+------------
        u1      | 2024-06-01 10:00 | u3
        u2      | 2024-06-02 10:00 | u1
        u3      | 2024-06-03 10:00 | u2
        """
    )
    assert circle.table(referral_level, "2024-06") == {level: dict(users=1, share=1 / 3) for level in (1, 2, 3)}


def test_new_users_brought_for_each_active_one(brought):
    assert brought.read(k_factor, "2024-06") == ratio(len(REFERRED), len(["s1", "s2", "own"]))
    assert brought.read(k_factor, "2024-08") == unknown("zero_denominator")


def test_brought_for_each_invitation(brought):
    assert brought.read(invite_conversion_rate, "2024-06") == ratio(len(REFERRED), 3)
    assert brought.read(invite_conversion_rate, "2024-08") == unknown("zero_denominator")


def test_sales_to_the_referred(brought):
    assert brought.read(referral_sales, "2024-06") == total(10 + 40)
    assert brought.read(referral_sales, "2024-07") == total(20 + 160)
    assert brought.read(referral_sales(within=30), "2024-07") == total(20)  # r1 on day 30, r0 on day 32
    assert brought.read(referral_sales, "2024-08") == total(0)


def test_what_a_referred_user_costs(brought):
    assert brought.read(referral_cac, "2024-06") == ratio(60, len(REFERRED))  # friends: three of four were invited
    assert brought.read(referral_cac(basis="paying"), "2024-06") == ratio(60, len(["r0", "r1"]))
    assert brought.read(referral_cac, "2024-08") == unknown("not_observed")
    assert brought.missing_by("city", referral_cac, "2024-06")[0] == "not_by_city"


def test_without_inviters_there_is_no_figure(shop):
    assert shop("orders").read(referral_new_users, "2024-06") == unknown("table_missing")
    bare = shop(
        """
        users
        user_id | registered_at
        --------+-----------------
        u1      | 2024-06-01 10:00
        """
    )
    assert bare.read(referral_new_users, "2024-06") == unknown("column_missing")


def test_the_cost_of_a_referred_user_does_not_depend_on_the_periods_that_are_asked_together(brought):
    metric = referral_cac(basis="registered")
    alone = {label: brought.shop.read(metric, label).value.item() for label in ("2024-03", "2024-06")}
    together = brought.shop.read(metric, ["2024-03", "2024-05", "2024-06", "2024-07"]).set_index("period").value
    assert together["2024-06"] == alone["2024-06"] == 60 / len(REFERRED)
    assert set(brought.shop.read(metric, ["2024-03", "2024-05", "2024-07"]).reason) == {"not_observed"}  # friends cost nothing that is written down
