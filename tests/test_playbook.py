"""The playbook: what its words mean to the last digit, what it refuses, what it proposes to whom, and that an id stays what it is."""

import datetime as dt
import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hand_subjects import OCTOBER, mover, reading, subject
from tiny_shop import tiny

from opsreport.errors import Mistake
from opsreport.playbook import ROLES, read_playbook, statuses, suggestions
from opsreport.playbook.conditions import condition, exact, level_of
from opsreport.run.checks import check
from opsreport.shop import Shop
from opsreport.signals import Verdict
from opsreport.units import Unit
from opsreport.words import LANGUAGES, Text

WORSE, BETTER, CHANGED, NOISE = Verdict.WORSE, Verdict.BETTER, Verdict.CHANGED, Verdict.NOISE
PRESET = Path(__file__).parent.parent / "params" / "playbook.yml"
RATE, SALES, CSAT = "repurchase_rate_by_user", "sales_amount", "csat"


# conditions


@pytest.mark.parametrize(
    "words, verdict, holds",
    [
        ("worse", WORSE, True),
        ("worse", BETTER, False),
        ("worse", NOISE, False),
        ("worse", Verdict.SEASONAL, False),
        ("worse", Verdict.UNJUDGED, False),
        ("better", BETTER, True),
        ("better", WORSE, False),
        ("real change", BETTER, True),
        ("real change", WORSE, True),
        ("real change", CHANGED, True),
        ("real change", NOISE, False),
        ("worse or better", BETTER, True),
        ("worse or better", CHANGED, False),
    ],
)
def test_what_the_verdict_says(words, verdict, holds):
    assert condition(words, Unit.PERCENT).holds(subject(RATE, (1, 4), verdict=verdict)) is holds


@pytest.mark.parametrize("met, holds", [(False, True), (True, False), (None, False)])
def test_a_missed_target(met, holds):
    assert condition("missed target", Unit.MONEY).holds(subject(SALES, 90, target=100, met=met)) is holds


@pytest.mark.parametrize(
    "name, words, now, holds",
    [
        (RATE, "above 30%", (300, 1000), False),
        (RATE, "above 30%", (301, 1000), True),
        (RATE, "below 30%", (300, 1000), False),
        (RATE, "below 30%", (299, 1000), True),
        (RATE, "below 30%", None, False),
        (SALES, "above 1200", Decimal("1200.00"), False),
        (SALES, "above 1200", Decimal("1200.01"), True),
        (SALES, "below 0.5", Decimal("0.49"), True),
        ("nps", "below -5", -5.0, False),
        ("nps", "below -5", -5.1, True),
    ],
)
def test_a_level_itself_is_neither_above_nor_below(name, words, now, holds):
    one = subject(name, now)
    assert condition(words, one.unit).holds(one) is holds


@pytest.mark.parametrize(
    "name, words, now, base, holds",
    [
        (SALES, "up by 10%", 110, 100, True),
        (SALES, "up by 10%", Decimal("109.99"), 100, False),
        (SALES, "down by 10%", 90, 100, True),
        (SALES, "down by 10%", Decimal("90.01"), 100, False),
        (SALES, "down by 10%", 111, 100, False),
        (SALES, "up by 10%", 10, 0, False),  # no base
        (SALES, "up by 10%", 10, -5, False),
        (SALES, "up by 10%", 10, None, False),
        (SALES, "up by 10%", None, 100, False),
        (SALES, "up by 2.5%", Decimal("102.5"), 100, True),
        (RATE, "up by 1pp", (26, 100), (25, 100), True),
        (RATE, "up by 1pp", (103, 300), (1, 3), True),  # a hundredth to the last digit, which floats have not
        (RATE, "down by 1pp", (1, 3), (103, 300), True),
        (RATE, "down by 1pp", (2401, 10000), (25, 100), False),
        (RATE, "down by 1 pp", (24, 100), (25, 100), True),
        ("rating_average", "down by 0.1", 4.4, 4.5, True),
        ("rating_average", "down by 0.1", 4.41, 4.5, False),
    ],
)
def test_at_least_so_much(name, words, now, base, holds):
    one = subject(name, now, previous=base)
    assert condition(words, one.unit).holds(one) is holds
    assert condition(f"{words} against previous", one.unit).holds(one) is holds
    assert condition(f"{words} against year ago", one.unit).holds(one) is False
    assert condition(f"{words} against year ago", one.unit).holds(subject(name, now, year_ago=base)) is holds


