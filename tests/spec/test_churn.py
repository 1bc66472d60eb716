"""Who is about to leave, who wakes up, who unsubscribes, and how long users stay."""

from math import isclose

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.churn import activity_survival_curve, churn_warning_users, member_churn_gap, silent_wakeup_rate, unsubscribe_rate
from opsreport.metrics.retention import churned_users, lifecycle_state
from opsreport.rules import Lifecycle, Rules

QUIET = """
    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    days60  | 2024-05-01 23:59:59 | view
    days61  | 2024-04-30 23:59:59 | view
    days90  | 2024-04-01 00:00    | view
    days91  | 2024-03-31 23:59:59 | view
    back    | 2024-04-15 10:00    | view
    back    | 2024-06-30 23:59:59 | view
    later   | 2024-04-15 10:00    | view
    later   | 2024-07-01 00:00    | view
    told    | 2024-04-15 10:00    | view
    told    | 2024-06-15 10:00    | push_received
    deleted | 2024-04-15 10:00    | view
    leaves  | 2024-04-15 10:00    | view
    staff   | 2024-04-15 10:00    | view

    users
    user_id | registered_at    | is_test | deleted_at
    --------+------------------+---------+-----------------
    never   | 2024-04-15 10:00 | no      |
    deleted | 2024-01-01 10:00 | no      | 2024-06-30 10:00
    leaves  | 2024-01-01 10:00 | no      | 2024-07-01 00:00
    staff   | 2024-01-01 10:00 | yes     |
"""


def test_warned_of_are_users_who_have_been_silent_for_long_and_not_churned_yet(shop):
    quiet = shop(QUIET)
    days61, days90, later, told, leaves = 1, 1, 1, 1, 1
    assert quiet.read(churn_warning_users, "2024-06") == total(days61 + days90 + later + told + leaves)
    assert quiet.read(churn_warning_users(warned=59), "2024-06") == total(days61 + days90 + later + told + leaves + 1)  # days60
    assert quiet.read(churn_warning_users(days=91), "2024-06") == total(days61 + days90 + later + told + leaves + 1)  # days91
    assert quiet.read(churn_warning_users, "2024-06") == total(quiet.table(lifecycle_state, "2024-06")["dormant"]["users"])
    assert quiet.read(churn_warning_users, "2024-12") == total(0)
    assert quiet.read(churn_warning_users, "2024-02") == unknown("not_observed")


def test_warned_of_and_churned_users_are_never_the_same(shop):
    quiet = shop(QUIET)
    assert quiet.read(churned_users, "2024-07-01") == total(1)  # days90, one day later
    days60, days61, told = 1, 1, 1  # leaves is deleted by then, later is back
    assert quiet.read(churn_warning_users, "2024-07-01") == total(days60 + days61 + told)
    assert shop(QUIET, rules=Rules(churn_days=60)).read(churn_warning_users, "2024-06") == total(0)


def test_the_days_of_warning_are_the_shops(shop):
    rules = Rules(lifecycle=Lifecycle(active=30, silent=75, dormant=90, lost=180))
    later, told, leaves = 1, 1, 1
    assert shop(QUIET, rules=rules).read(churn_warning_users, "2024-06") == total(1 + later + told + leaves)  # days90; they: 76 days


WAKING = """
    events
    user_id | occurred_at         | event
    --------+---------------------+--------------
    start   | 2024-03-01 10:00    | view
    days30  | 2024-05-01 00:00    | view
    days30  | 2024-06-10 10:00    | view
    days31  | 2024-04-30 23:59:59 | view
    days31  | 2024-06-01 00:00    | view
    days60  | 2024-04-01 00:00    | view
    days60  | 2024-06-30 23:59:59 | view
    days61  | 2024-03-31 23:59:59 | view
    days61  | 2024-06-10 10:00    | view
    asleep  | 2024-04-15 10:00    | view
    asleep  | 2024-06-15 10:00    | push_received
    asleep  | 2024-07-01 00:00    | view
    gone    | 2024-04-15 10:00    | view

    users
    user_id | registered_at    | deleted_at
    --------+------------------+-----------------
    gone    | 2024-01-01 10:00 | 2024-05-31 10:00
    never   | 2024-04-15 10:00 |
"""


