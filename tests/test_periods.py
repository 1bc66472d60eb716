"""Periods: every way to name one, what lies around it, and where a running one ends."""

import datetime as dt

import pytest

from opsreport.errors import BAD_PARAMETER, Mistake
from opsreport.periods import Calendar, Period, before, closed, containing, days_after, named, period, periods_after

SUNDAY, TUESDAY, APRIL = Calendar(week_start=6), Calendar(week_start=1), Calendar(fiscal_start=4)


def day(text):
    return dt.date.fromisoformat(text)


def span(p):
    """The first and the last day, both included."""
    return str(p.start), str(p.end - dt.timedelta(days=1))


@pytest.mark.parametrize(
    "label, unit, first, last",
    [
        ("2026-10", "month", "2026-10-01", "2026-10-31"),
        ("2024-02", "month", "2024-02-01", "2024-02-29"),
        ("2026-12", "month", "2026-12-01", "2026-12-31"),
        ("2026-Q1", "quarter", "2026-01-01", "2026-03-31"),
        ("2026-Q4", "quarter", "2026-10-01", "2026-12-31"),
        ("2026-W43", "week", "2026-10-19", "2026-10-25"),
        ("2026-W01", "week", "2025-12-29", "2026-01-04"),
        ("2026-W53", "week", "2026-12-28", "2027-01-03"),
        ("2026", "year", "2026-01-01", "2026-12-31"),
        ("2026-10-05", "day", "2026-10-05", "2026-10-05"),
        ("2024-02-29", "day", "2024-02-29", "2024-02-29"),
        ("2026-10-01..2026-10-15", "range", "2026-10-01", "2026-10-15"),
        ("2026-10-05..2026-10-05", "range", "2026-10-05", "2026-10-05"),
    ],
)
def test_every_form_is_read_and_written_back(label, unit, first, last):
    p = period(label)
    assert (p.unit, *span(p)) == (unit, first, last)
    assert p.label == label
    assert not p.running
    assert p.days == (day(last) - day(first)).days + 1


def test_a_year_may_come_as_a_number():
    assert period(2026) == period("2026") == period(" 2026 ")
    assert period(period("2026-10")) == period("2026-10")


NOT_A_PERIOD = (
    "write it like one of these: 2026-10 (month), 2026-Q3, 2026-W43, 2026, 2026-10-05 (day), "
    "2026-10-01..2026-10-15 (both days included), previous-month"
)


@pytest.mark.parametrize(
    "text, why",
    [
        (202610, 'a whole number is accepted as a year only (did you mean "2026-10"? Python and YAML read 2026_10 as a number)'),
        (202613, "a whole number is accepted as a year only"),
        (7, "a whole number is accepted as a year only"),
        ("October", "unknown form"),
        ("2026-1", "unknown form"),
        ("2026-Q5", "unknown form"),
        ("2026/10", "unknown form"),
        ("2026-10-1", "unknown form"),
        ("", "unknown form"),
        (True, "unknown form"),
        (None, "unknown form"),
        ("2026-13", "month must be in 1..12"),
        ("2025-W53", "Invalid week: 53"),
        ("2026-W00", "Invalid week: 0"),
        ("2025-02-29", "day is out of range for month"),
        ("2026-10-15..2026-10-01", "it ends before it starts"),
    ],
)
def test_what_is_not_a_period_is_refused_with_the_reason(text, why):
    with pytest.raises(Mistake) as mistake:
        period(text)
    assert str(mistake.value).startswith(f'period: "{text}" is not a period: {why}')
    assert str(mistake.value).endswith(f"\n  Mend: {NOT_A_PERIOD}")
    assert mistake.value.code == BAD_PARAMETER