def test_a_rate_is_exact_by_its_parts():
    assert exact(reading((1, 3)), Unit.PERCENT) == Fraction(1, 3)
    assert exact(reading((1, 3)), Unit.TIMES) == Fraction("0.3333333333333333")
    assert exact(reading(None), Unit.PERCENT) is None
    assert level_of("16.5%", Unit.PERCENT) == Fraction(165, 1000)


WORDS = "worse, better, real change, missed target, above 30%, below 1200, up by 10%, down by 1pp, up by 10% against year ago; joined by `or`"


@pytest.mark.parametrize(
    "words, unit, said",
    [
        ("bad", Unit.PERCENT, f'"bad" is no condition; use one of: {WORDS}'),
        ("worse and better", Unit.PERCENT, f'"worse and better" is no condition; use one of: {WORDS}'),
        ("up by -3%", Unit.MONEY, f'"up by -3%" is no condition; use one of: {WORDS}'),
        ("up by 10% against 2025", Unit.MONEY, f'"up by 10% against 2025" is no condition; use one of: {WORDS}'),
        ("above 30", Unit.PERCENT, "30 does not fit; the figure is a rate: write 30%"),
        ("above 30%", Unit.MONEY, "30% does not fit; the figure is counted in money: write 30"),
        ("up by 10%", Unit.PERCENT, '"by 10%" does not fit; a change of a rate is in percentage points: write by 10pp'),
        ("up by 10", Unit.PERCENT, '"by 10" does not fit; a change of a rate is in percentage points: write by 10pp'),
        ("up by 1pp", Unit.USERS, '"by 1pp" does not fit; a change of it is in percent: write by 1%'),
        ("down by 5%", Unit.STARS, '"by 5%" does not fit; a change of a score is in points: write by 5'),
    ],
)
def test_words_that_are_no_condition(words, unit, said):
    with pytest.raises(ValueError) as caught:
        condition(words, unit)
    assert str(caught.value) == said


# the file


PLAY = """plays:
  second_order:
    number: 1
    metric: repurchase_rate_by_user
    when: worse
    cause: {by: acquisition_channel}
    owner: operations
    action:
      zh: 给{segment}新客发券
      en: Send a coupon to new buyers from {segment}
    audience:
      zh: 来自{segment}的新客
      en: new buyers from {segment}
    size: {metric: new_paying_users, by: acquisition_channel}
    due_days: 8
    works_if: {at_least: usual range}
"""


def read(folder: Path, text: str, roles=ROLES):
    (folder / "playbook.yml").write_text(text, "utf-8")
    return read_playbook(folder / "playbook.yml", roles)


def changed(old: str, new: str) -> str:
    assert old in PLAY
    return PLAY.replace(old, new)


