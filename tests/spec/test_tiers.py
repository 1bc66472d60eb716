"""Tiers: who holds which, who climbs; members' return and their part in sales."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.tiers import (
    member_retention_rate,
    member_sales_share,
    tier_distribution,
    tier_downgrade_rate,
    tier_downgrades,
    tier_upgrade_effect,
    tier_upgrade_rate,
    tier_upgrades,
)
from opsreport.rules import Rules

RANKED = Rules(tiers=("basic", "silver", "gold"))
TIERS = """
    users
    user_id | registered_at    | deleted_at
    --------+------------------+-----------------
    up      | 2024-05-01 10:00 |
    down    | 2024-05-01 10:00 |
    both    | 2024-05-01 10:00 |
    new     | 2024-05-01 10:00 |
    gone    | 2024-05-01 10:00 | 2024-06-20 10:00
    later   | 2024-05-01 10:00 |

    tiers
    user_id | changed_at          | tier
    --------+---------------------+-------
    up      | 2024-05-31 23:59:59 | basic
    up      | 2024-06-01 00:00    | silver
    up      | 2024-06-05 10:00    | silver
    down    | 2024-05-10 10:00    | gold
    down    | 2024-06-30 23:59:59 | basic
    both    | 2024-05-10 10:00    | basic
    both    | 2024-06-10 10:00    | gold
    both    | 2024-06-20 10:00    | basic
    new     | 2024-06-15 10:00    | basic
    new     | 2024-06-20 10:00    | silver
    gone    | 2024-05-10 10:00    | silver
    later   | 2024-05-10 10:00    | basic
    later   | 2024-07-01 00:00    | gold
"""


@pytest.fixture
def tiers(shop):
    return shop(TIERS, rules=RANKED)


def test_members_by_tier_and_how_they_came_there(tiers):
    june = tiers.table(tier_distribution, "2024-06")
    assert list(june) == ["basic", "silver", "gold"]
    assert june["basic"] == dict(members=3, share=3 / 5, opening=3, came=3, left=3)  # up, both, later; down, both, new; up, both, new
    assert june["silver"] == dict(members=2, share=2 / 5, opening=1, came=2, left=1)  # gone; up, new; gone
    assert june["gold"] == dict(members=0, share=0, opening=1, came=1, left=2)
    for row in june.values():
        assert row["opening"] + row["came"] - row["left"] == row["members"]
    assert tiers.table(tier_distribution, "2024-07")["gold"]["members"] == 1


def test_up_and_down_from_the_start_to_the_end(tiers):
    at_start = ["up", "down", "both", "gone", "later"]
    assert tiers.read(tier_upgrades, "2024-06") == total(len(["up"]))  # both came back; new was not there
    assert tiers.read(tier_downgrades, "2024-06") == total(len(["down"]))
    assert tiers.read(tier_upgrade_rate, "2024-06") == ratio(1, len(at_start))
    assert tiers.read(tier_downgrade_rate, "2024-06") == ratio(1, len(at_start))
    assert tiers.read(tier_upgrades, "2024-07") == total(len(["later"]))
    assert tiers.read(tier_upgrade_rate, "2024-05") == unknown("zero_denominator")


def test_every_step_can_be_counted(tiers):
    assert tiers.read(tier_upgrades(steps="every"), "2024-06") == total(len(["up", "both", "new"]))
    assert tiers.read(tier_downgrades(steps="every"), "2024-06") == total(len(["down", "both"]))


def test_nobody_knows_what_is_up_where_the_shop_does_not_say(shop):
    for metric in (tier_upgrades, tier_downgrades, tier_upgrade_rate, tier_downgrade_rate):
        assert shop(TIERS).read(metric, "2024-06") == unknown("column_missing")
        assert shop(TIERS).read(metric, "2024-06").needs == ("rules.tiers",)
    assert shop("orders").read(tier_upgrades, "2024-06") == unknown("table_missing")


def test_the_effect_of_climbing_beside_those_of_the_same_tier_who_did_not(shop):
    text = """
        users
        user_id | registered_at
        --------+-----------------
        up      | 2024-04-01 10:00
        s1      | 2024-04-01 10:00
        s2      | 2024-04-01 10:00
        g1      | 2024-04-01 10:00

        tiers
        user_id | changed_at       | tier
        --------+------------------+-------
        up      | 2024-04-10 10:00 | silver
        up      | 2024-06-10 10:00 | gold
        s1      | 2024-04-10 10:00 | silver
        s2      | 2024-04-10 10:00 | silver
        g1      | 2024-04-10 10:00 | gold

        orders
        user_id | paid_at          | amount
        --------+------------------+-------
        up      | 2024-04-30 23:59 | 999
        up      | 2024-05-01 00:00 | 100
        up      | 2024-06-10 10:00 | 999
        up      | 2024-07-31 23:59 | 150
        up      | 2024-08-01 00:00 | 999
        s1      | 2024-05-10 10:00 | 40
        s1      | 2024-07-10 10:00 | 60
        s2      | 2024-05-10 10:00 | 20
        g1      | 2024-07-10 10:00 | 999
    """
    ranked = Rules(tiers=("silver", "gold"))
    climber, others = 150 - 100, ((60 + 0) - (40 + 20)) / 2
    assert shop(text, rules=ranked).read(tier_upgrade_effect, "2024-06") == ratio(int(climber - others), 100)
    assert shop(text, rules=ranked, data_until="2024-07-30").read(tier_upgrade_effect, "2024-06") == unknown("incomplete")
    assert shop(text, rules=ranked).read(tier_upgrade_effect, "2024-08") == unknown("zero_denominator")
    assert shop(text).read(tier_upgrade_effect, "2024-06") == unknown("column_missing")


MEMBERS = """
    users
    user_id | registered_at    | member_since
    --------+------------------+-----------------
    m1      | 2024-04-01 10:00 | 2024-05-31 23:59
    m2      | 2024-04-01 10:00 | 2024-04-10 10:00
    m3      | 2024-04-01 10:00 | 2024-06-01 00:00
    n1      | 2024-04-01 10:00 |

    events
    user_id | occurred_at
    --------+-----------------
    m1      | 2024-05-01 00:00
    m1      | 2024-06-30 23:59
    m2      | 2024-05-31 23:59
    m2      | 2024-07-01 00:00
    m3      | 2024-05-10 10:00
    m3      | 2024-06-10 10:00
    n1      | 2024-05-10 10:00
    n1      | 2024-06-10 10:00

    orders
    user_id | paid_at          | amount
    --------+------------------+-------
    m1      | 2024-05-30 10:00 | 10
    m1      | 2024-06-01 00:00 | 20
    m2      | 2024-06-30 23:59 | 40
    m3      | 2024-06-01 00:00 | 80
    n1      | 2024-06-10 10:00 | 160
    m2      | 2024-07-01 00:00 | 320
