"""What a shop never records is unknown, with the reason, and never 0: all ids on shops that keep little."""

import pytest
from written_shop import unknown

from opsreport.kinds import Reading
from opsreport.metrics import ALL

ORDERS = """
    orders
    order_id | user_id | paid_at          | amount
    ---------+---------+------------------+-------
    A1       | u1      | 2024-05-03 10:00 | 10
    A2       | u1      | 2024-06-03 10:00 | 20
    A3       | u2      | 2024-06-05 10:00 | 30
    A4       | u2      | 2024-07-20 10:00 | 30
"""
EVENTS = """
    events
    user_id | occurred_at      | event
    --------+------------------+------
    u1      | 2024-05-03 10:00 | visit
    u1      | 2024-06-03 10:00 | visit
    u2      | 2024-06-05 10:00 | visit
    u2      | 2024-07-05 10:00 | visit
"""
REGISTRATIONS = """
    users
    user_id | registered_at
    --------+-----------------
    u1      | 2024-05-03 09:00
    u2      | 2024-06-05 09:00
"""
# Of what these shops do record: nobody came back, left, or took so long; a visit is all there is in a session, and the last week was empty.
NOBODY_DID = {
    "wau", "purchase_active_users", "usage_duration", "retention_on_n", "retention_on_or_after_n", "retention_bracket", "purchase_retention",
    "churn_rate", "growth_accounting", "time_to_convert", "buyback_rate_next_window", "new_users_growth_rate",
    "second_purchase_conversion", "retention_within_n", "retention_d1", "repurchase_rate_by_user", "repurchase_rate_by_transaction",
    "repeat_buyers",
}  # fmt: skip


@pytest.mark.parametrize("tables", [ORDERS, EVENTS, ORDERS + EVENTS + REGISTRATIONS], ids=["orders", "events", "orders, events, users"])
def test_no_id_says_0_of_what_is_never_recorded(shop, tables):
    june = shop(tables)
    zeros, silent = set(), set()
    for metric in ALL:
        for part in metric.parts:
            found = june.read(metric, "2024-06", part)
            if isinstance(found, Reading) and found.value == 0:
                zeros.add(metric.id)
            if isinstance(found, Reading) and found.value is None and not found.reason:
                silent.add(metric.id)
    assert zeros <= NOBODY_DID
    assert not silent


KINDS = """
    feedback
    user_id | created_at       | kind   | score | scale_max | order_id
    --------+------------------+--------+-------+-----------+---------
    u1      | 2024-06-05 10:00 | survey | 5     | 5         | A2

    work_items
    item_id | kind   | due_on     | done_on    | hours
    --------+--------+------------+------------+------
    W1      | report | 2024-05-31 | 2024-05-31 | 2
    W2      | report | 2024-06-30 | 2024-06-30 | 2

    campaigns
    campaign_id | kind | starts_at        | cost
    ------------+------+------------------+-----
    C1          | sale | 2024-06-01 00:00 | 100
"""


def test_kinds_of_rows_that_a_shop_never_has_are_unknown(shop):
    june = shop(ORDERS.replace("| amount", "| campaign_id | cost | amount").replace("10:00 | ", "10:00 | | 1 | ") + EVENTS + KINDS)
    of_kinds = ("complaint_rate", "review_rate", "training_hours", "training_courses", "campaign_sales")
    for id in (*of_kinds, "badge_task_participation", "new_bound_cards"):
        assert june.read(id, "2024-06") == unknown("not_observed"), id
    assert june.read("marketing_roi", "2024-06", "attributed") == unknown("not_observed")


def test_before_the_first_campaign_and_the_first_work_nothing_is_known(shop):
    june = shop(ORDERS + KINDS)
    assert june.read("campaign_count", "2024-06").value == 1
    assert june.read("campaign_count", "2024-07").value == 0
    assert june.read("campaign_count", "2024-04") == unknown("not_observed")
    assert june.read("task_delay_count", "2024-06").value == 0
    assert june.read("task_delay_count", "2024-04") == unknown("not_observed")
