"""What was agreed for a figure, beside what it came to: arithmetic on readings written by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from opsreport.errors import Mistake
from opsreport.goals import DIFFERENCE, Entry, Goals, agreed
from opsreport.kinds import Reading, ratio
from opsreport.metrics import find
from opsreport.periods import Calendar, Period, period
from opsreport.shop import BY, Shop
from opsreport.targets import Target, achievement, adds_up, asked, bound, gap, held, met, of_months, progress, questions, target, whole_only

OCTOBER = period("2026-10")
SHOP = Shop.of({})


def named(metric):
    return find(metric).resolved(SHOP.store)


def goals(*entries: dict) -> Goals:
    """Goals of lines of targets.yml, written as dictionaries."""
    lines = [agreed(Entry.model_validate(entry), Calendar(), lambda *key, i=i: f"line {i + 1}") for i, entry in enumerate(entries)]
    return bound(Goals(tuple(lines)), named, BY)


def of(entries, label, readings, metric="new_users", part=None, segment=None, role=None, until=None) -> Target | None:
    """The target of a figure; readings: {label: value, or (numerator, denominator)}."""
    when = period(label).cut(until) if until else period(label)
    read = reader(readings)
    return target(goals(*entries), named(metric), part, segment, when, read(when), read, role)


def reader(readings):
    def read(when: Period) -> Reading:
        value = readings.get(when.label)
        return Reading(reason="not_observed") if value is None else ratio(*value) if isinstance(value, tuple) else Reading(value)

    return read


def plain(value, better="higher", **more) -> Target:
    return Target(OCTOBER, value, better, **more)


# achievement


def test_500_of_600_is_83_percent():
    reached = of([dict(metric="new_users", period="2026-10", target=600)], "2026-10", {"2026-10": 500})
    assert achievement(500, plain(600)) == Fraction(500, 600)
    assert (reached.achievement, round(100 * reached.achievement), reached.gap, reached.met) == (500 / 600, 83, 500 - 600, False)


@pytest.mark.parametrize(
    ("actual", "goal", "expected"),
    [
        (600, 600, 1),
        (Decimal("0.3"), 0.3, 1),
        (0, 600, 0),
        (-5, 600, 0),  # worse than nothing is nothing
        (660, 600, Fraction(11, 10)),
        (0.3, Decimal("0.3"), 1),  # three tenths are three tenths
        (500, 0, None),  # any number would be infinitely much of nothing
        (500, -3, None),
    ],
)
def test_achievement_where_high_is_better(actual, goal, expected):
    assert achievement(actual, plain(goal)) == expected


@pytest.mark.parametrize(
    ("actual", "goal", "inverse", "difference"),
    [
        (30, 36, Fraction(36, 30), 2 - Fraction(30, 36)),
        (36, 36, 1, 1),
        (45, 36, Fraction(36, 45), 2 - Fraction(45, 36)),
        (100, 36, Fraction(36, 100), 0),  # 2 - 100/36 is below nothing
        (0, 36, Fraction(6, 5), Fraction(6, 5)),  # as good as it gets: the cap
        (0, 0, Fraction(6, 5), Fraction(6, 5)),
        (1, 0, 0, 0),
    ],
)
def test_achievement_where_low_is_better(actual, goal, inverse, difference):
    assert achievement(actual, plain(goal, "lower")) == inverse
    assert achievement(actual, plain(goal, "lower", formula=DIFFERENCE)) == difference


def test_nothing_at_all_reaches_the_cap_that_was_agreed():
    assert achievement(0, plain(36, "lower"), Decimal("1.5")) == Fraction(3, 2)


@pytest.mark.parametrize(
    ("actual", "reached", "away", "inside"),
    [(80, 1, 0, True), (90, 1, 0, True), (85, 1, 0, True), (60, Fraction(60, 80), -20, False), (100, Fraction(90, 100), 10, False)],
)
def test_a_range_holds_its_ends(actual, reached, away, inside):
    wanted = plain(None, "range", low=80, high=90)
    assert (achievement(actual, wanted), gap(actual, wanted), met(actual, wanted)) == (reached, away, inside)


@pytest.mark.parametrize(("actual", "higher", "lower"), [(599, False, True), (600, True, True), (601, True, False)])
def test_met_is_judged_at_the_target_itself(actual, higher, lower):
    assert met(actual, plain(600)) is higher and met(actual, plain(600, "lower")) is lower


# what was agreed


def test_no_target_is_no_target():
    assert of([], "2026-10", {"2026-10": 500}) is None
    assert of([dict(metric="new_users", period="2026-09", target=600)], "2026-10", {"2026-10": 500}) is None
    assert of([dict(metric="new_users", period="2026-10", target=600)], "2026-10", {"2026-10": 5}, metric="sales_amount") is None


def test_a_figure_that_is_not_known_is_no_zero():
    found = of([dict(metric="new_users", period="2026-10", target=600)], "2026-10", {})
    assert (found.value, found.achievement, found.gap, found.met, found.reason) == (600, None, None, None, "not_observed")


def test_a_running_period_is_neither_met_nor_missed():
    found = of([dict(metric="new_users", period="2026-10", target=600)], "2026-10", {"2026-10": 700}, until=date(2026, 10, 11))
    assert (found.met, found.achievement) == (None, 700 / 600)


def test_a_named_period_goes_before_each():
    entries = [dict(metric="new_users", period="2026-11", target=6000), dict(metric="new_users", each="month", target=800)]
    assert [of(entries, label, {}).value for label in ("2026-10", "2026-11")] == [800, 6000]


def test_the_later_agreement_holds_and_the_earlier_is_its_history():
    entries = [
        dict(metric="new_users", period="2026-10", target=3000, agreed_on="2026-09-28"),
        dict(metric="new_users", period="2026-10", target=2600, agreed_on="2026-09-15"),
    ]
    found = of(entries, "2026-10", {})
    assert (found.value, found.agreed_on, found.late) == (3000, date(2026, 9, 28), False)
    assert found.history == ((date(2026, 9, 15), "2600"),)


@pytest.mark.parametrize(("day", "late"), [("2026-09-30", False), ("2026-10-01", False), ("2026-10-02", True)])
def test_a_target_is_late_after_the_first_day(day, late):
    assert of([dict(metric="new_users", period="2026-10", target=1, agreed_on=day)], "2026-10", {}).late is late


def test_targets_of_segments_parts_and_roles_are_their_own():
    entries = [
        dict(metric="first_response_time", part="within_sla", period="2026-10", target="65%"),
        dict(metric="new_users", segment={"city": "Shanghai"}, period="2026-10", target=100),
        dict(metric="new_users", role="promotion", period="2026-10", target=500),
        dict(metric="new_users", period="2026-10", target=400),
    ]
    assert of(entries, "2026-10", {}, metric="first_response_time", part="median") is None
    assert of(entries, "2026-10", {}, metric="first_response_time", part="within_sla").value == Decimal("0.65")
    assert of(entries, "2026-10", {}, segment={"city": "Shanghai"}).value == 100
    assert of(entries, "2026-10", {}, segment={"city": "Beijing"}) is None
    assert [of(entries, "2026-10", {}, role=role).value for role in (None, "promotion", "data")] == [400, 500, 400]


def test_an_option_that_is_the_shops_own_need_not_be_written():
    entries = [dict(metric="retention_on_n", period="2026-10", target="30%"), dict(metric="retention_on_n[n=30]", period="2026-10", target="15%")]
    assert of(entries, "2026-10", {}, metric="retention_on_n[n=7]").value == Decimal("0.3")
    assert of(entries, "2026-10", {}, metric="retention_on_n[n=30]").value == Decimal("0.15")


def test_better_can_be_turned_round():
    entry = dict(metric="new_users", period="2026-10", target=600, better="lower")
    assert of([entry], "2026-10", {"2026-10": 500}).met is True


# changes


@pytest.mark.parametrize(
    ("metric", "change", "kind", "base", "expected"),
    [
        ("sales_amount", "+10%", None, 200, 220),
        ("sales_amount", "-10%", None, 200, 180),
        ("sales_amount", "+10%", "relative", 200, 220),
        ("sales_amount", "+500", None, 200, 700),
        ("repurchase_rate_by_user", "+10%", None, (1, 4), Decimal("0.35")),
        ("repurchase_rate_by_user", "+10%", "points", (1, 4), Decimal("0.35")),
        ("repurchase_rate_by_user", "+10%", "relative", (1, 4), Decimal("0.275")),
        ("repurchase_rate_by_user", "+2pp", None, (1, 4), Decimal("0.27")),
        ("nps", "+10%", None, 20, 22),
    ],
)
def test_ten_percent_more(metric, change, kind, base, expected):
    entry = dict(metric=metric, period="2026-10", target=change, base="previous", **({"kind": kind} if kind else {}))
    assert of([entry], "2026-10", {"2026-09": base}, metric=metric).value == expected


def test_both_readings_of_ten_percent_of_a_rate_are_said():
    rate = dict(metric="repurchase_rate_by_user", period="2026-10", target="+10%", base="year_ago")
    of_rate = dict(metric="repurchase_rate_by_user")
    points = of([rate], "2026-10", {"2025-10": (1, 4)}, **of_rate)
    relative = of([rate | {"kind": "relative"}], "2026-10", {"2025-10": (1, 4)}, **of_rate)
    assert (points.value, points.given.en, points.base) == (Decimal("0.35"), "+10% on the same period last year", period("2025-10"))
    assert points.other.en == "in percentage points; read as a relative change it would be 27.5%"
    assert points.other.zh == "按百分点计；若按相对比例计，目标为27.5%"
    assert (relative.value, relative.other.zh) == (Decimal("0.275"), "按相对比例计；若按百分点计，目标为35.0%")
    sales = of([dict(metric="sales_amount", period="2026-10", target="+10%", base="previous")], "2026-10", {"2026-09": 1}, metric="sales_amount")
    assert (sales.given.zh, sales.other) == ("比上期+10%", None)


@pytest.mark.parametrize(("base", "label"), [("previous", "2026-09"), ("year_ago", "2025-10"), ("2026-03", "2026-03")])
def test_what_a_change_is_counted_from(base, label):
    entry = dict(metric="sales_amount", each="month", target="+10%", base=base)
    assert period(label) in asked(goals(entry), named("sales_amount"), None, None, OCTOBER)
    assert of([entry], "2026-10", {label: 100}, metric="sales_amount").value == 110


def test_a_change_of_nothing_known_is_no_target():
    found = of([dict(metric="sales_amount", period="2026-10", target="+10%", base="previous")], "2026-10", {"2026-10": 5}, metric="sales_amount")
    assert (found.value, found.known, found.met, found.reason) == (None, False, None, "no_base")


def test_a_base_that_is_not_over_is_not_known():
    read = whole_only(date(2026, 11, 11), lambda when: Reading(7))
    assert read(period("2026-11")).reason == "incomplete"
    assert read(period("2026-10")).value == read(period("2026-11").cut(date(2026, 11, 11))).value == 7


# longer periods from their months


def months(*values, first=7):
    return {f"2026-{first + i:02}": value for i, value in enumerate(values)}


EACH = dict(metric="sales_amount", each="month", target=600)


@pytest.mark.parametrize("label", ["2026-Q3", "2026-07-01..2026-09-30"])
def test_a_quarters_total_is_the_sum_of_its_months(label):
    found = of([EACH, dict(metric="sales_amount", period="2026-08", target=900)], label, months(500, 800, 700) | {label: 2000}, metric="sales_amount")
    assert (found.value, found.gap, found.met) == (600 + 900 + 600, 2000 - 2100, False)
    assert [(goal.period.label, goal.value, reading.value, goal.met) for goal, reading in found.pieces] == [
        ("2026-07", 600, 500, False),
        ("2026-08", 900, 800, False),
        ("2026-09", 600, 700, True),
    ]


def test_a_year_is_the_sum_of_its_months_or_quarters():
    assert of([EACH], "2026", {}, metric="sales_amount").value == 12 * 600
    assert of([EACH | {"each": "quarter"}], "2026", {}, metric="sales_amount").value == 4 * 600


def test_a_quarter_that_lacks_a_month_has_no_target():
    assert of([EACH | {"from": "2026-08"}], "2026-Q3", {}, metric="sales_amount") is None


def test_what_was_agreed_for_the_quarter_itself_goes_before_its_months():
    assert of([EACH, dict(metric="sales_amount", period="2026-Q3", target=2500)], "2026-Q3", {}, metric="sales_amount").value == 2500


def test_a_quarters_rate_is_weighted_by_denominators():
    entries = [dict(metric="csat", period=f"2026-{month}", target=goal) for month, goal in (("07", "80%"), ("08", "90%"), ("09", "90%"))]
    found = of(entries, "2026-Q3", months((240, 300), (80, 100), (90, 100)) | {"2026-Q3": (410, 500)}, metric="csat")
    assert found.value == (Decimal("0.8") * 300 + Decimal("0.9") * 100 + Decimal("0.9") * 100) / 500  # not (0.8 + 0.9 + 0.9) / 3
    assert found.achievement == pytest.approx((410 / 500) / 0.84, rel=1e-12)


def test_a_range_of_a_quarter():
    found = of(
        [dict(metric="csat", each="month", target=["80%", "90%"])], "2026-Q3", months((1, 2), (1, 2), (1, 2)) | {"2026-Q3": (3, 6)}, metric="csat"
    )
    assert (found.low, found.high, found.better) == (Decimal("0.8"), Decimal("0.9"), "range")


def test_months_of_which_one_has_no_base():
    entry = dict(metric="sales_amount", each="month", target="+10%", base="year_ago")
    found = of([entry], "2026-Q3", {"2025-07": 100, "2025-08": 100}, metric="sales_amount")
    assert (found.value, found.reason) == (None, "no_base")


def test_a_quarters_rate_that_is_not_that_of_its_months_has_no_target_but_a_scorecard_adds_the_months_up():
    """A quarter's buyers are not those of its months: who buys once in each of two has bought twice in the quarter."""
    entries = [dict(metric="repurchase_rate_by_user", each="month", target="25%")]
    readings = months((20, 100), (30, 100), (50, 200)) | {"2026-Q3": (150, 300)}
    assert of(entries, "2026-Q3", readings, metric="repurchase_rate_by_user") is None
    found, reading = of_months(goals(*entries), named("repurchase_rate_by_user"), None, None, period("2026-Q3"), reader(readings))
    assert (reading.numerator, reading.denominator) == (20 + 30 + 50, 100 + 100 + 200)
    assert (found.value, found.met, found.added) == (Decimal("0.25"), True, True)