@pytest.mark.parametrize(
    "old, new, where, what, mend",
    [
        ("repurchase_rate_by_user", "repurchase_rate_by_usr", "line 4, plays.second_order.metric",
         'there is no metric "repurchase_rate_by_usr". Did you mean "repurchase_rate_by_user"?', "`opsreport metrics` lists them all"),
        ("repurchase_rate_by_user", "'repurchase_rate_by_user[day=3]'", "line 4, plays.second_order.metric",
         'repurchase_rate_by_user has no option "day".', None),
        ("repurchase_rate_by_user", "cohort_table", "line 4, plays.second_order.metric",
         "cohort_table is a table; a play watches a figure", "Name a metric that is one figure."),
        ("    when", "    part: users\n    when", "line 5, plays.second_order.part",
         'repurchase_rate_by_user has no part "users".', "Leave `part` out."),
        ("repurchase_rate_by_user\n", "first_response_time\n    part: p9\n", "line 5, plays.second_order.part",
         'first_response_time has no part "p9". Did you mean "p90"?', "Use one of: median, p90, mean, within_sla."),
        ("when: worse", "when: worst", "line 5, plays.second_order.when",
         '"worst" is no condition', f"Use one of: {WORDS}."),
        ("when: worse", "when: [worse, above 30]", "line 5, plays.second_order.when",
         "30 does not fit", "The figure is a rate: write 30%."),
        ("{by: acquisition_channel}\n    owner", "{by: channel}\n    owner", "line 6, plays.second_order.cause.by",
         'there is no segment "channel".', None),
        ("cause: {by: acquisition_channel}", "segment: {aquisition_channel: 搜索}", "line 6, plays.second_order.segment.aquisition_channel",
         'there is no segment "aquisition_channel". Did you mean "acquisition_channel"?', None),
        ("    owner", "    each: city\n    owner", "line 2, plays.second_order", "give one of segment, each, cause", None),
        ("operations", "operation", "line 7, plays.second_order.owner",
         'there is no role "operation". Did you mean "operations"?', "Use one of: promotion, operations, content, service, data."),
        ("给{segment}新客", "给{segmnt}新客", "line 9, plays.second_order.action.zh",
         'there is no placeholder {segmnt}. Did you mean "segment"?', "The placeholders: {refunds}, {same_day}, {segment}, {window}."),
        ("from {segment}\n    size", "from {segment.x}\n    size", "line 13, plays.second_order.audience.en",
         'there is no placeholder {segment.x}. Did you mean "segment"?', None),
        ("from {segment}\n    size", "from {segment!r}\n    size", "line 13, plays.second_order.audience.en",
         'there is no placeholder {segment!r}. Did you mean "segment"?', None),
        ("给{segment}新客", "给{segment新客", "line 9, plays.second_order.action.zh",
         "a brace stands alone", "A placeholder stands in braces, like {segment}; a brace itself is written twice."),
        ("    cause: {by: acquisition_channel}\n", "", "line 8, plays.second_order.action.zh",
         "there is no placeholder {segment}.", "The placeholders: {refunds}, {same_day}, {window}."),
        ("new_paying_users, by: acquisition_channel", "new_paying_users, by: city", "line 14, plays.second_order.size.by",
         "by: city, but the play concerns one acquisition_channel", "Write by: acquisition_channel, or leave it out."),
        ("{metric: new_paying_users, by: acquisition_channel}", "{metric: lifecycle_state}", "line 14, plays.second_order.size",
         "lifecycle_state is a table", "Say which row counts them: row: silent."),
        ("by: acquisition_channel}\n    due", "row: silent}\n    due", "line 14, plays.second_order.size",
         "new_paying_users is no table", "Leave `row` out."),
        ("{metric: new_paying_users, by: acquisition_channel}", "{metric: csat}", "line 14, plays.second_order.size.metric",
         "csat does not count anybody (percent)", "Name a metric that counts users, orders or rows."),
        ("{at_least: usual range}", "{at_least: usual}", "line 16, plays.second_order.works_if.at_least",
         '"usual" is no figure', "Write usual range, previous, year ago, target, a rate as 30%, anything else as 1200 or 4.5."),
        ("{at_least: usual range}", "{at_most: 30}", "line 16, plays.second_order.works_if.at_most",
         "30 does not fit", "The figure is a rate: write 30%."),
        ("{at_least: usual range}", "{at_least: 30%, at_most: 40%}", "line 16, plays.second_order.works_if", "give at_least, or at_most", None),
        ("{at_least: usual range}", "{metric: nothing, at_least: 3}", "line 16, plays.second_order.works_if.metric",
         'there is no metric "nothing".', None),
        ("number: 1", "number: 100", "line 3, plays.second_order.number", "input should be less than or equal to 99", None),
        ("number: 1", "nummer: 1", "line 3, plays.second_order.nummer",
         'unknown key "nummer". Did you mean "number"? (2 mistakes in this file', None),
        ("    due_days: 8\n", "", "line 2, plays.second_order.due_days",
         '"due_days" is missing', "Add it: how many days after the period's last one it is due."),
    ],
)  # fmt: skip
def test_a_mistake_names_line_key_and_mend(tmp_path, old, new, where, what, mend):
    with pytest.raises(Mistake) as caught:
        read(tmp_path, changed(old, new))
    assert caught.value.code == 78
    assert caught.value.where.replace(f"{tmp_path}/", "") == f"playbook.yml {where}"
    assert caught.value.what.startswith(what)
    assert mend is None or (caught.value.what, caught.value.mend) == (what, mend)


def test_a_number_stays_with_its_play(tmp_path):
    again = PLAY + PLAY.removeprefix("plays:\n").replace("second_order", "third_order")
    with pytest.raises(Mistake) as caught:
        read(tmp_path, again)
    assert str(caught.value).replace(f"{tmp_path}/", "") == (
        "playbook.yml line 18, plays.third_order.number: the number 1 is that of second_order already\n"
        "  Mend: A number stays with its play; 2 is free."
    )