"""


def test_members_who_come_again(shop):
    members = shop(MEMBERS)
    assert members.read(member_retention_rate, "2024-06") == ratio(len(["m1"]), len(["m1", "m2"]))  # m3 was no member when June began
    assert members.read(member_retention_rate, "2024-08") == ratio(0, len(["m2"]))
    assert members.read(member_retention_rate, "2024-10") == unknown("zero_denominator")
    assert shop(MEMBERS, data_until="2024-06-29").read(member_retention_rate, "2024-06") == unknown("incomplete")


def test_sales_to_members_of_that_day(shop):
    members = shop(MEMBERS)
    assert members.read(member_sales_share, "2024-06", "amount") == total(20 + 40 + 80)
    assert members.read(member_sales_share, "2024-06", "share") == ratio(20 + 40 + 80, 20 + 40 + 80 + 160)
    assert members.read(member_sales_share, "2024-05", "amount") == total(0)
    assert members.read(member_sales_share, "2024-08", "share") == unknown("zero_denominator")


def test_every_step_of_one_day_is_one_and_a_tier_without_a_rank_is_a_tier(shop):
    day = shop(
        """
        tiers
        user_id | changed_at       | tier
        --------+------------------+-------
        u1      | 2024-05-10 10:00 | basic
        u1      | 2024-06-10 10:00 | gold
        u1      | 2024-06-10 11:00 | silver
        u2      | 2024-05-10 10:00 | guest
        u2      | 2024-06-10 10:00 | gold
        """,
        rules=RANKED,
    )  # and without a users table nobody has left
    assert day.read(tier_upgrades(steps="every"), "2024-06") == total(1)
    assert day.read(tier_downgrades(steps="every"), "2024-06") == total(1)
    assert day.read(tier_upgrade_rate, "2024-06") == ratio(len(["u1"]), len(["u1", "u2"]))
