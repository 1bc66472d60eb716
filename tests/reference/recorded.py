"""What a shop never writes down, of nobody at all, nobody knows; nor what was before it began to."""

from datetime import date, datetime

from .days import Days
from .history import History, Unknown


def kept(shop: History, table: str, *kinds: str):
    """Rows of one of these kinds (events of these names) must be there."""
    column = "event" if table == "events" else "kind"
    if not any(row[column] in kinds for row in shop.rows(table)):
        raise Unknown("not_observed")


def begun(shop: History, p: Days, table: str):
    """As `History.observed`, of a table that no single moment dates: it begins with the first day that any of its rows names."""
    named = [shop.day(value) if isinstance(value, datetime) else value for row in shop.given.get(table, ()) for value in row.values()]
    if p.end <= min((day for day in named if isinstance(day, date)), default=date.min):
        raise Unknown("not_observed")
