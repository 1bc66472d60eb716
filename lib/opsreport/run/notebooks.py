"""The notebooks of a report: found by the names of its pages, copied before anything runs (who saves one meanwhile changes the next report, not this
one), and checked for what Papermill lets pass: a parameter that the notebook does not have is only warned about, and a beautiful report of the wrong
month comes out.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import opsreport
from opsreport.errors import BAD_CONFIGURATION, Mistake, nearest
from opsreport.words import LANGUAGES, Text

PROJECT = Path(opsreport.__file__).parents[2]
REQUIRED = ("period", "params")


@dataclass(frozen=True)
class Notebook:
    """One page's notebook: the copy that runs, the folder it came from, what it declares, and the hash of its bytes."""

    page: str
    copy: Path
    folder: Path
    title: Text
    parameters: tuple[str, ...]
    sha256: str


def home(params) -> Path:
    """The folder of a shop's notebooks: its own, or the project's."""
    return params.notebooks_folder or PROJECT / "notebooks"


def copied(pages: tuple[str, ...], folder: Path, work: Path) -> tuple[Notebook, ...]:
    """The notebooks of the pages, copied into `work` and checked. Mistake 78 for the first that cannot run."""
    known = sorted(path.stem for path in folder.glob("*.ipynb"))
    return tuple(_copied(page, known, folder, work) for page in pages)


def _copied(page, known, folder, work):
    if page not in known:
        raise Mistake(
            f'pages name "{page}", but there is no {page}.ipynb among the notebooks.{nearest(page, known)}',
            mend=f"correct `pages` in the parameter file, or put the notebook there; there are: {', '.join(known) or 'none'}",
            code=BAD_CONFIGURATION,
            where=str(folder),
        )
    source = (folder / f"{page}.ipynb").read_bytes()
    copy = work / f"{page}.ipynb"
    copy.write_bytes(source)
    document = _read(source, folder / copy.name)
    _check_kernel(document, folder / copy.name)
    return Notebook(page, copy, folder, _title(document, page), _parameters(copy, folder / copy.name), hashlib.sha256(source).hexdigest())


def _read(source, where):
    import nbformat

    try:
        return nbformat.reads(source.decode("utf-8"), as_version=4)
    except (nbformat.reader.NotJSONError, UnicodeDecodeError, nbformat.ValidationError) as error:
        raise Mistake(
            f"this is not a notebook ({type(error).__name__})", mend="save it again from JupyterLab", code=BAD_CONFIGURATION, where=str(where)
        ) from None


def _check_kernel(document, where):
    from jupyter_client.kernelspec import KernelSpecManager

    name, known = document.metadata.get("kernelspec", {}).get("name"), sorted(KernelSpecManager().find_kernel_specs())
    if name not in known:
        raise Mistake(
            f'the notebook asks for the kernel "{name}", which is not installed',
            mend=f"choose one of these in JupyterLab and save: {', '.join(known)}",
            code=BAD_CONFIGURATION,
            where=str(where),
        )


def _parameters(copy, where):
    """The names in its `parameters` cell, as Papermill reads them."""
    from papermill import inspect_notebook

    names = tuple(inspect_notebook(str(copy).replace("{", "{{").replace("}", "}}")))
    for name in REQUIRED:
        if name not in names:
            raise Mistake(
                f'the notebook has no parameter "{name}".{nearest(name, names)}',
                mend=f'give it one code cell with the tag "parameters" that sets {" and ".join(REQUIRED)}, one to a line',
                code=BAD_CONFIGURATION,
                where=str(where),
            )
    return names


def _title(document, page):
    """The first heading, `# 中文 | English`; the page's name where there is none."""
    markdown = (cell.source for cell in document.cells if cell.cell_type == "markdown")
    heading = next((line for text in markdown for line in text.splitlines() if line.startswith("# ")), page)
    halves = [half.strip() for half in heading.removeprefix("# ").split(" | ")]
    return Text(*(halves if len(halves) == len(LANGUAGES) else [halves[0]] * len(LANGUAGES)))