def test_people_of_months_are_not_added_up():
    entries = [dict(metric="repeat_buyers", each="month", target=10)]
    readings = months(10, 10, 10) | {"2026-Q3": 20}
    assert of(entries, "2026-Q3", readings, metric="repeat_buyers") is None
    assert of_months(goals(*entries), named("repeat_buyers"), None, None, period("2026-Q3"), reader(readings)) is None


def test_a_level_at_the_end_of_a_quarter_is_that_of_its_last_month():
    entries = [dict(metric="mau", period=f"2026-{month}", target=goal) for month, goal in (("07", 100), ("08", 110), ("09", 120))]
    assert of(entries, "2026-Q3", months(90, 100, 130) | {"2026-Q3": 130}, metric="mau").value == 120


def test_a_running_quarter_weighs_the_months_that_have_begun():
    entries = [dict(metric="csat", period=f"2026-{month}", target=goal) for month, goal in (("07", "80%"), ("08", "90%"), ("09", "60%"))]
    found = of(entries, "2026-Q3", months((240, 300), (80, 100)) | {"2026-Q3": (320, 400)}, metric="csat", until=date(2026, 8, 16))
    assert (found.value, found.met) == ((Decimal("0.8") * 300 + Decimal("0.9") * 100) / 400, None)


def test_a_quarter_that_is_over_needs_every_months_figure_to_weigh_it():
    entries = [dict(metric="csat", each="month", target="80%")]
    assert of(entries, "2026-Q3", months((240, 300), (80, 100)) | {"2026-Q3": (320, 400)}, metric="csat") is None


