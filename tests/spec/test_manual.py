"""Figures that are kept elsewhere: a row of the period itself, or the rows of all of its parts."""

from written_shop import ratio, total, unknown

from opsreport.metrics.content import content_published
from opsreport.metrics.work import data_accuracy

HEAD = "manual_figures\nmetric | period | value | numerator | denominator | segment\n-+-\n"


def told(shop, *rows, **more):
    return shop(HEAD + "\n".join(rows), **more)


def test_a_figure_of_the_period_itself_goes_before_its_parts(shop):
    rows = [f"content_published | 2024-{month:02} | 10 | | | " for month in (4, 5, 6)]
    assert told(shop, *rows).read(content_published, "2024-Q2") == total(30)
    assert told(shop, *rows, "content_published | 2024-Q2 | 33 | | | ").read(content_published, "2024-Q2") == total(33)
    assert told(shop, *rows, "content_published | 2024-Q2 | 33 | | | ").read(content_published, "2024-06") == total(10)


def test_a_period_is_not_made_of_some_of_its_parts(shop):
    assert told(shop, "content_published | 2024-04 | 10 | | | ", "content_published | 2024-06 | 10 | | | ").read(
        content_published, "2024-Q2"
    ) == unknown("not_observed")


def test_rates_of_parts_are_weighted(shop):
    rows = [f"data_accuracy | 2024-{month:02} | | {top} | {bottom} | " for month, top, bottom in ((4, 1, 10), (5, 90, 100), (6, 5, 10))]
    assert told(shop, *rows).read(data_accuracy, "2024-Q2") == ratio(1 + 90 + 5, 10 + 100 + 10)


def test_rates_without_their_parts_are_not_added(shop):
    rows = [f"data_accuracy | 2024-{month:02} | 0.9 | | | " for month in (4, 5, 6)]
    assert told(shop, *rows).read(data_accuracy, "2024-06") == total("0.9")
    assert told(shop, *rows).read(data_accuracy, "2024-Q2") == unknown("not_observed")


def test_the_whole_goes_before_its_segments_and_segments_add_up(shop):
    north, south = "data_accuracy | 2024-06 | | 8 | 10 | north", "data_accuracy | 2024-06 | | 80 | 100 | south"
    assert told(shop, north, south).read(data_accuracy, "2024-06") == ratio(88, 110)
    assert told(shop, north, south, "data_accuracy | 2024-06 | | 9 | 10 | ").read(data_accuracy, "2024-06") == ratio(9, 10)


def test_weeks_do_not_make_a_month_and_a_text_that_is_no_period_makes_nothing(shop):
    weeks = [f"content_published | 2024-W{week:02} | 1 | | | " for week in range(6, 10)]  # from 5 February on, 28 days
    assert told(shop, *weeks, "content_published | February | 9 | | | ").read(content_published, "2024-02") == unknown("not_observed")
    assert told(shop, *weeks).read(content_published, "2024-W06") == total(1)


def test_a_range_is_made_of_its_days(shop):
    days = [f"content_published | 2024-06-{day:02} | {day} | | | " for day in (1, 2, 3)]
    assert told(shop, *days).read(content_published, "2024-06-01..2024-06-03") == total(1 + 2 + 3)
    assert told(shop, *days).read(content_published, "2024-06-01..2024-06-04") == unknown("not_observed")


def test_a_figure_of_a_whole_month_stands_also_while_it_runs(shop):
    june = told(shop, "data_accuracy | 2024-06 | | 9 | 10 | ", data_until="2024-06-15")
    assert june.read(data_accuracy, "2024-06") == ratio(9, 10)


def test_there_are_no_segments_of_what_is_kept_elsewhere(shop):
    june = told(shop, "data_accuracy | 2024-06 | | 9 | 10 | ")
    assert june.missing_by("city", data_accuracy, "2024-06")[0] == "not_by_city"
