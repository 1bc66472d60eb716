"""Where a report comes from: run.json, and the run id, a hash of everything that decides its pages (inputs, parameters, files beside them, code)."""

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import opsreport

PACKAGE = Path(opsreport.__file__).parent
PROJECT = PACKAGE.parent.parent
BESIDE = ("targets", "roles", "playbook", "holidays", "names")


def run_id(shop, period, notebooks: Iterable) -> str:
    """Equal for equal inputs, parameters, notebooks and code, wherever they lie."""
    parts = [
        shop.fingerprint,
        str(shop.data_until),
        parameters(shop.params),
        beside(shop.params, period),
        [period.label, str(period.end)],
        [[notebook.page, notebook.sha256] for notebook in notebooks],
        code_version(),
    ]
    return _hash(parts)


def _hash(parts) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def parameters_hash(params, period) -> str:
    """One hash of the parameters and of the files beside them."""
    return _hash([parameters(params), beside(params, period)])


def beside(params, period) -> list[dict]:
    """The files beside the parameters that say something of a period, with their hashes: goals, playbook, calendar, names, the notes on it."""
    notes = params.beside("notes")
    files = [params.beside(name) for name in BESIDE] + (sorted(notes.glob(f"{period.label}.*md")) if notes else [])
    return [{"file": _seen(str(file), params.folder), "sha256": hashlib.sha256(file.read_bytes()).hexdigest()} for file in filter(None, files)]


def parameters(params) -> dict:
    """The parameters as they are understood; where the caches lie decides nothing."""
    return params.model_dump(mode="json", exclude={"cache"}, warnings=False)


@cache
def code_version() -> str:
    """A hash of the package's files and of the lock: what runs, committed or not."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes())
    digest.update((lock_hash() or "").encode())
    return digest.hexdigest()[:16]


def lock_hash() -> str | None:
    """The hash of requirements.lock; None where the package was installed without its project."""
    lock = PROJECT / "requirements.lock"
    return hashlib.sha256(lock.read_bytes()).hexdigest() if lock.exists() else None


def commit() -> str | None:
    """The commit that the package is at, with "+" if its files differ from it; None outside of git."""
    try:
        done = [
            subprocess.run(["git", "-C", PACKAGE, *words], capture_output=True, text=True, check=True).stdout.strip()
            for words in (["rev-parse", "HEAD"], ["status", "--porcelain", "--", "."])
        ]
    except (OSError, subprocess.CalledProcessError):
        return None
    return done[0] + ("+" if done[1] else "")


def inputs(receipts: Iterable, folder: Path) -> list[dict]:
    """The receipts as JSON; files are named as seen from the parameter file."""
    return [{name: _seen(value, folder) if name == "file" else value for name, value in asdict(receipt).items()} for receipt in receipts]


def _seen(file, folder):
    return os.path.relpath(file, folder) if os.path.isabs(file) else str(file)


def text(record: dict) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n"
