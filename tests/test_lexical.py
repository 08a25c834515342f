"""BM25 of one family against the formula written out, and what survives a file."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import K1, B, LexicalIndex

TERMS = st.sampled_from(["nikkel", "kobolt", "malm", "eu", "2030", "§4-6"])
PASSAGES = st.lists(st.lists(TERMS, max_size=12), min_size=1, max_size=15).filter(any)


def bm25(passages: Sequence[Sequence[str]], question: Sequence[str]) -> list[float]:
    """Lucene's BM25 (Kamphuis et al., ECIR 2020, table 1), term by term."""
    mean = sum(map(len, passages)) / len(passages)
    scores = []
    for passage in passages:
        score = 0.0
        for term in question:
            frequency, holding = passage.count(term), sum(term in other for other in passages)
            idf = math.log(1 + (len(passages) - holding + 0.5) / (holding + 0.5))
            score += idf * frequency / (frequency + K1 * (1 - B + B * len(passage) / mean))
        scores.append(score)
    return scores


@given(PASSAGES, st.lists(TERMS, min_size=1, max_size=5))
def test_scores_are_those_of_the_formula(passages: list[list[str]], question: list[str]) -> None:
    scores = LexicalIndex.build(passages).scores(question)
    if scores is None:
        assert not any(term in passage for passage in passages for term in question)
    else:
        assert np.allclose(scores, bm25(passages, question), rtol=1e-4, atol=1e-6)


def test_a_term_that_no_passage_has_changes_nothing() -> None:
    index = LexicalIndex.build([["nikkel", "malm"], ["kobolt"], []])
    alone, with_unknown = index.scores(["nikkel"]), index.scores(["nikkel", "ukjent"])
    assert alone is not None
    assert np.array_equal(alone, with_unknown)
    assert index.scores(["ukjent"]) is None
    assert index.scores([]) is None


def test_passages_without_terms_keep_their_rows() -> None:
    scores = LexicalIndex.build([[], ["nikkel"], []]).scores(["nikkel"])
    assert scores is not None
    assert scores.shape == (3,)
    assert int(np.argmax(scores)) == 1


def test_an_index_from_a_file_scores_as_the_one_in_memory(tmp_path: Path) -> None:
    index = LexicalIndex.build([["nikkel", "malm", "nikkel"], ["kobolt", "malm"], ["§4-6", "2030"]])
    index.save(tmp_path / "bm25")
    for question in (["nikkel"], ["malm", "2030"], ["§4-6"]):
        assert np.array_equal(index.scores(question), LexicalIndex.open(tmp_path / "bm25").scores(question))
