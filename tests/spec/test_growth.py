"""Growth: who joins, from where, at what cost."""

from decimal import Decimal

import pytest
from written_shop import growth, ratio, total, unknown

from opsreport.metrics import mom_growth, yoy_growth
from opsreport.metrics.growth import (
    cac,
    channel_conversion_rate,
    new_paying_users,
    new_user_channel_share,
    new_users,
    new_users_growth_rate,
    registered_users_total,
    user_growth_rate,
)

SIGN_UPS = """
    users
    user_id | registered_at       | channel | merged_into | is_test | deleted_at
    --------+---------------------+---------+-------------+---------+-----------------
    old1    | 2024-04-10 12:00    | search  |             | no      |
    old2    | 2024-05-31 23:59:59 | search  |             | no      |
    u1      | 2024-06-01 00:00    | search  |             | no      |
    u2      | 2024-06-15 12:00    | search  |             | no      |
    u3      | 2024-06-30 23:59:59 |         |             | no      |
    next    | 2024-07-01 00:00    | search  |             | no      |
    double  | 2024-06-02 12:00    | search  | u1          | no      |
    staff   | 2024-06-03 12:00    | search  |             | yes     |
    gone1   | 2024-04-11 12:00    | friends |             | no      | 2024-06-30 23:59
    gone2   | 2024-04-11 12:00    | friends |             | no      | 2024-07-01 00:00
"""


@pytest.fixture
def sign_ups(shop):
    return shop(SIGN_UPS)


def test_new_users_registered_in_the_period_merged_accounts_once_without_test_accounts(sign_ups):
    u1, u2, u3 = 1, 1, 1
    assert sign_ups.read(new_users, "2024-06") == total(u1 + u2 + u3)
    assert sign_ups.read(new_users, "2024-05") == total(1)  # old2, in the last second of May
    assert sign_ups.read(new_users, "2024-06-01") == total(u1)
    assert sign_ups.read(new_users, "2024-08") == total(0)


def test_before_the_first_sign_up_that_is_known_there_is_no_figure(sign_ups):
    assert sign_ups.read(new_users, "2024-03") == unknown("not_observed")


def test_a_moment_is_dated_by_the_shops_zone(shop):
    text = """
        users
        user_id | registered_at
        --------+-----------------
        u1      | 2024-05-31 20:00
        u2      | 2024-06-01 08:00
    """
    assert shop(text, zone="Europe/London").read(new_users, "2024-06") == total(1)
    aware = text.replace("20:00", "16:00+00:00")  # midnight of 1 June in Shanghai
    assert shop(aware, zone="Asia/Shanghai").read(new_users, "2024-06") == total(1 + 1)
    assert shop(aware, zone="Europe/London").read(new_users, "2024-06") == total(1)


def test_registered_users_at_the_end_of_a_period_less_those_deleted_by_then(sign_ups):
    april, may, june = 1 + 2, 1, 3  # old1, gone1 and gone2; old2; u1, u2, u3
    assert sign_ups.read(registered_users_total, "2024-04") == total(april)
    assert sign_ups.read(registered_users_total, "2024-05") == total(april + may)
    gone1 = 1  # deleted on the last day of June; gone2 on the first of July
    assert sign_ups.read(registered_users_total, "2024-06") == total(april + may + june - gone1)
    assert sign_ups.read(registered_users_total, "2024-07") == total(april + may + june + 1 - 2)


def test_user_growth_compares_the_end_with_the_start(sign_ups):
    end_of_may, end_of_june = 4, 6
    assert sign_ups.read(user_growth_rate, "2024-06") == growth(end_of_june, end_of_may)
    assert sign_ups.read(user_growth_rate, "2024-04") == unknown("no_base")  # nobody at the start


def test_new_user_growth_compares_with_the_period_before(sign_ups):
    may, june, july = 1, 3, 1
    assert sign_ups.read(new_users_growth_rate, "2024-06") == growth(june, may)
    assert sign_ups.read(new_users_growth_rate, "2024-07") == growth(july, june)
    assert sign_ups.read(new_users_growth_rate, "2024-09") == unknown("no_base")  # nobody in August


