"""Campaigns: held, taken part in, bought in, and what a short one brings."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.campaigns import (
    campaign_conversion_rate,
    campaign_count,
    campaign_participants,
    campaign_sales,
    flash_sale_effect,
    marketing_roi,
)

HELD = """
    campaigns
    campaign_id | kind | starts_at           | ends_at          | cost
    ------------+------+---------------------+------------------+-----
    C0          | sale | 2024-05-31 23:59:59 | 2024-06-03 00:00 | 10
    C1          | sale | 2024-06-01 00:00    | 2024-07-15 00:00 | 50
    C2          | news | 2024-06-30 23:59:59 | 2024-07-15 00:00 | 30
    C3          | sale | 2024-07-01 00:00    | 2024-07-15 00:00 | 20

    touches
    user_id | channel | campaign_id | sent_at          | delivered_at     | clicked_at
    --------+---------+-------------+------------------+------------------+-----------------
    u1      | push    | C1          | 2024-06-02 10:00 | 2024-06-02 10:00 | 2024-06-02 11:00
    u2      | push    | C1          | 2024-06-02 10:00 | 2024-06-02 10:00 |
    u3      | push    |             | 2024-06-02 10:00 | 2024-06-02 10:00 | 2024-06-02 11:00
    u4      | push    | C1          | 2024-06-02 10:00 |                  |

    coupons
    coupon_id | user_id | campaign_id | issued_at        | claimed_at
    ----------+---------+-------------+------------------+-----------------
    Q1        | u1      | C1          | 2024-06-02 10:00 | 2024-06-30 23:59
    Q2        | u5      | C2          | 2024-06-20 10:00 | 2024-06-30 23:59
    Q3        | u6      | C1          | 2024-06-20 10:00 | 2024-07-01 00:00
    Q4        | u7      | C1          | 2024-06-20 10:00 |

    orders
    order_id | user_id | paid_at          | amount | cost | campaign_id | coupon_id
    ---------+---------+------------------+--------+------+-------------+----------
    A0       | u9      | 2024-05-31 23:59 | 1000   | 400  | C1          |
    A1       | u1      | 2024-06-02 10:59 | 10     | 4    |             |
    A2       | u1      | 2024-06-09 23:59 | 20     | 8    | C1          | Q1
    A3       | u1      | 2024-06-10 00:00 | 40     | 16   |             |
    A4       | u5      | 2024-07-01 00:00 | 80     | 32   | C2          | Q2
    A5       | u2      | 2024-06-03 10:00 | 160    | 64   | C1          |
"""


@pytest.fixture
def held(shop):
    return shop(HELD)


def test_a_campaign_counts_where_it_starts(held):
    assert held.read(campaign_count, "2024-06") == total(2)  # C1 and C2
    assert held.read(campaign_count, "2024-05") == total(1)
    assert held.read(campaign_count, "2024-08") == total(0)
    assert held.by("campaign_kind", campaign_count, "2024-06") == {"sale": total(1), "news": total(1)}


def test_who_clicks_claims_or_does_something_takes_part_once(held):
    reached, took_part = ["u1", "u2"], ["u1", "u5"]  # u3: of no campaign; u4: not reached; u6: in July; ordering alone is not taking part
    assert held.read(campaign_participants, "2024-06", "users") == total(len(took_part))
    assert held.read(campaign_participants, "2024-06", "rate") == ratio(len(["u1"]), len(reached))
    assert held.read(campaign_participants, "2024-07", "users") == total(1)
    assert held.read(campaign_participants, "2024-08", "users") == total(0)
    assert held.read(campaign_participants, "2024-08", "rate") == unknown("zero_denominator")


def test_an_event_of_a_campaign_is_taking_part_and_no_message_is_needed_to_know(shop):
    live = shop(
        """
        events
        user_id | occurred_at      | event | campaign_id
        --------+------------------+-------+------------
        u1      | 2024-06-01 00:00 | view  | C1
        u1      | 2024-06-02 00:00 | view  | C1
        u2      | 2024-06-02 00:00 | view  |
                | 2024-06-02 00:00 | view  | C1
        """.replace("                | 2024-06-02 00:00 | view  | C1\n", "")
    )
    assert live.read(campaign_participants, "2024-06", "users") == total(1)
    assert live.read(campaign_participants, "2024-06", "rate") == unknown("table_missing")


def test_sales_belong_to_a_campaign_by_the_order_its_coupon_or_what_came_before(held):
    assert held.read(campaign_sales, "2024-06") == total(20 + 160)
    assert held.by("campaign", campaign_sales, "2024-06") == {"C1": total(20 + 160)}
    assert held.read(campaign_sales(by="coupon"), "2024-06") == total(20)
    assert held.read(campaign_sales(by="participation"), "2024-06") == total(20)  # A1: a minute before the click; A3: on the eighth day
    assert held.read(campaign_sales(by="participation"), "2024-07") == total(80)  # u5 claimed in June
    assert held.read(campaign_sales, "2024-05") == total(1000)
    assert held.read(campaign_sales, "2024-08") == total(0)


def test_those_who_order_within_seven_days_of_taking_part(held):
    assert held.read(campaign_conversion_rate, "2024-06") == ratio(2, 2)  # u1 by the click, u5 the day after claiming
    assert held.read(campaign_conversion_rate(base="touched"), "2024-06") == ratio(2, 2)  # u1, u2
    assert held.read(campaign_conversion_rate, "2024-07") == ratio(0, 1)
    assert held.read(campaign_conversion_rate, "2024-08") == unknown("zero_denominator")


def test_conversion_is_known_seven_days_after_the_period(shop):
    assert shop(HELD, data_until="2024-07-07").read(campaign_conversion_rate, "2024-06") == ratio(2, 2)
    assert shop(HELD, data_until="2024-07-06").read(campaign_conversion_rate, "2024-06") == unknown("incomplete")


def test_attributed_return_on_marketing(held):
    profit, cost = (20 - 8) + (160 - 64), 50 + 30
    assert held.read(marketing_roi, "2024-06", "attributed") == ratio(profit - cost, cost)
    assert held.read(marketing_roi, "2024-08", "attributed") == unknown("zero_denominator")
    assert held.read(marketing_roi, "2024-06", "incremental") == unknown("table_missing")  # nobody was held out


HELD_OUT = """
    campaigns
    campaign_id | starts_at        | ends_at          | cost
    ------------+------------------+------------------+-----
    C1          | 2024-06-03 00:00 | 2024-06-10 00:00 | 5

    assignments
    experiment | user_id | variant   | assigned_at
    -----------+---------+-----------+-----------------
    recall     | t1      | treatment | 2024-06-01 10:00
    recall     | t2      | treatment | 2024-06-01 10:00
    recall     | t3      | treatment | 2024-06-01 10:00
    recall     | h1      | holdout   | 2024-06-01 10:00

    touches
    user_id | channel | campaign_id | sent_at
    --------+---------+-------------+-----------------
    t1      | sms     | C1          | 2024-06-03 10:00
    t2      | sms     | C1          | 2024-06-03 10:00

    orders
    user_id | paid_at          | amount | cost | campaign_id
    --------+------------------+--------+------+------------
    t1      | 2024-06-04 10:00 | 60     | 20   | C1
    t2      | 2024-06-14 23:59 | 10     | 5    |
    t3      | 2024-06-15 00:00 | 900    | 5    |
    h1      | 2024-06-05 10:00 | 15     | 10   |
