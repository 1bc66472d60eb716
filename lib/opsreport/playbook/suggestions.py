"""From plays and figures to suggestions: which plays apply to a period, whom they concern, how many these are, and by what it will show."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from opsreport.causes import Mover
from opsreport.goals import Goals
from opsreport.periods import DAY, Period
from opsreport.playbook.adoption import statuses
from opsreport.playbook.cases import Case, Known, applying, segment_of
from opsreport.playbook.conditions import exact
from opsreport.playbook.plays import TARGET, Bound, Play, Playbook, Size, read_playbook
from opsreport.playbook.shapes import Aim, Suggestion
from opsreport.shop import Shop
from opsreport.subjects import Subject
from opsreport.targets import Number
from opsreport.units import Unit
from opsreport.words import Text

ROLES = {
    "promotion": Text("推广岗", "Promotion"),
    "operations": Text("运营岗", "Operations"),
    "content": Text("内容岗", "Content"),
    "service": Text("服务岗", "Service"),
    "data": Text("数据岗", "Data"),
}


def playbook_of(params, goals: Goals) -> Playbook | None:
    """The playbook of a shop's parameters; None where there is none. Raises Mistake (78) for what is wrong in it."""
    path = params.beside("playbook") if params else None
    return read_playbook(path, roles_of(goals)) if path else None


def roles_of(goals: Goals) -> Mapping[str, Text]:
    """{id: name} of the shop's own roles; without any, of the usual ones."""
    return {id: role.name for id, role in goals.roles.items()} or ROLES


def suggestions(
    shop: Shop, movers: Iterable[Mover], subjects: Iterable[Subject], period: Period | str, playbook: Playbook | None = None
) -> tuple[Suggestion, ...]:
    """What the playbook (by default the shop's own) proposes for a period, the most urgent first.

    A page shows three and keeps the rest one tap away. movers, subjects: what is known of the period already; what else plays watch is read.
    """
    book = playbook or playbook_of(shop.params, shop.goals)
    if book is None or not book.plays:
        return ()
    (now,) = shop.periods(period)
    known = Known(shop, now, movers, subjects)
    cases = applying(book, known)
    known.read_all((case.play.works_if.watched, None) for case in cases if not case.play.works_if.of_segment)
    states = statuses(shop, [_id(now, case.play) for case in cases])
    return tuple(_suggestion(case, known, book.roles[case.play.owner], states[_id(now, case.play)]) for case in cases)


def _id(period: Period, play: Play) -> str:
    return f"S-{period.label}-{play.number:02}"


def _suggestion(case: Case, known: Known, owner: Text, status: str) -> Suggestion:
    play, period = case.play, known.period
    (metric,) = known.shop.metrics(play.watched.metric)
    filled = {**metric.options, "segment": case.segment}
    size, unit = _size(play.size, case, known) if play.size else (None, Unit.USERS)
    return Suggestion(
        id=_id(period, play),
        action=play.action.format(**filled),
        owner=play.owner,
        owner_name=owner,
        audience=play.audience.format(**filled),
        size=size,
        due_on=period.whole_end - DAY + play.due_days * DAY,
        works_if=_aim(play.works_if, case, known),
        because=(case.subject, *known.alike(case)),
        unit=unit,
        segment=case.segment,
        play=play.name,
        status=status,
    )


def _size(size: Size, case: Case, known: Known) -> tuple[int | None, Unit]:
    """How many the audience is: a count of the whole shop or of the segment, or a cell of a table."""
    figures = known.shop.figures(size.metric, known.period, by=case.play.by if size.of_segment else None)
    if size.row is not None:
        table = figures[0].table
        rows = {str(row[0]): dict(zip(table.columns, row, strict=True)) for row in table.rows} if table else {}
        value = rows.get(size.row, {}).get(size.column)
    else:
        wanted = case.segment if size.of_segment else None
        value = next((figure.reading.value for figure in figures if next(iter((figure.segment or {}).values()), None) == wanted), None)
    return (int(value) if value is not None else None), size.metric.unit


def _aim(bound: Bound, case: Case, known: Known) -> Aim:
    (metric,) = known.shop.metrics(bound.watched.metric)
    segment = case.segment if bound.of_segment else None
    aim = Aim(metric, bound.watched.part, segment, bound.at_least, _number(bound.value), False)
    if bound.reference is None:
        return aim
    ones = known.subjects(bound.watched, case.play.by if bound.of_segment else None)
    one = next((one for one in ones if segment_of(one) == segment), None)
    if one is None:
        return aim
    aims = [replace(aim, value=value) for value in _references(one, bound) if value is not None]
    missed = next((each for each in aims if _misses(one, each)), None)
    return replace(missed, back=bound.reference != TARGET) if missed else next(iter(aims), aim)


def _references(one: Subject, bound: Bound) -> tuple[Number | None, ...]:
    """The values that a bound may mean: of a usual range the nearer end; where the figure has not left the range, or has none, the period before."""
    previous = one.previous.value if one.previous else None
    match bound.reference:
        case "usual range":
            end = (one.usual.low if bound.at_least else one.usual.high) if one.usual else None
            return end, previous
        case "year ago":
            return (one.year_ago.value if one.year_ago else None,)
        case "target":
            return (one.target.value if one.target else None,)
    return (previous,)


def _misses(one: Subject, aim: Aim) -> bool:
    if one.value is None:
        return False
    now, wanted = exact(one.reading, one.unit), Fraction(str(aim.value))
    return now < wanted if aim.at_least else now > wanted


def _number(value) -> Number | None:
    """A Fraction as a person wrote it: whole, or with decimals."""
    if not isinstance(value, Fraction):
        return value
    return int(value) if value.denominator == 1 else float(value)
