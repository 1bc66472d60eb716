"""All notebooks of a report, executed two at a time, and the verdict on each: a page is good when every cell ran and none failed."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

from opsreport.run.notebooks import Notebook

AT_ONCE = 2
Progress = Callable[[int, int, str], None]  # done, of all, what was finished last


@dataclass(frozen=True)
class Page:
    """A page after its notebook ran. error: one line for people, without data; traceback: for the log only; document: the executed notebook."""

    notebook: Notebook
    seconds: float
    document: Any = None
    error: str | None = None
    traceback: str = ""

    @property
    def id(self) -> str:
        return self.notebook.page

    @property
    def status(self) -> str:
        return "failed" if self.error else "published"


def executed(notebooks: tuple[Notebook, ...], parameters: dict, *, minutes: float, progress: Progress) -> tuple[Page, ...]:
    """The pages in the order of the notebooks. What goes wrong in one is its own error; a run that is stopped ends its kernels."""
    from opsreport.run.kernels import Kernel

    kernels = [Kernel() for _ in range(AT_ONCE)]
    pool, free = ThreadPoolExecutor(AT_ONCE), kernels.copy()

    def page(notebook):
        kernel = free.pop()
        made = _page(notebook, parameters, minutes, kernel)
        if made.error:
            kernel.end()  # whatever went wrong: the next notebook begins in a process of its own
        free.append(kernel)
        return made

    waiting = {pool.submit(page, notebook): notebook for notebook in notebooks}
    try:
        done = dict(_finished(waiting, progress))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        while not all(future.done() for future in waiting):  # a kernel that was just starting is ended at the next turn
            for kernel in kernels:
                kernel.kill()
            time.sleep(0.1)
        for kernel in kernels:
            kernel.end()
    return tuple(done[notebook.page] for notebook in notebooks)


def _finished(waiting, progress) -> Iterator[tuple[str, Page]]:
    progress(0, len(waiting), "")
    for count, future in enumerate(as_completed(waiting), start=1):
        page = future.result()
        progress(count, len(waiting), page.id)
        yield page.id, page


def _page(notebook, parameters, minutes, kernel):
    import nbclient.exceptions as stops

    from opsreport.run.kernels import execute

    began = time.monotonic()
    given = {name: value for name, value in parameters.items() if name in notebook.parameters}

    def failed(error, traceback):
        return Page(notebook, time.monotonic() - began, error=error, traceback=traceback)

    try:
        result = notebook.copy.with_suffix(".out.ipynb")
        document = execute(notebook.copy, result, given, folder=notebook.folder, seconds=60 * minutes, kernel=kernel)
    except stops.CellTimeoutError as error:
        return failed(f"the notebook did not end within {minutes:g} minutes (limits.notebook_minutes)", str(error))
    except stops.DeadKernelError as error:
        return failed("the kernel died, perhaps for want of memory", str(error))
    except Exception as error:  # a page's failure, of whatever kind, is the page's and not the run's
        return failed(*_told(error))
    if missed := _missed(document):
        return failed(missed, "")
    return Page(notebook, time.monotonic() - began, document)


def _told(error):
    from papermill.exceptions import PapermillExecutionError

    if not isinstance(error, PapermillExecutionError):
        return f"the notebook could not be executed ({type(error).__name__})", str(error)
    return f"code cell {_number(error.exec_count)} failed ({error.ename})", "\n".join(error.traceback)


def _number(executed: int) -> int:
    """The number of a code cell in the notebook itself, without the one in which Papermill hands over the parameters."""
    return executed - 1


def _missed(document) -> str:
    """Why the notebook did not run to its end although nobody said so: Papermill takes `sys.exit(0)` in a cell for success."""
    code = [cell for cell in document.cells if cell.cell_type == "code" and cell.source.strip()]
    for number, cell in enumerate(code, start=1):
        if any(output.output_type == "error" for output in cell.outputs):
            return f"code cell {_number(number)} ended the notebook early"
        if cell.execution_count is None:
            return f"code cells {_number(number)} to {_number(len(code))} never ran"
    return ""
