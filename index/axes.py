"""Language axes: the few directions of a model's space that carry language and not meaning, and their removal.

Vectors of a sentence and of its translation differ mostly along the same few directions. They are estimated as the
leading right singular vectors of the differences between parallel sentences, and projected out of questions and
passages alike before their cosine is taken (language information removal: Yang et al., EMNLP 2021). Without this,
passages in the question's own language crowd out the answer that stands in the other one.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embedders import Embedder, Vectors
from index.vector_cache import VectorCache

Axes = npt.NDArray[np.float32]  # (axes, dimension), orthonormal rows; no rows: nothing is removed

COUNT = 2
_PARALLEL = Path(__file__).with_name("parallel")
_SHIPPED = Path(__file__).with_name("model_axes")
PAIRS = ("nb-en", "nn-en")


def parallel_sentences() -> Iterator[tuple[str, str]]:
    """(Norwegian, English) sentence pairs that come with the program."""
    for name in PAIRS:
        for line in (_PARALLEL / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
            norwegian, english = line.split("\t")
            yield norwegian, english


def estimate(norwegian: Vectors, english: Vectors, count: int = COUNT) -> Axes:
    """The leading axes of the differences of row-aligned vectors of translations, shape (count, dimension)."""
    _, _, directions = np.linalg.svd(norwegian - english, full_matrices=False)
    axes: Axes = directions[:count].astype(np.float32)
    return axes


def remove(vectors: Vectors, axes: Axes) -> Vectors:
    """Unit vectors without their part along the axes. A vector that lies wholly along them stays as it is."""
    if not len(axes):
        return vectors
    rest = vectors - (vectors @ axes.T) @ axes
    lengths = np.linalg.norm(rest, axis=1, keepdims=True)
    cleared: Vectors = np.where(lengths > 1e-6, rest / np.maximum(lengths, 1e-6), vectors)
    return cleared


def source_fingerprint() -> str:
    """Changes when other axes would be estimated: other sentences, another number of axes."""
    digest = hashlib.sha256(str(COUNT).encode())
    for name in PAIRS:
        digest.update((_PARALLEL / f"{name}.tsv").read_bytes())
    return digest.hexdigest()[:12]


def axes_for(embedder: Embedder, cache: VectorCache, home: Path) -> Axes:
    """The axes of a model: those that come with the program, those this home has kept, else estimated now and kept.

    Estimating embeds some 1,200 sentences, through the cache.
    """
    name = _file_name(embedder)
    for path in (_SHIPPED / name, home / "axes" / name):
        if path.is_file():
            axes: Axes = np.load(path)
            return axes
    axes = calibrate(embedder, cache)
    save(axes, home / "axes" / name)
    return axes


def _file_name(embedder: Embedder) -> str:
    return hashlib.sha256(f"{embedder.fingerprint}/{source_fingerprint()}".encode()).hexdigest()[:16] + ".npy"


def ship(embedder: Embedder, axes: Axes) -> Path:
    """Keep axes with the program, so that no home needs to estimate them. Returns the file."""
    path = _SHIPPED / _file_name(embedder)
    save(axes, path)
    return path


def calibrate(embedder: Embedder, cache: VectorCache, count: int = COUNT) -> Axes:
    """Axes estimated from the parallel sentences that come with the program."""
    norwegian, english = zip(*parallel_sentences(), strict=True)
    cache.embed(cache.missing([*norwegian, *english]), embedder)
    return estimate(cache.vectors(norwegian), cache.vectors(english), count)


def save(axes: Axes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.save(file, axes)
