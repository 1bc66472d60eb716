"""The life cycle: how many users are in which state at the period's end."""

from opsreport.show import format, terms, wording
from opsreport.show.charts import bars, responsive
from opsreport.show.format import COLON, SEMICOLON, Locale
from opsreport.show.markup import Html, element, plain
from opsreport.show.pictures import DATA, MEANING, absent, picture
from opsreport.show.tables import data_table, more, number
from opsreport.units import Unit
from opsreport.words import Text

TITLE = Text("{state}用户最多：{words}", "The largest group is {state}: {words}")
BELOW = Text("{name}，期末", "{name}, at the period's end")
USERS = Text("{users}人，{share}", "{users} ({share})")
BETWEEN, OVER = Text("{state}（{low}–{high}天）", "{state} ({low}–{high} days)"), Text("{state}（{low}天以上）", "{state} ({low}+ days)")
STAGES = ("active", "silent", "dormant", "lost")  # that end after so many days, each an option of the metric
MEANS = Text("{formula}。{limits}", "{formula}. {limits}")


def lifecycle(figure, locale: Locale) -> Html:
    """The figure's table: state, users, share."""
    if not figure.table:
        return absent(figure, locale)
    titled = plain(wording.name(figure, locale))
    rows = [(terms.value_word(state, locale), users, _words(users, share, locale)) for state, users, share in figure.table.rows]
    state, _, words = max(rows, key=lambda row: row[1])
    label = titled + locale[COLON] + locale[SEMICOLON].join(f"{name} {said}" for name, _, said in rows)
    drawn = [
        (_since(state, figure.metric.options, locale), users, said) for (state, *_), (_, users, said) in zip(figure.table.rows, rows, strict=True)
    ]
    lines = [(name, users, None, said, "quiet") for name, users, said in drawn if users]
    means = locale[MEANS].format(formula=wording.formula(figure.metric, locale), limits=wording.options_line(figure.metric, locale))
    opened = more((locale[DATA], data_table(figure, locale, titled)), (locale[MEANING], element("p", {}, means)))
    chart = responsive(lambda size: bars(lines, label, size)) if lines else None
    return picture(locale[TITLE].format(state=state, words=words), locale[BELOW].format(name=titled), chart, opened)


def _since(state, options, locale):
    """A state with the days since the user was last there: other figures call others lost."""
    named, ends = terms.value_word(state, locale), [options[stage] for stage in STAGES]
    if state == "dead":
        return locale[OVER].format(state=named, low=ends[-1] + 1)
    if state not in STAGES:
        return named
    place = STAGES.index(state)
    return locale[BETWEEN].format(state=named, low=ends[place - 1] + 1 if place else 0, high=ends[place])


def _words(users, share, locale):
    return number(users) if share is None else locale[USERS].format(users=number(users), share=format.figure(share, Unit.PERCENT, locale))
