"""From plays and figures to suggestions: which plays apply to a period, whom they concern, how many these are, and by what it will show."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from opsreport.causes import Mover
from opsreport.goals import Goals
from opsreport.periods import DAY, Period
from opsreport.playbook.adoption import statuses
from opsreport.playbook.aims import aims
from opsreport.playbook.audience import since, sizes
from opsreport.playbook.cases import Case, alike, applying
from opsreport.playbook.known import Known
from opsreport.playbook.plays import NEXT, Play, Playbook, read_playbook
from opsreport.playbook.proven import proven
from opsreport.playbook.shapes import Aim, Suggestion
from opsreport.shop import Shop
from opsreport.subjects import Subject
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
    """What the playbook (by default the shop's own) proposes for a period, what is due first first.

    A page shows three and keeps the rest one tap away. movers, subjects: what is known of the period already; what else plays watch is read.
    """
    book = playbook or playbook_of(shop.params, shop.goals)
    if book is None:
        return ()
    (now,) = shop.periods(period)
    found = (*proposed(book, Known(shop, now, movers, subjects)), *proven(shop, now, book))
    return tuple(sorted(found, key=lambda one: one.due_on))


def proposed(book: Playbook, known: Known, *, counted: bool = True) -> tuple[Suggestion, ...]:
    """The suggestions for what is known of a period. counted: with the sizes of the audiences."""
    cases = applying(book, known)
    states = statuses(known.shop, [id_of(known.period, case.play) for case in cases])
    bounds = aims(cases, known)
    firsts = [since(case, aim, known) for case, aim in zip(cases, bounds, strict=True)]
    counts = sizes(cases, firsts, known) if counted else [None] * len(cases)
    return tuple(
        replace(_suggestion(case, known, aim, book.roles[case.play.owner]), status=states[id_of(known.period, case.play)], size=size, since=first)
        for case, aim, first, size in zip(cases, bounds, firsts, counts, strict=True)
    )


def id_of(period: Period, play: Play) -> str:
    """The id of a play's suggestion in a period."""
    return f"S-{period.label}-{play.number:02}"


def _suggestion(case: Case, known: Known, works_if: Aim, owner: Text) -> Suggestion:
    play, period = case.play, known.period
    (metric,) = known.shop.metrics(play.watched.metric)
    filled = {**metric.options, "segment": "{segment}", "campaign": "{campaign}", NEXT: "{next}"}
    return Suggestion(
        id=id_of(period, play),
        action=play.action.format(**filled),
        owner=play.owner,
        owner_name=owner,
        audience=play.audience.format(**filled),
        size=None,
        due_on=period.whole_end - DAY + play.due_days * DAY,
        works_if=works_if,
        because=(case.subject, *alike(case, known)),
        unit=play.size.unit if play.size else Unit.USERS,
        segments=case.segments,
        campaign=case.campaign.name if case.campaign else None,
        play=play.name,
        next=period.step(1),
    )