def test_growth_of_any_metric_on_the_period_before_and_on_the_year_before(shop):
    grown = shop(
        """
        order_id | user_id | paid_at          | amount
        ---------+---------+------------------+-------
        A1       | u1      | 2023-06-10 10:00 | 80
        A2       | u1      | 2024-05-10 10:00 | 50
        A3       | u1      | 2024-06-10 10:00 | 40
        A4       | u2      | 2024-06-11 10:00 | 35
        """
    )
    assert grown.read(mom_growth, "2024-06") == growth(40 + 35, 50)
    assert grown.read(yoy_growth, "2024-06") == growth(40 + 35, 80)
    assert grown.read(mom_growth(of="new_paying_users"), "2024-06") == unknown("no_base")  # none in May
    assert grown.read(yoy_growth(of="new_paying_users"), "2024-06") == growth(1, 1)
    assert grown.read(mom_growth, "2024-05") == unknown("no_base")  # nothing sold in April
    assert grown.read(yoy_growth, "2024-05") == unknown("no_base")  # May 2023 is not observed
    assert grown.read(mom_growth, "2024-08") == unknown("no_base")
    assert grown.read(yoy_growth(of="cac"), "2024-06") == unknown("table_missing")
    assert grown.read(yoy_growth, "2024-02-29") == unknown("no_base")  # 29 February has no day a year before


def test_growth_on_a_negative_base_has_no_figure(shop):
    refunded = shop(
        """
        order_id | user_id | paid_at          | amount
        ---------+---------+------------------+-------
        A1       | u1      | 2024-05-10 10:00 | 50
        A2       | u1      | 2024-06-10 10:00 | 40

        refunds
        order_id | refunded_at      | amount
        ---------+------------------+-------
        A1       | 2024-05-11 10:00 | 70
        """
    )
    assert refunded.read("sales_amount", "2024-05") == total(50 - 70)
    assert refunded.read(mom_growth, "2024-06") == unknown("no_base")


def test_a_running_period_grows_against_the_same_elapsed_part(shop):
    running = shop(
        """
        order_id | user_id | paid_at          | amount
        ---------+---------+------------------+-------
        A1       | u1      | 2024-05-10 23:59 | 50
        A2       | u1      | 2024-05-11 00:00 | 900
        A3       | u1      | 2024-06-10 10:00 | 40
        """,
        data_until="2024-06-10",
    )
    assert running.read(mom_growth, "2024-06") == growth(40, 50)


FIRST_ORDERS = """
    orders
    order_id | user_id | paid_at             | status    | amount
    ---------+---------+---------------------+-----------+-------
    A1       | early   | 2024-05-31 23:59:59 | paid      | 10
    A2       | early   | 2024-06-10 10:00    | paid      | 10
    A3       | u1      | 2024-06-01 00:00    | paid      | 10
    A4       | u1      | 2024-06-02 10:00    | paid      | 10
    A5       | u2      | 2024-06-30 23:59:59 | paid      | 10
    A6       | late    | 2024-07-01 00:00    | paid      | 10
    A7       | never   | 2024-06-05 10:00    | cancelled | 10
    A8       | back    | 2024-06-05 10:00    | paid      | 10
    A9       | back    | 2024-07-05 10:00    | paid      | 10
    A10      | free    | 2024-06-06 10:00    | paid      | 0

    refunds
    order_id | refunded_at      | amount
    ---------+------------------+-------
    A8       | 2024-06-20 10:00 | 10
    A5       | 2024-07-20 10:00 | 4
"""


def test_new_paying_users_paid_their_first_order_ever_in_the_period(shop):
    orders = shop(FIRST_ORDERS)
    u1, u2, free, back = 1, 1, 1, 1
    assert orders.read(new_paying_users, "2024-06") == total(u1 + u2 + free)
    assert orders.read(new_paying_users(refunds="gross"), "2024-06") == total(u1 + u2 + free + back)
    assert orders.read(new_paying_users, "2024-07") == total(1 + back)  # late; and back, whose first order came back whole
    assert orders.read(new_paying_users, "2024-08") == total(0)


