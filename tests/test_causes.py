"""Why a figure changed: the planted segment is named, chance is not, and all adds up."""

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import count

import pytest

from opsreport.causes import REST, Coincidence, Mover, importance, movers
from opsreport.causes import tested as experiments
from opsreport.causes.against import against
from opsreport.causes.choice import choose
from opsreport.causes.coincidences import coincidences
from opsreport.causes.experiments import Campaign
from opsreport.causes.splits import Split, contributions, split
from opsreport.kinds import Ratio, Reading, Share
from opsreport.measure import Cell
from opsreport.periods import period
from opsreport.season import Days, Holiday, Season
from opsreport.shop import Shop
from opsreport.signals import Range, Verdict
from opsreport.subjects import subject
from opsreport.targets import Target
from opsreport.words import Text

BASE, NOW = "2024-05", "2024-06"
UNTIL = dt.date(2024, 9, 30)


class Rows:
    """Rows of a shop under construction: users who order once or twice in a month, for so much."""

    def __init__(self):
        self.users, self.orders, self.number = [], [], count()

    def buyers(self, month: str, once: int, twice: int, amount="10", order_channel=None, **profile):
        for place in range(once + twice):
            user = f"u{next(self.number)}"
            self.users.append({"user_id": user, "registered_at": dt.datetime(2024, 1, 1)} | profile)
            for k in range(2 if place < twice else 1):
                paid = dt.datetime.fromisoformat(f"{month}-{10 + k:02} 12:00")
                order = {"order_id": f"o{next(self.number)}", "user_id": user, "paid_at": paid, "amount": Decimal(amount), "channel": order_channel}
                self.orders.append(order)
        return self

    def shop(self, **tables):
        return Shop.of({"users": self.users, "orders": self.orders} | tables, data_until=UNTIL)


def mover(shop, metric="repurchase_rate_by_user", verdict=Verdict.WORSE, label=NOW) -> Mover:
    """The one mover of a shop, of a figure whose verdict is given."""
    (found,) = movers(shop, [judged(shop, metric, verdict, label)], period(label))
    return found


def judged(shop, metric="repurchase_rate_by_user", verdict=Verdict.WORSE, label=NOW):
    figure = next(one for one in shop.figures(metric, label))
    return replace(subject(figure), verdict=verdict, usual=None)


def offers() -> Rows:
    """Video brings many who buy once; search stays as it is. Cities and genders are spread evenly."""
    rows = Rows()
    for city in ("Wuhan", "Xi'an"):
        rows.buyers(BASE, 70, 30, channel="video", city=city).buyers(BASE, 210, 90, channel="search", city=city)
        rows.buyers(NOW, 285, 15, channel="video", city=city).buyers(NOW, 210, 90, channel="search", city=city)
    return rows


def test_the_planted_segment_is_named_with_its_two_sides():
    cause = mover(offers().shop()).cause
    assert (cause.by, cause.against.label, cause.reversal) == ("acquisition_channel", BASE, False)
    (video,) = cause.leading
    base = Fraction(30 + 90, 100 + 300)
    assert cause.change == Fraction(15 + 90, 300 + 300) - base
    assert video.segment == "video" and (video.base_share, video.now_share) == (100 / 400, 300 / 600)
    assert video.mix == (Fraction(300, 600) - Fraction(100, 400)) * (Fraction(30, 100) - base)
    assert video.rate == Fraction(300, 600) * (Fraction(15, 300) - Fraction(30, 100))


def test_the_parts_add_up_to_the_change():
    cause = mover(offers().shop()).cause
    assert sum(part.total for part in cause.parts) == cause.change
    assert all(part.mix + part.rate == part.total for part in cause.parts)
    assert [part.segment for part in cause.parts] == ["video", "search"]


def test_where_everything_moves_alike_no_segment_is_named():
    rows = Rows()
    for channel in ("video", "search", "friends"):
        for city in ("Wuhan", "Xi'an", "Chengdu"):
            for gender in ("female", "male"):
                rows.buyers(BASE, 60, 40, channel=channel, city=city, gender=gender)
                rows.buyers(NOW, 80, 20, channel=channel, city=city, gender=gender)
    assert mover(rows.shop()).cause is None


