"""Data, by table and day."""

from opsreport.facts import data_days as facts
from opsreport.grain import rows_of, same
from opsreport.periods import NOW

data_days = rows_of("data_days", "a table on a day", facts.data_days, same("rows", "source"), NOW)
