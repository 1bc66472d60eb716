"""A folder appears whole or not at all: it is built beside its place and then takes it, in one step of the file system where that has one.

Beside reports/2026-10 stand, while a run is at work, .2026-10.new (being built) and, between two steps, .2026-10.old (the version before). What a
killed run left of them is set right by `site`, under the period's lock, before the next run builds.
"""

import ctypes
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from opsreport.errors import CANNOT_CREATE, CANNOT_WRITE, Mistake

PROBE_BYTES = 8_000_000  # what a report with all its pages takes, and some more
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Site:
    """Where a period is published, and the folders beside it."""

    place: Path
    new: Path
    old: Path


@contextmanager
def site(out: Path, label: str) -> Iterator[Site]:
    """The site of a period, cleared of what an earlier run left, with an empty folder to build in. Mistake 73 or 74 if it cannot be written to."""
    here = Site(out / label, out / f".{label}.new", out / f".{label}.old")
    try:
        _prepare(here)
        yield here
    except OSError as error:
        raise refused(error, out) from error
    finally:
        shutil.rmtree(here.new, ignore_errors=True)


def _prepare(here):
    if here.old.exists() and not here.place.exists():  # killed between the two steps of a disk that cannot exchange folders
        here.old.rename(here.place)
    for left in (here.new, here.old):
        if left.exists():
            shutil.rmtree(left)
    here.new.mkdir(parents=True)
    _probe(here.new)


def _probe(folder: Path) -> None:
    """Find out before the work, not after it, that the disk is full."""
    probe = folder / "probe"
    with open(probe, "wb") as file:
        file.write(bytes(PROBE_BYTES))
        file.flush()
        os.fsync(file.fileno())
    probe.unlink()


def refused(error: OSError, out) -> Mistake:
    """The Mistake that tells a person why the disk did not take it."""
    if error.errno in FULL:
        return Mistake(
            f"no room on the disk ({error.strerror})",
            mend="free some space (a report takes a few MB) or choose another folder with --out",
            code=CANNOT_WRITE,
            where=str(out),
        )
    if error.errno == errno.EIO:
        return Mistake(f"the disk failed ({error.strerror})", mend="look after the disk, then run again", code=CANNOT_WRITE, where=str(out))
    mend = "choose a folder you may write to with --out, or change its rights"
    return Mistake(f"cannot write there ({error.strerror})", mend=mend, code=CANNOT_CREATE, where=str(out))


def publish(here: Site) -> None:
    """Put what was built in its place; the version before stays readable until that moment, and is removed after it."""
    _settle(here.new)
    if not here.place.exists():
        here.new.rename(here.place)
    elif _exchange(here.new, here.place):
        here.new.rename(here.old)
    else:
        here.place.rename(here.old)
        here.new.rename(here.place)
    _sync(here.place.parent)
    shutil.rmtree(here.old, ignore_errors=True)


def write(path: Path, text: str) -> None:
    """A single file, whole or not at all; untouched if it says so already."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    if path.exists() and path.read_bytes() == data:
        return
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    _sync(beside)
    beside.replace(path)
    _sync(path.parent)


def _settle(folder: Path) -> None:
    """On the disk, not only on its way there: a failed fsync is a file that was not written."""
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux, most local disks); False where there is no such step."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if renameat2 is None:
        return False
    if renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0:
        return True
    failure = ctypes.get_errno()
    if failure in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(failure, os.strerror(failure), str(one))
