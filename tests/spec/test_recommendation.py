"""What is shown to users: how fast, whether they click it, find something in it, and buy."""

from written_shop import ratio, total, unknown

from opsreport.metrics.recommendation import (
    click_through_rate,
    discovery_rate,
    page_load_time,
    recommendation_conversion,
    sales_lead_conversion,
)


def loads(*milliseconds, on="2024-06-10 10:00"):
    rows = (f"v{n} | {on} | page_load | {ms}" for n, ms in enumerate(milliseconds))
    return "\n".join(["events", "visitor_id | occurred_at | event | value", *rows])


def test_the_median_page_load_and_the_95th_percentile_of_a_hundred(shop):
    hundred = shop(loads(*range(100, 10_100, 100)))
    assert hundred.read(page_load_time, "2024-06", "median") == total((5000 + 5100) / 2)
    assert hundred.read(page_load_time, "2024-06", "p95").value == 9500 + 0.05 * 100
    few = shop(loads(*range(100, 10_000, 100)))
    assert few.read(page_load_time, "2024-06", "median") == total(5000.0)
    assert few.read(page_load_time, "2024-06", "p95") == unknown("suppressed")
    assert few.read(page_load_time, "2024-08", "median") == unknown("zero_denominator")


def test_page_loads_of_the_first_and_the_last_moment_of_a_month(shop):
    assert shop(loads(300, on="2024-06-01 00:00")).read(page_load_time, "2024-06", "median") == total(300.0)
    assert shop(loads(300, on="2024-06-30 23:59:59")).read(page_load_time, "2024-06", "median") == total(300.0)
    assert shop(loads(300, on="2024-07-01 00:00")).read(page_load_time, "2024-06", "median") == unknown("not_observed")


CLICKS = """
    events
    user_id | visitor_id | session_id | object_id | occurred_at         | event
    --------+------------+------------+-----------+---------------------+----------------
    u1      |            | s1         | G1        | 2024-06-01 00:00    | impression
    u1      |            | s1         | G1        | 2024-06-01 00:01    | impression
    u1      |            | s1         | G1        | 2024-06-30 23:59:59 | click
    u2      |            | s2         | G1        | 2024-06-10 10:00    | impression
    u2      |            | s2         | G1        | 2024-05-31 23:59:59 | click
    u2      |            | s2         | G1        | 2024-07-01 00:00    | click
            | v1         | s3         | G1        | 2024-06-10 10:00    | impression
    u3      |            | s3         | G1        | 2024-06-10 10:00    | click
    u1      |            | s1         | G2        | 2024-06-10 10:00    | recommend_shown
    u1      |            | s1         | G2        | 2024-06-10 10:01    | add_cart
    u1      |            | s4         | G2        | 2024-06-11 10:00    | recommend_shown
    u1      |            | s4         | G3        | 2024-06-11 10:01    | add_cart
    u2      |            | s2         | G2        | 2024-06-30 23:59:59 | recommend_shown
    u2      |            | s2         | G2        | 2024-07-01 00:00    | recommend_click
    u3      |            | s5         | G2        | 2024-06-10 10:00    | recommend_click
    u3      |            |            | G2        | 2024-06-10 10:00    | recommend_shown

    orders
    user_id | paid_at
    --------+--------------------
    u0      | 2024-05-01 10:00
    u3      | 2024-06-17 23:59:59
    u3      | 2024-06-18 00:00
"""


def test_clicks_over_impressions_or_those_who_clicked_over_those_who_saw(shop):
    site = shop(CLICKS)
    assert site.read(click_through_rate, "2024-06") == ratio(1 + 1, 2 + 1)  # u1 and u3; u3 clicked what nobody recorded as shown
    assert site.read(click_through_rate(basis="users"), "2024-06") == ratio(1, 1 + 1)
    assert site.read(click_through_rate(place="recommendation"), "2024-06") == ratio(1, 4)
    assert site.read(click_through_rate, "2024-08") == unknown("zero_denominator")


def test_ads_are_clicked_as_their_channels_tell(shop):
    ads = shop(
        """
        channel_days
        day        | channel | impressions | clicks
        -----------+---------+-------------+-------
        2024-06-01 | search  | 1000        | 20
        2024-06-30 | social  | 500         | 5
        2024-06-10 | store   |             |
        2024-07-01 | search  | 9000        | 9
        """
    )
    assert ads.read(click_through_rate(place="ad"), "2024-06") == ratio(20 + 5, 1000 + 500)
    assert ads.read(click_through_rate(place="ad", basis="users"), "2024-06") == unknown("not_observed")
    assert ads.read(click_through_rate, "2024-06") == unknown("table_missing")


def test_a_session_discovers_what_is_recommended_by_clicking_it_or_adding_it_to_the_cart(shop):
    site = shop(CLICKS)
    s1, s2, s4 = 1, 1, 1  # in s4 another thing was added; s5 was shown nothing; the session of s2 is of June, in which it was shown
    assert site.read(discovery_rate, "2024-06") == ratio(s1 + s2, s1 + s2 + s4)
    assert site.read(discovery_rate, "2024-07") == unknown("zero_denominator")


def test_who_clicked_a_recommendation_and_ordered_within_seven_calendar_days(shop):
    site = shop(CLICKS)
    assert site.read(recommendation_conversion, "2024-06") == ratio(1, 1)  # u3, on the seventh day
    assert site.read(recommendation_conversion(days=6), "2024-06") == ratio(0, 1)
    assert site.read(recommendation_conversion(basis="events"), "2024-06") == ratio(1, 1)
    assert site.read(recommendation_conversion(basis="events", days=8), "2024-06") == ratio(2, 1)
    assert site.read(recommendation_conversion, "2024-07") == ratio(0, 1)  # u2
    assert site.read(recommendation_conversion, "2024-09") == unknown("zero_denominator")


def test_leads_that_ordered_within_thirty_calendar_days(shop):
    sales = shop(
        """
        events
        user_id | occurred_at         | event
        --------+---------------------+------
        won     | 2024-06-01 00:00    | lead
        slow    | 2024-06-01 00:00    | lead
        lost    | 2024-06-30 23:59:59 | lead
        next    | 2024-07-01 00:00    | lead
        early   | 2024-05-31 23:59:59 | lead

        orders
        user_id | paid_at
        --------+--------------------
        early   | 2024-05-02 10:00
        won     | 2024-07-01 23:59:59
        slow    | 2024-07-02 00:00
        """
    )
    won, slow, lost = 1, 1, 1
    assert sales.read(sales_lead_conversion, "2024-06") == ratio(won, won + slow + lost)
    assert sales.read(sales_lead_conversion(days=31), "2024-06") == ratio(won + slow, 3)
    assert sales.read(sales_lead_conversion, "2024-07") == ratio(0, 1)
    assert sales.read(sales_lead_conversion, "2024-05") == ratio(0, 1)
    assert sales.read(sales_lead_conversion, "2024-12") == unknown("incomplete")
    assert sales.read(sales_lead_conversion, "2024-10") == unknown("zero_denominator")
