"""Page loads."""

from ibis import _

from opsreport.facts.loads import page_loads as loads
from opsreport.grain import rows_of
from opsreport.periods import NOW

page_loads = rows_of("page_loads", "a page load", loads, dict(milliseconds=_.milliseconds), NOW)
