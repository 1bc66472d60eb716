"""Forecasts of customers: what is fitted finds what was drawn, equal rows may be counted, the order of rows does not matter."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal

import ibis
import numpy as np
import pytest

from opsreport.analyses.clv import BgNbd, fit_bgnbd, fit_gamma_gamma
from opsreport.analyses.forecast import Question, forecast_customers
from opsreport.kinds import Reading

FIRST, DAYS = dt.date(2023, 1, 1), 600
DRAWN = BgNbd(r=0.6, alpha=20.0, a=0.9, b=4.0)
P, Q, V = 6.0, 4.0, 60.0


def drawn(customers: int, seed: int) -> list[tuple[str, dt.date, Decimal]]:
    """Orders of customers as the models have them: a rate, a chance to leave after each order, a mean value."""
    dice = np.random.default_rng(seed)
    rows = []
    for number in range(customers):
        rate, leaving = dice.gamma(DRAWN.r, 1 / DRAWN.alpha), dice.beta(DRAWN.a, DRAWN.b)
        worth = dice.gamma(Q, 1 / V)
        day = float(dice.integers(0, 240))
        while day < DAYS:
            rows.append((f"c{number}", FIRST + dt.timedelta(days=int(day)), Decimal(round(dice.gamma(P, 1 / worth) * 100)) / 100))
            if len(rows) > 1 and rows[-2][0] == rows[-1][0] and dice.random() < leaving:
                break
            day += dice.exponential(1 / rate)
    return rows


def table(rows):
    return ibis.memtable([dict(user_id=user, day=day, amount=amount) for user, day, amount in rows], schema=dict(
        user_id="string", day="date", amount="decimal(18, 4)"))  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return drawn(2500, seed=7)


END = FIRST + dt.timedelta(days=DAYS - 1)


def test_a_forecast_of_what_was_drawn_comes_true(rows):
    found = forecast_customers(table(rows), Question(END, tested=120))
    customers = len({user for user, _, _ in rows})
    assert found.total.users == found.repeated.users + found.single.users == customers
    assert found.single.alive == 1
    assert abs(found.total.outcome.orders_error) < 0.1 and abs(found.total.outcome.sales_error) < 0.1
    split = END - dt.timedelta(days=120)
    assert found.total.outcome.orders == len({(user, day) for user, day, _ in rows if day > split} - {(u, d) for u, d, _ in late(rows, split)})
    assert abs(found.correlation) < 0.1


def late(rows, split):
    """Orders of customers whose first one came after a day: no forecast was made of them."""
    known = {user for user, day, _ in rows if day <= split}
    return [row for row in rows if row[0] not in known]


def test_the_order_of_rows_changes_nothing(rows):
    assert forecast_customers(table(rows), Question(END)) == forecast_customers(table(rows[::-1]), Question(END))


def test_equal_customers_may_be_counted_instead_of_repeated(rows):
    days = defaultdict(set)
    for user, day, _ in rows:
        days[user].add((day - FIRST).days)
    histories = Counter((len(found) - 1, max(found) - min(found), DAYS - 1 - min(found)) for found in days.values())
    x, t_x, T = (np.array(column) for column in zip(*histories, strict=True))  # noqa: N806
    counts = list(histories.values())
    assert len(counts) < len(days)
    one, many = fit_bgnbd(x, t_x, T, counts), fit_bgnbd(*(np.repeat(each, counts) for each in (x, t_x, T)))
    assert (one.r, one.alpha, one.a, one.b) == pytest.approx((many.r, many.alpha, many.a, many.b), rel=1e-9)
    assert one.log_likelihood == pytest.approx(many.log_likelihood)


def test_fits_find_what_was_drawn():
    dice = np.random.default_rng(3)
    x = dice.integers(1, 12, 20_000)
    m = dice.gamma(P * x, 1 / dice.gamma(Q, 1 / V, len(x))) / x
    found = fit_gamma_gamma(x, m)
    assert (found.p, found.q, found.v) == pytest.approx((P, Q, V), rel=0.2)
    assert found.expected([0], [0])[0] == pytest.approx(P * V / (Q - 1), rel=0.02)  # the mean of all customers is what the data tell best


def test_customers_who_do_not_differ_break_no_fit():
    found = fit_gamma_gamma([1, 2, 3] * 20, [50.0] * 60)
    assert found.expected([0, 3], [0, 50]) == pytest.approx([50, 50], rel=0.01)


def test_hundreds_of_purchases_do_not_overflow():
    assert np.isfinite(BgNbd(0.4, 30.0, 2.5, 20.0).expected(365, [3000], [590], [600])).all()


def test_without_a_test_there_is_no_forecast(rows):
    assert forecast_customers(table(rows), Question(END, tested=400)) == Reading(reason="no_backtest")
    assert forecast_customers(table(rows), Question(END + dt.timedelta(days=400), tested=90)) == Reading(reason="no_backtest")  # nothing came
    assert forecast_customers(table(rows[:40]), Question(END)).reason == "suppressed"
