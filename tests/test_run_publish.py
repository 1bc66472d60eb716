"""A report's folder appears whole or not at all, whatever an earlier run left beside it."""

import errno
import os
import subprocess
import sys

import pytest

from opsreport.errors import Mistake
from opsreport.run import publish
from opsreport.run.locks import locked


def fill(site, text):
    (site.new / "index.html").write_text(text)


def test_a_new_version_takes_the_place_of_the_old_one_and_leaves_nothing_beside_it(tmp_path):
    for text in ("first", "second"):
        with publish.site(tmp_path, "2024-06") as site:
            fill(site, text)
            publish.publish(site)
        assert (tmp_path / "2024-06" / "index.html").read_text() == text
        assert [path.name for path in tmp_path.iterdir()] == ["2024-06"]


def test_where_folders_cannot_be_exchanged_two_renames_do(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    test_a_new_version_takes_the_place_of_the_old_one_and_leaves_nothing_beside_it(tmp_path)


def test_this_disk_exchanges_folders_in_one_step(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert publish._exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").exists()
    assert (tmp_path / "other" / "one").exists()


def test_a_failure_while_building_leaves_the_version_before(tmp_path):
    with publish.site(tmp_path, "2024-06") as site:
        fill(site, "first")
        publish.publish(site)
    with pytest.raises(ValueError), publish.site(tmp_path, "2024-06") as site:
        fill(site, "half")
        raise ValueError
    assert (tmp_path / "2024-06" / "index.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["2024-06"]


def test_killed_between_two_renames_the_version_before_comes_back(tmp_path):
    for name, text in ((".2024-06.old", "before"), (".2024-06.new", "whole")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(text)
    with publish.site(tmp_path, "2024-06") as site:
        assert (site.place / "index.html").read_text() == "before"
        assert list(site.new.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        (
            errno.ENOSPC,
            74,
            "no room on the disk (No space left on device)\n  Mend: free some space (a report takes a few MB) or choose another folder with --out",
        ),
        (errno.EIO, 74, "the disk failed (Input/output error)\n  Mend: look after the disk, then run again"),
        (errno.EROFS, 73, "cannot write there (Read-only file system)\n  Mend: choose a folder you may write to with --out, or change its rights"),
    ],
)
def test_what_the_disk_refuses_is_told_with_its_mend(number, code, text):
    mistake = publish.refused(OSError(number, os.strerror(number)), "reports")
    assert (mistake.code, str(mistake)) == (code, f"reports: {text}")


def test_a_file_that_says_so_already_is_not_written_again(tmp_path):
    path = tmp_path / "index.html"
    publish.write(path, "same")
    before = path.stat()
    publish.write(path, "same")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    publish.write(path, "other")
    assert path.read_text() == "other"
    assert [each.name for each in tmp_path.iterdir()] == ["index.html"]


HOLD = """
import sys, time
from pathlib import Path
from opsreport.run.locks import locked
with locked(Path(sys.argv[1]), "it"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / ".locks" / "2024-06")], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_lock_that_is_held_is_refused_at_once_naming_its_holder(tmp_path, holder):
    with (
        pytest.raises(Mistake, match=rf"the report of 2024-06 is being made by another run \(process {holder.pid} since 20") as refused,
        locked(tmp_path / ".locks" / "2024-06", "the report of 2024-06"),
    ):
        pass
    assert refused.value.code == 75


def test_a_lock_goes_with_its_holder(tmp_path, holder):
    holder.kill()
    holder.wait()
    with locked(tmp_path / ".locks" / "2024-06", "it"):
        pass