def test_woken_are_users_silent_at_the_start_who_come(shop):
    days31, days60, asleep = 1, 1, 1
    waking = shop(WAKING)
    assert waking.read(silent_wakeup_rate, "2024-06") == ratio(days31 + days60, days31 + days60 + asleep)
    assert waking.read(silent_wakeup_rate(active=29, silent=61), "2024-06") == ratio(days31 + days60 + 2, days31 + days60 + asleep + 2)
    assert waking.read(silent_wakeup_rate, "2024-06").denominator == waking.table(lifecycle_state, "2024-05")["silent"]["users"]
    assert waking.read(silent_wakeup_rate, "2024-11") == unknown("zero_denominator")
    assert waking.read(silent_wakeup_rate, "2024-04") == unknown("not_observed")  # 61 days before April are not all there
    assert shop(WAKING, data_until="2024-06-29").read(silent_wakeup_rate, "2024-06") == unknown("incomplete")


SENT = """
    touches
    user_id | channel | sent_at             | delivered_at     | unsubscribed_at
    --------+---------+---------------------+------------------+-----------------
    u1      | sms     | 2024-05-31 23:59:59 | 2024-06-01 00:00 | 2024-06-01 10:00
    u1      | sms     | 2024-06-01 00:00    | 2024-06-01 00:01 | 2024-06-01 10:00
    u1      | push    | 2024-06-10 10:00    | 2024-06-10 10:01 | 2024-06-10 10:02
    u2      | sms     | 2024-06-30 23:59:59 | 2024-07-01 00:00 | 2024-07-02 10:00
    u3      | sms     | 2024-06-10 10:00    | 2024-06-10 10:01 |
    u4      | sms     | 2024-06-10 10:00    |                  | 2024-06-11 10:00
    u5      | sms     | 2024-07-01 00:00    | 2024-07-01 00:01 | 2024-07-01 10:00
"""


def test_unsubscribing_is_counted_of_the_messages_delivered(shop):
    u1, u2, u3 = 2, 1, 1  # messages; u4's never arrived
    sent = shop(SENT)
    assert sent.read(unsubscribe_rate, "2024-06") == ratio(u1 + u2, u1 + u2 + u3)
    assert sent.read(unsubscribe_rate(base="users"), "2024-06") == ratio(1 + 1, 1 + 1 + 1)
    assert sent.by("touch_channel", unsubscribe_rate, "2024-06") == {"sms": ratio(1 + 1, 3), "push": ratio(1, 1)}
    assert sent.read(unsubscribe_rate, "2024-08") == unknown("zero_denominator")
    assert shop(SENT, data_until="2024-07-01").read(unsubscribe_rate, "2024-06") == ratio(u1, u1 + u2 + u3)  # u2 has not unsubscribed yet


MEMBERS = """
    users
    user_id | registered_at    | member_since
    --------+------------------+--------------------
    m1      | 2024-01-01 10:00 | 2024-02-01 10:00
    m2      | 2024-01-01 10:00 | 2024-05-31 23:59:59
    n1      | 2024-01-01 10:00 | 2024-06-01 00:00
    n2      | 2024-01-01 10:00 |
    m3      | 2024-01-01 10:00 | 2024-02-01 10:00

    events
    user_id | occurred_at
    --------+--------------------
    m1      | 2024-05-01 00:00
    m1      | 2024-06-30 23:59:59
    m2      | 2024-05-31 23:59:59
    m3      | 2024-05-10 10:00
    m3      | 2024-05-11 10:00
    m3      | 2024-06-01 00:00
    n1      | 2024-05-10 10:00
    n2      | 2024-05-10 10:00
    n2      | 2024-06-01 00:00
    n2      | 2024-04-30 23:59:59
"""


def test_members_churn_is_set_against_that_of_the_others(shop):
    app = shop(MEMBERS)
    assert app.read(member_churn_gap, "2024-06", "members") == ratio(1, 3)  # m2 of m1, m2, m3
    assert app.read(member_churn_gap, "2024-06", "others") == ratio(1, 2)  # n1 of n1, n2: not a member before June
    assert isclose(app.read(member_churn_gap, "2024-06", "difference").value, 1 / 3 - 1 / 2)
    assert isclose(app.read(member_churn_gap, "2024-06", "relative").value, (1 / 3) / (1 / 2) - 1)
    assert app.read(member_churn_gap, "2024-10", "members") == unknown("zero_denominator")
    assert app.read(member_churn_gap, "2024-10", "difference") == unknown("zero_denominator")
    assert app.read(member_churn_gap, "2024-04", "members") == unknown("not_observed")
    assert shop(MEMBERS, data_until="2024-06-29").read(member_churn_gap, "2024-06", "difference") == unknown("incomplete")


