"""What random rows are made of: days, moments, people, sums; what a figure may stumble over comes often."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from .days import DAY

CLOCK_CHANGES = [date(2023, 10, 29), date(2023, 11, 5), date(2024, 3, 10), date(2024, 3, 31)]  # London's and New York's
BASES = [*CLOCK_CHANGES, date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 10), date(2024, 3, 31), date(2024, 4, 1)]
STEPS = (0, 0, 0, 1, 2, 6, 7, 7, 8, 13, 29, 30, 31, 60, 61, 90, 91, 92)  # the windows of the dictionary and a day to either side
TIMES = (time(0), time(23, 59, 59, 999999), time(1, 30), time(2, 30), time(12), time(18, 5, 7))  # 01:30, 02:30: twice or never when clocks change
PEOPLE = [f"u{k}" for k in range(1, 9)]
STRANGERS = ["ghost", "stranger"]  # no row in the users table
EVERYBODY = PEOPLE[:4] + PEOPLE + STRANGERS  # the first ones more often, so that much falls on one user
AMOUNTS = [Decimal(a) for a in ("0", "0.01", "10", "10", "99.99", "120.5", "3.3333")]
CAMPAIGNS = ["c1", "c2", "c3", "c9"]  # no row of c9 in the campaigns table


def day(dice: Random, *near: date) -> date:
    return dice.choice(near if near and dice.random() < 0.5 else BASES) + dice.choice(STEPS) * DAY


def moment(dice: Random, *near: date) -> datetime:
    return datetime.combine(day(dice, *near), dice.choice(TIMES))


def later(moment: datetime, wait: timedelta | None, zone: ZoneInfo) -> datetime | None:
    """The clock so much later; None where a clock change would make it earlier."""
    if wait is None or (moment + wait).replace(tzinfo=zone).timestamp() < moment.replace(tzinfo=zone).timestamp():
        return None
    return moment + wait


def sometimes(dice: Random, value, often=0.5):
    """The value, or nothing."""
    return value if dice.random() < often else None
