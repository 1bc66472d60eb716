"""Targets: what was agreed for a figure, beside what it came to. Knows no metric by import: readings come by `read(period)`."""

from opsreport.targets.achievement import achievement, gap, met
from opsreport.targets.checks import bound
from opsreport.targets.held import Held, held, questions, questions_of, shown
from opsreport.targets.longer import progress
from opsreport.targets.pieces import adds_up
from opsreport.targets.resolved import asked, of_months, target
from opsreport.targets.shapes import RANGE, Number, Progress, Read, ReadAny, Target, exact, whole_only

__all__ = [
    "RANGE", "Held", "Number", "Progress", "Read", "ReadAny", "Target",
    "achievement", "adds_up", "asked", "bound", "exact", "gap", "held", "met", "of_months", "progress", "questions", "questions_of", "shown",
    "target", "whole_only",
]  # fmt: skip
