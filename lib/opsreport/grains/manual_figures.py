"""Figures that are kept elsewhere."""

from opsreport.facts import manual_figures as facts
from opsreport.grain import rows_of, same
from opsreport.periods import NOW

SAID = ("figure", "figure_unit", "of", "days", "value", "numerator", "denominator", "rows", "values", "ratios")
manual_figures = rows_of("manual_figures", "a figure kept elsewhere", facts.manual_figures, same(*SAID), NOW)
