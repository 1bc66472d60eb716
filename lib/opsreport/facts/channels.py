"""Channels, day by day."""

from opsreport.store import Fact


def _channel_days(store, by):
    rows = store["channel_days"]
    return rows.mutate(acquisition_channel=rows.channel)


channel_days = Fact("channel_days", _channel_days, ("acquisition_channel",), kept=False)
