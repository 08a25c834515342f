"""Nearest passages by cosine: exact, within a filter, and the same from a file."""

from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex
from index.embedders import Vectors


@pytest.fixture
def vectors() -> Vectors:
    drawn = np.random.default_rng(7).normal(size=(200, 16)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def test_the_nearest_are_those_of_highest_cosine(vectors: Vectors) -> None:
    rows, scores = DenseIndex.build(vectors).nearest(vectors[3:4], 10)
    cosines = vectors @ vectors[3]
    assert rows[0] == 3
    assert list(rows) == list(np.argsort(-cosines)[:10])
    assert np.allclose(scores, cosines[rows], atol=1e-6)


def test_a_filter_is_applied_before_the_best_are_chosen(vectors: Vectors) -> None:
    allowed = np.arange(100, 110, dtype=np.int64)
    rows, _ = DenseIndex.build(vectors).nearest(vectors[3:4], 5, allowed)
    assert list(rows) == list(allowed[np.argsort(-(vectors[allowed] @ vectors[3]))[:5]])


@pytest.mark.parametrize("allowed", [[], [5], [199]])
def test_fewer_allowed_than_asked_for_gives_those(vectors: Vectors, allowed: list[int]) -> None:
    rows, scores = DenseIndex.build(vectors).nearest(vectors[3:4], 10, np.array(allowed, dtype=np.int64))
    assert list(rows) == allowed
    assert len(scores) == len(allowed)


def test_more_asked_for_than_there_are_gives_all(vectors: Vectors) -> None:
    rows, _ = DenseIndex.build(vectors[:4]).nearest(vectors[:1], 50)
    assert sorted(rows) == [0, 1, 2, 3]


def test_cosines_come_in_the_order_of_their_rows(vectors: Vectors) -> None:
    index, rows = DenseIndex.build(vectors), np.array([9, 2, 150], dtype=np.int64)
    assert np.allclose(index.cosines(vectors[:1], rows), vectors[rows] @ vectors[0], atol=1e-6)
    assert len(index.cosines(vectors[:1], rows[:0])) == 0


def test_an_index_from_a_file_is_the_one_in_memory(vectors: Vectors, tmp_path: Path) -> None:
    index = DenseIndex.build(vectors)
    index.save(tmp_path / "vectors.faiss")
    opened = DenseIndex.open(tmp_path / "vectors.faiss")
    assert len(opened) == len(index) == 200
    for one, other in zip(index.nearest(vectors[:1], 20), opened.nearest(vectors[:1], 20), strict=True):
        assert np.array_equal(one, other)
