"""What came of a table's inputs, kept by their fingerprint: written beside, renamed, and checked by its hash before it is used again."""

import hashlib
import json
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from opsreport.errors import CANNOT_CREATE, Mistake
from opsreport.sources.files import Hashes, sha256

KEPT_SECONDS = 30 * 24 * 3600
DOOR = Path(__file__).parent


def code_hash() -> str:
    """The hash of the door's own code: what another version made is not used."""
    digest = hashlib.sha256()
    for path in sorted([*DOOR.glob("*.py"), DOOR.parent / "tables.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def fingerprint(*facts) -> str:
    """A hash of facts that JSON can write."""
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


class Cache:
    """A folder of entries: entry.json (receipts and so on), accepted.parquet where rows had to be written, set_aside/*.csv."""

    def __init__(self, folder: Path):
        self.folder = folder / "sources"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError as error:
            raise Mistake(
                f"cannot write to the cache folder {folder}: {error.strerror}", mend="Set cache: to a folder that can be written.", code=CANNOT_CREATE
            ) from None
        self.hashes = Hashes(self.folder)

    @contextmanager
    def scratch(self):
        """A folder for work, gone afterwards; those of runs that were killed go after a day."""
        for old in self.folder.glob("tmp-*"):
            if time.time() - old.stat().st_mtime > 24 * 3600:
                shutil.rmtree(old, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix="tmp-", dir=self.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def find(self, key: str) -> tuple[Path, dict] | None:
        """(folder, what entry.json says) of a whole entry; a damaged one is taken away."""
        folder = self.folder / key
        try:
            entry = json.loads((folder / "entry.json").read_text())
            for name, sha256 in entry["hashes"].items():
                if self.hashes.file(folder / name, name).sha256 != sha256:
                    raise ValueError(name)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError):
            shutil.rmtree(folder, ignore_errors=True)
            return None
        os.utime(folder / "entry.json")
        return folder, entry

    def keep(self, key: str, made: Path, entry: dict) -> Path:
        """Take a finished folder in as the entry. When another run was faster, its entry stands."""
        entry = entry | {"hashes": {path.name: sha256(path) for path in made.glob("*.parquet")}}
        (made / "entry.json").write_text(json.dumps(entry, ensure_ascii=False))
        folder = self.folder / key
        try:
            os.rename(made, folder)
        except OSError:
            if not (folder / "entry.json").exists():
                raise
        self._forget()
        return folder

    def _forget(self) -> None:
        """Entries that nobody used for 30 days go."""
        for old in (*(entry.parent for entry in self.folder.glob("*/entry.json")), *self.folder.glob("set_aside/*")):
            used = old / "entry.json" if (old / "entry.json").exists() else old
            if time.time() - used.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
