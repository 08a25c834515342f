"""BM25 over the passages of one language family, with bm25s.

Scoring is Lucene's variant (Kamphuis et al., ECIR 2020), whose idf is never negative, so a term that stands in half of
a small library still counts.
"""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

K1 = 1.2
B = 0.75


class LexicalIndex:
    """One family's passages, by their terms."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        self._bm25 = bm25

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> "LexicalIndex":
        """`passages` are the terms of each passage, in row order. At least one passage must have a term."""
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.index([list(terms) for terms in passages], create_empty_token=False, show_progress=False)
        return cls(bm25)

    @classmethod
    def open(cls, directory: Path) -> "LexicalIndex":
        return cls(bm25s.BM25.load(directory, mmap=True))

    def save(self, directory: Path) -> None:
        self._bm25.save(directory, show_progress=False)

    def frequency(self, term: str) -> int:
        """In how many passages a term stands."""
        column = self._bm25.vocab_dict.get(term)
        if column is None:
            return 0
        starts = self._bm25.scores["indptr"]
        return int(starts[column + 1] - starts[column])

    def scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32] | None:
        """BM25 of every passage, shape (passages,); None when no term is known here."""
        known = [term for term in terms if term in self._bm25.vocab_dict]
        if not known:
            return None
        scores: npt.NDArray[np.float32] = self._bm25.get_scores(known)
        return scores
