"""What the playbook proposes: to whom, by when, by what it will be seen to have worked, and what became of it a period later."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from agreed_shop import goals_of
from hand_subjects import OCTOBER, mover, subject
from written_plays import PLAY, RATE, changed, plain, read

from opsreport.causes import Coincidence
from opsreport.goals import Goals
from opsreport.playbook import followed, read_ahead, statuses, suggestions
from opsreport.playbook.aims import aims
from opsreport.playbook.cases import Case
from opsreport.playbook.known import Known
from opsreport.shop import Shop
from opsreport.signals import Verdict
from opsreport.units import Unit
from opsreport.words import Text

WORSE, BETTER, NOISE = Verdict.WORSE, Verdict.BETTER, Verdict.NOISE
SALES, CSAT = "sales_amount", "csat"


# what is proposed


def october(users: dict[str, str], items=(), again=(), campaigns=(), goals=Goals()) -> Shop:
    """A shop whose users {id: channel} order for the first time in October; some of them again."""
    at = dt.datetime(2026, 10, 5, 12)
    tables = {
        "users": [dict(user_id=user, registered_at=at, channel=channel) for user, channel in users.items()],
        "orders": [dict(order_id=f"o{user}", user_id=user, paid_at=at, status="paid", amount=Decimal(10)) for user in users],
    }
    tables["orders"] += [dict(order_id=f"o{user}b", user_id=user, paid_at=at, status="paid", amount=Decimal(10)) for user in again]
    if campaigns:
        tables["campaigns"] = list(campaigns)
    if items:
        tables["work_items"] = [dict(kind="suggestion") | item for item in items]
    return Shop.of(tables, data_until=dt.date(2026, 10, 31), goals=goals)


@pytest.fixture(scope="module")
def shop():
    return october({"u1": "video", "u2": "video", "u3": "video", "u4": "search", "u5": ""})


def fallen(shop, **more):
    given = dict(previous=(25, 100), usual=(0.238, 0.269), verdict=WORSE) | more
    return subject(RATE, (22, 100), shop=shop, **given)


def proposed(shop, folder, text, subjects, movers=()):
    return suggestions(shop, movers, subjects, OCTOBER, read(folder, text))


def test_the_leading_segments_are_concerned(shop, tmp_path):
    one = fallen(shop)
    (found,) = proposed(shop, tmp_path, PLAY, [one], [mover(one, "acquisition_channel", "video", "search")])
    assert found.id == "S-2026-10-01"
    assert found.action == Text("给{segment}新客发券", "Send a coupon to new buyers from {segment}")
    assert found.audience == Text("来自{segment}的新客", "new buyers from {segment}")
    assert (found.owner, found.owner_name, found.segments) == ("operations", Text("运营岗", "Operations"), ("video", "search"))
    assert (found.size, found.unit) == (3 + 1, Unit.USERS)  # u1, u2, u3; u4
    assert found.due_on == dt.date(2026, 11, 8)  # 31 October and 8 days
    assert (found.works_if.value, found.works_if.at_least, found.works_if.back) == (0.238, True, True)
    assert found.because == (one,)
    assert found.status == "open"


def test_without_a_segment_to_name_nothing_is_proposed(shop, tmp_path):
    one = fallen(shop)
    for causes in ([mover(one, "city", "上海")], [mover(one, "acquisition_channel", "unknown")], [mover(one, "acquisition_channel")]):
        assert proposed(shop, tmp_path, PLAY, [one], causes) == ()
    (found,) = proposed(shop, tmp_path, PLAY, [one], [mover(one, "acquisition_channel", "unknown", "search")])
    assert (found.segments, found.size) == (("search",), 1)


def test_every_condition_must_hold(shop, tmp_path):
    both = changed("when: worse", "when: [worse, down by 4pp]")
    for previous, expected in (((26, 100), 1), ((2599, 10000), 0)):
        one = fallen(shop, previous=previous)
        assert len(proposed(shop, tmp_path, both, [one], [mover(one, "acquisition_channel", "video")])) == expected
    quiet = fallen(shop, verdict=NOISE)
    assert proposed(shop, tmp_path, PLAY, [quiet], [mover(quiet, "acquisition_channel", "video")]) == ()


def names(found) -> list[str]:
    return [one.play for one in found]


def test_the_first_of_several_plays_for_one_role_on_one_figure(shop, tmp_path):
    text = "plays:\n" + plain("a", 1) + plain("b", 2) + plain("c", 3, owner="content")
    assert names(proposed(shop, tmp_path, text, [fallen(shop)])) == ["a", "c"]


def test_the_whole_shop_steps_back_where_a_segment_explains(shop, tmp_path):
    general = plain("a", 2, owner="content") + plain("b", 3, metric=SALES, owner="service") + plain("c", 4, metric=CSAT, owner="service")
    rate, sales, csat = fallen(shop), subject(SALES, 10, shop=shop, verdict=WORSE), subject(CSAT, (1, 2), shop=shop, verdict=WORSE)
    movers = [mover(rate, "acquisition_channel", "video"), mover(sales, "acquisition_channel", "video"), mover(csat, "city", "上海")]
    found = proposed(shop, tmp_path, PLAY + general, [rate, sales, csat], movers)
    assert names(found) == ["c", "second_order"]
    assert found[0].because == (csat,)
    assert found[1].because == (rate, sales)  # what got worse from the same segment
    assert names(proposed(shop, tmp_path, "plays:\n" + general, [rate, sales, csat], movers)) == ["a", "b", "c"]  # nobody concerns the segment


def test_what_is_due_first_comes_first(shop, tmp_path):
    late = plain("a", 1).replace("due_days: 1", "due_days: 9")
    soon = plain("b", 2, metric=CSAT).replace("due_days: 1", "due_days: 8")
    csat = subject(CSAT, (79, 100), shop=shop, verdict=WORSE, usual=(0.8, 0.9))
    found = proposed(shop, tmp_path, "plays:\n" + late + soon, [fallen(shop, usual=(0.9, 0.95)), csat])  # a is far worse
    assert [(one.play, one.due_on.day) for one in found] == [("b", 8), ("a", 9)]


def test_of_one_day_the_most_urgent_comes_first(shop, tmp_path):
    ones = {
        "better": subject("new_users", 9, shop=shop, verdict=BETTER, usual=(1, 5)),
        "level": subject("mau", 3, shop=shop),
        "missed": subject(SALES, 90, shop=shop, target=100, met=False),
        "badly": subject("average_order_value", 50, shop=shop, target=100, met=False),
        "worse": subject(CSAT, (79, 100), shop=shop, verdict=WORSE, usual=(0.8, 0.9)),
        "worst": subject(RATE, (10, 100), shop=shop, verdict=WORSE, usual=(0.2, 0.3)),
    }
    when = {"better": "better", "level": "below 5", "missed": "missed target", "badly": "missed target"}
    plays = [plain(name, number, metric=one.figure.metric.id, when=when.get(name, "worse")) for number, (name, one) in enumerate(ones.items(), 1)]
    text = "plays:\n" + "".join(plays)
    found = proposed(shop, tmp_path, text, list(ones.values()))
    assert names(found) == ["worst", "worse", "badly", "missed", "level", "better"]
    assert [one.id for one in found] == [f"S-2026-10-{number:02}" for number in (6, 5, 4, 3, 2, 1)]


def test_an_id_stays_what_it_is(shop, tmp_path):
    text = "plays:\n" + plain("a", 7) + plain("b", 3, metric=CSAT)
    csat = subject(CSAT, (1, 100), shop=shop, verdict=WORSE, usual=(0.8, 0.9))
    both = {one.play: one.id for one in proposed(shop, tmp_path, text, [fallen(shop), csat])}
    alone = {one.play: one.id for one in proposed(shop, tmp_path, text, [fallen(shop)])}
    turned = {one.play: one.id for one in proposed(shop, tmp_path, "plays:\n" + plain("b", 3, metric=CSAT) + plain("a", 7), [csat, fallen(shop)])}
    assert both == turned == {"a": "S-2026-10-07", "b": "S-2026-10-03"}
    assert alone == {"a": "S-2026-10-07"}


def test_each_segment_by_itself(tmp_path):
    shop = october({f"v{n}": "video" for n in range(30)} | {f"f{n}": "few" for n in range(29)} | {f"n{n}": "" for n in range(40)})
    more = "    each: acquisition_channel\n    size: {metric: new_paying_users, by: acquisition_channel}\n"
    text = "plays:\n" + plain("a", 1, when="below 10%", works_if="{by: acquisition_channel, at_least: 20%}", more=more)
    (found,) = proposed(shop, tmp_path, text.replace("做a", "做{segment}").replace("zh: 做{segment}", 'zh: "做{segment}"'), [])
    # nobody ordered twice, so all rates are 0: only one segment has a name and 30 buyers
    assert (found.segments, found.json()["action"]["zh"], found.size) == (("video",), "做video", 30)
    assert (found.works_if.segments, found.works_if.value, found.works_if.back) == (("video",), 0.2, False)


def test_one_segment(tmp_path):
    shop = october({f"v{n}": "video" for n in range(30)} | {"s": "search"})
    text = "plays:\n" + plain("a", 1, metric="new_users", when="above 20", more="    segment: {acquisition_channel: CHANNEL}\n")
    assert [one.segments for one in proposed(shop, tmp_path, text.replace("CHANNEL", "video"), [])] == [("video",)]
    assert proposed(shop, tmp_path, text.replace("CHANNEL", "search"), []) == ()
    assert proposed(shop, tmp_path, text.replace("CHANNEL", "nobody"), []) == ()


def test_a_row_of_a_table_is_a_size(tmp_path):
    shop = october({"u1": "video", "u2": "video"})
    size = "    size: {metric: lifecycle_state, row: ROW}\n"
    text = "plays:\n" + plain("a", 1, metric="new_users", when="above 1", more=size)
    assert [one.size for one in proposed(shop, tmp_path, text.replace("ROW", "active"), [])] == [2]
    assert [one.size for one in proposed(shop, tmp_path, text.replace("ROW", "silent"), [])] == [0]
    assert [one.size for one in proposed(shop, tmp_path, text.replace("ROW", "nothing"), [])] == [None]
    unknown = text.replace("{metric: lifecycle_state, row: ROW}", "{metric: feedback_count}")
    assert [one.size for one in proposed(shop, tmp_path, unknown, [])] == [None]  # the shop has no feedback


@pytest.mark.parametrize(
    "works_if, given, value, basis, back",
    [
        ("{at_least: usual range}", {}, 0.238, "lower end", True),
        ("{at_most: usual range}", {}, 0.238, "lower end", False),  # it lies below already
        ("{at_least: usual range}", dict(usual=(0.1, 0.21)), 0.21, "upper end", False),  # above: it is to stay there
        ("{at_least: usual range}", dict(usual=(0.2, 0.3)), 0.25, "level", False),  # within the range: the level around which it lies
        ("{at_least: usual range}", dict(usual=None, previous=(24, 100)), 0.24, "previous", True),
        ("{at_least: usual range}", dict(usual=None, previous=None), None, None, False),
        ("{at_least: usual range}", dict(target=0.26, met=False), 0.26, "target", False),  # what was agreed goes before
        ("{at_least: target}", dict(target=0.26, met=False), 0.26, "target", False),
        ("{at_least: target}", dict(target=0.21, met=True), 0.21, "target", False),
        ("{at_least: target}", {}, 0.238, "lower end", True),
        ("{at_least: previous}", {}, 0.25, "previous", True),
        ("{at_least: previous}", dict(target=0.26, met=False), 0.26, "target", False),  # never looser than the target
        ("{at_least: previous}", dict(target=0.21, met=True), 0.25, "previous", True),
        ("{at_least: year ago}", dict(year_ago=(30, 100)), 0.3, "year ago", True),
        ("{at_least: year ago}", {}, 0.238, "lower end", True),
        ("{at_least: 23.5%}", {}, 0.235, "given", False),
        ("{at_least: 23.5%}", dict(target=0.26, met=False), 0.26, "target", False),
        ("{at_most: 23.5%}", dict(target=0.26, met=True), 0.235, "given", False),
        ("{metric: nps, at_least: 20}", {}, 20, "given", False),
    ],
)
def test_by_what_it_will_show(shop, tmp_path, works_if, given, value, basis, back):
    (found,) = proposed(shop, tmp_path, "plays:\n" + plain("a", 1, works_if=works_if), [fallen(shop, **given)])
    assert (found.works_if.value, found.works_if.basis, found.works_if.back) == (value, basis, back)


def fallen_for_good(until: dt.date) -> Shop:
    """20 and 22 new users a month in turn; from August 2026 on only 4."""
    months = [dt.datetime(2025 + n // 12, n % 12 + 1, 2) for n in range(22)]
    counts = [4 if month >= dt.datetime(2026, 8, 1) else 20 + 2 * (n % 2) for n, month in enumerate(months)]
    users = [dict(user_id=f"{month:%y%m}-{n}", registered_at=month) for month, count in zip(months, counts, strict=True) for n in range(count)]
    orders = [dict(order_id="o", user_id="2501-0", paid_at=months[0], status="paid", amount=Decimal(10))]
    return Shop.of({"users": users, "orders": orders}, data_until=until)


def test_a_lasting_fall_asks_for_no_less(tmp_path):
    book = read(tmp_path, "plays:\n" + plain("a", 1, metric="new_users", when="below 10"))
    ends = [dt.date(2026, 8, 31), dt.date(2026, 9, 30), dt.date(2026, 10, 31)]
    august, september, october = [suggestions(fallen_for_good(end), (), (), f"{end:%Y-%m}", book)[0] for end in ends]
    assert (august.works_if.basis, september.works_if.basis, october.works_if.basis) == ("lower end", "earlier", "earlier")
    assert 10 < august.works_if.value < 20
    assert august.works_if.value == september.works_if.value == october.works_if.value
    assert october.because[0].usual.low < 10  # what its own range would ask for
    assert followed(fallen_for_good(ends[2]), OCTOBER, book)[0].suggestion.works_if == september.works_if


def test_the_figure_of_the_audience(shop, tmp_path):
    """Of several segments together where it is a rate, and of the first where it is not."""
    one = fallen(shop)
    moved = [mover(one, "acquisition_channel", "video", "search")]
    rate = changed("{at_least: usual range}", "{by: acquisition_channel, at_least: 20%}")
    (found,) = proposed(shop, tmp_path, rate, [one], moved)
    assert (found.works_if.segments, found.works_if.now) == (("video", "search"), (OCTOBER, 0.0))  # 0 of 3, 0 of 1
    money = changed("{at_least: usual range}", "{metric: spend_per_buyer, by: acquisition_channel, at_least: 20}")
    (found,) = proposed(shop, tmp_path, money, [one], moved)
    assert (found.works_if.segments, found.works_if.now) == (("video",), (OCTOBER, Decimal(10)))


def test_when_it_can_be_known(tmp_path):
    """People whose window closes after the action is due are judged themselves; else those of the next period."""
    shop = october({"u1": "video"})
    one = subject(RATE, (22, 100), shop=shop, verdict=WORSE)
    text = "plays:\n" + plain("a", 1, works_if="{metric: second_purchase_conversion, at_least: 20%}")
    for days, period, known_on in ((1, "2026-10", dt.date(2026, 11, 30)), (30, "2026-11", dt.date(2026, 12, 30))):
        (found,) = proposed(shop, tmp_path, text.replace("due_days: 1", f"due_days: {days}"), [one])
        assert (found.works_if.period.label, found.works_if.known_on) == (period, known_on)
    (found,) = proposed(shop, tmp_path, "plays:\n" + plain("a", 1), [one])
    assert (found.works_if.period.label, found.works_if.known_on) == ("2026-11", dt.date(2026, 11, 30))


OCTOBERS, NOVEMBERS = f"- {{metric: {RATE}, period: 2026-10, target: 35%}}", f"- {{metric: {RATE}, period: 2026-11, target: 40%}}"
VIDEO_S = f"- {{metric: {RATE}, segment: {{acquisition_channel: video}}, period: 2026-11, target: 30%}}"


@pytest.mark.parametrize(
    "targets, value, basis", [([OCTOBERS, NOVEMBERS], 0.4, "target"), ([OCTOBERS], 0.238, "lower end"), ([NOVEMBERS], 0.4, "target")]
)
def test_the_target_is_that_of_the_period_in_which_it_is_judged(tmp_path, targets, value, basis):
    shop = october({"u1": "video"}, goals=goals_of("\n".join(targets)))
    (found,) = proposed(shop, tmp_path, "plays:\n" + plain("a", 1, works_if="{at_least: target}"), [fallen(shop)])
    assert (float(found.works_if.value), found.works_if.basis) == (value, basis)


@pytest.mark.parametrize(
    "targets, usual, value, basis",
    [
        ([NOVEMBERS], (0.38, 0.46), 0.4, "shop's target"),  # around 42%: the shop's target is within its reach
        ([NOVEMBERS], (0.1, 0.3), 0.2, "level"),  # around 20%: the shop's target is not for it
        ([NOVEMBERS, VIDEO_S], (0.1, 0.3), 0.3, "target"),  # its own
        ([], (0.1, 0.3), 0.2, "level"),
    ],
)
def test_the_target_of_a_segment(tmp_path, targets, usual, value, basis):
    shop = october({"u1": "video"}, goals=goals_of("\n".join(targets)))
    (play,) = read(tmp_path, changed("{at_least: usual range}", "{by: acquisition_channel, at_least: target}")).plays
    one = subject(RATE, (42, 100) if usual[0] > 0.3 else (22, 100), shop=shop, usual=usual, segment={"acquisition_channel": "video"})
    known = Known(shop, OCTOBER)
    known.read[one.figure.metric, "acquisition_channel"] = [one]
    (made,) = aims([Case(play, one, ("video",))], known)
    assert (float(made.value), made.basis) == (pytest.approx(value), basis)


@pytest.mark.parametrize("count, size", [("numerator", 1), ("denominator", 3), ("rest", 2)])
def test_users_of_a_rate_are_a_size(tmp_path, count, size):
    shop = october({"u1": "video", "u2": "video", "u3": "video", "u4": "search"}, again=("u1", "u4"))
    text = PLAY.replace("{metric: new_paying_users, by: acquisition_channel}", f"{{metric: {RATE}, by: acquisition_channel, count: {count}}}")
    one = fallen(shop)
    (found,) = proposed(shop, tmp_path, text, [one], [mover(one, "acquisition_channel", "video")])
    assert (found.size, found.unit) == (size, Unit.USERS)


@pytest.mark.parametrize("due_days, since, size", [(1, "2026-10-03", 2), (4, "2026-10-06", 1), (29, "2026-10-31", 0), (30, None, 4)])
def test_only_those_whom_it_still_reaches_are_counted(tmp_path, due_days, since, size):
    """Their 30 days are open after the action is due; where they are so of nobody, it is judged by those of the next period, and all are meant."""
    at = {"u1": dt.datetime(2026, 10, 1), "u2": dt.datetime(2026, 10, 2, 23), "u3": dt.datetime(2026, 10, 3), "u4": dt.datetime(2026, 10, 6)}
    users = [dict(user_id=user, registered_at=when, channel="video") for user, when in at.items()]
    orders = [dict(order_id=user, user_id=user, paid_at=when, status="paid", amount=Decimal(10)) for user, when in at.items()]
    shop = Shop.of({"users": users, "orders": orders}, data_until=dt.date(2026, 10, 31))
    works_if = "{metric: second_purchase_conversion, by: acquisition_channel, at_least: 20%}"
    text = changed("due_days: 8", f"due_days: {due_days}").replace("{at_least: usual range}", works_if)
    one = fallen(shop)
    (found,) = proposed(shop, tmp_path, text, [one], [mover(one, "acquisition_channel", "video")])
    assert (f"{found.since}" if found.since else None, found.size) == (since, size)
    assert found.works_if.period.label == ("2026-10" if since else "2026-11")
    assert found.json().get("since") == since


def test_those_who_come_in_the_next_period_are_judged_in_it(shop, tmp_path):
    works_if = "{metric: second_purchase_conversion, at_least: 20%, period: next}"
    text = "plays:\n" + plain("a", 1, works_if=works_if).replace("zh: 所有人, en: everybody", 'zh: "{next}的新客", en: "buyers of {next}"')
    (found,) = proposed(shop, tmp_path, text, [fallen(shop)])
    assert (found.works_if.period.label, found.works_if.known_on) == ("2026-11", dt.date(2026, 12, 30))
    assert (found.next.label, found.since, found.json()["audience"]["zh"]) == ("2026-11", None, "2026-11的新客")


@pytest.mark.parametrize("targets, held", [([OCTOBERS, NOVEMBERS], ("2026-10", 0.35)), ([NOVEMBERS], None)])
def test_the_target_that_the_page_shows_stands_beside_another_one(tmp_path, targets, held):
    shop = october({"u1": "video"}, goals=goals_of("\n".join(targets)))
    given = fallen(shop, target=0.35, met=False) if held else fallen(shop)
    (found,) = proposed(shop, tmp_path, "plays:\n" + plain("a", 1, works_if="{at_least: target}"), [given])
    assert float(found.works_if.value) == 0.4
    assert (found.works_if.held and (found.works_if.held[0].label, found.works_if.held[1])) == held


@pytest.mark.parametrize("last, runs", [(31, False), (30, False), (None, True)])
def test_a_campaign_that_has_ended_is_not_stopped(tmp_path, last, runs):
    ends = dt.datetime(2026, 11, 3) if last is None else dt.datetime(2026, 10, last, 23, 59)
    shop = october({"u1": "video"}, campaigns=[dict(campaign_id="C1", name="Trial", starts_at=dt.datetime(2026, 10, 6), ends_at=ends)])
    one = fallen(shop)
    began = Coincidence("campaign", Text("Trial", "Trial"), dt.date(2026, 10, 6))
    both = "".join(
        plain(name, number, more=f"    campaign: {name}\n").replace(f"做{name}", '"停{campaign}"').replace(f"Do {name}", '"Stop {campaign}"')
        for number, name in enumerate(("ended", "running"), 1)
    )
    (found,) = proposed(shop, tmp_path, "plays:\n" + both, [one], [replace(mover(one, "acquisition_channel", "video"), coincides=(began,))])
    assert (found.play, found.campaign, found.json()["action"]["en"]) == ("running" if runs else "ended", "Trial", "Stop Trial")
    assert proposed(shop, tmp_path, "plays:\n" + both, [one], [mover(one, "acquisition_channel", "video")]) == ()  # no campaign came with it


def test_options_stand_in_texts(shop, tmp_path):
    text = "plays:\n" + plain("a", 1, metric="second_purchase_conversion").replace("zh: 所有人", 'zh: "{days}天内"')
    (found,) = proposed(shop, tmp_path, text, [subject("second_purchase_conversion[days=45]", (1, 9), shop=shop, verdict=WORSE)]) or (None,)
    assert found is None  # another figure: the play watches the one of 30 days
    (found,) = proposed(shop, tmp_path, text, [subject("second_purchase_conversion", (1, 9), shop=shop, verdict=WORSE)])
    assert found.audience.zh == "30天内"


def test_a_shop_without_a_playbook_proposes_nothing(shop):
    assert suggestions(shop, (), [fallen(shop)], OCTOBER) == ()


# what became of it


def item(title="S-2026-10-01 coupon", **days) -> dict:
    return dict(item_id="W1", title=title) | {name: dt.date(2026, 10, day) for name, day in days.items()}


@pytest.mark.parametrize(
    "days, status",
    [
        ({}, "open"),
        (dict(submitted_on=1), "open"),
        (dict(adopted_on=3), "adopted"),
        (dict(adopted_on=3, done_on=9), "done"),
        (dict(adopted_on=3, implemented_on=9), "done"),
        (dict(implemented_on=9), "done"),
        (dict(done_on=9), "declined"),
    ],
)
def test_work_items_say_what_became_of_a_suggestion(days, status):
    assert statuses(october({"u1": "video"}, [item(**days)]), ["S-2026-10-01"]) == {"S-2026-10-01": status}


@pytest.mark.parametrize(
    "row, status",
    [
        (item("第二单券（S-2026-10-01）", adopted_on=3), "adopted"),
        (item("S-2026-10-01第二单券", adopted_on=3), "adopted"),
        (item(None, adopted_on=3) | {"item_id": "S-2026-10-01"}, "adopted"),
        (item("S-2026-10-011", adopted_on=3), "open"),
        (item("S-2026-10-01-02", adopted_on=3), "open"),  # of the first of October
        (item("S-2026-10-01..2026-10-15-01", adopted_on=3), "open"),  # of half a month
        (item("PS-2026-10-01", adopted_on=3), "open"),
        (item("S-2026-11-01", adopted_on=3), "open"),
        (item(adopted_on=3) | {"kind": "milestone"}, "open"),
    ],
)
def test_an_item_names_just_one_suggestion(row, status):
    assert statuses(october({"u1": "video"}, [row]), ["S-2026-10-01"]) == {"S-2026-10-01": status}


def test_of_several_items_the_furthest_speaks(shop):
    rows = [item(done_on=4), item(adopted_on=3) | {"item_id": "W2"}]
    assert statuses(october({"u1": "video"}, rows), ["S-2026-10-01", "S-2026-10-02"]) == {"S-2026-10-01": "adopted", "S-2026-10-02": "open"}
    assert statuses(shop, ["S-2026-10-01"]) == {"S-2026-10-01": "open"}  # no such table


def test_the_entry_of_metrics_json(tmp_path):
    shop = october({"u1": "video", "u2": "video"}, [item(adopted_on=3)])
    one = fallen(shop)
    (found,) = proposed(shop, tmp_path, PLAY, [one], [mover(one, "acquisition_channel", "video")])
    options = one.figure.metric.options
    assert json.loads(json.dumps(found.json())) == {
        "id": "S-2026-10-01",
        "play": "second_order",
        "action": {"zh": "给video新客发券", "en": "Send a coupon to new buyers from video"},
        "owner": "operations",
        "owner_name": {"zh": "运营岗", "en": "Operations"},
        "audience": {"zh": "来自video的新客", "en": "new buyers from video"},
        "size": 2,
        "unit": "users",
        "segment": "video",
        "due_on": "2026-11-08",
        "works_if": {"id": RATE, "options": options, "part": None, "segment": None, "at_least": 0.238, "basis": "lower end",
                     "period": "2026-11", "known_on": "2026-11-30"},
        "because": [{"id": RATE, "options": options, "part": None, "segment": None, "period": "2026-10"}],
        "status": "adopted",
    }  # fmt: skip


# the period before


def two_months(until: dt.date, items=()) -> Shop:
    """Who registered: 5 in August, of whom none bought within a week; 2 in September, who all did; 4 in October."""
    joined = {8: 5, 9: 2, 10: 4}
    users = [dict(user_id=f"u{month}-{n}", registered_at=dt.datetime(2026, month, 2)) for month, count in joined.items() for n in range(count)]
    bought = [
        ("u8-0", dt.datetime(2026, 8, 20)),
        ("u9-0", dt.datetime(2026, 9, 3)),
        ("u9-1", dt.datetime(2026, 9, 4)),
        ("u10-0", dt.datetime(2026, 10, 3)),
    ]
    orders = [dict(order_id=f"o{user}", user_id=user, paid_at=at, status="paid", amount=Decimal(10)) for user, at in bought]
    first = [dict(order_id="o0", user_id="u0", paid_at=dt.datetime(2026, 7, 1), status="paid", amount=Decimal(10))]
    tables = {"users": users, "orders": first + orders} | ({"work_items": [dict(kind="suggestion") | each for each in items]} if items else {})
    return Shop.of(tables, data_until=until)


NEW, FIRST_WEEK = "new_users", "first_purchase_rate_n_days"
OF_TWO = "plays:\n" + plain("a", 1, metric=NEW, when="below 3", works_if="{at_least: 3}") + plain(
    "b", 2, metric=FIRST_WEEK, when="below 50%", works_if="{at_least: 50%}")  # fmt: skip


def test_what_became_of_last_month_s(tmp_path):
    shop = two_months(dt.date(2026, 10, 31), [dict(item_id="W1", title="S-2026-09-01", adopted_on=dt.date(2026, 10, 2))])
    found = {one.suggestion.id: one for one in followed(shop, OCTOBER, read(tmp_path, OF_TWO))}
    new, week = found["S-2026-09-01"], found["S-2026-09-02"]
    assert (new.suggestion.status, new.suggestion.works_if.now[1], new.value, new.met) == ("adopted", 2, 4, None)  # 4 in October
    assert (week.suggestion.status, week.suggestion.works_if.now[1], week.value, week.met) == ("open", 0.0, 1.0, None)  # August's; September's own
    assert [week.suggestion.works_if.now[0].label, week.suggestion.works_if.period.label] == ["2026-08", "2026-09"]
    assert json.loads(json.dumps(week.json()))["then"] == 0.0


@pytest.mark.parametrize("wanted, met", [(4, True), (5, False)])
def test_only_what_was_done_is_judged(tmp_path, wanted, met):
    text = "plays:\n" + plain("a", 1, metric=NEW, when="below 3", works_if=f"{{at_least: {wanted}}}")
    for days, expected in ((dict(adopted_on=2), None), (dict(done_on=9), None), (dict(adopted_on=2, done_on=9), met)):
        given = {name: dt.date(2026, 10, day) for name, day in days.items()}
        shop = two_months(dt.date(2026, 10, 31), [dict(item_id="W1", title="S-2026-09-01", **given)])
        (one,) = followed(shop, OCTOBER, read(tmp_path, text))
        assert (one.value, one.met) == (4, expected)


def test_what_could_not_be_known_until_now_is_judged_now(tmp_path):
    """Proposed in August for those who come in September, whose week ends in October."""
    text = "plays:\n" + plain("a", 1, metric=NEW, when="above 4", works_if=f"{{metric: {FIRST_WEEK}, at_least: 50%, period: next}}")
    book = read(tmp_path, text)
    done = dict(item_id="W1", title="S-2026-08-01", adopted_on=dt.date(2026, 9, 2), done_on=dt.date(2026, 9, 5))
    (one,) = followed(two_months(dt.date(2026, 10, 31), [done]), OCTOBER, book)
    assert (one.suggestion.id, one.suggestion.works_if.known_on, one.value, one.met) == ("S-2026-08-01", dt.date(2026, 10, 7), 1.0, True)
    assert followed(two_months(dt.date(2026, 10, 31)), OCTOBER, book) == ()  # nobody recorded that it was done
    (then,) = followed(two_months(dt.date(2026, 9, 30), [done]), "2026-09", book)
    assert (then.suggestion.id, then.value, then.met) == ("S-2026-08-01", None, None)
    known = text.replace(", period: next", "").replace(f"metric: {FIRST_WEEK}, ", "").replace("50%", "2")
    assert followed(two_months(dt.date(2026, 10, 31), [done]), OCTOBER, read(tmp_path, known)) == ()  # told in September already


def test_they_are_what_was_proposed_then(tmp_path):
    then, book = two_months(dt.date(2026, 9, 30)), read(tmp_path, OF_TWO)
    told = {one.id: one.works_if for one in suggestions(then, (), (), "2026-09", book)}
    assert {one.suggestion.id: one.suggestion.works_if for one in followed(two_months(dt.date(2026, 10, 31)), OCTOBER, book)} == told
    assert sorted(told) == ["S-2026-09-01", "S-2026-09-02"]


def test_figures_that_were_read_ahead_are_not_asked_again():
    shop = two_months(dt.date(2026, 10, 31))
    metrics = shop.metrics([NEW, FIRST_WEEK])
    read_ahead(shop, metrics, OCTOBER)
    known = set(shop.store.answers)
    assert [figure.reading.value for period in ("2026-10", "2026-09") for figure in shop.figures(metrics, period)] == [4, None, 2, 1.0]
    assert set(shop.store.answers) == known


def test_what_is_not_over_is_not_judged(tmp_path):
    shop, book = two_months(dt.date(2026, 10, 10)), read(tmp_path, OF_TWO)
    assert [(one.value, one.met) for one in followed(shop, OCTOBER, book)] == [(None, None)] * 2
    assert followed(shop, "2026-07", book) == ()  # the data begin