"""


def test_incremental_return_is_what_the_treated_earned_more_than_those_held_out(shop):
    tried = shop(HELD_OUT)
    treated, held_out = (60 - 20) + (10 - 5), (15 - 10) * 3  # three for one; t3 ordered on the fifteenth day
    assert tried.read(marketing_roi, "2024-06", "incremental") == ratio(treated - held_out - 5, 5)
    assert tried.read(marketing_roi, "2024-07", "incremental") == unknown("not_observed")  # its fourteen days ended in June: it is no result of July


FLASH = """
    campaigns
    campaign_id | name  | starts_at        | ends_at
    ------------+-------+------------------+-----------------
    C1          | Flash | 2024-06-15 00:00 | 2024-06-16 23:59
    C2          | Long  | 2024-06-01 00:00 | 2024-06-05 00:00
    C3          | Next  | 2024-07-01 00:00 | 2024-07-01 12:00

    touches
    user_id | channel | campaign_id | sent_at          | delivered_at     | clicked_at
    --------+---------+-------------+------------------+------------------+-----------------
    u1      | push    | C1          | 2024-06-15 10:00 | 2024-06-15 10:00 | 2024-06-15 11:00
    u2      | push    | C1          | 2024-06-15 10:00 | 2024-06-15 10:00 | 2024-06-17 00:00

    orders
    user_id | paid_at          | amount
    --------+------------------+-------
    u1      | 2024-06-08 00:00 | 40
    u2      | 2024-06-09 23:59 | 10
    u3      | 2024-06-10 00:00 | 999
    u1      | 2024-06-15 00:00 | 60
    u1      | 2024-06-16 23:59 | 15
    u2      | 2024-06-17 00:00 | 999
    u3      | 2024-06-22 10:00 | 20
"""


def test_a_short_campaign_beside_the_same_days_of_the_weeks_around(shop):
    flash = shop(FLASH).table(flash_sale_effect, "2024-06")
    before, during, after = 40 + 10, 60 + 15, 20
    assert list(flash) == ["C1"]  # C2 takes five days, C3 ends in July
    assert flash["C1"] == dict(
        name="Flash", starts_on="2024-06-15", days=2, participants=1, orders=2, sales=during, usual_sales=before,
        lift=(during - before) / before, sales_after=after, dip=(after - before) / before,
    )  # fmt: skip
    assert list(shop(FLASH).table(flash_sale_effect, "2024-07")) == ["C1", "C3"]
    assert list(shop(FLASH).table(flash_sale_effect(days=5), "2024-06")) == ["C2", "C1"]
    assert shop(FLASH, data_until="2024-06-22").table(flash_sale_effect, "2024-06")["C1"]["sales_after"] is None
    assert shop("orders").read(flash_sale_effect, "2024-06") == unknown("table_missing")


def test_what_is_done_to_a_user_is_no_taking_part(shop):
    pushed = shop(
        """
        events
        user_id | occurred_at      | event         | campaign_id
        --------+------------------+---------------+------------
        u1      | 2024-06-01 10:00 | push_received | C1
        u2      | 2024-06-01 10:00 | view          | C1
        """
    )
    assert pushed.read(campaign_participants, "2024-06", "users") == total(len(["u2"]))
