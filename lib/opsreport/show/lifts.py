"""What experiments showed: the rate of the treated over that of those held out, with the interval."""

from opsreport.show import format, terms, wording
from opsreport.show.charts import dots, responsive
from opsreport.show.format import COLON, DASH, SEMICOLON, Locale
from opsreport.show.markup import Html, element, html, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.tables import data_table, more, number, table
from opsreport.units import Unit
from opsreport.words import Text

NO_EXPERIMENT = Text("本期没有观察期已满、设有对照的实验。", "No experiment with a control came to its end in this period.")
TITLE = Text("“{name}”{arm}的购买率比{control}高{points}个百分点", "“{name}”: {points} pp more of the {arm} bought than of the {control}")
LESS = Text("“{name}”{arm}的购买率比{control}低{points}个百分点", "“{name}”: {points} pp fewer of the {arm} bought than of the {control}")
NOTHING = Text("“{name}”{arm}与{control}的购买率看不出差别", "“{name}”: no difference between {arm} and {control} is seen")
BELOW = Text("{name}，与对照组购买率之差（百分点）", "{name}, difference of the buying rate from the control's (pp)")
NO_DIFFERENCE = Text("无差别", "no difference")
READ = Text(
    "条的宽度就是95%区间；跨过“无差别”线，就可能只是偶然。",
    "The bars are the 95% intervals; one that crosses the line of no difference may be chance.",
)
HEADS = (
    Text("实验与组别", "Experiment and arm"), Text("人数", "Users"), Text("购买率", "Buying rate"), Text("差（百分点）", "Difference (pp)"),
    Text("人均销售额", "Sales per user"), Text("差（金额）", "Difference"),
)  # fmt: skip
AGAINST = Text("{arm}，与{control}比", "{arm}, against {control}")
SPEND = ("spend", "control_spend", "spend_difference", "spend_low", "spend_high")
HOLDOUT = "holdout"


def lifts(figure, locale: Locale) -> Html:
    """The figure's table has a row per arm: experiment, arm, control, users, rates, difference with its interval; sales too, where it has `spend`."""
    if figure.table is None:
        return absent(figure, locale)
    arms = [dict(zip(figure.table.columns, cells, strict=True)) for cells in figure.table.rows]
    rows = [row for row in arms if row["difference"] is not None and row.get("method", HOLDOUT) == HOLDOUT]  # others prove nothing: in the data
    if not rows:
        return element("p", {"class": "read"}, locale[NO_EXPERIMENT])
    named = plain(wording.name(figure, locale))
    below = locale[BELOW].format(name=named)
    label = below + locale[COLON] + locale[SEMICOLON].join(f"{_name(row, rows, locale)} {_points(row, locale)}" for row in rows)
    chart = responsive(lambda size: _dots(rows, label, size, locale))
    means = element("p", {}, wording.formula(figure.metric, locale))
    read = element("p", {"class": "read"}, locale[READ])
    opened = more((locale[DATA], data_table(figure, locale, named)), (locale[MEANING], means))
    return html(picture(_title(rows, locale), below, chart, read, opened), _table(rows, named, locale))


def _name(row, rows, locale):
    """The experiment; with the arm where it has several."""
    arms = sum(other["experiment"] == row["experiment"] for other in rows)
    return _experiment(row, locale) + (f" · {terms.value_word(row['arm'], locale)}" if arms > 1 else "")


def _experiment(row, locale):
    return plain(terms.value_word(row["experiment"], locale))


def _dots(rows, label, size, locale):
    values, lows, highs = ([100 * row[column] for row in rows] for column in ("difference", "low", "high"))
    return dots(
        [_name(row, rows, locale) for row in rows], values, lows, highs, label, size, whole=0, whole_word=locale[NO_DIFFERENCE],
        marks={place: token for place, row in enumerate(rows) if (token := _token(row))},
        ns=[f"n={number(row['users'])}+{number(row['control_users'])}" for row in rows],
        say_value=lambda value: format.signed(value, 1), say_tick=lambda value: format.signed(value, 0 if value == int(value) else 1),
    )  # fmt: skip


def _token(row):
    return "good" if row["low"] > 0 else "bad" if row["high"] < 0 else None


def _title(rows, locale):
    """The largest effect that is more than chance; else that none is seen."""
    proven = [row for row in rows if _token(row)]
    row = max(proven or rows, key=lambda row: abs(row["difference"]))
    words = NOTHING if not proven else TITLE if row["difference"] > 0 else LESS
    said = {name: plain(terms.value_word(row[name], locale)) for name in ("arm", "control")}
    return locale[words].format(name=_experiment(row, locale), points=format.fixed(abs(100 * row["difference"]), 1), **said)


def _points(row, locale):
    return f"{format.signed(100 * row['difference'], 1)} ({format.fixed(100 * row['low'], 1)}{DASH}{format.fixed(100 * row['high'], 1)})"


def _table(rows, named, locale):
    money = all(row.get(column) is not None for row in rows for column in SPEND)
    return table(named, [locale[head] for head in HEADS[: 6 if money else 4]], [_line(row, money, locale) for row in rows])


def _line(row, money, locale):
    words = {name: terms.value_word(row[name], locale) for name in ("arm", "control")}
    rate = lambda value: str(format.figure(value, Unit.PERCENT, locale))  # noqa: E731
    between = f"{format.fixed(100 * row['low'], 1)}{DASH}{format.fixed(100 * row['high'], 1)}"
    cells = [
        html(element("bdi", {}, _experiment(row, locale)), element("small", {}, plain(locale[AGAINST].format(**words)))),
        html(number(row["users"]), _small(number(row["control_users"]))),
        html(element("b", {}, rate(row["rate"])), _small(rate(row["control_rate"]))),
        html(element("b", {"class": _token(row)}, format.signed(100 * row["difference"], 1)), _small(between)),
    ]
    if money:
        sign = lambda value: format.signed(value, 2)  # noqa: E731
        spread = f"{format.fixed(row['spend_low'], 2)}{DASH}{format.fixed(row['spend_high'], 2)}"
        cells += [
            html(element("b", {}, format.fixed(row["spend"], 2)), _small(format.fixed(row["control_spend"], 2))),
            html(sign(row["spend_difference"]), _small(spread)),
        ]
    return cells


def _small(text):
    return element("small", {"class": "n"}, text)
