"""Runs that are killed, stopped, or started twice: what is published stays whole, and the next plain run succeeds."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from command import opsreport, start
from tiny_shop import bytes_of, stated, tiny

from opsreport.run import folder, index, run


@pytest.fixture
def busy(tmp_path):
    """(parameters, reports, marker): June is published; its next run writes its kernel's pid into the marker and then takes its time."""
    params, out, marker = tiny(tmp_path, {"summary": (stated(),)}), tmp_path / "reports", tmp_path / "pid"
    run(params, "2024-06", out)
    slow = f"import os, time\nopen({str(marker)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60 if os.path.exists({str(tmp_path / 'slow')!r}) else 0)"
    tiny(tmp_path, {"summary": (slow, stated())})
    (tmp_path / "slow").touch()
    return params, out, marker


def until(holds, seconds=60):
    """Wait until it holds; it must, in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def in_its_cell(process, marker):
    until(lambda: marker.exists() and marker.read_text())
    assert process.poll() is None
    return int(marker.read_text())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_in_the_middle_publishes_nothing_and_the_next_one_succeeds(busy, number, code):
    params, out, marker = busy
    before = bytes_of(out)
    process = start("run", "2024-06", "--params", params, "--out", out)
    kernel = in_its_cell(process, marker)
    process.send_signal(number)
    assert process.wait(30) == code
    until(lambda: not alive(kernel), 15)
    assert bytes_of(out) == before
    (params.parent / "slow").unlink()
    assert run(params, "2024-06", out).status == "published"
    assert {path.name for path in out.iterdir()} == {".locks", "2024-06", "index.html", "index.en.html"}


def test_the_second_of_two_runs_of_a_period_leaves_at_once(busy):
    params, out, marker = busy
    first = start("run", "2024-06", "--params", params, "--out", out)
    in_its_cell(first, marker)
    second = opsreport("run", "2024-06", "--params", params, "--out", out)
    assert second.returncode == 75
    assert f"the report of 2024-06 is being made by another run (process {first.pid} since 20" in second.stderr
    first.kill()
    first.wait()


def test_runs_of_different_periods_at_the_same_time_are_all_in_the_index(tmp_path):
    params, out = tiny(tmp_path, {"summary": (stated(),)}), tmp_path / "reports"
    run(params, "2024-06", out)
    text = (out / "2024-06" / "run.json").read_text()

    def publish(month):
        place = out / f"2023-{month:02}"
        place.mkdir()
        (place / "run.json").write_text(text.replace("2024-06-01", f"2023-{month:02}-01").replace('"2024-06"', f'"2023-{month:02}"'))
        index.update(out)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(publish, range(1, 13)))
    page = (out / "index.html").read_text()
    assert [month for month in range(1, 13) if f'href="2023-{month:02}/index.html"' not in page] == []
    assert folder.record(out / "2023-12")["period"] == "2023-12"
