"""The one door to fsync, rename and locks: how bytes are made to stay.

Order of a publication (see docs/decisions/0002): files written and fsynced in a directory of their own, that directory
fsynced, renamed to its final name, the parent fsynced, the pointer replaced and the parent fsynced again. A crash
between any two steps leaves the old state or the new one.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import CannotWrite, Locked


def sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_directory(path: Path) -> None:
    """Make names in a directory durable. Systems that cannot fsync a directory need no such step."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, all or nothing, durable on return."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        sync_file(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_directory(path.parent)


def publish_directory(built: Path, final: Path) -> None:
    """Move a finished directory to its final name, durable on return. Both must be on one file system."""
    for path in sorted(built.rglob("*"), reverse=True):
        if path.is_dir():
            sync_directory(path)
        else:
            sync_file(path)
    sync_directory(built)
    built.rename(final)
    sync_directory(final.parent)


def remove_directory(path: Path) -> None:
    """Delete a directory so that a crash half-way cannot leave it looking whole: it is renamed away first.

    A directory that the system will not let go (another program has it open) is left as it is.
    """
    doomed = path.with_name(f".removed-{path.name}-{os.getpid()}")
    with suppress(OSError):
        path.rename(doomed)
    shutil.rmtree(doomed, ignore_errors=True)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def writing(home: Path, wait: bool = False) -> Iterator[None]:
    """Be the one who writes in a home, which is made where it is not there yet.

    Raises `Locked`, and `CannotWrite` in place of whatever the system says when it takes nothing more.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(str(home), error.strerror or str(error)) from error
    with writer_lock(home, wait):
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            raise CannotWrite(str(home), str(error)) from error


@contextmanager
def writer_lock(home: Path, wait: bool = False) -> Iterator[None]:
    """Hold the home's one writer lock. The operating system frees it when its holder dies.

    Raises `Locked` with the holder and since when, unless `wait`; `CannotWrite` when the home takes no lock file.
    """
    lock = FileLock(home / "lock", timeout=-1 if wait else 0)
    note = home / "lock.holder"
    try:
        lock.acquire()
    except Timeout:
        holder, since = _read_holder(note)
        raise Locked(holder, since) from None
    except OSError as error:
        raise CannotWrite(str(home), str(error)) from error
    try:
        holder_facts = {"process": os.getpid(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}
        with suppress(OSError):  # who holds the lock is worth knowing, not worth failing for
            note.write_text(json.dumps(holder_facts), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _read_holder(note: Path) -> tuple[str, str]:
    try:
        facts = json.loads(note.read_text(encoding="utf-8"))
        return str(facts["process"]), str(facts["since"])
    except (OSError, ValueError, KeyError):
        return "?", "?"
