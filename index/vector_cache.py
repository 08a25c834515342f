"""Vectors that have been paid for: text hash to vector, per embedder, in one SQLite file.

A rebuild embeds only what is not here, and records each batch before it starts the next, so a rebuild that was killed
goes on where it was. Losing the file costs time, never correctness; a damaged one is thrown away.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from index.embedders import Embedder, Progress, Vectors

BATCH = 512  # texts embedded between two commits: some seconds of work at risk
_LOOKUP = 500  # keys in one SELECT; SQLite's own limit on variables is higher everywhere


class VectorCache:
    """Use as a context manager; one writer at a time, guarded by the home's lock."""

    def __init__(self, path: Path, fingerprint: str, dimension: int) -> None:
        self._database = _open(path) if _is_whole(path) else _open_anew(path)
        self._model, self.dimension = fingerprint, dimension

    def __enter__(self) -> "VectorCache":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Distinct texts that have no vector yet, in order of first appearance."""
        distinct = {_key(text): text for text in texts}
        keys = list(distinct)
        for start in range(0, len(keys), _LOOKUP):
            for key in self._find(keys[start : start + _LOOKUP]):
                del distinct[key]
        return list(distinct.values())

    def embed(self, texts: Sequence[str], embedder: Embedder, progress: Progress | None = None) -> None:
        """Embed `texts` and record their vectors, batch by batch, in their order, so the time left is well guessed."""
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            self._record(batch, embedder.passages(batch, progress))

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are all here, shape (len(texts), dimension). Raises `KeyError` for one that is not."""
        matrix = np.empty((len(texts), self.dimension), dtype=np.float32)
        keys = [_key(text) for text in texts]
        for start in range(0, len(keys), _LOOKUP):
            batch = keys[start : start + _LOOKUP]
            found = self._find(batch)
            for row, key in enumerate(batch, start):
                matrix[row] = np.frombuffer(found[key], dtype=np.float32)
        return matrix

    def _find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        marks = ",".join("?" * len(keys))
        rows = self._database.execute(
            f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})",  # noqa: S608
            (self._model, *keys),
        )
        return {key: vector for key, vector in rows if self._is_vector(vector)}

    def _is_vector(self, data: bytes) -> bool:
        """Whether these are a unit vector's bytes still; a flipped bit that matters changes the length."""
        if len(data) != 4 * self.dimension:
            return False
        vector = np.frombuffer(data, dtype=np.float32)
        return bool(abs(float(vector @ vector) - 1) < 0.01)

    def _record(self, texts: Sequence[str], vectors: Vectors) -> None:
        rows = [(self._model, _key(text), vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute(
        "CREATE TABLE IF NOT EXISTS vectors "
        "(model TEXT, text BLOB, vector BLOB, PRIMARY KEY (model, text)) WITHOUT ROWID"
    )
    return database


def _is_whole(path: Path) -> bool:
    """Whether a file is a database without damage, or not there yet."""
    with closing(sqlite3.connect(path)) as database:
        try:
            return database.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        except sqlite3.OperationalError:
            raise  # locked, read-only or no room: nothing is wrong with the file
        except sqlite3.DatabaseError:
            return False


def _open_anew(path: Path) -> sqlite3.Connection:
    for damaged in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        damaged.unlink(missing_ok=True)
    return _open(path)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