@pytest.mark.parametrize(
    "label, previous, year_ago",
    [
        ("2026-10", "2026-09", "2025-10"),
        ("2026-01", "2025-12", "2025-01"),
        ("2024-02", "2024-01", "2023-02"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-W43", "2026-W42", "2025-W43"),
        ("2026-W01", "2025-W52", "2025-W01"),
        ("2027-W01", "2026-W53", "2026-W01"),
        ("2026", "2025", "2025"),
        ("2026-03-01", "2026-02-28", "2025-03-01"),
        ("2024-03-01", "2024-02-29", "2023-03-01"),
        ("2026-10-01..2026-10-15", "2026-09-16..2026-09-30", "2025-10-01..2025-10-15"),
        ("2024-02-01..2024-03-10", "2023-12-24..2024-01-31", "2023-02-01..2023-03-10"),
    ],
)
def test_the_period_before_and_the_same_period_last_year(label, previous, year_ago):
    assert period(label).previous().label == previous
    assert period(label).year_ago().label == year_ago


@pytest.mark.parametrize("label", ["2026-W53", "2024-02-29", "2024-02-15..2024-02-29", "2024-02-29..2024-03-05"])
def test_what_has_no_same_period_last_year(label):
    assert period(label).year_ago() is None


def test_thirteen_months_end_with_the_last():
    labels = [p.label for p in period("2026-02").trailing(13)]
    assert (labels[0], labels[1], labels[-2], labels[-1], len(labels)) == ("2025-02", "2025-03", "2026-01", "2026-02", 13)


def test_adjacent_periods_leave_no_day_out():
    for label in ("2026-10", "2026-Q3", "2026-W43", "2026", "2026-10-05", "2026-10-01..2026-10-15"):
        line = period(label).trailing(30)
        assert all(a.end == b.start for a, b in zip(line, line[1:], strict=False)), label


def test_weeks_may_start_on_another_day_and_are_named_by_their_monday():
    assert span(period("2026-W43", SUNDAY)) == ("2026-10-18", "2026-10-24")
    assert span(period("2026-W43", TUESDAY)) == ("2026-10-13", "2026-10-19")
    for calendar in (SUNDAY, TUESDAY):
        week = period("2026-W43", calendar)
        assert (week.label, week.previous().label, week.year_ago().label) == ("2026-W43", "2026-W42", "2025-W43")
    assert period("2026-W53", SUNDAY).year_ago() is None
    assert containing("week", day("2026-10-24"), SUNDAY).label == "2026-W43"
    assert containing("week", day("2026-10-25"), SUNDAY).label == "2026-W44"
    assert containing("week", day("2026-10-25")).label == "2026-W43"


def test_a_year_may_start_in_another_month():
    assert span(period("2026", APRIL)) == ("2026-04-01", "2027-03-31")
    assert span(period("2026-Q1", APRIL)) == ("2026-04-01", "2026-06-30")
    assert span(period("2026-Q4", APRIL)) == ("2027-01-01", "2027-03-31")
    assert span(period("2026-10", APRIL)) == ("2026-10-01", "2026-10-31")
    for label in ("2026", "2026-Q1", "2026-Q4"):
        assert period(label, APRIL).label == label
    assert period("2026-Q1", APRIL).previous().label == "2025-Q4"
    assert period("2026-Q4", APRIL).year_ago().label == "2025-Q4"
    assert containing("year", day("2027-03-31"), APRIL).label == "2026"
    assert containing("year", day("2027-04-01"), APRIL).label == "2027"
    assert containing("quarter", day("2027-03-31"), APRIL).label == "2026-Q4"


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("calendar", [Calendar(), SUNDAY, APRIL])
def test_every_day_lies_in_one_period_of_each_unit(unit, calendar):
    for n in range(800):
        at = day("2024-01-15") + dt.timedelta(days=n)
        p = containing(unit, at, calendar)
        assert p.start <= at < p.end
        assert period(p.label, calendar) == p


def test_a_running_period_ends_where_the_data_end_and_is_compared_with_the_same_elapsed_part():
    october = period("2026-10").cut(day("2026-10-11"))
    assert october.running and october.label == "2026-10"
    assert span(october) == ("2026-10-01", "2026-10-10")
    assert span(october.previous()) == ("2026-09-01", "2026-09-10")
    assert span(october.year_ago()) == ("2025-10-01", "2025-10-10")
    assert october.previous().running and october.previous().label == "2026-09"
    week = period("2026-W43").cut(day("2026-10-22"))
    assert span(week.previous()) == ("2026-10-12", "2026-10-14")
    assert span(week.year_ago()) == ("2025-10-20", "2025-10-22")


def test_the_same_elapsed_part_of_a_shorter_month_is_at_most_the_whole_month():
    march = period("2026-03").cut(day("2026-03-31"))
    assert march.days == 30
    assert span(march.previous()) == ("2026-02-01", "2026-02-28")


def test_the_earlier_periods_of_a_running_ones_trend_are_whole():
    line = period("2026-10").cut(day("2026-10-11")).trailing(3)
    assert [p.running for p in line] == [False, False, True]
    assert [p.days for p in line] == [31, 30, 10]


def test_a_period_is_cut_nowhere_but_inside():
    october = period("2026-10")
    assert october.cut(day("2026-11-01")) == october.cut(day("2027-01-01")) == october
    assert october.cut(day("2026-10-01")).days == october.cut(day("2020-01-01")).days == 0


@pytest.mark.parametrize(
    "name, label",
    [
        ("previous-month", "2026-10"),
        ("previous-day", "2026-11-08"),
        ("previous-week", "2026-W45"),
        ("previous-quarter", "2026-Q3"),
        ("previous-year", "2025"),
        ("current-month", "2026-11"),
        ("Current-Week", "2026-W46"),
        ("current-year", "2026"),
        ("latest-month", "2026-09"),
        ("latest", "2026-09"),
        ("latest-day", "2026-10-30"),
        ("latest-week", "2026-W43"),
        ("2026-02", "2026-02"),
    ],
)
def test_periods_by_name(name, label):
    """Today is Monday, 9 November 2026; the data are complete through 30 October."""
    assert named(name, today=day("2026-11-09"), until=day("2026-10-31")).label == label


def test_the_latest_month_is_the_last_one_that_the_data_cover_whole():
    assert named("latest", today=day("2027-01-01"), until=day("2026-11-01")).label == "2026-10"
    assert named("latest", today=day("2027-01-01"), until=day("2026-10-31")).label == "2026-09"


def test_a_name_without_a_unit_is_refused_where_it_says_nothing():
    with pytest.raises(Mistake, match='"previous" is not a period'):
        named("previous", today=day("2026-11-09"), until=day("2026-11-09"))


def test_when_a_figure_is_known():
    june = period("2024-06")
    assert closed(june) == day("2024-07-01")
    assert days_after(7)(june) == day("2024-07-08")
    assert periods_after(2)(june) == day("2024-09-01")
    assert before(june) == day("2024-05-01")
    half = june.cut(day("2024-06-16"))
    assert (closed(half), days_after(7)(half), periods_after(1)(half)) == (day("2024-07-01"), day("2024-07-08"), day("2024-08-01"))


def test_periods_are_ordered_by_their_days():
    labels = ["2026-02", "2025-12", "2026-01"]
    assert [p.label for p in sorted(map(period, labels))] == sorted(labels)
    assert Period(day("2026-01-01"), day("2026-02-01"), "month", day("2026-02-01")) == period("2026-01")


def test_years_that_nobody_means_are_refused():
    with pytest.raises(Mistake, match="years from 1900 to 2200"):
        period("0001")
