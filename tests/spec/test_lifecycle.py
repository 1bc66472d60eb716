"""Lifecycle: who goes quiet, who is lost, who is won back; and where the active users of a period come from."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.activity import active_users
from opsreport.metrics.retention import (
    churn_rate,
    churned_users,
    growth_accounting,
    lifecycle_state,
    lifecycle_transition,
    winback_rate,
    winback_users,
)
from opsreport.rules import Lifecycle, Rules

MONTHS = """
    events
    user_id  | occurred_at         | event
    ---------+---------------------+--------------
    stays    | 2024-05-31 23:59:59 | view
    stays    | 2024-06-01 00:00    | view
    stays    | 2024-06-20 00:00    | view
    lapses   | 2024-05-01 00:00    | view
    lapses   | 2024-05-31 23:59:59 | view
    lapses   | 2024-07-01 00:00    | view
    messaged | 2024-05-10 10:00    | view
    messaged | 2024-06-10 10:00    | push_received
    new      | 2024-06-30 23:59:59 | view
    back     | 2024-04-30 23:59:59 | view
    back     | 2024-06-05 10:00    | view
    back     | 2024-06-06 10:00    | view
    gone     | 2024-04-02 10:00    | view
    double   | 2024-06-25 10:00    | view
    staff    | 2024-05-05 10:00    | view

    users
    user_id  | registered_at    | merged_into | is_test
    ---------+------------------+-------------+--------
    stays    | 2024-01-01 00:00 |             | no
    double   | 2024-06-01 00:00 | stays       | no
    staff    | 2024-01-01 00:00 |             | yes
"""


@pytest.fixture
def app(shop):
    return shop(MONTHS)


def test_churn_counts_the_users_of_the_period_before_who_did_not_come_in_this_one(app):
    stays, lapses, messaged = 1, 1, 1
    assert app.read(churn_rate, "2024-06") == ratio(lapses + messaged, stays + lapses + messaged)
    back, gone = 1, 1
    assert app.read(churn_rate, "2024-05") == ratio(back + gone, back + gone)
    assert app.read(churn_rate, "2024-10") == unknown("zero_denominator")


def test_churn_is_known_when_the_period_is_over(shop):
    assert shop(MONTHS, data_until="2024-06-29").read(churn_rate, "2024-06") == unknown("incomplete")
    assert shop(MONTHS, data_until="2024-06-30").read(churn_rate, "2024-06") == ratio(2, 3)


def test_churn_and_retention_of_one_base_and_window_make_one(app):
    base, retained = 3, app.read(growth_accounting, "2024-06", "retained").value
    assert app.read(churn_rate, "2024-06") == ratio(base - retained, base)


def test_growth_accounting_says_where_active_users_come_from(app):
    stays, new, back, lapses, messaged = 1, 1, 1, 1, 1
    parts = {part: app.read(growth_accounting, "2024-06", part) for part in ("new", "retained", "resurrected", "churned", "quick_ratio")}
    assert parts["new"] == total(new)  # first seen ever; a merged account is not new
    assert parts["retained"] == total(stays)
    assert parts["resurrected"] == total(back)
    assert parts["churned"] == total(lapses + messaged)
    assert parts["quick_ratio"] == ratio(new + back, lapses + messaged)


@pytest.mark.parametrize("label, before", [("2024-05", "2024-04"), ("2024-06", "2024-05"), ("2024-07", "2024-06"), ("2024-W23", "2024-W22")])
def test_growth_accounting_adds_up(app, label, before):
    new, retained, resurrected, churned = (app.read(growth_accounting, label, part).value for part in ("new", "retained", "resurrected", "churned"))
    now, then = (app.read(active_users, each).value for each in (label, before))
    assert now == new + retained + resurrected
    assert now - then == new + resurrected - churned


def test_a_quick_ratio_of_nobody_lost_is_no_figure(shop):
    one = shop("events \n user_id | occurred_at \n u1 | 2024-05-10 10:00 \n u1 | 2024-06-10 10:00")
    assert one.read(growth_accounting, "2024-06", "quick_ratio") == unknown("zero_denominator")
    assert one.read(growth_accounting, "2024-06", "churned") == total(0)


SILENCE = """
    events
    user_id | occurred_at         | event
    --------+---------------------+------
    first   | 2024-03-02 23:59:59 | view
    last    | 2024-03-31 10:00    | view
    july    | 2024-04-01 10:00    | view
    may     | 2024-03-01 00:00    | view
    saved   | 2024-03-10 10:00    | view
    saved   | 2024-06-08 23:59    | view
    edge    | 2024-03-10 10:00    | view
    edge    | 2024-06-09 00:00    | view
    late    | 2024-03-10 10:00    | view
    late    | 2024-06-10 00:00    | view
    twice   | 2023-06-01 10:00    | view
    twice   | 2024-03-05 10:00    | view
