"""The command `opsreport`, run as people run it."""

import subprocess
import sys
from pathlib import Path

OPSREPORT = str(Path(sys.executable).parent / "opsreport")


def opsreport(*words, cwd=None, env=None) -> subprocess.CompletedProcess:
    """The command with these words, without a terminal; its exit code and what it said."""
    return subprocess.run([OPSREPORT, *map(str, words)], cwd=cwd, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300)


def start(*words) -> subprocess.Popen:
    """The command, running."""
    return subprocess.Popen([OPSREPORT, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
