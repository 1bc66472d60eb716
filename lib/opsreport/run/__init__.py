"""From a period to a published report: notebooks executed, rendered, published whole; and which reports are due."""

from opsreport.run.report import Outcome, run
from opsreport.run.schedule import Failure, backfill, due

__all__ = ["Failure", "Outcome", "backfill", "due", "run"]
