"""Channels on a day."""

from ibis import _

from opsreport.facts import channels as facts
from opsreport.grain import rows_of, same
from opsreport.kinds import yes
from opsreport.periods import NOW

SAID = same("cost", "visitors", "visits") | dict(listed=yes(_.day.notnull()))
channel_days = rows_of("channel_days", "a channel on a day", facts.channel_days, SAID, NOW, unseen="not_observed")
