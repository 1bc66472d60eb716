"""params/targets.yml and params/roles.yml: what can be written, and every mistake with its line, key and mend."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from opsreport.errors import Mistake
from opsreport.goals import Amount, Goals, read_goals
from opsreport.params import read_params
from opsreport.periods import period
from opsreport.words import Text

REPORT = "shop: S\ntimezone: Asia/Shanghai\ncurrency: CNY\nsources: {orders: {files: orders.csv}}\n"
TARGETS = """targets:
  - metric: new_users
    each: month
    from: 2026-01
    until: 2026-12
    target: 800
    agreed_on: 2025-12-22
    note: {zh: 年度计划, en: The year's plan}
  - {metric: csat, period: 2026-Q4, target: [80%, 90%]}
  - {metric: sales_amount, period: 2026-07..2026-12, target: +10%, base: year_ago}
  - {metric: repurchase_rate_by_user, period: 2026-10, target: +2pp, base: 2026-09, role: operations}
"""
ROLES = """roles:
  operations:
    name: {zh: 运营, en: Operations}
    kpis:
      - {metric: new_users, weight: 60, cap: 150%, floor: 50%}
      - {metric: csat, weight: 30, steps: [{from: 100%, gives: 100%}, {from: 0.9, gives: 80%}]}
      - {name: {zh: 培训, en: Training}, achieved: {2026-10: 95%}, weight: 10}
    missing: unscored
    bonus: {base: 2000, grades: [{from: 90, factor: 1.2, name: 优秀}, {from: 60, factor: 1}]}
"""


def read(folder: Path, targets: str | None = TARGETS, roles: str | None = ROLES, more: str = "") -> Goals:
    (folder / "report.yml").write_text(REPORT + more, "utf-8")
    for name, text in (("targets", targets), ("roles", roles)):
        if text is not None:
            (folder / f"{name}.yml").write_text(text, "utf-8")
    return read_goals(read_params(folder / "report.yml"))


def mistake(folder: Path, **texts) -> str:
    with pytest.raises(Mistake) as caught:
        read(folder, **texts)
    assert caught.value.code == 78
    return str(caught.value).replace(f"{folder}/", "")


def test_without_files_there_are_no_goals(tmp_path):
    assert read(tmp_path, None, None) == Goals() and not Goals()


def test_targets_are_read(tmp_path):
    each, quarter, half, month = read(tmp_path).targets
    assert (each.entry.each, each.first, each.end) == ("month", date(2026, 1, 1), date(2027, 1, 1))
    assert (each.entry.agreed_on, each.entry.note) == (date(2025, 12, 22), Text("年度计划", "The year's plan"))
    assert each.entry.target == (Amount(Decimal(800), "", False),)
    assert quarter.entry.target == (Amount(Decimal(80), "%", False), Amount(Decimal(90), "%", False))
    assert (half.period.start, half.period.whole_end, half.base) == (date(2026, 7, 1), date(2027, 1, 1), "year_ago")
    assert (month.period, month.base, month.entry.role) == (period("2026-10"), period("2026-09"), "operations")


def test_roles_are_read(tmp_path):
    role = read(tmp_path).roles["operations"]
    assert (role.name, role.missing) == (Text("运营", "Operations"), "unscored")
    new_users, csat, training = role.kpis
    assert (new_users.weight, new_users.cap, new_users.floor, new_users.steps) == (60, Decimal("1.5"), Decimal("0.5"), ())
    assert (csat.cap, csat.floor) == (Decimal("1.2"), 0)
    assert [(step.since, step.gives) for step in csat.steps] == [(1, 1), (Decimal("0.9"), Decimal("0.8"))]
    assert (training.metric, training.name, training.achieved) == (None, Text("培训", "Training"), {"2026-10": Decimal("0.95")})
    assert [(grade.since, grade.factor) for grade in role.bonus.grades] == [(90, Decimal("1.2")), (60, 1)]


def test_the_files_may_have_other_names(tmp_path):
    (tmp_path / "aims.yml").write_text(TARGETS.replace("800", "900"), "utf-8")
    found = read(tmp_path, more="targets: aims.yml\n")
    assert found.targets[0].entry.target[0].number == 900


@pytest.mark.parametrize(
    ("written", "number", "suffix"),
    [
        ("600", 600, ""),
        ("12,000", 12000, ""),
        ("1200万", 12_000_000, ""),
        ("1.5亿", 150_000_000, ""),
        ("25%", 25, "%"),
        ("2.5％", Decimal("2.5"), "%"),
        ("-5", -5, ""),
    ],
)
def test_numbers_as_people_write_them(tmp_path, written, number, suffix):
    (found,) = read(tmp_path, f"targets:\n  - {{metric: nps, period: 2026-10, target: '{written}'}}\n").targets
    assert found.entry.target == (Amount(Decimal(number), suffix, written.startswith("-")),)


@pytest.mark.parametrize(
    ("written", "said"), [("+10%", "+10%"), ("-5%", "-5%"), ("−5%", "-5%"), ("+2pp", "+2pp"), ("+2个百分点", "+2pp"), ("+500", "+500")]
)
def test_changes_as_people_write_them(tmp_path, written, said):
    (found,) = read(tmp_path, f"targets:\n  - {{metric: nps, period: 2026-10, target: '{written}', base: previous}}\n").targets
    assert str(found.entry.target[0]) == said


def test_when_a_target_holds(tmp_path):
    each, quarter, half, _ = read(tmp_path).targets
    assert each.at(period("2026-01")) and each.at(period("2026-12"))
    assert not each.at(period("2025-12")) and not each.at(period("2027-01")) and not each.at(period("2026-Q1"))
    assert quarter.at(period("2026-10-01..2026-12-31"))  # the same days
    assert half.around(period("2026-07")) == half.around(period("2026-12")) == half.period
    assert half.around(period("2026-06")) is None and half.around(half.period) is None
    assert each.around(period("2026-01-15")) == period("2026-01") and each.around(period("2027-01-15")) is None


def test_quarters_are_those_of_the_fiscal_year(tmp_path):
    quarter = read(tmp_path, more="fiscal_year_start: 4\n").targets[1]
    assert (quarter.period.start, quarter.period.whole_end) == (date(2027, 1, 1), date(2027, 4, 1))


WRONG_TARGETS = {
    "a key": (
        ("each: month", "every: month"),
        'targets.yml line 3, targets.1.every: unknown key "every".',
        "Known here: metric, part, segment, role, period, each, from, until, target, base, kind, better, formula, agreed_on, note.",
    ),
    "neither period nor each": (
        ("    each: month\n    from: 2026-01\n    until: 2026-12\n", ""),
        "targets.yml line 2, targets.1: give period, or each",
        "Correct the value.",
    ),
    "from without each": (("each: month", "period: 2026-10"), "targets.yml line 2, targets.1: from and until go with each", "Correct the value."),
    "until before from": (
        ("until: 2026-12", "until: 2025-12"),
        "targets.yml line 5, targets.1.until: until lies before from",
        "Give the earlier one first.",
    ),
    "no period": (
        ("2026-Q4", "2026-Q5"),
        'targets.yml line 9, targets.2.period: "2026-Q5" is not a period: unknown form',
        "Write it like one of these: 2026-10 (month), 2026-Q4, 2026, 2026-W43, 2026-10-05 (day), 2026-07..2026-12 (months), 2026-10-01..2026-10-15.",
    ),
    "months the wrong way": (
        ("2026-07..2026-12", "2026-12..2026-07"),
        "targets.yml line 10, targets.3.period: 2026-12..2026-07 ends before it starts",
        "Give the earlier month first.",
    ),
    "no number": (
        ("target: 800", "target: many"),
        'targets.yml line 6, targets.1.target: "many" is no target: write a number (600, 1200万), a rate (25%), a range ([80%, 90%]) or a change '
        "(+10%, +2pp)",
        "Not 'many'. Correct the value: 600, 25%, [80%, 90%]; with `base` a change: +10%, -5%, +2pp.",
    ),
    "a range of one end": (
        ("[80%, 90%]", "[80%]"),
        "targets.yml line 9, targets.2.target: a range has two ends: [80%, 90%]",
        "Correct the value: 600, 25%, [80%, 90%]; with `base` a change: +10%, -5%, +2pp.",
    ),
    "a range upside down": (
        ("[80%, 90%]", "[90%, 80%]"),
        "targets.yml line 9, targets.2.target: the two ends of a range are numbers of one kind, the lower one first: [80%, 90%]",
        "Correct the value: 600, 25%, [80%, 90%]; with `base` a change: +10%, -5%, +2pp.",
    ),
    "a change without a base": (
        (", base: year_ago", ""),
        "targets.yml line 10, targets.3: +10% needs a base: previous, year_ago or a period",
        "Correct the value.",
    ),
    "points without a base": (
        (", base: 2026-09", ""),
        "targets.yml line 11, targets.4: +2pp needs a base: previous, year_ago or a period",
        "Correct the value.",
    ),
    "a base without a change": (
        ("target: +10%", "target: 10%"),
        "targets.yml line 10, targets.3: base goes with a change: write target: +10%",
        "Correct the value.",
    ),
    "a base that is none": (
        ("year_ago", "last_year"),
        'targets.yml line 10, targets.3.base: "last_year" is not a period: unknown form',
        "Write it like one of these: 2026-10 (month), 2026-Q4, 2026, 2026-W43, 2026-10-05 (day), 2026-07..2026-12 (months), 2026-10-01..2026-10-15.",
    ),
    "a kind without a change": (
        ("target: 800", "target: 800\n    kind: points"),
        "targets.yml line 2, targets.1: kind says what a change in % means: it goes with base",
        "Correct the value.",
    ),
    "a role that there is not": (
        ("role: operations", "role: operation"),
        'targets.yml line 11, targets.4.role: there is no role "operation". Did you mean "operations"?',
        "The roles are operations.",
    ),
    "a date": (
        ("2025-12-22", "2025-22-12"),
        "targets.yml line 7, targets.1.agreed_on: input should be a valid date or datetime, month value is outside expected range of 1-12",
        "Not '2025-22-12'. Correct the value: when it was agreed; of several targets the latest holds, the others are its history.",
    ),
}


@pytest.mark.parametrize("wrong", WRONG_TARGETS)
def test_mistakes_in_targets(tmp_path, wrong):
    (old, new), what, mend = WRONG_TARGETS[wrong]
    assert old in TARGETS
    assert mistake(tmp_path, targets=TARGETS.replace(old, new)) == f"{what}\n  Mend: {mend}"


WRONG_ROLES = {
    "weights": (("weight: 30", "weight: 20"), "roles.yml line 2, roles.operations: the weights add up to 90, not to 100", "Correct the value."),
    "a weight": (
        ("weight: 60", "weight: 0"),
        'roles.yml line 5, roles.operations.kpis.1.weight: "0" is no weight: write a number above 0 and up to 100',
        "Not 0. Correct the value: the weights of a role add up to 100.",
    ),
    "a cap without its percent sign": (
        ("cap: 150%", "cap: 150"),
        "roles.yml line 5, roles.operations.kpis.1.cap: 150 would be 150 times the target: write 150%",
        "Not 150. Correct the value: an achievement counts no more than this.",
    ),
    "a floor above the cap": (
        ("floor: 50%", "floor: 200%"),
        "roles.yml line 5, roles.operations.kpis.1: the floor lies above the cap",
        "Correct the value.",
    ),
    "steps that begin together": (
        ("from: 0.9", "from: 100%"),
        "roles.yml line 6, roles.operations.kpis.2: two steps begin at the same achievement",
        "Correct the value.",
    ),
    "grades that begin together": (
        ("from: 60", "from: 90"),
        "roles.yml line 9, roles.operations.bonus: two grades begin at the same score",
        "Correct the value: base and grades; without it no bonus is computed.",
    ),
    "a metric and a name": (
        ("name: {zh: 培训, en: Training}", "metric: nps, name: Training"),
        "roles.yml line 7, roles.operations.kpis.3: give a metric, or the name of what people judge",
        "Correct the value.",
    ),
    "an achievement of a metric": (
        ("name: {zh: 培训, en: Training}", "metric: nps"),
        "roles.yml line 7, roles.operations.kpis.3: achieved goes with name: a metric's achievement is computed",
        "Correct the value.",
    ),
    "a period of an achievement": (
        ("2026-10: 95%", "October: 95%"),
        'roles.yml line 7, roles.operations.kpis.3.achieved.October: "October" is not a period: unknown form',
        "Write it like one of these: 2026-10 (month), 2026-Q4, 2026, 2026-W43, 2026-10-05 (day), 2026-07..2026-12 (months), 2026-10-01..2026-10-15.",
    ),
    "a key of a step": (
        ("gives: 80%", "give: 80%"),
        'roles.yml line 6, roles.operations.kpis.2.steps.2.give: unknown key "give". Did you mean "gives"? '
        "(2 mistakes in this file; the first is shown)",
        "Known here: from, gives.",
    ),
    "what becomes of missing figures": (
        ("missing: unscored", "missing: zero"),
        "roles.yml line 8, roles.operations.missing: input should be 'redistribute' or 'unscored'",
        "Not 'zero'. Correct the value: a KPI without a figure: its weight goes to the others, or the role has no score.",
    ),
    "no figures": (
        ("    kpis:", "    kpi:"),
        'roles.yml line 4, roles.operations.kpi: unknown key "kpi". Did you mean "kpis"? (2 mistakes in this file; the first is shown)',
        "Known here: name, kpis, missing, bonus.",
    ),
}


@pytest.mark.parametrize("wrong", WRONG_ROLES)
def test_mistakes_in_roles(tmp_path, wrong):
    (old, new), what, mend = WRONG_ROLES[wrong]
    assert old in ROLES
    assert mistake(tmp_path, roles=ROLES.replace(old, new)) == f"{what}\n  Mend: {mend}"
