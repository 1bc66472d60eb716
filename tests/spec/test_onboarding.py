"""First steps: who becomes a user, an active one, an activated one; and what everyone looks for."""

from written_shop import growth, ratio, total, unknown

from opsreport.metrics.onboarding import (
    activation_rate,
    category_search_volume,
    new_active_users,
    onboarding_task_completion_rate,
    registration_conversion_rate,
)

SEEN = """
    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    u1      | 2024-06-01 00:00    | visit
    u1      | 2024-07-10 00:00    | visit
    u2      | 2024-06-30 23:59:59 | visit
    u3      | 2024-05-31 23:59:59 | visit
    u3      | 2024-06-10 10:00    | visit
    u4      | 2024-06-10 10:00    | push_received
    u4      | 2024-07-01 00:00    | visit
    u5      | 2024-05-10 10:00    | visit
    u6      | 2024-05-10 10:00    | visit
    u7      | 2024-05-10 10:00    | visit
"""


def test_new_active_users_are_active_for_the_first_time_ever(shop):
    app = shop(SEEN)
    u1, u2 = 1, 1
    assert app.read(new_active_users, "2024-06") == total(u1 + u2)
    assert app.read(new_active_users, "2024-07") == total(1)  # u4: a message was nothing that it did
    assert app.read(new_active_users, "2024-09") == total(0)


def test_the_net_reading_is_the_change_of_active_users_and_may_fall_below_zero(shop):
    app = shop(SEEN)
    may, june, july = 4, 3, 2
    assert app.read(new_active_users(reading="net"), "2024-06") == total(june - may)
    assert app.read(new_active_users(reading="net"), "2024-07") == total(july - june)
    assert app.read(new_active_users(reading="net"), "2024-05") == unknown("not_observed")


VISITORS = """
    events
    user_id | visitor_id | occurred_at         | event
    --------+------------+---------------------+---------
            | v1         | 2024-06-01 00:00    | visit
            | v1         | 2024-06-30 23:59:59 | visit
            | v2         | 2024-06-10 10:00    | visit
    u2      | v2         | 2024-06-18 10:00    | register
            | v3         | 2024-06-10 10:00    | visit
    u3      | v3         | 2024-06-17 23:59:59 | register
            | v4         | 2024-06-10 10:00    | visit
    u4      | v4         | 2024-06-05 10:00    | login
    u5      |            | 2024-06-10 10:00    | visit
    u6      |            | 2024-06-10 10:00    | visit
            | v7         | 2024-05-31 23:59:59 | visit
            | v8         | 2024-07-01 00:00    | visit
            | v9         | 2024-06-10 10:00    | view

    users
    user_id | registered_at
    --------+--------------------
    u2      | 2024-06-18 10:00
    u3      | 2024-06-17 23:59:59
    u4      | 2024-01-01 00:00
    u5      | 2024-06-10 10:00:01
    u6      | 2024-06-10 10:00
"""


def test_visitors_who_were_not_registered_and_registered_within_seven_calendar_days(shop):
    site = shop(VISITORS)
    v1, v2, v3, u5 = 1, 1, 1, 1  # v2 registered on the eighth day; v4 was registered already, and so was u6 at that moment
    assert site.read(registration_conversion_rate, "2024-06") == ratio(v3 + u5, v1 + v2 + v3 + u5)
    assert site.read(registration_conversion_rate(n=8), "2024-06") == ratio(v2 + v3 + u5, 4)
    assert site.read(registration_conversion_rate, "2024-07") == ratio(0, 1)  # v8
    assert site.read(registration_conversion_rate, "2024-09") == unknown("zero_denominator")
    assert shop(VISITORS, data_until="2024-07-06").read(registration_conversion_rate, "2024-06") == unknown("incomplete")


def test_who_registers_is_not_known_where_no_visitor_is_known_to_be_a_user(shop):
    site = shop(
        """
        events
        user_id | visitor_id | occurred_at      | event
        --------+------------+------------------+------
                | v1         | 2024-06-10 10:00 | visit
        u1      |            | 2024-06-11 10:00 | visit

        users
        user_id | registered_at
        --------+-----------------
        u1      | 2024-06-10 11:00
        """
    )
    assert site.read(registration_conversion_rate, "2024-06") == unknown("not_observed")
    assert site.read(registration_conversion_rate, "2024-08") == unknown("zero_denominator")