def test_chance_alone_seldom_names_a_segment():
    rng, named = random.Random(20260101), 0
    for _trial in range(200):
        splits = [_alike(rng, by) for by in ("acquisition_channel", "city", "gender", "tier", "store")]
        named += choose(splits) is not None
    assert named <= 0.05 * 200


def _alike(rng, by) -> Split:
    """Six segments of a rate that fell from 30 % to 20 % everywhere, as 1,200 and 1,500 people happen to fall into them."""

    def drawn(people, rate):
        counts = [[0, 0] for _ in range(6)]
        for _person in range(people):
            one = counts[rng.randrange(6)]
            one[0] += rng.random() < rate
            one[1] += 1
        return counts

    read = Share(None, None).read
    then, now = drawn(1200, 0.3), drawn(1500, 0.2)
    segments = {f"s{i}": (read(*then[i]), read(*now[i])) for i in range(6)}
    wholes = [read(*map(sum, zip(*counts, strict=True))) for counts in (then, now)]
    return Split(by, None, *wholes, segments, True, Fraction(1))


def test_a_change_within_chance_is_not_explained():
    rows = Rows()
    rows.buyers(BASE, 120, 80, channel="video").buyers(BASE, 160, 40, channel="search")
    rows.buyers(NOW, 160, 40, channel="video").buyers(NOW, 124, 76, channel="search")  # the two nearly make up for each other
    assert mover(rows.shop()).cause is None


def test_a_handful_of_people_explains_nothing():
    for few, named in ((29, 0), (30, 1)):
        rows = Rows()
        rows.buyers(BASE, 0, few, channel="partner").buyers(BASE, 90, 10, channel="search").buyers(BASE, 90, 10, channel="video")
        rows.buyers(NOW, few, 0, channel="partner").buyers(NOW, 90, 10, channel="search").buyers(NOW, 90, 10, channel="video")
        cause = mover(rows.shop()).cause
        assert [part.segment for part in cause.leading] == ["partner"] if named else cause is None


def test_people_of_whom_nothing_is_known_are_no_cause():
    rows = Rows()
    rows.buyers(BASE, 70, 30).buyers(BASE, 70, 30, channel="search")
    rows.buyers(NOW, 390, 10).buyers(NOW, 70, 30, channel="search")
    assert mover(rows.shop()).cause is None


def test_every_segment_rose_and_the_whole_fell():
    rows = Rows()
    rows.buyers(BASE, 280, 120, channel="search").buyers(BASE, 95, 5, channel="video")
    rows.buyers(NOW, 272, 128, channel="search").buyers(NOW, 744, 56, channel="video")  # 30 → 32 %, 5 → 7 %
    cause = mover(rows.shop()).cause
    assert cause.change < 0 and cause.reversal
    assert all(part.rate > 0 for part in cause.parts)
    assert [part.segment for part in cause.leading] == ["video"]


def test_a_reversal_is_told_before_what_would_explain_more():
    read = Share(None, None).read
    whole = read(125, 500), read(184, 1200)
    channels = {"search": (read(120, 400), read(128, 400)), "video": (read(5, 100), read(56, 800))}
    cities = {"Wuhan": (read(100, 400), read(160, 400)), "Xi'an": (read(25, 100), read(24, 800))}
    reversal, other = (Split(by, None, *whole, both, True, Fraction(1)) for by, both in (("acquisition_channel", channels), ("city", cities)))
    assert choose([other]).surprise > choose([reversal]).surprise
    assert choose([other, reversal]).split is reversal


def test_segments_that_share_their_buyers_are_not_taken():
    """By the channel of the order, somebody who orders in two is in both."""
    rows = offers()
    for order in rows.orders:
        order["channel"] = "app" if order["paid_at"].month == 5 else "shop"
    bare = [{key: value for key, value in order.items() if key != "order_channel"} for order in rows.orders]
    assert mover(Shop.of({"orders": bare}, data_until=UNTIL)).cause.by == "order_channel"
    both = next(order for order in bare if order["user_id"] == bare[0]["user_id"])
    both["channel"] = "shop"
    assert mover(Shop.of({"orders": bare}, data_until=UNTIL)).cause is None


