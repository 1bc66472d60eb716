"""The demo shop's calendar: its days, and by how much each day is above or below an ordinary one."""

from dataclasses import dataclass

import numpy as np

DAYS = np.arange("2024-10-01", "2026-11-01", dtype="datetime64[D]")
MONTHS = np.unique(DAYS.astype("datetime64[M]"))
MONTH_OF_DAY = (DAYS.astype("datetime64[M]") - MONTHS[0]).astype(int)
LAST = len(DAYS) - 1
SPRING_FESTIVALS = ("2025-01-29", "2026-02-17")

# Monday to Sunday
_WEEK = {
    "activity": (0.98, 0.97, 0.97, 0.98, 1.01, 1.05, 1.04),
    "orders": (0.95, 0.95, 0.97, 1.00, 1.05, 1.05, 1.03),
    "sign_ups": (0.94, 0.94, 0.96, 0.98, 1.04, 1.08, 1.06),
}
# (month and day of the first and last day; activity, orders, sign-ups)
_YEARLY = (
    ("10-01", "10-07", 0.95, 0.92, 1.05),  # National Day
    ("10-24", "10-31", 1.03, 0.92, 1.02),  # waiting for 双11
    ("11-01", "11-10", 1.08, 1.20, 1.10),
    ("11-11", "11-11", 1.45, 2.60, 1.60),
    ("11-12", "11-18", 0.95, 0.72, 0.90),
    ("12-10", "12-12", 1.10, 1.50, 1.15),
    ("06-01", "06-17", 1.05, 1.12, 1.08),
    ("06-18", "06-18", 1.35, 2.20, 1.50),
    ("06-19", "06-25", 0.97, 0.78, 0.92),
    ("07-10", "08-20", 0.98, 0.96, 0.97),  # summer holidays
)
# (first and last day from New Year's Day; activity, orders, sign-ups)
_FESTIVE = ((-22, -4, 1.04, 1.15, 1.05), (-3, -2, 0.95, 0.85, 0.85), (-1, 6, 0.78, 0.64, 0.50), (7, 13, 0.95, 0.96, 0.92))


@dataclass(frozen=True)
class Season:
    """By how much each day of DAYS is above or below an ordinary day."""

    activity: np.ndarray
    orders: np.ndarray
    sign_ups: np.ndarray


def days(first: str, last: str) -> np.ndarray:
    """Which of DAYS lie from first to last, both included."""
    return (np.datetime64(first) <= DAYS) & (np.datetime64(last) >= DAYS)


def day_number(day: str) -> int:
    """The position of a day in DAYS; before the first day it is negative."""
    return int((np.datetime64(day, "D") - DAYS[0]).astype(int))


def month_of(moments: np.ndarray) -> np.ndarray:
    """The position in MONTHS of each moment."""
    return (moments.astype("datetime64[M]") - MONTHS[0]).astype(int)


def season(rng: np.random.Generator) -> Season:
    """Week, feasts and sales, with a little noise by month and by day so that ordinary months differ as they do in life."""
    weekday = (DAYS.astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    levels = {name: np.array(week)[weekday] for name, week in _WEEK.items()}
    for mask, factors in _occasions():
        for level, factor in zip(levels.values(), factors, strict=True):
            level[mask] *= factor
    for level, of_month, of_day in zip(levels.values(), (0.012, 0.025, 0.045), (0.02, 0.05, 0.06), strict=True):
        level *= np.exp(rng.normal(0, of_month, len(MONTHS)))[MONTH_OF_DAY] * np.exp(rng.normal(0, of_day, len(DAYS)))
    return Season(**levels)


def _occasions():
    for year in ("2024", "2025", "2026"):
        for first, last, *factors in _YEARLY:
            yield days(f"{year}-{first}", f"{year}-{last}"), factors
    for festival in SPRING_FESTIVALS:
        new_year = day_number(festival)
        for first, last, *factors in _FESTIVE:
            mask = np.zeros(len(DAYS), dtype=bool)
            mask[new_year + first : new_year + last + 1] = True
            yield mask, factors
