"""All that a summary says of a period, as data: found once, shown in every language."""

from dataclasses import dataclass

from opsreport.causes import Mover, Tested
from opsreport.figure import Figure
from opsreport.periods import Period
from opsreport.playbook import Suggestion
from opsreport.subjects import Subject


@dataclass(frozen=True)
class Findings:
    """figures: the headline, in the order of the parameters; subjects: what is said of each; movers: the worst first; tested: by experiments."""

    period: Period
    figures: tuple[Figure, ...]
    subjects: tuple[Subject, ...]
    movers: tuple[Mover, ...]
    tested: tuple[Tested, ...]
    suggestions: tuple[Suggestion, ...]
