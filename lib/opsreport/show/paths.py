"""What users do next, as flows: from the first thing they do to the one after."""

from collections import Counter

from opsreport.show import terms, wording
from opsreport.show.charts import flows as draw
from opsreport.show.charts import responsive
from opsreport.show.format import COLON, SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.tables import data_table, more, number
from opsreport.words import Text

DRAWN = 6  # events on a side; the others together
REST = "rest"
TITLE = Text("最常见的是“{start}”之后“{end}”：{times}次", "Most often “{end}” follows “{start}”: {times} times")
BELOW = Text("{name}，每次到访的第1步与第2步，次数", "{name}, first and second step of each visit, times")
FIRST, SECOND, TIMES = Text("第1步", "First"), Text("第2步", "Then"), Text("{n}次", "{n}")
MOVE = Text("{start}→{end}{times}", "{start} to {end} {times}")


def paths(figure, locale: Locale) -> Html:
    """The figure's table: step, event, next event, times; the first step is drawn, all are in the table."""
    rows = [(event, after, times) for step, event, after, times, *_ in figure.table.rows if step == 1 and after and times] if figure.table else []
    if not rows:
        return absent(figure, locale)
    starts, ends = _largest(rows, 0), _largest(rows, 1)
    moves: Counter = Counter()
    for event, after, times in rows:
        moves[starts.index(event if event in starts else REST), ends.index(after if after in ends else REST)] += times
    words = [[terms.event_word(event, locale) for event in side] for side in (starts, ends)]
    say = lambda n: locale[TIMES].format(n=number(n))  # noqa: E731
    named = plain(wording.name(figure, locale))
    told = [locale[MOVE].format(start=words[0][a], end=words[1][b], times=say(n)) for (a, b), n in moves.most_common()]
    label = named + locale[COLON] + locale[SEMICOLON].join(told)
    first = max((row for row in rows if row[0] != row[1]), key=lambda row: row[2], default=rows[0])
    mark = [(starts.index(first[0]), ends.index(first[1]))] if first[0] in starts and first[1] in ends else []
    heads = (locale[FIRST], locale[SECOND])
    chart = responsive(lambda size: draw(*words, dict(moves), label, size, say_count=say, heads=heads, marks=mark))
    said = {"start": terms.event_word(first[0], locale), "end": terms.event_word(first[1], locale), "times": number(first[2])}
    opened = more((locale[DATA], data_table(figure, locale, named)), (locale[MEANING], element("p", {}, wording.formula(figure.metric, locale))))
    return picture(locale[TITLE].format(**said), locale[BELOW].format(name=named), chart, opened)


def _largest(rows, side) -> list[str]:
    """The commonest events of a side; `rest` stands for the others."""
    counted: Counter = Counter()
    for row in rows:
        counted[row[side]] += row[2]
    most = [event for event, _ in counted.most_common(DRAWN)]
    return most + [REST] if len(counted) > DRAWN else most
