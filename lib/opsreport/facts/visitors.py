"""Visitors: persons who may not have said yet who they are."""

import ibis
from ibis import _

from opsreport.facts.rows import UNKNOWN, days_from, per
from opsreport.store import Fact, Store

NOT_YET = 10**6  # days; longer than any window


def _persons(store, by):
    """Whom a visitor id belongs to: the first user who was seen with it."""
    rows = store["events"].filter(_.visitor_id.notnull(), _.user_id.notnull())
    order = ibis.window(group_by="visitor_id", order_by=["occurred_at", "user_id"])
    rows = rows.select("visitor_id", "user_id", "occurred_at").mutate(place=ibis.row_number().over(order))
    return rows.filter(_.place == 0).select("visitor_id", "user_id")


persons = Fact("persons", _persons, (), kept=True)


def _visits(store, by):
    """Visits by persons: users, and visitors of whom it is not known who they are."""
    rows = store["events"].filter(_.event == "visit")
    split = {c: rows.channel.fill_null(UNKNOWN) for c in by}
    rows = rows.select("visitor_id", own_id=rows.user_id, at=rows.occurred_at, day=rows.occurred_on, **split)
    rows = rows.left_join(store.fact(persons), "visitor_id").drop("visitor_id_right")
    return rows.select("at", "day", "visitor_id", *by, who=ibis.coalesce(rows.own_id, rows.user_id))


def _person(rows):
    """One text for each person; made late, of few rows, as texts are slow to carry."""
    return ibis.ifelse(rows.who.notnull(), ibis.literal("user ") + rows.who.cast("string"), ibis.literal("visitor ") + rows.visitor_id)


visits = Fact("visits", _visits, ("event_channel",), kept=False)


def _visit_days(store, by):
    """A person's days with a visit."""
    rows = store.fact(visits, by)
    rows = rows.select("day", *by, person=_person(rows))
    return per(rows, ("person", "day", *by), visits=_.person.count())


visit_days = Fact("visit_days", _visit_days, ("event_channel",), kept=True)


def _unregistered_visits(store, by):
    """A person's days with a visit before registering; wait_days: the local days until then, a great many for who never did."""
    users = store["users"].select("user_id", "registered_at", "registered_on")
    rows = store.fact(visits, by).left_join(users, _.who == users.user_id)
    rows = rows.filter(_.registered_at.isnull() | (rows["at"] < rows.registered_at))
    rows = rows.select("day", *by, person=_person(rows), wait_days=days_from(rows.day, rows.registered_on).fill_null(NOT_YET))
    return per(rows, ("person", "day", *by), visits=_.person.count(), wait_days=_.wait_days.min())


unregistered_visits = Fact("unregistered_visits", _unregistered_visits, ("event_channel",), kept=True)


def tells_who_registers(store: Store) -> bool:
    """Whether any visitor was ever seen to register: in a shop that does not tell whose a visitor id is, nobody can be."""
    if (unregistered_visits, "told") not in store.facts:
        found = store.fact(unregistered_visits).filter(_.wait_days < NOT_YET).limit(1)
        store.facts[unregistered_visits, "told"] = bool(store.run(found.select("person")))
    return store.facts[unregistered_visits, "told"]