@pytest.mark.parametrize(("rest", "taken"), [(40, True), (39, False)])
def test_totals_that_do_not_add_up_are_not_taken(rest, taken):
    def cell(of, remainder):
        return Cell({("app",): {None: Reading(of, numerator=of)}, ("shop",): {None: Reading(remainder, numerator=remainder)}}, {None: Reading(0)})

    whole = Reading(100, numerator=100), Reading(140, numerator=140)
    assert (split("order_channel", None, whole, (cell(60, 40), cell(100, rest))) is not None) == taken


def test_a_new_and_a_vanished_segment_add_up_too():
    rows = Rows()
    rows.buyers(BASE, 210, 90, channel="search").buyers(BASE, 60, 40, channel="closed")
    rows.buyers(NOW, 210, 90, channel="search").buyers(NOW, 395, 5, channel="offers")
    cause = mover(rows.shop()).cause
    assert cause.leading[0].segment == "offers" and cause.leading[0].base.reason == "zero_denominator"
    assert {part.segment: part.rate for part in cause.parts if part.segment != "search"} == {"offers": 0, "closed": 0}
    assert sum(part.total for part in cause.parts) == cause.change


def test_sales_are_buyers_times_frequency_times_order_value():
    rows = Rows()
    rows.buyers(BASE, 80, 20, "19.99", channel="search").buyers(NOW, 100, 60, "15.01", channel="search")
    drivers = mover(rows.shop(), "sales_amount", Verdict.BETTER).drivers
    assert [part.metric.id for part in drivers.parts] == ["buyers", "purchase_frequency", "average_order_value"]
    assert drivers.change == 220 * Fraction("15.01") - 120 * Fraction("19.99")
    assert sum(part.effect for part in drivers.parts) == drivers.change
    a, b, c = (100, Fraction(120, 100), Fraction("19.99")), (160, Fraction(220, 160), Fraction("15.01")), drivers.parts[0].effect
    assert c == (160 - 100) * (2 * a[1] * a[2] + b[1] * a[2] + a[1] * b[2] + 2 * b[1] * b[2]) / 6


def test_spend_per_buyer_is_frequency_times_order_value():
    rows = Rows()
    rows.buyers(BASE, 80, 20, "20", channel="search").buyers(NOW, 150, 10, "20", channel="search")
    drivers = mover(rows.shop(), "spend_per_buyer").drivers
    assert [(part.metric.id, part.effect) for part in drivers.parts] == [
        ("purchase_frequency", (Fraction(170, 160) - Fraction(120, 100)) * 20),
        ("average_order_value", 0),
    ]


def test_sales_by_segment_add_up_to_the_cent():
    rows = Rows()
    rows.buyers(BASE, 300, 0, "10.01", channel="search").buyers(BASE, 100, 0, "10.01", channel="video")
    rows.buyers(NOW, 300, 0, "10.01", channel="search").buyers(NOW, 500, 0, "9.99", channel="video")
    cause = mover(rows.shop(), "sales_amount", Verdict.BETTER).cause
    (video,) = cause.leading
    assert not cause.rates and (cause.by, video.segment) == ("acquisition_channel", "video")
    assert (video.mix, video.rate, video.total) == (0, 500 * Fraction("9.99") - 100 * Fraction("10.01"), cause.change)


def test_many_segments_are_told_as_a_dozen_that_add_up():
    rows = Rows()
    for k in range(20):
        rows.buyers(BASE, 30, 10, city=f"city {k:02}").buyers(NOW, 30, 10, city=f"city {k:02}")
    rows.buyers(BASE, 300, 100, city="Wuhan").buyers(NOW, 400, 0, city="Wuhan")
    cause = mover(rows.shop()).cause
    assert len(cause.parts) == 12 and cause.parts[0].segment == "Wuhan" and cause.parts[-1].segment == REST
    assert sum(part.total for part in cause.parts) == cause.change
    assert cause.parts[-1].base.denominator == 40 * (20 - 10)


