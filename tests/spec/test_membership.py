"""Members: who joins, who recharges and spends stored value, benefits, badges."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.membership import (
    badge_task_participation,
    benefit_fulfilment_rate,
    new_members,
    recharge_amount,
    recharge_consumption,
    recharge_users,
)

JOINED = """
    users
    user_id | registered_at    | member_since        | merged_into | is_test
    --------+------------------+---------------------+-------------+--------
    u0      | 2024-05-01 10:00 | 2024-05-31 23:59:59 |             | no
    u1      | 2024-05-01 10:00 | 2024-06-01 00:00    |             | no
    u2      | 2024-05-01 10:00 | 2024-06-30 23:59:59 |             | no
    u3      | 2024-05-01 10:00 | 2024-07-01 00:00    |             | no
    u4      | 2024-05-01 10:00 |                     |             | no
    double  | 2024-05-01 10:00 | 2024-06-10 10:00    | u1          | no
    staff   | 2024-05-01 10:00 | 2024-06-10 10:00    |             | yes
"""


def test_new_members_joined_in_the_period(shop):
    joined = shop(JOINED)
    assert joined.read(new_members, "2024-06") == total(len(["u1", "u2"]))
    assert joined.read(new_members, "2024-05") == total(1)
    assert joined.read(new_members, "2024-07") == total(1)
    assert joined.read(new_members, "2024-08") == total(0)


def test_the_first_tier_makes_a_member_where_users_do_not_tell(shop):
    tiered = shop(
        """
        tiers
        user_id | changed_at       | tier
        --------+------------------+-----
        u1      | 2024-05-31 23:59 | basic
        u1      | 2024-06-10 10:00 | gold
        u2      | 2024-06-01 00:00 | basic
        """
    )
    assert tiered.read(new_members, "2024-06") == total(len(["u2"]))
    assert shop("orders").read(new_members, "2024-06") == unknown("table_missing")


def test_what_users_tell_goes_before_their_first_tier(shop):
    both = shop(
        """
        users
        user_id | registered_at    | member_since
        --------+------------------+-----------------
        u1      | 2024-05-01 10:00 | 2024-06-02 10:00
        u2      | 2024-05-01 10:00 |

        tiers
        user_id | changed_at       | tier
        --------+------------------+------
        u1      | 2024-05-20 10:00 | basic
        u2      | 2024-05-20 10:00 | basic
        """
    )
    assert both.read(new_members, "2024-06") == total(len(["u1"]))
    assert both.read(new_members, "2024-05") == total(len(["u2"]))


STORED = """
    recharges
    user_id | occurred_at         | amount
    --------+---------------------+-------
    u1      | 2024-05-31 23:59:59 | 100
    u1      | 2024-06-01 00:00    | 50
    u1      | 2024-06-02 10:00    | -30
    u2      | 2024-05-10 10:00    | 40
    u2      | 2024-05-20 10:00    | -40
    u3      | 2024-06-30 23:59:59 | 200
    u3      | 2024-07-01 00:00    | -60
    u4      | 2024-05-10 10:00    | 10
"""


@pytest.fixture
def stored(shop):
    return shop(STORED)


def test_recharges_of_the_period_and_by_how_many(stored):
    assert stored.read(recharge_users, "2024-06") == total(len(["u1", "u3"]))
    assert stored.read(recharge_amount, "2024-06") == total(50 + 200)
    assert stored.read(recharge_amount, "2024-05") == total(100 + 40 + 10)
    assert stored.read(recharge_users, "2024-07") == total(0)
    assert stored.read(recharge_amount, "2024-04") == unknown("not_observed")


def test_stored_value_used_of_what_there_was(stored):
    opening, recharged, used = 100 + 10, 50 + 200, 30  # u2 had used everything
    june = lambda part: stored.read(recharge_consumption, "2024-06", part)  # noqa: E731
    assert june("opening") == total(opening)
    assert june("recharged") == total(recharged)
    assert june("amount") == total(used)
    assert june("closing") == total(opening + recharged - used)
    assert june("rate") == ratio(used, opening + recharged)
    assert june("users") == total(1)
    assert june("user_rate") == ratio(1, len(["u1", "u3", "u4"]))
    assert stored.read(recharge_consumption, "2024-07", "amount") == total(60)
    assert stored.read(recharge_consumption, "2024-07", "opening") == june("closing")


def test_without_a_balance_there_is_no_rate(shop):
    spent = shop(
        """
        recharges
        user_id | occurred_at      | amount
        --------+------------------+-------
        u1      | 2024-05-10 10:00 | 10
        u1      | 2024-05-11 10:00 | -10
        """
    )
    assert spent.read(recharge_consumption, "2024-06", "rate") == unknown("zero_denominator")
    assert spent.read(recharge_consumption, "2024-06", "user_rate") == unknown("zero_denominator")
    assert spent.read(recharge_consumption, "2024-06", "amount") == total(0)


def test_active_users_who_earned_something(shop):
    text = """
        events
        user_id | occurred_at         | event
        --------+---------------------+--------------
        u0      | 2024-05-31 23:59:59 | badge_earned
        u1      | 2024-06-01 00:00    | badge_earned
        u1      | 2024-06-02 00:00    | badge_earned
        u2      | 2024-06-30 23:59:59 | sign_in
        u3      | 2024-06-10 10:00    | view
        u4      | 2024-06-10 10:00    | push_received
    """
    earned = shop(text)
    assert earned.read(badge_task_participation, "2024-06") == ratio(len(["u1", "u2"]), len(["u1", "u2", "u3"]))
    assert earned.read(badge_task_participation(kind="badges"), "2024-06") == ratio(len(["u1"]), len(["u1", "u2", "u3"]))
    assert earned.read(badge_task_participation, "2024-05") == ratio(1, 1)
    assert earned.read(badge_task_participation, "2024-07") == unknown("zero_denominator")


def test_benefits_come_from_figures_kept_elsewhere(shop):
    told = shop(
        """
        manual_figures
        metric                  | period  | numerator | denominator
        ------------------------+---------+-----------+------------
        benefit_fulfilment_rate | 2024-06 | 97        | 100
        """
    )
    assert told.read(benefit_fulfilment_rate, "2024-06") == ratio(97, 100)
    assert told.read(benefit_fulfilment_rate, "2024-05") == unknown("not_observed")
