"""A funnel as a picture: how many come as far as each step, and where most are lost."""

from opsreport.show import format, terms, wording
from opsreport.show.charts import funnel as draw
from opsreport.show.charts import responsive
from opsreport.show.format import COLON, SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.tables import data_table, more, number
from opsreport.units import Unit
from opsreport.words import Text

TITLE = Text(
    "从{first}到{last}转化{overall}；“{before}→{step}”一步最窄，{share}继续",
    "{overall} of those at “{first}” reach “{last}”; the narrowest step is “{before} → {step}”, where {share} go on",
)
BELOW = Text("{name}，{period}，人数", "{name}, {period}, users")
HEAD, PEOPLE = Text("占第一步", "of the first step"), Text("{n}人", "{n}")
STEP = Text("{step}{users}，占第一步{overall}", "{step} {users}, {overall} of the first step")
GOES_ON = "↓ "


def funnel(figure, locale: Locale) -> Html:
    """The figure's table: step, users, share of the step before, share of the first step."""
    rows = [row[:4] for row in figure.table.rows] if figure.table else []
    if not rows or not rows[0][1]:
        return absent(figure, locale)
    steps, users = [terms.event_word(row[0], locale) for row in rows], [row[1] or 0 for row in rows]
    passed, overall = [_rate(row[2], locale) for row in rows], [_rate(row[3], locale) for row in rows]
    narrow = min((place for place in range(1, len(rows)) if rows[place][2] is not None), key=lambda place: rows[place][2], default=None)
    named = plain(wording.name(figure, locale))
    told = [
        locale[STEP].format(step=plain(name), users=_people(n, locale), overall=rate) for name, n, rate in zip(steps, users, overall, strict=True)
    ]
    label = named + locale[COLON] + locale[SEMICOLON].join(told)
    how = {"passed": [GOES_ON + rate for rate in passed[1:]], "overall": overall, "head": locale[HEAD], "mark": narrow if len(rows) > 2 else None}
    chart = responsive(lambda size: draw(steps, users, label, size, say_users=lambda n: _people(n, locale), **how))
    opened = more((locale[DATA], data_table(figure, locale, named)), (locale[MEANING], element("p", {}, wording.formula(figure.metric, locale))))
    below = locale[BELOW].format(name=named, period=format.period(figure.period, locale))
    return picture(_title(steps, passed, overall, narrow, locale) or named, below, chart, opened)


def _title(steps, passed, overall, narrow, locale):
    if narrow is None:
        return ""
    first, last, before, step = (plain(steps[place]) for place in (0, -1, narrow - 1, narrow))
    return locale[TITLE].format(first=first, last=last, overall=overall[-1], before=before, step=step, share=passed[narrow])


def _people(n, locale):
    return locale[PEOPLE].format(n=number(n))


def _rate(rate, locale):
    return "" if rate is None else str(format.figure(rate, Unit.PERCENT, locale))
