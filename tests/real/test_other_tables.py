"""Real experiments, channels and reviews: the library's figures against plain counts of the raw files and against what was published."""

from datetime import timedelta
from pathlib import Path

import pytest

from opsreport.analyses.lift import lift
from opsreport.metrics import find
from opsreport.shop import open_shop

from . import independent

pytestmark = pytest.mark.skipif(not independent.DATA.is_dir(), reason="the real data sets are not there: ../shared/data")

HERE = Path(__file__).parent
MAIL = ("Mens E-Mail", "Womens E-Mail")
SPEND_LIFTS = {"Mens E-Mail": (0.769827, 0.485144, 1.054511), "Womens E-Mail": (0.424412, 0.168960, 0.679865)}  # SOURCE.md, as published


@pytest.fixture(scope="module")
def hillstrom():
    return open_shop(HERE / "hillstrom_email.yml")


def by_segment(figures) -> dict[str, tuple[int, int]]:
    """{segment: numerator, denominator}."""
    return {next(iter(f.segment.values())): (f.reading.numerator, f.reading.denominator) for f in figures if f.segment}


def test_hillstrom_s_rows_are_the_published_ones():
    """SOURCE.md: a third each; visits, conversions and what was spent."""
    men, women, none = (independent.hillstrom()[segment] for segment in (*MAIL, "No E-Mail"))
    assert [arm["customers"] for arm in (men, women, none)] == [21_307, 21_387, 21_306]
    assert [arm["visits"] for arm in (men, women, none)] == [3_894, 3_238, 2_262]
    assert [arm["conversions"] for arm in (men, women, none)] == [267, 189, 122]
    assert [arm["spend"] for arm in (men, women, none)] == [independent.exact(sum_) for sum_ in (30_311.69, 23_038.11, 13_908.33)]


@pytest.mark.parametrize("metric", ["ab_test_result", "campaign_lift"])
def test_an_e_mail_s_customers_bought_more_than_those_without_one(hillstrom, metric):
    counted = independent.hillstrom()
    none = counted["No E-Mail"]
    [figure] = hillstrom.figures([find(metric)], "2008-03-01..2008-03-14", trend=1)
    told = {row[1]: dict(zip(figure.table.columns, row, strict=True)) for row in figure.table.rows}
    assert sorted(told) == sorted(MAIL)
    for segment, row in told.items():
        arm = counted[segment]
        assert (row["users"], row["control_users"]) == (arm["customers"], none["customers"])
        assert row["rate"] == arm["conversions"] / arm["customers"]
        assert row["control_rate"] == none["conversions"] / none["customers"]
        wanted = independent.newcombe(arm["conversions"], arm["customers"], none["conversions"], none["customers"])
        assert (row["difference"], row["low"], row["high"]) == pytest.approx(wanted, rel=1e-9)
        assert row["relative"] == pytest.approx(row["rate"] / row["control_rate"] - 1, rel=1e-12)


def test_an_e_mail_s_customers_spent_as_much_more_as_was_published(hillstrom):
    """The published interval is of Student's t, ours of the normal curve: of 40,000 users they differ in the sixth place."""
    counted = independent.hillstrom()
    [figure] = hillstrom.figures([find("ab_test_result")], "2008-03-01..2008-03-14", trend=1)
    for row in (dict(zip(figure.table.columns, row, strict=True)) for row in figure.table.rows):
        arm, none = counted[row["arm"]], counted["No E-Mail"]
        assert row["spend"] == pytest.approx(float(arm["spend"] / arm["customers"]), rel=1e-12)
        assert row["control_spend"] == pytest.approx(float(none["spend"] / none["customers"]), rel=1e-12)
        assert (row["spend_difference"], row["spend_low"], row["spend_high"]) == pytest.approx(SPEND_LIFTS[row["arm"]], abs=2e-5)


def test_an_e_mail_s_customers_visited_more_than_those_without_one(hillstrom):
    """By events: the visits of the two weeks after. SOURCE.md: 18.2757 %, 15.1400 %, 10.6167 %."""
    visits = find("conversion_rate")(start="register", to="visit", days=13)
    figures = hillstrom.figures([visits], "2008-03-01", by="event_channel", trend=1)
    found, counted = by_segment(figures), independent.hillstrom()
    assert found == {segment: (arm["visits"], arm["customers"]) for segment, arm in counted.items()}
    readings = {next(iter(f.segment.values())): f.reading for f in figures if f.segment}
    assert {segment: round(100 * r.value, 4) for segment, r in readings.items()} == {MAIL[0]: 18.2757, MAIL[1]: 15.14, "No E-Mail": 10.6167}
    for segment, reading in readings.items():
        assert (reading.low, reading.high) == pytest.approx(independent.wilson(*found[segment]), rel=1e-9)
    for segment in MAIL:
        more = lift(*found[segment], *found["No E-Mail"])
        assert (more.difference, more.low, more.high) == pytest.approx(independent.newcombe(*found[segment], *found["No E-Mail"]), rel=1e-9)


@pytest.fixture(scope="module")
def leads():
    return open_shop(HERE / "olist_leads.yml")


@pytest.mark.parametrize("basis", ["registered", "paying"])
def test_842_of_8000_leads_became_sellers_by_where_they_came_from(leads, basis):
    figures = leads.figures([find("channel_conversion_rate")(basis=basis)], "2017-06-01..2018-11-14", trend=1)
    [whole] = [f.reading for f in figures if not f.segment]
    assert (whole.numerator, whole.denominator, whole.value) == (842, 8_000, 842 / 8_000)
    found = by_segment(figures)
    assert found == independent.olist_leads()
    assert (found["organic_search"][1], found["paid_search"][1], found["nothing said"][1]) == (2_296, 1_586, 60)  # SOURCE.md


def test_leads_of_january_that_became_sellers_within_90_days(leads):
    [figure] = leads.figures([find("sales_lead_conversion")(days=90)], "2018-01", trend=1)
    counted = independent.olist_leads(timedelta(days=90), "2018-01").values()
    assert (figure.reading.numerator, figure.reading.denominator) == (sum(deals for deals, _ in counted), sum(leads for _, leads in counted))


def test_reviews_in_chinese_are_counted_by_what_they_are_of():
    """SOURCE.md: 62,774 reviews, 31,728 good and 31,046 bad. A good one stands as five stars, a bad one as one."""
    shop, counted = open_shop(HERE / "chinese_reviews.yml"), independent.chinese_reviews()
    asked = [find("csat")(kind="rating"), find("rating_average"), find("feedback_count")]
    satisfied, stars, reviews = (f.reading for f in shop.figures(asked, "2020-01-01", trend=1) if not f.segment)
    assert (satisfied.numerator, satisfied.denominator) == (31_728, 62_774)
    assert (stars.numerator, stars.denominator) == (5 * 31_728 + 1 * 31_046, 31_728 + 31_046)
    assert reviews.value == 62_774
    good, average, number = (
        by_segment(f for f in shop.figures([metric], "2020-01-01", by="aspect", trend=1)) for metric in (asked[0], asked[1], asked[2])
    )
    assert good == counted
    assert average == {goods: (5 * k + 1 * (n - k), n) for goods, (k, n) in counted.items()}
    assert {goods: n for goods, (n, _) in number.items()} == {goods: n for goods, (_, n) in counted.items()}
