"""Channels on a day."""

from opsreport.facts import channels as facts
from opsreport.grain import rows_of, same
from opsreport.periods import NOW

channel_days = rows_of("channel_days", "a channel on a day", facts.channel_days, same("cost", "visitors", "visits"), NOW, unseen="not_observed")