@pytest.mark.parametrize(
    ("metric", "part", "expected"),
    [
        ("new_users", None, "sum"),
        ("sales_amount", None, "sum"),
        ("mau", None, "last"),
        ("registered_users_total", None, "last"),
        ("repeat_buyers", None, None),
        ("csat", None, None),
        ("cac", None, None),
        ("old_customer_repurchase_amount", "amount", None),  # who is old, depends on when the period begins
    ],
)
def test_what_adds_up(metric, part, expected):
    assert adds_up(named(metric), part) == expected


# longer goals


def going(entry, when, readings, metric="sales_amount"):
    """readings: of whole periods, and under "to date" of those that are cut."""
    whole, to_date = reader(readings), reader(readings["to date"])
    (found,) = progress(goals(entry), named(metric), None, None, when, lambda p: to_date(p) if p.running else whole(p))
    return found


HALF = dict(metric="sales_amount", period="2026-07..2026-12", target=5000)


def test_a_half_years_goal_in_one_of_its_months():
    found = going(HALF, OCTOBER, {"to date": {"2026-07-01..2026-12-31": 3000, "2025-07-01..2025-12-31": 1500}, "2025-07-01..2025-12-31": 2500})
    assert (found.period.whole_end, found.to_date.end, found.reading.value) == (date(2027, 1, 1), date(2026, 11, 1), 3000)
    assert (found.target.achievement, found.target.met) == (3000 / 5000, None)
    assert found.time == (31 + 31 + 30 + 31) / (31 + 31 + 30 + 31 + 30 + 31)
    assert (found.usual, found.on_pace) == (1500 / 2500, True)  # 3000 is just the 60 % that were reached by then last year