def regulars(*months: str, before: str) -> Rows:
    """A hundred who bought before: a good month in which most return twice, then bad ones with 600 newcomers who buy once."""
    rows = Rows().buyers(before, 100, 0)
    known = [user["user_id"] for user in rows.users]
    good, *bad = months
    rows.buyers(good, 70, 30)
    for month in months:
        for place, user in enumerate(known):
            for k in range(2 if place < 60 else 1):
                paid = dt.datetime.fromisoformat(f"{month}-{20 + k} 12:00")
                rows.orders.append({"order_id": f"o{next(rows.number)}", "user_id": user, "paid_at": paid, "amount": Decimal(10)})
    for month in bad:
        rows.buyers(month, 600, 0)
    return rows


def test_new_customers_where_the_profile_tells_nothing():
    cause = mover(Shop.of({"orders": regulars(BASE, NOW, before="2024-04").orders}, data_until=UNTIL)).cause
    assert (cause.by, [part.segment for part in cause.leading]) == ("old_buyer", ["new_customers"])


def test_that_customers_grow_older_explains_nothing_against_a_period_long_ago():
    found = mover(Shop.of({"orders": regulars("2024-04", BASE, NOW, before="2024-03").orders}, data_until=UNTIL), "spend_per_buyer")
    assert found.drivers.against.label == "2024-04" and found.cause is None
    found = mover(Shop.of({"orders": regulars("2024-04", BASE, NOW, before="2024-03").orders}, data_until=UNTIL))
    assert found.cause is None


def test_a_second_mover_with_the_same_source_says_so():
    shop = offers().shop()
    first, second = (judged(shop, name) for name in ("repurchase_rate_by_user", "spend_per_buyer"))
    found = movers(shop, [replace(first, verdict=Verdict.WORSE), second], period(NOW))
    assert found[0].same_as is None and found[1].same_as == found[0].subject


def test_worse_comes_before_better_and_noise_does_not_come():
    shop = offers().shop()
    verdicts = {"new_users": Verdict.NOISE, "sales_amount": Verdict.BETTER, "repurchase_rate_by_user": Verdict.WORSE, "csat": Verdict.UNJUDGED}
    found = movers(shop, [judged(shop, name, verdict) for name, verdict in verdicts.items()], period(NOW))
    assert [one.subject.figure.metric.id for one in found] == ["repurchase_rate_by_user", "sales_amount"]


def test_the_most_important_comes_first_whatever_its_unit():
    """By what is missing of the target and how far beyond the usual range: 0.6 + 0.2 before 0 + 0.5."""
    shop = offers().shop()
    (now,) = shop.periods(NOW)

    def one(name, value, achievement):
        shown = judged(shop, name)
        agreed = Target(period=now, value=1.0, better="higher", achievement=achievement, met=achievement >= 1)
        figure = replace(shown.figure, target=agreed)
        return replace(shown, figure=figure, reading=Reading(value), usual=Range(1.0, 2.0), verdict=Verdict.WORSE)

    far, short = one("spend_per_buyer", 0.5, 1.0), one("repurchase_rate_by_user", 0.8, 0.4)
    assert importance(far) == pytest.approx(0.5) and importance(short) == pytest.approx(0.6 + 0.2)
    assert [found.subject.figure.metric.id for found in movers(shop, [far, short], now)] == ["repurchase_rate_by_user", "spend_per_buyer"]


def test_no_figure_leads_by_its_range_alone():
    shown = judged(offers().shop())
    miles = replace(shown, reading=Reading(-90.0), usual=Range(1.0, 2.0), verdict=Verdict.WORSE)
    assert importance(miles) == 1.0


def test_a_target_badly_missed_is_a_mover_without_a_cause():
    shop = offers().shop()
    (now,) = shop.periods(NOW)
    one = judged(shop, verdict=Verdict.NOISE)
    for achievement, told in ((0.89, 1), (0.9, 0)):
        agreed = Target(period=now, value=0.3, better="higher", gap=-0.1, achievement=achievement, met=False)
        missed = replace(one, figure=replace(one.figure, target=agreed))
        found = movers(shop, [missed], now)
        assert len(found) == told
        assert all(mover.cause is None and mover.coincides == () for mover in found)