"""


def test_a_user_has_churned_on_the_day_after_90_silent_days_once_for_each_silence(shop):
    silence = shop(SILENCE)
    first, last, late, twice = 1, 1, 1, 1  # 2 March + 91 days is 1 June, 31 March + 91 days is 30 June; saved came back on the 90th day
    assert silence.read(churned_users, "2024-06") == total(first + last + late + twice)
    assert silence.read(churned_users, "2024-06-01") == total(first)
    assert silence.read(churned_users, "2024-06-30") == total(last)
    assert silence.read(churned_users, "2024-05") == total(1)  # may
    assert silence.read(churned_users, "2024-07-01") == total(1)  # july
    assert silence.read(churned_users, "2023-08-31") == total(1)  # twice, of the silence before: 1 June 2023 + 91 days
    assert silence.read(churned_users, "2023-06") == unknown("not_observed")  # who fell silent before June 2023 is not known
    assert silence.read(churned_users, "2024-06-09") == total(
        late
    )  # came back a day later; edge on that day, after 90 silent days, saved on the day before
    assert silence.read(churned_users, "2024-06-10") == total(0)


def test_the_silence_after_which_a_user_has_churned_can_be_set(shop):
    thirty = shop(SILENCE, rules=Rules(churn_days=30))
    saved, edge, late = 1, 1, 1  # seen last on 8, 9 and 10 June
    assert thirty.read(churned_users, "2024-07") == total(saved + edge + late)
    assert shop(SILENCE).read(churned_users(days=30), "2024-07") == total(saved + edge + late)


BACK = """
    events
    user_id | occurred_at         | event
    --------+---------------------+------
    old     | 2023-06-01 10:00    | view
    lost91  | 2024-03-01 23:59:59 | view
    lost91  | 2024-06-01 00:00    | view
    lost91  | 2024-06-20 00:00    | view
    lost90  | 2024-03-02 00:00    | view
    lost90  | 2024-06-10 00:00    | view
    away    | 2024-01-05 10:00    | view
    july    | 2024-01-05 10:00    | view
    july    | 2024-07-01 00:00    | view
    end     | 2024-01-05 10:00    | view
    end     | 2024-06-30 23:59:59 | view
    fresh   | 2024-06-05 10:00    | view
"""


def test_won_back_is_who_was_churned_at_the_start_and_came(shop):
    app = shop(BACK)
    old, lost91, away, july, end = 1, 1, 1, 1, 1  # lost90 had been silent for 90 days on 31 May, not for more
    assert app.read(winback_users, "2024-06") == total(lost91 + end)
    assert app.read(winback_rate, "2024-06") == ratio(lost91 + end, old + lost91 + away + july + end)
    assert app.read(winback_users(days=89), "2024-06") == total(lost91 + end + 1)
    assert app.read(winback_rate(days=89), "2024-06") == ratio(lost91 + end + 1, old + lost91 + away + july + end + 1)
    assert app.read(winback_users, "2024-09") == total(0)


def test_a_win_back_rate_of_nobody_churned_is_no_figure(shop):
    app = shop("events \n user_id | occurred_at \n u1 | 2024-01-01 10:00 \n u1 | 2024-05-30 10:00 \n u1 | 2024-06-10 10:00")
    assert app.read(winback_rate, "2024-06") == unknown("zero_denominator")
    assert app.read(winback_users, "2024-06") == total(0)


def test_a_win_back_rate_waits_for_the_end_of_the_period(shop):
    assert shop(BACK, data_until="2024-06-29").read(winback_rate, "2024-06") == unknown("incomplete")


def test_by_orders_the_same_users_are_judged_by_what_they_buy(shop):
    buyers = shop(
        """
        orders
        user_id | paid_at             | status
        --------+---------------------+----------
        u1      | 2024-01-10 10:00    | paid
        u1      | 2024-06-10 10:00    | paid
        u2      | 2024-01-10 10:00    | paid
        u2      | 2024-06-10 10:00    | cancelled
        u3      | 2024-05-10 10:00    | paid

        events
        user_id | occurred_at
        --------+-----------------
        u1      | 2024-05-10 10:00
        u2      | 2024-06-10 10:00
        """
    )
    assert buyers.read(winback_users(basis="orders"), "2024-06") == total(1)  # u1; u2's order was cancelled
    assert buyers.read(winback_users, "2024-06") == unknown("not_observed")  # by events, whose 90 days before June are not there
    assert buyers.read(churn_rate(basis="orders"), "2024-06") == ratio(1, 1)  # u3
    assert buyers.read(churn_rate, "2024-06") == ratio(1, 1)  # u1, by events
    assert buyers.read(growth_accounting(basis="orders"), "2024-06", "resurrected") == total(1)


STATES = """
    events
    user_id  | occurred_at         | event
    ---------+---------------------+--------------
    today    | 2024-06-30 23:59:59 | view
    days30   | 2024-05-31 00:00    | view
    days31   | 2024-05-30 23:59:59 | view
    days60   | 2024-05-01 10:00    | view
    days61   | 2024-04-30 10:00    | view
    days90   | 2024-04-01 10:00    | view
    days91   | 2024-03-31 10:00    | view
    days180  | 2024-01-02 10:00    | view
    days181  | 2024-01-01 10:00    | view
    later    | 2024-07-01 00:00    | view
    silent   | 2024-06-20 10:00    | push_received
    staff    | 2024-06-20 10:00    | view

    users
    user_id  | registered_at       | is_test | deleted_at
    ---------+---------------------+---------+-----------------
    silent   | 2024-06-30 23:59:59 | no      |
    later    | 2024-02-01 10:00    | no      |
    july     | 2024-07-01 00:00    | no      |
    left     | 2024-02-01 10:00    | no      | 2024-06-30 10:00
    staff    | 2024-01-01 10:00    | yes     |