NEW = """
    users
    user_id | registered_at
    --------+--------------------
    u1      | 2024-06-01 00:00
    u2      | 2024-06-10 10:00
    u3      | 2024-06-30 23:59:59
    u4      | 2024-06-10 10:00
    u5      | 2024-05-31 23:59:59
    u6      | 2024-07-01 00:00

    events
    user_id | object_id | occurred_at         | event
    --------+-----------+---------------------+-----------
    u1      |           | 2024-06-08 23:59:59 | add_cart
    u2      |           | 2024-06-18 00:00    | add_cart
    u3      |           | 2024-07-01 10:00    | view
    u4      |           | 2024-06-09 10:00    | add_cart
    u5      |           | 2024-06-01 10:00    | add_cart
    u1      | profile   | 2024-06-01 10:00    | task_shown
    u1      | profile   | 2024-06-01 11:00    | task_done
    u1      | follow    | 2024-06-02 10:00    | task_shown
    u1      | follow    | 2024-06-08 23:59:59 | task_done
    u2      | profile   | 2024-06-10 10:00    | task_shown
    u2      | follow    | 2024-06-10 10:00    | task_shown
    u2      | follow    | 2024-06-10 11:00    | task_done
    u3      | profile   | 2024-07-07 10:00    | task_shown
    u3      | profile   | 2024-07-08 10:00    | task_done
    u4      | profile   | 2024-06-10 10:00    | task_done
"""


def test_activated_are_new_users_with_the_event_within_seven_calendar_days_or_before_registering(shop):
    app = shop(NEW)
    u1, u2, u3, u4 = 1, 1, 1, 1
    assert app.read(activation_rate, "2024-06") == ratio(u1 + u4, u1 + u2 + u3 + u4)
    assert app.read(activation_rate(n=8), "2024-06") == ratio(u1 + u2 + u4, 4)
    assert app.read(activation_rate(event="view"), "2024-06") == ratio(u3, 4)
    assert app.read(activation_rate(event="share"), "2024-06") == unknown("not_observed")
    assert app.read(activation_rate, "2024-05") == unknown("not_observed")  # of May no event is known
    assert app.read(activation_rate, "2024-09") == unknown("zero_denominator")
    assert shop(NEW, data_until="2024-07-06").read(activation_rate, "2024-06") == unknown("incomplete")
    assert shop(NEW, data_until="2024-07-08").read(activation_rate, "2024-06") == ratio(2, 4)


def test_a_new_user_who_did_all_tasks_that_were_shown_completed_them(shop):
    app = shop(NEW)
    u1, u2, u3 = 1, 1, 1  # u2 left one undone, u3 was a day too late; that u4 was shown any is not known
    assert app.read(onboarding_task_completion_rate, "2024-06") == ratio(u1, u1 + u2 + u3)
    assert app.read(onboarding_task_completion_rate(n=8), "2024-06") == ratio(u1 + u3, u1 + u2 + u3)
    assert app.read(onboarding_task_completion_rate(base="all"), "2024-06") == ratio(u1, 4)
    assert app.read(onboarding_task_completion_rate, "2024-07") == unknown("zero_denominator")  # u6 was shown none
    assert shop(SEEN).read(onboarding_task_completion_rate, "2024-06") == unknown("table_missing")


SEARCHES = """
    events
    user_id | visitor_id | object_id | occurred_at         | event
    --------+------------+-----------+---------------------+-------
    u1      |            | tea       | 2024-06-24 00:00    | search
    u1      |            | tea       | 2024-06-30 23:59:59 | search
    u2      |            |           | 2024-06-26 10:00    | search
    u2      |            | cups      | 2024-06-17 00:00    | search
    u2      |            | tea       | 2024-06-23 23:59:59 | search
            | v1         | tea       | 2024-06-25 10:00    | search
    u2      |            | tea       | 2024-07-01 00:00    | search
    u2      |            | tea       | 2024-06-16 23:59:59 | search
    u2      |            | tea       | 2024-05-01 10:00    | search
"""


def test_searches_and_their_growth_over_the_same_weekdays_before(shop):
    site = shop(SEARCHES)
    now, week_before = 3, 2
    assert site.read(category_search_volume, "2024-W26", "searches") == total(now)
    assert site.read(category_search_volume, "2024-W26", "growth") == growth(now, week_before)
    five_weeks_before = 1  # of June: 27 April to 26 May
    assert site.read(category_search_volume, "2024-06", "growth") == growth(now + week_before + 1, five_weeks_before)
    assert site.read(category_search_volume, "2024-W36", "growth") == unknown("no_base")
    assert shop(SEEN).read(category_search_volume, "2024-06", "searches") == unknown("not_observed")


def test_searches_by_keyword(shop):
    found = shop(SEARCHES).by("keyword", category_search_volume, "2024-W26", "searches")
    assert found["tea"] == total(2) and found["unknown"] == total(1) and found["cups"] == total(0)
    grown = shop(SEARCHES).by("keyword", category_search_volume, "2024-W26", "growth")
    assert grown["tea"] == growth(2, 1) and grown["cups"] == growth(0, 1) and grown["unknown"] == unknown("no_base")
