"""Files read in processes of their own, so that a crash or a hang of a library costs one page or one file.

The parent sends (path, pages to skip) and hears each page that is begun (`corpus.pace`). When a page takes too long,
or the process dies on it, the process is started anew and the page is left out.
"""

import importlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from corpus import pace
from corpus.document import Content
from corpus.errors import CannotRead

PAGE_SECONDS = 15.0  # for one page
FILE_SECONDS = 180.0  # for what concerns all pages at once
MEMORY_MB = 4096
MOST_GIVEN_UP = 5  # pages of one file; with more, the file is given up

Read = Callable[[Path], Content]


class Child:
    """One process that reads one file after another. Use it from one thread at a time."""

    def __init__(
        self,
        target: str,
        page_seconds: float = PAGE_SECONDS,
        file_seconds: float = FILE_SECONDS,
        memory_mb: int = MEMORY_MB,
    ) -> None:
        """`target`: the function to call with a path, as `module:name`; it returns `Content` or raises."""
        self._target = target
        self._page_seconds, self._file_seconds, self._memory_mb = page_seconds, file_seconds, memory_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._heard: queue.Queue[Any] = queue.Queue()

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process. It is started again by the next `read`."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def read(self, path: Path) -> Content:
        """What the target finds in `path`. Raises `CannotRead`; any other failure of the target is `damaged`."""
        skipped: set[int] = set()
        while True:
            page, outcome = self._attempt(path, frozenset(skipped))
            if isinstance(outcome, Content):
                return outcome
            if page == pace.WHOLE_FILE or page in skipped or len(skipped) >= MOST_GIVEN_UP:
                raise outcome
            skipped.add(page)

    def _attempt(self, path: Path, skipped: frozenset[int]) -> tuple[int, Content | CannotRead]:
        """One try: the page in hand when it ended, and the outcome. `WHOLE_FILE` where no page is to blame."""
        try:
            self._send((str(path), skipped))
        except OSError:
            self.close()  # it died between two files
            self._send((str(path), skipped))
        page = pace.WHOLE_FILE
        while True:
            try:
                message = self._heard.get(timeout=self._file_seconds if page == pace.WHOLE_FILE else self._page_seconds)
            except queue.Empty:
                self.close()
                return page, CannotRead("timeout", _where(page))
            match message:
                case ("page", int(number)):
                    page = number
                case ("read", Content() as content):
                    return pace.WHOLE_FILE, content
                case ("cannot", reason, detail):
                    return pace.WHOLE_FILE, CannotRead(reason, detail)
                case ("failed", str(detail)):
                    return page, CannotRead("damaged", f"{detail}{_where(page)}")
                case _:
                    code = self._process.wait() if self._process else 0
                    self.close()
                    return page, CannotRead("damaged", f"the reader process ended with code {code}{_where(page)}")

    def _send(self, request: Any) -> None:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
        if self._process is not None and self._process.stdin is not None:
            _write(self._process.stdin, request)

    def _start(self) -> None:
        command = f"from corpus.isolation import serve; serve({self._target!r}, {self._memory_mb})"
        self._process = subprocess.Popen(
            [sys.executable, "-c", command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [_project(), *sys.path]))},
        )
        self._heard = queue.Queue()
        threading.Thread(target=_listen, args=(self._process.stdout, self._heard), daemon=True).start()


def read_in_child(path: Path, target: str, page_seconds: float = PAGE_SECONDS) -> Content:
    """Read one file in a process of its own. Raises `CannotRead`."""
    with Child(target, page_seconds) as child:
        return child.read(path)


def read_many(
    paths: Iterable[Path], target: str, workers: int = 1, page_seconds: float = PAGE_SECONDS
) -> Iterator[tuple[Path, Content | CannotRead]]:
    """Read files with `workers` processes at a time; the outcomes come in the order of `paths`."""
    free: queue.Queue[Child] = queue.Queue()
    children = [Child(target, page_seconds) for _ in range(max(1, workers))]
    for child in children:
        free.put(child)

    def read(path: Path) -> tuple[Path, Content | CannotRead]:
        child = free.get()
        try:
            return path, child.read(path)
        except CannotRead as error:
            return path, error
        finally:
            free.put(child)

    try:
        with ThreadPoolExecutor(len(children)) as pool:
            yield from pool.map(read, paths)
    finally:
        for child in children:
            child.close()


def _project() -> str:
    """Where this package is imported from: the child finds it whatever its working directory."""
    return str(Path(__file__).resolve().parent.parent)


def _where(page: int) -> str:
    return f" at page {page}" if page > 0 else ""


def _write(pipe: IO[bytes], message: Any) -> None:
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(struct.pack("<Q", len(data)) + data)
    pipe.flush()


def _listen(pipe: IO[bytes] | None, heard: "queue.Queue[Any]") -> None:
    """Messages from a pipe into a queue; None when it has ended."""
    with suppress(OSError, ValueError, EOFError, pickle.UnpicklingError):
        while pipe is not None and len(head := pipe.read(8)) == 8:
            (length,) = struct.unpack("<Q", head)
            heard.put(pickle.loads(pipe.read(length)))  # noqa: S301 - from our own process
    heard.put(None)


def serve(target: str, memory_mb: int) -> None:
    """The child's main loop: requests from standard input, messages to standard output. Ends with its parent."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be taken for a message
    _limit_memory(memory_mb)
    requests: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=_requests, args=(sys.stdin.buffer, requests), daemon=True).start()
    module, name = target.split(":")
    read: Read = getattr(importlib.import_module(module), name)
    while (request := requests.get()) is not None:
        path, skipped = request
        _write(out, _outcome(read, Path(path), skipped, out))


def _outcome(read: Read, path: Path, skipped: frozenset[int], out: IO[bytes]) -> tuple[Any, ...]:
    pace.follow(lambda page: _write(out, ("page", page)), skipped)
    try:
        return "read", read(path)
    except CannotRead as error:
        return "cannot", error.reason, error.detail
    except Exception as error:  # a fault in a reader or its library must not stop the other files
        return "failed", f"{type(error).__name__}: {error}"
    finally:
        pace.follow(None)


def _requests(pipe: IO[bytes], requests: "queue.Queue[Any]") -> None:
    """As `_listen`; when the parent is gone, end at once, even in the middle of a file."""
    _listen(pipe, requests)
    os._exit(0)


def _limit_memory(megabytes: int) -> None:
    """Let an allocation beyond the limit fail, where the system knows such a limit."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