"""


def test_the_lifecycle_state_goes_by_the_days_since_the_last_activity(shop):
    states = shop(STATES).table(lifecycle_state, "2024-06")
    expected = {
        "prospect": ["silent", "later"],  # registered, never active so far
        "active": ["today", "days30"],
        "silent": ["days31", "days60"],
        "dormant": ["days61", "days90"],
        "lost": ["days91", "days180"],
        "dead": ["days181"],
    }
    assert {state: row["users"] for state, row in states.items()} == {state: len(users) for state, users in expected.items()}
    known = sum(map(len, expected.values()))
    assert {state: row["share"] for state, row in states.items()} == {state: len(users) / known for state, users in expected.items()}


def test_the_limits_of_the_states_can_be_set(shop):
    rules = Rules(lifecycle=Lifecycle(active=29, silent=59, dormant=89, lost=179))
    states = shop(STATES, rules=rules).table(lifecycle_state, "2024-06")
    assert [states[state]["users"] for state in ("active", "silent", "dormant", "lost", "dead")] == [1, 2, 2, 2, 2]
    by_hand = shop(STATES).table(lifecycle_state(active=29, silent=59, dormant=89, lost=179), "2024-06")
    assert by_hand == states


def test_nobody_has_no_shares(shop):
    early = shop(STATES).table(lifecycle_state, "2024-01-01")
    assert early["active"] == {"users": 1, "share": 1 / 1}  # days181, on the day itself
    empty = shop("events \n user_id | occurred_at \n | 2024-06-01 10:00", data_until="2024-06-30").table(lifecycle_state, "2024-06")
    assert {(row["users"], row["share"]) for row in empty.values()} == {(0, None)}


def test_transitions_count_users_by_their_states_at_the_start_and_at_the_end(shop):
    moves = shop(STATES).table(lifecycle_transition, "2024-06")
    assert moves["new"]["active"] == 1  # today
    assert moves["new"]["prospect"] == 1  # silent, registered in June
    assert moves["prospect"]["prospect"] == 1  # later; left has been deleted
    assert moves["active"]["active"] == 1  # days30, 0 days at the start
    assert moves["active"]["silent"] == 2  # days31, days60
    assert moves["silent"]["dormant"] == 2  # days61: 31 days at the start; days90: 60
    assert moves["dormant"]["lost"] == 1  # days91: 61 at the start
    assert (moves["lost"]["lost"], moves["lost"]["dead"]) == (1, 1)  # days180: 150 at the start; days181
    assert (moves["lost"]["lost_share"], moves["lost"]["dead_share"], moves["lost"]["active_share"]) == (1 / 2, 1 / 2, 0)
    assert {moves["dead"][column] for column in moves["dead"] if not column.endswith("_share")} == {0}


def test_transitions_end_in_the_states_of_the_periods_end(shop):
    states = shop(STATES).table(lifecycle_state, "2024-06")
    moves = shop(STATES).table(lifecycle_transition, "2024-06")
    for state, row in states.items():
        assert sum(move[state] for move in moves.values()) == row["users"]
    for move in moves.values():
        shares = [value for column, value in move.items() if column.endswith("_share")]
        assert sum(share for share in shares if share is not None) == (pytest.approx(1) if shares[0] is not None else 0)


def test_a_table_of_a_time_that_was_not_observed_is_no_table_of_zeros(shop):
    states = shop(STATES, data_until="2024-06-30")
    for metric in (lifecycle_state, lifecycle_transition):
        assert states.read(metric, "2024-08") == unknown("not_observed")
        assert states.read(metric, "2023-11") == unknown("not_observed")
