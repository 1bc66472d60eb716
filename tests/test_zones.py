"""Local time: the expression agrees with zoneinfo, row by row, through every kind of change of clocks."""

import datetime as dt
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest

from opsreport.errors import Mistake
from opsreport.zones import clock, local, offset_changes, utc

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.datetime(2019, 12, 1), dt.datetime(2026, 2, 1)
ZONES = {
    "Asia/Shanghai": "no changes",
    "US/Pacific": "an hour, at two in the morning",
    "Europe/London": "an hour, zero in winter",
    "Australia/Lord_Howe": "half an hour",
    "America/Sao_Paulo": "none since 2019",
    "Asia/Beirut": "at midnight",
    "Africa/Casablanca": "during Ramadan",
    "Asia/Kathmandu": "a quarter of an hour off",
    "Pacific/Apia": "thirteen hours east",
    "America/St_Johns": "three and a half hours west",
}


def shown(moments, zone, changes):
    table = ibis.memtable(pa.table({"at": pa.array(moments, pa.timestamp("us"))}))
    rows = table.mutate(clock=local(table.at, changes)).to_pyarrow().to_pylist()
    return {row["at"]: row["clock"] for row in rows}


def by_zoneinfo(moments, zone):
    return {at: at.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in moments}


@pytest.mark.parametrize("zone", ZONES)
def test_every_moment_shows_what_zoneinfo_says(zone):
    changes = offset_changes(zone, FIRST, LAST)
    steady = [FIRST + dt.timedelta(hours=7, minutes=13) * n for n in range(7000)]
    edges = [since + dt.timedelta(microseconds=us) for since, _ in changes[1:] for us in (-1, 0, 1, 1_799_999_999, 3_600_000_000)]
    assert shown(steady + edges, zone, changes) == by_zoneinfo(steady + edges, zone)


def test_changes_are_found_to_the_second():
    assert offset_changes("US/Pacific", dt.date(2025, 1, 1), dt.date(2026, 1, 1)) == (
        (dt.datetime(2025, 1, 1), -8 * 3600),
        (dt.datetime(2025, 3, 9, 10), -7 * 3600),
        (dt.datetime(2025, 11, 2, 9), -8 * 3600),
    )


def test_a_zone_without_changes_is_one_shift():
    assert offset_changes("Asia/Shanghai", dt.date(2000, 1, 1), dt.date(2030, 1, 1)) == ((dt.datetime(2000, 1, 1), 8 * 3600),)


def test_clocks_of_a_century_ago_were_set_to_the_second():
    changes = offset_changes("Asia/Shanghai", dt.date(1900, 12, 31), dt.date(1901, 1, 2))
    assert changes == ((dt.datetime(1900, 12, 31), 8 * 3600 + 5 * 60 + 43), (dt.datetime(1900, 12, 31, 15, 54, 17), 8 * 3600))


def test_a_day_skipped_altogether():
    moments = [dt.datetime(2011, 12, 30, 9), dt.datetime(2011, 12, 30, 10)]  # Samoa went from 29 to 31 December
    days = shown(moments, "Pacific/Apia", offset_changes("Pacific/Apia", moments[0] - DAY, moments[1] + DAY)).values()
    assert [at.day for at in days] == [29, 31]


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2025, 3, 9),  # 23 hours
        dt.date(2025, 11, 2),  # 25 hours
    ],
)
def test_a_local_day_is_a_calendar_day_however_long(day):
    opens = utc(day, "US/Pacific")
    closes = utc(day + DAY, "US/Pacific")
    last = dt.timedelta(microseconds=1)
    seen = shown([opens - last, opens, closes - last, closes], "US/Pacific", offset_changes("US/Pacific", day - DAY, day + 3 * DAY))
    assert [at.date() for at in seen.values()] == [day - DAY, day, day, day + DAY]
    assert closes - opens == dt.timedelta(hours=23 if day.month == 3 else 25)


def test_moments_outside_are_shifted_like_the_nearest():
    changes = offset_changes("US/Pacific", dt.date(2025, 3, 1), dt.date(2025, 4, 1))
    outside = [dt.datetime(2024, 7, 1, 12), dt.datetime(2026, 1, 1, 12)]
    assert list(shown(outside, "US/Pacific", changes).values()) == [dt.datetime(2024, 7, 1, 4), dt.datetime(2026, 1, 1, 5)]


def test_clock_times_that_were_twice_or_never():
    assert utc(dt.datetime(2025, 11, 2, 1, 30), "US/Pacific") == dt.datetime(2025, 11, 2, 8, 30)  # the first of two
    assert utc(dt.datetime(2025, 3, 9, 2, 30), "US/Pacific") == dt.datetime(2025, 3, 9, 10, 30)
    assert utc(dt.date(2025, 3, 30), "Asia/Beirut") == dt.datetime(2025, 3, 29, 22)  # midnight was skipped
    assert clock(dt.datetime(2025, 3, 29, 22), "Asia/Beirut") == dt.datetime(2025, 3, 30, 1)


def test_an_unknown_zone_is_named():
    with pytest.raises(Mistake) as caught:
        offset_changes("Asia/Shanghia", FIRST, LAST)
    assert (
        str(caught.value)
        == 'timezone: "Asia/Shanghia" is not a time zone. Did you mean "Asia/Shanghai"?\n  Mend: write an IANA zone, such as Asia/Shanghai'
    )
