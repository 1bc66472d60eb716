"""Coupons and discounts."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.coupons import coupon_claim_rate, coupon_claimed, coupon_issued, coupon_redemption_rate, coupon_roi, discount_rate

COUPONS = """
    coupons
    coupon_id | user_id | campaign_id | issued_at           | claimed_at       | used_at          | order_id | face_value | expires_at
    ----------+---------+-------------+---------------------+------------------+------------------+----------+------------+-----------------
    before    | u0      |             | 2024-05-31 23:59:59 | 2024-05-31 23:59 |                  |          | 10         | 2024-06-30 23:59
    used      | u1      | C1          | 2024-06-01 00:00    | 2024-06-01 00:00 | 2024-06-05 10:00 | A1       | 10         | 2024-06-30 23:59
    late      | u2      | C1          | 2024-06-02 10:00    | 2024-06-03 10:00 | 2024-07-01 00:00 | A2       | 20         | 2024-06-30 23:59
    unused    | u3      | C1          | 2024-06-30 23:59:59 | 2024-06-30 23:59 |                  |          | 10         | 2024-07-10 23:59
    unclaimed | u4      | C1          | 2024-06-02 10:00    |                  |                  |          | 10         | 2024-06-30 23:59
    claimed   | u5      | C1          | 2024-06-02 10:00    | 2024-07-01 00:00 | 2024-07-02 10:00 | A3       | 40         | 2024-07-20 23:59
    after     | u6      |             | 2024-07-01 00:00    | 2024-07-01 00:00 |                  |          | 10         | 2024-07-10 23:59

    orders
    order_id | user_id | paid_at          | amount | cost | discount
    ---------+---------+------------------+--------+------+---------
    A1       | u1      | 2024-06-05 10:00 | 90     | 60   | 10
    A2       | u2      | 2024-07-01 00:00 | 80     | 50   | 20
    A3       | u5      | 2024-07-02 10:00 | 160    | 100  | 40
    A4       | u1      | 2024-06-30 23:59 | 100    | 60   |
    A5       | u1      | 2024-06-10 10:00 | 50     | 60   | 50

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    A5       | 2024-06-12 10:00 | 50
"""


@pytest.fixture
def coupons(shop):
    return shop(COUPONS)


def test_issued_and_claimed_in_the_period(coupons):
    issued, claimed = ["used", "late", "unused", "unclaimed", "claimed"], ["used", "late", "unused"]
    assert coupons.read(coupon_issued, "2024-06") == total(len(issued))
    assert coupons.read(coupon_claimed, "2024-06") == total(len(claimed))
    assert coupons.read(coupon_issued, "2024-05") == total(1)
    assert coupons.read(coupon_claimed, "2024-07") == total(len(["claimed", "after"]))
    assert coupons.read(coupon_issued, "2024-08") == total(0)
    assert coupons.by("campaign", coupon_issued, "2024-06") == {"C1": total(5)}


def test_the_claimed_of_those_issued_within_their_validity(coupons):
    assert coupons.read(coupon_claim_rate, "2024-06") == ratio(4, 5)  # claimed: in July, and still valid
    assert coupons.read(coupon_claim_rate(limit=7), "2024-06") == ratio(3, 5)  # late after a day; claimed after 29
    assert coupons.read(coupon_claim_rate, "2024-08") == unknown("zero_denominator")


def test_the_used_of_those_claimed_within_their_validity(coupons):
    assert coupons.read(coupon_redemption_rate, "2024-06") == ratio(1, 3)  # used; late: after its end
    assert coupons.read(coupon_redemption_rate, "2024-07") == ratio(1, 2)
    assert coupons.read(coupon_redemption_rate, "2024-08") == unknown("zero_denominator")


def test_a_cohort_is_known_when_the_last_coupon_has_run_out_whatever_became_of_the_others(shop):
    assert shop(COUPONS, data_until="2024-07-10").read(coupon_redemption_rate, "2024-06") == ratio(1, 3)
    assert shop(COUPONS, data_until="2024-07-09").read(coupon_redemption_rate, "2024-06") == unknown("incomplete")
    thirty = coupon_redemption_rate(limit=30)
    assert shop(COUPONS, data_until="2024-07-30").read(thirty, "2024-06") == ratio(len(["used", "late"]), 3)
    assert shop(COUPONS, data_until="2024-07-29").read(thirty, "2024-06") == unknown("incomplete")


def test_used_in_the_period_of_those_valid_in_it(coupons):
    held, came = ["before"], ["used", "late", "unused"]
    assert coupons.read(coupon_redemption_rate(form="period"), "2024-06") == ratio(1, len(held + came))
    held, came = ["unused"], ["claimed", "after"]  # before and late ran out in June
    assert coupons.read(coupon_redemption_rate(form="period"), "2024-07") == ratio(1, len(held + came))
    assert coupons.read(coupon_redemption_rate(form="period"), "2024-08") == unknown("zero_denominator")


def test_return_on_coupons_is_what_their_orders_earn_over_what_they_gave(coupons):
    paid, goods, face = 90, 60, 10
    before = paid + face - goods  # the gross profit before the coupon
    assert coupons.read(coupon_roi, "2024-06") == ratio(before - face, face)
    assert coupons.read(coupon_roi, "2024-07") == ratio((160 - 100) + (80 - 50), 40 + 20)
    assert coupons.read(coupon_roi, "2024-08") == unknown("zero_denominator")


def test_discounts_of_what_would_have_been_paid(coupons):
    assert coupons.read(discount_rate, "2024-06") == ratio(10, 90 + 100 + 10)  # A5 went back whole
    assert coupons.read(discount_rate(refunds="gross"), "2024-06") == ratio(10 + 50, 90 + 100 + 50 + 10 + 50)
    assert coupons.read(discount_rate, "2024-08") == unknown("zero_denominator")


def test_without_an_end_of_validity_a_limit_in_days_must_do(shop):
    endless = shop(
        """
        coupons
        user_id | issued_at        | claimed_at       | used_at
        --------+------------------+------------------+-----------------
        u1      | 2024-06-01 10:00 | 2024-06-01 10:00 | 2024-06-03 10:00
        """
    )
    assert endless.read(coupon_issued, "2024-06") == total(1)
    assert endless.read(coupon_redemption_rate, "2024-06") == unknown("column_missing")
    assert endless.read(coupon_redemption_rate(limit=7), "2024-06") == ratio(1, 1)


def test_the_last_moment_of_validity_is_in_time(shop):
    last = shop(
        """
        coupons
        user_id | issued_at        | claimed_at          | used_at             | expires_at
        --------+------------------+---------------------+---------------------+--------------------
        u1      | 2024-06-01 10:00 | 2024-06-07 23:59:59 | 2024-06-07 23:59:59 | 2024-06-07 23:59:59
        u2      | 2024-06-01 10:00 | 2024-06-07 23:59:58 | 2024-06-08 00:00    | 2024-06-07 23:59:59
        """
    )
    assert last.read(coupon_redemption_rate, "2024-06") == ratio(1, 2)
    assert last.read(coupon_claim_rate, "2024-06") == ratio(2, 2)


def test_an_order_earns_once_whatever_was_used_on_it_and_what_went_back_gave_nothing_away(shop):
    used = shop(
        """
        coupons
        coupon_id | user_id | issued_at        | used_at          | order_id | face_value
        ----------+---------+------------------+------------------+----------+-----------
        first     | u1      | 2024-06-01 10:00 | 2024-06-05 10:00 | A1       | 10
        second    | u1      | 2024-06-01 10:00 | 2024-06-05 10:00 | A1       | 5
        returned  | u2      | 2024-06-01 10:00 | 2024-06-05 10:00 | A2       | 20
        nowhere   | u2      | 2024-06-01 10:00 | 2024-06-05 10:00 |          | 40
        july      | u3      | 2024-06-01 10:00 | 2024-07-05 10:00 | A3       | 10

        orders
        order_id | user_id | paid_at          | amount | cost
        ---------+---------+------------------+--------+-----
        A1       | u1      | 2024-06-05 10:00 | 90     | 60
        A2       | u2      | 2024-06-05 10:00 | 80     | 50
        A3       | u3      | 2024-07-05 10:00 | 80     |

        refunds
        order_id | refunded_at      | amount
        ---------+------------------+-------
        A2       | 2024-06-12 10:00 | 80
        """
    )
    assert used.read(coupon_roi, "2024-06") == ratio(90 - 60, 10 + 5)
    assert used.read(coupon_roi(refunds="gross"), "2024-06") == ratio((90 - 60) + (80 - 50), 10 + 5 + 20)
    assert used.read(coupon_roi, "2024-07") == unknown("not_observed")  # what the goods cost nobody wrote down


def test_a_coupon_can_be_used_from_its_claim_until_its_end(shop):
    claimed = shop(
        """
        coupons
        coupon_id | user_id | issued_at        | claimed_at       | used_at          | expires_at
        ----------+---------+------------------+------------------+------------------+-----------------
        fresh     | u1      | 2024-05-20 10:00 | 2024-05-25 10:00 | 2024-06-01 23:59 | 2024-06-30 23:59
        stale     | u2      | 2024-05-20 10:00 | 2024-05-24 10:00 | 2024-06-01 00:00 | 2024-06-30 23:59
        too_late  | u3      | 2024-05-20 10:00 | 2024-06-02 10:00 |                  | 2024-06-01 23:59
        """
    )
    assert claimed.read(coupon_redemption_rate(form="period"), "2024-06") == ratio(2, 2)  # too_late had run out when it was claimed
    by_days = claimed.read(coupon_redemption_rate(form="period", limit=7), "2024-06")
    assert by_days == ratio(len(["fresh"]), len(["fresh", "too_late"]))  # the seven days of stale were over on 31 May
