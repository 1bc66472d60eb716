"""Messages: sent, delivered, opened, clicked, and what users did after."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.marketing import (
    care_touch_coverage,
    touch_click_rate,
    touch_delivery_rate,
    touch_frequency,
    touch_open_rate,
    touch_over_cap_share,
    touch_response_amount,
    touch_response_rate,
    touch_sent,
)

MESSAGES = """
    touches
    touch_id | user_id | channel | campaign_id | sent_at             | delivered_at     | opened_at        | clicked_at
    ---------+---------+---------+-------------+---------------------+------------------+------------------+-----------------
    M0       | u1      | push    |             | 2024-05-31 23:59:59 | 2024-05-31 23:59 | 2024-06-01 08:00 |
    M1       | u1      | push    | C1          | 2024-06-01 00:00    | 2024-06-01 00:00 | 2024-06-01 08:00 | 2024-06-01 08:01
    M2       | u2      | push    | C1          | 2024-06-02 10:00    | 2024-06-02 10:00 | 2024-06-02 11:00 |
    M3       | u3      | push    | C1          | 2024-06-02 10:00    |                  |                  |
    M4       | u4      | sms     | C1          | 2024-06-03 10:00    | 2024-06-03 10:00 |                  | 2024-06-03 10:05
    M5       | u5      | sms     | C1          | 2024-06-30 23:59:59 | 2024-07-01 00:00 |                  |
    M6       | u6      | push    | C1          | 2024-07-01 00:00    | 2024-07-01 00:00 |                  |
