"""Why a figure changed: which segments, which factors, what happened at the same time, and what an experiment has shown."""

from opsreport.causes.experiments import tested
from opsreport.causes.movers import importance, movers
from opsreport.causes.shapes import REST, Cause, Coincidence, Contribution, Driver, Drivers, Mover, Tested

__all__ = ["REST", "Cause", "Coincidence", "Contribution", "Driver", "Drivers", "Mover", "Tested", "importance", "movers", "tested"]
