"""A cohort table as a heatmap."""

from opsreport.periods import period
from opsreport.show import format, wording
from opsreport.show.charts import cohorts as draw
from opsreport.show.charts import responsive
from opsreport.show.format import SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.tables import data_table, more, number
from opsreport.show.theme import NARROW, STEPS
from opsreport.units import Unit
from opsreport.words import Text

AGES = {True: 6, False: 13}  # that a phone, and a desk, has room for
UNITS = {
    "day": Text("日", "day"),
    "week": Text("周", "week"),
    "month": Text("月", "month"),
    "quarter": Text("季", "quarter"),
    "year": Text("年", "year"),
}
BELOW = {
    "orders": Text("每批用户中，其后第N{unit}再次下单的比例", "share of each cohort that orders in the N-th {unit} after"),
    "events": Text("每批用户中，其后第N{unit}仍活跃的比例", "share of each cohort that is active in the N-th {unit} after"),
}
WORTH = Text("每批用户到其后第N{unit}为止，平均每人累计花费", "what a user of each cohort has spent by the N-th {unit} after, on average")
OVER = {
    Unit.PERCENT: Text("其后第几{unit}，%", "{unit}s after, %"),
    Unit.MONEY: Text("到其后第几{unit}，{money}", "{unit}s after, {money}"),
}
USERS, WHOLE = Text("人数", "users"), Text("合计", "All")
POINT = Text("{cohort}的用户第{age}{unit}{rate}，{beside}", "{cohort}: {rate} in {unit} {age}, {beside}")
WORTH_POINT = Text("{cohort}的用户到第{age}{unit}人均{rate}，{beside}", "{cohort}: {rate} per user by {unit} {age}, {beside}")
WORTH_AT_ONCE = Text("{cohort}的用户当{unit}人均{rate}，{beside}", "{cohort}: {rate} per user in the {unit} they came, {beside}")
LOWEST = Text("各批最低；合计{whole}", "the lowest of all; {whole} overall")
HIGHEST = Text("各批最高；合计{whole}", "the highest of all; {whole} overall")
BESIDE = Text("各批合计{whole}", "{whole} overall")
COMPARED = 3  # cohorts from which one is the lowest of all
NOTHING_YET = Text("各批的观察期都未满", "No cohort's window has closed yet")
LABEL = Text("{name}，热力图，合计{rates}", "{name}, heatmap, all cohorts: {rates}")
AT_AGE = Text("{age}：{rate}", "{age}: {rate}")
READ = Text(
    "小点是观察期未满，不是0。合计只计观察期已满的各批，按人数加权。框出的是最近一批。",
    "A dot is a window that is still open, not a zero. The last row weighs the closed cohorts by their users. The latest is framed.",
)


def cohorts(figure, locale: Locale) -> Html:
    """Rows are cohorts, columns the periods after; the last row of the figure's table is the whole. Of shares, or of money per user."""
    if figure.table is None:
        return absent(figure, locale)
    unit, _, *ages = figure.table.columns
    *rows, whole = figure.table.rows
    drawn = [row for row in rows if any(rate is not None for rate in row[2:])]
    titled, word = plain(wording.name(figure, locale)), locale[UNITS[unit]]
    chart = responsive(lambda size: _chart(figure, drawn, whole, size, locale)) if drawn else None
    basis = "orders" if figure.metric.options.get("basis") == "orders" else "events"
    below = locale[WORTH if figure.unit is Unit.MONEY else BELOW[basis]].format(unit=word)
    opened = more((locale[DATA], data_table(figure, locale, titled)), (locale[MEANING], element("p", {}, wording.formula(figure.metric, locale))))
    return picture(_title(figure, drawn, whole, word, locale), below, chart, element("p", {"class": "read"}, locale[READ]), opened)


def _chart(figure, drawn, whole, size, locale):
    unit, _, *ages = figure.table.columns
    shown = ages[: AGES[size is NARROW]]
    return draw(
        [format.period(period(row[0], figure.period.calendar), locale, short=True) for row in drawn],
        [number(row[1] or 0) for row in drawn],
        [_rates(row, len(shown)) for row in drawn],
        _label(figure, whole, ages, locale),
        size,
        say_rate=lambda rate: format.fixed(rate, 0) if figure.unit is Unit.MONEY else format.fixed(100 * rate, 1),
        heads=("", locale[USERS], _over(figure, unit, locale), *shown),
        steps=steps([float(rate) for row in drawn for rate in row[2:] if rate is not None]),
        mark=_latest(drawn)[:2],
        total=(locale[WHOLE], "", _rates(whole, len(shown))),  # of other cohorts in each column: one number of users would be wrong
    )


def _rates(row, count):
    return [None if rate is None else float(rate) for rate in row[2 : 2 + count]]


def _over(figure, unit, locale):
    known = format.CURRENCIES.get(locale.currency)
    return locale[OVER[figure.unit]].format(unit=locale[UNITS[unit]], money=locale[known] if known else locale.currency)


def _points(figure, whole, ages, locale):
    return [(age, str(format.figure(rate, figure.unit, locale))) for age, rate in zip(ages, whole[2:], strict=True) if rate is not None]


def _latest(drawn):
    """(row, age, rate) of the newest cohort: what is known of it first."""
    row = len(drawn) - 1
    age = next(place for place, rate in enumerate(drawn[row][2:]) if rate is not None)
    return row, age, drawn[row][2 + age]


def _title(figure, drawn, whole, word, locale):
    """The newest cohort beside the others at its age."""
    if not drawn:
        return locale[NOTHING_YET]
    row, place, rate = _latest(drawn)
    age, others = figure.table.columns[2 + place], [known for each in drawn[:row] if (known := each[2 + place]) is not None]
    ends = LOWEST if all(rate < one for one in others) else HIGHEST if all(rate > one for one in others) else BESIDE
    say = lambda value: str(format.figure(value, figure.unit, locale))  # noqa: E731
    beside = locale[ends if len(others) + 1 >= COMPARED else BESIDE].format(whole=say(whole[2 + place]))
    cohort = format.period(period(drawn[row][0], figure.period.calendar), locale, beside=figure.period)
    point = POINT if figure.unit is not Unit.MONEY else WORTH_AT_ONCE if str(age) == "0" else WORTH_POINT
    return locale[point].format(cohort=cohort, age=age, unit=word, rate=say(rate), beside=beside)


def _label(figure, whole, ages, locale):
    rates = locale[SEMICOLON].join(locale[AT_AGE].format(age=age, rate=rate) for age, rate in _points(figure, whole, ages, locale))
    return locale[LABEL].format(name=wording.name(figure, locale), rates=rates)


def steps(rates) -> list[float]:
    """The eight edges of seven equal steps from the least to the greatest rate."""
    low, width = min(rates), max((max(rates) - min(rates)) / STEPS, 0.001)
    return [low - 1e-9 + width * step for step in range(STEPS)] + [low + width * STEPS + 1e-6]
