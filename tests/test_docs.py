"""The documentation: current, complete, equal in both languages, and true: its code, commands, links and examples are tried."""

import inspect
import re
import shlex
import shutil
import struct
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import typer
import written_shop

from opsreport import docs
from opsreport.cli import app
from opsreport.docs.words import MEANINGS
from opsreport.errors import Mistake
from opsreport.goals import read_goals
from opsreport.metrics import BY_ID, feedback, find
from opsreport.params import read_params
from opsreport.periods import named
from opsreport.sources import load

PROJECT = Path(__file__).parent.parent
ENGLISH, CHINESE = PROJECT / "README.md", PROJECT / "README.zh.md"
READMES = (ENGLISH, CHINESE)
CONTRIBUTING = PROJECT / "CONTRIBUTING.md"
ALL = (*READMES, CONTRIBUTING, PROJECT / "CHANGELOG.md", PROJECT / "reports" / "README.md")
COMMANDS = typer.main.get_command(app).commands
each_readme = pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
each_file = pytest.mark.parametrize("path", ALL, ids=lambda path: path.name if path.parent == PROJECT else "reports")


def text_of(path):
    return path.read_text("utf-8")


def fenced(path, language):
    """The blocks of code in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(path), re.MULTILINE | re.DOTALL)


def prose(path):
    """Without blocks of code, in which # and [ mean something else."""
    return re.sub(r"^```.*?^```$", "", text_of(path), flags=re.MULTILINE | re.DOTALL)


def headings(path):
    return re.findall(r"^(#+) (.+)$", prose(path), re.MULTILINE)


def sections(path):
    """{number of a section: its text}."""
    return dict(enumerate(re.split(r"^## ", text_of(path), flags=re.MULTILINE)))


# Written from the declarations


@pytest.mark.parametrize("path", docs.files(), ids=lambda path: path.name)
def test_generated_parts_are_current(path):
    assert text_of(path) == docs.current(path), "run `make docs`"


@pytest.mark.parametrize("path", docs.files(), ids=lambda path: path.name)
def test_every_mark_has_its_part(path):
    begins, ends = (re.findall(rf"<!-- {word}: (\w+) -->", text_of(path)) for word in ("begin", "end"))
    assert begins == ends and set(begins) <= set(docs.PARTS)


def test_every_part_is_in_some_file():
    assert {name for path in docs.files() for name in re.findall(r"<!-- begin: (\w+) -->", text_of(path))} == set(docs.PARTS)


def test_a_part_that_is_not_current_is_written_anew(tmp_path):
    stale = tmp_path / "README.md"
    stale.write_text("Before.\n<!-- begin: events -->\nold\n<!-- end: events -->\nAfter.\n", "utf-8")
    assert docs.current(stale) == f"Before.\n<!-- begin: events -->\n{docs.PARTS['events']('en')}\n<!-- end: events -->\nAfter.\n"


def test_every_parameter_is_explained_in_both_languages():
    keys = dict(docs.keys())
    assert list(keys) == list(MEANINGS)
    assert [key for key, field in keys.items() if not field.description or not MEANINGS[key]] == []


# The same in both languages


def test_readmes_have_the_same_sections():
    assert [level for level, _ in headings(ENGLISH)] == [level for level, _ in headings(CHINESE)]


@pytest.mark.parametrize("sign", [r"^```\w*$", r"^    \S", r"^\| ", r"^<!-- begin: \w+", r"^- ", r"^!\[", r"<details>"])
def test_sections_hold_the_same_things(sign):
    english, chinese = ({n: len(re.findall(sign, part, re.MULTILINE)) for n, part in sections(path).items()} for path in READMES)
    assert english == chinese
    assert sum(english.values()) > 0


def test_commands_are_the_same_in_both_languages():
    assert [words for words, _ in typed(ENGLISH)] == [words for words, _ in typed(CHINESE)]


def test_units_of_systemd_are_the_same_in_both_languages():
    assert fenced(ENGLISH, "ini") == fenced(CHINESE, "ini")


# Links and names


@each_file
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        to = path.parent / name if name else path
        assert to.exists(), target
        assert not anchor or anchor in [slug(heading) for _, heading in headings(to)], target


def slug(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@each_file
def test_files_that_are_named_are_there(path):
    named_files = set(re.findall(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|yml|toml|lock|json|css))`", text_of(path)))
    homes = (PROJECT, PROJECT / "lib" / "opsreport", PROJECT / "params")
    made = {"metrics.json", "run.json", "report.yml", "uv.lock"}
    assert [name for name in named_files - made if not any((home / name).exists() for home in homes)] == []


@each_file
def test_targets_of_make_are_there(path):
    makefile = text_of(PROJECT / "Makefile")
    for target in re.findall(r"(?:`|^    )(?:[A-Z_]+=\w+ )?make ([a-z-]+)", text_of(path), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@each_readme
