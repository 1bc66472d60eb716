"""Input files: found, told apart by their first bytes, hashed, and held to stay the same while they are read."""

import glob
import hashlib
import json
import os
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from opsreport.errors import INPUT_MISSING, INPUT_REFUSED, TRY_LATER, Mistake, nearest

BLOCK = 1 << 20
SETTLED_NS = 2 * 10**9
ENDINGS = {
    ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".parquet": "parquet", ".pq": "parquet",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".xlsx": "excel", ".xlsm": "excel",
}  # fmt: skip
SAID = {
    "csv": "text",
    "jsonl": "text",
    "parquet": "a Parquet file",
    "excel": "an Excel file",
    "gzip": "a gzip file",
    "xls": "an old Excel file (.xls)",
}


@dataclass(frozen=True)
class File:
    """An input file. label: its name for people, unique within its table; stamp: what must not change while it is read."""

    path: Path
    label: str
    sha256: str
    bytes: int
    stamp: tuple[int, int, int]

    def hold(self) -> None:
        """Raises Mistake 75 when the file changed since it was hashed."""
        try:
            same = stamp(self.path) == self.stamp
        except OSError:
            same = False
        if not same:
            raise Mistake(f"{self.label} changed while it was read", mend="Wait for the export to finish, then run again.", code=TRY_LATER)


def stamp(path: Path) -> tuple[int, int, int]:
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns, found.st_ino


def find_files(pattern: str, folder: Path, where: str) -> list[Path]:
    """The regular files that a path or glob names, sorted. Raises Mistake: 66 when there is none, 65 for folders, pipes and devices."""
    full = os.path.join(folder, pattern)
    found = [full] if os.path.lexists(full) else sorted(glob.glob(full, recursive=True))
    if not found:
        there = os.listdir(os.path.dirname(full)) if os.path.isdir(os.path.dirname(full)) else []
        near = nearest(os.path.basename(full), there)
        raise Mistake(f"there is no file {pattern}.{near}", mend="Put the file there, or correct `files`.", code=INPUT_MISSING, where=where)
    for path in found:
        if not os.path.exists(path):
            raise Mistake(f"{pattern} is a link to nothing", mend="Put the file there, or correct `files`.", code=INPUT_MISSING, where=where)
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Mistake(f"{os.path.basename(path)} is not a file (a folder, pipe or device)", mend="Name files.", code=INPUT_REFUSED, where=where)
    return [Path(path) for path in found]


def labels(paths: list[Path], folder: Path) -> list[str]:
    """Their names for people: the file's name where that is unique, else the path from the parameter file."""
    names = [path.name for path in paths]
    return [name if names.count(name) == 1 else Path(os.path.relpath(path, folder)).as_posix() for name, path in zip(names, paths, strict=True)]


def sha256(path: Path) -> str:
    with open(path, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


class Hashes:
    """SHA-256 of files, remembered by size, time and inode, so that a large file is read once. The content decides; the memory only saves time."""

    def __init__(self, folder: Path):
        self.memory = folder / "hashes.json"
        try:
            self.known = json.loads(self.memory.read_text())
        except (OSError, ValueError):
            self.known = {}
        self.new = False

    def file(self, path: Path, label: str) -> File:
        at = stamp(path)
        kept = self.known.get(str(path.resolve()))
        if kept and tuple(kept[:3]) == at:
            return File(path, label, kept[3], at[0], at)
        file = File(path, label, sha256(path), at[0], at)
        file.hold()
        self.known[str(path.resolve())], self.new = [*at, file.sha256], True
        return file

    def keep(self) -> None:
        """Write the memory, whole or not at all. A file of the last seconds is forgotten: it may change again within the clock's grain."""
        if not self.new:
            return
        settled = time.time_ns() - SETTLED_NS
        self.known = {path: kept for path, kept in self.known.items() if kept[1] < settled and os.path.exists(path)}
        handle, beside = tempfile.mkstemp(dir=self.memory.parent)
        with os.fdopen(handle, "w") as out:
            json.dump(self.known, out)
        os.replace(beside, self.memory)


def content(path: Path) -> str:
    """What the first bytes say: csv (any text), parquet, excel, gzip, xls, lfs, html, empty."""
    with open(path, "rb") as file:
        head = file.read(512)
    if not head:
        return "empty"
    for magic, kind in ((b"PAR1", "parquet"), (b"PK\x03\x04", "excel"), (b"\x1f\x8b", "gzip"), (b"\xd0\xcf\x11\xe0", "xls")):
        if head.startswith(magic):
            return kind
    if head.startswith(b"version https://git-lfs"):
        return "lfs"
    return "html" if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype html", b"<table")) else "csv"


def form(file: File, declared: str | None) -> str:
    """csv, parquet, jsonl or excel: as declared or by the ending, if the content agrees. Raises Mistake 65 when it does not."""
    ends = [ending for ending in file.path.suffixes if ending.lower() != ".gz"]
    named = declared or ENDINGS.get(ends[-1].lower() if ends else "")
    found = content(file.path)
    if found == "empty":
        raise refused(file.label, "empty file (0 bytes)", "Export it again.")
    if found == "lfs":
        raise refused(file.label, "a Git LFS pointer, not the file itself", "Run: git lfs pull")
    if found == "html":
        raise refused(file.label, "content is a web page, not data", "Export it as CSV or Excel (.xlsx).")
    if found == "xls":
        raise refused(file.label, "content is an old Excel file (.xls)", "Save it as .xlsx or CSV.")
    if named is None:
        raise refused(file.label, "its ending does not tell its format", "Say format: csv, parquet, jsonl or excel.")
    if found == "gzip" and named in ("csv", "jsonl"):
        return named
    if found != {"jsonl": "csv"}.get(named, named):
        raise refused(file.label, f"content is {SAID[found]}, not {SAID[named]}", f"Say format: {found}, or export it again.")
    return named


def refused(label: str, what: str, mend: str) -> Mistake:
    return Mistake(what, mend=mend, code=INPUT_REFUSED, where=label)
