"""Searches of a period."""

from opsreport.facts.searches import searches as facts
from opsreport.grain import rows_of, same
from opsreport.periods import NOW

searches = rows_of("searches", "a day's searches", facts, same("searches"), NOW)
