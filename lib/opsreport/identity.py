"""One person, one user: merged accounts under the one that is left, test accounts gone. Done before anything is counted."""

import uuid
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.tables import in_memory


@dataclass(frozen=True)
class Accounts:
    """Accounts that are not a person of their own: (raw_id, one_id: who is left of it, dropped: a test account). tests: whether any is dropped."""

    who: ir.Table
    tests: bool


def accounts(con, users: ir.Table) -> Accounts | None:
    """The merged accounts and the test accounts of a shop; None where there are none."""
    moved = con.to_pyarrow(users.filter(_.is_test | _.merged_into.notnull()).select("user_id", "merged_into", "is_test")).to_pylist()
    if not moved:
        return None
    key, rows = users.user_id.type(), _resolved(moved)
    who = in_memory(rows, {"raw_id": key, "one_id": key, "dropped": "boolean"})
    if con.name == "duckdb":
        who = con.create_table(f"who_{uuid.uuid4().hex}", who)
    return Accounts(who, any(dropped for _, _, dropped in rows))


def one_user_each(tables: dict[str, ir.Table], known: Accounts | None) -> dict[str, ir.Table]:
    """Every table with merged users under the account that is left, and without test users. Without users, everybody counts."""
    if known is None:
        return tables
    renamed = {name: _renamed(table, known.who) for name, table in tables.items() if "user_id" in table.columns}
    return tables | renamed | {"users": _survivors(tables["users"], known.who)}


def without_tests(tables: dict[str, ir.Table], known: Accounts | None) -> dict[str, ir.Table]:
    """Those tables that hold rows of users, or refunds of their orders, without what test accounts did; {} where there are no such accounts."""
    if known is None or not known.tests:
        return {}
    tests = known.who.filter(_.dropped).select("raw_id")
    real = {name: table.anti_join(tests, table.user_id == tests.raw_id) for name, table in tables.items() if "user_id" in table.columns}
    if "orders" in tables and "refunds" in tables:
        tried = tables["orders"].semi_join(tests, tables["orders"].user_id == tests.raw_id).select("order_id")
        real["refunds"] = tables["refunds"].anti_join(tried, "order_id")
    return real


def _resolved(moved) -> list[tuple]:
    """[(raw_id, one_id, dropped)]: chains of merges followed to their end; a circle ends at its smallest id."""
    into = {row["user_id"]: row["merged_into"] for row in moved if row["merged_into"] is not None}
    tests = {row["user_id"] for row in moved if row["is_test"]}
    out = []
    for user in {row["user_id"] for row in moved}:
        seen, at = [user], user
        while at in into:
            at = into[at]
            if at in seen:
                at = min(seen[seen.index(at) :])
                break
            seen.append(at)
        out.append((user, at, user in tests or at in tests))
    return sorted(out)


def _renamed(table, who):
    joined = table.left_join(who, table.user_id == who.raw_id).filter(~_.dropped.fill_null(False))
    return joined.mutate(user_id=ibis.coalesce(_.one_id, _.user_id)).drop("raw_id", "one_id", "dropped")


def _survivors(users, who):
    """One row a person: that of the account that is left, or where it is not there, of the earliest account merged into it."""
    named = users.left_join(who, users.user_id == who.raw_id).filter(~_.dropped.fill_null(False))
    named = named.mutate(user_id=ibis.coalesce(_.one_id, _.user_id), was=_.user_id)
    order = ibis.window(group_by=named.user_id, order_by=[(named.user_id != named.was), named.registered_at, named.was])
    kept = named.mutate(place=ibis.row_number().over(order)).filter(_.place == 0).drop("raw_id", "one_id", "dropped", "was", "place")
    return _referred_by(kept, who)


def _referred_by(users, who):
    """The users, each under the account that is left of whoever invited them; a test account invited nobody."""
    inviters = who.select(raw_id=who.raw_id, inviter=who.one_id, nobody=who.dropped)
    users = users.left_join(inviters, users.referrer_id == inviters.raw_id)
    inviter = ibis.ifelse(users.nobody.fill_null(False), ibis.null(users.referrer_id.type()), ibis.coalesce(users.inviter, users.referrer_id))
    return users.mutate(referrer_id=inviter).drop("raw_id", "inviter", "nobody")
