"""A published period as a PDF: its bundle, printed by a Chromium that is installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from opsreport.errors import CANNOT_WRITE, INPUT_MISSING, TRY_LATER, Mistake
from opsreport.run import bundle, publish
from opsreport.run.locks import locked
from opsreport.run.pdf_text import copyable

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "CHROMIUM"
SECONDS = 120
SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # it has nothing to ask of anybody
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def pdf(period: str | int, out="reports", language: str | None = None, *, seconds: float = SECONDS) -> Path:
    """Write the PDF of a published period beside its pages, where the next report of the period replaces it; the path of the file.

    Raises Mistake: 66 where the period is not published, or no browser or no Chinese font is installed; 64 for a language that it is not in; 74 when
    the browser fails; 75 when it takes longer than `seconds`.
    """
    entry, language = bundle.published(period, out, language)
    label = entry.record["period"]
    browser = found()
    if language == "zh":
        _has_chinese()
    path = Path(out) / label / bundle.file_name(entry, language, "pdf")
    with locked(Path(out) / ".locks" / label, f"the report of {label}"):
        try:
            with tempfile.TemporaryDirectory(prefix="opsreport-", ignore_cleanup_errors=True) as work:
                text = bundle.text(entry, out, language)
                publish.write_bytes(path, copyable(_printed(browser, text, Path(work), seconds), text))
        except OSError as error:
            raise publish.refused(error, out) from error
    return path


def found() -> str:
    """The browser: the one that $CHROMIUM names, else the first that is installed. Mistake 66 where there is none."""
    named = os.environ.get(VARIABLE)
    if named and not shutil.which(named):
        raise Mistake(f"there is no such program: {named}", mend="name a Chromium there, or unset it", code=INPUT_MISSING, where=f"${VARIABLE}")
    browser = next((place for name in ([named] if named else BROWSERS) if (place := shutil.which(name))), None)
    if browser is None:
        raise Mistake(
            f"a PDF is printed by Chromium, and none is installed (looked for {', '.join(BROWSERS)})",
            mend=f"apt install chromium, or name one in ${VARIABLE}; `opsreport bundle` makes one file to forward without it",
            code=INPUT_MISSING,
        )
    return browser


def _has_chinese() -> None:
    """Pages use the reader's fonts; a PDF can only hold one that is installed here. Where nobody can say which are, nothing is said."""
    if not shutil.which("fc-list"):
        return
    if not subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True).stdout.strip():
        raise Mistake(
            "no font with Chinese letters is installed: they would be empty boxes",
            mend="apt install fonts-noto-cjk, or print it in English by --language en",
            code=INPUT_MISSING,
        )


def _printed(browser, text, work, seconds) -> bytes:
    page, made = work / "report.html", work / "report.pdf"
    page.write_text(text, "utf-8")
    words = [browser, *SWITCHES, *(["--no-sandbox"] if os.geteuid() == 0 else []), f"--user-data-dir={work / 'profile'}"]
    try:
        # a group of its own, so that a browser that hangs is ended with all that it started
        done = subprocess.Popen(
            [*words, f"--print-to-pdf={made}", page.as_uri()], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
        _, told = done.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(done)
        mend = f"try again when the machine is less busy, or look after {browser}"
        raise Mistake(f"the browser did not end within {seconds:g} s", mend=mend, code=TRY_LATER, where=browser) from None
    if done.returncode or not made.exists():
        last = next((line for line in reversed(told.decode(errors="replace").splitlines()) if line.strip()), "it said nothing")
        raise Mistake(f"the browser failed ({done.returncode}): {last}", mend="open the bundle with it to see why", code=CANNOT_WRITE, where=browser)
    return made.read_bytes()


def _end(process) -> None:
    import signal

    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
