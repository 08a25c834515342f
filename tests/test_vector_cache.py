"""Vectors are paid for once, and a damaged cache costs time, never a wrong vector."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import HashedWords

from index.embedders import Progress, Vectors
from index.vector_cache import BATCH, VectorCache


def cache_of(path: Path, embedder: HashedWords) -> VectorCache:
    return VectorCache(path / "vectors.sqlite", embedder.fingerprint, embedder.dimension)


def filled(path: Path, embedder: HashedWords, texts: Sequence[str]) -> None:
    with cache_of(path, embedder) as cache:
        cache.embed(texts, embedder)


def test_missing_texts_are_distinct_and_in_order_of_appearance(tmp_path: Path, embedder: HashedWords) -> None:
    filled(tmp_path, embedder, ["to"])
    with cache_of(tmp_path, embedder) as cache:
        assert cache.missing(["tre", "to", "en", "tre", "en", ""]) == ["tre", "en", ""]


def test_vectors_come_back_as_they_were_in_the_order_asked_for(tmp_path: Path, embedder: HashedWords) -> None:
    texts = [f"tekst {number}" for number in range(1200)]  # more than one SELECT holds
    filled(tmp_path, embedder, texts)
    wanted = [*reversed(texts), texts[0]]
    with cache_of(tmp_path, embedder) as cache:
        assert cache.missing(texts) == []
        assert np.array_equal(cache.vectors(wanted), embedder.questions(wanted))


def test_a_text_without_a_vector_is_a_key_error(tmp_path: Path, embedder: HashedWords) -> None:
    with cache_of(tmp_path, embedder) as cache, pytest.raises(KeyError):
        cache.vectors(["aldri sett"])


def test_each_model_has_vectors_of_its_own(tmp_path: Path) -> None:
    one, other = HashedWords(64, "one"), HashedWords(64, "other")
    filled(tmp_path, one, ["nikkel"])
    with cache_of(tmp_path, other) as cache:
        assert cache.missing(["nikkel"]) == ["nikkel"]


class Fails(HashedWords):
    """Is interrupted when it meets a text."""

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if "stopp" in texts:
            raise KeyboardInterrupt
        return super().passages(texts, progress)


def test_an_interrupted_embedding_keeps_the_batches_that_were_done(tmp_path: Path) -> None:
    texts = [f"tekst {number}" for number in range(BATCH)]
    with pytest.raises(KeyboardInterrupt):
        filled(tmp_path, Fails(), [*texts, "stopp"])
    with cache_of(tmp_path, HashedWords()) as cache:
        assert cache.missing([*texts, "stopp"]) == ["stopp"]


@pytest.mark.parametrize("damage", [b"this is no database", b"SQLite format 3\0" + bytes(range(256)) * 40])
def test_a_file_that_is_no_database_is_thrown_away(tmp_path: Path, embedder: HashedWords, damage: bytes) -> None:
    (tmp_path / "vectors.sqlite").write_bytes(damage)
    with cache_of(tmp_path, embedder) as cache:
        assert cache.missing(["nikkel"]) == ["nikkel"]
        cache.embed(["nikkel"], embedder)
    with cache_of(tmp_path, embedder) as cache:
        assert cache.missing(["nikkel"]) == []


def test_a_database_with_torn_pages_is_thrown_away(tmp_path: Path, embedder: HashedWords) -> None:
    texts = [f"tekst {number}" for number in range(300)]
    filled(tmp_path, embedder, texts)
    path = tmp_path / "vectors.sqlite"
    data = bytearray(path.read_bytes())
    for page in range(4096, len(data), 4096):
        data[page : page + 64] = b"\xff" * 64
    path.write_bytes(data)
    with cache_of(tmp_path, embedder) as cache:
        assert cache.missing(texts) == texts


@pytest.mark.parametrize("vector", [b"", np.zeros(64, np.float32).tobytes(), np.full(64, np.nan, np.float32).tobytes()])
def test_bytes_that_are_no_unit_vector_count_as_missing(tmp_path: Path, embedder: HashedWords, vector: bytes) -> None:
    filled(tmp_path, embedder, ["nikkel", "kobolt"])
    with sqlite3.connect(tmp_path / "vectors.sqlite") as database:
        database.execute("UPDATE vectors SET vector = ?", (vector,))
    database.close()
    with cache_of(tmp_path, embedder) as cache:
        assert cache.missing(["nikkel", "kobolt"]) == ["nikkel", "kobolt"]
        cache.embed(["nikkel"], embedder)
        assert np.array_equal(cache.vectors(["nikkel"]), embedder.questions(["nikkel"]))