@pytest.mark.parametrize(("now", "on_pace"), [(2999, False), (3000, True)])
def test_pace_is_last_years(now, on_pace):
    found = going(HALF, OCTOBER, {"to date": {"2026-07-01..2026-12-31": now, "2025-07-01..2025-12-31": 1500}, "2025-07-01..2025-12-31": 2500})
    assert found.on_pace is on_pace


@pytest.mark.parametrize(("now", "on_pace"), [(5000 * 123 // 184, False), (5000 * 123 // 184 + 1, True)])
def test_without_last_year_pace_is_that_of_the_days(now, on_pace):
    found = going(HALF, OCTOBER, {"to date": {"2026-07-01..2026-12-31": now}})
    assert (found.usual, found.on_pace) == (None, on_pace)


def test_the_last_month_of_a_goal_decides_it():
    found = going(HALF, period("2026-12"), {"2026-07-01..2026-12-31": 5001, "to date": {}})
    assert (found.target.met, found.on_pace) == (True, True)


def test_a_rate_is_on_pace_where_it_should_be():
    entry = dict(metric="csat", period="2026", target="86%")
    assert going(entry, OCTOBER, {"to date": {"2026": (86, 100)}}, metric="csat").on_pace is True
    assert going(entry, OCTOBER, {"to date": {"2026": (85, 100)}}, metric="csat").on_pace is False


@pytest.mark.parametrize(("now", "better", "on_pace"), [(99, "higher", None), (100, "higher", True), (99, "lower", None), (101, "lower", False)])
def test_of_a_level_only_what_is_reached_can_be_said(now, better, on_pace):
    entry = dict(metric="registered_users_total", period="2026", target=100, better=better)
    assert going(entry, OCTOBER, {"to date": {"2026": now}}, metric="registered_users_total").on_pace is on_pace


def test_all_that_is_held_has_asked_for_what_it_reads():
    each = dict(each="month", base="year_ago", target="+10%")
    its = goals(HALF, dict(metric="complaint_rate", each="month", target="1.5%"), dict(metric="sales_amount", **each))
    wanted = {(metric, part, when) for metric, part, _, when in questions(its, OCTOBER)}

    def read(metric, part, segment, when):
        assert (metric, part, when) in wanted
        return Reading(reason="incomplete") if metric.id == "complaint_rate" and when == OCTOBER else Reading(100)

    sales, complaints = held(its, OCTOBER, read)
    assert (sales.target.value, len(sales.longer)) == (110, 1)
    assert (complaints.period.label, complaints.target.period.label) == ("2026-09", "2026-09")  # the latest that is whole


# goals of figures that there are not


WRONG = {
    "a metric": (
        [dict(metric="new_user", period="2026-10", target=1)],
        'there is no metric "new_user". Did you mean "new_users"?',
        "`opsreport metrics` lists them all",
    ),
    "an option": (
        [dict(metric="retention_on_n[m=7]", period="2026-10", target="1%")],
        'retention_on_n has no option "m".',
        "its options: n, cohort, unit",
    ),
    "a part": (
        [dict(metric="first_response_time", part="medain", period="2026-10", target=1)],
        'first_response_time has no part "medain". Did you mean "median"?',
        "Its parts: median, p90, mean, within_sla.",
    ),
    "a part of one": (
        [dict(metric="csat", part="rate", period="2026-10", target="1%")],
        'csat has no part "rate".',
        "Leave out part: it has one figure.",
    ),
    "two segments": (
        [dict(metric="csat", segment={"city": "a", "tier": "b"}, period="2026-10", target="1%")],
        "a target is for one segment",
        "Write one name and value: {acquisition_channel: search}.",
    ),
    "a table": (
        [dict(metric="rfm", period="2026-10", target=1)],
        "rfm is a table, and has no target",
        "Name a metric that is a number; `opsreport metrics` lists all.",
    ),
    "no direction": (
        [dict(metric="mom_growth", period="2026-10", target="5%")],
        "mom_growth is better neither high nor low",
        "Say which is meant (better: higher), or give a range.",
    ),
    "a rate without its sign": (
        [dict(metric="csat", period="2026-10", target=85)],
        "csat is a rate, and 85 would be 85 times as much as all",
        "Write 85%.",
    ),
    "a number in percent": (
        [dict(metric="new_users", period="2026-10", target="85%")],
        "new_users is counted in users, not in percent",
        "Write a number; or a change, with its base.",
    ),
    "points of a number": (
        [dict(metric="new_users", period="2026-10", target="+2pp", base="previous")],
        "new_users is counted in users, not in percent",
        "Write +10%, or how much more: +500.",
    ),
    "a bare change of a rate": (
        [dict(metric="csat", period="2026-10", target="+2", base="previous")],
        "csat is a rate",
        "Write +2pp for percentage points.",
    ),
    "two targets": (
        [dict(metric="csat", period="2026-10", target="80%"), dict(metric="csat[kind=all]", period="2026-10", target="81%", agreed_on="2026-09-01")],
        "csat[kind=all] has two targets for 2026-10",
        "Take one out (line 1 is the other); or say of both when they were agreed (agreed_on): the later one holds.",
    ),
    "two targets for each": (
        [dict(metric="csat", each="month", target="80%", until="2026-06"), dict(metric="csat", each="month", target="81%", **{"from": "2026-06"})],
        "csat has two targets for each month",
        "Take one out (line 1 is the other); or say of both when they were agreed (agreed_on): the later one holds.",
    ),
    "two on one day": (
        [dict(metric="csat", period="2026-10", target=f"{n}%", agreed_on="2026-09-01") for n in (80, 81)],
        "csat has two targets for 2026-10",
        "Take one out (line 1 is the other); or say of both when they were agreed (agreed_on): the later one holds.",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_goals_of_figures_that_there_are_not(wrong):
    entries, what, mend = WRONG[wrong]
    with pytest.raises(Mistake) as caught:
        goals(*entries)
    assert (caught.value.code, caught.value.where) == (78, f"line {len(entries)}")
    assert str(caught.value) == f"line {len(entries)}: {what}\n  Mend: {mend}"


def test_segments_are_known_by_name():
    with pytest.raises(Mistake, match='there is no segment "citi". Did you mean "city"?'):
        goals(dict(metric="csat", segment={"citi": "a"}, period="2026-10", target="1%"))


def test_targets_one_after_the_other_are_no_two():
    entries = [
        dict(metric="csat", each="month", target="80%", until="2026-05"),
        dict(metric="csat", each="month", target="81%", **{"from": "2026-06"}),
    ]
    assert [of(entries, label, {}, metric="csat").value for label in ("2026-05", "2026-06")] == [Decimal("0.8"), Decimal("0.81")]
