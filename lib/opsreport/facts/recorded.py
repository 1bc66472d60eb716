"""What a shop ever records: where it never does, nobody knows how much of it there is, and 0 would be a false figure."""

from collections.abc import Callable

from opsreport.facts.doings import happens
from opsreport.store import Fact, Store

Recorded = Callable[[Store], bool]


def events(*names: str) -> Recorded:
    """Any of these events."""
    return lambda store: happens(store, *names)


def kinds(table: str, *names: str) -> Recorded:
    """Any row of one of these kinds in the table."""
    return lambda store: not store.con or not _kinds(store, table).isdisjoint(names)


def rows(fact: Fact) -> Recorded:
    """Any row of the fact."""

    def found(store):
        return not store.con or store.once(("rows", fact.name), lambda: bool(store.run(store.fact(fact).limit(1))))

    return found


def _kinds(store, table):
    return store.once(("kinds", table), lambda: frozenset(row["kind"] for row in store.run(store[table].select("kind").distinct())))
