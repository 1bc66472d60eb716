"""Who the users are: profile, registration, tier, and what they are from one active day to the next."""

from functools import cache

import ibis
import ibis.expr.types as ir
from ibis import _

from opsreport.facts.presence import presence
from opsreport.facts.rows import FAR, NEVER, UNKNOWN, spells
from opsreport.kinds import yes
from opsreport.store import Fact, Store

PROFILE = {"acquisition_channel": "channel", "city": "city", "gender": "gender", "age_band": "age_band"}


def _profiles(store, by):
    users = store["users"]
    return users.select("user_id", **{ours: users[theirs] for ours, theirs in PROFILE.items()})


profiles = Fact("profiles", _profiles, (), kept=False)


def with_profile(store: Store, rows: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """The rows with attributes of their user, `unknown` where there is none."""
    wanted = [c for c in by if c in PROFILE]
    if not wanted:
        return rows
    who = store.fact(profiles).select("user_id", *wanted)
    return rows.left_join(who, "user_id").drop("user_id_right").mutate(**{c: _[c].fill_null(UNKNOWN) for c in wanted})


def _registrations(store, by):
    users = store["users"]
    return users.select("user_id", "channel", day=users.registered_on, until=users.deleted_on.fill_null(ibis.literal(FAR)))


registrations = Fact("registrations", _registrations, (), kept=False)


@cache
def standing(basis: str, refunds: str) -> Fact:
    """What a user is, from one active day to the next (`next_on`) or until the account is deleted; a registered user who was never active
    stands so until the first active day."""

    def make(store, by):
        days = presence(store, basis, refunds).select("user_id", "day", "before", "until")
        active = until_deleted(store, days.select("user_id", "day", "until", next_on=_.until)).mutate(ever=yes(_.day.notnull()))
        first = days.filter(_.before == ibis.literal(NEVER)).select("user_id", first_on=_.day)
        users = store.fact(registrations).left_join(first, "user_id")
        first_on = users.first_on.fill_null(ibis.literal(FAR))
        quiet = users.select("user_id", "day", until=ibis.least(first_on, users.until), next_on=first_on, ever=ibis.literal(0, "int64"))
        return ibis.union(active, quiet).filter(_.day < _.until)

    return Fact(f"standing-{basis}-{refunds}", make, (), kept=False)


def until_deleted(store: Store, rows: ir.Table) -> ir.Table:
    """Spells that end when the account is deleted. Few accounts are: their spells are taken apart, so that the others need no users table."""
    gone = store.fact(registrations).filter(_.until < ibis.literal(FAR)).select("user_id", left_on=_.until)
    stays = rows.anti_join(gone, "user_id")
    leaves = rows.inner_join(gone, "user_id").mutate(until=ibis.least(_.until, _.left_on))
    return ibis.union(stays.select(*rows.columns), leaves.select(*rows.columns))


def _tier_spells(store, by):
    changes = store["tiers"].select("user_id", "tier", "changed_at", day=_.changed_on)
    last = ibis.window(group_by=["user_id", "day"], order_by=[changes.changed_at.desc(), changes.tier.desc()])
    changes = changes.mutate(place=ibis.row_number().over(last)).filter(_.place == 0)
    return spells(changes.select("user_id", "tier", "day"), ())


tier_spells = Fact("tier_spells", _tier_spells, (), kept=False)
