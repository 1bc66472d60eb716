"""What went wrong, where, and how to mend it. A Mistake is the user's to mend and is shown as its text, never as a traceback."""

from difflib import get_close_matches

BAD_PARAMETER = 64
INPUT_REFUSED = 65
INPUT_MISSING = 66
NOTEBOOK_FAILED = 70
CANNOT_CREATE = 73
CANNOT_WRITE = 74
TRY_LATER = 75
BAD_CONFIGURATION = 78
PAGE_FAILED = 79
GATE_REFUSED = 80


class Mistake(Exception):
    """A mistake that a person can mend. `where`: file, line, row, column or parameter; `mend`: what to do; `code`: the exit code."""

    def __init__(self, what: str, *, mend: str, code: int, where: str = ""):
        super().__init__(what)
        self.what, self.mend, self.code, self.where = what, mend, code, where

    def __str__(self) -> str:
        return f"{self.where + ': ' if self.where else ''}{self.what}\n  Mend: {self.mend}"


def nearest(name: str, known) -> str:
    """' Did you mean "period"?', or '' when nothing known is near."""
    close = get_close_matches(str(name), [str(k) for k in known], n=1, cutoff=0.6)
    return f' Did you mean "{close[0]}"?' if close else ""
