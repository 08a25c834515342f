"""BM25 over the passages of one language family.

bm25s (Lù, 2024) computes every term's score in every passage when the index is built; what is left for a question is a
sum of a few columns, which needs no more than numpy: bm25s and the scipy it brings are not loaded to answer. Scoring is
Lucene's variant (Kamphuis et al., ECIR 2020), whose idf is never negative, so that a term that stands in half of a
small library still counts.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

K1 = 1.2
B = 0.75

_ARRAYS = ("weights", "rows", "starts")


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """One family's passages by their terms: a sparse matrix in columns, one a term."""

    vocabulary: Mapping[str, int]  # term → column
    weights: npt.NDArray[np.float32]  # (postings,): BM25 of a term in a passage
    rows: npt.NDArray[np.integer[Any]]  # (postings,): which passage
    starts: npt.NDArray[np.integer[Any]]  # (terms + 1,): where each column starts
    passages: int

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> "LexicalIndex":
        """`passages` are the terms of each passage, in row order. At least one passage must have a term."""
        import bm25s

        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.index([list(terms) for terms in passages], create_empty_token=False, show_progress=False)
        matrix = bm25.scores
        return cls(bm25.vocab_dict, matrix["data"], matrix["indices"], matrix["indptr"], len(passages))

    @classmethod
    def open(cls, directory: Path) -> "LexicalIndex":
        """Read what `save` wrote. The arrays stay on disk until they are needed."""
        weights, rows, starts = (np.load(directory / f"{name}.npy", mmap_mode="r") for name in _ARRAYS)
        kept = json.loads((directory / "vocabulary.json").read_bytes())
        return cls(kept["terms"], weights, rows, starts, kept["passages"])

    def save(self, directory: Path) -> None:
        directory.mkdir()
        for name in _ARRAYS:
            np.save(directory / f"{name}.npy", getattr(self, name))
        kept = {"passages": self.passages, "terms": {term: int(column) for term, column in self.vocabulary.items()}}
        (directory / "vocabulary.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")

    def frequency(self, term: str) -> int:
        """In how many passages a term stands."""
        column = self.vocabulary.get(term)
        return 0 if column is None else int(self.starts[column + 1] - self.starts[column])

    def scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32] | None:
        """BM25 of every passage, shape (passages,); None when no term is known here. A repeated term counts again."""
        columns = [self.vocabulary[term] for term in terms if term in self.vocabulary]
        if not columns:
            return None
        scores = np.zeros(self.passages, dtype=np.float32)
        for column in columns:
            postings = slice(self.starts[column], self.starts[column + 1])
            scores[self.rows[postings]] += self.weights[postings]
        return scores