def test_the_picture_is_a_real_page_and_small(readme):
    (name,) = re.findall(r"^!\[[^]]+\]\((.+\.png)\)$", text_of(readme), re.MULTILINE)
    picture = (PROJECT / name).read_bytes()
    assert struct.unpack(">I", picture[16:20]) == (1280,)
    assert len(picture) < 200_000


# The command


def typed(path):
    """(words, line) of every `opsreport ...` that stands at the beginning of a line of commands, or in backticks."""
    lines = [line.strip().partition("  #")[0] for line in re.findall(r"^    (opsreport .+)$", text_of(path), re.MULTILINE)]
    return [(tuple(shlex.split(line)[1:2]), line) for line in lines]


@each_readme
def test_every_command_and_every_option_is_documented(readme):
    text = "\n".join(re.findall(r"`[^`\n]+`|^    .+$", text_of(readme), re.MULTILINE))
    assert [name for name in COMMANDS if not re.search(rf"\bopsreport {name}\b", text)] == []
    options = {option for command in COMMANDS.values() for parameter in command.params for option in parameter.opts if option.startswith("--")}
    assert [option for option in sorted(options - {"--help"}) if not re.search(rf"{option}(?![\w-])", text)] == []


@each_readme
def test_commands_can_be_typed_as_they_stand(readme):
    for (name,), line in typed(readme):
        COMMANDS[name].make_context(name, shlex.split(line)[2:], resilient_parsing=False)
    assert len(typed(readme)) >= 8


@each_readme
def test_exit_codes_are_those_of_the_command(readme):
    cells = re.findall(r"^\| (\d+(?: / \d+)?) \|", text_of(readme), re.MULTILINE)
    told = {int(code) for cell in cells for code in cell.split(" / ")}
    assert told == {int(code) for code in re.findall(r"\b\d+\b", app.info.epilog)}


@each_readme
def test_periods_are_read_as_they_are_written(readme):
    (told,) = re.findall(r"^(?:A period is|期次的写法)(.*?)(?:\n\n|One that|没结束)", text_of(readme), re.MULTILINE | re.DOTALL)
    forms = [form for form in re.findall(r"`([^`]+)`", told) if not form.startswith("--")]
    units = [named(form, date(2026, 11, 1), date(2026, 11, 1)).unit for form in forms]
    assert units == ["month", "quarter", "week", "year", "day", "range", "month", "week", "month"]


@each_readme
def test_disputed_words_name_metrics_and_options_that_there_are(readme):
    table = next(part for part in sections(readme).values() if part.startswith(("Disputed", "有争议")))
    written = [name for name in re.findall(r"`([a-z_]+(?:\[[^]]+\])?)`", table) if not name.startswith("rules")]
    assert len({find(name) for name in written}) >= 15
    for line in table.splitlines():
        first = re.search(r"`([a-z_]+)(?:\[[^]]+\])?`", line)
        for option in re.findall(r"`(\[[^]]+\])`", line):
            metric = first[1] if first else "repurchase_rate_by_user"  # sales, orders and buyers: any metric that counts them
            find(metric + option)


# Examples that are tried

ORDERS = """order_id,user_id,paid_at,amount,category,status
1,u1,2026-10-01 00:00:00,10,tea,paid
2,u1,2026-10-02 10:00:00,20,rice,paid
3,u1,2026-10-31 23:59:59,30,tea,paid
4,u2,2026-10-05 10:00:00,40,tea,paid
5,u2,2026-10-06 10:00:00,50,tea,closed
6,u2,2026-09-05 10:00:00,60,rice,paid
7,u3,2026-07-05 10:00:00,70,rice,paid
"""
USERS = """user_id,registered_at,channel
u1,2026-09-01 10:00:00,search
u2,2026-09-02 10:00:00,friends
u3,2026-09-03 10:00:00,search
"""
EVENTS = """user_id,occurred_at,event
u1,2026-09-08 10:00:00,view
u2,2026-09-08 10:00:00,view
"""
REPORT = """shop: Small Shop
timezone: Asia/Shanghai
currency: CNY
cache: ../cache
data_until: 2026-10-31
sources: {orders: {files: ../orders.csv}, users: {files: ../users.csv}, events: {files: ../events.csv}}
"""


@pytest.fixture
def small_shop(tmp_path, monkeypatch):
    for name, text in {"orders.csv": ORDERS, "users.csv": USERS, "events.csv": EVENTS, "params/report.yml": REPORT}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)


@each_readme
def test_the_analysts_lines_run_and_say_what_they_promise(readme, small_shop):
    (code,) = fenced(readme, "python")
    found = {}
    exec(compile(code, readme.name, "exec"), found)
    assert list(found["rates"].value) == [0 / 1, 1 / 2]  # u1 of u1 and u2
    assert {row.segment["acquisition_channel"]: row.value for row in found["by_channel"].itertuples()} == {"search": 1 / 2, "friends": 0}
    assert list(found["gross"].value) == [60 + 70]
    assert dict(zip(found["sales"].category, found["sales"].sales, strict=True)) == {"tea": 10 + 30 + 40, "rice": 20 + 60 + 70}
    assert list(found["often"].user_id) == ["u1"]
    assert code.count("\n") <= 12