def test_roles_are_the_shop_s_own(tmp_path):
    mine = {"merchandising": Text("商品岗", "Merchandising")}
    assert read(tmp_path, changed("operations", "merchandising"), mine).plays[0].owner == "merchandising"
    with pytest.raises(Mistake, match='there is no role "operations"'):
        read(tmp_path, PLAY, mine)


# what is proposed


def october(users: dict[str, str], items=()) -> Shop:
    """A shop whose users {id: channel} order for the first time in October."""
    at = dt.datetime(2026, 10, 5, 12)
    tables = {
        "users": [dict(user_id=user, registered_at=at, channel=channel) for user, channel in users.items()],
        "orders": [dict(order_id=f"o{user}", user_id=user, paid_at=at, status="paid", amount=Decimal(10)) for user in users],
    }
    if items:
        tables["work_items"] = [dict(kind="suggestion") | item for item in items]
    return Shop.of(tables, data_until=dt.date(2026, 10, 31))


@pytest.fixture(scope="module")
def shop():
    return october({"u1": "video", "u2": "video", "u3": "video", "u4": "search", "u5": ""})


def fallen(shop, **more):
    given = dict(previous=(25, 100), usual=(0.238, 0.269), verdict=WORSE) | more
    return subject(RATE, (22, 100), shop=shop, **given)


def proposed(shop, folder, text, subjects, movers=()):
    return suggestions(shop, movers, subjects, OCTOBER, read(folder, text))


def test_the_leading_segment_is_concerned(shop, tmp_path):
    one = fallen(shop)
    (found,) = proposed(shop, tmp_path, PLAY, [one], [mover(one, "acquisition_channel", "video", "search")])
    assert found.id == "S-2026-10-01"
    assert found.action == Text("给video新客发券", "Send a coupon to new buyers from video")
    assert found.audience == Text("来自video的新客", "new buyers from video")
    assert (found.owner, found.owner_name, found.segment) == ("operations", Text("运营岗", "Operations"), "video")
    assert (found.size, found.unit) == (3, Unit.USERS)  # u1, u2, u3
    assert found.due_on == dt.date(2026, 11, 8)  # 31 October and 8 days
    assert (found.works_if.value, found.works_if.at_least, found.works_if.back) == (0.238, True, True)
    assert found.because == (one,)
    assert found.status == "open"


def test_without_a_segment_to_name_nothing_is_proposed(shop, tmp_path):
    one = fallen(shop)
    for causes in ([mover(one, "city", "上海")], [mover(one, "acquisition_channel", "unknown")], [mover(one, "acquisition_channel")]):
        assert proposed(shop, tmp_path, PLAY, [one], causes) == ()
    (found,) = proposed(shop, tmp_path, PLAY, [one], [mover(one, "acquisition_channel", "unknown", "search")])
    assert (found.segment, found.size) == ("search", 1)


def test_every_condition_must_hold(shop, tmp_path):
    both = changed("when: worse", "when: [worse, down by 4pp]")
    for previous, expected in (((26, 100), 1), ((2599, 10000), 0)):
        one = fallen(shop, previous=previous)
        assert len(proposed(shop, tmp_path, both, [one], [mover(one, "acquisition_channel", "video")])) == expected
    quiet = fallen(shop, verdict=NOISE)
    assert proposed(shop, tmp_path, PLAY, [quiet], [mover(quiet, "acquisition_channel", "video")]) == ()


def plain(name: str, number: int, *, metric=RATE, when="worse", owner="operations", works_if="{at_least: usual range}", more="") -> str:
    return f"""  {name}:
    number: {number}
    metric: {metric}
    when: {when}
    owner: {owner}
    action: {{zh: 做{name}, en: Do {name}}}
    audience: {{zh: 所有人, en: everybody}}
    due_days: 1
    works_if: {works_if}
{more}"""


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
    assert names(found) == ["second_order", "c"]
    assert found[0].because == (rate, sales)  # what got worse from the same segment
    assert found[1].because == (csat,)
    assert names(proposed(shop, tmp_path, "plays:\n" + general, [rate, sales, csat], movers)) == ["a", "b", "c"]  # nobody concerns the segment


