"""A survival curve: which share of the users has not left after so many days."""

from opsreport.show import format, wording
from opsreport.show.charts import columns, responsive
from opsreport.show.format import COLON, SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.segments import FEW
from opsreport.show.tables import data_table, more, number
from opsreport.units import Unit
from opsreport.words import Text

HALF = Text("一半用户在{day}天内流失", "Half of the users are lost within {day} days")
LEFT = Text("{day}天后仍有{share}没有流失", "{share} have not been lost after {day} days")
BELOW = Text("{name}；横轴为起点后的天数，纵轴为尚未流失的占比", "{name}; across: days after their time began, up: share that has not been lost")
READ = Text(
    "n={n}；还没流失的用户按已观察的天数计入，不当作流失。只画观察到{few}人以上的天数。",
    "n={n}; users who have not been lost count for as long as they have been seen. Only days that {few} users or more have been seen for.",
)
FIRST = Text("前{day}天按定义不算流失，未画。", "By definition nobody is lost within {day} days, which are not drawn. ")
AT_ONCE = Text("第0天为{share}：其余的人来过那一天后没有再来。", "Day 0 is {share}: the others never came again after that day. ")
DAY = Text("第{day}天{share}", "day {day} {share}")


def survival(figure, locale: Locale) -> Html:
    """The figure's table: days, share, low, high, at_risk, ended."""
    rows = [row for row in figure.table.rows if row[4] >= FEW] if figure.table else []
    if len(rows) < 2:
        return absent(figure, locale)
    named = plain(wording.name(figure, locale))
    begins = next((place for place, row in enumerate(rows) if row[1] < 1), 1) - 1  # the last point at which all are there
    read = locale[READ].format(n=number(rows[0][4]), few=FEW) + _begins(rows, begins, locale)
    rows = rows[max(0, begins) :]
    days, shares = [row[0] for row in rows], [row[1] for row in rows]
    say = lambda share: str(format.figure(share, Unit.PERCENT, locale))  # noqa: E731
    told = locale[SEMICOLON].join(locale[DAY].format(day=day, share=say(share)) for day, share in zip(days, shares, strict=True))
    half = next((place for place, share in enumerate(shares) if share <= 0.5), None)
    marked = len(rows) - 1 if half is None else half
    ticks = [str(day) if place % max(1, len(rows) // 6) == 0 else "" for place, day in enumerate(days)]
    chart = responsive(
        lambda size: columns(
            ticks, shares, named + locale[COLON] + told, size, words={0: say(shares[0]), marked: say(shares[marked])}, marked=(marked,)
        )
    )
    title = locale[LEFT].format(day=days[-1], share=say(shares[-1])) if half is None else locale[HALF].format(day=days[half])
    opened = more((locale[DATA], data_table(figure, locale, named)), (locale[MEANING], element("p", {}, wording.formula(figure.metric, locale))))
    return picture(title, locale[BELOW].format(name=named), chart, element("p", {"class": "read"}, read), opened)


def _begins(rows, begins, locale):
    """Why the curve does not begin with all of them on day 0."""
    if begins > 0:
        return locale[FIRST].format(day=rows[begins][0])
    day, share, *_ = rows[0]
    return locale[AT_ONCE].format(share=format.figure(share, Unit.PERCENT, locale)) if day == 0 and share < 1 else ""