CHANNELS = (
    SIGN_UPS
    + """

    orders
    order_id | user_id | paid_at          | amount
    ---------+---------+------------------+-------
    A1       | u1      | 2024-06-02 10:00 | 10
    A2       | u3      | 2024-06-30 23:59 | 10
    A3       | old1    | 2024-06-03 10:00 | 10
    A4       | guest   | 2024-06-03 10:00 | 10

    channel_days
    day        | channel | visitors | cost
    -----------+---------+----------+------
    2024-05-31 | search  | 1000     | 900
    2024-06-01 | search  | 40       | 20.50
    2024-06-30 | search  | 60       | 30.25
    2024-06-15 | tv      | 5        | 100
    2024-07-01 | search  | 1000     | 900
"""
)


def test_new_users_by_source_add_up_to_one_with_the_unknown_in_a_row_of_their_own(sign_ups):
    shares = sign_ups.by("acquisition_channel", new_user_channel_share, "2024-06")
    assert shares["search"] == ratio(2, 3)
    assert shares["unknown"] == ratio(1, 3)
    assert sum(share.numerator for share in shares.values()) == 3
    assert sign_ups.read(new_user_channel_share, "2024-09") == unknown("zero_denominator")


def test_without_their_channels_new_users_have_no_source(shop):
    nameless = shop("users \n user_id | registered_at \n u1 | 2024-06-01 10:00")
    assert nameless.missing_by("acquisition_channel", new_user_channel_share, "2024-06") == ("column_missing", ("users.channel",))


def test_channel_conversion_is_the_ratio_of_the_channels_totals(shop):
    channels = shop(CHANNELS)
    visitors, u1, u2, old1 = 40 + 60, 1, 1, 1
    rates = channels.by("acquisition_channel", channel_conversion_rate, "2024-06")
    assert rates["search"] == ratio(u1 + u2, visitors)
    assert rates["tv"] == ratio(0, 5)
    assert rates["unknown"] == unknown("not_observed")  # nobody counts the visitors of a channel that is not listed
    paying = channels.by("acquisition_channel", channel_conversion_rate(basis="paying"), "2024-06")
    assert paying["search"] == ratio(u1 + old1, visitors)


def test_channel_conversion_of_the_whole_shop_takes_only_channels_whose_traffic_is_counted(shop):
    u1, u2, old1 = 1, 1, 1  # not u3, whose channel is unknown
    channels = shop(CHANNELS)
    assert channels.read(channel_conversion_rate, "2024-06") == ratio(u1 + u2, 40 + 60 + 5)
    assert channels.read(channel_conversion_rate(basis="paying"), "2024-06") == ratio(u1 + old1, 40 + 60 + 5)


def test_cost_of_a_new_customer_is_spend_over_new_paying_or_registered_users(shop):
    channels = shop(CHANNELS)
    search, tv = Decimal("20.50") + Decimal("30.25"), 100
    u1, u3, old1, guest = 1, 1, 1, 1  # organic ones included
    assert channels.read(cac, "2024-06") == ratio(search + tv, u1 + u3 + old1 + guest)
    assert channels.read(cac(basis="registered"), "2024-06") == ratio(search + tv, 3)
    assert channels.read(cac, "2024-07") == unknown("zero_denominator")  # money spent, nobody won
    assert channels.by("acquisition_channel", cac(basis="registered"), "2024-06")["search"] == ratio(search, 2)


def test_without_a_table_of_costs_it_is_missing_not_zero(sign_ups):
    missing = sign_ups.read(cac(basis="registered"), "2024-06")
    assert missing == unknown("table_missing")
    assert missing.needs == ("channel_days.cost",)


def test_a_cost_that_is_not_known_yet_makes_no_cheap_customers(shop):
    late = shop(
        """
        channel_days
        day        | channel | cost
        -----------+---------+------
        2024-06-29 | search  | 12.50
        2024-06-30 | search  |

        orders
        user_id | paid_at
        --------+-----------------
        u1      | 2024-06-10 10:00
        """
    )
    assert late.read(cac, "2024-06") == unknown("not_observed")