def test_the_most_urgent_comes_first(shop, tmp_path):
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
    assert (found.segment, found.action.zh, found.size) == ("video", "做video", 30)
    assert (found.works_if.segment, found.works_if.value, found.works_if.back) == ("video", 0.2, False)


def test_one_segment(tmp_path):
    shop = october({f"v{n}": "video" for n in range(30)} | {"s": "search"})
    text = "plays:\n" + plain("a", 1, metric="new_users", when="above 20", more="    segment: {acquisition_channel: CHANNEL}\n")
    assert [one.segment for one in proposed(shop, tmp_path, text.replace("CHANNEL", "video"), [])] == ["video"]
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
    "works_if, given, value, back",
    [
        ("{at_least: usual range}", {}, 0.238, True),
        ("{at_most: usual range}", {}, 0.269, False),  # it lies below already, and so did the period before
        ("{at_least: usual range}", dict(usual=(0.2, 0.3)), 0.25, True),  # within the range already: the period before
        ("{at_least: usual range}", dict(usual=(0.2, 0.3), previous=(21, 100)), 0.2, False),
        ("{at_least: usual range}", dict(usual=None), 0.25, True),
        ("{at_least: usual range}", dict(usual=None, previous=None), None, False),
        ("{at_least: previous}", {}, 0.25, True),
        ("{at_least: year ago}", dict(year_ago=(30, 100)), 0.3, True),
        ("{at_least: year ago}", {}, None, False),
        ("{at_least: target}", dict(target=0.26, met=False), 0.26, False),
        ("{at_least: target}", {}, None, False),
        ("{at_least: 23.5%}", {}, 0.235, False),
        ("{metric: nps, at_least: 20}", {}, 20, False),
    ],
)
def test_by_what_it_will_show(shop, tmp_path, works_if, given, value, back):
    (found,) = proposed(shop, tmp_path, "plays:\n" + plain("a", 1, works_if=works_if), [fallen(shop, **given)])
    assert (found.works_if.value, found.works_if.back) == (value, back)


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
        "works_if": {"id": RATE, "options": options, "part": None, "segment": None, "at_least": 0.238},
        "because": [{"id": RATE, "options": options, "part": None, "segment": None, "period": "2026-10"}],
        "status": "adopted",
    }


def test_check_reads_the_playbook_and_the_notes(tmp_path):
    params = tiny(tmp_path)
    (tmp_path / "playbook.yml").write_text(PLAY, "utf-8")
    (tmp_path / "notes").mkdir()
    assert check(params).shop == Text("小店", "Small Shop")
    (tmp_path / "notes" / "2024-06.md").write_text("好" * 1001, "utf-8")
    with pytest.raises(Mistake, match="1,001 characters"):
        check(params)
    (tmp_path / "playbook.yml").write_text(changed("operations", "nobody"), "utf-8")
    with pytest.raises(Mistake, match='playbook.yml line 7, plays.second_order.owner: there is no role "nobody"'):
        check(params)


# the preset


@pytest.fixture(scope="module")
def preset():
    return read_playbook(PRESET, ROLES)


def test_the_preset_covers_the_common_cases(preset):
    watched = {play.watched.metric.id for play in preset.plays}
    assert watched >= {"churned_users", "first_response_time", "second_purchase_conversion", "cac", RATE, "complaint_rate", "new_users",
                       "retention_on_n", SALES, CSAT, "winback_rate"}  # fmt: skip
    assert {play.owner for play in preset.plays} == set(ROLES)
    assert sorted(play.number for play in preset.plays) == list(range(1, len(preset.plays) + 1))


def test_the_preset_is_written_in_both_languages(preset):
    for play in preset.plays:
        for text in (play.action, play.audience):
            zh, en = (re.sub(r"\{\w+\}", "", text[language]) for language in LANGUAGES)
            assert not any(letter.isascii() and letter.isalpha() for letter in zh), zh
            assert not any("\u3000" <= letter <= "\uffef" for letter in en), en
            assert not zh.endswith("。") and not en.endswith(".")
        assert play.action.en[0].isupper()


def test_special_plays_stand_before_general_ones(preset):
    place = {play.name: number for number, play in enumerate(preset.plays)}
    for special in preset.plays:
        for general in preset.plays:
            if special.by and not general.by and (special.watched, special.owner) == (general.watched, general.owner):
                assert place[special.name] < place[general.name]
