"""Disks that are full, read-only or wrong: told before the work where that can be, and nothing published is ever half."""

import itertools
import shutil
import subprocess
import sys

import pytest
from command import OPSREPORT, opsreport
from tiny_shop import stated, tiny

from opsreport.errors import Mistake
from opsreport.run import run

MOUNT = ["unshare", "-rm", "sh", "-c"]
can_mount = subprocess.run([*MOUNT, "mount -t tmpfs tmpfs /mnt"], capture_output=True).returncode == 0
needs_mount = pytest.mark.skipif(not can_mount, reason="this machine lets nobody mount a disk of his own")
needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


def on_a_disk(options, folder, *words):
    """The command with its reports on a small disk, mounted at `folder` with these options."""
    folder.mkdir()
    script = f'mount -t tmpfs -o {options} tmpfs "{folder}" && exec "$@"'
    return subprocess.run([*MOUNT, script, "sh", OPSREPORT, *map(str, words)], capture_output=True, text=True, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize(
    ("options", "code", "what"),
    [
        pytest.param("size=64k", 74, "no room on the disk (No space left on device)", id="full"),
        pytest.param("ro", 73, "cannot write there (Read-only file system)", id="read-only"),
    ],
)
@pytest.mark.slow
@needs_mount
def test_a_disk_that_takes_no_report_is_told_before_any_notebook_runs(tmp_path, options, code, what):
    marker = tmp_path / "ran"
    params, out = tiny(tmp_path, {"summary": (f"open({str(marker)!r}, 'w')",)}), tmp_path / "reports"
    done = on_a_disk(options, out, "run", "2024-06", "--params", params, "--out", out)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"ERROR {out}: {what}\n  Mend: ")
    assert not marker.exists()


def test_a_file_where_the_folder_should_be(tmp_path):
    params, out = tiny(tmp_path), tmp_path / "reports"
    out.touch()
    with pytest.raises(Mistake) as refused:
        run(params, "2024-06", out)
    assert refused.value.code == 73
    assert str(refused.value).startswith(f"{out}: cannot write there (")


@pytest.mark.slow
def test_a_home_that_cannot_be_written_to_is_no_hindrance(tmp_path):
    params = tiny(tmp_path, {"summary": (stated(),)})
    done = opsreport(
        "run", "2024-06", "--params", params, "--out", tmp_path / "reports", env={"HOME": "/nope", "PATH": "/usr/bin:/bin", "TZ": "America/Lima"}
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_a_temporary_folder_that_is_not_there_is_none_of_ours(tmp_path):
    params = tiny(tmp_path, {"summary": (stated(),)})
    done = opsreport(
        "run", "2024-06", "--params", params, "--out", tmp_path / "reports", env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "TMPDIR": "/nope"}
    )
    assert (done.returncode, done.stderr) == (0, "")


PUBLISH = """
import sys
from pathlib import Path
from opsreport.errors import Mistake
from opsreport.run import publish
out = Path(sys.argv[1])
try:
    with publish.site(out, "2024-06") as site:
        (site.new / "index.html").write_text("new")
        publish.publish(site)
except Mistake as mistake:
    sys.exit(mistake.code)
"""
CALLS = ("write", "fsync", "rename", "renameat2", "mkdir", "unlink", "unlinkat", "rmdir")


def traced(out, call, fault=None):
    """Publish under strace; (exit code, how often the call was made)."""
    inject = ["-e", f"inject={call}:{fault}"] if fault else []
    log = out.parent / "calls"
    words = ["strace", "-f", "-qq", "-o", log, "-e", f"trace={call}", *inject, sys.executable, "-B", "-c", PUBLISH, out]
    done = subprocess.run([str(word) for word in words], capture_output=True)
    return done.returncode, sum(f"{call}(" in line for line in log.read_text().splitlines())


def with_a_version_before(folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "2024-06").mkdir(parents=True)
    (folder / "2024-06" / "index.html").write_text("old")
    return folder


@pytest.mark.slow
@needs_strace
@pytest.mark.parametrize("call", CALLS)
def test_whatever_call_fails_or_is_the_last_one_the_published_page_is_whole(tmp_path, call):
    out = tmp_path / "reports"
    _, calls = traced(with_a_version_before(out), call)
    assert calls
    for number, fault in itertools.product(range(1, calls + 1), ("error=ENOSPC", "error=EIO", "signal=KILL")):
        code, _ = traced(with_a_version_before(out), call, f"{fault}:when={number}")
        seen = (out / "2024-06" / "index.html").read_text()
        assert seen in ("old", "new"), (call, fault, number)
        assert not (seen == "old" and code == 0), (call, fault, number)
        assert traced(out, call)[0] == 0, (call, fault, number)
        assert (out / "2024-06" / "index.html").read_text() == "new"
