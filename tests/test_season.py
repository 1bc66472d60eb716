"""The shop's calendar: what holidays.yml may hold, what a period holds, and a year ago as Spring Festival counts it."""

import datetime as dt
from pathlib import Path

import pytest

from opsreport.errors import Mistake
from opsreport.periods import period
from opsreport.season import Season, read_holidays
from opsreport.words import Text

CHINA = Path(__file__).parent.parent / "params" / "holidays.yml"
ONE = "holidays:\n  - name: 店庆\n    dates: [2025-03-08, 2026-03-08..2026-03-10]\n"


@pytest.fixture(scope="module")
def china():
    return read_holidays(CHINA)


def names(season, label):
    return [occasion.name.zh for occasion in season.occasions(period(label))]


def test_the_preset_knows_the_holidays_and_sales_of_four_years(china):
    years = {holiday.name.zh: [days.first.year for days in holiday.dates] for holiday in china.holidays}
    assert all(known == [2024, 2025, 2026, 2027] for known in years.values())
    assert [holiday.name.en for holiday in china.holidays if holiday.sets_apart] == ["Spring Festival", "618", "Double 11"]
    (spring,) = [holiday for holiday in china.holidays if holiday.lunar]
    new_years = [dt.date(2024, 2, 10), dt.date(2025, 1, 29), dt.date(2026, 2, 17), dt.date(2027, 2, 6)]
    assert (spring.name, [days.festival for days in spring.dates]) == (Text("春节", "Spring Festival"), new_years)


def test_what_a_period_holds_in_the_order_of_the_days(china):
    assert names(china, "2026-06") == ["618", "端午"]
    assert names(china, "2026-03") == []
    assert names(china, "2025-10") == ["国庆", "中秋"]


@pytest.mark.parametrize(
    "label, apart",
    [
        ("2025-01", "春节"),  # 4 of 31 days
        ("2025-02", "春节"),  # 4 of 28
        ("2026-01", None),
        ("2026-02", "春节"),
        ("2026-06", "618"),
        ("2026-10", None),  # National Day sets nothing apart
        ("2026-11", "双11"),
        ("2026-W25", "618"),  # 15 to 21 June
        ("2026-W26", None),
        ("2026-Q1", None),  # each first quarter holds Spring Festival
        ("2026-Q2", None),
        ("2026", None),
        ("2026-06-18", "618"),
    ],
)
def test_a_period_is_set_apart_by_what_takes_a_tenth_of_its_days(china, label, apart):
    occasion = china.sets_apart(period(label))
    assert (occasion and occasion.name.zh) == apart


def test_the_share_is_of_the_periods_days(china):
    assert china.sets_apart(period("2026-06")).share == pytest.approx(18 / 30)
    assert china.apart(period("2026-06").trailing(13)) == {0, 5, 8, 12}  # June, November, February, June


@pytest.mark.parametrize(
    "label, aligned",
    [
        ("2026-02", "2025-01-13..2025-02-09"),  # the 17th day is 17 February, and was 29 January
        ("2026-01", "2024-12-13..2025-01-12"),  # it holds nothing of it, but last January did
        ("2025-02", "2024-02-13..2024-03-11"),
        ("2026-W08", "2025-01-28..2025-02-03"),
        ("2026-03", None),
        ("2026-06", None),  # 618 does not move
        ("2026-Q1", None),
    ],
)
def test_a_year_ago_as_spring_festival_counts_it(china, label, aligned):
    found = china.aligned(period(label))
    assert (found and found[0].label) == aligned
    if found:
        assert found[0].days == period(label).days and found[1].name.zh == "春节"


def test_as_much_of_a_running_period_is_aligned_as_has_elapsed(china):
    running = period("2026-02").elapsed(20)
    assert china.aligned(running)[0].label == "2025-01-13..2025-02-01"


def test_where_last_years_festival_is_not_known_nothing_is_aligned(china):
    assert china.aligned(period("2024-02")) is None
    assert Season().aligned(period("2026-02")) is None


def test_the_same_holiday_a_year_ago_and_the_ordinary_months_around_it(china):
    spring = china.same_a_year_ago(period("2026-02"))
    assert spring.label == "2025-01-13..2025-02-09"
    assert [one.label for one in china.ordinary_around(spring, period("2025-02"))] == ["2024-12", "2025-03"]
    june = china.same_a_year_ago(period("2026-06"))
    assert june.label == "2025-06"
    assert [one.label for one in china.ordinary_around(june, period("2025-06"))] == ["2025-05", "2025-07"]
    week = china.same_a_year_ago(period("2026-W25"))
    assert [one.label for one in china.ordinary_around(week, period("2025-W25"))] == ["2025-W21", "2025-W26"]  # the sale began in W22
    assert china.same_a_year_ago(period("2026-10")) is None


def written(tmp_path, text):
    path = tmp_path / "holidays.yml"
    path.write_text(text, "utf-8")
    return path


def test_a_shop_adds_its_own(tmp_path):
    (own,) = read_holidays(written(tmp_path, ONE)).holidays
    assert (own.name, own.lunar, own.sets_apart) == (Text("店庆", "店庆"), False, False)
    assert [(days.first, days.last) for days in own.dates] == [(dt.date(2025, 3, 8),) * 2, (dt.date(2026, 3, 8), dt.date(2026, 3, 10))]


@pytest.mark.parametrize(
    "change, line, said",
    [
        (("2025-03-08", "8.3.2025"), 3, '"8.3.2025" is no range of days: write 2026-02-15..2026-02-23 (both days included) or a single day'),
        (("2026-03-10", "2026-02-30"), 3, '"2026-03-08..2026-02-30" is no range of days'),
        (("2026-03-10", "2026-03-01"), 3, '"2026-03-08..2026-03-01" ends before it starts'),
        (("name", "nme"), 2, 'unknown key "nme". Did you mean "name"?'),
        (("    dates: [2025-03-08, 2026-03-08..2026-03-10]", ""), 2, '"dates" is missing'),
        (("dates:", "lunr: true\n    dates:"), 3, 'unknown key "lunr". Did you mean "lunar"?'),
        (("dates:", "lunar: true\n    dates:"), 2, "a lunar holiday needs one day of festival in each of its dates; see 2025-03-08..2025-03-08"),
        (("dates:", "festival: [2025-03-08]\n    dates:"), 2, "festival needs lunar: true"),
        (("  - name: 店庆\n    dates:", "  - 店庆 #"), 2, "this is no holiday"),
        (("holidays:", "holiday:"), 1, 'unknown key "holiday". Did you mean "holidays"?'),
    ],
)
def test_a_mistake_names_line_key_and_mend(tmp_path, change, line, said):
    path = written(tmp_path, ONE.replace(*change))
    with pytest.raises(Mistake) as caught:
        read_holidays(path)
    assert caught.value.what.startswith(said)
    assert caught.value.where.startswith(f"{path} line {line}")
    assert caught.value.code == 78 and caught.value.mend


def test_a_mistake_says_its_place_in_full(tmp_path):
    path = written(tmp_path, ONE.replace("2026-03-08..", "march.."))
    with pytest.raises(Mistake) as caught:
        read_holidays(path)
    assert caught.value.where == f"{path} line 3, holidays.1.dates.2"
    assert caught.value.mend.startswith("Correct the value: its days, a range for each year; write 2026-02-15..2026-02-23")
