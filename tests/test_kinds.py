"""Kinds of metric: the sums they ask for, the readings they make of them, and arithmetic that passes reasons on."""

from decimal import Decimal
from math import sqrt

import ibis
import pyarrow
import pytest

from opsreport.kinds import Quantile, Rate, Ratio, Reading, Share, Total, divide, ratio, whole, wilson

Z = 1.959963984540054


def rows(**columns):
    return ibis.memtable(pyarrow.table(columns))


def read(kind):
    """A kind's reading of its rows, by DuckDB."""
    relation = next(iter(kind.sums().values())).op().find(ibis.expr.operations.Relation)[0].to_expr()
    sums = relation.aggregate(**kind.sums())
    return kind.read(**ibis.duckdb.connect().to_pyarrow(sums).to_pylist()[0])


@pytest.mark.parametrize(
    "part, of, low, high",
    [
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3 (score without continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # and the mirror of one
        (28, 29, 1 - 0.1718, 1 - 0.0061),
    ],
)
def test_wilsons_interval_has_the_published_values(part, of, low, high):
    assert wilson(part, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilsons_interval_stays_between_0_and_1():
    assert wilson(0, 1)[0] == 0 and wilson(1, 1)[1] == 1
    for of in (1, 2, 3, 10, 1000):
        assert all(0 <= wilson(part, of)[0] <= part / of <= wilson(part, of)[1] <= 1 for part in range(of + 1))


def test_a_share_counts_the_part_only_within_the_whole():
    t = rows(bought=[True, True, False, None, True], asked=[True, True, True, True, False])
    share = read(Share(t.bought, of=t.asked))
    assert (share.numerator, share.denominator, share.value, share.n) == (2, 4, 2 / 4, 4)
    assert (share.low, share.high) == wilson(2, 4)


def test_a_share_of_nobody_has_no_value_and_no_interval():
    t = rows(bought=[True], asked=[False])
    assert read(Share(t.bought, of=t.asked)) == Reading(reason="zero_denominator", numerator=0, denominator=0, n=0)
    assert Share(t.bought, of=t.asked).read() == Reading(reason="zero_denominator", numerator=0, denominator=0, n=0)  # no row at all


def test_a_rate_is_a_share_whose_sums_are_apart():
    t = rows(returned=[0, 3, 4], began=[10, 0, 0])
    rate = read(Rate(t.returned, of=t.began))
    assert (rate.numerator, rate.denominator, rate.value, rate.n) == (7, 10, 7 / 10, 10)
    assert (rate.low, rate.high) == wilson(7, 10)


def test_a_total_adds_numbers_or_counts_truths_and_is_exact():
    amounts = [Decimal("0.10"), Decimal("0.20"), Decimal(0)]
    t = rows(amount=pyarrow.array(amounts, pyarrow.decimal128(18, 4)), paid=[True, None, False], n=[1, 2, 3])
    assert read(Total(t.amount)).value == Decimal("0.30")
    assert read(Total(t.paid)).value == 1
    assert read(Total(t.n)).value == 6
    assert isinstance(read(Total(t.n)).value, int)
    assert Total(t.n).read() == Reading(0, numerator=0)


def test_a_ratio_is_one_sum_over_another_with_the_interval_of_a_ratio_of_means():
    spent, orders = [10, 20, 60], [1, 2, 3]
    t = rows(spent=spent, orders=orders)
    reading = read(Ratio(t.spent, t.orders))
    r, n = 90 / 6, 3
    # Cochran, Sampling Techniques (1977), 6.4: the spread of the residuals about the ratio, over the mean of the denominator
    variance = sum((y - r * x) ** 2 for y, x in zip(spent, orders, strict=True)) / (n - 1)
    half = Z * sqrt(variance / n) / (6 / n)
    assert (reading.numerator, reading.denominator, reading.value, reading.n) == (90, 6, 90 / 6, 3)
    assert (reading.low, reading.high) == (pytest.approx(r - half), pytest.approx(r + half))


def test_a_ratio_counts_the_rows_that_have_a_denominator():
    t = rows(spent=[10, 20], orders=[1, 0])
    reading = read(Ratio(t.spent, t.orders))
    assert (reading.value, reading.n, reading.low, reading.high) == (30 / 1, 1, None, None)  # of one row no interval can be known


def test_a_ratio_may_be_stated_in_another_unit():
    t = rows(votes=[1, -1, 1, 0], valid=[True, True, True, True])
    once, in_points = read(Ratio(t.votes, t.valid)), read(Ratio(t.votes, t.valid, times=100))
    assert (once.value, in_points.value) == (1 / 4, 100 / 4)
    assert (in_points.low, in_points.high) == (pytest.approx(once.low * 100), pytest.approx(once.high * 100))
    assert (in_points.numerator, in_points.denominator) == (1, 4)


def test_a_ratio_over_nothing_has_no_value():
    t = rows(spent=[10], orders=[0])
    assert read(Ratio(t.spent, t.orders)) == Reading(reason="zero_denominator", numerator=10, denominator=0, n=0)
    assert Ratio(t.spent, t.orders).read().reason == "zero_denominator"


def test_money_over_orders_keeps_its_parts_exact():
    t = rows(spent=pyarrow.array([Decimal("0.1")] * 3, pyarrow.decimal128(18, 4)), orders=[1, 1, 1])
    reading = read(Ratio(t.spent, t.orders))
    assert (reading.numerator, reading.denominator, reading.value) == (Decimal("0.3"), 3, 0.1)
    assert (reading.low, reading.high) == (pytest.approx(0.1), pytest.approx(0.1))  # equal rows: no spread


def test_large_orders_have_an_interval_too():
    """DuckDB multiplies decimals of 18 digits in 64 bits, which the square of 100,000 to four places overflows."""
    amounts = [150_000, 350_000]
    t = rows(spent=pyarrow.array([Decimal(amount) for amount in amounts], pyarrow.decimal128(18, 4)), orders=[1, 1])
    reading = read(Ratio(t.spent, t.orders))
    half = Z * sqrt((100_000**2 + 100_000**2) / (2 - 1) / 2)
    assert (reading.value, reading.low, reading.high) == (250_000, pytest.approx(250_000 - half), pytest.approx(250_000 + half))


@pytest.mark.parametrize(
    "minutes, q, expected",
    [
        ([1, 2, 3], 0.5, 2),
        ([1, 2, 3, 4], 0.5, 2.5),
        ([10, 20], 0.9, 10 + 0.9 * 10),
        ([7], 0.9, 7),
        ([1, 2, 3, 4, None], 0.5, 3),  # of five, one not done: the third
        ([1, 2, None], 0.5, 2),
    ],
)
def test_a_quantile_lies_between_rows_in_proportion_and_ranks_what_is_not_done_last(minutes, q, expected):
    t = rows(minutes=pyarrow.array(minutes, pyarrow.float64()))
    reading = read(Quantile(t.minutes, q, of=ibis.literal(True) | t.minutes.isnull()))
    assert (reading.value, reading.n) == (pytest.approx(expected), len(minutes))


@pytest.mark.parametrize("minutes, q", [([1, None], 0.5), ([1, None, None], 0.5), ([None], 0.5), ([1, 2, 3, None], 0.9)])
def test_a_quantile_that_falls_among_what_is_not_done_is_not_known_yet(minutes, q):
    t = rows(minutes=pyarrow.array(minutes, pyarrow.float64()))
    reading = read(Quantile(t.minutes, q, of=ibis.literal(True) | t.minutes.isnull()))
    assert reading == Reading(reason="incomplete", n=len(minutes))


def test_a_quantile_looks_only_at_its_own_rows():
    t = rows(minutes=[1.0, 50.0, 3.0, 99.0], ticket=[True, False, True, None])
    assert read(Quantile(t.minutes, 0.5, of=t.ticket)) == Reading((1 + 3) / 2, n=2)
    none = rows(minutes=[1.0], ticket=[False])
    assert read(Quantile(none.minutes, 0.5, of=none.ticket)) == Reading(reason="zero_denominator", n=0)


MISSING = Reading(reason="column_missing", needs=("users.city",))


def test_arithmetic_of_readings():
    assert (Reading(2) + Reading(3)).value == 5
    assert (Reading(2) - Reading(3)).value == -1
    assert Reading(2).times(30).value == 60
    assert Reading(2).times(30).n == 2
    over = Reading(3).over(Reading(4))
    assert (over.value, over.numerator, over.denominator, over.n) == (3 / 4, 3, 4, 4)
    assert Reading(3).over(Reading(30).times(7)).n == 30
    assert Reading(3).over(Reading(0)).reason == "zero_denominator"


@pytest.mark.parametrize(
    "combine",
    [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a.over(b), lambda a, b: (a + b).over(b), lambda a, b: a.times(2) + b],
)
def test_a_reason_passes_through_arithmetic_with_what_is_missing(combine):
    for reading in (combine(MISSING, Reading(1)), combine(Reading(1), MISSING)):
        assert (reading.value, reading.reason, reading.needs) == (None, "column_missing", ("users.city",))


def test_of_two_reasons_the_first_is_told():
    both = Reading(reason="incomplete") + MISSING
    assert both.reason == "incomplete"


def test_growth_needs_a_base_above_zero():
    grown = Reading(75).growth(Reading(50))
    assert (grown.value, grown.denominator) == (75 / 50 - 1, 50)
    assert Reading(0).growth(Reading(50)).value == -1
    for base in (None, Reading(0), Reading(-5), MISSING, Reading(reason="not_observed")):
        assert (Reading(75).growth(base).value, Reading(75).growth(base).reason) == (None, "no_base")
    assert MISSING.growth(Reading(50)) is MISSING


def test_division_is_done_once_on_exact_parts():
    assert divide(1, 3) == 1 / 3
    assert divide(Decimal("0.3"), 3) == 0.1  # 0.3 / 3 of floats is 0.09999999999999999
    assert divide(10**30 + 1, 10**30) == 1.0
    assert divide(0.5, 2) == 0.25
    assert ratio(1, 0).reason == "zero_denominator"
    assert ratio(Decimal("0.0000"), Decimal("0.0000")).reason == "zero_denominator"


def test_sums_come_back_as_whole_numbers_or_exact_money():
    assert whole(None) == 0
    assert (whole(Decimal("12")), type(whole(Decimal("12")))) == (12, int)
    assert (whole(Decimal("12.30")), type(whole(Decimal("12.30")))) == (Decimal("12.30"), Decimal)
    assert whole(7) == 7


def test_a_total_with_an_unknown_part_is_unknown():
    t = rows(cost=pyarrow.array([Decimal("0.10"), None], pyarrow.decimal128(18, 4)))
    assert read(Total(t.cost)) == Reading(reason="not_observed")
