"""Vectors of the passages of one language family, in faiss."""

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.embedders import Vectors

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


class DenseIndex:
    """Exact inner products; with unit vectors they are cosines."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> "DenseIndex":
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, question: Vectors, count: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """The `count` rows of highest cosine, best first; of `allowed` rows only, where given. `question`: (1, d)."""
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(allowed)
        scores, rows = self._index.search(question, min(count, len(self)), params=parameters)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def cosines(self, question: Vectors, rows: Rows) -> Scores:
        """Cosines of given rows, in their order."""
        if not len(rows):
            return np.empty(0, dtype=np.float32)
        vectors: Vectors = self._index.reconstruct_batch(rows)
        scores: Scores = vectors @ question[0]
        return scores
