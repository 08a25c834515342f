"""Embedders: text to unit vectors. Which one is used is a setting; its fingerprint is in every generation."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]  # (n, dimension), rows of length 1
Progress = Callable[[int], None]  # called with the number of texts done since the last call

PACKAGED = "e5-small"


class Embedder(Protocol):
    """A model that puts questions and passages in one vector space."""

    @property
    def fingerprint(self) -> str:
        """Changes when the same text would get another vector: model, weights, prefixes, pooling."""
        ...

    @property
    def dimension(self) -> int: ...

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension)."""
        ...

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors of passages or sentences, shape (len(texts), dimension)."""
        ...

    def prepare_bulk(self) -> None:
        """Load what a long run of `passages` needs. May take seconds; without it the first call does."""
        ...


def open_embedder(model: str) -> Embedder:
    """The embedder called `model`: "e5-small" for the packaged one, else a hub name or a directory.

    Raises `index.errors.ModelMissing` when it cannot be loaded here.
    """
    if model == PACKAGED:
        from index.embedders.packaged import PackagedE5

        return PackagedE5()
    from index.embedders.transformer import TransformerEmbedder

    return TransformerEmbedder(model)
