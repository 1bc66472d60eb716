"""The playbook: what its words mean to the last digit, and what it refuses; the plays that come with the suite."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hand_subjects import reading, subject
from tiny_shop import tiny
from written_plays import PLAY, RATE, changed, read

from opsreport.errors import Mistake
from opsreport.playbook import ROLES, read_playbook
from opsreport.playbook.conditions import condition, exact, level_of
from opsreport.run.checks import check
from opsreport.signals import Verdict
from opsreport.units import Unit
from opsreport.words import LANGUAGES, Text

WORSE, BETTER, CHANGED, NOISE = Verdict.WORSE, Verdict.BETTER, Verdict.CHANGED, Verdict.NOISE
PRESET = Path(__file__).parent.parent / "params" / "playbook.yml"
SALES, CSAT = "sales_amount", "csat"


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
    assert level_of("3%", Unit.PP) == Fraction(3, 100)


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
         'there is no placeholder {segmnt}. Did you mean "segment"?', "The placeholders: {next}, {refunds}, {same_day}, {segment}, {window}."),
        ("from {segment}\n    size", "from {segment.x}\n    size", "line 13, plays.second_order.audience.en",
         'there is no placeholder {segment.x}. Did you mean "segment"?', None),
        ("from {segment}\n    size", "from {segment!r}\n    size", "line 13, plays.second_order.audience.en",
         'there is no placeholder {segment!r}. Did you mean "segment"?', None),
        ("给{segment}新客", "给{segment新客", "line 9, plays.second_order.action.zh",
         "a brace stands alone", "A placeholder stands in braces, like {segment}; a brace itself is written twice."),
        ("    cause: {by: acquisition_channel}\n", "", "line 8, plays.second_order.action.zh",
         "there is no placeholder {segment}.", "The placeholders: {next}, {refunds}, {same_day}, {window}."),
        ("new_paying_users, by: acquisition_channel", "new_paying_users, by: city", "line 14, plays.second_order.size.by",
         "by: city, but the play concerns one acquisition_channel", "Write by: acquisition_channel, or leave it out."),
        ("{metric: new_paying_users, by: acquisition_channel}", "{metric: lifecycle_state}", "line 14, plays.second_order.size",
         "lifecycle_state is a table", "Say which row counts them: row: silent."),
        ("by: acquisition_channel}\n    due", "row: silent}\n    due", "line 14, plays.second_order.size",
         "new_paying_users is no table", "Leave `row` out."),
        ("{metric: new_paying_users, by: acquisition_channel}", "{metric: csat}", "line 14, plays.second_order.size.metric",
         "csat does not count anybody (percent)",
         "Name a metric that counts users, orders or rows; of a rate, say which of its users: count: numerator, denominator or rest."),
        ("by: acquisition_channel}\n    due", "count: rest}\n    due", "line 14, plays.second_order.size.count",
         "new_paying_users is no rate, so that it has no rest", "Leave `count` out."),
        ("    owner", "    campaign: over\n    owner", "line 7, plays.second_order.campaign", "input should be 'running' or 'ended'", None),
        ("给{segment}新客", "复盘{campaign}", "line 9, plays.second_order.action.zh",
         "there is no placeholder {campaign}.", "The placeholders: {next}, {refunds}, {same_day}, {segment}, {window}."),
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
         '"due_days" is missing', "Add it: how many days after the period's last one it is due: what is due first is proposed first."),
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
    numbers = [*(play.number for play in preset.plays), preset.tested.number]
    assert sorted(numbers) == list(range(1, len(preset.plays) + 2))


def test_the_preset_is_written_in_both_languages(preset):
    for play in preset.plays:
        for text in (play.action, play.audience):
            zh, en = (re.sub(r"\{\w+\}", "", text[language]) for language in LANGUAGES)
            assert not any(letter.isascii() and letter.isalpha() for letter in zh), zh
            assert not any("\u3000" <= letter <= "\uffef" for letter in en), en
            assert not zh.endswith("。") and not en.endswith(".")
        assert play.action.en[0].isupper()


def test_whom_it_concerns_in_the_coming_period_it_is_judged_by(preset):
    """Those who come then cannot be counted yet, nor can the people of this period show whether it worked."""
    coming = [play for play in preset.plays if "{next}" in play.audience.zh]
    assert len(coming) > 5
    for play in coming:
        assert play.size is None and "{next}" in play.audience.en, play.name
        if "budget" not in play.audience.en and play.name not in ("sales_below_target", "messages_ignored"):
            assert play.works_if.of_next, play.name


def test_what_is_decided_after_a_test(tmp_path, preset):
    assert (preset.tested.number, preset.tested.owner) == (36, "operations")
    text = """tested:
  number: 1
  owner: data
  extend: {zh: 扩大, en: Extend}
  hold: {zh: 不扩大, en: Hold}
  audience: {zh: 同类用户, en: users like them}
  due_days: 7
"""
    with pytest.raises(Mistake) as caught:
        read(tmp_path, text + PLAY)
    assert caught.value.where.endswith("line 2, tested.number") and caught.value.what == "the number 1 is that of second_order already"
    with pytest.raises(Mistake, match=r"tested.hold.en: there is no placeholder \{segment\}"):
        read(tmp_path, text.replace("en: Hold", 'en: "Hold {segment}"').replace("number: 1", "number: 2") + PLAY)


def test_special_plays_stand_before_general_ones(preset):
    place = {play.name: number for number, play in enumerate(preset.plays)}
    for special in preset.plays:
        for general in preset.plays:
            if special.by and not general.by and (special.watched, special.owner) == (general.watched, general.owner):
                assert place[special.name] < place[general.name]