def test_a_shop_that_says_nothing_of_its_users_has_no_cause_and_no_crash():
    rows = offers()
    bare = [{key: value for key, value in order.items() if key != "channel"} for order in rows.orders]
    found = mover(Shop.of({"orders": bare}, data_until=UNTIL))
    assert (found.cause, found.coincides) == (None, ())


def test_nothing_moved():
    assert movers(offers().shop(), [], period(NOW)) == ()


def test_the_entry_of_metrics_json_adds_up():
    found = mover(offers().shop()).json()
    assert {name: found[name] for name in ("id", "period", "verdict", "same_as")} == {
        "id": "repurchase_rate_by_user",
        "period": NOW,
        "verdict": "worse",
        "same_as": None,
    }
    cause = found["cause"]
    assert (cause["by"], cause["leading"], cause["against"]) == ("acquisition_channel", ["video"], BASE)
    assert sum(part["total"] for part in cause["parts"]) == pytest.approx(cause["change"], abs=1e-15)
    assert cause["parts"][0]["now"] == 15 / 300


# against which period


def line(*thousandths, label=NOW):
    """A subject of a rate with these months, the last one real and worse."""
    from hand_figures import figure, rate

    one = subject(figure("repurchase_rate_by_user", [rate(k, 1000) for k in thousandths], label=label))
    return replace(one, verdict=Verdict.WORSE)


def test_a_change_is_explained_against_the_period_before():
    assert against(line(250, 254, 249, 256, 250, 253, 248, 255, 150))[0].label == BASE


def test_a_second_bad_month_is_explained_against_the_last_good_one():
    assert against(line(250, 254, 249, 256, 250, 253, 255, 152, 150))[0].label == "2024-04"


def test_a_base_within_the_usual_range_is_near_enough():
    one = line(200, 300, 200, 300, 200, 300, 150, 120)
    assert one.usual.side(0.150) == 0
    assert against(one)[0].label == BASE


def test_a_month_beside_a_festive_one_is_explained_against_an_ordinary_one():
    one = line(250, 254, 249, 256, 250, 253, 248, 400, 150)
    assert against(replace(one, festive=frozenset({7})))[0].label == "2024-04"


def test_a_festive_month_is_explained_against_the_same_month_of_last_year():
    one = line(*[250, 254] * 6, 150)
    assert against(replace(one, festive=frozenset({12})))[0].label == "2023-06"


def test_nothing_to_be_explained_against():
    assert against(line(150, 150)) is None


# what happened then

SPRING = Campaign("c1", "Spring sale", "sale", "push", dt.date(2024, 6, 8), dt.date(2024, 6, 10))
VIDEO = Campaign("c2", "Offers on video", "new users", "wechat", dt.date(2024, 5, 30), dt.date(2024, 6, 30))
SEARCH = Campaign("c3", "Search ads", "new users", "search", dt.date(2024, 6, 1), dt.date(2024, 6, 30))
FLOOD = Coincidence("incident", Text("Warehouse under water", "Warehouse under water"), dt.date(2024, 6, 3))


def test_campaigns_that_name_the_leading_segment_are_told_alone():
    found = mover(offers().shop())

    def told(cause, campaigns, happened=()):
        return [one.name.en for one in coincidences(found.subject, cause, campaigns, happened, Season(), [])]

    assert told(found.cause, [SPRING, VIDEO, SEARCH], [FLOOD]) == ["Warehouse under water", "Offers on video"]
    assert told(found.cause, [SPRING, SEARCH]) == ["Spring sale"]
    assert told(None, [SPRING, SEARCH]) == ["Spring sale", "Search ads"]


@pytest.mark.parametrize(("day", "told"), [("2024-05-24", 0), ("2024-05-25", 1), ("2024-06-30", 1), ("2024-07-01", 0)])
def test_what_began_a_week_before_the_period_still_counts(day, told):
    one = judged(offers().shop())
    assert len(coincidences(one, None, [replace(SPRING, first=dt.date.fromisoformat(day))], [], Season(), [])) == told


def test_an_incident_makes_nothing_better():
    one = judged(offers().shop(), verdict=Verdict.BETTER)
    assert coincidences(one, None, [], [FLOOD], Season(), []) == ()


