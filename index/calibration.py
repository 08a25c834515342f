"""Calibration: the language axes of a model, estimated anew, with a check of what removing them does.

They are estimated from the bundled parallel sentences. The check is retrieval: among held-out sentences of both
languages, how often is the nearest to a sentence its translation? Axes for the check are estimated without the held-out
fifth; those that are kept, from all pairs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import durable
from index.axes import COUNT, PAIRS, Axes, decompose, estimate, keep, parallel_sentences, remove, ship
from index.embedders import Embedder, Vectors
from index.vector_cache import VectorCache

SHOWN = 6  # leading directions whose share is told
_HELD_OUT = 5  # every fifth pair


@dataclass(frozen=True, slots=True)
class Retrieval:
    """R@1 of translations, asked from one language into both."""

    source: str  # nb, nn or en
    target: str
    sentences: int
    before: float  # 0–1, with vectors as they are
    after: float  # with the language axes removed


@dataclass(frozen=True, slots=True)
class Calibration:
    """Estimated axes, and what speaks for them."""

    model: str  # the embedder's fingerprint
    axes: Axes
    pairs: dict[str, int]  # by languages: "nb-en"
    values: tuple[float, ...]  # leading singular values of the differences between translations
    shares: tuple[float, ...]  # of those differences' squared length, along each leading direction
    retrieval: tuple[Retrieval, ...]


def calibrate_home(
    home: Path,
    embedder: Embedder,
    count: int = COUNT,
    shipped: bool = False,
    wait: bool = False,
    watch: Callable[[int, int], None] = lambda *_: None,
) -> tuple[Calibration, Path]:
    """Estimate `count` axes and keep them with the home, or with the program; (what was found, the file).

    `watch` is told (sentences embedded, of how many). Raises `Locked`, `CannotWrite`.
    """
    with (
        durable.writing(home, wait),
        VectorCache(home / "vectors.sqlite", embedder.fingerprint, embedder.dimension) as cache,
    ):
        found = calibrate(embedder, cache, count, watch)
        return found, ship(embedder, found.axes) if shipped else keep(embedder, found.axes, home)


def calibrate(
    embedder: Embedder, cache: VectorCache, count: int = COUNT, watch: Callable[[int, int], None] = lambda *_: None
) -> Calibration:
    """Estimate `count` axes and check them on pairs that are held out."""
    pairs = {name: parallel_sentences(name) for name in PAIRS}
    _embed([text for each in pairs.values() for pair in each for text in pair], embedder, cache, watch)
    vectors = {name: _aligned(cache, each) for name, each in pairs.items()}
    norwegian, english = _joined(list(vectors.values()))
    values, directions = decompose(norwegian, english)
    return Calibration(
        model=embedder.fingerprint,
        axes=directions[:count],
        pairs={name: len(each) for name, each in pairs.items()},
        values=tuple(map(float, values[:SHOWN])),
        shares=tuple(map(float, (values**2 / max(float(np.sum(values**2)), 1e-12))[:SHOWN])),
        retrieval=_checked(vectors, count),
    )


def translations_found(norwegian: Vectors, english: Vectors) -> tuple[float, float]:
    """R@1 (from Norwegian, from English): the nearest of all other sentences, of both languages, is the translation."""
    both = np.concatenate([norwegian, english])
    cosines = both @ both.T
    np.fill_diagonal(cosines, -np.inf)
    size = len(norwegian)
    found = np.argmax(cosines, axis=1) == np.roll(np.arange(2 * size), size)
    return float(found[:size].mean()), float(found[size:].mean())


def _embed(sentences: list[str], embedder: Embedder, cache: VectorCache, watch: Callable[[int, int], None]) -> None:
    missing, done = cache.missing(sentences), 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        watch(done, len(missing))

    cache.embed(missing, embedder, progress)


def _aligned(cache: VectorCache, pairs: list[tuple[str, str]]) -> tuple[Vectors, Vectors]:
    norwegian, english = zip(*pairs, strict=True)
    return cache.vectors(norwegian), cache.vectors(english)


def _joined(aligned: list[tuple[Vectors, Vectors]]) -> tuple[Vectors, Vectors]:
    return np.concatenate([each[0] for each in aligned]), np.concatenate([each[1] for each in aligned])


def _checked(vectors: dict[str, tuple[Vectors, Vectors]], count: int) -> tuple[Retrieval, ...]:
    learned = [(_others(norwegian), _others(english)) for norwegian, english in vectors.values()]
    axes = estimate(*_joined(learned), count)
    checks = list[Retrieval]()
    for name, (norwegian, english) in vectors.items():
        source, target = name.split("-")
        held = norwegian[::_HELD_OUT], english[::_HELD_OUT]
        before, after = translations_found(*held), translations_found(remove(held[0], axes), remove(held[1], axes))
        checks.append(Retrieval(source, target, len(held[0]), before[0], after[0]))
        checks.append(Retrieval(target, source, len(held[0]), before[1], after[1]))
    return tuple(checks)


def _others(vectors: Vectors) -> Vectors:
    """Those that are not held out."""
    others: Vectors = vectors[np.arange(len(vectors)) % _HELD_OUT != 0]
    return others