"""
SENT = ["M1", "M2", "M3", "M4", "M5"]  # in June; M5 arrived in July
DELIVERED = ["M1", "M2", "M4", "M5"]


@pytest.fixture
def messages(shop):
    return shop(MESSAGES)


def test_messages_are_of_the_period_in_which_they_were_sent(messages):
    assert messages.read(touch_sent, "2024-06") == total(len(SENT))
    assert messages.read(touch_sent, "2024-05") == total(1)
    assert messages.read(touch_sent, "2024-07") == total(1)
    assert messages.read(touch_sent, "2024-08") == total(0)
    assert messages.read(touch_sent, "2024-04") == unknown("not_observed")
    assert messages.by("touch_channel", touch_sent, "2024-06") == {"push": total(3), "sms": total(2)}
    assert messages.read(touch_delivery_rate, "2024-06") == ratio(len(DELIVERED), len(SENT))
    assert messages.read(touch_delivery_rate, "2024-08") == unknown("zero_denominator")


def test_a_text_message_is_opened_when_its_link_is_clicked(messages):
    opened = ["M1", "M2", "M4"]
    assert messages.read(touch_open_rate, "2024-06") == ratio(len(opened), len(DELIVERED))
    assert messages.read(touch_open_rate(of="sent"), "2024-06") == ratio(len(opened), len(SENT))
    assert messages.by("touch_channel", touch_open_rate, "2024-06") == {"push": ratio(2, 2), "sms": ratio(1, 2)}
    assert messages.read(touch_open_rate, "2024-08") == unknown("zero_denominator")


def test_clicks_of_the_delivered_or_of_the_opened(messages):
    clicked = ["M1", "M4"]
    assert messages.read(touch_click_rate, "2024-06") == ratio(len(clicked), len(DELIVERED))
    assert messages.read(touch_click_rate(of="opened"), "2024-06") == ratio(len(clicked), 3)
    assert messages.read(touch_click_rate, "2024-07") == ratio(0, 1)


def test_what_was_never_recorded_is_missing(shop):
    bare = shop(
        """
        touches
        user_id | channel | sent_at
        --------+---------+-----------------
        u1      | push    | 2024-06-01 10:00
        """
    )
    assert bare.read(touch_sent, "2024-06") == total(1)
    assert bare.read(touch_open_rate, "2024-06") == unknown("column_missing")
    assert bare.read(touch_response_rate, "2024-06", "rate") == unknown("table_missing")
    assert shop("orders").read(touch_sent, "2024-06") == unknown("table_missing")


ANSWERED = """
    touches
    touch_id | user_id | channel | campaign_id | sent_at          | delivered_at
    ---------+---------+---------+-------------+------------------+-----------------
    M1       | same    | push    | C1          | 2024-06-10 10:00 | 2024-06-10 10:00
    M2       | before  | push    | C1          | 2024-06-10 10:00 | 2024-06-10 10:00
    M3       | last    | push    | C1          | 2024-06-10 10:00 | 2024-06-10 10:00
    M4       | late    | push    | C1          | 2024-06-10 10:00 | 2024-06-10 10:00
    M5       | never   | push    | C1          | 2024-06-10 10:00 |
    M6       | twice   | push    | C1          | 2024-06-29 10:00 | 2024-06-29 10:00
    M7       | twice   | push    | C2          | 2024-07-01 10:00 | 2024-07-01 10:00
    M8       | back    | push    | C2          | 2024-06-10 10:00 | 2024-06-10 10:00

    orders
    order_id | user_id | paid_at          | amount
    ---------+---------+------------------+-------
    A1       | same    | 2024-06-10 10:00 | 10
    A2       | before  | 2024-06-10 09:59 | 20
    A3       | last    | 2024-06-17 23:59 | 40
    A4       | late    | 2024-06-18 00:00 | 80
    A5       | never   | 2024-06-11 10:00 | 160
    A6       | twice   | 2024-07-02 10:00 | 320
    A7       | back    | 2024-06-11 10:00 | 640
    A8       | nobody  | 2024-06-11 10:00 | 1280

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    A7       | 2024-06-12 10:00 | 640
"""


def test_users_respond_within_seven_days_to_the_last_message_before(shop):
    answered = shop(ANSWERED)
    reached = ["same", "before", "last", "late", "twice", "back"]  # never: the message did not arrive
    responded = ["same", "last"]  # twice answered the message of July; back sent everything back
    assert answered.read(touch_response_rate, "2024-06", "rate") == ratio(len(responded), len(reached))
    assert answered.read(touch_response_rate, "2024-06", "users") == total(len(responded))
    assert answered.read(touch_response_amount, "2024-06") == total(10 + 40)
    assert answered.read(touch_response_amount(refunds="gross"), "2024-06") == total(10 + 40 + 640)
    assert answered.read(touch_response_rate, "2024-07", "rate") == ratio(1, 1)
    assert answered.read(touch_response_amount, "2024-07") == total(320)
    assert answered.by("campaign", touch_response_amount, "2024-06") == {"C1": total(10 + 40)}
    assert answered.read(touch_response_rate(days=8), "2024-06", "users") == total(len([*responded, "late"]))
    assert answered.read(touch_response_rate, "2024-08", "rate") == unknown("zero_denominator")
    assert answered.read(touch_response_amount, "2024-08") == total(0)


def test_a_response_is_known_when_seven_days_have_passed_after_the_period(shop):
    assert shop(ANSWERED, data_until="2024-07-07").read(touch_response_rate, "2024-06", "rate") == ratio(2, 6)
    assert shop(ANSWERED, data_until="2024-07-06").read(touch_response_rate, "2024-06", "rate") == unknown("incomplete")
    assert shop(ANSWERED, data_until="2024-07-06").read(touch_response_amount, "2024-06") == unknown("incomplete")


def test_a_visit_can_be_the_response(shop):
    visited = shop(
        """
        touches
        user_id | channel | sent_at          | delivered_at
        --------+---------+------------------+-----------------
        u1      | push    | 2024-06-10 10:00 | 2024-06-10 10:00
        u2      | push    | 2024-06-10 10:00 | 2024-06-10 10:00

        events
        user_id | occurred_at      | event
        --------+------------------+--------------
        u1      | 2024-06-10 10:00 | visit
        u2      | 2024-06-10 10:00 | push_received
        """
    )
    assert visited.read(touch_response_rate(act="visit"), "2024-06", "rate") == ratio(1, 2)


def test_messages_per_user_reached_and_who_got_too_many(shop):
    sent = "".join(f"\n        u1 | push | 2024-06-{day:02} 10:00 | 2024-06-{day:02} 10:00" for day in range(1, 6))
    many = shop(
        f"""
        touches
        user_id | channel | sent_at | delivered_at{sent}
        u2 | push | 2024-06-01 10:00 | 2024-06-01 10:00
        u3 | push | 2024-06-01 10:00 |
        """
    )
    assert many.read(touch_frequency, "2024-06") == ratio(5 + 1, 2)
    assert many.read(touch_over_cap_share, "2024-06") == ratio(1, 2)
    assert many.read(touch_over_cap_share(cap=5), "2024-06") == ratio(0, 2)
    assert many.read(touch_frequency, "2024-07") == unknown("zero_denominator")


def test_care_comes_from_figures_kept_elsewhere(shop):
    told = shop(
        """
        manual_figures
        metric              | period  | numerator | denominator
        --------------------+---------+-----------+------------
        care_touch_coverage | 2024-06 | 88        | 100
        """
    )
    assert told.read(care_touch_coverage, "2024-06") == ratio(88, 100)
    assert told.read(care_touch_coverage, "2024-06").low == pytest.approx(0.8019, abs=1e-4)  # Wilson's interval
    assert told.read(care_touch_coverage, "2024-07") == unknown("not_observed")
