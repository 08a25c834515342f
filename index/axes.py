"""Language axes: the few directions of a model's space that carry language and not meaning, and their removal.

Vectors of a sentence and of its translation differ mostly along the same few directions. They are estimated as the
leading right singular vectors of the differences between parallel sentences, and projected out of questions and
passages alike before their cosine is taken (language information removal: Yang et al., EMNLP 2021). Without this,
passages in the question's own language crowd out the answer that stands in the other one.
"""

import hashlib
import io
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index import durable
from index.embedders import Embedder, Vectors
from index.vector_cache import VectorCache

Axes = npt.NDArray[np.float32]  # (axes, dimension), orthonormal rows; no rows: nothing is removed

COUNT = 2
_PARALLEL = Path(__file__).with_name("parallel")
_SHIPPED = Path(__file__).with_name("model_axes")
PAIRS = ("nb-en", "nn-en")


def parallel_sentences(name: str) -> list[tuple[str, str]]:
    """(Norwegian, English) sentence pairs that come with the program, of one of `PAIRS`."""
    lines = (_PARALLEL / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(norwegian, english) for norwegian, english in (line.split("\t") for line in lines)]


def decompose(norwegian: Vectors, english: Vectors) -> tuple[Vectors, Axes]:
    """(singular values, right singular vectors) of the differences of row-aligned vectors of translations."""
    _, values, directions = np.linalg.svd(norwegian - english, full_matrices=False)
    return values.astype(np.float32), directions.astype(np.float32)


def estimate(norwegian: Vectors, english: Vectors, count: int = COUNT) -> Axes:
    """The leading axes of the differences of row-aligned vectors of translations, shape (count, dimension)."""
    return decompose(norwegian, english)[1][:count]


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


def fingerprint(axes: Axes) -> str:
    """Changes when another vector would be left of the same text."""
    return hashlib.sha256(str(axes.shape).encode() + axes.astype("<f4").tobytes()).hexdigest()[:12]


def kept_axes(embedder: Embedder, home: Path) -> Axes | None:
    """The axes of a model: those this home has kept, else those that come with the program. None: not estimated yet."""
    name = _file_name(embedder)
    found = (_read(path, embedder.dimension) for path in (home / "axes" / name, _SHIPPED / name))
    return next((axes for axes in found if axes is not None), None)


def axes_for(embedder: Embedder, cache: VectorCache, home: Path) -> Axes:
    """The axes that are kept, else estimated now from some 1,200 sentences, embedded through the cache, and kept."""
    axes = kept_axes(embedder, home)
    if axes is None:
        pairs = [pair for name in PAIRS for pair in parallel_sentences(name)]
        norwegian, english = zip(*pairs, strict=True)
        cache.embed(cache.missing([*norwegian, *english]), embedder)
        axes = estimate(cache.vectors(norwegian), cache.vectors(english))
        keep(embedder, axes, home)
    return axes


def keep(embedder: Embedder, axes: Axes, home: Path) -> Path:
    """Keep axes with a home, where they go before those of the program. Returns the file."""
    return _write(axes, home / "axes" / _file_name(embedder))


def ship(embedder: Embedder, axes: Axes) -> Path:
    """Keep axes with the program, so that no home needs to estimate them. Returns the file."""
    return _write(axes, _SHIPPED / _file_name(embedder))


def _file_name(embedder: Embedder) -> str:
    return hashlib.sha256(f"{embedder.fingerprint}/{source_fingerprint()}".encode()).hexdigest()[:16] + ".npy"


def _read(path: Path, dimension: int) -> Axes | None:
    """Axes from a file; None when there are none, or none that can be used."""
    try:
        axes = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    whole = axes.ndim == 2 and axes.shape[1] == dimension and axes.dtype == np.float32
    return axes if whole and np.allclose(axes @ axes.T, np.eye(len(axes)), atol=1e-3) else None


def _write(axes: Axes, path: Path) -> Path:
    file = io.BytesIO()
    np.save(file, axes)
    path.parent.mkdir(parents=True, exist_ok=True)
    durable.write_atomically(path, file.getvalue())
    return path