def test_a_gap_to_nobody_lost_has_no_base(shop):
    stays = shop(MEMBERS.replace("n1      | 2024-05-10", "n1      | 2024-04-10"))
    assert stays.read(member_churn_gap, "2024-06", "others") == ratio(0, 1)
    assert stays.read(member_churn_gap, "2024-06", "relative") == unknown("no_base")


STAYS = """
    users
    user_id | registered_at
    --------+--------------------
    early   | 2023-12-31 23:59:59
    never   | 2024-01-01 00:00
    once    | 2024-01-01 00:00
    edge    | 2024-01-01 10:00
    stays   | 2024-01-01 10:00
    young   | 2024-03-01 10:00
    july    | 2024-07-01 00:00

    events
    user_id | occurred_at         | event
    --------+---------------------+------
    early   | 2024-01-01 00:00    | view
    once    | 2024-01-31 10:00    | view
    edge    | 2024-01-31 10:00    | view
    edge    | 2024-05-01 10:00    | view
    stays   | 2024-03-31 10:00    | view
    stays   | 2024-06-29 10:00    | view
    young   | 2024-05-29 10:00    | view
"""


def test_the_survival_curve_falls_on_the_day_of_the_last_visit(shop):
    curve = shop(STAYS).table(activity_survival_curve, "2024-06")
    assert list(curve) == [0, 30, 60, 90]  # 1 January to 31 March: who came later may still be silent for more than 90 days
    # never: on day 0 of 5; once: on day 30 of 4; young is watched for 30 days, edge and stays for 90. early came before anything was seen, july after
    assert [row["ended"] for row in curve.values()] == [1, 1, 0, 0]
    assert [row["at_risk"] for row in curve.values()] == [5, 4, 2, 2]
    assert isclose(curve[0]["share"], 1 - 1 / 5)
    assert isclose(curve[30]["share"], (1 - 1 / 5) * (1 - 1 / 4))
    assert curve[90]["share"] == curve[30]["share"]  # edge came back after 90 days
    assert curve[30]["low"] < curve[30]["share"] < curve[30]["high"]


def test_the_survival_curve_knows_nothing_after_the_period(shop):
    assert shop(STAYS).table(activity_survival_curve, "2024-03") == {}  # on its last day `never` is 90 days silent, and may come on the next
    april = shop(STAYS).table(activity_survival_curve, "2024-04")
    assert sum(row["ended"] for row in april.values()) == 1  # never; once is 90 days silent on the last day


def test_the_survival_curve_by_the_first_activity_and_of_nobody(shop):
    first = shop(STAYS).table(activity_survival_curve(cohort="first_active"), "2024-06")
    assert first[0]["at_risk"] == 4  # early, once, edge, stays; young began too late to tell, never did nothing
    nobody = shop("events \n user_id | occurred_at \n | 2024-06-01 10:00", data_until="2024-06-30")
    assert nobody.table(activity_survival_curve(cohort="first_active"), "2024-06") == {}
    assert shop(STAYS).read(activity_survival_curve, "2023-11") == unknown("not_observed")


@pytest.mark.parametrize("basis, ended", [("events", 1), ("orders", 2)])
def test_the_survival_curve_goes_by_what_makes_a_user_active(shop, basis, ended):
    both = shop("""
        users
        user_id | registered_at
        --------+-----------------
        u1      | 2024-01-01 10:00
        u2      | 2024-01-01 10:00

        events
        user_id | occurred_at
        --------+-----------------
        u1      | 2024-01-01 10:00
        u2      | 2024-01-01 10:00
        u2      | 2024-03-20 10:00

        orders
        user_id | paid_at
        --------+-----------------
        u1      | 2024-01-01 10:00
        u2      | 2024-01-01 10:00
    """)
    curve = both.table(activity_survival_curve(basis=basis), "2024-05")
    assert sum(row["ended"] for row in curve.values()) == ended
