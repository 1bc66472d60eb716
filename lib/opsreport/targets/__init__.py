"""Targets: what was agreed for a figure, beside what it came to. Knows no metric by import: readings come by `read(period)`."""

from opsreport.targets.achievement import achievement, gap, met
from opsreport.targets.checks import bound
from opsreport.targets.longer import progress
from opsreport.targets.pieces import adds_up
from opsreport.targets.resolved import asked, target
from opsreport.targets.shapes import EARLIER, RANGE, Number, Progress, Read, Target, exact, whole_only

__all__ = [
    "EARLIER", "RANGE", "Number", "Progress", "Read", "Target",
    "achievement", "adds_up", "asked", "bound", "exact", "gap", "met", "progress", "target", "whole_only",
]  # fmt: skip
