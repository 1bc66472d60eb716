"""A real PostgreSQL server for the tests of connections: loopback only, its data in a temporary folder, ended by its own pid."""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

PASSWORD = "s3cret-of-the-test"


@pytest.fixture(scope="session")
def postgres_url():
    """The URL of a database of a server started for this session, with a password."""
    binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not binaries:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="opsreport-postgres-"))
    user = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    os.chown(home, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C"}
    (home / "password").write_text(PASSWORD)
    os.chown(home / "password", user.pw_uid, user.pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        subprocess.run(
            [
                f"{binaries[-1]}/initdb",
                "-D",
                home / "data",
                "-U",
                "shop",
                "--pwfile",
                home / "password",
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--no-sync",
            ],
            check=True,
            capture_output=True,
            cwd=home,
            env=environment,
            **as_user,
        )
        with open(home / "log", "wb") as log:
            server = subprocess.Popen(
                [f"{binaries[-1]}/postgres", "-D", home / "data", "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", home, "-c", "fsync=off"],
                stdout=log,
                stderr=log,
                cwd=home,
                env=environment,
                **as_user,
            )
        try:
            url = f"postgres://shop:{PASSWORD}@127.0.0.1:{port}/postgres"
            _wait(url, server, home / "log")
            yield url
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _wait(url: str, server: subprocess.Popen, log: Path) -> None:
    import psycopg

    for _ in range(200):
        assert server.poll() is None, log.read_text()
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError(log.read_text())