def test_a_holiday_of_the_period_is_told():
    one = judged(offers().shop())
    dates = (Days(dt.date(2024, 6, 8), dt.date(2024, 6, 10)),)
    dragons, small = (Holiday(Text(name, name), dates, sets_apart=apart) for name, apart in (("Dragon boats", True), ("A day like others", False)))
    (found,) = coincidences(one, None, [], [], Season((dragons, small)), [])
    assert (found.kind, found.name.en, found.starts_on, found.tested) == ("holiday", "Dragon boats", dt.date(2024, 6, 8), False)


# experiments


def experiment(**changes):
    """Ten written to and ten held out on 1 June at eight. Three of the first buy in the two weeks after that moment, one of the second."""
    assigned = dt.datetime(2024, 6, 1, 8)
    arms = [{"experiment": "winback", "user_id": f"u{k}", "variant": "sent" if k < 10 else "holdout", "assigned_at": assigned} for k in range(20)]
    bought = {"u0": "06-01 00:30", "u1": "06-10 23:59", "u2": "06-05 10:00", "u3": "05-31 10:00", "u4": "06-14 23:59", "u5": "06-15 00:00"}
    bought["u10"] = "06-02 09:00"
    orders = [
        {"order_id": user, "user_id": user, "paid_at": dt.datetime.fromisoformat(f"2024-{at}"), "amount": Decimal(5)} for user, at in bought.items()
    ]
    campaign = {"campaign_id": "c9", "name": "Come back", "starts_at": dt.datetime(2024, 6, 1), "ends_at": dt.datetime(2024, 6, 10, 23, 59)}
    tables = {"assignments": arms, "orders": orders, "campaigns": [campaign]} | changes
    return Shop.of(tables, data_until=UNTIL)


def test_what_an_experiment_has_shown():
    (found,) = experiments(experiment(), period(NOW))
    assert (found.name.en, found.experiment, found.campaign, found.days) == ("Come back", "winback", "c9", 14)
    assert found.began_on == dt.date(2024, 6, 1)
    assert [(arm.numerator, arm.denominator) for arm in (found.treated, found.control)] == [(3, 10), (1, 10)]
    assert found.lift == pytest.approx(3 / 10 - 1 / 10) and found.low < 0 < found.high and not found.proven


@pytest.mark.parametrize(("label", "told"), [("2024-05", 0), ("2024-06", 1), ("2024-07", 1), ("2024-08", 0)])
def test_an_experiment_is_told_of_when_it_runs_and_shortly_after(label, told):
    assert len(experiments(experiment(), period(label))) == told


def test_without_a_campaign_the_experiment_names_itself():
    (found,) = experiments(experiment(campaigns=[]), period(NOW))
    assert (found.name.en, found.campaign) == ("winback", None)


def test_an_experiment_has_one_result_wherever_it_is_told():
    shop = experiment()
    (found,) = experiments(shop, period(NOW))
    (table,) = [figure.table for figure in shop.figures("ab_test_result", NOW)]
    (row,) = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert (found.treated.value, found.control.value, found.lift) == (row["rate"], row["control_rate"], row["difference"])
    assert (found.low, found.high) == (row["low"], row["high"])


def test_who_is_in_both_arms_is_in_neither():
    users = [{"user_id": f"u{k}", "registered_at": dt.datetime(2024, 1, 1), "merged_into": "u0" if k == 10 else None} for k in range(20)]
    (found,) = experiments(experiment(users=users), period(NOW))
    assert [(arm.numerator, arm.denominator) for arm in (found.treated, found.control)] == [(3, 9), (0, 9)]


def test_no_experiment():
    assert experiments(offers().shop(), period(NOW)) == ()


def test_contributions_of_an_nps_are_in_its_own_points():
    read = Ratio(None, None, times=100).read
    both = {"a": (read(5, 10, 10), read(-5, 10, 10)), "b": (read(2, 10, 10), read(2, 10, 10))}
    whole = Split("kind", None, read(7, 20, 20), read(-3, 20, 20), both, True, Fraction(100))
    assert whole.change == -100 * Fraction(10, 20)
    assert sum(part.total for part in contributions(whole)) == whole.change
