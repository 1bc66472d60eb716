"""A figure that counts users by a number, such as their active days, as columns."""

from opsreport.show import format, terms, wording
from opsreport.show.charts import columns, responsive
from opsreport.show.format import COLON, Locale
from opsreport.show.markup import Html, plain
from opsreport.show.pictures import DATA, absent, picture
from opsreport.show.tables import data_table, more
from opsreport.words import Text

TITLE = Text("{column}为{number}的用户最多，占{share}%", "{column}: {number} is most common, {share}% of them")
ONE_DAY = Text("{share}%的用户只来了1天", "{share}% came on one day only")
BUSIEST = Text("{number}点最活跃，{users}人", "Busiest at {number}:00, with {users} users")
BELOW = Text("{name}；横轴为{column}，纵轴为{counted}", "{name}; across: {column}, up: {counted}")


def histogram(figure, locale: Locale) -> Html:
    """The first column of the figure's table is the number, the second how many."""
    rows = figure.table.rows if figure.table else ()
    values = [row[1] or 0 for row in rows]
    if not sum(values):
        return absent(figure, locale)
    name, column, counted = (plain(wording.name(figure, locale)), *(terms.column_word(c, locale.language) for c in figure.table.columns[:2]))
    most = max(range(len(rows)), key=lambda place: values[place])
    share = format.fixed(100 * values[most] / sum(values), 1)
    hours = figure.table.columns[0] == "hour"  # the same user may come at several
    one_day = figure.table.columns[0] == "active_days" and rows[most][0] == 1
    words = BUSIEST if hours else ONE_DAY if one_day else TITLE
    title = locale[words].format(column=column, number=rows[most][0], share=share, users=format.fixed(values[most], 0))
    step = 5 if len(rows) > 12 else 1
    ticks = [str(row[0]) if row[0] == 1 or row[0] % step == 0 else "" for row in rows]
    words = {most: format.fixed(values[most], 0)}
    chart = responsive(lambda size: columns(ticks, values, name + locale[COLON] + title, size, words=words, marked=(most,)))
    return picture(
        title, locale[BELOW].format(name=name, column=column, counted=counted), chart, more((locale[DATA], data_table(figure, locale, name)))
    )
