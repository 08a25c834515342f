"""Pictures of text turned into text by the `ocrmypdf` command, where it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from corpus.document import Content
from corpus.errors import CannotRead

LANGUAGES = "nor+eng"
SECONDS = 1800.0  # for one file: some seconds a page


def available() -> bool:
    """Whether the commands that recognise text are installed."""
    return shutil.which("ocrmypdf") is not None and shutil.which("tesseract") is not None


def recognise(path: Path, out: Path, seconds: float = SECONDS) -> None:
    """Write `path` to `out` with text under its scanned pages; pages that have text stay as they are.

    Raises `CannotRead`: timeout, or scanned with the command's last words. `out` is then missing or incomplete.
    """
    command = ["ocrmypdf", "--skip-text", "-l", LANGUAGES, str(path), str(out)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            _, said = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise CannotRead("timeout", "ocrmypdf") from error
    if process.returncode or not out.exists():
        words = said.decode("utf-8", "replace").strip().splitlines()
        raise CannotRead("scanned", f"ocrmypdf: {words[-1] if words else f'ended with code {process.returncode}'}")


def read_scanned(path: Path, read: Callable[[Path], Content], seconds: float = SECONDS) -> Content:
    """Read `path`; its scanned pages are recognised and marked `ocr`. Raises `CannotRead` as `read` does.

    Pages in which nothing was recognised stay in `scanned`.
    """
    try:
        plain = read(path)
    except CannotRead as error:
        if error.reason != "scanned":
            raise
        scanned: set[int] | None = None  # all of them
    else:
        scanned = set(plain.scanned)
        if not scanned:
            return plain
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / path.name
        recognise(path, out, seconds)
        content = read(out)
    written = {run.page for run in content.runs}
    pages = tuple(
        replace(page, ocr=page.number in written and (scanned is None or page.number in scanned))
        for page in content.pages
    )
    left = {page.number for page in pages} - written if scanned is None else scanned - written
    return replace(content, pages=pages, scanned=tuple(sorted(left)))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the command with the processes it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()
