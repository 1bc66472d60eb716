"""Notebooks, executed by Papermill in ordinary kernels, each with a deadline for the whole notebook.

Papermill's own engine is kept to what it is; around it stand what it lacks: a kernel that runs one notebook after another, one deadline for all
cells together, sockets in a private folder, the kernel's own messages kept out of the terminal, and a way to end the kernel when the run is stopped.
"""

import contextlib
import os
import signal
import time
from pathlib import Path

from jupyter_core.utils import run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from traitlets.config import Config

ENGINE = "opsreport-kernel"
LONGEST_SOCKET = 90  # a path of a local socket has at most 107 characters; jupyter_client adds "-ipc-1"
FORGET = "get_ipython().reset(new_session=True)"


class Kernel:
    """Runs one notebook after another: each finds no name of the one before, but what it imported and the shop that it opened are there at once."""

    def __init__(self):
        self.manager = None

    def begin(self, client) -> None:
        """Take the client's notebook, in a new process or in one that forgets the last notebook first."""
        if self.manager and self.manager.kernel_name != client.kernel_name:
            self.end()
        if self.manager is None:
            self.manager = client.create_kernel_manager()
            return
        client.km = self.manager
        client.start_new_kernel_client()
        client.kc.execute(FORGET, silent=True, store_history=False)

    def kill(self) -> None:
        """End the process and what it started, at once, whatever it is doing."""
        if self.manager and (pid := getattr(self.manager.provisioner, "pid", None)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def end(self) -> None:
        """End the process, and take away what stood for it here."""
        self.kill()
        manager, self.manager = self.manager, None
        if manager:
            run_sync(manager.shutdown_kernel)(now=True)


class KernelEngine(NBClientEngine):
    """Papermill's engine of ordinary kernels, with what `execute` hands over."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, source, folder, seconds, kernel, **_papermills):
        """source: the notebook, in its private folder; folder: where the kernel works; kernel: the one to use."""
        place, over = source.parent, time.monotonic() + seconds
        client = PapermillNotebookClient(
            nb_man,
            kernel_name=kernel_name,
            timeout_func=lambda cell: max(over - time.monotonic(), 0.1),
            startup_timeout=60,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(folder)}},
            config=Config({"KernelManager": _sockets(place, source.stem)}),
            extra_arguments=[f"--ipython-dir={_profile(source)}", "--HistoryManager.enabled=False"],
        )
        kernel.begin(client)
        try:
            with open(place / "kernels.log", "ab") as log:
                client.execute(stdout=log, stderr=log, cleanup_kc=False)
        finally:
            if client.kc:
                client.kc.stop_channels()


def _sockets(place: Path, name: str) -> dict:
    """Local sockets in the private folder, so that nobody else on the machine can listen; loopback ports where the path is too long for one."""
    connection = place / f"{name}.json"
    local = len(str(connection)) <= LONGEST_SOCKET
    return {"connection_file": str(connection)} | ({"transport": "ipc"} if local else {})


def _profile(source: Path) -> Path:
    """An IPython folder of its own: neither the analyst's start-up files nor another kernel take part."""
    folder = source.with_suffix(".ipython")
    folder.mkdir(exist_ok=True)
    return folder


def execute(source: Path, result: Path, parameters: dict, *, folder: Path, seconds: float, kernel: Kernel):
    """Execute the notebook `source` into `result` (written once, at the end); the executed notebook. Raises what Papermill and nbclient raise."""
    from papermill import execute_notebook

    papermill_engines.register(ENGINE, KernelEngine)
    return execute_notebook(
        _plain(source),
        _plain(result),
        parameters,
        engine_name=ENGINE,
        request_save_on_cell_execute=False,
        progress_bar=False,
        source=source,
        folder=folder,
        seconds=seconds,
        kernel=kernel,
    )


def _plain(path: Path) -> str:
    """Papermill formats paths with the parameters; a brace in ours is a brace."""
    return str(path).replace("{", "{{").replace("}", "}}")
