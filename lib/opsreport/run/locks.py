"""One run at a time where two would spoil each other's work. A lock (flock) is gone with the process that held it, however that ended."""

import datetime as dt
import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opsreport.errors import BAD_CONFIGURATION, TRY_LATER, Mistake
from opsreport.run.publish import refused


@contextmanager
def locked(path: Path, what: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock `path` while `what` is made. When another process holds it: Mistake 75 at once; with `wait`, as long as it takes."""
    with _file(path) as file:
        _take(file, path, what, wait)
        file.truncate(0)
        file.write(f"{os.getpid()} since {dt.datetime.now():%Y-%m-%d %H:%M:%S}")
        file.flush()
        yield


def _file(path):
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return open(path, "a+", encoding="utf-8")
    except OSError as error:
        raise refused(error, path.parent.parent) from None


def _take(file, path, what, wait):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        file.seek(0)
        raise Mistake(
            f"{what} is being made by another run (process {file.read() or 'unknown'})",
            mend="wait until it has ended, then run again if need be",
            code=TRY_LATER,
            where=str(path.parent.parent),
        ) from None
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
            raise
        raise Mistake(
            f"the file system has no locks ({error.strerror})",
            mend="choose a folder on a local disk with --out",
            code=BAD_CONFIGURATION,
            where=str(path.parent.parent),
        ) from None
