"""Which events an analysis is about."""

from collections.abc import Collection, Mapping

import ibis.expr.types as ir


def chosen(
    events: ir.Table,
    event: str | None = None,
    where: Mapping[str, object] | None = None,
    users: Collection[str] | None = None,
    exclude_users: Collection[str] = (),
) -> ir.Table:
    """The events of that name (None: of any), with these values in these columns (None: no value), of these users (None: of all) but not of those."""
    tests = [] if event is None else [events.event == event]
    for column, value in (where or {}).items():
        tests.append(events[column].isnull() if value is None else events[column] == value)
    if users is not None:
        tests.append(events.user_id.isin(list(users)))
    if exclude_users:
        tests.append(events.user_id.notin(list(exclude_users)))
    return events.filter(*tests) if tests else events
