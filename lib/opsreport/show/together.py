"""What is said of several figures in a line: which really changed, and that the others did not."""

from collections.abc import Iterable

from opsreport.show import format, terms, wording
from opsreport.show.format import AND, COMMA, Locale
from opsreport.show.markup import NONE, Html, html, plain
from opsreport.show.tables import row_name
from opsreport.signals import Verdict
from opsreport.subjects import subject
from opsreport.units import Unit
from opsreport.words import Text

SHARES = ("dropoff_rate", "share", "lift")
IN_ALL = Text("合计{word}{share}", "All together: {word} {share}")
ERROR = "_error"  # ends the name of a column of errors, of which that of all is told
LARGEST = Text("{word}最高的是{name}，{share}", "The highest {word}: {name}, {share}")
NUMBERED = Text("{column}{n}", "{column} {n}")
NAMED = 2  # figures of a kind; more of them are counted
KINDS = {
    Verdict.WORSE: Text("变差", "got worse"),
    Verdict.BETTER: Text("变好", "got better"),
    Verdict.CHANGED: Text("有真实变化", "really changed"),
    Verdict.BORDERLINE: Text("略超正常范围", "just outside the usual range"),
}
FEW, MANY = Text("{names}{done}", "{names} {done}"), Text("{n}项{done}（{names}等）", "{n} {done} ({names} and others)")
LISTED = Text("、", " and ")
ALL_USUAL = Text("都在正常范围内，不必解读", "All within their usual range")
SOME_USUAL = Text("能判断的{n}项都在正常范围内", "The {n} that can be judged are within their usual range")
ONE_USUAL = Text("能判断的1项在正常范围内", "The one that can be judged is within its usual range")
REST_USUAL = Text("其余{n}项在正常范围内", "the other {n} within their usual range")
EARLIER_USUAL = Text(
    "到{period}为止的{n}项都在正常范围内，本期的还不能判断",
    "All {n} up to {period} are within their usual range; this period cannot be judged yet",
)
EARLIER = Text("到{period}为止，{said}", "Up to {period}: {said}")
ONE_REST = Text("其余1项在正常范围内", "the other one within its usual range")


def together(figures: Iterable, locale: Locale) -> Html:
    """Empty where none of the figures can be judged; of one that is a table, its largest share."""
    figures = list(figures)
    if len(figures) == 1 and figures[0].table is not None:
        return largest(figures[0], locale)
    shown = [subject(figure) for figure in figures if figure.table is None]
    judged = [one for one in shown if one.verdict not in (Verdict.UNJUDGED, Verdict.WIDE)]
    if not judged:
        return NONE
    if not all(one.late for one in judged):
        return html(_said(shown, judged, locale))
    newest = max((one.period for one in judged), key=lambda period: period.start)
    when = format.period(newest, locale, beside=judged[0].figure.period)
    if all(one.verdict in (Verdict.NOISE, Verdict.SEASONAL) for one in judged) and len(judged) > 1:
        return html(locale[EARLIER_USUAL].format(period=when, n=len(judged)))
    return html(locale[EARLIER].format(period=when, said=wording.lower_first(_said(shown, judged, locale), locale)))


def _said(shown, judged, locale) -> str:
    quiet = [one for one in judged if one.verdict in (Verdict.NOISE, Verdict.SEASONAL)]
    if len(quiet) == len(judged):
        some = ONE_USUAL if len(judged) == 1 else SOME_USUAL
        return locale[ALL_USUAL] if len(judged) == len(shown) > 1 else locale[some].format(n=len(judged))
    said = [_kind(found, shown, done, locale) for verdict, done in KINDS.items() if (found := _of(judged, verdict))]
    if quiet:
        said.append(locale[ONE_REST if len(quiet) == 1 else REST_USUAL].format(n=len(quiet)))
    whole = locale[COMMA].join(said)
    return whole[:1].upper() + whole[1:]


def largest(figure, locale: Locale) -> Html:
    """The row with the largest share, of a table that has such a column; of one that ends with an error, that of the whole."""
    columns = figure.table.columns
    last = figure.table.rows[-1] if figure.table.rows else ("",)
    if columns[-1].endswith(ERROR) and last[0] == "total" and last[-1] is not None:
        word = terms.column_word(columns[-1], locale.language)
        sign = "+" if last[-1] > 0 else ""
        return html(locale[IN_ALL].format(word=word, share=f"{sign}{format.figure(last[-1], Unit.PERCENT, locale)}"))
    column = next((name for name in SHARES if name in columns), None)
    place = columns.index(column) if column else None
    rows = [row for row in figure.table.rows if column and row[0] != "total" and row[place]]
    if not rows:
        return NONE
    row = max(rows, key=lambda row: row[place])
    first = row[0] if columns[0] != "step" else terms.event_word(row[0], locale)
    named, word = row_name(first, locale), terms.column_word(column, locale.language)
    if isinstance(row[0], int):
        named = locale[NUMBERED].format(column=terms.column_word(columns[0], locale.language), n=row[0])
    return html(locale[LARGEST].format(word=word, name=plain(named), share=format.figure(row[place], Unit.PERCENT, locale)))


def _of(shown, verdict):
    return [one for one in shown if one.verdict is verdict]


def _kind(found, shown, done, locale):
    """Those that went one way: two by their names, more by their number and two of them."""
    how = FEW if len(found) <= NAMED else MANY
    others = [one.figure for one in shown] if how is FEW else ()  # where two stand for many, they are called by their first names
    names = list(dict.fromkeys(_name(one, shown, others, locale) for one in found))
    return locale[how].format(names=locale[LISTED if how is FEW else AND].join(names[:NAMED]), n=len(found), done=locale[done])


def _name(one, shown, others, locale):
    """A short name that no other has. Of a figure that is one of several: its own, where that is a name by itself (it has a capital letter), or

    where the others are of the same metric.
    """
    part = locale[one.part.name]
    if one.figure.part and (one.part.name.en[:1].isupper() or len({other.figure.metric for other in shown}) == 1):
        return wording.lower_first(plain(wording.full_width(part, locale)), locale)
    return wording.called(one.figure, others, locale)
