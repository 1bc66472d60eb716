"""Which periods can be reported, and which should be by now."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest

from opsreport.errors import Mistake
from opsreport.periods import Calendar
from opsreport.run.plan import Plan, between, chosen, missing

JUNE_12 = dt.date(2024, 6, 12)


def plan(*cadences, start=None, data_from=dt.date(2024, 1, 15), data_until=JUNE_12):
    return Plan(cadences, start, data_from, data_until, Calendar())


def shop(data_until=JUNE_12):
    params = SimpleNamespace(cadences=("month",), start=None, timezone="Asia/Shanghai")
    return SimpleNamespace(params=params, data_from=dt.date(2024, 1, 15), data_until=data_until, store=SimpleNamespace(calendar=Calendar()))


def publish(out, label, unit="month", start=None, status="published", running=False):
    (out / label).mkdir()
    record = {"status": status, "running": running, "unit": unit, "start": str(start or f"{label}-01")}
    (out / label / "run.json").write_text(json.dumps(record))


def labels(periods):
    return [each.label for each in periods]


def test_a_period_that_is_over_is_taken_as_it_is():
    may = chosen("2024-05", shop())
    assert (may.label, may.running) == ("2024-05", False)


def test_its_last_day_must_be_covered():
    assert not chosen("2024-06", shop(dt.date(2024, 6, 30))).running
    with pytest.raises(Mistake) as refused:
        chosen("2024-06", shop(dt.date(2024, 6, 29)))
    assert refused.value.code == 64
    assert str(refused.value) == (
        "period: 2024-06 is not over: it ends on 2024-06-30, the data on 2024-06-29\n  Mend: wait for the data, or ask for what there is by --running"
    )


def test_a_running_period_is_cut_where_the_data_end():
    june = chosen("2024-06", shop(), running=True)
    assert (june.label, june.end, june.running) == ("2024-06", JUNE_12 + dt.timedelta(days=1), True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2024-07", "2024-07 begins on 2024-07-01, the data end on 2024-06-12\n  Mend: wait for the data, or choose an earlier period"),
        ("2023-12", "2023-12 was over before the data begin, on 2024-01-15\n  Mend: choose a later period"),
    ],
)
def test_the_future_and_the_time_before_the_data_are_refused_even_as_running(text, why):
    with pytest.raises(Mistake) as refused:
        chosen(text, shop(), running=True)
    assert (refused.value.code, str(refused.value)) == (64, f"period: {why}")


def test_previous_is_seen_from_today_and_latest_from_the_data():
    assert chosen("previous-month", shop(), today=dt.date(2024, 5, 3)).label == "2024-04"
    assert chosen("latest", shop(), today=dt.date(2030, 1, 1)).label == "2024-05"


def test_all_closed_periods_since_start_that_are_not_published_are_missing_oldest_first(tmp_path):
    publish(tmp_path, "2024-03")
    assert labels(missing(plan("month", start=dt.date(2024, 2, 1)), tmp_path)) == ["2024-02", "2024-04", "2024-05"]


def test_a_month_that_began_before_start_is_not_due(tmp_path):
    assert labels(missing(plan("month", start=dt.date(2024, 4, 2)), tmp_path)) == ["2024-05"]


def test_cadences_are_told_apart_and_sorted_by_their_end(tmp_path):
    due = missing(plan("quarter", "month", "week", start=dt.date(2024, 3, 18)), tmp_path, today=dt.date(2024, 4, 2))
    assert labels(due) == ["2024-W12", "2024-W13"]
    due = missing(plan("quarter", "month", start=dt.date(2024, 1, 1)), tmp_path, today=dt.date(2024, 4, 1))
    assert labels(due) == ["2024-01", "2024-02", "2024-03", "2024-Q1"]


def test_without_start_they_go_on_from_the_oldest_report(tmp_path):
    assert labels(missing(plan("month"), tmp_path)) == ["2024-05"]
    publish(tmp_path, "2024-02")
    assert labels(missing(plan("month"), tmp_path)) == ["2024-03", "2024-04", "2024-05"]


def test_a_report_with_a_failed_page_or_of_a_running_period_is_missing(tmp_path):
    publish(tmp_path, "2024-04", status="published with a failed page")
    publish(tmp_path, "2024-05", running=True)
    assert labels(missing(plan("month", start=dt.date(2024, 4, 1)), tmp_path)) == ["2024-04", "2024-05"]


def test_nothing_is_due_before_the_data_begin(tmp_path):
    assert labels(missing(plan("month", start=dt.date(2020, 1, 1), data_until=dt.date(2024, 2, 29)), tmp_path)) == ["2024-01", "2024-02"]


def test_a_report_whose_record_is_damaged_is_missing(tmp_path):
    publish(tmp_path, "2024-04")
    (tmp_path / "2024-04" / "run.json").write_text("{")
    assert labels(missing(plan("month", start=dt.date(2024, 4, 1)), tmp_path)) == ["2024-04", "2024-05"]


def test_between_two_periods_of_one_kind():
    assert labels(between("2023-12", "2024-02", Calendar())) == ["2023-12", "2024-01", "2024-02"]
    assert labels(between("2024-W52", "2025-W01", Calendar())) == ["2024-W52", "2025-W01"]
    assert labels(between("2024-02-28", "2024-03-01", Calendar())) == ["2024-02-28", "2024-02-29", "2024-03-01"]


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2024-01", "2024-Q2", "2024-01 and 2024-Q2 are not two periods of one kind\n  Mend: give two days, weeks, months, quarters or years"),
        ("2024-03", "2024-01", "2024-01 lies before 2024-03\n  Mend: give the earlier one first"),
    ],
)
def test_between_what_does_not_go_together_is_refused(first, last, why):
    with pytest.raises(Mistake) as refused:
        between(first, last, Calendar())
    assert (refused.value.code, str(refused.value)) == (64, f"period: {why}")