LINES = {
    ENGLISH: ("../exports/order_lines_*.csv", "InvoiceNo,Customer ID,InvoiceDate,Quantity,Price,State", "%d/%m/%Y", "Complete"),
    CHINESE: ("../导出/订单明细_*.csv", "订单编号,买家ID,付款时间,数量,成交单价,订单状态", "%Y/%m/%d", "交易成功"),
}


@each_readme
def test_the_example_of_a_parameter_file_reads_such_a_shop(readme, tmp_path):
    example, _ = fenced(readme, "yaml")
    glob, columns, form, paid = LINES[readme]
    day = date(2026, 10, 1).strftime(form)
    rows = [f"007,1,{day} 09:00,2,1.50,{paid}", f"007,1,{day} 10:00,1,0.25,{paid}", f"8,2,{day} 09:00,3,2.00,{paid}"]
    params, export = tmp_path / "params" / "report.yml", tmp_path / "params" / glob.replace("*", "1")
    params.parent.mkdir()
    export.parent.resolve().mkdir()
    export.resolve().write_text("\n".join([columns, *rows]) + "\n", "gb18030")
    params.write_text(example, "utf-8")
    assert set(read_params(params).sources) == {"orders", "users"}
    params.write_text("cache: cache\n" + example.partition("  users:\n")[0], "utf-8")
    loaded = load(read_params(params))
    found = loaded.connection.to_pyarrow(loaded.tables["orders"]).to_pylist()
    assert sorted((row["order_id"], row["amount"], row["status"]) for row in found) == [
        ("007", Decimal("1.50") * 2 + Decimal("0.25"), "paid"), ("8", Decimal("2.00") * 3, "paid"),
    ]  # fmt: skip


def test_the_example_of_targets_is_read_and_is_the_same_in_both_languages(tmp_path):
    (_, english), (_, chinese) = (fenced(readme, "yaml") for readme in READMES)
    assert english == chinese
    report = tmp_path / "report.yml"
    report.write_text(REPORT, "utf-8")
    (tmp_path / "targets.yml").write_text(english, "utf-8")
    goals = read_goals(read_params(report))
    assert [find(goal.entry.metric).id for goal in goals.targets] == ["new_users", "repurchase_rate_by_user", "sales_amount"]
    assert [str(amount) for goal in goals.targets for amount in goal.entry.target] == ["800", "+2pp", "5000000"]


def added(diff):
    return "\n".join(line[1:] for line in diff.splitlines() if line.startswith("+"))


def test_the_diff_that_contributing_shows_is_the_one_that_was_made():
    for diff in fenced(CONTRIBUTING, "diff"):
        file = PROJECT / diff.splitlines()[0].removeprefix(" # ")
        for run in re.findall(r"(?:^\+.*\n)+", diff, re.MULTILINE):
            assert added(run).strip("\n") in file.read_text("utf-8"), run


def test_the_metric_that_contributing_adds_is_what_its_test_says(shop):
    stanza, place, example = fenced(CONTRIBUTING, "diff")
    family = dict(vars(feedback))
    exec(added(stanza.partition("\n FEEDBACK")[0]), family)
    metric = family["mystery_shopper_score"]
    assert metric.id in place
    test = dict(vars(written_shop)) | {metric.id: metric}
    exec(added(example), test)
    (name,) = [name for name in test if name.startswith("test_")]
    assert inspect.signature(test[name]).parameters.keys() == {"shop"}
    test[name](shop)
    test[metric.id] = feedback.rating_average
    with pytest.raises(AssertionError):
        test[name](shop)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_takes_the_units(tmp_path):
    for name, unit in zip(("opsreport.service", "opsreport.timer"), fenced(ENGLISH, "ini"), strict=True):
        (tmp_path / name).write_text(unit.replace("/srv/opsreport/.venv/bin/opsreport", "/bin/true").replace("User=opsreport\n", ""))
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / "opsreport.service", tmp_path / "opsreport.timer"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@each_readme
def test_the_line_of_crontab_has_no_sign_that_cron_takes_for_itself(readme):
    (line,) = re.findall(r"^    20 6 \* \* \*  (.+)$", text_of(readme), re.MULTILINE)
    assert "%" not in line
    assert " && .venv/bin/opsreport due >> " in line
    assert subprocess.run(["/bin/sh", "-n", "-c", line]).returncode == 0


def test_a_name_that_there_is_not_would_be_seen():
    assert "mystery" not in BY_ID
    with pytest.raises(Mistake):
        find("repurchase_rate_by_user[same_day=never]")
