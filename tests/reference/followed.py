"""What follows what: of all that a user was given or did, the last one at or before a moment is what led there."""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from .days import DAY, Days
from .history import PASSIVE, History, Order


class Contact(NamedTuple):
    """Something that may lead to something. day: of whose period it is, and from which the days after it are counted."""

    at: datetime
    day: date
    what: str | None = None


def by_user(contacts: list[tuple[str, Contact]]) -> dict[str, list[Contact]]:
    found = defaultdict(list)
    for user, contact in contacts:
        found[user].append(contact)
    return {user: sorted(made, key=lambda contact: (contact.at, contact.day, contact.what or "")) for user, made in found.items()}


def led(contacts: dict[str, list[Contact]], user: str, at: datetime, day: date, days: int) -> Contact | None:
    """The user's last contact at or before a moment, when that is no more than so many days ago."""
    before = [contact for contact in contacts.get(user, ()) if contact.at <= at]
    return before[-1] if before and day <= before[-1].day + days * DAY else None


def met(contacts: dict[str, list[Contact]], p: Days) -> set[str]:
    """Users with a contact that belongs to the period."""
    return {user for user, made in contacts.items() if any(contact.day in p for contact in made)}


def orders_after(shop: History, contacts: dict[str, list[Contact]], p: Days, days: int) -> list[Order]:
    """Paid orders that a contact of the period led to."""
    return [o for o in shop.paid() if (c := led(contacts, o.user, o.at, o.day, days)) and c.day in p]


def doings(shop: History, *names: str) -> list[tuple[str, datetime, date, dict]]:
    """What known users did: (user, moment, day, row); names: of these events only, else all but what is done to them."""
    return [
        (row["user_id"], shop.instant(row["occurred_at"]), shop.day(row["occurred_at"]), row)
        for row in shop.rows("events")
        if row["user_id"] and (row["event"] in names if names else row["event"] not in PASSIVE)
    ]
