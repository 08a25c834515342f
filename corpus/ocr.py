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
_PDF = "--output-type=pdf"  # an archive's PDF/A would take a second program


def available() -> bool:
    """Whether the commands that recognise text are installed."""
    return shutil.which("ocrmypdf") is not None and shutil.which("tesseract") is not None


def needed(outcome: Content | CannotRead) -> bool:
    """Whether a file, as it was read, has pictures of text."""
    return outcome.reason == "scanned" if isinstance(outcome, CannotRead) else bool(outcome.scanned)


def read_scanned(
    path: Path, plain: Content | CannotRead, read: Callable[[Path], Content], seconds: float = SECONDS
) -> Content:
    """The report at `path`, of which `plain` was read, with its scanned pages recognised and marked `ocr`.

    `read` reads the file that the command writes; the runs of a recognised page lead to that file's text. Pages in
    which nothing was recognised stay in `scanned`. Raises `CannotRead`: ocr_failed, or scanned where all of them stay.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / path.name
        _recognise(path, out, seconds)
        try:
            content = read(out)
        except CannotRead as error:
            if error.reason == "scanned":
                raise
            raise CannotRead("ocr_failed", str(error)) from error
    written = {run.page for run in content.runs}
    pictures = {page.number for page in content.pages} if isinstance(plain, CannotRead) else set(plain.scanned)
    pages = tuple(replace(page, ocr=page.number in written & pictures) for page in content.pages)
    return replace(content, pages=pages, scanned=tuple(sorted(pictures - written)))


def _recognise(path: Path, out: Path, seconds: float) -> None:
    """Write `path` to `out` with text under its scanned pages; pages that have text stay as they are.

    Raises `CannotRead`: ocr_failed with the command's last words. `out` is then missing or incomplete.
    """
    command = ["ocrmypdf", "--skip-text", "-l", LANGUAGES, _PDF, str(path), str(out)]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
    except OSError as error:
        raise CannotRead("ocr_failed", f"ocrmypdf: {error.strerror or error}") from error
    with process:
        try:
            _, said = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise CannotRead("ocr_failed", f"ocrmypdf: more than {seconds:g} s") from error
        except BaseException:  # an interrupt does not reach a session of its own
            _end(process)
            raise
    if process.returncode or not out.exists():
        words = said.decode("utf-8", "replace").strip().splitlines()
        raise CannotRead("ocr_failed", f"ocrmypdf: {words[-1] if words else f'ended with code {process.returncode}'}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the command with the processes it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()
